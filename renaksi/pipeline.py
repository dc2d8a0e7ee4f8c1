"""One file through both stages: its bytes in, its rows out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from extract.cells import Finding, PageCells
from extract.documents import Document, open_document
from extract.limits import PAGE_LIMITS
from normalize.records import IndicatorRecord, NormalizedDocument
from renaksi.rows import Tables, document_tables, extracted_tables
from renaksi.settings import Settings
from renaksi.store import pack

__all__ = ["Stages", "read_file", "read_packed"]


class Stages:
    """Both stages, set up once for all files of a process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._options: dict[str, Any] = {}
        if settings.vocabulary is not None:
            from normalize.vocabulary import Vocabulary

            self._options["vocabulary"] = Vocabulary.load(settings.vocabulary)
        if settings.nomenclature is not None:
            from normalize.nomenclature import Nomenclature

            self._options["nomenclature"] = Nomenclature.load(settings.nomenclature)

    def normalize(self, pages: Iterable[PageCells], year: int | None) -> list[NormalizedDocument]:
        """The documents inside a file (see normalize.normalize)."""
        from normalize import normalize

        return normalize(pages, year=year, **self._options)

    def evaluate(self, records: Sequence[IndicatorRecord]) -> list[Finding]:
        """Sets the figures, units and codes of a document's records from their texts; gives what is doubtful."""
        from normalize.checks import evaluate
        from normalize.linking import link

        found = evaluate(records)
        nomenclature = self._options.get("nomenclature")
        return found if nomenclature is None else [*found, *link(records, nomenclature)]


def read_packed(
    document: Document, document_id: str, settings: Settings, progress: Callable[[int, int], None]
) -> bytes:
    """Reads a file in a worker: the tables of `read_file`, packed."""
    return pack(read_file(document, document_id, _stages(settings), progress))


@cache
def _stages(settings: Settings) -> Stages:
    return Stages(settings)


def read_file(
    document: Document,
    document_id: str,
    stages: Stages,
    progress: Callable[[int, int], None] = lambda page, pages: None,
) -> Tables:
    """Reads a file through both stages.

    Args:
        document: the file.
        document_id: names it in the tables.
        stages: as set up for the run.
        progress: is told the number of pages done and of all pages, first with 0 done.

    Raises:
        DocumentError: the file cannot be read.
    """
    settings = stages.settings
    reading = open_document(
        document, settings.reader, ocr=settings.ocr, engine=settings.ocr_engine, limits=settings.limits
    )
    progress(0, reading.page_count)

    held: list[PageCells] = []

    def watched() -> Iterator[PageCells]:
        for page in reading.pages:
            held.append(page)
            progress(page.number, reading.page_count)
            yield page

    if settings.cells_only:
        deque(watched(), maxlen=0)
        _refuse_unread(held)
        return extracted_tables(document, document_id, reading.reader, held)
    parts = stages.normalize(watched(), document.year)
    _refuse_unread(held)
    return document_tables(document, document_id, reading.reader, held, parts)


def _refuse_unread(pages: Sequence[PageCells]) -> None:
    """Refuses a file that has a page beyond a limit and no page that is within them."""
    beyond = [finding for page in pages for finding in page.findings if finding.code in PAGE_LIMITS]
    if beyond and len({finding.page for finding in beyond}) == len(pages):
        raise PAGE_LIMITS[beyond[0].code](f"no page of it is within the limits. {beyond[0].message}")
