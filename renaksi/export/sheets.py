"""Sheets as people in offices print and filter them: a frozen header with filters, F4 landscape one page wide, figures
as figures, and never a formula: every text is written as text."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from renaksi.errors import UsageError
from renaksi.export.files import new_file

__all__ = ["Field", "Sheet", "Styles", "new_workbook"]

_FOLIO = 14
"""Excel's number for the paper that offices use: F4, 215 by 330 mm."""
_LONGEST = 32_767
_MOST_ROWS = 1_048_575
_DECIMALS = 6
_MADE = datetime(2000, 1, 1)
"""When every workbook was made: the same tables give the same bytes."""
_LETTER = 1.12
"""Of a column's width in characters, what a character of running text takes where lines break at words."""
_LINE_HEIGHT, _HIGHEST = 14.5, 400.0
_HEAD, _LINE = "#1F4E5F", "#C9D3D6"
_MARKS = {"error": "#F6C7C3", "warning": "#FCE8B2", "info": "#E3EEF4", "corrected": "#CFE8CF"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sheet: its title, its width in characters, whether long texts wrap in it, whether its numbers
    name something (a year, a page) rather than count it, and whether its texts stand where figures do."""

    title: str
    width: float = 12.0
    wraps: bool = False
    names: bool = False
    right: bool = False


class Styles:
    """The formats of a workbook; one for each mark, kind and number of decimals, made when it is first needed."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._known: dict[tuple[Any, ...], Format] = {}

    def cell(
        self, mark: str | None = None, *, wraps: bool = False, right: bool = False, decimals: int | None = None
    ) -> Format:
        """The format of a cell of a table; `decimals` of a figure, None for a text."""
        key = (mark, wraps, right, decimals)
        if key not in self._known:
            shape = {"valign": "top", "text_wrap": wraps, "bottom": 1, "bottom_color": _LINE}
            if right:
                shape["align"] = "right"
            if decimals is not None:
                shape["num_format"] = "#,##0" + ("." + "0" * decimals if decimals else "")
            if mark is not None:
                shape["bg_color"] = _MARKS[mark]
            self._known[key] = self._book.add_format(shape)
        return self._known[key]

    def named(self, **shape: Any) -> Format:
        """A format of its own."""
        key = tuple(sorted(shape.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(shape)
        return self._known[key]

    @property
    def head(self) -> Format:
        """The format of a header."""
        return self.named(bold=True, font_color="#FFFFFF", bg_color=_HEAD, valign="vcenter", text_wrap=True, border=1)


class Sheet:
    """A sheet with one table, filled row by row."""

    def __init__(
        self,
        book: Workbook,
        styles: Styles,
        name: str,
        fields: Sequence[Field],
        frozen: int = 0,
        printed: int | None = None,
    ) -> None:
        """`frozen` columns stay in view; the first `printed` go on paper, all of them by default."""
        self.styles = styles
        self.fields = fields
        self._printed = printed or len(fields)
        self._sheet: Worksheet = book.add_worksheet(name)
        self._row = 0
        self._sheet.set_landscape()
        self._sheet.set_paper(_FOLIO)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self._sheet.repeat_rows(0)
        self._sheet.set_footer(f"&L{name}&RHalaman &P dari &N")
        self._sheet.freeze_panes(1, frozen)
        self._sheet.set_row(0, 32)
        for column, field in enumerate(fields):
            self._sheet.set_column(column, column, field.width)
            self._sheet.write_string(0, column, field.title, styles.head)

    def add(self, values: Sequence[Any], marks: dict[int, str] | None = None) -> None:
        """Adds a row: figures as figures, None as an empty cell, all else as text; `marks` colours cells by column.

        Raises:
            UsageError: the sheet is full.
        """
        self._row += 1
        if self._row > _MOST_ROWS:
            raise UsageError("a sheet of Excel cannot hold so many rows; export year by year with --year")
        self._sheet.set_row(self._row, self._height(values))
        for column, value in enumerate(values):
            mark = marks.get(column) if marks else None
            field = self.fields[column]
            style = self.styles.cell(mark, wraps=field.wraps, right=field.right)
            if isinstance(value, (int, float)):
                decimals = None if field.names else _decimals(value)
                self._sheet.write_number(self._row, column, value, self.styles.cell(mark, decimals=decimals))
            elif value is None or value == "":
                self._sheet.write_blank(self._row, column, None, style)
            else:
                self._sheet.write_string(self._row, column, shortened(str(value)), style)

    def close(self) -> None:
        """Sets the filters and what is printed, once all rows are there."""
        self._sheet.autofilter(0, 0, max(1, self._row), len(self.fields) - 1)
        self._sheet.print_area(0, 0, max(1, self._row), self._printed - 1)

    def _height(self, values: Sequence[Any]) -> float:
        """Points for the text that takes most lines: not every program that opens a workbook measures rows itself."""
        lines = 1
        for field, value in zip(self.fields, values, strict=True):
            if field.wraps and isinstance(value, str):
                each = (ceil(len(part) * _LETTER / field.width) for part in value.split("\n"))
                lines = max(lines, sum(max(1, count) for count in each))
        return min(_HIGHEST, lines * _LINE_HEIGHT + 3)


def _decimals(value: float) -> int:
    text = f"{value:.{_DECIMALS}f}".rstrip("0")
    return len(text.partition(".")[2])


def shortened(text: str) -> str:
    """A text that fits into a cell; what is cut says so.

    >>> len(shortened("x" * 40_000)), shortened("x" * 40_000)[-10:]
    (32767, ' [dipotong')
    """
    end = " [dipotong"
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(end)] + end


@contextlib.contextmanager
def new_workbook(path: Path) -> Iterator[tuple[Workbook, Styles]]:
    """A workbook to fill; it takes its name when all went well.

    Raises:
        OutputError: it cannot be written.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with new_file(path) as draft:
        book = xlsxwriter.Workbook(str(draft), options)
        book.set_properties({"title": "Rencana Aksi", "created": _MADE})
        try:
            yield book, Styles(book)
        except BaseException:
            # What stopped the filling is what is told; closing lets go of the temporary files.
            with contextlib.suppress(xlsxwriter.exceptions.XlsxWriterException, OSError):
                book.close()
            raise
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            # It wraps what the system said; without this a full disk would leave half a workbook under the name.
            raise OSError(*error.args[0].args) from None
