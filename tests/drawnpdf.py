"""PDFs drawn operator by operator, for what no writing library sets: any matrix, mode, clip, encoding or damage."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

__all__ = ["draw", "form", "picture", "save", "to_unicode", "with_broken_page"]


def draw(
    *contents: str,
    size: tuple[float, float] = (400, 300),
    rotate: int = 0,
    crop: tuple[float, float, float, float] | None = None,
    fonts: Mapping[str, Dictionary] | None = None,
    objects: Mapping[str, Stream] | None = None,
    state: Mapping[str, Dictionary] | None = None,
    pdf: pikepdf.Pdf | None = None,
) -> bytes:
    """A PDF with a page for each content stream. Fonts F1 (Helvetica), F2 (Helvetica-Bold) are there."""
    pdf = pdf or pikepdf.new()
    known = {"F1": _standard("Helvetica"), "F2": _standard("Helvetica-Bold"), **(fonts or {})}
    for content in contents:
        page = pdf.add_blank_page(page_size=size)
        page.Contents = pdf.make_stream(content.encode("latin-1"))
        page.Resources = Dictionary(
            Font=Dictionary({f"/{name}": font for name, font in known.items()}),
            XObject=Dictionary({f"/{name}": drawn for name, drawn in (objects or {}).items()}),
            ExtGState=Dictionary({f"/{name}": drawn for name, drawn in (state or {}).items()}),
        )
        if rotate:
            page.Rotate = rotate
        if crop:
            page.CropBox = Array(list(crop))
    return save(pdf)


def save(pdf: pikepdf.Pdf, encryption: pikepdf.Encryption | bool = False) -> bytes:
    """The PDF's bytes."""
    buffer = io.BytesIO()
    pdf.save(buffer, encryption=encryption)
    return buffer.getvalue()


def _standard(name: str) -> Dictionary:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{name}"), Encoding=Name.WinAnsiEncoding)


def to_unicode(pdf: pikepdf.Pdf, codes: Mapping[int, str], font: str = "Helvetica") -> Dictionary:
    """A font whose codes stand for these texts, whatever their glyphs look like."""
    lines = "\n".join(f"<{code:02x}> <{text.encode('utf-16-be').hex()}>" for code, text in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(codes)} beginbfchar\n{lines}\nendbfchar\n"
        "endcmap end end"
    )
    made = _standard(font)
    made.ToUnicode = pdf.make_stream(cmap.encode())
    return made


def form(
    pdf: pikepdf.Pdf, content: str, matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0), **resources: Dictionary
) -> Stream:
    """A form XObject with a wide bounding box."""
    made = pdf.make_stream(content.encode("latin-1"))
    made.Type, made.Subtype = Name.XObject, Name.Form
    made.BBox, made.Matrix = Array([-1000, -1000, 1000, 1000]), Array(list(matrix))
    made.Resources = Dictionary(Font=Dictionary(F1=_standard("Helvetica")), **resources)
    return made


def picture(pdf: pikepdf.Pdf, mask: bytes | None = None) -> Stream:
    """A grey image of four pixels, with a soft mask of four bytes if given."""
    made = pdf.make_stream(bytes([90, 120, 150, 180]))
    made.Type, made.Subtype = Name.XObject, Name.Image
    made.Width, made.Height, made.BitsPerComponent, made.ColorSpace = 2, 2, 8, Name.DeviceGray
    if mask is not None:
        soft = pdf.make_stream(mask)
        soft.Type, soft.Subtype = Name.XObject, Name.Image
        soft.Width, soft.Height, soft.BitsPerComponent, soft.ColorSpace = 2, 2, 8, Name.DeviceGray
        made.SMask = soft
    return made


def with_broken_page() -> bytes:
    """A PDF of three pages, each with a square, the second of which is no page. Written by hand: a library mends it."""
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 6 0 R>>"
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3>>",
        page,
        "[1]",
        page,
        "<</Length 14>>stream\n10 10 9 9 re f\nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj {body} endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 7\n0000000000 65535 f \n{table}trailer<</Size 7/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + tail.encode()
