"""A file becomes a document: what is read, what is refused, and in which words."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from extract.documents import Document, cells, decode_text, kind_of, open_document, read_document, year_of
from extract.errors import (
    DocumentError,
    EmptyFile,
    LimitExceeded,
    LockedDocument,
    NotADocument,
    UnreadableDocument,
)
from extract.limits import Limits
from extract.pages import Page
from tests.commands import PDF, TEXT


def _document(data: bytes, source: str = "a.pdf") -> Document:
    return Document(source, data, "0" * 64, None)


def _locked() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(PDF) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return buffer.getvalue()


def test_bytes_and_hash_are_of_one_reading(tmp_path: Path) -> None:
    """The hash is that of the bytes that go on, and the name is what it was called by."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"hello")
    document = read_document(path, "2022/a.txt", 2022)
    assert document.data == b"hello"
    assert document.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert (document.source, document.year) == ("2022/a.txt", 2022)


@pytest.mark.parametrize(
    ("folders", "year"),
    [
        (["2022"], 2022),
        (["Renaksi 2022", "Kecamatan"], 2022),
        (["2021", "2022"], 2022),
        (["RPJMD 2021-2026"], None),
        (["2022", "RPJMD 2021-2026"], 2022),
        (["12022", "20225"], None),
        (["kec-2019-revisi"], 2019),
        (["1234"], None),
        ([], None),
    ],
)
def test_year_of_a_folder(folders: list[str], year: int | None) -> None:
    """The innermost folder that names one year gives it; a span, or digits of a longer number, give none."""
    assert year_of(folders) == year


