"""Whether the tables hold what the files hold: each page counted again, and each field looked for where it is said to
stand.

Nothing that built the tables is used here: PDFium is asked for its plain text and the places of its characters, and
the rest is counting. So a fault of the readers, the grids or the normalizer cannot hide itself. Only letters and
digits are compared, after Unicode's compatibility form: spaces are the program's own, ligatures and hyphens have
several spellings. What was read from a picture of a page cannot be counted again; those pages are left out and told.
"""

from __future__ import annotations

import ctypes
import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw_api

from renaksi.store import read_table

__all__ = ["Recount", "recount"]

Letters = Counter[str]
Box = tuple[float, float, float, float]

_SCALE = 1_000
"""Device units a point: `FPDF_PageToDevice` gives whole numbers."""
_SLACK = 0.75
"""In points, how far the middle of a character may lie outside the box of its field: glyphs overhang their cells."""
_EXAMPLES = 5
"""Characters of a difference that are named."""


@dataclass(slots=True)
class Recount:
    """How many pages and fields were compared, how many scanned pages were not, and what differs, a line each."""

    scans: int = 0
    pages: int = 0
    fields: int = 0
    broken: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Claims:
    """What the tables say of a file: its content's hash, the letters of each page, the fields that stand on it."""

    sha256: str
    turns: dict[int, int] = field(default_factory=dict)
    letters: dict[int, Letters] = field(default_factory=lambda: defaultdict(Counter))
    fields: dict[tuple[str, str], Letters] = field(default_factory=dict)
    boxes: dict[tuple[str, str], list[tuple[int, Box]]] = field(default_factory=dict)


def recount(out: Path, raw: Path) -> Recount:
    """Compares the published tables with the PDF files that they were read from.

    Args:
        out: holds the tables.
        raw: the folder of the documents, as it was read, or the one file.

    Raises:
        OutputError: a table is not there.
    """
    result = Recount(scans=sum(medium == "scan" for (medium,) in _rows(out, "pages", "medium")))
    for source, claims in sorted(_claims(out).items()):
        path = raw if raw.is_file() else raw / source
        try:
            data = path.read_bytes()
        except OSError:
            result.broken.append(f"{source}: is not below {raw} and cannot be compared; name its folder with --raw")
            continue
        if hashlib.sha256(data).hexdigest() != claims.sha256:
            result.broken.append(f"{source}: is not the file that was read; run again")
            continue
        result.broken += _compared(source, data, claims, result)
    return result


def _claims(out: Path) -> dict[str, _Claims]:
    """What the tables say of each PDF that has a page with a text layer."""
    files: dict[str, _Claims] = {}
    of_document: dict[str, _Claims] = {}
    for row in _rows(out, "documents", "document_id", "source", "sha256", "media"):
        document, source, sha256, media = row
        if media in ("text", "mixed"):
            of_document[document] = files.setdefault(source, _Claims(sha256))
    for document, page, turn, medium in _rows(out, "pages", "document_id", "page", "turn", "medium"):
        claims = of_document.get(document)
        if claims is not None and medium == "text":
            claims.turns[page] = turn
    for document, page, text in _rows(out, "cells", "document_id", "page", "text"):
        claims = of_document.get(document)
        if claims is not None and page in claims.turns:
            claims.letters[page].update(_letters(text))
    _take_fields(out, of_document)
    return files


def _take_fields(out: Path, of_document: dict[str, _Claims]) -> None:
    """The texts of all fields as they were read, with the boxes in which they are said to stand."""
    boxes: dict[tuple[str, str], list[tuple[int, Box]]] = defaultdict(list)
    names = ("indicator_id", "field", "page", "x0", "top", "x1", "bottom")
    for record, name, page, *box in _rows(out, "field_boxes", *names):
        boxes[record, name].append((page, (box[0], box[1], box[2], box[3])))
    before = {
        (record, name): text
        for record, name, kind, text in _rows(out, "corrections", "indicator_id", "field", "kind", "text_as_read")
        if kind == "corrected"
    }
    for row in read_table(out, "indicators").to_pylist():
        claims = of_document.get(row["document_id"])
        if claims is None:
            continue
        for key in (key for key in row if (row["indicator_id"], key) in boxes):
            place = row["indicator_id"], key
            text = before.get(place, row[key])
            if text is not None and all(page in claims.turns for page, _ in boxes[place]):
                claims.fields[place] = _letters(text)
                claims.boxes[place] = boxes[place]


def _rows(out: Path, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    rows = read_table(out, table)
    return zip(*(rows[name].to_pylist() for name in columns), strict=True)


def _letters(text: str) -> Letters:
    return Counter(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def _compared(source: str, data: bytes, claims: _Claims, result: Recount) -> Iterator[str]:
    found: dict[tuple[str, str], Letters] = defaultdict(Counter)
    on_page: dict[int, list[tuple[tuple[str, str], Box]]] = defaultdict(list)
    for place, boxes in claims.boxes.items():
        for page, box in boxes:
            on_page[page].append((place, box))
    document = pdfium.PdfDocument(data)
    try:
        for number, turn in sorted(claims.turns.items()):
            page = document[number - 1]
            text = page.get_textpage()
            result.pages += 1
            yield from _difference(f"{source}, page {number}", _letters(text.get_text_range()), claims.letters[number])
            if on_page[number]:
                characters = list(_characters(page, text, turn))
                for place, box in on_page[number]:
                    found[place].update(_inside(characters, box))
            text.close()
            page.close()
    finally:
        document.close()
    result.fields += len(claims.fields)
    for place, letters in claims.fields.items():
        missing = letters - found[place]
        if missing:
            record, name = place
            pages = ", ".join(str(page) for page in sorted({page for page, _ in claims.boxes[place]}))
            yield f"{source}, page {pages}: {record} {name}: its text does not stand where field_boxes says"


def _difference(where: str, printed: Letters, held: Letters) -> Iterator[str]:
    lost, invented = printed - held, held - printed
    for more, what in ((lost, "in the file and not in the cells"), (invented, "in the cells and not in the file")):
        if more:
            examples = " ".join(sorted(more)[:_EXAMPLES])
            yield f"{where}: {more.total()} letters and digits are {what} ({examples})"


def _characters(page: pdfium.PdfPage, text: pdfium.PdfTextPage, turn: int) -> Iterator[tuple[float, float, Letters]]:
    """The middle of each letter and digit in points from the top left of the page as it is read, and what it is."""
    width, height = page.get_size()
    if turn % 2:
        width, height = height, width
    size = round(width * _SCALE), round(height * _SCALE)
    x, y = ctypes.c_int(), ctypes.c_int()
    for index in range(text.count_chars()):
        letters = _letters(chr(raw_api.FPDFText_GetUnicode(text, index)))
        if letters:
            left, bottom, right, top = text.get_charbox(index, loose=True)
            middle = (left + right) / 2, (bottom + top) / 2
            raw_api.FPDF_PageToDevice(page, 0, 0, *size, turn, *middle, x, y)
            yield x.value / _SCALE, y.value / _SCALE, letters


def _inside(characters: Iterable[tuple[float, float, Letters]], box: Box) -> Letters:
    x0, top, x1, bottom = box
    inside: Letters = Counter()
    for x, y, letters in characters:
        if x0 - _SLACK <= x <= x1 + _SLACK and top - _SLACK <= y <= bottom + _SLACK:
            inside.update(letters)
    return inside
