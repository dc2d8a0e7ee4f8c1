"""Records out of loose text: the dump that a text extractor leaves of a Rencana Aksi cascade.

Pieces (stream_pieces) → what is no table is told by its words (stream_chrome) → unit, target and quarters are the
fixed points (stream_quarters) → the text between them is read by a grammar (stream_grammar) → records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement

from extract.cells import Cell, Finding, PageCells
from normalize.context import read_heading
from normalize.records import LEVELS, IndicatorRecord, quarter_field
from normalize.stream_chrome import Chrome, find_chrome
from normalize.stream_cues import (
    begins,
    begins_result,
    ends_open,
    split_code,
    split_number,
    starts_open,
)
from normalize.stream_grammar import BORDER_DOUBT, LEVEL_DOUBT, Part, Reading, read_items
from normalize.stream_labels import names_quarters
from normalize.stream_pieces import LineEnds, Piece, split_pieces
from normalize.stream_quarters import Block, Item, find_blocks
from normalize.vocabulary import Vocabulary, default_vocabulary

__all__ = ["StreamResult", "read_stream"]


@dataclass(slots=True)
class StreamResult:
    """What a dump holds: the records in reading order, and a role for each of its cells.

    `cells` are the loose cells of all pages in order; `roles` stand beside them: the role, and the order of the record
    that the cell's text went to (None for what is no part of one).
    """

    records: list[IndicatorRecord] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    roles: list[tuple[str, int | None]] = field(default_factory=list)
    title: str | None = None
    office: str | None = None
    year: int | None = None
    findings: list[Finding] = field(default_factory=list)


def read_stream(pages: Sequence[PageCells], vocabulary: Vocabulary | None = None) -> StreamResult:
    """Reads the loose cells of a document's pages as a dump of a cascade."""
    vocabulary = vocabulary or default_vocabulary()
    cells = [cell for page in pages for cell in page.cells if not cell.blank]
    result = StreamResult(cells=cells, roles=[("loose", None)] * len(cells))
    pieces = split_pieces(cells)
    if not names_quarters(pieces, vocabulary):
        return result
    chrome = find_chrome(pieces, vocabulary)
    for place, role in chrome.roles.items():
        result.roles[pieces[place].cell] = (role, None)
    titles = [cells[index] for index in sorted({pieces[p].cell for p, role in chrome.roles.items() if role == "title"})]
    heading, _ = read_heading([cell for cell in titles if cell.page == titles[0].page], vocabulary)
    if heading is not None:
        result.title, result.office, result.year = heading.title, heading.office, heading.year
    items, ends = _items(pieces, chrome, vocabulary)
    blocks = [item for item in items if isinstance(item, Block)]
    if not blocks or not _convincing(items, chrome):
        return result
    reading = read_items(items, ends, chrome, vocabulary)
    _Builder(result, reading, ends, vocabulary).build()
    return result


def _items(pieces: Sequence[Piece], chrome: Chrome, vocabulary: Vocabulary) -> tuple[list[Item], LineEnds]:
    """The items of the table. What stands before the last header band over the first block is none of it."""
    body = [piece for place, piece in enumerate(pieces) if place not in chrome.roles]
    ends = LineEnds(body)
    items = find_blocks(body, ends, vocabulary, chrome.quarters)
    first = next((item for item in items if isinstance(item, Block)), None)
    if first is not None:
        cell = min(piece.cell for piece in first.pieces)
        bands = [end for _, end in chrome.bands if pieces[end - 1].cell < cell]
        if bands:
            top = pieces[max(bands) - 1].cell
            body = [piece for piece in body if piece.cell > top]
            ends = LineEnds(body)
            items = find_blocks(body, ends, vocabulary, chrome.quarters)
    return items, ends


def _convincing(items: Sequence[Item], chrome: Chrome) -> bool:
    """Whether the blocks are those of a Rencana Aksi: a header or a title says so, or what stands before them."""
    if chrome.bands or "title" in chrome.roles.values():
        return True
    blocks = [place for place, item in enumerate(items) if isinstance(item, Block)]
    cued = 0
    for above, place in zip([-1, *blocks], blocks, strict=False):
        texts = [item.text for item in items[above + 1 : place] if isinstance(item, Piece)]
        cued += any(begins("indicator", text) or begins_result(text) or begins("program", text) for text in texts)
    return cued >= 0.5 * len(blocks)


