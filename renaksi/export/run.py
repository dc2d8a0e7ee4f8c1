"""One call for all exports that a person asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from renaksi.errors import UsageError
from renaksi.export.published import Published

__all__ = ["Export", "export"]


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written where; None is not asked for."""

    xlsx: Path | None = None
    csv: Path | None = None
    duckdb: Path | None = None
    satudata: Path | None = None
    sakip: Path | None = None


def export(out: Path, wanted: Export, year: int | None = None, offices: Path | None = None) -> Iterator[str]:
    """Writes what is wanted from the tables in `out`, one after the other; gives a line for each.

    Args:
        out: the folder of the tables.
        wanted: where each export goes.
        year: only documents of this year.
        offices: the user's list of codes of areas and offices (renaksi/export/offices.py).

    Raises:
        UsageError: nothing is wanted, or something that was named does not fit.
        OutputError: there are no tables, or an export cannot be written.
    """
    if wanted == Export():
        raise UsageError("say what to write: --xlsx FILE, --csv DIR, --duckdb FILE, --satudata DIR or --sakip FILE")
    from renaksi.export.offices import Offices

    known = Offices.load(offices) if offices is not None else Offices()
    published = Published.read(out, year)
    if wanted.xlsx is not None:
        from renaksi.export.workbook import write_workbook

        yield f"{wanted.xlsx}: {write_workbook(published, wanted.xlsx)}"
    if wanted.csv is not None:
        from renaksi.export.package import write_package

        yield f"{wanted.csv}: {write_package(published, wanted.csv)}"
    if wanted.duckdb is not None:
        from renaksi.export.database import write_database

        yield f"{wanted.duckdb}: {write_database(published, wanted.duckdb)}"
    if wanted.satudata is not None:
        from renaksi.export.satudata import write_satudata

        yield f"{wanted.satudata}: {write_satudata(published, known, wanted.satudata)}"
    if wanted.sakip is not None:
        from renaksi.export.sakip import write_sakip

        yield f"{wanted.sakip}: {write_sakip(published, known, wanted.sakip)}"
    missing = known.missing
    if missing:
        first = ", ".join(missing[:3]) + (f" and {len(missing) - 3:,} more" if len(missing) > 3 else "")
        yield f"no codes for {first}: add them to your --instansi list"
