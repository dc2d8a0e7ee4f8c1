"""The doubts that the normalizer can have about a record, and how they are written.

Each code stands in docs/findings.md with what it means and what to do about it.
"""

from __future__ import annotations

from extract.cells import Box, Finding
from normalize.records import IndicatorRecord

__all__ = ["SEVERITY", "finding", "quoted"]

SEVERITY = {
    "ambiguous_figure": "warning",
    "blank_indicator": "warning",
    "code_outside_parent": "warning",
    "continuation_unclear": "warning",
    "falling_cumulative": "warning",
    "hidden_text": "info",
    "inconsistent_quarters": "error",
    "missing_parent": "warning",
    "missing_quarters": "warning",
    "mixed_units": "warning",
    "no_target": "warning",
    "nomenclature_ambiguous": "info",
    "nomenclature_code": "warning",
    "nomenclature_parent": "warning",
    "nomenclature_spelling": "info",
    "nomenclature_unknown": "info",
    "not_a_figure": "info",
    "percent_over_100": "warning",
    "quarters_unclear": "error",
    "repeated_indicator": "warning",
    "table_passed_over": "warning",
    "target_without_unit": "warning",
    "unclear_figure": "warning",
    "uneven_quarters": "info",
    "unknown_column": "info",
    "unknown_level": "warning",
    "unplaced_text": "error",
    "year_differs": "warning",
}
"""The usual severity of each code; a finding may be milder where the document gives a reason."""


def finding(
    code: str,
    message: str,
    record: IndicatorRecord | None = None,
    field: str | None = None,
    *,
    severity: str | None = None,
) -> Finding:
    """A finding about a record's field, at the place where the field was read (else on the record's first page)."""
    page, box = _place(record, field)
    order = record.order if record else None
    return Finding(code, severity or SEVERITY[code], message, page=page, box=box, field=field, order=order)


def quoted(text: str, longest: int = 60) -> str:
    """A text as it is shown in a message: one line, cut where it is long.

    >>> quoted("Jumlah  dokumen yang disusun", 16)
    '`Jumlah dokumen …`'
    """
    line = " ".join(text.split())
    return f"`{line}`" if len(line) <= longest else f"`{line[: longest - 1].rstrip()} …`"


def _place(record: IndicatorRecord | None, field: str | None) -> tuple[int | None, Box | None]:
    if record is None:
        return None, None
    places = record.boxes.get(field or "", [])
    if not places:
        return record.page_first, None
    page = places[0][0]
    boxes = [box for number, box in places if number == page]
    x0, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return page, (x0, top, max(box[2] for box in boxes), max(box[3] for box in boxes))
