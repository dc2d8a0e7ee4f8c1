"""Units and nodes → indicator records, with the place of every field and an account of every cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extract.cells import Box, Cell, Finding
from normalize.columns import Block, Column
from normalize.findings import finding, quoted
from normalize.nodes import NamePart, read_name, settle_levels
from normalize.nomenclature import Nomenclature
from normalize.records import LEVELS, IndicatorRecord, quarter_field
from normalize.rows import NodeStart, Unit, read_rows, total_rows
from normalize.stacks import Stack, read_pairs, read_stack
from normalize.stitch import LogicalTable, Piece
from normalize.text import Fragment, Joiner
from normalize.vocabulary import Vocabulary

__all__ = ["Assembly", "assemble"]

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
    kode = _joined(list(event.codes.values()), joiner, ".") or None
    found: list[NamePart] = []
    for index, piece in sorted(event.names.items()):
        wide = sum(_spans(piece, column, table) for column in columns) > 0.6 * len(columns) > 2
        found.extend(read_name(piece, columns[index], kode, coded, wide, joiner, vocabulary))
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
        self.units = [[e for e in events if isinstance(e, Unit) and e.block == b] for b in range(len(self.states))]
        self.node_rows = [
            [e.row for e in events if isinstance(e, NodeStart) and e.block == b] for b in range(len(self.states))
        ]

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
                self._mark(part.cells, "body")
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
        self._put_values(record, unit, block)
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
        if part is not None:  # the name stays with the record, at the first level that its column allows
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

    def _put_values(self, record: IndicatorRecord, unit: Unit, block: Block) -> None:
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
            elif column.role == "nomor":
                for piece in pieces:
                    self._own(piece, record)
            elif column.role not in ("name", "kode") and pieces:
                self._put(record, column.role, pieces, unit, index)
        self._put_stacks(record, block, stacks)

    def _holds(self, piece: Piece, unit: Unit, column: Column) -> bool:
        """Whether a merged cell that began above holds for a unit: it does for the records of one node."""
        if piece.first_row >= unit.first_row or column.role in _SHARED:
            return True
        return not any(piece.first_row < row <= unit.first_row for row in self.node_rows[unit.block])

    def _put(self, record: IndicatorRecord, role: str, pieces: list[Piece], unit: Unit, index: int) -> None:
        texts: list[str] = []
        places: list[tuple[int, Box]] = []
        for piece in pieces:
            fragments = self._own_fragments(piece, unit, index)
            if fragments is None:
                fragments = [fragment for cell in piece.cells for fragment in self.joiner.fragments(cell)]
                if not self._holds(piece, unit, self.columns[index]):
                    continue
            text = self.joiner.join(fragments)
            if text:
                texts.append(text)
                places.extend(piece.places())
            self._own(piece, record)
        if texts:
            record.text[role] = " ".join(texts)
            record.boxes[role] = places

    def _own_fragments(self, piece: Piece, unit: Unit, index: int) -> list[Fragment] | None:
        """The lines of a piece that are one unit's alone, where a rule is missing between two units' values and each
        value begins beside its own indicator; None where the piece is one value."""
        fragments = [fragment for cell in piece.cells for fragment in self.joiner.fragments(cell)]
        if len(fragments) < 2 or self.columns[index].role == "penanggung_jawab" or len(piece.cells) > 1:
            return None
        covered = [u for u in self.units[unit.block] if piece.first_row <= u.first_row <= piece.last_row]
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
            return []
        later = [start for start in starts if start > starts[position]]
        return fragments[starts[position] : min(later) if later else len(fragments)]

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
                    found.append((measure, read_pairs(piece), [piece]))
        for measure, stack, pieces in found:
            for piece in pieces:
                self._own(piece, record)
            places = [place for piece in pieces for place in piece.places()]
            for quarter, text in sorted(stack.values.items()):
                name = quarter_field(measure, quarter)
                record.text[name] = text
                record.boxes[name] = places
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
                if piece is not None and self.columns[index].role == "nomor":
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
