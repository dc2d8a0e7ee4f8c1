"""A straight page without its rules → strips: pieces of one line of text, each cut out for the recogniser.

Ink that is smeared sideways by less than the gap between columns grows into lines of text. Rules bound it, so a strip
never reaches into the next cell. What is not text-like (the arcs of a stamp, a signature) takes no part in finding the
lines, though it stays in the crops where it crosses them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from extract.scan.paper import BoolImage, ByteImage
from extract.scan.rules import Ruled, ink_of

__all__ = ["Strip", "find_strips"]

IntImage = npt.NDArray[np.int32]

# In points.
_LEAST_LETTER, _LARGEST_LETTER = 1.6, 16.0
_SPECK = 0.45
"""What is smaller both ways is dust, or a dot that a line has around it."""
_SHADOW = 12.0
"""What reaches the picture's rim and is larger is the edge of the sheet, or the shadow along it."""
_TANGLE = 32.0
"""What hangs together over more than this and leaves most of its box empty is no letter."""
_LIGHTER = 35
"""Levels of grey by which a stamp's ink is told from type."""

_GRAIN = 1.2
"""In points: what a stamp's darkest grains are smaller than, and letters are not."""

# In typical letter heights (about the height of an x).
_SIDEWAYS = 1.5
"""The gap that is smeared over: words stand half of it apart, columns at least twice."""
_TALL = 3.0
"""A strip may be so tall that it holds two lines whose letters touch."""
_DOT = 0.7
_REACH = 0.9


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of one line: its crop; its ink's `box` in the page (x0, top, x1, bottom), in pixels; where that box
    begins in the crop (x, y); and which pixels of the crop are its ink."""

    crop: ByteImage
    box: tuple[int, int, int, int]
    offset: tuple[int, int]
    ink: BoolImage

    def runs(self) -> list[tuple[int, int]]:
        """The runs of columns of the crop that hold ink, each from its first column to behind its last."""
        inked = np.flatnonzero(np.concatenate(([False], self.ink.any(axis=0), [False])))
        if len(inked) == 0:
            return []
        ends = np.flatnonzero(np.diff(inked) > 1)
        first = np.concatenate(([inked[0]], inked[ends + 1])) - 1
        last = np.concatenate((inked[ends], [inked[-1]]))
        return list(zip(first.tolist(), last.tolist(), strict=True))


def find_strips(grey: ByteImage, ruled: Ruled, scale: float) -> list[Strip]:
    """The strips of a page, in no particular order."""
    ink, clean = _without_rules(grey, ruled)
    ink, clean = _without_tangles(ink, clean, scale)
    letter = _letter_height(ink, scale)
    label, boxes = _smeared(ink, ruled, letter)
    boxes, label = _parted(ink, label, boxes, letter)
    owner = _gathered(boxes, letter, scale)
    return _cut_out(clean, ink, label, boxes, owner, letter)


def _without_rules(grey: ByteImage, ruled: Ruled) -> tuple[BoolImage, ByteImage]:
    """The ink and the picture with the rules taken out; strokes that cross a rule stay whole."""
    ink = ink_of(grey)
    rest = (ink & ~ruled.mask).astype(np.uint8)
    reach = np.ones((9, 1), np.uint8)
    above = cv2.dilate(rest, reach, anchor=(0, 8))
    below = cv2.dilate(rest, reach, anchor=(0, 0))
    taken = ruled.mask & ~((above & below) > 0)
    # A rule's soft edge is half ink: a pixel more on each side goes with it, where no letter touches it.
    fringe = cv2.dilate(taken.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    clean = grey.copy()
    clean[fringe & ~(rest > 0)] = 255
    return ink & ~taken, clean


def _without_tangles(ink: BoolImage, clean: ByteImage, scale: float) -> tuple[BoolImage, ByteImage]:
    """The ink and the picture without dust, and without what is too large and too thin to be letters.

    Where that is a stamp in a lighter grey than the type, all that is so light within its box goes with it, the type
    that it lies over stays.
    """
    _, label, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    wide, high, area = stats[:, 2], stats[:, 3], stats[:, 4]
    tangled = (np.maximum(wide, high) > _TANGLE * scale) & (area < 0.25 * wide * high)
    tangled[0] = False
    type_grey = float(np.percentile(clean[ink], 20)) if ink.any() else 0.0
    stamps = []
    for number in np.flatnonzero(tangled & (np.minimum(wide, high) > _TANGLE / 2 * scale)).tolist():
        left, top, across, down, _ = stats[number].tolist()
        window = np.s_[top : top + down, left : left + across]
        own = float(np.median(clean[window][label[window] == number]))
        if own > type_grey + _LIGHTER:
            stamps.append((window, (own + type_grey) / 2))
    gone = tangled | (np.maximum(wide, high) <= _SPECK * scale) | (area < 3)
    height, width = ink.shape
    rim = (stats[:, 0] == 0) | (stats[:, 1] == 0) | (stats[:, 0] + wide == width) | (stats[:, 1] + high == height)
    gone |= rim & (np.maximum(wide, high) > _SHADOW * scale)
    gone[0] = True
    kept: BoolImage = ~gone[label]
    for window, least in stamps:
        dark = _larger(ink[window] & (clean[window] < least), _GRAIN * scale)
        near = cv2.dilate(dark.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        kept[window] = ink[window] & near
        clean[window][~near] = 255
    return kept, clean


def _larger(ink: BoolImage, least: float) -> BoolImage:
    """The ink without pieces that are smaller both ways."""
    _, label, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    large = stats[:, 2:4].max(axis=1) >= least
    large[0] = False
    found: BoolImage = large[label]
    return found


def _letter_height(ink: BoolImage, scale: float) -> float:
    """The height of a typical letter in pixels."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    high = stats[1:, 3]
    likely = high[(high >= _LEAST_LETTER * scale) & (high <= _LARGEST_LETTER * scale)]
    return float(np.median(likely)) if len(likely) else 5.0 * scale


