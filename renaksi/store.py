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
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from renaksi.arrow import arrow_schema
from renaksi.errors import OutputError
from renaksi.rows import Tables, table_of
from renaksi.schemas import TABLES
from renaksi.series import links_of

__all__ = ["DocumentFacts", "Shelf", "facts", "pack", "read_table", "table_files", "unpack", "write_tables"]

UNKNOWN = "unknown"
ALL_YEARS = "all"
_ROW_GROUP = 100_000
"""Rows that are written together; so many of a table and year are held in memory."""
_CODEC = "zstd"


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
    """All tables of one file as bytes: their streams one after the other, compressed as one.

    A file's tables have some two hundred columns of a few rows each. To compress them one by one takes five times as
    long, and gives five times as much, as to compress them together.
    """
    packed = pa.BufferOutputStream()
    with pa.CompressedOutputStream(packed, _CODEC) as sink:
        for name in TABLES:
            with pa.ipc.new_stream(sink, arrow_schema(name)) as writer:
                writer.write_table(tables[name])
    content: bytes = packed.getvalue().to_pybytes()
    return content


def unpack(data: bytes, only: Sequence[str] = tuple(TABLES)) -> Tables:
    """The tables that `pack` packed; of those, the first as far as `only` names.

    Raises:
        ValueError: the bytes are damaged, or were packed by another version of the program.
    """
    tables: Tables = {}
    try:
        source = pa.CompressedInputStream(pa.BufferReader(data), _CODEC)
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
    links = links_of(_records(shelf, ordered))
    years = sorted({document.tahun for _, documents in files for document in documents}, key=lambda year: year or 0)
    for year in years:
        with contextlib.ExitStack() as open_files:
            place = str(year) if year is not None else UNKNOWN
            tables_of_year = {
                name: open_files.enter_context(_TableFile(folder / name / place, name))
                for name in TABLES
                if name != "series"
            }
            for key, documents in ordered:
                if year not in {document.tahun for document in documents}:
                    continue
                tables = shelf.get(key)
                if tables is None:
                    raise OutputError(f"{documents[0].source}: what was read of it is gone; run again")
                several = len({document.tahun for document in documents}) > 1
                for name, file in tables_of_year.items():
                    rows = links.put_into(name, tables[name])
                    file.add(_of_year(rows, year) if several else rows)
    with _TableFile(folder / "series" / ALL_YEARS, "series") as series:
        series.add(table_of("series", links.rows))


def _records(shelf: Shelf, files: Sequence[tuple[str, Sequence[DocumentFacts]]]) -> Iterator[tuple[pa.Table, pa.Table]]:
    """The documents and the records of each file."""
    for key, documents in files:
        tables = shelf.get(key, only=("documents", "indicators"))
        if tables is None:
            raise OutputError(f"{documents[0].source}: what was read of it is gone; run again")
        yield tables["documents"], tables["indicators"]


def _of_year(table: pa.Table, year: int | None) -> pa.Table:
    if "tahun" not in table.column_names:
        return table
    import pyarrow.compute as pc  # takes as long as all the rest of pyarrow, and few files hold two years

    column = table["tahun"]
    return table.filter(pc.is_null(column) if year is None else pc.equal(column, year))


class _TableFile:
    """The file of a table and year, written as its rows come in: a year's cells are more than memory holds.

    Use it as a context manager.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / "part-0.parquet"
        self._name = name
        self._waiting: list[pa.Table] = []
        self._rows = 0
        self._writer: pq.ParquetWriter | None = None
        folder.mkdir(parents=True)

    def __enter__(self) -> _TableFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self._rows:
            self._write()
        if self._writer is not None:
            self._writer.close()
        elif error is None:
            self._path.write_bytes(_empty_file(self._name))

    def add(self, table: pa.Table) -> None:
        """Adds rows; they are written when they are enough for a row group."""
        self._waiting.append(table)
        self._rows += table.num_rows
        if self._rows >= _ROW_GROUP:
            self._write()

    def _write(self) -> None:
        table = pa.concat_tables(self._waiting).unify_dictionaries().combine_chunks()
        self._waiting, self._rows = [], 0
        table.validate(full=True)
        if not table.schema.equals(arrow_schema(self._name), check_metadata=True):
            raise ValueError(f"{self._name}: rows do not fit the declared schema")
        if self._writer is None:
            self._writer = _parquet(self._path, self._name)
        self._writer.write_table(table, _ROW_GROUP)


def _parquet(sink: Path | pa.BufferOutputStream, name: str) -> pq.ParquetWriter:
    return pq.ParquetWriter(sink, arrow_schema(name), compression="zstd", write_statistics=True)


@cache
def _empty_file(name: str) -> bytes:
    """The file of a table without a row: there is one for most tables and years, and all are the same."""
    sink = pa.BufferOutputStream()
    with _parquet(sink, name) as writer:
        writer.write_table(arrow_schema(name).empty_table(), _ROW_GROUP)
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
