"""Pages of cells made by hand: a table as a small drawing of text, or laid out from texts, without a PDF.

A letter is `CHAR` points wide and a line `LINE` points tall, whatever stands in it, and a cell leaves `PAD` points free
at both sides: so what fits into a cell can be counted. (`SLACK` more keep it from being a matter of rounding.)

A drawing is a line for each row of the finest grid::

    | No | Sasaran   | Target | <      |
    | ^  | ^         | TW I   | TW II  |
    | 1  | *Bold*¶on | 1      | 2      |

`<` goes on with the cell at the left and `^` with the cell above, `¶` parts the lines of a cell, text between stars is
bold, and a dot at a line's end (`on·`) stands for a space that the producer left there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from extract.cells import Cell, Line, PageCells
from normalize import IndicatorRecord, NormalizedDocument, normalize
from normalize.records import FIELDS

__all__ = [
    "CHAR",
    "LINE",
    "PAD",
    "SLACK",
    "Sheet",
    "Slot",
    "assert_accounted",
    "assert_sums_close",
    "differences",
    "drawn",
    "fields",
    "lines_of",
    "loose",
    "page_of",
    "read",
    "read_table",
    "split",
    "visible",
    "wrap",
]

CHAR, LINE, PAD, SLACK = 5.0, 10.0, 2.0, 2.0
_SPARE = 4
"""Letters of room that a drawn column has beyond its longest line: no line of it is full."""

Part = tuple[str, bool]
"""A text set in one weight."""


@dataclass(frozen=True)
class Slot:
    """A cell of a table before it has a place: its first row and column, how many it covers, its lines of parts.

    `lead` is how many lines stay free above them, where a text is set in the middle of its cell.
    """

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    lines: tuple[tuple[Part, ...], ...] = ()
    shade: str | None = None
    lead: int = 0


@dataclass(frozen=True)
class Sheet:
    """A table: cells, the width of each column in points, the height of each row in lines."""

    slots: tuple[Slot, ...]
    widths: tuple[float, ...]
    heights: tuple[int, ...]

    @property
    def height(self) -> int:
        """In lines."""
        return sum(self.heights)

    @property
    def tops(self) -> list[int]:
        """Where each row begins, in lines from the table's head; last the table's foot."""
        found = [0]
        for height in self.heights:
            found.append(found[-1] + height)
        return found

    def cells(
        self,
        page: int = 1,
        table: int = 1,
        left: float = 30.0,
        top: float = 100.0,
        first: int = 0,
        last: int | None = None,
        *,
        closed: bool = True,
        first_row: int = 0,
    ) -> list[Cell]:
        """The part of the table between two lines, as it stands on a page; a row may be cut in its middle.

        `closed` says that a rule closes what the page cuts; `first_row` is the number of the first row on the page.
        """
        last = self.height if last is None else last
        tops = self.tops
        rows = sorted({min(max(line, first), last) for line in tops})
        x = [left]
        for width in self.widths:
            x.append(x[-1] + width)
        found: list[Cell] = []
        for slot in sorted(self.slots, key=lambda slot: (tops[slot.row], slot.column)):
            head, foot = tops[slot.row], tops[slot.row + slot.rows]
            begin, end = max(head, first), min(foot, last)
            if begin >= end:
                continue
            box = (
                x[slot.column],
                top + (begin - first) * LINE,
                x[slot.column + slot.columns],
                top + (end - first) * LINE,
            )
            lines = [
                part
                for number, line in enumerate(slot.lines, slot.lead)
                if begin <= head + number < end
                for part in _line(line, box[0] + PAD, top + (head + number - first) * LINE)
            ]
            row = rows.index(begin)
            cell = Cell(
                page, table, first_row + row, slot.column, rows.index(end) - row, slot.columns, *box, tuple(lines)
            )
            cell.shade = slot.shade
            cell.open_above, cell.open_below = not closed and head < first, not closed and foot > last
            found.append(cell)
        return sorted(found, key=lambda cell: (cell.row, cell.column))


def _line(parts: Sequence[Part], x0: float, top: float) -> list[Line]:
    """The parts of a line as a reader gives them: measured without the space at its end."""
    found: list[Line] = []
    for number, (text, bold) in enumerate(parts):
        width = len(text if number + 1 < len(parts) else text.rstrip()) * CHAR
        found.append(Line(text, bold, x0, top + 0.5, x0 + width, top + LINE - 0.5, CHAR, number > 0))
        x0 += width
    return found


def drawn(
    drawing: str, widths: Mapping[int, int] | None = None, shades: Mapping[tuple[int, int], str] | None = None
) -> Sheet:
    """The table of a drawing. `widths` gives columns a width in letters; the others have room to spare."""
    grid = [
        [text.strip() for text in line.strip().removeprefix("|").removesuffix("|").split("|")]
        for line in drawing.strip().splitlines()
        if line.strip()
    ]
    count = max(map(len, grid))
    assert all(len(row) == count for row in grid), "every row of a drawing has the same columns"
    slots: list[Slot] = []
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            if text in ("<", "^"):
                continue
            columns = 1
            while column + columns < count and grid[row][column + columns] == "<":
                columns += 1
            rows = 1
            while row + rows < len(grid) and grid[row + rows][column] == "^":
                rows += 1
            slots.append(Slot(row, column, rows, columns, lines_of(text), (shades or {}).get((row, column))))
    return Sheet(tuple(slots), _widths(slots, count, widths or {}), _heights(slots, len(grid)))


def lines_of(text: str) -> tuple[tuple[Part, ...], ...]:
    """The lines of a cell's text in a drawing."""
    if not text:
        return ()
    lines = [line.replace("·", " ").split("*") for line in text.split("¶")]
    return tuple(tuple((piece, bool(n % 2)) for n, piece in enumerate(pieces) if piece) for pieces in lines)


