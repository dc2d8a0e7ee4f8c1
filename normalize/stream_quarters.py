"""The fixed points of a dump: a unit, an annual target and four quarters with their values.

Whatever the names and indicators are, each record has such a block, and its labels are told from all other text. The
labels may come first and the values after them (a pair of stacked cells), each value may stand beside its label, and
all of it may lie on one line or on nine. The unit and the target before the labels share a line with them, or with a
short indicator, or have lines of their own: every way to cut them off is weighed, and the target that agrees with the
quarters wins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from normalize.stream_cues import begins_indicator, begins_measured, ends_open, is_value, is_value_list, looks_like_unit
from normalize.stream_pieces import Piece
from normalize.vocabulary import Vocabulary

__all__ = ["Block", "Item", "find_blocks"]

_FIGURE = re.compile(r"\d[\d.,]*")
_LONGEST_TAIL = 8
"""How many words before the first label are looked at for unit and target."""


@dataclass(slots=True)
class Block:
    """A unit, a target, four labels and their values, each with the pieces that it was read from."""

    labels: list[Piece]
    values: list[list[Piece]]
    """Four lists of pieces; an empty one is a quarter without a value."""
    unit: list[Piece] = field(default_factory=list)
    target: list[Piece] = field(default_factory=list)
    unit_text: str = ""
    target_text: str = ""
    doubtful: bool = False
    """Whether there were fewer values than quarters, so that it is a guess which of them is missing."""

    def value_text(self, quarter: int) -> str:
        return " ".join(piece.text for piece in self.values[quarter - 1])


Item = Piece | Block
"""What a dump is made of: text whose role is open, and the blocks between."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """A piece or a part of one: the label of a `quarter`, or (0) other text."""

    piece: Piece
    quarter: int


def find_blocks(pieces: Sequence[Piece], vocabulary: Vocabulary) -> list[Item]:
    """The pieces of a dump with its quarter blocks found, in reading order."""
    atoms = _merge_stems(list(_atoms(pieces, vocabulary)), vocabulary)
    drafts: list[Piece | Block] = []
    position = 0
    while position < len(atoms):
        found = _read_block(atoms, position) if atoms[position].quarter == 1 else None
        if found is None:
            drafts.append(atoms[position].piece)
            position += 1
        else:
            block, position = found
            drafts.append(block)
    units = _plain_units(drafts)
    items: list[Item] = []
    for draft in drafts:
        if isinstance(draft, Block):
            _take_tail(items, draft, units)
        items.append(draft)
    return items


def _atoms(pieces: Sequence[Piece], vocabulary: Vocabulary) -> Iterator[_Atom]:
    bare = _bare_labels(pieces)
    for index, piece in enumerate(pieces):
        rest: Piece | None = piece
        start = done = 0
        while rest is not None and start < len(rest.words):
            length, quarter = _label_at(rest.words, start, vocabulary)
            if not length and (index, done + start) in bare:
                length, quarter = 1, bare[index, done + start]
            if not length:
                start += 1
                continue
            done += start + length
            if start:
                before, rest = rest.cut(start)
                yield _Atom(before, 0)
            if length < len(rest.words):
                label, rest = rest.cut(length)
            else:
                label, rest = rest, None
            yield _Atom(label, quarter)
            start = 0
        if rest is not None:
            yield _Atom(rest, 0)


def _label_at(words: Sequence[str], start: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """How many words from `start` on are a quarter's label, and which quarter's."""
    if not words[start][:1].isalpha():
        return 0, 0
    for length in (3, 2, 1):
        if start + length <= len(words) and words[start + length - 1][:1].isalnum():
            quarter = vocabulary.quarter(" ".join(words[start : start + length]))
            if quarter:
                return length, quarter
    return 0, 0


def _bare_labels(pieces: Sequence[Piece]) -> dict[tuple[int, int], int]:
    """The words `I`, `II`, `III`, `IV` that are labels without a stem, by their piece and place in it.

    The first may end a line, the others begin one, and only values stand between.
    """
    found: dict[tuple[int, int], int] = {}
    for index, piece in enumerate(pieces):
        if "I" not in (word.rstrip(".") for word in piece.words):
            continue
        first = [word.rstrip(".") for word in piece.words].index("I")
        run = [(index, first)]
        between = list(piece.words[first + 1 :])
        for near in range(index + 1, min(index + 12, len(pieces))):
            words = pieces[near].words
            if len(run) < 4 and words[0].rstrip(".") == ("II", "III", "IV")[len(run) - 1]:
                run.append((near, 0))
                between += words[1:]
            elif is_value(pieces[near].text):
                between += words
            else:
                break
        if len(run) == 4 and all(is_value(word) or word[0] == "(" for word in between):
            found.update((place, number) for number, place in enumerate(run, start=1))
    return found


def _merge_stems(atoms: list[_Atom], vocabulary: Vocabulary) -> list[_Atom]:
    """Joins labels that wrapped: `Triwulan` on one line, `III` on the next."""
    merged: list[_Atom] = []
    for atom in atoms:
        last = merged[-1] if merged else None
        if last and not last.quarter and not atom.quarter and atom.piece.lead == "line":
            quarter = vocabulary.quarter(f"{last.piece.words[-1]} {atom.piece.text}")
            if quarter and vocabulary.is_stem(last.piece.words[-1]) and len(atom.piece.words) == 1:
                if len(last.piece.words) > 1:
                    before, stem = last.piece.cut(len(last.piece.words) - 1)
                    merged[-1] = _Atom(before, 0)
                    merged.append(_Atom(stem, quarter))
                else:
                    merged[-1] = _Atom(last.piece, quarter)
                merged.append(_Atom(atom.piece, -quarter))
                continue
        merged.append(atom)
    return merged


def _read_block(atoms: Sequence[_Atom], start: int) -> tuple[Block, int] | None:
    """The block whose first label stands at `start`, and the place after it; None where it is none."""
    block = Block([], [[], [], [], []])
    waiting: list[int] = []
    expected = 1
    paired: bool | None = None
    position = start
    while position < len(atoms):
        atom = atoms[position]
        if atom.quarter < 0:  # the numeral of a label that wrapped
            block.labels.append(atom.piece)
        elif atom.quarter:
            if atom.quarter != expected:
                break
            if paired:
                waiting.clear()
            waiting.append(expected)
            block.labels.append(atom.piece)
            expected += 1
        else:
            if not waiting:
                if paired and _goes_on(block, expected - 1, atom.piece):
                    block.values[expected - 2].append(atom.piece)
                    position += 1
                    continue
                break
            taken = _take_values(block, waiting, atom.piece, expected)
            if not taken:
                break
            paired = paired if paired is not None else expected == 2
        position += 1
    if expected != 5:
        return None
    count = sum(bool(value) for value in block.values)
    block.doubtful = count < 4 and not paired
    return block, position


def _take_values(block: Block, waiting: list[int], piece: Piece, expected: int) -> bool:
    """Gives a piece to the quarters that wait for a value; False where it is no value."""
    several = is_value_list(piece.text) if len(waiting) == 4 and len(piece.words) >= 4 else None
    if several:
        word = 0
        rest = piece
        for value in several:
            length = len(value.split())
            part, rest = rest.cut(length) if length < len(rest.words) else (rest, rest)
            block.values[waiting.pop(0) - 1].append(part)
            word += length
        return True
    filled = [quarter for quarter in range(1, expected) if block.values[quarter - 1]]
    if filled and _goes_on(block, filled[-1], piece) and piece.lead == "line":
        block.values[filled[-1] - 1].append(piece)
        return True
    if not is_value(piece.text) and not _same_as_neighbours(block, piece):
        return False
    block.values[waiting.pop(0) - 1].append(piece)
    return True


def _goes_on(block: Block, quarter: int, piece: Piece) -> bool:
    """Whether a piece is the wrapped rest of the value before it: `(tahun 2017)` under `3,000 poin`."""
    value = block.values[quarter - 1]
    return bool(value) and piece.text[0] == "(" and piece.text[-1] == ")" and "(" not in value[-1].text


def _same_as_neighbours(block: Block, piece: Piece) -> bool:
    return any(value and value[0].text == piece.text for value in block.values)


def _plain_units(drafts: Sequence[Item]) -> Counter[str]:
    """The units that stand alone with a figure before a block's labels, with how often they do."""
    units: Counter[str] = Counter()
    for before, block in zip(drafts, drafts[1:], strict=False):
        if isinstance(before, Piece) and isinstance(block, Block) and len(before.words) in (2, 3):
            if _FIGURE.fullmatch(before.words[-1].rstrip("%")):
                units[" ".join(before.words[:-1]).casefold()] += 1
    return units


