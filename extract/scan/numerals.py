"""Roman numerals of quarters: in small print the network loses strokes of a III; they are counted in the ink."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from extract.scan.marks import strokes
from extract.scan.recognizer import Reading
from extract.scan.strips import Strip

__all__ = ["counted", "counted_in_lists", "in_lists"]

_QUARTER = re.compile(
    r"(T\.?W\.?|Tr?i?w\.?)\s*([Il1|]{0,3})\s*|(T[A-Za-z]{3,8}\.?)\s+([Il1|]{1,3})|()(I{1,3})", re.IGNORECASE
)
"""A label with a numeral of strokes alone, if the network saw it; or such a numeral by itself."""
_NUMERALS = ("I", "II", "III", "IV")
_STROKES = re.compile(r"[1lI|!iHNnuUmMW\[\]]{0,3}")
"""What one to three strokes are read as, if at all."""
_SHORT = 3
_MOSTLY = 0.4
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


def in_lists(strips: Sequence[Strip], readings: Sequence[Reading]) -> set[int]:
    """The numbers of the strips that stand in a column or a row of quarters' numerals, or look like it.

    Such a list holds a IV, another numeral, and little else that is so short: figures that were read as strokes make
    no list.
    """
    texts = [reading.text.strip() for reading in readings]
    numeral = np.array([_NUMERALS.index(text) + 1 if text in _NUMERALS else 0 for text in texts], np.intp)
    short = np.array([len(text) <= _SHORT for text in texts], np.bool_)
    strokes_only = np.array([_STROKES.fullmatch(text) is not None for text in texts], np.bool_)
    if not (numeral == len(_NUMERALS)).any():
        return set()
    boxes = np.array([strip.box for strip in strips], np.float64)
    middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    high = boxes[:, 3] - boxes[:, 1]
    found = set()
    for i in np.flatnonzero(short & ((numeral > 0) | strokes_only)).tolist():
        column = short & (np.abs(middle_x - middle_x[i]) < 0.7 * high[i])
        row = short & (np.abs(middle_y - middle_y[i]) < high[i] / 2)
        for line in (column, row):
            kinds = set(numeral[line].tolist()) - {0}
            if (
                len(_NUMERALS) in kinds
                and len(kinds) >= 2
                and np.count_nonzero(numeral[line]) >= _MOSTLY * np.count_nonzero(line)
            ):
                found.add(i)
    return found


def counted_in_lists(strips: Sequence[Strip], readings: Sequence[Reading], lists: set[int]) -> list[Reading]:
    """The readings, with a numeral for what stands among the quarters' numerals and was read as strokes of another
    kind: in a column of I, II, III and IV a `1`, an `H` or an `m` is one to three strokes."""
    out = list(readings)
    for i in lists:
        if readings[i].text.strip() in _NUMERALS:
            continue
        runs = strips[i].runs()
        count = strokes(strips[i], runs[0][0], runs[-1][1])
        if 1 <= count <= 3:
            middle = (runs[0][0] + runs[-1][1]) / 2 / strips[i].crop.shape[1]
            sure = min(readings[i].least, _COUNTED)
            out[i] = Reading("I" * count, (sure,) * count, (middle,) * count)
    return out
