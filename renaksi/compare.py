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
        shared = [box for box, names in cells if len(names) == asked]
        _draw(render_page(data, page_number, 2.0, page.turn), shared, comparison).save(out_png, format="PNG")
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


def _draw(rendered: tuple[Image.Image, float], shared: Sequence[Box], comparison: Comparison) -> Image.Image:
    """The page, faded; the cells that all see in thin grey; every other cell in the colours of those that see it."""
    picture, scale = rendered
    pen = Pen(Image.blend(picture, Image.new("RGB", picture.size, (255, 255, 255)), 0.45), scale)
    for box in shared:
        pen.frame(box, (150, 150, 150), 1)
    slots = {grid.name: number for number, grid in enumerate(comparison.grids)}
    for cell in comparison.differences:
        for name in cell.names:
            # Each reader draws a little further in, so that two who agree are both seen.
            inset = 2.2 * slots[name] / scale
            x0, top, x1, bottom = cell.box
            inner = (x0 + inset, top + inset, x1 - inset, bottom - inset)
            if len(cell.names) == 1:
                pen.tint(inner, _COLOURS[name], 0.22)
            pen.frame(inner, _COLOURS[name], 3 if len(cell.names) == 1 else 2)
    return _with_legend(pen.image, comparison, scale)


def _with_legend(picture: Image.Image, comparison: Comparison, scale: float) -> Image.Image:
    font = ImageFont.load_default(max(11.0, 8.5 * scale))
    line = round(16 * scale)
    rows: list[tuple[Colour, str]] = []
    for grid in comparison.grids:
        alone = comparison.alone(grid.name)
        said = grid.error or f"{grid.tables} tables, {len(grid.boxes)} cells, {alone} that no other sees"
        rows.append((_COLOURS[grid.name], f"{grid.name}: {said}"))
    rows.append(((150, 150, 150), "cells that all see"))
    sheet = Image.new("RGB", (picture.width, picture.height + line * len(rows) + line // 2), (255, 255, 255))
    sheet.paste(picture, (0, 0))
    draw = ImageDraw.Draw(sheet)
    draw.line((0, picture.height, picture.width, picture.height), fill=(160, 160, 160), width=2)
    for number, (colour, text) in enumerate(rows):
        y = picture.height + line // 4 + number * line
        draw.rectangle((line, y + line // 4, line + round(18 * scale), y + 3 * line // 4), outline=colour, width=4)
        draw.text((line + round(24 * scale), y + line // 2), text, font=font, fill=INK, anchor="lm")
    return sheet
