"""What pdfminer's interpreter draws, written down as it comes: runs of text, painted paths, pictures.

pdfplumber hands a page over as one dictionary an object, in which the text's rendering mode, the font's weight and
the drawing operation are lost, and a page turned by /Rotate loses the rectangles that come out upside down. So the
reader listens at the same interpreter one step before. The interpreter itself is mended where it departs from the
PDF standard in ways that move or hide what a table is made of: a form XObject inherits the graphics state and gives
the place back, `F` fills like `f`, a clipping path clips, `gs` sets line width and opacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFTextState
from pdfminer.pdftypes import dict_value, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_matrix_pt, mult_matrix

__all__ = ["Interpreter", "Matrix", "PaintedPath", "Recorder", "TextRun"]

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]
Path = Sequence[tuple[Any, ...]]


@dataclass(slots=True)
class TextRun:
    """The characters that one operation sets, in the text's own space: `matrix` brings it to the page.

    `codes` are code points (0 for a glyph without Unicode), `x` where the pen stands before each character and `wide`
    how far the glyph moves it; a glyph that stands for several characters shares its width among them.
    """

    matrix: Matrix
    font: PDFFont
    size: float
    rise: float
    mode: int
    fill: Any
    stroke: Any
    opacity: float
    clip: Rect | None
    codes: list[int] = field(default_factory=list)
    x: list[float] = field(default_factory=list)
    wide: list[float] = field(default_factory=list)


@dataclass(slots=True)
class PaintedPath:
    """One painted path: its subpaths' operations in page space, and how they are painted.

    `fill` and `stroke` are colours as pdfminer gives them, None where the path is not filled or not stroked. Each
    subpath is a list of (operation, points); `width` is the line's width on the page.
    """

    subpaths: list[list[tuple[str, tuple[tuple[float, float], ...]]]]
    fill: Any
    stroke: Any
    width: float
    clip: Rect | None


class _State(PDFGraphicState):
    """pdfminer's graphics state with what it leaves out: the clip's bounds, and how opaque fills and strokes are."""

    def __init__(self) -> None:
        super().__init__()
        self.clip: Rect | None = None
        self.fill_opacity = 1.0
        self.stroke_opacity = 1.0

    def copy(self) -> _State:
        other = _State()
        other.__dict__.update(self.__dict__)
        return other


class Recorder(PDFTextDevice):
    """Keeps what the interpreter draws on one page, in the order in which it draws it."""

    def __init__(self, rsrcmgr: Any) -> None:
        super().__init__(rsrcmgr)
        self.runs: list[TextRun] = []
        self.paths: list[PaintedPath] = []
        self.pictures: list[Rect] = []

    def render_string(self, textstate: PDFTextState, seq: Any, ncs: Any, graphicstate: PDFGraphicState) -> None:
        """Writes down one operation's characters."""
        font = textstate.font
        if font is None or self.ctm is None:
            return
        state = graphicstate if isinstance(graphicstate, _State) else _State()
        run = TextRun(
            matrix=mult_matrix(textstate.matrix, self.ctm),
            font=font,
            size=textstate.fontsize,
            rise=textstate.rise,
            mode=textstate.render,
            fill=state.ncolor,
            stroke=state.scolor,
            opacity=state.fill_opacity,
            clip=state.clip,
        )
        if font.is_vertical():
            # Upright writing: the widths run down the page. The base class walks it, one character at a time.
            self.runs.append(run)
            super().render_string(textstate, seq, ncs, graphicstate)
            return
        textstate.linematrix = self._set_level(run, textstate, seq, font)
        if run.codes:
            self.runs.append(run)

    def _set_level(self, run: TextRun, text: PDFTextState, seq: Any, font: PDFFont) -> tuple[float, float]:
        """Walks one operation's strings from left to right; gives where the pen ends."""
        x, y = text.linematrix
        scaling = text.scaling * 0.01
        charspace, wordspace = text.charspace * scaling, text.wordspace * scaling
        if font.is_multibyte():
            wordspace = 0
        size = text.fontsize * scaling
        if y:
            run.matrix = mult_matrix((1, 0, 0, 1, 0, y), run.matrix)
        for item in seq:
            if isinstance(item, (int, float)):
                x -= item * 0.001 * size
            elif isinstance(item, bytes):
                for glyph in font.decode(item):
                    wide = font.char_width(glyph) * size
                    _add(run, font, glyph, x, wide)
                    x += wide + charspace + (wordspace if glyph == 32 else 0)
        return x, y

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: PDFGraphicState,
    ) -> float:
        """Writes down a character of upright writing, each a run of its own since each has a place of its own."""
        last = self.runs[-1]
        run = TextRun(matrix, font, fontsize, rise, last.mode, last.fill, last.stroke, last.opacity, last.clip)
        _add(run, font, cid, -fontsize / 2, fontsize)
        self.runs.append(run)
        return font.char_width(cid) * fontsize * scaling

    def paint(self, state: _State, ctm: Matrix, path: Path, *, stroke: bool, fill: bool) -> None:
        """Writes down a painted path."""
        a, b, c, d, _, _ = ctm
        visible_stroke = stroke and state.stroke_opacity > 0
        visible_fill = fill and state.fill_opacity > 0
        if path and (visible_stroke or visible_fill):
            self.paths.append(
                PaintedPath(
                    subpaths=list(_subpaths(path, ctm)),
                    fill=state.ncolor if visible_fill else None,
                    stroke=state.scolor if visible_stroke else None,
                    width=state.linewidth * abs(a * d - b * c) ** 0.5,
                    clip=state.clip,
                )
            )

    def render_image(self, name: str, stream: Any) -> None:
        """Writes down where a picture lies: the unit square under the current matrix."""
        if self.ctm is not None:
            self.pictures.append(_bounds([apply_matrix_pt(self.ctm, corner) for corner in _UNIT_SQUARE]))


class Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter with its departures from the standard mended (see the module's head)."""

    device: Recorder
    graphicstate: _State
    _above: tuple[_State, PDFTextState] | None = None
    _clipping = False

    def init_state(self, ctm: Matrix) -> None:
        """Begins a page, or a form XObject with the state of what calls it."""
        super().init_state(ctm)
        self.graphicstate = _State()
        if self._above is not None:
            self.graphicstate, self.textstate = self._above[0].copy(), self._above[1].copy()
            self.textstate.reset()

    def subinterp(self) -> PDFPageInterpreter:
        """The interpreter of a form XObject."""
        inner = super().subinterp()
        assert isinstance(inner, Interpreter)
        inner._above = (self.graphicstate, self.textstate)
        return inner

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draws a form XObject inside its bounding box, or a picture; then the place is again what it was."""
        state = self.graphicstate
        form = resolve1(self.xobjmap.get(xobjid_arg.name)) if isinstance(xobjid_arg, PSLiteral) else None
        attributes = getattr(form, "attrs", {})
        box = resolve1(attributes.get("BBox"))
        if isinstance(box, list) and len(box) == 4:
            numbers = [float(resolve1(value)) for value in box]
            matrix = mult_matrix(_matrix(attributes.get("Matrix")), self.ctm)
            self.graphicstate = state.copy()
            self.graphicstate.clip = _meet(state.clip, _bounds(_corners(numbers, matrix)))
        super().do_Do(xobjid_arg)
        self.graphicstate = state
        self.device.set_ctm(self.ctm)

    def do_gs(self, name: Any) -> None:
        """Takes line width and opacity from an ExtGState."""
        states = dict_value(resolve1(self.resources.get("ExtGState")) or {})
        entry = dict_value(resolve1(states.get(getattr(name, "name", None))) or {})
        for key, attribute in (("LW", "linewidth"), ("ca", "fill_opacity"), ("CA", "stroke_opacity")):
            value = resolve1(entry.get(key))
            if isinstance(value, (int, float)):
                setattr(self.graphicstate, attribute, float(value))

    def do_W(self) -> None:
        """Makes the current path clip what comes after the next painting operation."""
        self._clipping = True

    do_W_a = do_W

    def _paint(self, *, stroke: bool, fill: bool) -> None:
        path, self.curpath = self.curpath, []
        if stroke or fill:
            self.device.paint(self.graphicstate, self.ctm, path, stroke=stroke, fill=fill)
        if self._clipping:
            self._clipping = False
            points = [point for _, points in (part for sub in _subpaths(path, self.ctm) for part in sub) for point in points]
            # A path without area clips everything away: what comes is drawn nowhere.
            self.graphicstate.clip = _meet(self.graphicstate.clip, _bounds(points) if points else (0, 0, 0, 0))

    def do_S(self) -> None:
        """Strokes the path."""
        self._paint(stroke=True, fill=False)

    def do_f(self) -> None:
        """Fills the path."""
        self._paint(stroke=False, fill=True)

    def do_F(self) -> None:
        """Fills the path (the old name)."""
        self._paint(stroke=False, fill=True)

    def do_f_a(self) -> None:
        """Fills the path by the even-odd rule."""
        self._paint(stroke=False, fill=True)

    def do_B(self) -> None:
        """Fills and strokes the path."""
        self._paint(stroke=True, fill=True)

    def do_B_a(self) -> None:
        """Fills and strokes the path by the even-odd rule."""
        self._paint(stroke=True, fill=True)

    def do_n(self) -> None:
        """Ends the path without painting it."""
        self._paint(stroke=False, fill=False)


_UNIT_SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def _add(run: TextRun, font: PDFFont, glyph: int, x: float, wide: float) -> None:
    """Adds a glyph; one that stands for several characters is split evenly, one without Unicode has code 0."""
    try:
        text = font.to_unichr(glyph)
    except PDFUnicodeNotDefined:
        text = ""
    if len(text) <= 1:
        run.codes.append(ord(text) if text else 0)
        run.x.append(x)
        run.wide.append(wide)
        return
    share = wide / len(text)
    for number, character in enumerate(text):
        run.codes.append(ord(character))
        run.x.append(x + number * share)
        run.wide.append(share)


def _subpaths(path: Path, ctm: Matrix) -> Any:
    """The path's subpaths with their points on the page."""
    subpath: list[tuple[str, tuple[tuple[float, float], ...]]] = []
    for operation, *numbers in path:
        if operation == "m" and subpath:
            yield subpath
            subpath = []
        points = zip(numbers[::2], numbers[1::2], strict=False)
        subpath.append((operation, tuple(apply_matrix_pt(ctm, point) for point in points)))
    if subpath:
        yield subpath


def _matrix(value: Any) -> Matrix:
    numbers = [resolve1(number) for number in resolve1(value) or ()]
    if len(numbers) != 6:
        return (1, 0, 0, 1, 0, 0)
    a, b, c, d, e, f = (float(number) for number in numbers)
    return (a, b, c, d, e, f)


def _corners(box: Sequence[float], matrix: Matrix) -> list[tuple[float, float]]:
    x0, y0, x1, y1 = box
    return [apply_matrix_pt(matrix, corner) for corner in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]


def _bounds(points: Sequence[tuple[float, float]]) -> Rect:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _meet(first: Rect | None, second: Rect) -> Rect:
    """What two rectangles have in common; empty where they have nothing."""
    if first is None:
        return second
    x0, y0 = max(first[0], second[0]), max(first[1], second[1])
    return (x0, y0, max(x0, min(first[2], second[2])), max(y0, min(first[3], second[3])))
