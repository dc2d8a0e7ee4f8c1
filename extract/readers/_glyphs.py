"""The characters of a page as a reader hands them over, before it is settled which of them are seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray

__all__ = ["Glyphs", "TextObjects"]

CodeArray = npt.NDArray[np.uint32]
IndexArray = npt.NDArray[np.intp]
MaskArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TextObjects:
    """The text objects of a page in painting order, an array a property: `place` in `Objects`, `matrix` (n, 6) from
    text space to user space, font `size` in text space, `font` handle, render `mode`, `colour` (n, 4) RGBA, and
    `clip`, what of user space each can paint on, (n, 4) as left, bottom, right, top (None: nothing is clipped)."""

    place: IndexArray
    handle: npt.NDArray[np.uint64]
    matrix: FloatArray
    size: FloatArray
    font: npt.NDArray[np.uint64]
    mode: npt.NDArray[np.int32]
    colour: npt.NDArray[np.uint8]
    clip: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters in content order: `code` (a Unicode code point or UTF-16 unit), advance `box` in user space (n, 4:
    left, bottom, right, top), `owner` (its number in `objects`), `unmapped` where PDFium found no Unicode.
    `complete` is false where there are more than the limit."""

    code: CodeArray
    box: FloatArray
    owner: IndexArray
    unmapped: MaskArray
    objects: TextObjects
    complete: bool = True
