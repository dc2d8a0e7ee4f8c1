"""The graphics state that pdfminer's interpreter keeps, and the shapes of the numbers in it."""

from __future__ import annotations

from pdfminer.pdfinterp import PDFGraphicState

__all__ = ["EVERYWHERE", "Matrix", "Point", "State", "Window"]

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Window = tuple[float, float, float, float]
"""What clipping leaves to paint on, in user space: left, bottom, right, top."""

EVERYWHERE: Window = (-1e9, -1e9, 1e9, 1e9)


class State(PDFGraphicState):
    """The graphics state with what pdfminer leaves out: the clip, and how opaque fills and strokes are."""

    def __init__(self) -> None:
        super().__init__()
        self.linewidth = 1.0
        self.fill_opacity = 1.0
        self.stroke_opacity = 1.0
        self.window = EVERYWHERE

    def copy(self) -> State:
        other = State()
        other.__dict__.update(self.__dict__)
        return other
