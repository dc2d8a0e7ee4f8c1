"""Tables without rules, or with rules of one direction, back to their cells."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.cells import PageCells
from extract.pages import Page
from extract.tables import page_cells
from extract.unruled.words import words_of
from tests.handmade import Text, chars_of, page_of
from tests.opentables import Column, OpenTable, Style, cells_of, set_table

QUARTERS = ("TW I", "TW II", "TW III", "TW IV")
WORDS = ["pendidikan", "dasar", "kecamatan", "bukateja", "jumlah", "laporan", "kinerja", "pelayanan", "di", "dan"]
WORDS += ["yang", "program", "kesehatan", "masyarakat", "penyusunan", "dokumen"]


def columns(align: str = "middle") -> list[Column]:
    """The columns of a plan of action: two of text, a unit, five of figures, a person in charge."""
    return [
        Column("No.", 28, "middle"),
        Column("Sasaran", 150),
        Column("Indikator Kinerja", 160),
        Column("Satuan", 70, "middle"),
        Column("Target", 54, align),
        *(Column(title, 54, align) for title in QUARTERS),
        Column("Penanggung Jawab", 100),
    ]


def sentence(source: random.Random, least: int, most: int) -> str:
    """Words, the first with a capital."""
    text = " ".join(source.choice(WORDS) for _ in range(source.randint(least, most)))
    return text[0].upper() + text[1:]


def figure(source: random.Random) -> str:
    """A figure as offices write it."""
    number = source.randint(1, 99)
    return source.choice(["-", str(number), f"{number},{number % 10}", f"{number}.{source.randint(100, 999)}", "100%"])


def body(source: random.Random, rows: int) -> list[list[str]]:
    """Rows of random texts; some quarters and persons in charge are blank."""
    return [
        [
            str(number + 1),
            sentence(source, 2, 12),
            sentence(source, 3, 14),
            source.choice(["Dokumen", "Persen", "Orang/Bulan", "Ha"]),
            figure(source),
            *(figure(source) if source.random() < 0.9 else "" for _ in QUARTERS),
            sentence(source, 1, 5) if source.random() < 0.7 else "",
        ]
        for number in range(rows)
    ]


def style(source: random.Random) -> Style:
    """A way to set a table: with white between the rows or none, rules of one direction or none, bands or none."""
    size = source.choice([7.0, 8.0, 9.0])
    return Style(
        size=size,
        leading=size * source.choice([1.15, 1.25]),
        pad=source.choice([0.0, 2.0, 4.0]),
        gutter=source.choice([2.0, 4.0]),
        way=source.choice(["top", "top", "middle"]),
        head=source.choice([2.0, 4.0]),
        rules=source.choice(["", "", "across", "upright", "frame"]),
        bands=source.random() < 0.2,
    )


def tables(page: PageCells) -> set[int]:
    """The numbers of the tables of a page."""
    return {cell.table for cell in page.cells if cell.table}


def simple(rows: int = 5, **kinds: object) -> OpenTable:
    """A table of a fixed body."""
    return set_table(columns(), body(random.Random(3), rows), Style(**kinds))  # type: ignore[arg-type]


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.integers(0, 10**6))
def test_a_table_comes_back_as_its_cells(seed: int) -> None:
    """However a table is set and whatever stands in it, its header and its rows are the cells that were set."""
    source = random.Random(seed)
    group = ("Target Triwulan", 5, 9) if source.random() < 0.7 else None
    aligned = columns(source.choice(["middle", "right"]))
    table = set_table(aligned, body(source, source.randint(4, 9)), style(source), group)
    assert cells_of(page_cells(table.page())) == table.expected


pieces = st.builds(
    Text,
    text=st.text(st.sampled_from("abcXYZ019 -:"), min_size=1, max_size=12),
    x=st.sampled_from([20.0, 90.0, 93.0, 160.0, 230.0, 300.0, 370.0]),
    top=st.integers(0, 20).map(lambda line: line * 11.0),
    size=st.sampled_from([7.0, 8.0]),
    bold=st.booleans(),
    angle=st.sampled_from([0, 0, 0, 0, 0, 0, 0, 90]),
    hidden=st.sampled_from([False, False, False, False, True]),
)
stroke = st.tuples(st.integers(0, 220), st.integers(0, 200), st.integers(200, 420)).map(lambda ends: ends)
fill = st.tuples(
    st.integers(0, 200), st.integers(0, 200), st.integers(200, 420), st.integers(200, 230), st.just(0xDDEEFF)
)


@settings(deadline=None)
@given(st.lists(pieces, min_size=20, max_size=90), st.lists(stroke, max_size=6), st.lists(fill, max_size=3))
def test_nothing_is_lost_or_doubled(
    texts: list[Text],
    rules: list[tuple[int, int, int]],
    fills: list[tuple[int, int, int, int, int]],
) -> None:
    """Whatever stands in rough columns, over stray rules and colours: each character is in one cell, and no two cells
    of a table share a position."""
    page = page_cells(page_of(texts, rules, fills=fills))
    found = "".join(line.text for cell in page.cells for line in cell.lines)
    assert sorted(found.replace(" ", "")) == sorted("".join(text.text for text in texts).replace(" ", ""))
    for table in tables(page):
        taken = [
            (row, column)
            for cell in page.cells
            if cell.table == table
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert len(taken) == len(set(taken))


@pytest.mark.parametrize("way", ["top", "middle", "bottom"])
@pytest.mark.parametrize("pad", [0.0, 4.0])
def test_rows_without_white_or_rules(way: str, pad: float) -> None:
    """Figures at the head, in the middle or at the foot of their rows show the rows, with white between or none."""
    for seed in range(12):
        table = set_table(columns(), body(random.Random(seed), 7), Style(pad=pad, way=way))
        assert cells_of(page_cells(table.page())) == table.expected, seed


def test_partial_rules_merge_cells() -> None:
    """A rule under some columns alone leaves the cells of the others merged over both rows."""
    rows = body(random.Random(5), 4)
    rows[2] = ["", "", *rows[2][2:9], ""]
    spans = {(1, 0): 2, (1, 1): 2, (1, 9): 2}
    table = set_table(columns(), rows, Style(rules="across"), ("Target Kinerja", 5, 9), spans=spans)
    found = cells_of(page_cells(table.page()))
    assert found == table.expected
    assert found[3, 1][1] == 2


def test_text_that_runs_on_beside_the_next_row_is_merged() -> None:
    """Without rules a name whose lines go on beside the next row's figures is the cell of both rows."""
    rows = [
        ["1", "Pendek", "Jumlah dokumen", "Dokumen", "5", "1", "2", "3", "5", ""],
        ["2", sentence(random.Random(1), 13, 13), "Persentase laporan", "Persen", "70", "10", "20", "30", "70", "BPKD"],
        ["", "", "Jumlah kegiatan", "Kegiatan", "4", "1", "1", "1", "1", ""],
        ["3", "Terakhir", "Jumlah orang", "Orang", "9", "1", "2", "3", "9", ""],
    ]
    table = set_table(columns(), rows, Style(pad=2), spans={(1, 1): 2})
    found = cells_of(page_cells(table.page()))
    assert found[2, 1] == table.expected[2, 1]
    assert found[3, 4] == ("4", 1, 1)


