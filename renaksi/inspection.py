"""What was read in one page of a file, as a picture and in words: for a person who doubts a record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import shorten

from extract.cells import Box, Cell, PageCells
from extract.documents import Document, kind_of, open_document, read_document
from extract.pages import Rulings
from extract.readers.pdfium import PdfiumReader
from extract.readers.plumber import PlumberReader
from normalize.columns import Column
from normalize.grid import grids_of
from normalize.headers import Header, find_headers
from normalize.records import NormalizedDocument, quarter_field
from normalize.vocabulary import Vocabulary, default_vocabulary
from renaksi.errors import UsageError
from renaksi.overlay import draw_overlay
from renaksi.pipeline import Stages
from renaksi.settings import Settings

__all__ = ["header_labels", "inspect_page"]

_REACH = 1.0
"""A field's place may overhang the cell that it was read from by so many points."""
_LETTER = re.compile(r"[^\W\d_]")
_SHOWN = 12
"""Cells without a role that are named one by one."""


def inspect_page(path: Path, page_number: int, out: Path, settings: Settings) -> str:
    """Draws a page with rules, cells and roles over it, and says in words what was found.

    Args:
        path: a PDF.
        page_number: from 1.
        out: where the picture (PNG) goes.
        settings: how the file is read.

    Raises:
        UsageError: there is no such file or page, or nothing to draw.
        DocumentError: the file cannot be read.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file; check the name")
    settings.check()
    document = read_document(path, path.name, max_bytes=settings.max_bytes)
    if kind_of(document) == "text":
        raise UsageError(f"{path}: is plain text and has no page to draw; `renaksi show` lists its records")
    page, reader, parts = _read(document, page_number, settings)
    words = default_vocabulary() if settings.vocabulary is None else Vocabulary.load(settings.vocabulary)
    headers = [header for grid in grids_of(page.cells) for header in find_headers(grid, words)]
    labels = header_labels(page.cells, headers)
    roles = _roles(page, parts)
    rulings = _rulings(document.data, page_number, reader)
    try:
        draw_overlay(document.data, page_number, page, out, roles=roles, labels=labels, rulings=rulings)
    except OSError as error:
        raise UsageError(f"{out}: the picture cannot be written ({error.strerror or error}); name another") from None
    return "\n".join(
        [*_counts(path.name, page, reader), *_header_lines(page, labels), *_role_lines(page, roles), f"drawn: {out}"]
    )


def header_labels(cells: Sequence[Cell], headers: Iterable[Header]) -> dict[int, str | None]:
    """The role of each header cell that stands lowest over a column, by its place in `cells`.

    None marks a cell whose column no word explains. A cell over other header cells names no column of its own.
    """
    labels: dict[int, str | None] = {}
    for header in headers:
        band = [
            (index, cell)
            for index, cell in enumerate(cells)
            if cell.table == header.table and header.first_row <= cell.row < header.end_row
        ]
        if not band:
            continue
        left = min(cell.x0 for cell in cells if cell.table == header.table)
        width = max(cell.x1 for cell in cells if cell.table == header.table) - left
        under: dict[int, list[Column]] = {}
        for column in header.columns:
            start, end = left + width * column.x0 + _REACH, left + width * column.x1 - _REACH
            over = [
                (bool(_LETTER.search(cell.text)), cell.row, index)
                for index, cell in band
                if cell.x0 <= start and end <= cell.x1 and not cell.blank
            ]
            if over:  # a row that numbers the columns stands lower and says nothing
                under.setdefault(max(over)[2], []).append(column)
        labels.update((index, _label(columns)) for index, columns in under.items())
    return labels


def _label(columns: Sequence[Column]) -> str | None:
    """The roles under one header cell: a name column by its levels, stacked quarters by theirs, others by field."""
    if not any(column.known for column in columns):
        return None
    names: list[str] = []
    for column in columns:
        if column.role == "name":
            names.append("/".join(column.levels) or "name")
        elif column.role in ("quarter_value", "quarter_pair"):
            names += [quarter_field(column.measure, quarter) for quarter in range(1, 5)]
        elif column.role != "quarter_label" or len(columns) == 1:
            names.append(column.role)
    return _joined(names)


def _joined(names: Iterable[str]) -> str:
    """Several roles as one short name: the quarters of a measure as a range.

    >>> _joined(["tw1", "tw2", "tw3", "tw4"]), _joined(["indikator", "target"]), _joined(["tw1"])
    ('tw1-4', 'indikator+target', 'tw1')
    """
    each = list(dict.fromkeys(names))
    quarters = [name for name in each if re.fullmatch(r".*tw[1-4]", name)]
    if len(quarters) == len(each) > 1 and len({name[:-1] for name in each}) == 1:
        return f"{each[0]}-{each[-1][-1]}"
    return "+".join(each)


def _read(document: Document, page_number: int, settings: Settings) -> tuple[PageCells, str, list[NormalizedDocument]]:
    """The cells of the page, what read them, and the documents of the file: a page alone does not tell its roles."""
    reading = open_document(
        document, settings.reader, ocr=settings.ocr, engine=settings.ocr_engine, limits=settings.limits
    )
    if not 1 <= page_number <= reading.page_count:
        raise UsageError(f"{document.source}: has no page {page_number}; its pages are 1 to {reading.page_count}")
    kept: list[PageCells] = []

    def watched() -> Iterator[PageCells]:
        for page in reading.pages:
            if page.number == page_number:
                kept.append(page)
            yield page

    parts = Stages(settings).normalize(watched(), document.year)
    return kept[0], reading.reader, parts


def _rulings(data: bytes, page_number: int, reader: str) -> Rulings:
    """The strokes of the page as its reader gives them."""
    with (PlumberReader if reader == "pdfplumber" else PdfiumReader)(data) as source:
        return source.page(page_number).rulings


def _roles(page: PageCells, parts: Sequence[NormalizedDocument]) -> list[tuple[str, int | None] | None]:
    """For each cell of the page the field that was read from it, else its role; None where it has neither."""
    known: dict[int, tuple[str, int | None]] = {}
    fields: list[tuple[Box, str]] = []
    for part in parts:
        for cell, role in zip(part.cells, part.roles, strict=True):
            known[id(cell)] = role
        for record in part.records:
            for name, places in record.boxes.items():
                fields += [(box, name) for number, box in places if number == page.number]
    return [_role(cell, known.get(id(cell)), fields) for cell in page.cells]


def _role(
    cell: Cell, role: tuple[str, int | None] | None, fields: Sequence[tuple[Box, str]]
) -> tuple[str, int | None] | None:
    if role is None or role[0] != "body":
        return role
    names = [name for box, name in fields if _within(box, cell.box)]
    if not names:
        return role if role[1] is not None or cell.blank else None
    return (_joined(names), role[1])


def _within(box: Box, around: Box) -> bool:
    return (
        box[0] >= around[0] - _REACH
        and box[1] >= around[1] - _REACH
        and box[2] <= around[2] + _REACH
        and box[3] <= around[3] + _REACH
    )


def _counts(name: str, page: PageCells, reader: str) -> Iterator[str]:
    yield (
        f"{name}, page {page.number}: {page.width:.0f} × {page.height:.0f} points, {page.characters} characters, "
        f"read by {reader}" + (f", turned by {90 * page.turn} degrees" if page.turn else "")
    )
    for table in sorted({cell.table for cell in page.cells if cell.table}):
        mine = [cell for cell in page.cells if cell.table == table]
        rows = max(cell.row + cell.row_span for cell in mine)
        columns = max(cell.column + cell.column_span for cell in mine)
        covered = sum(cell.row_span * cell.column_span for cell in mine) - len(mine)
        blank = sum(cell.blank for cell in mine)
        yield (
            f"table {table}: {rows} rows, {columns} columns, {len(mine)} cells ({blank} blank), "
            f"{covered} positions covered by merged cells"
        )
    yield f"loose lines: {sum(not cell.table for cell in page.cells)}"


def _header_lines(page: PageCells, labels: dict[int, str | None]) -> Iterator[str]:
    if not labels:
        yield "no header on this page"
    for index, label in sorted(labels.items(), key=lambda item: (page.cells[item[0]].table, page.cells[item[0]].x0)):
        yield f"  {label or 'no role':<28} {_short(page.cells[index])}"


def _role_lines(page: PageCells, roles: Sequence[tuple[str, int | None] | None]) -> Iterator[str]:
    counts = Counter(role[0] for role in roles if role is not None)
    yield "cells: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    orders = sorted({role[1] for role in roles if role is not None and role[1] is not None})
    if orders:
        yield f"records: {len(orders)}, from {orders[0]} to {orders[-1]}"
    lost = [cell for cell, role in zip(page.cells, roles, strict=True) if role is None and not cell.blank]
    if lost:
        yield f"cells without a role: {len(lost)}"
        yield from (f"  {_short(cell)}" for cell in lost[:_SHOWN])
        if len(lost) > _SHOWN:
            yield f"  … and {len(lost) - _SHOWN} more"


def _short(cell: Cell) -> str:
    return shorten(cell.text, 60, placeholder=" …")
