"""Records for a person at a terminal, or as JSON for a program."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from normalize.records import FIELDS, LEVELS, MEASURES, quarter_field
from renaksi.errors import UsageError
from renaksi.schemas import TABLES
from renaksi.terminal import console, plain, write

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

__all__ = ["Row", "choose", "show_json", "show_table"]

Row = dict[str, Any]
"""A row of `indicators`."""

_COLUMNS = TABLES["indicators"].names
_SHOWN = (
    *("urutan", "indikator", "satuan", "target"),
    *(quarter_field(measure, quarter) for measure in MEASURES for quarter in range(1, 5)),
    *("anggaran", "penanggung_jawab", "finding_codes"),
)
_FIGURES = ("urutan", "target", "anggaran")
_BOUNDS = {"urutan": 5, "anggaran": 18, "penanggung_jawab": 18, "finding_codes": 18}
"""Widest that a column gets, in characters; 12 for the others."""
_LEAST = {"finding_codes": 10, "penanggung_jawab": 10, "satuan": 8, "anggaran": 12}
"""Columns that give way where there is little room, in this order, and how far."""
_INDICATOR = 24
"""Least width of the indicator."""

_HEADERS = {"urutan": "No", "finding_codes": "Findings"} | {
    f"tw{quarter}": f"TW {numeral}" for quarter, numeral in enumerate(("I", "II", "III", "IV"), 1)
}
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
    from rich.text import Text

    for number, (document_id, group) in enumerate(groupby(rows, key=lambda row: row["document_id"])):
        own = list(group)
        head = [own[0]["instansi"], str(own[0]["tahun"] or "") or None, titles.get(document_id), own[0]["source"]]
        title = Text(" · ".join(plain(part) for part in head if part), style="bold")
        _print([*([""] if number else []), title, *(_columns_table(own, columns) if columns else _document(own))])


def _print(parts: Iterable[RenderableType]) -> None:
    target = console(sys.stdout)
    with target.capture() as captured:
        for part in parts:
            target.print(part)
    write("\n".join(line.rstrip(" ") for line in captured.get().split("\n")))


def _new_table(names: Sequence[str], widths: Mapping[str, int], *, header: bool) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_header=header, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name in names:
        right = name in _FIGURES or "tw" in name
        table.add_column(_header(name), justify="right" if right else "left", overflow="fold", width=widths.get(name))
    return table


def _columns_table(rows: Sequence[Row], columns: Sequence[str]) -> Iterator[RenderableType]:
    table = _new_table(columns, {}, header=True)
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in columns))
    yield table


def _document(rows: Sequence[Row]) -> Iterator[RenderableType]:
    """A heading wherever the node changes, and the records below it in columns that hold their places."""
    from rich.padding import Padding
    from rich.text import Text

    filled = [name for name in _SHOWN if name in ("urutan", "indikator") or any(row[name] for row in rows)]
    shown, widths = _fit(rows, filled)
    left_out = [_header(name) for name in filled if name not in shown]
    if left_out:
        yield Text(f"(too narrow for: {', '.join(left_out)}; see --columns, or widen the terminal)", style="italic")
    table = _new_table(shown, widths, header=True)
    above: dict[str, str] = {}
    for row in rows:
        headings = []
        names = [(level, row[level]) for level in LEVELS if row[level]]
        for depth, (level, name) in enumerate(names):
            if above.get(level) != name:
                above = {known: text for known, text in above.items() if LEVELS.index(known) < LEVELS.index(level)}
                above[level] = name
                code = f" [{row['kode']}]" if row["kode"] and level == row["level"] else ""
                heading = f"{level.replace('_', ' ').capitalize()}: {name}{code}"
                headings.append(Padding(Text(plain(heading), style="bold"), (0, 0, 0, 4 + 2 * depth)))
        if headings:
            if table.row_count or table.show_header:
                yield table
            yield from headings
            table = _new_table(shown, widths, header=False)
        table.add_row(*(_cell(row[name], name) for name in shown))
    yield table


def _fit(rows: Sequence[Row], filled: Sequence[str]) -> tuple[list[str], dict[str, int]]:
    """The columns that the terminal has room for, and their widths.

    A column is as wide as what stands in it, within bounds; the indicator has what is left. Where that is little,
    columns of words become narrower, and at last some are left out: a figure is never cut.
    """
    shown = list(filled)
    widths = {
        name: min(_BOUNDS.get(name, 12), max(len(_header(name)), *(_length(row[name]) for row in rows)))
        for name in shown
        if name != "indikator"
    }

    def lack() -> int:
        return sum(widths.values()) + _INDICATOR + 2 * len(shown) - console(sys.stdout).width

    for name, least in _LEAST.items():
        if name in widths and lack() > 0:
            widths[name] = max(min(widths[name], least), widths[name] - lack())
    for name in [*reversed(_SHOWN[8:]), "satuan"]:
        if name in widths and lack() > 0:
            shown.remove(name)
            del widths[name]
    return shown, widths | {"indikator": _INDICATOR + max(0, -lack())}


def _length(value: Any) -> int:
    return 0 if value is None else len(str(value))


def _header(name: str) -> str:
    measure, _, quarter = name.rpartition("_tw")
    if measure:
        return f"TW {_NUMERALS[int(quarter) - 1]} {_WORDS[measure]}"
    return _HEADERS.get(name, name.replace("_", " ").capitalize())


def _cell(value: Any, name: str = "") -> Text:
    from rich.text import Text

    if value is None and name == "indikator":
        return Text("(no indicator)", style="italic")
    text = "" if value is None else plain(str(value))
    return Text(text.replace(";", " ") if name == "finding_codes" else text)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
