"""How pdfplumber and camelot see the tables of a page: the second and third opinions beside our own grid.

Both are asked about a copy of the page alone, unlocked, cut to its CropBox and turned as it is read. So their
coordinates agree with ours, a locked file does not stop one of them (camelot keeps to its permissions), and a page of
a long report costs no more than itself.
"""

from __future__ import annotations

import io
import logging
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from extract.cells import Box

__all__ = [
    "LATTICE",
    "PDFPLUMBER",
    "TEXT_FLAVOURS",
    "Grid",
    "camelot_tables",
    "foreign_grids",
    "merged_boxes",
    "upright_copy",
]

PDFPLUMBER = "pdfplumber"
LATTICE = "camelot lattice"
TEXT_FLAVOURS = ("stream", "network", "hybrid")
"""camelot's ways to read a table without rules."""

Tables = list[list[Box]]


@dataclass(frozen=True, slots=True)
class Grid:
    """What one reader sees of a page: its name, the number of tables, the boxes of their cells, how long it took.

    `error` says in one line why it sees nothing, where it failed.
    """

    name: str
    tables: int
    boxes: tuple[Box, ...]
    seconds: float
    error: str | None = None


def foreign_grids(copy: bytes, height: float) -> Iterator[Grid]:
    """What pdfplumber and camelot see of the one page of `copy`, which is so many points high.

    camelot's text flavours are asked only where its lattice finds no table: where it does, they would repeat it worse.
    """
    yield _timed_grid(PDFPLUMBER, lambda: _pdfplumber_tables(copy))
    with tempfile.TemporaryDirectory(prefix="renaksi-") as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(copy)
        lattice = _timed_grid(LATTICE, partial(_camelot_boxes, path, "lattice", height))
        yield lattice
        if lattice.error is None and lattice.tables == 0:
            for flavour in TEXT_FLAVOURS:
                yield _timed_grid(f"camelot {flavour}", partial(_camelot_boxes, path, flavour, height))


def upright_copy(data: bytes, page_number: int, turn: int) -> bytes:
    """A PDF of one page alone (from 1): unlocked, cut to its CropBox, and turned so that it shows as it is read.

    Raises:
        IndexError: the file has no such page.
    """
    source = pdfium.PdfDocument(data)
    target = pdfium.PdfDocument.new()
    try:
        if not 1 <= page_number <= len(source):
            raise IndexError(page_number)
        target.import_pages(source, [page_number - 1])
        page = target[0]
        page.set_mediabox(*page.get_cropbox())
        page.set_rotation((page.get_rotation() + 90 * turn) % 360)
        buffer = io.BytesIO()
        target.save(buffer)
    finally:
        target.close()
        source.close()
    return buffer.getvalue()


def _timed_grid(name: str, find: Callable[[], Tables]) -> Grid:
    """Asks a reader for its tables; whatever it raises is its own answer, not the end of the comparison."""
    started = time.perf_counter()
    try:
        tables = find()
    except ImportError:
        return Grid(name, 0, (), 0.0, "not installed")
    except Exception as failure:  # a foreign reader's fault is an answer of the comparison
        return Grid(name, 0, (), time.perf_counter() - started, f"failed: {type(failure).__name__}")
    boxes = tuple(box for table in tables for box in table)
    return Grid(name, len(tables), boxes, time.perf_counter() - started)


def _pdfplumber_tables(copy: bytes) -> Tables:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(copy)) as document:
        page = document.pages[0]
        left, top = page.bbox[:2]
        for line in page.objects.get("line", []):
            # On a page turned by /Rotate a level line's ends differ by 1e-13, and pdfplumber takes it for an upright
            # one: without this it would find a fifth of the table, and we would compare its rounding.
            for side in ("x0", "x1", "top", "bottom"):
                line[side] = round(line[side], 3)
        return [
            [(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in table.cells]
            for table in page.find_tables()
        ]


def camelot_tables(path: Path, flavour: str, pages: str = "1") -> list[Any]:
    """The tables that camelot finds in a file, its warnings silenced.

    Raises:
        ImportError: camelot is not installed.
    """
    import camelot

    logging.getLogger("camelot").setLevel(logging.ERROR)
    read_pdf: Callable[..., Any] = vars(camelot)["read_pdf"]
    return list(read_pdf(str(path), pages=pages, flavor=flavour, suppress_stdout=True))


def _camelot_boxes(path: Path, flavour: str, height: float) -> Tables:
    return [merged_boxes(table.cells, height, ruled=flavour == "lattice") for table in camelot_tables(path, flavour)]


def merged_boxes(cells: Sequence[Sequence[Any]], height: float, *, ruled: bool) -> list[Box]:
    """The cells of camelot as boxes: it keeps the finest grid, and a merged cell shows by sides that no rule bounds.

    Its origin is the page's lower left corner. Without rules every cell stands for itself.
    """
    rows, columns = len(cells), len(cells[0]) if cells else 0
    group = np.arange(rows * columns).reshape(rows, columns)
    if ruled:
        for row in range(rows):
            for column in range(columns):
                here = cells[row][column]
                if column + 1 < columns and not here.right and not cells[row][column + 1].left:
                    group[group == group[row, column + 1]] = group[row, column]
                if row + 1 < rows and not here.bottom and not cells[row + 1][column].top:
                    group[group == group[row + 1, column]] = group[row, column]
    boxes: dict[int, Box] = {}
    for row in range(rows):
        for column in range(columns):
            cell = cells[row][column]
            box = (cell.x1, height - cell.y2, cell.x2, height - cell.y1)
            name = int(group[row, column])
            old = boxes.get(name, box)
            boxes[name] = (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))
    return list(boxes.values())
