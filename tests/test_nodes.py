"""The level of a name: told by its column, a label, a code, weight, numbering, indent, or left open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extract.cells import Cell
from normalize import Nomenclature, NormalizedDocument, normalize
from tests.handcells import CHAR, drawn, page_of, read, read_table

ALL = "Sasaran / Program / Kegiatan / Sub Kegiatan"


def table(header: str, *names: str) -> NormalizedDocument:
    """The document of a table with one column of names, each with an indicator of its own."""
    rows = [f"| {header} | Indikator | Target | TW I | TW II | TW III | TW IV |"]
    rows += [f"| {name} | Ukuran {number} | 4 | 1 | 2 | 3 | 4 |" for number, name in enumerate(names)]
    return read_table("\n".join(rows))


def levels(document: NormalizedDocument) -> list[tuple[str | None, str | None]]:
    """Level and own name of each record."""
    return [(record.level, record.text.get(record.level or "")) for record in document.records]


def test_labels_tell_levels() -> None:
    """A label before the name is no part of it; the word Program that belongs to the name stays."""
    document = table(
        ALL,
        "Sasaran: Naiknya mutu",
        "Program : Program Pangan Desa",
        "KEGIATAN: Penyediaan benih",
        "Sub Kegiatan: Survei lahan",
        "Sub Kegiatan : Bantuan alat",
    )
    assert levels(document) == [
        ("sasaran", "Naiknya mutu"),
        ("program", "Program Pangan Desa"),
        ("kegiatan", "Penyediaan benih"),
        ("sub_kegiatan", "Survei lahan"),
        ("sub_kegiatan", "Bantuan alat"),
    ]
    assert document.records[4].text["kegiatan"] == "Penyediaan benih"
    assert document.records[4].text["sasaran"] == "Naiknya mutu"


def test_labels_may_be_broken_over_lines() -> None:
    """A label that wraps is a label."""
    assert levels(table(ALL, "Sub¶Kegiatan: Survei¶lahan")) == [("sub_kegiatan", "Survei lahan")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("1. Penyediaan benih", "Penyediaan benih"),
        ("1.2. Penyediaan benih", "Penyediaan benih"),
        ("a) Penyediaan benih", "Penyediaan benih"),
        ("IV. Penyediaan benih", "Penyediaan benih"),
        ("1. Kegiatan: Penyediaan benih", "Penyediaan benih"),
        ("Kegiatan: 1. Penyediaan benih", "Penyediaan benih"),
        ("25 Desa Mandiri", "25 Desa Mandiri"),
        ("A Penyediaan benih", "A Penyediaan benih"),
        ("PENYEDIAAN BENIH", "PENYEDIAAN BENIH"),
        ("Penyedian bnih", "Penyedian bnih"),
    ],
)
def test_a_list_number_is_no_part_of_a_name(name: str, text: str) -> None:
    """Numbers of a list go, all else stays as printed, misprints and capitals too."""
    assert levels(table("Kegiatan", name)) == [("kegiatan", text)]


CODES = [
    ("", "Meningkatnya mutu", "sasaran"),
    ("5.01.02", "Program Pangan Desa", "program"),
    ("5.01.02.2.03", "Penyediaan benih", "kegiatan"),
    ("5.01.02.2.03.0001", "Survei lahan", "sub_kegiatan"),
    ("5.01.02.2.03.0002", "Bantuan alat", "sub_kegiatan"),
    ("5.01.03", "Program Gizi Warga", "program"),
    ("5.01.03.2.01", "Pelatihan kader", "kegiatan"),
]


def coded(codes: list[tuple[str, str, str]], header: str = ALL) -> NormalizedDocument:
    """The document of a table with a column of codes."""
    rows = [f"| Kode | {header} | Indikator | Target | TW I | TW II | TW III | TW IV |"]
    rows += [f"| {code} | {name} | Ukuran {name} | 4 | 1 | 2 | 3 | 4 |" for code, name, _ in codes]
    return read_table("\n".join(rows))


def test_the_depth_of_a_code_tells_the_level() -> None:
    """Three parts a programme, five a kegiatan, six a sub kegiatan; what has no code is above them."""
    document = coded(CODES)
    assert levels(document) == [(level, name) for _, name, level in CODES]
    assert [record.text.get("kode") for record in document.records] == [code or None for code, _, _ in CODES]
    assert document.records[4].text["program"] == "Program Pangan Desa"
    assert document.records[6].text["program"] == "Program Gizi Warga"


def test_codes_with_letters_for_the_field_of_government() -> None:
    """`X.XX.01` is a code like any other."""
    codes = [(code.replace("5.01", "X.XX", 1), name, level) for code, name, level in CODES]
    assert levels(coded(codes)) == [(level, name) for _, name, level in CODES]


def test_other_depths_of_codes_are_ranked() -> None:
    """Where codes have other depths than the official ones, the shorter is the higher."""
    codes = [
        ("1.03.01.15", "Program Pangan Desa", "program"),
        ("1.03.01.15.01", "Penyediaan benih", "kegiatan"),
        ("1.03.01.15.02", "Bantuan alat", "kegiatan"),
    ]
    assert levels(coded(codes, "Program / Kegiatan")) == [(level, name) for _, name, level in codes]


def test_a_code_may_stand_before_the_name() -> None:
    """In the name's own cell, with or without a sign behind it."""
    document = table(
        "Program / Kegiatan / Sub Kegiatan",
        "5.01.02 Program Pangan Desa",
        "5.01.02.2.03 - Penyediaan benih",
        "5.01.02.2.03.0001 : Survei lahan",
    )
    assert levels(document) == [
        ("program", "Program Pangan Desa"), ("kegiatan", "Penyediaan benih"), ("sub_kegiatan", "Survei lahan"),
    ]  # fmt: skip
    assert [record.text["kode"] for record in document.records] == ["5.01.02", "5.01.02.2.03", "5.01.02.2.03.0001"]