def _length(slot: Slot) -> int:
    return max((sum(len(text) for text, _ in line) for line in slot.lines), default=0)


def _widths(slots: Iterable[Slot], count: int, given: Mapping[int, int]) -> tuple[float, ...]:
    longest = [2] * count
    slots = list(slots)
    for slot in slots:
        if slot.columns == 1:
            longest[slot.column] = max(longest[slot.column], _length(slot))
    for slot in slots:
        inside = range(slot.column, slot.column + slot.columns)
        missing = _length(slot) - sum(longest[column] for column in inside)
        for column in inside if missing > 0 else ():
            longest[column] += missing // slot.columns + 1
    return tuple(given.get(column, letters + _SPARE) * CHAR + 2 * PAD + SLACK for column, letters in enumerate(longest))


def _heights(slots: Iterable[Slot], count: int) -> tuple[int, ...]:
    """The height of each row in lines: the last row of a merged cell is as tall as its text needs."""
    heights = [1] * count
    for slot in sorted(slots, key=lambda slot: slot.rows):
        inside = range(slot.row, slot.row + slot.rows)
        heights[inside[-1]] += max(0, len(slot.lines) - sum(heights[row] for row in inside))
    return tuple(heights)


def wrap(text: str, letters: int, *, spaces: bool = False) -> list[str]:
    """A text broken into lines of at most `letters` as a program that sets text does it.

    Lines end at spaces or behind hyphens; only a word that is wider than the line is broken inside. With `spaces` the
    space at which a line wrapped stays at its end.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        pieces = re.findall(r"[^-]*-(?=\w)|[^-]+|-", word)
        for number, piece in enumerate(pieces):
            between = "" if number or not line else " "
            if line and len(line) + len(between) + len(piece) > letters:
                lines.append(line + (" " if between and spaces else ""))
                line, between = "", ""
            line += between + piece
            while len(line) > letters:
                lines.append(line[:letters])
                line = line[letters:]
    return [*lines, line] if line else lines


def split(
    sheet: Sheet,
    header_rows: int,
    cuts: Iterable[int] = (),
    *,
    repeat: int | None = None,
    closed: bool = True,
    blanks: Iterable[int] = (),
    scale: float = 1.0,
) -> list[PageCells]:
    """The table over several pages, cut before these lines of its body (a line may be in the middle of a row).

    Args:
        sheet: header and body.
        header_rows: how many of its rows are the header.
        cuts: lines of the body, from 0, at which a page ends.
        repeat: how many rows of the header stand on the later pages; all by default.
        closed: whether a rule closes what a page cuts.
        blanks: columns in which the rest of a merged cell is not merged on the next page: each row has a blank cell.
        scale: how wide the later pages are beside the first.
    """
    head, foot = sheet.tops[header_rows], sheet.height
    edges = [head, *(head + cut for cut in sorted(set(cuts))), foot]
    split_up = set(blanks)
    pages: list[PageCells] = []
    for number, (first, last) in enumerate(pairwise(edges), 1):
        here = sheet if number == 1 else replace(sheet, widths=tuple(width * scale for width in sheet.widths))
        rows = header_rows if number == 1 or repeat is None else repeat
        cells = here.cells(number, last=sheet.tops[rows])
        top = 100.0 + sheet.tops[rows] * LINE
        body = here.cells(number, top=top, first=first, last=last, closed=closed, first_row=rows)
        cells += _unmerged(body, rows, split_up) if number > 1 else body
        pages.append(page_of(cells, number=number))
    return pages


def _unmerged(cells: Iterable[Cell], first_row: int, columns: Collection[int]) -> list[Cell]:
    """Blank merged cells at a page's head as the blank cells that some producers make of them, a cell a row."""
    cells = list(cells)
    bounds = {row: cell for cell in cells for row in (cell.row,) if cell.row_span == 1}
    found: list[Cell] = []
    for cell in cells:
        if cell.row == first_row and cell.row_span > 1 and cell.blank and cell.column in columns:
            for row in range(cell.row, cell.row + cell.row_span):
                beside = bounds[row]
                found.append(replace(cell, row=row, row_span=1, top=beside.top, bottom=beside.bottom))
        else:
            found.append(cell)
    return sorted(found, key=lambda cell: (cell.row, cell.column))


