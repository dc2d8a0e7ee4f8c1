"""A page with what was read in it drawn over it, for a person who asks why a record says what it says.

The page is the reader's own picture, turned as it was read. Over it lie a tint for each cell (what it was taken for),
the cells' borders, dashes where the finest grid runs through a merged cell (those positions are covered, they hold no
cell), a small ring in each blank cell (a cell that holds nothing is not the same as no cell), hatching over every cell
that got no role, and a tag with the role of each header cell. A legend below the page says what is what.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from extract.cells import Box, Cell, PageCells
from extract.pages import Rulings
from renaksi.pen import INK, Colour, Pen, render_page

__all__ = ["NO_ROLE", "draw_overlay", "role_colour"]

NO_ROLE = "(no role)"
"""How a header cell that no word explains is named in the legend and in the text for the terminal."""

_BORDER: Colour = (20, 60, 150)
_RULING: Colour = (220, 30, 30)
_HATCH: Colour = (230, 40, 160)
_TINT = 0.38

_COLOURS: dict[str, Colour] = {
    # what a cell is on the page
    "title": (240, 200, 40),
    "header": (90, 120, 170),
    "body": (120, 200, 120),
    "context": (100, 190, 190),
    "total": (170, 160, 60),
    "footer": (150, 150, 150),
    "signature": (200, 150, 110),
    "page_number": (175, 175, 175),
    "loose": (190, 180, 210),
    "other_table": (200, 200, 200),
    # what a column is in the table
    "nomor": (150, 160, 170),
    "kode": (110, 150, 170),
    "tujuan": (40, 80, 200),
    "sasaran": (60, 120, 230),
    "program": (60, 160, 230),
    "kegiatan": (60, 195, 215),
    "sub_kegiatan": (60, 200, 170),
    "indikator": (245, 150, 40),
    "formula": (215, 175, 110),
    "satuan": (160, 100, 210),
    "target": (225, 50, 60),
    "tw1": (235, 90, 120),
    "tw2": (240, 120, 140),
    "tw3": (240, 140, 160),
    "tw4": (245, 160, 180),
    "quarter_label": (235, 190, 205),
    "jadwal": (170, 200, 190),
    "extra": (185, 185, 120),
    "rencana_aksi": (150, 190, 50),
    "anggaran": (30, 160, 70),
    "penanggung_jawab": (165, 110, 70),
}
_SPARE: tuple[Colour, ...] = (
    (90, 90, 200),
    (200, 120, 200),
    (120, 170, 90),
    (200, 110, 60),
    (70, 150, 150),
    (130, 100, 60),
)


def role_colour(role: str) -> Colour:
    """The colour of a role: the same on every page; a role that has none of its own gets one by its name.

    Of several roles that a column can hold (`program/kegiatan`) the first decides.

    >>> role_colour("program/kegiatan") == role_colour("program") != role_colour("kegiatan")
    True
    """
    first = re.split("[/+-]", role)[0]
    return _COLOURS.get(first) or _SPARE[sum(first.encode()) % len(_SPARE)]


def draw_overlay(
    data: bytes,
    page_number: int,
    cells: PageCells,
    out: Path,
    *,
    roles: Sequence[tuple[str, int | None] | None] | None = None,
    labels: Mapping[int, str | None] | None = None,
    rulings: Rulings | None = None,
    scale: float = 2.0,
) -> None:
    """Draws a page with its cells and writes it as a PNG file.

    Args:
        data: the PDF's bytes.
        page_number: from 1.
        cells: what was read in the page.
        out: where the picture goes.
        roles: for each of `cells.cells` its role and the record that it belongs to; None where there is none.
        labels: for header cells, by their place in `cells.cells`, the role that they gave their column; None for a
            header cell that no word explains.
        rulings: the strokes as the reader gives them, before they are merged.
        scale: pixels to a point.
    """
    picture, scale = render_page(data, page_number, scale, cells.turn)
    pen = Pen(picture, scale)
    names = list(_names(cells.cells, roles, labels))
    for cell, name in zip(cells.cells, names, strict=True):
        if name is not None and name != NO_ROLE:
            pen.tint(cell.box, role_colour(name), _TINT if cell.table else _TINT * 0.8)
        elif name == NO_ROLE or (name is None and roles is not None and not cell.blank):
            pen.hatch(cell.box, _HATCH)
    if rulings is not None:
        _draw_rulings(pen, rulings)
    _draw_grid(pen, cells.cells)
    _draw_tags(pen, cells.cells, roles, labels)
    _with_legend(picture, names, scale, drawn=rulings is not None).save(out, format="PNG")


def _names(
    cells: Sequence[Cell],
    roles: Sequence[tuple[str, int | None] | None] | None,
    labels: Mapping[int, str | None] | None,
) -> Iterator[str | None]:
    """What each cell is called in the legend: a column's role in the header, else the cell's own role."""
    for index in range(len(cells)):
        role = roles[index] if roles is not None and index < len(roles) else None
        if labels is not None and index in labels:
            yield labels[index] or NO_ROLE
        else:
            yield None if role is None else role[0]


def _draw_rulings(pen: Pen, rulings: Rulings) -> None:
    draw = ImageDraw.Draw(pen.image)
    for y, x0, x1, _ in rulings.horizontal.tolist():
        left, top, right, _ = pen.pixels((x0, y, x1, y))
        draw.line((left, top, right, top), fill=_RULING, width=1)
    for x, top_, bottom_, _ in rulings.vertical.tolist():
        left, top, _, bottom = pen.pixels((x, top_, x, bottom_))
        draw.line((left, top, left, bottom), fill=_RULING, width=1)


def _draw_grid(pen: Pen, cells: Sequence[Cell]) -> None:
    """Borders, rings in blank cells, and dashes where the finest grid runs through a merged cell."""
    for table in sorted({cell.table for cell in cells if cell.table}):
        mine = [cell for cell in cells if cell.table == table]
        tops = {cell.row: cell.top for cell in mine}
        lefts = {cell.column: cell.x0 for cell in mine}
        for cell in mine:
            for row in range(cell.row + 1, cell.row + cell.row_span):
                if row in tops and cell.top < tops[row] < cell.bottom:
                    pen.dashes(cell.x0, tops[row], cell.x1, tops[row], _BORDER)
            for column in range(cell.column + 1, cell.column + cell.column_span):
                if column in lefts and cell.x0 < lefts[column] < cell.x1:
                    pen.dashes(lefts[column], cell.top, lefts[column], cell.bottom, _BORDER)
            pen.frame(cell.box, _BORDER, max(1, round(pen.scale / 2)))
            if cell.blank:
                pen.ring(cell.box, _BORDER)
    for cell in cells:
        if not cell.table:
            pen.frame(cell.box, (140, 140, 140), 1)


def _draw_tags(
    pen: Pen,
    cells: Sequence[Cell],
    roles: Sequence[tuple[str, int | None] | None] | None,
    labels: Mapping[int, str | None] | None,
) -> None:
    """The role on each header cell, and each record's number on the first cell that is its own."""
    for index, label in sorted((labels or {}).items()):
        if index < len(cells):
            pen.tag(cells[index].box, label or "?", role_colour(label) if label else _HATCH, _print_box(cells[index]))
    seen: set[int] = set()
    for index, role in enumerate(roles or ()):
        order = role[1] if role is not None else None
        if order is not None and order not in seen and index < len(cells):
            seen.add(order)
            pen.tag(cells[index].box, f"#{order}", (60, 60, 60), _print_box(cells[index]), right=True)


