"""What colour lies under a point of a page, by what was painted there before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray

__all__ = ["Ground", "light"]

IndexArray = npt.NDArray[np.intp]
MaskArray = npt.NDArray[np.bool_]

_FAINT = 0xF4
"""On white paper nobody sees a colour whose every channel is lighter."""
_BATCH = 4_000_000
"""Pairs of point and area that are compared at a time."""
_PAIRS = 60_000_000
"""Pairs of point and area that are compared for a page: a table has a thousandth of it, a drawing may have more."""

_SAMPLES = 9
"""Points along a thin box at which its sides are looked at."""
_BESIDE = 0.6
"""In points: how far beside it."""


def light(colour: npt.NDArray[np.uint32]) -> MaskArray:
    """Which of these colours (0xRRGGBB) look white on paper."""
    return ((colour >> 16) >= _FAINT) & ((colour >> 8 & 0xFF) >= _FAINT) & ((colour & 0xFF) >= _FAINT)


@dataclass(frozen=True, slots=True)
class Ground:
    """Painted areas: `box` (n, 4), whether each is `dark` (not white), and its place in the painting `order`."""

    box: FloatArray
    dark: MaskArray
    order: IndexArray

    def within_reach(self, points: int) -> bool:
        """Whether so many points can be looked up in reasonable time."""
        return points * len(self.box) <= _PAIRS

    def dark_at(self, x: FloatArray, y: FloatArray, order: IndexArray) -> MaskArray:
        """Whether the ground under each point is coloured at the moment `order` of the painting."""
        out = np.zeros(len(x), np.bool_)
        if not self.dark.any():
            return out
        painted = np.argsort(self.order, kind="stable")[::-1]
        left, top, right, bottom = self.box[painted].T
        dark, when = self.dark[painted], self.order[painted]
        batch = max(1, _BATCH // len(painted))
        for start in range(0, len(x), batch):
            part = slice(start, start + batch)
            px, py, po = x[part, None], y[part, None], order[part, None]
            under = (left <= px) & (px <= right) & (top <= py) & (py <= bottom) & (when < po)
            topmost = under.argmax(axis=1)
            out[part] = under.any(axis=1) & dark[topmost]
        return out

    def between_dark(self, boxes: FloatArray, order: IndexArray) -> MaskArray:
        """Which of these thin boxes part coloured areas: a third of their length at least has colour on both sides."""
        enough = np.zeros(len(boxes), np.bool_)
        near = self._beside_dark(boxes)
        if not self.within_reach(2 * _SAMPLES * int(near.sum())):
            return enough
        x0, top, x1, bottom = boxes[near].T
        order = order[near]
        level = x1 - x0 >= bottom - top
        share = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
        along_x, along_y = x0[:, None] + (x1 - x0)[:, None] * share, top[:, None] + (bottom - top)[:, None] * share
        sides = []
        for side in (-_BESIDE, _BESIDE):
            edge_y, edge_x = (top if side < 0 else bottom) + side, (x0 if side < 0 else x1) + side
            x = np.where(level[:, None], along_x, edge_x[:, None])
            y = np.where(level[:, None], edge_y[:, None], along_y)
            sides.append(self.dark_at(x.ravel(), y.ravel(), np.repeat(order, _SAMPLES)).reshape(-1, _SAMPLES))
        enough[near] = (sides[0] & sides[1]).mean(axis=1) >= 1 / 3
        return enough

    def _beside_dark(self, boxes: FloatArray) -> MaskArray:
        """Which boxes touch a coloured area at all: on most pages with white boxes none, and that is soon told."""
        touched = np.zeros(len(boxes), np.bool_)
        left, top, right, bottom = self.box[self.dark].T
        batch = max(1, _BATCH // max(1, len(left)))
        for start in range(0, len(boxes) if len(left) else 0, batch):
            part = boxes[start : start + batch, :, None]
            over = (left <= part[:, 2] + _BESIDE) & (part[:, 0] - _BESIDE <= right)
            over &= (top <= part[:, 3] + _BESIDE) & (part[:, 1] - _BESIDE <= bottom)
            touched[start : start + batch] = over.any(axis=1)
        return touched
