"""The segments of PDF paths: the straight lines that are stroked and the rectangles that are filled.

All paths of a page are read into one array of segments; nothing here loops over segments in Python.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.readers import _pdfium_calls as calls
from extract.readers._frames import Frame, combine
from extract.readers._pdfium_objects import Objects

__all__ = ["Drawn", "read_segments"]

IndexArray = npt.NDArray[np.intp]
MaskArray = npt.NDArray[np.bool_]

_LINE, _MOVE = 0, 2
_CORNER = 0.02
"""Points within this distance are the same corner: producers write two or three decimals."""
_FRAME = 3.0
"""A rectangle inside another, so near on all sides, leaves a frame: four rules."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Filled rectangles `boxes` (n, 4) and stroked lines `lines` (n, 5: x0, y0, x1, y1, thickness), page
    coordinates; the owners say which path each belongs to."""

    boxes: FloatArray
    box_owner: IndexArray
    lines: FloatArray
    line_owner: IndexArray

    @staticmethod
    def nothing() -> Drawn:
        """What a page without such paths gives."""
        return Drawn(np.empty((0, 4)), np.empty(0, np.intp), np.empty((0, 5)), np.empty(0, np.intp))

    def numbered(self, numbers: IndexArray) -> Drawn:
        """The same with each owner's number looked up in `numbers`."""
        return replace(self, box_owner=numbers[self.box_owner], line_owner=numbers[self.line_owner])


def read_segments(
    objects: Objects, places: IndexArray, counts: npt.NDArray[np.int64], filled: MaskArray, stroked: MaskArray, frame: Frame
) -> Drawn:
    """Reads the paths at `places`, which have `counts` segments; owners are numbers into `places`."""
    handles = [objects.handle[place] for place in places.tolist()]
    own = np.empty((len(handles), 6), np.float32)
    list(map(calls.object_matrix, handles, calls.rows(own)))
    matrix = combine(combine(own.astype(np.float64), objects.matrices[objects.form[places]]), frame.matrix)
    total = int(counts.sum())
    segments = list(
        map(
            calls.path_segment,
            chain.from_iterable(map(repeat, handles, counts.tolist())),
            chain.from_iterable(map(range, counts.tolist())),
        )
    )
    kind = np.fromiter(map(calls.segment_type, segments), np.int32, total)
    closes = np.fromiter(map(calls.segment_close, segments), np.bool_, total)
    points = np.empty((total, 2), np.float32)
    list(map(calls.segment_point, segments, calls.rows(points), calls.rows(points, 4)))
    owner = np.repeat(np.arange(len(handles)), counts)
    a, b, c, d, e, f = matrix[owner].T
    u, v = points.astype(np.float64).T
    x, y = a * u + c * v + e, b * u + d * v + f
    first = kind == _MOVE
    first[np.cumsum(counts) - counts] = True
    start = np.flatnonzero(first)
    subpath = np.cumsum(first) - 1
    lines, line_owner = np.empty((0, 5)), np.empty(0, np.intp)
    if stroked.any():
        lines, line_owner = _stroked_lines(x, y, kind, closes, first, start[subpath], owner, stroked)
        widths = np.zeros(len(handles), np.float32)
        list(map(calls.object_stroke_width, handles, calls.rows(widths)))
        scale = np.sqrt(np.abs(matrix[:, 0] * matrix[:, 3] - matrix[:, 1] * matrix[:, 2]))
        lines[:, 4] = (widths * scale)[line_owner]
    boxes, box_owner = np.empty((0, 4)), np.empty(0, np.intp)
    if filled.any():
        boxes, box_owner = _filled_boxes(x, y, (kind == _LINE) | first, start, owner, filled)
    return Drawn(boxes, box_owner, lines, line_owner)


def _stroked_lines(
    x: FloatArray, y: FloatArray, kind: npt.NDArray[np.int32], closes: MaskArray, first: MaskArray, start: IndexArray,
    owner: IndexArray, stroked: MaskArray,
) -> tuple[FloatArray, IndexArray]:
    """The straight segments of stroked paths, and those that close a subpath."""
    drawn = np.flatnonzero((kind == _LINE) & ~first & stroked[owner])
    closing = np.flatnonzero(closes & stroked[owner])
    begin = np.concatenate([drawn - 1, closing])
    end = np.concatenate([drawn, start[closing]])
    lines = np.stack([x[begin], y[begin], x[end], y[end], np.zeros(len(begin))], axis=1)
    # A path that returns to its start before it is closed has a closing line of no length: no dot.
    real = np.ones(len(lines), np.bool_)
    real[len(drawn) :] = np.hypot(lines[len(drawn) :, 2] - lines[len(drawn) :, 0], lines[len(drawn) :, 3] - lines[len(drawn) :, 1]) > _CORNER
    return lines[real], owner[begin[real]]


def _filled_boxes(
    x: FloatArray, y: FloatArray, straight: MaskArray, start: IndexArray, owner: IndexArray, filled: MaskArray
) -> tuple[FloatArray, IndexArray]:
    """The subpaths that are rectangles, upright on the page; frames (one rectangle in another) as four rules."""
    left, right = np.minimum.reduceat(x, start), np.maximum.reduceat(x, start)
    top, bottom = np.minimum.reduceat(y, start), np.maximum.reduceat(y, start)
    size = np.diff(np.append(start, len(x)))
    at = np.repeat(np.arange(len(start)), size)
    corner = (np.minimum(x - left[at], right[at] - x) <= _CORNER) & (np.minimum(y - top[at], bottom[at] - y) <= _CORNER)
    rectangle = np.logical_and.reduceat(corner & straight, start) & (size >= 4) & filled[owner[start]]
    boxes = np.stack([left, top, right, bottom], axis=1)[rectangle]
    belongs = owner[start][rectangle]
    if len(boxes) < 2:
        return boxes, belongs
    outer, inner = boxes[:-1], boxes[1:]
    margin = np.concatenate([inner[:, :2] - outer[:, :2], outer[:, 2:] - inner[:, 2:]], axis=1)
    framed = (belongs[:-1] == belongs[1:]) & (margin > _CORNER).all(axis=1) & (margin <= _FRAME).all(axis=1)
    if not framed.any():
        return boxes, belongs
    o, i = outer[framed], inner[framed]
    sides = np.concatenate(
        [
            np.stack([o[:, 0], o[:, 1], o[:, 2], i[:, 1]], axis=1),
            np.stack([o[:, 0], i[:, 3], o[:, 2], o[:, 3]], axis=1),
            np.stack([o[:, 0], o[:, 1], i[:, 0], o[:, 3]], axis=1),
            np.stack([i[:, 2], o[:, 1], o[:, 2], o[:, 3]], axis=1),
        ]
    )
    plain = ~(np.append(framed, False) | np.insert(framed, 0, False))
    return np.concatenate([boxes[plain], sides]), np.concatenate([belongs[plain], np.tile(belongs[:-1][framed], 4)])
