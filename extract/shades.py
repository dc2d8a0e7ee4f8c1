"""Fills → the colours behind the atoms and cells of a grid.

Word paints the background of one cell in five pieces, spreadsheets a merged cell row by row, and many producers a
white rectangle behind each line of text. So the fills are painted, in their order, on a sample of points of every atom
of the grid, and what the points show is counted.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.pages import Fills, FloatArray

__all__ = ["MIXED", "WHITE", "atom_shades", "cell_shades", "paint"]

IntArray = npt.NDArray[np.intp]
Canvas = npt.NDArray[np.int32]

WHITE = 0xFFFFFF

MIXED = -1
"""The shade of an atom that shows more than one colour."""

_POINTS = np.array([0.08, 0.36, 0.64, 0.92])
"""Where an atom is sampled in each direction, as parts of its side: near its edges, but beside the rules."""


def paint(fills: Fills, x: FloatArray, y: FloatArray) -> Canvas | None:
    """Paint the fills on the sample points of a grid of lines `x` (m+1,) and `y` (n+1,).

    Gives the colour at each point, (4n, 4m), or None where the whole grid is white.
    """
    x0, top, x1, bottom = fills.box.T
    over = (x0 < x[-1]) & (x1 > x[0]) & (top < y[-1]) & (bottom > y[0])
    coloured = np.flatnonzero(over & (fills.colour != WHITE))
    if len(coloured) == 0:
        return None
    across = (x[:-1, None] + np.diff(x)[:, None] * _POINTS).ravel()
    down = (y[:-1, None] + np.diff(y)[:, None] * _POINTS).ravel()
    used = np.flatnonzero(over)
    used = used[used >= coloured[0]]
    left, right = np.searchsorted(across, x0[used]), np.searchsorted(across, x1[used], side="right")
    first, last = np.searchsorted(down, top[used]), np.searchsorted(down, bottom[used], side="right")
    canvas = np.full((len(down), len(across)), WHITE, dtype=np.int32)
    for a, b, c, d, colour in zip(
        first.tolist(), last.tolist(), left.tolist(), right.tolist(), fills.colour[used].tolist(), strict=True
    ):
        canvas[a:b, c:d] = colour
    return canvas


def atom_shades(canvas: Canvas) -> Canvas:
    """The colour of each atom, (n, m), from the painted sample points: `MIXED` where they differ."""
    points = len(_POINTS)
    rows, columns = canvas.shape[0] // points, canvas.shape[1] // points
    samples = canvas.reshape(rows, points, columns, points)
    low, high = samples.min(axis=(1, 3)), samples.max(axis=(1, 3))
    return np.where(low == high, low, np.int32(MIXED))


def cell_shades(canvas: Canvas | None, x: FloatArray, y: FloatArray, owner: IntArray, cells: int) -> IntArray:
    """The colour that most of each cell shows, (cells,); `owner` (n, m) is the cell of each atom, -1 where none."""
    if canvas is None:
        return np.full(cells, WHITE, dtype=np.intp)
    points = len(_POINTS)
    area = np.diff(y)[:, None] * np.diff(x)
    held = np.repeat(np.repeat(owner, points, axis=0), points, axis=1)
    weight = np.repeat(np.repeat(area, points, axis=0), points, axis=1)
    inside = held >= 0
    colours, which = np.unique(canvas[inside], return_inverse=True)
    counts = np.bincount(held[inside] * len(colours) + which, weight[inside], cells * len(colours))
    shades: IntArray = colours[np.argmax(counts.reshape(cells, len(colours)), axis=1)].astype(np.intp)
    return shades
