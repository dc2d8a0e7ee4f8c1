"""Slips of recognition in words."""

from __future__ import annotations

import pytest

from extract.cells import Cell, Line
from normalize.mending import Lexicon, mend_words
from normalize.records import IndicatorRecord

KNOWN = ("Internal", "lapangan", "konflik", "Pelaksanaan", "pelayanan", "Pengawasan")


@pytest.mark.parametrize(
    ("read", "right"),
    [("Intemal", "Internal"), ("Iapangan", "lapangan"), ("konfik", "konflik"), ("pe1ayanan", "pelayanan")],
)
def test_a_slip_of_print_is_mended(read: str, right: str) -> None:
    """Letters that look alike, and a thin one lost, lead to the one known word that looks so."""
    assert Lexicon(KNOWN).mended(read) == right


@pytest.mark.parametrize(
    "word", ["Pelaksana", "Pengawas", "pelayan", "Internal", "7.01.02", "100100", "Kantor", "lapang"]
)
def test_another_word_is_left_alone(word: str) -> None:
    """Words of the same stem, known ones, codes, figures and strangers stay as they were read."""
    assert Lexicon(KNOWN).mended(word) is None


def test_two_answers_are_none() -> None:
    """Where two known words look like the slip nothing is mended."""
    assert Lexicon(["bacanya", "baeanya"]).mended("baoanya") is None


def cells(text: str, times: int, confidence: float) -> list[Cell]:
    """So many cells with this line."""
    line = Line(text, False, 0, 0, 100, 10, confidence=confidence)
    return [Cell(1, 1, row, 0, 1, 1, 0, 10 * row, 100, 10 * row + 10, (line,)) for row in range(times)]


def record() -> IndicatorRecord:
    """A record with a slip in its name and its figure."""
    text = {"program": "Pengawasan Intemal", "target": "1OO"}
    return IndicatorRecord(1, "program", 1, 1, text, {"program": [(1, (0, 0, 100, 10))], "target": [(1, (0, 0, 9, 9))]})


def test_a_record_of_a_scan_is_mended_and_says_so() -> None:
    """The name is mended by what stands elsewhere, with a finding that has both words; the figure is not touched."""
    one = record()
    (found,) = mend_words([one], cells("Pengawasan Internal", 3, 0.95))
    assert one.text == {"program": "Pengawasan Internal", "target": "1OO"}
    assert (found.code, found.order, found.field) == ("mended_word", 1, "program")
    assert "“Intemal”" in found.message and "“Internal”" in found.message


@pytest.mark.parametrize(("times", "confidence"), [(2, 0.95), (3, 0.7), (3, 1.0)], ids=["seldom", "unsure", "no-scan"])
def test_without_evidence_nothing_is_mended(times: int, confidence: float) -> None:
    """A word that stands there twice, or unsurely, is no evidence, and a text layer is never mended."""
    one = record()
    assert mend_words([one], cells("Pengawasan Internal", times, confidence)) == []
    assert one.text["program"] == "Pengawasan Intemal"


def test_an_official_word_is_evidence_by_itself() -> None:
    """A word of the user's own list needs no other."""
    one = record()
    assert len(mend_words([one], cells("Pengawasan Intemal", 1, 0.95), ["Internal", "Pengawasan"])) == 1
    assert one.text["program"] == "Pengawasan Internal"
