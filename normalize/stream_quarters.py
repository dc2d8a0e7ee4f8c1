"""The fixed points of a dump: four quarters with their values, and the unit and the annual target before them.

Whatever the names and indicators are, each record has such a block, and its labels are told from all other text. The
labels may come first and the values after them (a pair of stacked cells), each value may stand beside its label, all
of it may lie on one line or on nine, and a page break may cut the row in the midst of its quarters. A document whose
header band has the quarters as columns has no labels in its rows: there, five values in a row are a block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from normalize.stream_cues import is_money, is_value, split_values
from normalize.stream_labels import Atom, label_atoms
from normalize.stream_pieces import LineEnds, Piece
from normalize.stream_targets import LONGEST, figure, take_tail, unit_habits
from normalize.vocabulary import Vocabulary

__all__ = ["Block", "Item", "find_blocks"]

_FRAGMENT = re.compile(r"[\d.,]+ ?%?")
_WHOLE = re.compile(r"(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,]\d{1,2})? ?%?")
_MOST_LINES = 12
"""Over how many lines four figures can be broken by a narrow cell."""

_CUT = 80
"""How many pieces can lie between the two halves of a row that a page break has cut."""


@dataclass(slots=True)
class Block:
    """A unit, a target, four labels and their values, each with the pieces that it was read from."""

    labels: list[Piece]
    values: list[list[Piece]]
    """Four lists of pieces; an empty one is a quarter without a value."""
    value_texts: list[str]
    unit: list[Piece] = field(default_factory=list)
    target: list[Piece] = field(default_factory=list)
    unit_text: str = ""
    target_text: str = ""
    rest: list[Piece] = field(default_factory=list)
    """The other half of the names before the block, from the next page, where a page break has cut the row."""
    money: list[Piece] = field(default_factory=list)
    """An amount right after the quarters: the budget."""
    doubtful: bool = False
    """Whether there were fewer values than quarters, so that it is a guess which of them is missing."""

    @property
    def pieces(self) -> list[Piece]:
        return [*self.unit, *self.target, *self.labels, *(p for value in self.values for p in value), *self.money]


Item = Piece | Block
"""What a dump is made of: text whose role is open, and the blocks between."""


def find_blocks(pieces: Sequence[Piece], ends: LineEnds, vocabulary: Vocabulary, columns: bool) -> list[Item]:
    """The pieces of a dump with its quarter blocks found, in reading order.

    Args:
        pieces: the pieces of the table.
        ends: what the ends of its lines say.
        vocabulary: knows the labels of quarters.
        columns: whether a header band has the four quarters as columns.
    """
    atoms = label_atoms(pieces, vocabulary)
    drafts: list[Item] = []
    position = 0
    while position < len(atoms):
        found = _BlockReader(atoms, position).read() if atoms[position].quarter == 1 else None
        if found is None:
            drafts.append(atoms[position].piece)
            position += 1
        else:
            block, person, position = found
            drafts += [block, *person]
    if columns and not any(isinstance(draft, Block) for draft in drafts):
        drafts = _column_blocks(pieces)
    return _take_tails(drafts, ends)


def _take_tails(drafts: Sequence[Item], ends: LineEnds) -> list[Item]:
    """Gives each block its unit and target. Labels without a target and without values are those of a header."""
    tails = [
        _tail(drafts[max(0, place - LONGEST) : place]) for place, draft in enumerate(drafts) if isinstance(draft, Block)
    ]
    habits = unit_habits((tail for tail in tails if tail), ends)
    items: list[Item] = []
    for draft in drafts:
        if not isinstance(draft, Block):
            items.append(draft)
            continue
        before = _tail(items)
        tail = take_tail(before, draft.value_texts, habits, ends, cut=bool(draft.rest))
        if not tail.target_text and (draft.doubtful or not any(draft.values)):
            own: list[Piece] = sorted([*draft.pieces, *draft.rest], key=lambda piece: (piece.cell, piece.spans[0]))
            items += own
            continue
        items[len(items) - len(before) :] = tail.before
        draft.unit, draft.unit_text = tail.unit, tail.unit_text
        draft.target, draft.target_text = tail.target, tail.target_text
        items.append(draft)
    return items


def _tail(items: Sequence[Item]) -> list[Piece]:
    """The last pieces after the last block, as many as can hold a unit and a target."""
    tail: list[Piece] = []
    for item in reversed(items[-LONGEST:]):
        if isinstance(item, Block):
            break
        tail.append(item)
    return tail[::-1]


class _BlockReader:
    """Reads the block whose first label stands at a place."""

    def __init__(self, atoms: Sequence[Atom], start: int) -> None:
        self._atoms = atoms
        self._position = start
        before = [atom.piece.words for atom in atoms[max(0, start - 3) : start] if not atom.quarter]
        words = [word for line in before for word in line][-3:]
        self._hints = {"".join(words[-length:]) for length in (1, 2, 3)} | {" ".join(words[-2:])}
        """What the target before the labels may be."""
        self._block = Block([], [[], [], [], []], [""] * 4)
        self._next = 1

    def read(self) -> tuple[Block, list[Piece], int] | None:
        """The block, the text between its halves that belongs after it, and the place after it; None for no block."""
        block = self._block
        person: list[Piece] = []
        quarter = 1
        paired = False
        while quarter <= 4:
            run = self._labels(quarter)
            if not run:
                halves = self._cut(quarter)
                if halves is None:
                    return None
                person, block.rest = halves
                continue
            values = self._values(len(run))
            paired = paired or (run == [1] and len(values) == 1)
            if len(values) < len(run):
                block.doubtful = block.doubtful or not paired
                run = run[len(run) - len(values) :] if paired else run
            for place, (pieces, text) in zip(run, values, strict=False):
                block.values[place - 1], block.value_texts[place - 1] = pieces, text
            quarter = self._next
        self._money()
        return block, person, self._position

    def _labels(self, quarter: int) -> list[int]:
        """Takes the labels in a row from `quarter` on."""
        run: list[int] = []
        self._next = quarter
        while self._position < len(self._atoms):
            atom = self._atoms[self._position]
            if atom.quarter == self._next:
                run.append(self._next)
                self._next += 1
            elif not (atom.quarter < 0 and run):
                break
            self._block.labels.append(atom.piece)
            self._position += 1
        return run

    def _cut(self, quarter: int) -> tuple[list[Piece], list[Piece]] | None:
        """The text between the halves of a row that a page break has cut before `quarter`: what stands before the
        break (the person in charge), and after it (the rest of the names)."""
        first = self._position
        halves: tuple[list[Piece], list[Piece]] = ([], [])
        broken = False
        for place in range(first, min(first + _CUT, len(self._atoms))):
            atom = self._atoms[place]
            above = self._atoms[place - 1].piece
            broken = broken or above.page != atom.piece.page or atom.piece.cell > above.cell + 1
            if atom.quarter == quarter and broken:
                self._position = place
                return halves
            if atom.quarter:
                return None
            halves[broken].append(atom.piece)
        return None

    def _values(self, count: int) -> list[tuple[list[Piece], str]]:
        """Takes the values of so many labels."""
        run: list[Piece] = []
        for atom in self._atoms[self._position : self._position + _MOST_LINES]:
            if atom.quarter:
                break
            if not (is_value(atom.piece.text) or self._repeats(run, atom.piece) or self._adds(run, atom.piece)):
                break
            run.append(atom.piece)
        if not run:
            several = self._one_line(count)
            return several if several else []
        if len(run) < count:
            several = self._one_line(count)
            if several:
                return several
        groups = self._group(run, count)
        self._position += sum(map(len, groups))
        return [(group, _join(group)) for group in groups]

    def _one_line(self, count: int) -> list[tuple[list[Piece], str]]:
        """The values that stand on one line."""
        piece = self._atoms[self._position].piece if self._position < len(self._atoms) else None
        values = split_values(piece.text) if piece is not None and count == 4 else None
        if piece is None or values is None or len(values) != 4 or self._atoms[self._position].quarter:
            return []
        self._position += 1
        taken: list[tuple[list[Piece], str]] = []
        for value in values:
            length = len(value.split())
            if length < len(piece.words):
                part, piece = piece.cut(length)
            else:
                part = piece
            taken.append(([part], value))
        return taken

    @staticmethod
    def _repeats(run: Sequence[Piece], piece: Piece) -> bool:
        return any(piece.text == other.text for other in run)

    @staticmethod
    def _adds(run: Sequence[Piece], piece: Piece) -> bool:
        """Whether a piece is the wrapped rest of the value before it: `(tahun 2017)` under `3,000 poin`."""
        text = piece.text
        return bool(run) and text[0] == "(" and text[-1] == ")" and "(" not in run[-1].text and len(text) <= 25

    def _group(self, run: list[Piece], count: int) -> list[list[Piece]]:
        """Makes `count` values of a run of pieces: a narrow cell breaks `236.728` into `236.72` and `8`."""
        plain: list[list[Piece]] = []
        for piece in run:
            if plain and self._adds(plain[-1], piece):
                plain[-1].append(piece)
            elif len(plain) < count:
                plain.append([piece])
            else:
                break
        best, weight = plain, self._suits([_join(group) for group in plain], count) + 0.5
        figures = 0
        while figures < len(run) and _FRAGMENT.fullmatch(run[figures].text):
            figures += 1
        for length in range(count + 1, figures + 1):
            for cuts in combinations(range(1, length), count - 1):
                groups = [run[a:b] for a, b in pairwise((0, *cuts, length))]
                found = self._suits(["".join(piece.text for piece in group) for group in groups], count)
                if found > weight:
                    best, weight = groups, found
        return best

    def _suits(self, texts: Sequence[str], count: int) -> float:
        """How well values go with each other and with the target."""
        if len(texts) < count:
            return -5.0
        weight = 4.0 if any(text in self._hints for text in texts) else 0.0
        weight += 3.0 if count > 1 and len(set(texts)) == 1 else 0.0
        weight -= 2.0 * sum(bool(_FRAGMENT.fullmatch(text)) and not _WHOLE.fullmatch(text) for text in texts)
        known = [value for value in map(figure, texts) if value is not None]
        hints = [value for value in map(figure, self._hints) if value is not None]
        if count == 4 and any(abs(sum(known) - hint) <= 0.002 * abs(hint) for hint in hints):
            weight += 3.0
        return weight

    def _money(self) -> None:
        """Takes an amount of money right after the quarters."""
        if self._position < len(self._atoms):
            atom = self._atoms[self._position]
            if not atom.quarter and is_money(atom.piece.text):
                self._block.money = [atom.piece]
                self._position += 1


def _join(group: Sequence[Piece]) -> str:
    """The text of a value: fragments of a figure have nothing between them."""
    text = group[0].text
    for above, piece in pairwise(group):
        text += ("" if _FRAGMENT.fullmatch(above.text) and _FRAGMENT.fullmatch(piece.text) else " ") + piece.text
    return text


def _column_blocks(pieces: Sequence[Piece]) -> list[Item]:
    """Blocks of a table whose quarters are columns: five values in a row, the target and the four quarters.

    The target stays in the text before its block, where it is looked for with the unit.
    """
    items: list[Item] = []
    index = 0
    while index < len(pieces):
        run = _value_run(pieces, index)
        if run is None:
            items.append(pieces[index])
            index += 1
            continue
        before, values, index = run
        items += before
        groups = [[value] for value in values]
        items.append(Block([], groups, [value.text for value in values]))
    return items


def _value_run(pieces: Sequence[Piece], start: int) -> tuple[list[Piece], list[Piece], int] | None:
    """The text up to a row's target, its four quarters, and the place after them, where a row's values begin here.

    The values stand at the end of a line, or each on a line of its own.
    """
    words = pieces[start].words
    for first in range(len(words)):
        values = split_values(" ".join(words[first:]))
        if values is None:
            continue
        if len(values) == 5:
            head = first + len(values[0].split())
            before, rest = pieces[start].cut(head)
            parts: list[Piece] = []
            for value in values[1:4]:
                part, rest = rest.cut(len(value.split()))
                parts.append(part)
            return [before], [*parts, rest], start + 1
        if len(values) == 1:
            run = list(pieces[start + 1 : start + 5])
            if len(run) == 4 and all(is_value(piece.text) for piece in run):
                return [pieces[start]], run, start + 5
        return None
    return None
