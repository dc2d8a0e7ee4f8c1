"""How well each piece of a dump begins, continues or ends a cell of each column: what words and line ends say of it.

What the words say is gathered once (`Evidence`); what depends on the habits of the document (how wide its columns are,
which cells end in a space) is put to it for each reading. Everything is an array of pieces by columns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from normalize.records import LEVELS
from normalize.stream_cues import (
    begins,
    begins_activity,
    begins_quantity,
    begins_result,
    ends_open,
    measures,
    names_post_only,
    split_code,
    split_number,
    starts_open,
)
from normalize.stream_pieces import LineEnds, Piece, starts_inside, typed_width
from normalize.stream_quarters import Block, Item
from normalize.stream_states import COLUMN_OF, COLUMNS, KEGIATAN, NEVER, PROGRAM, SUB, TUJUAN, FloatArray, Habits
from normalize.vocabulary import Vocabulary

__all__ = ["Evidence", "Weights"]

ROLES = ("name", "indicator", "formula", "person", "junk", "block")
_ROLE_OF = np.array([ROLES.index(role) for role, _ in COLUMNS])
_LEVEL_OF = np.array([level for _, level in COLUMNS])
_IS = {role: np.array([each == role for each, _ in COLUMNS]) for role in ROLES}


@dataclass(frozen=True, slots=True)
class Weights:
    """For each item and state: the weight of a part that begins with it, that goes on with it, that ends with it."""

    begins: FloatArray
    goes_on: FloatArray
    leaves: FloatArray


class Evidence:
    """What the words and the line ends of a dump say, apart from the habits of its columns."""

    def __init__(self, items: Sequence[Item], ends: LineEnds, vocabulary: Vocabulary) -> None:
        self._items = items
        self._ends = ends
        self._vocabulary = vocabulary
        count = len(items)
        self._start = np.zeros((count, len(ROLES)))
        self._level = np.zeros((count, len(LEVELS)))
        self._onward = np.zeros((count, len(ROLES)))
        self._emitted = np.zeros((count, len(ROLES)))
        self._leave_person = np.zeros(count)
        self._border = np.zeros(count)
        self._lower = np.zeros(count, np.bool_)
        self._piece = np.array([isinstance(item, Piece) for item in items])
        self._inner = np.zeros(count, np.bool_)
        """Whether an item is a piece that follows a piece on a line of its own."""
        self._cut = _cut_rows(items)
        blocks = np.flatnonzero(~self._piece)
        self._may_be_junk = np.ones(count, np.bool_)
        if len(blocks):
            self._may_be_junk[blocks[0] : blocks[-1] + 1] = False
        for place, item in enumerate(items):
            if isinstance(item, Piece):
                self._look_at(place, item)
        for place, weight in _repeated_heads(items).items():
            self._leave_person[place - 1] += weight

    def weigh(self, habits: Habits) -> Weights:
        """The weights of all items for all states, with a document's habits."""
        rooms = np.array([habits.room.get(column, 0.0) for column in COLUMNS])
        widest = rooms.max()
        limits = np.where(rooms > 0, rooms, 1.5 * widest if widest > 0 else np.inf)
        limits[_IS["junk"]] = np.inf
        widths = np.array([habits.width(item.text) if isinstance(item, Piece) else 0.0 for item in self._items])
        over = np.maximum(0.0, widths[:, None] - limits[None, :] - 0.5)
        emitted = self._emitted[:, _ROLE_OF] - np.where(over > 0, np.minimum(4.0, 0.8 * over + 0.4), 0.0)
        lower = np.log(np.array([habits.lower.get(role, 0.06) for role in ROLES]))
        begins = self._border[:, None] + self._start[:, _ROLE_OF] + emitted
        begins += np.where(self._lower[:, None] & ~_IS["junk"], lower[_ROLE_OF], 0.0)
        begins[:, _IS["name"]] += self._level[:, _LEVEL_OF[_IS["name"]]]
        goes_on = self._onward[:, _ROLE_OF] + emitted - self._misfit(habits, rooms)
        goes_on += self._bare_ends(habits)[:, None]
        leaves = self._spaced_ends(habits)
        leaves[:, _IS["person"]] += self._leave_person[:, None]
        begins[:, _IS["block"]] = NEVER
        begins[np.ix_(~self._may_be_junk, _IS["junk"])] = goes_on[np.ix_(~self._may_be_junk, _IS["junk"])] = NEVER
        begins[~self._piece] = np.where(_IS["block"], 0.0, NEVER)
        follows = np.concatenate([[False], self._piece[:-1]]) & self._piece
        goes_on[~follows] = NEVER
        leaves[~self._piece] = 0.0
        return Weights(begins[:, COLUMN_OF], goes_on[:, COLUMN_OF], leaves[:, COLUMN_OF])

    def _above(self, place: int) -> Piece | None:
        above = self._items[place - 1] if place else None
        return above if isinstance(above, Piece) else None

    def _look_at(self, place: int, piece: Piece) -> None:
        above = self._above(place)
        opening = self._opening(place)
        self._lower[place] = opening[0].islower() and not starts_open(opening)
        self._start[place] = [_role_weight(role, opening) for role in ROLES]
        following = self._items[place + 1] if place + 1 < len(self._items) else None
        if len(piece.words) == 1 and isinstance(following, Block):  # a lone word is more likely the end of a cell
            self._start[place, [ROLES.index("name"), ROLES.index("indicator")]] -= 1.5
        self._level[place] = [self._level_weight(level, opening) for level in range(len(LEVELS))]
        sums = measures(piece.text)
        self._emitted[place] = [2.0 if role == "formula" else -2.0 for role in ROLES] if sums else 0.0
        self._emitted[place, ROLES.index("junk")] = -0.4
        if above is None:
            if names_post_only(piece.text):
                self._leave_person[place] -= 4.0
            return
        self._inner[place] = piece.lead == "line"
        self._border[place] = self._border_weight(piece, above, bool(self._cut[place]))
        self._onward[place] = self._onward_weight(piece, above)
        self._pass_cues(place, opening, above)

    def _opening(self, place: int) -> str:
        """The first words of a cell that begins at a place: a narrow column has one on each line."""
        words: list[str] = []
        for item in self._items[place : place + 4]:
            if isinstance(item, Block) or len(words) >= 4:
                break
            words += item.words
        text = " ".join(words)
        return split_number(text.lstrip("-–•* "))[1] or text

    def _border_weight(self, piece: Piece, above: Piece, cut: bool) -> float:
        """The weight of a border between two pieces; in a row that is `cut` a cell may end in mid-sentence."""
        border = -4.0 if ends_open(above.text) and not cut else 0.0
        if piece.lead == "word":
            return border - 3.5
        if piece.lead == "tab":
            return 0.0
        if self._ends.gaps_speak and piece.page == above.page and piece.gap <= self._ends.tight:
            border -= 3.0
        return border if self._ends.spaced else border - 1.2

    def _onward_weight(self, piece: Piece, above: Piece) -> float:
        """The weight of no border, apart from what the column's width says."""
        if piece.lead == "tab":
            return -2.5
        apart = piece.lead == "line" and piece.page == above.page and piece.gap > self._ends.tight
        return -4.0 if apart and self._ends.gaps_speak else 0.0

    def _pass_cues(self, place: int, opening: str, above: Piece) -> None:
        """What opens a cell of its own seldom stands at a line's beginning inside another."""
        if opening[0].islower() or ends_open(above.text):
            return
        strong = begins("indicator", opening) or begins_result(opening)
        passed = 1.5 if strong else 0.7 if begins_quantity(opening) else 0.0
        active = begins_activity(opening) and not names_post_only(above.text)
        self._onward[place, ROLES.index("name")] -= passed
        self._onward[place, ROLES.index("person")] -= passed + (1.0 if active else 0.0)
        self._onward[place, ROLES.index("indicator")] -= 1.0 if begins("computed", opening) else 0.5 if strong else 0.0

    def _level_weight(self, level: int, opening: str) -> float:
        """How well a text begins the name of a node of a level."""
        label, _ = self._vocabulary.label(opening)
        if label is not None:
            return 5.0 if LEVELS.index(label) == level else -5.0
        code, bare = split_code(opening)
        if code is not None:
            depth = {3: PROGRAM, 5: KEGIATAN, 6: SUB}.get(code.count(".") + 1)
            if depth is not None:
                return 4.0 if depth == level else -4.0
        if begins("program", bare):
            return 4.0 if level == PROGRAM else -5.0
        if level == PROGRAM:
            return -2.5
        if level < PROGRAM:
            return 2.5 if begins("outcome", bare) else -1.5
        return -2.0 if begins("outcome", bare) else 0.0

    def _misfit(self, habits: Habits, rooms: FloatArray) -> FloatArray:
        """The weight against a line that ended although the next word still had room in its column."""
        needed = np.full(len(self._items), np.inf)
        for place in np.flatnonzero(self._inner).tolist():
            above, item = self._above(place), self._items[place]
            if above is not None and isinstance(item, Piece):
                needed[place] = habits.width(f"{above.text} {item.words[0]}")
        left = np.where((rooms > 0) & ~_IS["junk"], rooms, -np.inf)[None, :] - needed[:, None]
        if habits.width is typed_width:
            return np.where(left > 0.3, np.minimum(4.0, 0.7 * np.maximum(left, 0.0)), 0.0)
        return np.where(left > 1.0, np.minimum(3.0, 0.5 * np.maximum(left, 0.0)), 0.0)  # letters are roughly as wide

    def _bare_ends(self, habits: Habits) -> FloatArray:
        """The weight against a cell that goes on after a line without a space at its end."""
        weights = np.zeros(len(self._items))
        if not self._ends.spaced:
            return weights
        rooms = sorted(habits.room.values())
        for place in np.flatnonzero(self._inner).tolist():
            above, item = self._above(place), self._items[place]
            if above is None or not isinstance(item, Piece) or self._ends.wraps(above):
                continue
            width = habits.width(above.text)
            room = next((room for room in rooms if abs(room - width) <= 1.5), width)
            last = above.words[-1]
            broken = (last[-1] in "/-‐‑" and len(last) > 1) or starts_inside(item.words[0])
            broken = broken or self._ends.splits_word(above, item, room, habits.width)
            weights[place] = -0.3 if broken else -5.0
        return weights

    def _spaced_ends(self, habits: Habits) -> FloatArray:
        """The weight of a cell that ends with each piece, from whether a space stands at its end."""
        leaves = np.zeros((len(self._items), len(COLUMNS)))
        if not self._ends.spaced:
            return leaves
        shares = np.array([habits.ends_spaced.get(column, 0.05) for column in COLUMNS])
        for place, item in enumerate(self._items):
            if isinstance(item, Piece) and item.lead != "word" and not self._cut[place]:
                leaves[place] = np.log(shares if item.wraps else 1 - shares)
        return leaves

    def names_tujuan(self) -> bool:
        """Whether some piece is labelled as a tujuan."""
        tujuan = LEVELS[TUJUAN]
        return any(isinstance(item, Piece) and self._vocabulary.label(item.text)[0] == tujuan for item in self._items)


