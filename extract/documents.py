"""A file becomes a document: its bytes read once, its kind told by content, its year by folder, its reader chosen.

The bytes that are hashed are the bytes that are read: a file that is swapped in the middle of a run never mixes with
its successor. Only regular files are opened: a link may point out of the folder that the operator meant, a pipe or a
device never ends.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from extract.cells import Finding, PageCells
from extract.errors import DocumentError, EmptyFile, NotADocument, TooLarge, TooManyPages, UnreadableDocument
from extract.limits import Limits

if TYPE_CHECKING:
    from extract.readers.pdfium import PdfiumReader
    from extract.readers.plumber import PlumberReader

__all__ = [
    "MAX_BYTES",
    "READERS",
    "Document",
    "Health",
    "Reading",
    "cells",
    "decode_text",
    "kind_of",
    "open_document",
    "read_document",
    "year_of",
]

READERS = ("pdfium", "pdfplumber")
MAX_BYTES = 200_000_000

_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20\d\d)(?!\d)")
_SPACE = "\t\n\v\f\r\x1a"
_SIGNATURES = (
    (b"PK\x03\x04", "a Word, Excel or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
)


@dataclass(frozen=True, slots=True)
class Health:
    """What a check for damage (extract/damage.py) found: the number of pages (None where it could not tell), and in a
    few words the first thing that is wrong (empty where nothing is)."""

    pages: int | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read: `source` is its path below the raw folder with `/`, `year` that of its folder, `health`
    what a check for damage said of it (None where there was none)."""

    source: str
    data: bytes
    sha256: str
    year: int | None
    health: Health | None = None


@dataclass(slots=True)
class Reading:
    """A document being read. `reader` says what reads it (`pdfium`, `pdfplumber` or `plain`); `pages` can be walked
    once, and gives each page when it is asked for."""

    reader: str
    page_count: int
    pages: Iterator[PageCells]


def year_of(folders: Iterable[str]) -> int | None:
    """The year that a folder's name holds, the innermost folder first; a span of years is no year.

    >>> year_of(["Kecamatan", "Renaksi 2022"]), year_of(["RPJMD 2021-2026"]), year_of(["2022", "arsip"])
    (2022, None, 2022)
    """
    for name in reversed(list(folders)):
        years = set(_YEAR.findall(name))
        if len(years) == 1:
            return int(years.pop())
    return None


