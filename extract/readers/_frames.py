"""From a PDF's user space to the page as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extract.pages import FloatArray

__all__ = ["IDENTITY", "Frame", "combine", "reading_frame", "turned"]

IDENTITY: FloatArray = np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's size in points, and the matrix (a, b, c, d, e, f) that takes user space into it:
    x = a·u + c·v + e and y = b·u + d·v + f, y downwards."""

    width: float
    height: float
    matrix: FloatArray

    def boxes(self, boxes: FloatArray) -> FloatArray:
        """(n, 4) boxes of user space, any two opposite corners, as x0, top, x1, bottom of the page."""
        a, b, c, d, e, f = self.matrix.tolist()
        if a:
            across, down = boxes[:, 0::2] * a + e, boxes[:, 1::2] * d + f
        else:
            across, down = boxes[:, 1::2] * c + e, boxes[:, 0::2] * b + f
        out = np.empty_like(boxes)
        for place, (one, two) in enumerate((across.T, down.T)):
            np.minimum(one, two, out=out[:, place])
            np.maximum(one, two, out=out[:, place + 2])
        return out


def reading_frame(box: tuple[float, float, float, float], rotation: int) -> Frame:
    """The frame of a page whose visible box (left, bottom, right, top) a viewer turns `rotation` quarter turns
    clockwise."""
    left, bottom, right, top = box
    upright = Frame(right - left, top - bottom, np.array([1.0, 0.0, 0.0, -1.0, -left, top]))
    return turned(upright, rotation)


def turned(frame: Frame, quarters: int) -> Frame:
    """The frame after so many more quarter turns clockwise."""
    width, height, matrix = frame.width, frame.height, frame.matrix
    for _ in range(quarters % 4):
        a, b, c, d, e, f = matrix.tolist()
        matrix = np.array([-b, a, -d, c, height - f, e]) + 0.0
        width, height = height, width
    return Frame(width, height, matrix)


def combine(inner: FloatArray, outer: FloatArray) -> FloatArray:
    """First `inner`, then `outer`; each a matrix of six or rows (n, 6) of them."""
    a, b, c, d, e, f = np.moveaxis(inner, -1, 0)
    oa, ob, oc, od, oe, of = np.moveaxis(outer, -1, 0)
    return np.stack(
        [
            a * oa + b * oc,
            a * ob + b * od,
            c * oa + d * oc,
            c * ob + d * od,
            e * oa + f * oc + oe,
            e * ob + f * od + of,
        ],
        axis=-1,
    )
