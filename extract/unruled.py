"""Tables whose rules are missing, all of them or those of one direction: finds the rules that the page leaves out.

The columns come from the strips that the lines of the table leave free (extract/gutters.py) or from what rules there
are, the header from the titles over them (extract/headings.py), the rows from the rules across, where there are any,
else from the lines of text (extract/textrows.py). What comes out are edges, as a ruled page has them, so that one way
leads from edges to cells; and, for each word, a point inside its cell (extract/drawing.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from extract.bare import Bare, bare_parts, columns_over
from extract.drawing import Drawing, draw_body, draw_heading, read_body
from extract.grids import Grid
from extract.gutters import FEWEST_COLUMNS, Region, carried_region, find_regions, line_boxes
from extract.headings import Heading, lines_over, read_heading
from extract.lines import LOOSE
from extract.pages import Chars, Fills, FloatArray
from extract.rulings import Edges
from extract.textrows import Setting, Sheet, setting_of
from extract.tiles import Tiles, band_edges, tile_edges
from extract.titles import Block, Title, match_columns, one_text
from extract.words import Words, words_of

__all__ = ["Completion", "complete_rules"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]
Box = tuple[float, float, float, float]

FEWEST_LETTERS = 40
"""Less text than this outside of tables, or in a cell, holds no table."""


MANY_COLUMNS = 6
"""Two rows of so many columns are a table, as three rows of fewer under a header are."""

RIM = 4.0
"""In points, how far beside a table's outermost sides rules lie that are drawn for them: doubled, or a frame."""

HEADED = 0.6
"""The share of the columns that have a title under a header."""

SHORT = 2
"""The most words of a short text."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The edges of a page with those that it leaves out; `at` are the characters of the tables found, (k,), and
    `x`, `y` a point within the cell of each."""

    edges: Edges
    at: IntArray
    x: FloatArray
    y: FloatArray


def complete_rules(
    chars: Chars, edges: Edges, fills: Fills, grids: list[Grid], where: IntArray, carried: FloatArray | None
) -> Completion | None:
    """Find the rules that the tables of a page lack; None where they lack none.

    `where` (n,) is the cell of each character among all cells of the `grids`, as `page_cells` counts them; `carried`
    (c + 1,) are the sides of the columns of a table on the page before that may go on.
    """
    loose = where == LOOSE
    canvas = _Canvas(chars, edges, fills, carried)
    for bare in bare_parts(chars, grids, where):
        if bare.whole:
            loose[bare.chars] = True
        else:
            canvas.fill(bare)
    if np.count_nonzero(loose) >= FEWEST_LETTERS:
        words = words_of(chars, loose)
        for region in find_regions(words):
            canvas.add(words, region, grids)
        if carried is not None and not canvas.drawn and not grids:
            rest = carried_region(words, carried)
            if rest is not None:
                canvas.add(words, rest, grids)
    return canvas.completion()


class _Canvas:
    """The edges of a page, to which tables are added."""

    def __init__(self, chars: Chars, edges: Edges, fills: Fills, carried: FloatArray | None) -> None:
        self.chars = chars
        self.carried = carried
        self.edges = edges
        self.tiles = tile_edges(fills)
        self.drawn: list[tuple[Box, Words, Drawing]] = []

    def fill(self, bare: Bare) -> None:
        """Part the cells of a bare part of a ruled table."""
        chosen = np.zeros(len(self.chars), dtype=np.bool_)
        chosen[bare.chars] = True
        words = words_of(self.chars, chosen)
        if bare.bounds is None or len(words) < 2 * FEWEST_COLUMNS:
            return
        self._body(words, np.arange(len(words)), bare.bounds, bare.box)

    def add(self, words: Words, region: Region, grids: list[Grid]) -> None:
        """Draw the table of a region, or the body of a ruled header right over it."""
        top = float(line_boxes(words)[0][region.lines[0]])
        em = float(np.median(words.em))
        for grid in grids:
            foot = float(grid.y[-1])
            bounds = columns_over(grid, foot)
            if bounds is not None and -1.5 * em < top - foot < 3 * em:
                used = np.flatnonzero((words.y > foot) & (words.line <= region.lines[-1]))
                bottom = float(words.bottom[used].max()) + 0.15 * em
                if self._body(words, used, bounds, (float(bounds[0]), foot, float(bounds[-1]), bottom)):
                    return
        drawing = _draw(words, region, self.edges, self.tiles, self.carried)
        if drawing is not None:
            self.drawn.append(drawing)

    def _body(self, words: Words, used: IntArray, bounds: FloatArray, box: Box) -> bool:
        """Draw the rows of a box whose columns are known, where it holds several; says whether it does."""
        here = words.take(used)
        column, lone, fits = _by_bounds(here, bounds)
        if not fits:
            return False
        rules = _with_bands(_rules_in(words, self.edges, box), self.tiles, box[0], box[2])
        body = read_body(words, used, column, bounds, lone, rules, self.carried is None)
        if body.rows.count < 2 or _thin(body.rows.row, len(bounds) - 1):
            return False
        self.drawn.append((box, words, draw_body(words, body, bounds, box[1], box[3])))
        return True

    def completion(self) -> Completion | None:
        """What was added, if anything was."""
        if not self.drawn:
            return None
        across, down = self.edges.horizontal, self.edges.vertical
        x, y = np.full(len(self.chars), np.nan), np.full(len(self.chars), np.nan)
        for box, words, drawing in self.drawn:
            across = np.concatenate((_outside(across, box, 0), drawing.horizontal))
            down = np.concatenate((_outside(down, box, 1), drawing.vertical))
            held = np.flatnonzero(words.of >= 0)
            held = held[~np.isnan(drawing.x[words.of[held]])]
            x[held], y[held] = drawing.x[words.of[held]], drawing.y[words.of[held]]
        at = np.flatnonzero(~np.isnan(x))
        return Completion(Edges(_sorted(across), _sorted(down)), at, x[at], y[at])


