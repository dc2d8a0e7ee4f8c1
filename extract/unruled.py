"""Tables whose rules are missing, all of them or those of one direction: finds the rules that the page leaves out.

The columns come from the strips that the lines of the table leave free (extract/gutters.py), the header from the
titles over them (extract/headings.py), the rows from the rules across, where there are any, else from the lines of
text (extract/textrows.py). What comes out are edges, as a ruled page has them, so that one way leads from edges to
cells; and, for each word, a point inside its cell: a header's word may jut out over the next column.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.gutters import FEWEST_COLUMNS, Region, find_regions, line_boxes
from extract.headings import Heading, lines_over, read_heading
from extract.pages import Chars, FloatArray
from extract.rulings import Edges
from extract.textrows import Rows, Sheet, split_rows, stands_at
from extract.words import Words, words_of

__all__ = ["Completion", "complete_rules"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

FEWEST_LETTERS = 40
"""A page with less text outside of its tables holds no table there."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The edges of a page with those that it leaves out; `at` are the characters of the tables found, (k,), and
    `x`, `y` a point within the cell of each."""

    edges: Edges
    at: IntArray
    x: FloatArray
    y: FloatArray


@dataclass(slots=True)
class _Table:
    """A table on its way: `bounds` (c + 1,) are its columns' sides, `first` its first line, `body` the line after its
    header, `column` (w,) the column of each word of its body, -1 elsewhere."""

    words: Words
    region: Region
    bounds: FloatArray
    first: int
    body: int
    column: IntArray
    lone: dict[int, tuple[int, int]]


def complete_rules(chars: Chars, edges: Edges, loose: BoolArray) -> Completion | None:
    """Find the tables in the `loose` (n,) characters, those that no ruled table holds; None where there is none."""
    if np.count_nonzero(loose) < FEWEST_LETTERS:
        return None
    words = words_of(chars, loose)
    found = [drawn for region in find_regions(words) if (drawn := _draw(words, region, edges)) is not None]
    if not found:
        return None
    across, down, x, y = edges.horizontal, edges.vertical, np.full(len(words), np.nan), np.full(len(words), np.nan)
    for drawn in found:
        across = np.concatenate((_outside(across, drawn.box), drawn.horizontal))
        down = np.concatenate((down, drawn.vertical))
        held = ~np.isnan(drawn.x)
        x[held], y[held] = drawn.x[held], drawn.y[held]
    at = np.flatnonzero((words.of >= 0) & ~np.isnan(x[words.of]))
    return Completion(Edges(_sorted(across), _sorted(down)), at, x[words.of[at]], y[words.of[at]])


def _sorted(edges: FloatArray) -> FloatArray:
    return edges[np.lexsort((edges[:, 1], edges[:, 0]))]


def _outside(edges: FloatArray, box: tuple[float, float, float, float]) -> FloatArray:
    """The horizontal edges that do not lie in a box."""
    x0, top, x1, bottom = box
    inside = (edges[:, 0] >= top - 2) & (edges[:, 0] <= bottom + 2) & (edges[:, 2] > x0) & (edges[:, 1] < x1)
    return edges[~inside]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The edges of a table and a point for each word (NaN for those outside of it)."""

    horizontal: FloatArray
    vertical: FloatArray
    box: tuple[float, float, float, float]
    x: FloatArray
    y: FloatArray


def _draw(words: Words, region: Region, edges: Edges) -> _Drawn | None:
    """Work out one table; None where the lines are no table after all."""
    em = float(np.median(words.em))
    left, right = region.left, region.right
    bounds = np.concatenate(([left[0] - 0.3 * em], (right[:-1] + left[1:]) / 2, [right[-1] + 0.3 * em]))
    rules = _rules(words, region, edges)
    column, lone = _column_of(words, region, bounds)
    body = _body_line(words, region, column, len(left), rules)
    wide = rules[(rules[:, 2] - rules[:, 1]) >= 0.9 * (right[-1] - left[0]), 0]
    first = lines_over(words, body, float(left[0]), float(right[-1]), wide)
    heading = read_heading(words, range(first, body), bounds, np.column_stack((left, right)), rules)
    bounds, heading, column, lone = _settle(words, heading, bounds, region, column, lone)
    table = _Table(words, region, bounds, first, body, column, lone)
    return _edges_of(table, heading, rules)


def _rules(words: Words, region: Region, edges: Edges) -> FloatArray:
    """The horizontal rules that may be the table's: (n, 3) of y, x0, x1. Lines under words are none."""
    x0, x1 = float(region.left[0]), float(region.right[-1])
    rules = edges.horizontal
    rules = rules[(rules[:, 1] < x1) & (rules[:, 2] > x0) & (rules[:, 2] - rules[:, 1] <= 1.5 * (x1 - x0))]
    if len(rules) == 0:
        return rules
    y = rules[:, 0, None]
    under = (words.top + 0.4 * (words.bottom - words.top) < y) & (y < words.bottom)
    over = np.minimum(words.x1, rules[:, 2, None]) - np.maximum(words.x0, rules[:, 1, None])
    covered = np.where(under, np.maximum(over, 0.0), 0.0).sum(axis=1)
    kept: FloatArray = rules[covered < 0.5 * (rules[:, 2] - rules[:, 1])]
    return kept


