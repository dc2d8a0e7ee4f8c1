"""The steps by which a scan becomes a page, each by itself."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence

import cv2
import numpy as np
import pikepdf
import pytest

from extract.cells import Finding
from extract.errors import RenaksiError
from extract.pages import Rulings
from extract.rulings import merge_rulings
from extract.scan import network, picture
from extract.scan.figures import second_look
from extract.scan.flat import flattened
from extract.scan.layer import judge_layer
from extract.scan.marks import is_dash, separators, strokes
from extract.scan.numerals import counted, counted_in_lists, in_lists
from extract.scan.paper import even_paper, without_stamps
from extract.scan.picture import Renderer
from extract.scan.recognizer import Reading
from extract.scan.rules import find_rules
from extract.scan.strips import Strip, find_strips
from extract.scan.upright import skew, straightened
from extract.scan.words import chars_of, usual_size, words_of
from tests.drawnpdf import draw
from tests.drawnscan import ByteImage, as_pdf, drawn, grained, turned, typeset

SCALE = 200 / 72


def paper(width: int = 600, height: int = 400) -> ByteImage:
    """White paper."""
    return np.full((height, width), 255, np.uint8)


def strip_of(image: ByteImage) -> Strip:
    """The strip that a picture of one line is, its ink known exactly."""
    ink = image < 128
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return Strip(image, box, (box[0], box[1]), ink)


def figure_strip(hanging: bool) -> Strip:
    """`3` `sep` `5` as three blobs: digits 20 pixels high on one line, a separator that hangs down or stands on it."""
    image = paper(80, 40)
    image[8:28, 8:20] = 0
    image[8:28, 40:52] = 0
    image[24 : 32 if hanging else 28, 28:32] = 0
    return strip_of(image)


class Looks:
    """A recogniser that gives the readings it is told, look after look."""

    def __init__(self, *looks: str, confidence: float = 0.99) -> None:
        self.looks = list(looks)
        self.confidence = confidence

    def read(self, crops: Sequence[ByteImage], *, figures: bool = False, stretch: float = 1.0) -> list[Reading]:
        """The next look, for each crop."""
        if not crops:
            return []
        text = self.looks.pop(0)
        return [reading(text, self.confidence) for _ in crops]


def reading(text: str, confidence: float = 0.99) -> Reading:
    """A reading with its characters spread evenly."""
    place = tuple((i + 0.5) / max(1, len(text)) for i in range(len(text)))
    return Reading(text, (confidence,) * len(text), place)


@pytest.mark.parametrize("degrees", [-7.3, -0.6, 0.0, 1.2, 9.5])
def test_the_angle_of_a_page_is_found(degrees: float) -> None:
    """A page turned by an angle is turned back by it, to a tenth of a degree."""
    picture = turned(drawn(typeset()), degrees)
    assert skew(picture, 150 / 72) == pytest.approx(degrees, abs=0.1)
    assert skew(straightened(picture, degrees, 1.0), 150 / 72) == pytest.approx(0.0, abs=0.1)


def test_rules_are_found_and_type_is_none() -> None:
    """A scanned table has the rules of the table, and its lines of type, however bold, give none."""
    grey = even_paper(grained(drawn(typeset(), 200)), SCALE)
    edges = merge_rulings(find_rules(grey, SCALE).rulings(SCALE))
    assert len(np.unique(edges.horizontal[:, 0].round())) == 6
    assert len(np.unique(edges.vertical[:, 0].round())) == 6
    assert edges.horizontal[:, 1:] == pytest.approx(np.tile([25.0, 395.0], (6, 1)), abs=1.0)


def test_broken_rules_are_whole_and_meet() -> None:
    """Specks of paper in a rule, and a corner that does not quite meet, leave one rule from corner to corner."""
    grey = paper(900, 600)
    for y in (100, 300):
        cv2.line(grey, (100, y), (795, y), 0, 2)
    for x in (100, 800):
        cv2.line(grey, (x, 107), (x, 300), 0, 2)
    grey[98:103, 400:404] = 255
    ruled = find_rules(grey, SCALE)
    assert len(ruled.horizontal) == len(ruled.vertical) == 2
    assert ruled.horizontal[:, 1:3] == pytest.approx(np.tile([100.0, 800.0], (2, 1)), abs=2.5)
    assert ruled.vertical[:, 1] == pytest.approx(100.0, abs=2.5)


def test_bent_rules_are_made_straight() -> None:
    """On paper that is bent at one side the rules become straight, and flat paper is left as it is."""
    grey = paper(1200, 800)
    x = np.arange(60, 1140)
    for y in (100, 300, 500, 700):
        at = np.rint(y + 14 * np.exp(-(x - 60) / 150)).astype(int)
        for thick in (0, 1, 2):
            grey[at + thick, x] = 0
    bent = find_rules(grey, SCALE)
    flat = flattened(grey, bent, SCALE)
    assert flat is not None
    straight = find_rules(flat, SCALE)
    assert len(straight.level) == 4
    assert all(np.ptp(course[:, 1]) < 3 for course in straight.level)
    assert max(np.ptp(course[:, 1]) for course in bent.level) > 10
    assert flattened(flat, straight, SCALE) is None


def test_paper_becomes_white_under_a_shadow_and_ink_stays() -> None:
    """A shadow from white to nearly black goes; a stroke in it is still ink."""
    shade = np.tile(np.linspace(250, 110, 600), (400, 1)).astype(np.uint8)
    shade[200:204, 100:500] = (shade[200:204, 100:500] * 0.2).astype(np.uint8)
    even = even_paper(shade, SCALE)
    assert np.percentile(even[:190], 2) > 235
    assert even[201:203, 110:490].max() < 100


def test_light_type_on_a_dark_fill_becomes_dark_on_light() -> None:
    """A header in white on a dark band is read like any other."""
    grey = paper()
    grey[100:200, 50:550] = 60
    grey[140:150, 200:300] = 250
    even = even_paper(grey, SCALE)
    assert even[143:147, 210:290].max() < 110
    assert np.median(even[110:130, 100:500]) > 235


def test_a_coloured_stamp_fades_and_coloured_type_stays() -> None:
    """Of a stamp in colour nothing is left but the black under it; a line of coloured type is no stamp."""
    colour = np.full((500, 800, 3), 255, np.uint8)
    cv2.putText(colour, "blue words", (60, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (200, 60, 40), 2)
    cv2.circle(colour, (500, 300), 120, (200, 60, 40), 5)
    colour[298:304, 300:700] = 0
    grey, boxes = without_stamps(colour, SCALE)
    assert boxes and all(left > 370 and top > 170 for left, top, _, _ in boxes)
    assert grey[170:190, 495:505].min() > 200
    assert grey[299:303, 310:690].max() < 60
    assert (grey[50:90, 60:260] < 150).any()


def test_a_line_of_a_cell_is_a_strip() -> None:
    """Each line of each cell is cut out by itself, and no strip reaches over a rule."""
    grey = even_paper(drawn(typeset(), 200), SCALE)
    ruled = find_rules(grey, SCALE)
    strips = find_strips(grey, ruled, SCALE)
    assert len(strips) == 1 + 5 + 7 + 7 + 7 + 6
    for strip in strips:
        x0, top, x1, bottom = strip.box
        inside = (ruled.vertical[:, 1] < bottom) & (ruled.vertical[:, 2] > top)
        assert not ((ruled.vertical[inside, 0] > x0 + 2) & (ruled.vertical[inside, 0] < x1 - 2)).any()


@pytest.mark.parametrize(("hanging", "shape"), [(True, ","), (False, ".")])
def test_separators_are_told_by_their_shape(hanging: bool, shape: str) -> None:
    """What hangs below the digits is a comma, what stands on their line a point."""
    assert separators(figure_strip(hanging), "3.5") == {1: shape}


def test_separators_of_touching_glyphs_are_not_told() -> None:
    """Where the glyphs cannot be told apart nothing is said of them."""
    assert separators(figure_strip(True), "31.5") == {}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_strokes_of_a_numeral_are_counted(count: int) -> None:
    """So many upright strokes, so many counted, though serifs join them."""
    image = paper(60, 40)
    for number in range(count):
        image[8:30, 10 + 8 * number : 13 + 8 * number] = 0
    image[8:10, 8 : 8 + 8 * count] = 0
    image[28:30, 8 : 8 + 8 * count] = 0
    assert strokes(strip_of(image), 8, 8 + 8 * count) == count


def test_a_lost_stroke_of_a_quarter_is_found_again() -> None:
    """`TW II` with three strokes in the ink is `TW III`, less sure; a right one is left as it is."""
    image = paper(120, 40)
    for left in (10, 26):
        image[8:30, left : left + 12] = 0
    for number in range(3):
        image[8:30, 56 + 8 * number : 59 + 8 * number] = 0
    found = counted(strip_of(image), reading("TW II"))
    assert found.text == "TW III"
    assert found.least < 0.6
    right = reading("TW III")
    assert counted(strip_of(image), right) is right


def test_a_dash_is_told_from_a_point() -> None:
    """A short level bar is a dash; a square dot and a long rule are none."""
    bar, dot, rule = paper(60, 40), paper(60, 40), paper(200, 40)
    bar[19:22, 20:29] = 0
    dot[19:23, 20:24] = 0
    rule[19:22, 20:180] = 0
    assert [is_dash(strip_of(image), 27.0) for image in (bar, dot, rule)] == [True, False, False]


def test_a_figure_on_which_the_looks_agree_stands() -> None:
    """Two looks alike, and the separator's shape with them: no doubt."""
    readings, doubts = second_look([figure_strip(True)], [reading("3,5")], Looks("3,5"), 27.0)
    assert readings[0].text == "3,5"
    assert readings[0].least > 0.9
    assert doubts == []


