"""PDFs that are damaged or made to do harm, from sound ones and a seed: the same seed, the same files."""

from __future__ import annotations

import io
import random
import re
import zlib
from collections.abc import Callable, Sequence

import pikepdf

__all__ = ["KINDS", "mutant"]

Bytes = Callable[[random.Random, bytes], bytes]


def mutant(sound: Sequence[bytes], seed: int) -> tuple[str, bytes]:
    """The kind and the bytes of a mutant of one of the sound files."""
    draws = random.Random(seed)
    kind = draws.choice(sorted(KINDS))
    return kind, KINDS[kind](draws, draws.choice(sound))


def _bytes(draws: random.Random, data: bytes) -> bytes:
    """A few bytes are others."""
    harmed = bytearray(data)
    for _ in range(draws.choice((1, 3, 10, 100))):
        harmed[draws.randrange(len(harmed))] = draws.randrange(256)
    return bytes(harmed)


def _cut(draws: random.Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: draws.randrange(len(data))]


def _gap(draws: random.Random, data: bytes) -> bytes:
    """A piece is missing, is there twice, or is blank."""
    start, size = draws.randrange(len(data)), draws.choice((1, 16, 512, 4096))
    piece = data[start : start + size]
    return data[:start] + draws.choice((b"", piece * 2, bytes(len(piece)))) + data[start + size :]


def _numbers(draws: random.Random, data: bytes) -> bytes:
    """Numbers of the structure are others: offsets, lengths, references, sizes of pages and pictures."""
    places = list(re.finditer(rb"(?<![\w.])\d{1,10}(?![\w.])", data))
    harmed = data
    for place in sorted(draws.sample(places, min(len(places), draws.choice((1, 4, 20)))), key=lambda m: -m.start()):
        other = draws.choice((b"0", b"-1", b"1", b"4294967296", b"99999999999", b"%d" % draws.randrange(10_000)))
        harmed = harmed[: place.start()] + other + harmed[place.end() :]
    return harmed


def _content(draws: random.Random, data: bytes) -> bytes:
    """The content of a page is changed and packed again, so that no checksum tells."""
    out, end = [], 0
    for found in re.finditer(rb"stream\r?\n", data):
        if found.start() < end or draws.random() < 0.5:
            continue
        packed = zlib.decompressobj()
        try:
            content = bytearray(packed.decompress(data[found.end() :], 4_000_000))
        except zlib.error:
            continue
        if not content or packed.unconsumed_tail:
            continue
        for _ in range(draws.choice((1, 5, 50))):
            content[draws.randrange(len(content))] = draws.choice(b"0123456789 ()<>[]/-.qQTfmlreWnBE")
        out += [data[end : found.end()], zlib.compress(bytes(content))]
        end = len(data) - len(packed.unused_data)
    return b"".join([*out, data[end:]])


def _drawn(*contents: bytes, size: tuple[float, float] = (595, 842), turn: int = 0) -> bytes:
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for content in contents:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.MediaBox = pikepdf.Array([0, 0, *size])
        page.obj.Rotate = turn
        page.Contents = pdf.make_stream(content)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def _coordinates(draws: random.Random, _: bytes) -> bytes:
    """Coordinates and matrices beyond every number, or that make none."""
    odd = [b"1e38", b"-1e38", b"0", b"1e-38", b"99999999999999999999", b"1", b"-0.0", b"400", b"nan", b"1e400"]
    content = b""
    for _number in range(draws.choice((3, 40))):
        numbers = [draws.choice(odd) for _ in range(6)]
        content += draws.choice(
            (
                b"q %s %s %s %s %s %s cm 10 10 100 20 re S Q\n" % tuple(numbers),
                b"%s %s %s %s re f\n" % tuple(numbers[:4]),
                b"%s %s m %s %s l %s w S\n" % tuple(numbers[:5]),
                b"BT /F1 %s Tf %s %s %s %s 50 500 Tm (Target 100) Tj ET\n" % tuple(numbers[:5]),
                b"BT /F1 9 Tf %s Tc %s Tw %s Tz 50 50 Td (Target 100) Tj ET\n" % tuple(numbers[:3]),
            )
        )
    return _drawn(content)


def _sizes(draws: random.Random, _: bytes) -> bytes:
    """Pages of no size, of a size below nothing, or of miles; turned by any number."""
    side = (0, -1, 1e-6, 595, 14_400, 1e7, 1e30)
    content = b"BT /F1 9 Tf 50 50 Td (Target 100) Tj ET 10 10 200 100 re S"
    return _drawn(content, size=(draws.choice(side), draws.choice(side)), turn=draws.choice((0, 90, 45, -90, 10**9)))


def _many(draws: random.Random, _: bytes) -> bytes:
    """Much of one thing: paths, segments, characters, states, pages."""
    count = draws.choice((1_000, 30_000, 300_000))
    return draws.choice(
        (
            lambda: _drawn(b"".join(b"%d %d 3 3 re f\n" % (k % 590, k // 590 % 840) for k in range(count))),
            lambda: _drawn(b"".join(b"%d 0 m %d 840 l S\n" % (k % 590, k % 590) for k in range(count // 2))),
            lambda: _drawn(b"0 0 m " + b"9 9 l " * count + b"S"),
            lambda: _drawn(b"BT /F1 4 Tf " + b"1 0 0 1 30 %d Tm (" % draws.randrange(800) + b"x" * count + b") Tj ET"),
            lambda: _drawn(b"q " * count + b"10 10 m 20 20 l S"),
            lambda: _drawn(b"[" * count + b"0 0 m 9 9 l S"),
            lambda: _drawn(*[b"BT /F1 9 Tf 50 50 Td (x) Tj ET"] * (count // 500)),
        )
    )()


def _nested(draws: random.Random, _: bytes) -> bytes:
    """Forms that draw each other, many times or in a ring."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    times, deep = draws.choice(((10, 8), (2, 30), (1, 200), (30, 4)))
    forms = []
    for _number in range(deep):
        form = pdf.make_indirect(pdf.make_stream(b"/X Do " * times + b"0 0 9 9 re f"))
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = pikepdf.Array([0, 0, 600, 900])
        forms.append(form)
    for number, form in enumerate(forms):
        if number or draws.random() < 0.3:  # else a ring
            form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=forms[number - 1]))
    page.Contents = pdf.make_stream(b"/X Do")
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=forms[-1]))
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def _fonts(draws: random.Random, data: bytes) -> bytes:
    """Fonts lose what they say of themselves, or get it from each other."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            fonts = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing]
            for font in fonts:
                for key in draws.sample(sorted(font.keys()), min(2, len(font.keys()))):
                    other = draws.choice(fonts)
                    if key in other and draws.random() < 0.5:
                        font[key] = other[key]
                    elif key != "/Type":
                        del font[key]
            buffer = io.BytesIO()
            pdf.save(buffer)
            return buffer.getvalue()
    except pikepdf.PdfError:
        return data


KINDS: dict[str, Bytes] = {
    "bytes": _bytes,
    "content": _content,
    "coordinates": _coordinates,
    "cut": _cut,
    "fonts": _fonts,
    "gap": _gap,
    "many": _many,
    "nested": _nested,
    "numbers": _numbers,
    "sizes": _sizes,
}
