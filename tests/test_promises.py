"""The promises, on documents of any shape: what went in comes out, page ends change nothing, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from extract.cells import PageCells
from normalize import normalize
from tests.handcells import (
    Sheet,
    Slot,
    assert_sums_close,
    differences,
    drawn,
    lines_of,
    loose,
    page_of,
    read,
    split,
)
from tests.plans import Layout, Plan, lay_out, layouts, plans
from tests.randomgrids import random_tables

LEAST = 8
"""How many lines of the body a page holds at least, but the last: no office prints less on one."""


def assert_read(pages: Sequence[PageCells], records: Sequence[dict[str, str]]) -> None:
    """The pages hold these records, every field as printed, and every character is accounted for."""
    assert differences(read(*pages).records, records) == []


@given(plans(), layouts(centred=True))
def test_what_went_in_comes_out(plan: Plan, layout: Layout) -> None:
    """A plan laid out in any way on one page gives its records, every field as printed, and none besides."""
    sheet, header, _, records = lay_out(plan, layout)
    assert_read(split(sheet, header), records)


@given(plans(), layouts(tight=True, centred=True))
def test_narrow_columns_change_nothing(plan: Plan, layout: Layout) -> None:
    """Columns narrower than their longest words break them inside; the texts are whole again."""
    sheet, header, _, records = lay_out(plan, layout)
    assert_read(split(sheet, header), records)


@given(plans(), layouts(), st.data())
def test_page_ends_between_rows_change_nothing(plan: Plan, layout: Layout, data: st.DataObject) -> None:
    """Pages that end between rows: header repeated or not, parents merged or blank on the next page."""
    sheet, header, names, records = lay_out(plan, layout)
    edges = [line for top in sheet.tops[header + 1 : -1] if (line := top - sheet.tops[header]) >= LEAST]
    cuts = data.draw(st.lists(st.sampled_from(edges), max_size=3)) if edges else []
    assert_read(pages_of(sheet, header, cuts, names, data), records)


@given(plans(), layouts(), st.data())
def test_page_ends_anywhere_change_nothing(plan: Plan, layout: Layout, data: st.DataObject) -> None:
    """Pages that end at any line, also in the middle of a row, of a name, of the quarters of a record."""
    sheet, header, names, records = lay_out(plan, layout)
    body = sheet.height - sheet.tops[header]
    cuts = data.draw(st.lists(st.integers(LEAST, body - 1), max_size=3)) if body > LEAST else []
    assert_read(pages_of(sheet, header, cuts, names, data), records)


def pages_of(
    sheet: Sheet, header: int, cuts: Sequence[int], names: Sequence[int], data: st.DataObject
) -> list[PageCells]:
    """The table on pages that end at these lines, with a title, page numbers and a signature around it."""
    apart: list[int] = []
    for cut in sorted(cuts):
        if not apart or cut - apart[-1] >= LEAST:
            apart.append(cut)
    pages = split(
        sheet,
        header,
        apart,
        repeat=data.draw(st.sampled_from([None, 0])),
        closed=data.draw(st.booleans()),
        blanks=names if data.draw(st.booleans()) else (),
    )
    found = []
    for page in pages:
        around = [loose(f"Halaman {page.number} dari {len(pages)}", top=4000)]
        if page.number == 1:
            around.append(loose("RENCANA AKSI DINAS SOSIAL TAHUN 2024", top=80))
        if page.number == len(pages):
            around.append(loose("KEPALA DINAS SOSIAL", top=3500))
        found.append(page_of(page.cells, *around, number=page.number, height=4040.0))
    return found


ODD_TEXTS = (
    "", "", "Sasaran", "Program", "Kegiatan / Sub Kegiatan", "Indikator", "Indikator Kinerja", "Satuan", "Target", "No",
    "TW I", "TW II", "TW III", "TW IV", "I", "II", "III", "IV", "1", "2", "3", "4", "Realisasi", "Rp", "Anggaran",
    "Jumlah", "Uraian", "Penanggung Jawab", "Rencana Aksi", "Jadwal", "Jan", "Feb", "Mar", "Kode", "5.01.02", "Level",
    "5.01.02.2.03", "Program: Pangan", "*Program Gizi*¶Pelatihan kader", "1. Penyediaan benih", "12,5", "100%", "-",
    "TW I : 5¶TW II : 6", "TW I¶TW II¶TW III¶TW IV", "1¶2¶3¶4", "RENCANA AKSI DINAS SOSIAL TAHUN 2024", "Urusan",
    "URUSAN PANGAN", "rapat dan survei",
)  # fmt: skip


@st.composite
def odd_pages(draw: st.DrawFn) -> list[PageCells]:
    """Pages of tables in which anything stands anywhere, merged at random, among loose lines."""
    texts = st.sampled_from(ODD_TEXTS)
    pages = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        groups = []
        for table in range(1, draw(st.integers(0, 2)) + 1):
            spans = draw(random_tables()).spans()
            slots = [Slot(row, column, rows, columns, lines_of(draw(texts))) for row, column, rows, columns in spans]
            heights = (2,) * max(slot.row + slot.rows for slot in slots)
            widths = (60.0,) * max(slot.column + slot.columns for slot in slots)
            groups.append(Sheet(tuple(slots), widths, heights).cells(number, table, top=100.0 + 350 * (table - 1)))
        around = [
            loose(text, top=20.0 + 390 * place)
            for place, text in enumerate(draw(st.lists(texts, max_size=3)))
            if text and "¶" not in text
        ]
        pages.append(page_of(*groups, *around, number=number))
    return pages


@given(odd_pages())
def test_whatever_stands_on_a_page_is_accounted_for(pages: list[PageCells]) -> None:
    """Tables that mean nothing raise nothing and lose nothing: what is in no record and has no role is told."""
    assert_sums_close(pages, normalize(pages))


HEADER = (
    "| No | Program / Kegiatan | Indikator | Satuan | Target | TW I | TW II | TW III | TW IV | Anggaran | PJ |",
    "| Sasaran | Indikator | Target | Target Progres | < | Program | Indikator | Target | TW I | TW II | Ket |",
    "| Kode | Uraian | Indikator | Triwulan | Target Triwulan | Pagu | TW I | TW II | TW III | TW IV | Aksi |",
)


@given(st.data(), st.sampled_from(HEADER))
def test_whatever_stands_in_a_table_of_ours_is_accounted_for(data: st.DataObject, header: str) -> None:
    """Rows that make no sense under a header that does: the same holds, on every page they are broken over."""
    columns = header.count("|") - 1
    texts = st.sampled_from(ODD_TEXTS)
    rows = data.draw(st.lists(st.lists(texts, min_size=columns, max_size=columns), min_size=1, max_size=8))
    sheet = drawn("\n".join([header, *("|" + "|".join(row) + "|" for row in rows)]))
    body = sheet.height - sheet.heights[0]
    cuts = data.draw(st.lists(st.integers(1, body - 1), max_size=2)) if body > 1 else []
    pages = split(sheet, 1, cuts, repeat=data.draw(st.sampled_from([None, 0])), closed=data.draw(st.booleans()))
    assert_sums_close(pages, normalize(pages))
