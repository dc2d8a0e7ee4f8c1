"""Corrections: what is read of their file, what is refused, and what becomes of the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.cells import Finding
from normalize.checks import evaluate
from normalize.records import IndicatorRecord
from renaksi.batch import Summary, run
from renaksi.checks import check_tables
from renaksi.corrected import Tally, apply_corrections, fingerprint, stamp
from renaksi.corrections import COLUMNS, Corrections, guard, unguard, write_csv
from renaksi.errors import UsageError
from renaksi.settings import Settings
from renaksi.store import read_table
from tests.commands import TEXT as SAMPLE
from tests.commands import renaksi
from tests.fakes import read_lines
from tests.test_store import Quiet, digests

TEXT = """office: Dinas
sasaran|S|Indeks kepuasan|12|3|3|3|3
sasaran|S|Jumlah laporan|10|1|2|3|4
program|P|Jumlah dokumen|8|2|2|2|2
"""


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own code counts as unchanged, though somebody may be editing it just now."""
    monkeypatch.setattr("renaksi.settings._program", lambda: "one program")


def _write(folder: Path, *rows: dict[str, str | None], name: str = "corrections.csv") -> Path:
    path = folder / name
    path.write_text(write_csv(rows), encoding="utf-8-sig", newline="")
    return path


def _raw(folder: Path) -> Path:
    (folder / "raw" / "2022").mkdir(parents=True)
    (folder / "raw" / "2022" / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "raw" / "2022" / "b.txt").write_text(TEXT + "an end", encoding="utf-8")
    return folder / "raw"


def _run(raw: Path, out: Path, path: Path | None = None) -> Summary:
    said = None if path is None else Corrections.load(path)
    return run(raw, out, Settings(), Quiet(), read=read_lines, corrections=said)


def _rows(out: Path, table: str) -> list[dict[str, Any]]:
    return read_table(out, table).to_pylist()


def _record(out: Path, order: int, source: str = "2022/a.txt") -> dict[str, Any]:
    return next(row for row in _rows(out, "indicators") if row["source"] == source and row["urutan"] == order)


def _row(order: int, field: str, before: str | None, after: str | None, **more: str) -> dict[str, str | None]:
    return {"source": "2022/a.txt", "indicator_id": str(order), "field": field, "text_as_read": before,
            "text_corrected": after, **more}  # fmt: skip


def test_a_correction_changes_text_figure_pattern_and_findings(tmp_path: Path) -> None:
    """The text goes into the record, all that follows from it is made anew, and the print stays in `corrections`."""
    raw, out = _raw(tmp_path), tmp_path / "out"
    said = _write(tmp_path, _row(1, "tw4", "3", "5", reason="salah baca", who="Ani", when="2026-01-05T08:14:00Z"))
    summary = _run(raw, out, said)
    assert summary.corrections is not None
    assert (summary.corrections.applied, summary.corrections.refused) == (1, 0)
    row = _record(out, 1)
    assert (row["tw4"], row["tw4_value"], row["corrected_fields"]) == ("5", 5.0, "tw4")
    assert row["pattern"] == "inconsistent"
    assert row["finding_codes"] == "inconsistent_quarters"
    quarter = [each for each in _rows(out, "quarterly_targets") if each["indicator_id"] == row["indicator_id"]]
    assert [(each["text"], each["value"]) for each in quarter] == [("3", 3.0), ("3", 3.0), ("3", 3.0), ("5", 5.0)]
    (kept,) = _rows(out, "corrections")
    assert (kept["text_as_read"], kept["text_corrected"], kept["reason"], kept["who"]) == (
        "3",
        "5",
        "salah baca",
        "Ani",
    )
    assert _record(out, 1, "2022/b.txt")["tw4"] == "3"
    assert check_tables(out) == []


