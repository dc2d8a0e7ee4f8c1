"""Fills in the figures, the unit and the pattern of each record, and says what looks wrong.

A check speaks only where a careful reader would look twice: what the rest of the document does is the measure. A
blank target is a doubt where the other records of its level have one, and none where the layout prints none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extract.cells import Finding
from normalize.codes import code_parts
from normalize.findings import finding, quoted
from normalize.notation import Row, decide
from normalize.quarters import QUARTERS, Expectation, compare, uneven_series, unlike
from normalize.records import LEVELS, MEASURES, IndicatorRecord, quarter_field
from normalize.units import Unit, unit, unit_behind
from normalize.values import Kind, Reading, parse, shown

__all__ = ["evaluate", "year_differs"]

_PLAN = ("target", *QUARTERS)
_PERFORMANCE = (*_PLAN, *(quarter_field("realisasi", quarter) for quarter in range(1, 5)))
_MONEY = (
    "anggaran",
    *(quarter_field(measure, quarter) for measure in ("anggaran", "realisasi_anggaran") for quarter in range(1, 5)),
)
_RATE_WORDS = (
    "persen",
    "prosen",
    "presen",
    "indeks",
    "nilai",
    "skor",
    "tingkat",
    "rasio",
    "angka",
    "opini",
    "predikat",
)


def evaluate(records: Sequence[IndicatorRecord]) -> list[Finding]:
    """Sets `value`, `satuan_normal` and `pattern` of a document's records; gives what is doubtful, in their order.

    It may be called again after corrections: what it sets is set anew from the texts.
    """
    rows = [_row(record) for record in records]
    about = _About.of(records)
    found: list[Finding] = []
    without_unit: list[Finding] = []
    settled = decide(rows)
    for record, row, readings in zip(records, rows, settled, strict=True):
        figures = {**readings, **row.money}
        record.value = {name: reading.value for name, reading in figures.items() if reading.value is not None}
        plan = {name: readings[name] for name in _PLAN if name in readings}
        declared = row.unit or (unit_behind(plan["target"].unit) if "target" in plan else None)
        named = declared or _shared([plan[name] for name in QUARTERS if name in plan])
        record.satuan_normal = named.name if named else None
        record.pattern, wrong = compare(record, plan, declared, about.expectation(record))
        found += wrong
        found += _figures(record, figures)
        found += _presence(record, about)
        found += _units(record, plan, row.unit, named)
        without_unit += _without_unit(record, plan, declared)
    if len(without_unit) > 2 and all(row.unit is None for row in rows):
        message = f"the targets of {len(without_unit)} records have no unit, and the document has no column of units"
        without_unit = [finding("target_without_unit", message)]
    found += without_unit + _repeated(records) + _codes(records)
    found += uneven_series(list(zip(records, settled, strict=True)))
    place = {record.order: index for index, record in enumerate(records)}
    return sorted(found, key=lambda each: place.get(each.order or 0, -1))


def year_differs(title_year: int | None, folder_year: int | None) -> Finding | None:
    """A finding where the year of a document's title is not the year of the folder it lies in."""
    if title_year is None or folder_year is None or title_year == folder_year:
        return None
    message = f"the title says {title_year} but the file lies in the folder of {folder_year}; the title's year is taken"
    return finding("year_differs", message)


def _row(record: IndicatorRecord) -> Row:
    performance = {name: parse(record.text[name]) for name in _PERFORMANCE if record.text.get(name)}
    money = {name: parse(record.text[name], money=True) for name in _MONEY if record.text.get(name)}
    return Row(performance, money, unit(record.text.get("satuan")))


@dataclass(frozen=True, slots=True)
class _About:
    """What a document does as a rule: the fields that its records of a level mostly have, and whether it puts a
    sign into empty quarters."""

    usual: Mapping[tuple[str | None, str], bool]
    marked: bool

    @classmethod
    def of(cls, records: Sequence[IndicatorRecord]) -> _About:
        total = Counter(record.level for record in records)
        has: Counter[tuple[str | None, str]] = Counter()
        marked = False
        for record in records:
            has.update((record.level, name) for name in record.text if record.text[name].strip())
            quarters = [record.text.get(name, "") for name in QUARTERS]
            has[record.level, "quarters"] += any(quarters)
            marked |= any(parse(quarter).kind is Kind.DASH or parse(quarter).value == 0 for quarter in quarters)
        return cls({key: count * 2 > total[key[0]] for key, count in has.items()}, marked)

    def has(self, record: IndicatorRecord, name: str) -> bool:
        return self.usual.get((record.level, name), False)

    def expectation(self, record: IndicatorRecord) -> Expectation:
        return Expectation(self.has(record, "quarters"), self.marked)


def _shared(readings: Iterable[Reading]) -> Unit | None:
    """The unit that stands behind all figures of the quarters, where a layout has no other place for it."""
    named = {unit_behind(reading.unit) for reading in readings if reading.value}
    return named.pop() if len(named) == 1 else None


