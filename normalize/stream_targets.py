"""The unit and the annual target before a block of quarters.

They share a line with the first label, or with a short indicator, or have lines of their own, and a narrow column
breaks them over lines (`Orang/` + `Bulan`, `236.7` + `28`). Every way to cut them off the text is weighed: the target
that agrees with the quarters wins, and the unit that is known, or that stands alone elsewhere in the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from normalize.stream_cues import begins, begins_quantity, begins_result, ends_open, is_value, looks_like_unit
from normalize.stream_pieces import LineEnds, Piece

__all__ = ["LONGEST", "Tail", "UnitHabits", "figure", "take_tail", "unit_habits"]

_FIGURE = re.compile(r"\d[\d.,]*")
LONGEST = 8
"""How many words before the first label are looked at for unit and target."""


@dataclass(slots=True)
class Tail:
    """The text before a block, parted into what stays, the unit and the target."""

    before: list[Piece]
    unit: list[Piece]
    target: list[Piece]
    unit_text: str = ""
    target_text: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word before the block, with the places of its piece and of itself in the piece."""

    piece: int
    place: int
    text: str


@dataclass(slots=True)
class UnitHabits:
    """How a document prints its units: `used` counts those that stand on a line with a figure and nothing else,
    `after_space` says whether the cell before them ends in a space as often as not."""

    used: Counter[str]
    after_space: bool


def unit_habits(tails: Iterable[Sequence[Piece]], ends: LineEnds) -> UnitHabits:
    """How a document prints its units, from the last lines before its blocks."""
    used: Counter[str] = Counter()
    spaced = 0
    for tail in tails:
        line = tail[-1]
        if len(line.words) in (2, 3) and _FIGURE.fullmatch(line.words[-1].rstrip("%")):
            used[" ".join(line.words[:-1]).casefold()] += 1
            spaced += len(tail) > 1 and ends.wraps(tail[-2])
    return UnitHabits(used, spaced > 0.3 * used.total())


def take_tail(
    pieces: Sequence[Piece], values: Sequence[str], habits: UnitHabits, ends: LineEnds, cut: bool = False
) -> Tail:
    """Cuts unit and target off the text before a block with these quarterly values.

    `cut` says that a page break has cut the row, so that the text before the unit may end in the midst of a sentence.
    """
    return _TailReader(pieces, values, habits, ends, cut).read()


