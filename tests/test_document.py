"""Pages of cells → documents: which tables are read, what surrounds them, one file of several documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extract.cells import Cell, Finding, PageCells
from extract.readers.plain import read_plain
from normalize import Nomenclature, NormalizedDocument, normalize
from tests.handcells import assert_accounted, drawn, loose, page_of, read, visible

TABLE = """
    | Sasaran | Indikator | Target | TW I | TW II | TW III | TW IV |
    | Nama A  | Ukuran A  | 40     | 11   | 12    | 13     | 14    |
"""
OTHER = """
    | No | Nama | Jabatan | Pangkat |
    | 1  | Budi | Camat   | Pembina |
"""


def table(drawing: str = TABLE, number: int = 1, top: float = 100.0) -> list[Cell]:
    """The cells of a drawn table, as the page's table of that number."""
    return drawn(drawing).cells(table=number, top=top)


def roles(document: NormalizedDocument) -> dict[str, str]:
    """The role of each cell by its text."""
    return {cell.text: role for cell, (role, _) in zip(document.cells, document.roles, strict=True)}


def test_a_document_knows_its_title_office_and_year() -> None:
    """From the lines over the table; the folder's year only where the title has none."""
    page = page_of(loose("RENCANA AKSI DINAS SOSIAL", top=40), loose("TAHUN 2024", top=54), table())
    document = read(page, year=2024)
    assert (document.title, document.office, document.year) == (
        "RENCANA AKSI DINAS SOSIAL TAHUN 2024", "Dinas Sosial", 2024,
    )  # fmt: skip
    assert not any(finding.code == "year_differs" for finding in document.findings)
    untitled = read(page_of(table()), year=2022)
    assert (untitled.title, untitled.office, untitled.year) == (None, None, 2022)


def test_a_folder_of_another_year_is_told() -> None:
    """The title's year is taken, and a finding says that the folder has another."""
    document = read(page_of(loose("RENCANA AKSI DINAS SOSIAL TAHUN 2024", top=40), table()), year=2023)
    assert document.year == 2024
    assert [finding.code for finding in document.findings if finding.code == "year_differs"] == ["year_differs"]


def test_a_form_and_a_signature_name_the_office_where_the_title_does_not() -> None:
    """The form over the table first, then a line that is an office's name; never a person in charge."""
    title = loose("RENCANA AKSI TAHUN 2024", top=40)
    form = loose("Perangkat Daerah : Dinas Pangan", top=80)
    signature = loose("KEPALA DINAS ARSIP", top=400)
    assert read(page_of(title, form, table(), signature)).office == "Dinas Pangan"
    assert read(page_of(title, table(), signature)).office == "Dinas Arsip"
    person = TABLE.replace("TW IV |", "TW IV | Penanggung Jawab |").replace("14    |", "14 | Bagian Umum Setda |")
    assert read(page_of(title, table(person))).office is None


def test_everything_around_the_table_has_a_role() -> None:
    """Title, header, rows, signature, page number, running head, notes."""
    document = read(
        page_of(
            loose("Lampiran Keputusan", top=10),
            loose("RENCANA AKSI DINAS SOSIAL", top=70),
            table(),
            loose("Catatan kaki", top=300),
            loose("Kepala Dinas Sosial", top=330),
            loose("NIP. 19700101 199503 1 001", top=400),
            loose("Halaman 1", top=820),
        )
    )
    found = roles(document)
    assert found["Lampiran Keputusan"] == "running_head"
    assert found["RENCANA AKSI DINAS SOSIAL"] == "title"
    assert found["Sasaran"] == found["TW IV"] == "header"
    assert found["Nama A"] == found["14"] == "body"
    assert found["Catatan kaki"] == "loose"
    assert found["Kepala Dinas Sosial"] == found["NIP. 19700101 199503 1 001"] == "signature"
    assert found["Halaman 1"] == "page_number"


