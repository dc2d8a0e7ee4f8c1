"""A run: the files below RAW in order, each through the stages in a process of its own, all rows to the tables.

What was read of a file is laid on a shelf beside the tables, under a key of its content, the settings and the program
itself: a file that did not change is not read again, and a run that was stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from extract.documents import Document, read_document
from extract.errors import DocumentError
from renaksi.discovery import RawFile, discover, is_same
from renaksi.errors import Interrupted, OutputError, UsageError
from renaksi.pipeline import Stages, read_packed
from renaksi.publish import Workspace, unbroken
from renaksi.rows import Tables, failed_tables
from renaksi.runlog import RunLog
from renaksi.settings import Settings
from renaksi.store import DocumentFacts, Shelf, facts, pack, read_table, unpack, write_tables
from renaksi.workers import Outcome, Read, Task, check_packed, read_all

if TYPE_CHECKING:
    from renaksi.corrected import Files, Tally
    from renaksi.corrections import Corrections

__all__ = [
    "Reporter",
    "Summary",
    "corrections_in",
    "publish_files",
    "read_one",
    "run",
]

_KILLED = ("crash", "timeout", "memory")
"""Failures that cost the process that met them."""


class Reporter(Protocol):
    """Is told how the run goes."""

    def begin(self, files: int) -> None:
        """The run begins; so many files are to be done."""

    def page(self, source: str, page: int, pages: int) -> None:
        """A page of a file is done."""

    def done(self, source: str) -> None:
        """A file is done, well or not."""

    def problem(self, source: str, message: str, log: str = "") -> None:
        """A file cannot be read: why, what to do, and what belongs in the log."""


@dataclass(slots=True)
class Summary:
    """How a run ended. `left_out` corrections stood in the tables before, and this run was given none."""

    files: int
    passed_over: int
    unchanged: int
    problems: int
    documents: list[DocumentFacts]
    corrections: Tally | None = None
    left_out: int = 0

    @property
    def complete(self) -> bool:
        """Whether everything was read."""
        return not self.problems and not any(document.status in ("partial", "failed") for document in self.documents)

    def count(self, status: str) -> int:
        return Counter(document.status for document in self.documents)[status]


@dataclass(slots=True)
class _File:
    """A file of the set to publish: its key on the shelf and its documents."""

    source: str
    key: str
    documents: list[DocumentFacts]


def run(
    raw: Path,
    out: Path,
    settings: Settings,
    reporter: Reporter,
    *,
    jobs: int = 1,
    year: int | None = None,
    only: Path | None = None,
    corrections: Corrections | None = None,
    retry_failed: bool = False,
    read: Read = read_packed,
) -> Summary:
    """Reads the files below `raw` and publishes the tables to `out`.

    Args:
        raw: a folder, or one file.
        out: the folder of the tables.
        settings: how to read.
        reporter: is told how it goes.
        jobs: how many files are read at once.
        year: only files whose folder is of this year are looked at; the rows of all others stay as they are.
        only: likewise, only this file.
        corrections: what people put right; without any, the tables say what was read.
        retry_failed: also files that killed their worker before, and did not change since.
        read: what reads a file in a worker.

    Raises:
        UsageError: there is nothing to read, or the settings name a file that is not there.
        OutputError: the tables cannot be written.
        Interrupted: a person stopped it; the tables are as they were.
    """
    _refuse_overlap(raw, out)
    settings.check()
    stages = Stages(settings)  # words that cannot be used are told before anything is written
    found = discover(raw, out)
    chosen = [file for file in found.files if _wanted(file, year, only)]
    if not chosen:
        raise UsageError(f"{raw}: none of its {len(found.files)} files is the one that was asked for; check the name")
    with Workspace(out) as space:
        shelf = Shelf(space.shelf)
        log = RunLog(space.log)
        kept: list[_File] = []
        if year is not None or only is not None:
            asked = {file.source for file in chosen}
            present = {file.source for file in found.files}
            kept = [file for file in _published(space, shelf) if file.source in present - asked]
        reporter.begin(len(chosen))
        log.begin(len(chosen), jobs)
        for name, message in found.problems:
            reporter.problem(name, message)
            log.write("problem", source=name, message=message)
        finished: list[_File] = []
        unchanged = 0
        how = "broken off"
        try:
            reading = _Reading(settings, shelf, jobs, reporter, read, retry_failed, kept)
            for file, seconds in reading.files(chosen):
                finished.append(file)
                unchanged += seconds is None
                reporter.done(file.source)
                log.write("file", **_logged(file, seconds))
            log.write("publish")
            left_out = 0 if corrections else corrections_in(space.out)
            files: Files = [(file.key, file.documents) for file in [*kept, *finished]]
            files, tally = publish_files(space, shelf, files, corrections, stages)
            how = "finished"
        except KeyboardInterrupt:
            how = "stopped"
            how_far = f"stopped after {len(finished)} of {len(chosen)} files"
            raise Interrupted(f"{how_far}; the tables are as they were, and the next run goes on") from None
        finally:
            log.write("end", how=how)
            log.close()
    documents = [document for _, documents in files[len(kept) :] for document in documents]
    return Summary(len(chosen), found.passed_over, unchanged, len(found.problems), documents, tally, left_out)


def publish_files(
    space: Workspace, shelf: Shelf, files: Files, corrections: Corrections | None, stages: Stages
) -> tuple[Files, Tally | None]:
    """Publishes the tables of all these files, each its key on the shelf and its documents, and nothing else.

    Gives the files with what the corrections made of their documents, and the count of these.

    Raises:
        OutputError: it could not be done; the tables are as they were.
    """
    view, tally = shelf, None
    if corrections is not None:
        from renaksi.corrected import lay_over

        view, files, tally = lay_over(shelf, corrections, stages.evaluate, files)
    try:
        write_tables(space.stage(), view, sorted(files, key=lambda file: file[1][0].source))
    except OSError as error:
        raise OutputError(f"{space.out}: cannot be written: {error.strerror}; make room and run again") from None
    with unbroken():
        space.publish({documents[0].source: key for key, documents in files})
    shelf.keep_only({key for key, _ in files})
    return files, tally


def read_one(path: Path, settings: Settings, reporter: Reporter) -> Tables:
    """Reads one file, for showing it; what fails is reported, and in the tables as a `failed` document."""
    settings.check()
    Stages(settings)
    file = discover(path).files[0]
    reporter.begin(1)
    try:
        document = read_document(file.path, file.source, file.year, max_bytes=settings.max_bytes)
        task = Task(0, document, document.sha256[:16])
        outcome = next(read_all([task], settings, 1, reporter.page, read_packed, check=check_packed))
    except DocumentError as error:
        document = Document(file.source, b"", "", file.year)
        outcome = Outcome(Task(0, document, _id_of_path(file.source)), None, error.code, str(error))
    tables = unpack(_packed(outcome, reporter))
    reporter.done(file.source)
    return tables


def _wanted(file: RawFile, year: int | None, only: Path | None) -> bool:
    return (year is None or file.year == year) and (only is None or is_same(file.path, only))


def _logged(file: _File, seconds: float | None) -> dict[str, Any]:
    """What the log says of a file."""
    documents = file.documents
    return {
        "source": file.source,
        "states": [document.status for document in documents],
        "error": next((document.error for document in documents if document.error), None),
        "pages": sum(document.pages for document in documents),
        "records": sum(document.records for document in documents),
        "findings": sum(document.findings for document in documents),
        "read": seconds is not None,
        "seconds": None if seconds is None else round(seconds, 3),
    }


class _Reading:
    """Reads files, or finds on the shelf what was read of them."""

    def __init__(
        self,
        settings: Settings,
        shelf: Shelf,
        jobs: int,
        reporter: Reporter,
        read: Read,
        retry_failed: bool,
        kept: Sequence[_File],
    ) -> None:
        self.settings, self.shelf, self.jobs, self.reporter, self.read = settings, shelf, jobs, reporter, read
        self.retry_failed = retry_failed
        self._taken = {document.document_id for file in kept for document in file.documents}
        self._parts: dict[int, tuple[str, ...]] = {}
        self._known: list[_File] = []

    def files(self, chosen: Sequence[RawFile]) -> Iterator[tuple[_File, float | None]]:
        """The files as they are done, each with the seconds that it took; None where it lay on the shelf."""
        tasks = self._tasks(chosen)
        for outcome in read_all(tasks, self.settings, self.jobs, self.reporter.page, self.read, check=check_packed):
            yield from self._found()
            data = _packed(outcome, self.reporter)
            name = self.settings.key_of_failure if outcome.code in _KILLED else self.settings.key
            yield _put(self.shelf, name(*self._parts.pop(outcome.task.order)), data), outcome.seconds
        yield from self._found()

    def _found(self) -> Iterator[tuple[_File, None]]:
        while self._known:
            yield self._known.pop(0), None

    def _tasks(self, chosen: Sequence[RawFile]) -> Iterator[Task]:
        """The files that are to be read; what is known of the others, or why they cannot be, goes to `_known`."""
        for order, file in enumerate(chosen):
            try:
                document = read_document(file.path, file.source, file.year, max_bytes=self.settings.max_bytes)
            except DocumentError as error:
                nothing = Document(file.source, b"", "", file.year)
                outcome = Outcome(Task(order, nothing, _id_of_path(file.source)), None, error.code, str(error))
                key = self.settings.key("", file.source, str(error))
                self._known.append(_put(self.shelf, key, _packed(outcome, self.reporter)))
                continue
            document_id = self._free_id(document.sha256[:16])
            parts = (document.sha256, document_id, file.source, str(file.year))
            known = self._known_of(parts, file.source)
            if known is None:
                self._parts[order] = parts
                yield Task(order, document, document_id)
            else:
                self._known.append(known)

    def _free_id(self, content: str) -> str:
        """The id of a document of this content; a second file of the same content has one of its own."""
        document_id, copy = content, 1
        while document_id in self._taken:
            copy += 1
            document_id = f"{content}-copy{copy}"
        self._taken.add(document_id)
        return document_id

    def _known_of(self, parts: tuple[str, ...], source: str) -> _File | None:
        """The file as it lies on the shelf. One that failed is tried again, except where it killed its worker: that
        costs minutes, and mostly ends as it did before."""
        key = self.settings.key(*parts)
        known = self.shelf.get(key, only=("documents",))
        if known is not None and all(row.status != "failed" for row in facts(known)):
            return _File(source, key, facts(known))
        key = self.settings.key_of_failure(*parts)
        known = None if self.retry_failed else self.shelf.get(key, only=("documents", "findings"))
        if known is None:
            return None
        why = known["findings"]["message"][0].as_py()
        self.reporter.problem(source, f"{why} (not tried again, since it did not change; --retry-failed does)")
        return _File(source, key, facts(known))


def _packed(outcome: Outcome, reporter: Reporter) -> bytes:
    """The outcome's tables; of a file that failed, the row that says so."""
    if outcome.tables is not None:
        return outcome.tables
    document = outcome.task.document
    reporter.problem(document.source, outcome.message, outcome.log)
    return pack(failed_tables(document, outcome.task.document_id, outcome.code, outcome.message))


