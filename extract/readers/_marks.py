"""Rulings and fills of a page, from its rectangles and lines; the same for every PDF reader.

What draws a table's rules differs by producer: Chrome fills a thin rectangle a side, Word a chain of pieces with a
square at each corner, Microsoft Print To PDF hundreds of rectangles in one path, LibreOffice strokes lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import Fills, FloatArray, Rulings
from extract.readers._frames import Frame
from extract.readers._ground import Ground, light
from extract.readers._rules import THIN, bars, rules_of_boxes, rules_of_lines, slivers
from extract.readers._strokes import Drawn

__all__ = ["SEEN", "UNKNOWN", "ColourArray", "Marks", "cut", "inside", "sort_out"]

ColourArray = npt.NDArray[np.uint8]
IndexArray = npt.NDArray[np.intp]
MaskArray = npt.NDArray[np.bool_]

SEEN = 13
"""Of 255: an area with less of its colour is not seen."""
UNKNOWN = 0xBF
"""The grey that stands for a pattern, whose colours PDFium does not give."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the paths of a page draw. `order` is the place of each fill in the painting order of all objects;
    `complete` is false where the paths have more segments than the limit."""

    rulings: Rulings
    fills: Fills
    order: IndexArray
    complete: bool


def sort_out(
    drawn: Drawn,
    fill: ColourArray,
    stroke: ColourArray,
    place: IndexArray,
    frame: Frame,
    complete: bool,
    windows: FloatArray | None = None,
) -> Marks:
    """Sorts what is drawn into rulings and fills.

    Thin is a rule, thick a fill. White is a rule only between coloured areas (the lines of a dark table), and a thin
    piece of a shaded cell is none.

    Args:
        drawn: rectangles and lines, whose owners are paths.
        fill: the colour of each path's filling, (n, 4) as red, green, blue, alpha.
        stroke: likewise of its lines.
        place: of each path in the painting order.
        frame: the page.
        complete: whether all that is drawn is there.
        windows: what of the page each path can paint on, (n, 4); without them the whole page.
    """
    if windows is None:
        windows = np.broadcast_to(np.array([0.0, 0.0, frame.width, frame.height]), (len(place), 4))
    areas = _Painted(cut(drawn.boxes, windows[drawn.box_owner]), fill[drawn.box_owner], place[drawn.box_owner])
    areas = areas.take((areas.box[:, 2] >= areas.box[:, 0]) & (areas.box[:, 3] >= areas.box[:, 1]))
    lines, line_windows = drawn.lines, windows[drawn.line_owner]
    strokes = _Painted(cut(bars(lines), line_windows), stroke[drawn.line_owner], place[drawn.line_owner])
    bar = lines[:, 4] > THIN
    thin = np.minimum(areas.box[:, 2] - areas.box[:, 0], areas.box[:, 3] - areas.box[:, 1]) <= THIN
    fills = areas.take(~thin).and_then(strokes.take(bar))
    fill_colour = _blended(fills.colour)
    ground = Ground(fills.box, ~light(fill_colour), fills.order)
    rules, drawn_rules = areas.take(thin), strokes.take(~bar)
    kept, kept_lines = rules.visible(ground), drawn_rules.visible(ground)
    piece = _shaded(rules, kept, drawn_rules.take(kept_lines), fills)
    if piece.any():
        fills = fills.and_then(rules.take(piece))
        fill_colour = _blended(fills.colour)
    horizontal, vertical = rules_of_boxes(rules.box[kept & ~piece])
    level, upright = rules_of_lines(lines[~bar][kept_lines], line_windows[~bar][kept_lines])
    rulings = Rulings(np.concatenate([horizontal, level]), np.concatenate([vertical, upright]))
    return Marks(rulings, Fills(fills.box, fill_colour), fills.order, complete)


def cut(boxes: FloatArray, windows: FloatArray) -> FloatArray:
    """The part of each box inside its window; one that lies outside has its ends the wrong way round."""
    low, high = np.maximum(boxes[..., :2], windows[..., :2]), np.minimum(boxes[..., 2:], windows[..., 2:])
    return np.concatenate([low, high], axis=-1)


def inside(boxes: FloatArray, frame: Frame) -> FloatArray:
    """The part of each box that lies on the page; one that lies outside has its ends the wrong way round."""
    return cut(boxes, np.array([0.0, 0.0, frame.width, frame.height]))


@dataclass(frozen=True, slots=True)
class _Painted:
    """Areas in page coordinates: `box` (n, 4), `colour` (n, 4) RGBA, `order` of painting."""

    box: FloatArray
    colour: ColourArray
    order: IndexArray

    def take(self, index: MaskArray) -> _Painted:
        return _Painted(self.box[index], self.colour[index], self.order[index])

    def and_then(self, other: _Painted) -> _Painted:
        """Both, in the order of painting."""
        order = np.concatenate([self.order, other.order])
        sort = np.argsort(order, kind="stable")
        box, colour = np.concatenate([self.box, other.box]), np.concatenate([self.colour, other.colour])
        return _Painted(box[sort], colour[sort], order[sort])

    def visible(self, ground: Ground) -> MaskArray:
        """Which of these stand out: all but white ones, and of those the ones between coloured areas."""
        white = light(_blended(self.colour))
        stands = ~white
        if white.any():
            stands[white] = ground.between_dark(self.box[white], self.order[white])
        return stands


def _shaded(rules: _Painted, kept: MaskArray, drawn_rules: _Painted, fills: _Painted) -> MaskArray:
    """Which thin areas are pieces of shaded cells."""
    out = np.zeros(len(rules.order), np.bool_)
    if len(rules.order) == 0 or len(fills.order) == 0:
        return out
    colour, fill_colour = _blended(rules.colour), _blended(fills.colour)
    alike = np.flatnonzero(kept & np.isin(colour, fill_colour))
    if len(alike):
        others = np.concatenate([rules.box[kept], drawn_rules.box])
        colours = np.concatenate([colour[kept], _blended(drawn_rules.colour)])
        out[alike] = slivers(rules.box[alike], colour[alike], others, colours, fills.box, fill_colour)
    return out


def _blended(colours: ColourArray) -> npt.NDArray[np.uint32]:
    """0xRRGGBB of each colour as it looks on white paper."""
    channels = colours.astype(np.uint32)
    clear = colours[:, 3] < 255
    if clear.any():
        share = channels[clear, 3:] / 255
        channels[clear, :3] = np.rint(255 - share * (255 - channels[clear, :3].astype(np.float64)))
    packed: npt.NDArray[np.uint32] = channels[:, 0] * 0x10000 + channels[:, 1] * 0x100 + channels[:, 2]
    return packed.astype(np.uint32)
