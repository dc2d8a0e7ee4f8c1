"""What was read of one file, as rows of the tables.

One file gives one set of small tables; renaksi/store.py puts the sets of all files together. Nothing is decided here:
text goes to text columns, figures to the `_value` columns beside them, places to `field_boxes`. Cells keep the order in
which the first stage gave them, so that the second can be run again over the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any

import pyarrow as pa

from extract.cells import Box, Cell, Finding, PageCells
from extract.documents import Document
from extract.limits import PAGE_LIMITS
from normalize.records import FIELDS, MEASURES, IndicatorRecord, NormalizedDocument, quarter_field
from normalize.series import is_revised
from renaksi import __version__
from renaksi.arrow import arrow_schema
from renaksi.schemas import TABLES, VERSIONS

__all__ = [
    "Tables",
    "document_tables",
    "empty_tables",
    "extracted_tables",
    "failed_tables",
    "finding_row",
    "quarter_rows",
    "record_columns",
    "table_of",
]

Tables = dict[str, pa.Table]
"""The tables of one file, all of them, by name."""

_VALUES = ("target", "tw1", "tw2", "tw3", "tw4", "anggaran")
"""Fields that have a `_value` column beside them in `indicators`."""
_QUARTERS = {quarter_field(measure, quarter): (measure, quarter) for measure in MEASURES for quarter in range(1, 5)}
_TOGETHER = 5_000
"""Rows of a long document that become Arrow at a time."""
_CELL = (
    *("page", "table", "row", "column", "row_span", "column_span", "text"),
    *("x0", "top", "x1", "bottom", "shade", "open_above", "open_below", "open_beside"),
)


def empty_tables() -> Tables:
    """Every table without a row."""
    return {name: _empty_table(name) for name in TABLES}


def document_tables(
    document: Document,
    document_id: str,
    reader: str,
    pages: Sequence[PageCells],
    parts: Sequence[NormalizedDocument],
) -> Tables:
    """The rows of a file that was read.

    Args:
        document: the file.
        document_id: names the file's first document; the second gets `-2` behind it.
        reader: what read it.
        pages: every page of the file, in order.
        parts: the documents inside the file.
    """
    rows = {name: _Rows(name) for name in TABLES if name != "cells"}
    cells: list[pa.Table] = []
    turns = {page.number: page.turn for page in pages}
    from_pages = set(chain.from_iterable(page.findings for page in pages))
    places = {id(cell): place for place, cell in enumerate(chain.from_iterable(page.cells for page in pages))}
    shares = _shares(pages, parts)
    told = {_as_found(finding) for part in parts for finding in part.findings}
    # What is said of the file bears on every document in it.
    of_file = [finding for page in pages for finding in page.findings if finding.page is None]
    for place, part in enumerate(parts):
        own_id = document_id if place == 0 else f"{document_id}-{place + 1}"
        share = shares[place]
        silent = [finding for page in share for finding in page.findings if finding not in told]
        told.update(silent)
        known = {*silent, *part.findings}
        findings = [*(finding for finding in of_file if finding not in known), *silent, *part.findings]
        doubts: dict[int | None, list[str]] = {}
        for finding in findings:
            doubts.setdefault(finding.order, []).append(finding.code)
        rows["documents"].add([_document_row(document, own_id, reader, part, len(share), findings)])
        rows["pages"].add(_page_row(own_id, part.year, page) for page in share)
        for finding in findings:
            stage = "extract" if _as_found(finding) in from_pages else "normalize"
            rows["findings"].add([finding_row(own_id, part.year, finding, stage)])
        for record in part.records:
            codes = doubts.get(record.order, [])
            rows["indicators"].add([_record_row(document, own_id, part, record, codes)])
            rows["quarterly_targets"].add(quarter_rows(own_id, part.year, record))
            rows["field_boxes"].add(_box_rows(own_id, part.year, record, turns))
            rows["extra_columns"].add(
                {
                    "indicator_id": _indicator_id(own_id, record.order),
                    "tahun": part.year,
                    "header": header,
                    "text": text,
                }
                for header, text in record.extra
            )
        ordered = sorted(
            zip(part.cells, part.roles, strict=True), key=lambda item: places.get(id(item[0]), len(places))
        )
        for first in range(0, len(ordered), _TOGETHER):
            some = ordered[first : first + _TOGETHER]
            roles = [role for _, (role, _) in some]
            ids = [_indicator_id(own_id, order) if order is not None else None for _, (_, order) in some]
            cells.append(_cells_table(own_id, part.year, [cell for cell, _ in some], roles, ids, turns, first))
    tables = {name: table_rows.table() for name, table_rows in rows.items()}
    tables["cells"] = pa.concat_tables(cells) if cells else _empty_table("cells")
    return tables


def extracted_tables(document: Document, document_id: str, reader: str, pages: Sequence[PageCells]) -> Tables:
    """The rows of a file of which only the cells were read."""
    findings = list(chain.from_iterable(page.findings for page in pages))
    year = document.year
    cells = list(chain.from_iterable(page.cells for page in pages))
    tables = empty_tables()
    row = _file_row(document, document_id, reader) | {
        "pages": len(pages),
        "media": _media(pages),
        "status": "partial" if any(finding.severity == "error" for finding in findings) else "ok",
        "error": _limit(findings),
        "characters": sum(page.characters for page in pages),
        "findings": len(findings),
    }
    tables["documents"] = table_of("documents", [row])
    tables["pages"] = table_of("pages", [_page_row(document_id, year, page) for page in pages])
    tables["findings"] = table_of(
        "findings", [finding_row(document_id, year, finding, "extract") for finding in findings]
    )
    nothing = [None] * len(cells)
    turns = {page.number: page.turn for page in pages}
    tables["cells"] = _cells_table(document_id, year, cells, nothing, nothing, turns)
    return tables


def failed_tables(document: Document, document_id: str, code: str, message: str) -> Tables:
    """The rows of a file that could not be read: one row that says why, and the finding that says what to do."""
    tables = empty_tables()
    row = _file_row(document, document_id, None) | {"status": "failed", "error": code, "records": 0, "findings": 1}
    tables["documents"] = table_of("documents", [row])
    finding = Finding(code, "error", message)
    tables["findings"] = table_of("findings", [finding_row(document_id, document.year, finding, "extract")])
    return tables


def table_of(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as a table of the declared schema; a column that a row does not name is null in it.

    One array of structs, taken apart by Arrow itself: three times as fast as an array for each column.
    """
    if not rows:
        return _empty_table(name)
    schema = arrow_schema(name)
    batch = pa.RecordBatch.from_struct_array(pa.array(rows, pa.struct(list(schema))))
    return pa.Table.from_batches([batch.replace_schema_metadata(schema.metadata)])