def _role_weight(role: str, opening: str) -> float:
    """How well a text begins a cell of a role."""
    if role in ("junk", "block"):
        return -2.0
    _, bare = split_code(opening)
    bare = bare or opening
    measured, result = begins("indicator", bare) or begins_result(bare), begins("outcome", bare)
    quantity, output = begins_quantity(bare), begins("output", bare)
    person, activity = begins("person", bare), begins_activity(bare)
    weight = 0.0
    if role == "name":
        weight = -3.0 if measured else -1.0 if quantity else -0.5 if output else -2.5 if person else 0.0
        weight += 1.5 if activity else 0.0
    elif role == "indicator":
        weight = 3.0 if measured else 2.0 if result else 1.5 if quantity else 0.0 if output else -2.0
        weight -= 2.0 if activity else 0.0
    elif role == "formula":
        weight = 3.5 if begins("computed", bare) else 0.8 if begins("formula", bare) else -2.0
        weight -= 1.0 if activity else 0.0
        if bare[0] == "(" and ")" in bare.split()[0]:  # an abbreviation after its words
            weight -= 1.5
    elif role == "person":
        weight = (3.0 if person else -2.0) - (2.0 if activity else 0.0) - (3.0 if measured or result else 0.0)
    if role != "name" and begins("program", bare):
        weight -= 5.0
    return weight - (3.0 if starts_open(opening) else 0.0)


