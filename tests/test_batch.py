"""One bad file costs its own row and nothing else; what did not change is not read again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from renaksi.batch import run
from renaksi.discovery import SUFFIXES, discover
from renaksi.errors import OutputError, UsageError
from renaksi.settings import Settings
from tests.fakes import read_lines
from tests.test_store import Quiet, digests


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own code counts as unchanged, though somebody may be editing it just now."""
    monkeypatch.setattr("renaksi.settings._program", lambda: "one program")


GOOD = "office: Dinas\nsasaran|S|Indeks|10|1|2|3|4"


def _write(raw: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text(text, encoding="utf-8")
    return raw


def _errors(out: Path) -> dict[str, str | None]:
    frame = pd.read_parquet(out / "documents")
    return {source: None if pd.isna(error) else error for source, error in zip(frame.source, frame.error, strict=True)}


def test_each_kind_of_failure_is_that_files_row(tmp_path: Path) -> None:
    """A crash, a hang, a hunger for memory, a fault of ours: each has its code; the others are read all the same."""
    raw = _write(
        tmp_path / "raw",
        {
            "2022/a.txt": GOOD,
            "2022/b-abort.txt": "!abort",
            "2022/c-exit.txt": "!exit",
            "2022/d-hang.txt": "!hang",
            "2022/e-eat.txt": "!eat",
            "2022/f-fault.txt": "!fault",
            "2022/g-locked.txt": "!locked",
            "2022/h-empty.txt": "",
            "2022/i.pdf": "no pdf",
            "2022/j.txt": GOOD + "!",
        },
    )
    quiet = Quiet()
    settings = Settings(seconds=2, seconds_per_page=1, megabytes=400)
    summary = run(raw, tmp_path / "out", settings, quiet, jobs=2, read=read_lines)
    assert _errors(tmp_path / "out") == {
        "2022/a.txt": None,
        "2022/b-abort.txt": "crash",
        "2022/c-exit.txt": "crash",
        "2022/d-hang.txt": "timeout",
        "2022/e-eat.txt": "memory",
        "2022/f-fault.txt": "internal",
        "2022/g-locked.txt": "locked",
        "2022/h-empty.txt": "empty_file",
        "2022/i.pdf": "not_a_document",
        "2022/j.txt": None,
    }
    assert not summary.complete
    assert len(quiet.problems) == 8
    findings = pd.read_parquet(tmp_path / "out" / "findings")
    assert (findings.severity == "error").sum() == 8
    only = run(_write(tmp_path / "two", {"2022/a.txt": GOOD, "2022/j.txt": GOOD + "!"}), tmp_path / "out2", settings,
               Quiet(), read=read_lines)  # fmt: skip
    assert only.complete
    both = [pd.read_parquet(tmp_path / name / "indicators") for name in ("out", "out2")]
    pd.testing.assert_frame_equal(*both)


def test_unchanged_files_are_not_read_again(tmp_path: Path) -> None:
    """A second run reads what is new or changed, tries failures again, and gives what a fresh run gives."""
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD, "2022/b.txt": GOOD + "\nprogram|P|N|1", "2022/c.pdf": "no"})
    first = run(raw, tmp_path / "out", Settings(), Quiet(), read=read_lines)
    before = digests(tmp_path / "out")
    quiet = Quiet()
    second = run(raw, tmp_path / "out", Settings(), quiet, read=read_lines)
    assert (first.unchanged, second.unchanged) == (0, 2)
    assert [source for source, _ in quiet.problems] == ["2022/c.pdf"]
    assert digests(tmp_path / "out") == before
    _write(raw, {"2022/a.txt": GOOD + "\nprogram|Q|N|1"})
    (raw / "2022" / "b.txt").unlink()
    assert run(raw, tmp_path / "out", Settings(), Quiet(), read=read_lines).unchanged == 0
    run(raw, tmp_path / "fresh", Settings(), Quiet(), read=read_lines)
    assert digests(tmp_path / "out") == digests(tmp_path / "fresh")


def test_other_settings_read_again(tmp_path: Path) -> None:
    """A vocabulary that changed its content makes every file be read again; the same content does not."""
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD})
    words = tmp_path / "words.toml"
    words.write_text('[filler]\nwords = ["a"]\n')
    settings = Settings(vocabulary=words)
    assert settings.key("x") == Settings(vocabulary=words).key("x")
    assert settings.key("x") != Settings().key("x")
    assert settings.key("x") != Settings(vocabulary=words, reader="pdfplumber").key("x")
    run(raw, tmp_path / "out", Settings(), Quiet(), read=read_lines)
    assert run(raw, tmp_path / "out", settings, Quiet(), read=read_lines).unchanged == 0
    assert run(raw, tmp_path / "out", settings, Quiet(), read=read_lines).unchanged == 1


