"""Made-up Rencana Aksi and the ways in which offices lay them out as tables, for property tests.

A plan is a tree of nodes with indicators; `records` says what a careful person reads in it (docs/records.md), and
`lay_out` makes a table of cells of it: levels side by side, in one column, or as lines over their rows; quarters as
columns, stacked, or in a row each. What is drawn by hypothesis is the shape; the words come from a seeded generator.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from normalize.records import LEVELS
from tests.handcells import CHAR, PAD, SLACK, Sheet, Slot, wrap

__all__ = ["Layout", "Node", "Plan", "lay_out", "layouts", "plans"]

_LABELS = {
    "tujuan": "Tujuan", "sasaran": "Sasaran", "program": "Program", "kegiatan": "Kegiatan",
    "sub_kegiatan": "Sub Kegiatan",
}  # fmt: skip
_VERBS = ("penyusunan", "pembinaan", "pengawasan", "pemeliharaan", "penyaluran", "pendampingan", "pemetaan")
_WORDS = (
    "data", "jalan", "lingkungan", "pasar", "rakyat", "air", "minum", "desa", "sekolah", "guru", "balita", "posyandu",
    "nelayan", "benih", "unggul", "ternak", "arsip", "daerah", "warga", "miskin", "rumah", "layak", "huni", "sungai",
    "tanggul", "koperasi", "pariwisata", "budaya", "pemuda", "lansia", "dan", "yang", "untuk", "serta", "bagi",
    "musrenbangdes/muskel", "perundang-undangan", "(PAUD)", "kesejahteraan", "kinerja", "perangkat", "anggaran",
    "waktu", "kegiatan", "program", "satuan", "target", "tepat", "urusan",
)  # fmt: skip
_UNITS = ("Dokumen", "Orang", "Laporan", "Unit", "%", "Persen", "Paket", "Orang/Bulan", "Indeks")
_PEOPLE = ("Bidang Cipta Karya", "Seksi Gizi", "Sekretariat", "Sub Bagian Keuangan", "UPTD Pasar")
_QUARTERS = ("tw1", "tw2", "tw3", "tw4")
_NUMERALS = ("I", "II", "III", "IV")


@dataclass
class Node:
    """A node of a plan; an indicator is its fields, each as printed."""

    level: str
    name: str
    kode: str
    indicators: list[dict[str, str]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """Nodes on some levels, from the top down."""

    levels: tuple[str, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Layout:
    """How a plan is printed.

    `kind` is `cascade` (a block of columns for each level), `labels` or `codes` (one column of names), `nested` (names
    side by side before one block) or `sections` (a line over the table for each upper name). `quarters` is `columns`,
    `pair` (labels and figures in two cells), `lines` (`TW I : 2` in one cell) or `rows`. `merged` says whether a name's
    cell covers its rows or has blank cells below it, `spaces` whether the producer leaves the space where a line wraps,
    `centred` whether texts stand in the middle of their cells.
    """

    kind: str
    quarters: str
    merged: bool
    spaces: bool
    tight: bool
    numbered: bool
    centred: bool
    fields: tuple[str, ...]


@st.composite
def layouts(draw: st.DrawFn, *, tight: bool = False, centred: bool = False) -> Layout:
    """Any layout; with `tight`, columns that are narrower than their longest words; with `centred`, also texts in the
    middle of their cells."""
    kind = draw(st.sampled_from(["cascade", "labels", "codes", "nested", "sections"]))
    styles = ["columns", "pair", "lines"] if kind == "cascade" else ["columns", "pair", "lines", "rows"]
    more = [name for name in ("formula", "rencana_aksi", "anggaran", "penanggung_jawab") if draw(st.booleans())]
    return Layout(
        kind,
        draw(st.sampled_from(styles)),
        draw(st.booleans()),
        tight or draw(st.booleans()),
        tight,
        draw(st.booleans()),
        centred and draw(st.booleans()),
        tuple(more),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of one to four levels with up to some twenty records."""
    first = draw(st.integers(0, 3))
    levels = LEVELS[first : first + draw(st.integers(1, 4))]
    words = random.Random(draw(st.integers(0, 2**32)))
    shape = st.integers(1, 2)

    def grow(depth: int, kode: str) -> Iterator[Node]:
        for number in range(1, draw(shape) + (depth + 1 == len(levels)) + 1):
            own = f"{kode}.{number:02d}" if kode.count(".") else f"{kode}.{number:02d}.{number:02d}"
            node = Node(levels[depth], _phrase(words, 2, 6), own)
            leaf = depth + 1 == len(levels)
            node.indicators = [_indicator(words) for _ in range(draw(st.integers(1 if leaf else 0, 2)))]
            if not leaf:
                node.children = list(grow(depth + 1, own))
            yield node

    return Plan(levels, tuple(grow(0, f"{words.randint(1, 8)}")))


