"""Quarters that stand below each other: `TW I … TW IV` in one cell and their figures beside or after them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from normalize.stitch import Piece
from normalize.text import Joiner
from normalize.vocabulary import Vocabulary

__all__ = ["Stack", "read_pairs", "read_stack"]

_PAIR = re.compile(r"\s*(?P<label>[^\d:=]*?[\s.]*(?P<numeral>IV|I{1,3}|[1-4]))\s*[:=]\s*(?P<value>.*)", re.IGNORECASE)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_Place = tuple[int, float]
"""Page and top of a line."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The figures by quarter (1 to 4), as printed. `sure` is false where lines and quarters do not match up."""

    values: dict[int, str]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Label:
    quarter: int
    place: _Place


def read_stack(labels: Sequence[Piece], values: Sequence[Piece], joiner: Joiner, vocabulary: Vocabulary) -> Stack:
    """Matches a cell of quarter labels with the cell of figures beside it, or rows of labels with rows of figures."""
    if len(labels) > 1 or len(values) > 1:
        return _read_rows(labels, values, joiner, vocabulary)
    if not labels or not values:
        return Stack({}, not labels)
    marks = _labels(labels[0], vocabulary)
    tokens = _tokens(values[0], joiner)
    texts = [text for text, _ in tokens]
    if not marks:
        return Stack({}, not tokens)
    if len(tokens) == len(marks):
        return _pair(marks, texts)
    if len(tokens) < len(marks):
        placed = _by_place(marks, tokens)
        if placed is not None:
            return Stack(placed)
    merged = _with_brackets(texts)
    if len(merged) == len(marks):
        return _pair(marks, merged)
    if tokens and len(tokens) % len(marks) == 0:
        size = len(tokens) // len(marks)
        return _pair(marks, [" ".join(texts[i : i + size]) for i in range(0, len(texts), size)])
    if len(texts) > len(marks):
        texts = [*texts[: len(marks) - 1], " ".join(texts[len(marks) - 1 :])]
    return Stack({mark.quarter: text for mark, text in zip(marks, texts, strict=False)}, sure=not tokens)


def _read_rows(labels: Sequence[Piece], values: Sequence[Piece], joiner: Joiner, vocabulary: Vocabulary) -> Stack:
    """A row for each quarter: the figure of a row belongs to the label of that row."""
    found: dict[int, str] = {}
    by_row = {piece.first_row: piece for piece in values if not piece.blank}
    sure = True
    for piece in labels:
        marks = _labels(piece, vocabulary)
        beside = by_row.pop(piece.first_row, None)
        if len(marks) != 1:
            sure = False
        elif beside is not None:
            found[marks[0].quarter] = joiner.join(
                [fragment for cell in beside.cells for fragment in joiner.fragments(cell)]
            )
    return Stack(found, sure and not by_row)


def read_pairs(piece: Piece) -> Stack:
    """Reads `TW I : 25` lines of one cell; a line without a label goes on with the one before."""
    values: dict[int, str] = {}
    quarter = 0
    sure = True
    for _, line in piece.lines():
        match = _PAIR.match(line.text)
        if match:
            numeral = match["numeral"].casefold()
            quarter = _ROMAN.get(numeral) or int(numeral)
            sure = sure and quarter not in values
            values[quarter] = match["value"].strip()
        elif quarter:
            values[quarter] = f"{values[quarter]} {line.text.strip()}".strip()
        else:
            sure = False
    return Stack({quarter: text for quarter, text in values.items() if text}, sure)


def _pair(marks: Sequence[_Label], texts: Sequence[str]) -> Stack:
    return Stack({mark.quarter: text for mark, text in zip(marks, texts, strict=True)})


def _labels(piece: Piece, vocabulary: Vocabulary) -> list[_Label]:
    """The quarters that a cell names; a label that wrapped (`TW` + `III`) is one."""
    found: list[_Label] = []
    waiting = ""
    place: _Place = (0, 0.0)
    for cell, line in piece.lines():
        text = line.text.strip()
        if not waiting:
            place = (cell.page, line.top)
        quarter = vocabulary.quarter(f"{waiting} {text}", bare=True)
        if quarter is None:
            waiting = f"{waiting} {text}".strip()
            continue
        found.append(_Label(quarter, place))
        waiting = ""
    return found


def _tokens(piece: Piece, joiner: Joiner) -> list[tuple[str, _Place]]:
    """The figures of a cell, each with the place of its first line; what the cell broke is whole again."""
    fragments = [fragment for cell in piece.cells for fragment in joiner.fragments(cell)]
    places = [(cell.page, line.top) for cell, line in piece.lines()]
    found: list[tuple[str, _Place]] = []
    for index, (fragment, place) in enumerate(zip(fragments, places, strict=True)):
        if found and (fragment.joins or joiner.breaks_word(fragments[index - 1], fragment)):
            found[-1] = (found[-1][0] + fragment.text.strip(), found[-1][1])
        else:
            found.append((fragment.text.strip(), place))
    return found


def _with_brackets(texts: Sequence[str]) -> list[str]:
    """A grade in brackets or a percent sign that wrapped belongs to the figure before it: `65,5` + `(B)`."""
    merged: list[str] = []
    for text in texts:
        if merged and (text.startswith("(") or text == "%"):
            merged[-1] += f" {text}"
        else:
            merged.append(text)
    return merged


def _by_place(marks: Sequence[_Label], tokens: Sequence[tuple[str, _Place]]) -> dict[int, str] | None:
    """Where a quarter is blank, the figures that are there stand beside their labels."""
    placed: dict[int, str] = {}
    for text, (page, top) in tokens:
        near = [mark for mark in marks if mark.place[0] == page and abs(mark.place[1] - top) < 4.0]
        if len(near) != 1 or near[0].quarter in placed:
            return None
        placed[near[0].quarter] = text
    return placed
