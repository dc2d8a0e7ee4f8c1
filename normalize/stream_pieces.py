"""Loose lines → pieces: what can be one cell of a dumped table, or a line of one.

A dump has no columns, so all that parts two cells is how a line ends, what stands between the lines, and whether the
next word would still have had room. `LineEnds` gathers from the whole document which of these say anything in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extract.cells import Box, Cell

__all__ = ["LineEnds", "Piece", "proportional_width", "split_pieces", "starts_inside", "typed_width"]

_SPACE_BETWEEN = re.compile(r"\t|[^\S\t]{3,}")
"""What parts cells on one line: a tab, or a run of spaces that no justified line has."""

_TAB = 8

_PARTS = re.compile(r"[/-]")

_WHOLE = re.compile(
    r"(?:yang|dan|di|ke|dari|untuk|pada|serta|atau|dengan|dalam|oleh|bagi|antar|secara|sesuai|tepat|kerja|milik|"
    r"tingkat|(?:per|pen|pem|peng|men|mem|meng|ber|ter|kese|kete)\w{4,})[.,;:]?",
)
"""Words that are whole as they stand: function words, and words with a prefix."""

_AFFIXED = re.compile(r"(?:pe|me|be|ter|ke|di)\w{5,}(?:an|nya)[.,;:)]*", re.IGNORECASE)
"""Words with a prefix and a suffix: what long plain words look like."""

_ENDED = re.compile(r"\w{3,}(?:an|nya)$")
"""Words that a suffix has ended."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the dump, or the part of one between tabs, or the part that a reading of it has cut off.

    `cell` is the place of its line among the document's cells. `spans` holds the first and last column (in characters)
    of each word. `wraps` says that white space stands at the line's end. `lead` is what parts it from the piece before:
    `line`, `tab` or `word` (cut within a line). `gap` counts the blank lines above it.
    """

    cell: int
    page: int
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    top: float
    wraps: bool
    lead: str
    gap: int

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def box(self) -> Box:
        return (float(self.spans[0][0]), self.top, float(self.spans[-1][1]), self.top + 1.0)

    def cut(self, word: int) -> tuple[Piece, Piece]:
        """The piece before its word number `word`, and the piece from that word on."""
        head = replace(self, words=self.words[:word], spans=self.spans[:word], wraps=False)
        return head, replace(self, words=self.words[word:], spans=self.spans[word:], lead="word", gap=0)


def split_pieces(cells: Sequence[Cell]) -> list[Piece]:
    """The pieces of a document's loose lines, in reading order."""
    pieces: list[Piece] = []
    above: Cell | None = None
    for index, cell in enumerate(cells):
        gap = 0
        if above is not None and above.page == cell.page:
            gap = max(0, round(cell.top - above.bottom))
        above = cell
        text = "".join(line.text for line in cell.lines)
        position = 0
        lead = "line"
        line: list[Piece] = []
        for part in _SPACE_BETWEEN.split(text.strip()):
            words = part.split()
            if not words:
                continue
            spans = []
            for word in words:
                position = text.index(word, position)
                x0 = len(text[:position].expandtabs(_TAB))
                spans.append((x0, x0 + len(word)))
                position += len(word)
            line.append(Piece(index, cell.page, tuple(words), tuple(spans), cell.top, False, lead, gap))
            lead, gap = "tab", 0
        if line:
            line[-1] = replace(line[-1], wraps=position < len(text))
        pieces += line
    return pieces


def typed_width(text: str) -> float:
    """The width of a text whose lines were filled by counting characters."""
    return float(len(text))


_NARROW = {**dict.fromkeys("ijl.,:;'|!", 0.5), **dict.fromkeys("ft()[]/ I-r", 0.62)}
_WIDE = {**dict.fromkeys("mMW%@", 1.6), **dict.fromkeys("ABCDEFGHKNOPQRSTUVXYZ&w", 1.28)}
_WIDTHS = {**_NARROW, **_WIDE}


def proportional_width(text: str) -> float:
    """The width of a text in a proportional type, roughly: an average small letter is 1."""
    return sum(_WIDTHS.get(letter, 1.05) for letter in text)


def starts_inside(word: str) -> bool:
    """Whether a line's first word shows that the line broke inside a word: `/Kota`, `-undangan`, not `-Jumlah`."""
    return word[0] in "/‐‑" or (word[0] == "-" and word[1:2].islower())


