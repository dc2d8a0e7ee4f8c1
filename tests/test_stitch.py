"""Tables of pages → one logical table: what a page's end does to a table changes no record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extract.cells import PageCells
from normalize import IndicatorRecord
from tests.handcells import drawn, fields, loose, page_of, read, split

FLAT = """
    | No | Kegiatan | Indikator | Satuan | Target | Target Triwulan | < | < | < | Penanggung Jawab |
    | ^  | ^        | ^         | ^      | ^      | I | II | III | IV | ^ |
    | 1  | Penyusunan rencana kerja¶serta evaluasinya¶setiap semester |\
        Jumlah dokumen yang¶tersusun dengan¶benar | Dokumen | 4 | 1 | 2 | 3 | 4 | Sub Bagian¶Perencanaan |
    | 2  | Pembinaan kelompok¶tani dan nelayan | Cakupan kelompok yang¶dibina setiap¶bulan di desa | Kelompok |\
        40 | 10 | 20 | 30 | 40 | Bidang Pangan |
    | 3  | Pelatihan kader¶posyandu | Jumlah kader yang¶terlatih | Orang | 25 | - | - | - | 25 | Seksi Gizi |
"""

STACKED = """
    | Sasaran | Indikator | Target | Target Progres | < | Program | Indikator | Target | Target Progres | < |
    | Meningkatnya mutu¶layanan publik | Indeks kepuasan¶masyarakat yang¶dilayani | 90 |\
        TW I¶TW II¶TW III¶TW IV | 60¶70¶80¶90 | Program Pelayanan¶Umum | Jumlah layanan¶yang dibuka | 8 |\
        TW I¶TW II¶TW III¶TW IV | 2¶4¶6¶8 |
    | ^ | ^ | ^ | ^ | ^ | Program Data dan¶Informasi | Peta tematik yang¶dimutakhirkan | 12 |\
        TW I¶TW II¶TW III¶TW IV | 3¶6¶9¶12 |
    | Menurunnya angka¶stunting | Prevalensi balita¶pendek | 14,5 | TW I¶TW II¶TW III¶TW IV | -¶-¶-¶14,5 |\
        Program Gizi¶Masyarakat | Cakupan posyandu¶aktif | 75% | TW I¶TW II¶TW III¶TW IV | 50%¶60%¶70%¶75% |
"""

BLANK_PARENTS = """
    | Sasaran | Program | Indikator | Target | TW I | TW II | TW III | TW IV |
    | Meningkatnya mutu | Program Layanan | Jumlah layanan | 8 | 2 | 4 | 6 | 8 |
    |                   | Program Data    | Jumlah peta    | 9 | 3 | 5 | 7 | 9 |
    |                   | Program Arsip   | Jumlah arsip   | 7 | 1 | 3 | 5 | 7 |
"""


def records(pages: Sequence[PageCells]) -> list[dict[str, str | None]]:
    """The fields of the pages' records."""
    return [fields(record) for record in read(*pages).records]


def whole(drawing: str, header_rows: int) -> list[dict[str, str | None]]:
    """The records where everything stands on one page."""
    found = records(split(drawn(drawing), header_rows))
    assert len(found) >= 3
    return found


