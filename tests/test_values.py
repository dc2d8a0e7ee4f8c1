"""Printed texts to figures: nothing invented, nothing lost that is beyond doubt."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.notation import Row, decide
from normalize.units import Unit
from normalize.values import Kind, Reading, parse


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0", 0.0, None),
        ("00", 0.0, None),
        ("05", 5.0, None),
        ("3,5", 3.5, None),
        ("81.30", 81.3, None),
        ("0.14", 0.14, None),
        ("0,125", 0.125, None),
        ("100,00", 100.0, None),
        ("1.036.350.000,00", 1036350000.0, None),
        ("452,750,000.00", 452750000.0, None),
        ("829,279,000", 829279000.0, None),
        ("-2,5", -2.5, None),
        ("\u22122,5 %", -2.5, "%"),
        ("100%", 100.0, "%"),
        ("55,56 %", 55.56, "%"),
        ("２５％", 25.0, "%"),
        ("50 (CC)", 50.0, None),
        ("65,5 (B)", 65.5, None),
        ("65,5 B", 65.5, None),
        ("BB (72,5)", 72.5, None),
        ("1 (satu) Dokumen", 1.0, "Dokumen"),
        ("12 (dua belas) bulan", 12.0, "bulan"),
        ("95 % (tahun 2017)", 95.0, "%"),
        ("95 persen pada tahun 2017", 95.0, "persen"),
        ("2,4 Ha", 2.4, "Ha"),
        ("53 m2", 53.0, "m2"),
        ("4 dokumen K3", 4.0, "dokumen K3"),
        ("12 orang/bulan", 12.0, "orang/bulan"),
        ("1 x", 1.0, "x"),
        ("21 KUB;", 21.0, "KUB"),
        ("sebanyak 300 Perusahaan/ Lembaga", 300.0, "Perusahaan/ Lembaga"),
        ("Rp 1.000.000,00", 1e6, None),
        ("Rp. 1.000.000,-", 1e6, None),
        ("Rp1.500.000", 1.5e6, None),
        ("2,5 juta orang", 2.5e6, "orang"),
        ("1 000", 1000.0, None),
        ("12\u00a0500", 12500.0, None),
        ("1 036 050", 1036050.0, None),
    ],
)
def test_one_figure_is_read_with_its_unit(text: str, value: float, unit: str | None) -> None:
    """A figure in any notation that cannot be read otherwise is read, and what stands behind it is its unit."""
    reading = parse(text)
    assert (reading.kind, reading.value, reading.unit) == (Kind.FIGURE, value, unit)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.BLANK),
        (" \u00a0 ", Kind.BLANK),
        ("-", Kind.DASH),
        ("–", Kind.DASH),
        ("- -", Kind.DASH),
        ("Rp -", Kind.DASH),
        ("WTP", Kind.GRADE),
        ("Opini WTP", Kind.GRADE),
        ("A", Kind.GRADE),
        ("B+", Kind.GRADE),
        ("III", Kind.GRADE),
        ("Sangat Baik", Kind.GRADE),
        ("2 - 4", Kind.RANGE),
        ("90%-100%", Kind.RANGE),
        ("2 s/d 4 orang", Kind.RANGE),
        ("1:8", Kind.RATIO),
        ("1/2", Kind.RATIO),
        ("≥ 90", Kind.BOUND),
        ("< 5", Kind.BOUND),
        ("minimal 5", Kind.BOUND),
        ("80 ke atas", Kind.BOUND),
        ("31 Maret", Kind.DATE),
        ("31 Maret 2022", Kind.DATE),
        ("31/12/2022", Kind.DATE),
        ("tahun 2017", Kind.DATE),
        ("08.00 WIB", Kind.DATE),
        ("12 Angkatan/240 Orang", Kind.SEVERAL),
        ("1 dan 33", Kind.SEVERAL),
        ("2 x 12 bulan", Kind.SEVERAL),
        ("- 20 LPK - 20 orang (1 akt)", Kind.SEVERAL),
        ("12 345", Kind.SEVERAL),
        ("tdk dpt diprediksi", Kind.TEXT),
        ("NaN", Kind.TEXT),
        ("inf", Kind.TEXT),
        ("-Infinity", Kind.TEXT),
        ("lima", Kind.TEXT),
        ("ke-2", Kind.TEXT),
        ("1e5", Kind.UNCLEAR),
        ("(5)", Kind.UNCLEAR),
        ("-20 orang", Kind.UNCLEAR),
        ("- 20", Kind.UNCLEAR),
        ("0701", Kind.UNCLEAR),
        ("½", Kind.UNCLEAR),
        ("٣", Kind.UNCLEAR),
        ("1.036.350.00", Kind.UNCLEAR),
        ("12.34.567", Kind.UNCLEAR),
        ("1 (dua) orang", Kind.UNCLEAR),
        ("9" * 40, Kind.UNCLEAR),
        ("9007199254740993", Kind.UNCLEAR),
        ("1 dokumen " * 30, Kind.TEXT),
    ],
)
def test_what_is_no_single_figure_gives_none(text: str, kind: Kind) -> None:
    """Grades, ranges, ratios, limits, dates, lists, codes and words give no value, and say what they are."""
    reading = parse(text)
    assert reading.kind is kind
    assert reading.value is None
    assert bool(reading.reason) == (kind not in (Kind.BLANK, Kind.DASH))


@pytest.mark.parametrize("text", ["1.234", "3,000", "175.439 orang", "3,000 poin (tahun 2017)"])
def test_three_digits_behind_one_sign_are_left_open(text: str) -> None:
    """A single sign before exactly three digits gives both readings and no value."""
    reading = parse(text)
    assert reading.kind is Kind.AMBIGUOUS and reading.value is None
    assert reading.as_decimal is not None and reading.as_thousands == reading.as_decimal * 1000


def test_money_takes_three_digits_for_thousands() -> None:
    """In a column of money `452.750` is 452750, but `Rp 452,750 juta` stays open, and odd groups are no sum."""
    assert parse("452.750", money=True).value == 452750
    assert parse("829,279", money=True).value == 829279
    assert parse("1.036.350. 000,00", money=True).value == 1036350000
    assert parse("452 750 000", money=True).value == 452750000
    assert parse("Rp 452,750 juta", money=True).kind is Kind.AMBIGUOUS
    assert parse("1234.567", money=True).kind is Kind.UNCLEAR
    assert parse("1.000,750", money=True).kind is Kind.UNCLEAR


def test_words_behind_a_figure_decide_it() -> None:
    """`1.000 (seribu)` is a thousand, whatever the document's notation."""
    assert parse("1.000 (seribu) orang").value == 1000
    assert parse("1,000 (satu) unit").value == 1
    assert parse("5 juta (lima juta) rupiah").value == 5e6