class _Rows:
    """Rows of one table, made Arrow some thousands at a time: as dicts they take fifty times the memory."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows: list[dict[str, Any]] = []
        self._done: list[pa.Table] = []

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        self._rows.extend(rows)
        if len(self._rows) >= _TOGETHER:
            self._done.append(table_of(self._name, self._rows))
            self._rows = []

    def table(self) -> pa.Table:
        """All rows that were added."""
        rest = table_of(self._name, self._rows)
        return pa.concat_tables([*self._done, rest]) if self._done else rest


@cache
def _empty_table(name: str) -> pa.Table:
    return arrow_schema(name).empty_table()


def _indicator_id(document_id: str, order: int) -> str:
    return f"{document_id}-{order:04d}"


def _media(pages: Iterable[PageCells]) -> str | None:
    media = {page.medium for page in pages}
    return media.pop() if len(media) == 1 else "mixed" if media else None


def _shares(pages: Sequence[PageCells], parts: Sequence[NormalizedDocument]) -> list[list[PageCells]]:
    """The pages of each part. A page on which one document ends and another begins is in both; a page without any
    cell goes with the page before it."""
    numbers = [{cell.page for cell in part.cells} for part in parts]
    shares: list[list[PageCells]] = [[] for _ in parts]
    last = 0
    for page in pages:
        holders = [place for place, own in enumerate(numbers) if page.number in own] or [last]
        for place in holders:
            if shares:
                shares[place].append(page)
        last = holders[-1]
    return shares


def _file_row(document: Document, document_id: str, reader: str | None) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "source": document.source,
        "tahun": document.year,
        "reader": reader,
        "versi": VERSIONS[is_revised(document.source)],
        "sha256": document.sha256 or None,
        "program_version": __version__,
    }


def _document_row(
    document: Document,
    document_id: str,
    reader: str,
    part: NormalizedDocument,
    pages: int,
    findings: Sequence[Finding],
) -> dict[str, Any]:
    # An error about a record is about what the document says; one about a page or the file, about our reading of it.
    unread = part.characters_unplaced or any(f.severity == "error" and f.order is None for f in findings)
    return _file_row(document, document_id, reader) | {
        "tahun": part.year,
        "instansi": part.office,
        "judul": part.title,
        "versi": VERSIONS[is_revised(part.title, document.source)],
        "pages": pages,
        "media": part.media,
        "status": "partial" if unread else "ok" if part.records else "empty",
        "error": _limit(findings),
        "records": len(part.records),
        "characters": part.characters,
        "characters_in_records": part.characters_in_records,
        "characters_in_context": part.characters_in_context,
        "characters_unplaced": part.characters_unplaced,
        "findings": len(findings),
    }


def _as_found(finding: Finding) -> Finding:
    """A finding as its page gave it; it may have gone to the record that stands in its place (normalize/pins.py)."""
    return replace(finding, order=None, field=None)


def _limit(findings: Iterable[Finding]) -> str | None:
    """The limit that a page of the document is beyond."""
    return next((finding.code for finding in findings if finding.code in PAGE_LIMITS), None)


def _page_row(document_id: str, year: int | None, page: PageCells) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "tahun": year,
        "page": page.number,
        "width": page.width,
        "height": page.height,
        "turn": page.turn,
        "medium": page.medium,
        "characters": page.characters,
    }


def _place(box: Box | None) -> dict[str, float]:
    return dict(zip(("x0", "top", "x1", "bottom"), box, strict=True)) if box else {}


def finding_row(document_id: str, year: int | None, finding: Finding, stage: str) -> dict[str, Any]:
    """A row of `findings`."""
    return {
        "document_id": document_id,
        "indicator_id": _indicator_id(document_id, finding.order) if finding.order is not None else None,
        "tahun": year,
        "field": finding.field,
        "page": finding.page,
        **_place(finding.box),
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "stage": stage,
    }


def _record_row(
    document: Document,
    document_id: str,
    part: NormalizedDocument,
    record: IndicatorRecord,
    codes: list[str],
) -> dict[str, Any]:
    return {
        "indicator_id": _indicator_id(document_id, record.order),
        "document_id": document_id,
        "source": document.source,
        "tahun": part.year,
        "instansi": part.office,
        "urutan": record.order,
        "parent_id": _indicator_id(document_id, record.parent) if record.parent is not None else None,
        **record_columns(record),
        "page_first": record.page_first,
        "page_last": record.page_last,
        "finding_count": len(codes),
        "finding_codes": ";".join(sorted(set(codes))) or None,
    }


def record_columns(record: IndicatorRecord) -> dict[str, Any]:
    """The columns of `indicators` that a record's texts decide."""
    return {
        "level": record.level,
        **{field: record.text.get(field) for field in FIELDS},
        **{f"{field}_value": record.value.get(field) for field in _VALUES},
        "satuan_normal": record.satuan_normal,
        "pattern": record.pattern,
        "nomenklatur_kode": record.nomenklatur_kode,
        "nomenklatur_score": record.nomenklatur_score,
    }


