"""Pages of cells → documents of records, with what is doubtful in them and a role for every cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.cells import Cell, Finding, PageCells
from normalize.assemble import assemble
from normalize.checks import evaluate, year_differs
from normalize.context import Heading, office_nearby, read_form, read_heading
from normalize.fields import Assembly
from normalize.findings import finding, quoted
from normalize.follow import Follower, Part
from normalize.mending import mend_words
from normalize.pins import pin_findings
from normalize.records import IndicatorRecord, NormalizedDocument
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
    follower = Follower(vocabulary or default_vocabulary())
    for page in pages:
        follower.feed(page)
    reader = _Reader(follower.vocabulary, follower.joiner, nomenclature)
    return [reader.document(number, part, year) for number, part in enumerate(follower.finish(), 1)]


class _Reader:
    """Reads the records of the documents inside a file."""

    def __init__(self, vocabulary: Vocabulary, joiner: Joiner, nomenclature: Nomenclature | None) -> None:
        self.vocabulary = vocabulary
        self.joiner = joiner
        self.nomenclature = nomenclature

    def document(self, number: int, part: Part, year: int | None) -> NormalizedDocument:
        """The records of a document, with what is doubtful in them and a role for every cell."""
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

    def _passed_over(self, part: Part) -> list[Finding]:
        """Why a document without records may be one of ours all the same: it names several quarters in one place."""
        for page in part.pages:
            quarters = [self.vocabulary.quarter(plain_text(cell)) for cell in page.cells]
            if len({quarter for quarter in quarters if quarter}) >= 3:
                message = f"page {page.number} names the quarters of a year, but no table of ours was recognised there"
                return [replace(finding("table_passed_over", message), page=page.number)]
        return []

    def _plain(self, number: int, part: Part, year: int | None) -> NormalizedDocument:
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
    part: Part, assembly: Assembly
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


def _heading_of_table(part: Part, vocabulary: Vocabulary) -> Heading | None:
    """The title where none stands over the table: the header cell that names our kind of document."""
    for cell in part.cells:
        if part.role.get(id(cell)) in ("header", "loose", "running_head") and vocabulary.is_title(plain_text(cell)):
            heading, _ = read_heading([cell], vocabulary)
            if heading is not None:
                return heading
    return None
