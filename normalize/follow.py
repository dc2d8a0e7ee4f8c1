"""Follows the tables that are a Rencana Aksi over the pages of a file, and parts the documents inside it.

A page is taken in when the next one is known: it may end right below a header, and only the rows on the next page tell
what stands below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from extract.cells import Box, Cell, Finding, PageCells
from normalize.columns import aligned
from normalize.context import Heading, loose_role, read_heading
from normalize.cutbands import mend_band
from normalize.findings import finding
from normalize.grid import TableGrid, grids_of
from normalize.headers import Header, find_headers, numbers_columns
from normalize.stitch import LogicalTable
from normalize.text import Joiner
from normalize.vocabulary import Vocabulary

__all__ = ["Follower", "Part"]


@dataclass(slots=True)
class Part:
    """A document inside a file, as far as it is read."""

    heading: Heading | None = None
    tables: list[LogicalTable] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    pages: list[PageCells] = field(default_factory=list)
    role: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class Follower:
    """Takes pages one by one; the state is the page before, and the table that may run on."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.joiner = Joiner(vocabulary.function_words, vocabulary.long_words)
        self.parts = [Part()]
        self.active: LogicalTable | None = None
        self.last_page = 0
        self.held: tuple[PageCells, list[TableGrid]] | None = None
        self.halves: set[int] = set()  # id of the cells of headers that a page's end cut
        self.waiting: list[Cell] = []  # loose lines since the last table, where a title may stand

    @property
    def part(self) -> Part:
        return self.parts[-1]

    def feed(self, page: PageCells) -> None:
        """Takes in the page before, now that this one is known."""
        self.joiner.learn(page.cells)
        grids = list(grids_of(page.cells))
        following = min(grids, key=lambda grid: grid.top, default=None)
        if self.held is not None:
            above = max(self.held[1], key=lambda grid: grid.top, default=None)
            if above is not None and following is not None:
                following = self._mended(above, following, grids)
            self._take(*self.held, following=following)
        self.held = (page, grids)

    def _mended(self, above: TableGrid, below: TableGrid, grids: list[TableGrid]) -> TableGrid:
        """The first table of a page, also in `grids`, with the upper half of the header that the page's end cut."""
        mended = mend_band(above, below, self.vocabulary)
        if mended is None:
            return below
        halves = [*below.starting(0), *(cell for row in range(above.rows) for cell in above.starting(row))]
        self.halves.update(map(id, halves))
        grids[grids.index(below)] = mended
        return mended

    def finish(self) -> list[Part]:
        """The documents, after the last page."""
        if self.held is not None:
            self._take(*self.held, following=None)
            self.held = None
        return self.parts

    def _take(self, page: PageCells, grids: list[TableGrid], following: TableGrid | None) -> None:
        self.part.findings.extend(page.findings)
        loose = [cell for cell in page.cells if not cell.table]
        members: dict[int, list[Cell]] = {}
        for cell in page.cells:
            if cell.table:
                members.setdefault(cell.table, []).append(cell)
        if not self.part.pages or self.part.pages[-1] is not page:
            self.part.pages.append(page)
        seen_table = False
        last = max(grids, key=lambda grid: grid.top, default=None)
        items: list[tuple[float, int, Cell | TableGrid]] = [(cell.top, 1, cell) for cell in loose]
        items += [(grid.top, 0, grid) for grid in grids]
        items.sort(key=lambda item: item[:2])
        for _, _, item in items:
            if isinstance(item, Cell):
                self.part.cells.append(item)
                self.part.role[id(item)] = loose_role(item, page.height, seen_table)
                self.waiting.append(item)
            else:
                seen_table |= self._table(item, members[item.table], page, following if item is last else None)
        self.waiting = [cell for cell in self.waiting if cell.page == page.number]

    def _table(self, grid: TableGrid, cells: list[Cell], page: PageCells, following: TableGrid | None) -> bool:
        """Takes in a table; says whether it is one of ours."""
        headers = find_headers(grid, self.vocabulary, following)
        ours = [header for header in headers if self._is_ours(header)]
        follows = not headers or headers[0].first_row > 0
        if ours:
            self._begin(page)
        elif headers:
            self.active = None
        taken = False
        if self.active is not None and follows and (not headers or ours):
            end = headers[0].first_row if headers else grid.rows
            near = grid.page - self.last_page <= 2
            columns = aligned(self.active.header.columns, grid)
            if near and columns:
                first = 1 if numbers_columns(grid, 0) else 0  # the row that numbers the columns, repeated by itself
                self.part.role.update((id(cell), "header") for cell in grid.starting(0) if first)
                self.active.append(grid, first, end, self.joiner, self.vocabulary, columns)
                taken = True
            elif near and not headers and grid.columns >= len(self.active.header.columns) / 2:
                message = (
                    "a table without a header has other columns than the table before it and was not read; "
                    "look whether it goes on with that one"
                )
                bottom = max(cell.bottom for cell in cells)
                self._doubt("continuation_unclear", message, grid.page, (grid.x0, grid.top, grid.x1, bottom))
        if ours and headers[0].first_row and not taken:
            self._read_top_rows(grid, headers[0].first_row)
        for index, header in enumerate(headers):
            end = headers[index + 1].first_row if index + 1 < len(headers) else grid.rows
            if self._is_ours(header):
                self._open(header)
                assert self.active is not None
                same = len(header.columns) == len(self.active.header.columns)
                columns = [(column.x0, column.x1) for column in header.columns] if same else None
                self.active.append(grid, header.end_row, end, self.joiner, self.vocabulary, columns)
                taken = True
        self.part.cells.extend(cells)
        if taken:
            self.last_page = grid.page
            self._mark_header(grid, headers)
            self.waiting = []
        else:
            self.part.role.update((id(cell), "other_table") for cell in cells)
        self.part.role.update((id(cell), "header") for cell in cells if id(cell) in self.halves)
        return taken

    def _is_ours(self, header: Header) -> bool:
        """Whether a table under this header is a Rencana Aksi: by its columns, or as the open table's header again (a
        page may hold too little of it to tell by itself)."""
        return header.quarterly or (self.active is not None and header.repeats(self.active.header))

    def _doubt(self, code: str, message: str, page: int, box: Box) -> None:
        self.part.findings.append(replace(finding(code, message), page=page, box=box))

    def _begin(self, page: PageCells) -> None:
        """Before a table with a header of ours: reads the title over it; another office begins another document."""
        heading, lines = read_heading(self.waiting, self.vocabulary)
        if heading is None:
            return
        known = self.part.heading
        other = known is not None and heading.office is not None and heading.office != known.office
        if self.part.tables and (other or (known is None and heading.office is not None)):
            moved = {id(cell) for cell in self.waiting}
            fresh = Part(cells=self.waiting, pages=[page])
            fresh.role = {id(cell): self.part.role.pop(id(cell)) for cell in self.waiting}
            self.part.cells = [cell for cell in self.part.cells if id(cell) not in moved]
            if not any(cell.page == page.number for cell in self.part.cells):
                self.part.pages = [kept for kept in self.part.pages if kept is not page]
            self.parts.append(fresh)
            self.active = None
        if self.part.heading is None:
            self.part.heading = heading
        self.part.role.update((id(cell), "title") for cell in lines if id(cell) in self.part.role)

    def _open(self, header: Header) -> None:
        """Goes on with the open table under a repeated header, or opens a new one."""
        if self.active is None or not header.repeats(self.active.header):
            self.active = LogicalTable(header)
            self.part.tables.append(self.active)

    def _mark_header(self, grid: TableGrid, headers: list[Header]) -> None:
        for header in headers:
            for row in range(header.first_row, header.end_row):
                self.part.role.update((id(cell), "header") for cell in grid.starting(row))

    def _read_top_rows(self, grid: TableGrid, end: int) -> None:
        """The rows of a table over its first header: a title may stand in the table itself."""
        cells = [cell for row in range(end) for cell in grid.starting(row)]
        heading, _ = read_heading([cell for cell in cells if not cell.blank], self.vocabulary)
        if self.part.heading is None:
            self.part.heading = heading
        self.part.role.update((id(cell), "title") for cell in cells)
