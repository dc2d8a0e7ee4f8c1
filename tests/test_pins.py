"""Doubts of a page brought to the records that stand there."""

from __future__ import annotations

from extract.cells import Box, Finding
from normalize.pins import pin_findings
from normalize.records import IndicatorRecord


def record(order: int, **boxes: Box) -> IndicatorRecord:
    """A record whose fields were read from these places of page 2."""
    return IndicatorRecord(order, "kegiatan", 2, 2, boxes={field: [(2, box)] for field, box in boxes.items()})


def doubt(box: Box | None, page: int = 2, code: str = "figure_doubtful") -> Finding:
    """A page's finding at a place."""
    return Finding(code, "warning", "compare it with the page", page, box)


def test_a_doubt_goes_to_the_field_read_there() -> None:
    """The finding names the record and the field whose cell holds the doubtful word, and no other."""
    records = [record(1, target=(0, 0, 50, 20), tw1=(50, 0, 100, 20)), record(2, target=(0, 20, 50, 40))]
    (found,) = pin_findings([doubt((60, 5, 70, 12))], records)
    assert (found.order, found.field) == (1, "tw1")


def test_a_shared_cell_brings_its_doubt_to_each_record() -> None:
    """A name or a value merged over two records is doubtful for both."""
    shared = (0.0, 0.0, 50.0, 40.0)
    found = pin_findings([doubt((5, 5, 20, 12))], [record(1, program=shared), record(2, program=shared)])
    assert [(one.order, one.field) for one in found] == [(1, "program"), (2, "program")]


def test_what_has_no_record_stays_as_it_is() -> None:
    """A doubt beside all records, on another page, without a place, or of another kind is not touched."""
    records = [record(1, target=(0, 0, 50, 20))]
    loose = [doubt((200, 5, 210, 12)), doubt((5, 5, 10, 12), page=3), doubt(None), doubt((5, 5, 10, 12), code="askew")]
    assert pin_findings(loose, records) == loose


def test_a_doubt_that_has_a_record_keeps_it() -> None:
    """A finding that names its record already is not given to another."""
    known = Finding("figure_doubtful", "warning", "compare", 2, (5, 5, 10, 12), "target", 7)
    assert pin_findings([known], [record(1, target=(0, 0, 50, 20))]) == [known]
