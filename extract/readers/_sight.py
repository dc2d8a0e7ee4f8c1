"""What a person who looks at the page does not see, and what is only set twice to look bold."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.readers._frames import Frame
from extract.readers._pdfium_marks import Marks
from extract.readers._pdfium_text import Glyphs

__all__ = ["cover_share", "doubled", "unseen"]

MaskArray = npt.NDArray[np.bool_]

_INVISIBLE_MODES = (3, 7)
"""Text render modes that paint nothing: invisible, and clip only."""
_FAINT = 0xF4
"""On white paper nobody sees a colour whose every channel is lighter."""
_ALPHA = 13
_SHIFT = 0.2
"""In font sizes, how far apart the two settings of a bold glyph stand at most."""
_NEAR = 400
"""In characters of content order, how far apart they are drawn at most: a line or a cell is set, then set again."""
_SMALL = 0.5
"""A size in points that no reader can see."""


def unseen(
    glyphs: Glyphs, boxes: FloatArray, frame: Frame, marks: Marks, pictures: FloatArray, picture_order: npt.NDArray[np.intp]
) -> MaskArray:
    """Which characters are hidden: unpainted, off the page, of no size, or white on white."""
    texts = glyphs.objects
    size = np.abs(texts.size) * np.hypot(texts.matrix[:, 2], texts.matrix[:, 3])
    blank = np.isin(texts.mode, _INVISIBLE_MODES) | (texts.colour[:, 3] < _ALPHA) | (size < _SMALL)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    hidden: MaskArray = blank[glyphs.owner] | (x < 0) | (y < 0) | (x > frame.width) | (y > frame.height)
    # Only text that is painted is white: the colour of stroked text is another matter.
    white = (texts.colour[:, :3] >= _FAINT).all(axis=1) & ~np.isin(texts.mode, (1, 5))
    if not white.any():
        return hidden
    ground = np.concatenate([marks.fills.box, pictures])
    dark = np.concatenate([~_light(marks.fills.colour), np.ones(len(pictures), np.bool_)])
    order = np.concatenate([marks.order, picture_order])
    for owner in np.flatnonzero(white).tolist():
        before = order < texts.place[owner]
        areas, shades = ground[before][np.argsort(order[before])], dark[before][np.argsort(order[before])]
        for place in np.flatnonzero(glyphs.owner == owner).tolist():
            px, py = x[place], y[place]
            under = (areas[:, 0] <= px) & (px <= areas[:, 2]) & (areas[:, 1] <= py) & (py <= areas[:, 3])
            found = np.flatnonzero(under)
            if len(found) == 0 or not shades[found[-1]]:
                hidden[place] = True
    return hidden


def _light(colour: npt.NDArray[np.uint32]) -> MaskArray:
    return ((colour >> 16) >= _FAINT) & ((colour >> 8 & 0xFF) >= _FAINT) & ((colour & 0xFF) >= _FAINT)


def doubled(codes: npt.NDArray[np.uint32], boxes: FloatArray, size: FloatArray) -> tuple[MaskArray, MaskArray]:
    """Which characters repeat one set before them at the same place, and which are so repeated (bold)."""
    again, bold = np.zeros(len(codes), np.bool_), np.zeros(len(codes), np.bool_)
    ink = np.flatnonzero((codes != 0x20) & (codes != 0))
    if len(ink) < 2:
        return again, bold
    cell = np.maximum(float(np.median(size[ink])), 1.0)
    for shift in (0.0, 0.5):
        line = np.floor(boxes[ink, 1] / cell + shift).astype(np.int64)
        order = ink[np.lexsort((boxes[ink, 0], line, codes[ink]))]
        reach = _SHIFT * size[order]
        for step in (1, 2):
            one, two = order[:-step], order[step:]
            same = (codes[one] == codes[two]) & (np.abs(boxes[one, 0] - boxes[two, 0]) <= reach[:-step])
            same &= (np.abs(boxes[one, 1] - boxes[two, 1]) <= reach[:-step]) & (np.abs(one - two) <= _NEAR)
            pairs = np.sort(np.stack([one[same], two[same]]), axis=0)
            again[pairs[1]] = True
            bold[pairs[0]] = True
    return again, bold


def cover_share(pictures: FloatArray, frame: Frame) -> float:
    """The share of the page that pictures cover (scans come in strips: those of one page are added up)."""
    if len(pictures) == 0 or frame.width <= 0 or frame.height <= 0:
        return 0.0
    area = (pictures[:, 2] - pictures[:, 0]) * (pictures[:, 3] - pictures[:, 1])
    return min(1.0, float(area.sum()) / (frame.width * frame.height))
