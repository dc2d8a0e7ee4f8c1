"""`python -m bench [FOLDER …]`: seconds a page and peak memory of the whole run, beside the libraries alone.

The ratios are those of processor time: a machine that does other work meanwhile makes the clock useless, and the
processor's time only a little dearer for all. The clock's seconds stand beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.long import long_table
from bench.measure import ROOT, Measurement, measure
from bench.scans import scan_table
from bench.tasks import TASKS
from extract.errors import DocumentError
from extract.readers.pdfium import PdfiumReader

_HEAD = """Written by `python -m bench --long --scans --write docs/performance.md`. The ratios compare work on the same
pages in the same run; the seconds are those of this machine."""

FOLDERS = (ROOT / "tests" / "fixtures", ROOT / "data" / "raw")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; writes a file only where `--write` names one."""
    options = _options(arguments)
    files, left_out = choose(options.folders or [folder for folder in FOLDERS if folder.is_dir()])
    if not files:
        print("no PDF with a text layer to measure with", file=sys.stderr)
        return 2
    names = [name for name in TASKS if not options.task or any(part in name for part in options.task)]
    results: dict[str, list[Measurement]] = {name: [] for name in names}
    failures: dict[str, str] = {}
    for turn in range(options.rounds):
        # Task after task within a round, so that a slow moment of the machine falls on all of them.
        for name in names:
            print(f"round {turn + 1} of {options.rounds}: {name}", file=sys.stderr)
            try:
                results[name].append(measure(name, files * options.times))
            except RuntimeError as failure:
                failures[name] = str(failure)
    parts = [f"# Performance\n\n{_HEAD}\n{_machine()}", report(results, failures, files, left_out, options)]
    if options.long:
        print("long documents", file=sys.stderr)
        parts.append(f"## Long documents\n\nThe whole run, in one process.\n\n{long_table()}")
    if options.scans:
        print("scans", file=sys.stderr)
        parts.append(f"## Scans\n\nTo cells, in one process with two threads.\n\n{scan_table()}")
    text = "\n\n".join(parts)
    print(text)
    if options.write is not None:
        options.write.write_text(text + "\n", encoding="utf-8")
    return 1 if failures else 0


def _machine() -> str:
    """The machine in a line."""
    name = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):  # Linux alone tells more there
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
    cores = f"{os.cpu_count()} cores"
    return f"The machine: {name}, {cores}, {platform.system()}, Python {platform.python_version()}."


def choose(folders: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The PDFs that every task can read, each content once, and the names of those left out with the reason.

    To read a scan is another kind of work: only one of the tasks does it.
    """
    files: list[Path] = []
    left_out: list[str] = []
    seen: set[bytes] = set()
    paths = [path for folder in folders for path in ([folder] if folder.is_file() else sorted(folder.rglob("*.pdf")))]
    for path in paths:
        data = path.read_bytes()
        if data in seen:
            continue
        seen.add(data)
        reason = _reason_against(data)
        if reason is None:
            files.append(path)
        else:
            left_out.append(f"{path.name} ({reason})")
    return files, left_out


def _reason_against(data: bytes) -> str | None:
    if b"/Encrypt" in data:
        return "locked: camelot keeps to its permissions"
    try:
        with PdfiumReader(data) as reader:
            return "a scan" if any(page.medium == "scan" for page in reader.pages()) else None
    except DocumentError:
        return "cannot be opened"


def report(
    results: dict[str, list[Measurement]],
    failures: dict[str, str],
    files: Sequence[Path],
    left_out: Sequence[str],
    options: argparse.Namespace,
) -> str:
    """The table in Markdown: medians of the rounds, and how many times the first task's figure each is."""
    lines = [
        "| | processor, s a page | times as long | spread | clock, s a page | times as long | peak, MB | start, s |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    pages = 0
    first: tuple[float, float] | None = None  # of processor and clock
    for name, measured in results.items():
        if not measured:
            lines.append(f"| {name} | failed: {failures.get(name, '')} | | | | | | |")
            continue
        pages = measured[0].pages
        each = sorted(one.cpu / max(1, one.pages) for one in measured)
        cpu, clock = statistics.median(each), statistics.median(one.seconds / max(1, one.pages) for one in measured)
        first = first or (cpu, clock)
        lines.append(
            f"| {name} | {cpu:.4f} | {cpu / first[0]:.1f} | {each[0]:.4f} to {each[-1]:.4f} "
            f"| {clock:.4f} | {clock / first[1]:.1f} | {statistics.median(one.peak for one in measured) / 1e6:.0f} "
            f"| {statistics.median(one.start for one in measured):.2f} |"
        )
    return "\n".join(
        [
            f"{len(files)} files, {pages // options.times} pages, read {options.times} times in a run; medians of "
            f"{options.rounds} runs, each in a fresh process, one after the other; starting (imports and a blank page) "
            "is not counted in the seconds a page.",
            *([f"Left out: {', '.join(left_out)}."] if left_out else []),
            "",
            *lines,
        ]
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="PDF files or folders of them")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (3)")
    parser.add_argument("--times", type=int, default=3, help="how often each file is read within one measurement (3)")
    parser.add_argument("--task", action="append", help="only tasks whose name holds this text; may be given again")
    parser.add_argument("--long", action="store_true", help="also measure documents of up to 2,000 pages")
    parser.add_argument("--scans", action="store_true", help="also measure scans of 5 and of 100 pages")
    parser.add_argument("--write", type=Path, metavar="FILE", help="also write the table to this file")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