def test_a_part_of_the_files_leaves_the_other_rows(tmp_path: Path) -> None:
    """A run over one year, or one file, changes its rows alone and ends where a run over all ends."""
    texts = {"2022/a.txt": GOOD, "2022/b.txt": GOOD + "\n\n", "2023/c.txt": GOOD + "\n"}
    raw = _write(tmp_path / "raw", texts)
    run(raw, tmp_path / "out", Settings(), Quiet(), read=read_lines)
    _write(raw, {"2022/a.txt": GOOD.replace("Indeks", "Nilai"), "2023/c.txt": GOOD.replace("Indeks", "Rasio")})
    summary = run(raw, tmp_path / "out", Settings(), Quiet(), year=2023, read=read_lines)
    assert summary.files == 1
    frame = pd.read_parquet(tmp_path / "out" / "indicators")
    assert sorted(frame.indikator) == ["Indeks", "Indeks", "Rasio"]
    run(raw, tmp_path / "out", Settings(), Quiet(), only=raw / "2022" / "a.txt", read=read_lines)
    run(raw, tmp_path / "all", Settings(), Quiet(), read=read_lines)
    assert digests(tmp_path / "out") == digests(tmp_path / "all")
    with pytest.raises(UsageError, match="none of its 3 files"):
        run(raw, tmp_path / "out", Settings(), Quiet(), year=1999, read=read_lines)


def test_a_part_is_refused_when_the_rest_is_unknown(tmp_path: Path) -> None:
    """Where what the tables were made from is gone, a run over a part would lose rows: it is refused."""
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD, "2023/c.txt": GOOD + "\n"})
    run(raw, tmp_path / "out", Settings(), Quiet(), read=read_lines)
    for path in (tmp_path / ".out.renaksi" / "shelf").iterdir():
        path.unlink()
    before = digests(tmp_path / "out")
    with pytest.raises(OutputError, match="run over all files first"):
        run(raw, tmp_path / "out", Settings(), Quiet(), year=2022, read=read_lines)
    assert digests(tmp_path / "out") == before


def test_equal_files_and_several_documents_keep_apart(tmp_path: Path) -> None:
    """Two files of one content, and two documents in one file, each have an id of their own, and years of their own."""
    two = GOOD + "\f" + GOOD.replace("Dinas", "Badan") + "\ntitle-year: 2021"
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD, "2022/b.txt": GOOD, "2022/two.txt": two})
    run(raw, tmp_path / "out", Settings(), Quiet(), read=read_lines)
    frame = pd.read_parquet(tmp_path / "out" / "documents").sort_values(["source", "document_id"])
    ids = list(frame.document_id)
    assert ids[1] == f"{ids[0]}-copy2"
    assert ids[3] == f"{ids[2]}-2"
    assert list(frame.tahun) == [2022, 2022, 2022, 2021]
    assert sorted(path.name for path in (tmp_path / "out" / "indicators").iterdir()) == ["2021", "2022"]
    records = pd.read_parquet(tmp_path / "out" / "indicators" / "2021")
    assert list(records.indicator_id) == [f"{ids[3]}-0001"]
    assert records.indicator_id.is_unique


