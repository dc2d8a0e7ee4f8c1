"""What stands in a dump without being of the table: titles, header bands, page numbers, running heads, signatures.

An extractor leaves these where the producer drew them: before the table, after it, or in the midst of it, once or on
each page. They are told by their words and by what they repeat, and taken out before the rest is read, so that a row
cut by a page break closes again. Header bands say which levels and columns the document has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from normalize.records import LEVELS
from normalize.stream_cues import begins, is_value
from normalize.stream_pieces import LineEnds, Piece
from normalize.vocabulary import Term, Vocabulary, tokens

__all__ = ["Chrome", "find_chrome"]

_PAGE_NUMBER = re.compile(
    r"(?:hal(?:aman|\.)?|page|lembar)\s*:?\s*\d{1,4}(?:\s*(?:dari|of|/)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]|"
    r"\d{1,4}\s*(?:dari|of)\s*\d{1,4}|\d{1,3}\s*/\s*\d{1,3}",
    re.IGNORECASE,
)
_QUARTERS = r"\b(?:tw|triw\w*|trw|tribulan|tri wulan|kuartal)\b.*\bi\b.*\bii\b.*\biii\b.*\biv\b"
_LONGEST_LINE = 600
"""A line of more letters is no header: the widest table has some forty columns."""

_ROMAN = r"(?:(?:I{1,3}|IV) ?)+"
_NUMERALS = re.compile(r"(?:i{1,3}|iv|20\d\d)")
_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,2})\s*[).]?")
_MONTHS = (
    r"(?:januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember)"
)
_SIGNED = re.compile(
    rf"(?:[A-Z][\w .'-]{{2,40}}, *)(?:tanggal)?[ \d.…_]*{_MONTHS} *(?:20\d\d|[.…_]*)|"
    r"(?:mengetahui|menyetujui|mengesahkan|disahkan|ditetapkan)\b.{0,40}|pada tanggal\b.*|pihak (?:pertama|kedua),?",
    re.IGNORECASE,
)
_NIP = re.compile(r"\bNIP\.? *:? *(?:\d|[.…_]{3})", re.IGNORECASE)
_NOTE = re.compile(r"^(?:keterangan|catatan|sumber|ket)\s*\.?\s*:", re.IGNORECASE)
_REGION = re.compile(r"^(?:PEMERINTAH|PROVINSI|KABUPATEN|KOTA|TAHUN|PERIODE|NOMOR|LAMPIRAN)\b")
_BEGINS_TITLE = re.compile(
    r"(?:matriks |formulir |form\.? |lampiran |laporan |jadwal |monitoring (?:dan )?|evaluasi )*"
    r"(?:rencana|target|perjanjian|realisasi|pengukuran|capaian)\s+\w+",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Chrome:
    """The roles of a document's pieces that are no part of its table, and what the header bands say.

    `roles` maps a piece's place to its role. `levels` are the levels that a band names (empty: no band tells),
    `formulas` those of them with a formula column of their own (None: no band tells). `bands` are the places of the
    header bands.
    """

    roles: dict[int, str] = field(default_factory=dict)
    levels: set[str] = field(default_factory=set)
    formulas: set[str] | None = None
    quarters: bool = False
    """Whether a band has the four quarters as columns."""
    bands: list[tuple[int, int]] = field(default_factory=list)


def find_chrome(pieces: Sequence[Piece], vocabulary: Vocabulary) -> Chrome:
    """Tells the pieces that are no part of the table."""
    chrome = Chrome()
    _bands(pieces, vocabulary, chrome)
    _titles(pieces, vocabulary, chrome)
    _page_numbers(pieces, chrome)
    _running_lines(pieces, vocabulary, chrome)
    _signatures(pieces, vocabulary, chrome)
    return chrome


def _edges(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """The first and the last piece of each page."""
    edges: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(pieces) + 1):
        if index == len(pieces) or pieces[index].page != pieces[start].page:
            edges.append((start, index - 1))
            start = index
    return edges


def _running_lines(pieces: Sequence[Piece], vocabulary: Vocabulary, chrome: Chrome) -> None:
    """Lines that stand at the head or the foot of every page and nowhere else, figures aside."""
    edges = _edges(pieces)
    if len(edges) < 3:
        return
    everywhere = Counter(_shape(piece.text) for piece in pieces)
    for offset in range(3):
        for side in (0, 1):
            places = [
                first + offset if side == 0 else last - offset for first, last in edges if last - first > 2 * offset + 1
            ]
            shapes = Counter(_shape(pieces[place].text) for place in places)
            for shape, count in shapes.items():
                alike = [place for place in places if _shape(pieces[place].text) == shape]
                if count < max(3, 0.7 * len(edges)) or count != everywhere[shape] or chrome.roles.keys() & alike:
                    continue
                text = pieces[alike[0]].text
                counted = _counts_up(pieces, alike)
                if counted or _runs(text, vocabulary, heads=side == 0):
                    role = "footer" if side else "running_head"
                    number = counted and (_PAGE_NUMBER.fullmatch(text) or text.isdigit())
                    chrome.roles.update(dict.fromkeys(alike, "page_number" if number else role))


def _runs(text: str, vocabulary: Vocabulary, heads: bool) -> bool:
    """Whether a line that is the same on every page may be a running head or foot.

    The person in charge of each page's last row is the same by chance, and a name at each page's head is that of the
    merged cell which goes on there.
    """
    if vocabulary.is_title(text) or re.search(r"\b20\d\d\b", text):
        return True
    return (
        not heads and len(re.findall(r"[^\W\d_]{2,}", text)) > 1 and not begins("person", text) and not is_value(text)
    )


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text.casefold())


def _counts_up(pieces: Sequence[Piece], places: Sequence[int]) -> bool:
    """Whether the figures at these places are page numbers: each as much ahead of its page as the others."""
    ahead = set()
    for place in places:
        figures = re.findall(r"\d+", pieces[place].text)
        if not figures:
            return False
        ahead.add(int(figures[0]) - pieces[place].page)
    return len(ahead) == 1


def _bands(pieces: Sequence[Piece], vocabulary: Vocabulary, chrome: Chrome) -> None:
    index = 0
    while index < len(pieces):
        end = _band_end(pieces, index, vocabulary) if index not in chrome.roles else index
        if end == index:
            index += 1
            continue
        words = " ".join(piece.text for piece in pieces[index:end])
        chrome.levels |= {level for level in LEVELS if re.search(_level_word(level), words, re.IGNORECASE)}
        chrome.quarters = chrome.quarters or bool(re.search(_QUARTERS, words, re.IGNORECASE))
        _learn_band(vocabulary.read(words)[0], chrome)
        end = _number_row_end(pieces, end)
        for place in range(index, end):
            chrome.roles[place] = "header"
        chrome.bands.append((index, end))
        index = end


def _level_word(level: str) -> str:
    """A pattern for a level's word: `SASARAN PROGRAM KEGIATAN` on one line are three levels."""
    return r"(?<!sub )\bkegiatan\b" if level == "kegiatan" else rf"\b{level.replace('_', ' ')}\b"


