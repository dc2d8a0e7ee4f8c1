"""The first reader, on PDFs drawn operator by operator."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pikepdf
import pytest
import reportlab
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name

from extract.errors import EmptyFile, LockedDocument, NotADocument, UnreadableDocument
from extract.pages import Chars, Page
from extract.readers._pdfium_spaces import along
from extract.readers.pdfium import PdfiumReader
from tests.drawnpdf import draw, form, picture, save, to_unicode, with_broken_page

VERA = Path(reportlab.__file__).parent / "fonts"


def read(data: bytes) -> list[Page]:
    """The pages of a PDF."""
    with PdfiumReader(data) as reader:
        return list(reader.pages())


def one(data: bytes) -> Page:
    """The page of a PDF of one page."""
    (page,) = read(data)
    return page


def text(chars: Chars) -> str:
    """All characters, as a text."""
    return "".join(map(chr, chars.code.tolist()))


def seen(chars: Chars) -> str:
    """The characters that are not hidden."""
    return text(chars.take(~chars.hidden))


def box(chars: Chars, number: int) -> list[float]:
    """The box of one character."""
    return [float(side[number]) for side in (chars.x0, chars.top, chars.x1, chars.bottom)]


# Opening


def test_an_empty_file_is_told() -> None:
    """A file without bytes and a PDF without pages are empty, not damaged."""
    with pytest.raises(EmptyFile, match="is empty"):
        PdfiumReader(b"")
    with pytest.raises(EmptyFile, match="no page"):
        PdfiumReader(save(pikepdf.new()))


def test_a_file_that_is_no_pdf_is_told() -> None:
    """Whatever the name says: without a PDF header it is no PDF."""
    with pytest.raises(NotADocument, match="no PDF"):
        PdfiumReader(b"PK\x03\x04 a workbook")


def test_a_truncated_file_is_told() -> None:
    """Half a PDF with a header is damaged, and the message says what to do."""
    data = draw("BT /F1 10 Tf 20 20 Td (abc) Tj ET")
    with pytest.raises(UnreadableDocument, match="cut off or damaged"):
        PdfiumReader(data[:60])


def test_a_password_is_asked_for_only_where_it_is_needed() -> None:
    """A PDF with a user password is locked; one that is only restricted is simply read."""
    pdf = pikepdf.new()
    draw("BT /F1 10 Tf 20 20 Td (rahasia) Tj ET", pdf=pdf)
    locked = save(pdf, pikepdf.Encryption(owner="o", user="kunci"))
    with pytest.raises(LockedDocument, match="asks for a password"):
        PdfiumReader(locked)
    assert text(one(save(pdf, pikepdf.Encryption(owner="o", user=""))).chars) == "rahasia"


def test_a_page_that_cannot_be_read_keeps_its_number() -> None:
    """A broken page is an empty page with an error of its own; the pages around it are read."""
    pages = read(with_broken_page())
    assert [page.number for page in pages] == [1, 2, 3]
    assert [len(page.fills.box) for page in pages] == [1, 0, 1]
    assert pages[1].width > 0 < pages[1].height
    assert [[finding.code for finding in page.findings] for page in pages] == [[], ["page_unreadable"], []]
    assert pages[1].findings[0].severity == "error"


def test_what_is_typed_over_a_page_is_told() -> None:
    """A filled field or a typed note is no part of the page's content: a finding says that it was not read."""
    pdf = pikepdf.new()
    draw("", "", "", pdf=pdf)
    for page, note in zip(
        pdf.pages,
        [
            Dictionary(Subtype=Name.Widget, FT=Name.Tx, V=b"81,30"),
            Dictionary(Subtype=Name.FreeText, Contents=b"revisi"),
            Dictionary(Subtype=Name.Widget, FT=Name.Tx, V=b""),
        ],
        strict=True,
    ):
        note.Type, note.Rect = Name.Annot, Array([10, 10, 50, 30])
        page.Annots = Array([pdf.make_indirect(note)])
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.pages[0].Annots[0], pdf.pages[2].Annots[0]]))
    codes = [[finding.code for finding in page.findings] for page in read(save(pdf))]
    assert codes == [["unread_notes"], ["unread_notes"], []]


def test_closing_twice_does_no_harm() -> None:
    """The reader can be closed by hand inside its own context; then it reads no more."""
    with PdfiumReader(draw("")) as reader:
        reader.close()
        with pytest.raises(ValueError, match="closed"):
            next(reader.pages())


