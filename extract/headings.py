"""The header of a table without rules: which columns each of its texts heads.

The words of a header are seldom as wide as their columns: a title over one column may be wider than all that stands in
it and jut out over the next, a title over four columns may be no wider than one. What tells them apart is what stands
below: a text over columns that have titles of their own further down heads them all, as far as they lie around its
middle and are not headed by another; any other text is the title of the one column that it is in line with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.words import Words, usual_space

__all__ = ["Heading", "Span", "Title", "columns_without_body", "lines_over", "read_heading"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

# All in em, the size of the type.
ONE_TEXT = 0.5
"""Words of a header that stand closer than this are one text, or than ..."""

SPACES = 1.5
"""... so many usual spaces, which are wide where the letters are spaced."""

ONE_CELL = 1.45
"""Lines of a header that stand closer than this, from middle to middle, are of one cell."""

IN_LINE = 0.4
"""How far the middles of two texts, or their left ends, lie apart that are set in line."""

EVEN = 1.4
"""How much wider than the narrowest a column may be under a title in common: the quarters of a year are alike."""

NEAR = 1.8
"""The widest strip of white within a header."""


@dataclass(slots=True)
class Title:
    """A text of a header, on one line: the words `begin` up to `stop`, over the columns `first` to `last`."""

    begin: int
    stop: int
    x0: float
    top: float
    x1: float
    bottom: float
    first: int
    last: int

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Span:
    """The columns `first` to `last` have a title in common; theirs own begin below `y`."""

    first: int
    last: int
    y: float


@dataclass(frozen=True, slots=True)
class Heading:
    """The texts of a header, each with the columns that it heads, and the spans among them."""

    titles: tuple[Title, ...]
    spans: tuple[Span, ...]


def lines_over(words: Words, first: int, left: float, right: float, rules: FloatArray) -> int:
    """The first line of the header over line `first` of a table that reaches from `left` to `right`.

    `rules` (n,) are the heights of rules over the table's whole width: what stands alone over one is a title.
    """
    begins = np.flatnonzero(np.concatenate(([True], np.diff(words.line) > 0)))
    stops = np.append(begins[1:], len(words))
    top = float(words.top[begins[first] : stops[first]].min())
    size, apart = 0.0, one_text(words)
    line = first
    while line > 0:
        here = words.take(np.arange(begins[line - 1], stops[line - 1]))
        em = float(np.median(here.em))
        texts = np.flatnonzero(np.concatenate(([True], here.gaps() > apart)))
        bottom = float(here.bottom.max())
        if top - bottom > NEAR * em:
            break
        alone = len(texts) == 1
        middle = (here.x0[0] + here.x1[-1]) / 2
        in_middle = abs(middle - (left + right) / 2) < 0.02 * (right - left)
        wide = here.x1[-1] - here.x0[0] > 0.6 * (right - left)
        outside = here.x0[0] < left - 2 * em or here.x1[-1] > right + 2 * em
        ruled = bool(((rules > here.y.mean()) & (rules < top + 0.3 * em)).any())
        larger = size > 0 and em > 1.1 * size
        labelled = bool(here.colon[texts[1:]].any())
        if labelled or larger or (alone and (outside or wide or in_middle or ruled)):
            break
        size = max(size, em)
        top = min(top, float(here.top.min()))
        line -= 1
    return line


def read_heading(words: Words, lines: range, bounds: FloatArray, body: FloatArray, rules: FloatArray) -> Heading:
    """Tell which columns the texts on `lines` head.

    `bounds` (c + 1,) part the columns, `body` (c, 2) is how far the text below reaches in each, `rules` (n, 3) are
    the horizontal rules (y, x0, x1): one under a text shows which columns it heads.
    """
    titles = _titles(words, lines, bounds)
    em = float(np.median(words.em))
    placed = [title for title in titles if title.first == title.last]
    spans: list[Span] = []
    wide = [title for title in titles if title.first != title.last]
    for title in sorted(wide, key=lambda t: -t.y):
        below = [_roof(placed, column, title, em) for column in range(title.first, title.last + 1)]
        if sum(roof is not None for roof in below) >= 2 and not _juts_out(title, below, body, em):
            _spread(title, titles, placed, bounds, body, rules, em)
            spans.append(_span(title, placed, em))
        else:
            _place(title, placed, below, bounds, body, em)
        placed.append(title)
    for title in sorted(titles, key=lambda t: -t.y):
        if title.first == title.last and title not in wide and _heads_more(title, titles, em):
            _spread(title, titles, placed, bounds, body, rules, em)
            if title.first != title.last:
                spans.append(_span(title, placed, em))
    return Heading(tuple(titles), tuple(spans))


def one_text(words: Words) -> float:
    """The widest space within one text of a header, in em."""
    return max(ONE_TEXT, SPACES * usual_space(words))


def columns_without_body(words: Words, lines: range, body: FloatArray) -> FloatArray:
    """The columns that hold nothing but a title, as (n, 2) of its left and right.

    Such a title stands over no column of the body, and the column that is nearest has a title of its own. It is no
    common title of several: none of those stands below it, or on both its sides and lower.
    """
    titles = _titles(words, lines, np.array([-np.inf, np.inf]))
    em = float(np.median(words.em))
    over = [np.flatnonzero((body[:, 0] < t.x1 - 0.1 * em) & (body[:, 1] > t.x0 + 0.1 * em)) for t in titles]
    groups: list[tuple[float, float, set[int]]] = []
    for title, columns in sorted(zip(titles, over, strict=True), key=lambda pair: pair[0].x0):
        under = [t for t in titles if t.y > title.y + 0.5 * em]
        if len(columns) > 1 or _side_by_side([t for t in under if t.x0 < title.x1 and t.x1 > title.x0]) > 1:
            continue
        if groups and title.x0 < groups[-1][1]:
            x0, x1, known = groups[-1]
            groups[-1] = (x0, max(x1, title.x1), known | set(columns.tolist()))
        else:
            groups.append((title.x0, title.x1, set(columns.tolist())))
    headed = set().union(*(known for _, _, known in groups))
    alone = []
    for x0, x1, known in groups:
        nearest = int(np.argmin(np.maximum(body[:, 0] - x1, x0 - body[:, 1])))
        if not known and nearest in headed and not _between_lower(x0, x1, titles, em):
            alone.append((x0, x1))
    return np.array(alone).reshape(-1, 2)


def _side_by_side(titles: list[Title]) -> int:
    """How many columns of titles the titles are in."""
    count, reach = 0, -np.inf
    for title in sorted(titles, key=lambda t: t.x0):
        count += title.x0 > reach
        reach = max(reach, title.x1)
    return count


def _between_lower(x0: float, x1: float, titles: list[Title], em: float) -> bool:
    """Whether the titles next to those between two x stand lower than these, on both sides."""
    inside = min(t.y for t in titles if t.x0 >= x0 and t.x1 <= x1)
    left = max((t for t in titles if t.x1 < x0), key=lambda t: t.x1, default=None)
    right = min((t for t in titles if t.x0 > x1), key=lambda t: t.x0, default=None)
    return all(side is not None and side.y > inside + 0.5 * em for side in (left, right))


def _titles(words: Words, lines: range, bounds: FloatArray) -> list[Title]:
    """The texts on some lines, each with the columns that it lies over."""
    at = np.flatnonzero((words.line >= lines.start) & (words.line < lines.stop))
    if len(at) == 0:
        return []
    here = words.take(at)
    first = np.flatnonzero(np.concatenate(([True], here.gaps() > one_text(words))))
    stops = np.append(first[1:], len(at))
    titles: list[Title] = []
    for begin, stop in zip(first.tolist(), stops.tolist(), strict=True):
        x0, x1 = float(here.x0[begin]), float(here.x1[stop - 1])
        slack = min(0.15 * float(here.em[begin]), (x1 - x0) / 3)
        low, high = (int(n) for n in np.searchsorted(bounds[1:-1], (x0 + slack, x1 - slack)))
        top, bottom = float(here.top[begin:stop].min()), float(here.bottom[begin:stop].max())
        titles.append(Title(int(at[begin]), int(at[begin]) + stop - begin, x0, top, x1, bottom, low, high))
    return titles


def _roof(placed: list[Title], column: int, title: Title, em: float) -> Title | None:
    """The uppermost text of a column below a title, None where none."""
    below = [t for t in placed if t.first <= column <= t.last and t.y > title.y + 0.5 * em]
    return min(below, key=lambda t: t.y) if below else None


def _juts_out(title: Title, below: list[Title | None], body: FloatArray, em: float) -> bool:
    """Whether a title over several columns is the upper line of one column's own title."""
    for column, roof in zip(range(title.first, title.last + 1), below, strict=True):
        if roof is None or roof.first != roof.last or roof.y - title.y > ONE_CELL * em:
            continue
        in_line = abs(roof.middle - title.middle) <= IN_LINE * em
        others = [t for t in below if t is not None and t is not roof]
        level = any(abs(t.y - roof.y) <= 0.3 * em for t in others)
        over = min(title.x1, body[column, 1]) - max(title.x0, body[column, 0])
        if in_line and (not level or over > 0.6 * (title.x1 - title.x0)):
            return True
    return False


