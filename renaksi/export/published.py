"""The published tables as the exports take them: all at once, or of one year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from renaksi.errors import OutputError, UsageError
from renaksi.publish import holds_tables
from renaksi.schemas import TABLES
from renaksi.store import read_table

__all__ = ["FLAT", "Published", "Row"]

FLAT = tuple(name for name in TABLES if name != "cells")
"""The tables without lists: `cells` is the door between the stages and stays Parquet."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """The tables of `FLAT`; `year` is the one that they were cut to, if any."""

    tables: dict[str, pa.Table]
    year: int | None

    @classmethod
    def read(cls, out: Path, year: int | None = None) -> Published:
        """The tables of a folder.

        Raises:
            OutputError: there are none, or they cannot be read.
            UsageError: they hold no document of the year.
        """
        if not holds_tables(out):
            raise OutputError(f"{out}: holds no tables; make them with `renaksi run RAW {out}`")
        tables = {name: read_table(out, name) for name in FLAT}
        if year is None:
            return cls(tables, None)
        known = sorted({value for value in tables["documents"]["tahun"].to_pylist() if value is not None})
        if year not in known:
            there = ", ".join(map(str, known)) or "none"
            raise UsageError(f"{out}: holds no document of {year}; its years are {there}")
        of_year = {name: table for name, table in tables.items() if "tahun" in table.column_names}
        cut = {name: table.filter(pc.equal(table["tahun"], year)) for name, table in of_year.items()}
        return cls(tables | cut, year)

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a table, some thousands at a time."""
        for batch in self.tables[name].to_batches(max_chunksize=5_000):
            yield from batch.to_pylist()

    def count(self, name: str) -> int:
        """The number of rows of a table."""
        return int(self.tables[name].num_rows)
