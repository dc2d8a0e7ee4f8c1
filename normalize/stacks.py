"""Quarters that stand below each other: `TW I … TW IV` in one cell and their figures beside or after them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from normalize.headers import PAIR
from normalize.stitch import Piece
from normalize.text import Joiner
from normalize.vocabulary import Vocabulary

__all__ = ["Stack", "read_pairs", "read_stack"]

_FIGURE = re.compile(r"-?(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,]\d{1,2})?\s*%?(?:\s*\(\w+\))?|[-–—]|\D+")
_MOST_BREAKS = 12
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


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    place: _Place
    broken: bool


def read_stack(labels: Sequence[Piece], values: Sequence[Piece], joiner: Joiner, vocabulary: Vocabulary) -> Stack:
    """Matches a cell of quarter labels with the cell of figures beside it, or rows of labels with rows of figures."""
    if len(labels) > 1 or len(values) > 1:
        return _read_rows(labels, values, joiner, vocabulary)
    if not labels or not values:
        return Stack({}, not labels)
    marks = _labels(labels[0], vocabulary)
    lines = _lines(values[0], joiner)
    texts = [line.text for line in lines]
    if not marks:
        return Stack({}, not lines)
    if len(lines) == len(marks):
        return _pair(marks, texts)
    if len(lines) < len(marks):
        placed = _by_place(marks, lines)
        return Stack(placed) if placed is not None else Stack(_in_order(marks, texts), sure=not lines)
    joined = _join_broken(lines, len(marks))
    if joined is not None:
        return _pair(marks, joined)
    if len(lines) % len(marks) == 0:
        size = len(lines) // len(marks)
        return _pair(marks, [" ".join(texts[i : i + size]) for i in range(0, len(texts), size)])
    texts = [*texts[: len(marks) - 1], " ".join(texts[len(marks) - 1 :])]
    return Stack(_in_order(marks, texts), sure=False)


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
        match = PAIR.match(line.text)
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


def _lines(piece: Piece, joiner: Joiner) -> list[_Line]:
    """The lines of a cell of figures; `broken` where the cell may have broken the figure before it."""
    fragments = [fragment for cell in piece.cells for fragment in joiner.fragments(cell)]
    places = [(cell.page, line.top) for cell, line in piece.lines()]
    found: list[_Line] = []
    for index, (fragment, place) in enumerate(zip(fragments, places, strict=True)):
        text = fragment.text.strip()
        if fragment.joins and found:
            found[-1] = _Line(found[-1].text + text, found[-1].place, found[-1].broken)
            continue
        broken = index > 0 and joiner.breaks_word(fragments[index - 1], fragment)
        found.append(_Line(text, place, broken))
    return found


def _join_broken(lines: Sequence[_Line], count: int) -> list[str] | None:
    """The lines joined to `count` figures: where the cell may have broken one, so that most are well formed; a grade
    in brackets or a percent sign on a line of its own belongs to the figure before it."""
    loose = {i for i, line in enumerate(lines) if i and (line.text.startswith("(") or line.text == "%")}
    broken = [i for i, line in enumerate(lines) if line.broken and i not in loose]
    needed = len(lines) - count - len(loose)
    if needed < 0 or needed > len(broken) or len(broken) > _MOST_BREAKS:
        return None
    best: list[str] | None = None
    best_score = -1
    for chosen in combinations(broken, needed):
        figures: list[str] = []
        for index, line in enumerate(lines):
            if index in loose:
                figures[-1] += f" {line.text}"
            elif index in chosen:
                figures[-1] += line.text
            else:
                figures.append(line.text)
        score = sum(_FIGURE.fullmatch(figure) is not None for figure in figures)
        if score > best_score:
            best, best_score = figures, score
    return best


def _in_order(marks: Sequence[_Label], texts: Sequence[str]) -> dict[int, str]:
    return {mark.quarter: text for mark, text in zip(marks, texts, strict=False)}


def _by_place(marks: Sequence[_Label], lines: Sequence[_Line]) -> dict[int, str] | None:
    """Where a quarter is blank, the figures that are there stand beside their labels."""
    placed: dict[int, str] = {}
    for line in lines:
        page, top = line.place
        near = [mark for mark in marks if mark.place[0] == page and abs(mark.place[1] - top) < 4.0]
        if len(near) != 1 or near[0].quarter in placed:
            return None
        placed[near[0].quarter] = line.text
    return placed
