"""Whether a PDF is damaged where its reader would not notice.

PDFium mends what it can and says nothing: of damaged copies of sound PDFs it reads two in five as if nothing were
wrong, with characters or whole pages lost. So the file is looked through once more, by qpdf (through pikepdf): its
cross references and objects, and the data of every stream. qpdf overlooks a wrong checksum of compressed data, which is
how most changed figures would show; so compressed data is unpacked here against its checksum. The operators of a
page's content are parsed only where no checksum guards them: that costs more than all the rest.

qpdf itself has been seen to crash and to hang on damaged files: `check_pdf` belongs into a process of its own.
"""

from __future__ import annotations

import io
import zlib

import pikepdf

from extract.documents import Health

__all__ = ["check_pdf"]

_CHUNK = 1 << 20
"""Bytes that are unpacked at a time: a bomb takes time, and no memory."""
_HABIT = 4
"""Where so many streams and more all have a wrong checksum, it is their producer's habit and no damage."""


def check_pdf(data: bytes) -> Health | None:
    """Looks through a PDF for damage; None where it is locked, so that nothing can be said."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            if pdf.is_linearized:
                pdf.check_linearization(io.StringIO())
            fault = _streams(pdf) or _contents(pdf)
            if pdf.get_warnings():
                fault = fault or "its structure is damaged"
            return Health(pages, fault)
    except pikepdf.PasswordError:
        return None
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RecursionError, OverflowError):
        return Health(None, "it cannot be followed to its end")


def _streams(pdf: pikepdf.Pdf) -> str:
    """What is wrong with the data of a stream."""
    wrong, guarded, broken = 0, 0, ""
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        try:
            if _is_flate(thing):
                guarded += 1
                state = _unpacked(thing.read_raw_bytes())
                wrong += state == "checksum"
                broken = broken or (state if state != "checksum" else "")
            else:
                thing.read_raw_bytes()
        except pikepdf.PdfError:
            broken = broken or "data cannot be read"
    if broken:
        return f"its {broken}"
    if wrong and not (wrong == guarded >= _HABIT):
        return "data in it was changed (a checksum is wrong)"
    return ""


def _is_flate(stream: pikepdf.Stream) -> bool:
    """Whether the stream's bytes as they stand in the file are compressed data with a checksum."""
    filters = stream.get("/Filter")
    if isinstance(filters, pikepdf.Array):
        filters = filters[0] if len(filters) else None
    return filters in ("/FlateDecode", "/Fl")


def _unpacked(data: bytes) -> str:
    """Unpacks compressed data to nowhere: "" if it is sound, `checksum`, or what else is wrong."""
    unpacker = zlib.decompressobj()
    rest = data
    try:
        while rest and not unpacker.eof:
            unpacker.decompress(rest, _CHUNK)
            if unpacker.unconsumed_tail == rest:
                break
            rest = unpacker.unconsumed_tail
        unpacker.flush()
    except zlib.error as error:
        return "checksum" if "incorrect data check" in str(error) else "compressed data is damaged"
    return "" if unpacker.eof or not data else "compressed data is cut off"


def _contents(pdf: pikepdf.Pdf) -> str:
    """What is wrong with the operators of a page that no checksum guards."""
    for number, page in enumerate(pdf.pages, 1):
        contents = page.obj.get("/Contents")
        parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        if all(part is None or (isinstance(part, pikepdf.Stream) and _is_flate(part)) for part in parts):
            continue
        try:
            page.parse_contents(_Nobody())
        except pikepdf.PdfError:
            return f"the content of its page {number} is damaged"
    return ""


class _Nobody(pikepdf.StreamParser):
    """Hears a page's operators and does nothing: the parser's warnings are what is wanted."""

    def handle_object(self, *_: object) -> None:
        """An operand or operator."""

    def handle_end_of_file(self) -> None:
        """The end."""

    def handle_eof(self) -> None:
        """The end, by its other name."""
