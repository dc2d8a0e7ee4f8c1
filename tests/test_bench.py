"""What the benchmark measures and how it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.__main__ import choose, main
from bench.flavours import Score, our_rows, score
from bench.long import repeat_pages, write_prose
from bench.measure import measure, peak_memory
from bench.tasks import TASKS
from extract.cells import Cell, Line
from extract.readers.pdfium import PdfiumReader

FIXTURES = Path(__file__).parent / "fixtures"
RECORD = {
    "level": "program",
    "program": "Program Kesehatan",
    "kegiatan": None,
    "indikator": "Indeks kesehatan",
    "satuan": "Persen",
    "target": "50",
    "tw1": "10",
    "tw2": "10",
}


def test_a_measurement_is_of_a_process_of_its_own() -> None:
    """A task that runs elsewhere tells its pages, a time that is no import's, and a peak that is not ours."""
    before = peak_memory()
    measured = measure("PDFium alone", [FIXTURES / "pengadegan-2022.pdf"] * 2)
    assert measured.pages == 4
    assert 0 < measured.seconds < 20
    assert 5e6 < measured.peak < 2e8
    assert peak_memory() >= before > 1e7


def test_a_task_that_fails_says_why(tmp_path: Path) -> None:
    """A file that cannot be read ends the measurement with the last line of what was said."""
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no pdf")
    with pytest.raises(RuntimeError, match="Pdfium"):
        measure("PDFium alone", [broken])


def test_every_task_reads_every_page() -> None:
    """All tasks count the same pages of the same file: none is fast by leaving something out."""
    path = FIXTURES / "sideways-writer.pdf"
    assert {name: task()([path]) for name, task in TASKS.items()} == dict.fromkeys(TASKS, 2)


def test_only_what_all_can_read_is_measured(tmp_path: Path) -> None:
    """Locked and broken files are left out by name, copies are read once."""
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 cut")
    (tmp_path / "copy.pdf").write_bytes((FIXTURES / "sideways-writer.pdf").read_bytes())
    files, left_out = choose([FIXTURES, tmp_path])
    names = [file.name for file in files]
    assert "sideways-writer.pdf" in names and "copy.pdf" not in names
    assert "broken.pdf (cannot be opened)" in left_out
    assert any(reason.startswith("locked-rotated-180.pdf (locked") for reason in left_out)


def test_the_table_is_printed_and_written_where_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table has a row a task, the ratios are against its first, and a file is written only where one is named."""
    target = tmp_path / "performance.md"
    source = str(FIXTURES / "sideways-writer.pdf")
    assert main([source, "--rounds", "1", "--times", "1", "--task", "PDFium alone", "--write", str(target)]) == 0
    printed = capsys.readouterr().out
    assert printed == target.read_text(encoding="utf-8")
    row = printed.splitlines()[-1].split(" | ")
    assert (row[0], row[2], row[5]) == ("| PDFium alone", "1.0", "1.0")
    assert main([str(tmp_path / "none")]) == 2


def test_long_documents_have_the_pages_asked_for(tmp_path: Path) -> None:
    """Pages of a table are repeated in order, pages of text are drawn, and both can be read."""
    repeat_pages(FIXTURES / "pengadegan-2022.pdf", tmp_path / "tables.pdf", 5)
    write_prose(tmp_path / "text.pdf", 3)
    read = TASKS["renaksi, PDF to cells"]()
    assert (read([tmp_path / "tables.pdf"]), read([tmp_path / "text.pdf"])) == (5, 3)
    with PdfiumReader((tmp_path / "tables.pdf").read_bytes()) as reader:
        counts = [len(page.chars) for page in reader.pages()]
    assert counts[0] == counts[2] == counts[4] != counts[1] == counts[3]


def test_values_count_in_the_row_that_fits_best() -> None:
    """A value in another row, or beside other text, is wrong; equal values count as often as they stand."""
    whole = ["Program Kesehatan", "Indeks\nkesehatan ", "Persen", "50", "10", "10"]
    assert score([["Program", "x"], whole], [RECORD]) == Score(6, 6, 1, 1)
    assert score([[*whole[:4], "10"], ["10"]], [RECORD]) == Score(5, 6, 0, 1)
    assert score([["Program Kesehatan Indeks kesehatan", *whole[2:]]], [RECORD]) == Score(4, 6, 0, 1)
    assert score([whole], [RECORD, RECORD]) == Score(6, 12, 1, 2)
    assert score([], [RECORD]) == Score(0, 6, 0, 1)


def test_a_merged_cell_is_in_each_row_that_it_covers() -> None:
    """Our grid as rows of text: loose lines are none of it."""

    def cell(table: int, row: int, column: int, rows: int, text: str) -> Cell:
        return Cell(1, table, row, column, rows, 1, 0, 0, 1, 1, (Line(text, False, 0, 0, 1, 1),))

    page = [cell(1, 0, 0, 2, "a"), cell(1, 0, 1, 1, "b"), cell(1, 1, 1, 1, "c"), cell(0, 0, 0, 1, "loose")]
    assert list(our_rows(page)) == [["a", "b"], ["a", "c"]]
