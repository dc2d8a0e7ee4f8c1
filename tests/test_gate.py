"""What passes the gate for text, and what does not."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.gate import gate_codes, gate_text


def codes(text: str) -> np.ndarray:
    """The code points of a text, lone surrogates too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def passed(text: str) -> str:
    """What passes the gate of a text."""
    return "".join(map(chr, gate_codes(codes(text)).code.tolist()))


def test_the_documents_own_typography_stays() -> None:
    """Dashes, quotes, bullets, soft hyphens and letters of any script pass unchanged."""
    text = "Perundang–undangan ’kutip’ … • 50 % ½ é \u00ad 日本 \U0001f600"
    assert passed(text) == text
    assert gate_text(text) == (text, {})


def test_spaces_of_every_kind_are_one_kind() -> None:
    """No-break, thin and ideographic spaces and tabs become U+0020."""
    assert passed("a\u00a0b\u2009c\u202fd\u3000e\tf") == "a b c d e f"


@pytest.mark.parametrize(
    ("bad", "kind", "shown"),
    [
        ("\x00", "unmapped", "\ufffd"),
        ("\x07", "control", "\ufffd"),
        ("\x9f", "control", "\ufffd"),
        ("\ud800", "surrogate", "\ufffd"),
        ("\udc00", "surrogate", "\ufffd"),
        ("\ue123", "private_use", "\ufffd"),
        ("\U000f0001", "private_use", "\ufffd"),
        ("\uffff", "noncharacter", "\ufffd"),
        ("\U0001fffe", "noncharacter", "\ufffd"),
        ("\ufdd0", "noncharacter", "\ufffd"),
        ("\u202e", "bidi", ""),
        ("\u2066", "bidi", ""),
        ("\u200b", "invisible", ""),
        ("\ufeff", "invisible", ""),
        ("\U000e0041", "invisible", ""),
    ],
)
def test_what_is_no_sound_character_is_replaced_or_dropped_and_counted(bad: str, kind: str, shown: str) -> None:
    """Visible faults become U+FFFD, invisible ones go, and each is counted under its kind, in both forms."""
    gated = gate_codes(codes(f"a{bad}b"))
    assert "".join(map(chr, gated.code.tolist())) == f"a{shown}b"
    assert gated.counts == {kind: 1}
    assert gate_text(f"a{bad}b") == (f"a{shown}b", {kind: 1})


def test_a_pair_of_surrogates_is_one_character() -> None:
    """UTF-16 units that belong together are joined, and the character keeps the place of the first."""
    gated = gate_codes(np.array([0x61, 0xD83D, 0xDE00, 0x62], np.uint32))
    assert gated.code.tolist() == [0x61, 0x1F600, 0x62]
    assert gated.source.tolist() == [0, 1, 3]
    assert gated.counts == {}


def test_a_pair_that_makes_a_noncharacter_is_replaced() -> None:
    """Joining surrogates cannot smuggle in what would not pass alone."""
    gated = gate_codes(np.array([0xD83F, 0xDFFF], np.uint32))
    assert gated.code.tolist() == [0xFFFD]
    assert gated.counts == {"noncharacter": 1}


def test_ligatures_are_their_letters_and_say_how_to_split_the_box() -> None:
    """One glyph gives several letters, each with its source and its share."""
    gated = gate_codes(codes("aﬃb"))
    assert "".join(map(chr, gated.code.tolist())) == "affib"
    assert gated.source.tolist() == [0, 1, 1, 1, 2]
    assert gated.part.tolist() == [0, 0, 1, 2, 0]
    assert gated.parts.tolist() == [1, 3, 3, 3, 1]


def test_an_accent_joins_its_letter() -> None:
    """A letter and a combining accent are one character; an accent without a letter stays."""
    assert passed("e\u0301a") == "éa"
    assert passed("\u0301a") == "\u0301a"
    assert passed("x\u0301") == "x\u0301"


def test_bullets_of_symbol_fonts_are_bullets() -> None:
    """The private codes that word processors leave for list bullets are known, and are not counted as faults."""
    gated = gate_codes(codes("\uf0b7 satu \uf0fc dua"))
    assert "".join(map(chr, gated.code.tolist())) == "• satu ✓ dua"
    assert gated.counts == {}


def test_plain_text_keeps_its_breaks() -> None:
    """Line, column and page breaks stay where they are asked for, and are spaces where not."""
    assert gate_text("a\tb\nc\fd")[0] == "a\tb\nc\fd"
    assert gate_text("a\tb\nc", keep="\n")[0] == "a b\nc"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_whatever_comes_only_sound_text_goes(text: str) -> None:
    """After the gate text can be written as UTF-8, holds no control, surrogate or private character, and passes the
    gate again unchanged."""
    clean, _ = gate_text(text, keep="")
    clean.encode("utf-8")
    assert not {unicodedata.category(c) for c in clean} & {"Cc", "Cs", "Co"}
    assert not any("\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in clean)
    assert unicodedata.is_normalized("NFC", clean)
    assert gate_text(clean, keep="")[0] == clean


@given(st.lists(st.integers(0, 0x1FFFFF), max_size=60))
def test_any_array_of_codes_passes(values: list[int]) -> None:
    """Any codes give valid characters, each with a source among those that came in."""
    gated = gate_codes(np.array(values, np.uint32))
    "".join(map(chr, gated.code.tolist())).encode("utf-8")
    assert ((gated.source >= 0) & (gated.source < max(len(values), 1))).all()
    assert (np.diff(gated.source) >= 0).all()
