"""What one column means, from the header texts over it."""

from __future__ import annotations

import pytest

from normalize.leaves import Dialect, classify, read_dialect
from normalize.vocabulary import default_vocabulary

WORDS = default_vocabulary()
PLAIN = read_dialect([], WORDS)


def role(*path: str, dialect: Dialect = PLAIN) -> str:
    """The role of a column under these header texts, from the top down."""
    return classify(path, WORDS, dialect).role


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("Target Kinerja", "TW I"), "tw1"),
        (("Target Kinerja Triwulan II",), "tw2"),
        (("TW III", "Target"), "tw3"),
        (("TW III", "Realisasi"), "realisasi_tw3"),
        (("TW III", "Target", "Rp"), "anggaran_tw3"),
        (("TW III", "Realisasi", "Rp"), "realisasi_anggaran_tw3"),
        (("Realisasi Anggaran", "Triwulan IV"), "realisasi_anggaran_tw4"),
        (("Target Keuangan", "Triwulan IV"), "anggaran_tw4"),
        (("Target Progres Capaian Kinerja", "TW I"), "tw1"),
        (("TW I", "Fisik"), "tw1"),
        (("TW I", "Keuangan (Rp)"), "anggaran_tw1"),
    ],
)
def test_a_quarters_measure_is_told_by_the_nearest_word(path: tuple[str, ...], expected: str) -> None:
    """Its own words decide, then those of the spans over it."""
    assert role(*path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("Target", "Tahunan"), "target"),
        (("Realisasi",), "extra"),
        (("Anggaran", "Realisasi"), "extra"),
        (("Kegiatan", "Indikator"), "indikator"),
        (("Kegiatan", "Kode"), "kode"),
        (("Kode Kegiatan",), "kode"),
        (("Target Kegiatan",), "target"),
        (("Keterangan",), "extra"),
        (("Jadwal", "TW I", "Jan"), "jadwal"),
        (("Jadwal Pencapaian Target", "TW I"), "tw1"),
        (("Target Kinerja", "Triwulan"), "quarters"),
        (("Perangkat Daerah",), "penanggung_jawab"),
        (("Uraian",), "name"),
        (("Urusan",), "name"),
        (("Sesuatu",), "extra"),
    ],
)
def test_a_column_without_a_quarter(path: tuple[str, ...], expected: str) -> None:
    """The lowest text that has a meaning gives the role."""
    assert role(*path) == expected


def test_what_no_word_explains_is_marked() -> None:
    """An unknown column is told from a known one that has no field."""
    assert not classify(["Sesuatu"], WORDS, PLAIN).known
    assert classify(["Keterangan"], WORDS, PLAIN).known


def test_a_name_column_says_which_levels_it_can_hold() -> None:
    """In the order of the levels; lines of an urusan are known to stand there."""
    assert classify(["Kegiatan / Program"], WORDS, PLAIN).levels == ("program", "kegiatan")
    assert classify(["Urusan/Program/Kegiatan"], WORDS, PLAIN).levels == ("urusan", "program", "kegiatan")


@pytest.mark.parametrize(
    ("last", "bare", "month_ends"),
    [
        (("I", "II", "III", "IV"), True, False),
        (("I", "II", "III", "Ket"), True, False),
        (("I", "Ket", "Ket", "Ket"), False, False),
        (("Maret", "Juni", "September", "Desember"), False, True),
    ],
)
def test_how_a_band_writes_its_quarters(last: tuple[str, ...], bare: bool, month_ends: bool) -> None:
    """Lone numerals and last months are quarters where enough of them stand together."""
    found = read_dialect([["Target", text] for text in last], WORDS)
    assert (found.bare, found.month_ends) == (bare, month_ends)


def test_months_among_other_months_are_no_quarters() -> None:
    """`Maret` beside `Februari` is a month."""
    months = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "September", "Desember")
    assert not read_dialect([["Bulan", month] for month in months], WORDS).month_ends


def test_arabic_numerals_need_the_word_over_them() -> None:
    """`1 2 3 4` are quarters below `Triwulan` and nowhere else."""
    assert read_dialect([["Triwulan", str(n)] for n in range(1, 5)], WORDS).bare
    assert not read_dialect([["Kolom", str(n)] for n in range(1, 5)], WORDS).bare
