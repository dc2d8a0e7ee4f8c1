"""Units and nodes → indicator records, with the place of every field and an account of every cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from extract.cells import Box, Cell
from normalize.columns import Column
from normalize.fields import Assembly, FieldReader
from normalize.findings import finding, quoted
from normalize.nodes import NamePart, read_name, settle_levels
from normalize.records import LEVELS, IndicatorRecord
from normalize.rests import join_rests
from normalize.rows import NodeStart, Unit, read_rows, total_rows
from normalize.stitch import LogicalTable, Piece
from normalize.text import Joiner
from normalize.vocabulary import Vocabulary

if TYPE_CHECKING:
    from normalize.nomenclature import Nomenclature

__all__ = ["assemble"]


_BESIDE_RECORDS = frozenset(["nomor", "tingkat", "extra", "jadwal"])
"""Roles of columns whose text may stand in a row without a record (a line that heads what follows)."""


@dataclass(slots=True)
class _Name:
    text: str
    places: list[tuple[int, Box]]
    cells: tuple[Cell, ...]
    record: int | None = None


@dataclass(slots=True)
class _State:
    """What a block has named so far."""

    level: str | None = None
    open_name: NamePart | None = None
    dropped: bool = False
    kode: str | None = None
    kode_places: list[tuple[int, Box]] = field(default_factory=list)
    kode_cells: tuple[Cell, ...] = ()


def assemble(
    tables: Sequence[LogicalTable], joiner: Joiner, vocabulary: Vocabulary, nomenclature: Nomenclature | None
) -> Assembly:
    """Reads the records of a document out of its logical tables, in reading order."""
    result = Assembly()
    for table in tables:
        join_rests(table, joiner, vocabulary)
    events = [(table, read_rows(table, vocabulary)) for table in tables]
    parts: dict[int, list[NamePart]] = {}
    for table, happened in events:
        for event in happened:
            if isinstance(event, NodeStart):
                parts[id(event)] = _names(table, event, joiner, vocabulary)
    settle_levels([part for found in parts.values() for part in found], vocabulary, nomenclature)
    for table, happened in events:
        _Builder(table, happened, parts, joiner, vocabulary, result).build()
    return result


def _names(table: LogicalTable, event: NodeStart, joiner: Joiner, vocabulary: Vocabulary) -> list[NamePart]:
    columns = table.header.columns
    coded = any(columns[i].role == "kode" for i in table.header.blocks[event.block].columns)
    kode = re.sub(r"(?<=[\dX])\s*\.\s*(?=[\dX])", ".", _joined(list(event.codes.values()), joiner, ".")) or None
    level = vocabulary.level_word(_joined(list(event.levels.values()), joiner))
    found: list[NamePart] = []
    for index, piece in sorted(event.names.items()):
        wide = sum(_spans(piece, column, table) for column in columns) > 0.6 * len(columns) > 2
        found.extend(read_name(piece, columns[index], kode, coded, wide, joiner, vocabulary))
    if level is not None and len(found) == 1:
        found[0].level, found[0].labelled = level, True
    return found


def _spans(piece: Piece, column: Column, table: LogicalTable) -> bool:
    """Whether a piece's first cell covers the middle of a column."""
    cell = piece.cells[0]
    left, right = table.extent(cell.page, cell.table)
    middle = left + (column.x0 + column.x1) / 2 * (right - left)
    return cell.x0 <= middle <= cell.x1


def _joined(pieces: Iterable[Piece], joiner: Joiner, between: str = " ") -> str:
    texts = []
    for piece in pieces:
        for cells in _runs(piece):
            texts.append(joiner.join([fragment for cell in cells for fragment in joiner.fragments(cell)]))
    return between.join(text for text in texts if text)


def _runs(piece: Piece) -> list[list[Cell]]:
    """The cells of a piece by the column they stand in: a code in a box for each part is several columns."""
    runs: dict[int, list[Cell]] = {}
    for cell in piece.cells:
        runs.setdefault(cell.column if len(piece.cells) > 1 and _side_by_side(piece) else 0, []).append(cell)
    return list(runs.values())


def _side_by_side(piece: Piece) -> bool:
    pages = [(cell.page, cell.row) for cell in piece.cells]
    return len(set(pages)) < len(pages)


def _open_message(state: _State) -> str:
    if state.open_name is None:
        return "the table names no node for this indicator, so its level is open"
    return f"nothing printed tells the level of {quoted(state.open_name.text)}; a list given with --nomenklatur may"


