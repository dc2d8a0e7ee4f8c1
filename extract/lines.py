"""Characters → words that lie in one cell → lines of text.

Producers set text in pieces: a line, a word or a glyph at a time, with or without the spaces, seldom in reading order
throughout, but nearly always in reading order within a piece. So content order is kept where it goes forwards, and
position decides between the pieces. Spaces are no glyphs here: what counts is whether one stands between two glyphs
(or a gap that only a space explains), and whether one stands at a line's end, where it says that the line wrapped.
Everything is done on arrays of a whole page.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extract.cells import Line
from extract.flow import LETTER_GAP, TOUCH, WORD_GAP, Flow
from extract.pages import Chars, FloatArray

__all__ = ["HIDDEN", "LOOSE", "set_lines", "shared", "whole_words"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

LOOSE = -1
"""The cell number of characters in no table."""

HIDDEN = -2
"""The cell number of characters that a reader of the page cannot see."""

WIDE_GAP = 2.0
"""In em, a gap that parts two loose texts that share a baseline: the two columns of a signature block."""

LEADING = 0.5
"""In em, how far the pieces of one line may lie apart across it: lines are set at least 0.9 em apart."""


def whole_words(chars: Chars, flow: Flow, cell: IntArray) -> IntArray:
    """Bring each word wholly into the cell that holds most of its width.

    Type overflows its cell by a letter or a hyphen, and only a rule parts it from the text of the next cell: a word
    is what one operation draws without a gap, or what goes on exactly where the one before stopped. A space goes
    with the word before it, so that the space at a line's end stays with the line. `cell` (n,) is the number of the
    cell that holds each character's centre; the result has the same shape.
    """
    if len(chars) < 2:
        return cell
    space, gap = flow.space, flow.gap
    within = np.where(cell[1:] == cell[:-1], WORD_GAP, LETTER_GAP)
    run_on = ((chars.run[1:] == chars.run[:-1]) & (gap <= within)) | (np.abs(gap) <= TOUCH)
    seen = space[1:] | (chars.hidden[1:] == chars.hidden[:-1])  # A space that is clipped is as visible as any other.
    attached = run_on & flow.forwards & ~(space[:-1] & ~space[1:]) & seen
    first = np.flatnonzero(np.concatenate(([True], ~attached)))
    low, high = np.minimum.reduceat(cell, first), np.maximum.reduceat(cell, first)
    torn = np.flatnonzero(low != high)
    if len(torn) == 0:
        return cell
    cell = cell.copy()
    width = np.where(space, 1e-6, flow.end - flow.begin + 1e-3)
    stops = np.append(first[1:], len(cell))
    for begin, stop in zip(first[torn].tolist(), stops[torn].tolist(), strict=True):
        numbers, which = np.unique(cell[begin:stop], return_inverse=True)
        cell[begin:stop] = numbers[np.argmax(np.bincount(which, width[begin:stop]))]
    return cell


def set_lines(chars: Chars, flow: Flow, cell: IntArray) -> list[tuple[int, list[Line]]]:
    """Read the characters line by line: (cell number, the parts of one line) in order of cell, then down the lines.

    Lines of negative cells (`LOOSE`, `HIDDEN`) are also parted where a wide gap stands in them. `cell` is (n,).
    """
    if len(chars) == 0:
        return []
    order, line, weak = _in_lines(chars.angle, flow, cell)
    glyph = ~flow.space[order]
    at = order[glyph]
    if len(at) == 0:
        return []
    # Which glyph each space precedes; a space at the head of a line does not follow a glyph of its line and is dropped.
    spaces = np.flatnonzero(~glyph)
    before = np.cumsum(glyph)[spaces]
    follows = (before > 0) & (line[spaces] == line[glyph][before - 1])
    strong, faint = np.zeros(len(at) + 1, dtype=np.bool_), np.zeros(len(at) + 1, dtype=np.bool_)
    strong[before[follows & ~weak[spaces]]] = True
    faint[before[follows & weak[spaces]]] = True

    em = flow.em[at]
    gap = np.zeros(len(at))
    gap[1:] = (flow.begin[at[1:]] - flow.end[at[:-1]]) / np.maximum(em[1:], em[:-1])
    row = line[glyph]
    first = np.concatenate(([True], row[1:] != row[:-1]))
    spaced = strong | (faint & np.append(first | (gap >= WORD_GAP / 2), True))
    first |= (cell[at] < 0) & (gap > WIDE_GAP)
    tight = ~first & ~spaced[:-1]
    spaced[:-1] |= tight & (gap > WORD_GAP + _spacing(chars.code[at], gap, first, tight))
    return _parts(chars.take(at), cell[at], flow, at, first, spaced)


def _in_lines(turn: npt.NDArray[np.int16], flow: Flow, cell: IntArray) -> tuple[IntArray, IntArray, BoolArray]:
    """Put the characters in reading order.

    Gives that order and, in it, the number of each character's line and whether it belongs to a piece of nothing but
    spaces; (n,) each. A piece is what goes on forwards in content order. Pieces of a cell whose middles lie together
    make a line.
    """
    space = flow.space
    goes_on = flow.forwards & (flow.gap <= WORD_GAP) & (cell[1:] == cell[:-1])
    first = np.flatnonzero(np.concatenate(([True], ~goes_on)))
    length = np.diff(np.append(first, len(cell)))
    piece = np.repeat(np.arange(len(first)), length)
    glyphs = np.add.reduceat(~space, first)
    blank = glyphs == 0
    counted = ~space | blank[piece]
    across = np.add.reduceat(np.where(counted, flow.across, 0.0), first) / np.where(blank, length, glyphs)
    start = np.minimum.reduceat(np.where(counted, flow.begin, np.inf), first)
    size = np.maximum.reduceat(flow.em, first)
    home, angle = cell[first], turn[first]

    sorting = np.lexsort((across, angle, home))
    line = np.empty(len(first), dtype=np.intp)
    line[sorting] = _levels(across[sorting], size[sorting], home[sorting], angle[sorting])
    pieces = np.lexsort((start, line))
    shift = np.concatenate(([0], np.cumsum(length[pieces])[:-1]))
    order = np.repeat(first[pieces] - shift, length[pieces]) + np.arange(len(cell))
    return order, line[piece[order]], blank[piece[order]]


def _levels(across: FloatArray, size: FloatArray, home: IntArray, angle: npt.NDArray[np.int16]) -> IntArray:
    """Number the lines of pieces that are sorted by cell, angle and middle: (pieces,)."""
    em = np.maximum(size[1:], size[:-1])
    same = (home[1:] == home[:-1]) & (angle[1:] == angle[:-1]) & (np.diff(across) <= LEADING * em)
    new = np.concatenate(([True], ~same))
    begins = np.flatnonzero(new)
    stops = np.append(begins[1:], len(new))
    # Lines of neighbouring columns of loose text can follow each other so closely that they seem one: each line is
    # counted from its own first piece.
    for begin, stop in zip(begins.tolist(), stops.tolist(), strict=True):
        if stop - begin > 2 and across[stop - 1] - across[begin] > LEADING * size[begin:stop].max():
            anchor = begin
            for piece in range(begin + 1, stop):
                if across[piece] - across[anchor] > LEADING * max(size[piece], size[anchor]):
                    new[piece] = True
                    anchor = piece
    return np.cumsum(new)


def _spacing(code: npt.NDArray[np.uint32], gap: FloatArray, first: BoolArray, tight: BoolArray) -> FloatArray:
    """How much wider than usual a gap must be to be a space, in em, where a line is letter-spaced: (n,).

    `tight` marks the glyphs that no printed space parts from the one before. A heading set as `R E N C A N A` has the
    same gap after nearly every letter; the gaps between its words are wider still.
    """
    extra = np.zeros(len(gap))
    wide = tight & (gap > WORD_GAP / 2)
    begins = np.flatnonzero(first)
    for number in np.flatnonzero(np.add.reduceat(wide.astype(np.intp), begins) >= 4).tolist():
        begin = begins[number]
        stop = begins[number + 1] if number + 1 < len(begins) else len(gap)
        gaps = gap[begin:stop][tight[begin:stop]]
        usual = float(np.median(gaps))
        alike = np.abs(gaps - usual) <= 0.2 * usual + 0.05
        letters = sum(chr(letter).isalpha() for letter in code[begin:stop].tolist())
        if usual > WORD_GAP / 2 and alike.mean() >= 0.7 and letters >= 0.8 * (stop - begin):
            extra[begin:stop] = 1.5 * usual - WORD_GAP / 2
    return extra


def shared(values: npt.NDArray[np.floating], same: dict[float, float]) -> list[float]:
    """The values as a list that holds equal ones once, those in `same` among them.

    Lines and cells of a table share their sides, and a number of its own for each is half of what a long document
    takes of memory.
    """
    return [same.setdefault(value, value) for value in values.tolist()]


def _parts(
    glyphs: Chars, cell: IntArray, flow: Flow, at: IntArray, first: BoolArray, spaced: BoolArray
) -> list[tuple[int, list[Line]]]:
    """Cut the glyphs (in reading order, (n,)) into lines at `first` and these into parts of one weight.

    `spaced` (n + 1,) tells before which glyph, and whether after the last, a space stands: at the end of the part
    before it. `at` are the glyphs' places in `flow`.
    """
    bold = glyphs.bold
    cut = first.copy()
    cut[1:] |= bold[1:] != bold[:-1]
    begins = np.flatnonzero(cut)
    place = np.arange(len(at) + 1) + np.cumsum(spaced)
    codes = np.full(place[-1], ord(" "), dtype="<u4")
    codes[place[:-1]] = glyphs.code
    text = codes.tobytes().decode("utf-32-le", errors="replace")
    where = place[:-1][begins].tolist()
    same: dict[float, float] = {}
    head = shared((flow.end - flow.begin)[at][begins], same)
    low = [shared(np.minimum.reduceat(side, begins), same) for side in (glyphs.x0, glyphs.top, glyphs.confidence)]
    high = [shared(np.maximum.reduceat(side, begins), same) for side in (glyphs.x1, glyphs.bottom)]
    lines: list[tuple[int, list[Line]]] = []
    for number, starts, begin, stop, weight, x0, top, x1, bottom, width, confidence in zip(
        cell[begins].tolist(), first[begins].tolist(), where, [*where[1:], len(text)], bold[begins].tolist(),
        low[0], low[1], high[0], high[1], head, low[2], strict=True,
    ):  # fmt: skip
        if number == HIDDEN:
            confidence = 0.0
        line = Line(text[begin:stop], weight, x0, top, x1, bottom, width, not starts, confidence)
        if starts:
            lines.append((number, [line]))
        else:
            lines[-1][1].append(line)
    return lines
