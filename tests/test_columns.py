"""Columns gather in blocks: the columns that describe one node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from normalize.columns import Column, gather_blocks, is_quarter
from normalize.records import FIELDS

Made = tuple[str, str]


def columns(*made: str) -> list[Column]:
    """Columns from `role` or `name:level,level`, side by side; the header is the same text."""
    found = []
    for number, text in enumerate(made):
        role, _, levels = text.partition(":")
        x0, x1 = number / len(made), (number + 1) / len(made)
        found.append(Column(x0, x1, role, text, tuple(levels.split(",")) if levels else ()))
    return found


def gathered(*made: str) -> tuple[list[str], list[Sequence[int]]]:
    """The roles after gathering, and the columns of each block."""
    resolved, blocks = gather_blocks(columns(*made))
    return [column.role for column in resolved], [block.columns for block in blocks]


def test_a_flat_table_is_one_block() -> None:
    """Numbers, codes, names, values: all describe one node."""
    _, blocks = gathered("nomor", "kode", "name:program,kegiatan", "indikator", "satuan", "target", "tw1", "tw2")
    assert blocks == [(0, 1, 2, 3, 4, 5, 6, 7)]


def test_a_cascade_has_a_block_for_each_level() -> None:
    """A name behind values opens the next block, and takes the code before it along."""
    _, blocks = gathered(
        "name:sasaran", "indikator", "target", "kode", "name:program", "indikator", "target", "tw1", "penanggung_jawab"
    )
    assert blocks == [(0, 1, 2), (3, 4, 5, 6, 7, 8)]


def test_names_side_by_side_share_a_block() -> None:
    """Several names before the first value describe one node and those above it."""
    resolved, blocks = gather_blocks(columns("name:sasaran", "name:program", "name:kegiatan", "indikator", "target"))
    assert len(blocks) == 1
    assert blocks[0].levels == ("sasaran", "program", "kegiatan")
    assert [column.role for column in resolved] == ["name", "name", "name", "indikator", "target"]


def test_a_second_column_of_one_role_is_kept_apart() -> None:
    """A role that the block has already goes to the extra columns, so that nothing is lost or overwritten."""
    roles, blocks = gathered("name:kegiatan", "indikator", "satuan", "target", "tw1", "satuan")
    assert roles == ["name", "indikator", "satuan", "target", "tw1", "extra"]
    assert blocks == [(0, 1, 2, 3, 4, 5)]


@pytest.mark.parametrize("role", FIELDS)
def test_the_fields_of_quarters_are_told_by_their_names(role: str) -> None:
    """`tw1` to `tw4` of each measure, and no other field."""
    assert is_quarter(role) == (role[-3:-1] == "tw")


def test_the_target_of_this_year_may_stand_behind_the_quarters() -> None:
    """A longer plan's target before the quarters is not this year's where that stands behind them."""
    made = columns("name:program", "indikator", "target", "tw1", "tw2", "tw3", "tw4", "target")
    made[2] = replace(made[2], weak=True)
    roles = [column.role for column in gather_blocks(made)[0]]
    assert (roles[2], roles[-1]) == ("extra", "target")
    assert gather_blocks(made[:-1])[0][2].role == "target"
