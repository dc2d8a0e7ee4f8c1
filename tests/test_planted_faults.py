"""Faults planted in a sound document, from the PDF to the finding that names them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

from extract.documents import read_document
from renaksi.pipeline import Stages, read_file
from renaksi.settings import Settings

Row = dict[str, str]
Found = list[tuple[str, str, int | None, str | None]]
"""Code, severity, the record's number, the field."""

COLUMNS = ("kode", "uraian", "indikator", "satuan", "target", "tw1", "tw2", "tw3", "tw4")
HEADERS = ("Kode", "Program/Kegiatan/Sub Kegiatan", "Indikator Kinerja", "Satuan", "Target")
QUARTERS = ("TW I", "TW II", "TW III", "TW IV")
WIDTHS = (90, 180, 170, 60, 50, 45, 45, 45, 45)
STYLE = ParagraphStyle("cell", fontName="Helvetica", fontSize=8, leading=10)

_PLAN = (
    ("2.01", "Perencanaan dan Evaluasi Kinerja", "Dokumen perencanaan"),
    ("2.02", "Administrasi Keuangan", "Laporan keuangan"),
    ("2.06", "Administrasi Umum", "Paket alat kantor"),
)
_FIGURES = (
    ("Dokumen", "12", "3", "6", "9", "12"),
    ("Laporan", "8", "2", "2", "2", "2"),
    ("Persen", "100", "25", "50", "75", "100"),
    ("Paket", "4", "0", "0", "0", "4"),
)


def sound() -> list[Row]:
    """A programme with three kegiatan of eight sub kegiatan each: more than a page holds."""
    texts = [("7.01.01", "Program Penunjang Urusan", "Nilai akuntabilitas kinerja", "Nilai", *["71,5"] * 5)]
    for code, kegiatan, thing in _PLAN:
        texts.append((f"7.01.01.{code}", kegiatan, f"Cakupan {thing.lower()}", "Persen", *["100"] * 5))
        for n in range(1, 9):
            name = (f"7.01.01.{code}.{n:02}", f"Penyediaan {thing.lower()} bidang {n}")
            texts.append((*name, f"Jumlah {thing.lower()} bidang {n}", *_FIGURES[n % 4]))
    return [dict(zip(COLUMNS, row, strict=True)) for row in texts]


def pdf(rows: list[Row], year: int) -> bytes:
    """The plan as an office prints it: a title, and a table that goes over pages."""
    body = [[Paragraph(row[name], STYLE) for name in COLUMNS] for row in rows]
    table = LongTable([[*HEADERS, *QUARTERS], *body], colWidths=WIDTHS, repeatRows=1)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONTSIZE", (0, 0), (-1, 0), 8)])
    title = Paragraph(f"RENCANA AKSI KECAMATAN SUKAMAJU TAHUN {year}", ParagraphStyle("title", alignment=1))
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=landscape(A4), invariant=True).build([title, table])
    return buffer.getvalue()


def read(rows: list[Row], folder: Path, year: int = 2024) -> tuple[list[dict[str, Any]], Found]:
    """The records of the printed plan, and what was found doubtful in them."""
    path = folder / "plan.pdf"
    path.write_bytes(pdf(rows, year))
    document = replace(read_document(path, path.name), year=2024)
    tables = read_file(document, "plan", Stages(Settings()))
    records = tables["indicators"].to_pylist()
    order = {record["indicator_id"]: record["urutan"] for record in records}
    found = [
        (row["code"], row["severity"], order.get(row["indicator_id"]), row["field"])
        for row in tables["findings"].to_pylist()
    ]
    return records, found


def put(place: int, **texts: str) -> Callable[[list[Row]], None]:
    """Prints other texts in the record of this number."""

    def plant(rows: list[Row]) -> None:
        rows[place - 1] |= texts

    return plant


def swap(first: int, second: int) -> Callable[[list[Row]], None]:
    """Lets two records change places."""

    def plant(rows: list[Row]) -> None:
        rows[first - 1], rows[second - 1] = rows[second - 1], rows[first - 1]

    return plant


def repeat(place: int) -> Callable[[list[Row]], None]:
    """Prints a record twice."""
    return lambda rows: rows.insert(place, dict(rows[place - 1]))


def test_a_sound_plan_raises_nothing(tmp_path: Path) -> None:
    """A plan without a fault gives all its records, on more than one page, and not one finding."""
    records, found = read(sound(), tmp_path)
    assert found == []
    assert [record["kode"] for record in records] == [row["kode"] for row in sound()]
    assert {record["page_first"] for record in records} == {1, 2}


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (put(3, target="10"), ("inconsistent_quarters", "error", 3, "target")),
        (put(3, tw3="7"), ("inconsistent_quarters", "error", 3, "target")),
        (put(4, tw2="5"), ("falling_cumulative", "warning", 4, "tw2")),
        (put(4, tw3=""), ("missing_quarters", "warning", 4, "tw3")),
        (put(3, satuan=""), ("target_without_unit", "warning", 3, "target")),
        (put(4, target="1000"), ("percent_over_100", "warning", 4, "target")),
        (put(20, indikator=""), ("blank_indicator", "warning", 20, "indikator")),
        (put(20, target=""), ("no_target", "warning", 20, "target")),
        (put(20, tw2="1.2.3"), ("unclear_figure", "warning", 20, "tw2")),
        (repeat(7), ("repeated_indicator", "warning", 8, "indikator")),
    ],
)
def test_a_planted_fault_is_named(
    plant: Callable[[list[Row]], None], expected: tuple[str, str, int, str], tmp_path: Path
) -> None:
    """What is wrong in print is told by a finding of its kind, at its record and field, and nothing is told of the
    other records."""
    rows = sound()
    plant(rows)
    _, found = read(rows, tmp_path)
    assert expected in found
    assert {order for _, _, order, _ in found} == {expected[2]}


def test_two_rows_that_changed_places_over_the_page_break_are_named(tmp_path: Path) -> None:
    """A sub kegiatan of the first page and one of another kegiatan on the second, each in the other's place: neither
    code is one of the kegiatan that it stands under."""
    rows = sound()
    records, _ = read(rows, tmp_path)
    second = next(record["urutan"] for record in records if record["page_first"] == 2)
    kegiatan = [row["kode"][: len("7.01.01.2.01")] for row in rows]
    first = max(n for n in range(1, second) if kegiatan[n - 1] != kegiatan[second - 1])
    assert {records[n - 1]["level"] for n in (first, second)} == {"sub_kegiatan"}
    swap(first, second)(rows)
    _, found = read(rows, tmp_path)
    assert sorted(found) == [("code_outside_parent", "warning", order, "kode") for order in (first, second)]


def test_a_year_in_the_title_that_is_not_the_folders_is_named(tmp_path: Path) -> None:
    """The document is told, no record of it."""
    _, found = read(sound(), tmp_path, year=2023)
    assert found == [("year_differs", "warning", None, None)]