def test_a_figure_on_which_the_looks_differ_is_flagged() -> None:
    """The reading that most looks have is taken, with less confidence, and the finding names both."""
    strips = [figure_strip(True)]
    readings, doubts = second_look(strips, [reading("3,5")], Looks("8,5", "8,5"), 27.0)
    assert readings[0].text == "8,5"
    assert readings[0].least <= 0.5
    (doubt,) = doubts
    finding = doubt.finding(strips, 3, SCALE)
    assert (finding.code, finding.severity, finding.page) == ("figure_doubtful", "warning", 3)
    assert "“8,5”" in finding.message and "“3,5”" in finding.message
    assert finding.box == pytest.approx([edge / SCALE for edge in strips[0].box])


def test_a_separator_of_another_shape_is_flagged() -> None:
    """Both looks see a point and the ink hangs down: the comma is taken, and the doubt is said."""
    readings, doubts = second_look([figure_strip(True)], [reading("3.5")], Looks("3.5", "3.5"), 27.0)
    assert readings[0].text == "3,5"
    assert doubts[0].readings == ("3,5", "3.5")


def test_more_glyphs_than_characters_are_flagged() -> None:
    """A figure that was read with fewer characters than its ink has pieces has lost one."""
    _, doubts = second_look([figure_strip(True)], [reading("35")], Looks("35", "35"), 27.0)
    assert len(doubts) == 1


