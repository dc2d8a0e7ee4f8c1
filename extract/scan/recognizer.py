"""The recogniser: crops of single lines of text → characters, each with its place and how sure it is.

There are two, with one interface: the network that the rapidocr package carries (extract/scan/network.py), and
Tesseract where a person has installed it and asks for it (extract/scan/tesseract.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["ENGINES", "FIGURES", "Image", "Reading", "Recognizer", "recognizer"]

ENGINES = ("rapidocr", "tesseract")

Image = npt.NDArray[np.uint8]
"""A grey picture: (height, width), 255 is white."""

FIGURES = "0123456789.,-–—%()/:;+<>=≤≥±"
"""What a figure is written with, its signs and brackets."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one crop. `confidence` is a probability for each character; `place` is where each stands, as a share
    of the crop's width (the middle of its steps), one for each character. Spaces are characters."""

    text: str
    confidence: tuple[float, ...]
    place: tuple[float, ...]

    @property
    def least(self) -> float:
        """The confidence of the character that is least sure, 0 where there is no text."""
        return min(self.confidence, default=0.0)


class Recognizer(Protocol):
    """Reads lines."""

    def read(self, crops: Sequence[Image], *, figures: bool = False, stretch: float = 1.0) -> list[Reading]:
        """The text of each crop (one line each); with `figures` only digits and the signs beside them are allowed,
        with `stretch` the crops are read so much wider."""


@lru_cache(maxsize=1)
def recognizer(engine: str = ENGINES[0], threads: int = 2) -> Recognizer:
    """The process's recogniser, one of `ENGINES`.

    Raises:
        RenaksiError: it is not installed.
    """
    if engine == "tesseract":
        from extract.scan.tesseract import Tesseract

        return Tesseract(threads)
    from extract.scan.network import Network

    return Network(threads)
