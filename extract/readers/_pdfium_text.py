"""The characters of a PDF page in the order in which the page draws them, from PDFium's text page.

PDFium's text page is made for selecting text in a browser: it invents spaces and line ends, sorts the pieces of a line
by x, leaves out a piece that holds only spaces, drops the second of two equal spaces and of two equal glyphs set one
over the other, and marks a hyphen at a line's end. A table reader needs what the page draws: here invented characters
go, content order comes back, spaces come back (a trailing space tells that a line wrapped at a space), and a glyph set
twice is read twice, so that it can be known as bold.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.readers import _pdfium_calls as calls
from extract.readers._frames import combine
from extract.readers._glyphs import Glyphs, TextObjects
from extract.readers._pdfium_objects import Objects, object_boxes, object_clips

__all__ = ["read_glyphs"]

CodeArray = npt.NDArray[np.uint32]
IndexArray = npt.NDArray[np.intp]
MaskArray = npt.NDArray[np.bool_]

_HYPHEN_MARK = 0x02
"""PDFium's sign for a hyphen at the end of a line, whichever kind was printed."""
_TEXT_HYPHEN = 0xFFFE
"""The same in the text as a whole."""
_SPACE, _HYPHEN = 0x20, 0x2D
_ASCENT, _DESCENT = 0.8, -0.2
"""Of a space's box, in font sizes, where no neighbour gives it."""
_SPACES = 64
"""More spaces in a row than this are no text; they are cut there."""
_PASSES = 4
"""How often a page is read again for glyphs that PDFium took for doubles: they are set thrice at most."""
_MARKS = 64
"""Line-end hyphens a page that are looked at one by one; the rest count as printed."""


def read_glyphs(page: int, objects: Objects, limit: int) -> Glyphs:
    """Reads the characters of an open page, `limit` at most."""
    texts = _text_objects(objects)
    parts = [_read_pass(page, texts, limit)]
    left = np.setdiff1d(np.arange(len(texts.place)), parts[0].owner)
    if len(left):
        bounds = object_boxes(objects, texts.place[left])
        # The ink of a space has no extent in either direction, whatever the text's direction.
        inked = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) > 0
        parts.append(_space_objects(texts, left[~inked], bounds[~inked]))
        parts.extend(_read_again(page, texts, left[inked], limit))
    marked = np.flatnonzero(parts[0].code == _HYPHEN_MARK)
    if len(marked):
        _name_hyphens(page, texts, parts[0], marked, limit)
        parts.append(_spaces_after(objects, texts, parts[0], marked))
    glyphs = parts[0] if len(parts) == 1 else _joined(parts)
    order = np.lexsort((glyphs.rank, glyphs.owner))
    return Glyphs(
        glyphs.code[order], glyphs.box[order], glyphs.owner[order], glyphs.unmapped[order], texts, glyphs.complete
    )


@dataclass(slots=True)
class _Part:
    """What one pass found; `rank` orders the characters of one text object, `complete` is false at the limit."""

    code: CodeArray
    box: FloatArray
    owner: IndexArray
    unmapped: MaskArray
    rank: FloatArray
    complete: bool = True


def _text_objects(objects: Objects) -> TextObjects:
    place = objects.of(calls.TEXT)
    handle = np.array([objects.handle[number] for number in place.tolist()], np.uint64)
    handles = handle.tolist()
    count = len(handles)
    own, size = np.empty((count, 6), np.float32), np.empty(count, np.float32)
    colour = np.zeros((count, 4), np.uint32)
    colour[:, 3] = 255
    calls.each(calls.object_matrix, handles, calls.rows(own))
    calls.each(calls.textobj_font_size, handles, calls.rows(size))
    calls.each(calls.object_fill, handles, *(calls.rows(colour, shift) for shift in (0, 4, 8, 12)))
    mode = np.fromiter(map(calls.textobj_mode, handles), np.int32, count)
    matrix = combine(own.astype(np.float64), objects.matrices[objects.form[place]])
    font = np.fromiter(map(calls.textobj_font, handles), np.uint64, count)
    clip = object_clips(objects, place)
    return TextObjects(place, handle, matrix, size.astype(np.float64), font, mode, colour.astype(np.uint8), clip)


