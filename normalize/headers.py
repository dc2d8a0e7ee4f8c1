"""Header bands: what each column of a table holds, told by words and spans, never by position.

A band is a run of rows whose cells are made of known words. Every column has a *path*, the header cells above it from
the top down, which normalize/leaves.py reads; normalize/columns.py gathers the columns into blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extract.cells import Cell
from normalize.bodies import Body, level_columns, stacks
from normalize.columns import Block, Column, aligned, gather_blocks, is_quarter
from normalize.grid import TableGrid
from normalize.leaves import MONTHS, Leaf, classify, read_dialect
from normalize.text import plain_text
from normalize.vocabulary import Vocabulary, compact, tokens

__all__ = ["Header", "find_headers", "lower_tier", "number_row", "numbers_columns"]

_YEAR = re.compile(r"(19|20)\d\d")
_SIGN = re.compile(r"[:=]")
_UNKNOWN = 0.4
"""The share of a header text's letters that no word may explain."""
_TIERS = frozenset(["quarter", "measure", "number"])
"""What a lower tier of a header may hold although no cell over it spans several columns."""
_STACK_PARTS = frozenset(["quarter_label", "quarter_value", "quarter_pair", "extra"])


@dataclass(slots=True)
class Header:
    """A header band: rows `first_row` up to but without `end_row` of a table."""

    page: int
    table: int
    first_row: int
    end_row: int
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    cell_roles: dict[int, str] = field(default_factory=dict)
    """id of a header cell → the role that it gave (for `renaksi inspect`)."""

    @property
    def leaves(self) -> list[tuple[float, str]]:
        """The right side of each leaf and its letters; parts of one leaf (stacked quarters) count once."""
        found: list[tuple[float, str]] = []
        for column in self.columns:
            letters = compact(column.header)
            if found and column.role in _STACK_PARTS and found[-1][1] == letters:
                found[-1] = (column.x1, letters)
            else:
                found.append((column.x1, letters))
        return found

    def repeats(self, other: Header) -> bool:
        """Whether this band is `other` printed again: the same words, or leaves at the same places whose words begin
        alike (a producer that repeats a band at a fixed height cuts it short)."""
        mine, theirs = self.leaves, other.leaves
        if [letters for _, letters in mine] == [letters for _, letters in theirs]:
            return True
        return len(mine) == len(theirs) and all(
            abs(x - y) < 0.01 and (a.startswith(b) or b.startswith(a)) and bool(a) == bool(b)
            for (x, a), (y, b) in zip(mine, theirs, strict=True)
        )

    @property
    def quarterly(self) -> bool:
        """Whether the table is a Rencana Aksi: nodes or indicators with figures for the quarters of a year."""
        roles = {column.role for column in self.columns}
        quarters = {role[-1] for role in roles if is_quarter(role)}
        planned = "jadwal" in roles and "rencana_aksi" in roles
        stacked = bool(roles & {"quarter_value", "quarter_pair"})
        targets = any(column.role == "target" and "target" in compact(column.header) for column in self.columns)
        measured = "indikator" in roles or ("name" in roles and ("satuan" in roles or targets))  # no plan of money
        return measured and (len(quarters) >= 2 or stacked or planned)


def number_row(cells: list[Cell]) -> bool:
    """Whether the cells of a row number the columns: `1 2 3 …`, `(1) (2) …`, `a b c …`, also with gaps (`2 3 7`)."""
    numbers: list[int] = []
    texts = [text for cell in cells if (text := plain_text(cell)).strip("().")]  # not the `)` of a `(1` over it
    letters = [text.strip("().").casefold() for text in texts]
    if len(letters) >= 4 and letters == [chr(ord("a") + i) for i in range(len(letters))]:
        return True
    for text in texts:
        match = re.fullmatch(r"\(?\s*(\d{1,2})\s*[).]?(?:\s*=.*)?", text)
        if match is None:
            return False
        numbers.append(int(match[1]))
    return len(numbers) >= 4 and numbers[0] <= 3 and all(a < b for a, b in pairwise(numbers))