def read_document(path: Path, source: str, year: int | None = None, *, max_bytes: int = MAX_BYTES) -> Document:
    """Reads the file's bytes, once.

    Raises:
        DocumentError: the file is no regular file, or cannot be opened.
        TooLarge: it is larger than `max_bytes`.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):  # each where the system has it
        flags |= getattr(os, name, 0)
    try:
        if path.is_symlink():  # for systems without O_NOFOLLOW
            raise DocumentError("it is a link, and only real files are read; copy the file itself into the folder")
        handle = os.open(path, flags)
    except FileNotFoundError:
        raise DocumentError("it is no longer there; put it back and run again") from None
    except PermissionError:
        raise DocumentError("it may not be read; give yourself the right to read it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise DocumentError(f"it cannot be opened ({reason}); copy it to a local folder and try again") from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise DocumentError("it is a folder, a pipe or a device, and only real files are read; take it out")
        with open(handle, "rb", closefd=False) as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise DocumentError(f"reading it broke off ({error.strerror}); copy it again") from None
    finally:
        os.close(handle)
    if len(data) > max_bytes:
        raise TooLarge(f"it is larger than {max_bytes / 1e6:,.0f} MB; raise --limit-size if you trust it")
    return Document(source, data, hashlib.sha256(data).hexdigest(), year)


def kind_of(document: Document) -> str:
    """`pdf` or `text`, by content.

    A name that ends in .pdf is a claim: where the content is no PDF, something went wrong on the way, and reading the
    file as text would hide that.

    Raises:
        EmptyFile: it has no bytes.
        NotADocument: it is neither, or calls itself a PDF and is none.
    """
    data = document.data
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyFile
    if b"%PDF" in data[:1024]:
        return "pdf"
    claims_pdf = document.source.lower().endswith(".pdf")
    found = next((name for signature, name in _SIGNATURES if data.startswith(signature)), None)
    if found is None and re.match(
        rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b", data[:256], re.IGNORECASE
    ):
        found = "a web page"
    if found is None and not claims_pdf:
        decode_text(data)
        return "text"
    if found is None:
        raise NotADocument
    if found == "a web page":
        raise NotADocument("it is a web page, not a PDF: the download went wrong; fetch it again")
    raise NotADocument(f"it is {found}, not a PDF; save or print the document as PDF, or take the file out")


def decode_text(data: bytes) -> tuple[str, Finding | None]:
    """The characters of a text file: UTF-8, UTF-16 with its mark, else Windows-1252, which is a guess and so a finding.

    Raises:
        NotADocument: the bytes are no text in any of these.
    """
    finding = None
    try:
        text = data.decode("utf-16") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            text = "\0"
        finding = Finding(
            "text_encoding",
            "warning",
            "The file is not UTF-8; it was read as Windows-1252. Look at accented letters, or save it as UTF-8.",
        )
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in _SPACE)
    if "\0" in text or controls > len(text) / 100:
        raise NotADocument("it is neither a PDF nor plain text; save it as PDF or as UTF-8 text, or take it out")
    return text, finding


def open_document(
    document: Document,
    reader: str = "pdfium",
    *,
    ocr: str = "auto",
    engine: str = "rapidocr",
    limits: Limits | None = None,
) -> Reading:
    """Opens the document with the reader that fits it.

    A PDF that PDFium cannot open is tried with pdfplumber; the first page's findings say so.

    Args:
        document: the file.
        reader: one of `READERS`, for PDFs.
        ocr: which pages are read by their picture: scans (`auto`), none (`never`) or all (`always`).
        engine: what reads pictures, `rapidocr` or `tesseract`.
        limits: more than this is refused.

    Raises:
        DocumentError: it cannot be read; also while its pages are walked.
    """
    limits = limits or Limits()
    if kind_of(document) == "text":
        from extract.readers.plain import read_plain

        text, finding = decode_text(document.data)
        _refuse_length(text.rstrip().count("\f") + 1, limits)
        pages = list(read_plain(text, document.source))
        return Reading("plain", len(pages), _with_findings(iter(pages), [finding] if finding else []))
    name, opened, findings = _open_pdf(document.data, reader, limits)
    try:
        _refuse_length(opened.page_count, limits)
    except DocumentError:
        opened.close()
        raise
    read = _with_findings(_pdf_pages(opened, document.data, ocr, engine), findings)
    return Reading(name, opened.page_count, _with_damage(read, document.health, opened.page_count))


def cells(
    document: Document,
    reader: str = "pdfium",
    *,
    ocr: str = "auto",
    engine: str = "rapidocr",
    limits: Limits | None = None,
) -> Iterator[PageCells]:
    """The cells of the document, page by page (see `open_document`)."""
    return open_document(document, reader, ocr=ocr, engine=engine, limits=limits).pages


def _refuse_length(pages: int, limits: Limits) -> None:
    if pages > limits.pages:
        raise TooManyPages(f"it has {pages:,} pages, more than {limits.pages:,}; raise --limit-pages if you trust it")
    if pages < 1:
        raise EmptyFile("it has no page; get it again from its source")


def _open_pdf(data: bytes, reader: str, limits: Limits) -> tuple[str, PdfiumReader | PlumberReader, list[Finding]]:
    from extract.readers.pdfium import PdfiumReader

    try:
        first = PdfiumReader(data, limits=limits)
    except UnreadableDocument:
        from extract.readers.plumber import PlumberReader

        try:
            second = PlumberReader(data)
        except DocumentError:
            second = None
        if second is None or second.page_count < 1:
            raise
        message = "PDFium could not open the file and pdfplumber could: it is damaged. Compare it with the original."
        return "pdfplumber", second, [Finding("second_reader", "warning", message)]
    if reader == "pdfium":
        return reader, first, []
    from extract.readers.plumber import PlumberReader

    try:  # the second reader has no bounds of its own: nothing goes to it that the first has not counted
        _refuse_length(first.page_count, limits)
        return reader, PlumberReader(data, first=first), []
    except BaseException:
        first.close()
        raise


def _pdf_pages(opened: PdfiumReader | PlumberReader, data: bytes, ocr: str, engine: str) -> Iterator[PageCells]:
    from extract.readers.ocr import read_scans
    from extract.tables import page_cells

    before: PageCells | None = None  # a table without rules may go on over the page
    try:
        for page in read_scans(opened.pages(), data, ocr, engine):
            before = cells = page_cells(page, before)
            if ocr == "never" and page.medium == "scan":
                message = "The page is a picture and was not read, as `--ocr never` asks."
                cells.findings.append(Finding("scan_not_read", "error", message, page.number))
            yield cells
    finally:
        opened.close()


def _with_damage(pages: Iterator[PageCells], health: Health | None, count: int) -> Iterator[PageCells]:
    """The pages, with what the check said of the whole file; that has no page, since each may have lost something."""
    found = []
    if health is not None and health.fault:
        message = f"The file is damaged: {health.fault}. Pages, characters or digits may be missing: get it again."
        found.append(Finding("damaged_file", "error", message))
    if health is not None and health.pages not in (None, count):
        message = f"Readers do not agree on the pages: {count:,} were read, and {health.pages:,} are there by another."
        found.append(Finding("page_count", "error", message))
    for page in pages:
        page.findings[:0], found = found, []
        yield page


def _with_findings(pages: Iterator[PageCells], findings: list[Finding]) -> Iterator[PageCells]:
    """The pages, with what is to be said of the whole file put to the first."""
    for page in pages:
        if findings:
            page.findings[:0] = [replace(finding, page=page.number) for finding in findings]
            findings = []
        yield page
