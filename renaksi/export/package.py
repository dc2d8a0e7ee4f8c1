"""`--csv DIR`: a CSV file a table, with a Frictionless data package that says what every column is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from renaksi import __version__
from renaksi.arrow import table_schema
from renaksi.export.files import PACKAGE, new_folder, write_csv, write_json
from renaksi.export.published import FLAT, Published
from renaksi.schemas import TABLES

__all__ = ["described", "write_package"]

_NOTE = (
    "Texts are as printed. A text that begins with = + - or @ has an apostrophe before it, so that no spreadsheet runs "
    "it as a formula. Empty is unknown or not printed; it is not 0."
)


def write_package(published: Published, path: Path) -> str:
    """Writes the folder; says what was written."""
    with new_folder(path) as folder:
        rows = 0
        for name in FLAT:
            names = TABLES[name].names
            rows += write_csv(folder / f"{name}.csv", names, (list(row.values()) for row in published.rows(name)))
        write_json(folder / PACKAGE, described("renaksi", [_resource(name) for name in FLAT]))
    return f"{len(FLAT)} tables, {rows:,} rows"


def described(name: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """A data package with these files; nothing in it tells when or where it was made, so that equal data are equal."""
    return {
        "name": name,
        "title": "Rencana Aksi: indicators with quarterly targets",
        "description": _NOTE,
        "version": __version__,
        "resources": resources,
    }


def _resource(name: str) -> dict[str, Any]:
    schema = table_schema(TABLES[name])
    # A reference to a table that is not in the package cannot be checked in it.
    keys = [key for key in schema.pop("foreignKeys", []) if key["reference"]["resource"] in ("", *FLAT)]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": name,
        "path": f"{name}.csv",
        "description": schema.pop("description"),
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {key: value for key, value in schema.items() if key != "name"},
    }
