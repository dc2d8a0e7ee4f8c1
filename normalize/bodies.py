"""What the rows below a header tell of its columns: quarters that stand below each other, levels said by a column.

A page may end right below the header, or show one line of the first record. So what its own body leaves open is looked
up in the table at the head of the next page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.cells import Cell
from normalize.columns import Column
from normalize.grid import TableGrid
from normalize.records import LEVELS
from normalize.text import plain_text
from normalize.vocabulary import Vocabulary

__all__ = ["Body", "level_columns", "stacks"]

_SAMPLE = 24
"""How many rows below a header are looked at to tell what its columns hold."""
_TELLING = 3
"""With fewer texts in a column than these, its own body does not tell what it holds."""
_MAY_STACK = frozenset(["target", "quarters", "extra", "jadwal"])
_FIGURES = frozenset(["target", "quarters", "anggaran", "extra"])
"""Roles of columns that may hold figures for the quarters beside them."""


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a table from `first` on, as far as they are looked at."""

    grid: TableGrid
    first: int

    @property
    def rows(self) -> range:
        return range(self.first, min(self.grid.rows, self.first + _SAMPLE))

    def positions(self, column: Column) -> list[int]:
        """The columns of the grid that a leaf of the header stands over."""
        width = self.grid.x1 - self.grid.x0
        sides = (self.grid.x0 + column.x0 * width, self.grid.x0 + column.x1 * width)
        inside, across = self.grid.columns_between(*sides)
        return inside or across[:1]

    def sides(self, position: int) -> tuple[float, float]:
        """The sides of a column of the grid, as shares of the table's width."""
        width = self.grid.x1 - self.grid.x0
        return (self.grid.left[position] - self.grid.x0) / width, (self.grid.right[position] - self.grid.x0) / width

    def starting(self, position: int) -> list[Cell]:
        """The cells with text that begin in a column; a line over the whole table says nothing of it."""
        widest = max(3, self.grid.columns // 2)
        found = ((row, self.grid.owner[row][position]) for row in self.rows)
        return [c for row, c in found if c is not None and c.row == row and not c.blank and c.column_span <= widest]


def stacks(columns: Sequence[Column], bodies: Sequence[Body], vocabulary: Vocabulary) -> list[Column]:
    """Quarters that stand below each other: a leaf whose cells hold `TW I … TW IV`, with the figures beside them or in
    the same cell, or a column of labels (`TRIWULAN`) with a row for each quarter.

    Args:
        columns: the leaves.
        bodies: the table's own, and that of the next page where it goes on there.
        vocabulary: the words.
    """
    views = [_View.of(column, bodies, vocabulary) if column.role in _MAY_STACK else None for column in columns]
    found: list[Column] = []
    labels: tuple[Body, int] | None = None  # the column of a grid that holds the labels of the figures to come
    for column, view in zip(columns, views, strict=True):
        kinds = [] if view is None else view.kinds or _twin_kinds(column, view, columns, views)
        if view is not None and ("quarter_label" in kinds or "quarter_pair" in kinds):
            for position, kind in zip(view.positions, kinds, strict=True):
                x0, x1 = view.body.sides(position)
                found.append(replace(column, x0=x0, x1=x1, role=kind))
            marks = [position for position, kind in zip(view.positions, kinds, strict=True) if kind == "quarter_label"]
            labels = (view.body, marks[0]) if marks else None
        elif labels is not None and _may_be_figures(column) and _goes_with(*labels, column):
            found.append(replace(column, role="quarter_value"))
        else:
            labels = labels if column.role in _FIGURES else None
            found.append(replace(column, role="extra") if column.role == "quarters" else column)
    return found


@dataclass(frozen=True, slots=True)
class _View:
    """What the cells below a leaf hold, column by column of the body that shows it; no kinds where all are blank."""

    body: Body
    positions: list[int]
    kinds: list[str]

    @classmethod
    def of(cls, column: Column, bodies: Sequence[Body], vocabulary: Vocabulary) -> _View:
        """The table's own body, unless it shows hardly anything and the next page's shows quarters."""
        seen: list[_View] = []
        for body in bodies:
            positions = body.positions(column)
            cells = [body.starting(position) for position in positions]
            view = cls(body, positions, [_kind(each, vocabulary) for each in cells] if any(cells) else [])
            if not seen and sum(map(len, cells)) >= _TELLING:
                return view
            seen.append(view)
        # Labels with blank figures behind them look like labels alone: pairs say more.
        telling = (view for kind in ("quarter_pair", "quarter_label") for view in seen if kind in view.kinds)
        return next(telling, seen[0])


def _twin_kinds(column: Column, view: _View, columns: Sequence[Column], views: Sequence[_View | None]) -> list[str]:
    """What a leaf holds that is blank as far as the table is seen: what another block's leaf of the same words holds.
    In a cascade the nodes of a level may have no indicators for pages."""
    same = (
        other.kinds
        for twin, other in zip(columns, views, strict=True)
        if other is not None and twin.header == column.header and len(other.kinds) == len(view.positions)
    )
    return next(same, [])


def _kind(cells: Sequence[Cell], vocabulary: Vocabulary) -> str:
    """What the cells of a column hold: labels of quarters, quarters with their figures, or figures."""
    labels = pairs = others = 0
    for cell in cells:
        texts = [line.text for line in cell.lines if line.text.strip()]
        found = [vocabulary.pair(text) for text in texts]
        figures = sum(pair is not None and bool(pair[1]) for pair in found)
        if figures and sum(pair is not None for pair in found) >= min(2, len(texts)):
            pairs += 1  # one line alone is what a page's end left of them
        elif all(vocabulary.quarter(text, bare=True) or vocabulary.is_stem(text) for text in texts):
            labels += not all(text.strip().isdigit() for text in texts)
        else:
            others += 1
    if pairs > others:
        return "quarter_pair"
    return "quarter_label" if labels > others else "quarter_value"


def _may_be_figures(column: Column) -> bool:
    """Whether a column may hold the figures of the quarters whose labels stand before it."""
    return column.role in ("target", "quarters", "anggaran") or (column.role == "extra" and column.measure != "target")


def _goes_with(body: Body, labels: int, column: Column) -> bool:
    """Whether a column has a cell for each label of another: in the rows, or in the lines, that the labels have."""
    met = asked = 0
    position = body.positions(column)[0]
    for row in body.rows:
        label, cell = body.grid.owner[row][labels], body.grid.owner[row][position]
        if label is None or label.row != row or label.blank:
            continue
        asked += 1
        if cell is not None and cell.row == row:
            met += len(cell.lines) >= len(label.lines) or (cell.blank and len(label.lines) == 1)
    # A budget beside one label may be the whole year's.
    return asked > (column.role == "anggaran") and met > 0.6 * asked


def level_columns(columns: Sequence[Column], body: Body, vocabulary: Vocabulary) -> list[Column]:
    """A column whose cells say each row's level (`Sasaran`, `Program`) and nothing else holds no names, whatever its
    header says; where it was taken for the names, they stand in the column beside it."""
    found = list(columns)
    for index, column in enumerate(columns):
        if column.role not in ("name", "tingkat", "extra"):
            continue
        width = body.grid.x1 - body.grid.x0
        spot = body.grid.columns_between(body.grid.x0 + column.x0 * width, body.grid.x0 + column.x1 * width)
        texts = [plain_text(cell) for row in body.rows for cell in body.grid.cells_at(row, spot) if cell.row == row]
        texts = [text for text in texts if text]
        levels = {vocabulary.level_word(text) for text in texts}
        if len(texts) >= 2 and None not in levels and len(levels) > 1:
            found[index] = replace(column, role="tingkat", levels=())
            beside = found[index + 1] if index + 1 < len(found) else None
            if beside is not None and beside.role == "extra" and not any(c.role == "name" for c in found):
                found[index + 1] = replace(beside, role="name", levels=LEVELS)
        elif column.role == "tingkat":
            found[index] = replace(column, role="extra")
    return found
