"""A region → its table: columns, header and rows together, drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from extract.cells import Box
from extract.pages import FloatArray
from extract.rulings import Edges
from extract.unruled.bodies import find_body, number_row
from extract.unruled.columns import FEWEST_COLUMNS, Region, measured_below
from extract.unruled.drawing import Drawing, draw_body, draw_heading, read_body
from extract.unruled.headings import Heading, read_heading
from extract.unruled.numbers import numbered, place_numbers
from extract.unruled.sheet import Setting, Sheet, setting_of
from extract.unruled.tiles import Tiles
from extract.unruled.tops import from_line, lines_over, rows_over, several_texts
from extract.unruled.walls import keeps_to, outer_sides, rules_in, walled, with_bands, within
from extract.unruled.words import Words, line_boxes

__all__ = ["lay_out"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

MANY_COLUMNS = 6
"""Two rows of so many columns are a table, as three rows of fewer under a header are."""

RIM = 4.0
"""In points, how far beside a table's outermost sides rules lie that are drawn for them: doubled, or a frame."""

HEADED = 0.6
"""The share of the columns that have a title under a header."""

SHORT = 2
"""The most words of a short text."""


def lay_out(
    words: Words, region: Region, edges: Edges, tiles: Tiles, carried: FloatArray | None
) -> tuple[Box, Words, Drawing] | None:
    """Work out the table of a region; None where the lines are no table after all."""
    em = float(np.median(words.em))
    goes_on = carried is not None and keeps_to(words, region, carried, em)
    walls: FloatArray | None
    if carried is not None and goes_on:
        region, walls = within(region, carried), carried
    else:
        region, walls = walled(words, region, edges.vertical, tiles.beside, em)
    left, right = region.left, region.right
    bounds = _sides(left, right, em)
    top, bottom = line_boxes(words)
    foot = float(bottom[region.lines].max())
    rules = rules_in(words, edges, (float(left[0]), 0.0, float(right[-1]), foot + 2 * em))
    rules = with_bands(rules, tiles, float(left[0]), float(right[-1]))
    column, _ = _column_of(words, region, bounds)
    if not goes_on and not _is_short(words, np.flatnonzero(column >= 0), column[column >= 0]):
        return None
    wide = rules[(rules[:, 2] - rules[:, 1]) >= 0.9 * (right[-1] - left[0]), 0]
    white = _row_white(top, bottom, region.lines[region.lines >= region.body])
    first = lines_over(words, min(region.body, int(region.lines[0])), float(left[0]), float(right[-1]), wide, white)
    numbers = number_row(words, region, first)
    body_line = numbers if numbers >= 0 else find_body(words, region, first, rules)
    if walls is None and (body_line, numbers) != (region.body, region.numbers):
        region = measured_below(words, region, body_line, numbers) or region
        left, right = region.left, region.right
        column, _ = _column_of(words, region, _sides(left, right, em))
    pitch = _setting(words, region, column).pitch
    if not several_texts(words, region, range(first, body_line)):
        first = body_line = rows_over(words, region, body_line, white)
    region = from_line(words, region, body_line)
    body = np.column_stack((left, right))
    if region.numbers >= 0 and walls is None:
        body = numbered(words, region, body, em)
    upright = np.concatenate((edges.vertical, tiles.beside))
    last = int(region.lines[-1])
    heading = read_heading(words, range(first, body_line), last, body, pitch, rules, tiles.over, upright, walls)
    region = replace(region, left=heading.columns[:, 0], right=heading.columns[:, 1])
    bounds = heading.sides.copy()
    column, lone = _column_of(words, region, bounds)
    if walls is None:
        bounds[[0, -1]] = outer_sides(edges, rules, bounds, (float(top[first]), foot), em)
    if region.numbers >= 0:
        place_numbers(words, region, column, em)
    used = np.flatnonzero((column >= 0) & (words.line >= body_line))
    rows = read_body(words, used, column[used], bounds, lone, rules, carried is None)
    ruled = walls is not None or len(wide) > 1
    if not goes_on and not _is_table(rows.rows.count, heading, ruled):
        return None
    room = max(2 * em, 1.3 * white)
    bottom_at = _rim(wide, foot, min(foot + room, _next(top, foot)), foot + 0.15 * em)
    if heading.titles:
        between = rules[(rules[:, 0] > max(title.y for title in heading.titles)) & (rules[:, 0] < rows.top + 0.3 * em)]
        low = max(title.bottom for title in heading.titles)
        body_top = float(between[-1, 0]) if len(between) else (low + rows.top) / 2
        head_top = min(title.top for title in heading.titles)
        over = float(bottom[first - 1]) if first else 0.0
        head_top = _rim(wide[::-1], max(over, head_top - room), head_top + 0.3 * em, head_top - 0.15 * em)
        parts = [draw_heading(words, heading, bounds, head_top, body_top)]
    else:
        over = float(bottom[body_line - 1]) if body_line else 0.0
        head_top = _rim(wide[::-1], max(over, rows.top - room), rows.top + 0.3 * em, rows.top - 0.15 * em)
        body_top = head_top
        parts = []
    parts.append(draw_body(words, rows, bounds, body_top, bottom_at))
    box = (float(bounds[0]) - RIM, head_top - RIM, float(bounds[-1]) + RIM, bottom_at + RIM)
    return box, words, _together(parts)


