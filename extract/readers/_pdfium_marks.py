"""The paths and pictures of a PDF page through PDFium.

A filled rectangle alone in its path, the commonest mark by far, is read by its bounds; everything else segment by
segment, all segments of a page in one array.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.readers import _pdfium_calls as calls
from extract.readers._frames import Frame, combine
from extract.readers._marks import SEEN, UNKNOWN, ColourArray, Marks, cut, inside, sort_out
from extract.readers._pdfium_objects import Objects, object_boxes, object_clips
from extract.readers._rules import THIN
from extract.readers._strokes import Drawn, Segments, straight

__all__ = ["CountArray", "count_segments", "most_pixels", "read_marks", "read_pictures"]

IndexArray = npt.NDArray[np.intp]
CountArray = npt.NDArray[np.int64]

_SIMPLE = 6
"""A rectangle has four or five segments, or six where a producer closes it twice."""


def read_pictures(objects: Objects, frame: Frame) -> tuple[FloatArray, IndexArray]:
    """The boxes of the page's images, as far as they are seen, and their places in the painting order."""
    places = objects.of(calls.IMAGE)
    boxes = inside(frame.boxes(object_boxes(objects, places)), frame)
    clips = object_clips(objects, places)
    if clips is not None:
        boxes = cut(boxes, frame.boxes(clips))
    seen = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    return boxes[seen], places[seen]


def most_pixels(objects: Objects) -> int:
    """The pixels of the page's largest picture as it is stored, whatever its size on the page."""
    handles = objects.handle[objects.of(calls.IMAGE)].tolist()
    sizes = np.zeros((len(handles), 2), np.uint32)
    calls.each(calls.image_pixels, handles, calls.rows(sizes), calls.rows(sizes, 4))
    return int(sizes.astype(np.uint64).prod(axis=1).max(initial=0))


def count_segments(objects: Objects) -> CountArray:
    """How many segments each of the page's paths has, (n,)."""
    handles = objects.handle[objects.of(calls.PATH)].tolist()
    return np.fromiter(map(calls.path_count_segments, handles), np.int64, len(handles))


def read_marks(objects: Objects, counts: CountArray, frame: Frame) -> Marks:
    """Reads the page's paths, of which `count_segments` gave the counts."""
    places = objects.of(calls.PATH)
    handles = objects.handle[places].tolist()
    modes = np.zeros((len(handles), 2), np.int32)
    calls.each(calls.path_draw_mode, handles, calls.rows(modes), calls.rows(modes, 4))
    fill = _colours(calls.object_fill, handles)
    filled, stroked = (modes[:, 0] != 0) & (fill[:, 3] >= SEEN), modes[:, 1] != 0
    stroke = fill
    if stroked.any():
        stroke = _colours(calls.object_stroke, handles)
        stroked &= stroke[:, 3] >= SEEN
    simple = filled & ~stroked & (counts >= 4) & (counts <= _SIMPLE)
    boxes = frame.boxes(object_boxes(objects, places[simple]))
    # What is thin is a rule and what is white no matter; of other shapes four corners and bounds tell too little.
    doubtful = (np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) > THIN) & (
        fill[simple, :3] < 0xFF
    ).any(axis=1)
    boxes, simple[simple] = boxes[~doubtful], ~doubtful
    chosen = np.flatnonzero((filled | stroked) & ~simple & (counts > 1))
    drawn = Drawn.nothing()
    if len(chosen):
        segments, width = _read_segments(objects, places[chosen], counts[chosen], frame)
        drawn = straight(segments, filled[chosen], stroked[chosen], width).numbered(chosen)
    owner = np.concatenate([np.flatnonzero(simple), drawn.box_owner])
    drawn = replace(drawn, boxes=np.concatenate([boxes, drawn.boxes]), box_owner=owner)
    clips = object_clips(objects, places)
    windows = None if clips is None else inside(frame.boxes(clips), frame)
    return sort_out(drawn, fill, stroke, places, frame, objects.complete, windows)


def _read_segments(
    objects: Objects, places: IndexArray, counts: CountArray, frame: Frame
) -> tuple[Segments, FloatArray]:
    """The segments of the paths at `places`, which have `counts` of them, and the line width of each path."""
    handles = objects.handle[places].tolist()
    own = np.empty((len(handles), 6), np.float32)
    calls.each(calls.object_matrix, handles, calls.rows(own))
    matrix = combine(combine(own.astype(np.float64), objects.matrices[objects.form[places]]), frame.matrix)
    widths = np.zeros(len(handles), np.float32)
    calls.each(calls.object_stroke_width, handles, calls.rows(widths))
    scale = np.sqrt(np.abs(matrix[:, 0] * matrix[:, 3] - matrix[:, 1] * matrix[:, 2]))
    total, each_count = int(counts.sum()), counts.tolist()
    numbers = chain.from_iterable(map(range, each_count))
    segments = list(map(calls.path_segment, chain.from_iterable(map(repeat, handles, each_count)), numbers))
    kind = np.fromiter(map(calls.segment_type, segments), np.int32, total)
    closes = np.fromiter(map(calls.segment_close, segments), np.bool_, total)
    points = np.empty((total, 2), np.float32)
    calls.each(calls.segment_point, segments, calls.rows(points), calls.rows(points, 4))
    owner = np.repeat(np.arange(len(handles)), counts)
    a, b, c, d, e, f = matrix[owner].T
    u, v = points.astype(np.float64).T
    return Segments(a * u + c * v + e, b * u + d * v + f, kind, closes, owner), widths.astype(np.float64) * scale


def _colours(call: calls.Call, handles: list[int]) -> ColourArray:
    """Red, green, blue, alpha of each object, (n, 4)."""
    colours = np.full((len(handles), 4), UNKNOWN, np.uint32)
    colours[:, 3] = 255
    calls.each(call, handles, *(calls.rows(colours, shift) for shift in (0, 4, 8, 12)))
    return colours.astype(np.uint8)