# Characters


def test_characters_come_in_content_order() -> None:
    """What is drawn first comes first, wherever it stands on the line; each drawing operation is a run."""
    chars = one(draw("BT /F1 10 Tf 100 200 Td (kanan) Tj -80 0 Td (kiri) Tj ET")).chars
    assert text(chars) == "kanankiri"
    assert np.flatnonzero(np.diff(chars.run)).tolist() == [4]


def test_only_spaces_that_are_drawn_are_there() -> None:
    """Gaps give no space; spaces inside, before, behind and alone are kept at their places."""
    content = "BT /F1 10 Tf 20 200 Td (a) Tj 40 0 Td (b c ) Tj 0 -20 Td ( d) Tj 30 0 Td ( ) Tj 10 0 Td (e) Tj ET"
    chars = one(draw(content)).chars
    assert text(chars) == "ab c  d e"
    gap = 0.278 * 10
    assert box(chars, 5)[0::2] == pytest.approx([60, 60 + gap], abs=0.02)
    assert box(chars, 7)[0::2] == pytest.approx([90, 90 + gap], abs=0.02)


def test_a_space_behind_an_invented_one_is_not_lost() -> None:
    """Where one operation jumps to the next column and begins there with a space, that space is kept."""
    chars = one(draw("BT /F1 10 Tf 20 200 Td [(ijin) -3000 ( Mem) -3000 (x)] TJ ET")).chars
    assert text(chars) == "ijin Memx"


@pytest.mark.parametrize(("end", "kept"), [("Perundang-", "Perundang-"), ("Perundang- ", "Perundang- ")])
def test_a_hyphen_at_a_line_end_is_a_hyphen(end: str, kept: str) -> None:
    """A printed hyphen stays one, and a space behind it stays too."""
    chars = one(draw(f"BT /F1 10 Tf 20 200 Td ({end}) Tj 0 -12 Td (undangan) Tj ET")).chars
    assert text(chars) == kept + "undangan"


def test_a_soft_hyphen_at_a_line_end_is_soft() -> None:
    """A hyphen that the document itself calls a soft one is U+00AD, beside printed ones on the same page."""
    pdf = pikepdf.new()
    letters = {code: chr(code) for code in range(0x20, 0x7B)}
    font = to_unicode(pdf, {**letters, 0x7E: "\u00ad"})
    chars = one(
        draw("BT /U 10 Tf 20 200 Td (pera~) Tj 0 -12 Td (turan-) Tj 0 -12 Td (an) Tj ET", fonts={"U": font}, pdf=pdf)
    ).chars
    assert text(chars) == "pera\u00adturan-an"


def test_a_replacement_text_stands_at_its_glyphs() -> None:
    """/ActualText of one glyph is its text, in a box as tall as the line; of several operations it gives way to what
    each of them prints."""
    content = "BT /F1 10 Tf 20 200 Td (data) Tj /Span <</ActualText <FEFF00AD>>> BDC (-) Tj EMC 0 -12 Td (base) Tj ET"
    chars = one(draw(content)).chars
    assert text(chars) == "data\u00adbase"
    assert chars.bottom[4] - chars.top[4] > 8
    content = "BT /F1 10 Tf 20 200 Td /Span <</ActualText (Nama Program)>> BDC (Nama) Tj 0 -12 Td (Program) Tj EMC ET"
    chars = one(draw(content)).chars
    assert text(chars) == "NamaProgram"
    assert chars.top[4] == pytest.approx(chars.top[0] + 12)


def test_ligatures_share_the_box_of_their_glyph() -> None:
    """`ﬁ` as one code and a glyph that stands for two letters give letters side by side."""
    pdf = pikepdf.new()
    font = to_unicode(pdf, {0x41: "\ufb01", 0x42: "fl", 0x43: "\u00a0", 0x61: "a", 0x7A: "z"})
    chars = one(draw("BT /U 10 Tf 20 200 Td (aAaBaCz) Tj ET", fonts={"U": font}, pdf=pdf)).chars
    assert text(chars) == "afiafla z"
    assert (np.diff(chars.x0) > 0).all()
    assert chars.x0[1:] == pytest.approx(chars.x1[:-1], abs=0.02)