def test_merged_names_in_the_middle_of_their_rows() -> None:
    """Where texts stand in the middle, a name between two rows or beside the second of three covers them all."""
    source = random.Random(2)
    rows = body(source, 6)
    for blank in (1, 3, 4):
        rows[blank] = ["", "", *rows[blank][2:9], ""]
    spans = {(0, 0): 2, (0, 1): 2, (0, 9): 2, (2, 0): 3, (2, 1): 3, (2, 9): 3}
    table = set_table(columns(), rows, Style(pad=4, way="middle"), spans=spans)
    found = cells_of(page_cells(table.page()))
    assert {place: cell for place, cell in found.items() if place[1] < 9} == {
        place: cell for place, cell in table.expected.items() if place[1] < 9
    }


def test_row_of_numbers_and_section_titles() -> None:
    """A row that numbers the columns is a row, whatever the columns are set to, and a title across them is one cell."""
    rows = [[f"({number})" for number in range(1, 11)], *body(random.Random(4), 3)]
    rows.insert(2, ["Sasaran: Meningkatnya kualitas pelayanan kesehatan dan pendidikan masyarakat desa"])
    table = set_table(columns("right"), rows, Style(pad=3))
    found = cells_of(page_cells(table.page()))
    assert [found[1, column][0] for column in range(10)] == [f"({number})" for number in range(1, 11)]
    assert found[3, 0][0] == rows[2][0].replace(" ", "")
    assert found[3, 0][2] > 2
    assert found[2, 4] == table.expected[2, 4]


