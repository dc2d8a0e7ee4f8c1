"""A page to its cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.cells import Cell, PageCells
from extract.tables import MOST_EDGES, page_cells
from tests.handmade import Text, page_of, ruled, strokes
from tests.randomgrids import RandomTable, random_tables


def cell_at(page: PageCells, row: int, column: int, table: int = 1) -> Cell:
    """The cell that begins at this row and column."""
    return next(cell for cell in page.cells if (cell.table, cell.row, cell.column) == (table, row, column))


def held(page: PageCells) -> str:
    """All characters of all cells but the white space, sorted."""
    return "".join(sorted("".join("".join(line.text for line in cell.lines) for cell in page.cells).replace(" ", "")))


@given(random_tables(), st.data())
def test_each_text_is_in_the_cell_that_it_was_set_in(table: RandomTable, data: st.DataObject) -> None:
    """Whatever the table and its strokes, a cell's text is in that cell, once, and blank cells are blank."""
    texts, expected = [], []
    for number, cell in enumerate(sorted(table.cells)):
        x0, top, _, _ = table.box(cell)
        word = data.draw(st.sampled_from(["", str(number), chr(ord("a") + number % 26)]))
        texts.append(Text(word, x0 + 2, top + 2, size=8))
        expected.append(word)
    page = page_cells(page_of(data.draw(st.permutations(texts)), table.horizontal, table.vertical))
    if len(table.cells) > 1:
        assert [cell.text for cell in page.cells] == expected
        assert all(cell.blank == (cell.text == "") for cell in page.cells)
    assert held(page) == "".join(sorted("".join(expected)))


pieces = st.builds(
    Text,
    text=st.text(st.sampled_from("abcXYZ019 -"), max_size=12),
    x=st.integers(0, 300).map(float),
    top=st.integers(0, 300).map(float),
    size=st.sampled_from([6.0, 8.0, 11.0]),
    bold=st.booleans(),
    angle=st.sampled_from([0, 0, 0, 90, 180, 270]),
    hidden=st.sampled_from([False, False, False, True]),
    gap=st.sampled_from([0.0, 0.0, 0.3, 3.0]),
)


@given(random_tables(), st.lists(pieces, max_size=25))
def test_every_character_is_in_exactly_one_cell(table: RandomTable, texts: list[Text]) -> None:
    """Text strewn over a table, over rules, turned, hidden or one upon the other: each character comes out once."""
    page = page_cells(page_of(texts, table.horizontal, table.vertical))
    characters = "".join(sorted("".join(text.text for text in texts).replace(" ", "")))
    assert held(page) == characters
    assert page.characters == len(characters)


def test_loose_lines_follow_the_tables() -> None:
    """Titles and signatures come after the cells of the tables, from top to bottom, as table 0."""
    texts = [Text("Kepala Dinas", 30, 200), Text("isi", 32, 52), Text("RENCANA AKSI", 30, 20, bold=True)]
    page = page_cells(page_of(texts, **ruled([30, 130, 230], [50, 80, 110])))
    assert [cell.table for cell in page.cells] == [1, 1, 1, 1, 0, 0]
    assert [cell.text for cell in page.cells if cell.table == 0] == ["RENCANA AKSI", "Kepala Dinas"]
    assert page.cells[-1].box == (30, 200, 78, pytest.approx(208.8))


def test_hidden_text_in_a_cell_is_no_text_of_the_cell() -> None:
    """What a reader cannot see goes out beside the tables, at confidence 0, and is counted."""
    texts = [Text("81.30", 32, 52), Text("rahasia", 32, 62, hidden=True)]
    page = page_cells(page_of(texts, **ruled([30, 130, 230], [50, 80, 110])))
    assert cell_at(page, 0, 0).text == "81.30"
    hidden = page.cells[-1]
    assert (hidden.table, hidden.text, hidden.lines[0].confidence) == (0, "rahasia", 0.0)
    assert page.characters == 12


def test_row_over_the_page_end_is_open() -> None:
    """The cells of a row that no rule closes at the page's end say so, the others do not."""
    rules = ruled([30, 130, 230], [50, 80])
    verticals = [(line, 50, 120) for line in (30, 130, 230)]
    page = page_cells(page_of([Text("lanjut", 32, 82)], rules["horizontal"], verticals))
    assert cell_at(page, 1, 0).text == "lanjut"
    assert [(cell.open_above, cell.open_below) for cell in page.cells] == [(False, False)] * 2 + [(False, True)] * 2


def test_line_over_the_ends_of_the_rules_stays_in_its_open_cell() -> None:
    """A browser ends the rules of a row that it cuts within the last line: the line is the cell's, not loose."""
    texts = [Text("Pemasaran", 12, 32), Text("Pariwisata", 12, 41), Text("lain", 12, 60)]
    horizontal = [(10, 10, 110), (30, 10, 110)]
    page = page_cells(page_of(texts, horizontal=horizontal, vertical=[(x, 10, 43) for x in (10, 60, 110)]))
    cell = cell_at(page, 1, 0)
    assert cell.text == "Pemasaran\nPariwisata"
    assert cell.bottom > 49
    assert [loose.text for loose in page.cells if not loose.table] == ["lain"]


def test_colour_behind_a_cell() -> None:
    """A cell on colour says which, a cell on white says none."""
    fills = [(30, 50, 130, 80, 0x70AD47)]
    page = page_cells(page_of([], **ruled([30, 130, 230], [50, 80, 110]), fills=fills))
    assert cell_at(page, 0, 0).shade == "70AD47"
    assert cell_at(page, 0, 1).shade is None


def test_table_in_a_cell_of_another() -> None:
    """Text of a table that stands in a cell of another is in the inner table."""
    outer, inner = ruled([20, 300, 500], [20, 200, 300]), ruled([60, 120, 180], [60, 90, 120])
    rules = {side: outer[side] + inner[side] for side in outer}
    page = page_cells(page_of([Text("dalam", 62, 62), Text("luar", 22, 22)], **rules))
    assert cell_at(page, 0, 0, table=2).text == "dalam"
    assert cell_at(page, 0, 0, table=1).text == "luar"


def test_empty_page() -> None:
    """A page with nothing on it has no cells."""
    page = page_cells(page_of())
    assert (page.cells, page.characters, page.findings) == ([], 0, [])


def test_drawing_is_bounded_and_told() -> None:
    """A page of more rules than any table has costs little, loses no text, and says that it may be a drawing."""
    count = MOST_EDGES * 2
    column, row = np.arange(count) % 100, np.arange(count) // 100
    left, top = column * 11.0, row * 9.0
    horizontal = np.column_stack((top, left, left + 6, np.full(count, 0.3)))
    vertical = np.column_stack((left, top, top + 6, np.full(count, 0.3)))
    page = page_of([Text("peta", 500, 400)])
    page = replace(page, rulings=replace(page.rulings, horizontal=horizontal, vertical=vertical))
    cells = page_cells(page)
    assert [finding.code for finding in cells.findings] == ["too_many_rules"]
    assert held(cells) == "aept"


def test_strokes_without_length_do_no_harm() -> None:
    """Points and strokes of no length are no rules and break nothing."""
    page = page_of([Text("teks", 10, 10)])
    page = replace(page, rulings=replace(page.rulings, horizontal=strokes([(10, 10, 10, 0.0)] * 3)))
    assert [cell.text for cell in page_cells(page).cells] == ["teks"]
