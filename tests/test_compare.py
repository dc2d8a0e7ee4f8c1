"""Readers side by side."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pdfplumber
import pypdfium2 as pdfium
import pytest
from PIL import Image

from renaksi import foreign
from renaksi.compare import OURS, compare_page, match_cells
from renaksi.foreign import LATTICE, PDFPLUMBER, Grid, merged_boxes, upright_copy
from tests.drawnpdf import draw

FIXTURES = Path(__file__).parent / "fixtures"
GRID = (
    "0.5 w 50 50 m 350 50 l 50 150 m 350 150 l 50 250 m 350 250 l S "
    "50 50 m 50 250 l 200 50 m 200 250 l 350 50 m 350 250 l S "
    "BT /F1 12 Tf 60 200 Td (Indikator) Tj 150 -100 Td (Target) Tj ET"
)


def _file(folder: Path, content: str, **options: object) -> Path:
    path = folder / "page.pdf"
    path.write_bytes(draw(content, **options))  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("rotate", [0, 90, 180])
def test_all_readers_agree_on_a_plain_grid(tmp_path: Path, rotate: int) -> None:
    """On a ruled table, turned by /Rotate or not, the three see the same cells and the words say so."""
    comparison = compare_page(_file(tmp_path, GRID, rotate=rotate), 1)
    assert [(grid.name, grid.tables, len(grid.boxes)) for grid in comparison.grids] == [
        (OURS, 1, 4),
        (PDFPLUMBER, 1, 4),
        (LATTICE, 1, 4),
    ]
    assert comparison.agree
    assert "All see the same cells." in comparison.text()


def test_a_cell_that_one_does_not_see_is_told_and_drawn(tmp_path: Path) -> None:
    """White boxes cut pdfplumber's cells and not ours: the words name who sees which, the picture has a panel each."""
    out = tmp_path / "differs.png"
    white = "1 1 1 rg 50 190 150 20 re f 50 90 150 20 re f "
    comparison = compare_page(_file(tmp_path, white + GRID), 1, out)
    assert not comparison.agree
    assert comparison.alone(PDFPLUMBER) > 0
    assert comparison.alone(OURS) == 0
    told = comparison.text()
    assert f"Only {PDFPLUMBER}, not {OURS} and {LATTICE}" in told
    assert f"Only {OURS} and {LATTICE}, not {PDFPLUMBER}" in told
    assert "'Indikator'" in told
    assert Image.open(out).size[0] > 2 * 1400


def test_without_rules_the_text_flavours_are_asked(tmp_path: Path) -> None:
    """Where lattice finds nothing, stream, network and hybrid say what they see."""
    rows = "".join(
        f"BT /F1 10 Tf 50 {250 - 20 * row} Td (nama {row}) Tj 150 0 Td ({row}5,5) Tj ET " for row in range(6)
    )
    comparison = compare_page(_file(tmp_path, rows), 1)
    found = {grid.name: grid for grid in comparison.grids}
    assert found[LATTICE].tables == 0
    assert set(found) == {OURS, PDFPLUMBER, LATTICE, "camelot stream", "camelot network", "camelot hybrid"}
    assert found["camelot stream"].tables == 1
    assert len(found["camelot stream"].boxes) == 12


def test_a_reader_that_is_missing_or_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another program raises, or that it is not installed, is a line of the comparison and not its end."""

    def absent(*_: object) -> list[object]:
        raise ImportError

    def broken(*_: object) -> list[object]:
        raise ZeroDivisionError

    monkeypatch.setattr(foreign, "camelot_tables", absent)
    monkeypatch.setattr(foreign, "_pdfplumber_tables", broken)
    comparison = compare_page(_file(tmp_path, GRID), 1, tmp_path / "page.png")
    assert [grid.error for grid in comparison.grids] == [None, "failed: ZeroDivisionError", "not installed"]
    assert not comparison.agree
    assert not comparison.differences


def test_a_page_that_is_not_there_is_an_index_error(tmp_path: Path) -> None:
    """Pages count from 1 to the last."""
    path = _file(tmp_path, GRID)
    for number in (0, 2):
        with pytest.raises(IndexError):
            compare_page(path, number)
        with pytest.raises(IndexError):
            upright_copy(path.read_bytes(), number, 0)


def test_cells_are_matched_within_a_border(tmp_path: Path) -> None:
    """The same cell by two readers may differ by a border's thickness; a cell of two is not the cell of one."""
    one = Grid("one", 1, ((0, 0, 100, 50), (100, 0, 200, 50)), 0.0)
    two = Grid("two", 1, ((1, -1, 102, 51), (0, 0, 200, 50)), 0.0)
    failed = Grid("three", 0, (), 0.0, "failed: ValueError")
    assert match_cells([one, two, failed]) == [
        ((0, 0, 100, 50), ("one", "two")),
        ((0, 0, 200, 50), ("two",)),
        ((100, 0, 200, 50), ("one",)),
    ]


def test_no_cell_serves_two_of_one_reader() -> None:
    """Two cells of one reader in nearly one place stay two."""
    one = Grid("one", 1, ((0, 0, 50, 10),), 0.0)
    two = Grid("two", 1, ((0, 0, 50, 10), (0, 1, 50, 11)), 0.0)
    assert [names for _, names in match_cells([one, two])] == [("one", "two"), ("two",)]


def test_camelots_open_sides_are_merged_cells() -> None:
    """Cells without a rule between them are one, its box upside up; without rules each stands for itself."""

    def cell(column: int, row: int, **sides: bool) -> SimpleNamespace:
        bounds = {"left": True, "right": True, "top": True, "bottom": True, **sides}
        x, y = 10 * column, 90 - 10 * row
        return SimpleNamespace(x1=x, y1=y, x2=x + 10, y2=y + 10, **bounds)

    cells = [
        [cell(0, 0, right=False), cell(1, 0, left=False), cell(2, 0, bottom=False)],
        [cell(0, 1), cell(1, 1), cell(2, 1, top=False)],
    ]
    assert sorted(merged_boxes(cells, 100, ruled=True)) == [
        (0, 0, 20, 10),
        (0, 10, 10, 20),
        (10, 10, 20, 20),
        (20, 0, 30, 20),
    ]
    assert len(merged_boxes(cells, 100, ruled=False)) == 6


@pytest.mark.parametrize(("turn", "size"), [(0, (400, 300)), (1, (300, 400))])
def test_the_copy_is_one_upright_unlocked_page(turn: int, size: tuple[int, int]) -> None:
    """The copy has one page, as large as the CropBox shows it, turned as it is read."""
    data = draw("", "BT /F1 12 Tf 120 120 Td (seen) Tj ET", size=(600, 500), crop=(100, 100, 500, 400))
    with pdfplumber.open(io.BytesIO(upright_copy(data, 2, turn))) as copy:
        (page,) = copy.pages
        assert (page.width, page.height) == size
        assert page.extract_text() == ("seen" if turn == 0 else page.extract_text())
    locked = (FIXTURES / "locked-rotated-180.pdf").read_bytes()
    assert b"/Encrypt" in locked
    assert b"/Encrypt" not in upright_copy(locked, 1, 0)
    assert len(pdfium.PdfDocument(upright_copy(locked, 2, 0))) == 1
