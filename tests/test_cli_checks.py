"""Fifteen things that a newcomer tries on a command line, a test each."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.commands import PDF, TEXT, environment, raw_folder, renaksi

COMMANDS = ("run", "extract", "normalize", "show", "inspect", "compare", "check", "completion", "version")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of one sound document."""
    folder = tmp_path_factory.mktemp("cli")
    assert renaksi("run", TEXT, folder / "out").returncode == 0
    return folder / "out"


def test_01_no_arguments() -> None:
    """The name alone gives a short help and the code of misuse."""
    done = renaksi()
    lines = (done.stdout + done.stderr).strip().splitlines()
    assert done.returncode == 2
    assert 8 <= len(lines) <= 25
    assert "Usage: renaksi" in lines[0]


def test_02_help_is_quick() -> None:
    """--help takes a fraction of a second, has a line for each command, and an example."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        done = renaksi("--help")
        times.append(time.perf_counter() - start)
    assert min(times) < 0.4
    for command in COMMANDS:
        lines = [line for line in done.stdout.splitlines() if line.split()[:1] == [command]]
        assert len(lines) == 1, command
        assert len(lines[0]) < 80, command
    assert "Example: renaksi run" in done.stdout


def test_03_a_misspelt_command() -> None:
    """`rnu` asks whether `run` was meant."""
    done = renaksi("rnu")
    assert done.returncode == 2
    assert "Did you mean 'run'?" in done.stderr


def test_04_a_path_that_is_not_there(tmp_path: Path) -> None:
    """One line names it, and nothing is created."""
    done = renaksi("run", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "nowhere" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_05_a_pdf_that_is_none(tmp_path: Path) -> None:
    """It is named in one line that says what to do; the others are read."""
    done = renaksi("run", raw_folder(tmp_path / "raw"), tmp_path / "out")
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if "broken.pdf" in line]
    assert told == ["cannot read 2022/broken.pdf: it is a web page, not a PDF: the download went wrong; fetch it again"]
    assert "Traceback" not in done.stderr
    assert len(pd.read_parquet(tmp_path / "out" / "indicators")) == 45


def test_06_exit_codes(tmp_path: Path) -> None:
    """1 after a failure, 0 without and with --exit-zero, 2 for misuse; all in the documents."""
    raw = raw_folder(tmp_path / "raw")
    assert renaksi("run", raw, tmp_path / "out").returncode == 1
    assert renaksi("run", raw, tmp_path / "out", "--exit-zero").returncode == 0
    (raw / "2022" / "broken.pdf").unlink()
    assert renaksi("run", raw, tmp_path / "out").returncode == 0
    assert renaksi("run", raw, tmp_path / "out", "--no-such-option").returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="sends the signal of Ctrl-C")
def test_07_ctrl_c(tmp_path: Path) -> None:
    """One line, 130, whole tables; the next run goes on."""
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(TEXT, raw)
    assert renaksi("run", raw, tmp_path / "out").returncode == 0
    before = pd.read_parquet(tmp_path / "out" / "documents")
    for number in range(40):
        (raw / f"{number:02}.pdf").write_bytes(PDF.read_bytes() + b"\n" * number)
    command = [sys.executable, "-m", "renaksi", "run", str(raw), str(tmp_path / "out"), "--jobs", "1"]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    shelf = tmp_path / ".out.renaksi" / "shelf"
    deadline = time.monotonic() + 30
    while len(list(shelf.glob("*.arrows"))) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    output, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert output == ""
    assert len(told.splitlines()) == 1
    assert "the next run goes on" in told
    assert pd.read_parquet(tmp_path / "out" / "documents").equals(before)
    again = renaksi("run", raw, tmp_path / "out")
    assert again.returncode == 0
    assert "not read again" in again.stdout
    assert len(pd.read_parquet(tmp_path / "out" / "documents")) == 41


def test_08_colours(out: Path) -> None:
    """No escape under NO_COLOR or in a pipe; some under FORCE_COLOR."""
    assert "\x1b" not in renaksi("show", out).stdout
    assert "\x1b" not in renaksi("show", out, NO_COLOR="1").stdout
    assert "\x1b" not in renaksi("show", out, NO_COLOR="1", FORCE_COLOR="1").stdout
    assert "\x1b" in renaksi("show", out, FORCE_COLOR="1").stdout


def test_09_streams(tmp_path: Path) -> None:
    """Results go to stdout, problems to stderr, and no bar where no terminal is."""
    done = renaksi("run", raw_folder(tmp_path / "raw"), tmp_path / "out", FORCE_COLOR="1")
    assert "45 records" in done.stdout
    assert "broken.pdf" not in done.stdout
    assert len(done.stderr.splitlines()) == 1
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="uses a pipe that closes")
@pytest.mark.parametrize("arguments", [["show"], ["show", "--json"]])
def test_10_a_reader_that_goes_away(out: Path, arguments: list[str]) -> None:
    """`show | head -1` ends without a word."""
    command = [sys.executable, "-m", "renaksi", *arguments, str(out)]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 0


def test_11_json(out: Path, tmp_path: Path) -> None:
    """--json is always parseable: records, `[]` for none, `[]` on an error that stderr tells."""
    assert len(json.loads(renaksi("show", out, "--json").stdout)) == 45
    none = renaksi("show", out, "--json", "--text", "no such words")
    assert (none.returncode, none.stdout) == (0, "[]\n")
    wrong = renaksi("show", tmp_path / "nowhere.pdf", "--json")
    assert (wrong.returncode, json.loads(wrong.stdout)) == (2, [])
    assert "nowhere.pdf" in wrong.stderr
    (tmp_path / "broken.pdf").write_text("no pdf")
    broken = renaksi("show", tmp_path / "broken.pdf", "--json")
    assert (broken.returncode, json.loads(broken.stdout)) == (1, [])
    assert "broken.pdf" in broken.stderr


def test_12_what_there_is(out: Path) -> None:
    """An unknown level, column, finding, reader or shell is answered with those that there are."""
    for arguments, valid in (
        (("show", out, "--level", "dinas"), "sub_kegiatan"),
        (("show", out, "--columns", "indikator,harga"), "penanggung_jawab"),
        (("show", out, "--finding", "odd"), "find"),
        (("run", out, "--reader", "acrobat"), "pdfplumber"),
        (("completion", "tcsh"), "fish"),
    ):
        done = renaksi(*arguments)
        assert done.returncode == 2, arguments
        assert valid in done.stderr, arguments
        assert done.stdout == "", arguments


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_13_completion(shell: str) -> None:
    """A command prints the script of each shell."""
    done = renaksi("completion", shell)
    assert done.returncode == 0
    assert "_RENAKSI_COMPLETE" in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_13_completion_works(tmp_path: Path) -> None:
    """In bash, `renaksi no<Tab>` becomes `renaksi normalize`."""
    program = tmp_path / "renaksi"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m renaksi "$@"\n')
    program.chmod(0o755)
    script = (
        'eval "$(renaksi completion bash)"; COMP_WORDS=(renaksi no); COMP_CWORD=1; '
        'function=$(complete -p renaksi | sed "s/.*-F \\([^ ]*\\).*/\\1/"); $function renaksi no renaksi; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=environment(PATH=path), capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["normalize"], done.stderr


def test_14_a_fault_of_the_program(tmp_path: Path) -> None:
    """One sentence and where the log is; the log holds no text of a document, though a variable does."""
    code = (
        "import renaksi.batch, renaksi.__main__ as program, sys\n"
        "def broken(*args, **options):\n"
        "    printed = 'Rahasia Kecamatan'\n"
        "    raise RuntimeError('cannot go on')\n"
        "renaksi.batch.run = broken\n"
        "sys.argv = ['renaksi', 'run', '.', 'out']\n"
        "program.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    log = Path(done.stderr.split()[-1])
    assert "RuntimeError: cannot go on" in log.read_text(encoding="utf-8")
    assert "Rahasia Kecamatan\n" not in log.read_text(encoding="utf-8").replace("printed = 'Rahasia Kecamatan'", "")
    assert "Rahasia" not in done.stderr
    log.unlink()


def test_15_codes_and_figures_are_shown_as_stored(tmp_path: Path) -> None:
    """`0701`, `1`, `0` and `1.10` are shown as they are, in the table and as JSON."""
    from extract.documents import Document
    from renaksi.settings import Settings
    from renaksi.store import unpack
    from tests.fakes import read_lines

    text = b"kegiatan|0701|Jumlah|1|0|1|1.10|007"
    document = Document("a.txt", text, "0" * 64, 2022)
    tables = unpack(read_lines(document, "a" * 16, Settings(), lambda page, pages: None))
    import pyarrow.parquet as pq

    for name, table in tables.items():
        (tmp_path / name / "2022").mkdir(parents=True)
        pq.write_table(table, tmp_path / name / "2022" / "part-0.parquet")
    shown = renaksi("show", tmp_path).stdout
    row = next(line for line in shown.splitlines() if "Jumlah" in line)
    assert row.split() == ["1", "Jumlah", "1", "0", "1", "1.10", "007"]
    assert "Kegiatan: 0701" in shown
    record = json.loads(renaksi("show", tmp_path, "--json").stdout)[0]
    assert [record[name] for name in ("kegiatan", "target", "tw1", "tw3", "tw4")] == ["0701", "1", "0", "1.10", "007"]
