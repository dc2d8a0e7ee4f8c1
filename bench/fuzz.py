"""`python -m bench.fuzz`: mutants of sound PDFs by hundreds or thousands, under the batch, with sound files among them.

Every file must end with a status and, where it failed, a reason of the closed list; the tables must keep what they
promise; no row of a sound file may be another than in a run without the mutants; and no reason may be `internal`, which
is a fault of the program. What breaks one of these is kept, with its seed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from bench.measure import ROOT
from bench.mutants import mutant
from renaksi.batch import run
from renaksi.checks import check_tables
from renaksi.schemas import ERRORS, STATUSES, TABLES
from renaksi.settings import Settings
from renaksi.store import read_table

__all__ = ["Fuzzed", "fuzz", "sound_files"]

SETTINGS = Settings(ocr="never", seconds=15, seconds_per_page=0.5, megabytes=800)


class _Quiet:
    """A reporter that says nothing."""

    def begin(self, files: int) -> None:
        """The run begins."""

    def page(self, source: str, page: int, pages: int) -> None:
        """A page is done."""

    def done(self, source: str) -> None:
        """A file is done."""

    def problem(self, source: str, message: str, log: str = "") -> None:
        """A file failed."""


@dataclass(slots=True)
class Fuzzed:
    """What came of it: `faults` says what must not be, by file; `ends` counts kinds of mutants with their ends."""

    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def fuzz(sound: Sequence[Path], seeds: Sequence[int], folder: Path, jobs: int = 2) -> Fuzzed:
    """Runs the batch over the sound files, and then over them and a mutant for each seed.

    Args:
        sound: PDFs.
        seeds: of the mutants.
        folder: to work in; empty.
        jobs: how many files are read at once.
    """
    done = Fuzzed()
    raw = folder / "raw" / "2022"
    raw.mkdir(parents=True)
    for path in sound:
        shutil.copy(path, raw / f"sound-{path.name}")
    run(folder / "raw", folder / "alone", SETTINGS, _Quiet(), jobs=jobs)
    contents = [path.read_bytes() for path in sound]
    kinds = {}
    for seed in seeds:
        kind, data = mutant(contents, seed)
        # Behind the sound files: of two files of one content the first has the plain id.
        kinds[f"2022/x-mutant-{seed:06d}.pdf"] = kind
        (raw / f"x-mutant-{seed:06d}.pdf").write_bytes(data)
    run(folder / "raw", folder / "tables", SETTINGS, _Quiet(), jobs=jobs)
    documents = read_table(folder / "tables", "documents")
    told: dict[str, tuple[str, str | None]] = {}
    for source, status, error in zip(
        *(documents[name].to_pylist() for name in ("source", "status", "error")), strict=True
    ):
        told[source] = (status, error)
    for source, kind in kinds.items():
        status, error = told.get(source, ("no row", None))
        done.ends[kind, error or status] += 1
        if status not in STATUSES or error not in (None, *ERRORS) or error == "internal":
            done.faults.append(f"{source} ({kind}): {status}, {error}")
    done.faults += [f"tables: {line}" for line in check_tables(folder / "tables")]
    done.faults += _changed(folder / "alone", folder / "tables")
    return done


_LINKS = ("series_id", "superseded_by")
"""What hangs on all documents by design: a damaged copy of the same year may say the same things."""


def _changed(alone: Path, among: Path) -> list[str]:
    """The tables in which a sound file has other rows than alone."""
    ids = read_table(alone, "documents")["document_id"]
    return [
        f"{name}: rows of sound files changed"
        for name in TABLES
        if name != "series" and not _of(read_table(alone, name), ids).equals(_of(read_table(among, name), ids))
    ]


def _of(table: pa.Table, ids: pa.ChunkedArray) -> pa.Table:
    """The rows of these documents, those of dictionaries as the texts that they stand for."""
    column = table["document_id" if "document_id" in table.column_names else "indicator_id"].cast(pa.string())
    own = pc.is_in(pc.utf8_slice_codeunits(column, 0, 16), value_set=pc.utf8_slice_codeunits(ids, 0, 16))
    rows = table.filter(pc.and_(own, pc.invert(pc.match_substring(column, "-copy"))))
    plain = [
        rows[field.name].cast(pa.string()) if pa.types.is_dictionary(field.type) else rows[field.name]
        for field in rows.schema
    ]
    hanging = [name for name in _LINKS if name in rows.column_names]
    return pa.table(plain, names=rows.column_names).drop_columns(hanging).combine_chunks()


def sound_files(folders: Sequence[Path]) -> list[Path]:
    """The PDFs in these folders, those of the tests where there are none."""
    found = [path for folder in folders for path in sorted(folder.rglob("*.pdf"))]
    return found or sorted((ROOT / "tests" / "fixtures").glob("*.pdf"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs, prints what came of it, and says by the exit code whether all was well."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="folders of sound PDFs")
    parser.add_argument("--count", type=int, default=200, help="how many mutants (200)")
    parser.add_argument("--seed", type=int, default=0, help="of the first of them (0)")
    parser.add_argument("--jobs", type=int, default=2, help="how many files are read at once (2)")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="where what breaks is kept")
    options = parser.parse_args(arguments)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="renaksi-fuzz-") as folder:
        seeds = range(options.seed, options.seed + options.count)
        done = fuzz(sound_files(options.folders), seeds, Path(folder), options.jobs)
        for fault in done.faults:
            print(f"FAULT {fault}")
            path = Path(folder) / "raw" / fault.split(" ")[0]
            if path.is_file():
                options.keep.mkdir(exist_ok=True)
                shutil.copy(path, options.keep)
    ends = sorted({end for _, end in done.ends})
    print("| mutants | " + " | ".join(ends) + " |\n|---|" + "---:|" * len(ends))
    for kind in sorted({kind for kind, _ in done.ends}):
        print(f"| {kind} | " + " | ".join(str(done.ends[kind, end]) for end in ends) + " |")
    print(f"\n{options.count} mutants, seeds from {options.seed}, {time.perf_counter() - begun:.0f} seconds")
    return 1 if done.faults else 0


if __name__ == "__main__":
    sys.exit(main())
