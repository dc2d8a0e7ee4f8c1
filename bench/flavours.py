"""`python -m bench.flavours FOLDER`: who reads a table without a full grid best, ours or one of camelot's flavours.

FOLDER holds PDFs with their known records beside them (`records.json` in the PDF's own folder, or a file of the PDF's
name that ends in `.json`). A value of a record is right where it stands alone as the text of one cell, in the row of
the one table that fits the record best; a row is right where all values of its record are. Names of parents are not
asked for (a merged cell holds them once), white space is not compared.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.cells import Cell
from extract.documents import cells, read_document
from renaksi.foreign import TEXT_FLAVOURS, camelot_tables

__all__ = ["Score", "main", "our_rows", "score"]

Row = list[str]

_VALUES = ("kode", "indikator", "formula", "satuan", "target", "tw1", "tw2", "tw3", "tw4", "penanggung_jawab")
"""The fields that stand in a record's own row."""


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the values, and of the rows, of all records are right."""

    cells_right: int
    cells: int
    rows_right: int
    rows: int


def score(table: Sequence[Row], records: Sequence[dict[str, Any]]) -> Score:
    """Holds the rows of a page's tables against the known records; each row serves one record."""
    rows = [Counter(text for cell in row if (text := _plain(cell))) for row in table]
    free = set(range(len(rows)))
    right = cells_all = whole = 0
    for record in records:
        wanted = Counter(text for name in (*_VALUES, record["level"]) if (text := _plain(record.get(name))))
        cells_all += wanted.total()
        best = max(free, key=lambda index: ((wanted & rows[index]).total(), -index), default=None)
        if best is not None:
            free.discard(best)
            found = (wanted & rows[best]).total()
            right += found
            whole += found == wanted.total()
    return Score(right, cells_all, whole, len(records))


def our_rows(page: Sequence[Cell]) -> Iterator[Row]:
    """The rows of a page's tables as our grid has them; a merged cell counts in each row that it covers."""
    for table in sorted({cell.table for cell in page if cell.table}):
        mine = [cell for cell in page if cell.table == table]
        for row in range(max(cell.row + cell.row_span for cell in mine)):
            yield [cell.text for cell in mine if cell.row <= row < cell.row + cell.row_span]


def _plain(value: Any) -> str:
    """A text without white space; of several readings that are equally right, the first."""
    text = value[0] if isinstance(value, list) else value
    return "".join(str(text).split()) if text is not None else ""


def _ours(path: Path) -> list[Row]:
    return [row for page in cells(read_document(path, path.name)) for row in our_rows(page.cells)]


def _camelot(flavour: str) -> Callable[[Path], list[Row]]:
    def read(path: Path) -> list[Row]:
        return [
            list(map(str, row)) for table in camelot_tables(path, flavour, "all") for row in table.df.values.tolist()
        ]

    return read


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a row a file and reader."""
    parser = argparse.ArgumentParser(prog="python -m bench.flavours", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="only files whose name holds one of these")
    options = parser.parse_args(arguments)
    readers = {"renaksi": _ours, **{f"camelot {name}": _camelot(name) for name in ("lattice", *TEXT_FLAVOURS)}}
    print(f"{'file':<34}{'reader':<18}{'values right':>14}{'rows right':>12}{'seconds':>9}")
    for path in sorted(options.folder.rglob("*.pdf")):
        gold = next(
            (file for file in (path.with_suffix(".json"), path.with_name("records.json")) if file.exists()), None
        )
        if gold is None or (options.names and not any(name in path.name for name in options.names)):
            continue
        records = json.loads(gold.read_text(encoding="utf-8"))["records"]
        for name, read in readers.items():
            started = time.perf_counter()
            try:
                found = score(read(path), records)
            except Exception as failure:  # one reader's refusal is its result
                print(f"{path.stem:<34}{name:<18}  {type(failure).__name__}")
                continue
            seconds = time.perf_counter() - started
            cells_text, rows_text = f"{found.cells_right}/{found.cells}", f"{found.rows_right}/{found.rows}"
            print(f"{path.stem:<34}{name:<18}{cells_text:>14}{rows_text:>12}{seconds:>9.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
