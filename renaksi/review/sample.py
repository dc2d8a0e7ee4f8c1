"""A random sample of records that raised no doubt, and what it says about the reading.

The records with findings are looked at anyway; how often the others are wrong shows only in a sample of them. It is
drawn by hashes of the documents: the same documents give the same sample on every machine, and nobody chooses it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable

__all__ = ["choose_sample", "interval", "is_misprint"]

_MISPRINT = ("salah cetak", "misprint")


def is_misprint(reason: str | None) -> bool:
    """Whether a correction's reason says that the document itself is wrong: that is no fault of the reading.

    >>> is_misprint("Salah cetak: kurang satu angka"), is_misprint("salah baca"), is_misprint(None)
    (True, False, False)
    """
    return (reason or "").lower().startswith(_MISPRINT)


def choose_sample(candidates: Iterable[str], documents: Iterable[str], size: int, kept: Iterable[str] = ()) -> set[str]:
    """A random sample of records.

    Args:
        candidates: the ids of the records to draw from.
        documents: the hashes of all documents, in any order: the seed.
        size: how many; fewer where there are not so many.
        kept: records that were looked at as a sample before: they belong to it.
    """
    if size <= 0:
        return set()
    seed = "".join(sorted(set(documents)))
    chosen = set(kept)
    order = sorted(set(candidates) - chosen, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())
    return chosen | set(order[: max(0, size - len(chosen))])


def interval(errors: int, looked_at: int, confidence: float = 0.95) -> tuple[float, float]:
    """Between which shares of all records the share of wrong ones lies (Clopper and Pearson's exact interval).

    >>> [round(share, 3) for share in interval(0, 30)]
    [0.0, 0.116]
    >>> [round(share, 3) for share in interval(2, 28)]
    [0.009, 0.235]
    >>> interval(0, 0)
    (0.0, 1.0)
    """
    if looked_at <= 0:
        return 0.0, 1.0
    rest = (1 - confidence) / 2
    low = 0.0 if errors == 0 else _solve(lambda share: 1 - _at_most(errors - 1, looked_at, share) < rest)
    high = 1.0 if errors == looked_at else _solve(lambda share: _at_most(errors, looked_at, share) > rest)
    return low, high


def _at_most(errors: int, looked_at: int, share: float) -> float:
    """The chance to find so many errors or fewer, where this share of all records is wrong."""
    return math.fsum(
        math.comb(looked_at, count) * share**count * (1 - share) ** (looked_at - count) for count in range(errors + 1)
    )


def _solve(below: Callable[[float], bool]) -> float:
    """The share up to which `below` holds."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2