def _place(
    title: Title, placed: list[Title], below: list[Title | None], bounds: FloatArray, body: FloatArray, em: float
) -> None:
    """Give a title that lies over several columns to the one that it is in line with, or to all where to none."""
    columns = list(range(title.first, title.last + 1))
    taken = {c for t in placed for c in range(t.first, t.last + 1) if abs(t.y - title.y) <= 0.5 * em}
    free = [c for c in columns if c not in taken] or columns
    own = {c for t in placed for c in range(t.first, t.last + 1)}
    bare = [c for c in free if c not in own]
    if len(bare) == 1 and len(free) > 1:
        title.first = title.last = bare[0]
        return

    def off(column: int) -> float:
        left, right = body[column]
        roof = below[column - columns[0]]
        middles = [(bounds[column] + bounds[column + 1]) / 2, (left + right) / 2]
        middles += [roof.middle] if roof is not None else []
        return float(min(abs(title.x0 - left), *(abs(title.middle - middle) for middle in middles)))

    best = min(free, key=off)
    if off(best) <= 2 * em or len(bare) < 2:
        title.first = title.last = best
    else:
        title.first, title.last = bare[0], bare[-1]


def _heads_more(title: Title, titles: list[Title], em: float) -> bool:
    """Whether a text over one column, no wider than it, heads the columns beside it as well.

    It stands farther from the text below it than lines of one cell do, and has a neighbour below it without a text
    at its own height.
    """
    under = [t for t in titles if t.first <= title.first <= t.last and t.y > title.y + 0.5 * em]
    if not under:
        return False
    roof = min(under, key=lambda t: t.y)
    if roof.first != roof.last:
        return False
    level = [t for t in titles if abs(t.y - roof.y) <= 0.3 * em and abs(t.first - roof.first) == 1]
    loose = [t for t in level if not any(o.first <= t.first <= o.last and o.y < t.y - 0.5 * em for o in titles)]
    return bool(loose) and roof.y - title.y > ONE_CELL * em