def _phrase(words: random.Random, least: int, most: int) -> str:
    """A name: a verb's noun and some words, unlike any other of the plan by its figure."""
    middle = [words.choice(_WORDS) for _ in range(words.randint(least, most))]
    return " ".join([words.choice(_VERBS).capitalize(), *middle, f"ke{words.choice('aiueo')}{words.randint(100, 999)}"])


def _indicator(words: random.Random) -> dict[str, str]:
    kind = words.choice(["rise", "same", "last", "decimal", "percent", "blank"])
    rise = sorted(words.sample(range(1, 100), 4))
    if kind == "rise":
        figures = list(map(str, rise))
    elif kind == "same":
        figures = [str(rise[0])] * 4
    elif kind == "last":
        figures = ["-", "-", "-", str(rise[3])]
    elif kind == "decimal":
        figures = [f"{figure},5" for figure in rise]
    elif kind == "percent":
        figures = [f"{figure}%" for figure in rise]
    else:
        figures = ["", str(rise[1]), "", str(rise[3])]
    return {
        "indikator": _phrase(words, 1, 6).replace("Pe", words.choice(["Jumlah pe", "Cakupan pe", "Rasio pe"]), 1),
        "formula": _phrase(words, 1, 4),
        "satuan": words.choice(_UNITS),
        "target": figures[3],
        **dict(zip(_QUARTERS, figures, strict=True)),
        "rencana_aksi": _phrase(words, 1, 5),
        "anggaran": f"{words.randint(1, 999)}.{words.randint(100, 999)}.000",
        "penanggung_jawab": words.choice(_PEOPLE),
    }