def _known(text: str, vocabulary: Vocabulary) -> bool:
    """Whether header words explain all of a text."""
    terms, unknown = vocabulary.read(text)
    return bool(terms) and all(_NUMERALS.fullmatch(word) for word in unknown)


def _kinds(text: str, vocabulary: Vocabulary) -> tuple[set[tuple[str, str]], int]:
    """The levels and roles that a text names, each once, and how many terms it has in all."""
    terms, _ = vocabulary.read(text)
    kinds = {(term.kind, term.value) for group in terms for term in group[:1] if term.kind in ("level", "role")}
    return kinds, len(terms)


def _band_end(pieces: Sequence[Piece], start: int, vocabulary: Vocabulary) -> int:
    """The place after the header band that begins at `start`; `start` itself where none does."""
    capitals = pieces[start].text.isupper()
    opening = " ".join(piece.text for piece in pieces[start : start + 2])
    if not opening[0].isupper() or len(opening) > _LONGEST_LINE:
        return start
    first, unknown = vocabulary.read(opening)
    if not first or tokens(opening)[0] in unknown or first[0][0].kind not in ("level", "role", "measure"):
        return start
    end = start
    open_lines = 0
    for place in range(start, min(len(pieces), start + 150)):
        piece = pieces[place]
        if capitals and re.search(r"[^\W\d_]", piece.text) and not piece.text.isupper():
            break
        if is_value(piece.text) and not re.fullmatch(rf"{_ROMAN}|20\d\d", piece.text):
            break  # a row that the page break has cut goes on with a value
        words = " ".join(part.text for part in pieces[end : place + 1])
        if _known(words, vocabulary) or (end > start and re.fullmatch(_ROMAN, words)):
            end = place + 1
            open_lines = 0
        elif (open_lines := open_lines + 1) > 2:
            break
    end = _own_labels_end(pieces, start, end, vocabulary)
    kinds, count = _kinds(" ".join(piece.text for piece in pieces[start:end]), vocabulary)
    above = " ".join(piece.text for piece in pieces[start : end - 1])
    if end - start > 2 and pieces[end - 1].text.casefold() == "program" and re.search(r"(?i)\bprogram\b", above):
        end -= 1  # `Program` that opens the first row under the band
    if len(kinds) < (2 if capitals else 3) or (not capitals and count < 5):
        return start
    return end if any(kind == "level" or value == "indikator" for kind, value in kinds) else start