@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize("rules", ["", "across"])
@pytest.mark.parametrize("leaves", [("1", "2", "3", "4"), ("TW I", "TW II", "TW III", "TW IV")])
def test_header_ends_over_the_first_row(leaves: tuple[str, ...], rules: str, bold: bool) -> None:
    """A header ends below its last tier, be it figures, and over a first row that holds words where others hold
    figures, whether its type, a rule or the white below it shows that."""
    titles = ["No.", "Program", "Indikator Kinerja", "Satuan", "Target 2024", *leaves, "Penanggung Jawab"]
    made = [Column(title, column.width, column.align) for title, column in zip(titles, columns(), strict=True)]
    made[4] = Column("Target 2024", 40, "middle")
    rows = body(random.Random(7), 9)
    rows[0][4:9] = ["A (80)", "3 Dok", "6 Dok", "N/A", "12 Dok"]
    rows[1][4:9] = ["4", "1", "2", "3", "4"]
    table = set_table(made, rows, Style(rules=rules, bold=bold, pad=2.0), group=("Target pada Triwulan ke", 5, 9))
    assert cells_of(page_cells(table.page())) == table.expected


def test_titles_of_one_and_two_lines_stand_beside_each_other() -> None:
    """A header begins with its highest line, though one between stands alone, half a line beside the others."""
    titles = ["No.", "Program", "Indikator Kinerja", "Formula Perhitungan", "Target", *QUARTERS, "Penanggung Jawab"]
    widths = [28, 100, 100, 70, 54, 30, 30, 30, 30, 54]  # The title of two lines stands in the middle of the page.
    made = [Column(title, width, "middle") for title, width in zip(titles, widths, strict=True)]
    table = set_table(made, body(random.Random(2), 8), Style(pad=2.0), group=("Target Kinerja", 5, 9))
    assert cells_of(page_cells(table.page())) == table.expected


def test_cut_figures_between_rules_are_one_row() -> None:
    """Figures that their narrow cells cut are one row between its rules, however many columns hold their ends."""
    made = [Column(column.title, 34 if n > 3 else column.width, column.align) for n, column in enumerate(columns()[:9])]
    rows = [row[:9] for row in body(random.Random(4), 8)]
    rows[3][4:9] = ["750.00 0", "250.00 0", "500.00 0", "900.00 0", "100.00 0"]
    table = set_table(made, rows, Style(rules="across", pad=0.0))
    assert cells_of(page_cells(table.page())) == table.expected


def test_repeated_words_are_no_justified_line() -> None:
    """`Dok` in four columns side by side is four texts, as far from each other as they are."""
    made = [Column(column.title, 32 if n > 4 else column.width, column.align) for n, column in enumerate(columns()[:9])]
    rows = [row[:9] for row in body(random.Random(6), 8)]
    for number in (2, 5):
        rows[number][1:9] = ["Kinerja", "Laporan", "Unit", "12 Dok", "3 Dok", "6 Dok", "9 Dok", "12 Dok"]
    table = set_table(made, rows, Style(pad=2.0))
    assert cells_of(page_cells(table.page())) == table.expected