def test_an_unsure_figure_is_flagged_though_the_looks_agree() -> None:
    """Agreement of two bad readings is no evidence."""
    _, doubts = second_look([figure_strip(True)], [reading("3,5", 0.4)], Looks("3,5", "3,5"), 27.0)
    assert len(doubts) == 1


def test_words_keep_their_ink_and_lost_spaces() -> None:
    """A gap that the network did not see is a space, and words end where their ink ends."""
    image = paper(200, 40)
    for left in (10, 26, 80, 96, 112):
        image[8:30, left : left + 13] = 0
    strip = strip_of(image)
    places = tuple(middle / 200 for middle in (16, 32, 86, 102, 118))
    seen = Reading("TWIII", (0.9,) * 5, places)
    words = words_of(0, strip, seen, 27.0)
    assert [word.text for word in words] == ["TW", "III"]
    assert words[0].x1 < 45 < 75 < words[1].x0
    chars = chars_of(words, SCALE)
    assert "".join(map(chr, chars.code)) == "TW III"
    assert usual_size([strip], [reading("TWIII")]) == pytest.approx(22 / 0.67, rel=0.05)


def layer_of(text: str):  # type: ignore[no-untyped-def]
    """Characters of a line, a word after the other."""
    words = words_of(
        0, strip_of(np.where(np.indices((40, 900))[1] < 880, 0, 255).astype(np.uint8)), reading(text), 27.0
    )
    return chars_of(words, SCALE)


