"""Rulings, fills and pictures of a PDF page, from its path and image objects.

What draws a table's rules differs by producer: Chrome fills a thin rectangle a side, Word a chain of pieces with a
square at each corner, Microsoft Print To PDF hundreds of rectangles in one path, LibreOffice strokes lines. A filled
rectangle alone in its path, the commonest by far, is read by its bounds; everything else segment by segment
(extract/readers/_pdfium_paths.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import Fills, FloatArray, Rulings
from extract.readers import _pdfium_calls as calls
from extract.readers._frames import Frame
from extract.readers._pdfium_objects import Objects, object_boxes
from extract.readers._pdfium_paths import Drawn, read_segments

__all__ = ["Marks", "read_marks", "read_pictures"]

ColourArray = npt.NDArray[np.uint8]

_THIN = 3.0
"""The thickness, in points, up to which a drawn area is a rule; what is thicker is a bar or a shaded area."""
_LEVEL = 0.01
"""How far a line may lean, of its length (and 1 pt at most), and still be level."""
_NEAR_WHITE = 0xFA
_SEEN = 13
"""Of 255: an area with less of its colour is not seen."""
_UNKNOWN = 0xBF
"""The grey that stands for a pattern, whose colours PDFium does not give."""
_SIMPLE = 6
"""A rectangle has four or five segments, or six where a producer closes it twice."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the paths of a page draw. `order` is the place of each fill in the painting order of all objects;
    `complete` is false where the paths have more segments than the limit."""

    rulings: Rulings
    fills: Fills
    order: npt.NDArray[np.intp]
    complete: bool


def read_pictures(objects: Objects, frame: Frame) -> tuple[FloatArray, npt.NDArray[np.intp]]:
    """The boxes of the page's images, inside the page, and their places in the painting order."""
    places = objects.of(calls.IMAGE)
    boxes = _inside(frame.boxes(object_boxes(objects, places)), frame)
    seen = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    return boxes[seen], places[seen]


def read_marks(objects: Objects, frame: Frame, segment_limit: int) -> Marks:
    """Reads the page's paths, `segment_limit` segments at most."""
    places = objects.of(calls.PATH)
    handles = [objects.handle[place] for place in places.tolist()]
    modes = np.zeros((len(handles), 2), np.int32)
    list(map(calls.path_draw_mode, handles, calls.rows(modes), calls.rows(modes, 4)))
    segments = np.fromiter(map(calls.path_count_segments, handles), np.int64, len(handles))
    fill, stroke = _colours(calls.object_fill, handles), np.empty((0, 4), np.uint8)
    filled, stroked = (modes[:, 0] != 0) & (fill[:, 3] >= _SEEN), modes[:, 1] != 0
    if stroked.any():
        stroke = _colours(calls.object_stroke, handles)
        stroked &= stroke[:, 3] >= _SEEN
    simple = filled & ~stroked & (segments >= 4) & (segments <= _SIMPLE)
    boxes = frame.boxes(object_boxes(objects, places[simple]))
    drawn = Drawn.nothing()
    other = np.flatnonzero((filled | stroked) & ~simple & (segments > 1))
    room = np.cumsum(segments[other]) <= segment_limit
    if len(other):
        chosen = other[room]
        drawn = read_segments(objects, places[chosen], segments[chosen], filled[chosen], stroked[chosen], frame)
        drawn = drawn.numbered(chosen)
    owner = np.concatenate([np.flatnonzero(simple), drawn.box_owner])
    boxes = _inside(np.concatenate([boxes, drawn.boxes]), frame)
    order = np.argsort(owner, kind="stable")
    owner, boxes = owner[order], boxes[order]
    lines, line_owner = drawn.lines, drawn.line_owner
    if len(line_owner):
        visible = ~_white(stroke[line_owner])
        lines, line_owner = lines[visible], line_owner[visible]
    thick = lines[:, 4] > _THIN
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    thin = np.minimum(width, height) <= _THIN
    seen = (width >= 0) & (height >= 0)
    rules = thin & seen & ~_white(fill[owner])
    areas = ~thin & seen
    horizontal, vertical = _rules_of_boxes(boxes[rules])
    level, upright = _rules_of_lines(lines[~thick], frame)
    fill_boxes, fill_colour, fill_order = boxes[areas], _blended(fill[owner[areas]]), places[owner[areas]]
    if thick.any():
        bars = _inside(_bars(lines[thick]), frame)
        fill_boxes = np.concatenate([fill_boxes, bars])
        fill_colour = np.concatenate([fill_colour, _blended(stroke[line_owner[thick]])])
        fill_order = np.concatenate([fill_order, places[line_owner[thick]]])
        painted = np.argsort(fill_order, kind="stable")
        fill_boxes, fill_colour, fill_order = fill_boxes[painted], fill_colour[painted], fill_order[painted]
    rulings = Rulings(np.concatenate([horizontal, level]), np.concatenate([vertical, upright]))
    return Marks(rulings, Fills(fill_boxes, fill_colour), fill_order, bool(room.all()) and objects.complete)