class _Canvas:
    """A table in the making: texts are put into cells by row and column and wrapped to the column's width."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.slots: list[Slot] = []
        self.letters: list[int] = []

    def column(self, role: str) -> int:
        """A new column for texts of a role."""
        wide = {"name": 24, "indikator": 26, "formula": 23, "rencana_aksi": 24, "penanggung_jawab": 22, "anggaran": 13}
        narrow = {"name": 12, "indikator": 11, "formula": 10, "rencana_aksi": 10, "penanggung_jawab": 9, "anggaran": 13}
        self.letters.append((narrow if self.layout.tight else wide).get(role, 22 if role == "kode" else 14))
        return len(self.letters) - 1

    def put(self, row: int, column: int, text: str, rows: int = 1, columns: int = 1, *, bold: bool = False) -> None:
        """A cell; `¶` in a text parts lines."""
        room = sum(self.letters[column : column + columns])
        lines = [part for line in text.split("¶") for part in (wrap(line, room, spaces=self.layout.spaces) or [""])]
        filled = tuple(((line, bold),) if line else () for line in lines)
        self.slots.append(Slot(row, column, rows, columns, filled if text.strip("¶") else ()))

    def sheet(self) -> Sheet:
        """The table; a row is as tall as its cells need, the last row of a merged cell takes what is left."""
        count = max(slot.row + slot.rows for slot in self.slots)
        heights = [1] * count
        for slot in sorted(self.slots, key=lambda slot: slot.rows):
            last = slot.row + slot.rows - 1
            heights[last] += max(0, len(slot.lines) - sum(heights[slot.row : last + 1]))
        widths = tuple(letters * CHAR + 2 * PAD + SLACK for letters in self.letters)
        slots = self.slots
        if self.layout.centred:
            room = [sum(heights[slot.row : slot.row + slot.rows]) - len(slot.lines) for slot in slots]
            slots = [replace(slot, lead=free // 2) for slot, free in zip(slots, room, strict=True)]
        return Sheet(tuple(slots), widths, tuple(heights))


@dataclass
class _Block:
    """The columns of a block, by role, and those of its quarters."""

    name: int | None
    columns: dict[str, int]
    quarters: list[int]


def lay_out(plan: Plan, layout: Layout) -> tuple[Sheet, int, list[int], list[dict[str, str]]]:
    """The plan as a table.

    Returns:
        The table, the number of its header rows, its columns of names, and the records that it holds.
    """
    canvas = _Canvas(layout)
    plan = _fitted(plan, layout)
    drawn = {"cascade": _cascade, "nested": _nested}.get(layout.kind, _listed)(canvas, plan, layout)
    header_rows, names = drawn
    return canvas.sheet(), header_rows, names, list(_records(plan, layout, plan.nodes, {}))


def _fitted(plan: Plan, layout: Layout) -> Plan:
    """The plan without what the layout cannot show."""
    if layout.kind == "codes":
        plan = _renamed(plan, LEVELS[2 : 2 + min(len(plan.levels), 3)])
    if layout.kind == "sections":
        plan = _renamed(plan, plan.levels[:2])
    if layout.kind in ("nested", "sections"):
        plan = replace(plan, nodes=tuple(_bare(node) for node in plan.nodes))
    if layout.kind == "cascade":
        plan = replace(plan, nodes=tuple(_cut_indicators(node)[0] for node in plan.nodes))
    return plan


def _renamed(plan: Plan, levels: Sequence[str]) -> Plan:
    def walk(node: Node, depth: int) -> Node:
        children = [walk(child, depth + 1) for child in node.children] if depth + 1 < len(levels) else []
        kode = _code(node.kode, depth) if levels[0] == "program" else node.kode
        indicators = node.indicators or ([] if children else _deepest(node)[:1])
        return Node(levels[depth], node.name, kode, indicators, children)

    return Plan(tuple(levels), tuple(walk(node, 0) for node in plan.nodes))


def _code(kode: str, depth: int) -> str:
    """A code of the official depth: three parts, five, six."""
    parts = kode.split(".")
    parts = [*parts[:3], "2", *parts[3:]] if depth else parts
    return ".".join([*parts[: (3, 5)[depth > 0]], *([f"{int(parts[5]):04d}"] if depth == 2 else [])])


def _deepest(node: Node) -> list[dict[str, str]]:
    return node.indicators or [indicator for child in node.children for indicator in _deepest(child)]


def _bare(node: Node) -> Node:
    """The node with indicators on the deepest level alone."""
    return replace(
        node, indicators=[] if node.children else node.indicators, children=[_bare(c) for c in node.children]
    )


def _cut_indicators(node: Node) -> tuple[Node, int]:
    """The node with no more indicators than it has rows beside its children, and the number of those rows."""
    if not node.children:
        return node, len(node.indicators)
    children = [_cut_indicators(child) for child in node.children]
    rows = sum(count for _, count in children)
    return replace(node, indicators=node.indicators[:rows], children=[child for child, _ in children]), rows


def _records(plan: Plan, layout: Layout, nodes: Sequence[Node], above: dict[str, str]) -> Iterator[dict[str, str]]:
    for node in nodes:
        names = {**above, node.level: node.name}
        for indicator in node.indicators:
            record = {"level": node.level, **names}
            if layout.kind == "codes":
                record["kode"] = node.kode
            fields = ("indikator", "satuan", "target", *_QUARTERS, *_shown(layout, node.level == plan.levels[-1]))
            record |= {name: indicator[name] for name in fields if indicator[name]}
            yield record
        yield from _records(plan, layout, node.children, names)


def _shown(layout: Layout, last: bool) -> tuple[str, ...]:
    """The further fields that a level's block has: all in a table of one block, at the right of a cascade alone."""
    return layout.fields if last or layout.kind != "cascade" else ()


