"""The second reader gives what the first gives."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from extract.cells import PageCells
from extract.errors import DocumentError, EmptyFile, LockedDocument, NotADocument, UnreadableDocument
from extract.pages import Page
from extract.readers import plumber
from extract.readers.pdfium import PdfiumReader
from extract.readers.plumber import PlumberReader
from extract.rulings import merge_rulings
from extract.tables import page_cells
from tests.drawnpdf import draw, form, picture, save, to_unicode

FIXTURES = Path(__file__).parent / "fixtures"
FILES = [
    "cascade-stacked-calc",
    "locked-rotated-180",
    "long-label-writer",
    "long-rotated-calc",
    "pengadegan-2022",
    "renaksi-bold-line-chrome",
    "sideways-writer",
]

TEXT = b"BT /F1 12 Tf 1 0 0 1 60 700 Tm (Target) Tj ET "
CONTENTS = {
    "text": TEXT,
    "bold font": b"BT /F2 12 Tf 1 0 0 1 60 700 Tm (Target) Tj ET ",
    "spacing": b"BT /F1 10 Tf 2 Tc 5 Tw 80 Tz 1 0 0 1 60 700 Tm [(a b) -300 (c)] TJ (d e) Tj ET ",
    "lines below": b"BT /F1 10 Tf 14 TL 60 700 Td (one) Tj T* (two) Tj (three) ' 0 -20 Td (four) Tj ET ",
    "raised": b"BT /F1 10 Tf 60 700 Td (a) Tj 4 Ts (b) Tj ET ",
    "upwards": b"BT /F1 10 Tf 0 1 -1 0 100 300 Tm (upwards) Tj ET ",
    "scaled": b"q 0.5 0 0 0.5 30 40 cm BT /F1 20 Tf 60 700 Td (scaled) Tj ET 0 0 300 200 re S Q ",
    "stroked grid": b"1 w 50 100 m 400 100 l 400 300 l 50 300 l h S 50 200 m 400 200 l S ",
    "thin boxes": b"0 0 0 rg 50 100 350 0.5 re f 50 100 0.5 200 re f 50 300 350 1 re f ",
    "old fill": b"0 0 0 rg 50 100 350 0.5 re F 1 0 0 rg 60 60 90 90 re F ",
    "white boxes": b"1 1 1 rg 50 100 350 0.5 re f 60 120 80 20 re f 1 G 50 400 m 300 400 l S ",
    "many in one path": b"50 100 350 0.5 re 50 120 350 0.5 re 50 140 350 0.5 re 50 100 0.5 40 re f ",
    "frame": b"50 100 350 200 re 51 101 348 198 re f* ",
    "fills": b"0.8 0.9 1 rg 50 100 350 60 re f 0 0.5 0.5 0 k 50 200 350 60 re f 0.5 g 50 300 60 60 re f ",
    "thick line": b"12 w 0 0 1 RG 50 100 m 400 100 l S ",
    "dashes": b"[2 2] 0 d 50 100 m 400 100 l S ",
    "line width by state": b"/G1 gs 50 100 m 400 100 l S ",
    "invisible": TEXT + b"BT 3 Tr /F1 12 Tf 60 600 Td (hidden) Tj ET ",
    "white": TEXT + b"BT 1 g /F1 12 Tf 60 600 Td (white) Tj ET ",
    "white on dark": b"0 0 0.5 rg 50 590 200 30 re f BT 1 g /F1 12 Tf 60 600 Td (white) Tj ET ",
    "transparent": TEXT + b"/G2 gs BT /F1 12 Tf 60 600 Td (clear) Tj ET 50 100 350 60 re f ",
    "clipped": TEXT + b"q 50 590 40 30 re W n BT /F1 12 Tf 60 600 Td (clipped away) Tj ET 0 100 600 0.5 re f Q ",
    "set twice": b"BT /F1 12 Tf 60 600 Td (twice) Tj 0.3 0 Td (twice) Tj ET ",
    "off the page": TEXT + b"BT /F1 12 Tf -300 600 Td (outside) Tj ET ",
    "spaces": b"BT /F1 12 Tf 60 600 Td ( lead) Tj 40 0 Td ( ) Tj 40 0 Td (trail ) Tj ET ",
    "ligature": b"BT /F3 12 Tf 60 600 Td (e\001e) Tj ET ",
    "form": b"q 1 0 0 1 20 30 cm /X1 Do Q " + TEXT,
    "form without q": b"1 0 0 1 20 30 cm /X1 Do " + TEXT,
    "form inherits": b"1 0 0 rg 2 w /X2 Do ",
    "picture": b"q 200 0 0 100 50 400 cm /I1 Do Q ",
    "inline picture": b"q 200 0 0 100 50 400 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q ",
}


def _pdf(content: bytes, rotate: int = 0, crop: tuple[float, float, float, float] | None = None) -> bytes:
    """A page of 600 by 800 points with this content; beside it three fonts, two forms, a picture and two states."""
    pdf = pikepdf.new()
    ligatures = to_unicode(pdf, {1: "\ufb03", 101: "e"}, font="Ligatures")
    ligatures.FirstChar, ligatures.LastChar, ligatures.Widths = 1, 101, pikepdf.Array([800, *[0] * 99, 556])
    cut = form(pdf, "BT /F1 9 Tf 10 10 Td (in a form that cuts it off) Tj ET 0 0 300 0.5 re f", (1, 0, 0, 1, 100, 200))
    cut.BBox = pikepdf.Array([0, 0, 60, 60])
    plain = form(pdf, "50 100 350 60 re f 50 300 m 400 300 l S")
    return draw(
        content.decode("latin-1"),
        size=(600, 800),
        rotate=rotate,
        crop=crop,
        fonts={"F3": ligatures},
        objects={"X1": cut, "X2": plain, "I1": picture(pdf)},
        state={"G1": pikepdf.Dictionary(LW=2.5), "G2": pikepdf.Dictionary(ca=0, CA=0)},
        pdf=pdf,
    )


def _only_page(reader: PdfiumReader | PlumberReader) -> Page:
    with reader:
        (page,) = reader.pages()
    return page


def _assert_alike(one: Page, two: Page) -> None:
    """Both readers place, name and judge everything of a page alike."""
    assert (two.number, two.turn, two.medium) == (one.number, one.turn, one.medium)
    assert (two.width, two.height) == pytest.approx((one.width, one.height), abs=0.01)
    assert "".join(map(chr, two.chars.code)) == "".join(map(chr, one.chars.code))
    for name in ("angle", "hidden", "bold"):
        assert getattr(two.chars, name).tolist() == getattr(one.chars, name).tolist(), name
    across = ("x0", "x1") if one.chars.angle.tolist()[:1] in ([], [0], [180]) else ("top", "bottom")
    for name in across:
        np.testing.assert_allclose(getattr(two.chars, name), getattr(one.chars, name), atol=0.15, err_msg=name)
    np.testing.assert_allclose(two.chars.size, one.chars.size, atol=0.01)
    ours, theirs = merge_rulings(two.rulings), merge_rulings(one.rulings)
    np.testing.assert_allclose(ours.horizontal, theirs.horizontal, atol=0.02)
    np.testing.assert_allclose(ours.vertical, theirs.vertical, atol=0.02)
    np.testing.assert_allclose(two.fills.box, one.fills.box, atol=0.02)
    np.testing.assert_allclose(two.pictures, one.pictures, atol=0.02)


def _told(page: PageCells) -> list[tuple[object, ...]]:
    """What a page's cells say: place, spans, text, shade and weights."""
    return [
        (
            cell.table,
            cell.row,
            cell.column,
            cell.row_span,
            cell.column_span,
            cell.text,
            cell.shade,
            [line.bold for line in cell.lines],
        )
        for cell in page.cells
    ]


