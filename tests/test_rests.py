"""Rests of names in tables without rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.handcells import drawn, fields, page_of, read

HEADER = "| No | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV | Penanggung Jawab |"


def told(*rows: str, open_beside: bool = True) -> list[tuple[str | None, str | None, str | None]]:
    """The names, indicators and persons of a table's records, where no rule shows its sides."""
    sheet = drawn("\n".join((HEADER, *rows)), widths={1: 24, 8: 16})
    cells = [replace(cell, open_beside=open_beside) for cell in sheet.cells()]
    found = [fields(record) for record in read(page_of(cells)).records]
    return [(f.get("kegiatan"), f.get("indikator"), f.get("penanggung_jawab")) for f in found]


def row(number: str, name: str, indicator: str, person: str = "") -> str:
    """A row of the table."""
    return f"| {number} | {name} | {indicator} | 4 | 1 | 2 | 3 | 4 | {person} |"


OTHERS = [row(str(n), f"Penyusunan laporan ke {n}", f"Jumlah laporan {n}", "Seksi Data") for n in range(3, 8)]


@pytest.mark.parametrize(
    ("name", "rest"),
    [("Pelindungan Hak", "Kekayaan Intelektual"), ("Penetapan lokasi bagi", "pembangunan jalan")],
)
def test_the_rest_of_a_name_beside_the_next_row(name: str, rest: str) -> None:
    """A line without a number, where all names have one, or behind a word that ends none, goes on with the name."""
    rows = [row("1", name, "Jumlah izin", "Bidang Hukum dan"), row("", rest, "Jumlah hak", "Arsip"), *OTHERS]
    whole, person = f"{name} {rest}", "Bidang Hukum dan Arsip"
    assert told(*rows)[:2] == [(whole, "Jumlah izin", person), (whole, "Jumlah hak", person)]


def test_names_that_begin_are_none() -> None:
    """A name with a number of its own, one for which there was room above, and one between rules begin anew."""
    rows = [row("1", "Pelindungan Hak", "Jumlah izin"), row("2", "Kekayaan Intelektual", "Jumlah hak"), *OTHERS]
    assert [name for name, *_ in told(*rows)[:2]] == ["Pelindungan Hak", "Kekayaan Intelektual"]
    rows[1] = row("", "Arsip", "Jumlah arsip")
    assert [name for name, *_ in told(*rows)[:2]] == ["Pelindungan Hak", "Arsip"]
    rows[1] = row("", "Kekayaan Intelektual", "Jumlah hak")
    assert [name for name, *_ in told(*rows, open_beside=False)[:2]] == ["Pelindungan Hak", "Kekayaan Intelektual"]
