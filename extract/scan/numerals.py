"""Roman numerals of quarters: the network loses strokes of a III in small print; they are counted in the ink."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.scan.marks import strokes
from extract.scan.strips import Strip
from extract.scan.words import Word

__all__ = ["count_numerals"]

_NUMERAL = re.compile(r"[Il|]{1,3}")
_QUARTER = re.compile(r"T[A-Za-z]*\.?")
_COUNTED = 0.55
"""The confidence of a numeral that the network read otherwise: it is pointed out."""


def count_numerals(words: list[Word], strips: Sequence[Strip]) -> list[Word]:
    """The words, numerals of one to three strokes (after `TW`, `Triwulan`, or alone) with as many as the ink has."""
    out = list(words)
    for place, word in enumerate(words):
        if not _NUMERAL.fullmatch(word.text):
            continue
        before = words[place - 1] if place and words[place - 1].strip == word.strip else None
        if (before is None and set(word.text) != {"I"}) or (before and not _QUARTER.fullmatch(before.text)):
            continue
        strip = strips[word.strip]
        origin = strip.box[0] - strip.offset[0]
        count = strokes(strip, word.x0 - origin, word.x1 - origin)
        if 1 <= count <= 3 and "I" * count != word.text:
            out[place] = replace(word, text="I" * count, confidence=min(word.confidence, _COUNTED))
    return out
