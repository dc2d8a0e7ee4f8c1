"""Lines of a cell → its text: which line ends are spaces, and which stand inside a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.cells import Cell
from normalize.text import Joiner, plain_text
from tests.handcells import CHAR, PAD, SLACK, Sheet, Slot, drawn, wrap

FUNCTION_WORDS = ("yang", "dan", "untuk", "dengan")


def column(texts: Sequence[Sequence[str]], letters: int, slack: float = SLACK) -> list[Cell]:
    """Cells of these lines below each other, with room for so many letters; a short one shows the column's margin."""
    cells = [["ab"], *texts]
    slots = tuple(Slot(row, 0, lines=tuple(((line, False),) for line in lines)) for row, lines in enumerate(cells))
    return Sheet(slots, (letters * CHAR + 2 * PAD + slack,), tuple(map(len, cells))).cells()


def joined(lines: Sequence[str], letters: int, *others: Sequence[str], slack: float = SLACK) -> str:
    """The text of a cell of these lines, where the document holds the other cells too."""
    cells = column([lines, *others], letters, slack)
    joiner = Joiner(FUNCTION_WORDS, LONG_WORDS)
    joiner.learn(cells)
    return joiner.join(joiner.fragments(cells[1]))


def test_a_line_end_is_a_space() -> None:
    """A line that had room for more ended at a space."""
    assert joined(["Jumlah dokumen", "yang tersusun"], 20) == "Jumlah dokumen yang tersusun"


def test_a_word_wider_than_its_cell_is_whole_again() -> None:
    """A line of one word that fills the cell to the last letter was broken there."""
    assert joined(["Terlaksananya"[:10], "Terlaksananya"[10:], "rapat"], 10) == "Terlaksananya rapat"


@pytest.mark.parametrize("letters", range(4, 21))
def test_a_word_broken_at_any_width(letters: int) -> None:
    """However narrow the cell, a long word comes back as one."""
    lines = wrap("musrenbangdes/muskel", letters)
    assert joined(lines, letters) == "musrenbangdes/muskel"


def test_a_line_of_several_words_ends_at_a_space() -> None:
    """Where the line holds a space the program could have broken there: a full line is full by chance."""
    assert joined(["dua kata p", "erlu jarak"], 10) == "dua kata p erlu jarak"


def test_a_line_may_be_full_by_chance() -> None:
    """A word that just fits is followed by a space, where what follows is a word of the document by itself."""
    assert joined(["pengelolaan", "arsip"], 11, ["arsip", "daerah"]) == "pengelolaan arsip"


def test_a_word_of_grammar_never_ends_a_longer_word() -> None:
    """`yang` and its like begin a new word even behind a full line."""
    assert joined(["masyarakat", "yang hadir"], 10) == "masyarakat yang hadir"


def test_a_space_left_at_the_line_end_always_wins() -> None:
    """A producer that leaves the space where a line wrapped says it all, full or not."""
    assert joined(["pengelolaan ", "arsip"], 11) == "pengelolaan arsip"
    assert joined(["pengelolaan", " arsip"], 11) == "pengelolaan arsip"
    assert joined(["desa/ ", "kelurahan"], 11) == "desa/ kelurahan"


def test_a_producer_that_leaves_spaces_leaves_none_inside_a_word() -> None:
    """Where wrapped lines keep their space, a full line without one is a broken word, whatever follows it."""
    others = [["kata ", "kata ", "kata"]] * 6
    assert joined(["pengelola", "an"], 9, *others) == "pengelolaan"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Peraturan Perundang-", "undangan"], "Peraturan Perundang-undangan"),
        (["anak usia 0-", "11 bulan"], "anak usia 0-11 bulan"),
        (["desa/", "kelurahan"], "desa/kelurahan"),
        (["desa /", "kelurahan"], "desa / kelurahan"),
        (["Sistem -", "Aplikasi"], "Sistem - Aplikasi"),
        (["Kabupaten (", "Kota)"], "Kabupaten ( Kota)"),
        (["3.27.06.2.01", ".0001"], "3.27.06.2.01.0001"),
        (["452.750", ",00"], "452.750,00"),
    ],
)
def test_signs_at_a_line_end(lines: list[str], text: str) -> None:
    """A hyphen or slash inside a word takes no space behind it, one that stands alone does."""
    assert joined(lines, 30) == text


