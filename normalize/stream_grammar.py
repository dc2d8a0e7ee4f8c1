"""The grammar of a dumped cascade: which piece is what, at which level, decided for the whole document at once.

A dump is a chain of groups: [name] [indicator] [formula] unit target quarters [person in charge]. A state is a role, the
level whose indicator stands there, and the level that the table has reached; a step from one state to the next has a
weight from the grammar (after a kegiatan comes a sub kegiatan, a person in charge comes after a sub kegiatan, …), from
the words (normalize/stream_cues.py) and from the line ends (`LineEnds`). The best chain is found as for any hidden
Markov model (Viterbi); the best chain *through* each state, forwards and backwards, says how far the second-best
reading lies behind, and so where a person should look.

The weights of a document are not known before it is read: how wide its columns are, whether its programme names end in
a space, which levels have formulas or persons in charge. So it is read three times, each time with what the reading
before has shown.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from normalize.records import LEVELS
from normalize.stream_chrome import Chrome
from normalize.stream_cues import (
    begins_activity,
    begins_computed,
    begins_formula,
    begins_indicator,
    begins_measured,
    begins_outcome,
    begins_output,
    begins_person,
    begins_program,
    begins_result,
    ends_open,
    measures,
    names_post_only,
    split_code,
    starts_open,
)
from normalize.stream_pieces import LineEnds, Piece, proportional_width, typed_width
from normalize.stream_quarters import Block, Item
from normalize.vocabulary import Vocabulary

__all__ = ["Part", "Reading", "read_items"]

FloatArray = npt.NDArray[np.float64]

NEVER = -1e6
TUJUAN, SASARAN, PROGRAM, KEGIATAN, SUB = range(5)

LEVEL_DOUBT = 1.6
BORDER_DOUBT = 1.2
"""How close (as a weight) a second reading may come before it is a doubt."""


@dataclass(frozen=True, slots=True)
class State:
    """A role (`block`, `person`, `name`, `indicator`, `formula`, `junk`), the level that it is of, and the level that the table has
    reached: these differ for a second indicator of a level above, which stands beside the rows of its children.
    `again` marks a further indicator of a node whose person in charge was printed before it."""

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

_PERSONS = np.array([role == "person" for role, _ in COLUMNS])
_COLUMN = np.array([COLUMNS.index((state.role, state.level)) for state in STATES])
_BLOCK = np.array([state.role == "block" for state in STATES])
_JUNK = np.array([state.role == "junk" for state in STATES])

# The weight of a step from a level (rows) to the level of the next name (columns). After the deepest level of a document
# everything can come, nearest first; above it a level is followed by the next one down.
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
_FIRST = (-1.0, 0.0, -1.5, -4.0, -5.0)
_PERSON = (0.02, 0.03, 0.05, 0.08, 0.08)
"""How often a person in charge stands after a node above the deepest level."""

_DEEPEST = {SUB: 0.0, KEGIATAN: -3.0, PROGRAM: -6.0, SASARAN: -6.0}
"""How likely a document's levels end at each level, as a weight."""


@dataclass(slots=True)
class Part:
    """A cell of the dump: its role, its level, and its pieces; or a block."""

    role: str
    level: int
    reached: int
    pieces: list[Piece]
    block: Block | None = None
    margin: float = math.inf
    """How far the best reading with another level lies behind (blocks), or with another border (cells)."""
    other: int | None = None
    """The level of that reading."""


@dataclass(slots=True)
class Habits:
    """What the readings so far have shown of the document."""

    person: list[float] = field(default_factory=lambda: list(_PERSON))
    formula: list[float] = field(default_factory=lambda: [0.3, 0.3, 0.3, 0.3, 0.15])
    indicator: list[float] = field(default_factory=lambda: [0.95, 0.95, 0.93, 0.93, 0.9])
    ends_spaced: dict[tuple[str, int], float] = field(default_factory=dict)
    lower: dict[str, float] = field(default_factory=dict)
    room: dict[tuple[str, int], float] = field(default_factory=dict)
    width: Callable[[str], float] = typed_width
    beside: float = -3.5
    """The weight of a further indicator of a level above, beside the rows of its children."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts of a dump in reading order, and what is needed to join their lines."""

    parts: list[Part]
    habits: Habits