def _sorted(edges: FloatArray) -> FloatArray:
    return edges[np.lexsort((edges[:, 1], edges[:, 0]))]


def _outside(edges: FloatArray, box: Box, axis: int) -> FloatArray:
    """The edges without those inside of a box. `axis` is 0 for horizontal edges, 1 for vertical ones; those on its
    rim stay, and those that run on beyond it are cut there."""
    low, high, begin, stop = (box[1], box[3], box[0], box[2]) if axis == 0 else (box[0], box[2], box[1], box[3])
    inside = (edges[:, 0] > low + 1) & (edges[:, 0] < high - 1) & (edges[:, 2] > begin) & (edges[:, 1] < stop)
    cut = edges[inside]
    before, after = cut[cut[:, 1] < begin - 5], cut[cut[:, 2] > stop + 5]
    before[:, 2], after[:, 1] = begin, stop
    return np.concatenate((edges[~inside], before, after))


def _by_bounds(words: Words, bounds: FloatArray) -> tuple[IntArray, dict[int, tuple[int, int]], bool]:
    """The column of each word between known sides, (w,), the lines of one text that runs across them, and whether
    the other words keep to them."""
    column = np.clip(np.searchsorted(bounds, (words.x0 + words.x1) / 2) - 1, 0, len(bounds) - 2)
    over = np.maximum(bounds[column] - words.x0, words.x1 - bounds[column + 1]) > 0.3 * words.em
    lone: dict[int, tuple[int, int]] = {}
    gaps = words.gaps()
    for line in np.unique(words.line[over]).tolist():
        at = np.flatnonzero(words.line == line)
        if not (gaps[at[:-1]] > 0.6).any() and column[at[0]] != column[at[-1]]:
            lone[line] = (int(column[at[0]]), int(column[at[-1]]))
            column[at] = column[at[0]]
            over[at] = False
    return column, lone, bool(np.mean(over) <= 0.03)


def _thin(row: IntArray, columns: int) -> bool:
    """Whether hardly a row holds texts in half of the columns: then lines of a few cells were taken for rows."""
    held = np.zeros((int(row.max()) + 1, columns), dtype=np.bool_)
    line, column = np.nonzero(row >= 0)
    held[row[line, column], column] = True
    used = max(int(np.count_nonzero(held.any(axis=0))), 2)
    return int(np.count_nonzero(held.sum(axis=1) >= 0.5 * used)) < 2