def _put(shelf: Shelf, key: str, data: bytes) -> _File:
    shelf.put(key, data)
    documents = facts(unpack(data, only=("documents",)))
    return _File(documents[0].source, key, documents)


def _published(space: Workspace, shelf: Shelf) -> list[_File]:
    """The files that the published tables stand on."""
    listed = space.made_from()
    if listed is None:
        if any(space.out.glob("documents/*/*.parquet")):
            raise OutputError(f"{space.out}: what it was made from is gone; run over all files first")
        return []
    files = []
    for source, key in sorted(listed.items()):
        known = shelf.get(key, only=("documents",))
        if known is None:
            raise OutputError(f"{space.out}: was made by another version of the program; run over all files first")
        files.append(_File(source, key, facts(known)))
    return files


def corrections_in(out: Path) -> int:
    """How many corrections the published tables hold."""
    try:
        return int(read_table(out, "corrections").num_rows)
    except OutputError:
        return 0


def _refuse_overlap(raw: Path, out: Path) -> None:
    if raw.resolve().is_relative_to(out.resolve()):
        raise UsageError(f"{out}: the tables cannot go to a folder that holds the raw files; name another one")


def _id_of_path(source: str) -> str:
    """Names a document whose content could not be read."""
    return hashlib.sha256(f"path {source}".encode()).hexdigest()[:16]
