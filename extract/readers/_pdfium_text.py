"""The characters of a PDF page in the order in which the page draws them, from PDFium's text page.

PDFium's text page is made for selecting text in a browser: it invents spaces and line ends, sorts the pieces of a line
by x, leaves out a piece that holds only spaces, drops the second of two equal spaces and of two equal glyphs set one
over the other, and marks a hyphen at a line's end. A table reader needs what the page draws: here invented characters
go, content order comes back, spaces come back (a trailing space tells that a line wrapped at a space), and a glyph set
twice is read twice, so that it can be known as bold.
"""

from __future__ import annotations

from itertools import repeat

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.readers import _pdfium_calls as calls
from extract.readers._frames import combine
from extract.readers._glyphs import Glyphs, TextObjects
from extract.readers._pdfium_objects import Objects, object_boxes, object_clips
from extract.readers._pdfium_spaces import (
    SPACE,
    Part,
    along,
    direction_of,
    em_of,
    joined,
    line_boxes,
    mend_spaces,
    space_objects,
    spaces_after,
    stretched,
)

__all__ = ["count_characters", "read_glyphs"]

CodeArray = npt.NDArray[np.uint32]
IndexArray = npt.NDArray[np.intp]
MaskArray = npt.NDArray[np.bool_]

_HYPHEN_MARK = 0x02
"""PDFium's sign for a hyphen at the end of a line, whichever kind was printed."""
_TEXT_HYPHEN = 0xFFFE
"""The same in the text as a whole."""
_HYPHEN = 0x2D
_ASCENT, _DESCENT = 0.8, -0.2
"""Of a character's box, in font sizes, where nothing else gives it."""
_PASSES = 4
"""How often a page is read again for glyphs that PDFium took for doubles: they are set thrice at most."""
_MARKS = 64
"""Line-end hyphens a page that are looked at one by one; the rest count as printed."""


def read_glyphs(page: int, objects: Objects, limit: int) -> Glyphs:
    """Reads the characters of an open page, `limit` at most."""
    texts = _text_objects(objects)
    parts = [_read_pass(page, texts, limit)]
    left, bounds, inked = _left_out(objects, texts, parts[0])
    if len(inked) and _unmark(texts, left[inked]):
        parts = [_read_pass(page, texts, limit)]
        left, bounds, inked = _left_out(objects, texts, parts[0])
    if len(left) and parts[0].complete:
        spaces = np.delete(np.arange(len(left)), inked)
        parts.append(space_objects(texts, left[spaces], bounds[spaces]))
        parts.extend(_read_again(page, texts, left[inked], limit))
    marked = np.flatnonzero(parts[0].code == _HYPHEN_MARK)
    if len(marked):
        _name_hyphens(page, texts, parts[0], marked, limit)
        # Behind a soft hyphen no space was printed.
        parts.append(spaces_after(objects, texts, parts[0], marked[parts[0].code[marked] == _HYPHEN]))
    glyphs = parts[0] if len(parts) == 1 else joined(parts)
    order = np.lexsort((glyphs.rank, glyphs.owner))
    return Glyphs(
        glyphs.code[order], glyphs.box[order], glyphs.owner[order], glyphs.unmapped[order], texts, glyphs.complete
    )


def count_characters(page: int) -> int:
    """How many characters PDFium finds on an open page."""
    textpage = calls.text_load(page)
    if not textpage:
        return 0
    try:
        return max(0, int(calls.text_count(textpage)))
    finally:
        calls.text_close(textpage)


def _text_objects(objects: Objects) -> TextObjects:
    place = objects.of(calls.TEXT)
    handle = objects.handle[place]
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


def _read_pass(page: int, texts: TextObjects, limit: int) -> Part:
    """What PDFium's text page gives, without what it invented."""
    textpage = calls.text_load(page)
    if not textpage:
        return Part(np.empty(0, np.uint32), np.empty((0, 4)), np.empty(0, np.intp), np.empty(0, np.bool_), np.empty(0))
    try:
        found = max(calls.text_count(textpage), 0)
        count = min(found, limit)
        this = repeat(calls.ref(textpage))
        handle = np.fromiter(map(calls.text_object, this, range(count)), np.uint64, count)
        # A character without a text object is one that PDFium invented.
        kept = np.flatnonzero(handle)
        owner = _owners(texts, handle[kept])
        kept, owner = kept[owner >= 0], owner[owner >= 0]
        index = kept.tolist()
        code = _codes(textpage, count, kept)
        unmapped = np.fromiter(map(calls.text_map_error, this, index), np.int32, len(index)) == 1
        loose = np.empty((len(index), 4), np.float32)
        calls.each(calls.text_loose_box, this, index, calls.refs(loose))
        # FS_RECTF is left, top, right, bottom.
        box = loose[:, [0, 3, 2, 1]].astype(np.float64)
        _mend_boxes(textpage, kept, box, owner, texts)
        part = Part(code, box, owner, unmapped, np.arange(len(index), dtype=np.float64), found <= limit)
        spaces = np.flatnonzero(code == SPACE)
        numbers = kept[spaces].tolist()
        invented = np.fromiter(map(calls.text_generated, this, numbers), np.int32, len(spaces)) == 1
    finally:
        calls.text_close(textpage)
    _split_pieces(part, texts)
    return mend_spaces(part, spaces[invented], texts)


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


