"""Tesseract as the recogniser: what it says becomes readings, and where it is not installed a person is told."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from extract.errors import RenaksiError
from extract.readers.ocr import read_scans
from extract.readers.pdfium import PdfiumReader
from extract.scan import tesseract
from extract.scan.recognizer import Reading, recognizer
from extract.tables import page_cells
from tests.commands import PDF, renaksi
from tests.drawnscan import ROWS, as_pdf, drawn, typeset

HEAD = "level page_num block_num par_num line_num word_num left top width height conf text".replace(" ", "\t")
CROP = np.full((24, 100), 255, np.uint8)
"""Twice as large it is 48 pixels high and 200 wide, with 12 of paper around it."""


def _installed() -> bool:
    try:
        tesseract.find_tesseract()
    except RenaksiError:
        return False
    return True


def answering(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[list[str]]:
    """Lets a program that is not there answer with these rows of words; gives the commands that it got."""
    commands: list[list[str]] = []

    def answer(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        rows = "osd\nind\n" if "--list-langs" in command else "\n".join([HEAD, *words])
        return subprocess.CompletedProcess(command, 0, rows.encode())

    monkeypatch.setattr(tesseract.shutil, "which", lambda _: "tesseract")
    monkeypatch.setattr(tesseract.subprocess, "run", answer)
    return commands


def row(page: int, left: int, width: int, conf: float, text: str) -> str:
    """A word of Tesseract's table."""
    return "\t".join(map(str, (5, page, 1, 1, 1, 1, left, 12, width, 48, conf, text)))


def test_words_become_the_reading_of_their_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of each picture are one text; a character has its word's confidence and its share of the width."""
    answering(monkeypatch, row(1, 12, 40, 96.0, "TW"), row(1, 72, 20, 50.0, "I"), row(3, 12, 200, 90.0, "12,5"))
    first, second, third = tesseract.Tesseract().read([CROP, CROP, CROP])
    assert (first.text, first.confidence) == ("TW I", (0.96, 0.96, 0.5, 0.5))
    assert first.place == pytest.approx((0.05, 0.15, 0.225, 0.35))
    assert second == Reading("", (), ())
    assert third.place == pytest.approx((0.125, 0.375, 0.625, 0.875))


def test_a_quote_in_a_word_is_a_quote(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tesseract's table knows no quoting: a lone quotation mark does not swallow the rows behind it."""
    answering(monkeypatch, row(1, 12, 9, 60.0, '"A'), row(2, 12, 9, 60.0, "B"))
    assert [reading.text for reading in tesseract.Tesseract().read([CROP, CROP])] == ['"A', "B"]


def test_figures_alone_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look at a figure allows digits and the signs beside them, in one call for all lines."""
    commands = answering(monkeypatch)
    tesseract.Tesseract().read([CROP] * 3, figures=True)
    (command,) = commands[1:]
    assert any(part.startswith("tessedit_char_whitelist=0123456789") for part in command)
    assert command[-1] == "tsv"
    assert tesseract.Tesseract().read([]) == []


def test_a_program_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash or a hang of the program is an error in words, not a traceback."""
    answering(monkeypatch)
    reader = tesseract.Tesseract()

    def hang(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("tesseract", 300)

    monkeypatch.setattr(tesseract.subprocess, "run", hang)
    with pytest.raises(RenaksiError, match="did not read the page"):
        reader.read([CROP])


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No program, and one without Indonesian, are each refused with a way out."""
    answering(monkeypatch)
    monkeypatch.setattr(tesseract, "_LANGUAGE", "jav")
    with pytest.raises(RenaksiError, match="install its `jav`"):
        tesseract.find_tesseract()
    monkeypatch.setattr(tesseract.shutil, "which", lambda _: None)
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    with pytest.raises(RenaksiError, match="is not installed"):
        tesseract.find_tesseract()


def test_a_run_that_asks_for_what_is_not_there_does_not_begin(tmp_path: Path) -> None:
    """`--ocr-engine tesseract` without Tesseract is misuse: one line, exit code 2, nothing made."""
    done = renaksi("run", PDF, tmp_path / "out", "--ocr-engine", "tesseract", PATH="")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "tesseract is not installed" in line
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not _installed(), reason="tesseract with Indonesian is not installed here")
def test_a_scan_is_read_by_tesseract() -> None:
    """Where it is installed, a clean scan gives the cells of the page that was scanned, each with a confidence."""
    pdf = as_pdf([drawn(typeset(), 200.0)], 200.0)
    with PdfiumReader(pdf) as reader:
        (page,) = (page_cells(page) for page in read_scans(reader.pages(), pdf, "auto", "tesseract"))
    recognizer.cache_clear()
    texts = [cell.text for cell in page.cells if cell.table]
    expected = [text for row in ROWS for text in row]
    assert sum(one == other for one, other in zip(texts, expected, strict=True)) >= 0.8 * len(expected)
    assert all(0 < line.confidence <= 1 for cell in page.cells for line in cell.lines)