def test_a_character_beyond_the_basic_plane_is_one_character() -> None:
    """Two UTF-16 units give one code with the whole box."""
    pdf = pikepdf.new()
    font = to_unicode(pdf, {0x41: "\U0001f600"})
    chars = one(draw("BT /U 10 Tf 20 200 Td (A) Tj ET", fonts={"U": font}, pdf=pdf)).chars
    assert text(chars) == "\U0001f600"
    assert box(chars, 0)[0::2] == pytest.approx([20, 26.67], abs=0.05)


def test_size_is_that_of_the_page() -> None:
    """Font size and matrix together make the size."""
    chars = one(
        draw("q 0.5 0 0 0.5 0 0 cm BT /F1 10 Tf 2 0 0 2 40 40 Tm (a) Tj ET Q BT /F1 1 Tf 9 0 0 9 20 90 Tm (b) Tj ET")
    ).chars
    assert chars.size == pytest.approx([10, 9])


def test_doubled_glyphs_count_once_and_are_bold() -> None:
    """Text set twice or thrice with a small shift, as a whole or glyph by glyph, is bold text once."""
    whole = one(draw("BT /F1 10 Tf 20 200 Td (Jumlah) Tj 0.3 0 Td (Jumlah) Tj 60 0 Td (orang) Tj ET")).chars
    assert text(whole) == "Jumlahorang"
    assert whole.bold.tolist() == [True] * 6 + [False] * 5
    single = one(draw("BT /F1 10 Tf 20 200 Td (J) Tj 0.3 0 Td (J) Tj 0.3 0 Td (J) Tj 6 0 Td (a) Tj ET")).chars
    assert text(single) == "Ja"
    assert single.bold.tolist() == [True, False]


def test_two_narrow_letters_are_no_double() -> None:
    """The double l of a condensed font is two letters."""
    chars = one(draw("BT /F1 10 Tf 50 Tz 20 200 Td (alla illi 111) Tj ET")).chars
    assert text(chars) == "alla illi 111"
    assert not chars.bold.any()


def test_bold_by_name_and_by_faked_stroke() -> None:
    """A bold font's name tells, and so does a normal font that is filled and stroked."""
    chars = one(draw("BT /F1 10 Tf 20 200 Td (a) Tj /F2 10 Tf (b) Tj /F1 10 Tf 2 Tr 0.3 w (c) Tj 0 Tr (d) Tj ET")).chars
    assert chars.bold.tolist() == [False, True, True, False]


@pytest.mark.parametrize(("file", "bold"), [("VeraBd.ttf", True), ("Vera.ttf", False)])
def test_bold_by_the_font_program_where_the_name_is_silent(file: str, bold: bool) -> None:
    """Fonts called CIDFont+F1, as a print driver names them, are told apart by their tables."""
    made = FPDF()
    made.add_font("made", fname=VERA / file)
    made.add_page()
    made.set_font("made", size=12)
    made.cell(text="Program")
    with pikepdf.open(io.BytesIO(bytes(made.output()))) as pdf:
        for font in (thing for thing in pdf.objects if isinstance(thing, Dictionary)):
            for name in ("/BaseFont", "/FontName"):
                if name in font:
                    font[name] = Name("/CIDFont+F1")
        data = save(pdf)
    chars = one(data).chars
    assert text(chars) == "Program"
    assert chars.bold.tolist() == [bold] * 7


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_it_is_seen(rotate: int) -> None:
    """Under every /Rotate and with a crop box, text that stands upright for the viewer lies where he sees it."""
    # The text matrix counters the page's rotation, so that the text is upright for the viewer.
    matrix = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}[rotate]
    page = one(draw(f"BT /F1 10 Tf {matrix} 200 150 Tm (ab) Tj ET", rotate=rotate, crop=(50, 20, 350, 280)))
    assert (page.width, page.height) == ((300, 260) if rotate % 180 == 0 else (260, 300))
    assert page.turn == 0
    assert page.chars.angle.tolist() == [0, 0]
    x, y = {0: (150, 130), 90: (130, 150), 180: (150, 130), 270: (130, 150)}[rotate]
    left, top, right, bottom = box(page.chars, 0)
    assert (left, right) == pytest.approx((x, x + 5.56), abs=0.02)
    assert top < y - 5 and y < bottom < y + 4
    assert page.chars.x0[1] == pytest.approx(x + 5.56, abs=0.02)


