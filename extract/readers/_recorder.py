"""What pdfminer's interpreter draws, written down as it comes: runs of text, painted paths, pictures.

pdfplumber hands a page over as one dictionary an object, in which the text's render mode, the font's program and the
order of painting are lost, and on a page turned by /Rotate its rectangles come out upside down. So the reader listens
to the same interpreter one step before, in the page's own space.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFTextState
from pdfminer.utils import apply_matrix_pt, mult_matrix

from extract.readers._state import EVERYWHERE, Matrix, Point, State, Window
from extract.readers._strokes import CURVE, LINE, MOVE

__all__ = ["OverLimit", "PaintedPath", "Picture", "Recorder", "TextRun"]

_ASCENT, _DESCENT = 0.8, -0.2
"""Of a character's box, in font sizes, where the font does not give them."""
_CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


_LIMIT = 1_000_000
"""More characters and points of paths than this are no page of a table: forms that draw each other ten times over
make billions of them of a few bytes, and pdfminer itself sets no limit."""
_FORM_COST, _PATH_COST = 100, 5
"""What a form and a path take of the limit beside what is in them, by the time and memory that they take."""


class OverLimit(Exception):
    """The page draws more than the limit; what was drawn until then is kept."""


@dataclass(slots=True)
class TextRun:
    """The characters that one operation sets. `matrix` takes text space to user space; `place` is the number in the
    painting order, `mode` the render mode, `fill` the colour as pdfminer gives it and how opaque it is.

    `codes` are code points (0 for a glyph without Unicode), `boxes` the advance boxes in text space (left, bottom,
    right, top); a glyph that stands for several characters shares its box among them.
    """

    place: int
    matrix: Matrix
    font: PDFFont
    size: float
    mode: int
    fill: tuple[Any, float]
    window: Window
    codes: list[int] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)


@dataclass(slots=True)
class PaintedPath:
    """One painted path. Its points are in user space; beside each stand its `kind` (`LINE`, `CURVE`, `MOVE`) and
    whether the subpath is closed behind it.

    `fill` and `stroke` are the colour as pdfminer gives it and how opaque it is, None where the path is not filled or
    not stroked. `width` is the line's width in user space, `place` the number in the painting order.
    """

    place: int
    fill: tuple[Any, float] | None
    stroke: tuple[Any, float] | None
    width: float
    window: Window
    kind: list[int] = field(default_factory=list)
    point: list[Point] = field(default_factory=list)
    closes: list[bool] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture lies: its corners in user space, and its number in the painting order."""

    place: int
    corners: tuple[Point, ...]
    window: Window


class Recorder(PDFTextDevice):
    """Keeps what the interpreter draws on one page, numbered in the order in which it is painted."""

    def __init__(self, rsrcmgr: Any) -> None:
        super().__init__(rsrcmgr)
        self.runs: list[TextRun] = []
        self.paths: list[PaintedPath] = []
        self.pictures: list[Picture] = []
        self.window = EVERYWHERE
        """The clip of the picture that comes next: the interpreter does not hand its state over with a picture."""
        self._place = 0
        self._spent = 0

    def spend(self, things: int) -> None:
        """Counts what is drawn.

        Raises:
            OverLimit: it is more than a page may draw.
        """
        self._spent += things
        if self._spent > _LIMIT:
            raise OverLimit

    def spend_form(self) -> None:
        """Counts a form XObject (see `spend`)."""
        self.spend(_FORM_COST)

    def _next(self) -> int:
        self._place += 1
        return self._place

    def render_string(self, textstate: PDFTextState, seq: Any, ncs: Any, graphicstate: PDFGraphicState) -> None:
        """Writes down the characters of one operation, and moves the pen behind them."""
        font = textstate.font
        if font is None or self.ctm is None:
            return
        matrix = mult_matrix(textstate.matrix, self.ctm)
        state = graphicstate if isinstance(graphicstate, State) else State()
        fill = (state.ncolor, state.fill_opacity)
        run = TextRun(self._next(), matrix, font, textstate.fontsize, textstate.render, fill, state.window)
        x, y = textstate.linematrix
        scaling = textstate.scaling * 0.01
        charspace = textstate.charspace * scaling
        wordspace = 0.0 if font.is_multibyte() else textstate.wordspace * scaling
        upright = font.is_vertical()
        size = textstate.fontsize
        low, high = _extent(font, size, textstate.rise)
        for item in seq:
            if isinstance(item, (int, float)):
                step = -item * 0.001 * size
                x, y = (x, y + step) if upright else (x + step * scaling, y)
            elif isinstance(item, bytes):
                self.spend(len(item))
                for glyph in font.decode(item):
                    wide = font.char_width(glyph) * size
                    space = charspace + (wordspace if glyph == 32 else 0.0)
                    if upright:
                        _add(run, font, glyph, (x - size / 2, y + wide, x + size / 2, y))
                        y += wide + space
                    else:
                        wide *= scaling
                        _add(run, font, glyph, (x, y + low, x + wide, y + high))
                        x += wide + space
        textstate.linematrix = (x, y)
        if run.codes:
            self.runs.append(run)

    def paint(self, state: State, ctm: Matrix, path: Sequence[tuple[Any, ...]], *, stroke: bool, fill: bool) -> None:
        """Writes down a painted path."""
        if not path:
            return
        self.spend(_PATH_COST + len(path))
        a, b, c, d, _, _ = ctm
        painted = PaintedPath(
            self._next(),
            (state.ncolor, state.fill_opacity) if fill else None,
            (state.scolor, state.stroke_opacity) if stroke else None,
            float(state.linewidth) * abs(a * d - b * c) ** 0.5,
            state.window,
        )
        for operation, *numbers in path:
            if operation == "h":
                if painted.closes:
                    painted.closes[-1] = True
                continue
            kind = MOVE if operation == "m" else LINE if operation == "l" else CURVE
            for u, v in zip(numbers[::2], numbers[1::2], strict=False):
                painted.kind.append(kind)
                painted.point.append(apply_matrix_pt(ctm, (u, v)))
                painted.closes.append(False)
        if painted.point:
            self.paths.append(painted)

    def render_image(self, name: str, stream: Any) -> None:
        """Writes down where a picture lies: the unit square under the current matrix."""
        if self.ctm is not None:
            ctm = self.ctm
            corners = tuple(apply_matrix_pt(ctm, corner) for corner in _CORNERS)
            self.pictures.append(Picture(self._next(), corners, self.window))


def _extent(font: PDFFont, size: float, rise: float) -> tuple[float, float]:
    """How far the characters of a font reach below and above the line of writing, in text space.

    A font that gives no ascent (LibreOffice writes 0) reaches as far as its bounding box, as PDFium has it too.
    """
    descent, ascent = font.get_descent(), font.get_ascent()
    if descent == 0 == ascent:
        descent, ascent = font.bbox[1] * font.vscale, font.bbox[3] * font.vscale
    if not (-2 <= descent <= 0 < ascent <= 2):
        descent, ascent = _DESCENT, _ASCENT
    return descent * size + rise, ascent * size + rise


def _add(run: TextRun, font: PDFFont, glyph: int, box: tuple[float, float, float, float]) -> None:
    """Adds a glyph; one that stands for several characters is split evenly, one without Unicode has code 0."""
    try:
        text = font.to_unichr(glyph)
    except PDFUnicodeNotDefined:
        text = ""
    left, bottom, right, top = box
    share = (right - left) / max(1, len(text))
    for number, character in enumerate(text or "\0"):
        run.codes.append(ord(character))
        run.boxes.append((left + number * share, bottom, left + (number + 1) * share, top))