def test_a_rule_under_common_titles_ends_where_they_do() -> None:
    """A title in common does not head the column beside its own, whose title has none below it."""
    made = [
        *columns()[:5],
        *(Column(title, 40, "middle") for title in ("T", "Reali sasi tahun", "T", "Reali sasi tahun")),
        Column("PIC", 40),
    ]
    rows = [[*row[:9], "Seksi A"] for row in body(random.Random(3), 8)]
    table = set_table(made, rows, Style(rules="across", pad=2.0), group=("Triwulan", 5, 9))
    (old,) = [text for text in table.texts if text.text == "Triwulan"]
    table.texts.remove(old)
    for title, first in (("Triwulan I", 5), ("Triwulan II", 7)):
        middle = (table.sides[first] + table.sides[first + 2]) / 2
        table.texts.append(replace(old, text=title, x=middle - 2 * len(title)))
    titles = [cell for cell in page_cells(table.page()).cells if cell.row == 0 and cell.text.startswith("Triwulan")]
    assert [(cell.text, cell.column, cell.column_span) for cell in titles] == [
        ("Triwulan I", 5, 2),
        ("Triwulan II", 7, 2),
    ]


def test_guessed_sides_are_told() -> None:
    """A cell says whether the page shows its sides or only its words do."""
    rows = body(random.Random(5), 8)
    for rules, guessed in (("upright", {False}), ("across", {True}), ("", {True})):
        page = page_cells(set_table(columns(), rows, Style(rules=rules)).page())
        assert {cell.open_beside for cell in page.cells if cell.table and cell.row > 1} == guessed


def test_title_wider_than_its_column() -> None:
    """A title that juts out over the next column is the title of its own column, and heads it alone."""
    wide = [*columns()[:9], Column("PJ", 30)]
    table = set_table(wide, [[*row[:9], "A"] for row in body(random.Random(6), 5)], Style())
    last = table.sides[-2]
    texts = [text for text in table.texts if text.text != "PJ"]
    texts.append(Text("Penanggung Jawab", last - 8, table.texts[0].top, bold=True))
    found = cells_of(page_cells(page_of(texts)))
    assert found[0, 9] == ("PenanggungJawab", 1, 1)
    assert found[0, 8] == ("TWIV", 1, 1)


def test_column_that_only_the_header_shows() -> None:
    """A column without a text in its body has its blank cells."""
    table = set_table(columns(), [[*row[:9], ""] for row in body(random.Random(7), 5)], Style())
    page = page_cells(table.page())
    assert cells_of(page) == table.expected
    assert sum(cell.column == 9 and cell.blank for cell in page.cells) == 5


def test_repeated_texts_are_one_column() -> None:
    """A text that is the same in all rows is of one column, however many of its spaces stand over each other."""
    rows = body(random.Random(11), 10)
    for number, row in enumerate(rows):
        row[2] = "Jumlah yang ditangani dibagi seluruhnya kali 100%" if number % 2 else "Hasil"
    made = [*columns()[:2], Column("Rumus", 260), *columns()[3:]]
    table = set_table(made, rows, Style(pad=2.0))
    assert cells_of(page_cells(table.page())) == table.expected


def test_list_numbers_and_repeated_words_are_no_column() -> None:
    """Where each text begins with the same word, or with a number, that is no column: the header shows it."""
    rows = [[row[0], row[1], f"Jumlah {row[2]}", *row[3:]] for row in body(random.Random(8), 5)]
    table = set_table(columns(), [[row[0], row[1], row[2][:26], *row[3:]] for row in rows], Style())
    assert cells_of(page_cells(table.page())) == table.expected


def test_header_ruled_and_body_bare() -> None:
    """A ruled header over a body without rules is one table with it: the columns are the header's."""
    table = simple()
    top, bottom = 60.0, table.head
    page = page_of(
        table.texts,
        [(top, table.sides[0], table.sides[-1]), (bottom, table.sides[0], table.sides[-1])],
        [(x, top, bottom) for x in table.sides],
    )
    found = page_cells(page)
    assert tables(found) == {1}
    assert cells_of(found) == table.expected