@pytest.mark.parametrize("name", FILES)
def test_cells_are_the_same_as_the_first_reader_gives(name: str) -> None:
    """Every cell of every page has the same place, spans, text and weight, whichever reader reads it."""
    data = (FIXTURES / f"{name}.pdf").read_bytes()
    with PdfiumReader(data) as first, PlumberReader(data) as second:
        assert second.page_count == first.page_count
        tables = 0
        for one, two in zip(map(page_cells, first.pages()), map(page_cells, second.pages()), strict=True):
            expected, given = _told(one), _told(two)
            assert given == expected
            assert (two.characters, two.turn, two.medium) == (one.characters, one.turn, one.medium)
            tables += any(cell[0] for cell in expected)
        assert tables


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_what_a_page_draws_is_read_alike(content: bytes) -> None:
    """Whatever operators a producer uses, both readers give the same characters, rules, fills and pictures."""
    data = _pdf(content)
    _assert_alike(_only_page(PdfiumReader(data)), _only_page(PlumberReader(data)))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (100, 50, 500, 750), (-50, -50, 900, 500)])
def test_coordinates_are_those_of_the_page_as_seen(rotate: int, crop: tuple[float, float, float, float] | None) -> None:
    """Under every /Rotate and CropBox both readers place everything on the page that a viewer shows."""
    content = b"BT /F1 12 Tf 130 400 Td (seen) Tj ET 120 100 200 300 re S 0.9 g 130 110 50 50 re f /X1 Do"
    data = _pdf(content, rotate, crop)
    page = _only_page(PlumberReader(data))
    _assert_alike(_only_page(PdfiumReader(data)), page)
    assert len(page.chars) and len(merge_rulings(page.rulings).horizontal) >= 2


