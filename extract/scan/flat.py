"""Paper that did not lie flat → flat: near the fold of a book, or under a camera, straight rules bend.

The rules that run over the page show the bend: one smooth shift, the same for text as for rules, that makes all of
them straight at once.
"""

from __future__ import annotations

import cv2
import numpy as np

from extract.pages import FloatArray
from extract.scan.paper import ByteImage
from extract.scan.rules import Ruled

__all__ = ["flattened"]

# In points.
_LONG = 60.0
"""A rule must be so long to say something of the paper."""
_BENT = 0.7
"""Rules that stray no more from a straight line do no harm."""
_KNOT = 24.0
"""The bend is given at points so far apart, and runs straight between them."""
_MOST = 60
"""The longest rules of a direction are enough."""
_SAMPLES = 60
_STIFF = 0.5
"""How much the bend resists turning from one piece to the next, against the weight of one sample."""


def flattened(grey: ByteImage, ruled: Ruled, scale: float) -> ByteImage | None:
    """The picture with its rules made straight, or None where they are straight already."""
    height, width = grey.shape
    down = _bend(ruled.level, width, height, scale)
    across = _bend(ruled.steep, height, width, scale)
    if down is None and across is None:
        return None
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    source_x = x if across is None else x + _field(across, height, width).T
    source_y = y if down is None else y + _field(down, width, height)
    out: ByteImage = cv2.remap(
        grey, source_x, source_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return out


def _bend(courses: list[FloatArray], along: int, across: int, scale: float) -> FloatArray | None:
    """How far rules stray across their direction: (2, knots) of the shift in pixels and how it changes from one edge
    of the page to the other; None where they are straight.

    Args:
        courses: (k, 2) of along and across, a rule each.
        along: the length of the picture in the rules' direction, in pixels.
        across: its length across it.
        scale: pixels a point.
    """
    long = [course for course in courses if course[-1, 0] - course[0, 0] >= _LONG * scale]
    long = sorted(long, key=lambda course: course[0, 0] - course[-1, 0])[:_MOST]
    strays = [float(np.ptp(course[:, 1] - np.median(course[:, 1]))) for course in map(_smooth, long)]
    if not long or np.percentile(strays, 75) < _BENT * scale:
        return None
    knots = max(2, round(along / scale / _KNOT) + 1)
    rows, columns, values, targets = [], [], [], []
    row = 0
    for number, course in enumerate(map(_smooth, long)):
        at = course[:, 0] / max(1, along - 1) * (knots - 1)
        low = np.minimum(at.astype(np.intp), knots - 2)
        part = at - low
        height = course[:, 1] / across - 0.5
        own = np.arange(row, row + len(course))
        row += len(course)
        for column, value in (
            (low, 1 - part),
            (low + 1, part),
            (knots + low, (1 - part) * height),
            (knots + low + 1, part * height),
            (np.full(len(course), 2 * knots + number), np.ones(len(course))),
        ):
            rows.append(own)
            columns.append(column)
            values.append(value)
        targets.append(course[:, 1])
    unknowns = 2 * knots + len(long)
    matrix = np.zeros((row, unknowns))
    matrix[np.concatenate(rows), np.concatenate(columns)] = np.concatenate(values)
    stiff = []
    for start, weight in ((0, 1.0), (knots, 2.0)):
        for knot in range(knots - 2):
            line = np.zeros(unknowns)
            line[start + knot : start + knot + 3] = np.array([1.0, -2.0, 1.0]) * _STIFF * weight * (len(long) ** 0.5)
            stiff.append(line)
        anchor = np.zeros((knots, unknowns))
        anchor[:, start : start + knots] = np.eye(knots) * 0.02
        stiff.extend(anchor)
    whole = np.vstack([matrix, *stiff])
    answer = np.linalg.lstsq(whole, np.concatenate([*targets, np.zeros(len(stiff))]), rcond=None)[0]
    shift: FloatArray = answer[: 2 * knots].reshape(2, knots)
    shift[0] -= shift[0].mean()
    return shift


def _smooth(course: FloatArray) -> FloatArray:
    """A course in at most `_SAMPLES` steps, each the mean of its piece."""
    pieces = np.array_split(course, min(_SAMPLES, len(course)))
    means: FloatArray = np.array([piece.mean(axis=0) for piece in pieces])
    return means


def _field(bend: FloatArray, along: int, across: int) -> FloatArray:
    """The shift at each pixel: (across, along)."""
    at = np.arange(along) / max(1, along - 1) * (bend.shape[1] - 1)
    knots = np.arange(bend.shape[1])
    base, change = np.interp(at, knots, bend[0]), np.interp(at, knots, bend[1])
    height = (np.arange(across) / across - 0.5)[:, None]
    field: FloatArray = (base[None, :] + change[None, :] * height).astype(np.float32)
    return field
