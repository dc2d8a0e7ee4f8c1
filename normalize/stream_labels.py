"""The labels of quarters in a dump: `TW I`, `Triwulan 2`, `Tw. 3`, or `I` to `IV` alone, anywhere in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from normalize.stream_cues import is_value
from normalize.stream_pieces import Piece
from normalize.vocabulary import Vocabulary, tokens

__all__ = ["Atom", "label_atoms", "names_quarters"]

_NUMERALS = ("I", "II", "III", "IV")
_MOST_BETWEEN = 16
"""How many words of values can stand between the first label and the last."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece or a part of one: the label of a `quarter`, or (0) other text; the numeral of a label that wrapped has
    the quarter's negative."""

    piece: Piece
    quarter: int


def label_atoms(pieces: Sequence[Piece], vocabulary: Vocabulary) -> list[Atom]:
    """The pieces with the labels of quarters cut out of them."""
    return _merge_stems(list(_atoms(pieces, vocabulary)), vocabulary)


def _atoms(pieces: Sequence[Piece], vocabulary: Vocabulary) -> Iterator[Atom]:
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
                yield Atom(before, 0)
            if length < len(rest.words):
                label, rest = rest.cut(length)
            else:
                label, rest = rest, None
            yield Atom(label, quarter)
            start = 0
        if rest is not None:
            yield Atom(rest, 0)


@lru_cache(maxsize=4)
def _stems(vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the first word of a label can begin with, in lower case."""
    return tuple({tokens(stem)[0] for stem in vocabulary.tables["quarter"]["stem"]})


def names_quarters(pieces: Sequence[Piece], vocabulary: Vocabulary) -> bool:
    """Whether any piece holds what may be a quarter's label: a document without one is none of ours."""
    stems = _stems(vocabulary)
    return any(
        word.casefold().startswith(stems) or word.rstrip(".") == "IV" for piece in pieces for word in piece.words
    )


def _label_at(words: Sequence[str], start: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """How many words from `start` on are a quarter's label, and which quarter's."""
    if not words[start].casefold().startswith(_stems(vocabulary)):
        return 0, 0
    for length in (3, 2, 1):
        if start + length <= len(words) and words[start + length - 1][:1].isalnum():
            quarter = vocabulary.quarter(" ".join(words[start : start + length]))
            if quarter:
                return length, quarter
    return 0, 0


def _bare_labels(pieces: Sequence[Piece]) -> dict[tuple[int, int], int]:
    """The words `I`, `II`, `III`, `IV` that are labels without a stem, by their piece and place in it.

    They follow each other on one line, or the first may end a line and the others begin one; only values stand between.
    """
    found: dict[tuple[int, int], int] = {}
    for index, piece in enumerate(pieces):
        words = [word.rstrip(".") for word in piece.words]
        if "I" not in words:
            continue
        first = words.index("I")
        if tuple(words[first : first + 4]) == _NUMERALS:
            found.update({(index, first + place): place + 1 for place in range(4)})
            continue
        run = [(index, first)]
        between = list(piece.words[first + 1 :])
        near = index + 1
        while near < len(pieces) and len(run) < 4 and len(between) < _MOST_BETWEEN:
            words = list(pieces[near].words)
            if words[0].rstrip(".") == _NUMERALS[len(run)]:
                run.append((near, 0))
                words = words[1:]
            between += words
            near += 1
        valued = bool(between) or (near < len(pieces) and is_value(pieces[near].text))
        if len(run) == 4 and valued and all(is_value(word) or word[0] == "(" for word in between):
            found.update((place, number) for number, place in enumerate(run, start=1))
    return found


def _merge_stems(atoms: list[Atom], vocabulary: Vocabulary) -> list[Atom]:
    """Joins labels that wrapped: `Triwulan` on one line, `III` on the next."""
    merged: list[Atom] = []
    for atom in atoms:
        last = merged[-1] if merged else None
        if last is None or last.quarter or atom.quarter or atom.piece.lead != "line" or len(atom.piece.words) > 1:
            merged.append(atom)
            continue
        stem = last.piece.words[-1]
        quarter = vocabulary.quarter(f"{stem} {atom.piece.text}") if vocabulary.is_stem(stem) else None
        if quarter is None:
            merged.append(atom)
            continue
        merged.pop()
        label = last.piece
        if len(last.piece.words) > 1:
            before, label = last.piece.cut(len(last.piece.words) - 1)
            merged.append(Atom(before, 0))
        merged += [Atom(label, quarter), Atom(atom.piece, -quarter)]
    return merged