class _Builder:
    """Makes records of the parts of a reading."""

    def __init__(self, result: StreamResult, reading: Reading, ends: LineEnds, vocabulary: Vocabulary) -> None:
        self.result = result
        self.reading = reading
        self.ends = ends
        self.vocabulary = vocabulary
        self.names: dict[int, tuple[Part, str, str | None]] = {}
        self.latest: dict[int, IndicatorRecord] = {}

    def build(self) -> None:
        group: list[Part] = []
        node: list[IndicatorRecord] = []
        for part in self.reading.parts:
            if part.block is not None:
                record, fresh = self._record(group, part)
                if fresh or (node and node[-1].level != record.level):
                    node = []
                elif node:
                    self._inherit(record, node[-1])
                node = [*node, record]
                group = []
            elif part.role == "person" and node:
                self._take_page_number(part)
                if part.pieces:
                    self._person(node, part)
            else:
                group.append(part)
        for part in group:
            self._mark(part.pieces, "loose", None)

    def _text(self, part: Part) -> str:
        habits = self.reading.habits
        room = habits.room.get((part.role, part.level))
        if room is None:
            room = max(habits.width(piece.text) for piece in part.pieces)
        return self.ends.join(part.pieces, room, habits.width)

    def _mark(self, pieces: Sequence[Piece], role: str, order: int | None) -> None:
        for piece in pieces:
            if self.result.roles[piece.cell][1] is None:
                self.result.roles[piece.cell] = (role, order)

    def _take_page_number(self, part: Part) -> None:
        """Takes the bare number that ends a page off the person in charge before it."""
        last = part.pieces[-1]
        above = part.pieces[-2] if len(part.pieces) > 1 else None
        ends_page = last.cell + 1 == len(self.result.cells) or self.result.cells[last.cell + 1].page != last.page
        if last.text.isdigit() and (above is None or (ends_page and not self.ends.wraps(above))):
            part.pieces.pop()
            self._mark([last], "page_number", None)

    def _record(self, group: list[Part], closing: Part) -> tuple[IndicatorRecord, bool]:
        order = len(self.result.records) + 1
        block = closing.block
        assert block is not None
        record = IndicatorRecord(order, LEVELS[closing.level], 0, 0)
        fresh = False
        self._share_out(group, block, order)
        for part in group:
            if part.role == "junk":
                self._mark(part.pieces, "loose", None)
                continue
            if part.role == "name":
                for level in [level for level in self.names if level >= part.level]:
                    del self.names[level]
                _, name = split_number(self.vocabulary.label(self._text(part))[1])
                code, name = split_code(name)
                self.names[part.level] = (part, name, code)
                fresh = fresh or part.level == closing.level
                if part.level == closing.level:
                    self._mark(part.pieces, "body", order)
                else:
                    self._mark(part.pieces, "context", None)
            else:
                field_name = "indikator" if part.role == "indicator" else "formula"
                self._put(record, field_name, self._text(part), part.pieces)
                self._mark(part.pieces, "body", order)
            self._doubt_border(part, order)
        for level, (part, name, code) in sorted(self.names.items()):
            if level <= closing.level:
                self._put(record, LEVELS[level], name, part.pieces)
                if code and level == closing.level:
                    self._put(record, "kode", code, part.pieces[:1])
        self._put(record, "satuan", block.unit_text, block.unit)
        self._put(record, "target", block.target_text, block.target)
        for quarter in range(1, 5):
            text, pieces = block.value_texts[quarter - 1], block.values[quarter - 1]
            self._put(record, quarter_field("target", quarter), text, pieces)
        self._put(record, "anggaran", " ".join(piece.text for piece in block.money), block.money)
        own = [piece for part in group if part.role not in ("junk", "name") for piece in part.pieces]
        own += [piece for part in group if part.role == "name" and part.level == closing.level for piece in part.pieces]
        own += block.pieces
        self._mark(block.pieces, "body", order)
        record.page_first = min(piece.page for piece in own)
        record.page_last = max(piece.page for piece in own)
        above = [self.latest[level] for level in sorted(self.latest) if level < closing.level]
        record.parent = above[-1].order if above else None
        if fresh:
            self.latest = {level: known for level, known in self.latest.items() if level < closing.level}
            self.latest[closing.level] = record
        self.result.records.append(record)
        self._doubt_block(closing, record)
        return record, fresh

    @staticmethod
    def _inherit(record: IndicatorRecord, former: IndicatorRecord) -> None:
        """A person in charge printed after a node's first indicator holds for the further ones."""
        if "penanggung_jawab" in former.text:
            record.text["penanggung_jawab"] = former.text["penanggung_jawab"]
            record.boxes["penanggung_jawab"] = list(former.boxes["penanggung_jawab"])

    @staticmethod
    def _put(record: IndicatorRecord, name: str, text: str, pieces: Sequence[Piece]) -> None:
        if text:
            record.text[name] = text
            record.boxes[name] = [(piece.page, piece.box) for piece in pieces]

    def _person(self, node: list[IndicatorRecord], part: Part) -> None:
        """One person in charge holds for all indicators of a node, printed after the first or after the last."""
        text = self._text(part)
        for record in node:
            if "penanggung_jawab" not in record.text or record is node[-1]:
                self._put(record, "penanggung_jawab", text, part.pieces)
        node[-1].page_last = max(node[-1].page_last, *(piece.page for piece in part.pieces))
        self._mark(part.pieces, "body", node[-1].order)
        self._doubt_border(part, node[-1].order)

    def _share_out(self, group: list[Part], block: Block, order: int) -> None:
        """Gives the cells before a block the rest of their lines from the next page, where a page break cut the row."""
        cut = [part for part in group if part.role in ("name", "indicator", "formula")]
        if not block.rest:
            return
        if not cut:
            self._mark(block.rest, "loose", None)
            return
        rest = block.rest
        ways = combinations_with_replacement(range(len(rest) + 1), len(cut) - 1)
        best = max(((0, *way, len(rest)) for way in ways), key=lambda way: _continuity(cut, rest, way))
        for part, first, last in zip(cut, best, best[1:], strict=False):
            part.pieces += rest[first:last]
            if first < last:
                part.margin = 0.0
        self._mark(rest, "body", order)

    def _doubt_border(self, part: Part, order: int) -> None:
        if part.margin < BORDER_DOUBT:
            name = {"name": LEVELS[part.level], "indicator": "indikator", "person": "penanggung_jawab"}
            first = part.pieces[0]
            self.result.findings.append(
                Finding(
                    "uncertain_border",
                    "warning",
                    f"Nothing in the text shows for sure where “{self._text(part)[:60]}” begins and ends; "
                    "compare it with the document.",
                    first.page,
                    first.box,
                    name.get(part.role, part.role),
                    order,
                )
            )

    def _doubt_block(self, closing: Part, record: IndicatorRecord) -> None:
        block = closing.block
        assert block is not None
        first = block.pieces[0]
        if closing.margin < LEVEL_DOUBT and closing.other is not None and closing.other >= 0:
            self.result.findings.append(
                Finding(
                    "uncertain_level",
                    "warning",
                    f"The level may be {LEVELS[closing.other]} instead of {LEVELS[closing.level]}: the text does not "
                    "show it for sure; compare it with the document.",
                    first.page,
                    first.box,
                    "level",
                    record.order,
                )
            )
        if block.doubtful:
            self.result.findings.append(
                Finding(
                    "uncertain_quarters",
                    "warning",
                    "There are fewer values than quarters, so which quarter is blank is a guess; compare it with the "
                    "document.",
                    first.page,
                    first.box,
                    None,
                    record.order,
                )
            )


def _continuity(cut: Sequence[Part], rest: Sequence[Piece], way: Sequence[int]) -> float:
    """How well the lines after a page break go on with the cells before it, shared out at these places."""
    weight = 0.0
    for part, first, last in zip(cut, way, way[1:], strict=False):
        last_line = part.pieces[-1]
        unfinished = ends_open(last_line.text) or last_line.wraps
        if first == last:
            weight -= 2.0 if unfinished else 0.0
            continue
        opening = rest[first].text
        weight += (1.5 if unfinished else 0.0) + (1.0 if opening[0].islower() or starts_open(opening) else 0.0)
        if first and rest[first - 1].wraps:
            weight -= 3.0
        if last < len(rest) and ends_open(rest[last - 1].text):
            weight -= 3.0
    return weight