class _Builder:
    """Builds the records of one logical table."""

    def __init__(
        self,
        table: LogicalTable,
        events: Sequence[NodeStart | Unit],
        parts: dict[int, list[NamePart]],
        joiner: Joiner,
        vocabulary: Vocabulary,
        result: Assembly,
    ) -> None:
        self.table = table
        self.columns = table.header.columns
        self.events = events
        self.parts = parts
        self.joiner = joiner
        self.vocabulary = vocabulary
        self.result = result
        self.names: dict[str, _Name] = {}
        self.states = [_State(block.levels[0] if len(block.levels) == 1 else None) for block in table.header.blocks]
        self.fields = FieldReader(table, events, joiner, vocabulary, result)

    def build(self) -> None:
        for event in self.events:
            if isinstance(event, NodeStart):
                self._enter(event)
            else:
                self._record(event)
        self._account()

    def _enter(self, event: NodeStart) -> None:
        """Takes in the names of a row: what they name holds until a name of the same level or above comes."""
        state = self.states[event.block]
        state.dropped = False
        for part in self.parts[id(event)]:
            if part.context:
                state.dropped = True
                state.level, state.open_name, state.kode = None, part, part.kode
                self._mark(part.cells, "office" if self.vocabulary.office_start(part.text) == 0 else "body")
                continue
            places = [(cell.page, cell.box) for cell in part.cells if not cell.blank]
            self._mark(part.cells, "body")
            state.open_name = part if part.level is None else None
            state.level = part.level
            if part.level is not None:
                self._name(part.level, _Name(part.text, places, part.cells))
            state.kode = part.kode
        state.kode_cells = tuple(cell for piece in event.codes.values() for cell in piece.cells)
        state.kode_places = [place for piece in event.codes.values() for place in piece.places()]
        self._mark(state.kode_cells, "body")
        for piece in event.levels.values():
            self._mark(piece.cells, "body")

    def _name(self, level: str, name: _Name) -> None:
        known = self.names.get(level)
        if known is not None and known.text == name.text:
            return
        self.names[level] = name
        for deeper in LEVELS[LEVELS.index(level) + 1 :]:
            self.names.pop(deeper, None)

    def _record(self, unit: Unit) -> None:
        block = self.table.header.blocks[unit.block]
        state = self.states[unit.block]
        indicator = next((i for i in block.columns if self.columns[i].role == "indikator"), None)
        if state.dropped and (indicator is None or indicator not in unit.pieces):
            for pieces in unit.pieces.values():
                for piece in pieces:
                    self._mark(piece.cells, "body")
            return
        record = IndicatorRecord(len(self.result.records) + 1, state.level, 0, 0)
        self._put_names(record, state)
        self.fields.put(record, unit, block)
        own = [cell.page for pieces in unit.pieces.values() for p in pieces for cell in p.cells if not cell.blank]
        begun = [
            cell.page
            for pieces in unit.pieces.values()
            for p in pieces
            if p.first_row >= unit.first_row
            for cell in p.cells
            if not cell.blank
        ]
        record.page_first, record.page_last = min(begun or own), max(begun or own)
        self.result.records.append(record)
        if state.level is None:
            self.result.findings.append(finding("unknown_level", _open_message(state), record))

    def _put_names(self, record: IndicatorRecord, state: _State) -> None:
        own = LEVELS.index(state.level) if state.level else len(LEVELS)
        for level in LEVELS[: own + 1]:
            name = self.names.get(level)
            if name is None:
                continue
            record.text[level] = name.text
            record.boxes[level] = list(name.places)
            if level == state.level:
                for cell in name.cells:
                    self.result.owner.setdefault(id(cell), record.order)
                if name.record is None:
                    name.record = record.order
            elif name.record is not None:
                record.parent = name.record
        part = state.open_name
        if part is not None and part.levels:  # the name stays with the record, at the first level its column allows
            level = next((level for level in part.levels if level not in record.text), part.levels[-1])
            record.text[level] = part.text
            record.boxes[level] = [(cell.page, cell.box) for cell in part.cells if not cell.blank]
            for cell in part.cells:
                self.result.owner.setdefault(id(cell), record.order)
        if state.kode:
            record.text["kode"] = state.kode
            if state.kode_places:
                record.boxes["kode"] = list(state.kode_places)
            for cell in state.kode_cells:
                self.result.owner.setdefault(id(cell), record.order)

    def _mark(self, cells: Iterable[Cell], role: str) -> None:
        for cell in cells:
            self.result.role.setdefault(id(cell), role)

    def _account(self) -> None:
        """Marks what stands in the rows without being a value: sums and numbers of rows; tells unknown columns."""
        for row in total_rows(self.table, self.vocabulary):
            for piece in self.table.rows[row]:
                if piece is not None and piece.first_row == row:
                    self._mark(piece.cells, "total")
        for pieces in self.table.rows:
            for index, piece in enumerate(pieces):
                if piece is not None and self.columns[index].role in _BESIDE_RECORDS:
                    self._mark(piece.cells, "body")
        for event in self.events:
            if isinstance(event, NodeStart) and event.unit is None:  # a line that only heads what follows
                for index in self.table.header.blocks[event.block].columns:
                    piece = self.table.rows[event.row][index]
                    if piece is not None and piece.first_row == event.row:
                        self._mark(piece.cells, "body")
        used = {header for record in self.result.records for header, _ in record.extra}
        for column in self.columns:
            if not column.known and column.header in used:
                message = (
                    f"no known word explains the column {quoted(column.header)}; its text is in extra_columns "
                    "(a vocabulary file can give it a role)"
                )
                doubt = replace(finding("unknown_column", message), page=self.table.header.page)
                self.result.findings.append(doubt)
