"""A run: the files below RAW in order, each through the stages in a process of its own, all rows to the tables.

What was read of a file is laid on a shelf beside the tables, under a key of its content, the settings and the program
itself: a file that did not change is not read again, and a run that was stopped goes on where it was.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from extract.documents import Document, read_document, year_of
from extract.errors import DocumentError
from renaksi.corrected import Files, Tally, lay_over
from renaksi.corrections import Corrections
from renaksi.errors import Interrupted, OutputError, UsageError
from renaksi.pipeline import Stages, read_packed
from renaksi.publish import Workspace
from renaksi.rows import Tables, failed_tables
from renaksi.settings import Settings
from renaksi.store import DocumentFacts, Shelf, facts, pack, read_table, unpack, write_tables
from renaksi.workers import Outcome, Read, Task, check_packed, read_all

__all__ = [
    "Discovery",
    "RawFile",
    "Reporter",
    "Summary",
    "corrections_in",
    "discover",
    "publish_files",
    "read_one",
    "run",
]

SUFFIXES = (".pdf", ".txt")
_LIST = "published.json"


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file to read: `source` is its path below RAW with `/`, `year` that of its folder."""

    path: Path
    source: str
    year: int | None


@dataclass(slots=True)
class Discovery:
    """What RAW holds: files to read in order, how many were passed over, and what could not be looked into."""

    files: list[RawFile] = field(default_factory=list)
    passed_over: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


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


def discover(raw: Path, out: Path | None = None) -> Discovery:
    """The files below `raw` that are to be read, sorted by path; `raw` can be one file.

    Everything below `out`, and hidden files (`.DS_Store`, `._x.pdf` of a Mac), are left alone. Folders that are links
    are not followed.

    Raises:
        UsageError: `raw` is not there, or there is nothing to read in it.
    """
    found = Discovery()
    if not os.path.lexists(raw):
        raise UsageError(f"{raw}: there is no such file or folder; check the name")
    if not raw.is_dir():
        folder = Path(os.path.abspath(raw)).parent.name
        found.files.append(RawFile(raw, _clean(raw.name), year_of([folder])))
        return found

    def complain(error: OSError) -> None:
        name = _clean(Path(error.filename).relative_to(raw).as_posix()) if error.filename else str(raw)
        found.problems.append((name, f"the folder cannot be looked into ({error.strerror}); give yourself the right"))

    for base, folders, names in os.walk(raw, onerror=complain):
        here = Path(base)
        folders[:] = [name for name in folders if not name.startswith(".") and not _same(here / name, out)]
        for name in [name for name in folders if (here / name).is_symlink()]:
            source = _clean((here / name).relative_to(raw).as_posix())
            found.problems.append((source, "it is a link to a folder and is not followed; copy the folder itself"))
            folders.remove(name)
        for name in names:
            if name.startswith(".") or not name.lower().endswith(SUFFIXES):
                found.passed_over += 1
                continue
            relative = (here / name).relative_to(raw)
            year = year_of([raw.resolve().name, *relative.parts[:-1]])
            found.files.append(RawFile(here / name, _clean(relative.as_posix()), year))
    found.files.sort(key=lambda file: file.source)
    found.problems.sort()
    if not found.files:
        blame = "; ".join(f"{name}: {message}" for name, message in found.problems)
        raise UsageError(f"{raw}: holds no .pdf and no .txt file" + (f" ({blame})" if blame else ""))
    return found


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
        kept = []
        if year is not None or only is not None:
            asked = {file.source for file in chosen}
            present = {file.source for file in found.files}
            kept = [file for file in _published(space, shelf) if file.source in present - asked]
        reporter.begin(len(chosen))
        for name, message in found.problems:
            reporter.problem(name, message)
        finished: list[_File] = []
        unchanged = 0
        try:
            for file, fresh in _read_files(chosen, settings, shelf, jobs, reporter, read):
                finished.append(file)
                unchanged += not fresh
                reporter.done(file.source)
            left_out = 0 if corrections else corrections_in(space.out)
            files: Files = [(file.key, file.documents) for file in [*kept, *finished]]
            files, tally = publish_files(space, shelf, files, corrections, stages)
        except KeyboardInterrupt:
            how_far = f"stopped after {len(finished)} of {len(chosen)} files"
            raise Interrupted(f"{how_far}; the tables are as they were, and the next run goes on") from None
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
        view, files, tally = lay_over(shelf, corrections, stages.evaluate, files)
    try:
        write_tables(space.stage(), view, sorted(files, key=lambda file: file[1][0].source))
    except OSError as error:
        raise OutputError(f"{space.out}: cannot be written: {error.strerror}; make room and run again") from None
    space.publish()
    _remember(space, shelf, files)
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
    return (year is None or file.year == year) and (only is None or _same(file.path, only))