def test_a_layer_is_judged_by_the_picture() -> None:
    """Words that the picture bears out make a sound layer, others a wrong one, and a stamp's few words none."""
    text = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh"
    sound, wrong = judge_layer(layer_of(text), layer_of(text), 1), judge_layer(layer_of(text[::-1]), layer_of(text), 1)
    assert sound is not None and sound.code == "text_layer"
    assert wrong is not None and (wrong.code, wrong.severity) == ("wrong_text_layer", "info")
    assert judge_layer(layer_of("halaman 1"), layer_of(text), 1) is None


def test_a_huge_page_is_drawn_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pixels of a page are settled before it is drawn, and what was scaled down says so."""
    with Renderer(draw("", size=(14_400, 14_400))) as renderer:
        shown = renderer.draw(1, 1_000_000)
    assert not isinstance(shown, Finding)
    assert shown.colour.shape[0] * shown.colour.shape[1] <= 1_010_000
    assert [finding.code for finding in shown.findings] == ["picture_scaled_down"]


def test_a_bomb_of_a_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that would unpack to more pixels than the limit is not drawn, and a finding says why."""
    pdf = as_pdf([paper(300, 200)])
    with Renderer(pdf) as renderer:
        assert not isinstance(renderer.draw(1), Finding)
        monkeypatch.setattr(picture, "MOST_SOURCE_PIXELS", 300 * 200 - 1)
        refused = renderer.draw(1)
    assert isinstance(refused, Finding)
    assert (refused.code, refused.severity) == ("picture_unreadable", "error")


def test_a_scan_is_drawn_dot_for_dot() -> None:
    """The array has the scanner's own dots, whatever resolution it had."""
    with Renderer(as_pdf([grained(paper(501, 333))], 120.0)) as renderer:
        shown = renderer.draw(1)
    assert not isinstance(shown, Finding)
    assert shown.colour.shape == (333, 501, 3)
    assert shown.scale == pytest.approx(120 / 72, rel=0.01)


def test_a_file_without_the_page_is_refused() -> None:
    """A page that PDFium cannot open is a finding, not a crash."""
    pdf = pikepdf.new()
    buffer = io.BytesIO()
    pdf.save(buffer)
    with Renderer(buffer.getvalue()) as renderer:
        assert isinstance(renderer.draw(1), Finding)


def test_another_model_is_not_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network is the one that was measured: a file of another hash is refused in words."""
    monkeypatch.setattr(network, "_SHA256", hashlib.sha256(b"other").hexdigest())
    with pytest.raises(RenaksiError, match="make setup"):
        network.Network()


def test_rulings_come_in_points() -> None:
    """A rule's place is divided by the picture's scale, its thickness too."""
    grey = paper(900, 600)
    cv2.line(grey, (100, 300), (800, 300), 0, 3)
    rulings = find_rules(grey, 2.0).rulings(2.0)
    assert isinstance(rulings, Rulings)
    y, x0, x1, thickness = rulings.horizontal[0]
    assert (y, x0, x1) == pytest.approx((150.25, 50.0, 400.5), abs=3.0)
    assert 0.5 <= thickness <= 3.0


def numeral_strip(count: int, x: int, y: int) -> Strip:
    """So many upright strokes, at a place of the page."""
    image = paper(60, 40)
    for number in range(count):
        image[8:30, 10 + 8 * number : 13 + 8 * number] = 0
    strip = strip_of(image)
    x0, top, x1, bottom = strip.box
    return Strip(strip.crop, (x0 + x, top + y, x1 + x, bottom + y), strip.offset, strip.ink)


def test_strokes_among_numerals_are_numerals() -> None:
    """In a column of I to IV what was read as `1` or `m` has as many strokes as its ink, and is pointed out."""
    strips = [numeral_strip(count, 100, 50 * row) for row, count in enumerate((1, 2, 3, 3))]
    readings = [reading("1"), reading("II"), reading("m"), reading("IV")]
    found = counted_in_lists(strips, readings, in_lists(strips, readings))
    assert [one.text for one in found] == ["I", "II", "III", "IV"]
    assert found[2].least < 0.6


def test_figures_are_never_made_numerals() -> None:
    """A column of figures is none of numerals, though some were read as strokes."""
    strips = [numeral_strip(count, 100, 50 * row) for row, count in enumerate((1, 2, 1, 2))]
    readings = [reading("1"), reading("II"), reading("I"), reading("11")]
    assert in_lists(strips, readings) == set()
