"""A title in common: which columns it heads.

What tells a title over one column from a title over several is what stands below: a text over columns that have
titles of their own further down heads them all, as far as they lie around its middle and are not headed by another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.titles import (
    IN_LINE,
    LEVEL,
    Block,
)

__all__ = ["Span", "Tree"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

EQUAL = 0.12
"""How much distances differ that are meant to be equal."""

EVEN = 1.4
"""How much wider than the narrowest a column may be under a title in common: the quarters of a year are alike."""


@dataclass(frozen=True, slots=True)
class Span:
    """The columns `first` to `last` have a title in common; theirs own begin below `y`."""

    first: int
    last: int
    y: float


class Tree:
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
        row = self._in_row()
        if row is not None:
            return row
        free = self._free(low, high)
        first, last = self._over_rule(rules, low, high, min(feet))
        lowest, highest = low, high
        while lowest > first and free[lowest - 1]:
            lowest -= 1
        while highest < last and free[highest + 1]:
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

    def _in_row(self) -> tuple[int, int] | None:
        """The columns under the block where it is one of three or more in a row, all equally far apart, as the quarters
        of a year are: half of that distance to both sides. None where it is not, or where that parts a column."""
        leaves = {id(block) for parts in self.own for block in parts}
        level = [b.middle for b in self.others if id(b) not in leaves and abs(b.y - self.block.y) <= LEVEL * self.em]
        steps = np.diff(np.sort([*level, self.block.middle]))
        if len(steps) < 2 or steps.max() > (1 + EQUAL) * steps.min():
            return None
        low, high = self.block.middle - steps.mean() / 2, self.block.middle + steps.mean() / 2
        middles = (self.sides[1:] + self.sides[:-1]) / 2
        inside = np.flatnonzero((middles > low) & (middles < high))
        if len(inside) < 2:
            return None
        ends = self.sides[[inside[0], inside[-1] + 1]]
        near = EQUAL * float(steps.mean())
        return (int(inside[0]), int(inside[-1])) if np.abs(ends - (low, high)).max() <= near else None

    def _over_rule(self, rules: FloatArray, low: int, high: int, foot: float) -> tuple[int, int]:
        """The first and the last column over the longest rule between the block and the titles below it: such a rule
        may part several titles in common from theirs, but none that has no others below."""
        under = (rules[:, 0] > self.block.y) & (rules[:, 0] < foot + 0.5 * self.em)
        under &= (rules[:, 1] < self.block.middle) & (rules[:, 2] > self.block.middle)
        if not under.any():
            return 0, len(self.own) - 1
        middles = (self.sides[1:] + self.sides[:-1]) / 2
        inside = np.flatnonzero((middles > rules[under, 1].min()) & (middles < rules[under, 2].max()))
        return (min(int(inside[0]), low), max(int(inside[-1]), high)) if len(inside) else (0, len(self.own) - 1)

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