def _draw(
    words: Words, region: Region, edges: Edges, tiles: Tiles, carried: FloatArray | None
) -> tuple[Box, Words, Drawing] | None:
    """Work out the table of a region; None where the lines are no table after all."""
    em = float(np.median(words.em))
    goes_on = carried is not None and _goes_on(words, region, carried, em)
    walls: FloatArray | None
    if carried is not None and goes_on:
        region, walls = _within(region, carried), carried
    else:
        region, walls = _walled(words, region, edges.vertical, tiles.beside, em)
    left, right = region.left, region.right
    bounds = _sides(left, right, em)
    top, bottom = line_boxes(words)
    foot = float(bottom[region.lines].max())
    rules = _rules_in(words, edges, (float(left[0]), 0.0, float(right[-1]), foot + 2 * em))
    rules = _with_bands(rules, tiles, float(left[0]), float(right[-1]))
    column, _ = _column_of(words, region, bounds)
    if not goes_on and not _is_short(words, np.flatnonzero(column >= 0), column[column >= 0]):
        return None
    wide = rules[(rules[:, 2] - rules[:, 1]) >= 0.9 * (right[-1] - left[0]), 0]
    white = _row_white(top, bottom, region.lines[region.lines >= region.body])
    first = lines_over(words, min(region.body, int(region.lines[0])), float(left[0]), float(right[-1]), wide, white)
    setting = _setting(words, region, column)
    body_line = _body_line(words, region, first, setting, rules)
    if not _several_texts(words, region, range(first, body_line)):
        first = body_line = _rows_over(words, region, body_line, white)
    region = _from_line(words, region, body_line)
    body = np.column_stack((left, right))
    if region.numbers >= 0 and walls is None:
        body = _numbered(words, region, body, em)
    upright = np.concatenate((edges.vertical, tiles.beside))
    last = int(region.lines[-1])
    heading = read_heading(words, range(first, body_line), last, body, setting.pitch, rules, tiles.over, upright, walls)
    region = replace(region, left=heading.columns[:, 0], right=heading.columns[:, 1])
    bounds = heading.sides.copy()
    column, lone = _column_of(words, region, bounds)
    if walls is None:
        bounds[[0, -1]] = _outer_sides(edges, rules, bounds, (float(top[first]), foot), em)
    if region.numbers >= 0:
        _place_numbers(words, region, column, em)
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


def _walled(
    words: Words, region: Region, rules: FloatArray, tiles: FloatArray, em: float
) -> tuple[Region, FloatArray | None]:
    """The region with the columns that vertical rules part, or the cells painted in the header, and the sides of
    these; None where they part fewer than most columns."""
    top, bottom = line_boxes(words)
    first, last = float(top[region.body]), float(bottom[region.lines].max())
    long = np.minimum(rules[:, 2], last) - np.maximum(rules[:, 1], first) > 0.5 * (last - first)
    walls = _between_words(rules[long, 0], words, region, em)
    middle = (region.left + region.right) / 2
    enough = max(FEWEST_COLUMNS, 0.6 * len(middle))
    if len(np.unique(np.searchsorted(walls, middle))) < enough:
        near = (tiles[:, 2] > float(top[region.lines[0]]) - 4 * em) & (tiles[:, 1] < last)
        walls = _between_words(tiles[near, 0], words, region, em)
        if len(np.unique(np.searchsorted(walls, middle))) < max(FEWEST_COLUMNS, 0.5 * len(middle)):
            return region, None
    low, high = float(region.left[0]), float(region.right[-1])
    before, inner, after = walls[walls <= low], walls[(walls > low) & (walls < high)], walls[walls >= high]
    walls = np.concatenate(
        (before[-1:] if len(before) else [low - 0.3 * em], inner, after[:1] if len(after) else [high + 0.3 * em])
    )
    return _within(region, walls), walls


def _within(region: Region, sides: FloatArray) -> Region:
    """The region with the columns that lie between known sides; one without text is as wide as a line."""
    left, right = (sides[1:] + sides[:-1]) / 2, (sides[1:] + sides[:-1]) / 2
    column = np.clip(np.searchsorted(sides, (region.left + region.right) / 2) - 1, 0, len(left) - 1)
    np.minimum.at(left, column, region.left)
    np.maximum.at(right, column, region.right)
    return replace(region, left=np.maximum(left, sides[:-1]), right=np.minimum(right, sides[1:]))


def _goes_on(words: Words, region: Region, sides: FloatArray, em: float) -> bool:
    """Whether the words of a region keep to the columns of the page before."""
    inside = (region.left[0] > sides[0] - em) and (region.right[-1] < sides[-1] + em)
    return bool(inside) and len(_between_words(sides[1:-1], words, region, em)) >= 0.9 * (len(sides) - 2)


