"""Fills → the edges that they show: of coloured rows and headers, and of cells painted side by side.

A browser paints the background of every cell of a header, white ones too, and an office colours its header or every
other row. No rule is drawn there, but the painted areas end where one would be.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.pages import Fills, FloatArray
from extract.rulings import Edges
from extract.shades import WHITE

__all__ = ["tile_edges", "wide_edges"]

BoolArray = npt.NDArray[np.bool_]

SMALLEST = 5.0
"""In points, the least side of a painted cell."""

TOUCH = 0.8
"""In points, how far the sides of two areas lie apart that touch."""

MOST = 1500
"""More areas than this are a drawing."""


def tile_edges(fills: Fills) -> Edges:
    """The upper and lower edges of the coloured areas, and the sides that areas of any colour have in common."""
    size = fills.box[:, 2:] - fills.box[:, :2]
    used = (size >= SMALLEST).all(axis=1)
    if not used.any() or np.count_nonzero(used) > MOST:
        return Edges(np.zeros((0, 3)), np.zeros((0, 3)))
    box, coloured = fills.box[used], fills.colour[used] != WHITE
    x0, top, x1, bottom = box.T
    across = [np.column_stack((y, x0, x1))[coloured] for y in (top, bottom)]
    beside = np.abs(x1[:, None] - x0) <= TOUCH
    common = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    beside &= common > 0.6 * np.minimum((bottom - top)[:, None], bottom - top)
    left, right = np.nonzero(beside)
    down = [np.column_stack((x1[left], np.maximum(top[left], top[right]), np.minimum(bottom[left], bottom[right])))]
    # The outer sides of areas that have others on their one side.
    down += [
        np.column_stack((x, top, bottom))[side] for x, side in ((x0, beside.any(axis=1)), (x1, beside.any(axis=0)))
    ]
    return Edges(np.concatenate(across), np.concatenate(down))


def wide_edges(horizontal: FloatArray, x0: float, x1: float, share: float) -> FloatArray:
    """Join edges of one height, and keep what covers at least a share of the width from `x0` to `x1`: (n, 3)."""
    near = horizontal[(horizontal[:, 1] < x1) & (horizontal[:, 2] > x0)]
    near = near[np.argsort(near[:, 0])]
    found: list[tuple[float, float, float]] = []
    for group in np.split(near, np.flatnonzero(np.diff(near[:, 0]) > 1.5) + 1):
        if len(group) == 0:
            continue
        begin, stop = np.maximum(group[:, 1], x0), np.minimum(group[:, 2], x1)
        order = np.argsort(begin)
        reach = np.maximum.accumulate(np.concatenate(([x0], stop[order])))[:-1]
        covered = np.maximum(stop[order] - np.maximum(begin[order], reach), 0).sum()
        if covered >= share * (x1 - x0):
            found.append((float(group[:, 0].mean()), float(group[:, 1].min()), float(group[:, 2].max())))
    return np.array(found).reshape(-1, 3)