@pytest.mark.parametrize("repeat", [2, 0], ids=["header on each page", "header once"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize("cut", range(1, 9))
def test_a_flat_table_cut_anywhere(cut: int, closed: bool, repeat: int) -> None:
    """Between rows or in the middle of one, with or without a repeated header, with or without a closing rule."""
    assert records(split(drawn(FLAT), 2, [cut], repeat=repeat, closed=closed)) == whole(FLAT, 2)


@pytest.mark.parametrize("repeat", [1, 0], ids=["header on each page", "header once"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize("cut", range(1, 12))
def test_a_cascade_with_stacked_quarters_cut_anywhere(cut: int, closed: bool, repeat: int) -> None:
    """The break may part the quarters of one record: `TW I` and `TW II` here, `TW III` and `TW IV` on the next page."""
    assert records(split(drawn(STACKED), 1, [cut], repeat=repeat, closed=closed)) == whole(STACKED, 1)


def test_the_rest_of_a_row_in_header_words_is_no_header() -> None:
    """Below a repeated header stands what is left of a cut row, and its words may be such as headers have."""
    drawing = """
        | No | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | 1 | Evaluasi kinerja¶perangkat daerah | Dokumen yang tepat¶waktu | 4 | 1 | 2 | 3 | 4 |
        | 2 | Pelatihan kader | Kader terlatih | 25 | 5 | 15 | 20 | 25 |
    """
    sheet = drawn(drawing)
    found = records(split(sheet, 1, [1]))
    assert [(record["kegiatan"], record["indikator"]) for record in found] == [
        ("Evaluasi kinerja perangkat daerah", "Dokumen yang tepat waktu"),
        ("Pelatihan kader", "Kader terlatih"),
    ]


def test_the_first_lines_of_a_row_are_no_header() -> None:
    """A row of which the page shows one line (a name, an indicator, `TW I`) is a row."""
    drawing = """
        | Program | Indikator | Target | Target Progres | < |
        | Program Gizi¶Warga | Cakupan posyandu¶aktif | 75% | TW I¶TW II¶TW III¶TW IV | 50%¶60%¶70%¶75% |
        | Program Data dan¶Informasi | Jumlah peta yang¶dimutakhirkan | 12 | TW I¶TW II¶TW III¶TW IV | 3¶6¶9¶12 |
    """
    sheet = drawn(drawing)
    found = records(split(sheet, 1, [5]))
    assert found == records(split(sheet, 1))
    assert [record["indikator"] for record in found] == ["Cakupan posyandu aktif", "Jumlah peta yang dimutakhirkan"]


def test_a_row_cut_twice() -> None:
    """A row may run through three pages."""
    found = read(*split(drawn(FLAT), 2, [1, 2])).records
    assert [fields(record) for record in found] == whole(FLAT, 2)
    assert (found[0].page_first, found[0].page_last) == (1, 3)


def test_a_record_has_the_pages_where_it_begins_and_ends() -> None:
    """Records before, over and behind the break."""
    found = read(*split(drawn(FLAT), 2, [4])).records
    assert [(record.page_first, record.page_last) for record in found] == [(1, 1), (1, 2), (2, 2)]


def places(record: IndicatorRecord, field: str) -> list[int]:
    """The pages on which a field of a record stands."""
    return [page for page, _ in record.boxes[field]]


def test_a_cut_field_has_a_place_on_both_pages() -> None:
    """What was joined over the break can be found on both pages; what was not cut, on one."""
    record = read(*split(drawn(FLAT), 2, [1])).records[0]
    assert places(record, "kegiatan") == places(record, "indikator") == [1, 2]
    assert places(record, "target") == [1]


@pytest.mark.parametrize("cut", [3, 6], ids=["after the first", "after the second"])
@pytest.mark.parametrize("scale", [0.7, 1.4])
def test_a_page_of_another_size(scale: float, cut: int) -> None:
    """The columns of the next page are the same shares of another width."""
    assert records(split(drawn(FLAT), 2, [cut], repeat=0, scale=scale)) == whole(FLAT, 2)


@pytest.mark.parametrize("blanks", [(), (0, 1)], ids=["merged", "blank cells with rules"])
@pytest.mark.parametrize("cut", [4, 8])
def test_a_parent_of_the_page_before_holds(cut: int, blanks: tuple[int, ...]) -> None:
    """A merged parent that a page's end cuts names the rows of the next page, merged there or blank row by row."""
    drawing = """
        | Sasaran | Indikator | Satuan | TW I | TW II | TW III | TW IV | Program | Indikator | TW I | TW II |\
            TW III | TW IV |
        | Meningkatnya¶mutu¶layanan | Indeks¶layanan | Poin | 1 | 2 | 3 | 4 | Program¶Pangan¶dan Gizi¶Warga |\
            Ukuran A | 1 | 2 | 3 | 4 |
        | ^ | ^ | ^ | ^ | ^ | ^ | ^ | Program¶Lahan¶dan Air¶Baku | Ukuran B | 1 | 2 | 3 | 4 |
        | ^ | ^ | ^ | ^ | ^ | ^ | ^ | Program¶Data¶dan Peta¶Tematik | Ukuran C | 1 | 2 | 3 | 4 |
    """
    found = records(split(drawn(drawing), 1, [cut], blanks=blanks))
    assert found == whole(drawing, 1)
    assert {record["sasaran"] for record in found} == {"Meningkatnya mutu layanan"}


@pytest.mark.parametrize("repeat", [1, 0])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_parent_with_blanks_below_it_holds_over_the_page(cut: int, repeat: int) -> None:
    """A name printed once, with blank cells under it, names the rows of the next page too."""
    assert records(split(drawn(BLANK_PARENTS), 1, [cut], repeat=repeat)) == whole(BLANK_PARENTS, 1)


def test_a_merged_name_runs_over_the_break_beside_a_new_row() -> None:
    """The name goes on in mid-phrase although the indicator beside it is new: one name, two records."""
    drawing = """
        | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Penyusunan data¶dan peta wilayah¶rawan bencana | Jumlah peta | 4 | 1 | 2 | 3 | 4 |
        | ^ | Jumlah data | 8 | 2 | 4 | 6 | 8 |
    """
    sheet = drawn(drawing)
    found = records(split(sheet, 1, [sheet.heights[1]]))
    assert found == records(split(sheet, 1))
    assert [record["kegiatan"] for record in found] == ["Penyusunan data dan peta wilayah rawan bencana"] * 2


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
def test_a_row_of_words_alone_begins_anew(closed: bool) -> None:
    """A row without figures at a page's head is no rest of the row before, whose texts end far above its foot."""
    drawing = """
        | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV | Rencana Aksi |
        | Penyusunan data | Jumlah data | 4 | 1 | 2 | 3 | 4 | rapat,¶survei,¶pengolahan,¶laporan |
        | pelatihan kader | jumlah kader |   |   |   |   |   |  |
    """
    found = records(split(drawn(drawing), 1, [4], closed=closed))
    assert [(record["kegiatan"], record["indikator"]) for record in found] == [
        ("Penyusunan data", "Jumlah data"), ("pelatihan kader", "jumlah kader"),
    ]  # fmt: skip


def test_a_name_in_the_middle_of_a_cut_cell_stands_on_the_next_page() -> None:
    """A merged cell whose text is set in its middle may hold it behind the break alone: open there, it is one cell."""
    drawing = """
        | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Pelatihan kader | Jumlah kader | 9 | 3 | 4 | 6 | 9 |
        | Penyusunan data¶desa | Jumlah¶data | 4 | 1 | 2 | 3 | 4 |
        | ^ | Jumlah¶peta | 8 | 2 | 4 | 6 | 8 |
        | ^ | Jumlah¶arsip | 7 | 1 | 4 | 6 | 7 |
    """
    sheet = drawn(drawing)
    slots = tuple(replace(slot, lead=2) if slot.rows == 3 else slot for slot in sheet.slots)
    found = records(split(replace(sheet, slots=slots), 1, [3], closed=False))
    assert [record["kegiatan"] for record in found] == ["Pelatihan kader", *["Penyusunan data desa"] * 3]


def test_a_merged_value_is_shared_over_the_break() -> None:
    """A budget and a person over two indicators of a node hold for the one on the next page too."""
    drawing = """
        | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV | Anggaran | Penanggung Jawab |
        | Penyusunan data | Jumlah¶peta | 4 | 1 | 2 | 3 | 4 | 1.000.000 | Bidang¶Data |
        | ^               | Jumlah¶data | 8 | 2 | 4 | 6 | 8 | ^ | ^ |
        | Pelatihan kader | Jumlah¶kader | 9 | 3 | 4 | 6 | 9 | 2.000.000 | Bidang¶Gizi |
    """
    found = records(split(drawn(drawing), 1, [2]))
    assert found == whole(drawing, 1)
    assert [record["anggaran"] for record in found] == ["1.000.000", "1.000.000", "2.000.000"]


def test_a_blank_value_at_a_pages_head_follows_the_document() -> None:
    """Where further indicators of a node have blank cells of their own elsewhere, one behind the break is blank too."""
    drawing = """
        | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV | Anggaran |
        | Penyusunan data | Jumlah peta  | 4 | 1 | 2 | 3 | 4 | 1.000.000 |
        |                 | Jumlah data  | 8 | 2 | 4 | 6 | 8 |           |
        | Pelatihan kader | Jumlah kader | 9 | 3 | 4 | 6 | 9 | 2.000.000 |
        |                 | Jumlah modul | 7 | 1 | 4 | 6 | 7 |           |
    """
    found = records(split(drawn(drawing), 1, [3]))
    assert found == whole(drawing, 1)
    assert [record.get("anggaran") for record in found] == ["1.000.000", None, "2.000.000", None]


def test_a_blank_value_is_not_filled_from_above() -> None:
    """A blank cell with rules of its own takes no value from the record above it, on one page or over a break."""
    drawing = """
        | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV | Anggaran | Penanggung Jawab |
        | Penyusunan data | Jumlah peta  | 4 | 1 | 2 | 3 | 4 | 1.000.000 | Bidang Data |
        | Pelatihan kader | Jumlah kader |   |   |   |   | 9 | | |
        | Penataan arsip  | Jumlah arsip | 7 | 1 | 3 | 5 | 7 | 2.000.000 | Bidang Arsip |
    """
    for cuts in ((), (1,)):
        found = records(split(drawn(drawing), 1, cuts))
        assert found[1] == {
            "level": "kegiatan", "kegiatan": "Pelatihan kader", "indikator": "Jumlah kader", "tw4": "9",
        }  # fmt: skip


@pytest.mark.parametrize("repeat", [0, 1])
def test_a_value_broken_by_the_cell_and_the_page(repeat: int) -> None:
    """A figure that the cell broke may be cut by the page at that place."""
    drawing = """
        | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Penyusunan data¶induk desa | Jumlah data¶desa | 213.6¶66 | 1 | 2 | 3 | 4 |
        | Pelatihan kader¶desa siaga | Jumlah kader¶desa | 99 | 1 | 2 | 3 | 4 |
    """
    sheet = drawn(drawing, {2: 5})
    found = records(split(sheet, 1, [1], repeat=repeat))
    assert [record["target"] for record in found] == ["213.666", "99"]


def test_a_repeated_header_may_be_cut_short() -> None:
    """A producer that repeats a header at a fixed height cuts its last lines."""
    drawing = """
        | Kegiatan | Indikator¶Kinerja¶Utama | Target | TW I | TW II | TW III | TW IV |
        | Penyusunan data | Jumlah data | 4 | 1 | 2 | 3 | 4 |
        | Pelatihan kader | Jumlah kader | 9 | 1 | 2 | 3 | 9 |
    """
    sheet = drawn(drawing)
    first, second = split(sheet, 1, [1])
    header = next(cell for cell in second.cells if cell.text.startswith("Indikator"))
    cut = replace(header, lines=header.lines[:1])
    second = page_of([cut if cell is header else cell for cell in second.cells], number=2)
    found = read(first, second)
    assert [record.text["indikator"] for record in found.records] == ["Jumlah data", "Jumlah kader"]


def test_a_row_of_column_numbers_may_be_all_that_is_repeated() -> None:
    """The numbers of the columns at the head of a page are no record."""
    drawing = """
        | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
        | Penyusunan data | Jumlah data | 4 | 1 | 2 | 3 | 4 |
        | Pelatihan kader | Jumlah kader | 9 | 1 | 2 | 3 | 9 |
    """
    first, second = split(drawn(drawing), 2, [1], repeat=0)
    numbers = drawn("| 1 | 2 | 3 | 4 | 5 | 6 | 7 |").cells()
    below = {cell.column: cell for cell in second.cells}
    row = [replace(cell, x0=below[cell.column].x0, x1=below[cell.column].x1) for cell in numbers]
    body = [replace(cell, row=1, top=cell.top + 10, bottom=cell.bottom + 10) for cell in second.cells]
    found = read(first, page_of(row, body, number=2))
    assert [record.text["indikator"] for record in found.records] == ["Jumlah data", "Jumlah kader"]


def test_page_numbers_and_running_heads_do_not_part_a_table() -> None:
    """Loose lines at a page's edges stand between the parts of a table and change nothing."""
    first, second = split(drawn(FLAT), 2, [4], repeat=0)
    first = page_of(first.cells, loose("Halaman 1 dari 2", top=815), number=1)
    second = page_of(second.cells, loose("Rencana Kerja", top=10), loose("Halaman 2 dari 2", top=815), number=2)
    document = read(first, second)
    assert [fields(record) for record in document.records] == whole(FLAT, 2)
    roles = [role for cell, (role, _) in zip(document.cells, document.roles, strict=True) if not cell.table]
    assert roles == ["page_number", "running_head", "page_number"]


def test_an_empty_page_between_does_not_part_a_table() -> None:
    """A blank page in the middle, as some printers leave it."""
    first, second = split(drawn(FLAT), 2, [3])
    second = page_of(second.cells, number=3)
    assert records([first, page_of(number=2), second]) == whole(FLAT, 2)


def test_rows_far_behind_a_table_are_not_its_rest() -> None:
    """Rows without a header three pages further on belong to something else."""
    first, second = split(drawn(FLAT), 2, [6], repeat=0)
    pages = [first, *(page_of(loose("Uraian", top=200), number=number) for number in (2, 3))]
    assert records([*pages, page_of(second.cells, number=4)]) == whole(FLAT, 2)[:2]


def test_a_table_with_other_columns_is_not_taken_for_the_rest() -> None:
    """A table without a header whose columns do not fit is left alone, with a finding where it may have been ours."""
    other = drawn("""
        | a | Uraian panjang yang menempati tempat luas sekali di halaman ini | b | c | d | e |
        | f | Uraian lagi | g | h | i | j |
    """)
    document = read(*split(drawn(FLAT), 2), page_of(other.cells(), number=2))
    assert [fields(record) for record in document.records] == whole(FLAT, 2)
    assert [(f.code, f.page) for f in document.findings if f.code == "continuation_unclear"] == [
        ("continuation_unclear", 2)
    ]


def test_another_header_begins_another_table() -> None:
    """Names of the table before do not reach into a table with a header of its own."""
    other = """
        | Program | Indikator Program | Pagu | Triwulan I | Triwulan II | Triwulan III | Triwulan IV |
        | Program Pangan | Jumlah lahan | 5.000.000 | 5 | 6 | 7 | 8 |
    """
    second = page_of(drawn(other).cells(), number=2)
    found = records([*split(drawn(BLANK_PARENTS), 1), second])
    assert found[:3] == whole(BLANK_PARENTS, 1)
    assert found[3]["program"] == "Program Pangan"
    assert found[3]["anggaran"] == "5.000.000"


def test_nothing_but_text_behind_a_table() -> None:
    """A page of prose behind the table gives nothing and loses nothing."""
    prose = page_of(*(loose(f"Baris {number} dari lampiran", top=100 + 12 * number) for number in range(5)), number=2)
    document = read(*split(drawn(FLAT), 2), prose)
    assert [fields(record) for record in document.records] == whole(FLAT, 2)
    assert document.pages == 2


@pytest.mark.parametrize("measure", ["Target", "Realisasi"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
def test_a_header_cut_by_the_pages_end(closed: bool, measure: str) -> None:
    """The upper tier at the foot of a page and the lower one at the head of the next are one header; what stands over
    the upper is the document's title, and the words of a group say what its quarters are."""
    sheet = drawn(FLAT.replace("Target Triwulan", f"{measure} Triwulan"))
    title = loose("RENCANA AKSI DINAS PANGAN TAHUN 2024")
    foot = page_of(title, sheet.cells(last=1, closed=closed))
    head = page_of(sheet.cells(page=2, top=30.0, first=1, closed=closed), number=2)
    document = read(foot, head)
    assert [fields(record) for record in document.records] == records(split(sheet, 2))
    assert len(document.records) == 3
    assert (document.office, document.year, document.characters_unplaced) == ("Dinas Pangan", 2024, 0)
    assert {role for cell, (role, _) in zip(document.cells, document.roles, strict=True) if cell.row == 0} == {
        "header",
        "title",
    }


def test_a_row_of_quarters_without_a_header_is_none() -> None:
    """A row of numerals at the head of a page is no lower tier where the page before ends with another table."""
    sheet = drawn("| Nama | Alamat | Jabatan |\n| Siti | Jalan Mawar | Camat |")
    rest = drawn("|  | I | II | III |\n| Siti | 1 | 2 | 3 |")
    assert read(page_of(sheet.cells()), page_of(rest.cells(page=2), number=2)).records == []