def read_items(items: Sequence[Item], ends: LineEnds, chrome: Chrome, vocabulary: Vocabulary) -> Reading:
    """Reads the items of a dump as a cascade; the first and the last stretch may be text that is none of it.

    Where no header band names the levels, the deepest level is tried out: the reading that weighs most is taken.
    """
    persons = _repeated_heads(items)
    named = [LEVELS.index(level) for level in chrome.levels]
    deepest = {max(named): 0.0} if len(named) > 1 else _DEEPEST
    best: tuple[float, Reading] | None = None
    for level, weight in deepest.items():
        habits = Habits(person=[0.93 if own == level else share for own, share in enumerate(_PERSON)])
        if chrome.formulas is not None:
            habits.formula = [0.35 if own in chrome.formulas else 0.01 for own in LEVELS]
        parts: list[Part] = []
        total = 0.0
        for _ in range(3):
            parts, total = _Pass(items, ends, chrome, vocabulary, habits, persons, level).read()
            habits = _learn(parts, habits, level)
        if best is None or total + weight > best[0]:
            best = (total + weight, Reading(parts, habits))
    assert best is not None
    return best[1]


def _repeated_heads(items: Sequence[Item]) -> dict[int, float]:
    """Where a text ends that stands after several blocks, each time with other text after it: a person in charge.

    Returns:
        For the place of each item that would come next, the weight for a person in charge that ends before it.
    """
    heads: list[tuple[int, tuple[str, ...]]] = []
    for place, item in enumerate(items):
        if isinstance(item, Block):
            texts = []
            for follower in items[place + 1 : place + 9]:
                if isinstance(follower, Block):
                    break
                texts.append(follower.text)
            heads.append((place + 1, tuple(texts)))
    counts: Counter[tuple[str, ...]] = Counter()
    followers: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for _, texts in heads:
        for length in range(1, len(texts) + 1):
            counts[texts[:length]] += 1
            followers[texts[:length]].add(texts[length] if length < len(texts) else "")
    ends: dict[int, float] = {}
    for place, texts in heads:
        for length in range(1, min(len(texts), 7) + 1):
            head = texts[:length]
            if counts[head] >= 2:
                sure = 5.0 * (len(followers[head]) - 1) / (counts[head] - 1) - 1.5
                ends[place + length] = sure * (1 - 2 / (counts[head] + 1))
    return ends


