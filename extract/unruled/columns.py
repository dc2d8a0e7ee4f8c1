"""The columns of a place where a table may stand, measured on its lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.words import Words, line_boxes

__all__ = ["CLOSE", "FEWEST_COLUMNS", "SHARP", "Region", "counts_up", "last_line", "measure_region", "measured_below"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

FEWEST_COLUMNS = 4
"""Fewer columns than this make a list, a letter's head or a signature block, not a table without rules."""

CLOSE = 0.6
"""Words that stand closer than this may be of one text: the spaces of justified lines are seldom wider."""

THIN = 0.12
"""The narrowest strip that is a gutter."""

SHARP = 0.35
"""How far from the common edge of a column a text may begin that stands close to the text of the column before."""


EDGE = 0.1
"""How far texts that are set to one edge of a column lie beside each other there."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table without vertical rules stands.

    `left` and `right` (c,) are the outermost edges of each column's text below the header. `lines` are the numbers of
    its lines from top to bottom, `body` is the first that holds figures (below a header, or the first of all),
    `numbers` the one that numbers the columns, -1 where none does,
    `crossing` those among them that run across columns. `starts` marks the words that begin a text of their own
    although they stand close to the word before: (w,).
    """

    left: FloatArray
    right: FloatArray
    lines: IntArray
    body: int
    numbers: int
    crossing: frozenset[int]
    starts: BoolArray


def measure_region(
    words: Words, seeds: IntArray, rich: IntArray, crossing: BoolArray, starts: BoolArray
) -> Region | None:
    """Measure the columns on all lines from the first seed to the last and what follows it; None if too few.

    `rich` are all lines of several texts: the last row may be one whose texts stand so close that they seem to run
    across columns.
    """
    top, bottom = line_boxes(words)
    last = last_line(top, bottom, seeds, _headings(crossing, rich), float(np.median(words.em)))
    lines = np.arange(seeds[0], last + 1)
    used = np.flatnonzero(np.isin(words.line, lines) & ~crossing[words.line])
    taken = words.take(used)
    body = _first_figures(taken, lines, _columns(taken))
    numbers = body if counts_up(taken.number[taken.line == body]) else -1
    region = Region(np.zeros(0), np.zeros(0), lines, body, numbers, frozenset(lines[crossing[lines]].tolist()), starts)
    return measured_below(words, region, body, numbers)


def measured_below(words: Words, region: Region, body: int, numbers: int) -> Region | None:
    """The region with columns measured anew on the lines from `body` on, None if they are too few; `numbers` is the
    line that numbers the columns, -1 where none does."""
    used = np.isin(words.line, region.lines) & ~np.isin(words.line, list(region.crossing))
    if _sums(words, int(region.lines[-1])):
        used &= words.line < region.lines[-1]
    # The words of a header may be wider than their columns, and the numbers of columns are not set as figures are.
    below = used & (words.line >= (body if numbers < 0 else numbers + 1))
    at = np.flatnonzero(below if below.any() else used)
    taken = words.take(at)
    column = _without_weak(taken, region.starts[at], _columns(taken))
    count = int(column.max()) + 1
    left, right = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(left, column, taken.x0)
    np.maximum.at(right, column, taken.x1)
    texts = np.bincount(column, ~taken.sign | taken.figure, minlength=count)
    if np.count_nonzero(texts) < FEWEST_COLUMNS:
        return None
    return replace(region, left=left, right=right, body=body, numbers=numbers)


def _first_figures(words: Words, lines: IntArray, column: IntArray) -> int:
    """The first line of figures among `lines`, the first of all where none holds any. `column` (w,) is the column of
    each word.

    Most lines of a header hold no figure at all; the first row of a table may hold its number alone.
    """
    columns = int(column.max()) + 1
    key = words.line * columns + column
    texts, first = np.unique(key, return_inverse=True)
    figure = np.bincount(first, ~words.figure) == 0
    line, place = np.divmod(texts, columns)
    held, figures = np.bincount(line, minlength=lines[-1] + 1), np.bincount(line, figure, minlength=lines[-1] + 1)
    rich = lines[(figures[lines] >= 2) & (figures[lines] >= 0.3 * held[lines])]
    if len(rich) == 0:
        return int(lines[0])
    below = line >= rich[0]
    share = np.bincount(place[below], figure[below], minlength=columns)
    often = share >= 0.6 * np.maximum(np.bincount(place[below], minlength=columns), 1)
    good = np.bincount(line, figure & often[place], minlength=lines[-1] + 1)
    bad = np.bincount(line, ~figure & often[place], minlength=lines[-1] + 1)
    first = lines[(good[lines] > 0) & (bad[lines] == 0)]
    return int(first[0]) if len(first) else int(rich[0])


def counts_up(numbers: IntArray) -> bool:
    """Whether the words of a line count up: they number the columns."""
    return len(numbers) >= FEWEST_COLUMNS and 0 <= numbers[0] <= 3 and bool((np.diff(numbers) == 1).all())


def last_line(top: FloatArray, bottom: FloatArray, seeds: IntArray, crossing: BoolArray, em: float) -> int:
    """The last line of the row that the last seed stands in, and of rows like it without figures."""
    inner = np.arange(seeds[0], seeds[-1])
    reach = np.maximum.accumulate(bottom)
    usual = float(np.max(top[inner + 1] - reach[inner], initial=0.0))
    most = max(1.1 * usual, 0.5 * em)
    line = int(seeds[-1])
    while line + 1 < len(top) and not crossing[line + 1] and top[line + 1] - reach[line] <= most:
        line += 1
    return line


