"""Columns, rows and titles → the edges of a table, as if it were ruled, and a point in its cell for every word.

A word's own place does not tell its cell where a title juts out over the next column, or where a border had to be laid
between lines that hardly leave room for it. So every word is given a point well inside of its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.headings import Heading
from extract.unruled.sheet import Sheet, cut_ends, setting_of
from extract.unruled.textrows import Rows, split_rows
from extract.unruled.words import Words

__all__ = ["Body", "Drawing", "draw_body", "draw_heading", "read_body"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

COVER = 0.6
"""The share of a column's width that a rule covers where it parts the column's cells."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Edges as in `Edges`, and `x`, `y` (w,): a point for each word of the page, NaN for those it does not place."""

    horizontal: FloatArray
    vertical: FloatArray
    x: FloatArray
    y: FloatArray


@dataclass(frozen=True, slots=True)
class Body:
    """The part of a table below its header, read into rows.

    `used` (k,) are its words among those of the page and `column` (k,) the column of each, `lines` (n,) the numbers
    of its lines. `borders` (rows - 1,) are the heights between the rows; `lone` maps a line of one text that runs
    across columns to the first and the last of these.
    """

    used: IntArray
    column: IntArray
    lines: IntArray
    rows: Rows
    borders: FloatArray
    lone: Mapping[int, tuple[int, int]]
    top: float
    bottom: float
    em: float


def read_body(
    words: Words,
    used: IntArray,
    column: IntArray,
    bounds: FloatArray,
    lone: Mapping[int, tuple[int, int]],
    rules: FloatArray,
    begins: bool,
) -> Body:
    """Find the rows of the words `used` (k,), which stand in `column` (k,) of the columns between `bounds` (c + 1,).

    `rules` (n, 3) are the horizontal rules (y, x0, x1) that may part rows; `begins` says that the table begins here.
    """
    body = words.take(used)
    sheet = Sheet.of(body, column, len(bounds) - 1, lone)
    rows, borders = _rows(sheet, rules, bounds, begins)
    top, bottom = float(body.top.min()), float(body.bottom.max())
    return Body(used, column, np.unique(body.line), rows, borders, lone, top, bottom, sheet.em)


def draw_body(words: Words, body: Body, bounds: FloatArray, top: float, bottom: float) -> Drawing:
    """Draw the rows of a body between `top` and `bottom`, all sides closed."""
    y = np.concatenate(([top], body.borders, [bottom]))
    horizontal = [(top, bounds[0], bounds[-1]), (bottom, bounds[0], bounds[-1])]
    for row, border in enumerate(body.borders.tolist()):
        closed = np.diff(np.concatenate(([0], ~body.rows.open[row], [0])))
        ends = zip(np.flatnonzero(closed == 1).tolist(), np.flatnonzero(closed == -1).tolist(), strict=True)
        horizontal += [(border, bounds[first], bounds[stop]) for first, stop in ends]
    merged: dict[int, tuple[int, int]] = {}
    for line, (first, last) in body.lone.items():
        place = int(np.searchsorted(body.lines, line))
        if place < len(body.lines) and body.lines[place] == line:
            merged[int(body.rows.row[place, first])] = (first, last)
    vertical: list[tuple[float, float, float]] = []
    for side, x in enumerate(bounds.tolist()):
        start = top
        for row, (first, last) in sorted(merged.items()):
            if first < side <= last:
                if start < y[row]:
                    vertical.append((x, start, float(y[row])))
                start = float(y[row + 1])
        if start < bottom:
            vertical.append((x, start, bottom))
    points = np.full((2, len(words)), np.nan)
    row_of = body.rows.row[np.searchsorted(body.lines, words.line[body.used]), body.column]
    points[0, body.used] = ((bounds[1:] + bounds[:-1]) / 2)[body.column]
    points[1, body.used] = (y[row_of] + y[row_of + 1]) / 2
    return Drawing(np.array(horizontal), np.array(vertical), *points)


def draw_heading(words: Words, heading: Heading, bounds: FloatArray, top: float, bottom: float) -> Drawing:
    """Draw a header between `top` and `bottom`, the sides of its columns and the borders below its common titles."""
    horizontal = [(top, bounds[0], bounds[-1])]
    horizontal += [(span.y, bounds[span.first], bounds[span.last + 1]) for span in heading.spans]
    vertical = []
    for side, x in enumerate(bounds.tolist()):
        start = max([span.y for span in heading.spans if span.first < side <= span.last], default=top)
        vertical.append((x, start, bottom))
    points = np.full((2, len(words)), np.nan)
    for title in heading.titles:
        points[0, title.begin : title.stop] = (bounds[title.first] + bounds[title.last + 1]) / 2
        points[1, title.begin : title.stop] = title.y
    return Drawing(np.array(horizontal), np.array(vertical), *points)