def _mend_boxes(textpage: int, kept: IndexArray, box: FloatArray, owner: IndexArray, texts: TextObjects) -> None:
    """Replaces advance boxes that cannot be (a font without widths, or with a mad ascent) by ink or font size."""
    width, height = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    a, b, c, d, _, _ = texts.matrix.T
    scale = (np.maximum(np.hypot(a, b), np.hypot(c, d)) * np.abs(texts.size))[owner]
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


def _split_pieces(part: Part, texts: TextObjects) -> None:
    """Gives each character of a replacement text (/ActualText, or one glyph that stands for several letters) its
    share of the box that PDFium gives to all of them."""
    same = part.owner[1:] == part.owner[:-1]
    for side in part.box.T:
        same &= side[1:] == side[:-1]
    # The second half of a surrogate pair is no character of its own.
    same &= part.code[1:] & 0xFC00 != 0xDC00
    em, direction = em_of(texts, part.owner), direction_of(texts.matrix)[part.owner]
    level = direction % 2 == 0
    flat = np.where(level, part.box[:, 3] - part.box[:, 1], part.box[:, 2] - part.box[:, 0]) < 0.6 * em
    if not (same.any() or flat.any()):
        return
    begins = np.flatnonzero(np.insert(~same, 0, True))
    size = np.diff(np.append(begins, len(part.owner)))
    number = np.arange(len(part.owner)) - np.repeat(begins, size)
    start, end = along(part.box, direction)
    share = (end - start) / np.repeat(size, size)
    # The box of a replacement text is that of the ink: a hyphen's is no taller than a hyphen.
    part.box[flat] = line_boxes(texts, part.owner[flat])
    part.box = stretched(part.box, direction, start + share * number, start + share * (number + 1))


def _left_out(objects: Objects, texts: TextObjects, part: Part) -> tuple[IndexArray, FloatArray, IndexArray]:
    """The text objects of which PDFium gives nothing, their bounds, and which of them have ink: a space has no
    extent in either direction, whatever the text's direction."""
    silent = np.ones(len(texts.place), np.bool_)
    silent[part.owner] = False
    left = np.flatnonzero(silent)
    bounds = object_boxes(objects, texts.place[left])
    inked = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) > 0
    return left, bounds, np.flatnonzero(inked)


def _unmark(texts: TextObjects, left: IndexArray) -> bool:
    """Takes away replacement texts (/ActualText) that stand for several text objects, of which PDFium would give all
    the text at the place of the first; whether there were any. What is printed is in the objects themselves."""
    several: set[int] = set()
    for handle in texts.handle[left].tolist():
        marks = (calls.object_mark(handle, number) for number in range(calls.object_count_marks(handle)))
        several.update(mark for mark in marks if calls.mark_value_type(mark, b"ActualText") == calls.STRING)
    if not several:
        return False
    handles = texts.handle.tolist()
    for handle, count in zip(handles, map(calls.object_count_marks, handles), strict=True):
        for mark in [calls.object_mark(handle, number) for number in range(count)]:
            if mark in several:
                calls.object_remove_mark(handle, mark)
    return True


def _read_again(page: int, texts: TextObjects, left: IndexArray, limit: int) -> list[Part]:
    """Reads text objects that PDFium left out as doubles, by switching off all others."""
    parts: list[Part] = []
    if len(left) == 0:
        return parts
    _activate(texts, np.delete(np.arange(len(texts.place)), left), False)
    for _ in range(_PASSES):
        part = _read_pass(page, texts, limit)
        if len(part.code) == 0:
            break
        part.code[part.code == _HYPHEN_MARK] = _HYPHEN
        parts.append(part)
        read = np.unique(part.owner)
        _activate(texts, read, False)
        left = np.setdiff1d(left, read)
        if len(left) == 0:
            break
    _activate(texts, np.arange(len(texts.place)), True)
    return parts


def _name_hyphens(page: int, texts: TextObjects, part: Part, marked: IndexArray, limit: int) -> None:
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


def _activate(texts: TextObjects, numbers: IndexArray, active: bool) -> None:
    calls.each(calls.object_set_active, texts.handle[numbers].tolist(), repeat(int(active)))
