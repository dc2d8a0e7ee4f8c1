"""Where a field stands that a record has not: the blank cell of its row under its column.

A reader who is told that the indicator is blank wants to see the blank, and to fill it in by a click on it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from renaksi.review.places import Place

__all__ = ["blank_places"]

_ANCHORS = ("target", "tw1", "satuan", "indikator", "anggaran", "rencana_aksi")
"""Fields of a record's own row, the surest first: the blank stands at their height."""
_REACH = 1.5
"""Points by which cells of one column may differ."""

Column = tuple[int, str | None, str]
"""A page, a level and a field: in many layouts each level has columns of its own."""


def blank_places(
    records: Sequence[tuple[str | None, Mapping[str, Sequence[Place]]]], cells: Iterable[Mapping[str, Any]]
) -> list[dict[str, Place]]:
    """For each record the places of fields that are blank in print, as far as the other records show the column.

    Args:
        records: the level of each record and the places of its fields.
        cells: the rows of the table `cells` of the document: page, table, x0, top, x1, bottom and lines.
    """
    blanks: dict[int, list[tuple[float, float, float, float]]] = defaultdict(list)
    for cell in cells:
        if cell["table"] and not any(line["text"].strip() for line in cell["lines"]):
            blanks[cell["page"]].append((cell["x0"], cell["top"], cell["x1"], cell["bottom"]))
    columns: dict[Column, Counter[tuple[float, float]]] = defaultdict(Counter)
    for level, boxes in records:
        for name, places in boxes.items():
            for page, box in places:
                columns[page, level, name][box[0], box[2]] += 1
    names = {name for _, _, name in columns}
    found = []
    for level, boxes in records:
        own: dict[str, Place] = {}
        anchor = next((boxes[name][0] for name in (*_ANCHORS, level or "") if boxes.get(name)), None)
        if anchor is not None:
            page, (_, top, _, bottom) = anchor
            # A cell that runs over several rows begins where its own row does.
            height = top + min(6.0, (bottom - top) / 2)
            for name in sorted(names - boxes.keys()):
                for (x0, x1), _ in columns[page, level, name].most_common(2):
                    blank = next((box for box in blanks[page] if _holds(box, x0, x1, height)), None)
                    if blank is not None:
                        own[name] = (page, blank)
                        break
        found.append(own)
    return found


def _holds(box: tuple[float, float, float, float], x0: float, x1: float, height: float) -> bool:
    return abs(box[0] - x0) <= _REACH and abs(box[2] - x1) <= _REACH and box[1] <= height <= box[3]
