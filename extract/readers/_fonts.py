"""Whether a font is bold, from its name or from the font program inside the PDF.

Word, Chrome and LibreOffice say it in the name; Microsoft Print To PDF calls its fonts `CIDFont+F1` and `CIDFont+F2`,
and only the program's own tables tell the bold one. PDFium's weight is derived from the stem width and is often
nonsense (380 for Chrome's bold, 3912 for both of Print To PDF's): it counts where nothing else speaks.
"""

from __future__ import annotations

import ctypes
import re
import struct

import numpy as np
import numpy.typing as npt

from extract.readers import _pdfium_calls as calls

__all__ = ["FontWeights", "bold_name", "bold_program"]

_BOLD = re.compile(r"bold|black|heavy|(?:^|[-,_ +])bd(?:$|[-,_ ])|(?:bd|blk|hvy)mt$", re.IGNORECASE)
_TYPE1_WEIGHT = re.compile(r"/Weight\s*\(([^)]*)\)")
_TYPE1_NAME = re.compile(r"/FontName\s*/(\S+)")
_BOLD_WEIGHT = 600
_BOLDEST = 950
"""The heaviest weight that a font can have; a greater figure of PDFium's is an artefact."""
_PROGRAM_LIMIT = 64 << 20


class FontWeights:
    """Whether each font of a document is bold. A font is looked at once a page (handles are no names for fonts
    beyond a page), and a font program once a document."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], bool] = {}

    def bold(self, fonts: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        """Whether each of these font handles of one page is bold."""
        handles = fonts.tolist()
        found = {handle: self._look(handle) for handle in set(handles)}
        return np.fromiter(map(found.__getitem__, handles), np.bool_, len(handles))

    def _look(self, font: int) -> bool:
        if not font:
            return False
        buffer = ctypes.create_string_buffer(256)
        calls.font_name(font, ctypes.addressof(buffer), len(buffer))
        name = buffer.value.decode("utf-8", "replace")
        weight = calls.font_weight(font)
        size = ctypes.c_size_t()
        embedded = calls.font_embedded(font) == 1
        if embedded:
            calls.font_data(font, None, 0, ctypes.addressof(size))
        key = (name, weight, size.value)
        if key not in self._known:
            self._known[key] = bold_name(name) or self._told(font, embedded, size, weight)
        return self._known[key]

    def _told(self, font: int, embedded: bool, size: ctypes.c_size_t, weight: int) -> bool:
        if embedded and 0 < size.value <= _PROGRAM_LIMIT:
            data = ctypes.create_string_buffer(size.value)
            if calls.font_data(font, ctypes.addressof(data), size.value, ctypes.addressof(size)):
                program = bold_program(data.raw)
                if program is not None:
                    return program
        return _BOLD_WEIGHT <= weight <= _BOLDEST


def bold_name(name: str) -> bool:
    """Whether a font's name says that it is bold."""
    return _BOLD.search(name.partition("+")[2] or name) is not None


def bold_program(data: bytes) -> bool | None:
    """Whether a font program (TrueType, OpenType, bare CFF or Type 1) calls itself bold; None where it does not say."""
    if data[:4] in (b"\0\1\0\0", b"true", b"OTTO", b"ttcf"):
        return _bold_sfnt(data)
    if data[:1] == b"\1" and len(data) > 4:
        return _bold_cff(data)
    if data[:2] in (b"%!", b"\x80\x01"):
        return _bold_type1(data)
    return None


def _bold_sfnt(data: bytes) -> bool | None:
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" and len(data) >= 16 else 0
    if len(data) < start + 12:
        return None
    tables: dict[bytes, int] = {}
    for number in range(struct.unpack_from(">H", data, start + 4)[0]):
        entry = start + 12 + 16 * number
        if entry + 16 > len(data):
            break
        tables[data[entry : entry + 4]] = struct.unpack_from(">I", data, entry + 8)[0]
    weight: bool | None = None
    if b"OS/2" in tables and tables[b"OS/2"] + 6 <= len(data):
        weight = struct.unpack_from(">H", data, tables[b"OS/2"] + 4)[0] >= _BOLD_WEIGHT
    if not weight and b"head" in tables and tables[b"head"] + 46 <= len(data):
        weight = bool(struct.unpack_from(">H", data, tables[b"head"] + 44)[0] & 1)
    return weight


def _bold_type1(data: bytes) -> bool | None:
    """A Type 1 program says its weight and name in clear text at its beginning."""
    head = data[:4096].decode("latin-1")
    told = [found[1] for found in (_TYPE1_WEIGHT.search(head), _TYPE1_NAME.search(head)) if found]
    return any(map(bold_name, told)) if told else None


def _bold_cff(data: bytes) -> bool | None:
    """The name stands first in a CFF program: a count of two bytes, the size of an offset, the offsets, the names."""
    start = data[2]
    if start + 3 > len(data):
        return None
    count, size = struct.unpack_from(">HB", data, start)
    if count == 0 or not 1 <= size <= 4 or start + 3 + 2 * size > len(data):
        return None
    offsets = start + 3
    first = int.from_bytes(data[offsets : offsets + size], "big")
    last = int.from_bytes(data[offsets + size : offsets + 2 * size], "big")
    names = offsets + (count + 1) * size - 1
    name = data[names + first : names + last].decode("latin-1")
    return bold_name(name) if name else None