def _rows(sheet: Sheet, rules: FloatArray, bounds: FloatArray, begins: bool) -> tuple[Rows, FloatArray]:
    """The rows of a body and the borders between them, from the rules where there are any, else from the text."""
    columns = sheet.held.shape[1]
    heights, cover = _ruled(rules, bounds, float(sheet.y[0]), float(sheet.y[-1]))
    band = np.searchsorted(heights, sheet.y)
    closed = _closed(rules, bounds, float(sheet.y[-1]), sheet.em)
    row = np.full(sheet.held.shape, -1, dtype=np.intp)
    open_: list[BoolArray] = []
    borders: list[float] = []
    setting = setting_of(sheet, begins)
    strong = _strong(sheet, setting.most)
    count = 0
    for number in range(len(heights) + 1):
        inside = np.flatnonzero(band == number)
        if len(inside) == 0:
            continue
        if count:
            borders.append(float(heights[number - 1]))
            open_.append(~cover[number - 1])
        part = sheet.take(slice(int(inside[0]), int(inside[-1]) + 1))
        if not (len(heights) or closed) or np.count_nonzero(strong[inside]) > 1:
            rows = split_rows(part, setting)
        else:
            rows = Rows(np.where(part.held, 0, -1), np.zeros((0, columns), dtype=np.bool_))
        row[inside] = np.where(rows.row >= 0, rows.row + count, -1)
        borders += _borders(part, rows).tolist()
        open_ += list(rows.open)
        count += rows.count
    opened = np.array(open_, dtype=np.bool_).reshape(-1, columns)
    return Rows(row, opened), np.array(borders)


def _ruled(rules: FloatArray, bounds: FloatArray, first: float, last: float) -> tuple[FloatArray, BoolArray]:
    """The heights at which rules part rows, between the first and the last line, and which columns: (k,), (k, c)."""
    rules = rules[(rules[:, 0] > first) & (rules[:, 0] < last)]
    heights = np.unique(rules[:, 0])
    covered = np.zeros((len(heights), len(bounds) - 1))
    part = np.minimum(rules[:, 2, None], bounds[1:]) - np.maximum(rules[:, 1, None], bounds[:-1])
    np.add.at(covered, np.searchsorted(heights, rules[:, 0]), np.maximum(part, 0.0))
    cover = covered >= COVER * np.diff(bounds)
    some = cover.any(axis=1)
    return heights[some], cover[some]


def _closed(rules: FloatArray, bounds: FloatArray, last: float, em: float) -> bool:
    """Whether a rule runs under the last line over most of the table: then a rule would part its rows, too."""
    under = rules[(rules[:, 0] > last) & (rules[:, 0] < last + 2.5 * em)]
    length = np.minimum(under[:, 2], bounds[-1]) - np.maximum(under[:, 1], bounds[0])
    return bool((length >= 0.9 * (bounds[-1] - bounds[0])).any())


def _strong(sheet: Sheet, most: float) -> BoolArray:
    """The lines on which most of the columns of figures hold one: each shows a row of its own, but for those that hold
    the ends of figures. Lines farther apart than `most` are of two cells."""
    figures = sheet.figure_columns()
    count = (sheet.figure & figures).sum(axis=1)
    strong: BoolArray = count >= max(2, 0.5 * np.count_nonzero(figures))
    return strong & ~cut_ends(sheet, most)


def _borders(sheet: Sheet, rows: Rows) -> FloatArray:
    """The heights between rows: (rows - 1,)."""
    if rows.count < 2:
        return np.zeros(0)
    line, column = np.nonzero(sheet.held)
    row = rows.row[line, column]
    low, high = np.full(rows.count, np.inf), np.full(rows.count, -np.inf)
    np.minimum.at(low, row, sheet.y[line])
    runs_on = np.concatenate((rows.open, np.zeros((1, sheet.held.shape[1]), dtype=np.bool_)))[row, column]
    np.maximum.at(high, row[~runs_on], sheet.y[line[~runs_on]])
    high = np.maximum(high, low)
    borders: FloatArray = (high[:-1] + low[1:]) / 2
    return borders
