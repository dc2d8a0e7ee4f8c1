"""The exports: each opens, holds what the tables hold, and runs nothing that a document says."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import frictionless
import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from renaksi.batch import run
from renaksi.errors import OutputError, UsageError
from renaksi.export import Export, export
from renaksi.export.offices import CODES, Offices
from renaksi.settings import Settings
from tests.commands import SAMPLES, renaksi
from tests.reviewdocs import published, read_harm
from tests.test_store import Quiet

LEVELS = {"sasaran": "Sasaran", "program": "Program", "kegiatan": "Kegiatan", "sub_kegiatan": "Sub Kegiatan"}
EVIL = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample documents."""
    out = tmp_path_factory.mktemp("export") / "out"
    run(SAMPLES.parent, out, Settings(), Quiet())
    return out


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables whose texts are formulas and scripts."""
    folder = tmp_path_factory.mktemp("evil")
    _, out = published(folder, {"2022/a.txt": b"1"}, read_harm)
    path = next((out / "indicators").glob("*/*.parquet"))
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = pq.ParquetFile(path).read()
    for column, text in zip(("indikator", "satuan", "tw1", "penanggung_jawab"), EVIL, strict=True):
        place = rows.schema.get_field_index(column)
        rows = rows.set_column(place, rows.schema.field(place), pa.array([text] * len(rows), pa.string()))
    pq.write_table(rows, path)
    return out


def made(out: Path, **wanted: Path) -> list[str]:
    """What the exports say of themselves."""
    return list(export(out, Export(**wanted)))


def plain(column: pd.Series) -> list[object]:
    """The values of a column, None where there is none."""
    return [None if pd.isna(value) else value for value in column]


def test_the_workbook_holds_every_record_on_the_sheet_of_its_level(out: Path, tmp_path: Path) -> None:
    """A sheet a level with its records in order, figures as numbers, parents in each row, filters, a frozen head."""
    (line,) = made(out, xlsx=tmp_path / "a.xlsx")
    assert line.endswith("90 records of 2 documents")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Baca Dulu", *LEVELS.values(), "Temuan", "Dokumen"]
    records = pd.read_parquet(out / "indicators")
    for level, name in LEVELS.items():
        sheet = book[name]
        head = [cell.value for cell in sheet[1]]
        rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
        own = records[records.level == level]
        assert [row["Indikator"] for row in rows] == plain(own.indikator)
        assert [row["TW IV"] for row in rows] == [
            text if pd.isna(value) else value for text, value in zip(own.tw4, own.tw4_value, strict=True)
        ]
        assert all(row["Sasaran"] for row in rows)
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref is not None
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "14")
        assert not sheet.protection.sheet


def test_what_is_doubted_is_coloured_and_said(out: Path, tmp_path: Path) -> None:
    """The row of a record with a warning says it in a cell that is coloured; the sheet of findings has them all."""
    made(out, xlsx=tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    findings = pd.read_parquet(out / "findings")
    assert book["Temuan"].max_row == 1 + len(findings)
    sheet = book["Sub Kegiatan"]
    head = [cell.value for cell in sheet[1]]
    told = [row[head.index("Yang perlu diperiksa")] for row in sheet.iter_rows(min_row=2)]
    doubted = [cell for cell in told if cell.value]
    assert doubted
    assert all(cell.fill.fgColor.rgb == "FFFCE8B2" for cell in doubted)
    assert all(cell.fill.fill_type is None for cell in told if not cell.value)


def test_no_formula_comes_from_a_document(evil: Path, tmp_path: Path) -> None:
    """Texts that begin like formulas are texts in every workbook, and have an apostrophe before them in CSV."""
    made(evil, xlsx=tmp_path / "a.xlsx", sakip=tmp_path / "b.xlsx", satudata=tmp_path / "satu", csv=tmp_path / "csv")
    for path in (tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "satu" / "rencana-aksi.xlsx"):
        texts = set()
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
                texts |= {cell.value for cell in row}
        assert EVIL[0] in texts
        assert not any(b"<f>" in zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist())
    with (tmp_path / "csv" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert [row["indikator"], row["satuan"], row["tw1"], row["penanggung_jawab"]] == [f"'{text}" for text in EVIL]


def test_the_data_package_is_valid(out: Path, tmp_path: Path) -> None:
    """Frictionless finds every table as its schema says, keys and references included."""
    made(out, csv=tmp_path / "csv", satudata=tmp_path / "satu")
    for folder in ("csv", "satu"):
        report = frictionless.validate(tmp_path / folder / "datapackage.json")
        assert report.valid, report.flatten(["title", "message"])
    frame = pd.read_csv(tmp_path / "csv" / "indicators.csv")
    assert len(frame) == len(pd.read_parquet(out / "indicators"))
    assert frame.target_value.sum() == pd.read_parquet(out / "indicators").target_value.sum()


def test_the_database_has_tables_views_and_comments(out: Path, tmp_path: Path) -> None:
    """Every table is there with its rows and a comment on each column; the views answer."""
    made(out, duckdb=tmp_path / "a.duckdb")
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM indicators").fetchone() == (90,)
        assert connection.execute("SELECT count(*) FROM targets WHERE tahun >= 2022").fetchone() == (90,)
        assert connection.execute("SELECT sum(records) FROM coverage").fetchone() == (90,)
        assert connection.execute("SELECT count(*) > 0 FROM doubts").fetchone() == (True,)
        query = "SELECT count(*) FROM duckdb_columns() WHERE comment IS NULL AND table_name = 'indicators'"
        bare = connection.execute(query)
        assert bare.fetchone() == (0,)


def test_the_portal_file_is_as_portals_want_it(out: Path, tmp_path: Path) -> None:
    """Codes before names, unit and year last, a target that is a figure or nothing; codes come from the user's list."""
    offices = tmp_path / "instansi.csv"
    offices.write_text("instansi;kode_kabupaten_kota;nama_kabupaten_kota\nkecamatan  PENGADEGAN;3303;Purbalingga\n")
    lines = list(export(out, Export(satudata=tmp_path / "satu"), offices=offices))
    assert len(lines) == 1
    frame = pd.read_csv(tmp_path / "satu" / "rencana-aksi.csv")
    assert list(frame.columns[:3]) == ["id", "kode_provinsi", "nama_provinsi"]
    assert list(frame.columns[-2:]) == ["satuan", "tahun"]
    assert frame.id.is_unique
    assert frame.target.dtype == "float64"
    assert set(frame.kode_kabupaten_kota) == {3303}
    assert set(frame.nama_perangkat_daerah) == {"Kecamatan Pengadegan"}
    assert frame.kode_provinsi.isna().all()
    assert "tipe data numerik" in (tmp_path / "satu" / "deskripsi.md").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "satu" / "metadata.json").read_text(encoding="utf-8"))["license"] == "cc-by"


