"""The states of the grammar of a dumped cascade, and the weight of each step between them.

A dump is a chain of groups: [name] [indicator] [formula] unit target quarters [person in charge]. After a sasaran's
group comes a program's, then a kegiatan's, then those of its sub kegiatan, each with a person in charge; then the next
kegiatan, program or sasaran. A group without a name is a further indicator of the node before it, or of a node above
that stands beside the rows of its children. All weights are natural logarithms of odds, roughly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from normalize.records import LEVELS
from normalize.stream_pieces import typed_width

__all__ = [
    "COLUMNS",
    "COLUMN_OF",
    "DEEPEST",
    "KEGIATAN",
    "NEVER",
    "PROGRAM",
    "SASARAN",
    "STATES",
    "SUB",
    "TUJUAN",
    "FloatArray",
    "Habits",
    "State",
    "Steps",
]

FloatArray = npt.NDArray[np.float64]

NEVER = -1e6
TUJUAN, SASARAN, PROGRAM, KEGIATAN, SUB = range(5)


@dataclass(frozen=True, slots=True)
class State:
    """A role (`block`, `person`, `name`, `indicator`, `formula`, `junk`), the level that it is of, and the level that
    the table has reached: these differ for a further indicator of a level above. `again` marks a further indicator of
    a node whose person in charge was printed before it."""

    role: str
    level: int = -1
    reached: int = -1
    again: bool = False


STATES = (
    *(State(role, level, level, True) for level in range(5) for role in ("block", "indicator", "formula")),
    *(State("block", own, reached) for reached in range(5) for own in range(reached + 1)),
    *(State("indicator", own, reached) for reached in range(5) for own in range(reached + 1)),
    *(State("formula", own, reached) for reached in range(5) for own in range(reached + 1)),
    *(State("name", level, level) for level in range(5)),
    *(State("person", level, level) for level in range(5)),
    State("junk"),
)
COLUMNS = tuple(dict.fromkeys((state.role, state.level) for state in STATES))
"""The columns of the table that the dump was: a role and a level."""

COLUMN_OF = np.array([COLUMNS.index((state.role, state.level)) for state in STATES])

# The weight of a step from a level (rows) to the level of the next name (columns), above a document's deepest level.
_DESCENT = np.array(
    [
        [-4.0, 0.0, -4.0, -7.0, -9.0],
        [-5.0, -4.0, 0.0, -6.0, -9.0],
        [-6.0, -4.5, -4.5, 0.0, -6.0],
        [-6.0, -5.5, -5.5, -5.0, 0.0],
        [-4.0, -2.0, -1.5, -1.2, -0.7],
    ]
)
_ASCENT = (-0.7, -1.2, -1.5, -2.0, -4.0)
"""The weight of a step from the deepest level, by how many levels it goes up."""

_FIRST = (-1.0, 0.0, -1.5, -4.0, -5.0)
"""The weight of each level for a document's first name."""

_PERSON = (0.02, 0.03, 0.05, 0.08, 0.08)
"""How often a person in charge stands after a node above the deepest level."""

DEEPEST = {SUB: 0.0, KEGIATAN: -1.5, PROGRAM: -3.0, SASARAN: -3.0}
"""How likely a document's levels end at each level, as a weight."""


@dataclass(slots=True)
class Habits:
    """What the readings so far have shown of a document whose levels end at `deepest`.

    `person`, `formula` and `indicator` say how often a node of each level has one. `ends_spaced` says how often a cell
    of a column ends in a space, `lower` how often a cell of a role begins with a small letter, `room` how wide a
    column is as `width` measures.
    """

    deepest: int
    person: list[float] = field(default_factory=list)
    formula: list[float] = field(default_factory=list)
    indicator: list[float] = field(default_factory=list)
    ends_spaced: dict[tuple[str, int], float] = field(default_factory=dict)
    lower: dict[str, float] = field(default_factory=dict)
    room: dict[tuple[str, int], float] = field(default_factory=dict)
    width: Callable[[str], float] = typed_width
    beside: float = -3.5
    """The weight of a further indicator of a level above, beside the rows of its children."""

    def __post_init__(self) -> None:
        levels = range(len(LEVELS))
        self.person = self.person or [0.93 if level == self.deepest else _PERSON[level] for level in levels]
        self.formula = self.formula or [0.15 if level == self.deepest else 0.3 for level in levels]
        self.indicator = self.indicator or [0.9 if level == self.deepest else 0.94 for level in levels]


