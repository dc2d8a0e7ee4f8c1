"""Records made anew from the published cells, without the PDFs: the second stage alone.

The table `cells` holds all that the first stage said of a file, and `pages` and `findings` the rest, so that the
records are the same as if both stages had run.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extract.cells import Cell, Finding, Line, PageCells
from extract.documents import Document, year_of
from renaksi.batch import Reporter, Summary, corrections_in, publish_files
from renaksi.corrected import Files
from renaksi.corrections import Corrections
from renaksi.errors import OutputError
from renaksi.pipeline import Stages
from renaksi.publish import Workspace, holds_tables
from renaksi.rows import Tables, document_tables, extracted_tables, failed_tables
from renaksi.settings import Settings
from renaksi.store import Shelf, facts, pack, read_table

__all__ = ["normalize_again"]

_LINE = ("text", "bold", "x0", "top", "x1", "bottom", "head", "joins", "confidence")
_CELL = (
    *("page", "table", "row", "column", "row_span", "column_span", "x0", "top", "x1", "bottom"),
    *("lines", "shade", "open_above", "open_below", "open_beside"),
)


def normalize_again(
    out: Path, settings: Settings, reporter: Reporter, corrections: Corrections | None = None
) -> Summary:
    """Makes the records of `out` anew, with these corrections, and publishes them there.

    Raises:
        OutputError: there are no tables, or they were written by another version.
    """
    if not holds_tables(out):
        raise OutputError(f"{out}: holds no tables; make them with `renaksi run RAW {out}`")
    settings.check()
    stages = Stages(settings)
    with Workspace(out) as space:
        tables = {name: read_table(out, name) for name in ("documents", "pages", "cells", "findings")}
        shelf = Shelf(space.shelf)
        by_source: dict[str, list[dict[str, Any]]] = {}
        for row in tables["documents"].to_pylist():
            by_source.setdefault(row["source"], []).append(row)
        reporter.begin(len(by_source))
        files: Files = []
        left_out = 0 if corrections else corrections_in(out)
        for source, documents in sorted(by_source.items()):
            made = _normalize_file(documents, tables, stages, reporter)
            key = settings.key(documents[0]["sha256"] or "", "from cells", source, documents[0]["document_id"])
            shelf.put(key, pack(made))
            files.append((key, facts(made)))
            reporter.done(source)
        files, tally = publish_files(space, shelf, files, corrections, stages)
    made_documents = [document for _, own in files for document in own]
    return Summary(len(files), 0, 0, 0, made_documents, tally, left_out)


def _normalize_file(documents: Sequence[dict[str, Any]], tables: Tables, stages: Stages, reporter: Reporter) -> Tables:
    first = min(documents, key=lambda row: len(row["document_id"]))
    own = _rows_of(tables, [row["document_id"] for row in documents])
    source: str = first["source"]
    year = year_of(source.split("/")[:-1]) or first["tahun"]
    document = Document(source, b"", first["sha256"] or "", year)
    if first["status"] == "failed":
        why = next(row["message"] for row in own["findings"].to_pylist() if row["stage"] == "extract")
        return failed_tables(document, first["document_id"], first["error"], why)
    pages = list(_pages(own))
    try:
        parts = stages.normalize(iter(pages), year)
        return document_tables(document, first["document_id"], first["reader"], pages, parts)
    except Exception as error:
        message = "the program has a fault that this file brings out; please send the log and the file to its makers"
        reporter.problem(source, message, "".join(traceback.format_exception(error)))
        pages[0].findings.append(Finding("internal", "error", message))
        return extracted_tables(document, first["document_id"], first["reader"], pages)


def _rows_of(tables: Tables, document_ids: Sequence[str]) -> Tables:
    wanted = pa.array(document_ids)
    return {name: table.filter(pc.is_in(table["document_id"], value_set=wanted)) for name, table in tables.items()}


def _pages(own: Tables) -> Iterator[PageCells]:
    """The pages as the first stage gave them."""
    cells: dict[int, list[Cell]] = {}
    for cell in _cells(own["cells"]):
        cells.setdefault(cell.page, []).append(cell)
    findings: dict[int | None, dict[Finding, None]] = {}
    for row in own["findings"].to_pylist():
        if row["stage"] == "extract":
            box = None if row["x0"] is None else (row["x0"], row["top"], row["x1"], row["bottom"])
            # One that went to several records was one.
            found = Finding(row["code"], row["severity"], row["message"], row["page"], box)
            findings.setdefault(row["page"], {})[found] = None
    seen = set()
    for row in sorted(own["pages"].to_pylist(), key=lambda row: row["page"]):
        number = row["page"]
        if number not in seen:
            # What is said of the file stands with each document in it.
            told = [*findings.pop(number, {}), *findings.pop(None, {})]
            held = sorted(cells.get(number, []), key=lambda cell: cell.table or 1_000_000)
            yield PageCells(
                number, row["width"], row["height"], row["turn"], row["medium"], held, row["characters"], told
            )
            seen.add(number)


def _cells(table: pa.Table) -> Iterable[Cell]:
    """The cells in the order of the table; the lines column by column, since a list of structs is slow to unpack."""
    lines = table["lines"].combine_chunks()
    flat = lines.flatten()
    parts = [flat.field(name).to_pylist() for name in _LINE]
    made = [Line(**dict(zip(_LINE, values, strict=True))) for values in zip(*parts, strict=True)]
    counts = pc.list_value_length(lines).to_pylist()
    columns = [table[name].to_pylist() for name in _CELL if name != "lines"]
    names = [name for name in _CELL if name != "lines"]
    start = 0
    for count, values in zip(counts, zip(*columns, strict=True), strict=True):
        yield Cell(**dict(zip(names, values, strict=True)), lines=tuple(made[start : start + count]))
        start += count
