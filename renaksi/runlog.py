"""The log of a run, a line of JSON for each thing that happens; `renaksi status` reads it while the run goes on.

It lies in the work folder beside OUT (renaksi/publish.py), a file a run. The tables hold no times; the log does.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from renaksi import __version__

__all__ = ["Progress", "RunLog", "last_run"]

_KEPT = 20
"""Logs of older runs than this many are cleared away."""


class RunLog:
    """Writes the log of a run; each line is on its way to the disk before the next thing happens.

    A log that cannot be written (a full disk) is no reason to stop a run: it ends where it ends.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.jsonl"
        self._file: IO[str] | None = None
        with contextlib.suppress(OSError):
            folder.mkdir(exist_ok=True)
            for old in sorted(folder.glob("*.jsonl"))[: 1 - _KEPT or None]:
                old.unlink()
            self._file = self.path.open("a", encoding="ascii")

    def write(self, event: str, **words: Any) -> None:
        """Adds a line: `time` (UTC), `event` and what is to be said of it."""
        if self._file is not None:
            line = {"time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "event": event} | words
            with contextlib.suppress(OSError):
                self._file.write(json.dumps(line) + "\n")
                self._file.flush()

    def begin(self, files: int, jobs: int) -> None:
        """The run begins."""
        self.write("begin", files=files, jobs=jobs, pid=os.getpid(), version=__version__)

    def close(self) -> None:
        """Ends the log."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()


@dataclass(slots=True)
class Progress:
    """How far a run is or was, by its log: `end` is how it ended (empty where the log breaks off), `states` counts the
    documents by status, `failures` the failed files by the code of their error."""

    begun: str = ""
    files: int = 0
    jobs: int = 0
    pid: int = 0
    done: int = 0
    unchanged: int = 0
    pages: int = 0
    last: str = ""
    end: str = ""
    states: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    def hear(self, line: Mapping[str, Any]) -> None:
        """Takes in a line of the log."""
        self.last = str(line["time"])
        if line["event"] == "begin":
            self.begun, self.files = self.last, int(line["files"])
            self.jobs, self.pid = int(line["jobs"]), int(line["pid"])
        elif line["event"] == "file":
            self.done += 1
            self.unchanged += not line["read"]
            self.pages += int(line["pages"])
            self.states.update(map(str, line["states"]))
            if line["error"]:
                self.failures[str(line["error"])] += 1
        elif line["event"] == "end":
            self.end = str(line["how"])

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at the rate so far; None before there is one."""
        if not self.done or not self.begun:
            return None
        begun = datetime.strptime(self.begun, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
        return (time.time() - begun) / self.done * (self.files - self.done)


def last_run(folder: Path) -> Progress | None:
    """What the newest log in the folder says; None where there is none. A last line that is cut off is left out."""
    logs = sorted(folder.glob("*.jsonl"))
    if not logs:
        return None
    progress = Progress()
    for line in _lines(logs[-1]):
        with contextlib.suppress(ValueError, KeyError, TypeError):
            progress.hear(json.loads(line))
    return progress


def _lines(path: Path) -> Iterator[str]:
    with contextlib.suppress(OSError), path.open(encoding="ascii", errors="replace") as file:
        yield from file
