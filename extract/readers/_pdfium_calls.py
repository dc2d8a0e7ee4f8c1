"""PDFium's functions, bound for loops: every handle and pointer is a plain address.

pypdfium2's own bindings check and wrap each argument, which on a page of six thousand characters costs more than
PDFium's work. Bound with `c_void_p` they take integers, so that `map` runs a whole page's calls without a line of
Python between two of them, and the results land in numpy arrays (`rows` gives the addresses). PYFUNCTYPE keeps the
interpreter's lock for these calls of a fraction of a microsecond: giving it up and taking it back is dearer.
A handle that may be null has the type `c_size_t`, which gives 0 where `c_void_p` gives None.

What is called once a character is bound without argument types, at half the price: ctypes then takes numbers for
C ints, and addresses only as `ref` and `refs` make them.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Any

import numpy.typing as npt
import pypdfium2.raw as raw

__all__ = [
    "FIELD",
    "FORM",
    "FREE_TEXT",
    "IMAGE",
    "PATH",
    "STRING",
    "TEXT",
    "Call",
    "each",
    "raw",
    "ref",
    "refs",
    "rows",
]

Call = Callable[..., Any]

_POINTER = ctypes.c_void_p
_INT = ctypes.c_int
_UINT = ctypes.c_uint
_FLOAT = ctypes.c_float

TEXT: int = raw.FPDF_PAGEOBJ_TEXT
PATH: int = raw.FPDF_PAGEOBJ_PATH
IMAGE: int = raw.FPDF_PAGEOBJ_IMAGE
FORM: int = raw.FPDF_PAGEOBJ_FORM
FREE_TEXT: int = raw.FPDF_ANNOT_FREETEXT
FIELD: int = raw.FPDF_ANNOT_WIDGET
STRING: int = raw.FPDF_OBJECT_STRING


def _bind(name: str, result: Any, *arguments: Any) -> Call:
    address = ctypes.cast(getattr(raw, name), _POINTER).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def rows(array: npt.NDArray[Any], shift: int = 0) -> range:
    """The addresses of the rows of a contiguous array (`shift` bytes into each), to be filled by PDFium one a call."""
    start: int = array.ctypes.data + shift
    step = array.strides[0]
    return range(start, start + step * len(array), step) if len(array) else range(0)


def ref(address: int) -> Any:
    """An address for the functions without argument types; nothing is read from it."""
    return ctypes.byref(ctypes.c_char.from_address(address))


def refs(array: npt.NDArray[Any]) -> Iterable[Any]:
    """What `rows` gives, for the functions without argument types."""
    if len(array) == 0:
        return ()
    step = array.strides[0]
    return map(ctypes.byref, repeat(ctypes.c_char.from_address(array.ctypes.data)), range(0, step * len(array), step))


def each(call: Call, *arguments: Iterable[Any]) -> None:
    """Calls a function that fills memory once for each row of arguments."""
    deque(map(call, *arguments), maxlen=0)


load_document = _bind("FPDF_LoadMemDocument64", _POINTER, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p)
close_document = _bind("FPDF_CloseDocument", None, _POINTER)
last_error = _bind("FPDF_GetLastError", ctypes.c_ulong)
document_pages = _bind("FPDF_GetPageCount", _INT, _POINTER)
load_page = _bind("FPDF_LoadPage", _POINTER, _POINTER, _INT)
close_page = _bind("FPDF_ClosePage", None, _POINTER)
page_box = _bind("FPDF_GetPageBoundingBox", _INT, _POINTER, _POINTER)
page_rotation = _bind("FPDFPage_GetRotation", _INT, _POINTER)

page_count_notes = _bind("FPDFPage_GetAnnotCount", _INT, _POINTER)
page_note = _bind("FPDFPage_GetAnnot", _POINTER, _POINTER, _INT)
close_note = _bind("FPDFPage_CloseAnnot", None, _POINTER)
note_kind = _bind("FPDFAnnot_GetSubtype", _INT, _POINTER)
note_value_type = _bind("FPDFAnnot_GetValueType", _INT, _POINTER, ctypes.c_char_p)
note_value = _bind("FPDFAnnot_GetStringValue", ctypes.c_ulong, _POINTER, ctypes.c_char_p, _POINTER, ctypes.c_ulong)

page_count_objects = _bind("FPDFPage_CountObjects", _INT, _POINTER)
page_object = _bind("FPDFPage_GetObject", ctypes.c_size_t)  # no argument types
form_count_objects = _bind("FPDFFormObj_CountObjects", _INT, _POINTER)
form_object = _bind("FPDFFormObj_GetObject", ctypes.c_size_t, _POINTER, ctypes.c_ulong)
object_type = _bind("FPDFPageObj_GetType", _INT, _POINTER)
object_matrix = _bind("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)
object_bounds = _bind("FPDFPageObj_GetBounds", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
object_fill = _bind("FPDFPageObj_GetFillColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
object_stroke = _bind("FPDFPageObj_GetStrokeColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
object_stroke_width = _bind("FPDFPageObj_GetStrokeWidth", _INT, _POINTER, _POINTER)
object_count_marks = _bind("FPDFPageObj_CountMarks", _INT, _POINTER)
object_mark = _bind("FPDFPageObj_GetMark", ctypes.c_size_t, _POINTER, ctypes.c_ulong)
object_remove_mark = _bind("FPDFPageObj_RemoveMark", _INT, _POINTER, _POINTER)
mark_value_type = _bind("FPDFPageObjMark_GetParamValueType", _INT, _POINTER, ctypes.c_char_p)
object_set_active = _bind("FPDFPageObj_SetIsActive", _INT, _POINTER, _INT)

object_clip = _bind("FPDFPageObj_GetClipPath", _POINTER, _POINTER)
clip_count_paths = _bind("FPDFClipPath_CountPaths", _INT, _POINTER)
clip_count_segments = _bind("FPDFClipPath_CountPathSegments", _INT, _POINTER, _INT)
clip_segment = _bind("FPDFClipPath_GetPathSegment", _POINTER, _POINTER, _INT, _INT)

image_pixels = _bind("FPDFImageObj_GetImagePixelSize", _INT, _POINTER, _POINTER, _POINTER)

path_draw_mode = _bind("FPDFPath_GetDrawMode", _INT, _POINTER, _POINTER, _POINTER)
path_count_segments = _bind("FPDFPath_CountSegments", _INT, _POINTER)
path_segment = _bind("FPDFPath_GetPathSegment", _POINTER, _POINTER, _INT)
segment_type = _bind("FPDFPathSegment_GetType", _INT, _POINTER)
segment_point = _bind("FPDFPathSegment_GetPoint", _INT, _POINTER, _POINTER, _POINTER)
segment_close = _bind("FPDFPathSegment_GetClose", _INT, _POINTER)

text_load = _bind("FPDFText_LoadPage", _POINTER, _POINTER)
text_close = _bind("FPDFText_ClosePage", None, _POINTER)
text_count = _bind("FPDFText_CountChars", _INT, _POINTER)
text_get = _bind("FPDFText_GetText", _INT, _POINTER, _INT, _INT, _POINTER)
text_unicode = _bind("FPDFText_GetUnicode", _UINT, _POINTER, _INT)
text_tight_box = _bind("FPDFText_GetCharBox", _INT, _POINTER, _INT, _POINTER, _POINTER, _POINTER, _POINTER)
text_origin = _bind("FPDFText_GetCharOrigin", _INT, _POINTER, _INT, _POINTER, _POINTER)
# No argument types:
text_object = _bind("FPDFText_GetTextObject", ctypes.c_size_t)
text_generated = _bind("FPDFText_IsGenerated", _INT)
text_map_error = _bind("FPDFText_HasUnicodeMapError", _INT)
text_loose_box = _bind("FPDFText_GetLooseCharBox", _INT)

textobj_font = _bind("FPDFTextObj_GetFont", ctypes.c_size_t, _POINTER)
textobj_font_size = _bind("FPDFTextObj_GetFontSize", _INT, _POINTER, _POINTER)
textobj_mode = _bind("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)

font_name = _bind("FPDFFont_GetBaseFontName", ctypes.c_size_t, _POINTER, _POINTER, ctypes.c_size_t)
font_weight = _bind("FPDFFont_GetWeight", _INT, _POINTER)
font_embedded = _bind("FPDFFont_GetIsEmbedded", _INT, _POINTER)
font_data = _bind("FPDFFont_GetFontData", _INT, _POINTER, _POINTER, ctypes.c_size_t, _POINTER)
font_glyph_width = _bind("FPDFFont_GetGlyphWidth", _INT, _POINTER, ctypes.c_uint32, _FLOAT, _POINTER)