@pytest.mark.parametrize("inner", [True, False])
def test_tall_cells_are_parted(inner: bool) -> None:
    """Where rules draw the columns, or only a frame, and no rows, the rows come from the text."""
    table = simple()
    x0, x1, head = table.sides[0], table.sides[-1], table.head
    horizontal = [(60.0, x0, x1), (head, x0, x1), (table.bottom, x0, x1)]
    vertical = [(x, 60.0, table.bottom if inner or x in (x0, x1) else head) for x in table.sides]
    found = page_cells(page_of(table.texts, horizontal, vertical))
    assert tables(found) == {1}
    assert cells_of(found) == table.expected


def test_a_sum_in_the_middle_of_the_page_parts_no_columns_less() -> None:
    """The word `Jumlah` in the middle of the last row stands over the white between columns that it does not join."""
    rows = body(random.Random(8), 9)
    table = set_table(columns(), rows, Style(pad=3.0))
    texts = [Text("Jumlah", table.sides[2] - 12, table.bottom + 3), Text("999", table.sides[9] - 30, table.bottom + 3)]
    found = cells_of(page_cells(table.page(*texts)))
    assert {place: cell for place, cell in found.items() if place[0] < 10} == table.expected


def test_one_row_under_a_ruled_header() -> None:
    """The only row that a page has under its ruled header is one row of that table, where a rule closes it."""
    made = [Column(column.title, 34 if n > 3 else column.width, column.align) for n, column in enumerate(columns())]
    texts = ["15", "Fasilitasi kerja sama antar desa dalam kabupaten", "Cakupan balita gizi buruk yang ditangani"]
    table = set_table(made, [[*texts, "Persen", "100 %", "25%", "50%", "75%", "100 %", "Seksi A"]], Style(pad=2.0))
    table.horizontal = [(y, table.sides[0], table.sides[-1]) for y in (60.0, table.head, table.bottom)]
    table.vertical = [(side, 60.0, table.head) for side in table.sides]
    assert cells_of(page_cells(table.page())) == table.expected


def test_vertical_rules_alone_under_common_titles() -> None:
    """A frame and vertical rules, none under the header: its titles and rows are parted, also below a common title."""
    table = set_table(columns(), body(random.Random(9), 9), Style(rules="upright", pad=2.0), ("Target Triwulan", 5, 9))
    table.horizontal = [(y, table.sides[0], table.sides[-1]) for y in (60.0, table.bottom)]
    assert cells_of(page_cells(table.page())) == table.expected


@pytest.mark.parametrize("rows", [4, 9])
def test_sums_below_tall_cells(rows: int) -> None:
    """Rows without rules between them are parted though a ruled row of sums follows, and though they are few."""
    texts = [[str(n), "Program", "Jumlah dokumen", "Unit", "4", "1", "2", "3", "4", "900"] for n in range(1, rows + 1)]
    table = set_table([*columns()[:9], Column("Anggaran", 60, "right")], texts, Style(rules="upright", pad=3.0))
    x, foot = table.sides, table.bottom + 15.5
    table.horizontal = [(y, x[0], x[-1]) for y in (60.0, table.head, foot)] + [(table.bottom, x[0], x[-2])]
    table.vertical = [(side, 60.0, table.bottom if 0 < n < 9 else foot) for n, side in enumerate(x)]
    table.texts += [Text("Jumlah", 300, table.bottom + 4), Text("3.600", x[-2] + 30, table.bottom + 4)]
    table.expected[rows + 1, 0] = ("Jumlah", 1, 9)
    table.expected[rows + 1, 9] = ("3.600", 1, 1)
    assert cells_of(page_cells(table.page())) == table.expected