def test_a_page_that_lies_on_its_side_is_turned_with_all_it_holds() -> None:
    """Without a /Rotate the text itself tells: characters, rules, fills and pictures turn together."""
    pdf = pikepdf.new()
    content = (
        "BT /F1 10 Tf 0 1 -1 0 100 50 Tm (tabel) Tj ET BT /F1 10 Tf 10 10 Td (x) Tj ET "
        "0 0 1 rg 200 20 40 100 re f 0 g 100 50 0.5 200 re f q 20 0 0 30 300 10 cm /I Do Q"
    )
    page = one(draw(content, pdf=pdf, objects={"I": picture(pdf)}))
    assert (page.width, page.height, page.turn) == (300, 400, 1)
    assert page.chars.angle.tolist() == [0] * 5 + [270]
    assert box(page.chars, 0)[0] == pytest.approx(50, abs=0.02)
    assert box(page.chars, 0)[1] < 100 < box(page.chars, 0)[3]
    assert page.rulings.horizontal.tolist() == [pytest.approx([100.25, 50, 250, 0.5])]
    assert page.fills.box.tolist() == [pytest.approx([20, 200, 120, 240])]
    assert page.pictures.tolist() == [pytest.approx([10, 300, 40, 320])]


def test_turned_text_on_an_upright_page_has_its_angle() -> None:
    """A header set upwards among upright text keeps its direction."""
    chars = one(
        draw("BT /F1 10 Tf 20 20 Td (upright) Tj 0 1 -1 0 100 50 Tm (up) Tj 0 -1 1 0 200 50 Tm (dn) Tj ET")
    ).chars
    assert chars.angle.tolist() == [0] * 7 + [90] * 2 + [270] * 2
    assert chars.bottom[7] == pytest.approx(250, abs=0.02)
    assert chars.top[8] < chars.top[7]


# What is hidden


@pytest.mark.parametrize(
    "content",
    [
        "q BT /F1 10 Tf 3 Tr 20 200 Td (x) Tj ET Q",
        "q BT /F1 10 Tf 7 Tr 20 200 Td (x) Tj ET Q",
        "BT /F1 10 Tf 20 2000 Td (x) Tj ET",
        "BT /F1 10 Tf 1 g 20 200 Td (x) Tj ET",
        "0 0 1 rg 10 190 50 50 re f 1 g 15 195 30 30 re f BT /F1 10 Tf 20 200 Td (x) Tj ET",
        "BT /F1 0.1 Tf 20 200 Td (x) Tj ET",
        "q 100 100 50 50 re W n BT /F1 10 Tf 20 200 Td (x) Tj ET Q",
    ],
    ids=["invisible", "clip only", "off the page", "white", "white on white on blue", "tiny", "clipped away"],
)
def test_what_nobody_sees_is_hidden(content: str) -> None:
    """Such a character is there, but marked."""
    chars = one(draw(content + " BT /F1 10 Tf 0 g 20 20 Td (y) Tj ET")).chars
    assert text(chars) == "xy"
    assert chars.hidden.tolist() == [True, False]


def test_a_watermark_is_left_out_and_told() -> None:
    """Text across the page at an angle is hidden, with a finding; a slight skew is none."""
    page = one(draw("BT /F1 60 Tf 0.7 0.7 -0.7 0.7 80 40 Tm (DRAFT) Tj /F1 10 Tf 1 0.02 -0.02 1 20 200 Tm (isi) Tj ET"))
    assert (text(page.chars), seen(page.chars), page.turn) == ("DRAFTisi", "isi", 0)
    assert [(finding.code, finding.severity) for finding in page.findings] == [("slanted_text", "info")]


def test_white_text_on_a_coloured_cell_is_seen() -> None:
    """A dark header's white words are no hidden text; painted over later, the same."""
    page = one(draw("0 0 1 rg 10 190 100 30 re f BT /F1 10 Tf 1 g 20 200 Td (Sasaran) Tj ET"))
    assert seen(page.chars) == "Sasaran"


def test_a_clipped_form_hides_what_it_crops() -> None:
    """A form's own bounding box and a clip around it crop the text inside."""
    pdf = pikepdf.new()
    inner = form(pdf, "BT /F1 10 Tf 5 5 Td (in) Tj 100 0 Td (out) Tj ET")
    inner.BBox = Array([0, 0, 60, 60])
    chars = one(draw("q 1 0 0 1 50 50 cm /X Do Q", objects={"X": inner}, pdf=pdf)).chars
    assert (text(chars), seen(chars)) == ("inout", "in")