@pytest.mark.parametrize("first", [True, False])
def test_other_tables_on_the_page_are_left_alone(first: bool) -> None:
    """A table of people above or below ours gives no record and is named as another."""
    if first:
        page = page_of(table(OTHER, 1), table(TABLE, 2, top=300))
    else:
        page = page_of(table(TABLE, 1), table(OTHER, 2, top=300))
    document = read(page)
    assert [record.text["indikator"] for record in document.records] == ["Ukuran A"]
    assert roles(document)["Budi"] == "other_table"


def test_a_table_between_two_pages_of_ours_ends_it() -> None:
    """Rows without a header behind a table of another kind (a Perjanjian Kinerja) are not taken for ours."""
    rest = "| Nama B | Ukuran B | 40 | 11 | 12 | 13 | 14 |"
    agreement = "| No | Sasaran | Indikator | Target |\n| 1 | Nama C | Ukuran C | 40 |"
    pages = page_of(table()), page_of(table(agreement), number=2), page_of(table(rest), number=3)
    document = read(*pages)
    assert [record.text["indikator"] for record in document.records] == ["Ukuran A"]


def test_sections_with_a_table_each() -> None:
    """A level a table, several tables a page: names do not run from one table into the next."""
    program = TABLE.replace("Sasaran", "Program").replace("Nama A", "Nama P").replace("Ukuran A", "Ukuran P")
    document = read(
        page_of(
            loose("RENCANA AKSI DINAS SOSIAL TAHUN 2022", top=40),
            loose("A. SASARAN", top=85),
            table(),
            loose("B. PROGRAM", top=285),
            table(program, 2, top=300),
        )
    )
    assert [(r.level, r.text.get("sasaran"), r.text.get("program")) for r in document.records] == [
        ("sasaran", "Nama A", None), ("program", None, "Nama P"),
    ]  # fmt: skip
    assert document.title == "RENCANA AKSI DINAS SOSIAL TAHUN 2022"


def offices(*pages: PageCells) -> list[tuple[str | None, int, list[str]]]:
    """Office, number of pages and indicators of each document in a file."""
    documents = normalize(pages)
    assert_accounted(pages, documents)
    assert [document.part for document in documents] == list(range(1, len(documents) + 1))
    return [(d.office, d.pages, [record.text["indikator"] for record in d.records]) for d in documents]


def titled(office: str, number: int, top: float = 40.0) -> list[Cell]:
    """A title and a table below it."""
    return [
        loose(f"RENCANA AKSI {office} TAHUN 2024", top=top),
        *table(TABLE.replace("Ukuran A", f"Ukuran {office[-1]}"), number, top=top + 30),
    ]


def test_two_offices_in_one_file_are_two_documents() -> None:
    """A title with another office begins a document, on a page of its own or in mid-page."""
    assert offices(page_of(titled("DINAS A", 1)), page_of(titled("DINAS BB", 1), number=2)) == [
        ("Dinas A", 1, ["Ukuran A"]), ("Dinas Bb", 1, ["Ukuran B"]),
    ]  # fmt: skip
    assert offices(page_of(titled("DINAS A", 1), titled("DINAS BB", 2, top=300))) == [
        ("Dinas A", 1, ["Ukuran A"]), ("Dinas Bb", 1, ["Ukuran B"]),
    ]  # fmt: skip


def test_a_title_repeated_on_each_page_is_one_document() -> None:
    """The same office again is no other document."""
    assert offices(page_of(titled("DINAS A", 1)), page_of(titled("DINAS A", 1), number=2)) == [
        ("Dinas A", 2, ["Ukuran A", "Ukuran A"])
    ]


def test_a_document_that_is_no_rencana_aksi_is_empty() -> None:
    """Prose and other tables: no record, nothing lost, no finding."""
    document = read(page_of(loose("Pasal 1"), table(OTHER), loose("Pasal 2", top=400)), page_of(number=2))
    assert document.records == []
    assert document.findings == []
    assert document.pages == 2
    assert document.characters_in_context == document.characters > 0


