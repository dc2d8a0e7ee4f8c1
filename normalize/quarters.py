"""A record's target against its quarters: the pattern, and the sentence where they do not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.cells import Finding
from normalize.findings import finding, quoted
from normalize.patterns import PROVEN, Amount, classify, uneven
from normalize.records import IndicatorRecord
from normalize.units import Unit, unit_behind
from normalize.values import Kind, Reading, shown

__all__ = ["QUARTERS", "Expectation", "compare", "uneven_series", "unlike"]

QUARTERS = ("tw1", "tw2", "tw3", "tw4")
_NAMES = ("TW I", "TW II", "TW III", "TW IV")
_NOTHING = Reading("", Kind.BLANK)
_EMPTY = (Kind.BLANK, Kind.DASH)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the rest of the document leads one to expect of a record: that it has `quarters`, and that an empty one
    has a sign in it (`marked`: a dash or a zero) and is not simply blank."""

    quarters: bool = True
    marked: bool = True


def compare(
    record: IndicatorRecord, readings: Mapping[str, Reading], unit: Unit | None, expected: Expectation
) -> tuple[str, list[Finding]]:
    """The pattern of a record (one of `patterns.PATTERNS`) and what is wrong with its quarters.

    `readings` are those of `target` and the quarters, decided as far as the document decides them; `unit` is that of
    the unit column, or else the one printed behind the target.
    """
    target = readings.get("target", _NOTHING)
    quarters = [readings.get(name, _NOTHING) for name in QUARTERS]
    pattern = _pattern(target, quarters, unit)
    findings: list[Finding] = []
    if pattern == "inconsistent" and (mixed := _mixed(record, target, quarters, unit)):
        pattern, findings = "unknown", [mixed]
    elif pattern == "inconsistent" and any(quarter.kind is Kind.BLANK for quarter in quarters):
        pattern = "partial"
    elif pattern == "inconsistent":
        findings = [_contradiction(record, target, quarters)]
    elif pattern not in PROVEN and (mixed := _mixed(record, target, quarters, unit)):
        findings = [mixed]
    return pattern, findings + _missing(record, target, quarters, pattern, expected)


def _pattern(target: Reading, quarters: Sequence[Reading], unit: Unit | None) -> str:
    filled = [quarter for quarter in quarters if quarter.kind not in _EMPTY]
    if not filled:
        return "none"
    if target.kind in _EMPTY:
        held = [index for index, quarter in enumerate(quarters) if quarter.kind not in _EMPTY and quarter.value != 0]
        if len(held) == 1 and quarters[held[0]].value is not None:
            return "final_only" if held[0] == 3 else "milestone"
        return "unknown"
    whole = bool(unit and unit.kind == "count")
    if any(reading.value is None for reading in (target, *filled)):
        return _either_way(target, quarters, whole) or _of_texts(target, quarters)
    return classify(_amount(target) or Amount(0), [_amount(quarter) for quarter in quarters], whole=whole)


def _amount(reading: Reading) -> Amount | None:
    return None if reading.value is None else Amount(reading.value, reading.decimals)


def _either_way(target: Reading, quarters: Sequence[Reading], whole: bool) -> str | None:
    """The pattern that holds however the ambiguous figures are read (`1.234` in all five places is constant)."""
    found = set()
    for meaning in ("decimal", "thousands"):
        goal, *rest = (
            reading.settled(meaning) if reading.kind is Kind.AMBIGUOUS else reading for reading in (target, *quarters)
        )
        amount = _amount(goal)
        if amount is None or any(reading.value is None and reading.kind not in _EMPTY for reading in rest):
            return None
        found.add(classify(amount, [_amount(reading) for reading in rest], whole=whole))
    pattern = found.pop()
    return pattern if not found and pattern in PROVEN else None


def _of_texts(target: Reading, quarters: Sequence[Reading]) -> str:
    """The pattern where grades or words stand in the place of figures: only whether they are the same can be seen."""
    held = [index for index, quarter in enumerate(quarters) if quarter.kind not in _EMPTY and quarter.value != 0]
    if held and _folded(quarters[held[-1]]) == _folded(target):
        if len(held) == 1:
            return "final_only" if held[0] == 3 else "milestone"
        return "text"
    grades = target.kind is Kind.GRADE and all(quarters[index].kind is Kind.GRADE for index in held)
    return "inconsistent" if held and grades else "unknown"


def _folded(reading: Reading) -> str:
    return " ".join(reading.text.split()).casefold()


