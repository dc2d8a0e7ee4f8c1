"""What the records of a document are told about themselves: figures, units, patterns and doubts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.cells import Finding
from normalize.checks import evaluate, year_differs
from normalize.findings import SEVERITY
from normalize.patterns import PATTERNS
from normalize.records import IndicatorRecord

QUARTERS = ("tw1", "tw2", "tw3", "tw4")


def record(
    order: int = 1, plan: Sequence[str | None] = (), level: str = "sub_kegiatan", **text: str | None
) -> IndicatorRecord:
    """A record with the target and quarters of `plan`, and a unit and indicator of its own unless told otherwise."""
    fields: dict[str, str | None] = {
        "program": "Program A",
        "kegiatan": "Kegiatan A",
        "indikator": f"Jumlah hal {order}",
        "satuan": "Dokumen",
        **dict(zip(("target", *QUARTERS), plan, strict=False)),
        **text,
    }
    return IndicatorRecord(order, level, 3, 3, text={name: value for name, value in fields.items() if value})


def check(plan: Sequence[str | None], **text: str | None) -> tuple[IndicatorRecord, list[Finding]]:
    """One record among others of the usual kind, evaluated, with what was said about it."""
    others = [record(order, ("12", "3", "3", "3", "3")) for order in range(2, 8)]
    one = record(1, plan, **text)
    found = evaluate([one, *others])
    return one, [finding for finding in found if finding.order == 1]


@pytest.mark.parametrize(
    ("plan", "pattern"),
    [
        (("12", "3", "6", "9", "12"), "cumulative"),
        (("2", "0", "1", "1", "2"), "cumulative"),
        (("12", "-", "6", "12", "12"), "cumulative"),
        (("12", "6", "9", "12", "-"), "cumulative"),
        (("88,21", "22,05", "44,11", "66,16", "88,21"), "cumulative"),
        (("12", "3", "3", "3", "3"), "incremental"),
        (("15", "-", "8", "2", "5"), "incremental"),
        (("100", "33,33", "33,33", "33,33", "-"), "incremental"),
        (("5", "5", "5", "5", "5"), "constant"),
        (("5", "-", "5", "-", "5"), "constant"),
        (("0", "0", "0", "0", "0"), "constant"),
        (("39", "0", "0", "0", "39"), "final_only"),
        (("39", "-", "-", "-", "39"), "final_only"),
        (("9", "0", "0", "9", "0"), "milestone"),
        (("A", "-", "-", "-", "A"), "final_only"),
        (("WTP", "WTP", "WTP", "WTP", "WTP"), "text"),
        (("B", "CC", "CC", "B", "B"), "text"),
        (("12", "-", "-", "-", "-"), "none"),
        (("12", None, None, None, None), "none"),
        ((None, "3", "6", "9", "12"), "unknown"),
        ((None, "-", "-", "-", "0,75"), "final_only"),
        ((None, "-", "50,12 %", "-", "-"), "milestone"),
        (("12 Angkatan/240 Orang", "3", "3", "3", "3"), "unknown"),
        (("12", "3", None, "3", "3"), "partial"),
        (("10", "3", "3", "3", "3"), "inconsistent"),
    ],
)
def test_the_pattern_says_how_quarters_lead_to_the_target(plan: Sequence[str | None], pattern: str) -> None:
    """Each way in which offices spread a target over the quarters has its name; dashes, zeros and blanks are told."""
    assert check(plan)[0].pattern == pattern


def test_rates_can_sink_or_be_a_mean() -> None:
    """A rate that falls step by step to its target, and one whose target is the mean, are patterns and no faults."""
    assert check(("5", "8", "7", "6", "5"), satuan="%")[0].pattern == "declining"
    assert check(("90", "80", "90,5", "99,5", "90"), satuan="%")[0].pattern == "average"
    assert check(("3", "2", "4", "5", "1"))[0].pattern == "inconsistent"


def test_a_pattern_is_clear_where_the_figures_are_not() -> None:
    """The same ambiguous figure in all places is constant, though its value is open."""
    one = record(1, ("1.234",) * 5, satuan="Indeks")
    found = evaluate([one])
    assert one.pattern == "constant" and one.value == {}
    assert {finding.code for finding in found} == {"ambiguous_figure"}
    assert [finding.field for finding in found] == ["target", *QUARTERS]


@pytest.mark.parametrize(
    ("plan", "code", "field", "message"),
    [
        (
            ("10", "3", "3", "3", "3"),
            "inconsistent_quarters",
            "target",
            "quarters 3 3 3 3 add up to 12 but the target is 10",
        ),
        (
            ("100", "25", "50", "75", "90"),
            "inconsistent_quarters",
            "target",
            "quarters 25 50 75 90 rise to 90 but the target is 100",
        ),
        (
            ("39", "0", "-", "0", "93"),
            "inconsistent_quarters",
            "tw4",
            "TW IV alone holds a figure, 93, but the target is 39",
        ),
        (
            ("12", "12", "21", "12", "12"),
            "inconsistent_quarters",
            "tw2",
            "TW II is 21 but the target and the other quarters are 12",
        ),
        (
            ("12", "0", "0", "0", "0"),
            "inconsistent_quarters",
            "target",
            "the quarters are all 0 but the target is 12",
        ),
        (
            ("BB", "B", "B", "B", "B"),
            "inconsistent_quarters",
            "tw4",
            "TW IV is `B` but the target is `BB`",
        ),
        (
            ("100", "25", "50", "45", "100"),
            "falling_cumulative",
            "tw3",
            "TW III (45) is lower than TW II (50), though the quarters end at the target of 100",
        ),
        (
            ("12", "3", None, "9", "12"),
            "missing_quarters",
            "tw2",
            "TW II is blank while other quarters are filled in",
        ),
        (
            ("12", None, None, None, None),
            "missing_quarters",
            "target",
            "no quarter is filled in though the target is `12`",
        ),
        (
            ("12", "-", "-", "-", "-"),
            "missing_quarters",
            "target",
            "no quarter holds a figure though the target is `12`",
        ),
        (
            (None, "3", "3", "3", "3"),
            "no_target",
            "target",
            "there is no annual target, though other records of this level have one",
        ),
        (
            ("12", "25%", "50%", "75%", "100%"),
            "mixed_units",
            "tw1",
            "TW I `25%` is in Persen, but the record's unit is Dokumen",
        ),
        (
            ("30", "10", "20", "25", "1.36,5"),
            "unclear_figure",
            "tw4",
            "`1.36,5` is not read as a figure: its digits are not grouped by threes",
        ),
        (
            ("12 Angkatan/240 Orang", None, None, None, None),
            "not_a_figure",
            "target",
            "`12 Angkatan/240 Orang` gives no figure: it holds several figures",
        ),
    ],
)
def test_a_doubt_is_a_sentence_that_a_clerk_can_act_on(
    plan: Sequence[str | None], code: str, field: str, message: str
) -> None:
    """Each fault of figures is named by its code, at its field, in words that hold the figures."""
    assert (code, field, message) in [(each.code, each.field, each.message) for each in check(plan)[1]]


def test_units_differ_within_a_row() -> None:
    """`30` and then `50%` in one row cannot be compared, and no pattern is claimed."""
    one, found = check(("30", "50%", "60%", "70%", "90%"), satuan=None)
    assert one.pattern == "unknown"
    assert [each.message for each in found if each.code == "mixed_units"] == [
        "TW I `50%` is in Persen, but `30` beside it is not"
    ]
    _, found = check(("90%", "90%", "90%", "90%", "90%"))
    assert [each.field for each in found if each.code == "mixed_units"] == ["target"]


def test_a_percentage_over_100_is_seen_in_its_field() -> None:
    """A target or quarter over 100 percent is a doubt, a count over 100 is none."""
    assert [each.field for each in check(("120", "30", "60", "90", "120"), satuan="Persen")[1]] == ["target", "tw4"]
    assert check(("120", "30", "60", "90", "120"))[1] == []


def test_a_target_needs_a_unit_somewhere() -> None:
    """The unit may stand in its column, behind the target or in the indicator; a grade needs none."""
    plan = ("12", "3", "3", "3", "3")
    assert [each.code for each in check(plan, satuan=None)[1]] == ["target_without_unit"]
    assert check(("12 dokumen", "3", "3", "3", "3"), satuan=None)[1] == []
    assert check(plan, satuan=None, indikator="Persentase desa yang tertib")[1] == []
    assert check(plan, satuan=None, indikator="Jumlah rapat (kali)")[1] == []
    assert "target_without_unit" not in [each.code for each in check(("A", "A", "A", "A", "A"), satuan=None)[1]]


def test_a_document_without_units_says_so_once() -> None:
    """Where no record of a document has a unit, one finding for the whole document replaces one a record."""
    found = evaluate([record(order, ("12", "3", "3", "3", "3"), satuan=None) for order in range(1, 9)])
    assert [(each.code, each.order) for each in found] == [("target_without_unit", None)]


def test_the_unit_comes_from_the_column_or_the_figures() -> None:
    """`satuan_normal` is the column's unit, or the one behind the target, or the one behind all quarters."""
    rows = [
        record(1, ("12",), satuan="Dok."),
        record(2, ("5.835 ijin",), satuan=None),
        record(3, (None, "-", "55,56 %"), satuan=None),
        record(4, ("12",), satuan=None),
    ]
    evaluate(rows)
    assert [row.satuan_normal for row in rows] == ["Dokumen", "Izin", "Persen", None]


