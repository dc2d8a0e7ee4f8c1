"""Lines of a cell → its text: a line end is one space, unless the cell was too narrow for the word.

A program that sets text breaks a line at a space as long as it can. It breaks inside a word only when the word alone
is wider than the cell, and then it fills the line to the last character that fits. So a line end is inside a word when
the line holds one word and the next line's first character had no room left. A space that the producer left at the
line's end always wins; where a line may be full by chance, the document's own words and the shape of words decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from extract.cells import Cell

__all__ = ["Fragment", "Joiner", "plain_text"]

_HYPHENS = "-‐‑"
_SOFT_HYPHEN = "\u00ad"
_PREFIX = re.compile(r"(?:ber|per|pem|pen|mem|men|ter|me|di|ke|se)[a-z]")
_SPLIT = re.compile(r"[/-]")
_GOES_ON = re.compile(r"[.,]\d")
"""The rest of a figure or code that broke before its separator: `3.27.06` + `.0001`."""
_CUT_GROUP, _GROUP_ENDS = re.compile(r"\d\.(\d{0,2})$"), re.compile(r"(\d{1,3})(?:\.\d{0,3})*$")
"""A sum that broke inside its thousands: `1.328.15` + `0.500`."""
_SURE_PART = 9
"""Letters from which on a part of a long word is that of no other."""
_SURE_REST = 4
"""Letters of the rest of a broken word that are hardly ever a word."""
_LONGEST_WORD = 17
_LONGEST_OF_HALVES = 15
"""Letters of a word that is broken; a little less where both parts are long enough to be words."""
_PADDING_SPREAD = 1.5
"""How much (points) the paddings of a table's columns differ; also half a figure's width."""
_SPACE = 0.25
"""Width of a space, in font sizes."""
_CLOSING = frozenset("%),.;:]")
"""Signs that no line begins with behind a space."""
_EVEN = 0.4
"""How much (points) the right edges of justified lines differ."""
_TOLERANCE = 0.6
"""How far (points) a full line may fall short of the room: boxes are rounded, and padding is measured."""


def plain_text(cell: Cell) -> str:
    """The lines of a cell with a space between each: enough for headers, whose letters alone are compared."""
    return " ".join([text for line in cell.lines if (text := line.text.strip())])


class Fragment(NamedTuple):
    """A line of a cell with the room that the cell gives it: `width` is the line's own, `room` the cell's, in points
    (`room` is 0 where it is unknown); `size` is the height of the line."""

    text: str
    width: float
    head: float
    room: float
    size: float
    joins: bool = False
    bold: bool = False
    guessed: bool = False
    """Whether no rule shows how wide the cell is: the widest line of its column does."""


class Joiner:
    """Joins lines by what the whole document shows: its paddings, its words, its way with trailing spaces."""

    def __init__(self, function_words: Collection[str] = (), long_words: Collection[str] = ()) -> None:
        """`function_words` are never the rest of a longer word (`yang`, `untuk`); `long_words` are known as whole."""
        self._long_words = frozenset(long_words)
        self._function_words = frozenset(function_words)
        self._cells: list[Cell] = []
        self._known = 0  # so many of the cells are in the counts below
        self._lexicon: Counter[str] = Counter(self._long_words)
        self._wrapped = self._full = self._even = 0
        self._signs: Counter[str] = Counter()
        self._gaps: dict[tuple[int, int], dict[int, list[tuple[float, float, bool]]]] = {}
        self._usual: dict[tuple[int, int], float] = {}
        self._padding: dict[tuple[int, int, int], tuple[float, float]] = {}
        self._widest: dict[tuple[int, int, int, bool], float] = {}
        self._spaced = 0
        self._bare = 0

    def learn(self, cells: Iterable[Cell]) -> None:
        """Takes in the cells of a page before any of them is joined."""
        for cell in cells:
            lines = [line for line in cell.lines if line.text.strip()]
            if not lines:
                continue
            self._cells.append(cell)
            for line in lines:
                inner = line.text.rstrip()[:-1]
                for sign in _HYPHENS:
                    if sign in inner:
                        self._signs[sign] += inner.count(sign)
            for line, following in pairwise(lines):
                if not following.joins:
                    spaced = line.text[-1].isspace()
                    self._spaced += spaced
                    self._bare += not spaced
            if cell.table:
                if cell.open_beside and cell.column_span == 1:
                    for line in lines:  # Titles may have less white beside them: what is bold has a width of its own.
                        key = (cell.page, cell.table, cell.column, line.bold)
                        self._widest[key] = max(self._widest.get(key, 0.0), line.x1 - line.x0)
                left = min(line.x0 for line in lines) - cell.x0
                right = cell.x1 - max(line.x1 for line in lines)
                columns = self._gaps.setdefault((cell.page, cell.table), {})
                gap = (max(left, 0.0), max(right, 0.0), len(lines) > 1)
                columns.setdefault(cell.column, []).append(gap)

    @property
    def keeps_spaces(self) -> bool:
        """Whether this producer leaves a space where a line wraps, so that a line end without one says something."""
        return self._spaced >= 8 and self._spaced > 2 * self._bare

    @property
    def _breaks_anywhere(self) -> bool:
        """Whether this producer fills every line to the last character, as pages from the web may (`break-all`)."""
        self._count()
        justified = self._even >= 0.3 * self._full  # even edges
        return self._wrapped >= 20 and self._full > 0.85 * self._wrapped and not justified

    @property
    def _words(self) -> Counter[str]:
        """How often each word stands whole in the document, in lower case; parts of `a/b` and `a-b` count too."""
        self._count()
        return self._lexicon

    def _count(self) -> None:
        """Brings the counts up to date: each cell is looked at once, however often pages come in between."""
        for cell in self._cells[self._known :]:
            fragments = self.fragments(cell)
            self._learn_words(fragments)
            if cell.table:
                for line, following in pairwise(fragments):
                    if not following.joins:
                        self._wrapped += 1
                        self._full += _is_full(line, following)
                        self._even += abs(line.room - line.width) < _EVEN
        self._known = len(self._cells)

    def _learn_words(self, fragments: Sequence[Fragment]) -> None:
        cut = False
        for index, fragment in enumerate(fragments):
            words = fragment.text.split()
            following = fragments[index + 1] if index + 1 < len(fragments) else None
            start = 1 if cut and not fragment.joins else 0
            cut = following is not None and not following.joins and _is_full(fragment, following)
            for word in words[start : len(words) - 1 if cut else None]:
                folded = _fold(word)
                self._lexicon[folded] += 1
                if "/" in folded or "-" in folded:
                    for part in _SPLIT.split(folded):
                        if part and part != folded:
                            self._lexicon[part] += 1

    def fragments(self, cell: Cell) -> list[Fragment]:
        """The lines of a cell as fragments that know their room."""
        left, right = self._paddings(cell) if cell.table else (0.0, 0.0)
        room = (cell.x1 - cell.x0 - left - right) if cell.table else 0.0
        place = (cell.page, cell.table, cell.column)
        guessed = cell.open_beside and cell.column_span == 1
        fragments: list[Fragment] = []
        for line in cell.lines:
            if line.text.strip():
                own = min(room, self._widest[(*place, line.bold)]) if guessed else room
                size = line.bottom - line.top
                part = Fragment(line.text, line.x1 - line.x0, line.head, own, size, line.joins, line.bold, guessed)
                fragments.append(part)
        return fragments

    def _paddings(self, cell: Cell) -> tuple[float, float]:
        """What a cell leaves free at its left and its right: the least that its column does. A column of short centred
        figures says nothing, and takes what is usual in the table; one whose figures wrap says a little too much."""
        key = (cell.page, cell.table, cell.column)
        if key not in self._padding:
            columns = self._gaps.get(key[:2], {})
            usual = self._usual_padding(key[:2])
            own = columns.get(cell.column, [(usual, usual, False)])
            left = min(gap for gap, _, _ in own)
            if left > usual + _PADDING_SPREAD:
                wrapped = [gap for gap, _, many in own if many]
                left = max(usual, min(wrapped) - _PADDING_SPREAD) if wrapped else usual
            self._padding[key] = (left, min(left, min(gap for _, gap, _ in own)))
        return self._padding[key]

    def _usual_padding(self, table: tuple[int, int]) -> float:
        if table not in self._usual:
            gaps = [left for column in self._gaps.get(table, {}).values() for left, _, _ in column] or [0.0]
            self._usual[table] = float(np.percentile(gaps, 5))
        return self._usual[table]

    def had_no_room(self, above: Cell, below: Cell) -> bool:
        """Whether the last line of a cell had no room for the first word of the cell below it."""
        end, start = self.fragments(above)[-1], self.fragments(below)[0]
        text = start.text.strip()
        word = start.width * len(text.split()[0]) / len(text)
        return 0 < end.room < end.width + _SPACE * end.size + word + _TOLERANCE

    def goes_on(self, line: str) -> bool:
        """Whether a line ends with a word that never ends a text: `dan`, `untuk`, but not the `Atas` of a name."""
        return line.split()[-1] in self._function_words

    def join(self, fragments: Sequence[Fragment]) -> str:
        """The text of a cell: runs of white space are one space, words broken by the cell are whole again."""
        text = ""
        previous: Fragment | None = None
        for fragment in fragments:
            if previous is None:
                text = fragment.text
            elif fragment.joins:
                text += fragment.text
            else:
                text = self._put(text, previous, fragment)
            previous = fragment
        return re.sub(r"\s+", " ", text.replace(_SOFT_HYPHEN, "")).strip()

    def _put(self, text: str, previous: Fragment, fragment: Fragment) -> str:
        tail = previous.text
        if tail.rstrip().endswith(_SOFT_HYPHEN):
            return text.rstrip().removesuffix(_SOFT_HYPHEN) + fragment.text.lstrip()
        if tail[-1].isspace() or fragment.text[0].isspace():
            return text + " " + fragment.text
        last, first = tail.split()[-1], fragment.text.split()[0]
        if last[-1] in _HYPHENS and len(last) > 1 and last[-2].isalnum() and first[0].isalnum():
            return (text[:-1] if self._only_breaks(last, first) else text) + fragment.text
        if last[-1] == "/" and len(last) > 1:
            return text + fragment.text
        return text + ("" if self.breaks_word(previous, fragment) else " ") + fragment.text

    def _only_breaks(self, last: str, first: str) -> bool:
        """Whether the hyphen at a line's end only marks a syllable break: the whole word stands elsewhere without it,
        or it is a sign of its own (U+2010) that the document has at line ends alone."""
        if self._words[_fold(last + first)]:
            return False
        own_sign = last[-1] != "-" and not self._signs[last[-1]]
        return own_sign or self._words[_fold(last[:-1] + first)] > 0

    def breaks_word(self, line: Fragment, following: Fragment) -> bool:
        """Whether the end of `line` stands inside a word."""
        words = line.text.split()
        last, first = words[-1], following.text.split()[0]
        if last[-1].isdigit() and _GOES_ON.match(first):
            return True
        tail, head = _CUT_GROUP.search(last), _GROUP_ENDS.match(first)
        if line.guessed and len(words) == 1 and tail and head and len(tail[1]) + len(head[1]) == 3:
            return True
        if line.guessed and first[0] in _CLOSING and (self._words[_fold(last + first)] or _closes(last, first)):
            return True
        if not _is_full(line, following):
            return False
        if first[0].isdigit() and last.rstrip(".,")[-1:].isdigit():
            return len(words) == 1
        if first[0] in _CLOSING or (first[0] == "/" and len(first) > 1):
            return len(words) == 1
        if not last[-1].isalnum() or not first[0].isalnum():
            return False
        if last[-1].islower() and first[0].isupper():
            return False
        end, begin = _SPLIT.split(_fold(last))[-1], _SPLIT.split(_fold(first))[0]
        known = self._words
        apart = known[_fold(last)] and known[_fold(first)]
        if (known[_fold(last + first)] or known[end + begin]) and not (len(words) > 1 and apart):
            return True
        if len(words) == 1 and len(end + begin) > _SURE_PART and any(end + begin in word for word in self._long_words):
            return True  # a long word may be broken twice
        if self._breaks_anywhere:
            return not apart
        if len(words) > 1 or "-" in last:
            return False  # it could have broken at the space, or behind the hyphen
        if line.guessed and not (len(begin) < _SURE_REST or len(last) > _LONGEST_WORD):
            return False  # the widest line of a column is full by chance, where its words are not much longer
        if self.keeps_spaces and line.width + _SPACE * line.size <= line.room - _TOLERANCE:
            return True  # a space would have had room, and this producer would have left it
        return not self._full_by_chance(end, begin)

    def _full_by_chance(self, tail: str, head: str) -> bool:
        """Whether a line that ends flush with its cell ends with its word all the same: what follows is a word, or
        the two together would be none."""
        if head in self._function_words:
            return True
        if len(head) < 2 or len(tail) < 4:
            return False
        if self._words[head] or (self._words[tail] and len(head) > 4):
            return True
        if len(tail) + len(head) > (_LONGEST_WORD if min(len(tail), len(head)) < 6 else _LONGEST_OF_HALVES):
            return True
        return len(tail) > 4 and len(head) > 5 and _PREFIX.match(head) is not None


def _closes(last: str, first: str) -> bool:
    """Whether a line begins with the bracket that the word before it opens: `(satu` + `)`."""
    return first[0] == ")" and last.count("(") > last.count(")")


def _is_full(line: Fragment, following: Fragment) -> bool:
    """Whether a line had no room for one more character."""
    if not line.room or line.text[-1].isspace() or following.text[0].isspace():
        return False
    return line.width + following.head > line.room - _TOLERANCE


def _fold(word: str) -> str:
    return word.strip(".,;:()[]\"'“”").casefold()