def _contradiction(record: IndicatorRecord, target: Reading, quarters: Sequence[Reading]) -> Finding:
    """The finding that says in which way target and quarters contradict each other."""
    goal = " ".join(target.text.split())
    filled = [index for index, quarter in enumerate(quarters) if quarter.value is not None]
    held = [index for index in filled if quarters[index].value]
    if target.kind is Kind.GRADE:
        last = max(index for index, quarter in enumerate(quarters) if quarter.kind is Kind.GRADE)
        message = f"{_NAMES[last]} is {quoted(quarters[last].text)} but the target is {quoted(goal)}"
        return finding("inconsistent_quarters", message, record, QUARTERS[last])
    values = [quarters[index].value or 0.0 for index in filled]
    wanted = target.value or 0.0
    series = " ".join(" ".join(quarter.text.split()) for quarter in quarters)
    if not held:
        message = f"the quarters are all 0 but the target is {goal}"
        return finding("inconsistent_quarters", message, record, "target")
    if len(held) == 1:
        message = f"{_NAMES[held[0]]} alone holds a figure, {quarters[held[0]].text.strip()}, but the target is {goal}"
        return finding("inconsistent_quarters", message, record, QUARTERS[held[0]])
    odd = [index for index in filled if quarters[index].value != wanted]
    if len(odd) == 1 and len(filled) > 2:
        message = (
            f"{_NAMES[odd[0]]} is {quarters[odd[0]].text.strip()} but the target and the other quarters are {goal}"
        )
        return finding("inconsistent_quarters", message, record, QUARTERS[odd[0]])
    falls = [(a, b) for a, b in pairwise(filled) if (quarters[a].value or 0) > (quarters[b].value or 0)]
    if falls and values[-1] == wanted:
        before, after = falls[0]
        message = (
            f"{_NAMES[after]} ({quarters[after].text.strip()}) is lower than {_NAMES[before]} "
            f"({quarters[before].text.strip()}), though the quarters end at the target of {goal}"
        )
        return finding("falling_cumulative", message, record, QUARTERS[after])
    total = sum(values)
    if abs(total - wanted) <= abs(values[-1] - wanted) or len(set(values)) == 1:
        message = f"quarters {series} add up to {shown(total)} but the target is {goal}"
    else:
        verb = "end at" if falls else "rise to"
        message = f"quarters {series} {verb} {shown(values[-1])} but the target is {goal}"
    return finding("inconsistent_quarters", message, record, "target")


def _mixed(record: IndicatorRecord, target: Reading, quarters: Sequence[Reading], unit: Unit | None) -> Finding | None:
    """A finding where target and quarters are printed in units that cannot be compared, as in `30` and `50%`."""
    bare = next((reading for reading in (target, *quarters) if reading.value and not reading.unit), None)
    for name, label, quarter in zip(QUARTERS, _NAMES, quarters, strict=True):
        own = unit_behind(quarter.unit)
        if own and unit and unlike(own, unit):
            message = f"{label} {quoted(quarter.text)} is in {own.name}, but the record's unit is {unit.name}"
            return finding("mixed_units", message, record, name)
        if own and own.kind == "percent" and not unit and bare:
            message = f"{label} {quoted(quarter.text)} is in {own.name}, but {quoted(bare.text)} beside it is not"
            return finding("mixed_units", message, record, name)
    return None


def uneven_series(rows: Sequence[tuple[IndicatorRecord, Mapping[str, Reading]]]) -> list[Finding]:
    """A finding for each cumulative series with uneven steps, in a document whose series are otherwise even.

    The only trace that a wrong figure leaves there (`35 50 75 100` for `25 50 75 100`); where an office plans uneven
    steps as a rule it is no trace at all.
    """
    series = [(record, readings) for record, readings in rows if record.pattern in PROVEN]
    odd = []
    for record, readings in series:
        target = _amount(readings.get("target", _NOTHING))
        steps = [_amount(readings.get(name, _NOTHING)) for name in QUARTERS]
        if record.pattern == "cumulative" and target and uneven(target, steps):
            text = " ".join(" ".join(readings[name].text.split()) for name in QUARTERS if name in readings)
            message = f"quarters {text} rise to the target by uneven steps, unlike the rest of the document"
            odd.append(finding("uneven_quarters", message, record, QUARTERS[0]))
    return odd if len(series) >= 5 and len(odd) <= max(1, len(series) // 10) else []


def unlike(one: Unit, other: Unit) -> bool:
    """Whether two units cannot measure one thing. Of units that are not in the list only Persen is known apart."""
    if one.kind is None or other.kind is None:
        return "percent" in (one.kind, other.kind)
    return one.kind != other.kind


def _missing(
    record: IndicatorRecord, target: Reading, quarters: Sequence[Reading], pattern: str, expected: Expectation
) -> list[Finding]:
    """A finding where quarters are blank that should hold something."""
    blank = [index for index, quarter in enumerate(quarters) if quarter.kind is Kind.BLANK]
    if len(blank) == len(quarters):
        if not expected.quarters or target.kind in _EMPTY:
            return []
        message = f"no quarter is filled in though the target is {quoted(target.text)}"
        return [finding("missing_quarters", message, record, "target")]
    if pattern == "none" and target.value:
        message = f"no quarter holds a figure though the target is {quoted(target.text)}"
        return [finding("missing_quarters", message, record, "target")]
    if not blank:
        return []
    names = ", ".join(_NAMES[index] for index in blank)
    message = f"{names} {'is' if len(blank) == 1 else 'are'} blank while other quarters are filled in"
    accounted = pattern in PROVEN or target.kind in _EMPTY
    severity = "info" if accounted and not expected.marked else None
    return [finding("missing_quarters", message, record, QUARTERS[blank[0]], severity=severity)]
