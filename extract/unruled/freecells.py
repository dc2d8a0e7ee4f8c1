"""Texts that stand free → rows, where white space parts the rows.

Every text is a cell then. Cells that lie beside each other are a row; a cell beside two of most others is merged over
both. Where cells are set to the middle of their rows, a merged cell's text stands beside any of its rows, or between
two: how far its middle lies from theirs tells which rows it covers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray

__all__ = ["place_cells"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

SLACK = 0.12
"""How far a text reaches beyond the middles of its first and last lines, as a share of the distance of lines."""

IN_LINE = 0.3
"""How far the middle of a text lies from that of its rows at most, as a share of the distance of lines."""


def place_cells(
    box: FloatArray, column: IntArray, most: float, centred: bool, begins: bool
) -> tuple[IntArray, IntArray]:
    """Find the first and the last row of each cell: (k,) each.

    `box` (k, 2) are the middles of the first and last line of each cell's text, sorted by the first, `column` (k,) is
    its column; lines farther apart than `most` are of two cells. `centred` says that texts stand in the middle of
    their rows, `begins` that the table begins with its first row.
    """
    reach = box + np.array([-SLACK, SLACK]) * most
    loose = _bridges(reach, column)
    if loose.all():
        loose = ~loose
    number, top, bottom = _stacked(reach, loose)
    if centred:
        floating = _floating(number, column, loose, top, bottom, most)
        if floating.any() and not (loose | floating).all():
            loose |= floating
            number, top, bottom = _stacked(reach, loose)
    low, high = number.copy(), number.copy()
    for cell in np.flatnonzero(loose).tolist():
        beside = np.flatnonzero((top < reach[cell, 1]) & (bottom > reach[cell, 0]))
        if len(beside) == 0:  # Between two rows.
            after = int(np.searchsorted(top, box[cell, 0]))
            beside = np.array([max(after - 1, 0), min(after, len(top) - 1)])
        low[cell], high[cell] = beside[0], beside[-1]
    if centred:
        _centre(box, column, low, high, top, bottom, most, begins)
        return low, high
    for cell in np.flatnonzero(~loose & (number + 1 < len(top))).tolist():
        # A text that ends closer over the next row than cells of their own do runs on beside it.
        below = int(number[cell]) + 1
        taken = (column == column[cell]) & (low == below)
        if top[below] - reach[cell, 1] < (1 - 2 * SLACK) * most and not taken.any():
            high[cell] = below
    return low, high


def _bridges(reach: FloatArray, column: IntArray) -> BoolArray:
    """Which cells are merged over rows: (k,). They lie beside two cells or more of most other columns, or of some,
    and without them the others fall into rows that are as full as rows are."""
    over = (reach[:, None, 0] < reach[None, :, 1]) & (reach[None, :, 0] < reach[:, None, 1])
    columns = int(column.max()) + 1
    beside = np.zeros((len(reach), columns), dtype=np.intp)
    for place in range(columns):
        beside[:, place] = over[:, column == place].sum(axis=1)
    several, some = (beside >= 2).sum(axis=1), (beside >= 1).sum(axis=1)
    bridges: BoolArray = (several >= 2) & (several >= 0.4 * (some - 1))
    doubtful = (several >= 1) & ~bridges
    if doubtful.any() and not (bridges | doubtful).all():
        number, _, _ = _stacked(reach, bridges)
        for row in np.unique(number[doubtful]).tolist():
            inside = ~bridges & (number == row)
            rest = np.flatnonzero(inside & ~doubtful)
            if len(rest) == 0:
                continue
            part, _, _ = _stacked(reach[rest], np.zeros(len(rest), dtype=np.bool_))
            held = np.array([len(np.unique(column[rest][part == n])) for n in range(int(part.max()) + 1)])
            if np.count_nonzero(held >= max(2, 0.4 * columns)) > 1:
                bridges |= inside & doubtful
    return bridges


def _stacked(reach: FloatArray, loose: BoolArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Gather the cells that are not `loose` into rows: the row of each cell, (k,), and the rows' tops and bottoms."""
    plain = np.flatnonzero(~loose)
    far = np.maximum.accumulate(reach[plain, 1])
    number = np.zeros(len(reach), dtype=np.intp)
    number[plain] = np.cumsum(np.concatenate(([False], reach[plain, 0][1:] > far[:-1])))
    rows = int(number[plain].max()) + 1
    top, bottom = np.full(rows, np.inf), np.full(rows, -np.inf)
    np.minimum.at(top, number[plain], reach[plain, 0])
    np.maximum.at(bottom, number[plain], reach[plain, 1])
    return number, top, bottom


