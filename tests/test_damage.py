"""Damage that a reader does not notice is noticed all the same, and sound files are not suspected."""

from __future__ import annotations

import io
import os
import random
import re
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pikepdf
import pytest

from extract.damage import check_pdf
from extract.documents import Document, Health, open_document
from normalize import normalize
from renaksi.batch import run
from renaksi.checks import check_tables
from renaksi.rows import document_tables
from renaksi.settings import Settings
from renaksi.workers import Task, check_packed, read_all
from tests.commands import ROOT
from tests.drawnpdf import draw, save, with_broken_page
from tests.test_store import Quiet

SOUND = sorted([*(ROOT / "tests" / "fixtures").glob("*.pdf"), *(ROOT / "data" / "raw").rglob("*.pdf")])
TEXT = "BT /F1 10 Tf 20 20 Td (Target 100 Persen) Tj ET"


def _packed(*contents: str) -> bytes:
    """A PDF whose contents are compressed, as every producer's are."""
    with pikepdf.open(io.BytesIO(draw(*contents))) as pdf:
        return save(pdf)


def test_sound_files_are_not_suspected() -> None:
    """No sample is called damaged, and the check counts the pages that PDFium counts."""
    assert len(SOUND) > 5
    for path in SOUND:
        data = path.read_bytes()
        assert check_pdf(data) == Health(open_document(Document(path.name, data, "", None)).page_count), path.name


def test_a_locked_file_is_not_judged() -> None:
    """Of a file that asks for a password nothing is said here."""
    with pikepdf.open(SOUND[0]) as pdf:
        assert check_pdf(save(pdf, pikepdf.Encryption(user="secret", owner="secret"))) is None


def test_changed_data_is_noticed() -> None:
    """A digit changed in compressed data, which PDFium reads as if nothing were wrong, shows by its checksum."""
    data = _packed(TEXT)
    assert check_pdf(data) == Health(1)
    start = data.index(b"stream\n") + 7
    packed = zlib.decompressobj()
    packed.decompress(data[start:])
    end = len(data) - len(packed.unused_data)
    changed = data[: end - 1] + bytes([data[end - 1] ^ 1]) + data[end:]
    found = check_pdf(changed)
    assert found is not None
    assert "checksum" in found.fault


def test_a_producer_that_writes_wrong_checksums_is_none_to_suspect() -> None:
    """Where all of several streams have a wrong checksum, it is a habit; where one of them has, it is damage."""
    data = _packed(*[TEXT.replace("100", str(number)) for number in range(5)])
    ends = []
    for found in re.finditer(rb"stream\n(?=x)", data):
        packed = zlib.decompressobj()
        packed.decompress(data[found.end() :])
        ends.append(len(data) - len(packed.unused_data) - 1)
    assert len(ends) == 5
    whole = bytearray(data)
    for end in ends:
        whole[end] ^= 1
    assert check_pdf(bytes(whole)) == Health(5)
    whole[ends[0]] ^= 1
    assert "checksum" in getattr(check_pdf(bytes(whole)), "fault", "")


