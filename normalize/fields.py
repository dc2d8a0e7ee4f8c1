"""The values of a unit: what the cells of its rows hold, field by field, with the place of each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.cells import Box, Finding
from normalize.columns import Block, Column
from normalize.findings import finding
from normalize.records import IndicatorRecord, quarter_field
from normalize.rows import NodeStart, Unit
from normalize.stacks import Stack, read_pairs, read_stack
from normalize.stitch import LogicalTable, Piece
from normalize.text import Joiner
from normalize.vocabulary import Vocabulary

__all__ = ["Assembly", "FieldReader"]

_STACKS = frozenset(["quarter_label", "quarter_value", "quarter_pair"])
_SHARED = frozenset(["penanggung_jawab"])
"""Roles whose merged cell holds for every node that it covers; any other value is one node's own."""
_MARK = "■"
"""Stands for a shaded blank cell of a schedule in `extra_columns`."""


@dataclass(slots=True)
class Assembly:
    """The records of a document, and what became of the cells of its tables: `owner` maps the id of a cell to the
    record that it belongs to first, `role` to what else it is; a cell in neither is unplaced."""

    records: list[IndicatorRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    owner: dict[int, int] = field(default_factory=dict)
    role: dict[int, str] = field(default_factory=dict)


class FieldReader:
    """Reads the fields of the records of one logical table."""

    def __init__(
        self,
        table: LogicalTable,
        events: Sequence[NodeStart | Unit],
        joiner: Joiner,
        vocabulary: Vocabulary,
        result: Assembly,
    ) -> None:
        self.table = table
        self.columns = table.header.columns
        self.joiner = joiner
        self.vocabulary = vocabulary
        self.result = result
        blocks = range(len(table.header.blocks))
        # In reading order, so that what a piece covers is looked up: a report's table may have ten thousand rows.
        self.units = [[e for e in events if isinstance(e, Unit) and e.block == b] for b in blocks]
        self.unit_rows = [[unit.first_row for unit in units] for units in self.units]
        self.node_rows = [[e.row for e in events if isinstance(e, NodeStart) and e.block == b] for b in blocks]

    def put(self, record: IndicatorRecord, unit: Unit, block: Block) -> None:
        """Puts the values of a unit into its record, and the unit's cells to the record's account."""
        stacks: dict[str, list[Piece]] = {}
        for index in block.columns:
            column = self.columns[index]
            pieces = unit.pieces.get(index, [])
            if column.role in _STACKS:
                pieces = [piece for piece in pieces if self._holds(piece, unit, column)]
                stacks.setdefault(column.role, []).extend(pieces)
                stacks.setdefault(f"{column.role}:{column.measure}", []).extend(pieces)
            elif column.role in ("jadwal", "extra"):
                self._put_extra(record, unit, index)
            elif column.role in ("nomor", "tingkat"):
                for piece in pieces:
                    self._own(piece, record)
            elif column.role not in ("name", "kode") and pieces:
                self._put(record, column.role, pieces, unit, index)
        self._put_stacks(record, block, stacks)

    def _holds(self, piece: Piece, unit: Unit, column: Column) -> bool:
        """Whether a merged cell that began above holds for a unit: it does for the records of one node."""
        if piece.first_row >= unit.first_row or column.role in _SHARED:
            return True
        rows = self.node_rows[unit.block]
        return bisect_right(rows, piece.first_row) == bisect_right(rows, unit.first_row)

    def _put(self, record: IndicatorRecord, role: str, pieces: list[Piece], unit: Unit, index: int) -> None:
        texts: list[str] = []
        places: list[tuple[int, Box]] = []
        for piece in pieces:
            fragments = [fragment for cell in piece.cells for fragment in self.joiner.fragments(cell)]
            own = self._own_lines(piece, len(fragments), unit, index)
            if own is not None:
                fragments = fragments[own]
            elif not self._holds(piece, unit, self.columns[index]):
                continue
            text = self.joiner.join(fragments)
            if text:
                texts.append(text)
                places.extend(piece.places())
            self._own(piece, record)
        if texts:
            record.text[role] = " ".join(texts)
            record.boxes[role] = places

    def _own_lines(self, piece: Piece, count: int, unit: Unit, index: int) -> slice | None:
        """Which of the `count` lines of a piece are one unit's alone, where a rule is missing between two units' values
        and each value begins beside its own indicator; None where the piece is one value."""
        if count < 2 or self.columns[index].role == "penanggung_jawab" or len(piece.cells) > 1:
            return None
        units, rows = self.units[unit.block], self.unit_rows[unit.block]
        covered = units[bisect_left(rows, piece.first_row) : bisect_right(rows, piece.last_row)]
        if len(covered) < 2:
            return None
        lines = [line for _, line in piece.lines()]
        starts: list[int] = []
        for other in covered:
            top = self._unit_top(other)
            height = lines[0].bottom - lines[0].top
            near = [
                i
                for i, line in enumerate(lines)
                if top is not None
                and abs(line.top - top) < 0.6 * height
                and (i == 0 or line.top - lines[i - 1].bottom > 0.5 * height)
            ]
            starts.append(near[0] if near else -1)
        if starts[0] != 0 or len([start for start in starts if start >= 0]) < 2:
            return None
        position = covered.index(unit)
        if starts[position] < 0:
            return slice(0)
        later = [start for start in starts if start > starts[position]]
        return slice(starts[position], min(later, default=count))

    def _unit_top(self, unit: Unit) -> float | None:
        for index, pieces in unit.pieces.items():
            if self.columns[index].role == "indikator" and pieces[0].first_row == unit.first_row:
                return next((line.top for _, line in pieces[0].lines()), None)
        return None

    def _put_stacks(self, record: IndicatorRecord, block: Block, stacks: dict[str, list[Piece]]) -> None:
        labels = stacks.get("quarter_label", [])
        found: list[tuple[str, Stack, list[Piece]]] = []
        for key, pieces in stacks.items():
            role, _, measure = key.partition(":")
            if not measure or role == "quarter_label":
                continue
            if role == "quarter_value":
                found.append((measure, read_stack(labels, pieces, self.joiner, self.vocabulary), [*labels, *pieces]))
            else:
                for piece in pieces:
                    found.append((measure, read_pairs(piece, self.vocabulary), [piece]))
        for measure, stack, pieces in found:
            for piece in pieces:
                self._own(piece, record)
            for quarter, figure in sorted(stack.figures.items()):
                name = quarter_field(measure, quarter)
                record.text[name] = figure.text
                record.boxes[name] = list(figure.places)
            if not stack.sure:
                message = "the figures do not match up one to one with the quarters beside them; compare with the page"
                self.result.findings.append(finding("quarters_unclear", message, record, quarter_field(measure, 1)))
        if labels and not found:
            for piece in labels:
                self._own(piece, record)

    def _put_extra(self, record: IndicatorRecord, unit: Unit, index: int) -> None:
        column = self.columns[index]
        texts: list[str] = []
        seen: set[int] = set()
        for row in range(unit.first_row, unit.last_row + 1):
            piece = self.table.rows[row][index]
            if piece is None or id(piece) in seen:
                continue
            seen.add(id(piece))
            text = self.joiner.join([f for cell in piece.cells for f in self.joiner.fragments(cell)])
            if text:
                self._own(piece, record)
            elif column.role == "jadwal" and any(cell.shade for cell in piece.cells):
                text = _MARK
            if text:
                texts.append(text)
        if texts:
            record.extra.append((column.header, " ".join(dict.fromkeys(texts))))

    def _own(self, piece: Piece, record: IndicatorRecord) -> None:
        for cell in piece.cells:
            self.result.owner.setdefault(id(cell), record.order)
