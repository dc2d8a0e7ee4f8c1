"""Strokes as a page draws them → edges: straight rules, each once.

A rule on paper is seldom one stroke in the file. Word draws a piece a cell side and a square at each corner, browsers
a rectangle a cell side, spreadsheets a border twice where two cells meet, and a dotted rule is a row of specks. So the
strokes of one direction are first gathered into lines (those that lie on, or a hair's breadth beside, each other) and
then joined along each line wherever they touch or nearly touch. What is still too short after that is no rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray, Rulings

__all__ = ["Edges", "merge_rulings"]

BESIDE = 1.5
"""Strokes with no more than this many points of paper between them are one rule (a double border): no text fits."""

SPREAD = 3.0
"""The most that the centre lines of one rule's strokes may lie apart, so that a ladder of strokes does not collapse."""

GAP = 3.0
"""The gap in points that the dashes or dots of a rule may leave, and that a corner between two pieces may."""

SHORTEST = 3.0
"""An edge shorter than this many points can be no side of a cell that holds text."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Merged rules.

    `horizontal` rows are (y, x0, x1) and `vertical` rows (x, top, bottom), each (n, 3), in points from the top left,
    sorted by position and start. Edges of one line have exactly the same position.
    """

    horizontal: FloatArray
    vertical: FloatArray

    def longest(self, most: int) -> Edges:
        """The `most` longest edges of each direction."""
        return Edges(_longest(self.horizontal, most), _longest(self.vertical, most))


def merge_rulings(rulings: Rulings) -> Edges:
    """Join the strokes of a page, drawn whole, in pieces, dashed or twice, into edges."""
    return Edges(_merge(rulings.horizontal), _merge(rulings.vertical))


def _longest(edges: FloatArray, most: int) -> FloatArray:
    order = np.argsort(edges[:, 1] - edges[:, 2], kind="stable")[:most]
    return edges[np.sort(order)]


def _merge(strokes: FloatArray) -> FloatArray:
    """Merge strokes of one direction: (n, 4) of position, start, end, thickness → (m, 3) of position, start, end."""
    strokes = strokes[np.isfinite(strokes).all(axis=1)]  # A broken matrix can put a stroke at infinity.
    if len(strokes) == 0:
        return np.zeros((0, 3))
    position, start, end, thickness = strokes.T
    start, end = np.minimum(start, end), np.maximum(start, end)
    line = _lines(position, thickness)
    where = _positions(position, end - start, line)

    # Along each line: a new edge begins where the next stroke starts beyond all that came before it. Shifting each
    # line by more than the page is long lets one running maximum serve all lines.
    shift = line * (end.max() - start.min() + 2 * GAP)
    order = np.argsort(start + shift, kind="stable")
    begin, reach = (start + shift)[order], np.maximum.accumulate((end + shift)[order])
    first = np.flatnonzero(np.concatenate(([True], begin[1:] > reach[:-1] + GAP)))
    last = np.concatenate((first[1:], [len(order)])) - 1
    edge_line = line[order[first]]
    edges: FloatArray = np.column_stack((where[edge_line], start[order[first]], reach[last] - shift[order[last]]))
    long = edges[:, 2] - edges[:, 1] >= SHORTEST
    return edges[long]


def _lines(position: FloatArray, thickness: FloatArray) -> npt.NDArray[np.intp]:
    """Number the lines that the strokes lie on, in order of position: (n,) each."""
    order = np.argsort(position, kind="stable")
    centre, half = position[order], thickness[order] / 2
    reach = np.maximum.accumulate(centre + half)
    new = np.concatenate(([False], (centre - half)[1:] > reach[:-1] + BESIDE))
    bounds = [0, *np.flatnonzero(new).tolist(), len(order)]
    for begin, stop in pairwise(bounds):
        most = SPREAD + float(thickness[order[begin:stop]].max())
        while centre[stop - 1] - centre[begin] > most:
            begin += int(np.searchsorted(centre[begin:stop], centre[begin] + most, side="right"))
            new[begin] = True
    line = np.empty(len(order), dtype=np.intp)
    line[order] = np.cumsum(new)
    return line


def _positions(position: FloatArray, length: FloatArray, line: npt.NDArray[np.intp]) -> FloatArray:
    """The position of each line: the mean of its strokes', long ones counting for more than specks."""
    first = np.full(int(line.max()) + 1, np.inf)
    np.minimum.at(first, line, position)  # Measured from here, so that strokes of one position keep just that.
    weight = length + 1e-3
    return first + np.bincount(line, (position - first[line]) * weight) / np.bincount(line, weight)
