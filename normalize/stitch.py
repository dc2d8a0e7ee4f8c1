"""Tables of pages → one logical table: the rows under one header, over all the pages that they run through.

A *piece* is a logical cell: the cells of one or more pages that hold one text, from the row where it begins to the row
where it ends. A merged cell is one piece on many rows. At a page's end every cell is cut; what stands at the head of
the next page is the rest of a cut row, a new row, or both at once (a parent's text runs on beside a new child).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from extract.cells import Box, Cell, Line
from normalize.columns import Block
from normalize.grid import ColumnsBetween, TableGrid
from normalize.headers import Header
from normalize.text import Joiner
from normalize.vocabulary import LIST_NUMBER, Vocabulary

__all__ = ["LogicalTable", "Piece"]

_BLANK = attrgetter("blank")
_STACK_ROLES = frozenset(["quarter_label", "quarter_value", "quarter_pair"])
_HABIT = 400
_SAMPLE = 40
"""How many rows are looked at to tell what a column does with blank cells, and how it writes its names."""
_VALUE_ROLES = frozenset(["satuan", "target", "anggaran"])
_NODE_ROLES = frozenset(["kode", "nomor", "rencana_aksi", "anggaran", "penanggung_jawab"])
"""Roles whose merged cell holds for all indicators of a node, also where the page's end cuts it."""


@dataclass(slots=True)
class Piece:
    """A logical cell. `rows` is the first and the last row of the logical table that it stands in."""

    cells: list[Cell]
    first_row: int
    last_row: int

    @property
    def blank(self) -> bool:
        return all(map(_BLANK, self.cells))

    def lines(self) -> Iterator[tuple[Cell, Line]]:
        """The lines that are not blank, with the cell of each, in reading order."""
        for cell in self.cells:
            for line in cell.lines:
                if line.text.strip():
                    yield cell, line

    def places(self) -> list[tuple[int, Box]]:
        """Where the text stands: page and box of each cell that holds some."""
        return [(cell.page, cell.box) for cell in self.cells if not cell.blank]


