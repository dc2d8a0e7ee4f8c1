"""The header of a table without rules: its columns, and which of them each title heads.

What tells a title over one column from a title over several is what stands below: a text over columns that have
titles of their own further down heads them all, as far as they lie around its middle and are not headed by another.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.titles import IN_LINE, LEVEL, Block, Title, match_columns, one_text, read_blocks, read_titles, upper_blocks
from extract.words import Words

__all__ = ["Heading", "Span", "lines_over", "read_heading"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

# All in em, the size of the type.
ONE_CELL = 1.45
"""Lines of a header that stand closer than this, from middle to middle, may be of one cell, or than ..."""

LINES = 1.15
"""... so many times the distance of the lines of a cell in the body."""

EVEN = 1.4
"""How much wider than the narrowest a column may be under a title in common: the quarters of a year are alike."""

NEAR = 1.8
"""The widest strip of white within a header, in em, or than ..."""

ROWS = 1.3
"""... so many times the white between the rows of the body."""

CLOSE = 3.0
"""A column without a title that stands this close to the next is a part of it: the numbers of a list, or a word that
all rows begin with."""


@dataclass(frozen=True, slots=True)
class Span:
    """The columns `first` to `last` have a title in common; theirs own begin below `y`."""

    first: int
    last: int
    y: float


@dataclass(frozen=True, slots=True)
class Heading:
    """The titles of a header, each with the columns that it heads, and the spans among them.

    `columns` (c, 2) is how far the text of each column reaches in the body, or its title where the body is blank;
    `sides` (c + 1,) are the sides of the columns.
    """

    titles: tuple[Title, ...]
    spans: tuple[Span, ...]
    columns: FloatArray
    sides: FloatArray


def lines_over(words: Words, first: int, left: float, right: float, rules: FloatArray, white: float) -> int:
    """The first line of the header over line `first` of a table that reaches from `left` to `right`.

    `rules` (n,) are the heights of rules over the table's whole width: what stands alone over one is a title. `white`
    is the height of the white between the table's rows.
    """
    begins = np.flatnonzero(np.concatenate(([True], np.diff(words.line) > 0)))
    stops = np.append(begins[1:], len(words))
    top = float(words.top[begins[first] : stops[first]].min())
    body, size, apart = float(np.median(words.em[begins[first] : stops[first]])), 0.0, one_text(words)
    line = first
    while line > 0:
        here = words.take(np.arange(begins[line - 1], stops[line - 1]))
        em = float(np.median(here.em))
        texts = np.flatnonzero(np.concatenate(([True], here.drawn_gaps() > apart)))
        bottom = float(here.bottom.max())
        if top - bottom > max(NEAR * em, ROWS * white):
            break
        alone = len(texts) == 1
        middle = (here.x0[0] + here.x1[-1]) / 2
        in_middle = abs(middle - (left + right) / 2) < 0.02 * (right - left)
        wide = here.x1[-1] - here.x0[0] > 0.6 * (right - left)
        outside = here.x0[0] < left - 2 * em or here.x1[-1] > right + 2 * em
        ruled = bool(((rules > here.y.mean()) & (rules < top + 0.3 * em)).any())
        larger = em > (1.1 * size if size > 0 else 1.3 * body)
        labelled = bool(here.colon[texts[1:]].any())
        if labelled or larger or (alone and (outside or wide or in_middle or ruled)):
            break
        size = max(size, em)
        top = min(top, float(here.top.min()))
        line -= 1
    return line


def read_heading(
    words: Words,
    lines: range,
    last: int,
    body: FloatArray,
    pitch: float,
    rules: FloatArray,
    seams: FloatArray,
    walls: FloatArray,
    fixed: FloatArray | None,
) -> Heading:
    """Tell which columns the texts on `lines` head; `last` is the last line of the table below.

    `body` (c, 2) is how far the text below reaches in each column, `pitch` the distance of its lines. `rules` (n, 3)
    are the horizontal rules (y, x0, x1): one under a title shows which columns it heads; `seams` (k, 3) likewise
    are where painted cells meet, which parts titles as rules do; `walls` (m, 3) are the
    vertical ones (x, top, bottom). `fixed` (c + 1,) are the sides of the columns where they are known: then no
    column is added or joined.
    """
    em = float(np.median(words.em))
    titles = read_titles(words, lines)
    if not titles:
        return Heading((), (), body, _sides(body, body, em) if fixed is None else fixed)
    blocks = read_blocks(titles, max(ONE_CELL * em, LINES * pitch), np.concatenate((rules, seams)), em)
    upper = upper_blocks(blocks, body, em)
    leaves = sorted((block for block in blocks if block not in upper), key=lambda block: block.middle)
    if fixed is None:
        body = _parted(body, leaves, words.take((words.line >= lines.stop) & (words.line <= last)), em)
    own, columns = _columns(leaves, body, fixed, em)
    sides = _sides(columns, _reach(own, columns), em) if fixed is None else fixed
    known = {id(block): (column, column) for column, parts in enumerate(own) for block in parts}
    spans: list[Span] = []
    for block in sorted(upper, key=lambda block: -block.y):
        tree = _Tree(block, blocks, known, own, sides, em)
        first, last = tree.cover(rules, walls)
        known[id(block)] = (first, last)
        if first < last:
            spans.append(Span(first, last, tree.foot(first, last)))
    for block in blocks:
        for title in block.titles:
            title.first, title.last = known[id(block)]
    return Heading(tuple(titles), tuple(spans), columns, sides)


def _columns(
    leaves: list[Block], body: FloatArray, fixed: FloatArray | None, em: float
) -> tuple[list[list[Block]], FloatArray]:
    """The columns of a table and the blocks that head each alone: those of the body, and those that only a title
    shows; without those that are parts of another."""
    own: list[list[Block]] = []
    found: list[tuple[float, float]] = []
    if fixed is not None:
        own = [[] for _ in body]
        for block in leaves:
            own[int(np.clip(np.searchsorted(fixed, block.middle) - 1, 0, len(body) - 1))].append(block)
        return own, body
    for leaf, column in match_columns(leaves, body, em):
        own.append([leaves[leaf]] if leaf >= 0 else [])
        found.append(tuple(body[column]) if column >= 0 else (leaves[leaf].x0, leaves[leaf].x1))
    columns = np.array(found)
    if sum(map(bool, own)) >= 0.7 * len(own):
        close = columns[1:, 0] - columns[:-1, 1] < CLOSE * em
        for column in range(len(own) - 1, 0, -1):
            if close[column - 1] and bool(own[column]) != bool(own[column - 1]):
                own[column - 1] += own.pop(column)
                columns[column - 1, 1] = max(columns[column - 1, 1], columns[column, 1])
                columns = np.delete(columns, column, axis=0)
    return own, columns


def _parted(body: FloatArray, leaves: list[Block], words: Words, em: float) -> FloatArray:
    """The columns, (c, 2), where those over which several titles stand side by side are parted between them, at the
    widest strip that all `words` below leave free."""
    parts: list[tuple[float, float]] = []
    for left, right in body.tolist():
        over = [b for b in leaves if min(b.x1, right) - max(b.x0, left) > 0.3 * (b.x1 - b.x0)]
        inside = (words.x0 < right) & (words.x1 > left)
        x0, reach = np.sort(words.x0[inside]), np.maximum.accumulate(words.x1[inside][np.argsort(words.x0[inside])])
        for before, after in pairwise(over):
            between = np.flatnonzero((x0[1:] > before.middle) & (reach[:-1] < after.middle))
            strips = x0[1:][between] - reach[:-1][between]
            if len(strips) and strips.max() > 0.1 * em and before.x1 < after.x0 + 0.5 * em:
                at = int(between[np.argmax(strips)])
                parts.append((left, float(reach[at])))
                left = float(x0[at + 1])
        parts.append((left, right))
    return np.array(parts)


def _reach(own: list[list[Block]], columns: FloatArray) -> FloatArray:
    """How far each column reaches, its own title taken in: (c, 2)."""
    reach = columns.copy()
    for column, parts in enumerate(own):
        for block in parts:
            reach[column] = min(reach[column, 0], block.x0), max(reach[column, 1], block.x1)
    return reach


def _sides(body: FloatArray, reach: FloatArray, em: float) -> FloatArray:
    """The sides of columns: in the middle of what their titles leave free, or else their texts. (c + 1,)."""
    low, high = reach[:-1, 1], reach[1:, 0]
    free = low < high
    inner = np.where(free, low + high, body[:-1, 1] + body[1:, 0]) / 2
    sides: FloatArray = np.concatenate(([reach[0, 0] - 0.3 * em], inner, [reach[-1, 1] + 0.3 * em]))
    return sides


class _Tree:
    """A block and what stands below it."""

    def __init__(
        self,
        block: Block,
        blocks: list[Block],
        known: dict[int, tuple[int, int]],
        own: list[list[Block]],
        sides: FloatArray,
        em: float,
    ) -> None:
        self.block = block
        self.sides = sides
        self.em = em
        self.own = own
        self.others = [other for other in blocks if other is not block]
        columns = len(own)
        self.roofs: list[Block | None] = [None] * columns
        for other in blocks:
            if other is block or id(other) not in known or other.y < block.y + 0.3 * em:
                continue
            first, last = known[id(other)]
            for column in range(first, last + 1):
                roof = self.roofs[column]
                if roof is None or other.top < roof.top:
                    self.roofs[column] = other
        self.beside = np.zeros(columns, dtype=np.bool_)
        for other in blocks:
            if other is not block and other.y < block.y + 0.5 * em:
                if id(other) in known:
                    first, last = known[id(other)]
                else:
                    first, last = np.clip(np.searchsorted(sides, (other.x0, other.x1)) - 1, 0, columns - 1).tolist()
                self.beside[first : last + 1] = True

    def cover(self, rules: FloatArray, walls: FloatArray) -> tuple[int, int]:
        """The first and the last column that the block heads."""
        low, high = self._under()
        feet = [roof.top for roof in self.roofs[low : high + 1] if roof is not None]
        if not feet:
            return low, high
        ruled = self._by_rule(rules, low, high, min(feet)) or self._by_walls(walls, low, high)
        if ruled is not None:
            return ruled
        free = self._free(low, high)
        lowest, highest = low, high
        while lowest > 0 and free[lowest - 1]:
            lowest -= 1
        while highest + 1 < len(free) and free[highest + 1]:
            highest += 1
        return self._best(lowest, low, high, highest)

    def foot(self, first: int, last: int) -> float:
        """The height below the block at which the titles of its columns begin."""
        below = [roof.top for roof in self.roofs[first : last + 1] if roof is not None]
        return (self.block.bottom + min(below, default=self.block.bottom + 0.2 * self.em)) / 2

    def _under(self) -> tuple[int, int]:
        """The columns that have titles right below the block, or next to its middle."""
        block = self.block
        under = [column for column, roof in enumerate(self.roofs) if roof is not None and block.over(roof)]
        if under:
            return under[0], under[-1]
        low = int(np.clip(np.searchsorted(self.sides, block.middle) - 1, 0, len(self.own) - 1))
        middle = (self.sides[low] + self.sides[low + 1]) / 2
        high = min(low + 1, len(self.own) - 1) if block.middle > middle else low
        return (low, high) if high > low else (max(low - 1, 0), low)

    def _by_rule(self, rules: FloatArray, low: int, high: int, foot: float) -> tuple[int, int] | None:
        """The columns over which the rule under the block reaches, None where none is there."""
        block = self.block
        under = (rules[:, 0] > block.y) & (rules[:, 0] < foot + 0.5 * self.em)
        under &= (rules[:, 1] < block.middle) & (rules[:, 2] > block.middle)
        if not under.any():
            return None
        _, x0, x1 = rules[under][np.argmin(rules[under][:, 2] - rules[under][:, 1])]
        if any(abs(b.y - block.y) <= LEVEL * self.em and b.x1 > x0 and b.x0 < x1 for b in self.others):
            return None
        middles = (self.sides[1:] + self.sides[:-1]) / 2
        inside = np.flatnonzero((middles > x0) & (middles < x1))
        if len(inside) == 0 or len(inside) == len(middles) or inside[0] > low or inside[-1] < high:
            return None
        return int(inside[0]), int(inside[-1])

    def _by_walls(self, walls: FloatArray, low: int, high: int) -> tuple[int, int] | None:
        """The columns between the vertical rules beside the block, None where no rules stand there."""
        beside = walls[(walls[:, 1] < self.block.y) & (walls[:, 2] > self.block.y), 0]
        shut = np.array([len(beside) > 0 and bool((np.abs(beside - side) < 2.5).any()) for side in self.sides])
        before, after = np.flatnonzero(shut[: low + 1]), np.flatnonzero(shut[high + 1 :])
        if len(before) == 0 or len(after) == 0 or shut.sum() < 3:
            return None
        return int(before[-1]), high + int(after[0])

    def _level(self, column: int) -> tuple[float, float] | None:
        """The top and bottom of a column's own title."""
        parts = self.own[column]
        return (min(b.top for b in parts), max(b.bottom for b in parts)) if parts else None

    def _free(self, low: int, high: int) -> list[bool]:
        """Which columns the block may head besides those under it: their titles stand as low, none at its height."""
        mine = [level for column in range(low, high + 1) if (level := self._level(column)) is not None]
        free: list[bool] = []
        for column, roof in enumerate(self.roofs):
            level = self._level(column)
            good = roof is not None and not self.beside[column]
            if good and mine and level is not None:
                near = any(abs(sum(level) - sum(other)) / 2 <= 0.35 * self.em for other in mine)
                good = near or level[0] >= min(other[0] for other in mine) - 0.3 * self.em
            free.append(good)
        return free

    def _middle(self, column: int) -> float:
        parts = self.own[column]
        return parts[0].middle if parts else float(self.sides[column] + self.sides[column + 1]) / 2

    def _peers(self) -> set[int]:
        """How many columns the block heads if it and the next one at its height head as many, side by side."""
        level = [other for other in self.others if abs(other.y - self.block.y) <= LEVEL * self.em]
        middles = np.array([self._middle(column) for column in range(len(self.own))])
        counts: set[int] = set()
        for other in level:
            low, high = sorted((self.block.middle, other.middle))
            between = np.diff(middles[(middles > low - 3 * self.em) & (middles < high + 3 * self.em)])
            if len(between) and between.min() > 0 and between.max() <= EVEN * between.min():
                count = (high - low) / float(np.mean(between))
                if abs(count - round(count)) < 0.15 and round(count) > 1:
                    counts.add(round(count))
        return counts

    def _best(self, lowest: int, low: int, high: int, highest: int) -> tuple[int, int]:
        """The widest range of columns, all alike, around whose middle the block stands; or all from the one that it
        is set left over; else the range whose middle is nearest."""
        block, sides, em = self.block, self.sides, self.em
        peers = self._peers()
        found: list[tuple[bool, bool, float, int, int]] = []
        for first in range(lowest, low + 1):
            for last in range(high, highest + 1):
                middles = [self._middle(column) for column in range(first, last + 1)]
                off = min(
                    abs((sides[first] + sides[last + 1]) / 2 - block.middle),
                    abs((middles[0] + middles[-1]) / 2 - block.middle),
                )
                steps = np.diff(middles)
                alike = len(steps) == 0 or float(steps.max()) <= EVEN * float(steps.min())
                fits = off <= 0.6 * em and alike
                wide = float(off) if not fits else first - last
                found.append((not fits, last - first + 1 not in peers, wide, first, last))
        worse, _, _, first, last = min(found)
        left = self.own[low]
        set_left = (
            bool(left) and abs(left[0].x0 - block.x0) <= IN_LINE * em and (worse or first == last or low == first)
        )
        if set_left and abs(block.middle - self._middle(low)) > IN_LINE * em:
            return low, highest
        return first, last
