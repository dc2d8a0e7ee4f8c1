"""Rests of names in tables without rules: a merged cell that nothing closes, cut by the rows beside it.

Where a node has several indicators and no rule parts its rows, the second line of its name stands beside the second
indicator, as a name of its own would. What tells the two apart is the document's way: if its names have a number, a
code or a label each, what has none is no name; nor is what follows a word that never ends one (`bagi`, `di`). A person
in charge goes on likewise where the persons of the document stand beside names alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from normalize.stitch import LogicalTable, Piece
from normalize.text import Joiner
from normalize.vocabulary import LIST_NUMBER, Vocabulary

__all__ = ["join_rests"]

_WAY = 0.8
"""The share of a column's cells that shows its way."""
_FEWEST = 5
"""Fewer cells than this show no way."""


def join_rests(table: LogicalTable, joiner: Joiner, vocabulary: Vocabulary) -> None:
    """Joins, in place, the cells of a table that are the rest of the name or person above them."""
    columns = table.header.columns
    for block in table.header.blocks:
        names = [i for i in block.columns if columns[i].role == "name"]
        marks = [i for i in block.columns if columns[i].role in ("nomor", "kode")]
        told = any(columns[i].role == "nomor" for i in marks) or not {"tujuan", "sasaran"} & set(block.levels)
        for index in names:
            begun = _begun(table, index)
            if any(cell.open_beside for piece in begun for cell in piece.cells):
                marked = [_marked(table, piece, marks, vocabulary) for piece in begun]
                _join_all(table, index, begun, marked, joiner, told)
        for index in (i for i in block.columns if columns[i].role == "penanggung_jawab"):
            begun = _begun(table, index)
            _join_all(table, index, begun, [_begins(table, piece.first_row, names) for piece in begun], joiner, True)


def _join_all(
    table: LogicalTable, index: int, pieces: Sequence[Piece], marked: Sequence[bool], joiner: Joiner, told: bool
) -> None:
    """Joins the texts of a column that are rests; `marked` are those that have what shows that a text begins, `told`
    says that any text may have it (a sasaran has no code)."""
    way = told and len(pieces) >= _FEWEST and sum(marked) >= _WAY * len(pieces)
    for piece, begins in zip(pieces, marked, strict=True):
        if not begins:
            _join(table, index, piece, joiner, way)


def _begun(table: LogicalTable, index: int) -> list[Piece]:
    """The texts of a column, from the top down."""
    pieces = [(row, table.rows[row][index]) for row in range(len(table.rows))]
    return [p for row, p in pieces if p is not None and p.first_row == row and not p.blank]


def _begins(table: LogicalTable, row: int, columns: Sequence[int]) -> bool:
    """Whether a text begins in one of some columns of a row."""
    pieces = [table.rows[row][index] for index in columns]
    return any(piece is not None and piece.first_row == row and not piece.blank for piece in pieces)


def _marked(table: LogicalTable, piece: Piece, marks: Sequence[int], vocabulary: Vocabulary) -> bool:
    """Whether a name has a number or a code beside it, or begins with one or with a label."""
    text = next(piece.lines())[1].text.lstrip()
    own = LIST_NUMBER.match(text) or text[:1].isdigit() or vocabulary.label(text)[0] is not None
    return bool(own) or _begins(table, piece.first_row, marks)


def _join(table: LogicalTable, index: int, piece: Piece, joiner: Joiner, lacks: bool) -> None:
    """Joins a text to the one above, if that had no room for more and goes on: it ends with a word that ends none, the
    rest begins with a small letter, or it `lacks` what others have."""
    row = piece.first_row
    above = table.rows[row - 1][index] if row else None
    if above is None or above.blank or above.cells[-1].page != piece.cells[0].page:
        return
    if not all(cell.open_beside for cell in (above.cells[-1], piece.cells[0])):
        return
    last, first = list(above.lines())[-1][1], next(piece.lines())[1]
    if last.bold != first.bold or not joiner.had_no_room(above.cells[-1], piece.cells[0]):
        return
    if not (lacks or first.text.lstrip()[:1].islower() or joiner.goes_on(last.text)):
        return
    above.cells.extend(piece.cells)
    above.last_row = piece.last_row
    for number in range(row, piece.last_row + 1):
        table.rows[number][index] = above