@pytest.mark.parametrize("harm", ["cut", "stream", "content", "reference"])
def test_damage_of_each_kind_is_noticed(harm: str) -> None:
    """An end that is missing, data that cannot be unpacked, operators that make no sense, an object out of place."""
    data = draw(TEXT) if harm == "content" else _packed(TEXT, TEXT)
    if harm == "cut":
        data = data[: len(data) * 3 // 4]
    elif harm == "stream":
        start = data.index(b"stream\n") + 12
        data = data[:start] + b"\xff" * 8 + data[start + 8 :]
    elif harm == "content":
        with pikepdf.open(io.BytesIO(data)) as pdf:
            buffer = io.BytesIO()
            pdf.save(buffer, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
            data = buffer.getvalue().replace(b"(Target 100 Persen)", b"(Target 100 Persen>")
    else:
        data = data.replace(b"startxref\n", b"startxref\n1")
    found = check_pdf(data)
    assert found is not None
    assert found.fault


def test_few_changes_stay_unnoticed() -> None:
    """Of copies of a sample with a few bytes changed in its streams, nearly all are called damaged, and none raises."""
    sound = (ROOT / "tests" / "fixtures" / "sideways-writer.pdf").read_bytes()
    draws = random.Random(7)
    noticed = 0
    for _ in range(60):
        harmed = bytearray(sound)
        for _ in range(3):
            harmed[draws.randrange(len(sound))] ^= 1 << draws.randrange(8)
        found = check_pdf(bytes(harmed))
        noticed += found is None or bool(found.fault)
    assert noticed >= 50


def test_the_finding_stands_with_every_document_in_the_file() -> None:
    """Damage has no page: each document in the file is read in part, and no sound one is."""
    data = (ROOT / "tests" / "fixtures" / "sideways-writer.pdf").read_bytes()
    for health, status, codes in (
        (Health(2), "ok", set()),
        (Health(2, "data in it was changed"), "partial", {"damaged_file"}),
        (Health(4), "partial", {"page_count"}),
        (Health(None, "it cannot be followed to its end"), "partial", {"damaged_file"}),
    ):
        document = Document("2022/a.pdf", data, "0" * 64, 2022, health)
        pages = list(open_document(document).pages)
        parts = [*normalize(iter(pages[:1]), year=2022), *normalize(iter(pages[1:]), year=2022)]
        tables = document_tables(document, "id", "pdfium", pages, parts)
        rows = tables["documents"].to_pylist()
        assert [row["status"] for row in rows] == [status] * len(rows)
        assert len(rows) == 2
        told = {"damaged_file", "page_count"}
        found = [row for row in tables["findings"].to_pylist() if row["code"] in told and row["page"] is None]
        assert {(row["document_id"], row["code"]) for row in found} == {(row["document_id"], code) for row in rows
                                                                       for code in codes}  # fmt: skip


def test_a_run_tells_damage_and_a_page_that_fails(tmp_path: Path) -> None:
    """In a run, a changed file and one whose second page is none are `partial` with an error that says so."""
    raw = tmp_path / "raw" / "2022"
    raw.mkdir(parents=True)
    sample = (ROOT / "tests" / "fixtures" / "sideways-writer.pdf").read_bytes()
    middle = sample.index(b"stream", len(sample) // 8) + 40
    (raw / "changed.pdf").write_bytes(sample[:middle] + b"\x00\x01" + sample[middle + 2 :])
    (raw / "page.pdf").write_bytes(with_broken_page())
    (raw / "sound.pdf").write_bytes(sample)
    summary = run(tmp_path / "raw", tmp_path / "out", Settings(), Quiet())
    assert {row.source: row.status for row in summary.documents} == {
        "2022/changed.pdf": "partial",
        "2022/page.pdf": "partial",
        "2022/sound.pdf": "ok",
    }
    errors = pd.read_parquet(tmp_path / "out" / "findings").query("severity == 'error'")
    assert set(errors.code) >= {"damaged_file", "page_unreadable"}
    assert check_tables(tmp_path / "out") == []


def test_a_check_that_dies_is_damage_and_no_more() -> None:
    """A file that the check does not survive, or answers with nonsense, is read all the same, and called damaged."""
    document = Document("2022/a.pdf", _packed(TEXT), "0" * 64, 2022)
    expected = {
        "abort": "Health(pages=None, fault='the check of it failed (crash)')",
        "hang": "Health(pages=None, fault='the check of it failed (timeout)')",
        "nonsense": "Health(pages=None, fault='the check of it failed ()')",
        "sound": "Health(pages=1, fault='')",
    }
    tasks = [Task(number, document, how) for number, how in enumerate(expected)]
    settings = Settings(seconds=1, seconds_per_page=0)
    outcomes = read_all(tasks, settings, 1, lambda source, page, pages: None, _echo, check=_go_wrong)
    assert {outcome.task.document_id: (outcome.tables or b"").decode() for outcome in outcomes} == expected


def _go_wrong(document: Document, how: str, settings: Settings, progress: Callable[[int, int], None]) -> bytes:
    progress(0, 0)
    if how == "abort":
        os.abort()
    if how == "hang":
        time.sleep(60)
    return b'["x", 3]' if how == "nonsense" else check_packed(document, how, settings, progress)


def _echo(document: Document, document_id: str, settings: Settings, progress: Callable[[int, int], None]) -> bytes:
    progress(0, 1)
    return repr(document.health).encode()
