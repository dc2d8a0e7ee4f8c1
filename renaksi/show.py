"""Records for a person at a terminal, or as JSON for a program."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from normalize.records import FIELDS, LEVELS, MEASURES, quarter_field
from renaksi.errors import UsageError
from renaksi.schemas import TABLES
from renaksi.terminal import console, is_terminal, plain, write

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["Row", "choose", "show_json", "show_table"]

Row = dict[str, Any]
"""A row of `indicators`."""

_COLUMNS = TABLES["indicators"].names
_HEADERS = {"urutan": "No", "target": "Target", "tw1": "TW I", "tw2": "TW II", "tw3": "TW III", "tw4": "TW IV"}
_WORDS = {"anggaran": "money", "realisasi": "achieved", "realisasi_anggaran": "spent"}
_NUMERALS = ("I", "II", "III", "IV")


def choose(
    rows: Iterable[Row], *, level: str | None = None, text: str | None = None, finding: str | None = None
) -> list[Row]:
    """The rows of a level, that hold a text (in any case), that have a finding.

    Raises:
        UsageError: there is no such level or finding; the message lists those that there are.
    """
    chosen = list(rows)
    if level is not None:
        level = level.strip().lower().replace(" ", "_").replace("-", "_")
        if level not in LEVELS:
            raise UsageError(f"unknown level '{level}'; the levels are {', '.join(LEVELS)}")
        chosen = [row for row in chosen if row["level"] == level]
    if finding is not None:
        codes = sorted({code for row in chosen for code in (row["finding_codes"] or "").split(";") if code})
        if finding not in codes:
            these = f"the findings here are {', '.join(codes)}" if codes else "there are no findings here"
            raise UsageError(f"no record has the finding '{finding}'; {these}")
        chosen = [row for row in chosen if finding in (row["finding_codes"] or "").split(";")]
    if text is not None:
        wanted = _folded(text)
        chosen = [row for row in chosen if any(wanted in _folded(row[field] or "") for field in FIELDS)]
    return chosen


def columns_of(names: str | None) -> Sequence[str] | None:
    """The columns that a person named, divided by commas.

    Raises:
        UsageError: there is no such column; the message lists those that there are.
    """
    if names is None:
        return None
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        if name not in _COLUMNS:
            raise UsageError(f"unknown column '{name}'; the columns are {', '.join(_COLUMNS)}")
    return wanted or None


def show_json(rows: Iterable[Row], columns: Sequence[str] | None = None) -> None:
    """The rows as a JSON list; `[]` for none."""
    listed = [{name: row[name] for name in columns} if columns else row for row in rows]
    text = json.dumps(listed, ensure_ascii=False, indent=1) if listed else "[]"
    write(re.sub("[\x7f-\x9f\u2028-\u202e\u200e\u200f\u2066-\u2069]", lambda c: f"\\u{ord(c[0]):04x}", text) + "\n")


def show_table(rows: Sequence[Row], titles: dict[str, str | None], columns: Sequence[str] | None = None) -> None:
    """The rows as a table a document: the names of nodes as headings, the quarters in columns.

    Args:
        rows: in the order of the documents.
        titles: the title of each document, by its id.
        columns: these columns instead of the usual ones.
    """
    for document_id, group in groupby(rows, key=lambda row: row["document_id"]):
        own = list(group)
        head = [own[0]["instansi"], str(own[0]["tahun"] or "") or None, titles.get(document_id), own[0]["source"]]
        table = _columns_table(own, columns) if columns else _document_table(own)
        _print(" · ".join(plain(part) for part in head if part), table)


def _print(title: str, table: Table) -> None:
    from rich.text import Text

    buffer = StringIO()
    target = console(sys.stdout)
    if is_terminal(sys.stdout):
        with target.capture() as captured:
            target.print(Text(title, style="bold"))
            target.print(table)
        write(captured.get())
        return
    target.file = buffer
    target.print(Text(title, style="bold"))
    target.print(table)
    write("\n".join(line.rstrip() for line in buffer.getvalue().split("\n")))


def _new_table() -> Table:
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), expand=False)


def _columns_table(rows: Sequence[Row], columns: Sequence[str]) -> Table:
    table = _new_table()
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in columns))
    return table


def _document_table(rows: Sequence[Row]) -> Table:
    from rich.text import Text

    shown = ["urutan", "indikator", "satuan", "target", "tw1", "tw2", "tw3", "tw4"]
    measures = [
        measure
        for measure in MEASURES[1:]
        if any(row[quarter_field(measure, quarter)] for row in rows for quarter in range(1, 5))
    ]
    shown += [quarter_field(measure, quarter) for measure in measures for quarter in range(1, 5)]
    shown += [name for name in ("anggaran", "penanggung_jawab") if any(row[name] for row in rows)]
    doubts = any(row["finding_count"] for row in rows)
    table = _new_table()
    for name in shown:
        right = name in ("urutan", "anggaran") or "tw" in name or name == "target"
        wide = name == "indikator"
        table.add_column(
            _header(name),
            justify="right" if right else "left",
            overflow="fold",
            ratio=None,
            min_width=24 if wide else None,
        )
    if doubts:
        table.add_column("Findings", overflow="fold")
    above: dict[str, str | None] = {}
    for row in rows:
        names = {level: row[level] for level in LEVELS if row[level]}
        for depth, (level, name) in enumerate(names.items()):
            if above.get(level) != name:
                above = {known: text for known, text in above.items() if LEVELS.index(known) < LEVELS.index(level)}
                above[level] = name
                code = f" [{row['kode']}]" if row["kode"] and level == row["level"] else ""
                heading = f"{'  ' * depth}{level.replace('_', ' ').capitalize()}: {name}{code}"
                table.add_row("", Text(plain(heading), style="bold"))
        cells = [_cell(row[name]) for name in shown]
        if row["indikator"] is None:
            cells[1] = Text("(no indicator)", style="italic")
        if doubts:
            cells.append(_cell((row["finding_codes"] or "").replace(";", " ")))
        table.add_row(*cells)
    return table


def _header(name: str) -> str:
    measure, _, quarter = name.rpartition("_tw")
    if measure:
        return f"TW {_NUMERALS[int(quarter) - 1]} {_WORDS[measure]}"
    return _HEADERS.get(name, name.replace("_", " ").capitalize())


def _cell(value: Any) -> Any:
    from rich.text import Text

    return Text("" if value is None else plain(str(value)))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