def _figures(record: IndicatorRecord, readings: Mapping[str, Reading]) -> list[Finding]:
    """A finding for each printed text that gives no figure; a dash alone says that there is none."""
    found = []
    for name, reading in readings.items():
        text = quoted(reading.text)
        if reading.kind is Kind.AMBIGUOUS and reading.as_decimal is not None and reading.as_thousands is not None:
            message = (
                f"{text} can be {shown(reading.as_decimal)} or {shown(reading.as_thousands)}, and nothing in the "
                "document decides it; look at the page and correct it"
            )
            found.append(finding("ambiguous_figure", message, record, name))
        elif reading.kind is Kind.UNCLEAR:
            found.append(finding("unclear_figure", f"{text} is not read as a figure: {reading.reason}", record, name))
        elif reading.reason:
            found.append(finding("not_a_figure", f"{text} gives no figure: {reading.reason}", record, name))
    return found


def _presence(record: IndicatorRecord, about: _About) -> list[Finding]:
    """Findings about what a record should have and has not."""
    found = []
    if not record.text.get("indikator") and about.has(record, "indikator"):
        message = "the indicator is blank, though the record has figures or texts of its own"
        found.append(finding("blank_indicator", message, record, "indikator"))
    if not record.text.get("target") and about.has(record, "target"):
        message = "there is no annual target, though other records of this level have one"
        found.append(finding("no_target", message, record, "target"))
    above = LEVELS[: LEVELS.index(record.level)] if record.level else ()
    for level in above[2:]:
        if not record.text.get(level) and about.has(record, level):
            name = level.replace("_", " ")
            message = f"it stands under no {name}, though other records of its level do; see whether a row is missing"
            found.append(finding("missing_parent", message, record, level))
    return found


def _units(
    record: IndicatorRecord, plan: Mapping[str, Reading], column: Unit | None, named: Unit | None
) -> list[Finding]:
    """Findings about percentages over 100, and a target whose unit is not that of the column."""
    found = []
    own = unit_behind(plan["target"].unit) if "target" in plan else None
    if own and column and unlike(own, column):
        message = f"the target {quoted(plan['target'].text)} is in {own.name}, but the unit column says {column.name}"
        found.append(finding("mixed_units", message, record, "target"))
    for name, reading in plan.items():
        behind = unit_behind(reading.unit) or named
        if reading.value is not None and reading.value > 100 and behind and behind.kind == "percent":
            message = f"{quoted(reading.text)} is over 100 percent"
            found.append(finding("percent_over_100", message, record, name))
    return found


def _without_unit(record: IndicatorRecord, plan: Mapping[str, Reading], declared: Unit | None) -> list[Finding]:
    """A finding where a target figure has no unit: not in its column, not behind it, not in the indicator's words."""
    target = plan.get("target")
    if declared or target is None or target.kind not in (Kind.FIGURE, Kind.AMBIGUOUS):
        return []
    indicator = record.text.get("indikator", "").casefold()
    if indicator.startswith(_RATE_WORDS) or "%" in indicator or unit_behind(_in_brackets(indicator)):
        return []
    message = f"the target {quoted(target.text)} has no unit"
    return [finding("target_without_unit", message, record, "target")]


def _in_brackets(text: str) -> str | None:
    """The words in brackets at the end of an indicator, where some offices put the unit."""
    return text.rstrip(" .)").rpartition("(")[2] if text.rstrip(" .").endswith(")") else None


def _repeated(records: Sequence[IndicatorRecord]) -> list[Finding]:
    """A finding for each indicator that stands under the same node once more."""
    first: dict[tuple[str | None, ...], IndicatorRecord] = {}
    found = []
    for record in records:
        if not record.text.get("indikator"):
            continue
        names = ("kode", *LEVELS, "indikator")
        key = (record.level, *("".join(record.text.get(name, "").casefold().split()) for name in names))
        before = first.setdefault(key, record)
        if before is not record:
            fields = [quarter_field(measure, quarter) for measure in MEASURES for quarter in range(1, 5)]
            alike = all(before.text.get(name) == record.text.get(name) for name in ("target", "anggaran", *fields))
            message = (
                f"the same indicator stands in record {before.order} (page {before.page_first}) already, "
                f"with {'the same' if alike else 'other'} figures"
            )
            found.append(finding("repeated_indicator", message, record, "indikator"))
    return found


def _codes(records: Sequence[IndicatorRecord]) -> list[Finding]:
    """A finding for each record whose code is not one of its parent's: the sign of a row in the wrong place."""
    codes: dict[tuple[str, str, str], set[tuple[str, ...]]] = defaultdict(set)
    for record in records:
        if record.level in ("program", "kegiatan") and record.text.get("kode"):
            codes[_node(record, record.level)].add(code_parts(record.text["kode"]))
    found = []
    for record in records:
        if record.level not in ("kegiatan", "sub_kegiatan") or not record.text.get("kode"):
            continue
        parent = LEVELS[LEVELS.index(record.level) - 1]
        own = code_parts(record.text["kode"])
        above = codes.get(_node(record, parent), set())
        if above and not any(len(own) > len(code) and own[: len(code)] == code for code in above):
            name = parent.replace("_", " ")
            message = (
                f"the code {quoted(record.text['kode'])} does not belong to the {name} that it stands under, "
                f"{quoted(record.text.get(parent, ''))}; see whether a row is in the wrong place"
            )
            found.append(finding("code_outside_parent", message, record, "kode"))
    return found


def _node(record: IndicatorRecord, level: str) -> tuple[str, str, str]:
    kegiatan = record.text.get("kegiatan", "") if level == "kegiatan" else ""
    return level, record.text.get("program", ""), kegiatan