def test_a_correction_takes_its_finding_away(tmp_path: Path) -> None:
    """A finding that the corrected text no longer gives is gone, and those of other records stay."""
    records = [
        IndicatorRecord(1, "program", 1, 1, {"program": "P", "indikator": "Jumlah a", "satuan": "Dokumen"}
                        | {"target": "10", "tw1": "3", "tw2": "3", "tw3": "3", "tw4": "3"}),
        IndicatorRecord(2, "program", 1, 1, {"program": "Q", "indikator": "Jumlah b", "satuan": "Dokumen"}
                        | {"target": "11", "tw1": "3", "tw2": "3", "tw3": "3", "tw4": "3"}),
    ]  # fmt: skip
    tables = _tables(records, evaluate(records))
    assert [row["code"] for row in tables["findings"].to_pylist()] == ["inconsistent_quarters"] * 2
    said = Corrections.load(_write(tmp_path, _row(1, "target", "10", "12")))
    made = apply_corrections(tables, said, evaluate, Tally())
    (left,) = made["findings"].to_pylist()
    assert left["message"].endswith("the target is 11")
    first, second = made["indicators"].to_pylist()
    assert (first["pattern"], first["finding_count"], first["finding_codes"]) == ("incremental", 0, None)
    assert (second["finding_count"], second["finding_codes"]) == (1, "inconsistent_quarters")
    assert made["documents"].to_pylist()[0]["findings"] == 1
    assert made["cells"] is tables["cells"]


def _tables(records: list[IndicatorRecord], findings: list[Finding]) -> Any:
    from extract.documents import Document
    from normalize.records import NormalizedDocument
    from renaksi.rows import document_tables

    part = NormalizedDocument(1, None, "Dinas", 2022, 1, "plain", records, findings, [], [], 0, 0, 0, 0)
    return document_tables(Document("2022/a.txt", b"", "0" * 64, 2022), "0" * 16, "plain", [], [part])


def test_what_is_no_longer_read_is_refused_with_a_finding(tmp_path: Path) -> None:
    """Another text, a record that is gone, a file that is another one: a finding each that names the row; no change."""
    raw, out = _raw(tmp_path), tmp_path / "out"
    said = _write(
        tmp_path,
        _row(1, "tw4", "4", "5", who="Ani"),
        _row(9, "tw1", "1", "2"),
        {**_row(1, "tw1", "3", "4"), "document_id": "f" * 16},
    )
    summary = _run(raw, out, said)
    assert summary.corrections is not None
    assert (summary.corrections.applied, summary.corrections.refused) == (0, 3)
    found = [row for row in _rows(out, "findings") if row["code"] == "correction_refused"]
    assert {row["severity"] for row in found} == {"warning"}
    texts = " | ".join(row["message"] for row in found)
    assert "of `tw4` to `5` by Ani was not applied: what is read is `3` and not `4` (corrections.csv row 2)" in texts
    assert "there is no record 9 (corrections.csv row 3)" in texts
    assert "the file is another one now; correct it again in its review page (corrections.csv row 4)" in texts
    refused = next(row for row in found if row["indicator_id"])
    assert (refused["field"], refused["page"], refused["x1"]) == ("tw4", 1, 1.0)
    assert _record(out, 1)["corrected_fields"] is None
    assert _rows(out, "corrections") == []
    assert check_tables(out) == []


def test_rows_about_other_documents_are_counted(tmp_path: Path) -> None:
    """A row about a document that is not here is no error, but it is told."""
    raw = _raw(tmp_path)
    said = _write(tmp_path, {**_row(1, "tw1", "3", "4"), "source": "2021/gone.txt"})
    summary = _run(raw, tmp_path / "out", said)
    assert summary.corrections is not None
    assert summary.corrections.unknown == 1
    assert summary.corrections.told() == "0 applied, 1 about documents that are not here"


