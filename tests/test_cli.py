"""The commands, beyond the first fifteen things that a newcomer tries."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from renaksi.terminal import plain
from tests.commands import PDF, SAMPLES, TEXT, raw_folder, renaksi
from tests.test_store import digests


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample documents."""
    folder = tmp_path_factory.mktemp("tables")
    done = renaksi("run", SAMPLES.parent, folder / "out")
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "out"


def test_run_says_what_it_did(tmp_path: Path) -> None:
    """The sums are one line; unchanged, passed over and empty files are told."""
    raw = raw_folder(tmp_path / "raw")
    (raw / "2022" / "broken.pdf").unlink()
    (raw / "2022" / "letter.txt").write_text("Dengan hormat,\nbersama ini kami sampaikan.\n")
    (raw / "notes.json").write_text("{}")
    done = renaksi("run", raw, tmp_path / "out")
    assert done.returncode == 0
    assert "2 files, 2 documents, 45 records" in done.stdout
    assert "1 other file passed over" in done.stdout
    assert "no record in 2022/letter.txt" in done.stderr
    assert "2 files not read again" in renaksi("run", raw, tmp_path / "out").stdout
    frame = pd.read_parquet(tmp_path / "out" / "documents").set_index("source")
    assert frame.loc["2022/letter.txt", "status"] == "empty"


def test_the_stages_apart_give_what_the_run_gives(out: Path, tmp_path: Path) -> None:
    """`extract` and then `normalize` leave the very tables of `run`; `normalize` over them changes nothing."""
    assert renaksi("extract", SAMPLES.parent, tmp_path / "out").returncode == 0
    assert len(pd.read_parquet(tmp_path / "out" / "indicators")) == 0
    assert len(pd.read_parquet(tmp_path / "out" / "cells")) > 500
    assert renaksi("check", tmp_path / "out").returncode == 0
    assert renaksi("normalize", tmp_path / "out").returncode == 0
    assert digests(tmp_path / "out") == digests(out)
    assert renaksi("normalize", tmp_path / "out").returncode == 0
    assert digests(tmp_path / "out") == digests(out)


def test_check_of_sound_tables(out: Path) -> None:
    """Sound tables are said to be so; a folder without tables is misuse."""
    done = renaksi("check", out)
    assert (done.returncode, done.stdout) == (0, "All tables are as they should be.\n")
    assert renaksi("check", out.parent).returncode == 2


def test_check_of_broken_tables(out: Path, tmp_path: Path) -> None:
    """A table that somebody changed is named, and the exit code says so."""
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    path = copy / "indicators" / "2022" / "part-0.parquet"
    pd.read_parquet(path).head(10).to_parquet(path)
    done = renaksi("check", copy)
    assert done.returncode == 1
    assert "indicators/2022/part-0.parquet" in done.stdout


def test_every_character_is_accounted_for(out: Path) -> None:
    """In the sample documents no character is without a place."""
    frame = pd.read_parquet(out / "documents")
    assert (frame.characters > 5000).all()
    assert (frame.characters_unplaced == 0).all()
    assert (frame.characters == frame.characters_in_records + frame.characters_in_context).all()


def test_both_readers_and_the_text_agree(out: Path, tmp_path: Path) -> None:
    """pdfplumber reads the same records as PDFium."""
    assert renaksi("run", PDF, tmp_path / "out", "--reader", "pdfplumber").returncode == 0
    second = pd.read_parquet(tmp_path / "out" / "indicators")
    first = pd.read_parquet(out / "indicators").query("source.str.endswith('.pdf')").reset_index(drop=True)
    columns = ["level", "sasaran", "program", "kegiatan", "sub_kegiatan", "indikator", "satuan", "target", "tw1", "tw4"]
    assert len(second) == 45
    pd.testing.assert_frame_equal(first[columns], second[columns])


def test_show_a_document() -> None:
    """A document's records stand under the names of their nodes, the quarters side by side."""
    done = renaksi("show", TEXT)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "Kecamatan Pengadegan" in lines[0]
    header = next(line for line in lines if line.startswith("No"))
    assert [word for word in ("Target", "TW I", "TW II", "TW III", "TW IV") if word in header] == [
        "Target", "TW I", "TW II", "TW III", "TW IV"
    ]  # fmt: skip
    assert any(line.strip().startswith("Sasaran: Meningkatnya kualitas pelayanan") for line in lines)
    assert max(map(len, lines)) <= 120


def test_show_fits_the_terminal() -> None:
    """A narrower terminal gets a narrower table, and loses no text."""
    lines = renaksi("show", TEXT, COLUMNS="100").stdout.splitlines()
    assert max(map(len, lines)) <= 100