def test_a_scan_is_a_scan_with_and_without_a_text_layer() -> None:
    """A picture that fills the page and no visible text make a scan; the invisible text is there, hidden."""
    pdf = pikepdf.new()
    image = "q 400 0 0 300 0 0 cm /I Do Q "
    bare, layered = read(
        draw(image, image + "BT /F1 10 Tf 3 Tr 20 200 Td (dibaca mesin) Tj ET", objects={"I": picture(pdf)}, pdf=pdf)
    )
    assert (bare.medium, layered.medium) == ("scan", "scan")
    assert text(layered.chars) == "dibaca mesin"
    assert layered.chars.hidden.all()


def test_text_under_a_picture_is_told() -> None:
    """Where a picture is painted over the text of a page, a person is told to compare; a background is none."""
    pdf = pikepdf.new()
    words = (
        "BT /F1 8 Tf 0 9 -9 0 0 0 Tm "
        + " ".join(f"1 0 0 1 10 {20 + 9 * n} Tm (baris nomor {n}) Tj" for n in range(20))
        + " ET "
    )
    image = "q 400 0 0 300 0 0 cm /I Do Q "
    over, under = read(draw(words + image, image + words, objects={"I": picture(pdf)}, pdf=pdf))
    assert [finding.code for finding in over.findings] == ["text_under_picture"]
    assert under.findings == ()
    assert (over.medium, under.medium) == ("text", "text")


# Glyphs without Unicode


def _nameless() -> Dictionary:
    """A font of glyph numbers without a map to Unicode."""
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.Made,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=Dictionary(
            Type=Name.FontDescriptor, FontName=Name.Made, Flags=4, FontBBox=Array([0, 0, 1000, 1000]), ItalicAngle=0,
            Ascent=800, Descent=-200, CapHeight=700, StemV=80,
        ),
        DW=600,
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Made, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([descendant]),
    )  # fmt: skip


def test_a_page_of_nameless_glyphs_goes_the_scans_way() -> None:
    """Where many glyphs have no Unicode nothing of the page's text layer is shown, and a finding says why."""
    page = one(
        draw(
            "BT /N 10 Tf 20 200 Td <002100220023002400250026002700280029> Tj /F1 10 Tf (abc) Tj ET",
            fonts={"N": _nameless()},
        )
    )
    assert page.medium == "scan"
    assert page.chars.hidden.all()
    assert [(finding.code, finding.severity) for finding in page.findings] == [("unreadable_text", "error")]


def test_a_lone_nameless_glyph_is_replaced_and_told() -> None:
    """One glyph without Unicode among many sound ones stands as U+FFFD, with its place in a finding."""
    page = one(
        draw("BT /F1 10 Tf 20 200 Td (dua puluh huruf yang sehat) Tj /N 10 Tf <0021> Tj ET", fonts={"N": _nameless()})
    )
    assert text(page.chars).endswith("sehat\ufffd")
    assert not page.chars.hidden.any()
    (finding,) = page.findings
    assert (finding.code, finding.severity, finding.page) == ("unmapped_glyphs", "warning", 1)
    assert finding.box == pytest.approx(tuple(box(page.chars, -1)))


# Rules, fills, pictures


def rules(content: str, **options: object) -> tuple[list[list[float]], list[list[float]]]:
    """The horizontal and the vertical rulings of a page."""
    page = one(draw(content, **options))  # type: ignore[arg-type]
    level, upright = page.rulings.horizontal, page.rulings.vertical
    return sorted(level.round(2).tolist()), sorted(upright.round(2).tolist())


def test_stroked_lines_and_rectangles_are_rules() -> None:
    """Lines, the four sides of a stroked rectangle, dashed lines whole; with their thickness on the page."""
    level, upright = rules(
        "q 2 0 0 2 0 0 cm 1 w 10 20 m 60 20 l S Q 0.5 w 200 100 50 40 re S [3 2] 0 d 1 w 10 200 m 10 280 l S"
    )
    assert level == [[160, 200, 250, 0.5], [200, 200, 250, 0.5], [260, 20, 120, 2]]
    assert upright == [[10, 20, 100, 1], [200, 160, 200, 0.5], [250, 160, 200, 0.5]]


