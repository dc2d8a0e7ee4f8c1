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

__all__ = ["Tiles", "band_edges", "tile_edges"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

SMALLEST = 5.0
"""In points, the least side of a painted cell."""

TOUCH = 0.8
"""In points, how far the sides of two areas lie apart that touch."""

SHARE = 0.6
"""The share of a table's width that a coloured row or header covers."""

MOST = 1500
"""More areas than this are a drawing."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """The edges of painted areas.

    `coloured` (n, 4) are the areas that are not white, as x0, top, x1, bottom. `over` (m, 3) are the upper and lower
    edges that two areas of any colour have in common, as y, x0, x1; `beside` (k, 3) the sides that they have in common
    and the outer ones of areas that have others beside them, as x, top, bottom.
    """

    coloured: FloatArray
    over: FloatArray
    beside: FloatArray


def tile_edges(fills: Fills) -> Tiles:
    """Find the edges of painted areas."""
    size = fills.box[:, 2:] - fills.box[:, :2]
    used = (size >= SMALLEST).all(axis=1)
    if not used.any() or np.count_nonzero(used) > MOST:
        return Tiles(np.zeros((0, 4)), np.zeros((0, 3)), np.zeros((0, 3)))
    box = fills.box[used]
    x0, top, x1, bottom = box.T
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
    return Tiles(box[fills.colour[used] != WHITE], over, np.concatenate(down))


def band_edges(tiles: Tiles, x0: float, x1: float) -> FloatArray:
    """The upper and lower edges of coloured bands over most of the width from `x0` to `x1`: (n, 3) of y, x0, x1.

    A band is one area or many side by side, a cell each. Where a coloured area runs on over the edge of others (a cell
    merged over several rows) the edge has a gap.
    """
    box = tiles.coloured[(tiles.coloured[:, 0] < x1) & (tiles.coloured[:, 2] > x0)]
    heights = np.sort(np.concatenate((box[:, 1], box[:, 3])))
    found: list[FloatArray] = []
    for group in np.split(heights, np.flatnonzero(np.diff(heights) > 1.5) + 1):
        if len(group) == 0:
            continue
        y = float(group.mean())
        ends = (np.abs(box[:, 1] - y) <= 1.5) | (np.abs(box[:, 3] - y) <= 1.5)
        if _covered(box[ends], x0, x1) < SHARE * (x1 - x0):
            continue
        over = box[(box[:, 1] < y - 1.5) & (box[:, 3] > y + 1.5)]
        begin, stop = np.sort(over[:, 0]), np.maximum.accumulate(over[np.argsort(over[:, 0]), 2])
        lefts = np.maximum(np.concatenate(([x0], stop)), x0)
        rights = np.minimum(np.concatenate((begin, [x1])), x1)
        found.append(np.column_stack((np.full(len(lefts), y), lefts, rights))[rights - lefts > 1])
    return np.concatenate(found) if found else np.zeros((0, 3))


def _covered(box: FloatArray, x0: float, x1: float) -> float:
    """How much of the width from `x0` to `x1` some areas cover together."""
    begin, stop = np.maximum(box[:, 0], x0), np.minimum(box[:, 2], x1)
    order = np.argsort(begin)
    reach = np.maximum.accumulate(np.concatenate(([x0], stop[order])))[:-1]
    return float(np.maximum(stop[order] - np.maximum(begin[order], reach), 0).sum())