def quarter_rows(document_id: str, year: int | None, record: IndicatorRecord) -> Iterable[dict[str, Any]]:
    """The rows of a record in `quarterly_targets`."""
    indicator_id = _indicator_id(document_id, record.order)
    for field, (measure, quarter) in _QUARTERS.items():
        if record.text.get(field) is not None:
            yield {
                "indicator_id": indicator_id,
                "tahun": year,
                "triwulan": quarter,
                "measure": measure,
                "text": record.text[field],
                "value": record.value.get(field),
            }


def _box_rows(
    document_id: str, year: int | None, record: IndicatorRecord, turns: Mapping[int, int]
) -> Iterable[dict[str, Any]]:
    indicator_id = _indicator_id(document_id, record.order)
    for field, places in record.boxes.items():
        for page, (x0, top, x1, bottom) in places:
            yield {
                "indicator_id": indicator_id,
                "tahun": year,
                "field": field,
                "page": page,
                "x0": x0,
                "top": top,
                "x1": x1,
                "bottom": bottom,
                "turn": turns.get(page),
            }


def _cells_table(
    document_id: str,
    year: int | None,
    cells: Sequence[Cell],
    roles: Sequence[str | None],
    ids: Sequence[str | None],
    turns: Mapping[int, int],
    before: int = 0,
) -> pa.Table:
    """The cells column by column, those of the document from the one after `before` on: an A3 page has a thousand, and
    a dict for each costs more than reading it."""
    schema = arrow_schema("cells")
    values: dict[str, Any] = _columns(cells, _CELL)
    values["document_id"] = [document_id] * len(cells)
    values["tahun"] = [year] * len(cells)
    values["urutan"] = range(before + 1, before + len(cells) + 1)
    values["turn"] = [turns.get(cell.page) for cell in cells]
    values["role"] = roles
    values["indicator_id"] = ids
    columns = [
        _lines(cells, field.type) if field.name == "lines" else pa.array(values[field.name], field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _lines(cells: Sequence[Cell], type_: pa.ListType) -> pa.Array:
    offsets = [0, *accumulate(len(cell.lines) for cell in cells)]
    flat = [line for cell in cells for line in cell.lines]
    struct = type_.value_type
    values = _columns(flat, [field.name for field in struct])
    arrays = [pa.array(values[field.name], field.type) for field in struct]
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.StructArray.from_arrays(arrays, fields=list(struct)), type=type_
    )


def _columns(things: Sequence[Any], names: Iterable[str]) -> dict[str, list[Any]]:
    """The attributes of these names, a list for each."""
    return {name: list(map(attrgetter(name), things)) for name in names}