def _colours(call: calls.Call, handles: list[int]) -> ColourArray:
    """Red, green, blue, alpha of each object, (n, 4)."""
    colours = np.full((len(handles), 4), _UNKNOWN, np.uint32)
    colours[:, 3] = 255
    list(map(call, handles, *(calls.rows(colours, shift) for shift in (0, 4, 8, 12))))
    return colours.astype(np.uint8)


def _white(colours: ColourArray) -> npt.NDArray[np.bool_]:
    white: npt.NDArray[np.bool_] = (colours[:, :3] >= _NEAR_WHITE).all(axis=1)
    return white


def _blended(colours: ColourArray) -> npt.NDArray[np.uint32]:
    """0xRRGGBB of each colour as it looks on white paper."""
    alpha = colours[:, 3:4].astype(np.float64) / 255
    channels = np.rint(255 - alpha * (255 - colours[:, :3])).astype(np.uint32)
    packed: npt.NDArray[np.uint32] = channels[:, 0] << 16 | channels[:, 1] << 8 | channels[:, 2]
    return packed


def _inside(boxes: FloatArray, frame: Frame) -> FloatArray:
    """The part of each box that lies on the page; one that lies outside has its ends the wrong way round."""
    low = np.maximum(boxes[:, :2], 0.0)
    high = np.minimum(boxes[:, 2:], (frame.width, frame.height))
    return np.concatenate([low, high], axis=1)


def _rules_of_boxes(boxes: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Thin rectangles as rulings. A near-square one (a dot, a corner square) is both ways a ruling: what it
    belongs to shows only beside its neighbours."""
    x0, top, x1, bottom = boxes.T
    width, height = x1 - x0, bottom - top
    square = (np.maximum(width, height) <= _THIN) & (np.minimum(width, height) > 0.5 * np.maximum(width, height))
    flat, tall = (width >= height) | square, (height > width) | square
    horizontal = np.stack([(top + bottom) / 2, x0, x1, height], axis=1)[flat]
    vertical = np.stack([(x0 + x1) / 2, top, bottom, width], axis=1)[tall]
    return horizontal, vertical


def _rules_of_lines(lines: FloatArray, frame: Frame) -> tuple[FloatArray, FloatArray]:
    """Level and upright lines as rulings, cut at the page's edge; slanting ones are none."""
    x0, y0, x1, y1, thickness = lines.T
    left, right = np.clip(np.minimum(x0, x1), 0, frame.width), np.clip(np.maximum(x0, x1), 0, frame.width)
    top, bottom = np.clip(np.minimum(y0, y1), 0, frame.height), np.clip(np.maximum(y0, y1), 0, frame.height)
    across, down = np.abs(x1 - x0), np.abs(y1 - y0)
    on_page = (np.maximum(x0, x1) >= 0) & (np.minimum(x0, x1) <= frame.width)
    on_page &= (np.maximum(y0, y1) >= 0) & (np.minimum(y0, y1) <= frame.height)
    dot = np.maximum(across, down) <= thickness
    level = on_page & (((down <= np.minimum(_LEVEL * across, 1.0)) & (across > down)) | dot)
    upright = on_page & (((across <= np.minimum(_LEVEL * down, 1.0)) & (down > across)) | dot)
    grow = np.where(dot, thickness / 2, 0.0)
    horizontal = np.stack([(top + bottom) / 2, left - grow, right + grow, thickness], axis=1)[level]
    vertical = np.stack([(left + right) / 2, top - grow, bottom + grow, thickness], axis=1)[upright]
    return horizontal, vertical


def _bars(lines: FloatArray) -> FloatArray:
    """The areas that lines thicker than a rule cover."""
    x0, y0, x1, y1, thickness = lines.T
    across, down = np.abs(x1 - x0) >= np.abs(y1 - y0), np.abs(y1 - y0) > np.abs(x1 - x0)
    wide, tall = np.where(down, thickness / 2, 0.0), np.where(across, thickness / 2, 0.0)
    left, right = np.minimum(x0, x1) - wide, np.maximum(x0, x1) + wide
    return np.stack([left, np.minimum(y0, y1) - tall, right, np.maximum(y0, y1) + tall], axis=1)
