"""Whether published tables keep what docs/data_dictionary.md promises: schemas, keys, references, sums and lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extract.limits import PAGE_LIMITS
from normalize.records import MEASURES, quarter_field
from renaksi.arrow import arrow_schema
from renaksi.errors import OutputError
from renaksi.publish import holds_tables
from renaksi.schemas import TABLES, Table
from renaksi.store import table_files

__all__ = ["check_tables"]

Tables = dict[str, pa.Table]


def check_tables(out: Path) -> list[str]:
    """What is broken in the tables, a line each; an empty list where nothing is.

    Raises:
        OutputError: there are no tables.
    """
    if not holds_tables(out):
        raise OutputError(f"{out}: holds no tables; make them with `renaksi run RAW {out}`")
    broken: list[str] = []
    tables: Tables = {}
    for name in TABLES:
        parts = []
        broken += _strangers(out / name, name)
        for file in table_files(out, name):
            where = file.relative_to(out).as_posix()
            try:
                part = pq.ParquetFile(file).read()
            except (pa.ArrowInvalid, OSError) as error:
                broken.append(f"{where}: cannot be read ({error})")
                continue
            if not part.schema.equals(arrow_schema(name), check_metadata=True):
                broken.append(f"{where}: its schema is not the declared one; run again over all files")
                continue
            broken += _wrong_years(part, file, where)
            parts.append(part)
        if not parts:
            broken.append(f"{name}: has no readable file")
            parts.append(arrow_schema(name).empty_table())
        tables[name] = pa.concat_tables(parts).unify_dictionaries()
    for name, table in TABLES.items():
        broken += _keys(table, tables[name])
        broken += _closed_lists(table, tables[name])
        broken += _references(table, tables)
    for rule in _RULES:
        broken += rule(tables)
    return broken


def _strangers(folder: Path, name: str) -> Iterator[str]:
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".parquet":
            yield f"{name}: {path.relative_to(folder).as_posix()} is no Parquet file; move it elsewhere"


def _wrong_years(part: pa.Table, file: Path, where: str) -> Iterator[str]:
    if "tahun" not in part.column_names:
        return
    years = {"unknown" if year is None else str(year) for year in part["tahun"].unique().to_pylist()}
    if years - {file.parent.name}:
        yield f"{where}: holds rows of {', '.join(sorted(years))}"


def _several(table: str, what: str, examples: Iterable[Any]) -> Iterator[str]:
    """One line for all rows that break a rule: how many, and the first of them."""
    found = list(examples)
    if found:
        yield f"{table}: {what} ({len(found)} {'row' if len(found) == 1 else 'rows'}; the first: {found[0]})"


def _keys(table: Table, rows: pa.Table) -> Iterator[str]:
    for column in table.columns:
        if column.required and rows[column.name].null_count:
            yield f"{table.name}: {column.name} is null in {rows[column.name].null_count} rows"
    if table.key:
        counts = Counter(zip(*(rows[name].to_pylist() for name in table.key), strict=True))
        doubles = (" ".join(map(str, key)) for key, count in counts.items() if count > 1)
        yield from _several(table.name, f"{', '.join(table.key)} is not unique", doubles)


def _closed_lists(table: Table, rows: pa.Table) -> Iterator[str]:
    for column in table.columns:
        if column.values:
            strange = set(rows[column.name].unique().to_pylist()) - {*column.values, None}
            yield from _several(table.name, f"{column.name} holds what is not in its list", sorted(strange))


def _references(table: Table, tables: Tables) -> Iterator[str]:
    for column, other, there in table.references:
        known = tables[other][there].combine_chunks()
        rows = tables[table.name][column].drop_null().unique()
        lost = rows.filter(pc.invert(pc.is_in(rows, value_set=known)))
        yield from _several(table.name, f"{column} names what is not in {other}", lost.to_pylist())


def _characters(tables: Tables) -> Iterator[str]:
    """Every character of every page is in one cell, and every cell in a record, its context, or unplaced."""
    held: Counter[str] = Counter()
    cells = tables["cells"]
    for document, text in zip(cells["document_id"].to_pylist(), cells["text"].to_pylist(), strict=True):
        held[document] += len("".join(text.split()))
    names = ("document_id", "characters", "characters_in_records", "characters_in_context", "characters_unplaced")
    for document, characters, *sums in zip(*(tables["documents"][name].to_pylist() for name in names), strict=True):
        if characters is None:
            continue
        if None not in sums and sum(sums) != characters:
            yield f"documents: {document} has {characters} characters, and {sum(sums)} accounted for"
        if held[document] != characters:
            yield f"cells: {document} has {characters} characters, and its cells hold {held[document]}"


def _counts(tables: Tables) -> Iterator[str]:
    """The numbers of records, findings and pages are those of the rows."""
    for column, other in (("records", "indicators"), ("findings", "findings"), ("pages", "pages")):
        counted = Counter(tables[other]["document_id"].to_pylist())
        documents = tables["documents"]
        wrong = (
            f"{document} says {said}, and there are {counted[document]}"
            for document, said in zip(documents["document_id"].to_pylist(), documents[column].to_pylist(), strict=True)
            if said is not None and said != counted[document]
        )
        yield from _several("documents", f"{column} does not agree with the table {other}", wrong)
    codes: dict[str, list[str]] = {}
    for record, code in zip(
        tables["findings"]["indicator_id"].to_pylist(), tables["findings"]["code"].to_pylist(), strict=True
    ):
        codes.setdefault(record, []).append(code)
    names = ("indicator_id", "finding_count", "finding_codes")
    wrong = (
        record
        for record, count, listed in zip(*(tables["indicators"][name].to_pylist() for name in names), strict=True)
        if count != len(codes.get(record, ())) or listed != (";".join(sorted(set(codes.get(record, ())))) or None)
    )
    yield from _several("indicators", "finding_count or finding_codes does not agree with the table findings", wrong)


def _quarters(tables: Tables) -> Iterator[str]:
    """The long table and the wide one say the same."""
    names = ("indicator_id", "measure", "triwulan", "text")
    long = set(zip(*(tables["quarterly_targets"][name].to_pylist() for name in names), strict=True))
    wide = set()
    records = tables["indicators"]["indicator_id"].to_pylist()
    for measure in MEASURES:
        for quarter in range(1, 5):
            texts = tables["indicators"][quarter_field(measure, quarter)].to_pylist()
            wide |= {
                (record, measure, quarter, text)
                for record, text in zip(records, texts, strict=True)
                if text is not None
            }
    different = sorted(" ".join(map(str, row[:3])) for row in long ^ wide)
    yield from _several("quarterly_targets", "does not agree with the columns of indicators", different)


def _order(tables: Tables) -> Iterator[str]:
    """Records are numbered from 1 without a gap, and lie on pages that the document has."""
    pages = dict(zip(*(tables["documents"][name].to_pylist() for name in ("document_id", "pages")), strict=True))
    last: dict[str, int] = {}
    for document, page in zip(
        tables["pages"]["document_id"].to_pylist(), tables["pages"]["page"].to_pylist(), strict=True
    ):
        last[document] = max(page, last.get(document, 0))
    numbers: dict[str, list[int]] = {}
    outside = []
    names = ("document_id", "urutan", "page_first", "page_last", "indicator_id")
    for document, place, first, end, record in zip(
        *(tables["indicators"][name].to_pylist() for name in names), strict=True
    ):
        numbers.setdefault(document, []).append(place)
        if not 1 <= first <= end <= last.get(document, pages.get(document) or 0):
            outside.append(record)
    gaps = [document for document, places in numbers.items() if sorted(places) != list(range(1, len(places) + 1))]
    yield from _several("indicators", "urutan does not run from 1 without a gap", gaps)
    yield from _several("indicators", "page_first and page_last are not pages of the document", outside)


def _failures(tables: Tables) -> Iterator[str]:
    """A document that failed says why; of the others, only one that has pages beyond a limit says which."""
    names = ("document_id", "status", "error")
    wrong = (
        document
        for document, status, error in zip(*(tables["documents"][name].to_pylist() for name in names), strict=True)
        if (error is None) == (status == "failed") and not (status == "partial" and error in PAGE_LIMITS)
    )
    yield from _several("documents", "status and error do not agree", wrong)


def _corrections(tables: Tables) -> Iterator[str]:
    """`corrected_fields` names what the table of corrections says, and the record holds the corrected text."""
    rows = {row["indicator_id"]: row for row in tables["indicators"].to_pylist()}
    said: dict[str, set[str]] = {}
    other = []
    for row in tables["corrections"].to_pylist():
        if row["kind"] == "corrected":
            said.setdefault(row["indicator_id"], set()).add(row["field"])
            if rows[row["indicator_id"]][row["field"]] != row["text_corrected"]:
                other.append(f"{row['indicator_id']} {row['field']}")
    wrong = (name for name, row in rows.items() if _listed(row["corrected_fields"]) != said.get(name, set()))
    yield from _several("indicators", "corrected_fields does not agree with the table corrections", wrong)
    yield from _several("corrections", "text_corrected is not what the record holds", other)


def _listed(names: str | None) -> set[str]:
    return set(names.split(";")) if names else set()


_RULES: tuple[Callable[[Tables], Iterator[str]], ...] = (
    _characters,
    _counts,
    _quarters,
    _order,
    _failures,
    _corrections,
)
