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

from normalize.stream_cues import begins, begins_quantity, ends_open, is_value, looks_like_unit
from normalize.stream_pieces import Piece

__all__ = ["Tail", "figure", "plain_units", "take_tail"]

_FIGURE = re.compile(r"\d[\d.,]*")
_LONGEST = 8
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


def plain_units(lines: Iterable[Piece]) -> Counter[str]:
    """The units that stand on a line with a figure and nothing else, with how often they do."""
    units: Counter[str] = Counter()
    for line in lines:
        if len(line.words) in (2, 3) and _FIGURE.fullmatch(line.words[-1].rstrip("%")):
            units[" ".join(line.words[:-1]).casefold()] += 1
    return units


def take_tail(pieces: Sequence[Piece], values: Sequence[str], units: Counter[str], cut: bool = False) -> Tail:
    """Cuts unit and target off the text before a block with these quarterly values.

    `cut` says that a page break has cut the row, so that the text before the unit may end in the midst of a sentence.
    """
    words = [
        _Word(index, place, word)
        for index, piece in enumerate(pieces[-_LONGEST:], start=max(0, len(pieces) - _LONGEST))
        for place, word in enumerate(piece.words)
    ][-_LONGEST:]
    best: tuple[float, int, int, str, str] | None = None
    for target_words in range(min(5, len(words) + 1)):
        place = len(words) - target_words
        target, target_weight = _weigh_target(pieces, words[place:], values)
        for unit_words in range(min(5, place + 1)):
            start = place - unit_words
            unit, unit_weight = _weigh_unit(pieces, words, start, place, units, cut)
            if best is None or target_weight + unit_weight > best[0]:
                best = (target_weight + unit_weight, start, place, unit, target)
    tail = Tail(list(pieces), [], [])
    if best is not None:
        _, start, place, tail.unit_text, tail.target_text = best
        tail.target = _cut_off(tail.before, words[place]) if place < len(words) else []
        tail.unit = _cut_off(tail.before, words[start]) if start < place else []
    return tail


def _cut_off(pieces: list[Piece], start: _Word) -> list[Piece]:
    """Takes the pieces from a word on off the end."""
    taken = pieces[start.piece :]
    del pieces[start.piece :]
    if start.place:
        before, taken[0] = taken[0].cut(start.place)
        pieces.append(before)
    return taken


def _text(pieces: Sequence[Piece], words: Sequence[_Word], glue: str = " ") -> str:
    """The text of words, with `glue` where a line ends without a space."""
    text = ""
    above: _Word | None = None
    for word in words:
        if above is not None:
            broken = above.piece != word.piece and not pieces[above.piece].wraps and pieces[word.piece].lead == "line"
            text += "" if broken and above.text[-1] == "/" else glue if broken else " "
        text += word.text
        above = word
    return text


def _lines(words: Sequence[_Word]) -> int:
    return len({word.piece for word in words})


def _weigh_target(pieces: Sequence[Piece], words: Sequence[_Word], values: Sequence[str]) -> tuple[str, float]:
    """The text of a target, and how well it suits the quarters."""
    if not words:
        return "", -2.5
    text = _text(pieces, words)
    weight = -0.8 * (_lines(words) - 1) - 0.3 * (len(words) - 1)
    whole = _text(pieces, words, glue="")
    if whole in values or text in values:
        return (text if text in values else whole), weight + 5.0
    known = [value for value in map(figure, values) if value is not None]
    if _FIGURE.fullmatch(whole) and _agrees(figure(whole), known):
        text = whole
    if _agrees(figure(text), known):
        return text, weight + (4.0 if is_value(text) else 0.0)
    if not is_value(text):
        return text, weight - 4.0
    return text, weight + (2.0 if re.match(r"[-≥≤<>]?\s?\d", text) else 0.5)


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


def _weigh_unit(
    pieces: Sequence[Piece], words: Sequence[_Word], start: int, end: int, units: Counter[str], cut: bool
) -> tuple[str, float]:
    """The text of a unit that reaches from `start` to `end`, and how likely it is one that begins there."""
    unit = words[start:end]
    in_line = start < len(words) and words[start].place > 0 and pieces[words[start].piece].lead != "tab"
    before = " ".join(word.text for word in words[max(0, start - 3) : start])
    weight = -4.0 if start and ends_open(before) and (not cut or before[-1] in "/-") else 0.0
    if not unit:
        return "", weight - (3.0 if in_line else 1.0)
    text, shape = _best_text(pieces, unit, units)
    weight += shape
    if shape < 3.4:  # a unit of two words that is known as such (`Kepala Keluarga`) is no chance
        weight -= _lines(unit) - 1
    if in_line:
        weight -= 1.5 if shape >= 2.0 else 4.0
    elif words[start].piece:
        if pieces[words[start].piece - 1].wraps:
            weight -= 1.5
        weight += 1.0
    if len(unit) > 1 and shape < 3.0 and (begins("indicator", text) or begins_quantity(text)):
        weight -= 3.0
    return text, weight


def _best_text(pieces: Sequence[Piece], unit: Sequence[_Word], units: Counter[str]) -> tuple[str, float]:
    """The text of a unit, and how much it looks like one: a narrow column may have broken it inside a word."""
    text = _text(pieces, unit)
    shape = _shape(text, units)
    breaks = [
        place for place, (a, b) in enumerate(pairwise(unit), start=1) if a.piece != b.piece and b.text[0].islower()
    ]
    for count in range(1, len(breaks) + 1):
        for glued in combinations(breaks, count):
            ends = [0, *(place for place in range(1, len(unit)) if place not in glued), len(unit)]
            whole = " ".join("".join(word.text for word in unit[a:b]) for a, b in pairwise(ends))
            joined = _shape(whole, units)
            if joined > shape and joined >= 2.0:
                text, shape = whole, joined
    return text, shape


def _shape(text: str, units: Counter[str]) -> float:
    """How much a text looks like a unit, to all appearance and by the document's own use."""
    used = units[text.casefold()]
    return max(looks_like_unit(text), min(3.0, 1.0 + used) if used else -9.0)