def _level(titles: list[Title], column: int, em: float) -> tuple[float, float] | None:
    """The top and bottom of the lowest text of a column, all lines of its cell together."""
    own = sorted((t for t in titles if t.first == t.last == column), key=lambda t: -t.y)
    if not own:
        return None
    bottom, top, y = own[0].bottom, own[0].top, own[0].y
    for title in own[1:]:
        if y - title.y > ONE_CELL * em:
            break
        top, y = title.top, title.y
    return top, bottom


def _spread(
    title: Title,
    titles: list[Title],
    placed: list[Title],
    bounds: FloatArray,
    body: FloatArray,
    rules: FloatArray,
    em: float,
) -> None:
    """Widen a title, in place, over the columns that it heads."""
    columns = len(body)
    roofs = {c: _roof([t for t in placed if t is not title], c, title, em) for c in range(columns)}
    low, high = title.first, title.last
    feet = [roof.top for c, roof in roofs.items() if roof is not None and low <= c <= high]
    if not feet:
        return
    under = (rules[:, 0] > title.y) & (rules[:, 0] < min(feet) + 0.5 * em)
    under &= (rules[:, 1] < title.middle) & (rules[:, 2] > title.middle)
    if under.any():
        _, x0, x1 = rules[under][np.argmin(rules[under][:, 2] - rules[under][:, 1])]
        middles = (bounds[1:] + bounds[:-1]) / 2
        inside = np.flatnonzero((middles > x0) & (middles < x1))
        if len(inside) and inside[0] <= low and inside[-1] >= high and len(inside) < columns:
            title.first, title.last = int(inside[0]), int(inside[-1])
            return
    free = _free(title, titles, roofs, columns, em)
    lowest, highest = low, high
    while lowest > 0 and free[lowest - 1]:
        lowest -= 1
    while highest + 1 < columns and free[highest + 1]:
        highest += 1
    limits = (lowest, low, high, highest)
    title.first, title.last = _best_range(title, roofs, bounds, limits, _set_left(titles, body, em), em)


