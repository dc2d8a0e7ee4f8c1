"""Decides the figures that can be read two ways, with the document's own evidence.

`1.234` alone is a fraction or thousands. What decides, in this order:

1. the words behind it, where it is spelled out (normalize/values.py has done that);
2. the arithmetic of its record: target and quarters fit under one reading only;
3. its unit: of persons and documents there are no fractions, so `365.250 Orang` is no fraction; no percentage is
   planned in thousands;
4. the notation of the document's other performance figures: `72,5` shows that the comma is the decimal sign, and so
   that the point parts thousands, unless another figure shows that the document is of two minds (`3.5` beside `3,5`);
5. where no performance figure shows anything: the same sign in its columns of money.

Where these are silent or contradict each other, the figure stays undecided. A document is what one office typed, so
evidence from one page holds on the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from normalize.patterns import PROVEN, Amount, classify
from normalize.units import Unit, unit_behind
from normalize.values import Kind, Reading

__all__ = ["Row", "decide"]

_QUARTERS = ("tw1", "tw2", "tw3", "tw4")
_MEANINGS = ("decimal", "thousands")
_OTHER_SIGN = {".": ",", ",": "."}
_OTHER_MEANING = {"decimal": "thousands", "thousands": "decimal"}


@dataclass(slots=True)
class Row:
    """The readings of one record: `performance` (target, quarters, achievement) and `money`, by field; `unit` is that
    of its unit column."""

    performance: dict[str, Reading]
    money: Mapping[str, Reading] = field(default_factory=dict)
    unit: Unit | None = None


def decide(rows: Sequence[Row]) -> list[dict[str, Reading]]:
    """The readings of each row's performance figures, the ambiguous ones decided where the document does so."""
    settled = [dict(row.performance) for row in rows]
    for row, readings in zip(rows, settled, strict=True):
        _by_arithmetic(row, readings)
        _by_unit(row, readings)
    marks = _marks(reading for readings in settled for reading in readings.values())
    money = _marks(reading for row in rows for reading in row.money.values())
    for row, readings in zip(rows, settled, strict=True):
        for name, reading in readings.items():
            if reading.kind is Kind.AMBIGUOUS:
                meaning = _meaning(reading, _kind(row, reading), marks, money)
                readings[name] = reading.settled(meaning) if meaning else reading
    return settled


def _marks(readings: Iterable[Reading]) -> set[tuple[str, str]]:
    return {mark for reading in readings if reading.kind is Kind.FIGURE for mark in reading.marks}


def _kind(row: Row, reading: Reading) -> str | None:
    own = unit_behind(reading.unit)
    return own.kind if own else row.unit.kind if row.unit else None


def _by_arithmetic(row: Row, readings: dict[str, Reading]) -> None:
    """Settles a record's figures where target and quarters fit under one reading of each sign and no other."""
    plan = {name: readings[name] for name in ("target", *_QUARTERS) if name in readings}
    signs = sorted({reading.separator or "" for reading in plan.values() if reading.kind is Kind.AMBIGUOUS})
    if not signs:
        return
    fitting = []
    for meanings in product(_MEANINGS, repeat=len(signs)):
        choice = dict(zip(signs, meanings, strict=True))
        tried = {
            name: reading.settled(choice[reading.separator or ""]) if reading.kind is Kind.AMBIGUOUS else reading
            for name, reading in plan.items()
        }
        if _fits(tried):
            fitting.append(tried)
    if len(fitting) == 1:
        readings.update(fitting[0])


def _fits(plan: Mapping[str, Reading]) -> bool:
    """Whether target and quarters confirm each other; without a target, whether all four quarters rise."""
    quarters = [_amount(plan.get(name)) for name in _QUARTERS]
    target = _amount(plan.get("target"))
    if target:
        return classify(target, quarters) in PROVEN
    values = [quarter.value for quarter in quarters if quarter]
    return "target" not in plan and len(values) == 4 and all(a < b for a, b in pairwise(values))


def _amount(reading: Reading | None) -> Amount | None:
    """The figure without room for rounding: three decimals that may be none must not make a sum fit."""
    return None if reading is None or reading.value is None else Amount(reading.value)


def _by_unit(row: Row, readings: dict[str, Reading]) -> None:
    for name, reading in readings.items():
        if reading.kind is not Kind.AMBIGUOUS or reading.as_decimal is None:
            continue
        kind = _kind(row, reading)
        if kind == "count" and reading.as_decimal % 1:
            readings[name] = reading.settled("thousands")
        elif kind == "percent" and reading.as_decimal <= 100:
            readings[name] = reading.settled("decimal")


def _meaning(
    reading: Reading, kind: str | None, marks: set[tuple[str, str]], money: set[tuple[str, str]]
) -> str | None:
    """What the document's notation says of the sign in this figure, or None.

    A sign that the performance figures use in both ways, or that would mean the same as the other sign, says nothing.
    `2.000 orang` is not 2 though the document writes `0.14` elsewhere: of whole things nobody prints three zeros as
    decimals, so there the notation may say thousands only.
    """
    sign = reading.separator or ""
    says = {meaning for meaning in _MEANINGS if (sign, meaning) in marks}
    says |= {meaning for meaning in _MEANINGS if (_OTHER_SIGN[sign], _OTHER_MEANING[meaning]) in marks}
    if not marks:
        says = {meaning for meaning in _MEANINGS if (sign, meaning) in money}
    if len(says) != 1:
        return None
    meaning = says.pop()
    return None if kind == "count" and meaning == "decimal" else meaning