def test_a_syllable_hyphen_goes() -> None:
    """Where the document writes the word whole elsewhere, the hyphen only marked a syllable."""
    assert joined(["perpus-", "takaan desa"], 14, ["perpustakaan", "umum"]) == "perpustakaan desa"


def test_a_hyphen_of_the_word_stays() -> None:
    """Where the document writes the word with its hyphen elsewhere, it stays."""
    assert joined(["non-", "formal"], 12, ["non-formal", "nonformal"]) == "non-formal"


def test_a_hyphen_sign_of_line_ends_alone_goes() -> None:
    """A producer whose syllable hyphens have a sign of their own sets it nowhere else."""
    assert joined(["perpus‐", "takaan"], 12, ["antar-desa"]) == "perpustakaan"
    assert joined(["antar‐", "desa"], 12, ["non‐formal", "pra‐sarana"]) == "antar‐desa"


def test_soft_hyphens_are_not_printed() -> None:
    """U+00AD marks where a word may be broken, and is no letter of it."""
    assert joined(["per\u00adpus\u00ad", "takaan"], 12) == "perpustakaan"


@pytest.mark.parametrize(
    ("lines", "letters", "text"),
    [
        (["100", "%"], 3, "100%"),
        (["1.234.", "567"], 6, "1.234.567"),
        (["213.6", "66"], 5, "213.666"),
        (["13", "Dokumen"], 7, "13 Dokumen"),
        (["12 dari", "100"], 7, "12 dari 100"),
    ],
)
def test_figures_are_whole_again(lines: list[str], letters: int, text: str) -> None:
    """A figure that fills its cell goes on in the next line, and nothing else is joined to one."""
    assert joined(lines, letters) == text


def test_a_capital_begins_a_word() -> None:
    """A small letter at a line's end and a capital in the next line are two words."""
    assert joined(["Pendidikan", "Nonformal"], 10) == "Pendidikan Nonformal"


def test_capitals_broken_inside() -> None:
    """Among capitals the room decides, as it does among small letters."""
    assert joined(["PENYELENGG", "ARAAN"], 10) == "PENYELENGGARAAN"


def test_a_hyphen_inside_the_last_word_was_the_better_place() -> None:
    """A line that ends flush with `sarana-prasarana` could have broken behind the hyphen: its end is a space."""
    assert joined(["sarana-prasarana", "pasar"], 16) == "sarana-prasarana pasar"


def test_a_known_word_is_joined_by_the_documents_own_words() -> None:
    """What the document writes as one word elsewhere is one word here."""
    assert joined(["perpus", "takaan"], 6, ["perpus", "takaan"], ["kota"]) == "perpustakaan"


def test_two_known_words_stay_two() -> None:
    """Two words that stand whole elsewhere are not made one, though the document has the two as one as well."""
    others = [["air"], ["minum"], ["air minum"]]
    assert joined(["dua air", "minum"], 7, *others) == "dua air minum"


def test_justified_lines_are_all_full() -> None:
    """Where every line ends flush because its spaces were widened, line ends are spaces."""
    lines = ["satu dua tiga", "lima enam dua", "sapi dan kuda"]
    others = [["hijau dan abu", "tua ungu muda", "merah di atas"]] * 12
    assert joined(lines, 13, *others, slack=0.0) == "satu dua tiga lima enam dua sapi dan kuda"


