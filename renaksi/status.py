"""What `renaksi status` says of a folder of tables: the run that goes on or was the last, and what the tables hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from renaksi.errors import OutputError
from renaksi.publish import Workspace, holds_tables, is_running
from renaksi.runlog import Progress, last_run
from renaksi.schemas import STATUSES
from renaksi.store import read_table

__all__ = ["status_lines"]


def status_lines(out: Path) -> Iterator[str]:
    """A line for the run, one for its failures if there are any, and one for the tables.

    Raises:
        OutputError: there are neither tables nor a run.
    """
    space = Workspace(out)
    progress = last_run(space.log)
    if progress is None and not holds_tables(out):
        raise OutputError(f"{out}: holds no tables, and no run has begun; make them with `renaksi run RAW {out}`")
    if progress is not None:
        yield _run(progress, is_running(space.folder))
        if progress.failures:
            yield "failures: " + ", ".join(f"{count:,} {code}" for code, count in sorted(progress.failures.items()))
    yield _tables(out)


def _run(progress: Progress, running: bool) -> str:
    so_far = f"{progress.done:,} of {progress.files:,} files"
    told = f"{so_far}, {progress.pages:,} pages, {progress.states['failed']:,} failed"
    if running and not progress.end:
        left = progress.seconds_left
        rest = "" if left is None else f", about {_time(left)} left"
        return f"running since {progress.begun} (process {progress.pid}): {told}{rest}"
    how = progress.end or "broken off: it was killed, and the next run goes on"
    return f"last run, begun {progress.begun}, {how} {progress.last}: {told}"


def _time(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"


def _tables(out: Path) -> str:
    if not holds_tables(out):
        return "tables: none yet"
    documents = read_table(out, "documents")
    states = Counter(documents["status"].to_pylist())
    records = sum(count or 0 for count in documents["records"].to_pylist())
    parts = ", ".join(f"{states[state]:,} {state}" for state in STATUSES)
    return f"tables: {len(documents):,} documents ({parts}), {records:,} records"
