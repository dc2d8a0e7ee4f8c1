"""Which way the page lies: quarter turns, then the few degrees by which it went askew through the scanner.

Letters stand closer to each other than lines do, so ink that is smeared a little grows into words, and words are long
in the direction of reading: that settles upright or lying. Which end is up, only reading tells: the recogniser reads
some words both ways and is much surer of the right one.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from extract.scan.paper import ByteImage
from extract.scan.recognizer import Recognizer

__all__ = ["quarter_turns", "skew", "straightened"]

_COARSE = 1.6
"""Pixels a point at which the page's layout is looked at."""
_INK = 150
_WORD_GAP = 1.6
"""In points: letters of a word stand closer, words and lines do not."""
_LARGEST = 40.0
"""In points: what hangs together over more than this at the coarse scale is a table's rules or a picture."""
_SAMPLE = 8
"""Words that are read both ways at a time, longest first; a second lot decides where the first does not."""
_SURER = 1.25
_STEEPEST = 12.0
"""Degrees; paper that lies more askew than this does not go through a feeder."""
_POINTS = 60_000


def quarter_turns(grey: ByteImage, scale: float, recognizer: Recognizer) -> int:
    """How many quarter turns clockwise set the picture upright (0 where nothing tells)."""
    words, factor = _word_boxes(grey, scale)
    if len(words) == 0:
        return 0
    wide, high = words[:, 2], words[:, 3]
    level = float(wide[wide > 2 * high].sum())
    steep = float(high[high > 2 * wide].sum())
    turns = int(steep > level)
    long = np.maximum(wide, high) > 2.5 * np.minimum(wide, high)
    long &= (wide < high) if turns else (wide >= high)
    chosen = words[long]
    chosen = chosen[np.argsort(-chosen[:, 2:].max(axis=1), kind="stable")]
    scores = np.zeros(2)
    for begin in range(0, min(len(chosen), 3 * _SAMPLE), _SAMPLE):
        crops = [_crop(grey, box / factor) for box in chosen[begin : begin + _SAMPLE]]
        for way in (0, 1):
            turned = [np.ascontiguousarray(np.rot90(crop, -(turns + 2 * way))) for crop in crops]
            scores[way] += sum(_sureness(reading.confidence, reading.text) for reading in recognizer.read(turned))
        if scores.max() > _SURER * scores.min():
            break
    return turns + (2 if scores[1] > scores[0] else 0)


def _sureness(confidence: Sequence[float], text: str) -> float:
    """What a reading weighs: its letters, each by how sure it is. Upside down, letters turn into odd signs."""
    return sum(chance**2 for chance, character in zip(confidence, text, strict=True) if character.isalnum())


def _word_boxes(grey: ByteImage, scale: float) -> tuple[np.ndarray, float]:
    """(n, 4) left, top, width, height of what may be words, on a smaller picture, and that picture's factor."""
    factor = min(1.0, _COARSE / scale)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else grey
    ink = (small < _INK).astype(np.uint8)
    coarse = scale * factor
    _, label, stats, _ = cv2.connectedComponentsWithStats(ink)
    large = stats[:, 2:4].max(axis=1) > _LARGEST * coarse
    large |= stats[:, 4] < 3
    large[0] = True
    ink[large[label]] = 0
    gap = max(2, round(_WORD_GAP * coarse))
    ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    boxes = stats[1:, :4].astype(np.float64)
    tall = boxes[:, 2:].min(axis=1)
    return boxes[(tall >= 3.0 * coarse) & (tall <= 25.0 * coarse)], factor


def _crop(grey: ByteImage, box: np.ndarray) -> ByteImage:
    left, top, wide, high = box
    edge = 0.15 * min(wide, high)
    x0, y0 = max(0, int(left - edge)), max(0, int(top - edge))
    return grey[y0 : int(top + high + edge) + 1, x0 : int(left + wide + edge) + 1]


def skew(grey: ByteImage, scale: float) -> float:
    """By how many degrees clockwise the page must be turned to lie straight.

    Turned by the right angle, rules and lines of text fall into few rows and the paper between them into others: the
    sum of the squares of the rows' ink is then largest.
    """
    factor = min(1.0, _COARSE / scale)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else grey
    y, x = np.nonzero(small < _INK)
    if len(x) < 50:
        return 0.0
    if len(x) > _POINTS:
        chosen = np.random.default_rng(0).choice(len(x), _POINTS, replace=False)
        x, y = x[chosen], y[chosen]
    at = np.stack([x - small.shape[1] / 2, y - small.shape[0] / 2])
    reach = float(np.hypot(*small.shape)) / 2 + 2
    best, step, around = 0.0, 0.5, _STEEPEST
    for finer in (0.5, 0.1, 0.02):
        step = finer
        angles = np.arange(best - around, best + around + step / 2, step)
        scores = [_sharpness(at, angle, reach) for angle in angles]
        best, around = float(angles[int(np.argmax(scores))]), 1.2 * step
    return best if abs(best) > 0.03 else 0.0


def _sharpness(at: np.ndarray, degrees: float, reach: float) -> float:
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    score = 0.0
    for line in (at[0] * sine + at[1] * cosine, at[0] * cosine - at[1] * sine):
        rows = np.bincount((line + reach).astype(np.int64))
        score += float(np.square(rows.astype(np.float64)).sum())
    return score


def straightened(grey: ByteImage, degrees: float, zoom: float) -> ByteImage:
    """The picture turned clockwise by `degrees` about its middle and enlarged `zoom` times, in one step; what comes
    in from outside is white. The frame keeps its size: margins take up what is turned out of it."""
    if degrees == 0.0 and zoom == 1.0:
        return grey
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2 - 0.5, height / 2 - 0.5), -degrees, zoom)
    size = (round(width * zoom), round(height * zoom))
    matrix[:, 2] += (np.array(size) - np.array([width, height])) / 2
    how = cv2.INTER_CUBIC if zoom >= 1 else cv2.INTER_AREA
    out: ByteImage = cv2.warpAffine(grey, matrix, size, flags=how, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return out