class LineEnds:
    """What the ends of lines say in one document."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        spaced = total = 0
        gaps: Counter[int] = Counter()
        words: set[str] = set()
        after: dict[str, set[str]] = defaultdict(set)
        before: dict[str, set[str]] = defaultdict(set)
        above: Piece | None = None
        for piece in pieces:
            words.update(_fold(word) for word in piece.words[1:-1])
            if above is not None:
                after[_fold(piece.words[0])].add(_PARTS.split(_fold(above.words[-1]))[-1])
                before[_fold(above.words[-1])].add(_PARTS.split(_fold(piece.words[0]))[0])
            above = piece
            if piece.lead == "line":
                gaps[piece.gap] += 1
        for piece, following in zip(pieces, [*pieces[1:], None], strict=False):
            ends_line = following is None or following.cell != piece.cell
            if ends_line and piece.words[-1][-1].isalpha() and len(piece.text) > 5:
                total += 1
                spaced += piece.wraps
        share = spaced / max(total, 1)
        self.spaced = 0.15 < share < 0.97
        """Whether a space at a line's end says something: it stands at some ends and not at others."""
        lines = sum(gaps.values())
        common = [gap for gap, count in sorted(gaps.items()) if count > 0.12 * lines]
        self.tight = common[0] if common else 0
        """The number of blank lines between two lines that stand as close as any."""
        self.gaps_speak = sum(count for gap, count in gaps.items() if gap > self.tight) > 0.12 * lines
        """Whether lines stand apart here and close there, so that the gap says something."""
        self._inner = words
        # A rest of a broken word always follows the same beginning; a whole word follows many.
        self._first = {word for word, neighbours in after.items() if len(neighbours) > 1}
        self._last = {word for word, neighbours in before.items() if len(neighbours) > 1}

    def _whole(self, word: str, ends: set[str]) -> bool:
        """Whether a word stands within a line, or at lines' ends (`ends`) beside several others: it is not a part."""
        return _fold(word) in self._inner or _fold(word) in ends

    def wraps(self, piece: Piece) -> bool:
        """Whether a space at a line's end shows that the cell goes on."""
        return self.spaced and piece.wraps

    def splits_word(self, piece: Piece, following: Piece, room: float, width: Callable[[str], float]) -> bool:
        """Whether a line broke inside a word, in a column `room` wide (as `width` measures).

        Only a word that no line of the column could hold is broken, and then the line is filled to its end.
        """
        if following.lead != "line" or self.wraps(piece):
            return False
        last, first = piece.words[-1], following.words[0]
        if not last[-1].isalnum() or not first[0].isalnum() or last[-1].isdigit() != first[0].isdigit():
            return False
        if first[0].isupper() and not (last.isupper() and first.rstrip(".,;:").isupper() and len(last) > 1):
            return False
        if self._whole(last + first, self._first):
            return True
        if self.spaced:
            return width(piece.text) >= 0.75 * room and width(last + first) >= 0.75 * room
        return self._splits_bare(piece, last, first, room, width)

    def _splits_bare(self, piece: Piece, last: str, first: str, room: float, width: Callable[[str], float]) -> bool:
        """Whether a word was broken into `last` and `first`, where no space at the line's end could tell.

        The width alone is weak: two whole words may fill two lines as well. So the two must look like parts.
        """
        tail, head = _PARTS.split(last)[-1], _PARTS.split(first)[0]
        if (len(head) > 2 and self._whole(head, self._first)) or _WHOLE.fullmatch(head):
            return False
        short = min(len(last), len(first)) <= 3
        apart = self._whole(tail, self._last) or _ENDED.search(tail) is not None
        if len(first.rstrip(".,;:")) <= 2 and not apart and _AFFIXED.fullmatch(last + first):
            return True
        compound = re.search(r"\w[/-]\w", last + first) is not None
        slack = 1.5 if width is not typed_width else 1.1 if short or compound else 0.1
        if width(piece.text) < room - slack or width(last + first) <= room:
            return False
        return short or (not apart and (compound or _AFFIXED.fullmatch(last + first) is not None))

    def join(self, pieces: Sequence[Piece], room: float, width: Callable[[str], float]) -> str:
        """The text of a cell from its pieces, by the rules of docs/records.md."""
        text = ""
        for index, piece in enumerate(pieces):
            text = piece.text if index == 0 else text + self._glue(pieces[index - 1], piece, room, width) + piece.text
            if index + 1 < len(pieces) and self._syllable(piece, pieces[index + 1]):
                text = text[:-1]
        return text.replace("\u00ad", "")

    def _glue(self, piece: Piece, following: Piece, room: float, width: Callable[[str], float]) -> str:
        last = piece.words[-1]
        if following.lead != "line" or self.wraps(piece):
            return " "
        if last[-1] in "/-‐‑\u00ad" and len(last) > 1 and last[-2].isalnum() and following.words[0][0].isalnum():
            return ""
        if starts_inside(following.words[0]) and last[-1].isalnum() and (self.spaced or len(following.words[0]) > 1):
            return ""
        return "" if self.splits_word(piece, following, room, width) else " "

    def _syllable(self, piece: Piece, following: Piece) -> bool:
        """Whether a hyphen at a line's end only marks a syllable: the word without it is known, with it is not."""
        last, first = piece.words[-1], following.words[0]
        if self.wraps(piece) or following.lead != "line" or last[-1] not in "-‐‑" or len(last) < 2:
            return False
        return self._whole(last[:-1] + first, self._first) and not self._whole(last + first, self._first)


def _fold(word: str) -> str:
    return word.strip(".,;:()[]\"'“”").casefold()
