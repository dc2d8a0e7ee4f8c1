"""Text that flows over its cell: back into the cell that it begins in.

A spreadsheet lets a long text run on over the empty cells beside it, and where they are not empty it draws the text
all the same and clips it. The words beyond the rule are not the other cell's. They show by the pen: what follows
exactly where the glyph before it ended, through the spaces, is one text. (Some producers set the texts of two
neighbouring cells by one operation; their distance comes from the cells and is no space's width.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.flow import LETTER_GAP, TOUCH, Flow
from extract.pages import Chars, FloatArray

__all__ = ["keep_overflow"]

IntArray = npt.NDArray[np.intp]

MARGIN = 1.5
"""In em, how far from its cell's left side a text that runs over the right side begins at most: it is set left."""

PADDING = 0.5
"""In em, where a text that begins in a cell of its own begins: a break just there tells nothing."""


def keep_overflow(chars: Chars, flow: Flow, cell: IntArray, left: FloatArray) -> IntArray:
    """Bring the text that flows over the right side of its cell back into it.

    `cell` (n,) is the number of each character's cell, negative where none, `left` (cells,) the cells' left sides.
    """
    if len(chars) < 2 or len(left) == 0:
        return cell
    space, gap = flow.space, flow.gap
    letters = (chars.run[1:] == chars.run[:-1]) & ~space[1:] & ~space[:-1] & (np.abs(gap) <= LETTER_GAP)
    goes_on = ((np.abs(gap) <= TOUCH) | letters) & flow.forwards & (chars.angle[1:] == 0)
    first = np.flatnonzero(np.concatenate(([True], ~goes_on)))
    stops = np.append(first[1:], len(cell))
    torn = np.flatnonzero(np.minimum.reduceat(cell, first) != np.maximum.reduceat(cell, first))
    if len(torn) == 0:
        return cell
    text = np.repeat(np.arange(len(first)), stops - first)
    glyphs = np.flatnonzero(~space)
    _, at = np.unique(text[glyphs], return_index=True)
    begun = np.bincount(np.maximum(cell[glyphs[at]], -1) + 1, minlength=len(left) + 1)[1:]
    result = cell.copy()
    for begin, stop in zip(first[torn].tolist(), stops[torn].tolist(), strict=True):
        inked = begin + np.flatnonzero(~space[begin:stop])
        cells = cell[inked]
        home = int(cells[0]) if len(cells) else -1
        if home < 0 or (cells == home).all() or (cells < -1).any():
            continue
        over = inked[np.argmax(cells != home)]
        em = float(flow.em[over])
        other = int(cell[over])
        set_left = chars.x0[inked[0]] - left[home] <= MARGIN * em
        own_place = other >= 0 and space[over - 1] and 0 <= chars.x0[over] - left[other] <= PADDING * em
        beyond = np.unique(cells[(cells != home) & (cells >= 0)])
        free = not own_place and not begun[beyond].any()
        if set_left and (free or _overprints(chars, cell, inked[cells != home], beyond, space | (text == text[begin]))):
            result[begin:stop] = home
    return result


def _overprints(chars: Chars, cell: IntArray, tail: IntArray, beyond: IntArray, apart: npt.NDArray[np.bool_]) -> bool:
    """Whether the tail of a text lies upon the own text of the cells beyond: it was clipped, and is not theirs."""
    others = np.flatnonzero(np.isin(cell, beyond) & ~apart)
    across = (chars.x0[tail, None] < chars.x1[others]) & (chars.x1[tail, None] > chars.x0[others])
    middle = (chars.top[tail, None] + chars.bottom[tail, None]) / 2
    return bool((across & (chars.top[others] < middle) & (middle < chars.bottom[others])).any())
