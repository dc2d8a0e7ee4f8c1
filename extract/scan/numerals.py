"""Roman numerals of quarters: in small print the network loses strokes of a III; they are counted in the ink."""

from __future__ import annotations

import re

from extract.scan.marks import strokes
from extract.scan.recognizer import Reading
from extract.scan.strips import Strip

__all__ = ["counted"]

_QUARTER = re.compile(
    r"(T\.?W\.?|Tr?i?w\.?)\s*([Il1|]{0,3})\s*|(T[A-Za-z]{3,8}\.?)\s+([Il1|]{1,3})|()(I{1,3})", re.IGNORECASE
)
"""A label with a numeral of strokes alone, if the network saw it; or such a numeral by itself."""
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
