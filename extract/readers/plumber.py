"""The second reader: PDF pages through pdfplumber and pdfminer, which read a PDF independently of PDFium.

For files that PDFium refuses, and for a person who doubts a page. It gives the same arrays as the first reader; what
is made of them (what is hidden, bold, a rule or a fill) is decided by the same functions.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdffont import PDFFont
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.utils import MATRIX_IDENTITY

from extract.errors import EmptyFile, LimitExceeded, LockedDocument, NotADocument, UnreadableDocument
from extract.pages import FloatArray, Page
from extract.readers._fonts import bold_name, bold_program
from extract.readers._frames import Frame, reading_frame
from extract.readers._glyphs import Glyphs, TextObjects
from extract.readers._interpreter import Interpreter
from extract.readers._marks import SEEN, UNKNOWN, ColourArray, cut, inside, sort_out
from extract.readers._page import Drawing, blank_page, build_page, refused_page
from extract.readers._recorder import OverLimit, PaintedPath, Picture, Recorder, TextRun
from extract.readers._state import Window
from extract.readers._strokes import Drawn, Segments, straight
from extract.readers.pdfium import PdfiumReader

__all__ = ["PlumberReader"]

_HEADER = 1024
"""A PDF begins with %PDF- in its first kilobyte."""
_SIMPLE = (4, 6)
"""A filled path of so many points is read by its bounds, as the first reader does: nearly always a rectangle."""
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18
"""The bit of a font descriptor's flags that asks for bolder strokes."""


class PlumberReader:
    """Reads a PDF from memory, page by page; the same interface as `PdfiumReader`.

    Where there is a `first` reader, it counts each page before this one reads it, and is closed with this one.

    Raises `EmptyFile`, `NotADocument`, `LockedDocument` or `UnreadableDocument` on opening.
    """

    def __init__(self, data: bytes, *, first: PdfiumReader | None = None) -> None:
        if not data:
            raise EmptyFile
        if b"%PDF-" not in data[:_HEADER]:
            raise NotADocument
        try:
            self._document = pdfplumber.open(io.BytesIO(data))
            self._pages = self._document.pages
        except Exception as error:
            raise _refusal(error) from None
        self.page_count = len(self._pages)
        if self.page_count < 1:
            raise EmptyFile("it has no page; get it again from its source")
        self._bold: dict[int, bool] = {}
        self._first = first

    def __enter__(self) -> PlumberReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the document; more than once does no harm."""
        self._document.close()
        if self._first is not None:
            self._first.close()

    def pages(self) -> Iterator[Page]:
        """The pages in order; one that cannot be read is an empty page with a finding."""
        for number in range(1, self.page_count + 1):
            yield self.page(number)

    def page(self, number: int) -> Page:
        """The page of this number, from 1."""
        page = self._pages[number - 1]
        frame = _page_frame(page)
        if self._first is not None and number <= self._first.page_count:
            try:
                self._first.count(number)
            except LimitExceeded as error:
                return refused_page(number, frame.width, frame.height, error)
        recorder = Recorder(self._document.rsrcmgr)
        complete = True
        try:
            # In user space, without the turn of /Rotate: the frame knows it.
            interpreter = Interpreter(self._document.rsrcmgr, recorder)
            interpreter.render_contents(page.page_obj.resources, page.page_obj.contents, ctm=MATRIX_IDENTITY)
        except OverLimit:
            complete = False
        except Exception as error:  # pdfminer raises whatever a damaged page makes it stumble over
            if _out_of_memory(error):
                raise MemoryError from None
            return blank_page(number, frame.width, frame.height)
        bold = np.array([self._is_bold(run.font) for run in recorder.runs], np.bool_)
        return build_page(
            number, frame, _glyphs(recorder.runs), bold, lambda turned: _drawing(recorder, turned, complete)
        )

    def _is_bold(self, font: PDFFont) -> bool:
        known = self._bold.get(id(font))
        if known is None:
            # The resource manager keeps every font of the document, so that its id stays its own.
            try:
                known = _told_bold(font)
            except Exception as error:  # the font's program is damaged, and its text may be sound
                if _out_of_memory(error):
                    raise MemoryError from None
                known = False
            self._bold[id(font)] = known
        return known


def _refusal(error: BaseException) -> LockedDocument | UnreadableDocument:
    """Our word for what pdfminer raised; pdfplumber wraps it in an exception of its own."""
    causes = _causes(error)
    if any(isinstance(cause, MemoryError) for cause in causes):
        raise MemoryError from None
    if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
        return LockedDocument()
    if any(isinstance(cause, PDFEncryptionError) for cause in causes):
        return LockedDocument("it is locked in a way that is not supported; save a copy without protection")
    return UnreadableDocument()


def _causes(error: BaseException) -> list[BaseException]:
    """An exception and all that it was raised from or wraps."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, *one.args]
    return found