def test_one_ruled_row_is_not_parted() -> None:
    """A ruled row whose cells hold lists, beside others that hold one text, stays one row."""
    sides = [40.0, 200.0, 360.0, 440.0, 500.0, 560.0]
    texts = [
        Text(title, x + 3, 62)
        for title, x in zip(("Sasaran", "Indikator", "Satuan", "TW", "Nilai"), sides, strict=False)
    ]
    texts += [Text(line, 43, 82 + 10 * n) for n, line in enumerate(["Meningkatnya", "kualitas", "pelayanan", "publik"])]
    texts += [Text("Indeks kepuasan", 203, 82), Text("Nilai", 363, 82)]
    texts += [Text(f"TW {name}", 443, 82 + 10 * n) for n, name in enumerate(("I", "II", "III", "IV"))]
    texts += [Text(str(80 + n), 503, 82 + 10 * n) for n in range(4)]
    rules = [(y, 40.0, 560.0) for y in (60.0, 80.0, 130.0)]
    found = page_cells(page_of(texts, rules, [(x, 60.0, 130.0) for x in sides]))
    assert cells_of(found)[1, 3] == ("TWITWIITWIIITWIV", 1, 1)


def test_bands_show_the_rows() -> None:
    """Every other row on colour, without white between the rows: the colours' edges are the rows'."""
    table = simple(6, pad=0.0, bands=True)
    page = page_cells(table.page())
    assert cells_of(page) == table.expected
    assert {cell.shade for cell in page.cells if cell.table and cell.row == 1} == {"DDE6F0"}


def test_next_page_keeps_the_columns() -> None:
    """On the next page, without a header, with a column blank and others narrower, the columns are the same."""
    first = page_cells(simple(6).page())
    rows = [[row[0], "Pendek", "Singkat", *row[3:6], "", *row[7:9], ""] for row in body(random.Random(9), 4)]
    second = set_table(columns(), rows, Style(top=40.0), header=False)
    page = page_cells(second.page(), first)
    assert cells_of(page) == second.expected

    def sides(cells: PageCells) -> list[float]:
        return sorted({cell.x1 for cell in cells.cells if cell.table and cell.column_span == 1})

    assert sides(page) == sides(first)


def test_last_row_alone_on_the_next_page() -> None:
    """A single row at the head of the next page is of the table that it goes on with, and of none without it."""
    first = page_cells(simple(6).page())
    row = ["7", "Pendek", "Singkat saja", "Ha", "5", "1", "2", "3", "5", "Sekretariat kecamatan"]
    last = set_table(columns(), [row], Style(top=40.0), header=False)
    assert cells_of(page_cells(last.page(), first)) == last.expected
    assert not tables(page_cells(last.page()))


def test_what_stands_around_is_left_out() -> None:
    """The title over a table and the signature under it are loose lines."""
    table = simple()
    around = [
        Text("RENCANA AKSI", 370, 30, bold=True),
        Text("Sukamaju, 2 Januari 2024", 560, table.bottom + 30),
        Text("Kepala Dinas", 560, table.bottom + 42),
    ]
    page = page_cells(table.page(*around))
    assert cells_of(page) == table.expected
    assert [cell.text for cell in page.cells if not cell.table] == [text.text for text in around]


def paragraph(x: float, top: float, lines: int, width: int, seed: int = 0, spread: bool = False) -> list[Text]:
    """Running text, set to the left or justified, a line an operation or a word each."""
    source = random.Random(seed)
    texts = []
    for line in range(lines):
        words = []
        while sum(map(len, words)) + len(words) < width - 10:
            words.append(source.choice(WORDS))
        if not spread:
            texts.append(Text(" ".join(words), x, top + 11 * line))
            continue
        space = (width - sum(map(len, words))) / max(len(words) - 1, 1)
        at = x
        for word in words:
            texts.append(Text(word, at, top + 11 * line))
            at += (len(word) + space) * 4
    return texts


