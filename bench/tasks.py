"""What is measured: each task reads the same PDF files in one process and gives the number of pages it read.

A task imports what it needs before its clock starts (`prepare`), so that a short run is not a measure of imports.
"""

from __future__ import annotations

import ctypes
import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["SCAN_TASKS", "TASKS", "Task"]

Work = Callable[[Sequence[Path]], int]
Task = Callable[[], Work]


def whole_run() -> Work:
    """PDF to Parquet: both stages and the writing of every table, as `renaksi run` does it, but in this process."""
    from extract.documents import read_document
    from renaksi.pipeline import Stages, read_file
    from renaksi.settings import Settings
    from renaksi.store import Shelf, facts, pack, write_tables

    page_count = _page_counter()

    def work(files: Sequence[Path]) -> int:
        stages = Stages(Settings())
        read = []
        with tempfile.TemporaryDirectory(prefix="renaksi-bench-") as name:
            folder = Path(name)
            (folder / "shelf").mkdir()
            shelf = Shelf(folder / "shelf")
            for number, path in enumerate(files):
                document = read_document(path, f"{number}/{path.name}")
                tables = read_file(document, f"{number:04d}-{document.sha256[:12]}", stages)
                key = f"{number:040x}"
                shelf.put(key, pack(tables))
                read.append((key, facts(tables)))
            write_tables(folder / "out", shelf, read)
        return sum(map(page_count, files))

    return work


def extract_only() -> Work:
    """PDF to cells: the first stage alone."""
    from extract.documents import cells, read_document

    def work(files: Sequence[Path]) -> int:
        return sum(1 for path in files for _ in cells(read_document(path, path.name)))

    return work


def _scans_by(engine: str) -> Task:
    def prepare() -> Work:
        from extract.documents import cells, read_document

        def work(files: Sequence[Path]) -> int:
            return sum(1 for path in files for _ in cells(read_document(path, path.name), engine=engine))

        return work

    return prepare


def second_reader() -> Work:
    """PDF to cells through pdfplumber's interpreter (`--reader pdfplumber`)."""
    from extract.documents import cells, read_document

    def work(files: Sequence[Path]) -> int:
        return sum(1 for path in files for _ in cells(read_document(path, path.name), "pdfplumber"))

    return work


def pdfplumber_tables() -> Work:
    """The `extract_tables` of pdfplumber alone, page by page, each page let go of before the next."""
    import pdfplumber

    def work(files: Sequence[Path]) -> int:
        pages = 0
        for path in files:
            with pdfplumber.open(path) as document:
                for page in document.pages:
                    page.extract_tables()
                    page.close()
                    pages += 1
        return pages

    return work


def camelot_lattice() -> Work:
    """The lattice of camelot alone, as it comes."""
    from renaksi.foreign import camelot_tables

    logging.getLogger("camelot").setLevel(logging.ERROR)
    page_count = _page_counter()

    def work(files: Sequence[Path]) -> int:
        for path in files:
            camelot_tables(path, "lattice", "all")
        return sum(map(page_count, files))

    return work


def pdfium_alone() -> Work:
    """PDFium handing over each page's characters with their boxes, and its objects with theirs; nothing made of it."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    def read(page: pdfium.PdfPage) -> None:
        text = raw.FPDFText_LoadPage(page)
        box, sides = raw.FS_RECTF(), [ctypes.c_float() for _ in range(4)]
        for index in range(raw.FPDFText_CountChars(text)):
            raw.FPDFText_GetUnicode(text, index)
            raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_ClosePage(text)
        for index in range(raw.FPDFPage_CountObjects(page)):
            thing = raw.FPDFPage_GetObject(page, index)
            if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_PATH:
                raw.FPDFPageObj_GetBounds(thing, *sides)

    def work(files: Sequence[Path]) -> int:
        pages = 0
        for path in files:
            document = pdfium.PdfDocument(path.read_bytes())
            for page in document:
                read(page)
                page.close()
                pages += 1
            document.close()
        return pages

    return work


def _page_counter() -> Callable[[Path], int]:
    import pypdfium2 as pdfium

    def count(path: Path) -> int:
        document = pdfium.PdfDocument(path)
        try:
            return len(document)
        finally:
            document.close()

    return count


TASKS: dict[str, Task] = {
    "renaksi, PDF to Parquet": whole_run,
    "renaksi, PDF to cells": extract_only,
    "renaksi, second reader to cells": second_reader,
    "pdfplumber extract_tables": pdfplumber_tables,
    "camelot lattice": camelot_lattice,
    "PDFium alone": pdfium_alone,
}
"""Each task by the name that it has in the table; the first is what the ratios are against."""

SCAN_TASKS: dict[str, Task] = {f"scans to cells, {engine}": _scans_by(engine) for engine in ("rapidocr", "tesseract")}
"""The tasks that read pictures of pages."""