class _Pass:
    """One reading of the items with the habits known so far."""

    def __init__(
        self,
        items: Sequence[Item],
        ends: LineEnds,
        chrome: Chrome,
        vocabulary: Vocabulary,
        habits: Habits,
        persons: dict[int, float],
        deepest: int,
    ) -> None:
        self.items = items
        self.ends = ends
        self.chrome = chrome
        self.vocabulary = vocabulary
        self.habits = habits
        self.persons = persons
        self.tujuan = "tujuan" in chrome.levels or any(
            isinstance(item, Piece) and vocabulary.label(item.text)[0] == "tujuan" for item in items
        )
        self.deepest = deepest
        self.steps = self._steps()
        blocks = [place for place, item in enumerate(items) if isinstance(item, Block)]
        self.first_block = blocks[0] if blocks else len(items)
        self.last_block = blocks[-1] if blocks else -1

    def _steps(self) -> FloatArray:
        """The weight of each step between states that starts a new part."""
        habits = self.habits
        steps = np.full((len(STATES), len(STATES)), NEVER)
        named = [-5.0 if self.chrome.levels and level not in self.chrome.levels else 0.0 for level in LEVELS]
        for i, here in enumerate(STATES):
            for j, there in enumerate(STATES):
                if self._possible(here) and self._possible(there):
                    steps[i, j] = self._step(here, there, habits) + (named[there.level] if there.role == "name" else 0.0)
        return steps

    def _possible(self, state: State) -> bool:
        return (state.level != TUJUAN or self.tujuan) and state.reached <= self.deepest

    def _step(self, here: State, there: State, habits: Habits) -> float:
        if here.role in ("block", "person"):
            return self._step_from_end(here, there, habits)
        own = here.level
        if here.role == "junk":
            if there.role == "name":
                return _FIRST[there.level]
            return -6.0 if there.role == "indicator" and there.level == there.reached and not there.again else NEVER
        if here.role == "name" and there.role == "name":
            return -3.0 - 2.0 * (there.level - own - 1) if there.level > own else NEVER
        if (there.level, there.reached, there.again) != (own, here.reached, here.again):
            return NEVER
        if here.role == "name":
            if there.role == "indicator":
                return math.log(habits.indicator[own])
            return math.log(1 - habits.indicator[own]) if there.role == "block" else -6.0
        if there.role == "formula" and here.role == "indicator":
            return math.log(habits.formula[own])
        if there.role == "block":
            return math.log(1 - habits.formula[own]) if here.role == "indicator" else 0.0
        return NEVER

    def _step_from_end(self, here: State, there: State, habits: Habits) -> float:
        """The weight of a step from a block, or from the person in charge after it."""
        own, reached = here.level, here.reached
        plain = here.role == "block" and own == reached and not here.again
        alone = math.log(1 - habits.person[own]) if plain else 0.0
        if there.role == "person":
            if here.role != "block" or not there.level == own == reached:
                return NEVER
            return -1.5 if here.again else math.log(habits.person[own])
        if there.role == "name":
            down = _ASCENT[reached - there.level] if reached == self.deepest >= there.level else _DESCENT[reached, there.level]
            return alone + float(down)
        if there.role == "indicator" and there.reached == reached:
            if there.level == reached:  # a further indicator of the same node; its person may come after the last
                return -2.5 if there.again == (here.again or here.role == "person") else NEVER
            if reached != self.deepest:  # the row of the levels below has not been reached
                return NEVER
            return alone + habits.beside if plain or here.again or here.role == "person" or there.level > own else NEVER
        if there.role == "block" and there == here:
            return alone - 8.0
        return -4.0 if there.role == "junk" else NEVER

    def read(self) -> tuple[list[Part], float]:
        """The parts of the best reading, and its weight."""
        count = len(self.items)
        goes_on = np.full((count, len(STATES)), NEVER)
        begins = np.full((count, len(STATES)), NEVER)
        leaves = np.zeros((count, len(STATES)))
        for place, item in enumerate(self.items):
            if isinstance(item, Block):
                begins[place] = np.where(_BLOCK, 0.0, NEVER)
                continue
            before = self.items[place - 1] if place else None
            above = before if isinstance(before, Piece) else None
            start, through, leave = self._weigh(place, item, above)
            begins[place] = start[_COLUMN]
            leaves[place] = leave[_COLUMN]
            if above is not None:
                goes_on[place] = through[_COLUMN]
        return self._best(goes_on, begins, leaves)

    def _best(self, goes_on: FloatArray, begins: FloatArray, leaves: FloatArray) -> tuple[list[Part], float]:
        count = len(self.items)
        size = len(STATES)
        forth = np.full((count, size), NEVER)
        source = np.zeros((count, size), np.int32)
        entered = np.zeros((count, size), np.bool_)
        initial = np.full(size, NEVER)
        for index, state in enumerate(STATES):
            if not self._possible(state):
                continue
            if state.role == "name":
                initial[index] = _FIRST[state.level]
            elif state.role == "indicator" and state.level == state.reached:
                initial[index] = _FIRST[state.level] - 5.0
            elif state.role == "junk":
                initial[index] = -1.5
        fresh = np.full((count, size), NEVER)
        kept = np.full((count, size), NEVER)
        fresh[0] = initial + begins[0]
        forth[0] = fresh[0]
        entered[0] = True
        for place in range(1, count):
            ways = (forth[place - 1] + leaves[place - 1])[:, None] + self.steps
            source[place] = ways.argmax(axis=0)
            fresh[place] = ways.max(axis=0) + begins[place]
            kept[place] = forth[place - 1] + goes_on[place]
            entered[place] = fresh[place] >= kept[place]
            forth[place] = np.where(entered[place], fresh[place], kept[place])
        back = np.zeros((count, size))
        last = np.array([0.0 if state.role in ("block", "person", "junk") else -6.0 for state in STATES])
        back[-1] = last + leaves[-1]
        for place in range(count - 2, -1, -1):
            onward = self.steps + (begins[place + 1] + back[place + 1])[None, :]
            back[place] = np.maximum(onward.max(axis=1) + leaves[place], goes_on[place + 1] + back[place + 1])
        return self._trace(forth, back, fresh, kept, source, entered), float((forth[-1] + back[-1]).max())

    def _trace(
        self,
        forth: FloatArray,
        back: FloatArray,
        fresh: FloatArray,
        kept: FloatArray,
        source: npt.NDArray[np.int32],
        entered: npt.NDArray[np.bool_],
    ) -> list[Part]:
        place = len(self.items) - 1
        state = int((forth[place] + back[place]).argmax())
        path: list[tuple[int, bool]] = []
        while place >= 0:
            path.append((state, bool(entered[place, state])))
            if entered[place, state]:
                state = int(source[place, state])
            place -= 1
        path.reverse()
        parts: list[Part] = []
        owns = np.array([each.level for each in STATES])
        for place, (state, new) in enumerate(path):
            item, here = self.items[place], STATES[state]
            through = forth[place] + back[place]
            best = float(through[state])
            if isinstance(item, Block):
                others = np.where(owns == here.level, NEVER, through)
                rival = int(others.argmax())
                part = Part("block", here.level, here.reached, [], item, best - float(others[rival]), STATES[rival].level)
                parts.append(part)
                continue
            alternative = float(((kept if new else fresh)[place] + back[place]).max())
            margin = best - alternative
            if new or not parts:
                parts.append(Part(here.role, here.level, here.reached, [item], None, margin if place else math.inf))
                if len(parts) > 1 and parts[-2].block is None:
                    parts[-2].margin = min(parts[-2].margin, margin)
            else:
                parts[-1].pieces.append(item)
                parts[-1].margin = min(parts[-1].margin, margin)
        return parts

    def _weigh(self, place: int, piece: Piece, above: Piece | None) -> tuple[FloatArray, FloatArray, FloatArray]:
        """For each column: the weight of a cell that begins with this piece, of one that goes on with it, and of
        one that ends with it."""
        text, opening = piece.text, self._opening(place)
        start = np.zeros(len(COLUMNS))
        through = np.zeros(len(COLUMNS))
        leave = np.zeros(len(COLUMNS))
        border, onward = self._line_end(piece, above)
        inside = place < self.first_block or place > self.last_block
        roles = self._role_weights(opening)
        sums = measures(text)
        wide = self.habits.width(text)
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        lonely = len(piece.words) == 1 and isinstance(following, Block)
        passed = 0.0
        if not text[0].islower():
            passed = 1.5 if begins_indicator(opening) or begins_result(opening) else 0.7 if begins_measured(opening) else 0.0
        for column, (role, level) in enumerate(COLUMNS):
            if role == "block" or (role == "junk" and not inside):
                start[column] = through[column] = NEVER
                continue
            emitted = 0.0
            if role == "formula":
                emitted = 2.0 if sums else 0.0
            elif role == "junk":
                emitted = -0.4
            elif sums:
                emitted = -2.0
            room = self.habits.room.get((role, level), 0.0)
            if room and wide > room + 0.5:
                emitted -= min(4.0, 0.8 * (wide - room))
            start[column] = border + roles[role] + self._level_weight(role, level, opening) + emitted
            through[column] = onward + emitted + self._fit(piece, above, room, role)
            if role in ("name", "person"):
                through[column] -= passed
            elif role == "indicator":
                through[column] -= 1.0 if begins_computed(opening) else 0.5 if begins_indicator(opening) and passed else 0.0
            if lonely and role in ("name", "indicator"):
                start[column] -= 1.5
            if self.ends.spaced and piece.lead != "word":
                spaced = self.habits.ends_spaced.get((role, level), 0.05)
                leave[column] = math.log(spaced if piece.wraps else 1 - spaced)
        if isinstance(self.items[place - 1], Block) and names_post_only(text):
            leave[_PERSONS] -= 4.0
        if place + 1 in self.persons:
            leave[_PERSONS] += self.persons[place + 1]
        return start, through, leave

    def _line_end(self, piece: Piece, above: Piece | None) -> tuple[float, float]:
        """The weights of a border between two pieces, and of none."""
        if above is None:
            return 0.0, NEVER
        border = onward = 0.0
        if piece.lead == "word":
            return -3.5 - (4.0 if ends_open(above.text) else 0.0), 0.0
        if piece.lead == "tab":
            return 0.0, -2.5
        if ends_open(above.text):
            border -= 4.0
        if self.ends.gaps_speak and piece.page == above.page:
            if piece.gap > self.ends.gap:
                onward -= 2.0
            elif piece.gap < self.ends.gap:
                border -= 2.0
        if self.ends.spaced:
            if not self.ends.wraps(above):
                onward -= 0.3 if self._broken(piece, above) else 5.0
        else:
            border -= 1.2
        return border, onward

    def _broken(self, piece: Piece, above: Piece) -> bool:
        last = above.words[-1]
        if (last[-1] in "/-‐‑" and len(last) > 1) or piece.words[0][0] in "/-‐‑":
            return True
        width = self.habits.width
        room = max(width(above.text), *self.habits.room.values(), 0.0) if self.habits.room else width(above.text)
        rooms = [room for room in self.habits.room.values() if abs(room - width(above.text)) <= 1.5]
        return self.ends.splits_word(above, piece, min(rooms) if rooms else width(above.text), width)

    def _fit(self, piece: Piece, above: Piece | None, room: float, role: str) -> float:
        """The weight against a line that ended although the next word still had room in its column."""
        if above is None or not room or piece.lead != "line" or role == "junk":
            return 0.0
        left = room - self.habits.width(f"{above.text} {piece.words[0]}")
        return -min(4.0, 0.7 * left) if left > 0.3 else 0.0

    def _opening(self, place: int) -> str:
        """The first words of a cell that begins at a place: a narrow column has one on each line."""
        words: list[str] = []
        for item in self.items[place : place + 3]:
            if isinstance(item, Block) or len(words) >= 4:
                break
            words += item.words
        return " ".join(words)

    def _role_weights(self, text: str) -> dict[str, float]:
        """How well a text begins a cell of each role."""
        _, bare = split_code(text)
        indicator, measured, outcome = begins_indicator(bare), begins_measured(bare), begins_outcome(bare)
        result, output = begins_result(bare), begins_output(bare)
        person, activity, program = begins_person(bare), begins_activity(bare), begins_program(bare)
        weights = {
            "name": -3.0 if indicator or result else -1.0 if measured else -0.5 if output else -2.5 if person else 0.0,
            "indicator": 3.0 if indicator or result else 2.0 if outcome else 1.5 if measured else 0.0 if output else -2.0,
            "formula": 3.5 if begins_computed(bare) else 0.8 if begins_formula(bare) else -2.0,
            "person": 3.0 if person else -2.0,
            "junk": -2.0,
        }
        if activity:
            weights["name"] += 1.5
            weights["indicator"] -= 2.0
            weights["person"] -= 2.0
            weights["formula"] -= 1.0
        if program:
            for role in ("indicator", "person", "formula"):
                weights[role] -= 5.0
        if indicator or outcome or result:
            weights["person"] -= 3.0
        if text[0] == "(" and text[-1] != ")" and ")" in text.split()[0]:
            weights["formula"] -= 1.5
        if starts_open(text):
            for role in weights:
                weights[role] -= 3.0
        elif text[0].islower():
            for role in weights:
                if role != "junk":
                    weights[role] += math.log(self.habits.lower.get(role, 0.06))
        return weights

    def _level_weight(self, role: str, level: int, text: str) -> float:
        """How well a text begins the name of a node of a level."""
        if role != "name":
            return 0.0
        label, _ = self.vocabulary.label(text)
        if label is not None:
            return 5.0 if LEVELS.index(label) == level else -5.0
        code, bare = split_code(text)
        if code is not None:
            depth = {3: PROGRAM, 5: KEGIATAN, 6: SUB}.get(code.count(".") + 1)
            if depth is not None:
                return 4.0 if depth == level else -4.0
        if begins_program(bare):
            return 4.0 if level == PROGRAM else -5.0
        if level == PROGRAM:
            return -3.0
        if level in (TUJUAN, SASARAN):
            return 2.5 if begins_outcome(bare) else -1.5
        return -2.0 if begins_outcome(bare) else 0.0


