"""Quarters' labels that stand right below each other: whatever their numerals look like, four of them are I, II, III
and IV in this order.

Strokes are what scans lose first: of a III in small print one runs into the next, of a IV wrapped into a narrow cell an
`m` or `N` is left. The order says what the ink does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.scan.recognizer import Reading
from extract.scan.strips import Strip

__all__ = ["in_order"]

_LABEL = re.compile(r"(T\.?\s?W\.?|Trw?\.?|Triw\.?|Triwulan|Tribulan)\s*(\S{0,4})", re.IGNORECASE)
_STROKES = re.compile(r"[1lI|!iHNnuUmMW\[\]]{1,4}")
"""What one to three strokes are read as."""
_FOUR = re.compile(r"[I1lTE|!]?[VvNY]|IN|in|iv")
"""What IV is read as."""
_NUMERALS = ("I", "II", "III", "IV")
_APART = 1.3
"""In heights of a line: how far below each other the labels of one cell stand at most."""
_ASIDE = 0.8
_SURE = 0.9
"""The confidence of a numeral by its place in the order."""


@dataclass(slots=True)
class _Label:
    """A label in the making: the strip of its word, and that of its numeral (the same, unless it wrapped)."""

    word: int
    numeral: int
    text: str


def in_order(strips: Sequence[Strip], readings: Sequence[Reading]) -> list[Reading]:
    """The readings, with the numerals of four labels below each other as their order asks."""
    out = list(readings)
    for chain in _chains(strips, readings):
        labels = list(_labels(chain, readings))
        for end in range(3, len(labels)):
            four = labels[end - 3 : end + 1]
            if _FOUR.fullmatch(four[3].text) and all(_STROKES.fullmatch(label.text) for label in four[:3]):
                for label, numeral in zip(four, _NUMERALS, strict=True):
                    if label.text != numeral:
                        out[label.numeral] = _with_numeral(strips[label.numeral], out[label.numeral], numeral)
    return out


def _chains(strips: Sequence[Strip], readings: Sequence[Reading]) -> Iterator[list[int]]:
    """Strips that may be of labels, right below each other, from the top down."""
    likely = [
        i
        for i, reading in enumerate(readings)
        if (text := reading.text.strip())
        and (_LABEL.fullmatch(text) or _STROKES.fullmatch(text) or _FOUR.fullmatch(text))
    ]
    rest = sorted(likely, key=lambda i: strips[i].box[1])
    while rest:
        chain = [rest.pop(0)]
        for i in list(rest):
            above, here = strips[chain[-1]].box, strips[i].box
            high = max(above[3] - above[1], here[3] - here[1])
            aside = min(abs(above[0] - here[0]), abs((above[0] + above[2]) - (here[0] + here[2])) / 2)
            if -0.5 * high < here[1] - above[3] < _APART * high and aside < _ASIDE * high:
                chain.append(i)
                rest.remove(i)
        yield chain


def _labels(chain: Sequence[int], readings: Sequence[Reading]) -> Iterator[_Label]:
    """The labels of a chain; a numeral that wrapped goes to the word over it."""
    word: int | None = None
    for i in chain:
        text = readings[i].text.strip()
        found = _LABEL.fullmatch(text)
        if found is None:
            yield _Label(i if word is None else word, i, text)
            word = None
        elif found[2]:
            yield _Label(i, i, found[2])
            word = None
        else:
            word = i


def _with_numeral(strip: Strip, reading: Reading, numeral: str) -> Reading:
    """The reading with another numeral behind its word, in the place of the last run of ink that stands apart."""
    found = _LABEL.fullmatch(reading.text.strip())
    word = found[1].strip() if found is not None else ""
    runs = strip.runs()
    width = strip.crop.shape[1]
    begin = runs[0][0]
    if word:
        gaps = [(runs[i][0] - runs[i - 1][1], runs[i][0]) for i in range(1, len(runs))]
        begin = max(gaps, default=(0, runs[-1][0]))[1]
    middle = (begin + runs[-1][1]) / 2 / width
    place = (*reading.place[: len(word)], *(((begin - 1) / width,) if word else ()), *((middle,) * len(numeral)))
    text = f"{word} {numeral}" if word else numeral
    confidence = (*reading.confidence[: len(word)], *((_SURE,) * (len(text) - len(word))))
    return Reading(text, confidence, place)