def test_a_page_on_its_side_is_turned_upright() -> None:
    """Text that runs upwards makes the page turn, and reads from left to right afterwards."""
    page = _only_page(PlumberReader(_pdf(b"BT /F1 12 Tf 0 1 -1 0 100 300 Tm (a line of text set upwards) Tj ET")))
    assert (page.turn, page.width, page.height) == (1, 800, 600)
    assert set(page.chars.angle.tolist()) == {0}
    assert page.chars.x0[0] < page.chars.x0[-1]
    assert page.chars.top[0] == pytest.approx(page.chars.top[-1])


def test_hidden_text_is_marked() -> None:
    """Text that paints nothing is hidden, and what is painted is not."""
    page = _only_page(PlumberReader(_pdf(CONTENTS["invisible"])))
    seen = "".join(chr(code) for code, hidden in zip(page.chars.code, page.chars.hidden, strict=True) if not hidden)
    assert seen == "Target"
    assert len(page.chars) == len("Targethidden")


def test_a_glyph_without_unicode_is_never_a_letter() -> None:
    """A glyph that the font does not name comes as U+FFFD, not as the text `(cid:2)`."""
    page = _only_page(PlumberReader(_pdf(TEXT * 3 + b"BT /F3 12 Tf 60 600 Td (\002) Tj ET")))
    assert "".join(map(chr, page.chars.code)) == "Target\ufffd" or page.chars.code[-1] == 0xFFFD


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"", EmptyFile), (b"a letter, no PDF", NotADocument), (b"%PDF-1.7\n1 0 obj\n", UnreadableDocument)],
)
def test_what_is_no_pdf_is_refused_by_kind(data: bytes, error: type[DocumentError]) -> None:
    """An empty file, another kind of file and a PDF cut off each get the error that names them."""
    with pytest.raises(error):
        PlumberReader(data)


def test_a_password_is_asked_for_only_where_it_is_needed() -> None:
    """A PDF with a user password is locked; one that is only restricted is simply read."""
    with pikepdf.open(io.BytesIO(_pdf(TEXT))) as pdf:
        locked = save(pdf, encryption=pikepdf.Encryption(owner="owner", user="rahasia"))
        restricted = save(pdf, encryption=pikepdf.Encryption(owner="owner", user=""))
    with pytest.raises(LockedDocument):
        PlumberReader(locked)
    assert "".join(map(chr, _only_page(PlumberReader(restricted)).chars.code)) == "Target"


def test_a_page_that_fails_keeps_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that the interpreter stumbles over is an empty page with an error; the next one is read."""
    calls: list[int] = []
    whole = plumber.Interpreter.render_contents

    def stumble(self: plumber.Interpreter, *args: object, **kwargs: object) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("damaged")
        whole(self, *args, **kwargs)

    monkeypatch.setattr(plumber.Interpreter, "render_contents", stumble)
    with PlumberReader((FIXTURES / "pengadegan-2022.pdf").read_bytes()) as reader:
        first, second = reader.pages()
    assert len(first.chars) == 0
    assert [(finding.code, finding.severity, finding.page) for finding in first.findings] == [
        ("page_unreadable", "error", 1)
    ]
    assert (first.width, second.number) == (second.width, 2)
    assert len(second.chars) > 1000


def test_forms_that_draw_each_other_end() -> None:
    """Ten levels of forms that each draw the next one ten times are cut short with an error, not drawn to the end."""
    pdf = pikepdf.new()
    inner = form(pdf, "0 0 10 10 re f")
    for _ in range(10):
        inner = form(pdf, "/X Do " * 10, XObject=pikepdf.Dictionary(X=inner))
    page = _only_page(PlumberReader(draw("/X Do", objects={"X": inner}, pdf=pdf)))
    assert [(finding.code, finding.severity) for finding in page.findings] == [("too_much_drawing", "error")]


def test_a_damaged_font_program_costs_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a font's program cannot be unpacked, the text is read as of usual weight."""

    def stumble(font: object) -> bool:
        raise ValueError("Invalid IV size (0) for CBC.")

    monkeypatch.setattr(plumber, "_told_bold", stumble)
    with PlumberReader((FIXTURES / "pengadegan-2022.pdf").read_bytes()) as reader:
        page = reader.page(1)
    assert len(page.chars) > 1000
    assert not page.chars.bold.any() or page.chars.bold.mean() < 0.5
