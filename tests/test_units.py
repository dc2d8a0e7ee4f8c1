"""Units of measure in their normal form."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.units import Unit, unit, unit_behind, units


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("%", "Persen"),
        ("persen", "Persen"),
        ("Prosen", "Persen"),
        ("PERSEN", "Persen"),
        ("Persen (%)", "Persen"),
        ("( % )", "Persen"),
        ("Dok", "Dokumen"),
        ("Dok.", "Dokumen"),
        ("Lap", "Laporan"),
        ("bln", "Bulan"),
        ("org", "Orang"),
        ("org / bln", "Orang/Bulan"),
        ("orang per bulan", "Orang/Bulan"),
        ("OB", "Orang/Bulan"),
        ("Exp/Bulan", "Eksemplar/Bulan"),
        ("Kab./Kota", "Kabupaten/Kota"),
        ("UNIT  USAHA", "Unit Usaha"),
        ("m²", "Meter Persegi"),
        ("Rp.", "Rupiah"),
        ("ijin", "Izin"),
        ("kg/kap/tahun", "Kilogram/Kapita/Tahun"),
    ],
)
def test_spellings_of_offices_have_one_form(text: str, name: str) -> None:
    """Abbreviations, case, dots and spaces lead to one normal form, compounds part by part."""
    found = unit(text)
    assert found is not None and found.name == name


def test_unlisted_units_are_tidied_and_said_to_be_unlisted() -> None:
    """A unit that is not in the list keeps its words, with capitals, and has no kind."""
    assert unit("alat peraga") == Unit("Alat Peraga", None)
    assert unit("PERALATAN  BENGKEL.") == Unit("Peralatan Bengkel", None)
    assert unit("KUBE") == Unit("KUBE", None)
    assert unit("sarana dan prasarana") == Unit("Sarana dan Prasarana", None)


@pytest.mark.parametrize("text", [None, "", "-", "–", "12", "(1)", "x" * 100])
def test_no_unit_comes_from_what_names_none(text: str | None) -> None:
    """A blank, a dash, a figure and a text too long for a unit give none."""
    assert unit(text) is None


def test_a_rate_of_whole_things_is_no_count() -> None:
    """`Orang` counts, `Kasus/Tahun` is a rate that may have decimals, `Orang/Dokumen` counts again."""
    kinds = [found.kind for text in ("Orang", "Kasus/Tahun", "Orang/Dokumen") if (found := unit(text))]
    assert kinds == ["count", None, "count"]


def test_words_behind_a_figure_give_the_unit_they_begin_with() -> None:
    """A short text is the unit; a long one gives the listed unit at its beginning, or none."""
    assert unit_behind("dokumen laporan") == Unit("Dokumen Laporan", None)
    assert unit_behind("dokumen hasil evaluasi kinerja perangkat daerah") == Unit("Dokumen", "count")
    assert unit_behind("hal yang harus selalu dijaga oleh semua") is None


def test_no_spelling_belongs_to_two_units() -> None:
    """Each spelling of the table leads to the unit under which it is listed."""
    tables = tomllib.loads(resources.files("normalize").joinpath("units.toml").read_text(encoding="utf-8"))
    listed = [(word, name, kind) for kind, t in tables.items() for name, words in t.items() for word in (name, *words)]
    assert listed
    for word, name, kind in listed:
        assert unit(word) == Unit(name, kind)


@given(st.sampled_from(sorted({found.name for found in units().values()})), st.booleans(), st.text(" .", max_size=3))
def test_the_normal_form_is_its_own_normal_form(name: str, loud: bool, around: str) -> None:
    """A normal form, in any case and with dots and spaces around it, is read as itself."""
    found = unit(around + (name.upper() if loud else name.lower()) + around)
    assert found is not None and found.name == name