def numbers_columns(grid: TableGrid, row: int) -> bool:
    """Whether a row numbers the columns of the table: most of them, for `1 2 3 4` may be the quarters of a group."""
    cells = [cell for cell in grid.starting(row) if not cell.blank]
    return number_row(cells) and sum(cell.column_span for cell in cells) > 0.6 * grid.columns


def find_headers(grid: TableGrid, vocabulary: Vocabulary, following: TableGrid | None = None) -> list[Header]:
    """The header bands of a table, from the top down: the first, and those repeated further down.

    `following` is the table at the head of the next page, which may be the rest of this one.
    """
    found: list[Header] = []
    row = 0
    while row < grid.rows:
        end = _band_end(grid, row, vocabulary)
        if end > row:
            found.append(_read_band(grid, row, end, vocabulary, following))
            row = end
        else:
            row += 1
    return found


def _body_row(grid: TableGrid, vocabulary: Vocabulary) -> int:
    """The first row of a page's table behind the header, or the numbers of columns, that it may repeat."""
    return _band_end(grid, 0, vocabulary) or int(numbers_columns(grid, 0))


def _band_end(grid: TableGrid, first: int, vocabulary: Vocabulary) -> int:
    """The row after the header band that begins at `first`; `first` itself where none begins."""
    cells = [cell for cell in grid.starting(first) if not cell.blank]
    kinds = [_header_kind(plain_text(cell), vocabulary) for cell in cells]
    known = [kind for kind in kinds if kind and kind != "number"]
    strong = {kind for kind in known if kind not in ("quarter", "measure")}
    if len(known) < 3 or len(strong) < 2 or len(known) < 0.6 * len(cells):
        return first
    if "indikator" not in strong and ("name" not in strong or len(strong) < 3):
        return first
    end = max((cell.row + cell.row_span for cell in cells if cell.row_span < grid.rows), default=grid.rows)
    while end < grid.rows and _continues_band(grid, end, vocabulary):
        end = max(end + 1, max((c.row + c.row_span for c in grid.starting(end) if not c.blank), default=0))
    return end


def lower_tier(grid: TableGrid, row: int, vocabulary: Vocabulary) -> bool:
    """Whether a row without a band over it may be the lower tier of one: blank but for quarters and measures."""
    kinds = [_header_kind(plain_text(cell), vocabulary) for cell in grid.starting(row) if not cell.blank]
    blank = any(cell.blank for cell in grid.starting(row))
    return blank and len(kinds) >= 2 and "quarter" in kinds and set(kinds) <= _TIERS


def _header_kind(text: str, vocabulary: Vocabulary) -> str | None:
    """What a cell's words make it in a header: a role, `name`, `quarter`, `measure`, `number`; None for a body cell."""
    words = tokens(text)
    if not words or len(words) > 14 or vocabulary.label(text)[0] is not None:
        return None
    if text.strip().isdigit():
        return "number"
    if vocabulary.quarter(text, bare=True):
        return "quarter"
    terms, unknown = vocabulary.read(text)
    letters = len(compact(text))
    if not terms or sum(map(len, unknown)) > _UNKNOWN * letters:
        return None
    flat = [term for group in terms for term in group]
    for term in flat:
        if term.kind == "role":
            return term.value
    if any(term.kind in ("level", "context") for term in flat):
        return "name"
    if any(term.kind in ("quarter", "stem") for term in flat):
        return "quarter"
    return "measure" if any(term.kind == "measure" for term in flat) else None


