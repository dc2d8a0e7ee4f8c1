"""Some dozens of damaged and hostile PDFs in one run: each ends with a status, and no sound file's row is another."""

from __future__ import annotations

from pathlib import Path

from bench.fuzz import fuzz
from bench.mutants import KINDS, mutant
from tests.commands import ROOT

SOUND = [ROOT / "tests" / "fixtures" / name for name in ("sideways-writer.pdf", "long-label-writer.pdf")]


def test_every_mutant_ends_with_a_status_and_harms_no_other(tmp_path: Path) -> None:
    """Statuses and reasons are of the closed lists, none is a fault of the program, and the tables keep promises."""
    contents = [path.read_bytes() for path in SOUND]
    seeds = [seed for seed in range(60) if mutant(contents, seed)[0] not in ("nested", "many")]
    done = fuzz(SOUND, seeds, tmp_path)
    assert done.faults == []
    assert sum(done.ends.values()) == len(seeds)
    assert {kind for kind, _ in done.ends} == KINDS.keys() - {"nested", "many"}
    assert {end for _, end in done.ends} >= {"partial", "damaged"}


def test_mutants_are_the_same_for_the_same_seed() -> None:
    """What broke once can be made again from its seed."""
    contents = [path.read_bytes() for path in SOUND]
    assert [mutant(contents, seed) for seed in (1, 2, 3)] == [mutant(contents, seed) for seed in (1, 2, 3)]
