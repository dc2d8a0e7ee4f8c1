"""Readings of strips → characters with boxes: where words begin and end by their ink, how large the type is.

The network says which characters a line holds and roughly where. Where a word ends is seen in the ink, to the pixel:
that decides whether a line was full, and so whether a word was broken by its cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extract.pages import Chars, FloatArray
from extract.scan.recognizer import Reading
from extract.scan.strips import Strip

__all__ = ["Word", "aligned", "chars_of", "usual_size", "words_of"]

_ASCENT, _DESCENT = 0.8, 0.2
"""Of a character's box, in font sizes."""
_X_HEIGHT, _UP, _DOWN = 0.46, 0.21, 0.21
"""What a line of type holds, in font sizes: small letters, what rises above them, what hangs below."""
_RISING = frozenset("bdfhijklt0123456789%/()[]{}|'\"“”‘’!?&@#$<>=+*ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_HANGING = frozenset("gjpqyQ,;()[]{}|/")
_FLOATING = frozenset("-–—.,;:'\"“”‘’_~^*°•·=+")
"""Characters whose height says nothing of the type's size."""
_NARROW, _SLIM, _WIDE = frozenset("iljI.,:;'|!‘’"), frozenset('ftr()[]{}-/"“”°'), frozenset("mwMW%@—…")

_SPACE = 0.2
"""The narrowest gap in font sizes that is a space between letters which the network read as one word."""
_FIGURE_SPACE = 0.34
"""The same where a digit stands beside it: a 1 has much paper around it."""
_DASHES = frozenset("-–—")
_MARKS = frozenset(".,:")
_DASH_SPACE = 0.5
"""The same beside a dash, a point or a comma, which have much paper around them."""
_BEARING = 0.05
"""The paper that a letter brings along on either side, and what a scanner's blur takes off it, in font sizes."""
_STEP, _SPREAD = 0.08, 0.3
"""Lines of one column begin so close to the next one's beginning, and to each other's, in font sizes."""
_NEAR = 0.7
"""How far the network's place of a space may be from the gap, in font sizes."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page. Its box is in pixels of the straight picture; `confidence` is that of its least sure
    character, `strip` the number of its strip, `baseline` and `size` (the font size) in pixels."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    confidence: float
    strip: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom in pixels."""
        top, bottom = self.baseline - _ASCENT * self.size, self.baseline + _DESCENT * self.size
        return (self.x0, top, self.x1, bottom)


def words_of(number: int, strip: Strip, reading: Reading, usual: float) -> list[Word]:
    """The words of one strip, from left to right; `usual` is the page's usual font size in pixels."""
    if not reading.text.strip():
        return []
    size, baseline = _type_of(strip, reading.text, usual)
    width = strip.crop.shape[1]
    origin = strip.box[0] - strip.offset[0]
    text, confidence = reading.text, reading.confidence
    place = np.array(reading.place) * width
    bounds = _bounds(text, place, _gaps(strip), size)
    words: list[Word] = []
    start, left = 0, float(strip.offset[0])
    right = float(strip.offset[0] + strip.box[2] - strip.box[0])
    for stop, begin, end in [*bounds, (len(text), right, right)]:
        part = [i for i in range(start, stop) if not text[i].isspace()]
        if part:
            sure = min(confidence[i] for i in part)
            word = "".join(text[i] for i in part)
            aside = _BEARING * size
            x0, x1 = origin + left - aside, origin + max(begin, left + 1) + aside
            words.append(Word(word, x0, x1, baseline, size, sure, number))
        start, left = stop, end
    return words


def _bounds(
    text: str, place: FloatArray, gaps: list[tuple[float, float]], size: float
) -> list[tuple[int, float, float]]:
    """Where words end: before which character, and from where to where the gap in the ink goes.

    A space that the network saw takes the widest gap near it. Wide gaps that are left over are spaces that it did not
    see: it is not sure of them between capitals.
    """
    bounds: list[tuple[int, float, float]] = []
    left = list(gaps)
    for i in range(1, len(text) - 1):
        if not text[i].isspace() or text[i + 1].isspace():
            continue
        figure = (text[i - 1] in _MARKS and text[i + 1].isdigit()) or (text[i - 1].isdigit() and text[i + 1] in _MARKS)
        near = [gap for gap in left if abs((gap[0] + gap[1]) / 2 - place[i]) <= _NEAR * size]
        best = max(near, key=lambda gap: gap[1] - gap[0] - abs((gap[0] + gap[1]) / 2 - place[i]) / 2, default=None)
        if figure and (best is None or best[1] - best[0] < _DASH_SPACE * size):
            continue  # the paper around a separator is no space
        if best is None:
            bounds.append((i + 1, place[i], place[i]))
            continue
        left.remove(best)
        bounds.append((i + 1, *best))
    for begin, end in left:
        i = int(np.searchsorted(place, (begin + end) / 2))
        if not 0 < i < len(text) or text[i - 1].isspace() or text[i].isspace():
            continue
        beside = {text[i - 1], text[i]}
        least = (
            _DASH_SPACE if beside & (_DASHES | _MARKS) else _FIGURE_SPACE if any(map(str.isdigit, beside)) else _SPACE
        )
        if end - begin >= least * size:
            bounds.append((i, begin, end))
    return sorted(bounds)


def _gaps(strip: Strip) -> list[tuple[float, float]]:
    """The runs of columns without ink between the first and the last inked column."""
    runs = strip.runs()
    return [(float(one[1]), float(two[0])) for one, two in pairwise(runs)]


def _type_of(strip: Strip, text: str, usual: float) -> tuple[float, float]:
    """The font size and the baseline of a strip, by what its letters reach up and down to."""
    _, top, _, bottom = strip.box
    letters = [character for character in text if character not in _FLOATING and not character.isspace()]
    if not letters:
        middle = (top + bottom) / 2
        return usual, middle + 0.25 * usual
    up = any(character in _RISING for character in letters)
    down = any(character in _HANGING for character in text)
    size = (bottom - top) / (_X_HEIGHT + _UP * up + _DOWN * down)
    return size, bottom - (_DOWN * size if down else 0.0)


def usual_size(strips: list[Strip], readings: list[Reading]) -> float:
    """The font size in pixels that most of the page's text has."""
    sizes = [
        _type_of(strip, reading.text, 0.0)[0]
        for strip, reading in zip(strips, readings, strict=True)
        if sum(character.isalnum() for character in reading.text) >= 3
    ]
    return float(np.median([size for size in sizes if size > 0] or [20.0]))


def aligned(words: list[Word]) -> list[Word]:
    """The words, those that begin lines of one column at the place where the column begins.

    The tail of a y reaches farther left than the stem of an M: the room that a cell gives its lines is measured from
    where most of them begin.
    """
    firsts = [i for i, word in enumerate(words) if i == 0 or words[i - 1].strip != word.strip]
    order = sorted(firsts, key=lambda i: words[i].x0)
    out = list(words)
    group: list[int] = []
    for i in [*order, -1]:
        if group and (i < 0 or words[i].x0 - words[group[-1]].x0 > _STEP * words[i].size):
            starts = [words[number].x0 for number in group]
            if len(group) >= 3 and starts[-1] - starts[0] <= _SPREAD * words[group[0]].size:
                begin = float(np.median(starts))
                for number in group:
                    out[number] = replace(words[number], x0=min(begin, words[number].x1 - 1))
            group = []
        group.append(i)
    return out


def chars_of(words: list[Word], scale: float, bold: npt.NDArray[np.bool_] | None = None) -> Chars:
    """The characters of the words in points, with the spaces between the words of a strip; `bold` has a flag a word."""
    columns: list[tuple[int, float, float, float, float, float, int, float]] = []
    for place, word in enumerate(words):
        x0, top, x1, bottom = word.box
        shares = np.cumsum([0.0, *map(_share, word.text)])
        edges = x0 + shares / shares[-1] * (x1 - x0)
        for i, character in enumerate(word.text):
            columns.append((ord(character), edges[i], top, edges[i + 1], bottom, word.size, place, word.confidence))
        if place + 1 < len(words) and words[place + 1].strip == word.strip:
            columns.append((0x20, x1, top, words[place + 1].x0, bottom, word.size, place, word.confidence))
    table = np.array(columns, np.float64).reshape(-1, 8)
    run = table[:, 6].astype(np.int32)
    heavy = np.zeros(len(table), np.bool_) if bold is None else bold[run]
    left, above, right, below, size = (np.ascontiguousarray(table[:, column]) / scale for column in (1, 2, 3, 4, 5))
    return Chars(
        table[:, 0].astype(np.uint32),
        left,
        above,
        right,
        below,
        size,
        heavy,
        np.zeros(len(table), np.int16),
        np.zeros(len(table), np.bool_),
        run,
        table[:, 7].astype(np.float32),
    )


def _share(character: str) -> float:
    """How wide a character is, in font sizes: roughly what the usual fonts have in common."""
    if character in _NARROW:
        return 0.27
    if character in _SLIM:
        return 0.33
    if character in _WIDE:
        return 0.83
    return 0.67 if character.isupper() else 0.5