def _continues_band(grid: TableGrid, row: int, vocabulary: Vocabulary) -> bool:
    """Whether a row below a band still belongs to it: quarters, measures, years or numbers of columns alone."""
    cells = [cell for cell in grid.starting(row) if not cell.blank]
    if not cells:
        return False
    if numbers_columns(grid, row):
        return True
    if any(_SIGN.search(line.text) and vocabulary.pair(line.text) for cell in cells for line in cell.lines):
        return False  # the rest of quarters with their figures: `TW III : 77`
    kinds = [_header_kind(plain_text(cell), vocabulary) for cell in cells]
    for kind, cell in zip(kinds, cells, strict=True):
        over = grid.owner[row - 1][cell.column]
        spanned = over is not None and over.column_span > cell.column_span
        if not (kind in _TIERS or (kind and spanned) or _YEAR.fullmatch(plain_text(cell))):
            return False  # also the rest of a cut row may be made of header words: `perangkat daerah`, `waktu`
    quarters = {
        vocabulary.quarter(plain_text(cell), bare=True)
        for kind, cell in zip(kinds, cells, strict=True)
        if kind == "quarter"
    }
    if len(quarters - {None}) == 1:
        return False  # the last line of stacked quarters, alone on a page
    # A row of the body may hold `I` or `1` alone: only where the words of quarters or measures stand is it a header.
    words = [cell for cell in cells if not re.fullmatch(r"[\d.,%\s-]*", plain_text(cell))]
    return len(words) >= 2


def _read_band(grid: TableGrid, first: int, end: int, vocabulary: Vocabulary, following: TableGrid | None) -> Header:
    numbered = {row for row in range(first, end) if numbers_columns(grid, row)}
    paths: list[tuple[Cell, ...]] = []
    for column in range(grid.columns):
        over: list[Cell] = []
        for row in range(first, end):
            cell = grid.owner[row][column]
            if cell is None or cell.blank or cell.row < first or cell.row in numbered:
                continue
            if not any(cell is other for other in over):
                over.append(cell)
        paths.append(tuple(over))
    leaves = list(_group(paths))
    width = grid.x1 - grid.x0
    dialect = read_dialect([[plain_text(cell) for cell in path] for _, _, path in leaves], vocabulary)
    columns: list[Column] = []
    roles: dict[int, str] = {}
    for left, right, path in leaves:
        texts = [plain_text(cell) for cell in path]
        leaf = classify(texts, vocabulary, dialect) if texts else Leaf("extra", known=False)
        columns.append(
            Column(
                (grid.left[left] - grid.x0) / width,
                (grid.right[right] - grid.x0) / width,
                leaf.role,
                " / ".join(texts),
                leaf.levels,
                leaf.measure,
                leaf.known,
                leaf.role == "target" and vocabulary.is_weak_target(" ".join(texts)),
            )
        )
        for cell in path:
            roles[id(cell)] = leaf.role if cell is path[-1] else roles.get(id(cell), "group")
    columns = _schedules(columns, leaves)
    bodies = [Body(grid, end)]
    if following is not None and aligned(columns, following):
        bodies.append(Body(following, _body_row(following, vocabulary)))
    columns = stacks(columns, bodies, vocabulary)
    columns = level_columns(columns, bodies[0], vocabulary)
    resolved, blocks = gather_blocks(columns)
    return Header(grid.page, grid.table, first, end, tuple(resolved), tuple(blocks), roles)


def _group(paths: list[tuple[Cell, ...]]) -> Iterator[tuple[int, int, tuple[Cell, ...]]]:
    """Neighbouring columns under the same header cells are one leaf: (first column, last column, path)."""
    start = 0
    for column in range(1, len(paths) + 1):
        same = column < len(paths) and list(map(id, paths[column])) == list(map(id, paths[start]))
        if not same:
            yield start, column - 1, paths[start]
            start = column


def _schedules(columns: list[Column], leaves: list[tuple[int, int, tuple[Cell, ...]]]) -> list[Column]:
    """Months below a quarter or a year are a schedule, not targets; four numerals or last months are the quarters."""
    parents: dict[int, list[int]] = {}
    for index, (_, _, path) in enumerate(leaves):
        if len(path) >= 2 and MONTHS.fullmatch(plain_text(path[-1]).strip()):
            parents.setdefault(id(path[-2]), []).append(index)
    found = list(columns)
    for children in parents.values():
        roles = [columns[index].role for index in children]
        if len(children) >= 3 and not (len(set(roles)) == 4 == len(roles) and all(map(is_quarter, roles))):
            for index in children:
                found[index] = replace(found[index], role="jadwal")
    return found
