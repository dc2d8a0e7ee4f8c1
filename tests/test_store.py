"""The tables as pandas, polars and DuckDB find them."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.cells import Finding
from extract.documents import Document, read_document
from normalize import normalize
from renaksi.again import normalize_again
from renaksi.arrow import arrow_schema
from renaksi.batch import run
from renaksi.checks import check_tables
from renaksi.rows import document_tables
from renaksi.schemas import TABLES
from renaksi.settings import Settings
from renaksi.store import Shelf, facts, pack, read_table, unpack, write_tables
from tests.fakes import read_lines
from tests.handcells import drawn, loose, page_of

FLAT = [name for name in TABLES if name != "cells"]


class Quiet:
    """A reporter that only remembers the problems."""

    def __init__(self) -> None:
        self.problems: list[tuple[str, str]] = []

    def begin(self, files: int) -> None:
        pass

    def page(self, source: str, page: int, pages: int) -> None:
        pass

    def done(self, source: str) -> None:
        pass

    def problem(self, source: str, message: str, log: str = "") -> None:
        self.problems.append((source, message))


def write_raw(raw: Path) -> Path:
    """Three years' documents, one of them without a year, one that fails and one that holds nothing."""
    texts = {
        "2022/b.txt": "office: Dinas B\nsasaran|S1|Indeks|81.30|81.30||81|\ndoubt:\nprogram|P1|Nilai|1.234|1|2|3|4",
        "2022/a.txt": "office: Dinas A\nkegiatan|0701|Jumlah|10|1|0|0|9",
        "2023/c.txt": "office: Dinas C\n|N|Jumlah|12|||||",
        "lepas/d.txt": "sub_kegiatan|Sub|Jumlah|WTP",
        "2023/e.pdf": "not a pdf",
        "2024/f.txt": "a letter",
    }
    for name, text in texts.items():
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (raw / "2022" / "notes.json").write_text("{}")
    return raw


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of those files."""
    folder = tmp_path_factory.mktemp("store")
    run(write_raw(folder / "raw"), folder / "out", Settings(), Quiet(), jobs=2, read=read_lines)
    return folder / "out"


def digests(out: Path) -> dict[str, str]:
    """The files below a folder, and what they hold."""
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_one_file_a_table_and_year(out: Path) -> None:
    """Every table lies under its name, a folder a year that has a document and `unknown`, a file in each."""
    years = ["2022", "2023", "2024", "unknown"]
    assert sorted(path.name for path in out.iterdir()) == sorted(TABLES)
    for name in TABLES:
        found = sorted(path.relative_to(out / name).as_posix() for path in (out / name).rglob("*") if path.is_file())
        assert found == (["all/part-0.parquet"] if name == "series" else [f"{year}/part-0.parquet" for year in years])


def test_every_file_has_the_declared_schema(out: Path) -> None:
    """Types, nullability, descriptions and the Table Schema are the same in every file of a table."""
    for name in TABLES:
        for path in (out / name).rglob("*.parquet"):
            assert pq.read_schema(path).equals(arrow_schema(name), check_metadata=True), path


@pytest.mark.parametrize("name", TABLES)
def test_pandas_brings_the_types_back(out: Path, name: str) -> None:
    """Nullable integers, strings and booleans come back as such, from the folder and from one file alike."""
    kinds = {"string": "string", "int16": "Int16", "int32": "Int32", "float32": "float32", "float64": "float64"}
    kinds |= {"boolean": "boolean", "category": "category", "lines": "object"}
    folder = pd.read_parquet(out / name)
    file = pd.read_parquet(next((out / name).rglob("*.parquet")))
    for column in TABLES[name].columns:
        assert str(folder[column.name].dtype) == kinds[column.type], column.name
        assert str(file[column.name].dtype) == kinds[column.type], column.name


@pytest.mark.parametrize("name", TABLES)
def test_polars_and_duckdb_see_the_same_types_in_folder_and_file(out: Path, name: str) -> None:
    """No file differs from its table, whatever it holds: a column of nulls keeps its type."""
    expected = pl.read_parquet(out / name).schema
    glob = (out / name / "**" / "*.parquet").as_posix()
    types = duckdb.sql(f"select * from read_parquet('{glob}')").types
    assert len(types) == len(TABLES[name].columns)
    for path in (out / name).rglob("*.parquet"):
        assert pl.read_parquet(path).schema == expected
        assert duckdb.sql(f"select * from read_parquet('{path.as_posix()}')").types == types


def test_all_three_count_the_same_rows(out: Path) -> None:
    """pandas, polars and DuckDB read every row of every table."""
    for name in TABLES:
        rows = len(pd.read_parquet(out / name))
        assert pl.read_parquet(out / name).height == rows
        glob = (out / name / "**" / "*.parquet").as_posix()
        assert duckdb.sql(f"select count(*) from '{glob}'").fetchall() == [(rows,)]
    assert len(pd.read_parquet(out / "indicators")) == 5
    assert len(pd.read_parquet(out / "documents")) == 6


def test_years_compare(out: Path) -> None:
    """`df[df.tahun >= 2022]` works, in memory and as a filter; a record without a year is not in it."""
    frame = pd.read_parquet(out / "indicators")
    assert len(frame[frame.tahun >= 2022]) == 4
    assert len(pd.read_parquet(out / "indicators", filters=[("tahun", ">=", 2023)])) == 1
    assert frame.tahun.isna().sum() == 1


@pytest.mark.parametrize("name", FLAT)
def test_analysts_tables_are_flat(out: Path, name: str) -> None:
    """drop_duplicates and CSV work: no list, map, struct or decimal."""
    frame = pd.read_parquet(out / name)
    assert len(frame.drop_duplicates()) == len(frame)
    pl.read_parquet(out / name).write_csv()


def test_no_column_hides_behind_pandas() -> None:
    """`df.column` gives the column: no name of an analysts' table is one of pandas' own."""
    for name in FLAT:
        hidden = [column for column in TABLES[name].names if hasattr(pd.DataFrame, column)]
        assert not hidden, name


def test_codes_and_figures_stay_as_printed(out: Path) -> None:
    """A code keeps its leading zero, a figure its spelling; the value stands beside it or is null."""
    frame = pd.read_parquet(out / "indicators").set_index("kegiatan")
    assert frame.loc["0701", "tw2"] == "0"
    wide = pd.read_parquet(out / "indicators").set_index("target")
    assert wide.loc["81.30", "target_value"] == 81.3
    assert pd.isna(wide.loc["WTP", "target_value"])


def test_descriptions_travel_with_the_data(out: Path) -> None:
    """A file says of each column what it is, in the Arrow fields and as a Table Schema."""
    path = next((out / "indicators").rglob("*.parquet"))
    schema = json.loads(pq.read_metadata(path).metadata[b"datapackage"])
    fields = {field["name"]: field for field in schema["fields"]}
    for field in pq.read_schema(path):
        assert field.metadata[b"description"].decode() == fields[field.name]["description"]
    assert fields["anggaran_value"]["unit"] == "Rp"
    assert schema["primaryKey"] == ["indicator_id"]


def test_rows_are_sorted_by_office_and_order(out: Path) -> None:
    """Within a year the rows follow office and reading order."""
    frame = pd.read_parquet(out / "indicators" / "2022")
    assert list(frame.instansi) == ["Dinas A", "Dinas B", "Dinas B"]
    assert list(frame.urutan) == [1, 1, 2]


def test_ids_and_quarters(out: Path) -> None:
    """An id is document and place; a quarter has a row where it is printed, and none where it is blank."""
    frame = pd.read_parquet(out / "indicators")
    assert (frame.indicator_id == frame.document_id + "-" + frame.urutan.astype(str).str.zfill(4)).all()
    quarters = pd.read_parquet(out / "quarterly_targets")
    first = frame[frame.target == "81.30"].indicator_id.iloc[0]
    assert quarters[quarters.indicator_id == first].triwulan.tolist() == [1, 3]
    doubted = frame[frame.finding_count > 0]
    assert doubted.indicator_id.tolist() == [first]
    assert doubted.finding_codes.tolist() == ["no_target"]


def test_same_input_same_bytes(out: Path, tmp_path: Path) -> None:
    """Another run, elsewhere, with other workers, gives the same bytes."""
    run(write_raw(tmp_path / "raw"), tmp_path / "elsewhere", Settings(), Quiet(), jobs=1, read=read_lines)
    assert digests(tmp_path / "elsewhere") == digests(out)


def test_published_tables_keep_their_promises(out: Path) -> None:
    """The program's own check finds nothing to complain of."""
    assert check_tables(out) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "told"),
    [
        ("indicators", "document_id", "nobody", "names what is not in documents"),
        ("indicators", "urutan", 7, "urutan does not run from 1"),
        ("indicators", "tw1", "99", "does not agree with the columns of indicators"),
        ("indicators", "finding_count", 3, "does not agree with the table findings"),
        ("documents", "characters_in_context", 1, "accounted for"),
        ("documents", "records", 40, "records does not agree"),
        ("documents", "error", "crash", "status and error do not agree"),
        ("cells", "text", "x", "its cells hold"),
        ("cells", "tahun", 1999, "holds rows of"),
        ("quarterly_targets", "triwulan", 1, "is not unique"),
    ],
)
def test_check_sees_what_is_broken(out: Path, tmp_path: Path, table: str, column: str, value: Any, told: str) -> None:
    """Each promise that is broken on purpose is told."""
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    path = copy / table / "2022" / "part-0.parquet"
    rows = pq.ParquetFile(path).read()
    place = rows.schema.get_field_index(column)
    field = rows.schema.field(place)
    pq.write_table(rows.set_column(place, field, pa.array([value] * len(rows), field.type)), path)
    assert any(told in line for line in check_tables(copy))


