"""The texts of a header → blocks, a cell's lines each, and the columns of the body that they head.

Titles are not set where the figures below them stand: a title is set to the middle, its figures to the right, or it is
wider than its column and juts out over the next. But columns and their titles follow each other in the same order. So
they are matched in order, as near to each other as can be; a title that finds no column heads one that is blank.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.words import Words, usual_space

__all__ = [
    "IN_LINE",
    "LEVEL",
    "Block",
    "Title",
    "match_columns",
    "one_text",
    "read_blocks",
    "read_titles",
    "upper_blocks",
]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

ONE_TEXT = 0.5
"""Words of a header that stand closer than this are one text, or than ..."""

SPACES = 1.5
"""... so many usual spaces, which are wide where the letters are spaced."""

IN_LINE = 0.4
"""How far the middles of two texts, or their ends, lie apart that are set in line."""

STEP = 0.1
"""How much the distances of the lines of one cell differ."""

LEVEL = 0.3
"""How far the middles of two texts at one height lie apart."""

ALONE = 2.5
"""What it costs to leave a column or a title alone: as much as a title three em beside its column."""

DOUBT = 1.0
"""How much the columns must be missed by the others for a title between lower ones to be one of them."""


@dataclass(slots=True)
class Title:
    """A text of a header, on one line: the words `begin` up to `stop`, over the columns `first` to `last`."""

    begin: int
    stop: int
    x0: float
    top: float
    x1: float
    bottom: float
    first: int = -1
    last: int = -1

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Block:
    """The lines of one cell of a header, from top to bottom."""

    titles: list[Title] = field(default_factory=list)

    @property
    def x0(self) -> float:
        return min(title.x0 for title in self.titles)

    @property
    def x1(self) -> float:
        return max(title.x1 for title in self.titles)

    @property
    def top(self) -> float:
        return self.titles[0].top

    @property
    def bottom(self) -> float:
        return self.titles[-1].bottom

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2

    def over(self, other: Block | Title) -> bool:
        """Whether two texts share more of their width than an edge."""
        common = min(self.x1, other.x1) - max(self.x0, other.x0)
        return common > 0.2 * min(self.x1 - self.x0, other.x1 - other.x0)


def one_text(words: Words) -> float:
    """The widest space within one text of a header, in em."""
    return max(ONE_TEXT, SPACES * usual_space(words))


def read_titles(words: Words, lines: range) -> list[Title]:
    """The texts on some lines, line by line."""
    at = np.flatnonzero((words.line >= lines.start) & (words.line < lines.stop))
    if len(at) == 0:
        return []
    here = words.take(at)
    first = np.flatnonzero(np.concatenate(([True], here.drawn_gaps() > one_text(words))))
    stops = np.append(first[1:], len(at))
    return [
        Title(
            int(at[begin]),
            int(at[begin]) + stop - begin,
            float(here.x0[begin]),
            float(here.top[begin:stop].min()),
            float(here.x1[stop - 1]),
            float(here.bottom[begin:stop].max()),
        )
        for begin, stop in zip(first.tolist(), stops.tolist(), strict=True)
    ]


def read_blocks(titles: list[Title], one_cell: float, rules: FloatArray, em: float) -> list[Block]:
    """Gather the lines of cells: lines that are set in line and follow each other no farther apart than `one_cell`
    points, each alone over the other, with none of the `rules` (n, 3) of y, x0, x1 between."""
    below: dict[int, Title] = {}
    for title in titles:
        under = [t for t in titles if 0.5 * em < t.y - title.y <= one_cell and _share(t, title)]
        if len(under) != 1 or not _in_line(title, under[0], em) or _ruled_off(title, under[0], rules, em):
            continue
        over = [t for t in titles if 0.5 * em < under[0].y - t.y <= one_cell and _share(t, under[0])]
        if len(over) == 1 and not _heads_level(title, under[0], titles, em):
            below[id(title)] = under[0]
    for title in _periodic(titles, below, em):
        del below[id(title)]
    heads = {id(title) for title in titles} - {id(title) for title in below.values()}
    blocks = []
    for title in titles:
        if id(title) in heads:
            block = Block([title])
            while id(block.titles[-1]) in below:
                block.titles.append(below[id(block.titles[-1])])
            blocks.append(block)
    return blocks


def _heads_level(title: Title, below: Title, titles: list[Title], em: float) -> bool:
    """Whether a line stands over one of several titles that stand lower than those of other columns do: then it
    heads them all, and is no line of the one right below it."""
    if any(_in_step(title, below, other, em) for other in titles if other is not title and other is not below):
        return False
    level = [t for t in titles if t is not below and abs(t.y - below.y) <= LEVEL * em]
    lower = [t for t in level if not any(o.y < t.y - 0.5 * em and _share(o, t) for o in titles)]
    between = [t for t in titles if abs(t.y - (title.y + below.y) / 2) <= 0.25 * em]
    return bool(lower) and bool(between)


def _in_step(title: Title, below: Title, other: Title, em: float) -> bool:
    """Whether two lines and another one over or under them follow each other as the lines of one cell do: at equal
    distances, set in line. White parts a title in common from those below it."""
    step = below.y - title.y
    for near, far in ((below, other.y - below.y), (title, title.y - other.y)):
        if abs(far - step) < STEP * em and _share(other, near) and _in_line(other, near, em):
            return True
    return False


def _ruled_off(title: Title, below: Title, rules: FloatArray, em: float) -> bool:
    """Whether a rule between two lines reaches beyond both: the background of a line does not."""
    between = (rules[:, 0] > title.y) & (rules[:, 0] < below.y)
    x0, x1 = min(title.x0, below.x0), max(title.x1, below.x1)
    wide = (
        (rules[:, 1] < x0 + 0.2 * em) & (rules[:, 2] > x1 - 0.2 * em) & (rules[:, 2] - rules[:, 1] > x1 - x0 + 0.5 * em)
    )
    return bool((between & wide).any())


def _share(title: Title, other: Title) -> bool:
    return title.x0 < other.x1 and title.x1 > other.x0


def _in_line(title: Title, other: Title, em: float) -> bool:
    near = IN_LINE * em
    ends = abs(title.x0 - other.x0) <= near or abs(title.x1 - other.x1) <= near
    return ends or abs(title.middle - other.middle) <= near


def _periodic(titles: list[Title], below: dict[int, Title], em: float) -> list[Title]:
    """The titles over lines of others that repeat: each heads a group, in whose middle one of them stands.

    `Triwulan I`, `Triwulan II` … over `Target`, `Realisasi`, `Capaian`, `Target` … look like the upper lines of every
    third of them.
    """
    upper = [title for title in titles if id(title) in below]
    for title in upper:
        level = [t for t in upper if abs(t.y - title.y) <= LEVEL * em]
        lower = below[id(title)]
        row = sorted((t for t in titles if abs(t.y - lower.y) <= LEVEL * em), key=lambda t: t.x0)
        at = [next((n for n, t in enumerate(row) if t is below[id(u)]), -1) for u in level]
        steps = np.diff(at)
        if len(level) < 2 or len(row) < 3 * len(level) or (steps != steps[0]).any() or steps[0] < 3:
            continue
        width = np.array([t.x1 - t.x0 for t in row[: len(row)]])
        period = int(steps[0])
        if (np.abs(width[period:] - width[:-period]) <= 0.2 * em).all():
            return level
    return []


def upper_blocks(blocks: list[Block], body: FloatArray, em: float) -> list[Block]:
    """The blocks that have others below them: titles that several columns have in common.

    A narrow one may stand over the gap between two lower titles. So may the title of a column that has none below it;
    that one is missed where the others are matched with the columns of the body (`body`, (c, 2) of left and right).
    """
    upper = [b for b in blocks if any(o.top > b.y + 0.3 * em and b.over(o) for o in blocks if o is not b)]
    leaves = sorted((b for b in blocks if b not in upper), key=lambda b: b.middle)
    usual = float(np.median(np.diff([b.middle for b in leaves]))) if len(leaves) > 1 else 0.0
    for before, block, after in list(zip(leaves, leaves[1:], leaves[2:], strict=False)):
        if min(before.y, after.y) <= block.y + 0.5 * em or after.middle - before.middle >= 1.5 * usual:
            continue
        others = [leaf for leaf in leaves if leaf is not block]
        if _costs(others, body, em)[1][-1, -1] <= _costs(leaves, body, em)[1][-1, -1] + DOUBT:
            upper.append(block)
    return upper


def match_columns(blocks: list[Block], body: FloatArray, em: float) -> list[tuple[int, int]]:
    """Match blocks with columns of the body, both from left to right: (number of the block, number of the column),
    -1 for one that is left alone."""
    cost, best = _costs(blocks, body, em)
    row, column = cost.shape
    pairs: list[tuple[int, int]] = []
    while row or column:
        if row and column and best[row, column] == best[row - 1, column - 1] + cost[row - 1, column - 1]:
            row, column = row - 1, column - 1
            pairs.append((row, column))
        elif row and best[row, column] == best[row - 1, column] + ALONE:
            row -= 1
            pairs.append((row, -1))
        else:
            column -= 1
            pairs.append((-1, column))
    return pairs[::-1]


def _costs(blocks: list[Block], body: FloatArray, em: float) -> tuple[FloatArray, FloatArray]:
    """What it costs to match each block with each column, (b, c), and the first of them in order, (b + 1, c + 1)."""
    left, right = np.array([b.x0 for b in blocks]), np.array([b.x1 for b in blocks])
    gap = np.maximum(left[:, None] - body[:, 1], body[:, 0] - right[:, None]) / em
    off = np.minimum(np.abs(left[:, None] - body[:, 0]), np.abs(right[:, None] - body[:, 1]))
    off = np.minimum(off, np.abs((left + right)[:, None] - body.sum(axis=1)) / 2) / em
    cost = np.where(gap > 0, 1 + 0.5 * gap, np.minimum(0.2 * off, 1.0))
    rows, columns = cost.shape
    best = np.zeros((rows + 1, columns + 1))
    best[:, 0], best[0] = ALONE * np.arange(rows + 1), ALONE * np.arange(columns + 1)
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            alone = ALONE + min(best[row - 1, column], best[row, column - 1])
            best[row, column] = min(best[row - 1, column - 1] + cost[row - 1, column - 1], alone)
    return cost, best