def _read_pass(page: int, texts: TextObjects, limit: int) -> _Part:
    """What PDFium's text page gives, without what it invented."""
    textpage = calls.text_load(page)
    if not textpage:
        return _Part(np.empty(0, np.uint32), np.empty((0, 4)), np.empty(0, np.intp), np.empty(0, np.bool_), np.empty(0))
    try:
        found = max(calls.text_count(textpage), 0)
        count = min(found, limit)
        handle = np.fromiter(map(calls.text_object, repeat(textpage), range(count)), np.uint64, count)
        # A character without a text object is one that PDFium invented.
        kept = np.flatnonzero(handle)
        owner = _owners(texts, handle[kept])
        kept, owner = kept[owner >= 0], owner[owner >= 0]
        index = kept.tolist()
        code = _codes(textpage, count, kept)
        unmapped = np.fromiter(map(calls.text_map_error, repeat(textpage), index), np.int32, len(index)) == 1
        loose = np.empty((len(index), 4), np.float32)
        calls.each(calls.text_loose_box, repeat(textpage), index, calls.rows(loose))
        # FS_RECTF is left, top, right, bottom.
        box = loose[:, [0, 3, 2, 1]].astype(np.float64)
        _mend_boxes(textpage, kept, box, texts.size[owner], texts.matrix[owner])
        part = _Part(code, box, owner, unmapped, np.arange(len(index), dtype=np.float64), found <= limit)
        spaces = np.flatnonzero(code == _SPACE)
        numbers = kept[spaces].tolist()
        invented = np.fromiter(map(calls.text_generated, repeat(textpage), numbers), np.int32, len(spaces)) == 1
    finally:
        calls.text_close(textpage)
    _split_pieces(part, texts)
    return _mend_spaces(part, spaces[invented], texts)


def _codes(textpage: int, count: int, kept: IndexArray) -> CodeArray:
    """The codes of the characters at `kept`: from the whole text where it has one unit a character, else one by one
    (PDFium leaves characters without a code out of the text, and writes two units for one beyond the basic plane)."""
    text = np.zeros(count + 1, np.uint16)
    if calls.text_get(textpage, 0, count, text.ctypes.data) == count + 1 and not ((text & 0xF800) == 0xD800).any():
        text[text == _TEXT_HYPHEN] = _HYPHEN_MARK
        return text[kept].astype(np.uint32)
    return np.fromiter(map(calls.text_unicode, repeat(textpage), kept.tolist()), np.uint32, len(kept))


def _owners(texts: TextObjects, handle: npt.NDArray[np.uint64]) -> IndexArray:
    """The number in `texts` of each handle, -1 where there is none."""
    if len(texts.handle) == 0:
        return np.full(len(handle), -1, np.intp)
    order = np.argsort(texts.handle)
    place = order[np.minimum(np.searchsorted(texts.handle, handle, sorter=order), len(order) - 1)]
    return np.where(texts.handle[place] == handle, place, -1)


def _direction(matrix: FloatArray) -> IndexArray:
    """The direction of reading in user space, in quarter turns counter-clockwise."""
    a, b = matrix[:, 0], matrix[:, 1]
    return np.where(np.abs(a) >= np.abs(b), np.where(a >= 0, 0, 2), np.where(b >= 0, 1, 3))


def _along(box: FloatArray, direction: IndexArray) -> tuple[FloatArray, FloatArray]:
    """Where each box begins and ends in its direction of reading."""
    ends = np.where((direction % 2 == 0)[:, None], box[:, 0::2], box[:, 1::2])
    back = direction >= 2
    return np.where(back, -ends[:, 1], ends[:, 0]), np.where(back, -ends[:, 0], ends[:, 1])


