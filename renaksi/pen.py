"""Drawing on a page's picture in the page's own points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFont

from extract.cells import Box

__all__ = ["INK", "Colour", "Pen", "render_page"]

Colour = tuple[int, int, int]

INK: Colour = (25, 25, 25)

MAX_PIXELS = 40_000_000
"""A page can call itself 200 inches wide; its picture is scaled down before it is drawn, not after."""


@dataclass(slots=True)
class Pen:
    """Draws on a page's picture in the page's own points. `scale` is pixels to a point."""

    image: Image.Image
    scale: float

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """A box in points as whole pixels inside the picture: left, top, right, bottom."""
        width, height = self.image.size
        x0, top, x1, bottom = (round(value * self.scale) for value in box)
        left, right = sorted((min(max(x0, 0), width - 1), min(max(x1, 0), width - 1)))
        upper, lower = sorted((min(max(top, 0), height - 1), min(max(bottom, 0), height - 1)))
        return left, upper, right, lower

    def tint(self, box: Box, colour: Colour, strength: float) -> None:
        """Lays a transparent colour over a box; dark print stays dark."""
        left, top, right, bottom = self.pixels(box)
        if right <= left or bottom <= top:
            return
        part = self.image.crop((left, top, right, bottom))
        pale = tuple(round(255 - (255 - value) * strength) for value in colour)
        self.image.paste(ImageChops.multiply(part, Image.new("RGB", part.size, pale)), (left, top))

    def hatch(self, box: Box, colour: Colour, every: int = 11) -> None:
        """Lays slanting lines over a box."""
        left, top, right, bottom = self.pixels(box)
        if right <= left or bottom <= top:
            return
        rows, columns = np.ogrid[top:bottom, left:right]
        mask = np.where((rows + columns) % every < 2, 150, 0).astype(np.uint8)
        self.image.paste(Image.new("RGB", (right - left, bottom - top), colour), (left, top), Image.fromarray(mask))

    def frame(self, box: Box, colour: Colour, width: int = 2) -> None:
        """Draws a box's border, its lines inside the box, so that neighbours do not hide each other."""
        left, top, right, bottom = self.pixels(box)
        if right - left >= 2 and bottom - top >= 2:
            inner = (left + 1, top + 1, right - 1, bottom - 1)
            ImageDraw.Draw(self.image).rectangle(inner, outline=colour, width=width)

    def dashes(self, x0: float, top: float, x1: float, bottom: float, colour: Colour) -> None:
        """Draws a level or upright dashed line."""
        draw = ImageDraw.Draw(self.image)
        left, upper, right, lower = self.pixels((x0, top, x1, bottom))
        if upper == lower:
            for start in range(left, right, 10):
                draw.line((start, upper, min(start + 4, right), upper), fill=colour, width=1)
        else:
            for start in range(upper, lower, 10):
                draw.line((left, start, left, min(start + 4, lower)), fill=colour, width=1)

    def ring(self, box: Box, colour: Colour) -> None:
        """Draws a small ring in the middle of a box: nothing stands here."""
        left, top, right, bottom = self.pixels(box)
        radius = min(round(2.2 * self.scale), (right - left) // 3, (bottom - top) // 3)
        if radius >= 2:
            x, y = (left + right) // 2, (top + bottom) // 2
            around = (x - radius, y - radius, x + radius, y + radius)
            ImageDraw.Draw(self.image).ellipse(around, outline=colour, width=2)

    def tag(self, box: Box, text: str, colour: Colour, print_box: Box | None = None, *, right: bool = False) -> None:
        """Writes a short text on a solid ground inside a box, above or below what is printed there.

        The tag takes the wider of the two gaps, at the left side or the right one; it is cut to the box's width.
        """
        left, top, edge, bottom = self.pixels(box)
        font = ImageFont.load_default(max(9.0, 5.5 * self.scale))
        draw = ImageDraw.Draw(self.image)
        shown = text
        while len(shown) > 1 and draw.textlength(shown, font=font) > edge - left - 7:
            shown = shown.rstrip("…")[:-1] + "…"
        wide = round(draw.textlength(shown, font=font))
        _, upper, _, lower = (round(value) for value in draw.textbbox((0, 0), "Ag", font=font))
        tall = lower - upper + 4
        below = print_box is not None and box[3] - print_box[3] > print_box[1] - box[1]
        y = max(top + 1, bottom - tall - 1) if below else top + 1
        x = max(left + 1, edge - wide - 7) if right else left + 1
        draw.rectangle((x, y, min(x + wide + 5, edge - 1), y + tall), fill=colour)
        red, green, blue = colour
        dark = 0.3 * red + 0.59 * green + 0.11 * blue < 140
        draw.text((x + 3, y + 2 - upper), shown, font=font, fill=(255, 255, 255) if dark else INK)


def render_page(data: bytes, page_number: int, scale: float = 2.0, turn: int = 0) -> tuple[Image.Image, float]:
    """The picture of a page (from 1) as it is read, and the pixels to a point that it has in truth.

    `turn` is `PageCells.turn`, quarter turns clockwise. The scale is lowered where the page would be too large.

    Raises:
        IndexError: the file has no such page.
    """
    document = pdfium.PdfDocument(data)
    try:
        if not 1 <= page_number <= len(document):
            raise IndexError(page_number)
        page = document[page_number - 1]
        width, height = page.get_size()
        scale = min(scale, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
        picture = page.render(scale=scale, draw_annots=True).to_pil().convert("RGB")
    finally:
        document.close()
    quarter = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)[turn % 4]
    return (picture if quarter is None else picture.transpose(quarter)), scale