def test_the_sakip_form_has_numbers_and_lists_what_is_missing(out: Path, tmp_path: Path) -> None:
    """Targets are numeric cells; what is no figure is an empty cell and a row of the sheet of missing ones."""
    made(out, sakip=tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    head = [cell.value for cell in book["Rencana Aksi"][1]]
    rows = [dict(zip(head, row, strict=True)) for row in book["Rencana Aksi"].iter_rows(min_row=2, values_only=True)]
    records = pd.read_parquet(out / "indicators")
    names = {"target_tahunan": "target_value"} | {f"target_tw{q}": f"tw{q}_value" for q in range(1, 5)}
    for title, column in names.items():
        assert [row[title] for row in rows] == records[column].astype(object).where(
            records[column].notna(), None
        ).tolist()
    cumulative = [row for row in rows if row["jenis_target"] == "kumulatif"]
    assert cumulative
    assert all(row["persen_tw4"] == 100 for row in cumulative)
    assert all(row["persen_tw1"] is None for row in rows if row["jenis_target"] in (None, "tetap"))
    missing = int(records[list(names.values())].isna().sum().sum())
    assert book["Belum lengkap"].max_row == 1 + missing


def test_the_same_tables_give_the_same_bytes(out: Path, tmp_path: Path) -> None:
    """No export holds a time or a place of this machine."""
    digests = []
    for turn in ("a", "b"):
        folder = tmp_path / turn
        made(out, xlsx=folder / "a.xlsx", csv=folder / "csv", satudata=folder / "satu", sakip=folder / "s.xlsx")
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        digests.append([(p.relative_to(folder), hashlib.sha256(p.read_bytes()).hexdigest()) for p in files])
    assert digests[0] == digests[1]


def test_an_export_takes_the_place_of_an_earlier_one_alone(out: Path, tmp_path: Path) -> None:
    """A folder of ours is written anew; one that holds other things is left alone, and nothing half-written stays."""
    made(out, csv=tmp_path / "csv")
    made(out, csv=tmp_path / "csv")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("hello")
    with pytest.raises(OutputError, match="holds other things"):
        made(out, csv=tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "hello"
    with pytest.raises(OutputError, match="cannot be written"):
        made(out, xlsx=tmp_path / "mine" / "letter.txt" / "a.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["csv", "mine"]


def test_a_data_package_of_somebody_else_is_left_alone(out: Path, tmp_path: Path) -> None:
    """A folder is taken for an earlier export only where the new one writes all that is in it."""
    folder = tmp_path / "csv"
    folder.mkdir()
    (folder / "datapackage.json").write_text("{}")
    (folder / "field notes.txt").write_text("years of work")
    for wanted in ({"csv": folder}, {"satudata": folder}):
        with pytest.raises(OutputError, match="holds other things"):
            made(out, **wanted)
    assert sorted(path.name for path in folder.iterdir()) == ["datapackage.json", "field notes.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["csv"]


def test_a_full_disk_leaves_the_earlier_workbook(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written whole is told, and takes no name."""

    def half(book: xlsxwriter.Workbook) -> None:
        Path(book.filename).write_bytes(b"half")
        raise xlsxwriter.exceptions.FileCreateError(OSError(errno.ENOSPC, "No space left on device"))

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"earlier")
    monkeypatch.setattr(xlsxwriter.Workbook, "_store_workbook", half)
    with pytest.raises(OutputError, match="No space left on device"):
        made(out, xlsx=path)
    assert path.read_bytes() == b"earlier"
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_folder_that_cannot_take_its_place_leaves_the_earlier_one(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever step of changing places fails, or was the last before a kill, an earlier export is there after it."""
    folder = tmp_path / "csv"
    made(out, csv=folder)
    before = (folder / "indicators.csv").read_bytes()
    replace = os.replace
    for failing in (1, 2):
        steps = iter(range(1, 9))

        def refuse(source: Path, to: Path, failing: int = failing, steps: Iterator[int] = steps) -> None:
            if next(steps) == failing:
                raise OSError(errno.EACCES, "Permission denied")
            replace(source, to)

        monkeypatch.setattr("renaksi.export.files.os.replace", refuse)
        with pytest.raises(OutputError, match="Permission denied"):
            made(out, csv=folder)
        monkeypatch.undo()
        assert (folder / "indicators.csv").read_bytes() == before
    folder.rename(tmp_path / ".csv.old")
    with pytest.raises(OutputError, match="holds other things"):
        made(out, satudata=folder)
    assert (folder / "indicators.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["csv"]


def test_misuse_is_told(out: Path, tmp_path: Path) -> None:
    """Nothing to write, no tables, a year that is not there, a list that is none: a line each."""
    with pytest.raises(UsageError, match="say what to write"):
        made(out)
    with pytest.raises(OutputError, match="holds no tables"):
        made(tmp_path, csv=tmp_path / "csv")
    with pytest.raises(UsageError, match="its years are 2022"):
        list(export(out, Export(csv=tmp_path / "csv"), year=1999))
    for text, told in (("nama\nx\n", "has no column instansi"), ("instansi,kode_provinsi\nA,1\na,2\n", "row 3")):
        (tmp_path / "list.csv").write_text(text)
        with pytest.raises(UsageError, match=told):
            Offices.load(tmp_path / "list.csv")


def test_offices_are_never_guessed(tmp_path: Path) -> None:
    """Letter case and white space apart a name must be the list's; another office has no codes, and is told."""
    (tmp_path / "list.csv").write_text("instansi,kode_perangkat_daerah\nDinas Sosial,1.06\n", encoding="utf-8-sig")
    offices = Offices.load(tmp_path / "list.csv")
    assert offices.of("DINAS  SOSIAL")["kode_perangkat_daerah"] == "1.06"
    other = offices.of("Dinas Sosial Kota")
    assert {other[code] for code in CODES} == {None, "Dinas Sosial Kota"}
    assert offices.missing == ["Dinas Sosial Kota"]


def test_the_command_writes_several_at_once(out: Path, tmp_path: Path) -> None:
    """`renaksi export` says what it wrote, a line each; without an option it lists them."""
    done = renaksi("export", out, "--xlsx", tmp_path / "a.xlsx", "--csv", tmp_path / "csv", "--year", "2022")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 2)
    done = renaksi("export", out)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_a_spreadsheet_program_opens_the_workbook(out: Path, tmp_path: Path) -> None:
    """LibreOffice turns the workbook into pages."""
    made(out, xlsx=tmp_path / "a.xlsx")
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    command += ["--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "a.xlsx"], capture_output=True, timeout=120, check=True)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
