"""Columns of a table and the blocks that they gather in.

A block is the columns that describe one node: its name, indicator, unit, targets. A cascade has a block for each
level, left to right; a flat table has one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalize.grid import TableGrid
from normalize.records import LEVELS, MEASURES, quarter_field
from normalize.vocabulary import compact

__all__ = ["VALUE_ROLES", "Block", "Column", "aligned", "gather_blocks", "is_quarter"]

VALUE_ROLES = frozenset(
    ["satuan", "target", "anggaran", "rencana_aksi", "quarter_value", "quarter_pair", "quarter_label"]
    + [quarter_field(measure, quarter) for measure in MEASURES for quarter in range(1, 5)]
)
"""Roles that make a record of a node although its indicator is blank (docs/records.md)."""
_MANY_COLUMNS = 6
"""From how many columns on the same number of columns says that a table goes on."""


@dataclass(frozen=True, slots=True)
class Column:
    """A leaf of the header. `x0` and `x1` are shares of the table's width (0 to 1), so that a page of another size
    reads the same. `role` is a field of a record, or `name`, `nomor`, `quarter_label`, `quarter_value`,
    `quarter_pair`, `jadwal`, `extra`. `levels` are the levels that a name column can hold (with `urusan`, where lines
    above the levels stand in it too); `measure` is what a
    column of stacked quarters holds; `header` is the path as text."""

    x0: float
    x1: float
    role: str
    header: str
    levels: tuple[str, ...] = ()
    measure: str = "target"
    known: bool = True
    weak: bool = False
    """Whether a target column is that of a plan of many years."""


@dataclass(frozen=True, slots=True)
class Block:
    """The columns that describe one node: indices into `Header.columns`."""

    columns: tuple[int, ...]
    levels: tuple[str, ...]


def aligned(columns: Sequence[Column], grid: TableGrid) -> list[tuple[float, float]] | None:
    """The sides of a header's columns in a table without a header, as shares of its width, where it has them: most
    leaves' sides stand where columns of the table end, or it has just as many columns. None where it does not."""
    width = grid.x1 - grid.x0
    if width <= 0:
        return None
    sides = [0.0, *((x - grid.x0) / width for x in grid.right)]
    met = sum(min(abs(side - column.x1) for side in sides) < 0.006 for column in columns)
    if met >= 0.8 * len(columns) and len(columns) > 1:
        return [(column.x0, column.x1) for column in columns]
    if grid.columns == len(columns) >= _MANY_COLUMNS:  # drawn anew on this page, with other widths
        return [((a - grid.x0) / width, (b - grid.x0) / width) for a, b in zip(grid.left, grid.right, strict=True)]
    return None


def is_quarter(role: str) -> bool:
    """Whether a role is a quarter's figure of some measure."""
    return re.fullmatch(r".*tw[1-4]", role) is not None


def _waits_for_name(block: Sequence[int], columns: Sequence[Column], role: str) -> bool:
    """Whether a block has an indicator but no name yet, so that a name column is its own (an indicator may stand
    before its name)."""
    return role == "name" and not any(columns[i].role == "name" for i in block)


_BEFORE_NAMES = frozenset(["nomor", "kode", "tingkat"])
"""Roles of columns that stand before the name that they belong to."""
_PARTS_TARGETS = frozenset(["name", "indikator", "quarter_label", "quarter_pair", "quarters", "rencana_aksi"])
"""Columns behind which a target is that of another thing."""


def gather_blocks(columns: Sequence[Column]) -> tuple[list[Column], list[Block]]:
    """Gathers columns into blocks; a role that a block already has goes to the extra columns."""
    columns = _one_target(columns)
    groups: list[list[int]] = []
    current: list[int] = []
    pending: list[int] = []  # codes and numbers wait for the name that they belong to
    taken: set[str] = set()
    resolved = list(columns)
    filled = False  # the current block has more than names
    for index, column in enumerate(columns):
        role = column.role
        opens = role == "name" or (role == "indikator" and "indikator" in taken)
        if role in _BEFORE_NAMES and not (current and not filled and role not in taken):
            pending.append(index)
            continue
        if opens and (not current or (filled and not _waits_for_name(current, columns, role))):
            if current:
                groups.append(current)
            current, taken, filled = [], set(), False
        if opens:
            current.extend(pending)
            taken.update(columns[i].role for i in pending)
            pending = []
        target = current
        if role not in ("name", "jadwal", "extra"):
            home = _named_block(column, groups, columns) if role in taken or is_quarter(role) else None
            if home is not None and not any(columns[i].role == role for i in home):
                target = home
            elif role in taken and role not in ("quarter_label", "quarter_value"):
                resolved[index] = replace(column, role="extra")
            else:
                taken.add(role)
            filled = filled or role not in _BEFORE_NAMES
        target.append(index)
    current.extend(pending)
    if current:
        groups.append(current)
    blocks = []
    for group in groups:
        levels = [level for level in LEVELS if any(level in resolved[i].levels for i in group)]
        blocks.append(Block(tuple(sorted(group)), tuple(levels)))
    return resolved, blocks


def _one_target(columns: Sequence[Column]) -> list[Column]:
    """Of several target columns (`Target Renstra`, `Target 2024`) the one of this year: not that of a longer plan, and
    nearest to the quarters."""
    found = list(columns)
    runs: list[list[int]] = []
    for index, column in enumerate(columns):
        if column.role == "target":
            between = columns[runs[-1][-1] + 1 : index] if runs else ()
            if runs and not any(c.role in _PARTS_TARGETS or is_quarter(c.role) for c in between):
                runs[-1].append(index)
            else:
                runs.append([index])
    for number, run in enumerate(runs):
        yearly = [index for index in run if not columns[index].weak] or run
        for index in run:
            if index != yearly[-1] or (columns[index].weak and _beside_yearly(columns, runs, number)):
                found[index] = replace(columns[index], role="extra")
    return found


def _beside_yearly(columns: Sequence[Column], runs: Sequence[Sequence[int]], number: int) -> bool:
    """Whether only quarters stand between a run of targets and the next, or the one before, with this year's."""
    for other in runs[max(number - 1, 0) : number + 2]:
        low, high = (other, runs[number]) if other[0] < runs[number][0] else (runs[number], other)
        between = columns[low[-1] + 1 : high[0]]
        yearly = any(not columns[index].weak for index in other)
        if other is not runs[number] and yearly and not any(column.role in _PARTS_TARGETS for column in between):
            return True
    return False


def _named_block(column: Column, groups: list[list[int]], columns: Sequence[Column]) -> list[int] | None:
    """An earlier block whose level the column's header names (`Target Kinerja Sasaran` far to the right)."""
    words = compact(column.header)
    for group in groups:
        levels = {level for i in group for level in columns[i].levels}
        if len(levels) == 1 and compact(next(iter(levels))) in words.replace("subkegiatan", "sub_kegiatan"):
            return group
    return None
