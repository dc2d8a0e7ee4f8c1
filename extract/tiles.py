"""Fills → the edges that they show: of coloured rows and headers, and of cells painted side by side.

A browser paints the background of every cell of a header, white ones too, and an office colours its header or every
other row. No rule is drawn there, but the painted areas end where one would be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import Fills, FloatArray
from extract.shades import WHITE

__all__ = ["Tiles", "tile_edges", "wide_edges"]

BoolArray = npt.NDArray[np.bool_]

SMALLEST = 5.0
"""In points, the least side of a painted cell."""

TOUCH = 0.8
"""In points, how far the sides of two areas lie apart that touch."""

MOST = 1500
"""More areas than this are a drawing."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """The edges of painted areas: the upper and lower ones of the coloured, `bands` (n, 3) of y, x0, x1; those that two
    areas of any colour have in common, `over` (n, 3) likewise; and `beside` (n, 3) of x, top, bottom, these and the
    outer ones of areas that have others beside them."""

    bands: FloatArray
    over: FloatArray
    beside: FloatArray


def tile_edges(fills: Fills) -> Tiles:
    """Find the edges of painted areas."""
    size = fills.box[:, 2:] - fills.box[:, :2]
    used = (size >= SMALLEST).all(axis=1)
    if not used.any() or np.count_nonzero(used) > MOST:
        none = np.zeros((0, 3))
        return Tiles(none, none, none)
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
    below = np.abs(bottom[:, None] - top) <= TOUCH
    below &= np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0) > SMALLEST
    upper, lower = np.nonzero(below)
    over = np.column_stack((bottom[upper], np.maximum(x0[upper], x0[lower]), np.minimum(x1[upper], x1[lower])))
    return Tiles(np.concatenate(across), over, np.concatenate(down))


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
