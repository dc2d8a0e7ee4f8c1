"""Tables without rules, set on a page as an office program sets them, with the cells that they must come back as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.cells import PageCells
from extract.pages import Page
from tests.handmade import Text, page_of

__all__ = ["Column", "OpenTable", "Style", "cells_of", "set_table"]

WIDTH = 0.5
"""The width of a letter in em: the type of these pages has one width."""

Cells = dict[tuple[int, int], tuple[str, int, int]]
"""Row and column → text without spaces, row span, column span; blank cells are left out."""


@dataclass(frozen=True)
class Column:
    """A column: its title, its width in points, and how its texts are set: `left`, `middle` or `right`."""

    title: str
    width: float
    align: str = "left"


@dataclass(frozen=True)
class Style:
    """How a table is set. `pad` is the white over and under the text of a cell, `gutter` that at its left and right;
    `way` is where texts stand in their rows. `head` is the white in header cells. `rules` draws rules `across` under
    each row, `upright` between columns, a `frame` around all or none; `bands` colours every other row."""

    size: float = 8.0
    leading: float = 9.5
    pad: float = 3.0
    gutter: float = 4.0
    way: str = "top"
    head: float = 3.0
    bold: bool = True
    rules: str = ""
    bands: bool = False
    left: float = 40.0
    top: float = 60.0


@dataclass
class OpenTable:
    """What is drawn, and the cells that must be found."""

    texts: list[Text] = field(default_factory=list)
    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)
    fills: list[tuple[float, float, float, float, int]] = field(default_factory=list)
    expected: Cells = field(default_factory=dict)
    sides: list[float] = field(default_factory=list)
    head: float = 0.0
    bottom: float = 0.0

    def page(self, *more: Text) -> Page:
        """The page with this table, and other texts."""
        return page_of([*more, *self.texts], self.horizontal, self.vertical, self.fills)


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines at its spaces."""
    most = max(int(width / (WIDTH * size)), 1)
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def set_table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    style: Style = Style(),
    group: tuple[str, int, int] | None = None,
    header: bool = True,
    spans: dict[tuple[int, int], int] | None = None,
) -> OpenTable:
    """Set a table. `group` is a title over the columns from one up to another, `spans` maps (row, column) to the
    number of rows that a cell is merged over. A row of one text is set across all columns."""
    table = OpenTable(sides=[style.left])
    for column in columns:
        table.sides.append(table.sides[-1] + column.width)
    y, row = style.top, 0
    if header:
        y, row = _set_header(table, columns, style, group, y)
    table.head = y
    spans = spans or {}
    lines = [
        [wrap(text, column.width - 2 * style.gutter, style.size) for text, column in zip(texts, columns, strict=False)]
        for texts in rows
    ]
    heights = [
        max([len(cell) for place, cell in enumerate(cells) if (number, place) not in spans and len(texts) > 1] or [1])
        * style.leading
        + 2 * style.pad
        for number, (cells, texts) in enumerate(zip(lines, rows, strict=True))
    ]
    for (number, place), count in spans.items():
        lack = len(lines[number][place]) * style.leading + 2 * style.pad - sum(heights[number : number + count])
        heights[number + count - 1] += max(lack, 0.0)
    tops = [y + sum(heights[:number]) for number in range(len(rows) + 1)]
    for number, texts in enumerate(rows):
        if len(texts) == 1:
            table.texts.append(Text(texts[0], table.sides[0] + style.gutter, tops[number] + style.pad, style.size))
            table.expected[row + number, 0] = (texts[0].replace(" ", ""), 1, 0)
        else:
            for place, cell in enumerate(lines[number]):
                count = spans.get((number, place), 1)
                box = (table.sides[place], tops[number], table.sides[place + 1], tops[number + count])
                _set_cell(table, cell, box, columns[place].align, style, style.way, bold=False)
                if cell:
                    table.expected[row + number, place] = ("".join(cell).replace(" ", ""), count, 1)
        _rule_row(table, number, tops, spans, style)
    table.bottom = tops[-1]
    x0, x1 = table.sides[0], table.sides[-1]
    if style.rules == "upright":
        tier = style.leading + 2 * style.head
        for side, x in enumerate(table.sides):
            under = header and group is not None and group[1] < side < group[2]
            table.vertical.append((x, style.top + (tier if under else 0.0), table.bottom))
    if style.rules == "frame":
        table.horizontal += [(style.top, x0, x1), (table.bottom, x0, x1)]
        table.vertical += [(x0, style.top, table.bottom), (x1, style.top, table.bottom)]
    return table


def _rule_row(
    table: OpenTable, number: int, tops: list[float], spans: dict[tuple[int, int], int], style: Style
) -> None:
    if style.bands and number % 2 == 0:
        table.fills.append((table.sides[0], tops[number], table.sides[-1], tops[number + 1], 0xDDE6F0))
    if style.rules == "across":
        for place in range(len(table.sides) - 1):
            inside = any(p == place and n <= number < n + count - 1 for (n, p), count in spans.items())
            if not inside:
                table.horizontal.append((tops[number + 1], table.sides[place], table.sides[place + 1]))


def _set_header(
    table: OpenTable, columns: Sequence[Column], style: Style, group: tuple[str, int, int] | None, y: float
) -> tuple[float, int]:
    """Set the titles; gives where the body begins and how many rows the header has."""
    texts = [wrap(column.title, column.width - 2, style.size) for column in columns]
    tier = style.leading + 2 * style.head
    leaf = max(map(len, texts)) * style.leading + 2 * style.head
    bottom = y + leaf + (tier if group else 0.0)
    for place, cell in enumerate(texts):
        under = group is not None and group[1] <= place < group[2]
        box = (table.sides[place], y + tier if under else y, table.sides[place + 1], bottom)
        _set_cell(table, cell, box, "middle", style, "middle", style.bold)
        rows = 2 if group and not under else 1
        table.expected[int(under), place] = ("".join(cell).replace(" ", ""), rows, 1)
    if group:
        title, first, stop = group
        box = (table.sides[first], y, table.sides[stop], y + tier)
        _set_cell(table, [title], box, "middle", style, "middle", style.bold)
        table.expected[0, first] = (title.replace(" ", ""), 1, stop - first)
    if style.rules == "across":
        table.horizontal.append((bottom, table.sides[0], table.sides[-1]))
        if group:
            table.horizontal.append((y + tier, table.sides[group[1]], table.sides[group[2]]))
    return bottom, 2 if group else 1


def _set_cell(
    table: OpenTable, lines: list[str], box: tuple[float, ...], align: str, style: Style, way: str, bold: bool
) -> None:
    x0, top, x1, bottom = box
    room = bottom - top - 2 * style.pad - len(lines) * style.leading
    y = top + style.pad + {"top": 0.0, "middle": room / 2, "bottom": room}[way]
    for line in lines:
        width = len(line) * WIDTH * style.size
        x = {"left": x0 + style.gutter, "middle": (x0 + x1 - width) / 2, "right": x1 - style.gutter - width}[align]
        table.texts.append(Text(line, x, y, style.size, bold))
        y += style.leading


def cells_of(page: PageCells, table: int = 1) -> Cells:
    """The cells of a table that hold text."""
    return {
        (cell.row, cell.column): (cell.text.replace("\n", "").replace(" ", ""), cell.row_span, cell.column_span)
        for cell in page.cells
        if cell.table == table and not cell.blank
    }
