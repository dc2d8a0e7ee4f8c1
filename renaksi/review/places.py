"""Where on a page the print of a field stands: the lines that hold its text, not the whole cell.

A sasaran in a merged cell covers half a page with a line of text at its top; four quarters stacked in one cell share
its box. A reader who is shown the cell still has to look for the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.cells import Box
from normalize.records import FIELDS

__all__ = ["Place", "PrintedLines"]

Place = tuple[int, Box]
"""A page and a box on it."""

_LOOSE = re.compile(r"[\s\-\u00ad\u2010\u2011]+")
_REACH = 1.0
"""Points by which a line may overhang the box that its cell was given."""


@dataclass(frozen=True, slots=True)
class _Printed:
    letters: str
    box: Box


@dataclass(slots=True)
class PrintedLines:
    """The lines of a document's cells, to be asked for those of a field."""

    _cells: dict[Place, list[_Printed]] = field(default_factory=dict)
    _pages: dict[int, list[_Printed]] = field(default_factory=lambda: defaultdict(list))
    _heights: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, cells: Iterable[Mapping[str, Any]]) -> PrintedLines:
        """Takes in the rows of the table `cells` of a document: page, x0, top, x1, bottom and lines."""
        known = cls()
        for cell in cells:
            lines = [
                _Printed(_letters(line["text"]), (line["x0"], line["top"], line["x1"], line["bottom"]))
                for line in cell["lines"]
                if line["text"].strip()
            ]
            place = (cell["page"], (cell["x0"], cell["top"], cell["x1"], cell["bottom"]))
            known._cells.setdefault(place, []).extend(lines)
            known._pages[cell["page"]] += lines
            known._heights[cell["page"]] += [line.box[3] - line.box[1] for line in lines]
        return known

    def line_height(self, page: int) -> float | None:
        """How high most lines of a page are, in points."""
        heights = sorted(self._heights[page])
        return heights[len(heights) // 2] if heights else None

    def prints(self, boxes: Mapping[str, Sequence[Place]], text: Mapping[str, str | None]) -> dict[str, list[Place]]:
        """For each field of a record the places of its print, one a page, in order; where no print is found there,
        the field is absent.

        Fields that share a cell and say the same (quarters in a stack) take turns at the lines that say it.
        """
        found: dict[str, list[Place]] = {}
        turns: Counter[tuple[tuple[Place, ...], str]] = Counter()
        for name in sorted(boxes, key=_rank):
            places = tuple(boxes[name])
            lines = [(page, line) for page, box in places for line in self._lines(page, box)]
            wanted = _letters(text.get(name) or "")
            runs = list(_runs([line.letters for _, line in lines], wanted)) if wanted else []
            if runs:
                start, end = runs[min(turns[places, wanted], len(runs) - 1)]
                turns[places, wanted] += 1
                lines = lines[start:end]
            if lines:
                found[name] = _by_page(lines)
        return found

    def _lines(self, page: int, box: Box) -> list[_Printed]:
        own = self._cells.get((page, box))
        if own is not None:
            return own
        x0, top, x1, bottom = box
        return [
            line
            for line in self._pages[page]
            if x0 - _REACH <= line.box[0]
            and line.box[2] <= x1 + _REACH
            and top - _REACH <= (line.box[1] + line.box[3]) / 2 <= bottom + _REACH
        ]


def _rank(name: str) -> int:
    return FIELDS.index(name) if name in FIELDS else len(FIELDS)


def _letters(text: str) -> str:
    """The text without what a line end may change: white space and hyphens."""
    return _LOOSE.sub("", text)


def _runs(parts: Sequence[str], wanted: str) -> Iterable[tuple[int, int]]:
    """The runs of whole lines that together say what is wanted."""
    for start in range(len(parts)):
        said = ""
        for end in range(start, len(parts)):
            said += parts[end]
            if said == wanted:
                yield start, end + 1
            if not wanted.startswith(said):
                break


def _by_page(lines: Iterable[tuple[int, _Printed]]) -> list[Place]:
    together: dict[int, Box] = {}
    for page, line in lines:
        before = together.get(page, line.box)
        together[page] = (
            min(before[0], line.box[0]),
            min(before[1], line.box[1]),
            max(before[2], line.box[2]),
            max(before[3], line.box[3]),
        )
    return list(together.items())
