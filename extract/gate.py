"""One gate for all text: whatever a file says its characters are, only sound Unicode passes.

Lone surrogates break Arrow, control characters break Excel, bidi overrides turn a line round in a reviewer's browser,
zero-width characters make two equal words differ, a glyph without Unicode (`(cid:12)`) is no letter at all. What is
visible but cannot be named becomes U+FFFD, what is invisible goes, and both are counted by kind, so that a reader of
the tables is told. Typographic characters (– ’ …) are the document's own and stay.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["REPLACEMENT", "Gated", "gate_codes", "gate_text"]

REPLACEMENT = 0xFFFD
"""Stands for a character that is printed but cannot be named."""

CodeArray = npt.NDArray[np.uint32]
IndexArray = npt.NDArray[np.intp]

(_SOUND, _SPACE, _INVISIBLE, _BIDI, _CONTROL, _UNMAPPED) = range(6)
(_PRIVATE, _NONCHARACTER, _HIGH, _LOW, _LIGATURE, _MARK) = range(6, 12)
_KIND = {
    _INVISIBLE: "invisible",
    _BIDI: "bidi",
    _CONTROL: "control",
    _UNMAPPED: "unmapped",
    _PRIVATE: "private_use",
    _NONCHARACTER: "noncharacter",
    _HIGH: "surrogate",
    _LOW: "surrogate",
}
_DROPPED = (_INVISIBLE, _BIDI)
_REPLACED = (_CONTROL, _UNMAPPED, _PRIVATE, _NONCHARACTER, _HIGH, _LOW)

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}

_SYMBOLS = {
    0xF02D: 0x2212,  # Symbol, minus as a list's dash
    0xF06C: 0x25CF,  # Wingdings, round bullet
    0xF06E: 0x25A0,  # Wingdings, square bullet
    0xF071: 0x2751,
    0xF076: 0x2756,
    0xF0A7: 0x25AA,
    0xF0A8: 0x25FB,
    0xF0B7: 0x2022,  # Symbol, the bullet of every word processor's list
    0xF0D8: 0x27A2,
    0xF0E0: 0x2192,
    0xF0FC: 0x2713,
    0xF0FE: 0x2611,
}
"""Bullets of symbol fonts, which word processors leave as private-use codes: the only ones whose look is known."""


def _class_table() -> npt.NDArray[np.uint8]:
    """The class of each code of the basic plane; the planes above are judged in `_classes`."""
    table = np.zeros(0x10000, np.uint8)
    table[0x00:0x20] = _CONTROL
    table[0x7F:0xA0] = _CONTROL
    table[0] = _UNMAPPED
    table[REPLACEMENT] = _UNMAPPED
    table[[0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]] = _SPACE
    table[0x2000:0x200B] = _SPACE
    table[0x200B:0x2010] = _INVISIBLE
    table[0x2060:0x2065] = _INVISIBLE
    table[0xFE00:0xFE10] = _INVISIBLE
    table[[0x061C, 0x180E, 0xFEFF]] = _INVISIBLE
    table[0x202A:0x202F] = _BIDI
    table[0x2066:0x206A] = _BIDI
    table[0xD800:0xDC00] = _HIGH
    table[0xDC00:0xE000] = _LOW
    table[0xE000:0xF900] = _PRIVATE
    table[0xFDD0:0xFDF0] = _NONCHARACTER
    table[0xFFFE:0x10000] = _NONCHARACTER
    table[0xFFF0:0xFFFD] = _NONCHARACTER
    table[list(_LIGATURES)] = _LIGATURE
    table[0x0300:0x0370] = _MARK
    table[0x034F] = _INVISIBLE
    return table


_TABLE = _class_table()


@dataclass(frozen=True, slots=True)
class Gated:
    """The characters that passed: code points, and for each the position of the character that it came from.

    A ligature gives several characters of one `source`: `part` counts from 0, `parts` says how many, so that its box
    can be split. `counts` says how many of each kind were replaced or dropped.
    """

    code: CodeArray
    source: IndexArray
    part: npt.NDArray[np.uint8]
    parts: npt.NDArray[np.uint8]
    counts: dict[str, int]


def gate_codes(codes: CodeArray) -> Gated:
    """Passes an array of code points (or of UTF-16 units) through the gate.

    Line ends and tabs are spaces here: a drawn character has its place from its box.
    """
    code = codes.astype(np.uint32)
    classes = _classes(code)
    source = np.arange(len(code))
    ones = np.ones(len(code), np.uint8)
    if not classes.any():
        return Gated(code, source, np.zeros_like(ones), ones, {})
    keep = np.ones(len(code), np.bool_)
    _join_surrogates(code, classes, keep)
    for private in np.flatnonzero(classes == _PRIVATE):
        known = _SYMBOLS.get(int(code[private]))
        if known is not None:
            code[private], classes[private] = known, _SOUND
    counts: Counter[str] = Counter()
    for kind, name in _KIND.items():
        found = int(np.count_nonzero((classes == kind) & keep))
        if found:
            counts[name] += found
    code[classes == _SPACE] = 0x20
    code[np.isin(classes, _REPLACED)] = REPLACEMENT
    keep &= ~np.isin(classes, _DROPPED)
    if (classes == _MARK).any():
        _compose(code, classes, keep)
    code, classes, source = code[keep], classes[keep], source[keep]
    part, parts = np.zeros(len(code), np.uint8), np.ones(len(code), np.uint8)
    ligature = np.flatnonzero(classes == _LIGATURE)
    if len(ligature):
        parts[ligature] = [len(_LIGATURES[c]) for c in code[ligature].tolist()]
        spread = np.repeat(np.arange(len(code)), parts)
        part = (np.arange(len(spread)) - np.repeat(np.cumsum(parts, dtype=np.intp) - parts, parts)).astype(np.uint8)
        code, source, parts, classes = code[spread], source[spread], parts[spread], classes[spread]
        for place in np.flatnonzero(classes == _LIGATURE):
            code[place] = ord(_LIGATURES[int(code[place])][int(part[place])])
    return Gated(code, source, part, parts, dict(counts))


def gate_text(text: str, keep: str = "\n\t\f") -> tuple[str, dict[str, int]]:
    """Passes plain text through the gate; the characters of `keep` (line, column and page breaks) stay.

    Gives the text and how many characters of each kind were replaced or dropped. The result is in NFC.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4")).astype(np.uint32)
    kept = np.isin(codes, [ord(character) for character in keep])
    # A letter in place of the kept ones: it passes the gate unchanged and cannot take a combining accent's place.
    gated = gate_codes(np.where(kept, np.uint32(0x25A1), codes))
    code = np.where(kept[gated.source], codes[gated.source], gated.code)
    return unicodedata.normalize("NFC", code.astype("<u4").tobytes().decode("utf-32-le")), gated.counts


