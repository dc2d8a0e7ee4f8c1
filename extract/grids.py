"""Edges → tables: the finest grid of lines, and the cells that the edges leave in it.

Edges that meet form one table. All its lines together make a fine grid of atoms; an edge that covers an atom's side is
a wall there, and atoms with no wall between them are one (merged) cell; where a rule was forgotten, a change of the
background from atom to atom parts them as well. What lies between the walls of a table but is
not closed by a rule (a row that runs on over the page's end, a table without its outer rules) is closed where its
rules end; what lies outside of all walls is no cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import Fills, FloatArray
from extract.regions import join_atoms
from extract.rulings import Edges
from extract.shades import MIXED, atom_shades, cell_shades, paint

__all__ = ["Grid", "find_grids"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

REACH = 2.5
"""Edges meet when one ends no more than this many points before the other."""

WALL = 0.55
"""The part of an atom's side that an edge must cover to be a wall."""

MOST_ATOMS = 100_000
"""A fine grid of more atoms than this is a drawing or a map, never a table."""

SLIVER = 4.0
"""A column or row no wider than this many points that holds no cell of its own is two lines meant as one."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table.

    `x` (m+1,) and `y` (n+1,) are the lines of the fine grid in points; `owner` (n, m) tells which cell an atom of it
    belongs to, -1 where none. Cells are numbered row by row. `box` (cells, 4) is x0, top, x1, bottom; `span` (cells,
    4) is row, column, row span, column span, counted on the lines that part cells. `open_above` and `open_below`
    (cells,) say that no rule closes that side of the cell; `shade` (cells,) is the colour behind it, 0xRRGGBB.
    """

    x: FloatArray
    y: FloatArray
    owner: IntArray
    box: FloatArray
    span: IntArray
    open_above: BoolArray
    open_below: BoolArray
    shade: IntArray


def find_grids(edges: Edges, fills: Fills, ink: FloatArray) -> list[Grid]:
    """The ruled tables of a page, from top to bottom (then left to right).

    `ink` (k, 2) are the middles of the visible characters, as x and y: rules that jut out make no row without text.
    """
    if len(edges.horizontal) == 0 or len(edges.vertical) == 0:
        return []
    meets = _meets(edges.horizontal, edges.vertical)
    grids = []
    for across, down in _components(meets):
        grid = _grid(edges.horizontal[across], edges.vertical[down], meets[np.ix_(across, down)], fills, ink)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.y[0], grid.x[0]))


def _meets(horizontal: FloatArray, vertical: FloatArray) -> BoolArray:
    """Which horizontal edge meets which vertical one: (h, v)."""
    y, x0, x1 = (column[:, None] for column in horizontal.T)
    x, top, bottom = (column[None, :] for column in vertical.T)
    meets: BoolArray = (x0 - REACH <= x) & (x <= x1 + REACH) & (top - REACH <= y) & (y <= bottom + REACH)
    return meets


def _components(meets: BoolArray) -> list[tuple[BoolArray, BoolArray]]:
    """Sets of edges that hang together, as masks over the horizontal and the vertical edges."""
    found: list[tuple[BoolArray, BoolArray]] = []
    left: BoolArray = np.logical_or.reduce(meets, axis=1)
    while left.any():
        across: BoolArray = np.arange(len(left)) == np.argmax(left)
        while True:
            down: BoolArray = np.logical_or.reduce(meets[across], axis=0)
            more: BoolArray = np.logical_or.reduce(meets[:, down], axis=1)
            if (more == across).all():
                break
            across = more
        found.append((across, down))
        left &= ~across
    return found


def _grid(horizontal: FloatArray, vertical: FloatArray, meets: BoolArray, fills: Fills, ink: FloatArray) -> Grid | None:
    """The table that edges which hang together draw, or None where they draw none (a box, a cross, a frame)."""
    ends = _loose_ends(horizontal, vertical[:, 0], meets) or _open_sides(horizontal, vertical[:, 0], ink)
    x = _lines(vertical[:, 0], ends)
    y = _lines(horizontal[:, 0], _loose_ends(vertical, horizontal[:, 0], meets.T))
    near = ink[(ink[:, 0] > x[0]) & (ink[:, 0] < x[-1]) & (ink[:, 1] > y[0]) & (ink[:, 1] < y[-1])]
    x, y = _inked(x, vertical[:, 0], near[:, 0]), _inked(y, horizontal[:, 0], near[:, 1])
    atoms = (len(x) - 1) * (len(y) - 1)
    if len(x) < 2 or len(y) < 2 or atoms < 2 or atoms > MOST_ATOMS:
        return None
    beside = _walls(vertical, x, y)  # (rows, columns + 1): a wall at the left of each atom, and at the right end
    over = _walls(horizontal, y, x).T  # (rows + 1, columns)
    inside = _inside(beside, over)
    canvas = paint(fills, x, y)
    if canvas is not None:
        shade = np.where(inside, atom_shades(canvas), MIXED)
        beside[:, 1:-1] |= (shade[:, 1:] != shade[:, :-1]) & (shade[:, 1:] != MIXED) & (shade[:, :-1] != MIXED)
        over[1:-1] |= (shade[1:] != shade[:-1]) & (shade[1:] != MIXED) & (shade[:-1] != MIXED)
    owner = join_atoms(inside, beside, over)
    cells = int(owner.max(initial=-1)) + 1
    if cells < 2:
        return None
    shades = cell_shades(canvas, x, y, owner, cells)
    return _describe(x, y, owner, over, shades)


