"""Figures get a second look: cut out closer, enlarged, in black and white, read with no other characters than a
figure has. What the two looks disagree on is said, and stays as the first look had it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from extract.cells import Finding
from extract.scan.paper import ByteImage
from extract.scan.recognizer import FIGURES, Reading, Recognizer
from extract.scan.strips import Strip
from extract.scan.words import Word

__all__ = ["second_look"]

_LOOK_ALIKE = frozenset("OoDQIl|iSsBZzgqGbTA")
"""Letters that a figure is taken for."""
_LONGEST = 24
_ENLARGED = 3.0
_DOUBTED = 0.5
"""The most confidence that is left of a figure whose looks disagree."""
_SAME = str.maketrans({"–": "-", "—": "-", "‐": "-"})


def second_look(
    words: list[Word], strips: Sequence[Strip], readings: Sequence[Reading], recognizer: Recognizer, page: int, scale: float
) -> tuple[list[Word], list[Finding]]:
    """The words, those of doubtful figures with less confidence, and a finding for each doubtful figure."""
    chosen = [i for i, reading in enumerate(readings) if _is_figure(reading.text)]
    if not chosen:
        return words, []
    pure = [i for i in chosen if not any(character.isalpha() for character in readings[i].text)]
    mixed = [i for i in chosen if i not in set(pure)]
    again: dict[int, Reading] = {}
    for group, figures in ((pure, True), (mixed, False)):
        found = recognizer.read([_enlarged(strips[i]) for i in group], figures=figures)
        again.update(zip(group, found, strict=True))
    doubtful = {i: again[i].text for i in chosen if _core(again[i].text) != _core(readings[i].text)}
    findings = []
    out = []
    told: set[int] = set()
    for word in words:
        if word.strip not in doubtful:
            out.append(word)
            continue
        out.append(replace(word, confidence=min(word.confidence, _DOUBTED)))
        if word.strip not in told:
            told.add(word.strip)
            x0, top, x1, bottom = (edge / scale for edge in strips[word.strip].box)
            message = (
                f"Read as “{readings[word.strip].text.strip()}”, and enlarged as “{doubtful[word.strip].strip()}”: "
                "compare the figure with the page."
            )
            findings.append(Finding("figure_doubtful", "warning", message, page, (x0, top, x1, bottom)))
    return out, findings


def _is_figure(text: str) -> bool:
    """Whether a strip's text is a figure, or what a figure may be taken for."""
    bare = text.replace(" ", "")
    if not bare or len(bare) > _LONGEST:
        return False
    digits = sum(character.isdigit() for character in bare)
    if digits:
        return digits / len(bare) >= 0.3 or bare[0].isdigit()
    return all(character in FIGURES or character in _LOOK_ALIKE for character in bare) and len(bare) <= 4


def _core(text: str) -> str:
    """What counts of a reading: white space and the kinds of dash do not."""
    return "".join(text.translate(_SAME).split())


def _enlarged(strip: Strip) -> ByteImage:
    """The strip's ink with little around it, three times as large, in black and white."""
    x, y = strip.offset
    wide, high = strip.box[2] - strip.box[0], strip.box[3] - strip.box[1]
    tall = strip.crop.shape[0]
    margin = max(2, round(0.08 * tall))
    top, bottom = max(0, y - margin), min(tall, y + high + margin)
    if high < 0.4 * tall:  # a dash alone: enlarged to the crop's height it would be a bar
        top, bottom = 0, tall
    part = strip.crop[top:bottom, max(0, x - 2 * margin) : x + wide + 2 * margin]
    large = cv2.resize(part, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_LANCZOS4)
    large = cv2.GaussianBlur(large, (0, 0), 1.2)
    _, sharp = cv2.threshold(large, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    aside = round(0.3 * tall)
    out: ByteImage = cv2.copyMakeBorder(cv2.blur(sharp, (3, 3)), 0, 0, aside, aside, cv2.BORDER_CONSTANT, value=255)
    return out
