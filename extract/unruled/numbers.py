"""Rows that number the columns: `1 2 3 …`, `(1) (2) …`. Each number is a column, whatever the words leave free."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.unruled.columns import Region
from extract.unruled.titles import (
    Block,
    Title,
    match_columns,
)
from extract.unruled.words import Words

__all__ = ["numbered", "place_numbers"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]


def place_numbers(words: Words, region: Region, column: IntArray, em: float) -> None:
    """Bring the numbers of the columns, in place, into the columns that they number."""
    numbers = _number_blocks(words, region)
    for block, place in match_columns(numbers, np.column_stack((region.left, region.right)), em):
        if block >= 0 and place >= 0:
            column[numbers[block].titles[0].begin] = place


def numbered(words: Words, region: Region, body: FloatArray, em: float) -> FloatArray:
    """The columns (c, 2) without those that have no number: each is a part of the one that it stands closer to."""
    numbered = {place for block, place in match_columns(_number_blocks(words, region), body, em) if block >= 0}
    columns = [tuple(column) for column in body.tolist()]
    owned = [place in numbered for place in range(len(columns))]
    while not all(owned) and any(owned):
        place = owned.index(False)
        before = columns[place][0] - columns[place - 1][1] if place else np.inf
        after = columns[place + 1][0] - columns[place][1] if place + 1 < len(columns) else np.inf
        first = place - 1 if before <= after else place
        columns[first : first + 2] = [(columns[first][0], columns[first + 1][1])]
        owned[first : first + 2] = [owned[first] or owned[first + 1]]
    return np.array(columns)


def _number_blocks(words: Words, region: Region) -> list[Block]:
    """The numbers of the columns, each a block."""
    at = np.flatnonzero(words.line == region.numbers)
    box = np.column_stack((words.x0, words.top, words.x1, words.bottom))[at]
    return [Block([Title(n, n + 1, *sides)]) for n, sides in zip(at.tolist(), box.tolist(), strict=True)]