TEXT_PAGES = {
    "paragraph": paragraph(40, 40, 40, 120),
    "justified": paragraph(40, 40, 40, 60, spread=True),
    "two columns": [*paragraph(40, 40, 40, 60), *paragraph(320, 40, 40, 60, 1)],
    "five columns": [text for n in range(5) for text in paragraph(40 + 160 * n, 40, 40, 34, n)],
    "list": [
        text for n in range(20) for text in (Text(f"{n}.", 40, 40 + 22 * n), *paragraph(60, 40 + 22 * n, 2, 90, n))
    ],
    "contents": [
        text
        for n in range(20)
        for text in (
            Text(f"{n}.1", 40, 40 + 12 * n),
            Text("Latar belakang", 70, 40 + 12 * n),
            Text("7", 500, 40 + 12 * n),
        )
    ],
    "letter": [
        *(
            text
            for n, (name, value) in enumerate(
                [("Nomor", "045/12"), ("Sifat", "Biasa"), ("Lampiran", "1"), ("Hal", "Aksi")]
            )
            for text in (Text(name, 40, 60 + 12 * n), Text(":", 100, 60 + 12 * n), Text(value, 110, 60 + 12 * n))
        ),
        *(
            Text(line, 450, 60 + 12 * n)
            for n, line in enumerate(["Sukamaju, 2024", "Kepada", "Yth. Bupati", "di Tempat"])
        ),
        *paragraph(40, 120, 20, 120),
    ],
    "signatures": [
        Text(line, 60 + 180 * place, 60 + 12 * n + (30 if n > 1 else 0))
        for place in range(4)
        for n, line in enumerate(["Disetujui oleh", "Kepala Dinas", "BUDI", "NIP 19700101"])
    ],
}


@pytest.mark.parametrize("kind", TEXT_PAGES)
def test_text_is_no_table(kind: str) -> None:
    """Running text, in columns or not, lists, contents, letters and signatures are no tables."""
    assert not tables(page_cells(page_of(TEXT_PAGES[kind])))


def test_ruled_page_is_left_alone() -> None:
    """A page whose text stands in ruled cells has the same cells whether or not missing rules are looked for."""
    table = simple()
    y = [60.0, *sorted({text.top - 3 for text in table.texts if text.x > table.sides[4] and text.top > 80})]
    rules = [(line, table.sides[0], table.sides[-1]) for line in [*y, table.bottom]]
    ruled = page_of(table.texts, rules, [(x, 60.0, table.bottom) for x in table.sides])
    loose = replace(ruled, chars=chars_of([*table.texts, Text("Catatan kaki di bawah tabel", 40, 700)]))
    for page in (ruled, loose):
        assert len(tables(page_cells(page))) == 1


def test_words_are_measured() -> None:
    """Words end at spaces and gaps; figures, numbers in brackets and signs are told from words."""
    texts = [Text("Target 12,5 (3) - : abc 2024", 20, 20), Text("Rp", 20, 40), Text("5.000", 45, 40)]
    chars = chars_of(texts)
    words = words_of(chars, np.ones(len(chars), dtype=np.bool_))
    assert words.figure.tolist() == [False, True, True, True, False, False, True, False, True]
    assert words.number.tolist() == [-1, -1, 3, -1, -1, -1, 2024, -1, -1]
    assert words.colon.tolist() == [False, False, False, False, True, False, False, False, False]
    assert words.line.tolist() == [0, 0, 0, 0, 0, 0, 0, 1, 1]
    assert words.year.tolist() == [number == 2024 for number in words.number.tolist()]


def test_spaces_of_a_justified_line_are_common_ones() -> None:
    """Equal wide spaces between words of text do not part texts, those between figures do."""
    line = [Text(word, 20 + 40 * n, 20) for n, word in enumerate(["kata", "kata", "kata", "kata"])]
    figures = [Text("1.00", 20 + 40 * n, 40) for n in range(4)]
    chars = chars_of([*line, *figures])
    gaps = words_of(chars, np.ones(len(chars), dtype=np.bool_)).gaps()
    assert (gaps[:3] < 0.3).all()
    assert (gaps[4:] > 1).all()


def test_empty_page_has_no_table() -> None:
    """A page without text, or with hardly any, is looked at in vain."""
    empty: Page = page_of()
    assert page_cells(empty).cells == []
    assert not tables(page_cells(page_of([Text("1 2 3 4", 20, 20)])))
