"""A page → its cells: rulings to grids, characters into cells, text to lines.

The door of the stage. Each character of the page goes into exactly one cell: of a table, or a loose line of text.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.cells import Cell, Finding, Line, PageCells
from extract.flow import Flow, flow_of
from extract.grids import Grid, find_grids
from extract.lines import HIDDEN, LOOSE, set_lines, shared, whole_words
from extract.overflow import keep_overflow
from extract.pages import Chars, FloatArray, Page
from extract.rulings import merge_rulings
from extract.shades import WHITE
from extract.unruled import carried_sides, complete_rules

__all__ = ["page_cells"]

IntArray = npt.NDArray[np.intp]

_HANGS = 0.3
"""How far (in heights of a line) a line of a cut row may begin behind the foot of its rules."""
_DIPS = 0.1
"""How far a line over the head of the rules must reach into them."""
_NEAR = 2.5
"""How far (in points) a side of a cell lies from the rule that shows it."""
MOST_EDGES = 3000
"""The most edges of one direction that are looked at: a drawing or a map must not take the time of a report."""


def page_cells(page: Page, before: PageCells | None = None) -> PageCells:
    """Read the tables and the loose text of a page; `before` is the page before it, whose table may go on here.

    Rules that a table lacks are found by its text (extract/unruled.py). What no table holds goes out as loose lines,
    hidden characters as loose lines of confidence 0.
    """
    edges = merge_rulings(page.rulings)
    findings = list(page.findings)
    if max(len(edges.horizontal), len(edges.vertical)) > MOST_EDGES:
        edges = edges.longest(MOST_EDGES)
        message = "The page holds more rules than a table has: it may be a drawing, look at what was read as a table."
        findings.append(Finding("too_many_rules", "warning", message, page.number))
    flow = flow_of(page.chars)
    seen = page.chars.take(~flow.space & ~page.chars.hidden)
    ink = np.column_stack(((seen.x0 + seen.x1) / 2, (seen.top + seen.bottom) / 2))
    grids = find_grids(edges, page.fills, ink)
    where = _cell_of(page.chars, flow, grids)
    missing = complete_rules(page.chars, edges, page.fills, grids, where, carried_sides(before, page))
    if missing is not None:
        grids = find_grids(missing.edges, page.fills, ink)
        where = _cell_of(page.chars, flow, grids)
        where[missing.at] = _owner(grids, missing.x, missing.y)
    cells = _blank_cells(page.number, grids)
    if missing is not None:
        _open_sides(cells, missing.sides)
    tables: list[list[Line]] = [[] for _ in cells]
    loose: dict[int, list[Cell]] = {LOOSE: [], HIDDEN: []}
    for number, parts in set_lines(page.chars, flow, where):
        if number >= 0:
            tables[number].extend(parts)
        else:
            loose[number].append(_loose_cell(page.number, parts))
    for cell, lines in zip(cells, tables, strict=True):
        cell.lines = tuple(lines)
    cells += loose[LOOSE]
    cells += loose[HIDDEN]
    return PageCells(
        number=page.number,
        width=page.width,
        height=page.height,
        turn=page.turn,
        medium=page.medium,
        cells=cells,
        characters=int(np.count_nonzero(~flow.space)),
        findings=findings,
    )


def _cell_of(chars: Chars, flow: Flow, grids: list[Grid]) -> IntArray:
    """The cell that each character stands in: (n,) of the number among all cells of the page, `LOOSE` or `HIDDEN`."""
    where = _owner(grids, (chars.x0 + chars.x1) / 2, (chars.top + chars.bottom) / 2)
    _keep_cut_lines(chars, grids, where)
    where[chars.hidden] = HIDDEN
    left = np.concatenate([np.zeros(0), *(grid.box[:, 0] for grid in grids)])
    return keep_overflow(chars, flow, whole_words(chars, flow, where), left)


def _keep_cut_lines(chars: Chars, grids: list[Grid], where: IntArray) -> None:
    """Gives loose text to the open cell in whose head or foot it begins.

    A browser breaks the page between two lines of a row and ends the row's rules a little too soon: the last line
    hangs over them by half.
    """
    height, middle_x, middle_y = chars.bottom - chars.top, (chars.x0 + chars.x1) / 2, (chars.top + chars.bottom) / 2
    start = 0
    for grid in grids:
        head, foot = grid.y[0], grid.y[-1]
        above = (middle_y < head) & (chars.bottom > head + _DIPS * height)
        below = (middle_y > foot) & (chars.top < foot + _HANGS * height)
        for over, side, edge, ends in ((above, 1, head, grid.open_above), (below, 3, foot, grid.open_below)):
            spots = np.flatnonzero(over & (where == LOOSE))
            if not len(spots):
                continue
            for cell in np.flatnonzero(ends & (np.abs(grid.box[:, side] - edge) < 0.1)).tolist():
                x0, _, x1, _ = grid.box[cell]
                inside = spots[(middle_x[spots] > x0) & (middle_x[spots] < x1)]
                if len(inside):
                    where[inside] = start + cell
                    grid.box[cell, side] = chars.top[inside].min() if side == 1 else chars.bottom[inside].max()
        start += len(grid.box)


def _owner(grids: list[Grid], x: FloatArray, y: FloatArray) -> IntArray:
    """The cell that each point lies in: (n,) of the number among all cells of the page, `LOOSE` where in none."""
    where = np.full(len(x), LOOSE, dtype=np.intp)
    starts = np.cumsum([0, *(len(grid.box) for grid in grids)])
    extents = [(grid.x[-1] - grid.x[0]) * (grid.y[-1] - grid.y[0]) for grid in grids]
    for number in np.argsort(extents)[::-1].tolist():  # A table within a cell of another is written over it.
        grid = grids[number]
        column, row = np.searchsorted(grid.x, x) - 1, np.searchsorted(grid.y, y) - 1
        rows, columns = grid.owner.shape
        within = np.flatnonzero((column >= 0) & (column < columns) & (row >= 0) & (row < rows))
        owner = grid.owner[row[within], column[within]]
        where[within[owner >= 0]] = owner[owner >= 0] + starts[number]
    return where


def _blank_cells(page: int, grids: list[Grid]) -> list[Cell]:
    """The cells of the grids, table after table, without text."""
    cells: list[Cell] = []
    same: dict[float, float] = {}
    for number, grid in enumerate(grids, start=1):
        for (row, column, rows, columns), x0, top, x1, bottom, shade, above, below in zip(
            grid.span.tolist(),
            *(shared(side, same) for side in grid.box.T),
            grid.shade.tolist(),
            grid.open_above.tolist(),
            grid.open_below.tolist(),
            strict=True,
        ):
            colour = None if shade == WHITE else f"{shade:06X}"
            cells.append(Cell(page, number, row, column, rows, columns, x0, top, x1, bottom, (), colour, above, below))
    return cells


def _open_sides(cells: list[Cell], sides: FloatArray) -> None:
    """Marks the cells whose sides the page does not show; `sides` (n, 3) are the stretches at which it does."""
    box = np.array([cell.box for cell in cells])
    reach = (sides[:, 2] > box[:, 1, None] - _NEAR) & (sides[:, 1] < box[:, 3, None] + _NEAR)
    for side in (0, 2):
        shown = (reach & (np.abs(sides[:, 0] - box[:, side, None]) <= _NEAR)).any(axis=1)
        for place in np.flatnonzero(~shown).tolist():
            cells[place].open_beside = True


def _loose_cell(page: int, parts: list[Line]) -> Cell:
    """A line of text in no table."""
    return Cell(
        page,
        table=0,
        row=0,
        column=0,
        row_span=1,
        column_span=1,
        x0=min(part.x0 for part in parts),
        top=min(part.top for part in parts),
        x1=max(part.x1 for part in parts),
        bottom=max(part.bottom for part in parts),
        lines=tuple(parts),
    )
