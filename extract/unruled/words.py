"""Characters → words, and the lines that they stand in: what a table without rules is found by.

Unlike the lines of a cell (extract/lines.py), words here are only measured: where each begins and ends, whether it is
a figure, whether it begins a sentence. Their text is never put together from here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from extract.flow import TOUCH, WORD_GAP, is_space
from extract.pages import Chars, FloatArray

__all__ = ["Words", "line_boxes", "usual_space", "words_of"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

SAME_LINE = 0.4
"""In em, how far the middles of two glyphs of one line lie apart at most: cells set to the middle of their row stand
half a line, 0.55 em, beside each other."""

EVEN = 0.02
"""In em, how far the middles of glyphs lie apart that are set at one height."""

WIDEST = 4.0
"""In em, the widest space of a justified line."""

YEARS = (1990, 2100)
"""The years that plans are made for."""

ALIKE = 0.04
"""In em, how far the spaces of a justified line differ."""

_FIGURES = np.array([ord(letter) for letter in "0123456789.,-–—−%()/:"], dtype=np.uint32)

_BRACKETS = np.array([ord(letter) for letter in "()."], dtype=np.uint32)

_DASHES = np.array([ord(letter) for letter in "-–—−"], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Words:
    """The upright words of a page, line by line, from left to right.

    All arrays are (w,) but `of`, which is (n,): the word of each character of the page, -1 where none; a space goes
    with the word before it. `y` is the middle between top and bottom, `em` the size of the type. `line` numbers the
    lines from the top. A `figure` is made of digits and their signs, or is a dash; `sign` marks what has neither
    letter nor digit, `colon` what begins with a colon. `number` is the value of a whole number of up to three digits,
    or of a year's four, also in brackets, else -1. `small` says that the first letter is a small one, `hangs` that the
    last character is a sign after which a figure may be broken.
    """

    x0: FloatArray
    top: FloatArray
    x1: FloatArray
    bottom: FloatArray
    y: FloatArray
    em: FloatArray
    line: IntArray
    figure: BoolArray
    sign: BoolArray
    colon: BoolArray
    number: IntArray
    small: BoolArray
    bold: BoolArray
    hangs: BoolArray
    of: IntArray

    def __len__(self) -> int:
        return len(self.x0)

    @property
    def year(self) -> BoolArray:
        """Which words are a year: (w,)."""
        years: BoolArray = (self.number >= YEARS[0]) & (self.number <= YEARS[1])
        return years

    def take(self, index: npt.NDArray[np.generic]) -> Words:
        """The words at `index` (positions or a mask), in that order; `of` is left as it is."""
        names = [field.name for field in fields(self)][:-1]
        return replace(self, **{name: getattr(self, name)[index] for name in names})

    def gaps(self) -> FloatArray:
        """The space between each word and the next in its line, in em, infinite at a line's end: (w - 1,).

        Wide spaces that are alike from word to word stand in a justified line: they count as common ones.
        """
        gaps = self.drawn_gaps()
        if len(gaps) > 1:
            wide = (gaps > 1.5 * WORD_GAP) & (gaps < WIDEST) & ~self.figure[1:] & ~self.figure[:-1]
            alike = wide[1:] & wide[:-1]
            alike[alike] = np.abs(gaps[1:][alike] - gaps[:-1][alike]) < ALIKE
            gaps[np.concatenate((alike, [False])) | np.concatenate(([False], alike))] = 1.2 * WORD_GAP
        return gaps

    def drawn_gaps(self) -> FloatArray:
        """The space between each word and the next in its line as it is drawn."""
        em = np.maximum(self.em[1:], self.em[:-1])
        return np.where(self.line[1:] == self.line[:-1], (self.x0[1:] - self.x1[:-1]) / em, np.inf)


def usual_space(words: Words) -> float:
    """The usual width of the space between two words, in em: wider where the letters are spaced."""
    gaps = words.drawn_gaps()
    gaps = gaps[(gaps > 0.5 * WORD_GAP) & (gaps < 0.9)]
    return float(np.median(gaps)) if len(gaps) else 1.2 * WORD_GAP


def words_of(chars: Chars, chosen: BoolArray) -> Words:
    """The words among the `chosen` (n,) characters; those that do not read from left to right are passed over."""
    chosen = chosen & (chars.angle == 0)
    space = is_space(chars.code)
    at = np.flatnonzero(chosen & ~space)
    em = np.maximum(chars.size[at], 0.1)
    middle = (chars.top[at] + chars.bottom[at]) / 2
    order = np.argsort(middle, kind="stable")
    line = np.empty(len(at), dtype=np.intp)
    line[order] = _line_numbers(middle[order], em[order])
    order = np.lexsort((chars.x0[at], line))
    at, line, em = at[order], line[order], em[order]
    if len(at) == 0:
        return _measured(chars, at, line, em, np.zeros(0, dtype=np.intp), np.full(len(chars), -1, dtype=np.intp))
    gap = (chars.x0[at[1:]] - chars.x1[at[:-1]]) / np.maximum(em[1:], em[:-1])
    printed = np.cumsum(space)[at]
    step = np.diff(at)
    together = (step > 0) & (step <= 3)  # Drawn one after the other: what is not, is of another cell.
    apart = (gap > WORD_GAP) | (together & (np.diff(printed) > 0)) | (~together & (gap > TOUCH))
    first = np.flatnonzero(np.concatenate(([True], apart | (np.diff(line) > 0))))
    number = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(at))))
    of = np.full(len(chars), -1, dtype=np.intp)
    of[at] = number
    following = np.flatnonzero(chosen & space)
    glyph = np.sort(at)
    before = np.searchsorted(glyph, following) - 1
    of[following[before >= 0]] = of[glyph[before[before >= 0]]]
    return _measured(chars, at, line, em, first, of)


def _measured(chars: Chars, at: IntArray, line: IntArray, em: FloatArray, first: IntArray, of: IntArray) -> Words:
    """The measures of the words that begin at `first` among the glyphs `at`."""
    if len(first) == 0:
        none = np.zeros(0)
        false, zero = none.astype(np.bool_), none.astype(np.intp)
        return Words(none, none, none, none, none, none, zero, false, false, false, zero, false, false, false, of)
    code = chars.code[at]
    digit = (code >= ord("0")) & (code <= ord("9"))
    signs, dash = np.isin(code, _FIGURES), np.isin(code, _DASHES)
    plain = signs & ~digit
    length = np.diff(np.append(first, len(at)))
    digits, dashes = np.add.reduceat(digit, first), np.add.reduceat(dash, first)
    low, high = chars.top[at], chars.bottom[at]
    top, bottom = np.minimum.reduceat(low, first), np.maximum.reduceat(high, first)
    return Words(
        x0=np.minimum.reduceat(chars.x0[at], first),
        top=top,
        x1=np.maximum.reduceat(chars.x1[at], first),
        bottom=bottom,
        y=(top + bottom) / 2,
        em=np.maximum.reduceat(em, first),
        line=line[first],
        figure=np.logical_and.reduceat(signs, first) & ((digits > 0) | (dashes == length)),
        sign=np.logical_and.reduceat(plain, first) & (dashes < length),
        colon=code[first] == ord(":"),
        number=_numbers(code, digit, first),
        small=(code[first] >= ord("a")) & (code[first] <= ord("z")),
        bold=chars.bold[at[first]],
        hangs=plain[np.append(first[1:], len(at)) - 1],
        of=of,
    )


def _numbers(code: npt.NDArray[np.uint32], digit: BoolArray, first: IntArray) -> IntArray:
    """The values of the words that begin at `first` and are whole numbers, -1 for the others."""
    count = np.add.reduceat(digit, first)
    plain = np.logical_and.reduceat(digit | np.isin(code, _BRACKETS), first) & (count > 0)
    plain &= (count <= 3) | ((count == 4) & (np.add.reduceat(code == ord("."), first) == 0))
    word = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(code))))[digit]
    rank = np.arange(len(word)) - (np.cumsum(count) - count)[word]
    power = np.where(plain[word], count[word] - 1 - rank, 0)
    value = np.bincount(word, (code[digit] - ord("0")) * 10**power, len(first)).astype(np.intp)
    return np.where(plain, value, -1)


def _line_numbers(middle: FloatArray, em: FloatArray) -> IntArray:
    """Number the lines of glyphs that are sorted by their middles: (glyphs,)."""
    new = np.ones(len(middle), dtype=np.bool_)
    step = np.diff(middle)
    new[1:] = step > SAME_LINE * np.maximum(em[1:], em[:-1])
    begins = np.flatnonzero(new)
    stops = np.append(begins, len(middle))[1:]  # none where there is no glyph
    # Lines of neighbouring columns may follow each other so closely that they hang together: each is counted from
    # its own first glyph.
    long = middle[stops - 1] - middle[begins] > SAME_LINE * em[begins]
    for begin, stop in zip(begins[long].tolist(), stops[long].tolist(), strict=True):
        anchor = middle[begin]
        # The glyphs of one text differ by what a computer's arithmetic does: they are never parted.
        steps = np.flatnonzero(step[begin : stop - 1] > EVEN * em[begin]) + begin + 1
        for place in steps.tolist():
            if middle[place] - anchor > SAME_LINE * em[place]:
                new[place] = True
                anchor = middle[place]
    return np.cumsum(new) - 1


def line_boxes(words: Words) -> tuple[FloatArray, FloatArray]:
    """The top and the bottom of each line: (lines,) each."""
    first = np.flatnonzero(np.concatenate(([True], np.diff(words.line) > 0)))
    return np.minimum.reduceat(words.top, first), np.maximum.reduceat(words.bottom, first)