def test_figures_are_set_for_money_and_achievement_too() -> None:
    """Every field that holds a figure beyond doubt has its value; texts without one have none."""
    one, _ = check(
        ("100%", "25", "50", "75", "100"),
        satuan="%",
        anggaran="1.036.350.000,00",
        anggaran_tw1="452.750",
        realisasi_tw1="21,50%",
        realisasi_anggaran_tw1="-",
        rencana_aksi="3 rapat",
    )
    assert one.value == {
        "target": 100, "tw1": 25, "tw2": 50, "tw3": 75, "tw4": 100,
        "anggaran": 1036350000, "anggaran_tw1": 452750, "realisasi_tw1": 21.5,
    }  # fmt: skip


def test_blank_quarters_weigh_less_where_the_office_leaves_them_blank() -> None:
    """Blanks beside a quarter that holds the whole target are a remark, unless the office marks empty quarters."""
    plan = ("39", None, None, None, "39")
    alone = evaluate([record(order, plan) for order in range(1, 4)])
    assert {(each.code, each.severity) for each in alone} == {("missing_quarters", "info")}
    marked = evaluate([record(1, plan), record(2, ("39", "-", "-", "-", "39"))])
    assert {(each.code, each.severity) for each in marked} == {("missing_quarters", "warning")}


