"""Names → nodes: the level of each name, its code, and the names above it.

A column that holds one level says it. A column of several levels leaves it to what is printed: a label (`Program:`),
a code's depth, weight (a bold programme over its kegiatan), the word Program itself; and, where the user gave the
official list, to that. What nothing settles stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.cells import Cell
from normalize.columns import Column
from normalize.records import LEVELS
from normalize.stitch import Piece
from normalize.text import Fragment, Joiner
from normalize.vocabulary import LIST_NUMBER, Vocabulary

if TYPE_CHECKING:
    from normalize.nomenclature import Nomenclature

__all__ = ["NamePart", "read_name", "settle_levels"]

_CODE = re.compile(r"(?P<code>(?:\d{1,2}|X)\.(?:\d{2}|XX)(?:\.\d{1,4}|\.X{1,4})*)(?:\.|\s*[-–—:])?\s+(?=\D)")
_BARE_NUMBER = re.compile(r"\d{1,2}\s+(?=[A-Z])")
_DEPTHS = {3: "program", 5: "kegiatan", 6: "sub_kegiatan"}
"""Parts of a code since 2020: urusan.bidang.program, .kewenangan.kegiatan, .sub kegiatan."""


@dataclass(slots=True)
class NamePart:
    """A name as printed without its label or list number. `levels` are those that its column can hold; `level` is
    None as long as it is open. `context` marks a line above the levels (an urusan, the office itself)."""

    text: str
    levels: tuple[str, ...]
    level: str | None
    kode: str | None
    bold: bool
    coded: bool
    """Whether the table has a column of codes, so that a name without one is above the coded levels."""
    column: Column
    cells: tuple[Cell, ...]
    wide: bool = False
    """Whether the name's cell runs over most of the table: a line that heads a section."""
    labelled: bool = False
    numbering: str | None = None
    """The style of its list number: `1.` and `2.` are alike, `1.1.` is deeper."""
    indent: int | None = None
    """How far it is set in from its cell's side, in steps of 2 points."""
    context: bool = False


def read_name(
    piece: Piece, column: Column, kode: str | None, coded: bool, wide: bool, joiner: Joiner, vocabulary: Vocabulary
) -> list[NamePart]:
    """The names in a cell: mostly one; two where a bold programme is followed by its kegiatan in the same cell."""
    fragments = [fragment for cell in piece.cells for fragment in joiner.fragments(cell)]
    levels = tuple(level for level in column.levels if level in LEVELS)
    switch = _weight_switch(fragments) if {"program", "kegiatan"} <= set(levels) else 0
    groups: list[tuple[Sequence[Fragment], str | None]] = [(fragments, None)]
    if switch:
        groups = [(fragments[:switch], "program"), (fragments[switch:], None)]
    parts: list[NamePart] = []
    for group, given in groups:
        text = joiner.join(group)
        label, text = vocabulary.label(text)
        own, text = _strip_code(text)
        number = LIST_NUMBER.match(text)
        bare = text[number.end() :] if number else text
        if bare is not text and own is None:
            own, bare = _strip_code(bare)
        if label is None:
            label, bare = vocabulary.label(bare)
        bold = all(fragment.bold for fragment in group)
        level = given or label or (levels[0] if len(levels) == 1 else None)
        if given is None and switch:
            level = label or ("kegiatan" if "kegiatan" in levels else None)
        parts.append(
            NamePart(
                text=bare.strip(),
                levels=levels,
                level=level,
                kode=kode or own,
                bold=bold,
                coded=coded,
                column=column,
                cells=tuple(piece.cells),
                wide=wide,
                labelled=label is not None,
                numbering=_style(number[0]) if number else None,
                indent=_indent(piece),
            )
        )
    return [part for part in parts if part.text]


def _style(number: str) -> str:
    """The style of a list number: how deep, and of what kind.

    >>> _style("2. ") == _style("14. "), _style("1.2. ") == _style("1. "), _style("a) ")
    (True, False, 'a)')
    """
    letters = re.sub(r"[IVX]+", "I", re.sub(r"\d+", "1", number.strip()))
    return re.sub(r"[a-z]", "a", re.sub(r"[A-HJ-UWYZ]", "A", letters))


def _indent(piece: Piece) -> int | None:
    first = next(piece.lines(), None)
    return None if first is None else round((first[1].x0 - first[0].x0) / 2)


def _strip_code(text: str) -> tuple[str | None, str]:
    match = _CODE.match(text)
    return (match["code"], text[match.end() :]) if match else (None, text)


def _weight_switch(fragments: Sequence[Fragment]) -> int:
    """Where a cell's text changes once from bold to regular; 0 where it does not."""
    weights = [fragment.bold for fragment in fragments]
    switch = next((i for i, bold in enumerate(weights) if not bold), 0)
    return switch if switch and not any(weights[switch:]) else 0