def _own_labels_end(pieces: Sequence[Piece], start: int, end: int, vocabulary: Vocabulary) -> int:
    """The place after the band's own quarters: labels that go on after them are of a row that the page break cut."""
    run = end
    while run > start and vocabulary.quarter(pieces[run - 1].text, bare=True):
        run -= 1
    bare = run < end and vocabulary.quarter(pieces[run].text) is None
    if bare and not (run > start and vocabulary.is_stem(pieces[run - 1].words[-1])):
        return run
    own = [vocabulary.quarter(piece.text, bare=True) for piece in pieces[run : min(end, run + 4)]]
    return run + 4 if own == [1, 2, 3, 4] else run


def _number_row_end(pieces: Sequence[Piece], start: int) -> int:
    """The place after the row that numbers the columns, where one follows a band."""
    numbers: list[int] = []
    end = start
    for place in range(start, min(len(pieces), start + 40)):
        found = [_COLUMN_NUMBER.fullmatch(word) for word in pieces[place].words]
        if not all(found):
            break
        row = [int(match[1]) for match in found if match]
        if any(not a < b <= a + 3 for a, b in zip([*numbers[-1:], *row], row if numbers else row[1:], strict=False)):
            break
        numbers += row
        end = place + 1
    return end if len(numbers) >= 5 and numbers[0] <= 2 else start


def _learn_band(terms: Sequence[tuple[Term, ...]], chrome: Chrome) -> None:
    """Takes from a band's words the levels and which of them have a formula.

    Only a band that names the indicators too has its words in the order of the columns.
    """
    level: str | None = None
    levels: list[str] = []
    formulas: set[str] = set()
    indicators = 0
    for group in terms:
        term = group[0]
        if term.kind == "level":
            level = term.value
            levels.append(level)
        elif term == Term("role", "indikator"):
            indicators += 1
        elif term == Term("role", "formula") and level:
            formulas.add(level)
    if levels and indicators >= len(levels):
        chrome.formulas = (chrome.formulas or set()) | formulas


def _titles(pieces: Sequence[Piece], vocabulary: Vocabulary, chrome: Chrome) -> None:
    ends = LineEnds(pieces)
    for place in range(len(pieces)):
        if place in chrome.roles or not _opens_title(pieces, place, ends, vocabulary, chrome):
            continue
        chrome.roles[place] = "title"
        for step in (-1, 1):
            near = place + step
            while 0 <= near < len(pieces) and near not in chrome.roles and _is_heading(pieces[near], vocabulary):
                chrome.roles[near] = "title"
                near += step
    for start, _ in chrome.bands:
        near = start - 1
        while near >= 0 and near not in chrome.roles and _is_heading(pieces[near], vocabulary):
            chrome.roles[near] = "title"
            near -= 1