@dataclass(slots=True)
class LogicalTable:
    """Rows under one header: `rows[r][k]` is the piece that covers row r in `header.columns[k]`."""

    header: Header
    rows: list[list[Piece | None]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    extents: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)

    def extent(self, page: int, table: int) -> tuple[float, float]:
        """The left and the right side of one of the page tables that this one is made of, in points."""
        return self.extents[page, table]

    def append(
        self,
        grid: TableGrid,
        first: int,
        end: int,
        joiner: Joiner,
        vocabulary: Vocabulary,
        columns: Sequence[tuple[float, float]] | None = None,
    ) -> None:
        """Adds the rows `first` up to `end` of a page's table.

        `columns` are the sides of each column as shares of this table's width, where they are not the header's.
        """
        columns = columns or [(column.x0, column.x1) for column in self.header.columns]
        known: dict[tuple[int, ...], Piece] = {}
        base = len(self.rows)
        width = grid.x1 - grid.x0
        spots = [grid.columns_between(grid.x0 + x0 * width, grid.x0 + x1 * width) for x0, x1 in columns]
        for row in range(first, end):
            pieces: list[Piece | None] = []
            used: set[int] = set()
            for column in self._order(grid, row, spots):
                pieces.append(self._piece(column, known, used, base + row - first))
            self.rows.append(pieces)
        if base and end > first:
            self._mend_break(base, joiner, vocabulary)
        self.extents[grid.page, grid.table] = (grid.x0, grid.x1)
        if grid.page not in self.pages:
            self.pages.append(grid.page)

    def _order(self, grid: TableGrid, row: int, spots: Sequence[ColumnsBetween]) -> list[list[Cell]]:
        """The cells of a row under each column. A cell that spans several columns belongs to the first name column
        that it covers (a line that heads a section), else to the first of them."""
        columns = self.header.columns
        found = [grid.cells_at(row, spot) for spot in spots]
        owners: dict[int, int] = {}
        for index, cells in enumerate(found):
            for cell in cells:
                home = owners.get(id(cell))
                if home is None or (columns[index].role == "name" and columns[home].role != "name"):
                    owners[id(cell)] = index
        return [[cell for cell in cells if owners[id(cell)] == index] for index, cells in enumerate(found)]

    @staticmethod
    def _piece(cells: list[Cell], known: dict[tuple[int, ...], Piece], used: set[int], row: int) -> Piece | None:
        if not cells:
            return None
        key = tuple(map(id, cells))
        piece = known.get(key)
        if piece is None:
            piece = known[key] = Piece([cell for cell in cells if id(cell) not in used], row, row)
        used.update(key)
        piece.last_row = row
        return piece

    def _mend_break(self, row: int, joiner: Joiner, vocabulary: Vocabulary) -> None:
        """Joins the first row after a break to the last before it, block by block, where it goes on."""
        self._reach_up(row)
        before, after = self.rows[row - 1], self.rows[row]
        for block in self.header.blocks:
            if self._goes_on(block, before, after, joiner, vocabulary):
                stacked = self._stacks(block, before, after)
                for index in block.columns:
                    self._continue(row, index, joined=True, stacked=stacked)
                continue
            names = [i for i in block.columns if self.header.columns[i].role == "name"]
            for index in names:
                if self._merged_name_goes_on(index, before[index], after[index], vocabulary):
                    self._continue(row, index, joined=True)
            if names and all(self._is_above(i, before, after) for i in names):
                for index in block.columns:
                    role = self.header.columns[index].role
                    piece = after[index]
                    shared = (role in _NODE_ROLES or role.startswith("anggaran_")) and not self._leaves_blank(
                        index, row
                    )
                    if (role == "name" or shared) and (piece is None or piece.blank):
                        self._continue(row, index, joined=False)

    def _reach_up(self, row: int) -> None:
        """Joins merged cells whose text, set in their middle, stands behind the break alone: blank and open at the
        foot, open at the head, while the rule at the break closes other cells (as spreadsheets print them)."""
        pairs = list(zip(self.rows[row - 1], self.rows[row], strict=True))
        opened = [
            above is not None and here is not None and above.cells[-1].open_below and here.cells[0].open_above
            for above, here in pairs
        ]
        if all(opened):
            return
        for index, ((above, here), both) in enumerate(zip(pairs, opened, strict=True)):
            if both and above is not None and here is not None and above.blank and not here.blank:
                here.cells[:0] = above.cells
                here.first_row = above.first_row
                for r in range(above.first_row, row):
                    self.rows[r][index] = here

    def _leaves_blank(self, index: int, end: int) -> bool:
        """Whether, before the row `end`, the further indicators of a node have blank cells of their own in a column,
        rather than a share in a merged one: then a blank cell at the head of a page is blank too."""
        names = [i for block in self.header.blocks for i in block.columns if index in block.columns]
        names = [i for i in names if self.header.columns[i].role == "name"]
        blank = merged = 0
        for number, row in enumerate(self.rows[max(0, end - _HABIT) : end], max(0, end - _HABIT)):
            piece = row[index]
            if piece is None or any((p := row[i]) is not None and p.first_row == number and not p.blank for i in names):
                continue
            blank += piece.first_row == number and piece.blank
            merged += piece.first_row < number and not piece.blank
        return blank > merged

    @staticmethod
    def _is_above(index: int, before: list[Piece | None], after: list[Piece | None]) -> bool:
        """Whether the first row after a break names nothing new in a column."""
        piece = after[index]
        return piece is None or piece is before[index] or piece.blank

    def _merged_name_goes_on(self, index: int, above: Piece | None, here: Piece | None, vocabulary: Vocabulary) -> bool:
        """Whether a merged name runs over the break beside a row that is new: it goes on in mid-phrase, its cell is cut
        open, or it lacks the label that names have here."""
        if above is None or here is None or above.blank or here.blank or not _fills(above):
            return False
        last, first = list(above.lines())[-1][1], next(here.lines())[1]
        if last.bold != first.bold or vocabulary.label(first.text)[0] is not None:
            return False
        if LIST_NUMBER.match(first.text.lstrip()):
            return False
        start = first.text.lstrip()[:1]
        cut = above.cells[-1].open_below and here.cells[0].open_above
        return start.islower() or start in "(&/" or cut or self._labelled(index, vocabulary)

    def _labelled(self, index: int, vocabulary: Vocabulary) -> bool:
        """Whether names in a column begin with a label of their level."""
        pieces = [row[index] for row in self.rows[:_SAMPLE]]
        texts = [next(piece.lines())[1].text for piece in pieces if piece is not None and not piece.blank]
        return len(texts) > 2 and sum(vocabulary.label(text)[0] is not None for text in texts) > 0.8 * len(texts)

    def _stacks(self, block: Block, before: list[Piece | None], after: list[Piece | None]) -> bool:
        """Whether a block's quarters stand below each other in one cell, rather than in a row each: then more lines
        than two meet at the break in some column of them."""
        lines = [
            sum(len(list(piece.lines())) for piece in (before[i], after[i]) if piece is not None)
            for i in block.columns
            if self.header.columns[i].role in _STACK_ROLES
        ]
        return max(lines, default=0) > 2

    def _continue(self, row: int, index: int, *, joined: bool, stacked: bool = True) -> None:
        """Makes the piece at the head of a page part of the piece above the break."""
        above, here = self.rows[row - 1][index], self.rows[row][index]
        if above is None or above is here:
            return
        last = row if here is None else here.last_row
        if here is not None:
            if not here.blank and self.header.columns[index].role in _STACK_ROLES and not stacked:
                return
            if joined or here.blank:
                above.cells.extend(here.cells)
        above.last_row = last
        for r in range(row, last + 1):
            self.rows[r][index] = above

    def _goes_on(
        self,
        block: Block,
        before: list[Piece | None],
        after: list[Piece | None],
        joiner: Joiner,
        vocabulary: Vocabulary,
    ) -> bool:
        """Whether a block's cells at the head of a page are the rest of those at the foot of the page before."""
        columns = self.header.columns
        fresh = [i for i in block.columns if after[i] is not before[i]]
        texts = [i for i in fresh if (piece := after[i]) is not None and not piece.blank]
        if not texts:
            return True
        for index in texts:
            above, here = before[index], after[index]
            role = columns[index].role
            assert here is not None
            if role in _STACK_ROLES:
                if role != "quarter_value" and _first_quarter(here, vocabulary) == 1:
                    return False
                continue
            if above is None or above.blank or role in ("nomor", "kode"):
                return False
            if not _fills(above):
                return False
            if (role in _VALUE_ROLES or role[-3:-1] == "tw") and not _broken(above, here, joiner):
                return False
            if role == "name" and not _name_goes_on(above, here, len(texts) == 1, joiner, vocabulary):
                return False
        return True


