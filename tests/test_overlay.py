"""The picture of a page with what was read in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from extract.cells import Cell, Line, PageCells
from extract.pages import Rulings
from renaksi import pen
from renaksi.errors import UsageError
from renaksi.inspection import inspect_page
from renaksi.overlay import draw_overlay, role_colour
from renaksi.pen import render_page
from renaksi.settings import Settings
from tests.drawnpdf import draw
from tests.handmade import strokes

FIXTURES = Path(__file__).parent / "fixtures"
HATCH = (230, 40, 160)
BORDER = (20, 60, 150)
RULING = (220, 30, 30)
WIDTH, HEIGHT = 400, 300
PDF = draw("", size=(WIDTH, HEIGHT))

Pixels = npt.NDArray[np.uint8]


def _cell(row: int, column: int, rows: int = 1, columns: int = 1, text: str = "", table: int = 1) -> Cell:
    """A cell of a grid of 100 by 50 points that begins at (20, 20)."""
    x0, top = 20.0 + 100 * column, 20.0 + 50 * row
    x1, bottom = x0 + 100 * columns, top + 50 * rows
    lines = (Line(text, False, x0 + 2, top + 2, x0 + 40, top + 12),) if text else ()
    return Cell(1, table, row, column, rows, columns, x0, top, x1, bottom, lines)


def _page(*cells: Cell, turn: int = 0) -> PageCells:
    width, height = (WIDTH, HEIGHT) if turn % 2 == 0 else (HEIGHT, WIDTH)
    return PageCells(1, width, height, turn, "text", list(cells), 0)


def _draw(tmp_path: Path, page: PageCells, **options: object) -> Pixels:
    """The picture's pixels, (height, width, 3), two to a point."""
    out = tmp_path / "page.png"
    draw_overlay(PDF, 1, page, out, **options)  # type: ignore[arg-type]
    return np.asarray(Image.open(out).convert("RGB"))


def _at(pixels: Pixels, x: float, y: float) -> tuple[int, ...]:
    return tuple(pixels[round(y * 2), round(x * 2)].tolist())


def _holds(pixels: Pixels, cell: Cell, colour: tuple[int, int, int]) -> bool:
    """Whether some pixel well inside the cell is nearly of this colour."""
    part = pixels[round(cell.top * 2) + 8 : round(cell.bottom * 2) - 8, round(cell.x0 * 2) + 8 : round(cell.x1 * 2) - 8]
    return bool((np.abs(part.astype(int) - np.array(colour)).max(axis=2) < 100).any())


def test_a_cell_has_the_tint_of_its_role(tmp_path: Path) -> None:
    """Cells of two roles differ in colour, each paler than its role's own and of the same hue; others stay white."""
    page = _page(_cell(0, 0, text="a"), _cell(0, 1, text="b"), _cell(1, 0))
    pixels = _draw(tmp_path, page, roles=[("target", 1), ("indikator", 1), None])
    target, indicator, none = _at(pixels, 110, 60), _at(pixels, 210, 60), _at(pixels, 110, 110)
    assert none == (255, 255, 255)
    assert target != indicator
    for pixel, role in ((target, "target"), (indicator, "indikator")):
        assert np.argsort(pixel).tolist() == np.argsort(role_colour(role)).tolist()
        assert min(pixel) > min(role_colour(role))


def test_what_has_no_role_is_hatched(tmp_path: Path) -> None:
    """A cell with text and no role is hatched; a blank one, and one with a role, are not."""
    lost, blank, known = _cell(0, 0, text="lost"), _cell(1, 0), _cell(0, 1, text="known")
    pixels = _draw(tmp_path, _page(lost, blank, known), roles=[None, None, ("body", None)])
    assert _holds(pixels, lost, HATCH)
    assert not _holds(pixels, blank, HATCH)
    assert not _holds(pixels, known, HATCH)


def test_a_header_cell_shows_the_role_that_it_gave(tmp_path: Path) -> None:
    """A header cell wears a tag in its role's colour, and one that no word explains is hatched."""
    named, unknown = _cell(0, 0, text="KODE"), _cell(0, 1, text="KET")
    labels = {0: "kode", 1: None}
    pixels = _draw(tmp_path, _page(named, unknown), roles=[("header", None)] * 2, labels=labels)
    lower = pixels[round(named.bottom * 2) - 24 : round(named.bottom * 2), round(named.x0 * 2) : round(named.x1 * 2)]
    assert (lower == np.array(role_colour("kode"))).all(axis=2).sum() > 50
    assert _holds(pixels, unknown, HATCH)
    assert not _holds(pixels, named, HATCH)


