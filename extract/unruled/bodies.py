"""Where the body of a table begins, below its header.

A header ends where every column that has a title has it, and before the first line of figures; in between, a change of
type, a rule over the table's width (or the edge of a painted band), or else the widest strip of white parts the two.
Nothing of this holds alone: rows without figures follow a header, a header of several tiers has rules inside, its
lowest tier may be figures (`1 2 3 4` below `Triwulan`), and the first row may hold words in columns of figures.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.columns import FEWEST_COLUMNS, Region, counts_up
from extract.unruled.sheet import FIGURES
from extract.unruled.titles import one_text
from extract.unruled.words import Words, line_boxes

__all__ = ["find_body", "number_row"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

BOLD = 0.9
"""The share of a header's words that are bold where it is told from the body by its type."""

LINES = 30
"""A header of more lines than this is none."""


def number_row(words: Words, region: Region, first: int) -> int:
    """The line, from `first` on, whose words number most of the columns, -1 where none does."""
    sides = (region.right[:-1] + region.left[1:]) / 2
    for line in range(first, min(first + LINES, int(region.lines[-1]) + 1)):
        at = np.flatnonzero(words.line == line)
        most = max(FEWEST_COLUMNS, 0.6 * len(region.left))
        if len(at) >= most and counts_up(words.number[at]) and np.searchsorted(sides, words.x0[at[0]]) <= 1:
            return line
    return -1


def find_body(words: Words, region: Region, first: int, rules: FloatArray) -> int:
    """The first line below the header that begins on the line `first`; `first` where there is none.

    `rules` (n, 3) are the horizontal rules and the edges of painted bands, as y, x0, x1.
    """
    data = _first_data(words, region, first)
    known = data >= 0
    if not known:  # Only the rest of a row may stand below a header that is repeated.
        data = min(first + LINES, int(region.lines[-1]))
    if data <= first:
        return data
    lines = np.arange(first, data + 1)
    covered = _covered(words, region, lines)
    ends = np.flatnonzero(covered[1:] >= covered[-1]) + 1  # How many lines the header may have.
    ends = ends[ends < len(lines)] if (ends < len(lines)).any() else np.array([len(lines) - 1])
    score = _type_changes(words, lines)[ends] + _ruled(words, region, lines, rules)[ends]
    if not (score.any() or known):
        return max(first, region.body)
    if not score.any():
        white = _white(words, lines)[ends]
        score = white >= 0.95 * white.max()
    body = int(lines[ends[np.argmax(score)]])
    while body > first and _heads_section(words, region, body - 1):
        body -= 1
    return body


def _first_data(words: Words, region: Region, first: int) -> int:
    """The first line, from `first` on, that shows figures in columns of figures; -1 where none does."""
    columns = len(region.left)
    inside = np.flatnonzero((words.line >= first) & (words.line <= region.lines[-1]))
    column = np.searchsorted((region.right[:-1] + region.left[1:]) / 2, (words.x0 + words.x1)[inside] / 2)
    key, text = np.unique(words.line[inside] * columns + column, return_inverse=True)
    line, place = np.divmod(key, columns)
    figures = words.figure[inside] & ~_closing_title(words, region, inside, column)
    figure = np.bincount(text, ~figures) == 0
    number = np.full(len(key), -1, dtype=np.intp)
    number[text] = words.number[inside]
    below = line >= region.body
    share = np.bincount(place[below], figure[below], minlength=columns)
    often = share >= FIGURES * np.maximum(np.bincount(place[below], minlength=columns), 1)
    years = np.zeros(len(key), dtype=np.bool_)
    years[text] = words.year[inside]
    for number_of_line in np.unique(line).tolist():
        at = np.flatnonzero((line == number_of_line) & often[place])
        tier = figure[at] & ~years[at]
        if counts_up(number[at][tier]) and place[at][tier][-1] - place[at][tier][0] < np.count_nonzero(tier):
            tier &= False  # The lowest tier of a header: `1 2 3 4` below `Triwulan`.
        good, bad = np.count_nonzero(tier), np.count_nonzero(~figure[at])
        if good >= 2 or (good and not bad):
            return int(number_of_line)
    return region.body if region.body > first else -1


def _closing_title(words: Words, region: Region, inside: IntArray, column: IntArray) -> BoolArray:
    """Which of the words `inside` close a text that runs on from the column before: `Triwulan 1` over two columns."""
    gaps = np.concatenate(([np.inf], words.drawn_gaps()))[inside]
    before = np.concatenate(([False], ~words.figure[inside][:-1]))
    other = np.concatenate(([False], np.diff(column) > 0))
    closing: BoolArray = (gaps <= one_text(words)) & before & other & (words.line[inside] < region.body)
    return closing


def _covered(words: Words, region: Region, lines: IntArray) -> IntArray:
    """Over how many columns texts stand in the first 0, 1, 2 … of the lines: (lines,)."""
    sides = np.concatenate(([-np.inf], (region.right[:-1] + region.left[1:]) / 2, [np.inf]))
    over = np.zeros((len(lines), len(region.left)), dtype=np.bool_)
    apart = words.drawn_gaps() > one_text(words)
    for place, line in enumerate(lines[:-1].tolist(), start=1):
        at = np.flatnonzero(words.line == line)
        over[place] = over[place - 1]
        for text in np.split(at, np.flatnonzero(apart[at[:-1]]) + 1):
            low, high = float(words.x0[text[0]]), float(words.x1[text[-1]])
            slack = min(0.3 * float(words.em[text[0]]), (high - low) / 3)
            over[place] |= (sides[:-1] < high - slack) & (sides[1:] > low + slack)
    covered: IntArray = over.sum(axis=1)
    return covered


def _type_changes(words: Words, lines: IntArray) -> FloatArray:
    """Where bold lines end and plain ones begin: a score for each number of lines above, (lines,)."""
    bold = np.array([np.mean(words.bold[words.line == line]) for line in lines.tolist()])
    above = np.concatenate(([False], np.logical_and.accumulate(bold >= BOLD)[:-1]))
    change: FloatArray = np.where(above & (bold <= 0.5), 1.0, 0.0)
    return change


def _ruled(words: Words, region: Region, lines: IntArray, rules: FloatArray) -> FloatArray:
    """Where a rule runs over the table's width between two lines: a score for each number of lines above, (lines,)."""
    top, bottom = line_boxes(words)
    middle = (top + bottom)[lines] / 2
    width = float(region.right[-1] - region.left[0])
    length = np.minimum(rules[:, 2], region.right[-1]) - np.maximum(rules[:, 1], region.left[0])
    score = np.zeros(len(lines))
    for y in np.unique(np.round(rules[:, 0], 1)).tolist():
        at = int(np.searchsorted(middle, y))
        if 0 < at < len(lines) and length[np.abs(rules[:, 0] - y) <= 1].sum() >= 0.8 * width:
            score[at] = 1.0
    return score


def _white(words: Words, lines: IntArray) -> FloatArray:
    """How much white parts the lines: a score for each number of lines above, (lines,)."""
    top, bottom = line_boxes(words)
    middle = (top + bottom)[lines] / 2
    return np.concatenate(([0.0], np.diff(middle)))


def _heads_section(words: Words, region: Region, line: int) -> bool:
    """Whether a line over the first row is no header's but a row's of one text: it runs across columns, and has no
    titles below it that it could head."""
    at = np.flatnonzero(words.line == line)
    return line in region.crossing and not bool((words.drawn_gaps()[at[:-1]] > one_text(words)).any())
