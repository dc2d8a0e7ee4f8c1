"""Which official rows the names of a document are, so that kegiatan stand under their programme and sub kegiatan under
their kegiatan.

One name can be official at two levels (a kegiatan and its only sub kegiatan) and in many places (a sub kegiatan that
every kind of school has). The order in print and the codes decide: of all ways to choose a row for each name, the one
with the least cost is taken (Viterbi's algorithm over the programme and kegiatan that were met last). Where rows cost
the same, the names that have one row alone tell the office (the first two parts of the code, `u.bb`) and the kind of
government (the fourth); a name that stays open nevertheless has its level and no code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["Match", "Official", "best_chain"]

_Parts = tuple[str, ...]
_State = tuple[_Parts, _Parts]
"""The parts of the codes of the programme and the kegiatan met last, empty where none was."""

_WIDEST = 200
"""How many states are followed at once; more than any real document has ways to be read."""
_ALIEN = 3.0
"""A name under a programme or kegiatan that is not its own."""
_SKIPPED = 1.0
"""A sub kegiatan whose kegiatan was not printed before it."""
_AGAIN = 0.5
"""A kegiatan printed again right below itself, rather than its sub kegiatan of the same name."""
_UNMATCHED = 4.0
"""A name left without a row though the list has it."""


@dataclass(frozen=True, slots=True)
class Official:
    """A row of the list; `parts` is its code in parts without leading zeros."""

    kode: str
    level: str
    nama: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What a printed name is in the list.

    `kode` is None where the list has the name under several codes and nothing tells which; `score` is the likeness of
    the printed to the official name, 100 for the same letters; `how` is `code`, `name` or `spelling`.
    """

    kode: str | None
    level: str
    nama: str
    score: float
    how: str = "name"


def best_chain(options: Sequence[Sequence[tuple[Official, Match]]]) -> list[Match | None]:
    """The row of each name in the chain of least cost.

    `options` holds for each name, in reading order, the rows that it may be. None comes back where there is none, or
    where rows of two levels cost the same.
    """
    layers: list[list[tuple[_State, int, _State, float]]] = []
    costs: dict[_State, float] = {((), ()): 0.0}
    forward = [costs]
    for choices in options:
        layer: list[tuple[_State, int, _State, float]] = []
        for state in costs:
            layer.append((state, -1, state, _UNMATCHED if choices else 0.0))
            layer += [(state, index, *_step(state, row)) for index, (row, _) in enumerate(choices)]
        after: dict[_State, float] = {}
        for state, _, following, cost in layer:
            total = costs[state] + cost
            if total < after.get(following, float("inf")):
                after[following] = total
        kept = sorted(after, key=after.__getitem__)[:_WIDEST]
        costs = {state: after[state] for state in kept}
        layers.append([step for step in layer if step[2] in costs])
        forward.append(costs)
    cheapest = _read_back(layers, forward, options)
    sure = [choices[0][0].parts for choices in cheapest if len(choices) == 1]
    offices = Counter(parts[:2] for parts in sure if parts[0] != "X")
    kinds = Counter(parts[3] for parts in sure if len(parts) > 3)
    return [_agreed(choices, offices, kinds) for choices in cheapest]


def _read_back(
    layers: Sequence[Sequence[tuple[_State, int, _State, float]]],
    forward: Sequence[dict[_State, float]],
    options: Sequence[Sequence[tuple[Official, Match]]],
) -> list[list[tuple[Official, Match]]]:
    """For each name the rows that a chain of least cost gives it; none where such a chain leaves it out."""
    found: list[list[tuple[Official, Match]]] = []
    backward = dict.fromkeys(forward[-1], 0.0)
    for layer, costs, choices in zip(reversed(layers), reversed(forward[:-1]), reversed(options), strict=True):
        best: dict[int, float] = {}
        before: dict[_State, float] = {}
        for state, index, following, cost in layer:
            rest = cost + backward[following]
            best[index] = min(best.get(index, float("inf")), costs[state] + rest)
            before[state] = min(before.get(state, float("inf")), rest)
        least = min(best.values())
        cheapest = [index for index, total in best.items() if total < least + 1e-6]
        found.append([] if -1 in cheapest else [choices[index] for index in cheapest])
        backward = before
    return found[::-1]


def _agreed(
    choices: Sequence[tuple[Official, Match]], offices: Counter[tuple[str, ...]], kinds: Counter[str]
) -> Match | None:
    """The row of a name, or its level alone where several rows remain, or nothing where they differ in level.

    A row that every office has (`X.XX`) gives way to the same row of the document's own office, and to no other's.
    """
    if len({match.level for _, match in choices}) != 1:
        return None

    def rank(row: Official) -> tuple[int, bool, int]:
        return offices[row.parts[:2]], row.parts[0] == "X", kinds[row.parts[3]] if len(row.parts) > 3 else 0

    best = max(rank(row) for row, _ in choices)
    matches = [match for row, match in choices if rank(row) == best]
    if len({match.kode for match in matches}) == 1:
        return matches[0]
    return replace(matches[0], kode=None)


def _step(state: _State, row: Official) -> tuple[_State, float]:
    """Where a row leads from a state, and what it costs."""
    program, kegiatan = state
    parts = row.parts
    if row.level == "program":
        return (parts, ()), 0.0
    home = parts[: _depth(program, parts)]
    alien = _ALIEN if program and not _under(parts, program) else 0.0
    if row.level == "kegiatan":
        return (home, parts), alien + (_AGAIN if parts == kegiatan else 0.0)
    if kegiatan and _under(parts, kegiatan):
        return state, 0.0
    return (home, parts[:-1]), alien or _SKIPPED


def _depth(program: _Parts, parts: _Parts) -> int:
    """How many parts of a code name its programme: as many as the last programme had, else three (`u.bb.pp`)."""
    return len(program) if program and _under(parts, program) else min(3, len(parts) - 1)


def _under(parts: _Parts, parent: _Parts) -> bool:
    return len(parts) > len(parent) and parts[: len(parent)] == parent
