"""Pdfminer's interpreter, mended where it departs from the PDF standard in ways that move or lose what a table is
made of: a form XObject inherits the graphics state and gives the place back, `F` fills like `f`, a clipping path
clips, `gs` sets line width and opacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from pdfminer.pdfinterp import PDFPageInterpreter, PDFTextState
from pdfminer.pdftypes import PDFStream, dict_value, resolve1
from pdfminer.utils import apply_matrix_pt, mult_matrix

from extract.readers._recorder import Recorder
from extract.readers._state import Matrix, Point, State, Window

__all__ = ["Interpreter"]


class Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter with its departures from the standard mended (see the module's head)."""

    device: Recorder
    graphicstate: State
    _above: tuple[State, PDFTextState] | None = None
    _clipping = False

    def init_state(self, ctm: Matrix) -> None:
        """Begins a page, or a form XObject with the state of what calls it."""
        super().init_state(ctm)
        self.graphicstate = State()
        if self._above is not None:
            self.graphicstate, self.textstate = self._above[0].copy(), self._above[1].copy()
            self.textstate.reset()

    def subinterp(self) -> PDFPageInterpreter:
        """The interpreter of a form XObject."""
        inner = cast(Interpreter, super().subinterp())
        inner._above = (self.graphicstate, self.textstate)
        return inner

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draws a form XObject inside its bounding box, or a picture; after it the place is again what it was."""
        self.device.spend_form()
        state = self.graphicstate
        form = resolve1(self.xobjmap.get(getattr(xobjid_arg, "name", None)))
        attributes = form.attrs if isinstance(form, PDFStream) else {}
        box = _numbers(attributes.get("BBox"))
        if len(box) == 4:
            matrix = _numbers(attributes.get("Matrix"))
            inner = mult_matrix(matrix, self.ctm) if len(matrix) == 6 else self.ctm
            corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
            self.graphicstate = state.copy()
            self.graphicstate.window = _met(state.window, [apply_matrix_pt(inner, corner) for corner in corners])
        self.device.window = state.window
        super().do_Do(xobjid_arg)
        self.graphicstate = state
        self.device.set_ctm(self.ctm)

    def do_EI(self, obj: Any) -> None:
        """Draws a picture that stands in the content itself."""
        self.device.window = self.graphicstate.window
        super().do_EI(obj)

    def do_gs(self, name: Any) -> None:
        """Takes line width and opacity from an ExtGState."""
        states = dict_value(resolve1(self.resources.get("ExtGState")) or {})
        entry = dict_value(resolve1(states.get(getattr(name, "name", None))) or {})
        for key, attribute in (("LW", "linewidth"), ("ca", "fill_opacity"), ("CA", "stroke_opacity")):
            value = resolve1(entry.get(key))
            if isinstance(value, (int, float)):
                setattr(self.graphicstate, attribute, float(value))

    def do_W(self) -> None:
        """Makes the current path clip what comes after the operation that ends it."""
        self._clipping = True

    def do_W_a(self) -> None:
        """Clips by the even-odd rule."""
        self._clipping = True

    def _paint(self, *, stroke: bool, fill: bool) -> None:
        path, self.curpath = self.curpath, []
        if stroke or fill:
            self.device.paint(self.graphicstate, self.ctm, path, stroke=stroke, fill=fill)
        if self._clipping:
            self._clipping = False
            points = [
                apply_matrix_pt(self.ctm, point)
                for _, *numbers in path
                for point in zip(numbers[::2], numbers[1::2], strict=False)
            ]
            self.graphicstate.window = _met(self.graphicstate.window, points)

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
        """Fills by the even-odd rule and strokes the path."""
        self._paint(stroke=True, fill=True)

    def do_n(self) -> None:
        """Ends the path without painting it."""
        self._paint(stroke=False, fill=False)


def _numbers(value: Any) -> tuple[float, ...]:
    """The figures of a PDF array; none where it is something else."""
    items = resolve1(value)
    numbers = [resolve1(item) for item in items] if isinstance(items, list) else []
    return tuple(float(number) for number in numbers if isinstance(number, (int, float)))


def _met(window: Window, points: Sequence[Point]) -> Window:
    """The part of a window inside the bounds of a path; without points nothing is left."""
    if not points:
        return (0.0, 0.0, 0.0, 0.0)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (max(window[0], min(xs)), max(window[1], min(ys)), min(window[2], max(xs)), min(window[3], max(ys)))
