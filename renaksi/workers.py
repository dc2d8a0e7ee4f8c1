"""Files are checked and read in processes of their own, so that the worst of them costs one row and nothing else.

A small supervisor: one pipe a worker, the parent waits on pipes and on deaths, and kills what is over its time or its
memory. A pool of the standard library would not do (one abort in a worker loses all that waits in the pool), nor would
alarms or threads (they do not fire inside the PDF library). A file's bytes go to the worker through the pipe; rows come
back as Arrow streams and words as JSON, never as pickles: a worker that a hostile file has taken over cannot answer
with code.
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import Any

from extract.documents import Document, Health
from extract.errors import DocumentError, RenaksiError
from renaksi.settings import Settings

__all__ = ["Outcome", "Read", "Task", "check_packed", "read_all"]

_POLL = 0.2
_HEADROOM = 2_000_000_000
"""Address space (bytes) beyond the memory limit: libraries reserve much that they never touch."""

Progress = Callable[[str, int, int], None]
"""Is told the file's name, the number of pages done and of all its pages."""

Read = Callable[[Document, str, Settings, Callable[[int, int], None]], bytes]
"""Reads a file: renaksi/pipeline.py: read_packed. It is sent to the workers by its name."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read; `order` is its place in the run."""

    order: int
    document: Document
    document_id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: the packed tables, or the code of docs/errors.md, a message and what goes to the log."""

    task: Task
    tables: bytes | None = None
    code: str = ""
    message: str = ""
    log: str = ""
    seconds: float = 0.0


class WorkerStartError(RuntimeError):
    """A worker died before it took any file: not a file's fault."""


@dataclass(slots=True)
class _Worker:
    process: multiprocessing.process.BaseProcess
    pipe: Connection[Any, Any]
    task: Task | None = None
    alive: bool = False
    deadline: float = float("inf")
    allowed: float = 0.0
    peak: int = 0  # bytes
    given: float = 0.0


class _Crew:
    """Workers that do one kind of work, `most` of them at once."""

    def __init__(self, settings: Settings, read: Read, most: int, progress: Progress) -> None:
        self.settings, self.read, self.most, self.progress = settings, read, most, progress
        self.workers: list[_Worker] = []

    @property
    def busy(self) -> list[_Worker]:
        return [worker for worker in self.workers if worker.task is not None]

    @property
    def has_room(self) -> bool:
        return len(self.busy) < self.most

    def hire(self) -> _Worker:
        """A new worker; it can be started before there is work for it."""
        self.workers.append(_start(self.settings, self.read))
        return self.workers[-1]

    def give(self, task: Task) -> None:
        """Gives a task to a worker that has none."""
        _give(next((worker for worker in self.workers if worker.task is None), None) or self.hire(), task)

    def outcomes(self) -> Iterator[Outcome]:
        """What the workers have done since they were last asked."""
        for worker in self.busy:
            outcome = _attend(worker, self.settings, self.progress)
            if outcome is not None:
                if not worker.process.is_alive() or worker.peak > self.settings.megabytes * 500_000:
                    _stop(worker)
                    self.workers.remove(worker)
                yield replace(outcome, seconds=time.monotonic() - worker.given)

    def stop(self) -> None:
        """Ends all workers, whatever they do."""
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            _stop(worker)


def read_all(
    tasks: Iterable[Task], settings: Settings, jobs: int, progress: Progress, read: Read, *, check: Read | None = None
) -> Iterator[Outcome]:
    """Reads all files, `jobs` at a time, and gives each one's outcome as soon as it is there, in no fixed order.

    With a `check` (`check_packed`), a PDF first goes through another process, which looks it through for damage in a
    tenth of the time that reading it takes.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # a process a core is enough; threads reserve memory
        os.environ.setdefault(name, "1")
    waiting = iter(tasks)
    readers = _Crew(settings, read, jobs, progress)
    checkers = _Crew(settings, check or check_packed, max(1, jobs // 4), lambda source, page, pages: None)
    checked: deque[Task] = deque()
    more = True
    try:
        while True:
            while more and checkers.has_room and len(checked) < jobs:
                task = next(waiting, None)
                if task is None:
                    more = False
                elif check and _is_pdf(task.document):
                    if not readers.workers:
                        readers.hire()  # starts while the file is checked
                    checkers.give(task)
                else:
                    checked.append(task)
            while checked and readers.has_room:
                readers.give(checked.popleft())
            busy = [*checkers.busy, *readers.busy]
            if not (busy or more):
                return
            wait([*(worker.pipe for worker in busy), *(worker.process.sentinel for worker in busy)], _POLL)
            checked.extend(map(_checked, checkers.outcomes()))
            yield from readers.outcomes()
    finally:
        checkers.stop()
        readers.stop()


def _is_pdf(document: Document) -> bool:
    return b"%PDF" in document.data[:1024]


def check_packed(
    document: Document, document_id: str, settings: Settings, progress: Callable[[int, int], None]
) -> bytes:
    """Checks a file in a worker: the words of its `Health`, packed."""
    from extract.damage import check_pdf

    progress(0, 0)
    health = check_pdf(document.data)
    return json.dumps(None if health is None else [health.pages, health.fault]).encode()


def _checked(outcome: Outcome) -> Task:
    """The task with what the check of its file came to; that a file breaks the check is damage enough."""
    health: Health | None = Health(None, f"the check of it failed ({outcome.code})")
    if outcome.tables is not None:
        with contextlib.suppress(ValueError, TypeError, IndexError):  # else no worker of ours talks like this
            told = json.loads(outcome.tables)
            health = None if told is None else Health(None if told[0] is None else int(told[0]), str(told[1]))
    return replace(outcome.task, document=replace(outcome.task.document, health=health))


def _start(settings: Settings, read: Read) -> _Worker:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there, settings, read), daemon=True)
    with _deaf():
        process.start()
    there.close()
    return _Worker(process, here)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """A process that is started here does not hear Ctrl-C, from its first moment on: the parent decides."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _give(worker: _Worker, task: Task) -> None:
    worker.task, worker.deadline, worker.given = task, float("inf"), time.monotonic()
    try:
        worker.pipe.send((task.document, task.document_id))
    except OSError:
        if not worker.alive:
            raise WorkerStartError("a reading process could not be started") from None


