"""Rulings found in a picture: long thin straight ink with paper on both sides of it.

A rule on a scan is broken by specks and wavers by a pixel or two; a line of bold type, smeared by a coarse scanner,
has long runs of ink too. So a candidate is followed along its course, and is a rule where ink goes on along it and
paper lies beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray, Rulings
from extract.scan.paper import BoolImage, ByteImage

__all__ = ["Ruled", "find_rules", "ink_of"]

IntImage = npt.NDArray[np.int32]

# All in points.
_RUN = 6.0
"""An unbroken piece of a rule: longer than most strokes of a letter in a table's type."""
_GAP = 2.0
"""What may be missing between two pieces."""
_SHORTEST = 11.0
"""No cell that holds text is narrower or lower."""
_THICKEST = 4.0
_SURE = 40.0
"""A rule of this length may stand alone; a shorter one must reach from rule to rule, as the side of a cell does."""
_JOINT = 4.0
"""How far a rule that a speck cut short is drawn out to the rule that it should meet."""
_JUTS = 10.0
"""A rule that juts out no farther than this beyond the last rule that it crosses has met the stem of a letter there."""
_BESIDE = 1.0
"""How far beside a rule there is paper."""

_LONG = 100.0
_UNBROKEN, _WHOLE = 0.75, 0.985
"""The share of its course that is inked, of a rule longer than `_LONG` and of a shorter one: a line of type that a
coarse scanner has smeared may be inked along most of its length, but not all, and is no longer than a cell is wide."""
_SPECK = 0.5
"""In points: a gap that breaks no rule."""
_CROWDED = 0.38
"""The share of its course beside which ink lies: letters touch a rule here and there, type has ink all along."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """The rules of a picture, in pixels: `horizontal` rows are y, x0, x1, thickness, `vertical` ones x, top, bottom,
    thickness (see extract.pages.Rulings). `mask` is where their ink lies. `level` and `steep` are their courses, a
    (k, 2) array of along and across for each rule: straight only where the paper lay flat."""

    horizontal: FloatArray
    vertical: FloatArray
    mask: BoolImage
    level: list[FloatArray]
    steep: list[FloatArray]

    def rulings(self, scale: float) -> Rulings:
        """In points."""
        return Rulings(self.horizontal / scale, self.vertical / scale)


def ink_of(grey: ByteImage, faint: int = 0) -> BoolImage:
    """What is ink on even paper. The threshold lies between paper and the page's own ink; `faint` raises it."""
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    dark = soft[soft < 200]
    typical = float(np.percentile(dark, 25)) if len(dark) > 100 else 60.0
    threshold = min(190.0, (typical + 255.0) / 2 + faint)
    found: BoolImage = soft < threshold
    return found


def find_rules(grey: ByteImage, scale: float) -> Ruled:
    """The rules of a straight page."""
    ink = ink_of(grey, faint=25).astype(np.uint8)
    turned = np.ascontiguousarray(ink.T)
    horizontal, courses, level = _strokes(ink, scale)
    vertical, falls, steep = _strokes(turned, scale)
    across_kept, down_kept = np.arange(len(horizontal)), np.arange(len(vertical))
    horizontal, vertical = _cut_back(horizontal, vertical, scale), _cut_back(vertical, horizontal, scale)
    while True:
        horizontal, vertical = _drawn_out(horizontal, vertical, scale), _drawn_out(vertical, horizontal, scale)
        across, down = _placed(horizontal, vertical, scale), _placed(vertical, horizontal, scale)
        if across.all() and down.all():
            break
        horizontal, vertical = horizontal[across], vertical[down]
        across_kept, down_kept = across_kept[across], down_kept[down]
    mask: BoolImage = np.isin(level, across_kept + 1) | np.isin(steep, down_kept + 1).T
    return Ruled(horizontal, vertical, mask, [courses[i] for i in across_kept], [falls[i] for i in down_kept])


