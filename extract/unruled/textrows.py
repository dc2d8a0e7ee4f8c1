"""Lines of text in columns → rows, where no rule parts them.

What shows a row depends on how the table was set. With white space between the rows, every text that stands free in its
column is a cell, and cells that lie beside each other are a row. Without it, only the columns of figures show the rows:
a figure takes one line and stands at the head, the middle or the foot of its row, whatever the document's way is; where
it stands at the head, so does every text with nothing above it. A text that runs on past the head of a row belongs to
both rows: its cell is merged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.freecells import place_cells
from extract.unruled.sheet import Setting, Sheet, anchors_of, free_texts, lines_above, steps_of, was_full

__all__ = ["Rows", "split_rows"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Rows:
    """`row` (n, c) is the row in which the text of a line and column begins, -1 where none is held. `open` (rows - 1,
    c) says that a cell of the column runs on over the border below the row."""

    row: IntArray
    open: BoolArray

    @property
    def count(self) -> int:
        return len(self.open) + 1


def split_rows(sheet: Sheet, setting: Setting) -> Rows:
    """Find the rows of a table, or of a part of it between two rules."""
    if setting.free or not sheet.lone.any():
        return _split(sheet, setting)
    # A line across the columns is a row of its own, and what stands over and under it has nothing to do with it.
    change = np.flatnonzero(sheet.lone[1:] | sheet.lone[:-1]) + 1
    parts = [_split(sheet.take(slice(*ends)), setting) for ends in pairwise([0, *change.tolist(), len(sheet.y)])]
    counts = np.cumsum([0, *(part.count for part in parts)])
    begins = counts[:-1].tolist()
    row = [np.where(part.row >= 0, part.row + begin, -1) for part, begin in zip(parts, begins, strict=True)]
    shut = np.zeros((1, sheet.held.shape[1]), dtype=np.bool_)
    open_ = [border for part in parts for border in (part.open, shut)][:-1]
    return Rows(np.concatenate(row), np.concatenate(open_))


def _split(sheet: Sheet, setting: Setting) -> Rows:
    """Find the rows of lines without headings between them."""
    anchors = anchors_of(sheet, setting.most)
    if len(sheet.y) < 2 or (len(anchors) < 2 and not setting.free):
        return _by_line(sheet, np.zeros(len(sheet.y), dtype=np.intp))
    if setting.free:
        return _free_rows(sheet, setting)
    if setting.way == "middle":
        return _by_line(sheet, _middle_rows(sheet, anchors, setting.pitch))
    if setting.way == "bottom":
        ends = _heads(_turned(sheet), len(sheet.y) - 1 - anchors[::-1], setting.most)
        starts = np.concatenate(([True], ends[::-1][:-1]))
        return _by_line(sheet, np.cumsum(starts) - 1)
    return _from_heads(sheet, np.cumsum(_heads(sheet, anchors, setting.most)) - 1, setting.most)


def _free_rows(sheet: Sheet, setting: Setting) -> Rows:
    """Rows of cells with white space between them."""
    most = setting.most
    blocks = sorted(free_texts(sheet, np.ones(sheet.held.shape[1], dtype=np.bool_), most), key=lambda b: (b[0], b[1]))
    column = np.array([place for _, _, place in blocks])
    box = np.array([(sheet.height[first, place], sheet.height[last, place]) for first, last, place in blocks])
    low, high = place_cells(box, column, most, setting.way == "middle", setting.begins)
    row = np.full(sheet.held.shape, -1, dtype=np.intp)
    open_ = np.zeros((int(high.max()), sheet.held.shape[1]), dtype=np.bool_)
    for (first, last, place), begin, end in zip(blocks, low.tolist(), high.tolist(), strict=True):
        here = np.arange(first, last + 1)
        row[here[sheet.held[here, place]], place] = begin
        open_[begin:end, place] = True
    return Rows(row, open_)


def _turned(sheet: Sheet) -> Sheet:
    """The sheet upside down, so that what stands at the foot of its row stands at its head."""
    turned = sheet.take(slice(None, None, -1))
    return replace(
        turned, y=-turned.y, height=-turned.height, x1=np.zeros_like(turned.x1), head=np.zeros_like(turned.head)
    )


def _by_line(sheet: Sheet, number: IntArray) -> Rows:
    """Rows of whole lines: `number` (n,) is the row of each."""
    rows = int(number.max(initial=0)) + 1
    return Rows(np.where(sheet.held, number[:, None], -1), np.zeros((rows - 1, sheet.held.shape[1]), dtype=np.bool_))


def _heads(sheet: Sheet, anchors: IntArray, most: float) -> BoolArray:
    """The lines at which rows begin where every text stands at the head of its row: (n,)."""
    starts = np.zeros(len(sheet.y), dtype=np.bool_)
    starts[0] = True
    starts[anchors] = True
    steps, above = steps_of(sheet), lines_above(sheet.held)
    starts |= (sheet.held & (steps > most)).any(axis=1)
    starts |= sheet.lone
    starts[1:] |= sheet.lone[:-1]
    for line in np.flatnonzero(~starts).tolist():
        places = np.flatnonzero(sheet.held[line])
        before = above[line, places]
        room = ~was_full(sheet, before, line, places)
        weight = sheet.bold[line, places] != sheet.bold[before, places]
        # A text for whose first word the line above had room begins a cell of its own.
        if sheet.x1.any() and room.all() and not sheet.small[line, places].any() and (weight.all() or len(places) > 1):
            starts[line] = True
    return starts


def _from_heads(sheet: Sheet, number: IntArray, most: float) -> Rows:
    """Rows that begin at known lines: `number` (n,) is the row of each line. Finds the cells that run on below."""
    rows = _by_line(sheet, number)
    steps, above = steps_of(sheet), lines_above(sheet.held)
    figures = sheet.figure_columns()
    heads = np.flatnonzero(np.diff(number) > 0) + 1
    keys = [c for c in np.flatnonzero(figures).tolist() if sheet.held[heads, c].mean() >= 0.4] if len(heads) else []
    row, open_ = rows.row.copy(), rows.open.copy()
    for head in heads.tolist():
        if sheet.lone[head] or sheet.lone[head - 1]:
            continue
        for column in np.flatnonzero(sheet.held[head] & ~figures & (steps[head] <= most)).tolist():
            before = above[head, [column]]
            full = bool(was_full(sheet, before, head, np.array([column]))[0])
            left = [key for key in keys if key < column]
            unnamed = not sheet.held[head, left].any() and (
                left[-1] + 1 == column if left else bool(sheet.small[head, column])
            )
            if full and unnamed:
                open_[number[head] - 1, column] = True
                here = (number == number[head]) & sheet.held[:, column]
                row[here, column] = row[before[0], column]
    return Rows(row, open_)


def _middle_rows(sheet: Sheet, anchors: IntArray, pitch: float) -> IntArray:
    """The row of each line, (n,), where figures stand in the middle of their row.

    The border below a row lies as far from its figure as the border above; it is brought to the nearest place that
    cuts no line of text.
    """
    cuts = _cuts(sheet.y, pitch)
    figures = sheet.y[anchors]
    border = float(sheet.y[0]) - pitch / 2
    borders: list[float] = []
    for figure, following in pairwise(figures):
        between = cuts[(cuts > figure) & (cuts < following)]
        wanted = 2 * float(figure) - border
        if len(between) == 0:
            border = (float(figure) + float(following)) / 2
        else:
            nearest = float(between[np.argmin(np.abs(between - wanted))])
            border = nearest
        borders.append(border)
    rows: IntArray = np.searchsorted(np.array(borders), sheet.y)
    return rows


def _cuts(y: FloatArray, pitch: float) -> FloatArray:
    """The places between lines, none of which is cut there."""
    wide = np.diff(y) > 0.8 * pitch
    cuts: FloatArray = ((y[1:] + y[:-1]) / 2)[wide]
    return cuts
