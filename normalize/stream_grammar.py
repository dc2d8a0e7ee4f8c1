"""Which piece of a dump is what, at which level: the best chain of states for the whole document at once.

The states and the steps between them are those of stream_states, the weights of the pieces those of stream_weights. The
best chain is found as for any hidden Markov model (Viterbi); the best chain *through* each state, forwards and
backwards, says how far the second-best reading lies behind, and so where a person should look.

The habits of a document are not known before it is read: how wide its columns are, whether its programme names end in
a space, which levels have formulas or persons in charge. So it is read three times, each time with what the reading
before has shown.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from normalize.records import LEVELS
from normalize.stream_chrome import Chrome
from normalize.stream_pieces import LineEnds, Piece, proportional_width, typed_width
from normalize.stream_quarters import Block, Item
from normalize.stream_states import DEEPEST, NEVER, STATES, FloatArray, Habits, Steps
from normalize.stream_weights import Evidence, Weights
from normalize.vocabulary import Vocabulary

__all__ = ["BORDER_DOUBT", "LEVEL_DOUBT", "Part", "Reading", "read_items"]

LEVEL_DOUBT = 1.6
BORDER_DOUBT = 1.2
"""How close (as a weight) a second reading may come before it is a doubt."""

_UNFINISHED = -6.0
"""The weight of a document that ends in the middle of a group."""

_OWN_LEVEL = np.array([state.level for state in STATES])


@dataclass(slots=True)
class Part:
    """A cell of the dump: its role, its level, and its pieces; or a block.

    `margin` says how far the best reading with another level (blocks) or another border (cells) lies behind, `other`
    which level that reading has.
    """

    role: str
    level: int
    reached: int
    pieces: list[Piece]
    block: Block | None = None
    margin: float = math.inf
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts of a dump in reading order, and the habits that its lines are joined by."""

    parts: list[Part]
    habits: Habits


def read_items(items: Sequence[Item], ends: LineEnds, chrome: Chrome, vocabulary: Vocabulary) -> Reading:
    """Reads the items of a dump as a cascade; the first and the last stretch may be text that is none of it.

    Where no header band names the levels, the deepest level is tried out: the reading that weighs most is taken.
    """
    evidence = Evidence(items, ends, vocabulary)
    tujuan = "tujuan" in chrome.levels or evidence.names_tujuan()
    named = [LEVELS.index(level) for level in chrome.levels]
    best: tuple[float, _Chain] | None = None
    for deepest, weight in ({max(named): 0.0} if len(named) > 1 else DEEPEST).items():
        habits = Habits(deepest)
        if chrome.formulas is not None:
            habits.formula = [0.35 if level in chrome.formulas else 0.01 for level in LEVELS]
        chain = _Chain(items, evidence.weigh(habits), Steps(habits, chrome.levels, tujuan), habits)
        if best is None or chain.weight + weight > best[0]:  # only the best is kept: a chain is as large as the dump
            best = (chain.weight + weight, chain)
    assert best is not None
    chain = best[1]
    for _ in range(2):
        habits = _learn(chain.parts(), chain.habits)
        chain = _Chain(items, evidence.weigh(habits), Steps(habits, chrome.levels, tujuan), habits)
    return Reading(chain.parts(margins=True), _learn(chain.parts(), chain.habits))