def _opens_title(pieces: Sequence[Piece], place: int, ends: LineEnds, vocabulary: Vocabulary, chrome: Chrome) -> bool:
    """Whether a piece begins a title: in capitals anywhere, else only where a page or a table begins.

    It has to name an office or a year, or stand beside a line that does: names hold words of titles too.
    """
    text = pieces[place].text
    if not vocabulary.is_title(text) or not _BEGINS_TITLE.match(text):
        return False
    above = pieces[place - 1] if place else None
    opens = above is None or above.page != pieces[place].page or place - 1 in chrome.roles
    if not opens and (not text.isupper() or (above is not None and ends.wraps(above) and above.text.isupper())):
        return False
    if re.search(r"\b20\d\d\b", text) or vocabulary.office_start(text) is not None:
        return True
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    return chrome.roles.get(place + 1) == "header" or (following is not None and _is_heading(following, vocabulary))


def _is_heading(piece: Piece, vocabulary: Vocabulary) -> bool:
    """Whether a line beside a title or over a header band is part of the heading: an office, a region, a year."""
    text = piece.text
    if re.fullmatch(r"(?:TAHUN|T\.?A\.?)\s*(?:ANGGARAN\s*)?:?\s*20\d\d", text, re.IGNORECASE):
        return True
    return text.isupper() and (bool(_REGION.match(text)) or vocabulary.office_start(text) == 0)


def _page_numbers(pieces: Sequence[Piece], chrome: Chrome) -> None:
    for side in (0, 1):
        places = [edge[side] for edge in _edges(pieces)]
        numbers = [place for place in places if re.fullmatch(r"\d{1,4}", pieces[place].text)]
        if len(numbers) > 1 and len(numbers) >= 0.7 * len(places) and _counts_up(pieces, numbers):
            chrome.roles.update(dict.fromkeys(numbers, "page_number"))
    for first, last in _edges(pieces):
        for place in {first, last}:
            if place not in chrome.roles and _PAGE_NUMBER.fullmatch(pieces[place].text):
                chrome.roles[place] = "page_number"
    for place, piece in enumerate(pieces):
        wordy = re.match(r"(?:hal|page|lembar)", piece.text, re.IGNORECASE)
        if place not in chrome.roles and wordy and _PAGE_NUMBER.fullmatch(piece.text):
            chrome.roles[place] = "page_number"


def _signatures(pieces: Sequence[Piece], vocabulary: Vocabulary, chrome: Chrome) -> None:
    """A block of signatures: from the line of place and date (or the office in capitals) to the last NIP."""
    for place, piece in enumerate(pieces):
        if place in chrome.roles:
            continue
        if _NOTE.match(piece.text):
            chrome.roles[place] = "note"
        elif _NIP.search(piece.text):
            start = place
            for near in range(place - 1, max(-1, place - 16), -1):
                if pieces[near].page != piece.page or chrome.roles.get(near) in ("header", "signature"):
                    break
                if _SIGNED.fullmatch(pieces[near].text) or (pieces[near].text.isupper() and not piece.text.isupper()):
                    start = near
                elif vocabulary.quarter(pieces[near].text):
                    break
            if start == place:  # nothing but a name over it
                start = max(place - 1, 0)
            for near in range(start, place + 1):
                chrome.roles[near] = "signature"
        elif _SIGNED.fullmatch(piece.text) and re.search(_MONTHS, piece.text, re.IGNORECASE):
            chrome.roles[place] = "signature"
    _close_signatures(pieces, chrome)


def _close_signatures(pieces: Sequence[Piece], chrome: Chrome) -> None:
    """What follows a signature on the document's last page, and holds no block, belongs to it."""
    signed = [place for place, role in chrome.roles.items() if role == "signature"]
    if not signed:
        return
    for place in range(min(signed), len(pieces)):
        near = max((other for other in signed if other < place), default=None)
        if near is not None and place not in chrome.roles and place - near <= 8 and place > len(pieces) - 12:
            chrome.roles[place] = "signature"
