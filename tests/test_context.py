"""What stands around the table: title, office, year, signature, page numbers, notes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.cells import Cell
from normalize.context import loose_role, office_nearby, read_form, read_heading, title_case
from normalize.vocabulary import default_vocabulary
from tests.handcells import loose

WORDS = default_vocabulary()


def lines(*texts: str, step: float = 14.0) -> list[Cell]:
    """Lines of text under each other."""
    return [loose(text, top=40 + step * number) for number, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("texts", "office", "year"),
    [
        (["RENCANA AKSI DINAS SOSIAL TAHUN 2024"], "Dinas Sosial", 2024),
        (["RENCANA AKSI", "DINAS ARSIP DAN PERPUSTAKAAN", "TAHUN 2024"], "Dinas Arsip dan Perpustakaan", 2024),
        (["RENCANA AKSI KINERJA TAHUN 2019", "DINAS PEKERJAAN UMUM"], "Dinas Pekerjaan Umum", 2019),
        (["Rencana Aksi Kecamatan Suka Maju Tahun 2021"], "Kecamatan Suka Maju", 2021),
        (["RENCANA AKSI PERUBAHAN", "TA. 2023"], None, 2023),
        (["R E N C A N A  A K S I", "T A H U N  2 0 2 4"], None, 2024),
        (["PERJANJIAN KINERJA TAHUN 2022 DAN RENCANA AKSI TAHUN 2023"], None, 2023),
        (["RENCANA AKSI PUSKESMAS BERINGIN"], "Puskesmas Beringin", None),
    ],
)
def test_a_title_names_office_and_year(texts: list[str], office: str | None, year: int | None) -> None:
    """In one line or several; of several years the last."""
    heading, used = read_heading(lines(*texts), WORDS)
    assert heading is not None
    assert (heading.office, heading.year) == (office, year)
    assert [cell.text for cell in used] == texts
    assert heading.title == " ".join(" ".join(texts).split())


def test_a_title_ends_where_the_text_changes() -> None:
    """A section's heading, a sentence and a line far below are no part of it."""
    title = ["RENCANA AKSI DINAS SOSIAL", "TAHUN 2024"]
    for below in (
        "A. SASARAN STRATEGIS",
        "berikut ini adalah targetnya",
        "Dalam rencana aksi ini dimuat target dinas.",
    ):
        assert [cell.text for cell in read_heading(lines(*title, below), WORDS)[1]] == title
    far = [*lines(*title), loose("KABUPATEN DAMAI", top=300)]
    assert [cell.text for cell in read_heading(far, WORDS)[1]] == title


def test_lines_that_name_no_document_are_no_title() -> None:
    """Whatever else stands over a table."""
    assert read_heading(lines("LAMPIRAN KEPUTUSAN BUPATI", "DAFTAR HADIR"), WORDS) == (None, [])


@pytest.mark.parametrize(
    ("texts", "office", "year"),
    [
        (["Perangkat Daerah : Dinas Pangan", "Tahun Anggaran : 2024"], "Dinas Pangan", 2024),
        (["OPD: BADAN KEUANGAN DAERAH", "Tahun : 2023"], "Badan Keuangan Daerah", 2023),
        (["SKPD", ": Dinas Pangan", "Tahun", ": 2022"], "Dinas Pangan", 2022),
        (["Nama OPD : Budi Santoso"], None, None),
        (["Dinas Pangan", "2024"], None, None),
    ],
)
def test_a_form_over_the_table_names_office_and_year(texts: list[str], office: str | None, year: int | None) -> None:
    """Label and value in one line or in two; what is no office is none."""
    assert read_form(lines(*texts), WORDS) == (office, year)


def test_an_office_nearby_is_the_first_line_that_is_one() -> None:
    """Not a line in which an office is only mentioned; the head's title may stand before it."""
    assert office_nearby(lines("surat kepada Dinas Sosial", "KEPALA DINAS PANGAN"), WORDS) == "Dinas Pangan"
    assert office_nearby(lines("Mengetahui", "Budi"), WORDS) is None


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("BADAN PERENCANAAN DAN PEMBANGUNAN DAERAH", "Badan Perencanaan dan Pembangunan Daerah"),
        ("Dinas PUPR", "Dinas PUPR"),
        ("DINAS KELUARGA BERENCANA/KESEHATAN", "Dinas Keluarga Berencana/Kesehatan"),
    ],
)
def test_capitals_are_written_as_a_sentence_would(name: str, written: str) -> None:
    """A name in capitals only; any other stays as it is."""
    assert title_case(name) == written


@pytest.mark.parametrize(
    ("text", "top", "below", "role"),
    [
        ("3", 810, False, "page_number"),
        ("- 3 -", 820, True, "page_number"),
        ("Halaman 3 dari 12", 30, False, "page_number"),
        ("Hal. 3", 30, False, "page_number"),
        ("3", 400, True, "loose"),
        ("Kepala Dinas Pangan", 500, True, "signature"),
        ("NIP. 19700101 199503 1 001", 500, True, "signature"),
        ("Sukamaju, 4 Januari 2024", 500, True, "signature"),
        ("Sukamaju,   Januari 2024", 500, True, "signature"),
        ("Kepala Dinas Pangan", 60, False, "running_head"),
        ("Dokumen ini dicetak dari sistem", 815, False, "footer"),
        ("Catatan: angka sementara", 500, True, "loose"),
    ],
)
def test_a_line_outside_the_tables_has_a_role(text: str, top: float, below: bool, role: str) -> None:
    """Told by its words and its place on the page."""
    cell = loose(text, top=top - 20 if role == "running_head" else top)
    assert loose_role(cell, 842.0, below) == role


def test_hidden_text_is_no_text_of_the_page() -> None:
    """What a reader of the page cannot see is told apart from all else."""
    cell = loose("Kepala Dinas", top=500)
    hidden = replace(cell, lines=(replace(cell.lines[0], confidence=0.0),))
    assert loose_role(hidden, 842.0, True) == "hidden"
