"""Words → the columns of a table that no vertical rule parts.

A table shows by lines on which several texts stand far apart (a row of figures, the words of a header). Where nearly
all of these lines leave the same strips of the page free, the strips part columns. A line of text that runs across
them (a heading over part of the table, the title of a section) is then told from a line whose texts only stand close,
and the columns are measured anew on all lines but the crossing ones: a strip that stays free on every one of them is a
gutter, be it as narrow as a space.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.columns import CLOSE, FEWEST_COLUMNS, SHARP, Region, last_line, measure_region
from extract.unruled.words import Words, line_boxes, usual_space

__all__ = ["carried_region", "find_regions"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

APART = 0.8
"""Texts of one line that stand this far apart are of different columns, or of a line that is set very wide."""

EXACT = 0.05
"""How far texts that are set to one edge begin beside it."""

WHITE = 4.5
"""A strip of white across the page, this high, ends a table."""

STRAY = 0.15
"""The share of a table's lines that may run across a gutter (headings) before it is none."""

_STEP = 0.5
"""The width in points of the strips that are counted."""


def find_regions(words: Words) -> Iterator[Region]:
    """The places where tables without rules may stand, from the top of the page down."""
    if len(words) < 2 * FEWEST_COLUMNS:
        return
    gaps = words.gaps()
    seeds = _rich_lines(words, gaps)
    if len(seeds) < 2:
        return
    top, bottom = line_boxes(words)
    em = float(np.median(words.em))
    reach = np.maximum.accumulate(bottom)
    white = np.flatnonzero(top[1:] - reach[:-1] > WHITE * em) + 1
    for group in np.split(seeds, np.searchsorted(seeds, white)):
        yield from _regions(words, gaps, group)


def carried_region(words: Words, sides: FloatArray) -> Region | None:
    """The lines at the top of a page that keep to the columns between known sides, (c + 1,), and hold figures in
    some; None where there are none."""
    if len(words) == 0:
        return None
    em = float(np.median(words.em))
    column = np.clip(np.searchsorted(sides, (words.x0 + words.x1) / 2) - 1, 0, len(sides) - 2)
    over = np.maximum(sides[column] - words.x0, words.x1 - sides[column + 1]) > 0.5 * em
    bad = np.bincount(words.line, over) > 0
    key = np.unique(words.line * len(sides) + column)
    held = np.bincount(key // len(sides), minlength=len(bad))
    figures = np.bincount(words.line, words.figure, len(bad))
    full = np.flatnonzero(~bad & (held >= max(3, 0.4 * (len(sides) - 1))) & (figures >= 2))
    if len(full) == 0:
        return None
    top, bottom = line_boxes(words)
    last = last_line(top, bottom, full, bad, em)
    lines = np.arange(full[0], last + 1)
    if bad[lines].any():
        return None
    inside = np.isin(words.line, lines)
    middle = (sides[1:] + sides[:-1]) / 2
    left, right = middle.copy(), middle.copy()
    np.minimum.at(left, column[inside], words.x0[inside])
    np.maximum.at(right, column[inside], words.x1[inside])
    return Region(left, right, lines, int(full[0]), -1, frozenset(), np.zeros(len(words), dtype=np.bool_))


def _rich_lines(words: Words, gaps: FloatArray) -> IntArray:
    """The lines that hold four texts or more which stand apart; a lone colon or bullet is no text."""
    first = np.flatnonzero(np.concatenate(([True], gaps > APART)))
    text = ~np.logical_and.reduceat(words.sign, first)
    counts = np.bincount(words.line[first], text)
    return np.flatnonzero(counts >= FEWEST_COLUMNS)


def _regions(words: Words, gaps: FloatArray, seeds: IntArray) -> Iterator[Region]:
    """The tables among lines that follow each other without much white between them."""
    if len(seeds) < 2:
        return
    cores = _cores(words, gaps, seeds)
    crossing, starts = _crossing(words, gaps, cores, seeds)
    fit = ~crossing[seeds]
    stretch = _longest_run(fit)
    inner = seeds[stretch]
    if len(inner) >= 2 and len(cores) >= 2:
        region = measure_region(words, inner, seeds, crossing, starts)
        if region is not None:
            yield from _regions(words, gaps, seeds[: stretch.start])
            yield region
            yield from _regions(words, gaps, seeds[stretch.stop :][seeds[stretch.stop :] > region.lines[-1]])


def _longest_run(fit: BoolArray) -> slice:
    """The longest stretch of seeds in which no two that follow each other run across the columns."""
    best = slice(0, 0)
    begin = 0
    for place in range(len(fit) + 1):
        broken = place == len(fit) or (not fit[place] and (place + 1 == len(fit) or not fit[place + 1]))
        if broken:
            inside = np.flatnonzero(fit[begin:place])
            if len(inside) and inside[-1] - inside[0] + 1 > best.stop - best.start:
                best = slice(begin + int(inside[0]), begin + int(inside[-1]) + 1)
            begin = place + 1
    return best


def _cores(words: Words, gaps: FloatArray, seeds: IntArray) -> FloatArray:
    """Where more than stray texts of the seeds stand: (k, 2) of left and right."""
    first = np.flatnonzero(np.concatenate(([True], gaps > CLOSE)))
    last = np.append(first[1:], len(words)) - 1
    used = np.isin(words.line[first], seeds)
    x0, x1 = words.x0[first[used]], words.x1[last[used]]
    origin = x0.min()
    begin, stop = np.round((x0 - origin) / _STEP).astype(np.intp), np.round((x1 - origin) / _STEP).astype(np.intp)
    size = int(stop.max()) + 2
    cover = np.cumsum(np.bincount(begin, minlength=size) - np.bincount(np.maximum(stop, begin + 1), minlength=size))
    stray = max(int(STRAY * len(seeds)), int(len(seeds) >= 3))
    steps = np.diff(np.concatenate(([0], cover > stray, [0])))
    edges = np.column_stack((np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)))
    return _joined(words, origin + edges * _STEP, np.column_stack((first, last + 1))[used])


