"""Where the header of a table begins, and where its body does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.columns import FEWEST_COLUMNS, Region
from extract.unruled.sheet import Setting
from extract.unruled.titles import (
    one_text,
)
from extract.unruled.words import Words, line_boxes

__all__ = ["find_body", "from_line", "lines_over", "rows_over", "several_texts"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

NEAR = 1.8
"""The widest strip of white within a header, in em, or than ..."""

ROWS = 1.3
"""... so many times the white between the rows of the body."""


def lines_over(words: Words, first: int, left: float, right: float, rules: FloatArray, white: float) -> int:
    """The first line of the header over line `first` of a table that reaches from `left` to `right`.

    `rules` (n,) are the heights of rules over the table's whole width: what stands alone over one is a title. `white`
    is the height of the white between the table's rows.
    """
    begins = np.flatnonzero(np.concatenate(([True], np.diff(words.line) > 0)))
    stops = np.append(begins[1:], len(words))
    top = float(words.top[begins[first] : stops[first]].min())
    body, size, apart = float(np.median(words.em[begins[first] : stops[first]])), 0.0, one_text(words)
    line = first
    while line > 0:
        here = words.take(np.arange(begins[line - 1], stops[line - 1]))
        em = float(np.median(here.em))
        texts = np.flatnonzero(np.concatenate(([True], here.drawn_gaps() > apart)))
        bottom = float(here.bottom.max())
        if top - bottom > max(NEAR * em, ROWS * white):
            break
        alone = len(texts) == 1
        middle = (here.x0[0] + here.x1[-1]) / 2
        in_middle = abs(middle - (left + right) / 2) < 0.02 * (right - left)
        wide = here.x1[-1] - here.x0[0] > 0.6 * (right - left)
        outside = here.x0[0] < left - 2 * em or here.x1[-1] > right + 2 * em
        ruled = bool(((rules > here.y.mean()) & (rules < top + 0.3 * em)).any())
        larger = em > (1.1 * size if size > 0 else 1.3 * body)
        labelled = bool(here.colon[texts[1:]].any())
        if labelled or larger or (alone and (outside or wide or in_middle or ruled)):
            break
        size = max(size, em)
        top = min(top, float(here.top.min()))
        line -= 1
    return line


def find_body(words: Words, region: Region, first: int, setting: Setting, rules: FloatArray) -> int:
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


def _row_top(words: Words, lines: IntArray, rules: FloatArray, middles: FloatArray) -> int:
    """The first line of the row in whose middle or at whose foot the figures of the last of the lines stand.

    The header over it ends at a rule, with its bold type, with the last line that is as full as a header's, or over
    the widest strip of white below that; without all these there is none. `middles` lie between the columns.
    """
    top, bottom = line_boxes(words)
    middle = (top + bottom)[lines] / 2
    ruled = rules[(rules[:, 0] > middle[0]) & (rules[:, 0] < middle[-1]), 0]
    if len(ruled):
        return int(lines[np.searchsorted(middle, ruled[-1])])
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


def several_texts(words: Words, region: Region, lines: range) -> bool:
    """Whether a line among some holds texts in more than one column, as a header's do."""
    place = np.searchsorted((region.right[:-1] + region.left[1:]) / 2, (words.x0 + words.x1) / 2)
    apart = (words.gaps() > one_text(words)) & (np.diff(place) != 0) & (np.diff(words.line) == 0)
    return bool((apart & (words.line[1:] >= lines.start) & (words.line[1:] < lines.stop)).any())


def rows_over(words: Words, region: Region, body: int, white: float) -> int:
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


def from_line(words: Words, region: Region, first: int) -> Region:
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
