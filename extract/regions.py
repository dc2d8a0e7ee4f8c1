"""Atoms and walls → rectangles: which atoms of a fine grid make one cell.

Atoms with no wall between them are one region. A region that is no rectangle, or that a wall runs into, comes from a
rule that was forgotten; it is split into rectangles that no wall crosses.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["join_atoms"]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]


def join_atoms(inside: BoolArray, beside: BoolArray, over: BoolArray) -> IntArray:
    """Number the cells that atoms make.

    `inside` (rows, columns) tells which atoms belong to the table, `beside` (rows, columns + 1) and `over` (rows + 1,
    columns) where walls stand at their left and upper sides. Gives (rows, columns) of the number of the cell that
    holds each atom, counted row by row, -1 outside.
    """
    open_right = inside[:, :-1] & inside[:, 1:] & ~beside[:, 1:-1]
    open_down = inside[:-1] & inside[1:] & ~over[1:-1]
    region = np.where(inside, _regions(open_right, open_down), -1)
    _split(region, open_right, open_down)
    _, first, number = np.unique(region[inside], return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.intp)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    owner = np.full(inside.shape, -1, dtype=np.intp)
    owner[inside] = rank[number]
    return owner


def _regions(open_right: BoolArray, open_down: BoolArray) -> IntArray:
    """Label the atoms that hang together with the number of the first atom of their region: (rows, columns)."""
    rows, columns = open_right.shape[0], open_down.shape[1]
    atoms = np.arange(rows * columns).reshape(rows, columns)
    one = np.concatenate((atoms[:, :-1][open_right], atoms[:-1][open_down]))
    other = np.concatenate((atoms[:, 1:][open_right], atoms[1:][open_down]))
    label = atoms.ravel()
    while True:  # Each round hangs roots under lower roots and shortens the ways to them: few rounds are needed.
        low, high = np.minimum(label[one], label[other]), np.maximum(label[one], label[other])
        if (low == high).all():
            return label.reshape(rows, columns)
        label = label.copy()
        np.minimum.at(label, high, low)
        while (label[label] != label).any():
            label = label[label]


def _split(region: IntArray, open_right: BoolArray, open_down: BoolArray) -> None:
    """Split, in place, the regions that are no free rectangles.

    They are read row by row; only where all the walls that run into one lie across (a merged cell beside ruled ones,
    the rule between them missing), column by column.
    """
    held = region >= 0
    label = region[held]
    wall_right = (region[:, :-1] == region[:, 1:]) & held[:, 1:] & ~open_right
    wall_down = (region[:-1] == region[1:]) & held[1:] & ~open_down
    size = region.size
    low, high = np.full((2, size), size), np.full((2, size), -1)
    for axis, index in enumerate(np.nonzero(held)):
        np.minimum.at(low[axis], label, index)
        np.maximum.at(high[axis], label, index)
    count = np.bincount(label, minlength=size)
    odd = (count > 0) & (np.prod(high - low + 1, axis=0) != count)
    upright, across = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    upright[region[:, :-1][wall_right]] = True
    across[region[:-1][wall_down]] = True
    atoms = np.arange(size).reshape(region.shape)
    for number in np.flatnonzero(odd | upright | across).tolist():
        (top, left), (bottom, right) = low[:, number], high[:, number] + 1
        part = region[top:bottom, left:right]
        names, beside = atoms[top:bottom, left:right], open_right[top:bottom, left : right - 1]
        under = open_down[top : bottom - 1, left:right]
        where = part == number
        if across[number] and not upright[number]:
            _split_lines(part.T, where.T, names.T, under.T, beside.T)
        else:
            _split_lines(part, where, names, beside, under)


def _split_lines(region: IntArray, where: BoolArray, names: IntArray, along: BoolArray, aside: BoolArray) -> None:
    """Split one region line by line, in place: equal runs of atoms in lines that follow each other stay together.

    `where` (lines, atoms) marks the region's atoms, `names` are the labels to use, `along` (lines, atoms - 1) and
    `aside` (lines - 1, atoms) tell where no wall parts neighbours in a line and between lines.
    """
    above: dict[tuple[int, int], int] = {}
    for line in range(len(where)):
        runs: list[tuple[int, int]] = []
        for atom in np.flatnonzero(where[line]).tolist():
            if runs and runs[-1][1] == atom and along[line, atom - 1]:
                runs[-1] = (runs[-1][0], atom + 1)
            else:
                runs.append((atom, atom + 1))
        here: dict[tuple[int, int], int] = {}
        for begin, stop in runs:
            name = int(names[line, begin])
            if (begin, stop) in above and aside[line - 1, begin:stop].all():
                name = above[begin, stop]
            here[begin, stop] = name
            region[line, begin:stop] = name
        above = here