def _loose_ends(edges: FloatArray, crossing: FloatArray, meets: BoolArray) -> list[float]:
    """Positions at which two or more edges of one direction end though no edge of the other direction closes them.

    A table whose outer rules are missing ends there: at the end of a page, where the next one goes on, or at the
    sides, where only the rows are ruled. A single edge that juts out closes nothing.
    """
    ends: list[float] = []
    for at, outer in ((1, np.min), (2, np.max)):
        end = edges[:, at]
        loose = np.sort(end[~(meets & (np.abs(crossing[None, :] - end[:, None]) <= REACH)).any(axis=1)])
        for group in np.split(loose, np.flatnonzero(np.diff(loose) > REACH) + 1):
            if len(group) >= 2:
                ends.append(float(outer(group)))
    return ends


def _open_sides(horizontal: FloatArray, crossing: FloatArray, ink: FloatArray) -> list[float]:
    """Where the one rule under a header ends that juts out on both sides of a table whose outer rules are missing:
    text stands over and under both of its ends."""
    low, high = crossing.min(), crossing.max()
    for y, x0, x1 in horizontal[(horizontal[:, 1] < low - REACH) & (horizontal[:, 2] > high + REACH)].tolist():
        left, right = (ink[:, 0] > x0) & (ink[:, 0] < low), (ink[:, 0] > high) & (ink[:, 0] < x1)
        above = ink[:, 1] < y
        if all((side & above).any() and (side & ~above).any() for side in (left, right)):
            return [x0, x1]
    return []


def _lines(drawn: FloatArray, ends: list[float]) -> FloatArray:
    """The lines of the fine grid: those drawn, and the loose ends that do not lie on one of them."""
    lines = np.unique(drawn)
    apart = [end for end in ends if np.abs(lines - end).min() > REACH]
    return np.unique(np.concatenate((lines, apart))) if apart else lines


def _inked(lines: FloatArray, drawn: FloatArray, ink: FloatArray) -> FloatArray:
    """The lines without an outermost one that only loose ends make, where no text stands inside of it."""
    if lines[0] not in drawn and not (ink < lines[1]).any():
        lines = lines[1:]
    if lines[-1] not in drawn and not (ink > lines[-2]).any():
        lines = lines[:-1]
    return lines


def _walls(edges: FloatArray, lines: FloatArray, steps: FloatArray) -> BoolArray:
    """Where edges cover the sides of atoms: (steps - 1, lines), for edges that lie on `lines` and run over `steps`."""
    near, far = steps[:-1], steps[1:]
    covered = np.minimum(edges[:, 2:3], far) - np.maximum(edges[:, 1:2], near)
    whole = np.zeros((len(lines), len(near)))
    np.add.at(whole, np.searchsorted(lines, edges[:, 0]), np.maximum(covered, 0.0))
    walls: BoolArray = (whole >= WALL * (far - near)).T
    return walls


def _inside(beside: BoolArray, over: BoolArray) -> BoolArray:
    """Which atoms belong to the table: those between walls on two opposite sides that have a third somewhere.

    Tables with open sides or feet have only three; an atom in the empty corner of a table of another outline has two
    that are not opposite. Where a side of the whole table is open, as where only inner rules are drawn, it counts as a
    wall beside two others.
    """
    left = np.logical_or.accumulate(beside[:, :-1], axis=1)
    right = np.logical_or.accumulate(beside[:, :0:-1], axis=1)[:, ::-1]
    above = np.logical_or.accumulate(over[:-1], axis=0)
    below = np.logical_or.accumulate(over[:0:-1], axis=0)[::-1]
    drawn = left.astype(np.int8) + right + above + below >= 2
    left, right = left | ~beside[:, 0].any(), right | ~beside[:, -1].any()
    above, below = above | ~over[0].any(), below | ~over[-1].any()
    inside: BoolArray = drawn & ((left & right & (above | below)) | (above & below & (left | right)))
    return inside


def _describe(x: FloatArray, y: FloatArray, owner: IntArray, over: BoolArray, shade: IntArray) -> Grid:
    """Measure the cells and count their rows and columns on the lines that part cells."""
    rows, columns = np.nonzero(owner >= 0)
    number = owner[rows, columns]
    low = np.full((len(shade), 2), max(owner.shape))
    high = np.full((len(shade), 2), -1)
    np.minimum.at(low, number, np.column_stack((rows, columns)))
    np.maximum.at(high, number, np.column_stack((rows, columns)))
    row, column = low.T
    row_end, column_end = high.T + 1
    box = np.column_stack((x[column], y[row], x[column_end], y[row_end]))
    ruled = np.concatenate((np.zeros((len(over), 1), dtype=np.intp), np.cumsum(over, axis=1)), axis=1)
    open_above = ruled[row, column_end] == ruled[row, column]
    open_below = ruled[row_end, column_end] == ruled[row_end, column]
    row_at, column_at = _counted(y, row, row_end), _counted(x, column, column_end)
    span = np.column_stack((row_at[row], column_at[column], row_at[row_end], column_at[column_end]))
    span[:, 2:] -= span[:, :2]
    return Grid(x, y, owner, box, span, open_above, open_below, shade)


def _counted(lines: FloatArray, begin: IntArray, stop: IntArray) -> IntArray:
    """The number of each fine line among those that part cells: (lines,).

    A line at which no cell begins or ends parts nothing. Nor do two lines with a sliver between them that is no
    cell's whole width: one rule, drawn askew from row to row.
    """
    used = np.zeros(len(lines), dtype=np.bool_)
    used[begin] = True
    used[stop] = True
    own = set(zip(begin.tolist(), stop.tolist(), strict=True))
    step = np.zeros(len(lines), dtype=np.intp)
    last, *others = np.flatnonzero(used).tolist()
    for line in others:
        sliver = lines[line] - lines[last] <= SLIVER
        if not sliver or any((near, line) in own for near in range(last, line)):
            step[line] = 1
            last = line
    return np.cumsum(step)