def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    """Ctrl-C in the middle leaves the tables as they were; the next run reads only the rest."""
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD})
    out = tmp_path / "out"
    run(raw, out, Settings(), Quiet(), read=read_lines)
    before = digests(out)
    _write(raw, {"2022/b.txt": GOOD + "\n", "2022/c.txt": GOOD + "\n!slow 30"})
    code = (
        "from pathlib import Path; from renaksi.batch import run; from renaksi.settings import Settings\n"
        "from tests.fakes import read_lines; from tests.test_store import Quiet\n"
        "from renaksi.errors import Interrupted\nimport renaksi.settings\n"
        "renaksi.settings._program = lambda: 'one program'\n"
        "if __name__ == '__main__':\n"
        "    try: run(Path(r'{raw}'), Path(r'{out}'), Settings(), Quiet(), read=read_lines)\n"
        "    except Interrupted as stop: print(stop)\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code.format(raw=raw, out=out))
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment)
    shelf = tmp_path / ".out.renaksi" / "shelf"
    deadline = time.monotonic() + 30
    while len(list(shelf.glob("*.arrows"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=20)
    assert told.startswith("stopped after 2 of 3 files")
    assert digests(out) == before
    _write(raw, {"2022/c.txt": GOOD + "\n\n"})
    assert run(raw, out, Settings(), Quiet(), read=read_lines).unchanged == 2


def test_no_worker_outlives_the_run(tmp_path: Path) -> None:
    """When the program is killed outright, a worker that hangs ends too."""
    if not Path("/proc").is_dir():
        pytest.skip("looks into /proc")
    raw = _write(tmp_path / "raw", {"2022/a.txt": "!hang"})
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path; from renaksi.batch import run; from renaksi.settings import Settings\n"
        "from tests.fakes import read_lines; from tests.test_store import Quiet\n"
        "if __name__ == '__main__':\n"
        f"    run(Path(r'{raw}'), Path(r'{tmp_path / 'out'}'), Settings(), Quiet(), read=read_lines)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent), "RENAKSI_TEST_MARK": str(tmp_path)}
    process = subprocess.Popen([sys.executable, str(script)], env=environment)

    def living() -> list[str]:
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if (
                    f"RENAKSI_TEST_MARK={tmp_path}".encode() in path.read_bytes()
                    and b"Z" not in (path.with_name("stat").read_bytes().rpartition(b")")[2].split()[0])
                ):
                    found.append(path.parent.name)
            except OSError:
                continue
        return found

    deadline = time.monotonic() + 30
    while len(living()) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(living()) >= 2
    process.kill()
    process.wait()
    deadline = time.monotonic() + 10
    while living() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert living() == []


# Finding the files.


def test_other_files_are_passed_over_and_counted(tmp_path: Path) -> None:
    """Only .pdf and .txt are read, in the order of their paths; hidden files and the rest are counted."""
    texts = dict.fromkeys(("b.pdf", "a/z.TXT", "a/notes.json", ".DS_Store", "a/._x.pdf", ".git/x.pdf"), "x")
    found = discover(_write(tmp_path, texts))
    assert [file.source for file in found.files] == ["a/z.TXT", "b.pdf"]
    assert found.passed_over == 3
    assert {Path(file.source).suffix.lower() for file in found.files} <= set(SUFFIXES)


def test_strange_names_are_read(tmp_path: Path) -> None:
    """Names with a line end, an escape, a turned direction, a dash in front, or bytes that are no UTF-8."""
    names = ["two\nlines.txt", "\x1b[31mred.txt", "\u202efdp.txt", "-rf.txt", "e\u0301.txt", "\u00e9.txt", "'; --.txt"]
    raw = tmp_path / "raw"
    raw.mkdir()
    for number, name in enumerate(names):
        try:
            (raw / name).write_text(GOOD + "\n" * number)
        except OSError:
            pytest.skip("this system has no such names")
    with open(os.fsencode(raw) + b"/caf\xe9.txt", "w") as file:
        file.write(GOOD + "?")
    summary = run(raw, tmp_path / "out", Settings(), Quiet(), read=read_lines)
    assert summary.complete
    sources = pd.read_parquet(tmp_path / "out" / "documents").source
    assert sorted(sources) == sorted([*names, "caf\\xe9.txt"])


@pytest.mark.skipif(os.name != "posix", reason="makes links and pipes")
def test_links_and_pipes_are_refused(tmp_path: Path) -> None:
    """A link may point anywhere, a pipe never ends: each is told in a line, the rest is read."""
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD, "../secret.txt": "secret"})
    (raw / "2022" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (raw / "2022" / "zero.txt").symlink_to("/dev/zero")
    (raw / "folder").symlink_to(tmp_path)
    os.mkfifo(raw / "2022" / "pipe.pdf")
    quiet = Quiet()
    summary = run(raw, tmp_path / "out", Settings(), quiet, read=read_lines)
    assert not summary.complete
    assert {source for source, _ in quiet.problems} == {"2022/link.txt", "2022/zero.txt", "2022/pipe.pdf", "folder"}
    assert _errors(tmp_path / "out")["2022/pipe.pdf"] == "unreadable"


def test_nothing_to_read_creates_nothing(tmp_path: Path) -> None:
    """A path that is not there, or a folder without documents, is told and leaves no trace."""
    (tmp_path / "empty").mkdir()
    for name in ("nowhere", "empty"):
        with pytest.raises(UsageError, match=name):
            run(tmp_path / name, tmp_path / "out", Settings(), Quiet(), read=read_lines)
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_raw_files_are_never_overwritten(tmp_path: Path) -> None:
    """Tables cannot go to the folder of the raw files; they can go below it, and are not read as raw files."""
    raw = _write(tmp_path / "raw", {"2022/a.txt": GOOD})
    for out in (raw, tmp_path):
        with pytest.raises(UsageError, match="raw files"):
            run(raw, out, Settings(), Quiet(), read=read_lines)
    for _ in range(2):
        assert run(raw, raw / "tables", Settings(), Quiet(), read=read_lines).passed_over == 0
