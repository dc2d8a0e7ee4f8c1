"""Characters to lines of text."""

from __future__ import annotations

import numpy as np
import pytest

from extract.flow import flow_of
from extract.lines import HIDDEN, LOOSE, set_lines, whole_words
from tests.handmade import Text, chars_of


def read(*texts: Text, cell: int = 0) -> list[list[str]]:
    """The lines of a cell that holds these texts, each as its parts."""
    chars = chars_of(texts)
    lines = set_lines(chars, flow_of(chars), np.full(len(chars), cell, dtype=np.intp))
    assert [number for number, _ in lines] == [cell] * len(lines)
    return [[part.text for part in parts] for _, parts in lines]


def test_lines_follow_each_other_downwards() -> None:
    """Texts set in any order are lines from top to bottom."""
    assert read(Text("bawah", 10, 40), Text("atas", 10, 20), Text("tengah", 10, 30)) == [
        ["atas"],
        ["tengah"],
        ["bawah"],
    ]


def test_pieces_of_a_line_are_sorted_by_place() -> None:
    """Words of one line that are set out of order are read from left to right, with a space in each gap."""
    assert read(Text("Desa", 60, 20), Text("Kantor", 10, 20)) == [["Kantor Desa"]]


def test_words_that_join_take_no_space() -> None:
    """A word set in two operations that touch is one word."""
    assert read(Text("pelaya", 10, 20), Text("nan", 34, 20)) == [["pelayanan"]]


def test_runs_of_spaces_are_one() -> None:
    """Printed spaces count once, those at a line's head not at all, those at its end as one."""
    assert read(Text("    ada   dua  ", 10, 20)) == [["ada dua "]]


def test_no_space_of_ours_beside_a_printed_one() -> None:
    """A printed space before a gap is the only one."""
    assert read(Text("satu ", 10, 20), Text("dua", 50, 20)) == [["satu dua"]]


def test_space_that_overlaps_its_neighbours() -> None:
    """A space drawn within a glyph's box, as justified or squeezed text has it, keeps its place in content order."""
    chars = chars_of([Text("ab", 10, 20), Text(" ", 15, 20), Text("cd", 18.2, 20)])
    chars.run[:] = 0
    (_, (line,)), *rest = set_lines(chars, flow_of(chars), np.zeros(5, dtype=np.intp))
    assert line.text == "ab cd"
    assert rest == []


def test_space_that_begins_behind_the_next_glyph() -> None:
    """A wide space over which the next word is set back still stands between the words."""
    chars = chars_of([Text("ab", 10, 20), Text(" ", 20.5, 20), Text("cd", 18.9, 20)])
    ((_, (line,)),) = set_lines(chars, flow_of(chars), np.zeros(5, dtype=np.intp))
    assert line.text == "ab cd"


def test_spaces_strewn_over_a_word_do_not_cut_it() -> None:
    """A run of nothing but spaces that lies over a word set in two pieces puts no space into it."""
    assert read(Text("Penga", 10, 20), Text("          ", 0, 20), Text("degan", 30, 20)) == [["Pengadegan"]]


def test_trailing_space_in_an_operation_of_its_own() -> None:
    """The space at a line's end is kept also where it is drawn alone."""
    assert read(Text("kualitas", 10, 20), Text(" ", 45, 20), Text("tenaga", 10, 30)) == [["kualitas "], ["tenaga"]]


def test_no_break_space_is_a_space() -> None:
    """A no-break space stands for a space."""
    assert read(Text("50\u00a0%", 10, 20)) == [["50 %"]]


@pytest.mark.parametrize(("text", "gap", "expected"), [("RENCANA", 0.5, "RENCANA"), ("RENCANA", 0.1, "RENCANA")])
def test_letter_spaced_heading_is_closed_up(text: str, gap: float, expected: str) -> None:
    """Gaps that are alike between all letters are no spaces."""
    assert read(Text(text, 10, 20, gap=gap)) == [[expected]]


def test_letter_spaced_words_stay_apart() -> None:
    """In a letter-spaced heading the wider gap is the space between words."""
    heading = [Text("RENCANA", 10, 20, gap=0.4), Text("AKSI", 10 + 7 * 7.2 + 4.0, 20, gap=0.4)]
    assert read(*heading) == [["RENCANA AKSI"]]


def test_numbers_in_a_row_are_not_closed_up() -> None:
    """Figures that stand at equal distances are figures, not a letter-spaced word."""
    assert read(*(Text(str(n), 10 + 9 * n, 20) for n in range(1, 8))) == [["1 2 3 4 5 6 7"]]


def test_superscript_stays_in_its_line() -> None:
    """A raised small figure belongs to the line it is raised from, also when it is drawn last."""
    texts = [Text("luas m", 10, 20), Text("lahan", 42, 20), Text("bawah", 10, 29.2), Text("2", 34, 18.5, size=5)]
    assert read(*texts) == [["luas m2 lahan"], ["bawah"]]


def test_weight_splits_a_line() -> None:
    """A line that goes on in another weight is two parts; the space between goes with the first."""
    chars = chars_of([Text("Program Sehat ", 10, 20, bold=True), Text("Pelayanan ", 66, 20), Text("umum", 10, 30)])
    lines = set_lines(chars, flow_of(chars), np.zeros(len(chars), dtype=np.intp))
    assert [[(part.text, part.bold, part.joins) for part in parts] for _, parts in lines] == [
        [("Program Sehat ", True, False), ("Pelayanan ", False, True)],
        [("umum", False, False)],
    ]


def test_weight_of_a_space_counts_for_nothing() -> None:
    """A light space between bold words does not split their line."""
    texts = [Text("Program", 10, 20, bold=True), Text(" ", 38, 20), Text("Sehat", 42, 20, bold=True)]
    assert read(*texts) == [["Program Sehat"]]