class _TailReader:
    """Weighs every way to cut unit and target off the end of a text."""

    def __init__(
        self, pieces: Sequence[Piece], values: Sequence[str], habits: UnitHabits, ends: LineEnds, cut: bool
    ) -> None:
        self._pieces = pieces
        self._values = values
        self._figures = [value for value in map(figure, values) if value is not None]
        self._habits = habits
        self._ends = ends
        self._cut = cut
        first = max(0, len(pieces) - LONGEST)
        self._words = [
            _Word(index, place, word)
            for index, piece in enumerate(pieces[first:], start=first)
            for place, word in enumerate(piece.words)
        ][-LONGEST:]

    def read(self) -> Tail:
        """The best way to part the text."""
        words = self._words
        tail = Tail(list(self._pieces), [], [])
        best = float("-inf")
        cuts = (0, 0)
        for target_words in range(min(5, len(words) + 1)):
            place = len(words) - target_words
            target, target_weight = self._weigh_target(words[place:])
            for unit_words in range(min(5, place + 1)):
                unit, unit_weight = self._weigh_unit(place - unit_words, place)
                if target_weight + unit_weight > best:
                    best = target_weight + unit_weight
                    cuts = (place - unit_words, place)
                    tail.unit_text, tail.target_text = unit, target
        start, place = cuts
        tail.target = _cut_off(tail.before, words[place]) if place < len(words) else []
        tail.unit = _cut_off(tail.before, words[start]) if start < place else []
        return tail

    def _goes_on(self, word: _Word, following: _Word) -> bool:
        """Whether a word is broken off at a line's end, or may be: no space stands there."""
        return (
            word.piece != following.piece
            and not self._ends.wraps(self._pieces[word.piece])
            and self._pieces[following.piece].lead == "line"
        )

    def _text(self, words: Sequence[_Word], glue: str = " ") -> str:
        """The text of words, with `glue` where a line ends without a space."""
        text = words[0].text
        for above, word in pairwise(words):
            broken = self._goes_on(above, word)
            text += ("" if broken and above.text[-1] == "/" else glue if broken else " ") + word.text
        return text

    def _weigh_target(self, words: Sequence[_Word]) -> tuple[str, float]:
        """The text of a target, and how well it suits the quarters."""
        if not words:
            return "", -2.5
        text = self._text(words)
        weight = -0.8 * (_lines(words) - 1) - 0.3 * (len(words) - 1)
        whole = self._text(words, glue="")
        if whole in self._values or text in self._values:
            return (text if text in self._values else whole), weight + 5.0
        if _FIGURE.fullmatch(whole) and _agrees(figure(whole), self._figures):
            text = whole
        if not is_value(text):
            return text, weight - 4.0
        if _agrees(figure(text), self._figures):
            return text, weight + 4.0
        return text, weight + (2.0 if re.match(r"[-≥≤<>]?\s?\d", text) else 0.5)

    def _weigh_unit(self, start: int, end: int) -> tuple[str, float]:
        """The text of a unit that reaches from word `start` to `end`, and how likely it is one that begins there."""
        words = self._words
        unit = words[start:end]
        in_line = start < len(words) and words[start].place > 0
        before = " ".join(word.text for word in words[max(0, start - 3) : start])
        weight = -4.0 if start and ends_open(before) and (not self._cut or before[-1] in "/-") else 0.0
        if not unit:
            return "", weight - (3.0 if in_line else 1.0)
        text, shape = self._best_text(unit)
        weight += shape
        if shape < 3.4:  # a unit of two words that is known as such (`Kepala Keluarga`) is no chance
            weight -= _lines(unit) - 1
        if in_line:
            weight -= 1.5 if shape >= 2.0 else 4.0
            if looks_like_unit(f"{words[start - 1].text} {text}") > shape:
                weight -= 2.5
        elif unit[0].piece:
            weight += 1.0
            if self._ends.wraps(self._pieces[unit[0].piece - 1]):
                weight -= 1.5 if self._habits.after_space else 4.5
            elif (
                self._ends.spaced and -3.0 < shape < 0.5 and not text[0].islower()
            ):  # a cell of its own, whatever it says
                weight += 1.5
        if (
            len(unit) > 1
            and shape < 3.0
            and (begins("indicator", text) or begins_quantity(text) or begins_result(text))
        ):
            weight -= 3.0
        return text, weight

    def _best_text(self, unit: Sequence[_Word]) -> tuple[str, float]:
        """The text of a unit, and how much it looks like one: a narrow column may have broken it inside a word."""
        text = self._text(unit)
        shape = self._shape(text)
        breaks = [
            place
            for place, (above, word) in enumerate(pairwise(unit), start=1)
            if word.text[0].islower() and self._goes_on(above, word)
        ]
        for count in range(1, len(breaks) + 1):
            for glued in combinations(breaks, count):
                ends = [0, *(place for place in range(1, len(unit)) if place not in glued), len(unit)]
                whole = " ".join("".join(word.text for word in unit[a:b]) for a, b in pairwise(ends))
                joined = self._shape(whole)
                sure = self._ends.spaced or all(len(unit[place].text) <= 2 for place in glued)
                if joined > shape and (sure or joined >= 2.0):
                    text, shape = whole, joined
        return text, shape

    def _shape(self, text: str) -> float:
        """How much a text looks like a unit, to all appearance and by the document's own use."""
        used = self._habits.used[text.casefold()]
        return max(looks_like_unit(text), min(3.0, 1.0 + used) if used else -9.0)


def _cut_off(pieces: list[Piece], start: _Word) -> list[Piece]:
    """Takes the pieces from a word on off the end."""
    taken = pieces[start.piece :]
    del pieces[start.piece :]
    if start.place:
        before, taken[0] = taken[0].cut(start.place)
        pieces.append(before)
    return taken


def _lines(words: Sequence[_Word]) -> int:
    return len({word.piece for word in words})


def _agrees(target: float | None, values: Sequence[float]) -> bool:
    """Whether a target is one of the quarters' figures, or their sum."""
    if target is None or not values:
        return False
    close = 0.02 * abs(target) + 0.01
    return any(abs(value - target) <= close for value in values) or abs(sum(values) - target) <= close


def figure(text: str) -> float | None:
    """A rough figure, good for comparing a target with its quarters and for nothing else.

    >>> figure("1.234"), figure("3,5"), figure("50 (CC)"), figure("WTP")
    (1234.0, 3.5, 50.0, None)
    """
    match = _FIGURE.match(text.lstrip("≥≤<> "))
    if match is None:
        return None
    digits = match[0].rstrip(".,")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        return float(re.sub(r"[.,]", "", digits))
    whole, _, decimals = re.sub(r"[.,](?=.*[.,])", "", digits).replace(",", ".").partition(".")
    return float(f"{whole}.{decimals or 0}")
