"""The spaces of a PDF page: PDFium's invented ones taken out, those that it drops put back.

A space has no ink, but it tells where a word ends, and at a line's end that the line wrapped at a space and not inside
a word. Everything here works in the direction of reading, whichever way the text lies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.readers import _pdfium_calls as calls
from extract.readers._glyphs import TextObjects
from extract.readers._pdfium_objects import Objects, object_boxes

__all__ = [
    "SPACE",
    "Part",
    "along",
    "direction_of",
    "em_of",
    "joined",
    "line_boxes",
    "mend_spaces",
    "space_objects",
    "spaces_after",
    "stretched",
]

CodeArray = npt.NDArray[np.uint32]
IndexArray = npt.NDArray[np.intp]
MaskArray = npt.NDArray[np.bool_]

SPACE = 0x20
_ASCENT, _DESCENT = 0.8, -0.2
"""Of a line of text, in font sizes, where the font does not tell."""
_SPACES = 64
"""More spaces in a row than this are no text; they are cut there."""


@dataclass(slots=True)
class Part:
    """What one pass found; `rank` orders the characters of one text object, `complete` is false at the limit."""

    code: CodeArray
    box: FloatArray
    owner: IndexArray
    unmapped: MaskArray
    rank: FloatArray
    complete: bool = True


def joined(parts: list[Part]) -> Part:
    return Part(
        np.concatenate([part.code for part in parts]),
        np.concatenate([part.box for part in parts]),
        np.concatenate([part.owner for part in parts]),
        np.concatenate([part.unmapped for part in parts]),
        np.concatenate([part.rank for part in parts]),
        all(part.complete for part in parts),
    )


def direction_of(matrix: FloatArray) -> IndexArray:
    """The direction of reading in user space, in quarter turns counter-clockwise."""
    a, b = matrix[:, 0], matrix[:, 1]
    return np.where(np.abs(a) >= np.abs(b), np.where(a >= 0, 0, 2), np.where(b >= 0, 1, 3))


def along(box: FloatArray, direction: IndexArray) -> tuple[FloatArray, FloatArray]:
    """Where each box begins and ends in its direction of reading."""
    if not direction.any():
        return box[:, 0].copy(), box[:, 2].copy()
    ends = np.where((direction % 2 == 0)[:, None], box[:, 0::2], box[:, 1::2])
    back = direction >= 2
    return np.where(back, -ends[:, 1], ends[:, 0]), np.where(back, -ends[:, 0], ends[:, 1])


def stretched(box: FloatArray, direction: IndexArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """The boxes with other ends in the direction of reading."""
    out = box.copy()
    back, level = direction >= 2, direction % 2 == 0
    low, high = np.where(back, -end, start), np.where(back, -start, end)
    out[level, 0], out[level, 2] = low[level], high[level]
    out[~level, 1], out[~level, 3] = low[~level], high[~level]
    return out


def em_of(texts: TextObjects, numbers: IndexArray) -> FloatArray:
    """The font size of each of these text objects in user space."""
    em: FloatArray = np.abs(texts.size) * np.hypot(texts.matrix[:, 2], texts.matrix[:, 3])
    return em[numbers]


def line_boxes(texts: TextObjects, numbers: IndexArray) -> FloatArray:
    """Boxes of no width at the beginning of each of these text objects, as tall as its line."""
    matrix = texts.matrix[numbers]
    # Up from the line of reading is a quarter turn on: x, y by direction.
    up = np.array([[0, 1], [-1, 0], [0, -1], [1, 0]], np.float64)[direction_of(matrix)] * em_of(texts, numbers)[:, None]
    low, high = matrix[:, 4:6] + up * _DESCENT, matrix[:, 4:6] + up * _ASCENT
    return np.concatenate([np.minimum(low, high), np.maximum(low, high)], axis=1)


def mend_spaces(part: Part, invented: IndexArray, texts: TextObjects) -> Part:
    """Takes out invented spaces, and puts back the real ones that PDFium dropped behind them.

    An invented space inside a text object stands where the next glyph of the object begins. Where the next character
    that PDFium gives begins later, or there is none, a real space stood there. The same holds for a text object whose
    first character begins later than the object.
    """
    count = len(part.code)
    if count == 0:
        return part
    directions = direction_of(texts.matrix)
    direction = directions[part.owner]
    start = along(part.box, direction)[0]
    drop = np.zeros(count, np.bool_)
    drop[invented] = True
    if len(invented):
        follows = np.minimum(invented + 1, count - 1)
        inside = (follows > invented) & (part.owner[follows] == part.owner[invented])
        width = _space_width(texts, part.owner[invented])
        until = np.where(inside, start[follows], start[invented] + width)
        real = until - start[invented] > 0.5 * width
        chosen = invented[real]
        drop[chosen] = False
        model = np.where(inside, follows, np.maximum(invented - 1, 0))[real]
        part.box[chosen] = stretched(part.box[model], direction[chosen], start[chosen], until[real])
    keep = np.flatnonzero(~drop)
    part = Part(part.code[keep], part.box[keep], part.owner[keep], part.unmapped[keep], part.rank[keep], part.complete)
    first = np.full(len(texts.place), -1)
    first[part.owner[::-1]] = np.arange(len(part.owner))[::-1]  # the last one written stays: the first of each object
    first = first[first >= 0]
    owner = part.owner[first]
    origin = np.concatenate([texts.matrix[owner, 4:6]] * 2, axis=1)
    at = along(origin, directions[owner])[0]
    gap = along(part.box[first], directions[owner])[0] - at
    late = np.flatnonzero(gap > 0.1 * em_of(texts, owner))
    if len(late) == 0:
        return part
    late = late[gap[late] > 0.6 * _space_width(texts, owner[late])]
    lead = Part(
        np.full(len(late), SPACE, np.uint32),
        stretched(part.box[first[late]], direction_of(texts.matrix[owner[late]]), at[late], at[late] + gap[late]),
        owner[late],
        np.zeros(len(late), np.bool_),
        part.rank[first[late]] - 0.5,
    )
    return joined([part, lead])


def space_objects(texts: TextObjects, numbers: IndexArray, bounds: FloatArray) -> Part:
    """The spaces of text objects that hold nothing else: their bounds run from the first pen position to the last.

    Where the next text object begins at the same place the pen did not move: that was no space, but a soft hyphen or
    a joiner that is not printed (Chrome draws those inside words).
    """
    length = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    follows = np.minimum(numbers + 1, len(texts.place) - 1)
    moved = np.abs(texts.matrix[follows, 4:6] - texts.matrix[numbers, 4:6]).max(axis=1) > 0.05 * em_of(texts, numbers)
    space = moved | (length > 0) | (follows == numbers)
    numbers, length = numbers[space], length[space]
    width = _space_width(texts, numbers)
    spaces = np.clip(np.rint(length / width).astype(np.intp) + 1, 1, _SPACES)
    step = np.where(spaces > 1, (length + width) / spaces, width)
    which = np.repeat(np.arange(len(numbers)), spaces)
    number = (np.arange(len(which)) - np.repeat(np.cumsum(spaces) - spaces, spaces)).astype(np.float64)
    owner = numbers[which]
    direction = direction_of(texts.matrix[owner])
    box = line_boxes(texts, owner)
    start = along(box, direction)[0] + number * step[which]
    box = stretched(box, direction, start, start + step[which])
    return Part(np.full(len(owner), SPACE, np.uint32), box, owner, np.zeros(len(owner), np.bool_), number)


def spaces_after(objects: Objects, texts: TextObjects, part: Part, marked: IndexArray) -> Part:
    """The trailing spaces that PDFium takes away behind a hyphen at a line's end: the bounds of the text object then
    reach at least to the end of the hyphen's advance, where without a space they end with its ink."""
    owner = part.owner[marked]
    direction = direction_of(texts.matrix[owner])
    reach = along(object_boxes(objects, texts.place[owner]), direction)[1]
    end = along(part.box[marked], direction)[1]
    width = _space_width(texts, owner)
    spaced = reach >= end - 0.02 * em_of(texts, owner)
    box = stretched(part.box[marked], direction, end, np.maximum(reach, end) + width)
    number = int(np.count_nonzero(spaced))
    return Part(
        np.full(number, SPACE, np.uint32),
        box[spaced],
        owner[spaced],
        np.zeros(number, np.bool_),
        part.rank[marked][spaced] + 0.5,
    )


def _space_width(texts: TextObjects, numbers: IndexArray) -> FloatArray:
    """The width of a space in user space for each of these text objects."""
    size = np.abs(texts.size[numbers])
    widths = {}
    fonts = texts.font[numbers].tolist()
    for font in set(fonts):
        width = np.zeros(1, np.float32)
        calls.font_glyph_width(font, SPACE, 1000.0, calls.rows(width)[0])
        widths[font] = float(width[0]) / 1000 if 50 <= width[0] <= 2000 else 0.25
    em = np.array([widths[font] for font in fonts])
    stretch: FloatArray = em * size * np.hypot(texts.matrix[numbers, 0], texts.matrix[numbers, 1])
    return np.maximum(stretch, 1e-3)
