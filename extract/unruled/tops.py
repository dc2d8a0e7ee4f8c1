"""Where the header of a table begins, and where its body does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.columns import Region
from extract.unruled.titles import (
    one_text,
)
from extract.unruled.words import Words, line_boxes

__all__ = ["from_line", "lines_over", "rows_over", "several_texts"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

NEAR = 1.8
"""The widest strip of white within a header, in em, or than ..."""

BESIDE = 0.1
"""Lines that reach into each other by more than this, in em, stand beside each other."""

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
        # The last line of a title that wraps stands alone, too, but right below the lines of others, or beside them.
        beside = bottom > top + BESIDE * em or _hangs_below(words, begins, stops, line - 1, apart)
        alone = len(texts) == 1 and not beside
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


def _hangs_below(words: Words, begins: IntArray, stops: IntArray, line: int, apart: float) -> bool:
    """Whether the one text of a line stands half a line below others, as titles of one and of two lines do, or a line
    below several, one of them over it. `begins` and `stops` are the words of each line."""
    if line == 0:
        return False
    here, over = (words.take(np.arange(begins[n], stops[n])) for n in (line, line - 1))
    em = float(np.median(here.em))
    if float(over.bottom.max()) > float(here.top.min()) + BESIDE * em:
        return True
    first = np.flatnonzero(np.concatenate(([True], over.drawn_gaps() > apart)))
    if len(first) < 2 or here.y.mean() - over.y.mean() > 1.4 * em:
        return False
    last = np.append(first[1:], len(over)) - 1
    return bool(((over.x0[first] < here.x1[-1]) & (over.x1[last] > here.x0[0])).any())


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
