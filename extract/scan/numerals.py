"""Roman numerals of quarters: in small print the network loses strokes of a III; they are counted in the ink."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from extract.scan.marks import strokes
from extract.scan.recognizer import Reading
from extract.scan.strips import Strip

__all__ = ["counted", "counted_in_lists"]

_QUARTER = re.compile(
    r"(T\.?W\.?|Tr?i?w\.?)\s*([Il1|]{0,3})\s*|(T[A-Za-z]{3,8}\.?)\s+([Il1|]{1,3})|()(I{1,3})", re.IGNORECASE
)
"""A label with a numeral of strokes alone, if the network saw it; or such a numeral by itself."""
_NUMERALS = ("I", "II", "III", "IV")
_SHORT = 3
_GAP = 0.25
"""The gap before a numeral, as a share of the height of capitals: letters stand closer."""
_COUNTED = 0.55
"""The confidence of a numeral that the network read otherwise: it is pointed out."""


def counted(strip: Strip, reading: Reading) -> Reading:
    """The reading of a strip that is a quarter's label, its numeral with as many strokes as the ink has.

    Anything else, a IV among it, is left as it was read.
    """
    found = _QUARTER.fullmatch(reading.text.strip())
    if found is None:
        return reading
    label, numeral = next((one, two) for one, two in zip(*[iter(found.groups())] * 2, strict=True) if one is not None)
    runs = strip.runs()
    begin = runs[0][0]
    if label:
        high = strip.box[3] - strip.box[1]
        wide = [i for i in range(1, len(runs)) if runs[i][0] - runs[i - 1][1] >= _GAP * high]
        if not wide:
            return reading
        begin = runs[wide[-1]][0]
    count = strokes(strip, begin, runs[-1][1])
    if not 1 <= count <= 3 or ("I" * count == numeral.strip() and (" " in reading.text.strip() or not label)):
        return reading
    text = f"{label} {'I' * count}" if label else "I" * count
    middle = (begin + runs[-1][1]) / 2 / strip.crop.shape[1]
    gap = (begin - 1) / strip.crop.shape[1]
    place = (*reading.place[: len(label)], *((gap,) if label else ()), *((middle,) * count))
    sure = _COUNTED if count != len(numeral) else reading.least
    return Reading(text, (*reading.confidence[: len(label)], *((sure,) * (len(text) - len(label)))), place)


def counted_in_lists(strips: Sequence[Strip], readings: Sequence[Reading]) -> list[Reading]:
    """The readings, with what stands among the numerals of the quarters for a numeral that was read as something else.

    In a column or a row of I, II, III and IV a `1`, an `H` or an `m` is one to three strokes.
    """
    out = list(readings)
    numerals = np.array([reading.text.strip() in _NUMERALS for reading in readings], np.bool_)
    short = np.array([0 < len(reading.text.strip()) <= _SHORT for reading in readings], np.bool_)
    if np.count_nonzero(numerals) < 2:
        return out
    boxes = np.array([strip.box for strip in strips], np.float64)
    middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    high = boxes[:, 3] - boxes[:, 1]
    for i in np.flatnonzero(short & ~numerals).tolist():
        column = np.abs(middle_x - middle_x[i]) < high[i]
        row = (np.abs(middle_y - middle_y[i]) < high[i] / 2) & short
        beside = np.count_nonzero(numerals & column) >= max(2, 0.3 * np.count_nonzero(column & short))
        beside |= np.count_nonzero(numerals & row) >= max(2, 0.4 * np.count_nonzero(row))
        if not beside:
            continue
        runs = strips[i].runs()
        count = strokes(strips[i], runs[0][0], runs[-1][1])
        if 1 <= count <= 3:
            middle = (runs[0][0] + runs[-1][1]) / 2 / strips[i].crop.shape[1]
            sure = min(readings[i].least, _COUNTED)
            out[i] = Reading("I" * count, (sure,) * count, (middle,) * count)
    return out
