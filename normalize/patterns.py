"""How the four quarters of a record relate to its annual target.

`PATTERNS` is the closed list that stands in the column `pattern`. Only figures come in here; normalize/checks.py adds
what needs the texts (`none`, `partial`, `text`, `unknown`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["PATTERNS", "PROVEN", "Amount", "add_up", "classify", "same", "uneven"]

PATTERNS = {
    "cumulative": "the quarters never fall and the last one reaches the target",
    "incremental": "the quarters add up to the target",
    "constant": "each quarter that is printed equals the target",
    "final_only": "only the fourth quarter holds something: the target; before it stand zeros, dashes or blanks",
    "milestone": "a single quarter before the fourth holds the target, the others zeros, dashes or blanks",
    "declining": "the quarters fall step by step to the target (a rate that is to sink)",
    "average": "the target is the mean of the four quarters, of a unit that is no count of things",
    "text": "target and quarters are grades or words, and the last printed quarter says what the target says",
    "none": "no quarter holds anything",
    "partial": "quarters are blank, and those that are printed do not lead to the target",
    "inconsistent": "all that is printed was read, and target and quarters fit in none of these ways",
    "unknown": "nothing can be said: there is no target, or a target or quarter is no figure beyond doubt",
}
"""The patterns with their meaning, for the data dictionary."""

PROVEN = frozenset({"cumulative", "incremental", "constant", "final_only", "milestone"})
"""The patterns by which target and quarters confirm each other: by them a figure is decided that can be read two
ways. `declining` and `average` are too easily met by chance."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure and how many decimals it was printed with, which bounds its rounding."""

    value: float
    decimals: int = 0


def same(one: Amount, other: Amount) -> bool:
    """Whether two figures are one, but for the rounding of the one with fewer decimals.

    A whole figure is the rounding of one with two decimals or more (67 of 66,67), not of 66,5, which was typed so.

    >>> same(Amount(66.67, 2), Amount(66.7, 1)), same(Amount(66.67, 2), Amount(66.68, 2))
    (True, False)
    >>> same(Amount(67), Amount(66.67, 2)), same(Amount(67), Amount(66.5, 1))
    (True, False)
    """
    fewer, more = sorted((one.decimals, other.decimals))
    slack = 0.0
    if fewer < more and (fewer or (more > 1 and abs(other.value) >= 10)):
        slack = 0.5 * 10.0**-fewer
    return abs(one.value - other.value) <= slack + 1e-9 * max(1.0, abs(one.value))


def add_up(target: Amount, quarters: Sequence[Amount]) -> bool:
    """Whether quarters add up to a target, where each of them may be rounded in its last printed decimal."""
    total = sum(quarter.value for quarter in quarters)
    decimals = max((quarter.decimals for quarter in quarters), default=0)
    slack = 0.5 * len(quarters) * 10.0**-decimals if decimals else 0.0
    return abs(total - target.value) <= slack + 1e-9 * max(1.0, abs(target.value))


def classify(target: Amount, quarters: Sequence[Amount | None], *, whole: bool = False) -> str:
    """The pattern of four quarters, None where a quarter holds no figure (a dash or a blank).

    `whole` says that the unit counts things, so that a mean of quarters means nothing.

    >>> classify(Amount(12), [Amount(3), Amount(6), Amount(9), Amount(12)])
    'cumulative'
    >>> classify(Amount(10), [Amount(3), Amount(3), Amount(3), Amount(3)])
    'inconsistent'
    """
    printed = [quarter for quarter in quarters if quarter is not None]
    held = [index for index, quarter in enumerate(quarters) if quarter is not None and quarter.value]
    equal = [same(quarter, target) for quarter in printed]
    if not printed:
        return "none"
    if not held:
        return "constant" if not target.value else "inconsistent"
    if len(held) == 1:
        single = quarters[held[0]]
        if single is not None and same(single, target):
            return "final_only" if held[0] == len(quarters) - 1 else "milestone"
        return "inconsistent"
    if all(equal):
        return "constant"
    values = [quarter.value for quarter in printed]
    steps = [after - before for before, after in pairwise(values)]
    if equal[-1] and min(steps) >= 0:
        return "cumulative"
    if add_up(target, printed):
        return "incremental"
    if equal[-1] and max(steps) <= 0 and len(printed) == len(quarters) and sum(step < 0 for step in steps) > 1:
        return "declining"
    if not whole and len(printed) == len(quarters) and sum(equal) < 2 and _is_mean(target, values):
        return "average"
    return "inconsistent"


def uneven(target: Amount, quarters: Sequence[Amount | None]) -> bool:
    """Whether a cumulative series leaves the straight way to its target by a unit of its last decimal.

    >>> uneven(Amount(18), [Amount(4), Amount(9), Amount(13), Amount(18)])
    False
    >>> uneven(Amount(100), [Amount(35), Amount(50), Amount(75), Amount(100)])
    True
    """
    for number, quarter in enumerate(quarters, 1):
        way = target.value * number / len(quarters)
        if quarter is None or abs(quarter.value - way) > 0.99 * 10.0**-quarter.decimals:
            return True
    return False


def _is_mean(target: Amount, values: Sequence[float]) -> bool:
    slack = 0.5 * 10.0**-target.decimals if target.decimals else 0.0
    return abs(sum(values) / len(values) - target.value) <= slack + 1e-9 * max(1.0, abs(target.value))