def test_box_and_head() -> None:
    """A line's box holds its glyphs without the spaces, and its head is the first glyph's advance width."""
    chars = chars_of([Text("  Mei ", 10, 20)])
    ((_, (line,)),) = set_lines(chars, flow_of(chars), np.zeros(len(chars), dtype=np.intp))
    assert (line.x0, line.x1, line.head) == (18, 30, 4)
    assert line.top == 20
    assert line.bottom == pytest.approx(28.8)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_text_on_its_side_is_read_along_its_own_direction(angle: int) -> None:
    """Lines that read upwards follow each other to the right, lines that read downwards to the left."""
    first, second = {90: ((20, 80), (30, 80)), 180: ((80, 30), (80, 20)), 270: ((30, 20), (20, 20))}[angle]
    texts = [Text("jawab", *second, angle=angle), Text("Penanggung ", *first, angle=angle)]
    assert read(*texts) == [["Penanggung "], ["jawab"]]


def test_loose_text_is_parted_at_a_wide_gap() -> None:
    """The two columns of a signature block are two lines; in a cell the same gap is a space."""
    block = [Text("Mengetahui, ", 10, 20), Text("Kepala Dinas", 200, 20)]
    assert read(*block, cell=LOOSE) == [["Mengetahui, "], ["Kepala Dinas"]]
    assert read(*block, cell=3) == [["Mengetahui, Kepala Dinas"]]


def test_columns_of_loose_text_that_interlock() -> None:
    """Lines of neighbouring columns whose heights interlock down the page do not run into one another."""
    left = [Text(f"kiri{n}", 10, 20 + 12 * n) for n in range(6)]
    middle = [Text(f"tengah{n}", 100, 24 + 12 * n) for n in range(6)]
    right = [Text(f"kanan{n}", 200, 28 + 12 * n) for n in range(6)]
    lines = read(*left, *middle, *right, cell=LOOSE)
    assert sorted(lines) == sorted([piece.text] for piece in [*left, *middle, *right])


def test_hidden_text_has_no_confidence() -> None:
    """Lines of what cannot be seen carry the confidence 0."""
    chars = chars_of([Text("tak tampak", 10, 20, hidden=True)])
    ((number, (line,)),) = set_lines(chars, flow_of(chars), np.full(len(chars), HIDDEN, dtype=np.intp))
    assert (number, line.text, line.confidence) == (HIDDEN, "tak tampak", 0.0)


def test_cells_are_not_mixed() -> None:
    """Texts of two cells on one baseline are lines of their own cells, in the cells' order."""
    chars = chars_of([Text("dua", 60, 20), Text("satu", 10, 20)])
    lines = set_lines(chars, flow_of(chars), np.array([5, 5, 5, 2, 2, 2, 2]))
    assert [(number, parts[0].text) for number, parts in lines] == [(2, "satu"), (5, "dua")]


def test_nothing_but_spaces_is_no_line() -> None:
    """A cell of spaces is blank."""
    assert read(Text("     ", 10, 20)) == []
    assert set_lines(chars_of([]), flow_of(chars_of([])), np.zeros(0, dtype=np.intp)) == []


def test_word_over_a_rule_goes_where_most_of_it_is() -> None:
    """A word whose last letters lie beyond the rule stays whole, and so does the next cell's word that it touches."""
    chars = chars_of([Text("Bandung-", 10, 20), Text("1 dokumen", 43, 20)])
    centre_over_rule = np.where((chars.x0 + chars.x1) / 2 < 40, 0, 1).astype(np.intp)
    assert centre_over_rule[7] == 1
    assert whole_words(chars, flow_of(chars), centre_over_rule).tolist() == [0] * 8 + [1] * 9


def test_word_set_in_two_operations_stays_whole() -> None:
    """What is drawn exactly where the operation before it stopped belongs to the same word."""
    chars = chars_of([Text("Bandung", 10, 20), Text("-", 38.15, 20), Text("1", 43, 20)])
    assert whole_words(chars, flow_of(chars), np.array([0] * 7 + [1] * 2)).tolist() == [0] * 8 + [1]


def test_superscript_over_a_rule_stays_with_its_word() -> None:
    """A raised figure that alone lies beyond the rule belongs to the word that it is raised from."""
    chars = chars_of([Text("5.835 m", 10, 20), Text("2", 38, 19.5, size=5)])
    assert whole_words(chars, flow_of(chars), np.array([0] * 7 + [1])).tolist() == [0] * 8


def test_two_cells_set_by_one_operation() -> None:
    """A producer that sets the texts of neighbouring cells in one operation leaves more than letters' distance."""
    chars = chars_of([Text("lokasi", 10, 20), Text("2", 35.2, 20)])
    chars.run[:] = 0
    assert whole_words(chars, flow_of(chars), np.array([0] * 6 + [1])).tolist() == [0] * 6 + [1]


def test_clipped_space_at_the_end_stays_with_its_word() -> None:
    """The space that ends a line may lie outside of what the page shows: it still tells that the line wrapped."""
    chars = chars_of([Text("kerja", 10, 20), Text(" ", 30, 20, hidden=True), Text("gaib", 34, 20, hidden=True)])
    assert whole_words(chars, flow_of(chars), np.array([0] * 5 + [HIDDEN] * 5)).tolist() == [0] * 6 + [HIDDEN] * 4


def test_space_at_the_end_stays_with_its_word() -> None:
    """A space that lies beyond the rule is the end of the line before it."""
    chars = chars_of([Text("kerja ", 10, 20)])
    assert whole_words(chars, flow_of(chars), np.array([0] * 5 + [1])).tolist() == [0] * 6