def test_the_shelf_keeps_what_was_read(tmp_path: Path) -> None:
    """Corrections come and go without a file being read again, and without a trace when they are gone."""
    raw, out = _raw(tmp_path), tmp_path / "out"
    _run(raw, out)
    clean = digests(out)
    said = _write(tmp_path, _row(1, "tw4", "3", "5"))
    with_them = _run(raw, out, said)
    assert with_them.unchanged == 2
    assert _record(out, 1)["tw4"] == "5"
    again = _run(raw, out, said)
    assert again.left_out == 0
    without = _run(raw, out)
    assert (without.unchanged, without.left_out) == (2, 1)
    assert digests(out) == clean


def test_an_acceptance_holds_for_one_reading(tmp_path: Path) -> None:
    """A record that was accepted stays so while it is read the same, and lapses with a finding when it is not."""
    raw, out = _raw(tmp_path), tmp_path / "out"
    _run(raw, out)
    good = stamp("sasaran", _record(out, 1))
    said = _write(
        tmp_path,
        _row(1, "*", good, None, kind="accepted", who="Ani", sample="yes"),
        _row(2, "*", "Jumlah laporan [00000000]", None, kind="bulk"),
    )
    _run(raw, out, said)
    (kept,) = _rows(out, "corrections")
    assert (kept["kind"], kept["field"], kept["in_sample"], kept["text_as_read"]) == ("accepted", "*", True, None)
    (lapsed,) = [row for row in _rows(out, "findings") if row["code"] == "correction_refused"]
    assert lapsed["indicator_id"] == _record(out, 2)["indicator_id"]
    assert _record(out, 1)["corrected_fields"] is None


def test_a_level_can_be_corrected(tmp_path: Path) -> None:
    """`level` is corrected like a text, to a level that there is."""
    raw, out = _raw(tmp_path), tmp_path / "out"
    _run(raw, out, _write(tmp_path, _row(3, "level", "program", "Sub kegiatan")))
    row = _record(out, 3)
    assert (row["level"], row["corrected_fields"]) == ("sub_kegiatan", "level")


def test_a_name_of_an_open_level_goes_where_its_level_is(tmp_path: Path) -> None:
    """Where nothing printed told the level, the name stands under the highest that it may have; once a person has said
    it, name and place stand under their own, and the doubt is gone."""
    text = {"program": "P", "kegiatan": "Penyusunan laporan", "indikator": "Jumlah laporan", "satuan": "Laporan"}
    record = IndicatorRecord(1, None, 1, 1, text | {"target": "1"}, {"kegiatan": [(1, (10.0, 20.0, 90.0, 40.0))]})
    tables = _tables([record], [Finding("unknown_level", "warning", "which?", order=1, field="level")])
    said = Corrections.load(_write(tmp_path, _row(1, "level", "", "sub_kegiatan")))
    made = apply_corrections(tables, said, evaluate, Tally())
    (row,) = made["indicators"].to_pylist()
    assert (row["level"], row["kegiatan"], row["sub_kegiatan"]) == ("sub_kegiatan", None, "Penyusunan laporan")
    assert (row["finding_codes"], row["corrected_fields"]) == (None, "level")
    assert [box["field"] for box in made["field_boxes"].to_pylist()] == ["sub_kegiatan"]


def test_the_later_of_two_rows_holds(tmp_path: Path) -> None:
    """By time where both have one, else by place; and a bulk acceptance never undoes a person's look at the page."""
    said = Corrections.load(
        _write(
            tmp_path,
            _row(1, "tw1", "3", "4", when="2026-02-01T00:00:00Z"),
            _row(1, "tw1", "3", "5", when="2026-01-01T00:00:00+07:00"),
            _row(1, "tw2", "3", "6"),
            _row(1, "tw2", "3", "7"),
            _row(2, "*", "x", None, kind="accepted"),
            _row(2, "*", "x", None, kind="bulk"),
        )
    )
    assert [(row.field, row.corrected, row.kind) for row in said.rows] == [
        ("tw1", "4", "corrected"),
        ("tw2", "7", "corrected"),
        ("*", None, "accepted"),
    ]
    assert said.superseded == 3