def loose(text: str, top: float = 40.0, left: float = 30.0, page: int = 1, *, bold: bool = False) -> Cell:
    """A line of text outside every table."""
    line = Line(text, bold, left, top, left + len(text) * CHAR, top + LINE, CHAR)
    return Cell(page, 0, 0, 0, 1, 1, line.x0, line.top, line.x1, line.bottom, (line,))


def visible(cells: Iterable[Cell]) -> int:
    """How many visible characters the cells hold."""
    return sum(len("".join(line.text.split())) for cell in cells for line in cell.lines)


def page_of(*groups: Iterable[Cell] | Cell, number: int = 1, height: float = 842.0) -> PageCells:
    """A page of tables and loose lines; the cells take the number of the page."""
    cells = [cell for group in groups for cell in ([group] if isinstance(group, Cell) else group)]
    cells = [replace(cell, page=number) for cell in cells]
    cells.sort(key=lambda cell: cell.table == 0)
    return PageCells(number, 1200.0, height, 0, "text", cells, visible(cells))


def read(*pages: PageCells, year: int | None = None) -> NormalizedDocument:
    """The one document that the pages hold, after a look at its account."""
    documents = normalize(pages, year=year)
    assert_accounted(pages, documents)
    assert len(documents) == 1
    return documents[0]


def read_table(drawing: str, *loose_lines: Cell, widths: Mapping[int, int] | None = None) -> NormalizedDocument:
    """The document of one page with one drawn table."""
    return read(page_of(drawn(drawing, widths).cells(), *loose_lines))


def fields(record: IndicatorRecord) -> dict[str, str | None]:
    """Level and texts of a record."""
    return {"level": record.level, **record.text}


def differences(
    read_records: Iterable[IndicatorRecord],
    wanted: Iterable[Mapping[str, Any]],
    names: Sequence[str] = ("level", *FIELDS),
) -> list[str]:
    """Where records are not as wanted, a line each, whatever their order.

    A wanted value may be a list, where the print can be read in more than one way.
    """
    left = [fields(record) for record in read_records]
    found = []
    for number, record in enumerate(wanted, 1):
        options = {name: right if isinstance(right := record.get(name), list) else [right] for name in names}
        wrong = [[name for name in names if read.get(name) not in options[name]] for read in left]
        best = min(range(len(left)), key=lambda index: len(wrong[index]), default=None)
        if best is None or len(wrong[best]) > len(names) / 2:
            found.append(f"record {number} is missing: {record.get('indikator')!r}")
            continue
        nearest = left.pop(best)
        found += [f"record {number}: {name} is {nearest.get(name)!r}, not {options[name]!r}" for name in wrong[best]]
    return found + [f"nobody reads {fields!r} as a record" for fields in left]


def assert_accounted(pages: Sequence[PageCells], documents: Sequence[NormalizedDocument]) -> None:
    """Every character is in a record or in its context; see `assert_sums_close`."""
    assert_sums_close(pages, documents)
    unplaced = [each.message for document in documents for each in document.findings if each.code == "unplaced_text"]
    assert not unplaced
    assert sum(document.characters_unplaced for document in documents) == 0


def assert_sums_close(pages: Sequence[PageCells], documents: Sequence[NormalizedDocument]) -> None:
    """Every cell of the pages stands in one document once, with a role; the sums of characters are those of the cells,
    and what no record or role explains is told."""
    given = [id(cell) for page in pages for cell in page.cells]
    held = [id(cell) for document in documents for cell in document.cells]
    assert sorted(given) == sorted(held)
    for document in documents:
        assert len(document.roles) == len(document.cells)
        orders = {record.order for record in document.records}
        assert all(role and (order is None or order in orders) for role, order in document.roles)
        owned = [cell for cell, (_, order) in zip(document.cells, document.roles, strict=True) if order is not None]
        assert document.characters == visible(document.cells)
        assert document.characters_in_records == visible(owned)
        sums = document.characters_in_records + document.characters_in_context + document.characters_unplaced
        assert sums == document.characters
        told = any(finding.code == "unplaced_text" for finding in document.findings)
        assert told == (document.characters_unplaced > 0)
    assert sum(document.characters for document in documents) == sum(page.characters for page in pages)
