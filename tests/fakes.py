"""Stages that stand in for the real ones where a test is about the program around them.

A document is a text file; each line that holds bars is a record: `level|name|indicator|target|tw1|tw2|tw3|tw4`. A line
`office: …` or `title-year: …` says what a title would. A line that begins with `!` is what goes wrong: see `_go_wrong`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from extract.cells import Cell, Finding, Line, PageCells
from extract.documents import Document, decode_text, kind_of
from extract.errors import LockedDocument
from normalize.records import IndicatorRecord, NormalizedDocument
from renaksi.rows import document_tables
from renaksi.settings import Settings
from renaksi.store import pack

_FIELDS = ("indikator", "target", "tw1", "tw2", "tw3", "tw4")


def read_lines(document: Document, document_id: str, settings: Settings, progress: Callable[[int, int], None]) -> bytes:
    """Reads such a text file; what is called by `renaksi.workers` in a process of its own."""
    kind_of(document)
    text, _ = decode_text(document.data)
    progress(0, 1)
    parts: list[NormalizedDocument] = []
    characters = 0
    for number, chunk in enumerate(text.split("\f"), 1):
        part = _part(chunk, number, document.year)
        characters += part.characters
        parts.append(part)
    pages = [
        PageCells(number, 595.0, 842.0, 0, "plain", part.cells, part.characters) for number, part in enumerate(parts, 1)
    ]
    return pack(document_tables(document, document_id, "plain", pages, parts))


def _part(text: str, page: int, year: int | None) -> NormalizedDocument:
    part = NormalizedDocument(page, None, None, year, 1, "plain", [], [], [], [], 0, 0, 0, 0)
    for row, line in enumerate(text.splitlines()):
        if line.startswith("!"):
            _go_wrong(line[1:])
        if line.startswith("office:"):
            part.office = line.partition(":")[2].strip()
        if line.startswith("title-year:"):
            part.year = int(line.partition(":")[2])
        if line.startswith("doubt:"):
            part.findings.append(
                Finding("no_target", "warning", "Look at it.", page, None, "target", len(part.records))
            )
        order = None
        if "|" in line:
            order = len(part.records) + 1
            part.records.append(_record(line, order, page))
        box = (0.0, float(row), float(len(line)), row + 1.0)
        cell = Cell(page, 0, row, 0, 1, 1, *box, (Line(line, False, *box, 1.0),))
        part.cells.append(cell)
        part.roles.append(("body", order) if order else ("loose", None))
        size = len("".join(line.split()))
        part.characters += size
        part.characters_in_records += size if order else 0
        part.characters_in_context += 0 if order else size
    return part


def _record(line: str, order: int, page: int) -> IndicatorRecord:
    level, name, *values = line.split("|")
    record = IndicatorRecord(order, level or None, page, page)
    if level:
        record.text[level] = name
    for field, value in zip(_FIELDS, values, strict=False):
        if value:
            record.text[field] = value
            record.boxes[field] = [(page, (0.0, 0.0, 1.0, 1.0))]
            if value.replace(".", "", 1).isdigit():
                record.value[field] = float(value)
    record.extra = [("Keterangan", "-")]
    return record


def _go_wrong(how: str) -> None:
    what, _, argument = how.partition(" ")
    if what == "abort":
        os.abort()
    elif what == "exit":
        os._exit(7)
    elif what == "hang":
        time.sleep(600)
    elif what == "eat":
        held = []
        while True:
            held.append(b"x" * 50_000_000)
            time.sleep(0.05)
    elif what == "locked":
        raise LockedDocument("it asks for a password; save it without one")
    elif what == "fault":
        secret = "the text of a document"
        raise RuntimeError(f"cannot go on {len(secret)}")
    elif what == "once":
        if Path(argument).exists():
            return
        Path(argument).touch()
        os.abort()
    elif what == "slow":
        time.sleep(float(argument))