def _out_of_memory(error: BaseException) -> bool:
    return any(isinstance(cause, MemoryError) for cause in _causes(error))


def _page_frame(page: Any) -> Frame:
    """The page as a viewer shows it: its CropBox, as far as it lies inside the MediaBox, turned by /Rotate."""
    left, bottom, right, top = _sorted(page.page_obj.mediabox)
    crop = _sorted(page.page_obj.cropbox)
    cut = (max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3]))
    box = cut if cut[2] > cut[0] and cut[3] > cut[1] else (left, bottom, right, top)
    return reading_frame(box, page.page_obj.rotate // 90)


def _sorted(box: Sequence[float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(side) for side in box)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _told_bold(font: PDFFont) -> bool:
    """Whether a font is bold: by name, else by its program, else by its descriptor."""
    names = (font.fontname, getattr(font, "basefont", ""))
    if any(bold_name(name.decode("latin-1") if isinstance(name, bytes) else str(name)) for name in names):
        return True
    for key in ("FontFile", "FontFile2", "FontFile3"):
        program = resolve1(font.descriptor.get(key))
        if isinstance(program, PDFStream):
            told = bold_program(program.get_data())
            if told is not None:
                return told
    weight = resolve1(font.descriptor.get("FontWeight"))
    return bool(font.flags & _FORCE_BOLD) or (isinstance(weight, (int, float)) and weight >= _BOLD_WEIGHT)


def _glyphs(runs: Sequence[TextRun]) -> Glyphs:
    """The characters of all runs, in the order in which they are drawn, their boxes in user space."""
    counts = [len(run.codes) for run in runs]
    owner = np.repeat(np.arange(len(runs)), counts)
    code = np.fromiter((code for run in runs for code in run.codes), np.uint32, len(owner))
    box = np.array([box for run in runs for box in run.boxes], np.float64).reshape(-1, 4)
    matrix = np.array([run.matrix for run in runs], np.float64).reshape(-1, 6)
    a, b, c, d, e, f = matrix[owner].T
    left, bottom, right, top = box.T
    x, y = (
        np.stack([a * left + c * bottom, a * right + c * top]) + e,
        np.stack([b * left + d * bottom, b * right + d * top]) + f,
    )
    place = np.array([run.place for run in runs], np.intp)
    texts = TextObjects(
        place=place,
        handle=place.astype(np.uint64),
        matrix=matrix,
        size=np.array([run.size for run in runs], np.float64),
        font=np.zeros(len(runs), np.uint64),
        mode=np.array([run.mode for run in runs], np.int32),
        colour=_colours([run.fill for run in runs]),
        clip=_windows([run.window for run in runs]),
    )
    return Glyphs(
        code, np.stack([x.min(axis=0), y.min(axis=0), x.max(axis=0), y.max(axis=0)], axis=1), owner, code == 0, texts
    )


def _drawing(recorder: Recorder, frame: Frame, complete: bool) -> Drawing:
    """The rulings, fills and pictures of a page."""
    paths = recorder.paths
    counts = np.array([len(path.kind) for path in paths], np.intp)
    fill, stroke = _colours([path.fill for path in paths]), _colours([path.stroke for path in paths])
    filled, stroked = fill[:, 3] >= SEEN, stroke[:, 3] >= SEEN
    simple = filled & ~stroked & (counts >= _SIMPLE[0]) & (counts <= _SIMPLE[1])
    segments = _segments(paths, counts, frame)
    width = np.array([path.width for path in paths], np.float64)
    drawn = straight(segments, filled & ~simple & (counts > 1), stroked & (counts > 1), width)
    drawn = _with_bounds(drawn, segments, simple)
    place = np.array([path.place for path in paths], np.intp)
    windows = inside(frame.boxes(_windows([path.window for path in paths])), frame)
    marks = sort_out(drawn, fill, stroke, place, frame, complete, windows)
    return (marks, *_pictures(recorder.pictures, frame))


def _segments(paths: Sequence[PaintedPath], counts: npt.NDArray[np.intp], frame: Frame) -> Segments:
    """All points of the paths, on the page."""
    points = np.array([point for path in paths for point in path.point], np.float64).reshape(-1, 2)
    a, b, c, d, e, f = frame.matrix.tolist()
    return Segments(
        x=a * points[:, 0] + c * points[:, 1] + e,
        y=b * points[:, 0] + d * points[:, 1] + f,
        kind=np.fromiter((kind for path in paths for kind in path.kind), np.int32, len(points)),
        closes=np.fromiter((closes for path in paths for closes in path.closes), np.bool_, len(points)),
        owner=np.repeat(np.arange(len(paths)), counts),
    )


def _with_bounds(drawn: Drawn, segments: Segments, simple: npt.NDArray[np.bool_]) -> Drawn:
    """Adds the bounds of the simple paths to the rectangles."""
    if not simple.any():
        return drawn
    start = np.flatnonzero(np.diff(segments.owner, prepend=-1))
    sides = (np.minimum.reduceat(segments.x, start), np.minimum.reduceat(segments.y, start))
    ends = (np.maximum.reduceat(segments.x, start), np.maximum.reduceat(segments.y, start))
    bounds = np.stack([*sides, *ends], axis=1)[simple[segments.owner[start]]]
    owner = np.concatenate([np.flatnonzero(simple), drawn.box_owner])
    return Drawn(np.concatenate([bounds, drawn.boxes]), owner, drawn.lines, drawn.line_owner)


def _pictures(pictures: Sequence[Picture], frame: Frame) -> tuple[FloatArray, npt.NDArray[np.intp]]:
    """The boxes of the pictures, inside the page, and their places in the painting order."""
    corners = np.array([picture.corners for picture in pictures], np.float64).reshape(-1, 4, 2)
    boxes = inside(frame.boxes(np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)), frame)
    boxes = cut(boxes, frame.boxes(_windows([picture.window for picture in pictures])))
    seen = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    return boxes[seen], np.array([picture.place for picture in pictures], np.intp)[seen]


def _windows(windows: Sequence[Window]) -> FloatArray:
    """The clips as an array, (n, 4)."""
    return np.array(windows, np.float64).reshape(-1, 4)


def _colours(paints: Sequence[tuple[Any, float] | None]) -> ColourArray:
    """Red, green, blue, alpha of each paint, (n, 4); what is not painted has no alpha."""
    colours = np.zeros((len(paints), 4), np.float64)
    for row, paint in zip(colours, paints, strict=True):
        if paint is not None:
            row[:3] = _rgb(paint[0])
            row[3] = paint[1]
    return np.rint(np.clip(colours, 0, 1) * 255).astype(np.uint8)


def _rgb(colour: Any) -> tuple[float, float, float]:
    """A colour of pdfminer's as red, green, blue from 0 to 1; a pattern is grey."""
    if isinstance(colour, (int, float)):
        return (colour, colour, colour)
    if isinstance(colour, tuple) and all(isinstance(part, (int, float)) for part in colour):
        if len(colour) == 1:
            return (colour[0],) * 3
        if len(colour) == 3:
            return (colour[0], colour[1], colour[2])
        if len(colour) == 4:
            cyan, magenta, yellow, black = colour
            return (1 - min(1, cyan + black), 1 - min(1, magenta + black), 1 - min(1, yellow + black))
    return (UNKNOWN / 255,) * 3