def _strokes(ink: ByteImage, scale: float) -> tuple[FloatArray, list[FloatArray], IntImage]:
    """The horizontal rules of an ink picture, each rule's course (x, y), and for each pixel the number of the rule
    that it belongs to, from 1."""
    mask = _long(ink, scale)
    _, label, stats, _ = cv2.connectedComponentsWithStats(mask)
    thick, wide = stats[:, 4] / np.maximum(stats[:, 2], 1) - 2, stats[:, 2]
    likely = (thick <= _THICKEST * scale) & (wide >= _SHORTEST * scale) & (wide > 3 * thick)
    likely[0] = False
    beside = max(2.0, _BESIDE * scale)
    rules: list[tuple[float, float, float, float]] = []
    courses: list[FloatArray] = []
    owner = np.zeros(mask.shape, np.int32)
    for number in np.flatnonzero(likely).tolist():
        left, top, width, height, _ = stats[number].tolist()
        own = label[top : top + height, left : left + width] == number
        depth = own.sum(axis=0)
        x = np.flatnonzero(depth)
        y = (own * np.arange(height)[:, None]).sum(axis=0)[x] / depth[x] + top
        x = x + left
        half = max(0.5, float(np.median(depth)) / 2 - 1)
        inked = _ink_along(ink, x, y, -1) | _ink_along(ink, x, y, 0) | _ink_along(ink, x, y, 1)
        edged = [_ink_along(ink, x, y, side * (half + beside)) for side in (-1, 1)]
        long = width >= _LONG * scale and inked.mean() >= _UNBROKEN
        for begin, stop in [(0, len(x))] if long else _unbroken(inked, scale):
            if max(edge[begin:stop].mean() for edge in edged) > _CROWDED:
                continue
            first, last = int(x[begin]), int(x[stop - 1]) + 1
            rules.append((float(np.median(y[begin:stop])) + 0.5, float(first), float(last), 2 * half))
            courses.append(np.column_stack((x, y + 0.5))[begin:stop].astype(np.float64))
            part = own[:, first - left : last - left]
            owner[top : top + height, first:last][part] = len(rules)
    return np.array(rules, np.float64).reshape(-1, 4), courses, owner


def _unbroken(inked: BoolImage, scale: float) -> list[tuple[int, int]]:
    """The parts of a course, from where to where, that are inked throughout and long enough to be a cell's side.

    A short rule may end at a letter's stem that goes on in its direction; a line of type is all gaps.
    """
    gap = max(1, round(_SPECK * scale))
    closed = cv2.morphologyEx(
        np.pad(inked, gap)[None].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, gap + 1), np.uint8)
    )[0, gap:-gap]
    change = np.flatnonzero(np.diff(np.concatenate(([0], closed, [0]))))
    parts = zip(change[::2].tolist(), change[1::2].tolist(), strict=True)
    return [
        (begin, stop)
        for begin, stop in parts
        if stop - begin >= _SHORTEST * scale and inked[begin:stop].mean() >= _WHOLE
    ]


def _long(ink: ByteImage, scale: float) -> ByteImage:
    """Where ink runs on horizontally, thickened by a pixel above and below."""
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    run, gap, least = (max(3, round(length * scale)) for length in (_RUN, _GAP, _SHORTEST))
    pieces = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    found: ByteImage = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    return found


def _ink_along(ink: ByteImage, x: np.ndarray, y: np.ndarray, shift: float) -> BoolImage:
    rows = np.clip(np.rint(y + shift), 0, ink.shape[0] - 1).astype(np.intp)
    found: BoolImage = ink[rows, x] > 0
    return found


def _cut_back(rules: FloatArray, across: FloatArray, scale: float) -> FloatArray:
    """Rules that jut out a little beyond a rule that they cross, and reach no other, are cut back to it."""
    if len(rules) == 0 or len(across) == 0:
        return rules
    out = rules.copy()
    touch = 0.6 * scale
    beside = (across[:, 1] - touch <= rules[:, :1]) & (rules[:, :1] <= across[:, 2] + touch)
    for column, inward in ((1, 1.0), (2, -1.0)):
        depth = np.where(beside, inward * (across[:, 0] - rules[:, column, None]), np.inf)
        depth[depth < -touch] = np.inf
        nearest = depth.argmin(axis=1)
        juts = depth[np.arange(len(depth)), nearest]
        cut = (juts > touch) & (juts <= _JUTS * scale)
        out[cut, column] = across[nearest[cut], 0]
    return out


def _drawn_out(rules: FloatArray, across: FloatArray, scale: float) -> FloatArray:
    """Rules whose ends nearly reach a crossing rule are drawn out to it."""
    if len(rules) == 0 or len(across) == 0:
        return rules
    out = rules.copy()
    near = _JOINT * scale
    beside = (across[:, 1] - near <= rules[:, :1]) & (rules[:, :1] <= across[:, 2] + near)
    for column in (1, 2):
        gap = np.where(beside, np.abs(across[:, 0] - rules[:, column, None]), np.inf)
        nearest = gap.argmin(axis=1)
        close = gap[np.arange(len(gap)), nearest] <= near
        out[close, column] = across[nearest[close], 0]
    return out


def _placed(rules: FloatArray, across: FloatArray, scale: float) -> np.ndarray:
    """Which rules are long, or reach from one crossing rule to another."""
    near = 0.5 * scale
    beside = (across[:, 1] - _JOINT * scale <= rules[:, :1]) & (rules[:, :1] <= across[:, 2] + _JOINT * scale)
    held = rules[:, 2] - rules[:, 1] >= _SURE * scale
    both = np.ones(len(rules), np.bool_)
    for column in (1, 2):
        both &= (beside & (np.abs(across[:, 0] - rules[:, column, None]) <= near)).any(axis=1)
    placed: np.ndarray = held | both
    return placed