def _classes(code: CodeArray) -> npt.NDArray[np.uint8]:
    """The class of each code."""
    if len(code) == 0 or int(code.max()) < 0x10000:
        return _TABLE[code]
    classes = _TABLE[np.minimum(code, 0xFFFF)]
    high = code >= 0x10000
    classes[high] = _SOUND
    classes[high & (code & 0xFFFE == 0xFFFE)] = _NONCHARACTER
    classes[(code >= 0xF0000) & (classes == _SOUND)] = _PRIVATE
    classes[(code >= 0xE0000) & (code < 0xE1000)] = _INVISIBLE
    classes[code > 0x10FFFF] = _NONCHARACTER
    return classes


def _join_surrogates(code: CodeArray, classes: npt.NDArray[np.uint8], keep: npt.NDArray[np.bool_]) -> None:
    """Makes one code point of a high and a low surrogate in a row; the lone ones stay to be replaced."""
    high = np.flatnonzero((classes[:-1] == _HIGH) & (classes[1:] == _LOW))
    if len(high) == 0:
        return
    joined = (0x10000 + (code[high] - 0xD800) * 0x400 + (code[high + 1] - 0xDC00)).astype(np.uint32)
    code[high] = joined
    classes[high] = _classes(joined)
    classes[high + 1] = _SOUND
    keep[high + 1] = False


def _compose(code: CodeArray, classes: npt.NDArray[np.uint8], keep: npt.NDArray[np.bool_]) -> None:
    """Joins a combining accent to the letter before it where Unicode has one character for both."""
    base = -1
    for place in np.flatnonzero(keep).tolist():
        if classes[place] == _MARK and base >= 0:
            both = unicodedata.normalize("NFC", chr(code[base]) + chr(code[place]))
            if len(both) == 1:
                code[base] = ord(both)
                keep[place] = False
                continue
        base = place if classes[place] in (_SOUND, _MARK) else -1
