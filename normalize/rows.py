"""Rows of a logical table → units: which rows of which block make one record, and where a node is named.

A unit is the stretch of rows that one indicator covers. Its columns' pieces either begin in it, or began above and
cover it (a merged cell).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from normalize.columns import VALUE_ROLES, Block
from normalize.stitch import LogicalTable, Piece
from normalize.vocabulary import Vocabulary

__all__ = ["NodeStart", "Unit", "read_rows", "total_rows"]


@dataclass(slots=True)
class Unit:
    """The rows of one record. `pieces` maps a column to its pieces in these rows, top down; `node` counts the nodes
    that the block has named so far."""

    block: int
    first_row: int
    last_row: int
    node: int
    pieces: dict[int, list[Piece]] = field(default_factory=dict)


@dataclass(slots=True)
class NodeStart:
    """A row in which a block names a node: its name pieces by column, and the unit that begins with it, if any."""

    block: int
    row: int
    names: dict[int, Piece]
    codes: dict[int, Piece]
    levels: dict[int, Piece]
    """What a column that says each row's level holds here."""
    unit: Unit | None = None


def total_rows(table: LogicalTable, vocabulary: Vocabulary) -> set[int]:
    """The rows of sums: a cell says `Jumlah` or `Total` and nothing else, and no indicator begins there.

    The word is set to the middle of a cell over many columns. In a table without vertical rules it stands in the
    column that happens to be there; then all else in the row are figures.
    """
    found: set[int] = set()
    roles = [column.role for column in table.header.columns]
    for row, pieces in enumerate(table.rows):
        starts = [(i, p) for i, p in enumerate(pieces) if p is not None and p.first_row == row and not p.blank]
        words = [p for i, p in starts if roles[i] in ("nomor", "kode", "tingkat", "name", "extra", "indikator")]
        sums = [p for p in words if vocabulary.is_total(" ".join(line.text for _, line in p.lines()))]
        if sums and len(words) == len(sums):
            found.add(row)
        elif len(starts) > 1 and not words:
            texts = [" ".join(line.text for _, line in p.lines()) for _, p in starts]
            letters = [text for text in texts if any(letter.isalpha() for letter in text)]
            if len(letters) == 1 and vocabulary.is_total(letters[0]):
                found.add(row)
    return found


def read_rows(table: LogicalTable, vocabulary: Vocabulary) -> list[NodeStart | Unit]:
    """What happens in a table, in reading order: nodes are named, units begin."""
    totals = total_rows(table, vocabulary)
    events: list[tuple[int, int, int, NodeStart | Unit]] = []
    for number, block in enumerate(table.header.blocks):
        for order, event in enumerate(_read_block(table, number, block, totals, vocabulary)):
            row = event.row if isinstance(event, NodeStart) else event.first_row
            events.append((row, number, order, event))
    events.sort(key=lambda entry: entry[:3])
    return [event for *_, event in events]


def _read_block(
    table: LogicalTable, number: int, block: Block, totals: set[int], vocabulary: Vocabulary
) -> list[NodeStart | Unit]:
    roles = [column.role for column in table.header.columns]
    indicator = next((i for i in block.columns if roles[i] == "indikator"), None)
    events: list[NodeStart | Unit] = []
    current: Unit | None = None
    node = 0
    for row, pieces in enumerate(table.rows):
        if row in totals:
            current = None
            continue
        starts = {
            i: piece
            for i in block.columns
            if (piece := pieces[i]) is not None and piece.first_row == row and not piece.blank
        }
        names = {i: piece for i, piece in starts.items() if roles[i] == "name"}
        if names:
            node += 1
        codes, levels = ({i: p for i, p in starts.items() if roles[i] == role} for role in ("kode", "tingkat"))
        start = NodeStart(number, row, names, codes, levels)
        substance = [i for i in starts if roles[i] in VALUE_ROLES]
        if _is_next_quarter(starts, roles, vocabulary) and current and not names:
            _extend(current, row, starts)
            continue
        if indicator is not None and indicator in starts:
            begins = True
        elif not substance:
            begins = False
        elif current is None or names or indicator is None:
            begins = True
        else:
            above = pieces[indicator]
            covered = above is not None and not above.blank
            figures = [i for i in substance if roles[i] not in ("rencana_aksi", "anggaran")]
            begins = any(i in current.pieces for i in figures) if covered else bool(figures)
        if names:
            events.append(start)
        if begins:
            current = Unit(number, row, row, node)
            for i in block.columns:
                covering = pieces[i]
                if covering is not None and roles[i] != "name" and not covering.blank:
                    current.pieces[i] = [covering]
            start.unit = current
            events.append(current)
        elif names:
            current = None  # a line that only heads what follows
        elif current is not None:
            _extend(current, row, starts)
    return events


def _extend(unit: Unit, row: int, starts: dict[int, Piece]) -> None:
    unit.last_row = row
    for index, piece in starts.items():
        unit.pieces.setdefault(index, []).append(piece)


def _is_next_quarter(starts: dict[int, Piece], roles: list[str], vocabulary: Vocabulary) -> bool:
    """Whether a row carries the second, third or fourth quarter of the record above it."""
    if any(roles[i] in ("indikator", "satuan", "target") for i in starts):
        return False
    for index, piece in starts.items():
        if roles[index] == "quarter_label":
            lines = [line.text for _, line in piece.lines()]
            return len(lines) == 1 and (vocabulary.quarter(lines[0], bare=True) or 1) > 1
    return False