def _smeared(ink: BoolImage, ruled: Ruled, letter: float) -> tuple[IntImage, npt.NDArray[np.int64]]:
    """The ink's strips: a label for each pixel of ink (0 for paper), and (n, 4) boxes x0, top, x1, bottom; row 0 is
    none's."""
    gap = max(3, round(_SIDEWAYS * letter))
    smear = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    for x, top, bottom, _ in ruled.vertical.tolist():
        smear[int(top) : int(bottom) + 1, max(0, int(x) - 1) : int(x) + 2] = 0
    for y, left, right, _ in ruled.horizontal.tolist():
        smear[max(0, int(y) - 1) : int(y) + 2, int(left) : int(right) + 1] = 0
    count, label, _, _ = cv2.connectedComponentsWithStats(smear)
    label = np.where(ink, label, 0)
    return label, _boxes(label, count)


def _boxes(label: IntImage, count: int) -> npt.NDArray[np.int64]:
    y, x = np.nonzero(label)
    number = label[y, x]
    boxes = np.zeros((count, 4), np.int64)
    boxes[:, :2] = 1 << 30
    np.minimum.at(boxes[:, 0], number, x)
    np.minimum.at(boxes[:, 1], number, y)
    np.maximum.at(boxes[:, 2], number, x + 1)
    np.maximum.at(boxes[:, 3], number, y + 1)
    boxes[boxes[:, 2] == 0] = 0
    return boxes


def _parted(
    ink: BoolImage, label: IntImage, boxes: npt.NDArray[np.int64], letter: float
) -> tuple[npt.NDArray[np.int64], IntImage]:
    """Strips of two or more lines whose letters touch are parted at the rows with least ink between them."""
    more: list[tuple[int, int, int, int]] = []
    high = boxes[:, 3] - boxes[:, 1]
    for number in np.flatnonzero(high > _TALL * letter).tolist():
        left, top, right, bottom = boxes[number].tolist()
        own = label[top:bottom, left:right] == number
        cuts = _valleys(own.sum(axis=1).astype(np.float64), letter)
        if not cuts:
            continue
        bounds = [0, *cuts, bottom - top]
        for place, (begin, stop) in enumerate(pairwise(bounds)):
            part = own[begin:stop]
            rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
            if len(rows) == 0:
                continue
            box = (left + columns[0], top + begin + rows[0], left + columns[-1] + 1, top + begin + rows[-1] + 1)
            if place == 0:
                boxes[number] = box
                continue
            window = label[top + begin : top + stop, left:right]
            window[part] = len(boxes) + len(more)
            more.append(box)
    return (np.concatenate([boxes, np.array(more, np.int64)]) if more else boxes), label


