"""The texts of a table by line and column, and how the table is set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.words import Words

__all__ = [
    "Setting",
    "Sheet",
    "anchors_of",
    "cut_ends",
    "free_texts",
    "lines_above",
    "setting_of",
    "steps_of",
    "was_full",
]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

DIGIT = 0.5
"""How wide a digit is, in em, a little less than most."""

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
    anchors = anchors_of(sheet, most)
    if len(anchors) == 0:
        return Setting(pitch, True, "top", begins)
    holes = int(np.count_nonzero(np.diff(sheet.y) > most))
    free = bool(holes >= 0.4 * (len(anchors) - 1))
    return Setting(pitch, free, _alignment(sheet, anchors, most), begins)


def _line_pitch(sheet: Sheet) -> float:
    """The distance of two lines of one cell: the least that occurs more than by chance."""
    steps = steps_of(sheet)
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


def anchors_of(sheet: Sheet, most: float) -> IntArray:
    """The lines that hold figures, without those in which only the rest of a broken figure stands."""
    columns = sheet.figure_columns()
    figures = sheet.held & columns
    count = figures.sum(axis=1)
    above = lines_above(sheet.held)
    close = steps_of(sheet) <= most
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


def cut_ends(sheet: Sheet, most: float) -> BoolArray:
    """Which lines hold the ends of figures that their cells cut, and nothing else in columns of figures: (n,).

    The figures above, no farther than `most`, had no room for another digit beside the widest of their columns, and
    are wider.
    """
    columns = sheet.figure_columns()
    close = steps_of(sheet) <= most
    above = lines_above(sheet.held)
    ends = np.zeros(len(sheet.y), dtype=np.bool_)
    for line in np.flatnonzero((sheet.held & columns).sum(axis=1) > 1).tolist():
        places = np.flatnonzero(sheet.held[line] & columns)
        width = sheet.width[above[line, places], places]
        full = width + DIGIT * sheet.em > sheet.width[:, places].max(axis=0)
        ends[line] = (close[line, places] & full & (sheet.width[line, places] < width)).all()
    return ends


def was_full(sheet: Sheet, above: IntArray, line: int, columns: IntArray) -> BoolArray:
    """Whether the texts above had no room for the first word of the texts in a line: (columns,)."""
    room = sheet.x1[:, columns].max(axis=0) - sheet.x1[above, columns]
    full: BoolArray = sheet.head[line, columns] + 0.2 * sheet.em > room
    return full


def lines_above(held: BoolArray) -> IntArray:
    """For each line and column the nearest line above that holds a text in the column, -1 where none: (n, c)."""
    last = np.maximum.accumulate(np.where(held, np.arange(len(held))[:, None], -1), axis=0)
    return np.concatenate((np.full((1, held.shape[1]), -1), last[:-1]))


def steps_of(sheet: Sheet) -> FloatArray:
    """The distance of each text from the one above it in its column, infinite where none: (n, c)."""
    above = lines_above(sheet.held)
    before = np.take_along_axis(sheet.height, np.maximum(above, 0), axis=0)
    return np.where(sheet.held & (above >= 0), sheet.height - before, np.inf)


def _alignment(sheet: Sheet, anchors: IntArray, most: float) -> str:
    """Where figures stand in their row: `top`, `middle` or `bottom`; the texts beside them show it."""
    columns = ~sheet.figure_columns()
    near = 0.3 * sheet.em
    figures = sheet.y[anchors]
    if _beside_lines(sheet, anchors, columns, most):
        return "middle"
    begins = ends = middles = 0
    for begin, end, _ in free_texts(sheet, columns, most):
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
        fresh[line] = np.count_nonzero(~was_full(sheet, np.full(len(places), line - 1), line, places))
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


def free_texts(sheet: Sheet, columns: BoolArray, most: float) -> list[tuple[int, int, int]]:
    """The texts that stand free in their column: (first line, last line, column), column by column."""
    steps = steps_of(sheet)
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
