"""Scanned pages read from end to end."""

from __future__ import annotations

import io
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from extract.cells import PageCells
from extract.readers.ocr import read_scans
from extract.readers.pdfium import PdfiumReader
from extract.tables import page_cells
from tests.drawnscan import ROWS, ByteImage, as_pdf, drawn, grained, turned, typeset

EXPECTED = [text for row in ROWS for text in row]


def read(pdf: bytes, mode: str = "auto") -> list[PageCells]:
    """The cells of each page."""
    with PdfiumReader(pdf) as reader:
        return [page_cells(page) for page in read_scans(reader.pages(), pdf, mode)]


def table(page: PageCells) -> list[str]:
    """The texts of the page's table cells, row by row."""
    return [cell.text for cell in page.cells if cell.table]


def codes(page: PageCells) -> Counter[str]:
    """How often each finding stands on the page."""
    return Counter(finding.code for finding in page.findings)


@pytest.mark.parametrize(
    ("quarters", "degrees"), [(0, 1.9), (1, -0.8), (2, 0.4), (3, 2.5)], ids=["askew", "right", "upside-down", "left"]
)
def test_a_page_is_read_however_it_lies(quarters: int, degrees: float) -> None:
    """Turned by quarters, askew and grained, a scan gives the cells of the page that was scanned, and the turn."""
    picture = np.ascontiguousarray(np.rot90(grained(turned(drawn(typeset()), degrees)), quarters))
    (page,) = read(as_pdf([picture]))
    assert table(page) == EXPECTED
    assert page.turn == quarters
    assert page.medium == "scan"
    assert any(cell.text == "RENCANA AKSI TAHUN 2024" for cell in page.cells if cell.table == 0)


def stamped(picture: ByteImage) -> ByteImage:
    """A blue stamp over the table, in colour."""
    import cv2

    colour = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    stamp = np.full_like(colour, 255)
    for radius in (110, 76):
        cv2.circle(stamp, (430, 300), radius, (200, 80, 60), 4)
    cv2.putText(stamp, "CAMAT", (360, 310), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (200, 80, 60), 4)
    return np.minimum(colour, stamp)


def bound(picture: ByteImage) -> ByteImage:
    """A page out of a bound book: bent and dark towards the fold."""
    import cv2

    height, width = picture.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bent = cv2.remap(picture, x, y - 9 * np.exp(-x / width / 0.15), cv2.INTER_CUBIC, borderValue=255)
    shadow = 200 * np.exp(-np.arange(width) / width / 0.02)
    return np.clip(bent - shadow[None, :], 0, 255).astype(np.uint8)


def rimmed(picture: ByteImage) -> ByteImage:
    """A sheet smaller than the glass: the lid's black around it."""
    out = np.full((picture.shape[0] + 70, picture.shape[1] + 90), 15, np.uint8)
    out[40 : 40 + picture.shape[0], 30 : 30 + picture.shape[1]] = picture
    return out


@pytest.mark.parametrize("spoil", [stamped, bound, rimmed])
def test_what_scanners_and_offices_do_to_a_page(spoil) -> None:  # type: ignore[no-untyped-def]
    """A coloured stamp over the text, a book's fold and the lid's black change nothing that is read."""
    (page,) = read(as_pdf([spoil(drawn(typeset()))]))
    assert table(page) == EXPECTED


def test_one_bit_scans_are_read() -> None:
    """A page of black and white dots gives the cells of the page that was scanned."""
    picture = np.where(drawn(typeset(), 170) < 150, 0, 255).astype(np.uint8)
    (page,) = read(as_pdf([picture], 170))
    assert table(page) == EXPECTED


def test_a_wrong_text_layer_is_dropped() -> None:
    """Invisible words that the picture does not show are no text of the page, and a finding says so once."""
    layer = "Meningkalnya kualilas pelayanan publlk lndeks kepuasa masyarakal Argka 0.0.0. Orang lernak 13351 Persn l00"
    (page,) = read(as_pdf([drawn(typeset())], layer=layer))
    assert table(page) == EXPECTED
    assert codes(page)["wrong_text_layer"] == 1
    assert not any("lernak" in cell.text for cell in page.cells)


def test_a_sound_text_layer_is_not_called_wrong() -> None:
    """A layer that has the picture's words is told to agree with it."""
    layer = " ".join(text.replace("\n", " ") for row in ROWS for text in row)
    (page,) = read(as_pdf([drawn(typeset())], layer=layer))
    assert codes(page)["wrong_text_layer"] == 0
    assert codes(page)["text_layer"] == 1


def test_a_blank_scan_is_a_page_without_text() -> None:
    """Paper with nothing on it gives no character and no finding."""
    (page,) = read(as_pdf([grained(np.full((400, 600), 255, np.uint8))]))
    assert page.cells == []
    assert page.findings == []


def test_scans_are_left_alone_when_asked() -> None:
    """`never` reads no picture."""
    (page,) = read(as_pdf([drawn(typeset())]), "never")
    assert page.cells == []


def test_every_page_is_read_by_its_picture_when_asked() -> None:
    """`always` reads a text page's picture too, and keeps the rules that the file draws."""
    pdf = typeset()
    (page,) = read(pdf, "always")
    assert table(page) == EXPECTED
    assert page.medium == "scan"


def test_text_pages_are_never_sent_to_the_recogniser() -> None:
    """In a document of both kinds the text page is read as text, character for character."""
    import pikepdf

    both = pikepdf.open(io.BytesIO(typeset()))
    scan = pikepdf.open(io.BytesIO(as_pdf([drawn(typeset())])))
    both.pages.extend(scan.pages)
    buffer = io.BytesIO()
    both.save(buffer)
    text, picture = read(buffer.getvalue())
    assert (text.medium, picture.medium) == ("text", "scan")
    assert table(text) == table(picture) == EXPECTED
    assert all(line.confidence == 1.0 for cell in text.cells for line in cell.lines)


def test_a_run_over_text_loads_nothing_of_the_scans() -> None:
    """Neither OpenCV nor the network's runtime is imported for a document without a scan."""
    program = (
        "import sys; from tests.drawnscan import typeset\n"
        "names = ('cv2', 'onnxruntime', 'rapidocr')\n"
        "for name in [n for n in sys.modules if n.split('.')[0] in names]: del sys.modules[name]\n"
        "from extract.readers.pdfium import PdfiumReader; from extract.readers.ocr import read_scans\n"
        "pdf = typeset(); assert len(list(read_scans(PdfiumReader(pdf).pages(), pdf))) == 1\n"
        "print([n for n in sys.modules if n.split('.')[0] in names])"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_words_carry_their_confidence() -> None:
    """A line read in a picture is less sure than a text layer, and a word that is hardly legible is pointed out."""
    picture = drawn(typeset())
    (sound,) = read(as_pdf([picture]))
    spoilt = picture.copy()
    grain = np.random.default_rng(1).random((28, 100)) < 0.3
    spoilt[118:146, 60:160][grain] = 0
    (page,) = read(as_pdf([spoilt]))
    assert all(0.5 < line.confidence <= 1.0 for cell in sound.cells for line in cell.lines)
    assert codes(page)["low_confidence"] > codes(sound)["low_confidence"]