def _block(canvas: _Canvas, layout: Layout, header: str | None, last: bool) -> _Block:
    """Adds the columns of a block with their header (two rows)."""

    def add(role: str, text: str) -> int:
        column = canvas.column(role)
        canvas.put(0, column, text, rows=2, bold=True)
        return column

    shown = _shown(layout, last)
    name = None if header is None else add("name", header)
    columns = {"indikator": add("indikator", "Indikator Kinerja")}
    if "formula" in shown:
        columns["formula"] = add("formula", "Formulasi")
    columns["satuan"] = add("satuan", "Satuan")
    columns["target"] = add("target", "Target")
    if layout.quarters == "columns":
        quarters = [canvas.column("quarter") for _ in range(4)]
        canvas.put(0, quarters[0], "Target Triwulan", columns=4, bold=True)
        for column, numeral in zip(quarters, _NUMERALS, strict=True):
            canvas.put(1, column, f"TW {numeral}", bold=True)
    elif layout.quarters == "lines":
        quarters = [add("quarter", "Target Triwulan")]
    elif layout.quarters == "pair":
        quarters = [canvas.column("quarter"), canvas.column("quarter")]
        canvas.put(0, quarters[0], "Target Progres", rows=2, columns=2, bold=True)
    else:
        quarters = [add("quarter", "Triwulan"), add("quarter", "Target Triwulan")]
    titles = {"rencana_aksi": "Rencana Aksi", "anggaran": "Anggaran (Rp)", "penanggung_jawab": "Penanggung Jawab"}
    for role, text in titles.items():
        if role in shown:
            columns[role] = add(role, text)
    return _Block(name, columns, quarters)


def _put_indicator(canvas: _Canvas, layout: Layout, block: _Block, row: int, rows: int, own: dict[str, str]) -> None:
    """The cells of an indicator, over so many rows."""
    for role, column in block.columns.items():
        canvas.put(row, column, own.get(role, ""), rows)
    figures = [own.get(quarter, "") for quarter in _QUARTERS]
    if layout.quarters == "columns":
        for column, figure in zip(block.quarters, figures, strict=True):
            canvas.put(row, column, figure, rows)
    elif not own:
        for column in block.quarters:
            canvas.put(row, column, "", rows)
    elif layout.quarters == "lines":
        lines = [f"TW {numeral} : {figure}".strip() for numeral, figure in zip(_NUMERALS, figures, strict=True)]
        canvas.put(row, block.quarters[0], "¶".join(lines), rows)
    elif layout.quarters == "pair":
        canvas.put(row, block.quarters[0], "¶".join(f"TW {numeral}" for numeral in _NUMERALS), rows)
        canvas.put(row, block.quarters[1], "¶".join(figures), rows)
    else:
        for number, figure in enumerate(figures):
            canvas.put(row + number, block.quarters[0], f"TW {_NUMERALS[number]}")
            canvas.put(row + number, block.quarters[1], figure)


def _number_row(canvas: _Canvas, layout: Layout) -> int:
    """Puts the row that numbers the columns, where there is one; the number of header rows."""
    if not layout.numbered:
        return 2
    for column in range(len(canvas.letters)):
        canvas.put(2, column, f"({column + 1})")
    return 3