def test_a_page_may_break_words_anywhere() -> None:
    """Where a producer fills each line to the last letter, words of a line of several are broken too."""
    text = "Persentase rumah tangga dengan akses air minum yang layak dan sanitasi yang aman"
    lines = [text[i : i + 11] for i in range(0, len(text), 11)]
    kept = [line.rstrip() + (" " if line.endswith(" ") else "") for line in lines]
    others = [kept] * 4
    assert joined(kept, 11, *others).replace(" ", "") == text.replace(" ", "")
    assert "Persentase" in joined(kept, 11, *others)


def test_parts_of_a_line_are_one_line() -> None:
    """Where the weight changes in mid-line nothing is put between."""
    (cell,) = drawn("| *Program* Pangan¶Daerah |").cells()
    joiner = Joiner()
    joiner.learn([cell])
    assert joiner.join(joiner.fragments(cell)) == "Program Pangan Daerah"
    assert [(fragment.text, fragment.bold, fragment.joins) for fragment in joiner.fragments(cell)] == [
        ("Program", True, False), (" Pangan", False, True), ("Daerah", False, False),
    ]  # fmt: skip


def test_runs_of_white_space_are_one_space() -> None:
    """Inside a line too."""
    assert joined(["Jumlah     dokumen\u00a0rapat"], 40) == "Jumlah dokumen rapat"


def test_lists_keep_their_signs() -> None:
    """The items of a list in a cell are joined by a space, dashes and numbers kept."""
    assert joined(["- rapat", "- survei", "- laporan"], 20) == "- rapat - survei - laporan"
    assert joined(["1. rapat", "2. survei"], 20) == "1. rapat 2. survei"


def test_a_cell_without_text_is_an_empty_text() -> None:
    """Nothing is made up for it."""
    cells = drawn("| x |   |").cells()
    joiner = Joiner()
    joiner.learn(cells)
    assert joiner.join(joiner.fragments(cells[1])) == ""
    assert plain_text(cells[1]) == ""


LONG_WORDS = ("pertanggungjawaban", "keanekaragaman", "mempertanggungjawabkan")


@pytest.mark.parametrize("word", LONG_WORDS)
@pytest.mark.parametrize("letters", range(6, 14))
def test_long_words_are_whole_again(word: str, letters: int) -> None:
    """The longest words of the language too, at any width."""
    assert joined(wrap(f"{word} dana", letters), letters, ["dana", "desa"]) == f"{word} dana"


WORDS = ("dana", "desa", "air", "guru", "sekolah", "posyandu", "non-formal", "desa/kelurahan", "(PAUD)", "75%", "dan")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.integers(16, 40), st.booleans())
def test_a_text_survives_its_cell(words: list[str], letters: int, spaces: bool) -> None:
    """Broken into lines in a cell that is wider than its words, a text comes back as it was."""
    text = " ".join(words)
    assert joined(wrap(text, letters, spaces=spaces), letters) == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Kelomp", "ok"], "Kelompok"),  # hardly a word, in a line as wide as the column's widest
        (["Orang", "hari"], "Orang hari"),
        (["tenaga", "kerja"], "tenaga kerja"),
        (["Penyelenggaraan", "kepemerintahan"], "Penyelenggaraan kepemerintahan"),
        (["1.328.15", "0.500", "tahun"], "1.328.150.500 tahun"),  # thousands never end with two digits
        (["2.500", "1.500", "setiap bulan"], "2.500 1.500 setiap bulan"),
        (["1 (satu", ") dokumen", "setiap bulan"], "1 (satu) dokumen setiap bulan"),
    ],
)
def test_the_widest_line_shows_the_room_where_no_rule_does(lines: list[str], text: str) -> None:
    """Between sides that no rule shows a line is full if it is as wide as any of its column, and is broken inside a
    word only if its rest is hardly one."""
    cells = [replace(cell, open_beside=True) for cell in column([lines], 40)]
    joiner = Joiner(FUNCTION_WORDS)
    joiner.learn(cells)
    assert joiner.join(joiner.fragments(cells[1])) == text
