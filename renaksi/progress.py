"""How a run goes, told on stderr: a bar on a terminal, nothing but the problems elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from renaksi.terminal import console, is_terminal, plain, tell, write_log

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["Teller"]


class Teller:
    """The reporter of the command line (renaksi/batch.py: Reporter); use it as a context manager."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self.failed = 0
        self.pages = 0
        self._begun = 0.0

    def __enter__(self) -> Teller:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, files: int) -> None:
        """Shows the bar, where a person can see it."""
        self._begun = time.monotonic()
        if not is_terminal(sys.stderr):
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("{task.fields[so_far]}", markup=False),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.description}", markup=False),
            console=console(sys.stderr),
            transient=True,
        )
        self._task = self._bar.add_task("", total=files, so_far=self.so_far())
        self._bar.start()

    def so_far(self) -> str:
        """Pages, pages a second and failures so far."""
        seconds = max(1.0, time.monotonic() - self._begun)
        return f"{self.pages:,} pages, {self.pages / seconds:.1f}/s, {self.failed:,} failed"

    def page(self, source: str, page: int, pages: int) -> None:
        """Counts the page, and names it and its file behind the bar."""
        self.pages += page > 0
        if self._bar is not None and self._task is not None:
            where = f", page {page} of {pages}" if pages > 1 else ""
            self._bar.update(self._task, description=plain(source)[-40:] + where, so_far=self.so_far())

    def done(self, source: str) -> None:
        """Moves the bar on."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=1, so_far=self.so_far())

    def problem(self, source: str, message: str, log: str = "") -> None:
        """Says in one line what could not be read, why, and what to do."""
        self.failed += 1
        where = f" (log: {write_log(f'{source}{chr(10)}{log}')})" if log else ""
        line = f"cannot read {source}: {message}{where}"
        if self._bar is not None:
            self._bar.console.print(plain(line), soft_wrap=True)
        else:
            tell(line)
