"""The first reader: PDF pages through PDFium, ten times and more as fast as a reader written in Python."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from types import TracebackType

import numpy as np
import numpy.typing as npt

from extract.cells import Finding
from extract.errors import EmptyFile, LockedDocument, NotADocument, UnreadableDocument
from extract.gate import REPLACEMENT, gate_codes
from extract.pages import Chars, Fills, FloatArray, Page, Rulings
from extract.readers import _pdfium_calls as calls
from extract.readers._fonts import FontWeights
from extract.readers._frames import Frame, reading_frame, turned
from extract.readers._pdfium_marks import read_marks, read_pictures
from extract.readers._pdfium_objects import list_objects
from extract.readers._pdfium_text import Glyphs, read_glyphs
from extract.readers._sight import cover_share, doubled, unseen

__all__ = ["PdfiumReader"]

_HEADER = 1024
"""A PDF begins with %PDF- in its first kilobyte."""
_OBJECT_LIMIT = 1_000_000
_SEGMENT_LIMIT = 400_000
_UNREADABLE = 0.1
"""The share of glyphs without Unicode from which a page's text layer is not believed."""
_SCAN_COVER = 0.6
_SCAN_CHARACTERS = 150
"""A page that is mostly a picture and shows no more characters than a stamp or a running foot is a scan."""


class PdfiumReader:
    """Reads a PDF from memory, page by page.

    Raises `EmptyFile`, `NotADocument`, `LockedDocument` or `UnreadableDocument` on opening. A context manager; close
    it when done. Not for use by several threads at once.
    """

    def __init__(self, data: bytes, password: str | None = None) -> None:
        if not data:
            raise EmptyFile("The file has no bytes: get it again from its source.")
        if b"%PDF-" not in data[:_HEADER]:
            raise NotADocument("The file is no PDF, though its name says so: open it to see what it is, and rename it.")
        self._data = data
        secret = None if password is None else password.encode("utf-8")
        self._document: int = calls.load_document(data, len(data), secret) or 0
        if not self._document:
            raise _refusal(calls.last_error(), password)
        self.page_count: int = calls.document_pages(self._document)
        if self.page_count < 1:
            self.close()
            raise EmptyFile("The PDF has no page: get it again from its source.")
        self._weights = FontWeights()

    def __enter__(self) -> PdfiumReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Gives the document back to PDFium; more than once does no harm."""
        if self._document:
            calls.close_document(self._document)
            self._document = 0

    def pages(self) -> Iterator[Page]:
        """The pages in order, one page's memory at a time; one that cannot be read is an empty page with a finding."""
        for number in range(1, self.page_count + 1):
            yield self.page(number)

    def page(self, number: int) -> Page:
        """The page of this number, from 1."""
        handle: int = calls.load_page(self._document, number - 1) or 0
        if not handle:
            return _unreadable_page(self._document, number)
        try:
            return _read_page(handle, number, self._weights)
        finally:
            calls.close_page(handle)


def _refusal(error: int, password: str | None) -> LockedDocument | UnreadableDocument:
    if error == calls.raw.FPDF_ERR_PASSWORD:
        if password is None:
            return LockedDocument("The PDF asks for a password: save a copy without one, or give the password.")
        return LockedDocument("The password does not open the PDF: ask its owner for the right one.")
    if error == calls.raw.FPDF_ERR_SECURITY:
        return LockedDocument("The PDF is locked in a way that is not supported: save a copy without protection.")
    return UnreadableDocument("The PDF is cut off or damaged beyond reading: get it again from its source.")


def _unreadable_page(document: int, number: int) -> Page:
    size = np.zeros(2, np.float32)
    calls.page_size(document, number - 1, size.ctypes.data)
    message = f"Page {number} cannot be read: open it in a viewer, and if it shows there, print it to a new PDF."
    finding = Finding("page_unreadable", "error", message, page=number)
    width, height = size.tolist()
    nothing = np.empty((0, 4))
    rulings, fills = Rulings(nothing, nothing), Fills(nothing, np.empty(0, np.uint32))
    return Page(number, width, height, 0, "text", _no_chars(), rulings, fills, nothing, (finding,))


def _no_chars() -> Chars:
    empty = np.empty(0)
    return Chars(
        empty.astype(np.uint32), empty, empty, empty, empty, empty, empty.astype(np.bool_), empty.astype(np.int16),
        empty.astype(np.bool_), empty.astype(np.int32), empty.astype(np.float32),
    )


def _page_frame(page: int) -> Frame:
    box = np.zeros(4, np.float32)
    calls.page_box(page, box.ctypes.data)
    left, top, right, bottom = box.tolist()
    return reading_frame((left, bottom, right, top), calls.page_rotation(page))


