"""The first reader: PDF pages through PDFium, ten times and more as fast as a reader written in Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import TracebackType

import numpy as np

from extract.cells import Finding
from extract.errors import EmptyFile, LimitExceeded, LockedDocument, NotADocument, UnreadableDocument
from extract.limits import Limits, refuse
from extract.pages import Page
from extract.readers import _pdfium_calls as calls
from extract.readers._fonts import FontWeights
from extract.readers._frames import Frame, reading_frame
from extract.readers._page import Drawing, blank_page, build_page, refused_page
from extract.readers._pdfium_marks import CountArray, count_segments, most_pixels, read_marks, read_pictures
from extract.readers._pdfium_objects import Objects, list_objects
from extract.readers._pdfium_text import count_characters, read_glyphs

__all__ = ["PdfiumReader"]

_HEADER = 1024
"""A PDF begins with %PDF- in its first kilobyte."""
_A4 = (595.0, 842.0)
"""The size of a page that does not tell its own."""
_NOTES = 1000


class PdfiumReader:
    """Reads a PDF from memory, page by page; of a page beyond the limits nothing but that.

    Raises `EmptyFile`, `NotADocument`, `LockedDocument` or `UnreadableDocument` on opening. A context manager; close
    it when done. Not for use by several threads at once.
    """

    def __init__(self, data: bytes, *, limits: Limits | None = None) -> None:
        if not data:
            raise EmptyFile
        if b"%PDF-" not in data[:_HEADER]:
            raise NotADocument
        self._data = data
        self._document: int = calls.load_document(data, len(data), None) or 0
        if not self._document:
            raise _refusal(calls.last_error())
        self.page_count: int = calls.document_pages(self._document)
        if self.page_count < 1:
            self.close()
            raise EmptyFile("it has no page; get it again from its source")
        self._weights = FontWeights()
        self._limits = limits or Limits()

    def __enter__(self) -> PdfiumReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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
        if not self._document:
            raise ValueError("The reader is closed.")
        handle: int = calls.load_page(self._document, number - 1) or 0
        if not handle:
            return blank_page(number, *_A4)
        try:
            return _read_page(handle, number, self._weights, self._limits)
        except LimitExceeded as error:
            frame = _page_frame(handle)
            return refused_page(number, frame.width, frame.height, error)
        finally:
            calls.close_page(handle)

    def count(self, number: int) -> None:
        """Counts what the page holds, and reads nothing: for a reader that has no bounds of its own.

        Raises:
            LimitExceeded: it is more than the limits allow.
        """
        handle: int = calls.load_page(self._document, number - 1) or 0
        if not handle:
            return
        try:
            _counted_objects(handle, number, self._limits)
            characters = count_characters(handle)
        finally:
            calls.close_page(handle)
        if characters > self._limits.characters:
            raise refuse(number, "characters", self._limits)


def _refusal(error: int) -> LockedDocument | UnreadableDocument:
    if error == calls.raw.FPDF_ERR_PASSWORD:
        return LockedDocument()
    if error == calls.raw.FPDF_ERR_SECURITY:
        return LockedDocument("it is locked in a way that is not supported; save a copy without protection")
    return UnreadableDocument()


def _page_frame(page: int) -> Frame:
    box = np.zeros(4, np.float32)
    calls.page_box(page, box.ctypes.data)
    left, top, right, bottom = box.tolist()
    return reading_frame((left, bottom, right, top), calls.page_rotation(page))


def _counted_objects(page: int, number: int, limits: Limits) -> tuple[Objects, CountArray]:
    """The objects of a page and the segments of each of its paths, unless these or those are too many."""
    objects = list_objects(page, limits.objects)
    if not objects.complete:
        raise refuse(number, "objects", limits)
    segments = count_segments(objects)
    if segments.sum() > limits.segments:
        raise refuse(number, "segments", limits)
    return objects, segments


def _read_page(page: int, number: int, weights: FontWeights, limits: Limits) -> Page:
    objects, segments = _counted_objects(page, number, limits)
    glyphs = read_glyphs(page, objects, limits.characters)
    if not glyphs.complete:
        raise refuse(number, "characters", limits)

    def draw(frame: Frame) -> Drawing:
        return read_marks(objects, segments, frame), *read_pictures(objects, frame)

    built = build_page(number, _page_frame(page), glyphs, weights.bold(glyphs.objects.font), draw)
    if built.medium == "scan" and most_pixels(objects) > limits.pixels:
        raise refuse(number, "pixels", limits)
    if _has_written_notes(page):
        message = f"Page {number} has filled form fields or typed notes, which are not read: print it to a new PDF."
        finding = Finding("unread_notes", "warning", message, page=number)
        built = replace(built, findings=(*built.findings, finding))
    return built


def _has_written_notes(page: int) -> bool:
    """Whether something is written over the page that is not part of it: a form field's value, a typed note."""
    for number in range(min(calls.page_count_notes(page), _NOTES)):
        note = calls.page_note(page, number)
        if not note:
            continue
        try:
            key = {calls.FREE_TEXT: b"Contents", calls.FIELD: b"V"}.get(calls.note_kind(note))
            # The length is in bytes and counts the two of the closing null.
            if key and calls.note_value_type(note, key) == calls.STRING and calls.note_value(note, key, None, 0) > 2:
                return True
        finally:
            calls.close_note(note)
    return False
