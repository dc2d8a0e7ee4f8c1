"""The header of a table without rules: its columns, and which of them each title heads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.spans import Span, Tree
from extract.unruled.titles import (
    Block,
    Title,
    match_columns,
    read_blocks,
    read_titles,
    upper_blocks,
)
from extract.unruled.words import Words

__all__ = ["Heading", "read_heading"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

ONE_CELL = 1.45
"""Lines of a header that stand closer than this, from middle to middle, may be of one cell, or than ..."""

LINES = 1.15
"""... so many times the distance of the lines of a cell in the body."""

PART = 3.0
"""A column without a title that stands this close to the next is a part of it: the numbers of a list, or a word that
all rows begin with."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The titles of a header, each with the columns that it heads, and the spans among them.

    `columns` (c, 2) is how far the text of each column reaches in the body, or its title where the body is blank;
    `sides` (c + 1,) are the sides of the columns.
    """

    titles: tuple[Title, ...]
    spans: tuple[Span, ...]
    columns: FloatArray
    sides: FloatArray


def read_heading(
    words: Words,
    lines: range,
    last: int,
    body: FloatArray,
    pitch: float,
    rules: FloatArray,
    seams: FloatArray,
    walls: FloatArray,
    fixed: FloatArray | None,
) -> Heading:
    """Tell which columns the texts on `lines` head; `last` is the last line of the table below.

    `body` (c, 2) is how far the text below reaches in each column, `pitch` the distance of its lines. `rules` (n, 3)
    are the horizontal rules (y, x0, x1): one under a title shows which columns it heads; `seams` (k, 3) likewise
    are where painted cells meet, which parts titles as rules do; `walls` (m, 3) are the
    vertical ones (x, top, bottom). `fixed` (c + 1,) are the sides of the columns where they are known: then no
    column is added or joined.
    """
    em = float(np.median(words.em))
    titles = read_titles(words, lines)
    if not titles:
        return Heading((), (), body, _sides(body, body, em) if fixed is None else fixed)
    blocks = read_blocks(titles, max(ONE_CELL * em, LINES * pitch), np.concatenate((rules, seams)), em)
    upper = upper_blocks(blocks, body, em)
    leaves = sorted((block for block in blocks if block not in upper), key=lambda block: block.middle)
    if fixed is None:
        body = _parted(body, leaves, words.take((words.line >= lines.stop) & (words.line <= last)), em)
    own, columns = _columns(leaves, body, fixed, em)
    sides = _sides(columns, _reach(own, columns), em) if fixed is None else fixed
    known = {id(block): (column, column) for column, parts in enumerate(own) for block in parts}
    spans: list[Span] = []
    for block in sorted(upper, key=lambda block: -block.y):
        tree = Tree(block, blocks, known, own, sides, em)
        first, last = tree.cover(rules, walls)
        known[id(block)] = (first, last)
        if first < last:
            spans.append(Span(first, last, tree.foot(first, last)))
    for block in blocks:
        for title in block.titles:
            title.first, title.last = known[id(block)]
    return Heading(tuple(titles), tuple(spans), columns, sides)


def _columns(
    leaves: list[Block], body: FloatArray, fixed: FloatArray | None, em: float
) -> tuple[list[list[Block]], FloatArray]:
    """The columns of a table and the blocks that head each alone: those of the body, and those that only a title
    shows; without those that are parts of another."""
    own: list[list[Block]] = []
    found: list[tuple[float, float]] = []
    if fixed is not None:
        own = [[] for _ in body]
        for block in leaves:
            own[int(np.clip(np.searchsorted(fixed, block.middle) - 1, 0, len(body) - 1))].append(block)
        return own, body
    for leaf, column in match_columns(leaves, body, em):
        own.append([leaves[leaf]] if leaf >= 0 else [])
        found.append(tuple(body[column]) if column >= 0 else (leaves[leaf].x0, leaves[leaf].x1))
    columns = np.array(found)
    if sum(map(bool, own)) >= 0.7 * len(own):
        gaps = columns[1:, 0] - columns[:-1, 1]
        while True:  # The closest first: a part may have parts of its own.
            near = [n for n, gap in enumerate(gaps.tolist()) if gap < PART * em and bool(own[n]) != bool(own[n + 1])]
            if not near:
                break
            at = min(near, key=lambda n: float(gaps[n]))
            own[at : at + 2] = [own[at] + own[at + 1]]
            columns[at] = columns[at, 0], max(columns[at, 1], columns[at + 1, 1])
            columns, gaps = np.delete(columns, at + 1, axis=0), np.delete(gaps, at)
    return own, columns


def _parted(body: FloatArray, leaves: list[Block], words: Words, em: float) -> FloatArray:
    """The columns, (c, 2), where those over which several titles stand side by side are parted between them, at the
    widest strip that all `words` below leave free."""
    parts: list[tuple[float, float]] = []
    nearest = [int(np.argmin(np.maximum(b.x0 - body[:, 1], body[:, 0] - b.x1))) for b in leaves]
    for place, (left, right) in enumerate(body.tolist()):
        over = [block for block, home in zip(leaves, nearest, strict=True) if home == place]
        inside = (words.x0 < right) & (words.x1 > left)
        x0, reach = np.sort(words.x0[inside]), np.maximum.accumulate(words.x1[inside][np.argsort(words.x0[inside])])
        for before, after in pairwise(over):
            between = np.flatnonzero((x0[1:] > before.middle) & (reach[:-1] < after.middle))
            strips = x0[1:][between] - reach[:-1][between]
            if len(strips) and strips.max() > 0.1 * em and before.x1 < after.x0 + 0.5 * em:
                at = int(between[np.argmax(strips)])
                parts.append((left, float(reach[at])))
                left = float(x0[at + 1])
        parts.append((left, right))
    return np.array(parts)


def _reach(own: list[list[Block]], columns: FloatArray) -> FloatArray:
    """How far each column reaches, its own title taken in: (c, 2)."""
    reach = columns.copy()
    for column, parts in enumerate(own):
        for block in parts:
            reach[column] = min(reach[column, 0], block.x0), max(reach[column, 1], block.x1)
    return reach


def _sides(body: FloatArray, reach: FloatArray, em: float) -> FloatArray:
    """The sides of columns: in the middle of what their titles leave free, or else their texts. (c + 1,)."""
    low, high = reach[:-1, 1], reach[1:, 0]
    free = low < high
    inner = np.where(free, low + high, body[:-1, 1] + body[1:, 0]) / 2
    sides: FloatArray = np.concatenate(([reach[0, 0] - 0.3 * em], inner, [reach[-1, 1] + 0.3 * em]))
    return sides