def _next(top: FloatArray, foot: float) -> float:
    """The top of the first line below a height."""
    below = top[top > foot]
    return float(below.min()) if len(below) else float("inf")


def _rim(rules: FloatArray, low: float, high: float, otherwise: float) -> float:
    """The first of the heights that lies between two others, or else another one."""
    between = rules[(rules > low) & (rules < high)]
    return float(between[0]) if len(between) else otherwise


def _is_table(rows: int, heading: Heading, ruled: bool) -> bool:
    """Whether so many rows under such a header are a table: three of many columns, or of fewer where a header or rules
    show them; two or one under many titles."""
    columns = len(heading.columns)
    headed = len({title.first for title in heading.titles}) >= HEADED * columns
    if columns < MANY_COLUMNS:
        return columns >= FEWEST_COLUMNS and rows + headed >= 3 and (headed or ruled)
    return rows > 1 or headed


def _is_short(words: Words, used: IntArray, column: IntArray) -> bool:
    """Whether enough columns hold short texts: figures, codes, units. Running text set in columns has none."""
    lines = words.line[used]
    key, count = np.unique(lines * (int(column.max()) + 1) + column, return_counts=True)
    place = key % (int(column.max()) + 1)
    short = [float(np.median(count[place == n])) <= SHORT for n in np.unique(place).tolist()]
    return sum(short) >= max(2, len(short) / 3)


def _sides(left: FloatArray, right: FloatArray, em: float) -> FloatArray:
    """The sides of columns whose texts reach from `left` to `right`: (c + 1,)."""
    return np.concatenate(([left[0] - 0.3 * em], (right[:-1] + left[1:]) / 2, [right[-1] + 0.3 * em]))


def _setting(words: Words, region: Region, column: IntArray) -> Setting:
    """How the table is set below the header."""
    inside = (column >= 0) & (words.line >= region.body)
    return setting_of(Sheet.of(words.take(inside), column[inside], len(region.left), region.crossing))


def _row_white(top: FloatArray, bottom: FloatArray, lines: IntArray) -> float:
    """The widest strip of white between the rows of a table."""
    reach = np.maximum.accumulate(bottom[lines])
    white = top[lines[1:]] - reach[:-1]
    return float(white.max(initial=0.0))


def _together(parts: list[Drawing]) -> Drawing:
    """One drawing of several."""
    x, y = parts[0].x, parts[0].y
    for part in parts[1:]:
        x, y = np.where(np.isnan(part.x), x, part.x), np.where(np.isnan(part.y), y, part.y)
    horizontal = np.concatenate([part.horizontal for part in parts])
    return Drawing(horizontal, np.concatenate([part.vertical for part in parts]), x, y)


def _runs_across(words: Words, text: IntArray, column: IntArray, region: Region) -> bool:
    """Whether the words of a text, in their columns, run across several: some stand in the white between columns. Words
    that are alike and alike far apart (`Dok`, `Dok`, `Dok`) only look like a justified line."""
    low, high = int(column[0]), int(column[-1])
    if low == high:
        return False
    slack = 0.1 * float(words.em[text[0]])
    white = np.column_stack((region.right[low:high], region.left[low + 1 : high + 1]))
    inside = (words.x0[text, None] + slack < white[:, 1]) & (words.x1[text, None] - slack > white[:, 0])
    return bool(inside.any(axis=0).sum() >= 0.5 * len(white))


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
        texts = np.split(at, np.flatnonzero(gaps[at[:-1]] > 0.6) + 1)
        if len(texts) <= 2 and any(_runs_across(words, text, column[text], region) for text in texts):
            lone[line] = (int(column[at[0]]), int(column[at[-1]]))
            column[at] = column[at[0]]
    return column, lone
