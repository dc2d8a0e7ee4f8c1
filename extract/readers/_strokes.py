"""The segments of paths: the straight lines that are stroked and the rectangles that are filled.

All paths of a page are one array of segments; nothing here loops over segments in Python.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray

__all__ = ["CURVE", "LINE", "MOVE", "Drawn", "Segments", "straight"]

IndexArray = npt.NDArray[np.intp]
MaskArray = npt.NDArray[np.bool_]

LINE, CURVE, MOVE = 0, 1, 2
_CORNER = 0.02
"""Points within this distance are the same corner: producers write two or three decimals."""
_FRAME = 3.0
"""Points: the thickness of a rule at most. A rectangle inside another, so near on all sides, leaves four rules."""
_SHAPE, _SHAPES = 64, 500
"""Corners of a rectilinear shape, and shapes a page, that are looked at: what has more is a drawing."""


@dataclass(frozen=True, slots=True)
class Segments:
    """The segments of all paths of a page, a place a segment's end point: `x`, `y` in page coordinates, `kind`
    (`LINE`, `CURVE`, `MOVE`), whether the subpath `closes` behind it, and the number of the path (`owner`)."""

    x: FloatArray
    y: FloatArray
    kind: npt.NDArray[np.int32]
    closes: MaskArray
    owner: IndexArray


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


def straight(segments: Segments, filled: MaskArray, stroked: MaskArray, width: FloatArray) -> Drawn:
    """What is straight in the paths: of those `filled` the upright rectangles, of those `stroked` the lines.

    The masks and the line `width`, on the page, have a place a path.
    """
    x, y, kind, owner = segments.x, segments.y, segments.kind, segments.owner
    if len(x) == 0:
        return Drawn.nothing()
    first = kind == MOVE
    first[np.flatnonzero(np.diff(owner, prepend=-1))] = True
    start = np.flatnonzero(first)
    drawn = Drawn.nothing()
    if stroked.any():
        lines, line_owner = _stroked_lines(
            x, y, kind, segments.closes, first, start[np.cumsum(first) - 1], owner, stroked
        )
        lines[:, 4] = width[line_owner]
        drawn = replace(drawn, lines=lines, line_owner=line_owner)
    if filled.any():
        boxes, box_owner = _filled_boxes(x, y, (kind == LINE) | first, start, owner, filled)
        drawn = replace(drawn, boxes=boxes, box_owner=box_owner)
    return drawn


def _stroked_lines(
    x: FloatArray,
    y: FloatArray,
    kind: npt.NDArray[np.int32],
    closes: MaskArray,
    first: MaskArray,
    start: IndexArray,
    owner: IndexArray,
    stroked: MaskArray,
) -> tuple[FloatArray, IndexArray]:
    """The straight segments of stroked paths, and those that close a subpath."""
    drawn = np.flatnonzero((kind == LINE) & ~first & stroked[owner])
    closing = np.flatnonzero(closes & stroked[owner])
    begin = np.concatenate([drawn - 1, closing])
    end = np.concatenate([drawn, start[closing]])
    lines = np.stack([x[begin], y[begin], x[end], y[end], np.zeros(len(begin))], axis=1)
    # A path that returns to its start before it is closed has a closing line of no length: no dot.
    real = np.ones(len(lines), np.bool_)
    real[len(drawn) :] = (
        np.hypot(lines[len(drawn) :, 2] - lines[len(drawn) :, 0], lines[len(drawn) :, 3] - lines[len(drawn) :, 1])
        > _CORNER
    )
    return lines[real], owner[begin[real]]


def _filled_boxes(
    x: FloatArray, y: FloatArray, straight: MaskArray, start: IndexArray, owner: IndexArray, filled: MaskArray
) -> tuple[FloatArray, IndexArray]:
    """The subpaths that are rectangles, upright on the page, or so thin that their shape does not matter (a border
    with mitred ends); frames (one rectangle in another) and other rectilinear shapes as the rules they draw."""
    left, right = np.minimum.reduceat(x, start), np.maximum.reduceat(x, start)
    top, bottom = np.minimum.reduceat(y, start), np.maximum.reduceat(y, start)
    size = np.diff(np.append(start, len(x)))
    at = np.repeat(np.arange(len(start)), size)
    corner = (np.minimum(x - left[at], right[at] - x) <= _CORNER) & (np.minimum(y - top[at], bottom[at] - y) <= _CORNER)
    plain = np.logical_and.reduceat(straight, start) & (size >= 4) & filled[owner[start]]
    rectangle = np.logical_and.reduceat(corner, start) | (np.minimum(right - left, bottom - top) <= _FRAME)
    number = np.flatnonzero(plain & rectangle)
    boxes, belongs = np.stack([left, top, right, bottom], axis=1)[number], owner[start][number]
    boxes, belongs = _framed(boxes, belongs)
    shapes = np.flatnonzero(plain & ~rectangle & (size <= _SHAPE))[:_SHAPES]
    drawn = [
        _shape_rules(x[begin : begin + count], y[begin : begin + count])
        for begin, count in zip(start[shapes], size[shapes], strict=True)
    ]
    counts = [len(part) for part in drawn]
    return np.concatenate([boxes, *drawn]), np.concatenate([belongs, np.repeat(owner[start[shapes]], counts)])


def _framed(boxes: FloatArray, belongs: IndexArray) -> tuple[FloatArray, IndexArray]:
    """Replaces a rectangle and the next one of its path, where one lies closely inside the other, by four rules."""
    if len(boxes) < 2:
        return boxes, belongs
    one, two = boxes[:-1], boxes[1:]
    outer = np.concatenate([np.minimum(one[:, :2], two[:, :2]), np.maximum(one[:, 2:], two[:, 2:])], axis=1)
    inner = np.concatenate([np.maximum(one[:, :2], two[:, :2]), np.minimum(one[:, 2:], two[:, 2:])], axis=1)
    margin = np.abs(outer - inner)
    nested = (outer == one).all(axis=1) | (outer == two).all(axis=1)
    framed = nested & (belongs[:-1] == belongs[1:]) & ((margin > _CORNER) & (margin <= _FRAME)).all(axis=1)
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
    alone = ~(np.append(framed, False) | np.insert(framed, 0, False))
    return np.concatenate([boxes[alone], sides]), np.concatenate([belongs[alone], np.tile(belongs[:-1][framed], 4)])


def _shape_rules(x: FloatArray, y: FloatArray) -> FloatArray:
    """The thin arms of a rectilinear shape (an L, a comb: borders melted into one outline), as boxes.

    An arm lies between two parallel sides a rule's thickness apart.
    """
    sides = np.stack([x, y, np.roll(x, -1), np.roll(y, -1)], axis=1)
    rules: list[tuple[float, float, float, float]] = []
    for level in (True, False):
        across, along = (1, 0) if level else (0, 1)
        lies = np.abs(sides[:, across] - sides[:, across + 2]) <= _CORNER
        at = (sides[lies, across] + sides[lies, across + 2]) / 2
        low, high = (
            np.minimum(sides[lies, along], sides[lies, along + 2]),
            np.maximum(sides[lies, along], sides[lies, along + 2]),
        )
        gap = at[None, :] - at[:, None]
        begin, end = np.maximum(low[:, None], low[None, :]), np.minimum(high[:, None], high[None, :])
        pairs = np.argwhere((gap > _CORNER) & (gap <= _FRAME) & (end - begin > gap))
        for one, two in pairs.tolist():
            box = (begin[one, two], at[one], end[one, two], at[two])
            rules.append(box if level else (box[1], box[0], box[3], box[2]))
    return np.array(rules).reshape(-1, 4)
