"""A table of one page as rows and columns: which cell owns each position of its finest grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.cells import Cell

__all__ = ["ColumnsBetween", "TableGrid", "grids_of"]

ColumnsBetween = tuple[list[int], list[int]]
"""Columns between two x, and columns over the middle between them."""


@dataclass(slots=True)
class TableGrid:
    """`owner[row][column]` is the cell that covers the position, or None where the table has a hole.

    `left` and `right` are the x of each column's sides, in points.
    """

    page: int
    table: int
    owner: list[list[Cell | None]]
    left: list[float]
    right: list[float]

    @property
    def rows(self) -> int:
        return len(self.owner)

    @property
    def columns(self) -> int:
        return len(self.left)

    @property
    def x0(self) -> float:
        return self.left[0]

    @property
    def x1(self) -> float:
        return self.right[-1]

    @property
    def top(self) -> float:
        return min(cell.top for cell in self.row_cells(0))

    def row_cells(self, row: int) -> list[Cell]:
        """The cells that cover some position of a row, from left to right, each once."""
        found: list[Cell] = []
        for cell in self.owner[row]:
            if cell is not None and (not found or found[-1] is not cell):
                found.append(cell)
        return found

    def starting(self, row: int) -> list[Cell]:
        """The cells that begin in a row."""
        return [cell for cell in self.row_cells(row) if cell.row == row]

    def columns_between(self, x0: float, x1: float) -> ColumnsBetween:
        """The columns whose middles lie between two x, and those, from the right, over the middle between the two:
        the same for every row of the table."""
        sides = list(enumerate(zip(self.left, self.right, strict=True)))
        middle = (x0 + x1) / 2
        inside = [column for column, (left, right) in sides if x0 <= (left + right) / 2 <= x1]
        return inside, [column for column, (left, right) in reversed(sides) if left <= middle <= right]

    def cells_at(self, row: int, columns: ColumnsBetween) -> list[Cell]:
        """The cells of a row in these columns, each once; where there is none, the cell in the middle."""
        inside, across = columns
        owner = self.owner[row]
        found: list[Cell] = []
        for column in inside:
            cell = owner[column]
            if cell is not None and (not found or found[-1] is not cell):
                found.append(cell)
        return found or [cell for column in across if (cell := owner[column]) is not None][:1]


def grids_of(cells: Iterable[Cell]) -> Iterator[TableGrid]:
    """The tables of a page, from its cells (loose text is passed over)."""
    tables: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.table:
            tables.setdefault(cell.table, []).append(cell)
    for table in sorted(tables):
        yield _grid(tables[table])


def _grid(cells: list[Cell]) -> TableGrid:
    rows = max(cell.row + cell.row_span for cell in cells)
    columns = max(cell.column + cell.column_span for cell in cells)
    owner: list[list[Cell | None]] = [[None] * columns for _ in range(rows)]
    left = [float("nan")] * columns
    right = [float("nan")] * columns
    for cell in cells:
        left[cell.column] = cell.x0
        right[cell.column + cell.column_span - 1] = cell.x1
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                owner[row][column] = cell
    for column in range(columns):  # a column that no cell begins or ends in has its neighbours' sides
        if left[column] != left[column]:
            left[column] = right[column - 1] if column else min(cell.x0 for cell in cells)
        if right[column] != right[column]:
            following = left[column + 1] if column + 1 < columns else max(cell.x1 for cell in cells)
            right[column] = following if following == following else max(cell.x1 for cell in cells)
    return TableGrid(cells[0].page, cells[0].table, owner, left, right)
