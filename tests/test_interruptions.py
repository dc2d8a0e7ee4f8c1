"""A run that is stopped, killed or disturbed leaves whole tables, and is finished by the next to the same bytes."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from renaksi.batch import run
from renaksi.checks import check_tables
from renaksi.publish import Workspace, holds_tables
from renaksi.runlog import last_run
from renaksi.settings import Settings
from renaksi.status import status_lines
from tests.commands import ROOT, environment, renaksi
from tests.fakes import read_lines
from tests.test_store import Quiet, digests

GOOD = "office: Dinas\nsasaran|S|Indeks|10|1|2|3|4"
SAMPLE = ROOT / "tests" / "fixtures" / "sideways-writer.pdf"


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own code counts as unchanged, though somebody may be editing it just now."""
    monkeypatch.setattr("renaksi.settings._program", lambda: "one program")


def _write(raw: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text(text, encoding="utf-8")
    return raw


def _script(folder: Path, raw: Path, out: Path) -> Path:
    """A program that runs over `raw` with the stages of tests/fakes.py."""
    script = folder / "script.py"
    script.write_text(
        "from pathlib import Path; from renaksi.batch import run; from renaksi.settings import Settings\n"
        "from tests.fakes import read_lines; from tests.test_store import Quiet\n"
        "import renaksi.settings\nrenaksi.settings._program = lambda: 'one program'\n"
        "if __name__ == '__main__':\n"
        f"    run(Path({str(raw)!r}), Path({str(out)!r}), Settings(), Quiet(), jobs=2, read=read_lines)\n"
    )
    return script


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_runs_killed_at_random_moments_end_in_the_same_bytes(tmp_path: Path) -> None:
    """Whenever runs are killed, the tables are whole; the run after them leaves what an undisturbed run leaves."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    texts = {f"{2020 + number % 3}/{number}.txt": f"{GOOD}\n{number}" for number in range(8)}
    run(_write(raw, texts), out, Settings(), Quiet(), read=read_lines)
    old = digests(out)
    _write(raw, {name: f"{text}\nprogram|P|Nilai|{number}" for number, (name, text) in enumerate(texts.items())})
    run(raw, tmp_path / "undisturbed", Settings(), Quiet(), read=read_lines)
    new = digests(tmp_path / "undisturbed")
    assert old != new
    script = _script(tmp_path, raw, out)
    log = tmp_path / ".out.renaksi" / "log"
    draws = random.Random(3)
    deaths: list[str] = []
    for number in range(4):
        begun = len(list(log.iterdir()))
        process = subprocess.Popen([sys.executable, str(script)], env=environment())
        deadline = time.monotonic() + 30
        while len(list(log.iterdir())) == begun and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)  # to start takes longer than all the rest
        if number == 3:  # the last one where it hurts most
            while "publish" not in max(log.iterdir()).read_text() and process.poll() is None:
                time.sleep(0.002)
        time.sleep(draws.uniform(0, 0.1 if number == 3 else 1.2))
        process.kill()
        deaths.append(str(process.wait()))
        assert holds_tables(out)
        assert digests(out) in (old, new)
    assert "-9" in deaths
    run(raw, out, Settings(), Quiet(), read=read_lines)
    assert digests(out) == new
    assert check_tables(out) == []
    assert sorted(path.name for path in (tmp_path / ".out.renaksi").iterdir()) == [
        "lock", "log", "published.json", "shelf",
    ]  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="sends the signal of Ctrl-C")
def test_ctrl_c_ends_soon_and_keeps_what_was_done(tmp_path: Path) -> None:
    """Ctrl-C, which all processes of a terminal hear: exit 130 within seconds, one line, and the next run goes on."""
    raw, out = tmp_path / "raw" / "2022", tmp_path / "out"
    raw.mkdir(parents=True)
    for number in range(120):
        (raw / f"{number:03d}.pdf").write_bytes(SAMPLE.read_bytes() + b"\n%%%d" % number)
    command = [sys.executable, "-m", "renaksi", "run", str(raw.parent), str(out), "-j", "2"]
    process = subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    shelf = tmp_path / ".out.renaksi" / "shelf"
    deadline = time.monotonic() + 60
    while len(list(shelf.glob("*.arrows"))) < 2 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert any(line.startswith("running since") for line in status_lines(out))
    begun = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    told, complaint = process.communicate(timeout=20)
    assert process.returncode == 130
    assert time.monotonic() - begun < 8
    assert told == ""
    assert re.fullmatch(r"renaksi: stopped after \d+ of 120 files; .*the next run goes on\n", complaint)
    assert not holds_tables(out)
    assert "stopped" in next(iter(status_lines(out)))
    assert len(list(shelf.glob("*.arrows"))) >= 2


def test_a_second_run_says_so_and_leaves(tmp_path: Path) -> None:
    """While one run holds the tables, another is refused at once with exit 2, and `status` tells of the first."""
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD})
    with Workspace(tmp_path / "out"):
        second = renaksi("run", raw, tmp_path / "out")
    assert second.returncode == 2
    assert "another run is writing there" in second.stderr
    assert second.stdout == ""


def test_status_tells_what_was(tmp_path: Path) -> None:
    """How many files, pages and failures the last run had, by reason; and what the tables hold."""
    assert renaksi("status", tmp_path / "out").returncode == 2
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD, "2022/b.txt": "!abort", "2022/c.pdf": "no"})
    run(raw, tmp_path / "out", Settings(), Quiet(), read=read_lines)
    told = renaksi("status", tmp_path / "out")
    assert told.returncode == 0
    lines = told.stdout.splitlines()
    assert re.fullmatch(r"last run, begun \S+Z, finished \S+Z: 3 of 3 files, 1 pages, 2 failed", lines[0])
    assert lines[1] == "failures: 1 crash, 1 not_a_document"
    assert lines[2] == "tables: 3 documents (1 ok, 0 partial, 2 failed, 0 empty), 1 records"


def test_the_log_is_a_line_for_each_thing(tmp_path: Path) -> None:
    """The log is JSON, line by line, whatever the names of files; a cut line, as of a killed run, is passed over."""
    raw = _write(tmp_path / "raw", {"2022/two\nlines\x1b[31m.txt": GOOD})
    run(raw, tmp_path / "out", Settings(), Quiet(), read=read_lines)
    (path,) = (tmp_path / ".out.renaksi" / "log").iterdir()
    text = path.read_text()
    assert [line.split('"event": "')[1].split('"')[0] for line in text.splitlines()] == [
        "begin", "file", "publish", "end",
    ]  # fmt: skip
    assert text.isascii()
    path.write_text(text[: text.index("publish")])
    progress = last_run(path.parent)
    assert progress is not None
    assert (progress.done, progress.end) == (1, "")


def test_what_killed_its_worker_is_not_tried_again(tmp_path: Path) -> None:
    """Until the file changes, or somebody asks; meanwhile its row and its reason stay."""
    mark = tmp_path / "mark"
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD, "2022/b.txt": f"{GOOD}\n!once {mark}"})
    out = tmp_path / "out"
    run(raw, out, Settings(), Quiet(), read=read_lines)
    before = digests(out)
    quiet = Quiet()
    summary = run(raw, out, Settings(), quiet, read=read_lines)
    assert summary.unchanged == 2
    assert summary.count("failed") == 1
    assert not summary.complete
    (problem,) = quiet.problems
    assert "--retry-failed" in problem[1]
    assert digests(out) == before
    assert run(raw, out, Settings(seconds=61), Quiet(), read=read_lines).count("failed") == 0, "with more time it is"
    mark.unlink()
    run(raw, tmp_path / "other", Settings(), Quiet(), read=read_lines)
    assert run(raw, tmp_path / "other", Settings(), Quiet(), retry_failed=True, read=read_lines).complete


def test_a_part_of_the_files_keeps_ids_apart(tmp_path: Path) -> None:
    """A file with the content of one that is not looked at in this run does not take its id."""
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD})
    run(raw, tmp_path / "out", Settings(), Quiet(), read=read_lines)
    _write(raw, {"2023/b.txt": GOOD})
    run(raw, tmp_path / "out", Settings(), Quiet(), year=2023, read=read_lines)
    assert check_tables(tmp_path / "out") == []
    run(raw, tmp_path / "all", Settings(), Quiet(), read=read_lines)
    assert digests(tmp_path / "out") == digests(tmp_path / "all")


def test_a_file_that_is_swapped_in_mid_run_never_mixes(tmp_path: Path) -> None:
    """The rows are those of the bytes whose hash stands beside them, though the file was another one a moment later."""
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD})
    out = tmp_path / "out"
    run(raw, out, Settings(), Quiet(), read=read_lines)
    first = digests(out)

    class Swapping(Quiet):
        def begin(self, files: int) -> None:
            self.swap: Callable[[], object] | None = lambda: _write(raw, {"2022/a.txt": GOOD.replace("10", "99")})

        def page(self, source: str, page: int, pages: int) -> None:
            if self.swap:
                self.swap()
                self.swap = None

    run(raw, tmp_path / "other", Settings(), Swapping(), read=read_lines)
    assert digests(tmp_path / "other") == first
    run(raw, tmp_path / "other", Settings(), Quiet(), read=read_lines)
    assert list(pd.read_parquet(tmp_path / "other" / "indicators").target) == ["99"]


def test_a_list_of_the_set_before_is_not_believed(tmp_path: Path) -> None:
    """Killed just after the tables changed places, a run leaves the list of the new set, not of the old one."""
    raw, out = _write(tmp_path / "raw", {"2022/a.txt": GOOD, "2023/b.txt": GOOD + "\n"}), tmp_path / "out"
    run(raw, out, Settings(), Quiet(), read=read_lines)
    _write(raw, {"2022/a.txt": GOOD.replace("10", "12")})
    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(SystemExit):
        patch.setattr(Workspace, "_settle_list", _die)
        run(raw, out, Settings(), Quiet(), read=read_lines)
    _write(raw, {"2023/b.txt": GOOD.replace("10", "13")})
    run(raw, out, Settings(), Quiet(), year=2023, read=read_lines)
    assert sorted(pd.read_parquet(out / "indicators").target) == ["12", "13"]


def _die(self: Workspace) -> None:
    if self._next_list.exists():
        raise SystemExit