def _read_page(page: int, number: int, weights: FontWeights) -> Page:
    findings: list[Finding] = []
    viewer = _page_frame(page)
    objects = list_objects(page, _OBJECT_LIMIT)
    glyphs = read_glyphs(page, objects)
    turn = _lying(glyphs, viewer)
    frame = turned(viewer, turn)
    marks = read_marks(objects, frame, _SEGMENT_LIMIT)
    if not marks.complete:
        message = f"Page {number} has more drawing than the limit allows; rules beyond it are not read: look at the page."
        findings.append(Finding("too_much_drawing", "error", message, page=number))
    pictures, picture_order = read_pictures(objects, frame)
    boxes = frame.boxes(glyphs.box)
    hidden = unseen(glyphs, boxes, frame, marks, pictures, picture_order)
    chars, unreadable = _chars(glyphs, boxes, hidden, frame, weights, number, findings)
    visible = int(np.count_nonzero(~chars.hidden & (chars.code != 0x20)))
    scan = unreadable or (visible <= _SCAN_CHARACTERS and cover_share(pictures, frame) >= _SCAN_COVER)
    return Page(
        number, frame.width, frame.height, turn, "scan" if scan else "text", chars, marks.rulings, marks.fills, pictures,
        tuple(findings),
    )


def _angles(matrix: FloatArray, frame: Frame) -> npt.NDArray[np.int16]:
    """The direction of reading of each text object on the page, in degrees counter-clockwise."""
    a, b, c, d, _, _ = frame.matrix.tolist()
    across, up = a * matrix[:, 0] + c * matrix[:, 1], -(b * matrix[:, 0] + d * matrix[:, 1])
    level = np.abs(across) >= np.abs(up)
    return np.where(level, np.where(across >= 0, 0, 180), np.where(up >= 0, 90, 270)).astype(np.int16)


def _lying(glyphs: Glyphs, frame: Frame) -> int:
    """How many quarter turns clockwise set the page's text upright: 0 unless two thirds of it lie another way."""
    inked = glyphs.owner[(glyphs.code != 0x20) & (glyphs.objects.mode[glyphs.owner] != 3)]
    if len(inked) == 0:
        return 0
    counts = np.bincount(_angles(glyphs.objects.matrix, frame)[inked] // 90, minlength=4)
    most = int(counts.argmax())
    return most if counts[most] > 2 / 3 * len(inked) else 0


def _chars(
    glyphs: Glyphs, boxes: FloatArray, hidden: npt.NDArray[np.bool_], frame: Frame, weights: FontWeights, number: int,
    findings: list[Finding],
) -> tuple[Chars, bool]:
    """The page's characters past the gate, and whether its text layer is not to be believed."""
    texts = glyphs.objects
    size = np.abs(texts.size) * np.hypot(texts.matrix[:, 2], texts.matrix[:, 3])
    bold = weights.bold(texts.font) | (texts.mode == 2)
    codes = np.where(glyphs.unmapped, np.uint32(0), glyphs.code)
    again, marked = doubled(codes, boxes, size[glyphs.owner])
    kept = np.flatnonzero(~again)
    gated = gate_codes(codes[kept])
    source = kept[gated.source]
    owner = glyphs.owner[source]
    angle = _angles(texts.matrix, frame)[owner]
    box = _shares(boxes[source], gated.part, gated.parts, angle)
    seen = ~hidden[source]
    nameless = (gated.code == REPLACEMENT) & seen
    inked = int(np.count_nonzero(seen & (gated.code != 0x20)))
    unnamed = int(np.count_nonzero(nameless))
    unreadable = unnamed > _UNREADABLE * inked
    conceal = hidden[source] | unreadable
    if unreadable:
        message = f"The text layer of page {number} is unreadable ({unnamed} of {inked} characters have no Unicode): read it by OCR."
        findings.append(Finding("unreadable_text", "error", message, page=number))
    elif unnamed:
        where = box[np.flatnonzero(nameless)[0]]
        message = f"{unnamed} characters of page {number} have no Unicode and stand as U+FFFD: read them on the page."
        place = (float(where[0]), float(where[1]), float(where[2]), float(where[3]))
        findings.append(Finding("unmapped_glyphs", "warning", message, page=number, box=place))
    chars = Chars(
        gated.code, *np.ascontiguousarray(box.T), size[owner], (bold[owner] | marked[source]), angle, conceal,
        owner.astype(np.int32), np.ones(len(owner), np.float32),
    )
    return chars, unreadable


def _shares(
    box: FloatArray, part: npt.NDArray[np.uint8], parts: npt.NDArray[np.uint8], angle: npt.NDArray[np.int16]
) -> FloatArray:
    """Splits the box of a ligature between its letters, along the direction of reading."""
    several = np.flatnonzero(parts > 1)
    for place in several.tolist():
        low, high = (0, 2) if angle[place] in (0, 180) else (1, 3)
        step = (box[place, high] - box[place, low]) / parts[place]
        number = int(part[place]) if angle[place] in (0, 270) else int(parts[place]) - 1 - int(part[place])
        start = box[place, low] + step * number
        box[place, low], box[place, high] = start, start + step
    return box