def test_a_code_broken_by_its_column_is_whole() -> None:
    """A code column holds no spaces."""
    rows = """
        | Kode | Program | Indikator | Target | TW I | TW II | TW III | TW IV |
        | 5.01.02.¶2.03.¶0001 | Nama A | Ukuran A | 4 | 1 | 2 | 3 | 4 |
        | 5.01.02¶.2.03¶.0002 | Nama B | Ukuran B | 4 | 1 | 2 | 3 | 4 |
    """
    found = read(page_of(drawn(rows, {0: 8}).cells())).records
    assert [record.text["kode"] for record in found] == ["5.01.02.2.03.0001", "5.01.02.2.03.0002"]


def test_weight_tells_a_programme_from_its_kegiatan() -> None:
    """In a column of both, the bold line is the programme's."""
    document = read_table("""
        | Program dan Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | *Program Pangan Desa* | | | | | | |
        | Penyediaan benih | Ukuran A | 4 | 1 | 2 | 3 | 4 |
        | Bantuan alat     | Ukuran B | 4 | 1 | 2 | 3 | 4 |
        | *Program Gizi*   | Ukuran C | 4 | 1 | 2 | 3 | 4 |
        | Pelatihan kader  | Ukuran D | 4 | 1 | 2 | 3 | 4 |
    """)
    assert [(r.level, r.text["program"], r.text.get("kegiatan")) for r in document.records] == [
        ("kegiatan", "Program Pangan Desa", "Penyediaan benih"),
        ("kegiatan", "Program Pangan Desa", "Bantuan alat"),
        ("program", "Program Gizi", None),
        ("kegiatan", "Program Gizi", "Pelatihan kader"),
    ]


@pytest.mark.parametrize("cell", ["*Program Pangan*¶Penyediaan benih", "*Program*¶*Pangan* Penyediaan¶benih"])
def test_two_names_in_one_cell(cell: str) -> None:
    """A bold programme followed by its kegiatan in the same cell, the switch between two lines or in mid-line."""
    drawing = f"""
        | Program dan Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | {cell} | Ukuran A | 4 | 1 | 2 | 3 | 4 |
        | Bantuan alat | Ukuran B | 4 | 1 | 2 | 3 | 4 |
    """
    document = read_table(drawing)
    assert [(r.level, r.text["program"], r.text["kegiatan"]) for r in document.records] == [
        ("kegiatan", "Program Pangan", "Penyediaan benih"), ("kegiatan", "Program Pangan", "Bantuan alat"),
    ]  # fmt: skip