def _cut_rows(items: Sequence[Item]) -> npt.NDArray[np.bool_]:
    """Which items stand in a row whose rest is on the next page."""
    cut = np.zeros(len(items), np.bool_)
    first = 0
    for place, item in enumerate(items):
        if isinstance(item, Block):
            cut[first:place] = bool(item.rest)
            first = place + 1
    return cut


def _repeated_heads(items: Sequence[Item]) -> dict[int, float]:
    """Where a text ends that stands after several blocks, each time with other text after it: a person in charge.

    Returns:
        For the place of each item that would come next, the weight for a person in charge that ends before it.
    """
    heads: list[tuple[int, tuple[str, ...]]] = []
    for place, item in enumerate(items):
        if isinstance(item, Block):
            follower = place + 1
            texts: list[str] = []
            while follower < len(items) and len(texts) < 8:
                piece = items[follower]
                if isinstance(piece, Block):
                    break
                texts.append(piece.text)
                follower += 1
            heads.append((place + 1, tuple(texts)))
    counts: Counter[tuple[str, ...]] = Counter()
    followers: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for _, head in heads:
        for length in range(1, len(head) + 1):
            counts[head[:length]] += 1
            followers[head[:length]].add(head[length] if length < len(head) else "")
    ends: dict[int, float] = {}
    for place, head in heads:
        for length in range(1, min(len(head), 7) + 1):
            count = counts[head[:length]]
            if count >= 2:
                sure = 5.0 * (len(followers[head[:length]]) - 1) / (count - 1) - 1.5
                ends[place + length] = sure * (1 - 2 / (count + 1))
    return ends
