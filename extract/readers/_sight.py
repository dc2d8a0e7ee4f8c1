"""What a person who looks at the page does not see, and what is only set twice to look bold."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.readers._frames import Frame
from extract.readers._glyphs import Glyphs
from extract.readers._ground import Ground, light
from extract.readers._marks import SEEN, Marks, inside

__all__ = ["cover_share", "doubled", "unseen"]

IndexArray = npt.NDArray[np.intp]
MaskArray = npt.NDArray[np.bool_]

_INVISIBLE_MODES = (3, 7)
"""Text render modes that paint nothing: invisible, and clip only."""
_STROKED_MODES = (1, 5)
"""Outlined text, whose fill colour says nothing."""
_SHIFT = 0.2
"""In font sizes, how far apart the two settings of a bold glyph stand at most."""
_NEAR = 400
"""In characters of content order, how far apart they are drawn at most: a line or a cell is set, then set again."""
_SMALL = 0.5
"""A size in points that no reader can see."""
_EDGE = 0.5
"""In points: a glyph whose middle lies so little outside its clipping path is still half seen."""


def unseen(
    glyphs: Glyphs, boxes: FloatArray, frame: Frame, marks: Marks, pictures: FloatArray, picture_order: IndexArray
) -> MaskArray:
    """Which characters are hidden: unpainted, of no size, off the page, clipped away, or white on white.

    `boxes` are those of the glyphs on the page, `pictures` lie at `picture_order` in the painting order.
    """
    texts = glyphs.objects
    size = np.abs(texts.size) * np.hypot(texts.matrix[:, 2], texts.matrix[:, 3])
    blank = _one_of(texts.mode, _INVISIBLE_MODES) | (texts.colour[:, 3] < SEEN) | (size < _SMALL)
    whole = np.array([0.0, 0.0, frame.width, frame.height])
    window = whole if texts.clip is None else inside(frame.boxes(texts.clip), frame)[glyphs.owner]
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    hidden: MaskArray = blank[glyphs.owner] | (x < window[..., 0] - _EDGE) | (x > window[..., 2] + _EDGE)
    hidden |= (y < window[..., 1] - _EDGE) | (y > window[..., 3] + _EDGE)
    colour = texts.colour.astype(np.uint32)
    packed = (colour[:, 0] * 0x10000 + colour[:, 1] * 0x100 + colour[:, 2]).astype(np.uint32)
    doubtful = np.flatnonzero((light(packed) & ~_one_of(texts.mode, _STROKED_MODES))[glyphs.owner])
    if len(doubtful):
        dark = np.concatenate([~light(marks.fills.colour), np.ones(len(pictures), np.bool_)])
        painted = np.concatenate([marks.order, picture_order])
        ground = Ground(np.concatenate([marks.fills.box, pictures]), dark, painted)
        if ground.within_reach(len(doubtful)):
            hidden[doubtful] |= ~ground.dark_at(x[doubtful], y[doubtful], texts.place[glyphs.owner[doubtful]])
    return hidden


def _one_of(mode: npt.NDArray[np.int32], two: tuple[int, int]) -> MaskArray:
    either: MaskArray = (mode == two[0]) | (mode == two[1])
    return either


def doubled(
    glyphs: Glyphs, boxes: FloatArray, frame: Frame, angle: npt.NDArray[np.int16], hidden: MaskArray
) -> tuple[MaskArray, MaskArray]:
    """Which visible characters repeat one set before them at the same place, and which are so repeated (bold).

    The place is where the glyph begins and its baseline: the two settings may differ in font, and so in their boxes.
    """
    again, bold = np.zeros(len(boxes), np.bool_), np.zeros(len(boxes), np.bool_)
    ink = np.flatnonzero((glyphs.code != 0x20) & ~glyphs.unmapped & ~hidden)
    if len(ink) < 2:
        return again, bold
    texts, owner, level = glyphs.objects, glyphs.owner[ink], angle[ink] % 180 == 0
    em = (np.abs(texts.size) * np.hypot(texts.matrix[:, 2], texts.matrix[:, 3]))[owner]
    a, b, c, d, e, f = frame.matrix.tolist()
    u, v = texts.matrix[owner, 4], texts.matrix[owner, 5]
    base = np.where(level, b * u + d * v + f, a * u + c * v + e)
    begin = np.where(level, boxes[ink, 0], boxes[ink, 1])
    # Two letters l of a narrow font stand closer than 0.2 em: half a glyph's own width is the other measure.
    reach = np.minimum(_SHIFT * em, np.where(level, boxes[ink, 2], boxes[ink, 3]) / 2 - begin / 2)
    cell = max(float(np.median(em)), 1.0)
    code = glyphs.code[ink].astype(np.int64)
    along = np.clip(begin * 64, -(1 << 20), (1 << 20) - 1).astype(np.int64) + (1 << 20)
    for shift in (0.0, 0.5):
        line = np.clip(np.floor(base / cell + shift), -(1 << 19), (1 << 19) - 1).astype(np.int64) + (1 << 19)
        # Code, line and place in one number: sorting by it is several times as fast as by three.
        order = np.argsort(code << 41 | line << 21 | along, kind="stable")
        letter, place, near = code[order], begin[order], reach[order]
        for step in (1, 2):
            same = (letter[:-step] == letter[step:]) & (np.abs(place[:-step] - place[step:]) <= near[:-step])
            few = np.flatnonzero(same)  # the other measures are taken of these alone
            one, two = order[few], order[few + step]
            same = (np.abs(ink[one] - ink[two]) <= _NEAR) & (level[one] == level[two])
            same &= np.abs(base[one] - base[two]) <= _SHIFT * em[one]
            pairs = np.sort(np.stack([ink[one[same]], ink[two[same]]]), axis=0)
            again[pairs[1]] = True
            bold[pairs[0]] = True
    return again, bold


def cover_share(pictures: FloatArray, frame: Frame) -> float:
    """The share of the page that pictures cover (scans come in strips: those of one page are added up)."""
    if len(pictures) == 0 or frame.width <= 0 or frame.height <= 0:
        return 0.0
    area = (pictures[:, 2] - pictures[:, 0]) * (pictures[:, 3] - pictures[:, 1])
    return min(1.0, float(area.sum()) / (frame.width * frame.height))
