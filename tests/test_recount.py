"""The tables against the files that they were read from, counted again by other means."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from renaksi.batch import run
from renaksi.recount import recount
from renaksi.settings import Settings
from renaksi.store import read_table, table_files
from tests.commands import PDF, SAMPLES, renaksi
from tests.test_store import Quiet

FIXTURES = Path(__file__).parent / "fixtures"
RECORD = pc.field("urutan") == 3


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of every made-up document."""
    out = tmp_path_factory.mktemp("recount") / "out"
    run(FIXTURES, out, Settings(ocr="never"), Quiet())
    return out


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample document."""
    out = tmp_path_factory.mktemp("recount") / "out"
    run(PDF, out, Settings(), Quiet())
    return out


def change(out: Path, to: Path, table: str, column: str, where: pc.Expression, value: Any) -> Path:
    """A copy of the tables in which one column has another value in the rows that `where` chooses."""
    shutil.copytree(out, to)
    (path,) = (file for file in table_files(to, table) if pq.read_metadata(file).num_rows)
    rows = pq.ParquetFile(path).read()
    chosen = rows.append_column("n", pa.array(range(len(rows)))).filter(where)["n"].to_pylist()
    assert chosen
    values = rows[column].to_pylist()
    for place in chosen:
        values[place] = value(values[place]) if callable(value) else value
    place = rows.schema.get_field_index(column)
    field = rows.schema.field(place)
    pq.write_table(rows.set_column(place, field, pa.array(values, field.type)), path)
    return to


def test_every_page_and_field_of_every_layout_is_found_again(out: Path) -> None:
    """Each letter and digit of each page is in a cell, once; each field stands in the boxes that it is said to."""
    counted = recount(out, FIXTURES)
    assert counted.broken == []
    pages = read_table(out, "pages").filter(pc.field("medium") == "text")
    assert counted.pages == len(pages)
    assert counted.fields > 4_000


def test_a_changed_figure_is_told(sample: Path, tmp_path: Path) -> None:
    """A figure that is not printed where its field is said to stand is named by record and field."""
    changed = change(sample, tmp_path / "out", "indicators", "tw2", RECORD, "51")
    (line,) = recount(changed, PDF).broken
    assert line.startswith(f"{PDF.name}, page 1: ")
    assert line.endswith("-0003 tw2: its text does not stand where field_boxes says")


def test_two_figures_that_changed_places_are_told(sample: Path, tmp_path: Path) -> None:
    """Figures that are both on the page, each in the other's place, are told."""
    first = change(sample, tmp_path / "first", "indicators", "tw1", RECORD, "50")
    both = change(first, tmp_path / "both", "indicators", "tw2", RECORD, "25")
    assert [line.split()[4] for line in recount(both, PDF).broken] == ["tw1:", "tw2:"]


def test_a_lost_and_a_doubled_character_are_told(sample: Path, tmp_path: Path) -> None:
    """A page whose cells hold a letter less, or one more, than the file is named with the letters."""
    word = pc.field("text") == "Nilai"
    less = change(sample, tmp_path / "less", "cells", "text", word, lambda text: text.replace("N", ""))
    assert any("in the file and not in the cells (N)" in line for line in recount(less, PDF).broken)
    more = change(sample, tmp_path / "more", "cells", "text", word, lambda text: text + "x")
    assert any("in the cells and not in the file (x)" in line for line in recount(more, PDF).broken)


def test_another_file_is_not_compared(sample: Path, tmp_path: Path) -> None:
    """A file that is gone, or has changed since it was read, is told, and not compared with what was read."""
    (line,) = recount(sample, tmp_path).broken
    assert line == f"{PDF.name}: is not below {tmp_path} and cannot be compared; name its folder with --raw"
    (tmp_path / PDF.name).write_bytes(PDF.read_bytes() + b"\n")
    assert recount(sample, tmp_path).broken == [f"{PDF.name}: is not the file that was read; run again"]


def test_the_command_says_what_it_counted(sample: Path, tmp_path: Path) -> None:
    """`renaksi check OUT --raw RAW` tells how much was compared, and exits with 1 where something differs."""
    done = renaksi("check", sample, "--raw", SAMPLES)
    assert done.returncode == 0
    first, second = done.stdout.splitlines()
    assert first == "All tables are as they should be."
    assert second.startswith("2 pages counted again in their files, and ")
    done = renaksi("check", sample, "--raw", tmp_path)
    assert (done.returncode, "cannot be compared" in done.stdout) == (1, True)
