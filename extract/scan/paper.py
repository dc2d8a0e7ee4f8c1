"""The picture of a page → dark ink on white paper: shadows, dark edges, fills and coloured stamps taken away.

Scanners leave the lid's black beside the paper and a shadow along the fold of a book; offices put coloured stamps and
signatures over their text. What lies on the paper is divided by the paper around it, so that one threshold serves the
whole page.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["BoolImage", "ByteImage", "even_paper", "without_stamps"]

ByteImage = npt.NDArray[np.uint8]
BoolImage = npt.NDArray[np.bool_]

_COARSE = 0.7
"""Pixels a point of the small picture in which paper is told from ink (some 50 dots an inch)."""
_STROKE = 5.0
"""In points: nothing printed in a table is thicker, so the lightest within that reach is paper."""
_DARK = 100
"""Paper darker than this is a dark fill with light text on it, or no paper at all."""
_VIVID = 50
"""How far apart the channels of a coloured ink are; the yellow of old paper and JPEG's fringes are less."""
_STAMP, _NARROW = 36.0, 18.0
"""In points: coloured strokes that hang together over more than this, and more than that the other way, are no line of
type."""
_BRIDGED = 1.8
"""In points: what black rules and letters cut out of a stamp."""


def even_paper(grey: ByteImage, scale: float) -> ByteImage:
    """The picture with its paper white everywhere, whatever light or colour lies on it.

    Args:
        grey: (height, width), as drawn.
        scale: pixels a point.
    """
    height, width = grey.shape
    factor = min(1.0, _COARSE / scale)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    reach = max(3, round(_STROKE * scale * factor) * 2 + 1)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8), borderType=cv2.BORDER_REPLICATE)
    paper = cv2.medianBlur(paper, 5)
    # A median sees letters neither on paper nor on a fill: it tells which of the two is the ground.
    lid, fill = _dark_areas(cv2.medianBlur(small, reach))
    paper[lid | fill] = 255
    wide = cv2.resize(np.maximum(paper, 1), (width, height), interpolation=cv2.INTER_LINEAR)
    even: ByteImage = cv2.divide(grey, wide, scale=255)
    if lid.any():
        even[_grown(lid, 2, (width, height))] = 255
    if fill.any():
        dark = _grown(fill, 0, (width, height))
        ground = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((reach, reach), np.uint8))
        below = cv2.resize(ground, (width, height), interpolation=cv2.INTER_LINEAR)
        light = cv2.divide(cv2.subtract(grey, below), cv2.subtract(255, below), scale=255)
        even[dark] = 255 - light[dark]
    return even


def _dark_areas(paper: ByteImage) -> tuple[BoolImage, BoolImage]:
    """Where there is no light paper: beside the sheet (it reaches the picture's border), and dark fills on it."""
    dark = paper < _DARK
    if not dark.any():
        return dark, dark
    count, label = cv2.connectedComponents(dark.astype(np.uint8))
    rim = np.unique(np.concatenate([label[0], label[-1], label[:, 0], label[:, -1]]))
    outer = np.zeros(count, np.bool_)
    outer[rim] = True
    outer[0] = False
    lid = outer[label]
    return lid, dark & ~lid


def _grown(small: BoolImage, by: int, size: tuple[int, int]) -> BoolImage:
    mask = small.astype(np.uint8)
    if by:
        mask = cv2.dilate(mask, np.ones((2 * by + 1, 2 * by + 1), np.uint8))
    large: BoolImage = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST) > 0
    return large


def without_stamps(colour: ByteImage, scale: float) -> tuple[ByteImage, list[tuple[int, int, int, int]]]:
    """The picture in grey, coloured stamps and pen strokes faded away, and the boxes of those, in pixels.

    Only ink that is coloured itself fades: the black text under a stamp stays. Coloured text, rules and fills are
    no stamps: a stamp is a stroke that hangs together over more than a letter's size and is not straight.
    """
    grey: ByteImage = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
    blue, green, red = cv2.split(colour)
    most, least = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    vivid = ((most - least) > _VIVID).astype(np.uint8)
    if np.count_nonzero(vivid) < _STAMP * scale:
        return grey, []
    long = max(3, round(_STAMP / 2 * scale))
    straight = cv2.morphologyEx(vivid, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    straight |= cv2.morphologyEx(vivid, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    bridge = max(2, round(_BRIDGED * scale))
    joined = cv2.morphologyEx(vivid, cv2.MORPH_CLOSE, np.ones((bridge, bridge), np.uint8))
    _, label, stats, _ = cv2.connectedComponentsWithStats(joined)
    boxes: list[tuple[int, int, int, int]] = []
    sides = stats[1:, 2:4]
    large = (sides.max(axis=1) > _STAMP * scale) & (sides.min(axis=1) > _NARROW * scale)
    for number in np.flatnonzero(large).tolist():
        left, top, wide, high, _ = stats[number + 1].tolist()
        window = np.s_[top : top + high, left : left + wide]
        inside = (label[window] == number + 1) & (vivid[window] > 0)
        area = np.count_nonzero(inside)
        ruled = np.count_nonzero(inside & (straight[window] > 0))
        if ruled > area / 2 or area > wide * high / 2:
            continue
        boxes.append((left, top, left + wide, top + high))
    for left, top, right, bottom in boxes:
        window = np.s_[top:bottom, left:right]
        inked = vivid[window] > 0
        near = cv2.dilate(vivid[window], np.ones((5, 5), np.uint8)) > 0
        # The stamp's own ink is brought up to white, and with it what is mixed of it and paper; text stays dark.
        own = max(1.0, float(np.percentile(most[window][inked], 30)))
        faded = np.minimum(most[window] * (255.0 / own), 255.0).astype(np.uint8)
        grey[window] = np.where(near, np.maximum(faded, grey[window]), grey[window])
    return grey, boxes
