"""Our grid of a page beside pdfplumber's and camelot's: what each sees, in words and as a picture."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.cells import Box, PageCells
from extract.readers.pdfium import PdfiumReader
from extract.readers.plumber import PlumberReader
from extract.tables import page_cells
from renaksi.foreign import LATTICE, PDFPLUMBER, Grid, foreign_grids, upright_copy
from renaksi.pen import INK, Colour, Pen, render_page

__all__ = ["OURS", "Comparison", "Difference", "compare_page", "match_cells"]

OURS = "renaksi"

TOLERANCE = 3.0
"""Two readers see the same cell where all four sides agree within so many points: a border drawn twice, or a thick
one, is placed by one reader at its middle and by the other at its rim."""

_PANEL = 1500
"""The width in pixels of one reader's panel in the picture."""

_COLOURS: dict[str, Colour] = {
    OURS: (20, 90, 200),
    PDFPLUMBER: (220, 60, 40),
    LATTICE: (20, 150, 70),
    "camelot stream": (170, 90, 200),
    "camelot network": (210, 140, 20),
    "camelot hybrid": (20, 150, 170),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that not every reader sees: its box, the names of those that do, and what is printed in it."""

    box: Box
    names: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The readers' grids of one page (ours first) and the cells on which they differ."""

    source: str
    page: int
    grids: tuple[Grid, ...]
    differences: tuple[Difference, ...]

    @property
    def agree(self) -> bool:
        """Whether every reader sees the same cells, and none failed."""
        return not self.differences and all(grid.error is None for grid in self.grids)

    def alone(self, name: str) -> int:
        """How many cells only this reader sees."""
        return sum(1 for cell in self.differences if cell.names == (name,))

    def text(self, limit: int = 12) -> str:
        """The comparison in words: a table of counts, then at most `limit` differing cells of each kind."""
        head = f"{'reader':<18}{'tables':>7}{'cells':>7}{'alone':>7}{'seconds':>9}"
        lines = [f"{self.source}, page {self.page}", head]
        for grid in self.grids:
            counts = f"{grid.tables:>7}{len(grid.boxes):>7}{self.alone(grid.name):>7}{grid.seconds:>9.2f}"
            lines.append(f"{grid.name:<18}{counts}" + (f"  {grid.error}" if grid.error else ""))
        seen = [grid.name for grid in self.grids if grid.error is None]
        if not self.differences:
            lines.append("All see the same cells." if any(g.boxes for g in self.grids) else "Nobody sees a table here.")
        for names, cells in _by_names(self.differences):
            lines.append(f"Only {_joined(names)}, not {_joined([n for n in seen if n not in names])}: {len(cells)}")
            cells.sort(key=lambda cell: not cell.text)  # what holds text first
            lines.extend(f"  {_place(cell.box)}  {_short(cell.text)}" for cell in cells[:limit])
            if len(cells) > limit:
                lines.append(f"  … and {len(cells) - limit} more")
        return "\n".join(lines)


def compare_page(path: Path, page_number: int, out_png: Path | None = None, *, reader: str = "pdfium") -> Comparison:
    """Reads one page with every reader and writes the picture of their differences.

    Args:
        path: the PDF.
        page_number: from 1.
        out_png: where the picture goes; none is drawn where it is None.
        reader: which of our readers reads the page: `pdfium` or `pdfplumber`.

    Raises:
        DocumentError: the file cannot be read at all.
        IndexError: the file has no such page.
    """
    data = path.read_bytes()
    started = time.perf_counter()
    page = _our_page(data, page_number, reader)
    ours = _our_grid(page, time.perf_counter() - started)
    copy = upright_copy(data, page_number, page.turn)
    grids = [ours, *foreign_grids(copy, page.height)]
    cells = match_cells(grids)
    asked = sum(1 for grid in grids if grid.error is None)
    differences = [Difference(box, names, _text_in(page, box)) for box, names in cells if len(names) < asked]
    comparison = Comparison(path.name, page_number, tuple(grids), tuple(differences))
    if out_png is not None:
        picture, scale = render_page(data, page_number, _PANEL / max(1.0, page.width), page.turn)
        _draw(picture, scale, cells, comparison).save(out_png, format="PNG")
    return comparison


def match_cells(grids: Sequence[Grid]) -> list[tuple[Box, tuple[str, ...]]]:
    """Every cell that any reader sees, with the names of those that see it; readers that failed are not asked.

    Cells are the same where their four sides agree within `TOLERANCE`; the box is the first reader's.
    """
    cells: list[tuple[Box, list[str]]] = []
    for grid in grids:
        if grid.error is not None:
            continue
        known = np.asarray([box for box, _ in cells], dtype=np.float64).reshape(-1, 4)
        fresh: list[tuple[Box, list[str]]] = []
        for box in grid.boxes:
            near = np.flatnonzero((np.abs(known - np.asarray(box)) <= TOLERANCE).all(axis=1)).tolist()
            names = next((cells[index][1] for index in near if grid.name not in cells[index][1]), None)
            if names is None:
                fresh.append((box, [grid.name]))
            else:
                names.append(grid.name)
        cells += fresh
    return [(box, tuple(names)) for box, names in sorted(cells, key=lambda cell: (cell[0][1], cell[0][0]))]


def _our_page(data: bytes, page_number: int, reader: str) -> PageCells:
    with (PlumberReader if reader == "pdfplumber" else PdfiumReader)(data) as source:
        if not 1 <= page_number <= source.page_count:
            raise IndexError(page_number)
        return page_cells(source.page(page_number))


def _our_grid(page: PageCells, seconds: float) -> Grid:
    cells = [cell for cell in page.cells if cell.table]
    return Grid(OURS, len({cell.table for cell in cells}), tuple(cell.box for cell in cells), seconds)


def _text_in(page: PageCells, box: Box) -> str:
    """What is printed in a box, by the middle of our lines."""
    x0, top, x1, bottom = box
    return " ".join(
        line.text.strip()
        for cell in page.cells
        for line in cell.lines
        if x0 <= (line.x0 + line.x1) / 2 <= x1 and top <= (line.top + line.bottom) / 2 <= bottom
    )


def _by_names(differences: Sequence[Difference]) -> list[tuple[tuple[str, ...], list[Difference]]]:
    groups: dict[tuple[str, ...], list[Difference]] = {}
    for cell in differences:
        groups.setdefault(cell.names, []).append(cell)
    return sorted(groups.items(), key=lambda item: (len(item[0]), item[0]))


def _joined(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _place(box: Box) -> str:
    return "({:.0f}, {:.0f}, {:.0f}, {:.0f})".format(*box)


def _short(text: str, width: int = 60) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= width else text[: width - 1] + "…") if text else "(blank)"


def _draw(
    picture: Image.Image, scale: float, cells: Sequence[tuple[Box, tuple[str, ...]]], comparison: Comparison
) -> Image.Image:
    """A panel for each reader, two in a row: the page, faded, with the cells that this reader sees."""
    pale = Image.blend(picture, Image.new("RGB", picture.size, (255, 255, 255)), 0.4)
    asked = sum(1 for grid in comparison.grids if grid.error is None)
    panels = [_panel(pale.copy(), scale, grid, cells, asked, comparison) for grid in comparison.grids]
    width, height = panels[0].size
    sheet = Image.new("RGB", (2 * width, height * ((len(panels) + 1) // 2)), (255, 255, 255))
    for number, panel in enumerate(panels):
        sheet.paste(panel, (number % 2 * width, number // 2 * height))
    return sheet


def _panel(
    picture: Image.Image,
    scale: float,
    grid: Grid,
    cells: Sequence[tuple[Box, tuple[str, ...]]],
    asked: int,
    comparison: Comparison,
) -> Image.Image:
    """One reader's cells: grey where all see them, in its colour where not all do, tinted where it alone does."""
    colour = _COLOURS[grid.name]
    pen = Pen(picture, scale)
    for box, names in cells:
        if grid.name not in names:
            continue
        if len(names) == 1:
            pen.tint(box, colour, 0.4)
        pen.frame(box, (150, 150, 150) if len(names) == asked else colour, 1 if len(names) == asked else 2)
    font = ImageFont.load_default(max(12.0, 10.0 * scale))
    line = round(20 * scale)
    sheet = Image.new("RGB", (picture.width + 4, picture.height + 2 * line + 4), colour)
    sheet.paste((255, 255, 255), (0, line, sheet.width - 4, sheet.height - 4))
    sheet.paste(picture, (0, line))
    draw = ImageDraw.Draw(sheet)
    alone = comparison.alone(grid.name)
    said = grid.error or f"tables: {grid.tables}, cells: {len(grid.boxes)}, that no other sees (tinted): {alone}"
    draw.text((line // 2, line // 2), f"{grid.name}   {said}", font=font, fill=(255, 255, 255), anchor="lm")
    key = "grey: all readers see this cell; in colour: not all do"
    draw.text((line // 2, line + picture.height + line // 2), key, font=font, fill=INK, anchor="lm")
    return sheet