def _stop(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _attend(worker: _Worker, settings: Settings, progress: Progress) -> Outcome | None:
    """Hears what the worker says and looks at its clock and its memory; the outcome, once there is one."""
    task = worker.task
    assert task is not None
    while worker.pipe.poll():
        try:
            message = worker.pipe.recv_bytes()
            outcome = _hear(worker, task, message, settings, progress)
        except (EOFError, OSError):
            break
        except (ValueError, KeyError, TypeError):  # no worker of ours talks like this
            worker.process.kill()
            worker.process.join()
            break
        if outcome is not None:
            worker.task = None
            return outcome
    worker.peak = max(worker.peak, _resident(worker.process.pid))
    if not worker.process.is_alive():
        worker.task = None
        if not worker.alive:
            raise WorkerStartError("a reading process died before it took a file")
        return _death(task, worker, settings)
    if worker.peak > settings.megabytes * 1_000_000:
        worker.process.kill()
        worker.process.join()
        worker.task = None
        return Outcome(task, None, "memory", _memory_message(settings))
    if time.monotonic() > worker.deadline:
        worker.process.kill()
        worker.process.join()
        worker.task = None
        too_long = f"it took longer than {worker.allowed:.0f} seconds; raise --limit-seconds if you can wait"
        return Outcome(task, None, "timeout", too_long)
    return None


def _hear(worker: _Worker, task: Task, message: bytes, settings: Settings, progress: Progress) -> Outcome | None:
    kind, body = message[:1], message[1:]
    if kind == b"T":
        worker.peak = max(worker.peak, _resident(worker.process.pid))
        return Outcome(task, body)
    told = json.loads(body)
    if kind == b"F":
        return Outcome(task, None, str(told["code"]), str(told["message"]), str(told["log"]))
    page, pages = int(told["page"]), int(told["pages"])
    if page == 0:
        worker.alive = True
        worker.allowed = settings.seconds + settings.seconds_per_page * min(pages, settings.limits.pages)
        worker.deadline = time.monotonic() + worker.allowed
    progress(task.document.source, page, pages)
    return None


def _death(task: Task, worker: _Worker, settings: Settings) -> Outcome:
    """Which death it was: an abort of a process that had grown large is a lack of memory, not a fault."""
    code = worker.process.exitcode or 0
    if worker.peak > settings.megabytes * 500_000 and code in (-signal.SIGABRT, -9):
        return Outcome(task, None, "memory", _memory_message(settings))
    how = f"signal {-code}" if code < 0 else f"exit {code}"
    message = (
        f"reading it crashed ({how}); the file is damaged or hostile: open and print it to PDF again, or take it out"
    )
    return Outcome(task, None, "crash", message)


def _memory_message(settings: Settings) -> str:
    return f"it needs more than {settings.megabytes:,} MB of memory; raise --limit-memory if you trust it"


def _resident(pid: int | None) -> int:
    """Bytes that the process holds; 0 where the system does not say it in this way."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _work(pipe: Connection[Any, Any], settings: Settings, read: Read) -> None:
    """A worker's life: take a file, read it, answer, until the parent is gone."""
    _settle(settings)
    while True:
        try:
            document, document_id = pipe.recv()
        except (EOFError, OSError):
            return

        def progress(page: int, pages: int) -> None:
            _say(pipe, b"P", {"page": page, "pages": pages})

        progress(0, 0)
        try:
            answer = read(document, document_id, settings, progress)
        except DocumentError as error:
            _say(pipe, b"F", {"code": error.code, "message": str(error), "log": ""})
        except RenaksiError as error:
            _say(pipe, b"F", {"code": "internal", "message": str(error), "log": ""})
        except Exception as error:
            _say(pipe, b"F", _told(error, settings))
        else:
            pipe.send_bytes(b"T" + answer)


def _told(error: Exception, settings: Settings) -> dict[str, str]:
    """An error that nobody foresaw: for the person a sentence, for the log the trace (without the values in it)."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            return {"code": "memory", "message": _memory_message(settings), "log": ""}
        cause = cause.__cause__ or cause.__context__
    message = "the program has a fault that this file brings out; please send the log and the file to its makers"
    return {"code": "internal", "message": message, "log": "".join(traceback.format_exception(error))}


def _say(pipe: Connection[Any, Any], kind: bytes, words: dict[str, Any]) -> None:
    pipe.send_bytes(kind + json.dumps(words).encode())


def _settle(settings: Settings) -> None:
    """Makes the process quiet, small and mortal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def follow() -> None:
            wait([sentinel])
            os._exit(1)

        threading.Thread(target=follow, daemon=True).start()
    os.environ.pop("CMAP_PATH", None)  # pdfminer would read files from there
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)
    if sys.platform == "linux":
        import resource

        most = settings.megabytes * 1_000_000 + _HEADROOM
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
