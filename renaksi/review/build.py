"""Writes the review pages: an index, and a page a document, each a file that opens from the disk without a server."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.documents import Document, read_document
from extract.errors import DocumentError
from renaksi.batch import Reporter
from renaksi.corrections import WHOLE
from renaksi.errors import OutputError, UsageError
from renaksi.publish import holds_tables
from renaksi.review.data import DocumentRows, Row, group, page_data
from renaksi.review.html import assemble
from renaksi.review.pictures import PageRequest, Picture, draw_pictures
from renaksi.review.sample import choose_sample, is_misprint
from renaksi.settings import Settings
from renaksi.store import read_table
from renaksi.terminal import plain

__all__ = ["REVIEW_TABLES", "Built", "build_review"]

REVIEW_TABLES = ("documents", "indicators", "findings", "field_boxes", "extra_columns", "pages", "corrections")
_OURS = re.compile(r"[0-9a-f]{16}(-copy\d+)?(-\d+)?\.html")
_ALL_PAGES = 40
"""A document of no more pages than this is shown whole; of a longer one, only the pages that records stand on."""


@dataclass(slots=True)
class Built:
    """What was written: the index, how many pages, how large they are together (bytes), how many records stand in the
    sample, and why a document is without pictures."""

    index: Path
    pages: int = 0
    size: int = 0
    sample: int = 0
    without_pictures: list[tuple[str, str]] = field(default_factory=list)


def build_review(
    out: Path, raw: Path, to: Path, settings: Settings, reporter: Reporter, *, sample: int = 0, language: str = "id"
) -> Built:
    """Writes the review pages of published tables.

    Args:
        out: the folder of the tables.
        raw: the folder of the documents, or the one document; where they are not there, pages have no pictures.
        to: the folder of the pages; it is made, and pages of documents that are gone are taken away.
        settings: the limits that hold for looking into a file.
        reporter: is told how it goes.
        sample: how many records without findings to set before the reader at random.
        language: the language that pages open in.

    Raises:
        OutputError: there are no tables, or the pages cannot be written.
        UsageError: the pages would stand among the tables.
    """
    if not holds_tables(out):
        raise OutputError(f"{out}: holds no tables; make them with `renaksi run RAW {out}`")
    if to.resolve().is_relative_to(out.resolve()):
        raise UsageError(f"{to}: the pages cannot go where the tables are; name another folder")
    cells = read_table(out, "cells")
    documents = group({name: read_table(out, name) for name in REVIEW_TABLES})
    chosen = _sample(documents, sample)
    built = Built(to / "index.html", sample=len(chosen))
    shown = [rows for rows in documents if rows.pages]
    names = {rows.document["document_id"]: f"{rows.document['document_id']}.html" for rows in shown}
    try:
        to.mkdir(parents=True, exist_ok=True)
        _write_pages(built, to, raw, shown, cells, chosen, settings, reporter, language)
        index = {"documents": [_index_row(rows, names, chosen) for rows in documents], "sample": len(chosen)}
        _write(built.index, assemble("index", "Renaksi", index, language))
        for path in to.iterdir():
            if _OURS.fullmatch(path.name) and path.name not in names.values():
                path.unlink()
    except OSError as error:
        raise OutputError(f"{to}: cannot be written: {error.strerror}; make room, or name another folder") from None
    return built


def _sample(documents: Sequence[DocumentRows], size: int) -> set[str]:
    every = [(rows, row["indicator_id"]) for rows in documents for row in rows.indicators]
    doubted = {row["indicator_id"] for rows in documents for row in rows.findings}
    before = [name for rows, name in every if any(said["in_sample"] for said in rows.corrections.get(name, ()))]
    candidates = [name for _, name in every if name not in doubted]
    return choose_sample(candidates, (str(rows.document["sha256"]) for rows in documents), size, before)


def _write_pages(
    built: Built,
    to: Path,
    raw: Path,
    shown: Sequence[DocumentRows],
    cells: pa.Table,
    chosen: set[str],
    settings: Settings,
    reporter: Reporter,
    language: str,
) -> None:
    """Writes each document's page as soon as its pictures are there."""
    by_source: dict[str, list[DocumentRows]] = {}
    for rows in shown:
        by_source.setdefault(rows.document["source"], []).append(rows)
    reporter.begin(len(by_source))
    made = {source: [page_data(rows, cells, chosen) for rows in parts] for source, parts in by_source.items()}
    waiting = dict(by_source)
    drawn = {source: parts for source, parts in by_source.items() if parts[0].document["media"] != "plain"}
    requests = {source: _requests(parts, made[source]) for source, parts in drawn.items()}

    def files() -> Iterator[Document]:
        for source, parts in drawn.items():
            try:
                yield _find(raw, source, parts[0].document["sha256"], settings)
            except DocumentError as error:
                built.without_pictures.append((source, str(error)))

    order = [
        rows.document["document_id"] for rows in shown if any(row["indicator_id"] in chosen for row in rows.indicators)
    ]

    def finish(source: str, pictures: dict[int, Picture]) -> None:
        for rows, data in zip(waiting.pop(source), made.pop(source), strict=True):
            data["next_sample"] = _after(order, rows.document["document_id"])
            own = {page["number"] for page in data["pages"]}
            title = " · ".join(str(part) for part in (rows.document["instansi"], rows.document["tahun"]) if part)
            page = assemble(
                "page",
                plain(title or source),
                data,
                language,
                ((number, picture) for number, picture in sorted(pictures.items()) if number in own),
            )
            built.size += _write(to / f"{rows.document['document_id']}.html", page)
            built.pages += 1
        reporter.done(source)

    for source, pictures, problem in draw_pictures(requests, files(), settings, reporter.page):
        if problem:
            built.without_pictures.append((source, problem))
        finish(source, pictures)
    for source in list(waiting):
        finish(source, {})