def test_show_chooses(out: Path) -> None:
    """Level, text and columns choose; a level can be written as it is said."""
    records = json.loads(renaksi("show", out, "--json", "--level", "Sub Kegiatan").stdout)
    assert records
    assert {record["level"] for record in records} == {"sub_kegiatan"}
    found = json.loads(renaksi("show", out, "--json", "--text", "KEPUASAN masyarakat").stdout)
    assert found
    assert all("kepuasan masyarakat" in json.dumps(record).lower() for record in found)
    picked = json.loads(renaksi("show", out, "--json", "--columns", "urutan,target").stdout)
    assert set(picked[0]) == {"urutan", "target"}


def test_show_what_cannot_be_read(tmp_path: Path) -> None:
    """A document without records says so; one that cannot be read is a failure; tables that are not there, misuse."""
    (tmp_path / "letter.txt").write_text("Dengan hormat")
    (tmp_path / "broken.pdf").write_text("no pdf")
    letter = renaksi("show", tmp_path / "letter.txt")
    assert (letter.returncode, letter.stdout) == (0, "")
    assert "holds no record" in letter.stderr
    assert renaksi("show", tmp_path / "broken.pdf").returncode == 1
    nothing = renaksi("show", tmp_path)
    assert nothing.returncode == 2
    assert "renaksi run" in nothing.stderr


@pytest.mark.skipif(os.name != "posix", reason="names that other systems refuse")
def test_nothing_from_outside_steers_the_terminal(tmp_path: Path) -> None:
    """Escapes and turned directions, from a file's name or its text, are written out."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "\x1b[2J\u202efdp.pdf").write_text("no pdf")
    text = TEXT.read_text(encoding="utf-8").replace("kualitas", "kual\u202eitas")
    (raw / "two\nlines\x1b]0;x\x07.txt").write_text(text, encoding="utf-8")
    done = renaksi("run", raw, tmp_path / "out", "--exit-zero")
    assert len(done.stderr.splitlines()) == 1
    assert "\\x1b[2J\\u202efdp.pdf" in done.stderr
    shown = renaksi("show", tmp_path / "out").stdout + renaksi("show", tmp_path / "out", "--json").stdout
    for character in ("\x1b", "\x07", "\u202e"):
        assert character not in done.stdout + done.stderr + shown


def test_plain_keeps_letters() -> None:
    """Only what steers is written out: letters, accents and signs of other scripts stay."""
    assert plain("é – “Ω” 数 ✓ \u00a0") == "é – “Ω” 数 ✓ \u00a0"
    assert plain("\ud800\x9b\u2066\x7f") == "\\ud800\\x9b\\u2066\\x7f"


def test_a_vocabulary_that_cannot_be_used(tmp_path: Path) -> None:
    """A word list that is no TOML, or is not there, is told before anything is written."""
    words = tmp_path / "words.toml"
    words.write_text("[level\n")
    for name in (words, tmp_path / "gone.toml"):
        done = renaksi("run", TEXT, tmp_path / "out", "--vocabulary", name)
        assert done.returncode == 2
        assert name.name in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    """A file in the way of the tables is misuse, told before the reading."""
    (tmp_path / "file").write_text("")
    done = renaksi("run", TEXT, tmp_path / "file")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "file").read_text() == ""


def test_a_year_or_a_file_alone(tmp_path: Path) -> None:
    """--year and --only read a part, and keep the other rows."""
    raw = tmp_path / "raw"
    for year in ("2022", "2023"):
        (raw / year).mkdir(parents=True)
        (raw / year / f"{year}.txt").write_text(TEXT.read_text(encoding="utf-8") + year, encoding="utf-8")
    assert "2 files" in renaksi("run", raw, tmp_path / "out").stdout
    assert "1 file," in renaksi("run", raw, tmp_path / "out", "--year", "2022").stdout
    assert "1 file," in renaksi("run", raw, tmp_path / "out", "--only", raw / "2023" / "2023.txt").stdout
    assert len(pd.read_parquet(tmp_path / "out" / "documents")) == 2


def test_inspect_and_compare(tmp_path: Path) -> None:
    """A page is drawn and told in words; a page that is not there, and a file that is no PDF, are told."""
    done = renaksi("inspect", PDF, "--page", "1", "-o", tmp_path / "page.png")
    assert done.returncode == 0
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")
    assert renaksi("inspect", PDF, "--page", "9").returncode == 2
    assert renaksi("compare", PDF, "--page", "9").returncode == 2
    (tmp_path / "broken.pdf").write_text("no pdf")
    for command in ("inspect", "compare"):
        broken = renaksi(command, tmp_path / "broken.pdf", cwd=tmp_path)
        assert broken.returncode == 1, command
        assert len(broken.stderr.splitlines()) == 1, command
        assert renaksi(command, tmp_path / "gone.pdf", cwd=tmp_path).returncode == 2, command


def test_version() -> None:
    """The version is printed."""
    from renaksi import __version__

    assert renaksi("version").stdout == f"renaksi {__version__}\n"
