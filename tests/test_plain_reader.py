"""Plain text becomes loose cells: what each line says, and where in the file it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extract.readers.plain import read_plain


def test_each_line_with_text_is_a_loose_cell_that_keeps_its_spaces() -> None:
    """The space at a line's end is evidence and stays; blank lines give no cell and show as a gap."""
    page = next(read_plain("Seksi \n\nPemerintahan\n \n  25\n"))
    assert [cell.text for cell in page.cells] == ["Seksi ", "Pemerintahan", "  25"]
    assert [cell.box for cell in page.cells] == [(0, 0, 5, 1), (0, 2, 12, 3), (2, 4, 4, 5)]
    assert {(cell.table, cell.column, cell.row_span) for cell in page.cells} == {(0, 0, 1)}
    assert (page.medium, page.width, page.height, page.characters) == ("plain", 12, 5, 19)


def test_pages_end_at_form_feeds() -> None:
    """A form feed ends a page; one at the end of the file opens no further page, a blank page in the middle counts."""
    pages = list(read_plain("satu\n\f\n\fdua\n\f"))
    assert [page.number for page in pages] == [1, 2, 3]
    assert [[cell.text for cell in page.cells] for page in pages] == [["satu"], [], ["dua"]]
    assert [cell.page for page in pages for cell in page.cells] == [1, 3]


def test_every_kind_of_line_end_is_one() -> None:
    """CR LF, CR, the vertical tab and Unicode's own line ends part lines like LF."""
    text = "a\r\nb\rc\vd\x85e\u2028f\u2029g\nh"
    assert [cell.text for page in read_plain(text) for cell in page.cells] == list("abcdefgh")


def test_tabs_reach_to_the_next_stop() -> None:
    """A tab counts as far as a terminal shows it, and stays in the text."""
    (cell,) = next(read_plain("\tPersen\t100")).cells
    assert (cell.text, cell.box) == ("\tPersen\t100", (8, 0, 19, 1))


def test_text_passes_the_gate_and_the_finding_names_the_file() -> None:
    """Control characters and lone surrogates are replaced, bidi overrides dropped, and a finding counts them."""
    page = next(read_plain("Jum\x07lah \ud800\u202eb\n", "2022/a.txt"))
    assert page.cells[0].text == "Jum\ufffdlah \ufffdb"
    (finding,) = page.findings
    assert finding.code == "replaced_characters"
    assert "1 bidi, 1 control, 1 surrogate" in finding.message
    assert "2022/a.txt" in finding.message


def test_a_file_of_nothing_is_one_blank_page() -> None:
    """An empty text has a page, so that the document has a page count, and no cell."""
    for text in ("", "\n \n", "\f\f"):
        (page,) = read_plain(text)
        assert page.cells == []
        assert page.characters == 0


@given(st.text())
def test_no_visible_character_is_lost(text: str) -> None:
    """Whatever the file holds, its cells hold as many visible characters as the page counts, each line once."""
    for page in read_plain(text):
        visible = sum(len("".join(line.text.split())) for cell in page.cells for line in cell.lines)
        assert visible == page.characters
        assert [cell.top for cell in page.cells] == sorted({cell.top for cell in page.cells})
        assert all(0 <= cell.x0 < cell.x1 <= page.width and cell.bottom <= page.height for cell in page.cells)