@pytest.mark.parametrize(
    ("data", "source", "kind"),
    [
        (b"%PDF-1.7\n", "a.pdf", "pdf"),
        (b"%PDF-1.7\n", "a.txt", "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 900 + b"%PDF-1.4", "a.pdf", "pdf"),
        (b"Sasaran\n", "a.txt", "text"),
        ("Sasaran – é\n".encode("cp1252"), "a.txt", "text"),
        ("\ufeffSasaran".encode(), "a.txt", "text"),
        ("Sasaran".encode("utf-16"), "a.txt", "text"),
    ],
)
def test_kind_is_told_by_content(data: bytes, source: str, kind: str) -> None:
    """A PDF is one whatever it is called, also behind some bytes of a bad download; text in any usual encoding."""
    assert kind_of(_document(data, source)) == kind


@pytest.mark.parametrize(
    ("data", "source", "error", "words"),
    [
        (b"", "a.pdf", EmptyFile, "empty"),
        (b"\0" * 5000, "a.pdf", EmptyFile, "empty"),
        (b"PK\x03\x04....", "a.pdf", NotADocument, "Word, Excel or ZIP"),
        (b"PK\x03\x04....", "a.txt", NotADocument, "Word, Excel or ZIP"),
        (b"\x89PNG\r\n", "a.pdf", NotADocument, "picture"),
        (b"<!DOCTYPE html><html>", "a.pdf", NotADocument, "web page"),
        (b"just words", "a.pdf", NotADocument, "no PDF"),
        (b" " * 2000 + b"%PDF-1.7", "a.pdf", NotADocument, "no PDF"),
        (bytes(range(256)) * 4, "a.txt", NotADocument, "neither"),
        ("Sasaran".encode("utf-16")[2:], "a.txt", NotADocument, "neither"),
    ],
)
def test_what_is_no_document(data: bytes, source: str, error: type[DocumentError], words: str) -> None:
    """Each is told by what it is, in words that name a way out."""
    with pytest.raises(error, match=words) as caught:
        kind_of(_document(data, source))
    assert len(str(caught.value).splitlines()) == 1
    assert ";" in str(caught.value) or ":" in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_decoded(encoding: str) -> None:
    """UTF-8 with and without its mark, and UTF-16 with it, give the characters and no finding."""
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    text, finding = decode_text(marks.get(encoding, b"") + "Triwulan – é".encode(encoding))
    assert text == "Triwulan – é"
    assert finding is None


def test_a_guessed_encoding_is_a_finding() -> None:
    """Windows-1252 is a guess: its characters come out, and the first page says so."""
    data = "Sasaran – é\nTarget".encode("cp1252")
    assert decode_text(data)[0] == "Sasaran – é\nTarget"
    page = next(cells(_document(data, "a.txt")))
    assert [finding.code for finding in page.findings] == ["text_encoding"]
    assert page.findings[0].page == 1


def test_size_has_a_limit(tmp_path: Path) -> None:
    """A file at the limit is read, one byte more is refused."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 1001)
    assert len(read_document(path, "a.txt", max_bytes=1001).data) == 1001
    with pytest.raises(LimitExceeded, match="--limit-size"):
        read_document(path, "a.txt", max_bytes=1000)


def test_pages_have_a_limit() -> None:
    """A file of as many pages as allowed is read, of one more it is refused."""
    document = _document(PDF.read_bytes())
    assert open_document(document, limits=Limits(pages=2)).page_count == 2
    with pytest.raises(LimitExceeded, match="--limit-pages"):
        open_document(document, limits=Limits(pages=1))


def test_pages_of_text_have_the_same_limit() -> None:
    """Form feeds part a text into pages, and these count."""
    assert open_document(_document(b"a\fb\f", "a.txt"), limits=Limits(pages=2)).page_count == 2
    with pytest.raises(LimitExceeded, match="--limit-pages"):
        open_document(_document(b"a\fb\fc", "a.txt"), limits=Limits(pages=2))


@pytest.mark.skipif(os.name != "posix", reason="makes links, pipes and devices")
def test_only_real_files_are_read(tmp_path: Path) -> None:
    """Links, pipes, devices and folders are refused without waiting for them."""
    (tmp_path / "real.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to("real.txt")
    (tmp_path / "nothing.txt").symlink_to("gone.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("link.txt", "nothing.txt"):
        with pytest.raises(DocumentError, match="it is a link"):
            read_document(tmp_path / name, name)
    for path in (tmp_path / "pipe.txt", Path("/dev/zero"), tmp_path):
        with pytest.raises(DocumentError, match="a folder, a pipe or a device"):
            read_document(path, path.name)


def test_a_file_that_went_away(tmp_path: Path) -> None:
    """A file that is gone, or whose name cannot be, is an error in words."""
    with pytest.raises(DocumentError, match="no longer there"):
        read_document(tmp_path / "gone.txt", "gone.txt")
    with pytest.raises(DocumentError, match="cannot be opened"):
        read_document(tmp_path / ("x" * 300), "x")


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
def test_locked_and_damaged_files(reader: str) -> None:
    """A password and a cut are told apart, with either reader."""
    with pytest.raises(LockedDocument):
        open_document(_document(_locked()), reader)
    with pytest.raises((UnreadableDocument, EmptyFile)):
        open_document(_document(b"%PDF-1.7\n%cut off"), reader)


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
def test_the_reader_is_as_asked(reader: str) -> None:
    """Either reader gives the pages, and the reading says which it was."""
    reading = open_document(_document(PDF.read_bytes()), reader)
    assert reading.reader == reader
    assert [page.number for page in reading.pages] == [1, 2]


def test_plain_text_is_read_as_such() -> None:
    """A text file has its own reader, whatever reader is asked for."""
    reading = open_document(read_document(TEXT, TEXT.name), "pdfplumber")
    assert reading.reader == "plain"
    assert all(page.medium == "plain" for page in reading.pages)


def test_the_second_reader_steps_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PDFium refuses a file, pdfplumber is tried, and the first page says so."""

    def refuse(self: object, data: bytes, **_: object) -> None:
        raise UnreadableDocument("it is damaged; fetch it again")

    monkeypatch.setattr("extract.readers.pdfium.PdfiumReader.__init__", refuse)
    reading = open_document(_document(PDF.read_bytes()))
    assert reading.reader == "pdfplumber"
    found = [[finding.code for finding in page.findings] for page in reading.pages]
    assert "second_reader" in found[0]
    assert "second_reader" not in found[1]
    with pytest.raises(UnreadableDocument):
        open_document(_document(b"%PDF-1.7 nothing"))


def test_scans_are_left_unread_only_where_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """`never` leaves a scan unread and says so on its page; `auto` hands it to the recogniser that is asked for."""
    asked: list[tuple[str, str]] = []

    def read_scans(pages: Iterator[Page], data: bytes, mode: str, engine: str) -> Iterator[Page]:
        asked.append((mode, engine))
        return (replace(page, medium="scan") for page in pages)

    monkeypatch.setattr("extract.readers.ocr.read_scans", read_scans)
    document = _document(PDF.read_bytes())
    unread = [[finding.code for finding in page.findings] for page in cells(document, ocr="never")]
    read = [[finding.code for finding in page.findings] for page in cells(document, engine="tesseract")]
    assert asked == [("never", "rapidocr"), ("auto", "tesseract")]
    assert all("scan_not_read" in codes for codes in unread)
    assert not any("scan_not_read" in codes for codes in read)