def test_two_names_of_one_document_are_one(tmp_path: Path) -> None:
    """A row by `source` and a later one by `document_id` about the same field: the later one holds, and stands once."""
    raw, out = _raw(tmp_path), tmp_path / "out"
    _run(raw, out)
    name = _record(out, 1)["document_id"]
    said = _write(tmp_path, _row(1, "tw4", "3", "4"), {**_row(1, "tw4", "3", "5"), "document_id": name})
    summary = _run(raw, out, said)
    assert summary.corrections is not None
    assert (summary.corrections.applied, summary.corrections.superseded) == (1, 1)
    assert _record(out, 1)["tw4"] == "5"
    assert check_tables(out) == []


def test_a_folder_of_files_is_read_in_order(tmp_path: Path) -> None:
    """Each clerk's file can lie beside the others'; the last one by name goes before."""
    _write(tmp_path, _row(1, "tw1", "3", "4"), name="a.csv")
    _write(tmp_path, _row(1, "tw1", "3", "5"), _row(1, "tw2", "3", "6"), name="b.CSV")
    (tmp_path / "notes.txt").write_text("not a correction")
    assert [row.corrected for row in Corrections.load(tmp_path).rows] == ["5", "6"]


HEAD = "source,indicator_id,field,text_as_read,text_corrected"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEAD}\na.pdf,1,tw5,1,2", "row 2: unknown field 'tw5'; the fields are kode, tujuan"),
        (f"{HEAD}\na.pdf,x,tw1,1,2", "row 2: 'x' names no record"),
        (f"{HEAD}\na.pdf,0,tw1,1,2", "row 2: '0' names no record"),
        (f"{HEAD}\n,1,tw1,1,2", "row 2: names no document"),
        (f"{HEAD}\na.pdf,1,level,program,bab", "row 2: unknown level 'bab'"),
        (f"{HEAD},kind\na.pdf,1,tw1,1,2,maybe", "row 2: unknown kind 'maybe'; the kinds are corrected, accepted, bulk"),
        (f"{HEAD},kind\na.pdf,1,tw1,1,2,accepted", "row 2: a row of kind accepted is about a whole record"),
        (f"{HEAD}\na.pdf,1,tw1,1,{'x' * 10_001}", "row 2: holds a text of more than 10,000 characters"),
        (f'{HEAD}\na.pdf,1,tw1,1,2\n\n"a.pdf",1,"",1,2', "row 4: unknown field ''"),
        (f"{HEAD}\n" + "a.pdf,x,tw1,1,2\n" * 5, "; and 2 more rows"),
        ("source,indicator_id,field\n", "row 1: has no column text_as_read, text_corrected"),
        (f"{HEAD},field\n", "row 1: has the column field twice"),
        ("", "is empty; its first row should be document_id,source"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_its_row(tmp_path: Path, text: str, expected: str) -> None:
    """The whole file is refused before anything is read, in one line that names the file and the row."""
    path = tmp_path / "c.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        Corrections.load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert expected in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"PK\x03\x04rest", "is an Excel workbook"),
        (b"\x00\x01\x02", "is no text"),
        (b"x" * 20_000_001, "is larger than 20 MB"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, data: bytes, expected: str) -> None:
    """A workbook, other bytes, too many bytes: each is told apart."""
    path = tmp_path / "c.csv"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=expected):
        Corrections.load(path)
    with pytest.raises(UsageError, match="no such file"):
        Corrections.load(tmp_path / "gone.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_as_spreadsheets_save_them(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Any delimiter and encoding that a spreadsheet uses, and the line `sep=` that one of them writes."""
    row = _row(1, "indikator", "Jumlah é", "Jumlah; é, =1", who="Ani\tB")
    text = write_csv([row], delimiter)
    path = tmp_path / "c.csv"
    path.write_bytes(f"sep={delimiter}\r\n{text}".encode(encoding))
    (made,) = Corrections.load(path).rows
    assert (made.as_read, made.corrected, made.who) == ("Jumlah é", "Jumlah; é, =1", "Ani B")
    path.write_bytes(text.encode(encoding))
    assert Corrections.load(path).rows == [made]


def test_rounded_document_ids_do_no_harm(tmp_path: Path) -> None:
    """A spreadsheet takes sixteen digits for a figure; the record's own name still says which document it is."""
    row = {**_row(1, "tw1", "1", "2"), "document_id": "1,23457E+15", "indicator_id": "1234567890123456-0007"}
    (made,) = Corrections.load(_write(tmp_path, row)).rows
    assert (made.document_id, made.order) == ("1234567890123456", 7)


def test_controls_and_directions_do_not_pass(tmp_path: Path) -> None:
    """A corrected text goes the way of any text: one line, no controls, nothing that turns the direction."""
    (made,) = Corrections.load(_write(tmp_path, _row(1, "tw1", "1", "a\u202eb\x07c\nd  e"))).rows
    assert made.corrected == "ab\ufffdc d e"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"])))
def test_guarded_texts_come_back_and_are_no_formulas(text: str) -> None:
    """Any text survives the file, and none begins with what a spreadsheet obeys."""
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


def test_a_fingerprint_names_all_that_was_read() -> None:
    """Any other text, level or field gives another fingerprint; a blank is a null."""
    text = {"indikator": "A", "tw1": "1"}
    seen = {fingerprint("program", text), fingerprint("kegiatan", text), fingerprint("program", {**text, "tw1": "2"}),
            fingerprint("program", {"indikator": "A", "tw2": "1"})}  # fmt: skip
    assert len(seen) == 4
    assert fingerprint("program", {**text, "tw2": None, "satuan": ""}) == fingerprint("program", text)


def test_the_command_line_applies_counts_and_warns(tmp_path: Path) -> None:
    """`run --corrections` says how many rows held; a run without the file says what it leaves out; slips end it."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "a.txt").write_bytes(SAMPLE.read_bytes())
    assert renaksi("run", raw, out).returncode == 0
    row = _record(out, 1, "a.txt")
    said = _write(tmp_path, {**_row(1, "indikator", row["indikator"], "Jumlah baru"), "source": "a.txt"})
    done = renaksi("run", raw, out, "--corrections", said)
    assert "corrections: 1 applied\n" in done.stdout
    assert _record(out, 1, "a.txt")["indikator"] == "Jumlah baru"
    made = renaksi("normalize", out, "--corrections", said)
    assert "corrections: 1 applied\n" in made.stdout
    bare = renaksi("run", raw, out)
    assert "1 correction that the tables held before" in bare.stderr
    assert _record(out, 1, "a.txt")["indikator"] == row["indikator"]
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(f"{HEAD}\na.txt,1,tw5,1,2\n", encoding="utf-8")
    refused = renaksi("run", raw, out, "--corrections", wrong)
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)


def test_columns_are_those_of_the_guide() -> None:
    """docs/review.md lists the columns of the file in their order."""
    page = (Path(__file__).parent.parent / "docs" / "review.md").read_text(encoding="utf-8")
    listed = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert tuple(name for name in listed if name in COLUMNS) == COLUMNS


def test_published_tables_are_those_that_pandas_reads(tmp_path: Path) -> None:
    """The table of corrections loads like the others, empty or not."""
    raw, out = _raw(tmp_path), tmp_path / "out"
    _run(raw, out)
    assert pd.read_parquet(out / "corrections").empty
    _run(raw, out, _write(tmp_path, _row(1, "tw4", "3", None)))
    frame = pd.read_parquet(out / "corrections")
    assert frame.text_corrected.isna().all()
    assert pd.isna(_record(out, 1)["tw4"])