def _between_words(x: FloatArray, words: Words, region: Region, em: float) -> FloatArray:
    """The positions that no word of the body lies across, each once."""
    x = np.unique(x)
    x = x[np.concatenate(([True], np.diff(x) > 1.5))] if len(x) else x
    x = x[(x > region.left[0] - 6 * em) & (x < region.right[-1] + 6 * em)]
    inside = np.isin(words.line, region.lines[region.lines >= region.body])
    inside &= ~np.isin(words.line, list(region.crossing))
    over = (words.x0[inside] + 0.2 * em < x[:, None]) & (words.x1[inside] - 0.2 * em > x[:, None])
    free: FloatArray = x[over.sum(axis=1) <= 1]
    return free


def _with_bands(rules: FloatArray, tiles: Tiles, x0: float, x1: float) -> FloatArray:
    """The rules and the edges of coloured bands, where no rule stands already."""
    bands = band_edges(tiles, x0, x1)
    if len(bands) == 0:
        return rules
    apart = (np.abs(bands[:, 0, None] - rules[:, 0]) > 2).all(axis=1)
    both = np.concatenate((rules, bands[apart]))
    return both[np.argsort(both[:, 0])]


def _place_numbers(words: Words, region: Region, column: IntArray, em: float) -> None:
    """Bring the numbers of the columns, in place, into the columns that they number."""
    numbers = _number_blocks(words, region)
    for block, place in match_columns(numbers, np.column_stack((region.left, region.right)), em):
        if block >= 0 and place >= 0:
            column[numbers[block].titles[0].begin] = place


def _numbered(words: Words, region: Region, body: FloatArray, em: float) -> FloatArray:
    """The columns (c, 2) without those that have no number: each is a part of the one that it stands closer to."""
    numbered = {place for block, place in match_columns(_number_blocks(words, region), body, em) if block >= 0}
    columns = [tuple(column) for column in body.tolist()]
    owned = [place in numbered for place in range(len(columns))]
    while not all(owned) and any(owned):
        place = owned.index(False)
        before = columns[place][0] - columns[place - 1][1] if place else np.inf
        after = columns[place + 1][0] - columns[place][1] if place + 1 < len(columns) else np.inf
        first = place - 1 if before <= after else place
        columns[first : first + 2] = [(columns[first][0], columns[first + 1][1])]
        owned[first : first + 2] = [owned[first] or owned[first + 1]]
    return np.array(columns)


def _number_blocks(words: Words, region: Region) -> list[Block]:
    """The numbers of the columns, each a block."""
    at = np.flatnonzero(words.line == region.numbers)
    box = np.column_stack((words.x0, words.top, words.x1, words.bottom))[at]
    return [Block([Title(n, n + 1, *sides)]) for n, sides in zip(at.tolist(), box.tolist(), strict=True)]


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


def _rules_in(words: Words, edges: Edges, box: Box) -> FloatArray:
    """The horizontal rules in a box that may part rows: (n, 3) of y, x0, x1. Lines under words are none."""
    x0, top, x1, bottom = box
    rules = edges.horizontal
    rules = rules[(rules[:, 1] < x1) & (rules[:, 2] > x0) & (rules[:, 2] - rules[:, 1] <= 1.5 * (x1 - x0))]
    rules = rules[(rules[:, 0] > top) & (rules[:, 0] < bottom)]
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
        texts = np.split(at, np.flatnonzero(gaps[at[:-1]] > 0.6) + 1)
        if len(texts) <= 2 and any(column[text[0]] != column[text[-1]] for text in texts):
            lone[line] = (int(column[at[0]]), int(column[at[-1]]))
            column[at] = column[at[0]]
    return column, lone


def _body_line(words: Words, region: Region, first: int, setting: Setting, rules: FloatArray) -> int:
    """The first line below the header: that of the first figures, or the first of the row around them. The header, if
    there is one, begins on the line `first`."""
    body = region.body
    if body <= first:
        return body
    lines = np.arange(first, body + 1)
    if region.numbers < 0 and setting.way != "top":
        body = _row_top(words, lines, rules, (region.right[:-1] + region.left[1:]) / 2)
    while body > lines[0] and _heads_section(words, region, body - 1):
        body -= 1
    return body


def _several_texts(words: Words, region: Region, lines: range) -> bool:
    """Whether a line among some holds texts in more than one column, as a header's do."""
    place = np.searchsorted((region.right[:-1] + region.left[1:]) / 2, (words.x0 + words.x1) / 2)
    apart = (words.gaps() > one_text(words)) & (np.diff(place) != 0) & (np.diff(words.line) == 0)
    return bool((apart & (words.line[1:] >= lines.start) & (words.line[1:] < lines.stop)).any())