def _learn(parts: Sequence[Part], before: Habits, deepest: int) -> Habits:
    """What a reading has shown of the document's columns."""
    habits = Habits(
        person=[0.93 if level == deepest else share for level, share in enumerate(_PERSON)], formula=list(before.formula)
    )
    groups: Counter[int] = Counter()
    seen: dict[str, Counter[int]] = {role: Counter() for role in ("person", "formula", "indicator")}
    ended: dict[tuple[str, int], list[bool]] = defaultdict(list)
    lower: dict[str, list[bool]] = defaultdict(list)
    cells: dict[tuple[str, int], list[list[Piece]]] = defaultdict(list)
    for part in parts:
        if part.block is not None:
            groups[part.level] += 1
        elif part.role in ("name", "indicator", "formula", "person"):
            if part.role in seen:
                seen[part.role][part.level] += 1
            if part.pieces[-1].lead != "word":
                ended[part.role, part.level].append(part.pieces[-1].wraps)
            lower[part.role].append(part.pieces[0].text[0].islower())
            cells[part.role, part.level].append(part.pieces)
    for level in range(5):
        for role, shares in (("person", habits.person), ("formula", habits.formula), ("indicator", habits.indicator)):
            weight = 6.0
            share = (seen[role][level] + weight * shares[level]) / (groups[level] + weight)
            shares[level] = min(0.995, max(0.005, share))
    for column, spaced in ended.items():
        habits.ends_spaced[column] = (sum(spaced) + 0.15) / (len(spaced) + 3.0)
    for role, starts in lower.items():
        habits.lower[role] = (sum(starts) + 0.3) / (len(starts) + 5.0)
    for block, part in zip(parts, parts[1:], strict=False):
        if block.block and block.level < deepest and part.role == "indicator" and part.level == part.reached == block.level:
            habits.beside = -8.0  # further indicators follow the first at once, so none waits for the next row
    habits.width = min((typed_width, proportional_width), key=lambda width: _misfit(cells, width))
    for column, found in cells.items():
        lines = sorted(habits.width(piece.text) for cell in found for piece in cell)
        full = sum(len(cell) - 1 for cell in found)
        if full >= 8:
            habits.room[column] = lines[-1] if len(lines) < 30 else lines[-1 - len(lines) // 60]
    return habits


def _misfit(cells: dict[tuple[str, int], list[list[Piece]]], width: Callable[[str], float]) -> float:
    """How often, by this measure, a line ended although the next word had room: small for the right measure."""
    faults = total = 0.0
    for found in cells.values():
        room = max(width(piece.text) for cell in found for piece in cell)
        for cell in found:
            for piece, following in zip(cell, cell[1:], strict=False):
                left = room - width(f"{piece.text} {following.words[0]}")
                faults += max(0.0, left) / room
                total += 1
    return faults / max(total, 1.0)