def _read_files(
    chosen: list[RawFile], settings: Settings, shelf: Shelf, jobs: int, reporter: Reporter, read: Read
) -> Iterator[tuple[_File, bool]]:
    """The files as they are done, and whether each was read just now (else it lay on the shelf)."""
    copies: Counter[str] = Counter()
    keys: dict[int, str] = {}
    from_shelf: list[_File] = []

    def tasks() -> Iterator[Task]:
        for order, file in enumerate(chosen):
            try:
                document = read_document(file.path, file.source, file.year, max_bytes=settings.max_bytes)
                document_id = document.sha256[:16]
                copies[document_id] += 1
                if copies[document_id] > 1:
                    document_id += f"-copy{copies[document_id]}"
            except DocumentError as error:
                document = Document(file.source, b"", "", file.year)
                document_id = _id_of_path(file.source)
                outcome = Outcome(Task(order, document, document_id), None, error.code, str(error))
                from_shelf.append(_put(shelf, settings.key("", file.source, str(error)), _packed(outcome, reporter)))
                continue
            key = settings.key(document.sha256, document_id, file.source, str(file.year))
            known = shelf.get(key, only=("documents",))
            if known is not None and all(row.status != "failed" for row in facts(known)):  # a failure is tried again
                from_shelf.append(_File(file.source, key, facts(known)))
                continue
            keys[order] = key
            yield Task(order, document, document_id)

    for outcome in read_all(tasks(), settings, jobs, reporter.page, read, check=check_packed):
        while from_shelf:
            yield from_shelf.pop(0), False
        yield _put(shelf, keys[outcome.task.order], _packed(outcome, reporter)), True
    while from_shelf:
        yield from_shelf.pop(0), False


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
    try:
        listed = json.loads((space.folder / _LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if any(space.out.glob("documents/*/*.parquet")):
            raise OutputError(f"{space.out}: what it was made from is gone; run over all files first") from None
        return []
    except ValueError:
        listed = {"": ""}
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


def _remember(space: Workspace, shelf: Shelf, files: Files) -> None:
    """Notes what the published tables stand on, and clears the shelf of the rest."""
    keys = {documents[0].source: key for key, documents in files}
    draft = space.folder / f"{_LIST}.draft"
    try:
        draft.write_text(json.dumps(keys, indent=0, sort_keys=True), encoding="utf-8")
        os.replace(draft, space.folder / _LIST)
    except OSError as error:
        raise OutputError(f"{space.folder}: cannot be written: {error.strerror}; make room and run again") from None
    shelf.keep_only(set(keys.values()))


def _refuse_overlap(raw: Path, out: Path) -> None:
    if raw.resolve().is_relative_to(out.resolve()):
        raise UsageError(f"{out}: the tables cannot go to a folder that holds the raw files; name another one")


def _same(path: Path, other: Path | None) -> bool:
    if other is None:
        return False
    with contextlib.suppress(OSError):
        return path.samefile(other)
    return False


def _clean(name: str) -> str:
    """A file's name as text; bytes that are no UTF-8 are written in hexadecimal."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _id_of_path(source: str) -> str:
    """Names a document whose content could not be read."""
    return hashlib.sha256(f"path {source}".encode()).hexdigest()[:16]