class _Chain:
    """The best chain of states for the items, by one set of habits. `weight` is the weight of the whole chain."""

    def __init__(self, items: Sequence[Item], weights: Weights, steps: Steps, habits: Habits) -> None:
        self.habits = habits
        self._items = items
        self._weights = weights
        self._steps = steps.matrix()
        shape = weights.begins.shape
        self._fresh = np.full(shape, NEVER)
        self._kept = np.full(shape, NEVER)
        self._best = np.full(shape, NEVER)
        self._source = np.zeros(shape, np.int32)
        self._fresh[0] = self._best[0] = steps.first() + weights.begins[0]
        for place in range(1, len(items)):
            ways = (self._best[place - 1] + weights.leaves[place - 1])[:, None] + self._steps
            self._source[place] = ways.argmax(axis=0)
            self._fresh[place] = ways.max(axis=0) + weights.begins[place]
            self._kept[place] = self._best[place - 1] + weights.goes_on[place]
            self._best[place] = np.maximum(self._fresh[place], self._kept[place])
        finished = ("block", "person", "junk")
        self._last = np.array([0.0 if state.role in finished else _UNFINISHED for state in STATES]) + weights.leaves[-1]
        self.weight = float((self._best[-1] + self._last).max())

    def _backwards(self) -> FloatArray:
        """The weight of the best rest of a chain after each item and state."""
        weights = self._weights
        back = np.zeros_like(self._best)
        back[-1] = self._last
        for place in range(len(self._items) - 2, -1, -1):
            onward = self._steps + (weights.begins[place + 1] + back[place + 1])[None, :]
            back[place] = np.maximum(
                onward.max(axis=1) + weights.leaves[place], weights.goes_on[place + 1] + back[place + 1]
            )
        return back

    def _path(self) -> list[tuple[int, bool]]:
        """The state of each item, and whether a part begins with it."""
        path: list[tuple[int, bool]] = []
        state = int((self._best[-1] + self._last).argmax())
        for place in range(len(self._items) - 1, -1, -1):
            new = bool(self._fresh[place, state] >= self._kept[place, state])
            path.append((state, new))
            if new:
                state = int(self._source[place, state])
        path.reverse()
        return path

    def parts(self, margins: bool = False) -> list[Part]:
        """The parts of the chain; with `margins`, how sure each is."""
        back = self._backwards() if margins else None
        parts: list[Part] = []
        for place, (index, new) in enumerate(self._path()):
            item, state = self._items[place], STATES[index]
            if isinstance(item, Block):
                part = Part("block", state.level, state.reached, [], item)
                if back is not None:
                    part.margin, part.other = self._rival(place, index, back)
                parts.append(part)
                continue
            margin = math.inf
            if back is not None and place:
                through = self._kept if new else self._fresh
                margin = self.weight - float((through[place] + back[place]).max())
            if new or not parts:
                if parts and parts[-1].block is None:
                    parts[-1].margin = min(parts[-1].margin, margin)
                parts.append(Part(state.role, state.level, state.reached, [item], None, margin))
            else:
                parts[-1].pieces.append(item)
                parts[-1].margin = min(parts[-1].margin, margin)
        return parts

    def _rival(self, place: int, index: int, back: FloatArray) -> tuple[float, int]:
        """The level of the best reading in which a block has another level, and how far that reading lies behind."""
        through = np.where(_OWN_LEVEL[index] == _OWN_LEVEL, NEVER, self._best[place] + back[place])
        rival = int(through.argmax())
        return self.weight - float(through[rival]), int(_OWN_LEVEL[rival])


def _learn(parts: Sequence[Part], before: Habits) -> Habits:
    """What a reading has shown of the document's columns."""
    habits = Habits(before.deepest, formula=list(before.formula))
    groups: Counter[int] = Counter()
    seen: dict[str, Counter[int]] = {role: Counter() for role in ("person", "formula", "indicator")}
    cells: dict[tuple[str, int], list[list[Piece]]] = defaultdict(list)
    lower: dict[str, list[bool]] = defaultdict(list)
    for part in parts:
        if part.block is not None:
            groups[part.level] += 1
        elif part.role != "junk":
            if part.role in seen:
                seen[part.role][part.level] += 1
            cells[part.role, part.level].append(part.pieces)
            lower[part.role].append(part.pieces[0].text[0].islower())
    for level in range(len(LEVELS)):
        for role, shares in (("person", habits.person), ("formula", habits.formula), ("indicator", habits.indicator)):
            share = (seen[role][level] + 6.0 * shares[level]) / (groups[level] + 6.0)
            shares[level] = min(0.995, max(0.005, share))
    habits.lower = {role: (sum(starts) + 0.3) / (len(starts) + 5.0) for role, starts in lower.items()}
    for block, part in pairwise(parts):
        further = part.role == "indicator" and part.level == part.reached == block.level
        if block.block and block.level < before.deepest and further:
            habits.beside = -8.0  # further indicators follow the first at once, so none waits for the next row
    _learn_lines(cells, habits)
    return habits


def _learn_lines(cells: dict[tuple[str, int], list[list[Piece]]], habits: Habits) -> None:
    """How wide the columns are, by the measure that fits the document's line ends, and which end in a space."""
    habits.width = min((typed_width, proportional_width), key=lambda width: _misfit(cells, width))
    for column, found in cells.items():
        ended = [cell[-1].wraps for cell in found if cell[-1].lead != "word"]
        habits.ends_spaced[column] = (sum(ended) + 0.15) / (len(ended) + 3.0)
        lines = sorted(habits.width(piece.text) for cell in found for piece in cell)
        if sum(len(cell) - 1 for cell in found) >= 8:
            habits.room[column] = lines[-1 - len(lines) // 60] if len(lines) >= 30 else lines[-1]


def _misfit(cells: dict[tuple[str, int], list[list[Piece]]], width: Callable[[str], float]) -> float:
    """How often, by this measure, a line ended although the next word had room: small for the right measure."""
    faults = total = 0.0
    for found in cells.values():
        room = max(width(piece.text) for cell in found for piece in cell)
        for cell in found:
            for piece, following in pairwise(cell):
                faults += max(0.0, room - width(f"{piece.text} {following.words[0]}")) / room
                total += 1
    return faults / max(total, 1.0)