def _stretched(box: FloatArray, direction: IndexArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """The boxes with other ends in the direction of reading."""
    out = box.copy()
    back, level = direction >= 2, direction % 2 == 0
    low, high = np.where(back, -end, start), np.where(back, -start, end)
    out[level, 0], out[level, 2] = low[level], high[level]
    out[~level, 1], out[~level, 3] = low[~level], high[~level]
    return out


def _mend_boxes(textpage: int, kept: IndexArray, box: FloatArray, size: FloatArray, matrix: FloatArray) -> None:
    """Replaces advance boxes that cannot be (a font without widths, or with a mad ascent) by ink or font size."""
    width, height = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    scale = np.maximum(np.hypot(matrix[:, 0], matrix[:, 1]), np.hypot(matrix[:, 2], matrix[:, 3])) * np.abs(size)
    sound = (np.maximum(width, height) <= 8 * scale + 1) & (np.minimum(width, height) > 0)
    for place in np.flatnonzero(~sound).tolist():
        tight, origin = np.zeros(4), np.zeros(2)
        index = int(kept[place])
        calls.text_tight_box(textpage, index, *(calls.rows(tight)[slot] for slot in (0, 1, 2, 3)))
        calls.text_origin(textpage, index, *calls.rows(origin))
        left, right, bottom, top = tight.tolist()
        em = float(scale[place])
        if not (0 < right - left <= 8 * em + 1 and 0 < top - bottom <= 8 * em + 1):
            x, y = origin.tolist()
            left, right, bottom, top = x, x + em / 4, y + _DESCENT * em, y + _ASCENT * em
        box[place] = (left, bottom, right, top)


def _split_pieces(part: _Part, texts: TextObjects) -> None:
    """Gives each character of a replacement text (/ActualText, or one glyph that stands for several letters) its
    share of the box that PDFium gives to all of them."""
    same = (part.owner[1:] == part.owner[:-1]) & (part.box[1:] == part.box[:-1]).all(axis=1)
    # The second half of a surrogate pair is no character of its own.
    same &= part.code[1:] & 0xFC00 != 0xDC00
    if not same.any():
        return
    begins = np.flatnonzero(np.insert(~same, 0, True))
    size = np.diff(np.append(begins, len(part.owner)))
    number = np.arange(len(part.owner)) - np.repeat(begins, size)
    several = np.repeat(size, size)
    direction = _direction(texts.matrix[part.owner])
    start, end = _along(part.box, direction)
    share = (end - start) / several
    part.box = _stretched(part.box, direction, start + share * number, start + share * (number + 1))


def _space_width(texts: TextObjects, numbers: IndexArray) -> FloatArray:
    """The width of a space in user space for each of these text objects."""
    size = np.abs(texts.size[numbers])
    widths = {}
    for font in np.unique(texts.font[numbers]).tolist():
        width = np.zeros(1, np.float32)
        calls.font_glyph_width(font, _SPACE, 1000.0, calls.rows(width)[0])
        widths[font] = float(width[0]) / 1000 if 50 <= width[0] <= 2000 else 0.25
    em = np.array([widths[font] for font in texts.font[numbers].tolist()])
    stretch: FloatArray = em * size * np.hypot(texts.matrix[numbers, 0], texts.matrix[numbers, 1])
    return np.maximum(stretch, 1e-3)


def _mend_spaces(part: _Part, invented: IndexArray, texts: TextObjects) -> _Part:
    """Takes out invented spaces, and puts back the real ones that PDFium dropped behind them.

    An invented space inside a text object stands where the next glyph of the object begins. Where the next character
    that PDFium gives begins later, or there is none, a real space stood there. The same holds for a text object whose
    first character begins later than the object.
    """
    count = len(part.code)
    if count == 0:
        return part
    direction = _direction(texts.matrix[part.owner])
    start = _along(part.box, direction)[0]
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
        part.box[chosen] = _stretched(part.box[model], direction[chosen], start[chosen], until[real])
    keep = np.flatnonzero(~drop)
    part = _Part(part.code[keep], part.box[keep], part.owner[keep], part.unmapped[keep], part.rank[keep], part.complete)
    _, first = np.unique(part.owner, return_index=True)
    owner = part.owner[first]
    origin = np.concatenate([texts.matrix[owner, 4:6]] * 2, axis=1)
    at = _along(origin, _direction(texts.matrix[owner]))[0]
    gap = _along(part.box[first], _direction(texts.matrix[owner]))[0] - at
    late = np.flatnonzero(gap > 0.1 * np.abs(texts.size[owner]))
    if len(late) == 0:
        return part
    late = late[gap[late] > 0.6 * _space_width(texts, owner[late])]
    lead = _Part(
        np.full(len(late), _SPACE, np.uint32),
        _stretched(part.box[first[late]], _direction(texts.matrix[owner[late]]), at[late], at[late] + gap[late]),
        owner[late],
        np.zeros(len(late), np.bool_),
        part.rank[first[late]] - 0.5,
    )
    return _joined([part, lead])


def _space_objects(texts: TextObjects, numbers: IndexArray, bounds: FloatArray) -> _Part:
    """The spaces of text objects that hold nothing else: their bounds run from the first pen position to the last."""
    width = _space_width(texts, numbers)
    length = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    spaces = np.clip(np.rint(length / width).astype(np.intp) + 1, 1, _SPACES)
    step = np.where(spaces > 1, (length + width) / spaces, width)
    which = np.repeat(np.arange(len(numbers)), spaces)
    number = (np.arange(len(which)) - np.repeat(np.cumsum(spaces) - spaces, spaces)).astype(np.float64)
    owner = numbers[which]
    matrix = texts.matrix[owner]
    direction = _direction(matrix)
    em = np.abs(texts.size[owner]) * np.hypot(matrix[:, 2], matrix[:, 3])
    # Up from the line of reading is a quarter turn on: x, y by direction.
    up = np.array([[0, 1], [-1, 0], [0, -1], [1, 0]], np.float64)[direction]
    low, high = matrix[:, 4:6] + up * (em * _DESCENT)[:, None], matrix[:, 4:6] + up * (em * _ASCENT)[:, None]
    box = np.concatenate([np.minimum(low, high), np.maximum(low, high)], axis=1)
    start = _along(box, direction)[0] + number * step[which]
    box = _stretched(box, direction, start, start + step[which])
    return _Part(np.full(len(owner), _SPACE, np.uint32), box, owner, np.zeros(len(owner), np.bool_), number)


def _read_again(page: int, texts: TextObjects, left: IndexArray, limit: int) -> list[_Part]:
    """Reads text objects that PDFium left out as doubles, by switching off all others."""
    parts: list[_Part] = []
    if len(left) == 0:
        return parts
    _activate(texts, np.delete(np.arange(len(texts.place)), left), False)
    for _ in range(_PASSES):
        part = _read_pass(page, texts, limit)
        if len(part.code) == 0:
            break
        parts.append(part)
        read = np.unique(part.owner)
        _activate(texts, read, False)
        left = np.setdiff1d(left, read)
        if len(left) == 0:
            break
    _activate(texts, np.arange(len(texts.place)), True)
    return parts


def _name_hyphens(page: int, texts: TextObjects, part: _Part, marked: IndexArray, limit: int) -> None:
    """Tells printed hyphens at line ends from soft ones: read alone, without a line that follows, they keep their
    code."""
    part.code[marked] = _HYPHEN
    _activate(texts, np.arange(len(texts.place)), False)
    for mark in marked[:_MARKS].tolist():
        owner = part.owner[[mark]]
        _activate(texts, owner, True)
        alone = _read_pass(page, texts, limit)
        _activate(texts, owner, False)
        hyphens = alone.code[(alone.code == _HYPHEN) | (alone.code == 0xAD)]
        if len(hyphens):
            part.code[mark] = hyphens[-1]
    _activate(texts, np.arange(len(texts.place)), True)


def _spaces_after(objects: Objects, texts: TextObjects, part: _Part, marked: IndexArray) -> _Part:
    """The trailing spaces that PDFium takes away behind a hyphen at a line's end: the bounds of the text object then
    reach at least to the end of the hyphen's advance, where without a space they end with its ink."""
    owner = part.owner[marked]
    direction = _direction(texts.matrix[owner])
    reach = _along(object_boxes(objects, texts.place[owner]), direction)[1]
    end = _along(part.box[marked], direction)[1]
    width = _space_width(texts, owner)
    spaced = reach >= end - 0.02 * np.abs(texts.size[owner])
    box = _stretched(part.box[marked], direction, end, np.maximum(reach, end) + width)
    number = int(np.count_nonzero(spaced))
    return _Part(
        np.full(number, _SPACE, np.uint32),
        box[spaced],
        owner[spaced],
        np.zeros(number, np.bool_),
        part.rank[marked][spaced] + 0.5,
    )


def _activate(texts: TextObjects, numbers: IndexArray, active: bool) -> None:
    calls.each(calls.object_set_active, texts.handle[numbers].tolist(), repeat(int(active)))


def _joined(parts: list[_Part]) -> _Part:
    return _Part(
        np.concatenate([part.code for part in parts]),
        np.concatenate([part.box for part in parts]),
        np.concatenate([part.owner for part in parts]),
        np.concatenate([part.unmapped for part in parts]),
        np.concatenate([part.rank for part in parts]),
        all(part.complete for part in parts),
    )