def _find(raw: Path, source: str, sha256: str | None, settings: Settings) -> Document:
    """The file that the tables were made from.

    Raises:
        DocumentError: it is not there, or is another one now.
    """
    path = raw if raw.is_file() else raw / source
    document = read_document(path, source, max_bytes=settings.max_bytes)
    if document.sha256 != sha256:
        raise DocumentError("the file is not the one that was read; run again over it first")
    return document


def _requests(parts: Sequence[DocumentRows], made: Sequence[Row]) -> list[PageRequest]:
    """The pages to draw: all of a short document; of a long one those that a record or a finding stands on."""
    rows = {row["page"]: row for part in parts for row in part.pages}
    wanted = set(rows)
    if len(rows) > _ALL_PAGES:
        used = {box["page"] for part in parts for boxes in part.boxes.values() for box in boxes}
        wanted &= used | {finding["page"] for part in parts for finding in part.findings}
    lines = {page["number"]: page["line"] for data in made for page in data["pages"]}
    askew = {finding["page"] for part in parts for finding in part.findings if finding["code"] == "askew"}
    return [
        PageRequest(number, rows[number]["turn"], lines[number], rows[number]["medium"] == "scan", number in askew)
        for number in sorted(wanted)
    ]


def _after(order: Sequence[str], name: str) -> str | None:
    """The page after this one that holds records of the sample, round in a ring."""
    others = [other for other in order if other > name] + [other for other in order if other < name]
    return f"{others[0]}.html" if others else None


def _index_row(rows: DocumentRows, names: dict[str, str], chosen: set[str]) -> dict[str, Any]:
    document = rows.document
    severities = Counter(row["severity"] for row in rows.findings)
    return {
        "id": document["document_id"],
        "page": names.get(document["document_id"]),
        "source": document["source"],
        "title": document["judul"],
        "office": document["instansi"],
        "year": document["tahun"],
        "pages": document["pages"],
        "status": document["status"],
        "error": document["error"],
        "records": [row["urutan"] for row in rows.indicators],
        "findings": [severities[name] for name in ("error", "warning", "info")],
        "doubted": sorted({row["urutan"] for row in rows.indicators if row["finding_count"]}),
        "sample": [row["urutan"] for row in rows.indicators if row["indicator_id"] in chosen],
        "misprinted": [row["urutan"] for row in rows.indicators if _only_misprinted(rows, row)],
        "said": {row["urutan"]: state for row in rows.indicators if (state := _state(rows, row))},
    }


def _state(rows: DocumentRows, row: Row) -> str | None:
    """What the corrections say of a record: `corrected`, `accepted`, `bulk`, or nothing."""
    kinds = {said["kind"]: said["field"] != WHOLE for said in rows.corrections.get(row["indicator_id"], ())}
    return next((kind for kind in ("corrected", "accepted", "bulk") if kind in kinds), None)


def _only_misprinted(rows: DocumentRows, row: Row) -> bool:
    """Whether all that was corrected in a record is wrong in the document itself."""
    reasons = [said["reason"] for said in rows.corrections.get(row["indicator_id"], ()) if said["field"] != WHOLE]
    return bool(reasons) and all(is_misprint(reason) for reason in reasons)


def _write(path: Path, text: str) -> int:
    """Writes a file so that a reader sees the old one or the new one; its size in bytes."""
    data = text.encode("utf-8")
    draft = path.with_name(path.name + ".draft")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    return len(data)
