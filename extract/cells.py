"""The door between the stages: every piece of text of a page, in its cell, with its place.

`extract` makes these objects, `normalize` takes them and nothing else of `extract`. A position of a table that is
covered by a merged cell has no `Cell` of its own; a blank cell is a `Cell` without lines: the two are never the same.
Text outside every table comes as cells with `table` 0, a line of text each.

Coordinates: points, origin at the top left, of the page as it is read (see extract/pages.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Box", "Cell", "Finding", "Line", "PageCells"]

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt that a person should look at. `code` is one of docs/findings.md, `severity` is `info`, `warning` or
    `error`, `message` one line that says what to do about it."""

    code: str
    severity: str
    message: str
    page: int | None = None
    box: Box | None = None
    field: str | None = None
    order: int | None = None
    """The record it concerns, by its place in the document (`IndicatorRecord.order`)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell, or the part of a line that is set in one weight.

    `text` is as printed, with the space that the producer left at a line's end (a sign that the line wrapped at a
    space). `head` is the width in points of the line's first visible character: with the width of the cell it tells
    whether the line before could have held one more character, that is, whether a word was broken by the cell.
    A part that continues the line of the part before it (the weight changes in mid-line) has `joins` true.
    """

    text: str
    bold: bool
    x0: float
    top: float
    x1: float
    bottom: float
    head: float = 0.0
    joins: bool = False
    confidence: float = 1.0


@dataclass(slots=True)
class Cell:
    """A cell of a table, or a loose line of text (`table` 0).

    `table` counts from 1 down the page; `row` and `column` count from 0 in the table's finest grid. `shade` is the
    colour behind the cell as `RRGGBB` where it is not white. `open_above` and `open_below` say that no rule closes
    that side: at a page's head or foot the sign of a row that runs on. `open_beside` says that no rule or painted edge
    shows its left or its right side: it is drawn where the words of the page leave room, and may be too wide.
    """

    page: int
    table: int
    row: int
    column: int
    row_span: int
    column_span: int
    x0: float
    top: float
    x1: float
    bottom: float
    lines: tuple[Line, ...] = ()
    shade: str | None = None
    open_above: bool = False
    open_below: bool = False
    open_beside: bool = False

    @property
    def text(self) -> str:
        """The text as printed, a line a line."""
        parts: list[str] = []
        for line in self.lines:
            if parts:
                parts.append("" if line.joins else "\n")
            parts.append(line.text)
        return "".join(parts)

    @property
    def box(self) -> Box:
        return (self.x0, self.top, self.x1, self.bottom)

    @property
    def blank(self) -> bool:
        for line in self.lines:  # noqa: SIM110 - asked of every cell several times, and a generator doubles the cost
            if line.text.strip():
                return False
        return True


@dataclass(slots=True)
class PageCells:
    """All cells of one page, tables first (down the page, row by row), then loose lines from top to bottom.

    `characters` counts the visible characters (no white space) that the page holds, each once; the cells hold
    exactly these. `medium` is `text`, `scan` or `plain`.
    """

    number: int
    width: float
    height: float
    turn: int
    medium: str
    cells: list[Cell]
    characters: int
    findings: list[Finding] = field(default_factory=list)