def test_a_polygon_closed_by_its_last_operator_is_closed() -> None:
    """The side that `h` or `s` draws is a rule like the others."""
    level, upright = rules("10 10 m 110 10 l 110 60 l 10 60 l s")
    assert level == [[240, 10, 110, 1], [290, 10, 110, 1]]
    assert upright == [[10, 240, 290, 1], [110, 240, 290, 1]]


def test_straight_parts_of_rounded_boxes_are_rules() -> None:
    """A rounded rectangle has its straight sides."""
    level, upright = rules("20 10 m 100 10 l 105 10 110 15 110 20 c 110 60 l S")
    assert level == [[290, 20, 100, 1]]
    assert upright == [[110, 240, 280, 1]]


def test_slanting_lines_are_no_rules() -> None:
    """A diagonal is none; a line that leans by a hair is one."""
    level, upright = rules("10 20 m 390 200 l S 10 30 m 390 30.4 l S")
    assert level == [pytest.approx([269.8, 10, 390, 1])]
    assert upright == []


def test_thin_filled_rectangles_are_rules_of_any_colour_but_white() -> None:
    """One path a rectangle or hundreds in one path: each is a rule; white ones are none."""
    level, upright = rules("0.6 g 10 10 100 0.5 re f 1 0 0 rg 10 20 0.5 50 re f 1 g 10 100 100 0.5 re f")
    assert (level, upright) == ([[289.75, 10, 110, 0.5]], [[10.25, 230, 280, 0.5]])
    many = " ".join(f"10 {10 + n} 100 0.5 re" for n in range(0, 200, 4)) + " f"
    level, _ = rules(many)
    assert len(level) == 50


def test_a_dot_is_a_rule_both_ways() -> None:
    """A corner square, and a line of no length with caps, may belong to either direction."""
    level, upright = rules("30 30 0.5 0.5 re f 1 J 2 w 100 20 m 100 20 l S")
    assert level == [[269.75, 30, 30.5, 0.5], [280, 99, 101, 2]]
    assert upright == [[30.25, 269.5, 270, 0.5], [100, 279, 281, 2]]


def test_outlines_of_borders_are_rules() -> None:
    """A frame of two rectangles, an L of six corners and a side with mitred ends give the rules they show."""
    level, upright = rules("10 10 100 50 re 10.5 10.5 99 49 re f*")
    assert (level, upright) == (
        [[240.25, 10, 110, 0.5], [289.75, 10, 110, 0.5]],
        [[10.25, 240, 290, 0.5], [109.75, 240, 290, 0.5]],
    )
    level, upright = rules("10 10 m 110 10 l 110 11 l 11 11 l 11 60 l 10 60 l f")
    assert (len(level), len(upright)) == (1, 1)
    level, upright = rules("10 10 m 110 10 l 109 11 l 11 11 l h 200 10 m 210 10 l 210 11 l 200 11 l h f")
    assert level == [[289.5, 10, 110, 1], [289.5, 200, 210, 1]]


def test_rules_inside_forms_stand_where_they_are_seen() -> None:
    """Forms inside forms, turned and scaled, under the form's own matrix."""
    pdf = pikepdf.new()
    inner = form(pdf, "0 0 50 0.5 re f 1 w 0 10 m 30 10 l S", (0, 1, -1, 0, 0, 0))
    outer = form(pdf, "q 1 0 0 1 0 20 cm /X Do Q", XObject=Dictionary(X=inner))
    level, upright = rules("q 2 0 0 2 100 100 cm /Y Do Q", objects={"Y": outer}, pdf=pdf)
    assert level == []
    assert upright == [[80, 100, 160, 2], [99.5, 60, 160, 1]]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_rules_turn_with_the_page(rotate: int) -> None:
    """A rule of user space is where the viewer sees it, inside the crop box."""
    level, upright = rules("2 w 0 150 m 400 150 l S", rotate=rotate, crop=(50, 20, 350, 280))
    assert (level, upright) == {
        0: ([[130, 0, 300, 2]], []),
        90: ([], [[130, 0, 300, 2]]),
        180: ([[130, 0, 300, 2]], []),
        270: ([], [[130, 0, 300, 2]]),
    }[rotate]