def test_covered_and_blank_are_told_apart(tmp_path: Path) -> None:
    """A blank cell has a ring in its middle; dashes cross a merged cell where the grid runs on, and no other."""
    merged, blank, beside = _cell(0, 0, rows=2, text="over two rows"), _cell(0, 1), _cell(1, 1, text="b")
    pixels = _draw(tmp_path, _page(merged, blank, beside))
    assert _holds(pixels, blank, BORDER)
    assert not _holds(pixels, beside, BORDER)
    row = pixels[round(merged.top * 2 + 100), round(merged.x0 * 2) + 8 : round(merged.x1 * 2) - 8]
    dashed = (row == np.array(BORDER)).all(axis=1)
    assert 0.2 < dashed.mean() < 0.8


def test_rulings_are_drawn_as_they_are(tmp_path: Path) -> None:
    """The strokes of the page stand in the picture where they are, when they are given."""
    rulings = Rulings(strokes([(200, 30, 120)]), strokes([(150, 220, 280)]))
    pixels = _draw(tmp_path, _page(_cell(0, 0)), rulings=rulings)
    assert _at(pixels, 75, 200) == RULING
    assert _at(pixels, 150, 250) == RULING
    assert _at(_draw(tmp_path, _page(_cell(0, 0))), 75, 200) == (255, 255, 255)


@pytest.mark.parametrize(("turn", "size"), [(0, (800, 600)), (1, (600, 800)), (2, (800, 600)), (3, (600, 800))])
def test_the_picture_is_turned_as_the_page_was_read(turn: int, size: tuple[int, int]) -> None:
    """A mark at the page's upper left corner is found where that many quarter turns clockwise bring it."""
    data = draw("0 0 0 rg 0 280 20 20 re f", size=(WIDTH, HEIGHT))
    picture, scale = render_page(data, 1, 2.0, turn)
    assert (picture.size, scale) == (size, 2.0)
    corners = {0: (10, 10), 1: (size[0] - 10, 10), 2: (size[0] - 10, size[1] - 10), 3: (10, size[1] - 10)}
    assert [quarter for quarter, place in corners.items() if picture.getpixel(place) == (0, 0, 0)] == [turn]


def test_a_vast_page_is_scaled_down_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that would be too many pixels gets a smaller picture, and says at which scale."""
    monkeypatch.setattr(pen, "MAX_PIXELS", 10_000)
    picture, scale = render_page(PDF, 1, 2.0)
    assert picture.width * picture.height <= 10_300
    assert picture.width == pytest.approx(WIDTH * scale, abs=1)


def test_the_legend_names_every_role_and_stands_below(tmp_path: Path) -> None:
    """The picture is as wide as the page and higher by the legend, which grows with the number of roles."""
    few = _draw(tmp_path, _page(_cell(0, 0, text="a")), roles=[("body", None)])
    cells = [_cell(row, 0, text="a") for row in range(5)] * 6
    many = _draw(tmp_path, _page(*cells), roles=[(f"realisasi_anggaran_tw{number}", None) for number in range(30)])
    assert few.shape[1] == many.shape[1] == 2 * WIDTH
    assert 2 * HEIGHT < few.shape[0] < many.shape[0]


def test_inspect_names_the_role_of_each_header_cell(tmp_path: Path) -> None:
    """On a page of a cascade the words say which header cell gave which role, and how many cells there are."""
    out = tmp_path / "page.png"
    told = inspect_page(FIXTURES / "pengadegan-2022.pdf", 1, out, Settings())
    lines = [line.split(maxsplit=1) for line in told.splitlines() if line.startswith("  ")]
    assert ["sasaran", "SASARAN"] in lines
    assert ["tw1-4", "TARGET PROGRES CAPAIAN KINERJA"] in lines
    assert ["penanggung_jawab", "PENANGGUN G JAWAB"] in lines
    assert "18 rows, 28 columns, 262 cells" in told
    assert "no role" not in told
    assert Image.open(out).width > 2000


def test_inspect_refuses_what_it_cannot_draw(tmp_path: Path) -> None:
    """A page that is not there, a text file, a missing file and a folder that is not there are each told."""
    text = tmp_path / "dump.txt"
    text.write_text("RENCANA AKSI", encoding="utf-8")
    pdf = FIXTURES / "pengadegan-2022.pdf"
    for path, page, out, word in (
        (pdf, 9, tmp_path / "a.png", "its pages are 1 to 2"),
        (pdf, 0, tmp_path / "a.png", "its pages are 1 to 2"),
        (text, 1, tmp_path / "a.png", "plain text"),
        (tmp_path / "none.pdf", 1, tmp_path / "a.png", "no such file"),
        (pdf, 1, tmp_path / "none" / "a.png", "cannot be written"),
    ):
        with pytest.raises(UsageError, match=word):
            inspect_page(path, page, out, Settings())
