"""Scanned pages of a PDF are read by their picture; pages with text go through untouched.

What reading a scan needs (OpenCV, the recogniser's network) is loaded when the first scan is met: a run over text
documents pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.cells import Finding
from extract.errors import RenaksiError
from extract.pages import Page

if TYPE_CHECKING:
    from extract.scan.picture import Renderer

__all__ = ["MODES", "read_scans"]

MODES = ("auto", "never", "always")


def read_scans(
    pages: Iterable[Page], data: bytes, mode: str = "auto", engine: str = "rapidocr", *, threads: int = 2
) -> Iterator[Page]:
    """The pages in order, each scan among them as it is read by its picture.

    Args:
        pages: as a reader gives them.
        data: the PDF that they are of.
        mode: one of `MODES`: scans only, no page, or every page.
        engine: one of `extract.scan.recognizer.ENGINES`.
        threads: the most threads that the recogniser takes.
    """
    renderer: Renderer | None = None
    try:
        for page in pages:
            if mode == "never" or (mode == "auto" and page.medium != "scan"):
                yield page
                continue
            if renderer is None:
                renderer = _renderer(data)
            yield _read(page, renderer, engine, threads)
    finally:
        if renderer is not None:
            renderer.close()


def _renderer(data: bytes) -> Renderer:
    from extract.scan.picture import Renderer

    return Renderer(data)


def _read(page: Page, renderer: Renderer, engine: str, threads: int) -> Page:
    """The page by its picture; where it cannot be read so, as it was, with the finding that says why."""
    from extract.scan.reading import read_picture
    from extract.scan.recognizer import recognizer

    picture = renderer.draw(page.number)
    if isinstance(picture, Finding):
        return replace(page, findings=(*page.findings, picture))
    try:
        return read_picture(page, picture, recognizer(engine, threads))
    except (ImportError, RenaksiError) as error:
        message = f"Page {page.number} is a scan and was not read: {error}"
        return replace(page, findings=(*page.findings, Finding("ocr_missing", "error", message, page.number)))
