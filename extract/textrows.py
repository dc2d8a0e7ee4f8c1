"""Lines of text in columns → rows, where no rule parts them.

What shows a row depends on how the table was set. With white space between the rows, every text that stands free in its
column is a cell, and cells that lie beside each other are a row. Without it, only the columns of figures show the rows:
a figure takes one line and stands at the head, the middle or the foot of its row, whatever the document's way is; where
it stands at the head, so does every text with nothing above it. A text that runs on past the head of a row belongs to
both rows: its cell is merged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extract.freecells import place_cells
from extract.pages import FloatArray
from extract.words import Words

__all__ = ["Rows", "Setting", "Sheet", "setting_of", "split_rows"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

FIGURES = 0.6
"""The share of a column's texts that are figures in a column of figures."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The texts of a table by line and column.

    `y` (n,) are the middles of the lines. All else is (n, c): whether a text is `held` there, its own middle `height`
    (a row that was set in a hurry may stand a point higher in one column than in the next), whether it is a
    `figure`, begins with a `small` letter, is `bold`, or `hangs` (ends with a sign after which a figure may be
    broken); where it ends (`x1`), how wide it is (`width`) and how wide its first word is (`head`).
    `lone` (n,) marks lines of one text that runs across columns; it stands in the first of them. `em` is the size of
    the type.
    """

    y: FloatArray
    held: BoolArray
    height: FloatArray
    figure: BoolArray
    small: BoolArray
    bold: BoolArray
    hangs: BoolArray
    x1: FloatArray
    width: FloatArray
    head: FloatArray
    lone: BoolArray
    em: float

    @classmethod
    def of(cls, words: Words, column: IntArray, columns: int, lone: Iterable[int] = ()) -> Sheet:
        """The sheet of words (line by line, from left to right) that stand in `column` (w,)."""
        numbers, line = np.unique(words.line, return_inverse=True)
        shape = (len(numbers), columns)
        y = np.bincount(line, words.y) / np.bincount(line)
        held = np.zeros(shape, dtype=np.bool_)
        held[line, column] = True
        cell = line * columns + column
        count = np.bincount(cell, minlength=held.size)
        height = (np.bincount(cell, words.y, held.size) / np.maximum(count, 1)).reshape(shape)
        figure = held.copy()
        figure[line[~words.figure], column[~words.figure]] = False
        x1 = np.full(shape, -np.inf)
        np.maximum.at(x1, (line, column), words.x1)
        x0 = np.full(shape, np.inf)
        np.minimum.at(x0, (line, column), words.x0)
        small, bold, hangs, head = held & False, held & False, held & False, np.zeros(shape)
        _, first = np.unique(cell, return_index=True)
        place = (line[first], column[first])
        small[place], bold[place], head[place] = words.small[first], words.bold[first], (words.x1 - words.x0)[first]
        _, last = np.unique(cell[::-1], return_index=True)
        hangs[place] = words.hangs[len(words) - 1 - last]
        width = np.where(held, x1 - x0, 0.0)
        single = np.isin(numbers, list(lone))
        return cls(y, held, height, figure, small, bold, hangs, x1, width, head, single, float(np.median(words.em)))

    def take(self, lines: slice) -> Sheet:
        """The sheet of some lines."""
        names = [field.name for field in fields(self)][:-1]
        return replace(self, **{name: getattr(self, name)[lines] for name in names})

    def figure_columns(self) -> BoolArray:
        """The columns that hold figures: (c,)."""
        lines, figures = self.held.sum(axis=0), self.figure.sum(axis=0)
        most: BoolArray = (figures >= FIGURES * lines) & (figures > 0)
        return most


@dataclass(frozen=True, slots=True)
class Rows:
    """`row` (n, c) is the row in which the text of a line and column begins, -1 where none is held. `open` (rows - 1,
    c) says that a cell of the column runs on over the border below the row."""

    row: IntArray
    open: BoolArray

    @property
    def count(self) -> int:
        return len(self.open) + 1


@dataclass(frozen=True, slots=True)
class Setting:
    """How a table is set.

    `pitch` is the distance of the lines of a cell, `free` says that white space parts the rows, `way` where in their
    rows figures stand: `top`, `middle` or `bottom`. `begins` says that the table begins here: no cell of its first
    row is blank because the page before names it.
    """

    pitch: float
    free: bool
    way: str
    begins: bool

    @property
    def most(self) -> float:
        """Lines farther apart than this are of two cells."""
        return 1.1 * self.pitch + 0.3


def setting_of(sheet: Sheet, begins: bool = False) -> Setting:
    """Measure how a table is set; `begins` is known."""
    if len(sheet.y) < 2:
        return Setting(1.2 * sheet.em, True, "top", begins)
    pitch = _line_pitch(sheet)
    most = 1.1 * pitch + 0.3
    anchors = _anchors(sheet, most)
    if len(anchors) == 0:
        return Setting(pitch, True, "top", begins)
    holes = int(np.count_nonzero(np.diff(sheet.y) > most))
    free = bool(holes >= 0.4 * (len(anchors) - 1))
    return Setting(pitch, free, _alignment(sheet, anchors, most), begins)


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
    anchors = _anchors(sheet, setting.most)
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
    blocks = sorted(_blocks(sheet, np.ones(sheet.held.shape[1], dtype=np.bool_), most), key=lambda b: (b[0], b[1]))
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


def _above(held: BoolArray) -> IntArray:
    """For each line and column the nearest line above that holds a text in the column, -1 where none: (n, c)."""
    last = np.maximum.accumulate(np.where(held, np.arange(len(held))[:, None], -1), axis=0)
    return np.concatenate((np.full((1, held.shape[1]), -1), last[:-1]))


def _steps(sheet: Sheet) -> FloatArray:
    """The distance of each text from the one above it in its column, infinite where none: (n, c)."""
    above = _above(sheet.held)
    before = np.take_along_axis(sheet.height, np.maximum(above, 0), axis=0)
    return np.where(sheet.held & (above >= 0), sheet.height - before, np.inf)


def _line_pitch(sheet: Sheet) -> float:
    """The distance of two lines of one cell: the least that occurs more than by chance."""
    steps = _steps(sheet)
    inner = ~(sheet.figure & sheet.figure_columns()).any(axis=1)  # Most of these lines do not begin a row.
    own = steps[inner][np.isfinite(steps[inner])]
    steps = np.sort(own if len(own) >= 3 else steps[np.isfinite(steps)])
    if len(steps) == 0:
        return 1.2 * sheet.em
    enough = max(2, int(0.1 * len(steps)))
    alike = np.searchsorted(steps, 1.06 * steps, side="right") - np.arange(len(steps))
    usual = np.flatnonzero(alike >= enough)
    first = int(usual[0]) if len(usual) else 0
    return min(float(np.median(steps[first : first + alike[first]])), 2.0 * sheet.em)


def _anchors(sheet: Sheet, most: float) -> IntArray:
    """The lines that hold figures, without those in which only the rest of a broken figure stands."""
    columns = sheet.figure_columns()
    figures = sheet.held & columns
    count = figures.sum(axis=1)
    above = _above(sheet.held)
    close = _steps(sheet) <= most
    anchors: list[int] = []
    for line in np.flatnonzero((sheet.figure & columns).any(axis=1)).tolist():
        places = np.flatnonzero(figures[line])
        before = above[line, places]
        runs_on = close[line, places].all() and 2 * count[line] <= count[before].min()
        if not (runs_on and _broken(sheet, before, places).all()):
            anchors.append(line)
    return np.array(anchors, dtype=np.intp)


def _broken(sheet: Sheet, above: IntArray, columns: IntArray) -> BoolArray:
    """Whether figures may go on below: they end with a sign, or are long and as wide as any of their column."""
    width = sheet.width[above, columns]
    filled = (width > 3.5 * sheet.em) & (width > sheet.width[:, columns].max(axis=0) - 0.3 * sheet.em)
    broken: BoolArray = sheet.hangs[above, columns] | filled
    return broken


def _full(sheet: Sheet, above: IntArray, line: int, columns: IntArray) -> BoolArray:
    """Whether the texts above had no room for the first word of the texts in a line: (columns,)."""
    room = sheet.x1[:, columns].max(axis=0) - sheet.x1[above, columns]
    full: BoolArray = sheet.head[line, columns] + 0.2 * sheet.em > room
    return full


def _alignment(sheet: Sheet, anchors: IntArray, most: float) -> str:
    """Where figures stand in their row: `top`, `middle` or `bottom`; the texts beside them show it."""
    columns = ~sheet.figure_columns()
    near = 0.3 * sheet.em
    figures = sheet.y[anchors]
    if _beside_lines(sheet, anchors, columns, most):
        return "middle"
    begins = ends = middles = 0
    for begin, end, _ in _blocks(sheet, columns, most):
        top, bottom = float(sheet.y[begin]), float(sheet.y[end])
        inside = figures[(figures >= top - near) & (figures <= bottom + near)]
        begins += begin > 0 and not (np.abs(figures - top) <= near).any()
        ends += not (np.abs(figures - bottom) <= near).any()
        middles += end - begin >= 2 and len(inside) == 1 and abs(float(inside[0]) - (top + bottom) / 2) <= near
    if begins and ends and middles >= max(begins, ends) / 2:
        return "middle"
    if begins == ends:
        begins, ends = _fresh_starts(sheet, anchors, columns)
    return "top" if begins <= ends else "bottom"


def _fresh_starts(sheet: Sheet, anchors: IntArray, columns: BoolArray) -> tuple[int, int]:
    """How many texts for whose first word the line above had room begin right below a figure, and how many beside one
    but not below one: the former begin rows whose figures stand at their foot."""
    figures = np.zeros(len(sheet.y), dtype=np.bool_)
    figures[anchors] = True
    fresh = np.zeros(len(sheet.y), dtype=np.intp)
    for line in range(1, len(sheet.y)):
        places = np.flatnonzero(sheet.held[line] & sheet.held[line - 1] & columns)
        fresh[line] = np.count_nonzero(~_full(sheet, np.full(len(places), line - 1), line, places))
    below = np.concatenate(([False], figures[:-1]))
    return int(fresh[below & ~figures].sum()), int(fresh[figures & ~below].sum())


def _beside_lines(sheet: Sheet, anchors: IntArray, columns: BoolArray, most: float) -> bool:
    """Whether figures stand half a line beside the lines of texts, as in the middle of two lines they do."""
    places = np.flatnonzero(columns)
    count = 0
    for anchor in anchors.tolist():
        own = sheet.height[anchor][sheet.figure[anchor] & ~columns]
        near = slice(max(anchor - 2, 0), anchor + 3)
        lines = sheet.height[near][:, places][sheet.held[near][:, places]]
        off = np.abs(lines - own.mean())
        count += bool(((off > 0.3 * most) & (off < 0.6 * most)).any())
    return count >= max(2, 0.25 * len(anchors))


def _blocks(sheet: Sheet, columns: BoolArray, most: float) -> list[tuple[int, int, int]]:
    """The texts that stand free in their column: (first line, last line, column), column by column."""
    steps = _steps(sheet)
    found: list[tuple[int, int, int]] = []
    for column in np.flatnonzero(columns).tolist():
        lines = np.flatnonzero(sheet.held[:, column])
        if len(lines) == 0:
            continue
        broken = (steps[lines, column] > most) | sheet.lone[lines] | np.concatenate(([False], sheet.lone[lines][:-1]))
        first = np.flatnonzero(broken)
        first = first if len(first) and first[0] == 0 else np.concatenate(([0], first))
        last = np.append(first[1:], len(lines)) - 1
        found += zip(lines[first].tolist(), lines[last].tolist(), [column] * len(first), strict=True)
    return found


def _heads(sheet: Sheet, anchors: IntArray, most: float) -> BoolArray:
    """The lines at which rows begin where every text stands at the head of its row: (n,)."""
    starts = np.zeros(len(sheet.y), dtype=np.bool_)
    starts[0] = True
    starts[anchors] = True
    steps, above = _steps(sheet), _above(sheet.held)
    starts |= (sheet.held & (steps > most)).any(axis=1)
    starts |= sheet.lone
    starts[1:] |= sheet.lone[:-1]
    for line in np.flatnonzero(~starts).tolist():
        places = np.flatnonzero(sheet.held[line])
        before = above[line, places]
        room = ~_full(sheet, before, line, places)
        weight = sheet.bold[line, places] != sheet.bold[before, places]
        # A text for whose first word the line above had room begins a cell of its own.
        if sheet.x1.any() and room.all() and not sheet.small[line, places].any() and (weight.all() or len(places) > 1):
            starts[line] = True
    return starts


def _from_heads(sheet: Sheet, number: IntArray, most: float) -> Rows:
    """Rows that begin at known lines: `number` (n,) is the row of each line. Finds the cells that run on below."""
    rows = _by_line(sheet, number)
    steps, above = _steps(sheet), _above(sheet.held)
    figures = sheet.figure_columns()
    heads = np.flatnonzero(np.diff(number) > 0) + 1
    keys = [c for c in np.flatnonzero(figures).tolist() if sheet.held[heads, c].mean() >= 0.4] if len(heads) else []
    row, open_ = rows.row.copy(), rows.open.copy()
    for head in heads.tolist():
        if sheet.lone[head] or sheet.lone[head - 1]:
            continue
        for column in np.flatnonzero(sheet.held[head] & ~figures & (steps[head] <= most)).tolist():
            before = above[head, [column]]
            full = bool(_full(sheet, before, head, np.array([column]))[0])
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