def test_the_word_program_tells_a_programme() -> None:
    """Where all is of one weight, a name that begins with the word is a programme, the others are below it."""
    document = table(
        "Program dan Kegiatan", "Program Pangan Desa", "Penyediaan benih", "Program Gizi", "Pelatihan kader"
    )
    assert [level for level, _ in levels(document)] == ["program", "kegiatan", "program", "kegiatan"]


@pytest.mark.parametrize(
    "numbers",
    [
        ("1.", "1.1.", "1.1.1.", "1.1.1.1."),
        ("1", "1.1", "1.1.1", "1.1.1.1"),
        ("I.", "A.", "1.", "a."),
        ("A.", "1.", "a.", "1)"),
    ],
)
def test_outline_numbers_tell_levels(numbers: tuple[str, str, str, str]) -> None:
    """A style of numbers for each level that the column can hold."""
    names = ("Naiknya mutu", "Pangan desa", "Penyediaan benih", "Survei lahan")
    document = table(ALL, *(f"{number} {name}" for number, name in zip(numbers, names, strict=True)))
    assert levels(document) == list(zip(("sasaran", "program", "kegiatan", "sub_kegiatan"), names, strict=True))


def indented(cells: list[Cell], steps: dict[str, int]) -> list[Cell]:
    """The cells with some lines set in by so many letters."""
    found = []
    for cell in cells:
        by = steps.get(cell.text, 0) * CHAR
        lines = tuple(replace(line, x0=line.x0 + by, x1=line.x1 + by) for line in cell.lines)
        found.append(replace(cell, lines=lines))
    return found


def test_indents_tell_levels() -> None:
    """A step for each level that the column can hold."""
    drawing = """
        | Program / Kegiatan / Sub Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Pangan desa      | Ukuran A | 4 | 1 | 2 | 3 | 4 |
        | Penyediaan benih | Ukuran B | 4 | 1 | 2 | 3 | 4 |
        | Survei lahan     | Ukuran C | 4 | 1 | 2 | 3 | 4 |
        | Bantuan alat     | Ukuran D | 4 | 1 | 2 | 3 | 4 |
        | Gizi warga       | Ukuran E | 4 | 1 | 2 | 3 | 4 |
    """
    steps = {"Penyediaan benih": 2, "Survei lahan": 4, "Bantuan alat": 4}
    document = read(page_of(indented(drawn(drawing).cells(), steps)))
    assert [level for level, _ in levels(document)] == [
        "program", "kegiatan", "sub_kegiatan", "sub_kegiatan", "program",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["URUSAN PEMERINTAHAN BIDANG PANGAN", "Bidang Urusan Kesehatan", "UNSUR PENUNJANG"])
def test_a_line_of_an_urusan_gives_no_record(line: str) -> None:
    """Though it has a budget; the names below it are read as ever."""
    document = read_table(f"""
        | Kode | Urusan / Program / Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV | Anggaran |
        | 5    | {line} | | | | | | | 900 |
        | 5.01.02 | Program Pangan Desa | Ukuran A | 4 | 1 | 2 | 3 | 4 | 500 |
        | 5.01.02.2.03 | Penyediaan benih | Ukuran B | 4 | 1 | 2 | 3 | 4 | 400 |
    """)
    assert levels(document) == [("program", "Program Pangan Desa"), ("kegiatan", "Penyediaan benih")]


def test_a_line_of_an_urusan_needs_no_code() -> None:
    """Its words are enough."""
    document = read_table("""
        | Urusan / Program / Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV | Anggaran |
        | BIDANG URUSAN PANGAN | | | | | | | 900 |
        | Program: Pangan Desa | Ukuran A | 4 | 1 | 2 | 3 | 4 | 500 |
        | Kegiatan: Benih      | Ukuran B | 4 | 1 | 2 | 3 | 4 | 400 |
    """)
    assert levels(document) == [("program", "Pangan Desa"), ("kegiatan", "Benih")]
    assert "BIDANG URUSAN PANGAN" not in str([record.text for record in document.records])


