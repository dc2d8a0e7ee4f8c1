"""Header bands that the end of a page cuts: the upper tier at its foot, the lower one at the head of the next.

Neither half is a header by itself: the upper names no quarters, the lower nothing else. The lower half is given the
words over it, as if the page had not ended in between.
"""

from __future__ import annotations

from dataclasses import replace

from extract.cells import Cell
from normalize.grid import TableGrid
from normalize.headers import find_headers, lower_tier
from normalize.vocabulary import Vocabulary

__all__ = ["mend_band"]

_SIDE = 3.0
"""How far (in points) the sides of a cell lie from those of the cell that it stands under."""


def mend_band(above: TableGrid, below: TableGrid, vocabulary: Vocabulary) -> TableGrid | None:
    """The table at the head of a page with the words of the band at the foot of the page before in its first row; None
    where the two are no band that the page's end has cut."""
    if not lower_tier(below, 0, vocabulary):
        return None
    headers = find_headers(above, vocabulary)
    if len(headers) != 1 or headers[0].first_row or headers[0].end_row < above.rows or headers[0].quarterly:
        return None
    first = below.starting(0)
    over = [_over(cell, above) for cell in first]
    pairs = list(zip(first, over, strict=True))
    if not all(over) or any(not cell.blank and len(_under(cells[-1], first)) < 2 for cell, cells in pairs):
        return None
    mended = {
        id(cell): replace(cell, lines=tuple(line for part in (*cells, cell) for line in part.lines))
        for cell, cells in pairs
    }
    owner = [[cell if cell is None else mended.get(id(cell), cell) for cell in row] for row in below.owner]
    return replace(below, owner=owner)


def _over(cell: Cell, above: TableGrid) -> list[Cell]:
    """The cells of the table above over a cell, from top to bottom; none where one does not reach over all of it."""
    found: list[Cell] = []
    for row in range(above.rows):
        for other in above.starting(row):
            if other.x0 < cell.x0 + _SIDE and other.x1 > cell.x1 - _SIDE:
                found.append(other)
    return found


def _under(over: Cell, cells: list[Cell]) -> list[Cell]:
    """The cells that stand under another."""
    return [cell for cell in cells if over.x0 < cell.x0 + _SIDE and over.x1 > cell.x1 - _SIDE]
