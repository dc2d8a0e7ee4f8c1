"""The way the characters of a page go: along the line, and on from each to the next.

`begin`, `end` and `across` are coordinates in the direction of reading and from line to line, so that text turned on
its side is read like any other. Distances between glyphs are measured in em, the size of the type.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import Chars, FloatArray

__all__ = ["LETTER_GAP", "TOUCH", "WORD_GAP", "Flow", "flow_of", "is_space"]

BoolArray = npt.NDArray[np.bool_]

WORD_GAP = 0.22
"""The narrowest gap between two glyphs that is a space: a narrow space is 0.25 em, letters are set closer."""

LETTER_GAP = 0.08
"""Letters of one word are set no farther apart, but for letter-spaced headings."""

TOUCH = 0.03
"""Two drawing operations that join this closely set one text: a pen that moved elsewhere does not land so well."""

SHIFT = 0.35
"""How far a glyph may stand above or below the one before it and still be of its line (superscripts are)."""

BACK = 0.5
"""How far back a glyph may begin before the one before it and still follow it: spaces overlap their neighbours."""

_SPACES = np.array([chr(code).isspace() for code in range(0x3002)])
"""By code point; the last, which is none, stands for all behind it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The characters of a page as a reader follows them, one array per property.

    `begin` and `end` (n,) lie in the direction of reading, `across` (n,) is the middle in the direction of the lines,
    in points; `em` (n,) is the size; `space` (n,) marks white space. `gap` (n - 1,) is the distance in em from each
    character to the next in content order, `forwards` (n - 1,) whether that one goes on along the same line.
    """

    begin: FloatArray
    end: FloatArray
    across: FloatArray
    em: FloatArray
    space: BoolArray
    gap: FloatArray
    forwards: BoolArray


def is_space(code: npt.NDArray[np.uint32]) -> BoolArray:
    """Which code points are white space, no-break spaces among them."""
    return _SPACES[np.minimum(code, len(_SPACES) - 1)]


def flow_of(chars: Chars) -> Flow:
    """Turn the boxes so that every text reads from left to right and its lines follow each other downwards."""
    begin, end, across = chars.x0, chars.x1, (chars.top + chars.bottom) / 2
    if chars.angle.any():
        middle = (chars.x0 + chars.x1) / 2
        turns = [chars.angle == 90, chars.angle == 180, chars.angle == 270]
        begin = np.select(turns, [-chars.bottom, -chars.x1, chars.top], begin)
        end = np.select(turns, [-chars.top, -chars.x0, chars.bottom], end)
        across = np.select(turns, [middle, -across, -middle], across)
    em = np.maximum(chars.size, 0.1)
    larger = np.maximum(em[1:], em[:-1])
    gap = (begin[1:] - end[:-1]) / larger
    level = np.abs(np.diff(across)) <= SHIFT * larger
    forwards = (begin[1:] >= begin[:-1] - BACK * larger) & level & (chars.angle[1:] == chars.angle[:-1])
    return Flow(begin, end, across, em, is_space(chars.code), gap, forwards)