def test_a_clip_cuts_rules() -> None:
    """What the clipping path leaves of a rule is a rule."""
    level, upright = rules("q 50 0 20 300 re W n 10 20 100 0.5 re f 10 30 m 200 30 l S 200 10 m 200 90 l S Q")
    assert level == [[270, 50, 70, 1], [279.75, 50, 70, 0.5]]
    assert upright == []


def test_white_lines_part_coloured_cells() -> None:
    """In a dark table white lines are the rules; beside white paper they are none."""
    dark = "0 0 1 rg 10 100 200 50 re f 1 g 1 G "
    level, upright = rules(dark + "100 100 1 50 re f 150 100 m 150 150 l S 10 150 200 1 re f 300 100 1 50 re f")
    assert (level, upright) == ([], [[100.5, 150, 200, 1], [150, 150, 200, 1]])


def test_the_strip_of_a_cells_padding_is_no_rule() -> None:
    """A strip between a black rule and a fill of its own colour is shading; a blue rule at a blue cell is a rule."""
    level, _ = rules("0 g 10 100 100 0.5 re f 0.8 0.9 1 rg 10 97.5 100 2.5 re f 10 80 100 17.5 re f")
    assert level == [[199.75, 10, 110, 0.5]]
    level, _ = rules("0 0 1 rg 10 100 100 30 re f 10 99.5 100 0.5 re f")
    assert level == [[200.25, 10, 110, 0.5]]


def test_what_is_thick_is_a_fill_in_the_order_of_painting() -> None:
    """Areas, bars and thick lines, white ones too, with their colours as they look on paper."""
    state = {"Half": Dictionary(ca=0.5), "None": Dictionary(ca=0)}
    page = one(draw(
        "1 0 0 rg 10 10 50 50 re f 0 G 8 w 100 100 m 200 100 l S 1 g 20 20 10 10 re f "
        "/Half gs 0 0 1 rg 200 200 50 50 re f /None gs 300 200 50 50 re f",
        state=state,
    ))  # fmt: skip
    assert page.fills.box.round(2).tolist() == [
        [10, 240, 60, 290],
        [100, 196, 200, 204],
        [20, 270, 30, 280],
        [200, 50, 250, 100],
    ]
    assert [f"{colour:06x}" for colour in page.fills.colour.tolist()] == ["ff0000", "000000", "ffffff", "7f7fff"]
    assert len(page.rulings.horizontal) == len(page.rulings.vertical) == 0


def test_shadings_are_no_rules() -> None:
    """A colour gradient painted through a thin clip draws no rule."""
    pdf = pikepdf.new()
    shade = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 100, 0]),
        Function=Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 0, 0]), C1=Array([0, 0, 1]), N=1),
    )  # fmt: skip
    shaded = form(pdf, "q 10 10 100 1 re W n /S sh Q", Shading=Dictionary(S=shade))
    assert rules("/X Do", objects={"X": shaded}, pdf=pdf) == ([], [])


def test_pictures_have_their_boxes() -> None:
    """Images on the page and in forms, cut at the page's edge; one outside is none."""
    pdf = pikepdf.new()
    image = picture(pdf)
    inside = form(pdf, "q 20 0 0 10 0 0 cm /I Do Q", XObject=Dictionary(I=image))
    content = "q 50 0 0 40 380 10 cm /I Do Q q 1 0 0 1 100 100 cm /X Do Q q 10 0 0 10 900 10 cm /I Do Q"
    page = one(draw(content, objects={"I": image, "X": inside}, pdf=pdf))
    assert page.pictures.round(2).tolist() == [[380, 250, 400, 290], [100, 190, 120, 200]]


def test_a_blank_page_is_a_page() -> None:
    """Nothing on it, and no finding."""
    page = one(draw(""))
    assert (len(page.chars), len(page.rulings.horizontal), len(page.fills.box), page.medium) == (0, 0, 0, "text")
    assert page.findings == ()


def test_ends_of_boxes_are_no_window_on_the_boxes() -> None:
    """What is measured of a box stays when the box is mended afterwards (spaces are stretched to the next word)."""
    box = np.array([[10.0, 0.0, 14.0, 8.0], [20.0, 0.0, 24.0, 8.0]])
    start, end = along(box, np.zeros(2, np.intp))
    box[:] = 0
    assert start.tolist() == [10.0, 20.0]
    assert end.tolist() == [14.0, 24.0]
