"""Drawn boxes and lines as rulings: what is level, what is upright, what is only a piece of a shaded cell."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray

__all__ = ["THIN", "bars", "rules_of_boxes", "rules_of_lines", "slivers"]

MaskArray = npt.NDArray[np.bool_]
ColourArray = npt.NDArray[np.uint32]

THIN = 3.0
"""The thickness, in points, up to which a drawn area is a rule; what is thicker is a bar or a shaded area."""
_LEVEL = 0.01
"""How far a line may lean, of its length (and 1 pt at most), and still be level."""
_TOUCH = 1.0
"""In points: a rule so near to a thin area closes it on that side."""
_SLIVERS = 2000
"""Thin areas of a fill's colour that are looked at; a page with more has them as rules."""


def rules_of_boxes(boxes: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Thin rectangles as horizontal and vertical rulings (see `extract.pages.Rulings`). A near-square one (a dot, a
    corner square) is a ruling both ways: what it belongs to shows only beside its neighbours."""
    x0, top, x1, bottom = boxes.T
    width, height = x1 - x0, bottom - top
    square = (np.maximum(width, height) <= THIN) & (np.minimum(width, height) > 0.5 * np.maximum(width, height))
    flat, tall = (width >= height) | square, (height > width) | square
    horizontal = np.stack([(top + bottom) / 2, x0, x1, height], axis=1)[flat]
    vertical = np.stack([(x0 + x1) / 2, top, bottom, width], axis=1)[tall]
    return horizontal, vertical


def rules_of_lines(lines: FloatArray, windows: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Level and upright lines (n, 5: x0, y0, x1, y1, thickness) as rulings, cut at their windows (n, 4); slanting
    ones are none."""
    x0, y0, x1, y1, thickness = lines.T
    left, right = np.maximum(np.minimum(x0, x1), windows[:, 0]), np.minimum(np.maximum(x0, x1), windows[:, 2])
    top, bottom = np.maximum(np.minimum(y0, y1), windows[:, 1]), np.minimum(np.maximum(y0, y1), windows[:, 3])
    seen = (left <= right) & (top <= bottom)
    across, down = np.abs(x1 - x0), np.abs(y1 - y0)
    dot = np.maximum(across, down) <= thickness
    level = seen & (((down <= np.minimum(_LEVEL * across, 1.0)) & (across > down)) | dot)
    upright = seen & (((across <= np.minimum(_LEVEL * down, 1.0)) & (down > across)) | dot)
    grow = np.where(dot, thickness / 2, 0.0)
    horizontal = np.stack([(top + bottom) / 2, left - grow, right + grow, thickness], axis=1)[level]
    vertical = np.stack([(left + right) / 2, top - grow, bottom + grow, thickness], axis=1)[upright]
    return horizontal, vertical


def bars(lines: FloatArray) -> FloatArray:
    """The areas that lines (n, 5) cover."""
    x0, y0, x1, y1, thickness = lines.T
    across, down = np.abs(x1 - x0) >= np.abs(y1 - y0), np.abs(y1 - y0) > np.abs(x1 - x0)
    wide, tall = np.where(down, thickness / 2, 0.0), np.where(across, thickness / 2, 0.0)
    left, right = np.minimum(x0, x1) - wide, np.maximum(x0, x1) + wide
    return np.stack([left, np.minimum(y0, y1) - tall, right, np.maximum(y0, y1) + tall], axis=1)


def slivers(
    boxes: FloatArray,
    colours: ColourArray,
    rules: FloatArray,
    rule_colours: ColourArray,
    fills: FloatArray,
    fill_colours: ColourArray,
) -> MaskArray:
    """Which thin boxes are pieces of shaded cells (Word paints a cell's padding apart, as a strip of 2 or 3 pt).

    Such a strip has its own colour on one side, and its own colour or a rule of another colour on the other. A rule
    that borders a shaded cell of its own colour has nothing on its other side, and stays; so does one that is painted
    on a shaded cell (the black rules of a black header: nobody sees them, but they were drawn to part cells).
    """
    out = np.zeros(len(boxes), np.bool_)
    for number in range(min(len(boxes), _SLIVERS)):
        alike, unlike = fills[fill_colours == colours[number]], rules[rule_colours != colours[number]]
        if _covered(boxes[number], alike):
            continue
        same = [_borders(boxes[number], alike, after, 0.3) for after in (False, True)]
        if not any(same):
            continue
        closed = [_borders(boxes[number], unlike, after, _TOUCH) for after in (False, True)]
        out[number] = (same[0] and (same[1] or closed[1])) or (same[1] and closed[0])
    return out


def _covered(box: FloatArray, areas: FloatArray) -> bool:
    """Whether areas lie under at least half of the box."""
    width = np.minimum(areas[:, 2], box[2]) - np.maximum(areas[:, 0], box[0])
    height = np.minimum(areas[:, 3], box[3]) - np.maximum(areas[:, 1], box[1])
    shared = np.maximum(width, 0) * np.maximum(height, 0)
    return float(shared.sum()) >= 0.5 * float((box[2] - box[0]) * (box[3] - box[1]))


def _borders(box: FloatArray, areas: FloatArray, after: bool, reach: float) -> bool:
    """Whether areas lie along at least half of a long side of the box: the lower or right one, or the other."""
    across, along = (1, 0) if box[2] - box[0] >= box[3] - box[1] else (0, 1)
    # From the middle of the strip outwards: an area that overlaps it counts, one that ends at its other side does not.
    middle = (box[across] + box[across + 2]) / 2
    low, high = (middle, box[across + 2] + reach) if after else (box[across] - reach, middle)
    outer = box[across + 2] if after else box[across]
    near = (areas[:, across] <= high) & (areas[:, across + 2] >= low)
    near &= (areas[:, across + 2] > outer - 0.1) if after else (areas[:, across] < outer + 0.1)
    overlap = np.minimum(areas[:, along + 2], box[along + 2]) - np.maximum(areas[:, along], box[along])
    return float(np.maximum(overlap[near], 0).sum()) >= 0.5 * float(box[along + 2] - box[along])
