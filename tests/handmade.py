"""Pages made by hand: rulings and characters as arrays, without a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from extract.pages import Chars, Fills, Page, Rulings

Stroke = tuple[float, float, float, float]


@dataclass(frozen=True)
class Text:
    """A text set by one drawing operation: each glyph is `step` em wide, the first begins at (x, top)."""

    text: str
    x: float
    top: float
    size: float = 8.0
    bold: bool = False
    angle: int = 0
    hidden: bool = False
    step: float = 0.5
    gap: float = 0.0
    """Letter spacing in em."""


def chars_of(texts: Iterable[Text]) -> Chars:
    """The characters of the texts, in content order."""
    rows = []
    for run, piece in enumerate(texts):
        width, height, advance = piece.step * piece.size, 1.1 * piece.size, (piece.step + piece.gap) * piece.size
        for number, letter in enumerate(piece.text):
            x, y = piece.x, piece.top
            if piece.angle == 0:
                box = (x + number * advance, y, x + number * advance + width, y + height)
            elif piece.angle == 90:
                box = (x, y - number * advance - width, x + height, y - number * advance)
            elif piece.angle == 270:
                box = (x, y + number * advance, x + height, y + number * advance + width)
            else:
                box = (x - number * advance - width, y, x - number * advance, y + height)
            rows.append((ord(letter), *box, piece.size, piece.bold, piece.angle, piece.hidden, run, 1.0))
    columns = list(zip(*rows, strict=True)) if rows else [()] * 11
    kinds = (np.uint32, *[np.float64] * 5, np.bool_, np.int16, np.bool_, np.int32, np.float32)
    return Chars(*(np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)))


def strokes(rows: Iterable[Sequence[float]]) -> np.ndarray:
    """Rows of (position, start, end[, thickness]) as the (n, 4) array of `Rulings`."""
    filled = [(*row, 0.5) if len(row) == 3 else tuple(row) for row in rows]
    return np.array(filled, dtype=np.float64).reshape(-1, 4)


def page_of(
    texts: Iterable[Text] = (),
    horizontal: Iterable[Sequence[float]] = (),
    vertical: Iterable[Sequence[float]] = (),
    fills: Iterable[tuple[float, float, float, float, int]] = (),
) -> Page:
    """A page of A3 across with these texts, strokes and fills (x0, top, x1, bottom, colour)."""
    painted = list(fills)
    boxes = np.array([fill[:4] for fill in painted], dtype=np.float64).reshape(-1, 4)
    colours = np.array([fill[4] for fill in painted], dtype=np.uint32)
    return Page(
        number=1,
        width=1190.0,
        height=842.0,
        turn=0,
        medium="text",
        chars=chars_of(texts),
        rulings=Rulings(strokes(horizontal), strokes(vertical)),
        fills=Fills(boxes, colours),
        pictures=np.zeros((0, 4)),
    )


def ruled(x: Sequence[float], y: Sequence[float]) -> dict[str, list[tuple[float, ...]]]:
    """The whole rules of a plain grid, as arguments of `page_of`."""
    return {
        "horizontal": [(line, x[0], x[-1]) for line in y],
        "vertical": [(line, y[0], y[-1]) for line in x],
    }
