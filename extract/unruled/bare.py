"""Ruled tables of which only a part is ruled: the rows and columns that the rules leave out.

Offices rule the header of a table and leave its body bare, or draw a frame around the whole, or the columns and no
rows. What the rules draw then is a cell that holds many: as wide as the table, with texts that stand apart in it, or
as tall as the page, with figures of many rows in it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.grids import Grid
from extract.pages import Chars, FloatArray
from extract.unruled.columns import FEWEST_COLUMNS

__all__ = ["Bare", "bare_parts", "columns_over"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

MOST_TEXT = 0.4
"""The share of a table's text that its bare cells hold at least: the title of a section is a wide cell, too."""

SUMS = 0.2
"""The share of the height of a table's rows that its sums take at most."""

REACH = 2.5
"""In points, how far sides lie apart that are meant as one."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A part of a ruled table in which rules are missing.

    `box` is x0, top, x1, bottom; `chars` (k,) are the characters in it. `bounds` (c + 1,) are the sides of its
    columns, None where no rule shows them. `grid` is the table's number among the grids; `whole` says that the bare
    part is all there is of it.
    """

    grid: int
    box: tuple[float, float, float, float]
    bounds: FloatArray | None
    chars: IntArray
    whole: bool


def columns_over(grid: Grid, y: float) -> FloatArray | None:
    """The sides of the columns of a grid's cells that end at the height `y`, None where they are too few."""
    boxes = grid.box[np.abs(grid.box[:, 3] - y) <= REACH]
    boxes = boxes[np.argsort(boxes[:, 0])]
    if len(boxes) < FEWEST_COLUMNS or (np.abs(boxes[1:, 0] - boxes[:-1, 2]) > REACH).any():
        return None
    return np.append(boxes[:, 0], boxes[-1, 2])


def bare_parts(chars: Chars, grids: list[Grid], where: IntArray) -> list[Bare]:
    """The parts of the ruled tables whose cells are as wide or as tall as many. `where` (n,) is each character's cell
    among all cells of the page, as the grids follow each other."""
    found: list[Bare] = []
    start = 0
    for number, grid in enumerate(grids):
        cells = len(grid.box)
        count = np.bincount(where[(where >= start) & (where < start + cells)] - start, minlength=cells)
        bare = _wide_cells(grid, count)
        bounds = None
        if bare is None and _is_headed(grid, chars, where, start):
            bare = np.arange(cells)
        elif bare is None:
            bare = _tall_cells(grid, count)
            if bare is not None and not _holds_rows(chars, where, bare + start):
                bare = None
            bounds = None if bare is None else np.append(grid.box[bare, 0], grid.box[bare[-1], 2])
        if bare is not None:
            boxes = grid.box[bare]
            foot = boxes[:, 3].max() if bounds is None else boxes[:, 3].min()
            box = (*boxes[:, :2].min(axis=0).tolist(), float(boxes[:, 2].max()), float(foot))
            if bounds is None and len(bare) < cells:
                bounds = columns_over(grid, box[1])
            at = np.flatnonzero(np.isin(where, bare + start) & (chars.top + chars.bottom < 2 * foot))
            found.append(Bare(number, box, bounds, at, bounds is None))
        start += cells
    return found


def _wide_cells(grid: Grid, count: IntArray) -> IntArray | None:
    """The cells over the whole width that hold most of the text and follow each other to the table's foot."""
    width = grid.box[:, 2] - grid.box[:, 0]
    wide = width >= 0.9 * (grid.x[-1] - grid.x[0])
    if count[wide].sum() < max(MOST_TEXT * count.sum(), 40):
        return None
    last = np.flatnonzero(~wide & (grid.span[:, 2] == 1))
    foot = grid.box[last, 3].max() - REACH if len(last) else -np.inf
    bare = np.flatnonzero(wide & (grid.box[:, 1] >= foot))
    return bare if len(bare) and count[bare].sum() >= MOST_TEXT * count.sum() else None


def _tall_cells(grid: Grid, count: IntArray) -> IntArray | None:
    """The cells of the one row that holds most of the text and of the height, from left to right.

    A row of sums may follow; then some of the cells run on beside it.
    """
    height = grid.box[:, 3] - grid.box[:, 1]
    tallest = int(np.argmax(height * (count > 0)))
    row = np.flatnonzero(
        (np.abs(grid.box[:, 1] - grid.box[tallest, 1]) <= REACH) & (height >= (1 - SUMS) * height[tallest])
    )
    if len(row) < FEWEST_COLUMNS or count[row].sum() < max(MOST_TEXT * count.sum(), 40):
        return None
    foot = grid.box[row, 3].min()
    if height[tallest] < 0.3 * (grid.y[-1] - grid.y[0]) or grid.y[-1] - foot > max(SUMS * height[tallest], REACH):
        return None
    row = row[np.argsort(grid.box[row, 0])]
    whole = np.abs(grid.box[row[1:], 0] - grid.box[row[:-1], 2]) <= REACH
    return row if whole.all() else None


def _is_headed(grid: Grid, chars: Chars, where: IntArray, start: int) -> bool:
    """Whether a table has vertical rules alone, over which titles in common stand: all cells but these are as tall as
    the table, and hold titles and rows together. `start` is the number of its first cell."""
    height = grid.box[:, 3] - grid.box[:, 1]
    tall = height >= (1 - SUMS) * (grid.y[-1] - grid.y[0])
    row = np.flatnonzero(tall)[np.argsort(grid.box[tall, 0])]
    if tall.all() or len(row) < FEWEST_COLUMNS:
        return False
    whole = np.abs(grid.box[row[1:], 0] - grid.box[row[:-1], 2]) <= REACH
    over = grid.box[~tall, 3].max() <= grid.box[row, 1].max() + REACH
    return bool(whole.all() and over) and _holds_rows(chars, where, row + start)


def _holds_rows(chars: Chars, where: IntArray, cells: IntArray) -> bool:
    """Whether the cells of a tall row hold the texts of many rows: white between the lines of several of them, or as
    many lines in nearly all. What is left of one row at the head of a page has lines in each cell without a gap."""
    tops = [np.unique(np.round(chars.top[(where == cell) & ~chars.hidden], 1)) for cell in cells.tolist()]
    height = float(np.median(chars.bottom - chars.top))
    steps = [gaps[gaps > 0.5 * height] for gaps in map(np.diff, tops)]
    all_steps = np.concatenate(steps)
    if not len(all_steps):
        return False
    pitch = float(np.percentile(all_steps, 10))
    broken = sum(bool((step > 1.6 * pitch).any()) for step in steps)
    counts = np.array([len(step) + 1 for step, top in zip(steps, tops, strict=True) if len(top)])
    alike = int(np.bincount(counts)[3:].max(initial=0))
    if broken >= 3 or alike >= 0.8 * len(counts):
        return True
    # Few rows of one line each in most columns: at the same heights, farther apart than the lines of a cell.
    apart = Counter(tuple(np.round(top)) for top, step in zip(tops, steps, strict=True) if _far(step, 1.6 * height))
    return max(apart.values(), default=0) >= 0.6 * len(counts)


def _far(steps: FloatArray, least: float) -> bool:
    """Whether lines follow each other in such steps that each is a row's: three or more, all far from each other."""
    return len(steps) >= 2 and float(steps.min()) > least