def _joined(words: Words, cores: FloatArray, texts: IntArray) -> FloatArray:
    """Join the neighbouring cores that more texts run across than keep apart: a heading over half of the texts of a
    ragged column is no column. The texts are words from one up to another, (t, 2); cores are (k, 2)."""
    x0, x1, line = words.x0[texts[:, 0]], words.x1[texts[:, 1] - 1], words.line[texts[:, 0]]
    kept = [cores[0]]
    for core in cores[1:]:
        left = (x0 < kept[-1][1]) & (x1 > kept[-1][0])
        right = (x0 < core[1]) & (x1 > core[0])
        both = texts[left & right].tolist()
        across = sum(_break(words, begin, stop, kept[-1][1], core[0]) is None for begin, stop in both)
        apart = len(np.intersect1d(line[left & ~right], line[right & ~left]))
        if across and apart < 2 * across:
            kept[-1] = np.array([kept[-1][0], core[1]])
        else:
            kept.append(core)
    return np.array(kept)


def _crossing(words: Words, gaps: FloatArray, cores: FloatArray, seeds: IntArray) -> tuple[BoolArray, BoolArray]:
    """Which lines hold a text that runs across columns, and which words begin a text close to another: (lines,), (w,).

    A text over two cores runs across, unless it is two: the second begins just where its column does, or the first
    ends there; and what stands in a column of figures is one. (Where nothing else stands on the line and no more than
    a space there, it does so by chance unless it begins exactly where the others of its column do.)
    """
    figures = _figure_cores(words, cores, seeds)
    drawn, space = words.drawn_gaps(), usual_space(words)
    edges = _text_edges(words, gaps, cores)
    first = np.flatnonzero(np.concatenate(([True], gaps > CLOSE)))
    stops = np.append(first[1:], len(words))
    alone = (words.line[first] != np.roll(words.line[first], 1)) & (words.line[first] != np.roll(words.line[first], -1))
    slack = 0.1 * words.em[first]
    low = np.searchsorted(cores[:, 1], words.x0[first] + slack, side="right")
    high = np.searchsorted(cores[:, 0], words.x1[stops - 1] - slack, side="left") - 1
    crossing = np.zeros(int(words.line[-1]) + 1, dtype=np.bool_)
    starts = np.zeros(len(words), dtype=np.bool_)
    for text in np.flatnonzero(high > low).tolist():
        begin, stop = int(first[text]), int(stops[text])
        for core in range(int(low[text]) + 1, int(high[text]) + 1):
            at = _break(words, begin, stop, cores[core - 1, 1], cores[core, 0])
            by_chance = at is not None and alone[text] and abs(drawn[at - 1] - space) < 0.05
            by_chance = by_chance and abs(words.x0[at] - edges[core]) > EXACT * words.em[at]
            if at is None or by_chance or (figures[core - 1] and not words.figure[begin:at].all()):
                crossing[words.line[begin]] = True
                break
            starts[at] = True
            begin = at
    return crossing, starts


def _text_edges(words: Words, gaps: FloatArray, cores: FloatArray) -> FloatArray:
    """Where most texts of each core begin: (k,)."""
    x0 = words.x0[np.concatenate(([True], gaps > CLOSE))]
    near = SHARP * float(np.median(words.em))
    found = [x0[np.abs(x0 - left) <= near] for left in cores[:, 0].tolist()]
    return np.array([float(np.median(x)) if len(x) else left for x, left in zip(found, cores[:, 0], strict=True)])


def _figure_cores(words: Words, cores: FloatArray, seeds: IntArray) -> BoolArray:
    """The cores in which the seeds hold figures: (k,)."""
    at = np.isin(words.line, seeds)
    core = np.searchsorted(cores[:, 1], (words.x0 + words.x1)[at] / 2)
    count = np.bincount(core, minlength=len(cores) + 1)[: len(cores)]
    figures = np.bincount(core, words.figure[at], minlength=len(cores) + 1)[: len(cores)]
    most: BoolArray = figures >= 0.6 * count
    return most


def _break(words: Words, begin: int, stop: int, right: float, left: float) -> int | None:
    """The word with which the text of a column begins that starts at `left`; the column before ends at `right`."""
    near = SHARP * float(words.em[begin])
    for at in range(begin + 1, stop):
        if abs(words.x0[at] - left) <= near or (abs(words.x1[at - 1] - right) <= near and words.x0[at] >= right):
            return at
    return None