@dataclass(frozen=True, slots=True)
class _Tail:
    """The words before the labels, each with its piece, its place in the piece and whether it begins a line."""

    piece: int
    word: int
    text: str


def _take_tail(items: list[Item], block: Block, units: Counter[str]) -> None:
    """Cuts unit and target off the text before a block, and gives them to it."""
    tail: list[_Tail] = []
    index = len(items) - 1
    while index >= 0 and len(tail) < _LONGEST_TAIL:
        item = items[index]
        if isinstance(item, Block):
            break
        for word in range(len(item.words) - 1, -1, -1):
            tail.insert(0, _Tail(index, word, item.words[word]))
        index -= 1
    tail = tail[-_LONGEST_TAIL:]
    best: tuple[float, int, int, str, str] | None = None
    for target_words in range(min(5, len(tail) + 1)):
        cut = len(tail) - target_words
        target, target_weight = _weigh_target(items, tail[cut:], block)
        for unit_words in range(min(5, cut + 1)):
            start = cut - unit_words
            unit, unit_weight = _weigh_unit(items, tail, start, cut, units)
            weight = target_weight + unit_weight
            if best is None or weight > best[0]:
                best = (weight, start, cut, unit, target)
    if best is None or best[1] == len(tail):
        return
    _, start, cut, block.unit_text, block.target_text = best
    block.target = _cut_off(items, tail[cut]) if cut < len(tail) else []
    block.unit = _cut_off(items, tail[start]) if start < cut else []