def test_no_quarters_are_missed_where_the_layout_has_none() -> None:
    """A layout whose records have an annual target alone is complete without quarters."""
    assert evaluate([record(order, ("12",)) for order in range(1, 5)]) == []


def test_the_same_indicator_twice_is_seen() -> None:
    """An indicator that stands under its node again is a doubt, under another node it is none."""
    plan = ("12", "3", "3", "3", "3")
    first, again = record(1, plan), record(2, plan, indikator="Jumlah  HAL 1")
    found = evaluate([first, again, record(3, plan, kegiatan="Kegiatan B", indikator="Jumlah hal 1")])
    assert [(each.code, each.order, each.field) for each in found] == [("repeated_indicator", 2, "indikator")]
    assert "record 1 (page 3)" in found[0].message and "the same figures" in found[0].message


def test_a_blank_indicator_is_seen_where_others_have_one() -> None:
    """A record without an indicator is a doubt, a layout without a column of indicators is none."""
    rows = [record(order, ("12", "3", "3", "3", "3")) for order in range(1, 4)]
    del rows[1].text["indikator"]
    assert [(each.code, each.order) for each in evaluate(rows)] == [("blank_indicator", 2)]
    for row in rows:
        row.text.pop("indikator", None)
    assert evaluate(rows) == []


def test_a_row_in_the_wrong_place_is_seen_by_its_code() -> None:
    """A sub kegiatan whose code is not one of the kegiatan over it betrays two rows that changed places."""
    plan = ("12", "3", "3", "3", "3")
    rows = [
        record(1, plan, level="kegiatan", kode="7.01.02.2.01"),
        record(2, plan, kode="7.01.02.2.01.0002", sub_kegiatan="Sub 2"),
        record(3, plan, kode="7.01.02.2.02.0001", sub_kegiatan="Sub 3"),
        record(4, plan, level="kegiatan", kode="7.01.02.2.02", kegiatan="Kegiatan B"),
    ]
    found = evaluate(rows)
    assert [(each.code, each.order, each.field) for each in found] == [("code_outside_parent", 3, "kode")]
    rows[2], rows[3] = rows[3], rows[2]
    rows[3].text["kegiatan"] = "Kegiatan B"
    assert evaluate(rows) == []


def test_a_record_outside_its_kegiatan_is_seen() -> None:
    """A sub kegiatan without a kegiatan over it is a doubt where the others have one."""
    rows = [record(order, ("12", "3", "3", "3", "3")) for order in range(1, 5)]
    del rows[2].text["kegiatan"]
    assert [(each.code, each.order, each.field) for each in evaluate(rows)] == [("missing_parent", 3, "kegiatan")]


