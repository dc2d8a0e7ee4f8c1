"""What stands around the table: title, office, year, signature, page number, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.cells import Cell
from normalize.text import plain_text
from normalize.vocabulary import Vocabulary

__all__ = ["Heading", "loose_role", "office_nearby", "read_form", "read_heading", "title_case"]

_YEAR = re.compile(r"(?<!\d)(20[0-4]\d|19[89]\d)(?!\d)")
_FORM = re.compile(
    r"\s*(?:(?P<office>perangkat daerah|opd|skpd|unit kerja|unit organisasi|instansi|nama (?:opd|skpd|unit))|"
    r"(?P<year>tahun(?: anggaran)?))\b\s*:?",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"(?:hal(?:aman)?\.?|page)?\s*[-–—|]?\s*\d{1,4}\s*(?:(?:dari|of|/)\s*\d{1,4})?\s*[-–—|]?", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"\b(?:NIP\b|kepala\s|plt\.|an\.|camat\b|ditetapkan di|mengetahui|pembina\b|penata\b|sekretaris daerah|bupati|"
    r"wali ?kota|gubernur|pihak (?:pertama|kedua))|,\s*\d{0,2}\s*(?:januari|februari|maret|april|mei|juni|juli|agustus|"
    r"september|oktober|november|nopember|desember)\s+\d{4}",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset(["dan", "di", "ke", "dari", "yang", "untuk", "pada", "serta", "atau", "dengan"])


@dataclass(frozen=True, slots=True)
class Heading:
    """The title over a table: its text as printed, the office and the year that it names."""

    title: str
    office: str | None
    year: int | None


def read_heading(lines: Sequence[Cell], vocabulary: Vocabulary) -> tuple[Heading | None, list[Cell]]:
    """The title among the lines over a table, and the lines that it is made of.

    The title begins with the last line that names our kind of document (`RENCANA AKSI …`) and runs down to the line
    with the year, the office, or the last that is set alike.
    """
    named = [i for i, cell in enumerate(lines) if vocabulary.is_title(plain_text(cell))]
    if not named:
        return None, []
    starts = [i for i in named if _heading_like(plain_text(lines[i]))] or named
    start = starts[-1]
    while start - 1 in starts:
        start -= 1
    used = [lines[start]]
    for cell in lines[start + 1 :]:
        text = plain_text(cell)
        gap = cell.top - used[-1].bottom
        height = max(used[-1].bottom - used[-1].top, 1.0)
        if gap > 2.5 * height or len(used) >= 6 or not _heading_like(text):
            break
        used.append(cell)
    title = " ".join(plain_text(cell) for cell in used)
    title = re.sub(r"\s+", " ", title).strip()
    return Heading(title, _office([plain_text(cell) for cell in used], vocabulary), _year(title)), used


def _heading_like(text: str) -> bool:
    """Titles are in capitals or in Title Case; a section's heading (`A. SASARAN`) is no part of them."""
    if re.match(r"\s*[A-Z]\.\s", text) or len(text) > 200:
        return False
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    words = [word for word in text.split() if word[:1].isalpha()]
    titled = sum(word[:1].isupper() or word in _SMALL_WORDS for word in words)
    return not letters or capitals > 0.7 * len(letters) or titled == len(words)


def _office(lines: list[str], vocabulary: Vocabulary) -> str | None:
    for text in [*lines, " ".join(lines)]:
        start = vocabulary.office_start(text)
        if start is not None:
            name = re.split(r"\b(?:TAHUN|TA\.?|T\.A\.?|PERIODE|TRIWULAN)\b", text[start:], flags=re.IGNORECASE)[0]
            name = name.strip(" ,.-–:")
            if len(name.split()) >= 2 or len(name) > 8:
                return title_case(name)
    return None


def read_form(lines: Sequence[Cell], vocabulary: Vocabulary) -> tuple[str | None, int | None]:
    """Office and year from lines of a form over the table: `Perangkat Daerah : Dinas …`, `Tahun Anggaran : 2024`.

    A label and what follows may be one line or two beside each other.
    """
    office: str | None = None
    year: int | None = None
    texts = [plain_text(cell) for cell in lines]
    for position, text in enumerate(texts):
        match = _FORM.match(text)
        if match is None:
            continue
        following = texts[position + 1] if position + 1 < len(texts) else ""
        value = text[match.end() :].strip(" :") or following.strip(" :")
        if match["year"] is not None:
            year = year or _year(value)
        elif vocabulary.office_start(value) == 0:
            office = office or title_case(value)
    return office, year


def office_nearby(lines: Sequence[Cell], vocabulary: Vocabulary) -> str | None:
    """The office where neither title nor form names one: the first line that is the name of one."""
    for cell in lines:
        text = re.sub(r"^(?:plt\.?\s*)?kepala\s+", "", plain_text(cell), flags=re.IGNORECASE)
        if vocabulary.office_start(text) == 0 and 2 <= len(text.split()) <= 14:
            return title_case(text)
    return None


def _year(text: str) -> int | None:
    words = text.split()
    if sum(len(word) == 1 for word in words) > 0.7 * len(words):  # `T A H U N  2 0 2 4`
        text = re.sub(r"(?<=\d) (?=\d)", "", text)
    years = _YEAR.findall(text)
    return int(years[-1]) if years else None


def title_case(name: str) -> str:
    """A name that is printed in capitals, as a sentence would write it; any other name as it is.

    >>> title_case("DINAS PENDIDIKAN DAN KEBUDAYAAN")
    'Dinas Pendidikan dan Kebudayaan'
    """
    if not name.isupper():
        return name
    words = [word.capitalize() if word.isalpha() else word.title() for word in name.split()]
    return " ".join(word.lower() if i and word.lower() in _SMALL_WORDS else word for i, word in enumerate(words))


def loose_role(cell: Cell, page_height: float, below_table: bool) -> str:
    """The role of a line outside every table, told by its words and its place on the page."""
    text = plain_text(cell)
    if cell.lines and all(line.confidence == 0.0 for line in cell.lines):
        return "hidden"
    edge = cell.top > 0.9 * page_height or cell.bottom < 0.1 * page_height
    if edge and _PAGE_NUMBER.fullmatch(text.strip()):
        return "page_number"
    if below_table and _SIGNATURE.search(text):
        return "signature"
    if cell.bottom < 0.08 * page_height or cell.top > 0.94 * page_height:
        return "footer" if cell.top > 0.5 * page_height else "running_head"
    return "loose"
