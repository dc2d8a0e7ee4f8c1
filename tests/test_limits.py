"""What a document may ask for: below a limit and at it all is read, one beyond it is refused in words of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pikepdf
import pytest

from extract.documents import Document, open_document
from extract.errors import TooManyObjects
from extract.limits import PAGE_LIMITS, Limits
from extract.readers.pdfium import PdfiumReader
from renaksi.batch import run
from renaksi.checks import check_tables
from renaksi.pipeline import Stages, read_file
from renaksi.settings import Settings
from tests.drawnpdf import draw, form, picture
from tests.test_store import Quiet

NEXT = "BT /F1 10 Tf 20 20 Td (next) Tj ET"


def _document(data: bytes) -> Document:
    return Document("2022/a.pdf", data, "0" * 64, 2022)


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
@pytest.mark.parametrize(
    ("what", "limit", "content"),
    [
        ("objects", 4, lambda count: "10 10 5 5 re f " * count),
        ("segments", 6, lambda count: "10 10 m " + "20 10 l " * (count - 1) + "S"),
        ("characters", 5, lambda count: f"BT /F1 10 Tf 20 20 Td ({'x' * count}) Tj ET"),
    ],
)
def test_a_page_beyond_a_limit_is_left_out_and_told(
    what: str, limit: int, content: Callable[[int], str], reader: str
) -> None:
    """One object, segment or character more than allowed costs that page, with either reader, and no other page."""
    for count in (limit - 1, limit, limit + 1):
        pages = open_document(_document(draw(content(count), NEXT)), reader, limits=Limits(**{what: limit})).pages
        first, second = pages
        assert [cell.text for cell in second.cells] == ["next"]
        beyond = count > limit
        assert [(found.code, found.severity, found.page) for found in first.findings] == (
            [(f"limit_{what}", "error", 1)] if beyond else []
        )
        assert (first.characters > 0) == (what == "characters" and not beyond)
        assert (first.width, first.height) == (second.width, second.height)


def test_a_scan_of_endless_pixels_is_left_out_and_told() -> None:
    """A page that is a picture is left out beyond the limit on its pixels; on a page of text they do not count."""
    for content in ("q 400 0 0 300 0 0 cm /I Do Q", "q 4 0 0 3 0 0 cm /I Do Q"):
        for most in (5, 4, 3):
            pdf = pikepdf.new()
            data = draw(content, objects={"I": picture(pdf)}, pdf=pdf)
            with PdfiumReader(data, limits=Limits(pixels=most)) as reader:
                found = [finding.code for finding in reader.page(1).findings]
            assert found == (["limit_pixels"] if most < 4 and "400" in content else [])


def test_objects_within_forms_count() -> None:
    """Forms that each draw the next one ten times are refused by count, in no time, with either reader."""
    pdf = pikepdf.new()
    inner = form(pdf, "0 0 10 10 re f")
    for _ in range(4):
        inner = form(pdf, "/X Do " * 10, XObject=pikepdf.Dictionary(X=inner))
    document = _document(draw("/X Do", NEXT, objects={"X": inner}, pdf=pdf))
    for reader in ("pdfium", "pdfplumber"):
        first, _ = open_document(document, reader, limits=Limits(objects=9_999)).pages
        assert [finding.code for finding in first.findings] == ["limit_objects"]


def test_a_document_of_nothing_else_fails_with_the_limit() -> None:
    """Where every page is beyond a limit the document fails and says which; where one is not, it is read in part."""
    stages = Stages(Settings(limits=Limits(objects=2)))
    much = "10 10 5 5 re f " * 3
    with pytest.raises(TooManyObjects, match="--limit-objects"):
        read_file(_document(draw(much, much)), "id", stages)
    row = read_file(_document(draw(much, NEXT)), "id", stages)["documents"].to_pylist()[0]
    assert (row["status"], row["error"]) == ("partial", "limit_objects")


def test_each_limit_has_its_reason_in_the_tables(tmp_path: Path) -> None:
    """Files beyond each limit, read in one run, each have that limit's code in `documents`; the tables are sound."""
    raw = tmp_path / "raw" / "2022"
    raw.mkdir(parents=True)
    pdf = pikepdf.new()
    made = {
        "limit_objects": draw("10 10 5 5 re f " * 11),
        "limit_segments": draw("10 10 m " + "20 10 l " * 20 + "S"),
        "limit_characters": draw(f"BT /F1 10 Tf 20 20 Td ({'x' * 31}) Tj ET"),
        "limit_pixels": draw("q 400 0 0 300 0 0 cm /I Do Q", objects={"I": picture(pdf)}, pdf=pdf),
        "limit_pages": draw(*[NEXT] * 4),
        "limit_size": draw(NEXT) + b"\n%" + b"x" * 100_000,
        "sound": draw(NEXT),
    }
    for name, data in made.items():
        (raw / f"{name}.pdf").write_bytes(data)
    limits = Limits(pages=3, objects=10, segments=20, characters=30, pixels=3)
    run(tmp_path / "raw", tmp_path / "out", Settings(limits=limits, max_bytes=50_000), Quiet(), jobs=2)
    frame = pd.read_parquet(tmp_path / "out" / "documents").set_index("source")
    assert {name: frame.error[f"2022/{name}.pdf"] for name in made if name != "sound"} == {
        name: name for name in made if name != "sound"
    }
    assert frame.status["2022/sound.pdf"] == "empty"
    assert pd.isna(frame.error["2022/sound.pdf"])
    assert check_tables(tmp_path / "out") == []


def test_more_time_does_not_read_again_and_other_limits_do() -> None:
    """What was read within its time and memory is the same with more; a limit on what it holds may change it."""
    settings = Settings()
    assert settings.key("x") == replace(settings, seconds=5, megabytes=500).key("x")
    assert settings.key("x") != replace(settings, limits=Limits(objects=5)).key("x")
    assert settings.key_of_failure("x") != replace(settings, seconds=5).key_of_failure("x")
    assert settings.key_of_failure("x") != settings.key("x")
    assert all(code.startswith("limit_") for code in PAGE_LIMITS)
