"""What docs/analysts.md and docs/series.md tell analysts to do works, and what trips them elsewhere does not here."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from renaksi.batch import run
from renaksi.settings import Settings
from tests.commands import SAMPLES
from tests.test_store import Quiet

DOCS = Path(__file__).parent.parent / "docs"
GUIDE = "".join((DOCS / name).read_text(encoding="utf-8") for name in ("analysts.md", "series.md"))
EXAMPLES = [
    textwrap.dedent(found[2]) for found in re.finditer(r"^( *)```python\n(.*?)^\1```", GUIDE, re.MULTILINE | re.DOTALL)
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables of the sample documents in data/parquet."""
    home = tmp_path_factory.mktemp("home")
    run(SAMPLES.parent, home / "data" / "parquet", Settings(), Quiet())
    return home


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_each_example_runs(example: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python in the guide runs as it stands, beside data/parquet."""
    monkeypatch.chdir(home)
    exec(compile(example, "docs/analysts.md", "exec"), {})


def test_the_guide_has_its_examples() -> None:
    """The pattern above finds them all, indented ones too."""
    assert len(EXAMPLES) == GUIDE.count("```python") >= 8


def test_years_compare_as_numbers(home: Path) -> None:
    """`tahun` is an integer in the folder as in the file, in every library."""
    folder = home / "data" / "parquet" / "indicators"
    file = folder / "2022" / "part-0.parquet"
    for path in (folder, file):
        frame = pd.read_parquet(path)
        assert str(frame.tahun.dtype) == "Int32"
        assert len(frame[frame.tahun >= 2022]) == 90
    pd.testing.assert_series_equal(pd.read_parquet(folder).dtypes, pd.read_parquet(file).dtypes)
    assert pl.read_parquet(f"{folder}/**/*.parquet").schema["tahun"] == pl.Int32
    query = f"SELECT typeof(tahun), count(*) FROM '{folder.as_posix()}/**/*.parquet' GROUP BY 1"
    assert duckdb.execute(query).fetchall() == [("INTEGER", 90)]


@pytest.mark.parametrize("table", ["documents", "indicators", "quarterly_targets", "findings", "field_boxes"])
def test_tables_are_flat(table: str, home: Path, tmp_path: Path) -> None:
    """Doubles can be dropped in pandas, and polars writes CSV: no column holds lists."""
    folder = home / "data" / "parquet" / table
    frame = pd.read_parquet(folder)
    assert len(frame.drop_duplicates()) == len(frame)
    pl.read_parquet(f"{folder}/**/*.parquet").write_csv(tmp_path / "a.csv")
    assert len(pl.read_csv(tmp_path / "a.csv", infer_schema_length=None)) == len(frame)


def test_codes_and_blanks_keep_their_kind(home: Path) -> None:
    """Codes are text, figures are floats that can be reckoned with, and a blank is null in both."""
    frame = pd.read_parquet(home / "data" / "parquet" / "indicators")
    assert str(frame.tw1.dtype) == "string" or frame.tw1.dtype == "str" or "string" in str(frame.tw1.dtype)
    assert frame.target_value.dtype == "float64"
    assert (frame.target_value * 1.1).notna().sum() == frame.target_value.notna().sum()
    assert frame.kode.isna().all()