def test_check_sees_a_stranger_and_another_schema(out: Path, tmp_path: Path) -> None:
    """A file that is no Parquet, and one of another schema, are told."""
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    (copy / "pages" / "README.md").write_text("hello")
    pq.write_table(pa.table({"document_id": ["a"]}), copy / "pages" / "2022" / "part-0.parquet")
    told = "\n".join(check_tables(copy))
    assert "README.md is no Parquet file" in told
    assert "schema is not the declared one" in told


def test_rows_come_together_however_many_are_written_at_a_time(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row groups of two rows hold the same rows in the same order as one that holds all."""
    raw = write_raw(tmp_path / "raw")
    monkeypatch.setattr("renaksi.store._ROW_GROUP", 2)
    run(raw, tmp_path / "small", Settings(), Quiet(), read=read_lines)
    assert all(read_table(tmp_path / "small", name).equals(read_table(out, name)) for name in TABLES)
    groups = [pq.ParquetFile(path).num_row_groups for path in (tmp_path / "small" / "cells").glob("*/*.parquet")]
    assert max(groups) > 1


def test_rows_of_a_file_become_arrow_in_any_portions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document whose rows are made Arrow one at a time has the same tables."""
    path = write_raw(tmp_path / "raw") / "2022" / "b.txt"
    document = read_document(path, "2022/b.txt", 2022)
    whole = unpack(read_lines(document, "b", Settings(), lambda page, pages: None))
    monkeypatch.setattr("renaksi.rows._TOGETHER", 1)
    parted = unpack(read_lines(document, "b", Settings(), lambda page, pages: None))
    assert all(parted[name].unify_dictionaries().equals(whole[name]) for name in TABLES)
    assert len(parted["cells"].to_batches()) == whole["cells"].num_rows > 1


def test_packed_rows_come_back(out: Path) -> None:
    """What a worker packs is what the parent unpacks; damage is an error, not other rows."""
    tables = {name: read_table(out, name) for name in TABLES}
    data = pack(tables)
    again = unpack(data)
    assert all(again[name].equals(tables[name]) for name in TABLES)
    with pytest.raises(ValueError, match="damaged"):
        unpack(data[: len(data) // 2])


def test_a_doubt_of_a_page_is_told_once(tmp_path: Path) -> None:
    """A doubtful word is told at the field that was read from it and nowhere else, also when the records are made anew
    from the cells."""
    drawing = """
        | Kegiatan | Indikator | Satuan | Target | TW I | TW II | TW III | TW IV |
        | Pelatihan kader | Jumlah kader | Orang | 9 | 3 | 4 | 6 | 9 |
    """
    cells = drawn(drawing).cells()
    page = page_of(cells, loose("RENCANA AKSI DINAS SOSIAL TAHUN 2024", top=40))
    box = next(cell.box for cell in cells if cell.text == "4")
    page.findings.append(Finding("figure_doubtful", "warning", "compare it with the page", 1, box))
    document = Document("2024/a.pdf", b"", "0" * 64, 2024)
    tables = document_tables(document, "0" * 16, "pdfium", [page], normalize([page]))
    doubts = tables["findings"].select(["indicator_id", "field", "stage"]).to_pylist()
    assert doubts == [{"indicator_id": "0000000000000000-0001", "field": "tw2", "stage": "extract"}]
    shelf = Shelf(tmp_path)
    shelf.put("a", pack(tables))
    write_tables(tmp_path / "out", shelf, [("a", facts(tables))])
    normalize_again(tmp_path / "out", Settings(), Quiet())
    assert read_table(tmp_path / "out", "findings").select(["indicator_id", "field", "stage"]).to_pylist() == doubts