class Steps:
    """The weights of the steps in one document: `levels` are those that its header bands name (empty: not known)."""

    def __init__(self, habits: Habits, levels: set[str], tujuan: bool) -> None:
        self._habits = habits
        self._tujuan = tujuan
        self._unnamed = [-5.0 if levels and level not in levels else 0.0 for level in LEVELS]

    def matrix(self) -> FloatArray:
        """The weight of each step from a state (rows) to another that begins a new part (columns)."""
        steps = np.full((len(STATES), len(STATES)), NEVER)
        possible = [self._possible(state) for state in STATES]
        for i, here in enumerate(STATES):
            for j, there in enumerate(STATES):
                if possible[i] and possible[j]:
                    steps[i, j] = self._step(here, there)
        return steps

    def first(self) -> FloatArray:
        """The weight of each state at the beginning of a document."""
        weights = np.full(len(STATES), NEVER)
        for index, state in enumerate(STATES):
            if not self._possible(state):
                continue
            if state.role == "junk":
                weights[index] = -1.5
            elif state.role == "name" or (state.role == "indicator" and state.level == state.reached):
                weights[index] = _FIRST[state.level] - (5.0 if state.role == "indicator" else 0.0)
        return weights

    def _possible(self, state: State) -> bool:
        return (state.level != TUJUAN or self._tujuan) and state.reached <= self._habits.deepest

    def _step(self, here: State, there: State) -> float:
        if here.role in ("block", "person"):
            return self._from_end(here, there)
        own = here.level
        if here.role == "junk":
            if there.role == "name":
                return _FIRST[there.level]
            return -6.0 if there.role == "indicator" and there.level == there.reached and not there.again else NEVER
        if here.role == "name" and there.role == "name":  # a node that only heads the next has no block of its own
            return -4.5 - 2.0 * (there.level - own - 1) + self._unnamed[there.level] if there.level > own else NEVER
        if (there.level, there.reached, there.again) != (own, here.reached, here.again):
            return NEVER
        if here.role == "name":
            if there.role == "formula":
                return -6.0
            share = self._habits.indicator[own]
            return math.log(share if there.role == "indicator" else 1 - share)
        if there.role == "formula" and here.role == "indicator":
            return math.log(self._habits.formula[own])
        if there.role == "block":
            return math.log(1 - self._habits.formula[own]) if here.role == "indicator" else 0.0
        return NEVER

    def _from_end(self, here: State, there: State) -> float:
        """The weight of a step from a block, or from the person in charge after it."""
        own, reached = here.level, here.reached
        plain = here.role == "block" and own == reached and not here.again
        alone = math.log(1 - self._habits.person[own]) if plain else 0.0
        if there.role == "person":
            if here.role != "block" or not there.level == own == reached:
                return NEVER
            return -1.5 if here.again else math.log(self._habits.person[own])
        deepest = reached == self._habits.deepest
        if there.role == "name":
            up = deepest and there.level <= reached
            way = _ASCENT[reached - there.level] if up else float(_DESCENT[reached, there.level])
            return alone + way + self._unnamed[there.level]
        if there.role == "indicator" and there.reached == reached:
            if there.level == reached:  # a further indicator of the same node; its person may come after the last
                return -2.5 if there.again == (here.again or here.role == "person") else NEVER
            if not deepest:  # the row of the levels below has not been reached
                return NEVER
            return alone + self._habits.beside if here.reached == own or there.level > own else NEVER
        if there.role == "block" and there == here:
            return alone - 8.0
        return -4.0 if there.role == "junk" else NEVER
