"""Findings of a page → findings of the records that stand there.

Whoever reads a page in a picture knows which of its words are doubtful, not what they are for. Here a doubt goes to
each field of each record that was read from its place, so that a figure in the tables carries it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extract.cells import Box, Finding
from normalize.records import IndicatorRecord

__all__ = ["PINNED", "pin_findings"]

PINNED = frozenset({"figure_doubtful", "low_confidence", "unmapped_glyphs"})
"""The findings whose place is that of a word or a figure."""

_WITHIN = 0.5
"""The share of the doubtful word's box that lies in the field's."""


def pin_findings(findings: Iterable[Finding], records: Sequence[IndicatorRecord]) -> list[Finding]:
    """The findings in order; one that has a place and no record is given for each field read there.

    A name or a merged value that several records share brings the doubt to each of them. What lies outside of all
    records stays as it is.
    """
    places: dict[int, list[tuple[Box, int, str]]] = {}
    for record in records:
        for field, boxes in record.boxes.items():
            for page, place in boxes:
                places.setdefault(page, []).append((place, record.order, field))
    pinned: list[Finding] = []
    for finding in findings:
        box = finding.box
        if finding.code not in PINNED or finding.order is not None or box is None or finding.page is None:
            pinned.append(finding)
            continue
        near = places.get(finding.page, [])
        homes = dict.fromkeys((order, field) for place, order, field in near if _lies_in(box, place))
        pinned.extend(replace(finding, order=order, field=field) for order, field in homes)
        if not homes:
            pinned.append(finding)
    return pinned


def _lies_in(box: Box, place: Box) -> bool:
    wide = min(box[2], place[2]) - max(box[0], place[0])
    high = min(box[3], place[3]) - max(box[1], place[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return wide > 0 and high > 0 and wide * high >= _WITHIN * area
