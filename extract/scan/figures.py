"""Figures get a second look: cut out closer, enlarged, in black and white, and their separators measured in the ink.

A figure that all looks agree on stands as it was read. Where they do not agree the reading that most of them have is
taken, and the doubt is said with all readings: a person settles it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extract.cells import Finding
from extract.scan.marks import is_dash, separators
from extract.scan.paper import ByteImage
from extract.scan.recognizer import FIGURES, Reading, Recognizer
from extract.scan.strips import Strip

__all__ = ["Doubt", "second_look"]

_LOOK_ALIKE = {"O": "0", "o": "0", "D": "0", "Q": "0", "I": "1", "l": "1", "|": "1", "i": "1", "S": "5", "s": "5"}
_LOOK_ALIKE |= {"Z": "2", "z": "2", "B": "8", "g": "9", "q": "9", "b": "6", "G": "6", "T": "7", "A": "4"}
"""Letters that a digit is taken for."""
_LONGEST = 24
_ENLARGED = 3.0
_WIDER = 2.0
_DOUBTED = 0.5
"""The most confidence that is left of a figure whose looks disagree."""
_DOTS, _NEARLY = frozenset("•·"), 1.15
_BY_SHAPE = 0.8
"""The confidence of a dash that is one by its shape."""
_SURE = 0.75
"""A figure with a less sure character is doubtful though the looks agree."""
_SAME = str.maketrans({"–": "-", "—": "-", "‐": "-"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure whose looks do not agree: the number of its strip, and each reading once, the one that stands first."""

    strip: int
    readings: tuple[str, ...]

    def finding(self, strips: Sequence[Strip], page: int, scale: float) -> Finding:
        """The doubt in words, at its place in points."""
        x0, top, x1, bottom = (edge / scale for edge in strips[self.strip].box)
        first, *others = (f"“{reading}”" for reading in self.readings)
        message = f"Read as {first}, on a second look as {' or '.join(others)}: compare the figure with the page."
        if not others:
            message = f"Read as {first}, not surely: compare the figure with the page."
        return Finding("figure_doubtful", "warning", message, page, (x0, top, x1, bottom))


def second_look(
    strips: Sequence[Strip],
    readings: Sequence[Reading],
    recognizer: Recognizer,
    size: float,
    numerals: Collection[int] = (),
) -> tuple[list[Reading], list[Doubt]]:
    """The readings, with those of doubtful figures as most looks have them and less confident, and the doubts.

    `size` is the page's usual font size in pixels; `numerals` are strips that hold Roman ones. A lone dash, of which
    the network makes points and digits, is told by its shape.
    """
    readings, doubts = list(readings), []
    dashes = {i for i, strip in enumerate(strips) if is_dash(strip, size)}
    for i, reading in enumerate(readings):
        # A dot by itself, no taller than it is wide, in mid-line: small print's dash, but a person should look.
        if i not in dashes and reading.text.strip() in _DOTS and is_dash(strips[i], size, _NEARLY):
            readings[i] = Reading("-", (_DOUBTED,), (0.5,))
    for i in dashes:
        read = readings[i].text.strip()
        if any(map(str.isalnum, read)):
            doubts.append(Doubt(i, ("-", read)))
        if _core(read) != "-":
            readings[i] = Reading("-", (_DOUBTED if doubts and doubts[-1].strip == i else _BY_SHAPE,), (0.5,))
    chosen = [i for i, reading in enumerate(readings) if _is_figure(reading.text) and i not in dashes]
    beside = _among_figures(strips, readings, set(chosen) | dashes)
    chosen += [i for i in beside if i not in numerals and i not in dashes]
    pure = [i for i in chosen if not any(character.isalpha() for character in readings[i].text)]
    mixed = [i for i in chosen if i not in set(pure)]
    again: dict[int, Reading] = {}
    for group, figures in ((pure, True), (mixed, False)):
        found = recognizer.read([_enlarged(strips[i]) for i in group], figures=figures)
        again.update(zip(group, found, strict=True))
    out = readings
    disputed = [i for i in chosen if not _agree(strips[i], readings[i], again[i])]
    third = recognizer.read([strips[i].crop for i in disputed], stretch=_WIDER)
    for i, wider in zip(disputed, third, strict=True):
        looks = [_measured(strips[i], look) for look in (readings[i], again[i], wider)]
        counts = Counter(_core(look.text) for look in looks)
        taken = max(looks, key=lambda look: (counts[_core(look.text)], look is looks[0], look.least))
        others = dict.fromkeys(look.text.strip() for look in (readings[i], again[i], wider) if look.text.strip())
        others.pop(taken.text.strip(), None)
        sure = tuple(min(chance, _DOUBTED) for chance in taken.confidence)
        out[i] = Reading(taken.text, sure, taken.place)
        doubts.append(Doubt(i, (taken.text.strip(), *others)))
    return out, doubts


def _agree(strip: Strip, first: Reading, second: Reading) -> bool:
    """Whether two looks and the ink have the same figure."""
    if _core(first.text) != _core(second.text) or first.least < _SURE:
        return False
    figure = first.text.strip()
    if not any(character.isalpha() for character in figure) and len(strip.runs()) > len(_core(figure)):
        return "%" in figure  # its rings stand apart; else there are more glyphs than characters
    shapes = separators(strip, first.text)
    return all(first.text[i] == shape for i, shape in shapes.items())


def _measured(strip: Strip, reading: Reading) -> Reading:
    """The reading with its separators as their shape has them."""
    text = list(reading.text)
    for i, shape in separators(strip, reading.text).items():
        if shape != "?":
            text[i] = shape
    return Reading("".join(text), reading.confidence, reading.place)


def _is_figure(text: str) -> bool:
    """Whether a strip's text is a figure, maybe with a unit or a letter read for a digit."""
    bare = "".join(text.split())
    digits = sum(character.isdigit() for character in bare)
    return 0 < len(bare) <= _LONGEST and digits > 0 and (digits >= 0.3 * len(bare) or bare[0].isdigit())


def _among_figures(strips: Sequence[Strip], readings: Sequence[Reading], figures: set[int]) -> list[int]:
    """Strips that look like figures only for their neighbours: letters that a digit is taken for, and figures on
    both sides in the same row, or on one where the row ends."""
    found = []
    boxes = np.array([strip.box for strip in strips]).reshape(-1, 4)
    for i, reading in enumerate(readings):
        bare = "".join(reading.text.split())
        if i in figures or not 0 < len(bare) <= 3 or not all(c in _LOOK_ALIKE or c in FIGURES for c in bare):
            continue
        x0, top, x1, bottom = boxes[i]
        middle = (boxes[:, 1] + boxes[:, 3]) / 2
        row = np.flatnonzero((middle > top) & (middle < bottom) & (np.arange(len(boxes)) != i))
        before, after = row[boxes[row, 2] <= x0], row[boxes[row, 0] >= x1]
        beside = [int(before[boxes[before, 2].argmax()])] if len(before) else []
        beside += [int(after[boxes[after, 0].argmin()])] if len(after) else []
        if beside and all(near in figures for near in beside):
            found.append(i)
    return found


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