def _cut_off(items: list[Item], start: _Tail) -> list[Piece]:
    """Takes the pieces from a word on off the end of the items."""
    taken = [item for item in items[start.piece :] if isinstance(item, Piece)]
    del items[start.piece :]
    if start.word:
        before, taken[0] = taken[0].cut(start.word)
        items.append(before)
    return taken


def _text(items: Sequence[Item], tail: Sequence[_Tail], glue: str = " ") -> str:
    """The words of a tail as text, with `glue` where a line ends without a space."""
    text = ""
    for previous, entry in zip([None, *tail], tail, strict=False):
        if previous is not None:
            above = items[previous.piece]
            broken = previous.piece != entry.piece and isinstance(above, Piece) and not above.wraps
            text += glue if broken else " "
        text += entry.text
    return text


def _lines(tail: Sequence[_Tail]) -> int:
    return len({entry.piece for entry in tail})


def _weigh_target(items: Sequence[Item], tail: Sequence[_Tail], block: Block) -> tuple[str, float]:
    """The text of a target, and how well it suits the quarters."""
    if not tail:
        return "", -2.5
    text = _text(items, tail)
    values = [block.value_text(quarter) for quarter in range(1, 5)]
    weight = -0.8 * (_lines(tail) - 1) - 0.3 * (len(tail) - 1)
    if text in values:
        return text, weight + 5.0
    figures = [_figure(value) for value in values]
    figure = _figure(text)
    known = [value for value in figures if value is not None]
    if figure is not None and known:
        close = 0.02 * abs(figure) + 0.01
        if any(abs(value - figure) <= close for value in known):
            return text, weight + 4.0
        if abs(sum(known) - figure) <= close:
            return text, weight + 3.5
    if not is_value(text):
        return text, weight - 4.0
    return text, weight + (2.0 if re.match(r"[-≥≤<>]?\s?\d", text) else 0.5)


def _figure(text: str) -> float | None:
    """A rough figure, for comparing a target with its quarters alone."""
    match = _FIGURE.match(text.lstrip("≥≤<> "))
    if match is None:
        return None
    digits = match[0].rstrip(".,")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        return float(re.sub(r"[.,]", "", digits))
    whole, _, decimals = re.sub(r"[.,](?=.*[.,])", "", digits).replace(",", ".").partition(".")
    return float(f"{whole}.{decimals or 0}")


def _weigh_unit(
    items: Sequence[Item], tail: Sequence[_Tail], start: int, cut: int, units: Counter[str]
) -> tuple[str, float]:
    """The text of a unit that reaches from `start` to `cut`, and how likely it is one that begins there."""
    unit = tail[start:cut]
    first = tail[start] if start < len(tail) else None
    in_line = first is not None and first.word > 0
    before = " ".join(entry.text for entry in tail[max(0, start - 3) : start])
    weight = -4.0 if start and ends_open(before) else 0.0
    if not unit:
        return "", weight - (3.0 if in_line else 1.0)
    text = _text(items, unit)
    whole = _text(items, unit, glue="")
    shape = max(looks_like_unit(text), min(3.0, 1.0 + units[text.casefold()]) if units[text.casefold()] else -9.0)
    if whole != text:
        joined = max(looks_like_unit(whole), 3.0 if units[whole.casefold()] else -9.0)
        if joined > shape and joined >= (2.0 if tail[cut - 1].text[0].islower() else 3.0):
            text, shape = whole, joined
    weight += shape - 1.0 * (_lines(unit) - 1)
    if in_line:
        weight -= 1.5 if shape >= 2.0 else 4.0
    elif first is not None and first.piece:
        above = items[first.piece - 1]
        if isinstance(above, Piece) and above.wraps and not in_line:
            weight -= 1.5
        weight += 1.0
    if len(unit) > 1 and shape < 3.0 and (begins_indicator(text) or begins_measured(text)):
        weight -= 3.0
    return text, weight
