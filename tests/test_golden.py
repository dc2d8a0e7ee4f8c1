"""Whole documents, from the file to the records: compared field by field with what a careful person reads in them.

Each case is a made-up document in tests/fixtures (`CASE.pdf` or `CASE.txt`) and its `CASE.records.json`: the office,
the year, the columns that the document prints (`kolom`) and the records in reading order. A value may be a list, where
the print can be read in more than one way.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extract.cells import PageCells
from extract.documents import READERS, cells, read_document
from normalize import NormalizedDocument, normalize
from normalize.records import FIELDS
from tests.handcells import assert_accounted, differences, visible

FIXTURES = Path(__file__).parent / "fixtures"
GOLD = sorted(path.name.removesuffix(".records.json") for path in FIXTURES.glob("*.records.json"))
PDFS = [case for case in GOLD if (FIXTURES / f"{case}.pdf").exists()]


@cache
def gold(case: str) -> dict[str, Any]:
    """What a person read in a case."""
    found: dict[str, Any] = json.loads((FIXTURES / f"{case}.records.json").read_text(encoding="utf-8"))
    return found


@cache
def reading(case: str, reader: str = "pdfium") -> tuple[list[PageCells], list[NormalizedDocument]]:
    """The pages and the documents of a case, as a reader gives them."""
    path = next(path for suffix in (".pdf", ".txt") if (path := FIXTURES / f"{case}{suffix}").exists())
    pages = list(cells(read_document(path, path.name), reader))
    return pages, normalize(pages)


def test_there_are_cases_of_each_kind() -> None:
    """Documents of four kinds of producer, as PDF and as text."""
    assert len(GOLD) >= 20
    assert {"pengadegan-2022", "pengadegan-2022-text", "text-dump"} <= set(GOLD)
    assert {case.rsplit("-", 1)[-1] for case in PDFS} >= {"calc", "chrome", "writer"}


@pytest.mark.parametrize("case", GOLD)
def test_every_record_is_as_a_person_reads_it(case: str) -> None:
    """None is missing, none is spurious, and every field that the document prints is as printed."""
    known = gold(case)
    names = [name for name in ("level", *FIELDS) if name in known["kolom"]]
    records = [record for document in reading(case)[1] for record in document.records]
    assert differences(records, known["records"], names) == []


@pytest.mark.parametrize("case", PDFS)
def test_the_second_reader_gives_the_same_records(case: str) -> None:
    """pdfplumber and PDFium see the same document."""
    first = [record for document in reading(case)[1] for record in document.records]
    second = [record for document in reading(case, "pdfplumber")[1] for record in document.records]
    assert [(r.level, r.text, r.extra, r.page_first, r.page_last, r.parent) for r in second] == [
        (r.level, r.text, r.extra, r.page_first, r.page_last, r.parent) for r in first
    ]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("case", PDFS)
def test_every_character_is_accounted_for(case: str, reader: str) -> None:
    """Each stands in one cell, each cell in one document with a role, and nothing is unplaced."""
    pages, documents = reading(case, reader)
    assert [visible(page.cells) for page in pages] == [page.characters for page in pages]
    assert_accounted(pages, documents)


@pytest.mark.parametrize("case", sorted(set(GOLD) - set(PDFS)))
def test_every_character_of_a_dump_is_accounted_for(case: str) -> None:
    """The sums of a document without tables close too, and nothing is unplaced."""
    pages, (document,) = reading(case)
    assert document.characters_unplaced == 0
    assert document.characters == sum(page.characters for page in pages)
    assert document.characters_in_records + document.characters_in_context == document.characters


@pytest.mark.parametrize("case", GOLD)
def test_office_and_year_are_as_a_person_reads_them(case: str) -> None:
    """Of each document in the file."""
    documents = reading(case)[1]
    known = gold(case)
    assert [document.office for document in documents] == known["instansi"].split(" | ")
    assert {document.year for document in documents} == {known["tahun"]}


@pytest.mark.parametrize("case", GOLD)
def test_every_field_has_a_place_on_its_page(case: str) -> None:
    """The boxes of a record lie on pages that the document has, within the paper."""
    pages, documents = reading(case)
    sizes = {page.number: (page.width, page.height) for page in pages}
    for record in (record for document in documents for record in document.records):
        assert set(record.text) == set(record.boxes)
        assert 1 <= record.page_first <= record.page_last <= len(pages)
        for places in record.boxes.values():
            for number, (x0, top, x1, bottom) in places:
                width, height = sizes[number]
                assert -1 <= x0 < x1 <= width + 1
                assert -1 <= top < bottom <= height + 1
