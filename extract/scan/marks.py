"""What the ink itself says, beside the network: how many strokes a numeral has, whether a separator hangs down.

At the size of small print the network sees a comma as a point and III as II; the ink's own measure is plain.
"""

from __future__ import annotations

import numpy as np

from extract.pages import FloatArray
from extract.scan.strips import Strip

__all__ = ["is_dash", "separators", "strokes"]

_FINER = 4
"""Steps to a pixel in which edges are found."""
_HANGS = 0.08
"""A separator that reaches so much lower than the digits beside it, in digits' heights, is a comma."""
_STANDS = 0.035
"""One that reaches no lower than this, and is no taller than `_DOT`, is a point."""
_DOT = 0.3
_THIN, _SHORT, _FULL = 0.26, 0.12, 0.6
"""A dash: its height and least width in font sizes, and how full of ink its box is."""
_DIP = 0.8
"""Between two strokes the ink is at most this share of the fainter one's."""


def is_dash(strip: Strip, size: float, flat: float = 1.35) -> bool:
    """Whether the ink of a strip is a short level bar and nothing else.

    `size` is the page's font size in pixels, `flat` how much farther the ink is spread across than down (a blurred
    dot's is as far).
    """
    wide, high = strip.box[2] - strip.box[0], strip.box[3] - strip.box[1]
    if high > _THIN * size or not _SHORT * size <= wide <= size:
        return False
    x, y = strip.offset
    dark = 255.0 - strip.crop[max(0, y - 1) : y + high + 1, max(0, x - 1) : x + wide + 1].astype(np.float64)
    across, down = _spread(dark.sum(axis=0)), _spread(dark.sum(axis=1))
    return across >= flat * down and float(strip.ink.sum()) >= _FULL * wide * high


def _spread(dark: FloatArray) -> float:
    """How far darkness is spread about its middle: its standard deviation in pixels."""
    at = np.arange(len(dark))
    total = max(float(dark.sum()), 1e-6)
    middle = float((dark * at).sum()) / total
    return float(np.sqrt((dark * np.square(at - middle)).sum() / total))


def separators(strip: Strip, text: str) -> dict[int, str]:
    """For points and commas between digits, by their place in `text`, which of the two their shape is; those whose
    shape lies between the two are `?`, and none is told where glyphs touch, so that one cannot be told from the next.
    """
    runs = strip.runs()
    places = [i for i, character in enumerate(text) if not character.isspace()]
    if len(runs) != len(places):
        return {}
    edges = [_extent(strip, run) for run in runs]
    digits = [edge for edge, i in zip(edges, places, strict=True) if text[i].isdigit()]
    if not digits:
        return {}
    found = {}
    height = float(np.median([bottom - top for top, bottom in digits]))
    for number, i in enumerate(places):
        beside = [
            edges[near][1]
            for near in (number - 1, number + 1)
            if 0 <= near < len(places) and text[places[near]].isdigit()
        ]
        if text[i] not in ".," or not beside:
            continue
        top, bottom = edges[number]
        depth = (bottom - float(np.mean(beside))) / height
        if depth >= _HANGS:
            found[i] = ","
        else:
            found[i] = "." if depth <= _STANDS and bottom - top <= _DOT * height else "?"
    return found


def _extent(strip: Strip, run: tuple[int, int]) -> tuple[float, float]:
    """From where to where the ink in some columns of a strip goes down, in parts of a pixel."""
    rows = np.flatnonzero(strip.ink[:, run[0] : run[1]].any(axis=1))
    low, high = max(0, int(rows[0]) - 2), min(strip.crop.shape[0], int(rows[-1]) + 3)
    dark = 255.0 - strip.crop[low:high, run[0] : run[1]].min(axis=1)
    fine = np.interp(np.arange((len(dark) - 1) * _FINER + 1) / _FINER, np.arange(len(dark)), dark)
    inked = np.flatnonzero(fine >= fine.max() / 2)
    return low + float(inked[0]) / _FINER, low + float(inked[-1]) / _FINER


def strokes(strip: Strip, x0: float, x1: float) -> int:
    """How many upright strokes stand between two columns of a strip's crop, at half the height of its ink."""
    top, high = strip.offset[1], strip.box[3] - strip.box[1]
    rows = slice(top + round(0.3 * high), max(top + round(0.7 * high), top + round(0.3 * high) + 1))
    left, right = max(0, round(x0) - 2), min(strip.crop.shape[1], round(x1) + 2)
    dark: FloatArray = 255.0 - strip.crop[rows, left:right].mean(axis=0)
    count, peak, low = 0, 0.0, 0.0
    for value in dark.tolist():
        if count == 0 or value < low:
            if count == 0 and value >= dark.max() / 2:
                count, peak, low = 1, value, value
            low = min(low, value)
        if count and value >= dark.max() / 2 and low <= _DIP * min(peak, value):
            count, peak, low = count + 1, value, value
        elif count and low >= peak:
            peak = low = max(peak, value)
    return count