def _height(node: Node) -> int:
    """The rows of a node in a table where its children stand beside it."""
    return sum(map(_height, node.children)) if node.children else len(node.indicators)


def _cascade(canvas: _Canvas, plan: Plan, layout: Layout) -> tuple[int, list[int]]:
    blocks = [_block(canvas, layout, _LABELS[level], level == plan.levels[-1]) for level in plan.levels]
    first = _number_row(canvas, layout)

    def put(node: Node, depth: int, row: int) -> None:
        block, rows = blocks[depth], _height(node)
        assert block.name is not None
        span = rows if layout.merged else 1
        canvas.put(row, block.name, node.name, span)
        for number in range(1, rows if not layout.merged else 1):
            canvas.put(row + number, block.name, "")
        owns: list[dict[str, str]] = list(node.indicators)
        owns += [{} for _ in range(1 if layout.merged and not owns else 0 if layout.merged else rows - len(owns))]
        for number, own in enumerate(owns):
            last = number + 1 == len(owns)
            _put_indicator(canvas, layout, block, row + number, rows - number if last else 1, own)
        for child in node.children:
            put(child, depth + 1, row)
            row += _height(child)

    row = first
    for node in plan.nodes:
        put(node, 0, row)
        row += _height(node)
    return first, [block.name for block in blocks if block.name is not None]


def _nested(canvas: _Canvas, plan: Plan, layout: Layout) -> tuple[int, list[int]]:
    names = []
    for level in plan.levels:
        names.append(canvas.column("name"))
        canvas.put(0, names[-1], _LABELS[level], rows=2, bold=True)
    block = _block(canvas, layout, None, True)
    first = _number_row(canvas, layout)
    tall = 4 if layout.quarters == "rows" else 1

    def put(node: Node, depth: int, row: int) -> None:
        rows = _height(node) * tall
        canvas.put(row, names[depth], node.name, rows if layout.merged else tall)
        for number in range(tall, rows if not layout.merged else 0, tall):
            canvas.put(row + number, names[depth], "", tall)
        if not node.children:
            for number, own in enumerate(node.indicators):
                _put_indicator(canvas, layout, block, row + number * tall, tall, own)
        for child in node.children:
            put(child, depth + 1, row)
            row += _height(child) * tall

    row = first
    for node in plan.nodes:
        put(node, 0, row)
        row += _height(node) * tall
    return first, names


def _listed(canvas: _Canvas, plan: Plan, layout: Layout) -> tuple[int, list[int]]:
    """A name a row, one below the other: with labels, with codes, or with lines over the table for the upper ones."""
    kode = None
    if layout.kind == "codes":
        kode = canvas.column("kode")
        canvas.put(0, kode, "Kode", rows=2, bold=True)
    levels = plan.levels if layout.kind != "sections" else plan.levels[-1:]
    block = _block(canvas, layout, " / ".join(_LABELS[level] for level in levels), True)
    first = row = _number_row(canvas, layout)
    tall = 4 if layout.quarters == "rows" else 1
    assert block.name is not None

    def put(node: Node) -> None:
        nonlocal row
        label = f"{_LABELS[node.level]}: " if layout.kind == "labels" or node.level not in levels else ""
        if layout.kind == "sections" and node.level not in levels:
            canvas.put(row, 0, label + node.name, columns=len(canvas.letters), bold=True)
            row += 1
        else:
            count = max(1, len(node.indicators))
            for column, text in ((block.name, label + node.name), (kode, node.kode)):
                if column is not None:
                    high = tall if node.indicators else 1
                    canvas.put(row, column, text, count * high if layout.merged else high)
                    for number in range(high, count * high if not layout.merged else 0, high):
                        canvas.put(row + number, column, "", high)
            for own in node.indicators or [{}]:
                high = tall if own else 1
                _put_indicator(canvas, layout, block, row, high, own)
                row += high
        for child in node.children:
            put(child)

    for node in plan.nodes:
        put(node)
    return first, [block.name]