def settle_levels(parts: Sequence[NamePart], vocabulary: Vocabulary, nomenclature: Nomenclature | None) -> None:
    """Fills in the levels that the layout alone leaves open, with the whole document in view."""
    for part in parts:
        part.context = _is_context(part, vocabulary)
    nodes = [part for part in parts if not part.context]
    depths = _code_levels(nodes)
    for part in nodes:
        if part.level is None and part.kode:
            part.level = depths.get(_depth(part.kode))
    by_column: dict[Column, list[NamePart]] = {}
    for part in nodes:
        by_column.setdefault(part.column, []).append(part)
    for column in by_column.values():
        _strip_bare_numbers(column)
        weighted = len({part.bold for part in column}) == 2
        coded = any(part.coded or part.kode for part in column)
        for part in column:
            if part.level is None:
                part.level = _by_print(part, weighted, coded)
        _by_outline(column)
    if nomenclature is not None and any(part.level is None for part in nodes):
        _by_nomenclature(nodes, nomenclature)


def _strip_bare_numbers(parts: Sequence[NamePart]) -> None:
    """`1 Program …` is numbered where the names under it are (`1.1 …`): elsewhere a name may begin with a figure."""
    if not any(part.numbering and part.numbering.startswith("1.1") for part in parts):
        return
    for part in parts:
        match = _BARE_NUMBER.match(part.text)
        if match and part.numbering is None:
            part.numbering = "1"
            part.text = part.text[match.end() :]


def _is_context(part: NamePart, vocabulary: Vocabulary) -> bool:
    """Whether a line names something above the levels: an urusan, the office, a section of the table."""
    first = part.text.split()[0].casefold()
    if len(part.levels) > 1 and part.level is None:
        if vocabulary.is_above(part.text):
            return True
        if part.kode and _depth(part.kode) < 3 and any(c.isdigit() for c in part.kode) and first != "program":
            return True
        if vocabulary.office_start(part.text) == 0 and part.bold and not part.kode:
            return True
    if not part.wide:
        return False
    if part.labelled:
        return False
    _, unknown = vocabulary.read(part.text)
    if first in ("program", "kegiatan", "sub") and unknown:
        part.level = "sub_kegiatan" if first == "sub" else first
        return False
    return True


def _depth(kode: str) -> int:
    return len([piece for piece in re.split(r"[.\-\s/]+", kode) if piece])


def _code_levels(nodes: Sequence[NamePart]) -> dict[int, str]:
    """The level of each depth of code in this document: the official depths, or else their rank."""
    depths = sorted({_depth(part.kode) for part in nodes if part.kode and len(part.levels) > 1})
    if set(depths) <= set(_DEPTHS):
        return {depth: _DEPTHS[depth] for depth in depths}
    known = {part.levels for part in nodes if part.kode}
    held = [level for level in LEVELS if any(level in levels for levels in known)]
    allowed = held if len(held) == len(depths) else [level for level in held if level in LEVELS[2:]]
    return dict(zip(depths, allowed, strict=False)) if len(depths) <= len(allowed) else {}


def _by_outline(parts: Sequence[NamePart]) -> None:
    """Levels by the numbering of names (`1.`, `1.1.`, `a.`) or by how far they are set in: a style a level, where the
    column has just as many styles as levels and each level that is known already has its own."""
    levels = [level for level in LEVELS if level in parts[0].levels]
    for style in ("numbering", "indent"):
        styles = [getattr(part, style) for part in parts]
        if None in styles or all(part.level is not None for part in parts):
            continue
        if style == "indent":
            steps = sorted(set(styles))
            styles = [steps.index(step) for step in styles]
            kinds = list(range(len(steps)))
        else:
            kinds = list(dict.fromkeys(styles))
        if len(kinds) != len(levels) or len(kinds) < 2:
            continue
        ranked = [levels[kinds.index(kind)] for kind in styles]
        if all(part.level in (None, level) for part, level in zip(parts, ranked, strict=True)):
            for part, level in zip(parts, ranked, strict=True):
                part.level = level


def _by_print(part: NamePart, weighted: bool, coded: bool) -> str | None:
    """The level that a name's own print tells; `weighted` where its column has both weights, `coded` where it has
    codes."""
    levels = part.levels
    program = part.text.split()[0].casefold() in ("program", "proram", "programe") and "program" in levels
    above = [level for level in levels if level in ("tujuan", "sasaran")]
    below = [level for level in levels if level in ("kegiatan", "sub_kegiatan")]
    if coded and not part.kode:
        return above[0] if len(above) == 1 else None
    if weighted and part.bold:
        if "program" in levels and (program or not above):
            return "program"
        return above[0] if len(above) == 1 else None
    if program:
        return "program"
    open_below = "urusan" in part.column.levels  # lists headed `Urusan/Program/Kegiatan` hold sub kegiatan too
    if (weighted or not above) and len(below) == 1 and not open_below:
        return below[0]
    return None


def _by_nomenclature(nodes: Sequence[NamePart], nomenclature: Nomenclature) -> None:
    matches = nomenclature.settle([(part.text, part.kode, part.level == "program") for part in nodes])
    for part, match in zip(nodes, matches, strict=True):
        if part.level is None and match is not None and match.level in LEVELS:
            part.level = match.level
