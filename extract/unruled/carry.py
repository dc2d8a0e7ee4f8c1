"""The columns of the table that the page before ends with, for a table without rules that may go on.

On its next page such a table has often no header, some columns blank and others less wide: what the words of the page
show by themselves would not be the same columns. Where the words fit the columns of the page before, those hold.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.cells import PageCells
from extract.pages import FloatArray, Page

__all__ = ["carried_sides"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

SAME = 1.0
"""In points, how far the sizes of two pages differ that are alike."""


def carried_sides(before: PageCells | None, page: Page) -> FloatArray | None:
    """The sides of the columns, (c + 1,), of the lowest table of the page before; None where it has none."""
    if before is None or abs(before.width - page.width) > SAME or abs(before.height - page.height) > SAME:
        return None
    lowest = max((cell for cell in before.cells if cell.table), key=lambda cell: cell.bottom, default=None)
    if lowest is None:
        return None
    cells = [cell for cell in before.cells if cell.table == lowest.table]
    sides = np.full(max(cell.column + cell.column_span for cell in cells) + 1, np.nan)
    for cell in cells:
        sides[cell.column], sides[cell.column + cell.column_span] = cell.x0, cell.x1
    return sides if (np.diff(sides) > 0).all() else None