def _column_of(words: Words, region: Region, bounds: FloatArray) -> tuple[IntArray, dict[int, tuple[int, int]]]:
    """The column of each word on the table's lines, -1 for others, and the lines of one text that runs across
    columns, with the first and the last of these."""
    column = np.full(len(words), -1, dtype=np.intp)
    inside = np.isin(words.line, region.lines)
    middle = np.clip((words.x0 + words.x1) / 2, bounds[0], bounds[-1])
    column[inside] = np.clip(np.searchsorted(bounds, middle[inside]) - 1, 0, len(bounds) - 2)
    lone: dict[int, tuple[int, int]] = {}
    gaps = words.gaps()
    for line in region.crossing:
        at = np.flatnonzero(words.line == line)
        texts = 1 + np.count_nonzero(gaps[at[:-1]] > 0.6)
        if texts <= 2:
            lone[line] = (int(column[at[0]]), int(column[at[-1]]))
            column[at] = column[at[0]]
    return column, lone


def _body_line(words: Words, region: Region, column: IntArray, columns: int, rules: FloatArray) -> int:
    """The first line below the header: that of the first figures, or the first of the row around them."""
    inside = (column >= 0) & (words.line >= region.body)
    sheet = Sheet.of(words.take(inside), column[inside], columns, region.crossing)
    lines = region.lines[: int(np.searchsorted(region.lines, region.body)) + 1]
    if len(lines) == 1:
        return region.body
    body = region.body
    if stands_at(sheet) != "top":
        body = _row_top(words, lines, rules)
    while body > lines[0] and _heads_section(words, region, body - 1):
        body -= 1
    return body


def _row_top(words: Words, lines: IntArray, rules: FloatArray) -> int:
    """The first line of the row in whose middle or at whose foot the figures of the last of the lines stand.

    The header over it ends at a rule, with its bold type, or else over the widest strip of white.
    """
    body = int(lines[-1])
    top, bottom = line_boxes(words)
    ruled = rules[(rules[:, 0] > top[lines[0]]) & (rules[:, 0] < bottom[body]), 0]
    if len(ruled):
        return int(lines[np.searchsorted((top + bottom)[lines] / 2, ruled[-1])])
    bold = np.array([words.bold[words.line == line].all() for line in lines])
    if bold[:-1].any() and not bold[-1]:
        return int(lines[np.flatnonzero(bold[:-1])[-1] + 1])
    white = top[lines[1:]] - bottom[lines[:-1]]
    return int(lines[np.argmax(white) + 1])


def _heads_section(words: Words, region: Region, line: int) -> bool:
    """Whether a line over the first row is no header's but a row's of one text: it runs across columns, and has no
    titles below it that it could head."""
    at = np.flatnonzero(words.line == line)
    return line in region.crossing and not (words.gaps()[at[:-1]] > 0.6).any()


def _settle(
    words: Words,
    heading: Heading,
    bounds: FloatArray,
    region: Region,
    column: IntArray,
    lone: dict[int, tuple[int, int]],
) -> tuple[FloatArray, Heading, IntArray, dict[int, tuple[int, int]]]:
    """Bring the sides of the columns to where the header leaves room, too."""
    count = len(bounds) - 1
    left, right = region.left.copy(), region.right.copy()
    for title in heading.titles:
        if title.first == title.last:
            left[title.first] = min(left[title.first], title.x0)
            right[title.first] = max(right[title.first], title.x1)
    em = float(np.median(words.em))
    sides = bounds.copy()
    for side in range(1, count):
        low, high = right[side - 1], left[side]
        if low >= high:
            low, high = region.right[side - 1], region.left[side]
        sides[side] = (low + high) / 2
    sides[0], sides[-1] = left[0] - 0.3 * em, right[-1] + 0.3 * em
    return sides, heading, column, lone