def _notations(whole: int, decimals: str) -> list[str]:
    """The ways to print a figure that leave no doubt about it."""
    plain, dotted, commas = str(whole), f"{whole:,}".replace(",", "."), f"{whole:,}"
    if decimals:
        single = [f"{plain},{decimals}", f"{plain}.{decimals}"] if len(decimals) != 3 or whole == 0 else []
        both = [f"{dotted},{decimals}", f"{commas}.{decimals}"] if whole >= 1000 else []
        return single + both
    grouped = [dotted, commas] if whole >= 1_000_000 else []
    spaced = [f"{whole:,}".replace(",", "\u00a0")] if whole >= 1000 else []
    return [plain, *grouped, *spaced]


@given(st.integers(0, 10**11), st.text("0123456789", max_size=4), st.sampled_from(["", "%", " %", " Dokumen", " (CC)"]))
def test_every_plain_notation_reads_back(whole: int, decimals: str, behind: str) -> None:
    """What a figure is printed as, in any notation without doubt and with any unit behind it, reads as that figure."""
    value = float(f"{whole}.{decimals or '0'}")
    for printed in _notations(whole, decimals):
        assert parse(printed + behind).value == value
        if not (decimals and len(decimals) > 2):
            assert parse(f"Rp {printed}", money=True).value == value


@given(st.integers(1000, 999_999), st.sampled_from(".,"))
def test_what_can_be_read_two_ways_keeps_the_true_reading(value: int, sign: str) -> None:
    """Thousands with a single sign, and three decimals, stay open with both readings, never with a wrong value."""
    printed = f"{value:,}".replace(",", sign)
    reading = parse(printed)
    assert reading.value is None
    assert (reading.as_decimal, reading.as_thousands) == (value / 1000, float(value))


@given(st.text(max_size=60) | st.text("0123456789.,-%() /:rRpPIVXABsd\u00a0", max_size=30), st.booleans())
def test_any_text_gives_a_finite_figure_or_none(text: str, money: bool) -> None:
    """No text breaks the reader; a value comes with the kind `figure` and with no other, and is finite."""
    reading = parse(text, money=money)
    assert reading.text == text
    assert (reading.value is not None) == (reading.kind is Kind.FIGURE)
    assert reading.value is None or math.isfinite(reading.value)
    assert (reading.kind is Kind.AMBIGUOUS) == (reading.value is None and reading.as_thousands is not None)


def _decided(*rows: dict[str, str], unit: Unit | None = None, money: str | None = None) -> list[dict[str, Reading]]:
    sums = {"anggaran": parse(money, money=True)} if money else {}
    return decide([Row({name: parse(text) for name, text in row.items()}, sums, unit) for row in rows])


def _values(row: dict[str, Reading]) -> list[float | None]:
    return [reading.value for reading in row.values()]


