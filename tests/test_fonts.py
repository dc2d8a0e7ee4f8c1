"""What a font's name and program say of its weight."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.readers._fonts import bold_name, bold_program


@pytest.mark.parametrize(
    "name",
    [
        "ABCDEF+Arial-BoldMT",
        "Arial,Bold",
        "Calibri-Bold",
        "OpenSans-SemiBold",
        "Lato-Black",
        "Gotham-Heavy",
        "Tahoma Bold",
    ],
)
def test_bold_names_are_bold(name: str) -> None:
    """Whatever the producer's spelling."""
    assert bold_name(name)


@pytest.mark.parametrize("name", ["ABCDEF+Arial", "BOLDXX+Arial", "Times-Italic", "CIDFont+F1", ""])
def test_other_names_are_not(name: str) -> None:
    """The tag of a subset is no part of the name."""
    assert not bold_name(name)


def _sfnt(tables: dict[bytes, bytes]) -> bytes:
    head = b"\0\1\0\0" + struct.pack(">HHHH", len(tables), 0, 0, 0)
    place, entries, body = len(head) + 16 * len(tables), b"", b""
    for tag, data in tables.items():
        entries += tag + struct.pack(">III", 0, place + len(body), len(data))
        body += data
    return head + entries + body


@pytest.mark.parametrize(
    ("weight", "style", "bold"),
    [(700, 1, True), (400, 0, False), (600, 0, True), (None, 1, True), (None, 0, False), (400, None, False)],
)
def test_an_outline_font_tells_by_its_tables(weight: int | None, style: int | None, bold: bool) -> None:
    """By its weight class, or where a subset has lost that table, by the style bit of its head."""
    tables = {}
    if weight is not None:
        tables[b"OS/2"] = struct.pack(">HhH", 4, 500, weight)
    if style is not None:
        tables[b"head"] = bytes(44) + struct.pack(">H", style)
    assert bold_program(_sfnt(tables)) is bold


def _cff(name: bytes) -> bytes:
    return b"\1\0\4\1" + struct.pack(">HB", 1, 1) + bytes([1, 1 + len(name)]) + name


def test_compact_and_type_1_programs_tell_by_name() -> None:
    """The name inside the program counts, not the one that the PDF gives the font."""
    assert bold_program(_cff(b"Frutiger-Bold")) is True
    assert bold_program(_cff(b"Frutiger-Roman")) is False
    assert bold_program(b"%!PS-AdobeFont-1.0\n/FontName /Frutiger def /Weight (Bold) readonly def") is True
    assert bold_program(b"%!PS-AdobeFont-1.0\n/FontName /Frutiger def /Weight (Roman) readonly def") is False


def test_a_program_that_says_nothing_leaves_it_open() -> None:
    """No tables, no name, or no font at all."""
    assert bold_program(_sfnt({})) is None
    assert bold_program(b"") is None
    assert bold_program(b"no font") is None


@given(st.binary(max_size=80), st.sampled_from([b"", b"\0\1\0\0", b"ttcf", b"OTTO", b"\1\0\4\1", b"%!"]))
def test_a_damaged_program_does_no_harm(tail: bytes, head: bytes) -> None:
    """Whatever bytes come: bold, not bold, or unknown."""
    assert bold_program(head + tail) in (True, False, None)
