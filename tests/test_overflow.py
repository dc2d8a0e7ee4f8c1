"""Text that flows over its cell."""

from __future__ import annotations

from extract.tables import page_cells
from tests.handmade import Text, page_of, ruled

RULES = ruled([30, 130, 230, 330], [50, 80, 110])


def texts_of(*texts: Text) -> list[str]:
    """The texts of the first row's three cells."""
    page = page_cells(page_of(texts, **RULES))
    return [cell.text for cell in page.cells if cell.table == 1 and cell.row == 0]


def test_text_over_empty_cells_is_of_the_cell_that_it_begins_in() -> None:
    """A long text that a spreadsheet lets run over the empty cells beside it is in the first cell alone."""
    assert texts_of(Text("Jumlah peserta pelatihan kerja mandiri", 36, 52)) == [
        "Jumlah peserta pelatihan kerja mandiri", "", "",
    ]  # fmt: skip


def test_two_lines_over_an_empty_cell() -> None:
    """All lines of a text that runs over are of its cell."""
    lines = [Text("Jumlah peserta pelatihan kerja", 36, 52), Text("Tingkat kepuasan masyarakat desa", 32, 62)]
    assert texts_of(*lines) == ["Jumlah peserta pelatihan kerja\nTingkat kepuasan masyarakat desa", "", ""]


def test_text_out_of_the_table_is_of_its_cell() -> None:
    """A text of the last column that runs out of the table is not left outside."""
    assert texts_of(Text("Bidang Perpustakaan dan Kearsipan", 232, 52))[2] == "Bidang Perpustakaan dan Kearsipan"


def test_clipped_text_under_the_next_text() -> None:
    """A text that is drawn on under the next cell's text, and clipped there, adds nothing to that cell."""
    clipped = Text("Jumlah peserta pelatihan kerja mandiri", 32, 52)
    assert texts_of(clipped, Text("12 orang", 132, 52)) == [clipped.text, "12 orang", ""]


def test_next_cell_with_lines_of_its_own_keeps_its_words() -> None:
    """Words in a cell that holds other text of its own, with nothing printed over it, stay there."""
    run = Text("Rp 1.503.850.000,00 Transportasi", 36, 52)
    assert texts_of(run, Text("Darat", 132, 62))[1].startswith("Transportasi\nDarat")


def test_text_that_begins_at_the_next_cells_side_is_its_own() -> None:
    """Two cells set by one operation, the second where its cell's texts begin, are two texts."""
    assert texts_of(Text("Anggaran 550.200.000,0 Bidang", 39, 52)) == ["Anggaran 550.200.000,0 ", "Bidang", ""]
    assert texts_of(Text("Anggaran 550.200.000,0 Bidang", 36, 52)) == ["Anggaran 550.200.000,0 Bidang", "", ""]


def test_text_that_is_not_set_left_is_parted_by_the_rule() -> None:
    """Words that begin in mid-cell may be two cells' texts: each goes where it stands."""
    assert texts_of(Text("Bidang Transportasi", 90, 52)) == ["Bidang ", "Transportasi", ""]


def test_distance_that_is_no_space_parts_cells() -> None:
    """Two cells set by one operation with another distance than a space's between them are two texts."""
    first, second = Text("RENCANA AKSI ", 60, 52), Text("ANGGARAN", 140, 52)
    page = page_of([first, second], **RULES)
    page.chars.run[:] = 0
    assert [cell.text for cell in page_cells(page).cells][:2] == ["RENCANA AKSI ", "ANGGARAN"]