def test_a_file_without_text_is_empty() -> None:
    """Blank pages give an empty document."""
    document = read(page_of(), page_of(number=2))
    assert (document.records, document.characters, document.pages) == ([], 0, 2)


def test_what_the_reader_doubted_comes_along() -> None:
    """Findings of a page are the document's."""
    page = page_of(table())
    page.findings.append(Finding("too_many_rules", "warning", "Look at it.", 1))
    assert "too_many_rules" in [finding.code for finding in read(page).findings]


def test_hidden_text_is_told_and_kept_out() -> None:
    """Text that the page does not show is accounted for, and is in no record."""
    line = loose("jangan dibaca", top=300)
    hidden = replace(line, lines=(replace(line.lines[0], confidence=0.0),))
    document = read(page_of(table(), hidden))
    assert roles(document)["jangan dibaca"] == "hidden"
    assert [finding.code for finding in document.findings if finding.code == "hidden_text"] == ["hidden_text"]


@pytest.mark.parametrize(
    ("media", "expected"), [(["text"], "text"), (["scan", "scan"], "scan"), (["text", "scan"], "mixed")]
)
def test_a_document_says_how_it_was_read(media: list[str], expected: str) -> None:
    """Text, scan, or some of both."""
    pages = [replace(page_of(table(), number=number), medium=medium) for number, medium in enumerate(media, 1)]
    assert read(*pages).media == expected


def test_a_title_in_the_header_is_the_title() -> None:
    """Where none stands over the table, a header cell that names the kind of document."""
    titled = TABLE.replace("| Target |", "| RENCANA AKSI TAHUN 2024 |")
    document = read(page_of(table(titled)))
    assert (document.title, document.year) == ("RENCANA AKSI TAHUN 2024", 2024)


def test_official_codes_are_set_where_a_list_is_given(tmp_path: Path) -> None:
    """The printed names stay; code, score and what differs stand beside them, from tables and from dumps."""
    path = tmp_path / "names.csv"
    path.write_text("kode,level,nama\n5.01.02,program,Program Pangan Desa\n", encoding="utf-8")
    program = TABLE.replace("Sasaran", "Program").replace("Nama A ", "PROGRAM PANGAN DESA ")
    (document,) = normalize([page_of(table(program))], nomenclature=Nomenclature.load(path))
    (record,) = document.records
    assert (record.nomenklatur_kode, record.nomenklatur_score) == ("5.01.02", 100.0)
    assert record.text["program"] == "PROGRAM PANGAN DESA"


def test_figures_and_patterns_are_set() -> None:
    """The figures beyond doubt stand beside the printed texts."""
    (record,) = read(page_of(table(TABLE.replace("40 ", "14 ")))).records
    assert record.value == {"target": 14.0, "tw1": 11.0, "tw2": 12.0, "tw3": 13.0, "tw4": 14.0}
    assert record.text["target"] == "14"
    assert record.pattern == "cumulative"


def test_a_dump_is_read_without_tables() -> None:
    """Pages of plain text go another way to the same records, with the same account."""
    text = """RENCANA AKSI KECAMATAN SUKA MAJU TAHUN 2022

Program Pelayanan Publik

Jumlah layanan yang dibuka

Layanan

8

TW I
TW II
TW III
TW IV

2
4
6
8
"""
    pages = list(read_plain(text))
    (document,) = normalize(pages, year=2022)
    assert document.media == "plain"
    assert document.year == 2022
    assert document.characters == visible(cell for page in pages for cell in page.cells)
    sums = document.characters_in_records + document.characters_in_context + document.characters_unplaced
    assert sums == document.characters


def test_the_same_pages_give_the_same_records() -> None:
    """Reading leaves no trace: a second reading of the same pages gives the same."""
    pages = [page_of(titled("DINAS A", 1)), page_of(titled("DINAS BB", 1), number=2)]
    first, second = normalize(pages), normalize(pages)
    assert [document.records for document in first] == [document.records for document in second]
    assert [document.roles for document in first] == [document.roles for document in second]