def _valleys(profile: np.ndarray, letter: float) -> list[int]:
    """The rows that part lines: deep lows of the ink's profile between two highs that are a line apart."""
    width = max(3, round(0.5 * letter)) | 1
    smooth = np.convolve(profile, np.ones(width) / width, mode="same")
    apart = 1.5 * letter
    tops: list[int] = []
    for row in np.argsort(-smooth).tolist():
        if smooth[row] < 0.35 * smooth.max():
            break
        if all(abs(row - other) >= apart for other in tops):
            tops.append(row)
    tops.sort()
    cuts = []
    for one, two in pairwise(tops):
        low = one + int(smooth[one:two].argmin())
        if smooth[low] < 0.4 * min(smooth[one], smooth[two]):
            cuts.append(low)
    return cuts


def _gathered(boxes: npt.NDArray[np.int64], letter: float, scale: float) -> npt.NDArray[np.intp]:
    """Dots and accents go to the line they belong to: for each box, the number of the box whose strip it joins."""
    owner = np.arange(len(boxes))
    high = boxes[:, 3] - boxes[:, 1]
    small = np.flatnonzero((high <= _DOT * letter) & (high > 0))
    large = np.flatnonzero(high > _DOT * letter)
    if len(large) == 0:
        return owner
    homes = boxes[large]
    for number in small.tolist():
        left, top, right, bottom = boxes[number].tolist()
        aside = np.maximum(np.maximum(homes[:, 0] - right, left - homes[:, 2]), 0)
        apart = np.maximum(np.maximum(homes[:, 1] - bottom, top - homes[:, 3]), 0)
        near = (aside <= letter) & (apart <= _REACH * letter)
        # A dot above its letter lies nearer to it than to the line above, whose letters may reach down to it.
        middle = np.abs((homes[:, 1] + homes[:, 3]) / 2 - (top + bottom) / 2) + aside
        if near.any():
            owner[number] = large[np.flatnonzero(near)[middle[near].argmin()]]
    return owner


def _cut_out(
    clean: ByteImage,
    ink: BoolImage,
    label: IntImage,
    boxes: npt.NDArray[np.int64],
    owner: npt.NDArray[np.intp],
    letter: float,
) -> list[Strip]:
    """The crop of each strip, what belongs to others painted over."""
    label = owner.astype(np.int32)[label]
    joined = boxes.copy()
    for number in np.flatnonzero(owner != np.arange(len(owner))).tolist():
        home = joined[owner[number]]
        home[:2] = np.minimum(home[:2], boxes[number, :2])
        home[2:] = np.maximum(home[2:], boxes[number, 2:])
    strips = []
    height, width = clean.shape
    for number in np.flatnonzero((owner == np.arange(len(owner))) & (boxes[:, 2] > boxes[:, 0])).tolist():
        left, top, right, bottom = joined[number].tolist()
        lack = max(0.0, 1.9 * letter - (bottom - top))
        up = down = round(lack / 2 + 0.16 * max(bottom - top, 1.9 * letter))
        aside = round(0.45 * letter)
        y0, y1, x0, x1 = max(0, top - up), min(height, bottom + down), max(0, left - aside), min(width, right + aside)
        window = np.s_[y0:y1, x0:x1]
        crop = clean[window].copy()
        own_ink = label[window] == number
        others = ~own_ink & ink[window]
        if others.any():
            around = cv2.dilate(others.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            own = cv2.dilate(own_ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            crop[around & ~own] = 255
        strips.append(Strip(crop, (left, top, right, bottom), (left - x0, top - y0), own_ink))
    return strips
