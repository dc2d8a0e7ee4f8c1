"""What every reader gives of a page: characters, rulings, fills and pictures, as arrays.

Coordinates are points (1/72 inch) with the origin at the top left, x to the right and y downwards, of the page as a
person reads it: after /Rotate, inside the CropBox, and turned upright where the text lies on its side (`turn`).
A page of an A3 table holds some six thousand characters; arrays instead of an object for each keep the whole run
close to the speed of the PDF library itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from extract.cells import Finding

__all__ = ["Chars", "Fills", "FloatArray", "Page", "Rulings"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chars:
    """The characters of a page in content order (the order in which the page draws them), one array per property.

    `code` is a Unicode code point that has passed the gate (extract/gate.py). `x0, top, x1, bottom` is the advance
    box: as wide as the pen moves, as tall as the font's ascent and descent. `angle` is the direction of reading in
    degrees, counter-clockwise, rounded to a right angle: 0 is left to right, 90 upwards. `run` numbers the drawing
    operations: characters of one run were set by one operation. `hidden` marks what a reader of the page cannot see.
    `confidence` is 1 for a text layer, less for characters recognised in a picture.
    """

    code: npt.NDArray[np.uint32]
    x0: FloatArray
    top: FloatArray
    x1: FloatArray
    bottom: FloatArray
    size: FloatArray
    bold: npt.NDArray[np.bool_]
    angle: npt.NDArray[np.int16]
    hidden: npt.NDArray[np.bool_]
    run: npt.NDArray[np.int32]
    confidence: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.code)

    def take(self, index: npt.NDArray[Any]) -> Chars:
        """The characters at `index` (positions or a mask), in that order."""
        return Chars(*(getattr(self, name)[index] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Rulings:
    """The straight strokes of a page that may be table rules, each an (n, 4) array.

    `horizontal` rows are (y, x0, x1, thickness) and `vertical` rows (x, top, bottom, thickness): centre line and
    ends. They are as drawn: double, dashed and overlapping strokes are merged later (extract/rulings.py).
    """

    horizontal: FloatArray
    vertical: FloatArray


@dataclass(frozen=True, slots=True)
class Fills:
    """Coloured areas that are no rules: `box` is (n, 4) as x0, top, x1, bottom; `colour` is (n,) as 0xRRGGBB.

    In the order in which they are painted; white ones are kept, since they may cover a coloured one.
    """

    box: FloatArray
    colour: npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a reader gives it. `number` counts from 1. `turn` is how many quarter turns clockwise bring the
    page as a PDF viewer shows it to the page as it is read (0 where the text already stands upright). `pictures` is
    (n, 4) as x0, top, x1, bottom. `medium` is `text`, `scan` or `plain`."""

    number: int
    width: float
    height: float
    turn: int
    medium: str
    chars: Chars
    rulings: Rulings
    fills: Fills
    pictures: FloatArray
    findings: tuple[Finding, ...] = field(default=())