def _edges_of(table: _Table, heading: Heading, rules: FloatArray) -> _Drawn | None:
    """The edges of a table, and where its words stand in it."""
    words, bounds = table.words, table.bounds
    columns = len(bounds) - 1
    used = np.flatnonzero((table.column >= 0) & (words.line >= table.body))
    body = words.take(used)
    lines = np.unique(body.line)
    sheet = Sheet.of(body, table.column[used], columns, table.lone)
    rows, borders = _rows(sheet, rules, bounds)
    em = sheet.em
    titles = heading.titles
    top = float(body.top[body.line == lines[0]].min())
    foot = float(body.bottom[body.line == lines[-1]].max())
    if titles:
        head_bottom = max(title.bottom for title in titles)
        over = rules[(rules[:, 0] > max(title.y for title in titles)) & (rules[:, 0] < top + 0.3 * em)]
        body_top = float(over[-1, 0]) if len(over) else (head_bottom + top) / 2
        head_top = min(title.top for title in titles) - 0.15 * em
    else:
        body_top = head_top = top - 0.15 * em
    bottom = foot + 0.15 * em
    y = np.concatenate(([body_top], borders, [bottom]))
    if columns < FEWEST_COLUMNS or rows.count + bool(titles) < 3 or (np.diff(y) <= 0).any():
        return None
    horizontal: list[tuple[float, float, float]] = [(bottom, bounds[0], bounds[-1])]
    horizontal += [(level, bounds[0], bounds[-1]) for level in {head_top, body_top}]
    for row, border in enumerate(borders.tolist()):
        closed = np.flatnonzero(~rows.open[row])
        horizontal += [(border, bounds[c], bounds[c + 1]) for c in closed.tolist()]
    horizontal += [(span.y, bounds[span.first], bounds[span.last + 1]) for span in heading.spans]
    vertical: list[tuple[float, float, float]] = []
    lone_rows = {}
    for line, (first, last) in table.lone.items():
        place = np.flatnonzero(lines == line)
        if len(place):
            lone_rows[int(rows.row[place[0], first])] = (first, last)
    for side in range(columns + 1):
        start = max([span.y for span in heading.spans if span.first < side <= span.last], default=head_top)
        for row, (first, last) in sorted(lone_rows.items()):
            if first < side <= last:
                if start < y[row]:
                    vertical.append((bounds[side], start, y[row]))
                start = y[row + 1]
        if start < bottom:
            vertical.append((bounds[side], start, bottom))
    x_at, y_at = np.full(len(words), np.nan), np.full(len(words), np.nan)
    middles = (bounds[:-1] + bounds[1:]) / 2
    held = rows.row[np.searchsorted(lines, body.line), table.column[used]]
    x_at[used] = middles[table.column[used]]
    y_at[used] = (y[held] + y[held + 1]) / 2
    for title in titles:
        here = slice(title.begin, title.stop)
        x_at[here] = (
            middles[title.first] if title.first == title.last else (bounds[title.first] + bounds[title.last + 1]) / 2
        )
        y_at[here] = title.y
    box = (float(bounds[0]), head_top, float(bounds[-1]), bottom)
    return _Drawn(np.array(horizontal), np.array(vertical), box, x_at, y_at)


def _rows(sheet: Sheet, rules: FloatArray, bounds: FloatArray) -> tuple[Rows, FloatArray]:
    """The rows of a body and the borders between them, from the rules where there are any, else from the text."""
    columns = sheet.held.shape[1]
    heights, cover = _ruled(rules, bounds, sheet.y[0], sheet.y[-1])
    band = np.searchsorted(heights, sheet.y)
    row = np.full(sheet.held.shape, -1, dtype=np.intp)
    open_: list[BoolArray] = []
    borders: list[float] = []
    strong = _strong(sheet)
    count = 0
    for number in range(len(heights) + 1):
        inside = np.flatnonzero(band == number)
        if len(inside) == 0:
            continue
        if count:
            borders.append(float(heights[number - 1]))
            open_.append(~cover[number - 1])
        part = sheet.take(slice(int(inside[0]), int(inside[-1]) + 1))
        if len(heights) == 0 or np.count_nonzero(strong[inside]) > 1:
            rows = split_rows(part)
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
    cover = covered >= 0.6 * np.diff(bounds)
    some = cover.any(axis=1)
    return heights[some], cover[some]


def _strong(sheet: Sheet) -> BoolArray:
    """The lines on which most of the columns of figures hold one: each shows a row of its own."""
    figures = sheet.figure_columns()
    count = (sheet.figure & figures).sum(axis=1)
    strong: BoolArray = count >= max(2, 0.5 * np.count_nonzero(figures))
    return strong


def _borders(sheet: Sheet, rows: Rows) -> FloatArray:
    """The heights between rows: (rows - 1,)."""
    if rows.count < 2:
        return np.zeros(0)
    line, column = np.nonzero(sheet.held)
    row = rows.row[line, column]
    low, high = np.full(rows.count, np.inf), np.full(rows.count, -np.inf)
    np.minimum.at(low, row, sheet.y[line])
    runs_on = np.concatenate((rows.open, np.zeros((1, sheet.held.shape[1]), dtype=np.bool_)))[row, column]
    ends = ~runs_on
    np.maximum.at(high, row[ends], sheet.y[line[ends]])
    high = np.maximum(high, low)
    borders: FloatArray = (high[:-1] + low[1:]) / 2
    return borders
