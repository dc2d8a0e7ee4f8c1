"""Pages of cells → documents of records: finds the tables that are a Rencana Aksi, follows them over the pages, and
gives every cell a role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from extract.cells import Box, Cell, Finding, PageCells
from normalize.assemble import assemble
from normalize.checks import evaluate, year_differs
from normalize.context import Heading, loose_role, office_nearby, read_form, read_heading
from normalize.fields import Assembly
from normalize.findings import finding, quoted
from normalize.grid import TableGrid, grids_of
from normalize.headers import Header, find_headers, numbers_columns
from normalize.mending import mend_words
from normalize.pins import pin_findings
from normalize.records import IndicatorRecord, NormalizedDocument
from normalize.stitch import LogicalTable, aligned
from normalize.text import Joiner, plain_text
from normalize.vocabulary import Vocabulary, default_vocabulary

if TYPE_CHECKING:
    from normalize.nomenclature import Nomenclature

__all__ = ["normalize"]


def normalize(
    pages: Iterable[PageCells],
    *,
    year: int | None = None,
    vocabulary: Vocabulary | None = None,
    nomenclature: Nomenclature | None = None,
) -> list[NormalizedDocument]:
    """The documents of one file (mostly one), with their records.

    Args:
        pages: the file's pages, in order.
        year: the year of the folder that the file lies in; a title's own year goes before it.
        vocabulary: the words of headers; the project's own by default.
        nomenclature: the official list, which settles levels that the layout leaves open.
    """
    words = vocabulary or default_vocabulary()
    reader = _Reader(words, nomenclature)
    for page in pages:
        reader.feed(page)
    return reader.finish(year)


@dataclass(slots=True)
class _Part:
    """A document inside a file, as far as it is read."""

    heading: Heading | None = None
    tables: list[LogicalTable] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    pages: list[PageCells] = field(default_factory=list)
    role: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class _Reader:
    """Takes pages one by one; the state is the table that may run on."""

    def __init__(self, vocabulary: Vocabulary, nomenclature: Nomenclature | None) -> None:
        self.vocabulary = vocabulary
        self.nomenclature = nomenclature
        self.joiner = Joiner(vocabulary.function_words, vocabulary.long_words)
        self.parts = [_Part()]
        self.active: LogicalTable | None = None
        self.last_page = 0
        self.waiting: list[Cell] = []  # loose lines since the last table, where a title may stand

    @property
    def part(self) -> _Part:
        return self.parts[-1]

    def feed(self, page: PageCells) -> None:
        """Takes in a page."""
        self.part.findings.extend(page.findings)
        self.joiner.learn(page.cells)
        grids = {grid.table: grid for grid in grids_of(page.cells)}
        loose = [cell for cell in page.cells if not cell.table]
        members: dict[int, list[Cell]] = {}
        for cell in page.cells:
            if cell.table:
                members.setdefault(cell.table, []).append(cell)
        if not self.part.pages or self.part.pages[-1] is not page:
            self.part.pages.append(page)
        seen_table = False
        items: list[tuple[float, int, Cell | TableGrid]] = [(cell.top, 1, cell) for cell in loose]
        items += [(grid.top, 0, grid) for grid in grids.values()]
        items.sort(key=lambda item: item[:2])
        for _, _, item in items:
            if isinstance(item, Cell):
                self.part.cells.append(item)
                self.part.role[id(item)] = loose_role(item, page.height, seen_table)
                self.waiting.append(item)
            else:
                seen_table |= self._table(item, members[item.table], page)
        self.waiting = [cell for cell in self.waiting if cell.page == page.number]

    def _table(self, grid: TableGrid, cells: list[Cell], page: PageCells) -> bool:
        """Takes in a table; says whether it is one of ours."""
        headers = find_headers(grid, self.vocabulary)
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
            columns = aligned(self.active.header, grid)
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
            fresh = _Part(cells=self.waiting, pages=[page])
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

    def finish(self, year: int | None) -> list[NormalizedDocument]:
        """The documents, after the last page."""
        return [self._document(number, part, year) for number, part in enumerate(self.parts, 1)]

    def _document(self, number: int, part: _Part, year: int | None) -> NormalizedDocument:
        media = Counter(page.medium for page in part.pages)
        if set(media) == {"plain"}:
            return self._plain(number, part, year)
        assembly = assemble(part.tables, self.joiner, self.vocabulary, self.nomenclature)
        heading = part.heading or _heading_of_table(part, self.vocabulary)
        loose = [cell for cell in part.cells if not cell.table]
        form_office, form_year = read_form(loose, self.vocabulary)
        title_year = (heading.year if heading else None) or form_year
        findings = [*part.findings, *assembly.findings, *self._checked(assembly.records)]
        differs = year_differs(title_year, year)
        if differs is not None:
            findings.append(differs)
        if not assembly.records:
            findings.extend(self._passed_over(part))
        roles, sums, unplaced = _account(part, assembly)
        findings.extend(unplaced)
        for page in part.pages:
            for cell in page.cells:
                if part.role.get(id(cell)) == "hidden":
                    message = "text that the page does not show was left out"
                    findings.append(replace(finding("hidden_text", message), page=cell.page, box=cell.box))
        if media.keys() - {"text"}:
            findings.extend(mend_words(assembly.records, part.cells))
        findings = pin_findings(findings, assembly.records)
        offices = [cell for cell in part.cells if assembly.role.get(id(cell)) == "office"]
        office = (heading.office if heading else None) or form_office
        return NormalizedDocument(
            part=number,
            title=heading.title if heading else None,
            office=office or office_nearby([*offices, *loose], self.vocabulary),
            year=title_year or year,
            pages=len(part.pages),
            media="mixed" if len(media) > 1 else next(iter(media), "text"),
            records=assembly.records,
            findings=findings,
            cells=part.cells,
            roles=roles,
            characters=sum(sums),
            characters_in_records=sums[0],
            characters_in_context=sums[1],
            characters_unplaced=sums[2],
        )

    def _checked(self, records: list[IndicatorRecord]) -> list[Finding]:
        """Sets the figures and official names of a document's records; gives what is doubtful about them."""
        found = evaluate(records)
        if self.nomenclature is not None:
            from normalize.linking import link

            found.extend(link(records, self.nomenclature))
        return found

    def _passed_over(self, part: _Part) -> list[Finding]:
        """Why a document without records may be one of ours all the same: it names several quarters in one place."""
        for page in part.pages:
            quarters = [self.vocabulary.quarter(plain_text(cell)) for cell in page.cells]
            if len({quarter for quarter in quarters if quarter}) >= 3:
                message = f"page {page.number} names the quarters of a year, but no table of ours was recognised there"
                return [replace(finding("table_passed_over", message), page=page.number)]
        return []

    def _plain(self, number: int, part: _Part, year: int | None) -> NormalizedDocument:
        """A document that is a dump of text: no tables, a stream of pieces."""
        from normalize.stream import read_stream  # a third of the stage, and no PDF needs it

        stream = read_stream(part.pages, self.vocabulary)
        findings = [*part.findings, *stream.findings, *self._checked(stream.records)]
        differs = year_differs(stream.year, year)
        if differs is not None:
            findings.append(differs)
        in_records = in_context = unplaced = 0
        for cell, (role, owner) in zip(stream.cells, stream.roles, strict=True):
            count = _characters(cell)
            if owner is not None:
                in_records += count
            elif role == "body":
                unplaced += count
            else:
                in_context += count
        return NormalizedDocument(
            part=number,
            title=stream.title,
            office=stream.office,
            year=stream.year or year,
            pages=len(part.pages),
            media="plain",
            records=stream.records,
            findings=findings,
            cells=stream.cells,
            roles=stream.roles,
            characters=in_records + in_context + unplaced,
            characters_in_records=in_records,
            characters_in_context=in_context,
            characters_unplaced=unplaced,
        )


