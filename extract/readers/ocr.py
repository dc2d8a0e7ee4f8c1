"""Scanned pages of a PDF are read by their picture; pages with text go through untouched.

What reading a scan needs (OpenCV, the recogniser's network) is loaded when the first scan is met: a run over text
documents pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract.pages import Page

__all__ = ["MODES", "read_scans"]

MODES = ("auto", "never", "always")


def read_scans(pages: Iterable[Page], data: bytes, mode: str = "auto", *, threads: int = 2) -> Iterator[Page]:
    """The pages in order, each scan among them as it is read by its picture.

    Args:
        pages: as a reader gives them.
        data: the PDF that they are of.
        mode: one of `MODES`: scans only, no page, or every page.
        threads: the most threads that the recogniser takes.
    """
    renderer = None
    try:
        for page in pages:
            if mode == "never" or (mode == "auto" and page.medium != "scan"):
                yield page
                continue
            from extract.cells import Finding
            from extract.scan.picture import Renderer
            from extract.scan.reading import read_picture
            from extract.scan.recognizer import recognizer

            renderer = renderer or Renderer(data)
            picture = renderer.draw(page.number)
            if isinstance(picture, Finding):
                yield replace(page, findings=(*page.findings, picture))
                continue
            yield read_picture(page, picture, recognizer(threads))
    finally:
        if renderer is not None:
            renderer.close()