@pytest.mark.parametrize(
    ("other", "value"), [("72,5", 1234.0), ("72.5", 1.234), ("1.500.000", 1234.0), ("1,500,000", 1.234), ("72", None)]
)
def test_the_documents_notation_decides(other: str, value: float | None) -> None:
    """`1.234` is what the other figures of the document make it, and stays open where they show nothing."""
    assert _values(_decided({"target": "1.234"}, {"target": other})[0]) == [value]


def test_a_document_of_two_minds_decides_nothing() -> None:
    """Where both signs are used for decimals, `1.234` stays open."""
    assert _values(_decided({"target": "1.234"}, {"target": "3.5", "tw1": "3,5"})[0]) == [None]


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.234", "300", "300", "300", "334"], [1234, 300, 300, 300, 334]),
        (["3,000", "3", "3", "3", "3"], [3, 3, 3, 3, 3]),
        (["1.000", "250", "500", "750", "1.000"], [1000, 250, 500, 750, 1000]),
        (["100", "25,000", "50,000", "75,000", "100,000"], [100, 25, 50, 75, 100]),
        (["18.473", "958", "4.828", "12.278", "409"], [18473, 958, 4828, 12278, 409]),
        (["1.234", "1.234", "1.234", "1.234", "1.234"], [None] * 5),
        (["1.234", "0", "0", "0", "1.234"], [None, 0, 0, 0, None]),
    ],
)
def test_arithmetic_decides_where_one_reading_alone_fits(texts: list[str], values: list[float | None]) -> None:
    """Target and quarters that fit under one reading settle it; where both readings fit nothing is settled."""
    fields = ("target", "tw1", "tw2", "tw3", "tw4")
    assert _values(_decided(dict(zip(fields, texts, strict=True)))[0]) == values


def test_arithmetic_goes_before_notation_and_feeds_it() -> None:
    """A record that proves its thousands keeps them against the rest, and proves them for the rest."""
    proven = {"target": "1.234", "tw1": "300", "tw2": "300", "tw3": "300", "tw4": "334"}
    assert _values(_decided(proven, {"target": "72.5"})[0])[0] == 1234
    assert _values(_decided(proven, {"target": "7.500"})[1]) == [7500]


def test_quarters_that_rise_decide_without_a_target() -> None:
    """`250 500 750 1,000` rises under one reading alone."""
    row = _decided({"tw1": "250", "tw2": "500", "tw3": "750", "tw4": "1,000"})[0]
    assert _values(row) == [250, 500, 750, 1000]


def test_a_sum_does_not_fit_by_rounding() -> None:
    """A wrong figure is not taken for a fraction because a rounded sum of fractions would fit."""
    texts = {"target": "147.769", "tw1": "24.996", "tw2": "42.130", "tw3": "55.885", "tw4": "24.756"}
    assert _values(_decided(texts)[0]) == [None] * 5


def test_the_unit_decides_what_comes_whole() -> None:
    """There is no fraction of a person, even in a document that writes decimals with a point; three zeros stay open."""
    point = {"tw1": "0.14"}
    assert _values(_decided({"target": "365.250 Orang"}, point)[0]) == [365250]
    assert _values(_decided({"target": "2.000 orang"}, point)[0]) == [None]
    assert _values(_decided({"target": "2.000 orang"}, {"tw1": "0,14"})[0]) == [2000]
    assert _values(_decided({"target": "87.500 %"})[0]) == [87.5]
    assert _values(_decided({"target": "1.234"}, unit=Unit("Dokumen", "count"))[0]) == [1234]
    assert _values(_decided({"target": "1.234"}, unit=Unit("Indeks", "score"))[0]) == [None]


def test_money_is_the_last_witness() -> None:
    """The columns of money decide only where no performance figure shows a notation, and only for their own sign."""
    assert _values(_decided({"target": "1.234"}, money="452.750.000,00")[0]) == [1234]
    assert _values(_decided({"target": "3,000"}, money="452.750.000,00")[0]) == [3]
    assert _values(_decided({"target": "1.234"}, money="829,279,000")[0]) == [None]
    assert _values(_decided({"target": "1.234", "tw1": "3.5"}, money="452.750.000,00")[0]) == [1.234, 3.5]


@given(st.lists(st.integers(1000, 999_999), min_size=1, max_size=6), st.sampled_from([(".", ","), (",", ".")]))
def test_one_figure_of_clear_notation_settles_a_document(values: list[int], signs: tuple[str, str]) -> None:
    """In a document that shows its decimal sign once, all thousands are read as such."""
    thousands, decimal = signs
    rows = [{"target": f"{value:,}".replace(",", thousands)} for value in values]
    read = _decided(*rows, {"target": f"72{decimal}5"})
    assert [_values(row)[0] for row in read] == [float(value) for value in values] + [72.5]
