"""Scans made by code: a page set in type, drawn as a scanner would have it, and put into a PDF as one picture."""

from __future__ import annotations

import io
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from fpdf import FPDF
from PIL import Image

__all__ = ["ROWS", "as_pdf", "drawn", "grained", "turned", "typeset"]

ByteImage = npt.NDArray[np.uint8]

ROWS = (
    ("No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"),
    ("1", "Meningkatnya kualitas\npelayanan publik", "Indeks kepuasan\nmasyarakat", "Angka", "81,30"),
    ("2", "Meningkatnya derajat\nkesehatan", "Jumlah kunjungan\npuskesmas", "Orang", "13.351"),
    ("3", "Terwujudnya tata kelola\npemerintahan", "Persentase temuan yang\nditindaklanjuti", "Persen", "100"),
    ("4", "Meningkatnya ketahanan\npangan daerah", "Rasio cadangan pangan", "Ton", "-"),
)
"""A small table; a line end inside a cell is where the type is broken."""

_WIDTHS = (24.0, 120.0, 120.0, 50.0, 56.0)
_LEADING = 13.0


def typeset(rows: Sequence[Sequence[str]] = ROWS, size: float = 10.0) -> bytes:
    """A PDF page of 420 × 300 points with a title and a ruled table."""
    pdf = FPDF(unit="pt", format=(420, 300))
    pdf.set_auto_page_break(False)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 12)
    pdf.text(120, 24, "RENCANA AKSI TAHUN 2024")
    pdf.set_line_width(0.7)
    pdf.set_font("Helvetica", "", size)
    y = 40.0
    for row in rows:
        height = _LEADING * max(text.count("\n") + 1 for text in row) + 4
        x = 25.0
        for text, width in zip(row, _WIDTHS, strict=True):
            pdf.rect(x, y, width, height)
            for number, line in enumerate(text.split("\n")):
                pdf.text(x + 5, y + 12 + _LEADING * number, line)
            x += width
        y += height
    return bytes(pdf.output())


def drawn(pdf: bytes, dots: float = 150.0) -> ByteImage:
    """The first page in grey, at so many dots per inch."""
    page = pypdfium2.PdfDocument(pdf)[0]
    picture: ByteImage = np.array(page.render(scale=dots / 72).to_pil().convert("L"))
    return picture


def turned(picture: ByteImage, degrees: float) -> ByteImage:
    """The picture turned counter-clockwise about its middle, on white."""
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    out: ByteImage = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return out


def grained(picture: ByteImage, amount: float = 6.0, seed: int = 0) -> ByteImage:
    """The picture on greyish paper with a scanner's noise."""
    noise = np.random.default_rng(seed).normal(0.0, amount, picture.shape)
    out: ByteImage = np.clip(picture * 0.9 + 14 + noise, 0, 255).astype(np.uint8)
    return out


def as_pdf(pictures: Sequence[ByteImage], dots: float = 150.0, layer: str = "") -> bytes:
    """A PDF with a picture a page, and `layer` as invisible text over each, word after word."""
    pdf = FPDF(unit="pt")
    pdf.set_auto_page_break(False)
    for picture in pictures:
        height, width = (side * 72 / dots for side in picture.shape[:2])
        pdf.add_page(format=(width, height))
        buffer = io.BytesIO()
        shown = picture if picture.ndim == 2 else picture[:, :, ::-1]
        Image.fromarray(shown).save(buffer, "PNG")
        pdf.image(buffer, 0, 0, width, height)
        if layer:
            pdf.set_font("Helvetica", "", 8)
            with pdf.local_context(text_mode="INVISIBLE"):
                for number, word in enumerate(layer.split()):
                    pdf.text(20 + 60 * (number % 6), 20 + 14 * (number // 6), word)
    return bytes(pdf.output())
