"""The edges of a page, completed by those that its tables lack."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.cells import Box
from extract.grids import Grid
from extract.lines import LOOSE
from extract.pages import Chars, Fills, FloatArray
from extract.rulings import Edges
from extract.unruled.bare import Bare, bare_parts, columns_over
from extract.unruled.columns import FEWEST_COLUMNS, Region
from extract.unruled.drawing import Drawing, draw_body, read_body
from extract.unruled.gutters import carried_region, find_regions
from extract.unruled.layout import lay_out
from extract.unruled.tiles import Tiles, tile_edges
from extract.unruled.walls import rules_in, with_bands
from extract.unruled.words import Words, line_boxes, words_of

__all__ = ["Completion", "complete_rules"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

MOST_COLUMNS = 0.6
"""The share of its columns that a table's only row fills."""

FEWEST_LETTERS = 40
"""Less text than this outside of tables, or in a cell, holds no table."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The edges of a page with those that it leaves out; `at` are the characters of the tables found, (k,), and
    `x`, `y` a point within the cell of each. `sides` (n, 3) are the stretches (x, top, bottom) at which the page shows
    sides of columns by itself."""

    edges: Edges
    at: IntArray
    x: FloatArray
    y: FloatArray
    sides: FloatArray


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
        for grid in grids:
            canvas.row_below(words, grid)
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
        self.fills = fills
        self.painted: Tiles | None = None
        self.drawn: list[tuple[Box, Words, Drawing]] = []

    @property
    def tiles(self) -> Tiles:
        """The edges of painted areas, found when they are first asked for: most pages hold no table without rules."""
        if self.painted is None:
            self.painted = tile_edges(self.fills)
        return self.painted

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
        drawing = lay_out(words, region, self.edges, self.tiles, self.carried)
        if drawing is not None:
            self.drawn.append(drawing)

    def row_below(self, words: Words, grid: Grid) -> None:
        """Draw the only row right below a ruled header, where no region was found: one line of several texts."""
        foot = float(grid.y[-1])
        bounds = columns_over(grid, foot)
        if bounds is None or len(words) == 0 or any(box[1] <= foot + 1 <= box[3] for box, _, _ in self.drawn):
            return
        top, bottom = line_boxes(words)
        em = float(np.median(words.em))
        lines = np.flatnonzero(top > foot - 0.5 * em)
        if len(lines) == 0 or top[lines[0]] - foot > em:
            return
        apart = np.flatnonzero(top[lines[1:]] - np.maximum.accumulate(bottom[lines])[:-1] > 0.6 * em)
        last = int(lines[apart[0]] if len(apart) else lines[-1])
        used = np.flatnonzero((words.line >= lines[0]) & (words.line <= last))
        self._body(words, used, bounds, (float(bounds[0]), foot, float(bounds[-1]), float(bottom[last]) + 0.15 * em))

    def _body(self, words: Words, used: IntArray, bounds: FloatArray, box: Box) -> bool:
        """Draw the rows of a box whose columns are known, where it holds several; says whether it does."""
        here = words.take(used)
        column, lone, fits = _by_bounds(here, bounds)
        if not fits:
            return False
        below = box[3] + 3 * float(np.median(here.em))  # A rule under the last row shows that rules part the rows.
        rules = with_bands(rules_in(words, self.edges, (*box[:3], below)), self.tiles, box[0], box[2])
        body = read_body(words, used, column, bounds, lone, rules, self.carried is None)
        if _thin(body.rows.row, len(bounds) - 1):
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
        shown = np.concatenate((self.edges.vertical, self.tiles.beside))
        ends = self.edges.horizontal
        ends = np.concatenate((ends[:, [1, 0, 0]], ends[:, [2, 0, 0]]))  # A rule over a part of a table ends at sides.
        return Completion(Edges(_sorted(across), _sorted(down)), at, x[at], y[at], np.concatenate((shown, ends)))


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
    """Whether hardly a row holds texts in half of the columns: then lines of a few cells were taken for rows. A single
    row holds texts in most."""
    held = np.zeros((int(row.max()) + 1, columns), dtype=np.bool_)
    line, column = np.nonzero(row >= 0)
    held[row[line, column], column] = True
    if len(held) == 1:
        return int(np.count_nonzero(held)) < MOST_COLUMNS * columns
    used = max(int(np.count_nonzero(held.any(axis=0))), 2)
    return int(np.count_nonzero(held.sum(axis=1) >= 0.5 * used)) < 2
