"""The pages of a PDF as small pictures, drawn in processes of their own like every other look into a file.

A page that is print in few colours becomes a PNG of 16 greys or 64 colours, a scan a JPEG: a third of what a full PNG
would be, and still sharp at reading size.
"""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageChops

from extract.cells import Finding
from extract.documents import Document
from renaksi.settings import Settings
from renaksi.workers import Task, read_all

__all__ = ["PageRequest", "Picture", "draw_pictures"]

_READING = 18.0
"""Pixels that a line of usual height has where it is read with ease."""
_SCALES = (1.5, 3.0)
_PIXELS = 6_000_000
_ALL_PIXELS = 260_000_000
_COLOURED = 40
"""Difference between the channels of a pixel from which on it counts as coloured."""
_TURNS = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to draw: `number` from 1, `turn` as in the table `pages`, how high a line is (points), whether the page is
    a scan, and whether it lay askew, so that its places are those of the page set straight."""

    number: int
    turn: int
    line: float | None
    scan: bool = False
    askew: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A page's picture: its kind (`image/png`, `image/jpeg`) and its bytes in base64."""

    kind: str
    base64: str


def draw_pictures(
    requests: Mapping[str, Sequence[PageRequest]],
    documents: Iterable[Document],
    settings: Settings,
    progress: Callable[[str, int, int], None],
) -> Iterator[tuple[str, dict[int, Picture], str]]:
    """Draws pages, several documents at once.

    Gives each document's source as it is done, with its pictures by page, and in one line why there are none where
    there are none: the worst that a file can do is to be without pictures.

    Args:
        requests: the pages to draw, by the document's source.
        documents: taken one after the other, so that not all need be in memory.
        settings: the limits.
        progress: is told how it goes.
    """
    tasks = (Task(order, document, document.source) for order, document in enumerate(documents))
    draw = partial(_draw_packed, requests=requests)
    for outcome in read_all(tasks, settings, os.cpu_count() or 1, progress, draw):
        pictures = {} if outcome.tables is None else dict(_unpack(outcome.tables))
        yield outcome.task.document.source, pictures, outcome.message


def _draw_packed(
    document: Document,
    document_id: str,
    settings: Settings,
    progress: Callable[[int, int], None],
    *,
    requests: Mapping[str, Sequence[PageRequest]],
) -> bytes:
    """In a worker: a line of JSON that lists the pictures, and the pictures one after the other."""
    listed, parts = [], []
    for number, kind, data in _draw(document.data, requests[document_id], progress):
        listed.append([number, kind, len(data)])
        parts.append(data)
    return b"".join([json.dumps(listed).encode(), b"\n", *parts])


def _unpack(packed: bytes) -> Iterator[tuple[int, Picture]]:
    head, _, body = packed.partition(b"\n")
    start = 0
    for number, kind, size in json.loads(head):
        yield number, Picture(kind, base64.b64encode(body[start : start + size]).decode("ascii"))
        start += size


def _draw(
    data: bytes, pages: Iterable[PageRequest], progress: Callable[[int, int], None]
) -> Iterator[tuple[int, str, bytes]]:
    wanted = list(pages)
    progress(0, len(wanted))
    file = pdfium.PdfDocument(data)
    try:
        most = min(_PIXELS, _ALL_PIXELS / max(1, len(wanted)))
        for done, request in enumerate(wanted, 1):
            if request.number > len(file):
                continue
            page = file[request.number - 1]
            width, height = page.get_size()
            low, high = _SCALES
            scale = min(high, max(low, _READING / request.line)) if request.line else low + 0.5
            scale = min(scale, (most / max(1.0, width * height)) ** 0.5)
            picture = page.render(scale=scale, draw_annots=True).to_pil().convert("RGB")
            quarter = _TURNS[request.turn % 4]
            if quarter is not None:
                picture = picture.transpose(quarter)
            if request.askew:
                picture = _straight(picture, data, request)
            yield request.number, *_encode(picture, scan=request.scan)
            page.close()
            progress(done, len(wanted))
    finally:
        file.close()


def _straight(picture: Image.Image, data: bytes, request: PageRequest) -> Image.Image:
    """The picture turned as the scan was before it was read."""
    from extract.scan.paper import even_paper, without_stamps
    from extract.scan.picture import Renderer
    from extract.scan.upright import skew

    with Renderer(data) as renderer:
        drawn = renderer.draw(request.number)
    if isinstance(drawn, Finding):
        return picture
    grey, _ = without_stamps(drawn.colour, drawn.scale)
    grey = np.ascontiguousarray(np.rot90(even_paper(grey, drawn.scale), -request.turn))
    clockwise = skew(grey, drawn.scale)
    return picture.rotate(-clockwise, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))


def _encode(picture: Image.Image, *, scan: bool) -> tuple[str, bytes]:
    sink = io.BytesIO()
    grey = not _coloured(picture)
    if scan:
        (picture.convert("L") if grey else picture).save(sink, "JPEG", quality=60, optimize=True)
        return "image/jpeg", sink.getvalue()
    if grey:
        levels = picture.convert("L").point(lambda value: (value + 8) // 17)
        few = Image.frombytes("P", levels.size, levels.tobytes())
        few.putpalette([level * 17 for level in range(16) for _ in range(3)])
        few.save(sink, "PNG", bits=4)
    else:
        few = picture.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(sink, "PNG", compress_level=6)
    return "image/png", sink.getvalue()


def _coloured(picture: Image.Image) -> bool:
    """Whether more than a trace of the page is neither black, white nor grey."""
    small = picture.reduce(4)
    red, green, blue = small.split()
    differs = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    strong = sum(differs.histogram()[_COLOURED:])
    return strong > small.width * small.height / 5000