def _print_box(cell: Cell) -> Box | None:
    """The box round what is printed in a cell."""
    lines = [line for line in cell.lines if line.text.strip()]
    if not lines:
        return None
    return (
        min(line.x0 for line in lines),
        min(line.top for line in lines),
        max(line.x1 for line in lines),
        max(line.bottom for line in lines),
    )


def _with_legend(picture: Image.Image, names: Sequence[str | None], scale: float, *, drawn: bool) -> Image.Image:
    """The picture with a legend below it: roles with their number of cells, then the signs."""
    font = ImageFont.load_default(max(11.0, 8.0 * scale))
    line = round(15 * scale)
    box = round(9 * scale)
    gap = round(14 * scale)
    counts = Counter(name for name in names if name is not None)
    entries: list[tuple[str, str]] = [
        (name, f"{name}  {count}") for name, count in sorted(counts.items(), key=lambda item: _legend_order(item[0]))
    ]
    entries += [("+cell", "border of a cell"), ("+covered", "covered by a merged cell"), ("+blank", "blank cell")]
    if drawn:
        entries.append(("+ruling", "rule as drawn"))
    measure = ImageDraw.Draw(picture)
    places: list[tuple[int, int]] = []
    x, y = gap, gap // 2
    for _, text in entries:
        wide = box + round(4 * scale) + round(measure.textlength(text, font=font)) + gap
        if x + wide > picture.width and x > gap:
            x, y = gap, y + line
        places.append((x, y))
        x += wide
    sheet = Image.new("RGB", (picture.width, picture.height + y + line + gap // 2), (255, 255, 255))
    sheet.paste(picture, (0, 0))
    draw = ImageDraw.Draw(sheet)
    draw.line((0, picture.height, picture.width, picture.height), fill=(160, 160, 160), width=2)
    pen = Pen(sheet, 1.0)
    for (name, text), (left, upper) in zip(entries, places, strict=True):
        upper += picture.height
        _swatch(pen, name, (left, upper + (line - box) // 2, left + box, upper + (line + box) // 2), scale)
        draw.text((left + box + round(4 * scale), upper + line // 2), text, font=font, fill=INK, anchor="lm")
    return sheet


def _swatch(pen: Pen, name: str, box: Box, scale: float) -> None:
    if name == NO_ROLE:
        pen.hatch(box, _HATCH, every=7)
    elif not name.startswith("+"):
        pen.tint(box, role_colour(name), _TINT * 2)
    elif name == "+ruling":
        middle = round((box[1] + box[3]) / 2)
        ImageDraw.Draw(pen.image).line((box[0], middle, box[2], middle), fill=_RULING, width=2)
        return
    elif name == "+covered":
        pen.dashes(box[0], (box[1] + box[3]) / 2, box[2], (box[1] + box[3]) / 2, _BORDER)
    elif name == "+blank":
        Pen(pen.image, scale).ring((box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale), _BORDER)
    pen.frame(box, _BORDER, 1 if name != "+cell" else 2)


def _legend_order(name: str) -> tuple[int, str]:
    order = list(_COLOURS)
    return (order.index(name), "") if name in _COLOURS else (len(order) + (name == NO_ROLE), name)