def _floating(
    number: IntArray, column: IntArray, loose: BoolArray, top: FloatArray, bottom: FloatArray, most: float
) -> BoolArray:
    """Which cells are of a row that stands closer to a fuller one than rows do, or between two that lack just its
    columns: they are merged over both. (k,)."""
    close = np.flatnonzero(top[1:] - bottom[:-1] < (1 - 2 * SLACK) * most)
    count = np.bincount(number[~loose], minlength=len(top))
    poorer = np.where(count[close] < count[close + 1], close, close + 1)
    poorer = poorer[2 * np.minimum(count[close], count[close + 1]) < np.maximum(count[close], count[close + 1])]
    held = np.zeros((len(top), int(column.max()) + 1), dtype=np.bool_)
    held[number[~loose], column[~loose]] = True
    if len(top) > 2:
        shared = (held[1:-1] & (held[:-2] | held[2:])).any(axis=1)
        fewer = 2 * held[1:-1].sum(axis=1) < np.minimum(held[:-2].sum(axis=1), held[2:].sum(axis=1))
        poorer = np.union1d(poorer, np.flatnonzero(~shared & fewer) + 1)
    floating: BoolArray = np.isin(number, poorer) & ~loose
    return floating


def _centre(
    box: FloatArray,
    column: IntArray,
    low: IntArray,
    high: IntArray,
    top: FloatArray,
    bottom: FloatArray,
    most: float,
    begins: bool,
) -> None:
    """Spread cells, in place, over the rows around whose middle they stand.

    The first column that is blank in some rows shows the groups of rows, if not all its cells stand in the middle of
    one row, the first row's among them where the table begins; a cell of another column spreads over a group in whose
    middle it stands alone.
    """
    rows = len(top)
    if rows < 2:
        return
    sides = np.concatenate(([top[0]], (bottom[:-1] + top[1:]) / 2, [bottom[-1]]))
    sides[0] -= sides[1] - bottom[0]
    sides[-1] += top[-1] - sides[-2]
    middle = box.mean(axis=1)
    near = IN_LINE * most
    counts = np.bincount(column)
    partial = np.flatnonzero((counts > 0) & (counts != rows))
    first_blank = int(partial[0]) if len(partial) else len(counts)
    if first_blank == len(counts) or (counts[:first_blank] == rows).any():
        return  # A column before it names every row: no cell is merged.
    cells = np.flatnonzero(column == first_blank)
    cells = cells[np.argsort(middle[cells])]
    in_row = (low[cells] == high[cells]) & (np.abs((top + bottom)[low[cells]] / 2 - middle[cells]) <= near)
    single = in_row.all() and not (begins and low[cells[0]] > 0)
    groups = [] if single else _groups(sides, middle[cells], near)
    if not groups:
        return
    low[cells], high[cells] = np.array(groups).T
    for cell in np.flatnonzero(column > first_blank).tolist():
        group = next((g for g in groups if g[0] <= low[cell] <= g[1] or g[0] <= high[cell] <= g[1]), None)
        if group is None or group[0] == group[1]:
            continue
        first, last = group
        alone = np.count_nonzero((column == column[cell]) & (low <= last) & (high >= first)) == 1
        if alone and abs((sides[first] + sides[last + 1]) / 2 - middle[cell]) <= near:
            low[cell], high[cell] = first, last


def _groups(sides: FloatArray, middle: FloatArray, near: float) -> list[tuple[int, int]]:
    """The rows that each cell of a column covers, if the cells cover all rows from some row on; else none."""
    rows = len(sides) - 1
    for begin in range(rows - len(middle) + 1):
        groups: list[tuple[int, int]] = []
        first = begin
        for centre in middle.tolist():
            ends = np.arange(first, rows)
            off = np.abs((sides[first] + sides[ends + 1]) / 2 - centre)
            if len(off) == 0 or off.min() > near:
                break
            last = first + int(np.argmin(off))
            groups.append((first, last))
            first = last + 1
        if len(groups) == len(middle) and first == rows:
            return groups
    return []
