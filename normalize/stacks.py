"""Quarters that stand below each other: `TW I … TW IV` in one cell and their figures beside or after them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from extract.cells import Box
from normalize.stitch import Piece
from normalize.text import Joiner
from normalize.vocabulary import Vocabulary

__all__ = ["Figure", "Stack", "read_pairs", "read_stack"]

_FIGURE = re.compile(r"-?(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,]\d{1,2})?\s*%?(?:\s*\(\w+\))?|[-–—]|\D+")
_MOST_BREAKS = 12
_NEAR = 4.0
"""How far (points) a figure may stand from the line of its quarter."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A quarter's figure as printed, and the lines that it was read from (page, box)."""

    text: str
    places: tuple[tuple[int, Box], ...]
    broken: bool = False
    """Whether the cell may have broken it off the line before."""

    @property
    def line(self) -> tuple[int, float]:
        """Page and top of its first line."""
        page, box = self.places[0]
        return page, box[1]

    def joined(self, following: Figure, between: str = "") -> Figure:
        """This figure with the rest of it that stands on the next line."""
        return Figure(self.text + between + following.text, self.places + following.places, self.broken)


@dataclass(frozen=True, slots=True)
class Stack:
    """The figures by quarter (1 to 4). `sure` is false where lines and quarters do not match up."""

    figures: dict[int, Figure] = field(default_factory=dict)
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Label:
    quarter: int
    page: int
    top: float


def read_stack(labels: Sequence[Piece], values: Sequence[Piece], joiner: Joiner, vocabulary: Vocabulary) -> Stack:
    """Matches a cell of quarter labels with the cell of figures beside it, or rows of labels with rows of figures."""
    if len(labels) > 1 or len(values) > 1:
        return _read_rows(labels, values, joiner, vocabulary)
    if not labels or not values:
        return Stack(sure=not labels)
    marks = _labels(labels[0], vocabulary)
    lines = _lines(values[0], joiner)
    if not marks:
        return Stack(sure=not lines)
    if len(lines) == len(marks):
        return _in_order(marks, lines)
    if len(lines) < len(marks):
        placed = _by_place(marks, lines)
        return Stack(placed) if placed is not None else _in_order(marks, lines, sure=not lines)
    joined = _join_broken(lines, len(marks))
    if joined is not None:
        return _in_order(marks, joined)
    if len(lines) % len(marks) == 0:
        size = len(lines) // len(marks)
        return _in_order(marks, [_merge(lines[i : i + size]) for i in range(0, len(lines), size)])
    last = len(marks) - 1
    return _in_order(marks, [*lines[:last], _merge(lines[last:])], sure=False)


def _read_rows(labels: Sequence[Piece], values: Sequence[Piece], joiner: Joiner, vocabulary: Vocabulary) -> Stack:
    """A row for each quarter: the figure of a row belongs to the label of that row."""
    found: dict[int, Figure] = {}
    by_row = {piece.first_row: piece for piece in values if not piece.blank}
    sure = True
    for piece in labels:
        marks = _labels(piece, vocabulary)
        beside = by_row.pop(piece.first_row, None)
        if len(marks) != 1:
            sure = False
        elif beside is not None:
            fragments = [fragment for cell in beside.cells for fragment in joiner.fragments(cell)]
            found[marks[0].quarter] = Figure(joiner.join(fragments), tuple(beside.places()))
    return Stack(found, sure and not by_row)


def read_pairs(piece: Piece, vocabulary: Vocabulary) -> Stack:
    """Reads `TW I : 25` lines of one cell; a line without a label goes on with the one before."""
    found: dict[int, Figure] = {}
    quarter = 0
    sure = True
    for cell, line in piece.lines():
        places = ((cell.page, (line.x0, line.top, line.x1, line.bottom)),)
        pair = vocabulary.pair(line.text)
        if pair is not None:
            quarter, value = pair
            sure = sure and quarter not in found
            found[quarter] = Figure(value, places)
        elif quarter:
            between = " " if found[quarter].text else ""
            found[quarter] = found[quarter].joined(Figure(line.text.strip(), places), between)
        else:
            sure = False
    return Stack({quarter: figure for quarter, figure in found.items() if figure.text}, sure)


def _labels(piece: Piece, vocabulary: Vocabulary) -> list[_Label]:
    """The quarters that a cell names; a label that wrapped (`TW` + `III`) is one."""
    found: list[_Label] = []
    waiting = ""
    page, top = 0, 0.0
    for cell, line in piece.lines():
        if not waiting:
            page, top = cell.page, line.top
        waiting = f"{waiting} {line.text.strip()}".strip()
        quarter = vocabulary.quarter(waiting, bare=True)
        if quarter is not None:
            found.append(_Label(quarter, page, top))
            waiting = ""
    return found


def _lines(piece: Piece, joiner: Joiner) -> list[Figure]:
    """The lines of a cell of figures, each as far as we know a figure of its own."""
    fragments = [fragment for cell in piece.cells for fragment in joiner.fragments(cell)]
    found: list[Figure] = []
    for index, (fragment, (cell, line)) in enumerate(zip(fragments, piece.lines(), strict=True)):
        places = ((cell.page, (line.x0, line.top, line.x1, line.bottom)),)
        broken = index > 0 and joiner.breaks_word(fragments[index - 1], fragment)
        figure = Figure(fragment.text.strip(), places, broken)
        if fragment.joins and found:
            found[-1] = found[-1].joined(figure)
        else:
            found.append(figure)
    return found


def _join_broken(lines: Sequence[Figure], count: int) -> list[Figure] | None:
    """The lines joined to `count` figures: where the cell may have broken one, so that most are well formed; a grade
    in brackets on a line of its own belongs to the figure before it."""
    loose = {i for i, line in enumerate(lines) if i and line.text.startswith("(")}
    broken = [i for i, line in enumerate(lines) if line.broken and i not in loose]
    needed = len(lines) - count - len(loose)
    if needed < 0 or needed > len(broken) or len(broken) > _MOST_BREAKS:
        return None
    best: list[Figure] | None = None
    best_score = -1
    for chosen in combinations(broken, needed):
        figures: list[Figure] = []
        for index, line in enumerate(lines):
            if index in loose:
                figures[-1] = figures[-1].joined(line, " ")
            elif index in chosen:
                figures[-1] = figures[-1].joined(line)
            else:
                figures.append(line)
        score = sum(_FIGURE.fullmatch(figure.text) is not None for figure in figures)
        if score > best_score:
            best, best_score = figures, score
    return best


def _merge(lines: Sequence[Figure]) -> Figure:
    merged = lines[0]
    for line in lines[1:]:
        merged = merged.joined(line, " ")
    return merged


def _in_order(marks: Sequence[_Label], figures: Sequence[Figure], *, sure: bool = True) -> Stack:
    return Stack({mark.quarter: figure for mark, figure in zip(marks, figures, strict=False)}, sure)


def _by_place(marks: Sequence[_Label], lines: Sequence[Figure]) -> dict[int, Figure] | None:
    """Where a quarter is blank, the figures that are there stand beside their labels."""
    placed: dict[int, Figure] = {}
    for line in lines:
        page, top = line.line
        near = [mark for mark in marks if mark.page == page and abs(mark.top - top) < _NEAR]
        if len(near) != 1 or near[0].quarter in placed:
            return None
        placed[near[0].quarter] = line
    return placed