def _rows_over(words: Words, region: Region, body: int, white: float) -> int:
    """The first of the lines of one text each that are rows and not a caption over the line `body`.

    The rest of a row from the page before stands in one column, close over the next row; the title of a section
    begins at the left of the table. Both are of the size of the body.
    """
    top, bottom = line_boxes(words)
    em = float(np.median(words.em[words.line >= body]))
    middles = (region.right[:-1] + region.left[1:]) / 2
    while body > 0:
        at = np.flatnonzero(words.line == body - 1)
        ends = np.searchsorted(middles, (words.x0[at[0]], words.x1[at[-1]]))
        close = top[body] - bottom[body - 1] <= max(1.3 * white, 0.6 * em)
        left = region.left[0] + em if ends[0] < ends[1] else region.left[ends[0]] + 0.35 * em
        alike = abs(float(np.median(words.em[at])) - em) < 0.05 * em
        one = not bool((words.gaps()[at[:-1]] > one_text(words)).any())
        if not (close and alike and one and words.x0[at[0]] < left):
            break
        body -= 1
    return body


def _from_line(words: Words, region: Region, first: int) -> Region:
    """The region from the line `first` on, if it begins further down."""
    lines = np.arange(min(first, int(region.lines[0])), int(region.lines[-1]) + 1)
    middles = (region.right[:-1] + region.left[1:]) / 2
    crossing = set(region.crossing)
    gaps = words.gaps()
    for line in lines[lines < region.lines[0]].tolist():
        at = np.flatnonzero(words.line == line)
        ends = np.searchsorted(middles, (words.x0[at[0]], words.x1[at[-1]]))
        if ends[0] < ends[1] and not (gaps[at[:-1]] > 0.6).any():
            crossing.add(line)
    return replace(region, lines=lines, crossing=frozenset(crossing))


def _row_top(words: Words, lines: IntArray, rules: FloatArray, middles: FloatArray) -> int:
    """The first line of the row in whose middle or at whose foot the figures of the last of the lines stand.

    The header over it ends at a rule, with its bold type, with the last line that is as full as a header's, or over
    the widest strip of white below that; without all these there is none. `middles` lie between the columns.
    """
    body = int(lines[-1])
    top, bottom = line_boxes(words)
    ruled = rules[(rules[:, 0] > top[lines[0]]) & (rules[:, 0] < bottom[body]), 0]
    if len(ruled):
        return int(lines[np.searchsorted((top + bottom)[lines] / 2, ruled[-1])])
    bold = np.array([words.bold[words.line == line].all() for line in lines])
    if bold[:-1].any() and not bold[-1]:
        return int(lines[np.flatnonzero(bold[:-1])[-1] + 1])
    place = np.searchsorted(middles, (words.x0 + words.x1) / 2)
    texts = np.array([len(np.unique(place[words.line == line])) for line in lines[:-1]])
    full = np.flatnonzero(texts >= FEWEST_COLUMNS)
    lines = lines[full[-1] :] if len(full) else lines
    steps = np.diff((top + bottom)[lines] / 2)
    if steps.max() > 1.6 * float(np.median(words.em)):
        return int(lines[np.argmax(steps) + 1])
    return int(lines[1] if len(full) else lines[0])


def _heads_section(words: Words, region: Region, line: int) -> bool:
    """Whether a line over the first row is no header's but a row's of one text: it runs across columns, and has no
    titles below it that it could head."""
    at = np.flatnonzero(words.line == line)
    return line in region.crossing and not bool((words.gaps()[at[:-1]] > 0.6).any())


def _outer_sides(
    edges: Edges, rules: FloatArray, bounds: FloatArray, lines: tuple[float, float], em: float
) -> list[float]:
    """The left and the right side of a table whose text stands between `bounds` and `lines` (top, bottom): where its
    rules end or its frame stands."""
    low, high = float(bounds[0]), float(bounds[-1])
    down = edges.vertical
    frame = down[np.minimum(down[:, 2], lines[1]) - np.maximum(down[:, 1], lines[0]) > 0.5 * (lines[1] - lines[0]), 0]
    wide = rules[rules[:, 2] - rules[:, 1] >= 0.9 * (high - low)]
    lefts = np.concatenate((frame, wide[:, 1]))
    rights = np.concatenate((frame, wide[:, 2]))
    lefts = lefts[(lefts < low + 0.5 * em) & (lefts > low - 6 * em)]
    rights = rights[(rights > high - 0.5 * em) & (rights < high + 6 * em)]
    return [float(lefts.max(initial=-np.inf)) if len(lefts) else low, float(rights.min()) if len(rights) else high]
