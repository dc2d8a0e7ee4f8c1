"""A page as PDFium draws it → an array of grey, no larger than the limit.

The picture in the file is never decoded here: PDFium's bitmap is the only door, so that a crafted picture meets no
second decoder. The size is settled before the call, from numbers alone.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

from extract.cells import Finding

__all__ = ["MOST_PIXELS", "Picture", "Renderer"]

MOST_PIXELS = 24_000_000
"""The most pixels that a page is drawn with."""

MOST_SOURCE_PIXELS = 200_000_000
"""The most pixels of a picture in the file: PDFium unpacks it whole before it scales it down."""

_USUAL = 200.0
"""Dots per inch for a page that holds no picture."""
_FEWEST, _MOST = 72.0, 250.0
"""A picture of fewer dots per inch is no scan of a page; more show nothing more of it."""
_LARGE = 0.05
"""A picture that covers less of the page is a logo or a stamp, and does not set the resolution."""
_OBJECTS = 2_000
"""More objects than this are looked through in no page: scans hold a few strips."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a viewer shows of a page: `colour` is (height, width, 3) as blue, green, red; `scale` is pixels a point."""

    colour: npt.NDArray[np.uint8]
    scale: float
    findings: tuple[Finding, ...] = ()


class Renderer:
    """Draws the pages of a PDF that lies in memory. A context manager; not for several threads."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._document = raw.FPDF_LoadMemDocument64(data, len(data), None)

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives the document back; more than once does no harm."""
        if self._document:
            raw.FPDF_CloseDocument(self._document)
            self._document = None

    def draw(self, number: int, most_pixels: int = MOST_PIXELS) -> Picture | Finding:
        """The page of this number (from 1), or what kept it from being drawn.

        A scan is drawn at the resolution of its own picture, between 72 and 300 dots per inch: it is then the
        scanner's own dots, not dots made from them.
        """
        page = raw.FPDF_LoadPage(self._document, number - 1) if self._document else None
        if not page:
            return _refused(number, "PDFium cannot open the page")
        try:
            return _draw(page, number, most_pixels)
        finally:
            raw.FPDF_ClosePage(page)


def _draw(page: object, number: int, most_pixels: int) -> Picture | Finding:
    width, height = float(raw.FPDF_GetPageWidthF(page)), float(raw.FPDF_GetPageHeightF(page))
    if not (width > 0 and height > 0):
        return _refused(number, "the page has no size")
    dots, source = _resolution(page, width * height)
    if source > MOST_SOURCE_PIXELS:
        return _refused(number, f"its picture has {source / 1e6:,.0f} million pixels, more than the limit allows")
    findings: list[Finding] = []
    scale = dots / 72
    if width * height * scale * scale > most_pixels:
        scale = (most_pixels / (width * height)) ** 0.5
        message = (
            f"Page {number} is too large to be drawn at {dots:.0f} dots per inch; it was read at {scale * 72:.0f}. "
            "Compare small text with the page."
        )
        findings.append(Finding("picture_scaled_down", "warning", message, page=number))
    across, down = max(1, int(width * scale + 0.5)), max(1, int(height * scale + 0.5))
    colour = np.full((down, across, 3), 255, np.uint8)
    address = colour.ctypes.data_as(ctypes.c_void_p)
    bitmap = raw.FPDFBitmap_CreateEx(across, down, raw.FPDFBitmap_BGR, address, across * 3)
    if not bitmap:
        return _refused(number, "there is no memory for its picture")
    try:
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, raw.FPDF_ANNOT)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    return Picture(colour, scale, tuple(findings))


def _resolution(page: object, area: float) -> tuple[float, int]:
    """Dots per inch at which the page's largest picture is stored, and the pixels of the picture that has most."""
    most, largest, dots = 0, _LARGE * area, 0.0
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    edges = [ctypes.c_float() for _ in range(4)]
    for obj in _images(page):
        if not raw.FPDFImageObj_GetImagePixelSize(obj, wide, high):
            continue
        pixels = int(wide.value) * int(high.value)
        most = max(most, pixels)
        if raw.FPDFPageObj_GetBounds(obj, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            covers = (right - left) * (top - bottom)
            if covers >= largest > 0:
                largest, dots = covers, 72 * (pixels / covers) ** 0.5
    return (min(_MOST, max(_FEWEST, dots)) if dots else _USUAL), most


def _images(page: object) -> list[object]:
    """The picture objects of a page and of the forms on it."""
    found: list[object] = []
    waiting = [raw.FPDFPage_GetObject(page, i) for i in range(min(_OBJECTS, raw.FPDFPage_CountObjects(page)))]
    seen = 0
    while waiting and seen < _OBJECTS:
        seen += 1
        obj = waiting.pop()
        kind = raw.FPDFPageObj_GetType(obj)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            found.append(obj)
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            count = min(_OBJECTS, raw.FPDFFormObj_CountObjects(obj))
            waiting += [raw.FPDFFormObj_GetObject(obj, i) for i in range(count)]
    return found


def _refused(number: int, why: str) -> Finding:
    message = f"Page {number} cannot be read as a picture: {why}. Print the page to a new PDF and read that."
    return Finding("picture_unreadable", "error", message, page=number)