def _sums(words: Words, line: int) -> bool:
    """Whether a line says little more than `Jumlah`, in the middle of a cell over many columns, and a sum or two."""
    at = np.flatnonzero(words.line == line)
    texts = np.split(at, np.flatnonzero(words.gaps()[at[:-1]] > CLOSE) + 1)
    said = [text for text in texts if not words.figure[text].all()]
    return len(texts) <= 3 and len(said) == 1 and len(said[0]) <= 3 and len(texts) > 1


def _headings(crossing: BoolArray, rich: IntArray) -> BoolArray:
    """The crossing lines without those of several texts that stand alone among others that do not cross: (lines,)."""
    headings = crossing.copy()
    across = crossing[rich]
    alone = across & ~np.concatenate((across[1:], [False])) & ~np.concatenate(([False], across[:-1]))
    headings[rich[alone]] = False
    return headings


def _columns(words: Words) -> IntArray:
    """Number the columns that the words stand in: a strip that no word covers is a gutter. (w,)."""
    order = np.argsort(words.x0, kind="stable")
    reach = np.maximum.accumulate(words.x1[order])
    new = np.concatenate(([False], words.x0[order][1:] - reach[:-1] > THIN * words.em[order][1:]))
    column = np.empty(len(words), dtype=np.intp)
    column[order] = np.cumsum(new)
    return column


def _without_weak(words: Words, starts: BoolArray, column: IntArray) -> IntArray:
    """Join the columns between which no more than a space stands that words happen to leave on every line.

    The narrowest gutters are looked at first: what they part wrongly must not hide what parts the others.
    """
    column = column.copy()
    count = int(column.max()) + 1
    left, right = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(left, column, words.x0)
    np.maximum.at(right, column, words.x1)
    joined = np.arange(count)
    for place in np.argsort(left[1:] - right[:-1]).tolist():
        before, after = joined[place], joined[place + 1]
        if _weak(words, starts, joined[column] == before, joined[column] == after):
            joined[joined == after] = before
    _, number = np.unique(joined, return_inverse=True)
    result: IntArray = number[column]
    return result


def _weak(words: Words, starts: BoolArray, before: BoolArray, after: BoolArray) -> bool:
    """Whether the words `before` and `after` a gutter, (w,) each, are of one column."""
    if _figures_before_text(words, before, after):
        return False
    pair = np.flatnonzero(before[:-1] & after[1:] & (np.diff(words.line) == 0)) + 1
    if len(pair) == 0:
        # Never on one line, as texts set to the middle of their rows may be. A word parted from its own text would be.
        lines = min(len(np.unique(words.line[before])), len(np.unique(words.line[after])))
        free = (words.x0[after].min() - words.x1[before].max()) / float(np.median(words.em[after]))
        return bool(lines < 2 and free < CLOSE)
    if len(pair) >= len(np.unique(words.line[after])) and _unaligned(words, pair, after):
        return True
    between = words.gaps()[pair - 1]
    if np.mean(between >= CLOSE) >= 0.3 or starts[pair].sum() >= max(2, 0.5 * len(pair)):
        return False
    # What is left is close on nearly every line: two columns of justified text, or one column whose cells all begin
    # with the same word or with a list's numbers.
    sharp = len(pair) >= 5 and np.mean(words.x0[pair] - words.x0[after].min() <= SHARP * words.em[pair]) >= 0.8
    first = words.x0[pair - 1] - words.x0[before].min() <= SHARP * words.em[pair]
    same = float(np.ptp(words.x1[pair - 1] - words.x0[pair - 1])) <= 2 * float(np.median(words.em))
    return bool(not sharp or (np.mean(first) >= 0.8 and same))


def _figures_before_text(words: Words, before: BoolArray, after: BoolArray) -> bool:
    """Whether figures of several widths that end on one edge stand before texts that begin on one."""
    if np.mean(words.figure[before]) < 0.8 or np.mean(words.figure[after]) > 0.2:
        return False
    near = EDGE * float(np.median(words.em))
    ends, widths = words.x1[before], (words.x1 - words.x0)[before]
    line = words.line[after]
    begins = words.x0[after][np.concatenate(([True], np.diff(line) > 0))]
    if len(ends) < 2 or len(begins) < 2 or np.ptp(widths) <= 2 * near:
        return False
    return bool(np.mean(ends.max() - ends <= near) >= 0.8 and np.mean(begins - begins.min() <= near) >= 0.8)


def _unaligned(words: Words, pair: IntArray, after: BoolArray) -> bool:
    """Whether the words `after` a gutter follow the text before it on every line, no farther than the words of a
    justified line do, and are set in line with each other no more than these."""
    em = float(np.median(words.em))
    wide = float((words.x0[pair] - words.x1[pair - 1]).max()) / em
    if np.mean(words.figure[after]) > 0.3 or wide > 3:
        return False
    line = words.line[after]
    first = np.flatnonzero(np.concatenate(([True], np.diff(line) > 0)))
    left, right = np.minimum.reduceat(words.x0[after], first), np.maximum.reduceat(words.x1[after], first)
    if len(first) == 1:
        return wide < 1
    near = SHARP * em
    return bool(np.ptp(left) > near and np.ptp(left + right) > 2 * near and np.median(left) - left.min() > near)