def test_uneven_steps_are_remarked_among_even_ones_alone() -> None:
    """A wrong figure that still rises to the target is remarked in an even document, and not in an uneven one."""
    even = [record(order, ("100", "25", "50", "75", "100")) for order in range(1, 7)]
    odd = [record(order, ("100", "35", "50", "75", "100")) for order in range(7, 10)]
    found = evaluate([*even, odd[0]])
    assert [(each.code, each.severity, each.order) for each in found] == [("uneven_quarters", "info", 7)]
    assert evaluate([*even, *odd]) == []


def test_a_finding_stands_where_the_field_was_read() -> None:
    """Page and box of a finding are those of its field; parts of it on one page are taken together."""
    one = record(1, ("10", "3", "3", "3", "3"))
    one.boxes["target"] = [(2, (10.0, 20.0, 30.0, 40.0)), (2, (5.0, 40.0, 30.0, 50.0)), (3, (0.0, 0.0, 9.0, 9.0))]
    found = evaluate([one])
    assert [(each.page, each.box) for each in found] == [(2, (5.0, 20.0, 30.0, 50.0))]
    del one.boxes["target"]
    assert [(each.page, each.box) for each in evaluate([one])] == [(3, None)]


def test_a_message_is_one_short_line() -> None:
    """A text in a message is cut and has no line breaks, whatever a cell holds."""
    _, found = check(("satu\ndua " * 20 + "\u2028", None, None, None, None))
    messages = [each.message for each in found]
    assert messages and all(len(message) < 200 for message in messages)
    assert not any(sign in message for message in messages for sign in "\n\u2028")


def test_the_year_of_the_title_is_held_against_the_folder() -> None:
    """Two years that differ are a finding, one year or the same year is none."""
    found = year_differs(2016, 2017)
    assert found is not None and found.code == "year_differs" and "2016" in found.message and "2017" in found.message
    assert year_differs(2017, 2017) is None and year_differs(None, 2017) is None and year_differs(2017, None) is None


def _spread(kind: str, target: int) -> tuple[str, ...]:
    quarters = {
        "cumulative": [target // 4, target // 2, target * 3 // 4, target],
        "incremental": [target // 4 + 1, target // 4, target // 4, target - 3 * (target // 4) - 1],
        "constant": [target] * 4,
        "final_only": [0, 0, 0, target],
        "milestone": [0, target, 0, 0],
    }[kind]
    return (str(target), *(str(quarter) for quarter in quarters))


_SPREAD = st.tuples(
    st.sampled_from(["cumulative", "incremental", "constant", "final_only", "milestone"]), st.integers(12, 999)
)


@given(st.lists(_SPREAD, min_size=1, max_size=12))
def test_a_sound_document_raises_nothing(kinds: list[tuple[str, int]]) -> None:
    """Records that are spread in any of the usual ways have their pattern, their values and no finding."""
    rows = [record(order, _spread(*kind)) for order, kind in enumerate(kinds, 1)]
    assert evaluate(rows) == []
    assert [row.pattern for row in rows] == [kind for kind, _ in kinds]
    assert all(len(row.value) == 5 for row in rows)


@given(_SPREAD, st.integers(1, 500))
def test_a_changed_target_never_passes(kind: tuple[str, int], change: int) -> None:
    """A target that the quarters do not lead to is always an error."""
    target, *quarters = _spread(*kind)
    one = record(1, (str(5 * int(target) + change), *quarters))  # more than four equal quarters add up to
    found = evaluate([one])
    assert [(each.code, each.severity) for each in found] == [("inconsistent_quarters", "error")]


_TEXTS = st.dictionaries(st.sampled_from(["target", *QUARTERS, "satuan", "anggaran", "kode"]), st.text(max_size=12))


@given(st.lists(_TEXTS, max_size=5))
def test_no_text_breaks_the_checks(texts: list[dict[str, str]]) -> None:
    """Whatever the fields hold, each record gets a pattern of the list, and each finding a known code."""
    rows = [IndicatorRecord(order, "kegiatan", 1, 1, text=text) for order, text in enumerate(texts, 1)]
    found = evaluate(rows)
    assert all(row.pattern in PATTERNS for row in rows)
    assert all(each.code in SEVERITY and each.severity in ("info", "warning", "error") for each in found)


def test_evaluating_again_gives_the_same() -> None:
    """A second run over the same records changes nothing, so corrections can be applied between two."""
    rows = [record(1, ("10", "3", "3", "3", "3")), record(2, ("1.234", "1", "2", "3", "x"), satuan="%")]
    first = evaluate(rows)
    state = [(dict(row.value), row.pattern, row.satuan_normal) for row in rows]
    assert evaluate(rows) == first
    assert [(row.value, row.pattern, row.satuan_normal) for row in rows] == state
