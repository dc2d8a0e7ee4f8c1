"""The tables at rest: what was read of each file on a shelf, and all files' rows together as Parquet.

A file's rows travel as Arrow streams, one table after the other: from the process that read it, onto the shelf, into
the published tables. The same rows give the same bytes: no times, no paths of this machine, one order.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from renaksi.arrow import arrow_schema
from renaksi.errors import OutputError
from renaksi.rows import Tables
from renaksi.schemas import TABLES

__all__ = ["DocumentFacts", "Shelf", "facts", "pack", "read_table", "table_files", "unpack", "write_tables"]

UNKNOWN = "unknown"
ALL_YEARS = "all"
_ROW_GROUP = 1_000_000
_CODEC = pa.Codec("zstd", 1)
_LENGTH = 8
_MOST_BYTES = 4_000_000_000


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the run needs to know of a document without its rows."""

    document_id: str
    source: str
    tahun: int | None
    instansi: str | None
    status: str
    error: str | None
    pages: int
    records: int
    characters_unplaced: int
    findings: int


def pack(tables: Tables) -> bytes:
    """All tables of one file as bytes: the length of their streams, and the streams compressed as one.

    A file's tables have some two hundred columns of a few rows each. To compress them one by one takes five times as
    long, and gives five times as much, as to compress them together.
    """
    sink = pa.BufferOutputStream()
    for name in TABLES:
        with pa.ipc.new_stream(sink, arrow_schema(name)) as writer:
            writer.write_table(tables[name])
    streams = sink.getvalue()
    compressed: bytes = _CODEC.compress(streams, asbytes=True)
    return int(streams.size).to_bytes(_LENGTH, "big") + compressed


def unpack(data: bytes, only: Sequence[str] = tuple(TABLES)) -> Tables:
    """The tables that `pack` packed; of those, the first as far as `only` names.

    Raises:
        ValueError: the bytes are damaged, or were packed by another version of the program.
    """
    tables: Tables = {}
    length = int.from_bytes(data[:_LENGTH], "big")
    if length > _MOST_BYTES:
        raise ValueError("damaged: no file has so many rows")
    try:
        source = pa.BufferReader(_CODEC.decompress(memoryview(data)[_LENGTH:], length))
        for name in TABLES:
            tables[name] = pa.ipc.open_stream(source).read_all()
            if not tables[name].schema.equals(arrow_schema(name), check_metadata=True):
                raise ValueError("packed by another version")
            if all(wanted in tables for wanted in only):
                break
    except (pa.ArrowInvalid, OSError) as error:
        raise ValueError(f"damaged: {error}") from error
    return tables


def facts(tables: Tables) -> list[DocumentFacts]:
    """The documents of one file."""
    counts = ("pages", "records", "characters_unplaced", "findings")
    found = []
    for row in tables["documents"].select(DocumentFacts.__slots__).to_pylist():
        found.append(DocumentFacts(**(row | {name: row[name] or 0 for name in counts})))
    return found


class Shelf:
    """What was read of each file, by a key that names content, settings and program (renaksi/settings.py)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.arrows"

    def put(self, key: str, data: bytes) -> None:
        """Lays down a file's tables; a run that is killed meanwhile leaves nothing under the key."""
        draft = self.folder / f"{key}.draft"
        try:
            draft.write_bytes(data)
            os.replace(draft, self._path(key))
        except OSError as error:
            raise OutputError(f"{self.folder}: cannot be written: {error.strerror}; make room and run again") from None

    def get(self, key: str, only: Sequence[str] = tuple(TABLES)) -> Tables | None:
        """The tables under the key; None where there are none, or none that can be used."""
        try:
            return unpack(self._path(key).read_bytes(), only)
        except (OSError, ValueError):
            return None

    def keep_only(self, keys: set[str]) -> None:
        """Clears away what no published table stands on."""
        for path in self.folder.iterdir():
            if path.stem not in keys:
                with contextlib.suppress(OSError):
                    path.unlink()


def write_tables(folder: Path, shelf: Shelf, files: Sequence[tuple[str, Sequence[DocumentFacts]]]) -> None:
    """Writes the whole set: `folder`/<table>/<year or unknown>/part-0.parquet.

    Every table has a file for every year that has a document, with no rows where it has none to give, so that a path
    that worked for one table and year works for all.

    Args:
        folder: empty.
        shelf: holds the files' tables.
        files: the key and the documents of each file.
    """
    ordered = sorted(files, key=lambda file: (file[1][0].instansi or "", file[1][0].source))
    years = sorted({document.tahun for _, documents in files for document in documents}, key=lambda year: year or 0)
    for year in years:
        sets = []
        for key, documents in ordered:
            if year in {document.tahun for document in documents}:
                tables = shelf.get(key)
                if tables is None:
                    raise OutputError(f"{documents[0].source}: what was read of it is gone; run again")
                if len({document.tahun for document in documents}) > 1:
                    tables = {name: _of_year(table, year) for name, table in tables.items()}
                sets.append(tables)
        for name in TABLES:
            if name != "series":
                table = pa.concat_tables([tables[name] for tables in sets])
                _write(folder / name / (str(year) if year is not None else UNKNOWN), name, table)
    _write(folder / "series" / ALL_YEARS, "series", arrow_schema("series").empty_table())


def _of_year(table: pa.Table, year: int | None) -> pa.Table:
    if "tahun" not in table.column_names:
        return table
    import pyarrow.compute as pc  # takes as long as all the rest of pyarrow, and few files hold two years

    column = table["tahun"]
    return table.filter(pc.is_null(column) if year is None else pc.equal(column, year))


def _write(folder: Path, name: str, table: pa.Table) -> None:
    table = table.unify_dictionaries().combine_chunks()
    table.validate(full=True)
    if not table.schema.equals(arrow_schema(name), check_metadata=True):
        raise ValueError(f"{name}: rows do not fit the declared schema")
    folder.mkdir(parents=True)
    if table.num_rows:
        _write_parquet(table, folder / "part-0.parquet")
    else:
        (folder / "part-0.parquet").write_bytes(_empty_file(name))


def _write_parquet(table: pa.Table, sink: Path | pa.BufferOutputStream) -> None:
    pq.write_table(table, sink, compression="zstd", row_group_size=_ROW_GROUP, write_statistics=True)


@cache
def _empty_file(name: str) -> bytes:
    """The file of a table without a row: there is one for most tables and years, and all are the same."""
    sink = pa.BufferOutputStream()
    _write_parquet(arrow_schema(name).empty_table(), sink)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def table_files(out: Path, name: str) -> Iterator[Path]:
    """The files of a table, in order."""
    yield from sorted((out / name).glob("*/*.parquet"))


def read_table(out: Path, name: str) -> pa.Table:
    """A whole table as it was published.

    Raises:
        OutputError: it is not there, or cannot be read.
    """
    files = list(table_files(out, name))
    if not files:
        raise OutputError(f"{out / name}: there is no such table; make it with `renaksi run`")
    try:
        return pa.concat_tables([pq.ParquetFile(file).read() for file in files], promote_options="default")
    except (pa.ArrowInvalid, pa.ArrowTypeError, OSError) as error:
        raise OutputError(f"{out / name}: cannot be read ({error}); make it again with `renaksi run`") from None
