"""What a page shows of a document, as plain data: its records as they were read, where they stand, what is doubted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extract.cells import Box
from normalize.records import FIELDS
from renaksi.corrected import stamp
from renaksi.corrections import WHOLE
from renaksi.review.gaps import blank_places
from renaksi.review.places import Place, PrintedLines

__all__ = ["DocumentRows", "as_read", "group", "page_data"]

Row = dict[str, Any]

_ABOUT_LEVELS = ("unknown_level", "uncertain_level")
_VALUES = ("target", "tw1", "tw2", "tw3", "tw4")


@dataclass(frozen=True, slots=True)
class _View:
    """How places in the tables become places on the page that is shown: points to a unit, and a margin round all.

    A PDF is shown as it is. In a text file a character is 1 by 1.
    """

    wide: float = 1.0
    high: float = 1.0
    margin: float = 0.0

    def box(self, box: Box) -> list[float]:
        x0, top, x1, bottom = box
        ends = (x0 * self.wide, top * self.high, x1 * self.wide, bottom * self.high)
        return [round(end + self.margin, 1) for end in ends]

    def place(self, place: Place) -> list[float]:
        """A page and a box on it as one list."""
        return [place[0], *self.box(place[1])]


_PDF = _View()
_TEXT = _View(6.0, 14.0, 24.0)


@dataclass(slots=True)
class DocumentRows:
    """The rows of all tables about one document."""

    document: Row
    indicators: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    boxes: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    extra: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    corrections: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    pages: list[Row] = field(default_factory=list)


def group(tables: Mapping[str, pa.Table]) -> list[DocumentRows]:
    """All documents with their rows, in the order of the table `documents`."""
    rows = {row["document_id"]: DocumentRows(row) for row in tables["documents"].to_pylist()}
    owner: dict[str, DocumentRows] = {}
    for row in tables["indicators"].to_pylist():
        owner[row["indicator_id"]] = rows[row["document_id"]]
        rows[row["document_id"]].indicators.append(row)
    for row in tables["findings"].to_pylist():
        rows[row["document_id"]].findings.append(row)
    for row in tables["pages"].to_pylist():
        rows[row["document_id"]].pages.append(row)
    for name, slot in (("field_boxes", "boxes"), ("extra_columns", "extra"), ("corrections", "corrections")):
        for row in tables[name].to_pylist():
            getattr(owner[row["indicator_id"]], slot)[row["indicator_id"]].append(row)
    for document in rows.values():
        document.indicators.sort(key=lambda row: row["urutan"])
    return list(rows.values())


def as_read(row: Row, corrections: Iterable[Row]) -> Row:
    """A row of `indicators` as it was read, before it was corrected."""
    return row | {said["field"]: said["text_as_read"] for said in corrections if said["field"] != WHOLE}


def page_data(rows: DocumentRows, cells: pa.Table, sample: set[str]) -> Row:
    """What the page of a document shows.

    Args:
        rows: all about the document.
        cells: the table of cells of all documents.
        sample: the ids of the records of the sample.
    """
    document = rows.document
    own = cells.filter(pc.equal(cells["document_id"], document["document_id"]))
    columns = ["page", "table", "x0", "top", "x1", "bottom", "lines"]
    listed = own.select(columns).to_pylist()
    printed = PrintedLines.of(listed)
    plain = document["media"] == "plain"
    view = _TEXT if plain else _PDF
    records = [_record(rows, row, printed, view, row["indicator_id"] in sample) for row in rows.indicators]
    boxes = [_places(rows.boxes.get(row["indicator_id"], ())) for row in rows.indicators]
    levels = [record["level"] for record in records]
    for record, blanks in zip(records, blank_places(list(zip(levels, boxes, strict=True)), listed), strict=True):
        record["blanks"] = {name: [view.place(place)] for name, place in blanks.items()}
    used = [name for name in FIELDS if any(record["text"].get(name) for record in records)]
    places = {row["indicator_id"]: index for index, row in enumerate(rows.indicators)}
    return {
        "document": {
            "id": document["document_id"],
            "source": document["source"],
            "title": document["judul"],
            "office": document["instansi"],
            "year": document["tahun"],
            "status": document["status"],
        },
        "pages": [_page(row, printed, view, listed if plain else None) for row in _once(rows.pages)],
        "columns": list(FIELDS),
        "fields": used,
        "records": records,
        "findings": [_finding(row, places.get(row["indicator_id"]), view) for row in rows.findings],
    }


def _once(pages: Sequence[Row]) -> list[Row]:
    return sorted({row["page"]: row for row in pages}.values(), key=lambda row: row["page"])


def _page(row: Row, printed: PrintedLines, view: _View, cells: list[Row] | None) -> Row:
    line = printed.line_height(row["page"])
    page: Row = {
        "number": row["page"],
        "width": round(row["width"] * view.wide + 2 * view.margin, 1),
        "height": round(row["height"] * view.high + 2 * view.margin, 1),
        "line": round(line * view.high, 1) if line else None,
    }
    if cells is not None:
        page["text"] = [
            [*view.box((part["x0"], part["top"], part["x1"], part["bottom"])), part["text"].strip()]
            for cell in cells
            if cell["page"] == row["page"]
            for part in cell["lines"]
        ]
    return page


def _record(rows: DocumentRows, row: Row, printed: PrintedLines, view: _View, sampled: bool) -> Row:
    name = row["indicator_id"]
    said = rows.corrections.get(name, [])
    read = as_read(row, said)
    boxes = _places(rows.boxes.get(name, ()))
    prints = printed.prints(boxes, read)
    record = {
        "order": row["urutan"],
        "id": name,
        "level": read["level"],
        "text": {field: read[field] for field in FIELDS if read[field]},
        "value": {field: row[f"{field}_value"] for field in _VALUES if row[f"{field}_value"] is not None},
        "pattern": row["pattern"],
        "page": row["page_first"],
        "boxes": {field: [view.place(place) for place in places] for field, places in boxes.items()},
        "prints": {field: [view.place(place) for place in places] for field, places in prints.items()},
        "extra": [[extra["header"], extra["text"]] for extra in rows.extra.get(name, [])],
        "stamp": stamp(read["level"], read),
        "said": [_said(correction) for correction in said],
    }
    return record | {"sample": True} if sampled else record


def _places(boxes: Iterable[Row]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for box in boxes:
        place = (box["page"], (box["x0"], box["top"], box["x1"], box["bottom"]))
        found.setdefault(box["field"], []).append(place)
    return found


def _said(row: Row) -> Row:
    names = ("field", "kind", "text_corrected", "reason", "who", "when")
    return {name: row[name] for name in names if row[name] is not None}


def _finding(row: Row, record: int | None, view: _View) -> Row:
    box = None if row["x0"] is None else view.box((row["x0"], row["top"], row["x1"], row["bottom"]))
    return {
        "code": row["code"],
        "severity": row["severity"],
        "message": row["message"],
        "record": record,
        "field": row["field"] or ("level" if row["code"] in _ABOUT_LEVELS else None),
        "page": row["page"],
        "box": box,
    }