def test_weight_tells_a_sasaran_from_its_kegiatan() -> None:
    """In a column of sasaran and kegiatan the bold line is the sasaran's."""
    document = read_table("""
        | Sasaran / Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | *Naiknya mutu*   | Ukuran A | 4 | 1 | 2 | 3 | 4 |
        | Penyediaan benih | Ukuran B | 4 | 1 | 2 | 3 | 4 |
        | Bantuan alat     | Ukuran C | 4 | 1 | 2 | 3 | 4 |
    """)
    assert [(r.level, r.text["sasaran"], r.text.get("kegiatan")) for r in document.records] == [
        ("sasaran", "Naiknya mutu", None),
        ("kegiatan", "Naiknya mutu", "Penyediaan benih"),
        ("kegiatan", "Naiknya mutu", "Bantuan alat"),
    ]


def test_an_office_that_heads_its_rows_gives_no_record() -> None:
    """A bold line with the office's name is context, and names the office where no title does."""
    document = read_table("""
        | Program dan Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV | Anggaran |
        | *DINAS PANGAN DAN PERTANIAN* | | | | | | | 900 |
        | *Program Pangan Desa* | Ukuran A | 4 | 1 | 2 | 3 | 4 | 500 |
        | Penyediaan benih | Ukuran B | 4 | 1 | 2 | 3 | 4 | 400 |
    """)
    assert levels(document) == [("program", "Program Pangan Desa"), ("kegiatan", "Penyediaan benih")]
    assert document.office == "Dinas Pangan dan Pertanian"


def test_a_line_over_the_whole_table_heads_a_section() -> None:
    """A wide line with a label or the level's word names what the rows below stand under; another is context."""
    document = read_table("""
        | No | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Bagian Pertama | < | < | < | < | < | < | < |
        | Program: Pangan Desa | < | < | < | < | < | < | < |
        | 1 | Penyediaan benih | Ukuran A | 4 | 1 | 2 | 3 | 4 |
        | Program Gizi Warga | < | < | < | < | < | < | < |
        | 1 | Pelatihan kader | Ukuran B | 4 | 1 | 2 | 3 | 4 |
    """)
    assert [(r.level, r.text["program"], r.text["kegiatan"]) for r in document.records] == [
        ("kegiatan", "Pangan Desa", "Penyediaan benih"), ("kegiatan", "Program Gizi Warga", "Pelatihan kader"),
    ]  # fmt: skip


def test_a_column_may_say_the_level() -> None:
    """Where a column says Program, Kegiatan, Sub Kegiatan beside each name."""
    document = read_table("""
        | Jenis | Uraian | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Program | Pangan desa | Ukuran A | 4 | 1 | 2 | 3 | 4 |
        | Kegiatan | Penyediaan benih | Ukuran B | 4 | 1 | 2 | 3 | 4 |
        | Sub Kegiatan | Survei lahan | Ukuran C | 4 | 1 | 2 | 3 | 4 |
    """)
    assert levels(document) == [
        ("program", "Pangan desa"), ("kegiatan", "Penyediaan benih"), ("sub_kegiatan", "Survei lahan"),
    ]  # fmt: skip


def test_a_level_that_nothing_tells_stays_open() -> None:
    """The name is kept, and a finding says that its level is not known."""
    document = table("Kegiatan / Sub Kegiatan", "Penyediaan benih", "Survei lahan")
    assert [record.level for record in document.records] == [None, None]
    assert [record.text["kegiatan"] for record in document.records] == ["Penyediaan benih", "Survei lahan"]
    assert [finding.code for finding in document.findings if finding.code == "unknown_level"] == ["unknown_level"] * 2


def test_the_official_list_settles_an_open_level(tmp_path: Path) -> None:
    """With the list of official names the same rows have their levels."""
    path = tmp_path / "names.csv"
    path.write_text(
        "kode,level,nama\n5.01.02,program,Program Pangan Desa\n5.01.02.2.01,kegiatan,Penyediaan benih\n"
        "5.01.02.2.01.0001,sub_kegiatan,Survei lahan\n",
        encoding="utf-8",
    )
    drawing = """
        | Kegiatan / Sub Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Penyediaan benih | Ukuran A | 4 | 1 | 2 | 3 | 4 |
        | Survei lahan | Ukuran B | 4 | 1 | 2 | 3 | 4 |
    """
    (document,) = normalize([page_of(drawn(drawing).cells())], nomenclature=Nomenclature.load(path))
    assert levels(document) == [("kegiatan", "Penyediaan benih"), ("sub_kegiatan", "Survei lahan")]