def _free(title: Title, titles: list[Title], roofs: dict[int, Title | None], columns: int, em: float) -> list[bool]:
    """Which columns a title may head besides those that it lies over: their texts stand as low, none at its height."""
    level = next(roof for c, roof in roofs.items() if roof is not None and title.first <= c <= title.last)
    mine = [_level(titles, c, em) for c in range(level.first, level.last + 1)] if level.first == level.last else []
    free: list[bool] = []
    for column in range(columns):
        roof = roofs[column]
        beside = [t for t in titles if t is not title and t.first <= column <= t.last and t.y < title.y + 0.5 * em]
        ok = roof is not None and not beside
        own = _level(titles, column, em)
        if ok and mine and mine[0] is not None and own is not None:
            ok = abs(sum(own) - sum(mine[0])) / 2 <= 0.35 * em or own[0] >= mine[0][0] - 0.3 * em
        free.append(ok)
    return free


def _set_left(titles: list[Title], body: FloatArray, em: float) -> bool:
    """Whether the titles of the columns are set to the left rather than to the middle."""
    single = [title for title in titles if title.first == title.last]
    left = sum(abs(title.x0 - body[title.first, 0]) <= IN_LINE * em for title in single)
    middle = sum(abs(title.middle - body[title.first].mean()) <= IN_LINE * em for title in single)
    return bool(left > middle)


def _best_range(
    title: Title,
    roofs: dict[int, Title | None],
    bounds: FloatArray,
    limits: tuple[int, int, int, int],
    set_left: bool,
    em: float,
) -> tuple[int, int]:
    """The widest range of columns, all alike, around whose middle a title stands, or all that follow where titles are
    set to the left; else the range whose middle is nearest."""
    lowest, low, high, highest = limits

    def middle(column: int) -> float:
        roof = roofs[column]
        return roof.middle if roof is not None else float(bounds[column] + bounds[column + 1]) / 2

    left = roofs[low]
    if set_left and left is not None and abs(left.x0 - title.x0) <= IN_LINE * em:
        return low, highest
    found: list[tuple[bool, float, int, int]] = []
    for first in range(lowest, low + 1):
        for last in range(high, highest + 1):
            middles = [middle(column) for column in range(first, last + 1)]
            off = min(
                abs((bounds[first] + bounds[last + 1]) / 2 - title.middle),
                abs((middles[0] + middles[-1]) / 2 - title.middle),
            )
            steps = np.diff(middles)
            alike = len(steps) == 0 or float(steps.max()) <= EVEN * float(steps.min())
            fits = off <= 0.6 * em and alike
            found.append((not fits, -(last - first) if fits else float(off), first, last))
    _, _, first, last = min(found)
    return first, last


def _span(title: Title, placed: list[Title], em: float) -> Span:
    """The span of a title that heads several columns."""
    roofs = [_roof([t for t in placed if t is not title], c, title, em) for c in range(title.first, title.last + 1)]
    below = min((roof.top for roof in roofs if roof is not None), default=title.bottom + 0.2 * em)
    return Span(title.first, title.last, (title.bottom + below) / 2)