def _characters(cell: Cell) -> int:
    return sum(len("".join(line.text.split())) for line in cell.lines)


def _account(
    part: _Part, assembly: Assembly
) -> tuple[list[tuple[str, int | None]], tuple[int, int, int], list[Finding]]:
    """The role of every cell, the three sums of characters, and a finding for each cell that nothing explains."""
    roles: list[tuple[str, int | None]] = []
    in_records = in_context = unplaced = 0
    findings: list[Finding] = []
    for cell in part.cells:
        count = _characters(cell)
        owner = assembly.owner.get(id(cell))
        role = assembly.role.get(id(cell)) or part.role.get(id(cell))
        if owner is not None:
            in_records += count
            roles.append(("body", owner))
        elif role is not None:
            in_context += count
            roles.append((role, None))
        else:
            unplaced += count
            roles.append(("body", None))
            if count:
                message = f"{quoted(plain_text(cell))} stands in the table but belongs to no record; look at the page"
                findings.append(replace(finding("unplaced_text", message), page=cell.page, box=cell.box))
    return roles, (in_records, in_context, unplaced), findings


def _heading_of_table(part: _Part, vocabulary: Vocabulary) -> Heading | None:
    """The title where none stands over the table: the header cell that names our kind of document."""
    for cell in part.cells:
        if part.role.get(id(cell)) in ("header", "loose", "running_head") and vocabulary.is_title(plain_text(cell)):
            heading, _ = read_heading([cell], vocabulary)
            if heading is not None:
                return heading
    return None