def _first_quarter(piece: Piece, vocabulary: Vocabulary) -> int | None:
    for _, line in piece.lines():
        return vocabulary.quarter(line.text, bare=True)
    return None


def _fills(piece: Piece) -> bool:
    """Whether the text of a piece reaches the foot of its cell, so that it may run on behind the page's end."""
    lines = list(piece.lines())
    if not lines:
        return False
    cell, line = lines[-1]
    return cell.bottom - line.bottom < 1.4 * (line.bottom - line.top)


def _broken(above: Piece, here: Piece, joiner: Joiner) -> bool:
    """Whether a value goes on behind the page's end: the cell broke it."""
    end = joiner.fragments(next(cell for cell in reversed(above.cells) if not cell.blank))[-1]
    start = joiner.fragments(next(cell for cell in here.cells if not cell.blank))[0]
    return joiner.breaks_word(end, start) or end.text[-1].isspace()


def _name_goes_on(above: Piece, here: Piece, alone: bool, joiner: Joiner, vocabulary: Vocabulary) -> bool:
    """Whether a name at the head of a page is the rest of the name at the foot of the page before. `alone` says that
    nothing else of its block goes on: it may then be a line that only heads what follows."""
    last = list(above.lines())[-1][1]
    first = next(here.lines())[1]
    if last.bold != first.bold or vocabulary.label(first.text)[0] is not None:
        return False
    if not alone or not first.text.lstrip()[:1].isupper() or above.cells[-1].open_below:
        return True
    end = joiner.fragments(next(cell for cell in reversed(above.cells) if not cell.blank))[-1]
    word = first.text.split()[0]
    width = (first.x1 - first.x0) * (len(word) + 1) / max(len(first.text.strip()), 1)
    return end.width + width > end.room  # it wrapped: the next word had no room
