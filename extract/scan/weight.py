"""Which strips are set in bold: by how thick their strokes are among those of the page.

Offices tell a programme from its kegiatan by weight alone. A scan shows it only in the ink, and less surely the
smaller the print: a page whose strokes are not clearly of two kinds has none that is bold.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from extract.scan.recognizer import Reading
from extract.scan.strips import Strip

__all__ = ["bold_strips"]

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

_LETTERS = 4
"""With fewer letters a strip's strokes say nothing."""
_SURE = 8
"""With fewer, a strip that is near the border between the kinds is as the line over it."""
_NEAR = 0.07
_APART = 1.22
"""How much thicker the strokes of bold type are at least, on the page's average."""
_MOST = 0.6
"""The share of a page's strips that may be bold: what most of it is set in is its usual weight."""
_LINE = 1.6
"""In heights: how far below a line the next one of its cell begins at most."""


def bold_strips(strips: Sequence[Strip], readings: Sequence[Reading], sizes: Sequence[float]) -> BoolArray:
    """A flag for each strip; `sizes` are their font sizes in pixels."""
    letters = np.array([sum(map(str.isalpha, reading.text)) for reading in readings])
    telling = np.flatnonzero(letters >= _LETTERS)
    bold = np.zeros(len(strips), np.bool_)
    if len(telling) < 2:
        return bold
    thick: FloatArray = np.array([_thickness(strips[i]) / max(sizes[i], 1.0) for i in telling.tolist()], np.float64)
    thick /= np.median(thick)
    border = _border(thick)
    if border is None:
        return bold
    bold[telling] = thick > border
    boxes = np.array([strip.box for strip in strips], np.float64)
    unsure = (letters[telling] < _SURE) & (np.abs(thick - border) < _NEAR)
    for i in telling[unsure].tolist():
        above = _line_above(boxes, telling, i)
        if above is not None:
            bold[i] = bold[above]
    return bold


def _thickness(strip: Strip) -> float:
    """The mean thickness of the strokes in pixels: twice the ink's area over the length of its edge."""
    ink = np.pad(strip.ink, 1)
    edge = np.count_nonzero(ink[1:] != ink[:-1]) + np.count_nonzero(ink[:, 1:] != ink[:, :-1])
    return 2 * int(np.count_nonzero(ink)) / max(int(edge), 1)


def _border(thick: FloatArray) -> float | None:
    """The thickness that parts the two kinds of strokes (two means); None where there is one kind."""
    border = float(thick.mean() + thick.std())
    for _ in range(20):
        light, heavy = thick[thick <= border], thick[thick > border]
        if len(light) == 0 or len(heavy) == 0:
            return None
        middle = float(light.mean() + heavy.mean()) / 2
        if abs(middle - border) < 1e-4:
            break
        border = middle
    if heavy.mean() < _APART * light.mean() or len(heavy) > _MOST * len(thick):
        return None
    return border


def _line_above(boxes: FloatArray, among: npt.NDArray[np.intp], i: int) -> int | None:
    """The strip right above another that begins where it does."""
    x0, top, _, bottom = boxes[i]
    high = bottom - top
    gap = top - boxes[among, 3]
    near = (np.abs(boxes[among, 0] - x0) < high) & (gap > -0.5 * high) & (gap < _LINE * high)
    return int(among[near][gap[near].argmin()]) if near.any() else None
