"""Header bands: what each column of a table holds, told by words and spans, never by position.

A band is a run of rows whose cells are made of known words. Every column has a *path*, the header cells above it from
the top down; the path is read from its end: the leaf's own words first, then the spans over it. Columns then gather in
*blocks*: the columns that describe one node (its name, indicator, unit, targets), left to right. A cascade has a block
for each level; a flat table has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.cells import Cell
from normalize.grid import TableGrid
from normalize.records import LEVELS, MEASURES, quarter_field
from normalize.text import plain_text
from normalize.vocabulary import Term, Vocabulary, compact, tokens

__all__ = ["Block", "Column", "Header", "find_headers", "number_row"]

_YEAR = re.compile(r"(19|20)\d\d")
_MONTHS = re.compile(
    r"(jan|feb|mar|apr|mei|jun|jul|agu|ags|agt|sep|okt|nov|des)[a-z]*|1[0-2]|[1-9]|[jfmasond]", re.IGNORECASE
)
_MEASURE_OF = {(False, False): "target", (False, True): "anggaran", (True, False): "realisasi"}
_STACK_PARTS = frozenset(["quarter_label", "quarter_value", "quarter_pair", "extra"])
VALUE_ROLES = frozenset(
    ["satuan", "target", "anggaran", "rencana_aksi", "quarter_value", "quarter_pair", "quarter_label"]
    + [quarter_field(measure, quarter) for measure in MEASURES for quarter in range(1, 5)]
)
"""Roles that make a record of a node although its indicator is blank (docs/records.md)."""


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


@dataclass(frozen=True, slots=True)
class Block:
    """The columns that describe one node: indices into `Header.columns`."""

    columns: tuple[int, ...]
    levels: tuple[str, ...]


@dataclass(slots=True)
class Header:
    """A header band: rows `first_row` up to but without `end_row` of a table."""

    page: int
    table: int
    first_row: int
    end_row: int
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    cell_roles: dict[int, str] = field(default_factory=dict)
    """id of a header cell → the role that it gave (for `renaksi inspect`)."""

    @property
    def leaves(self) -> list[tuple[float, str]]:
        """The right side of each leaf and its letters; parts of one leaf (stacked quarters) count once."""
        found: list[tuple[float, str]] = []
        for column in self.columns:
            letters = compact(column.header)
            if found and column.role in _STACK_PARTS and found[-1][1] == letters:
                found[-1] = (column.x1, letters)
            else:
                found.append((column.x1, letters))
        return found

    def repeats(self, other: Header) -> bool:
        """Whether this band is `other` printed again: the same leaves at the same places. A repeated band may be cut
        short (a producer repeats it at a fixed height), so a leaf's words need only begin alike."""
        mine, theirs = self.leaves, other.leaves
        return len(mine) == len(theirs) and all(
            abs(x - y) < 0.01 and (a.startswith(b) or b.startswith(a)) and bool(a) == bool(b)
            for (x, a), (y, b) in zip(mine, theirs, strict=True)
        )

    @property
    def quarterly(self) -> bool:
        """Whether the table is a Rencana Aksi: nodes or indicators with figures for the quarters of a year."""
        roles = {column.role for column in self.columns}
        quarters = {role[-1] for role in roles if re.fullmatch(r".*tw[1-4]", role)}
        planned = "jadwal" in roles and "rencana_aksi" in roles
        stacked = bool(roles & {"quarter_value", "quarter_pair"})
        return bool(roles & {"name", "indikator"}) and (len(quarters) >= 2 or stacked or planned)


@dataclass(frozen=True, slots=True)
class _Leaf:
    role: str
    levels: tuple[str, ...] = ()
    measure: str = "target"
    known: bool = True


def number_row(cells: list[Cell]) -> bool:
    """Whether the cells of a row number the columns: `1 2 3 …`, `(1) (2) …`, also with gaps (`2 3 7`)."""
    numbers: list[int] = []
    for cell in cells:
        text = plain_text(cell)
        if not text:
            continue
        match = re.fullmatch(r"\(?\s*(\d{1,2})\s*[).]?(?:\s*=.*)?", text)
        if match is None:
            return False
        numbers.append(int(match[1]))
    return len(numbers) >= 4 and numbers[0] <= 3 and all(a < b for a, b in zip(numbers, numbers[1:], strict=False))


def find_headers(grid: TableGrid, vocabulary: Vocabulary) -> list[Header]:
    """The header bands of a table, from the top down: the first, and those repeated further down."""
    found: list[Header] = []
    row = 0
    while row < grid.rows:
        end = _band_end(grid, row, vocabulary)
        if end > row:
            found.append(_read_band(grid, row, end, vocabulary))
            row = end
        else:
            row += 1
    return found


def _band_end(grid: TableGrid, first: int, vocabulary: Vocabulary) -> int:
    """The row after the header band that begins at `first`; `first` itself where none begins."""
    cells = [cell for cell in grid.starting(first) if not cell.blank]
    kinds = [_header_kind(plain_text(cell), vocabulary) for cell in cells]
    known = [kind for kind in kinds if kind]
    strong = {kind for kind in known if kind not in ("quarter", "measure")}
    if len(known) < 3 or len(strong) < 2 or len(known) < 0.6 * len(cells):
        return first
    if not strong & {"indikator", "name"}:
        return first
    end = max(cell.row + cell.row_span for cell in cells if cell.row_span < grid.rows)
    while end < grid.rows and _continues_band(grid, end, vocabulary):
        end = max(end + 1, max((c.row + c.row_span for c in grid.starting(end) if not c.blank), default=0))
    return end


def _header_kind(text: str, vocabulary: Vocabulary) -> str | None:
    """What a cell's words make it in a header: a role, `name`, `quarter`, `measure`; None for a cell of the body."""
    words = tokens(text)
    if not words or len(words) > 14 or vocabulary.label(text)[0] is not None:
        return None
    if vocabulary.quarter(text, bare=True):
        return "quarter"
    terms, unknown = vocabulary.read(text)
    letters = len(compact(text))
    if not terms or sum(map(len, unknown)) > 0.5 * letters:
        return None
    flat = [term for group in terms for term in group]
    for term in flat:
        if term.kind == "role":
            return term.value
    if any(term.kind in ("level", "context") for term in flat):
        return "name"
    if any(term.kind in ("quarter", "stem") for term in flat):
        return "quarter"
    return "measure" if any(term.kind == "measure" for term in flat) else None


def _continues_band(grid: TableGrid, row: int, vocabulary: Vocabulary) -> bool:
    """Whether a row below a band still belongs to it: quarters, measures, years or numbers of columns alone."""
    cells = [cell for cell in grid.starting(row) if not cell.blank]
    if not cells:
        return False
    if number_row(cells):
        return True
    kinds = [_header_kind(plain_text(cell), vocabulary) for cell in cells]
    if not all(kind or _YEAR.fullmatch(plain_text(cell)) for kind, cell in zip(kinds, cells, strict=True)):
        return False
    # A row of the body may hold `I` or `1` alone: only where the words of quarters or measures stand is it a header.
    words = [cell for cell in cells if not re.fullmatch(r"[\d.,%\s-]*", plain_text(cell))]
    return len(words) >= 2


def _read_band(grid: TableGrid, first: int, end: int, vocabulary: Vocabulary) -> Header:
    numbered = {row for row in range(first, end) if number_row(grid.starting(row))}
    paths: list[tuple[Cell, ...]] = []
    for column in range(grid.columns):
        path: list[Cell] = []
        for row in range(first, end):
            cell = grid.owner[row][column]
            if cell is None or cell.blank or cell.row in numbered or any(cell is other for other in path):
                continue
            if cell.row >= first:
                path.append(cell)
        paths.append(tuple(path))
    leaves = list(_group(paths))
    width = grid.x1 - grid.x0
    bare = _bare_quarters(leaves, vocabulary)
    columns: list[Column] = []
    roles: dict[int, str] = {}
    for left, right, path in leaves:
        texts = [plain_text(cell) for cell in path]
        leaf = _classify(texts, vocabulary, bare) if texts else _Leaf("extra", known=False)
        columns.append(
            Column(
                (grid.left[left] - grid.x0) / width,
                (grid.right[right] - grid.x0) / width,
                leaf.role,
                " / ".join(texts),
                leaf.levels,
                leaf.measure,
                leaf.known,
            )
        )
        for cell in path:
            roles[id(cell)] = leaf.role if cell is path[-1] else roles.get(id(cell), "group")
    columns = _schedules(columns, leaves, vocabulary)
    columns = _stacks(grid, end, columns, leaves, vocabulary)
    resolved, blocks = _blocks(columns)
    return Header(grid.page, grid.table, first, end, tuple(resolved), tuple(blocks), roles)


def _group(paths: list[tuple[Cell, ...]]) -> Iterator[tuple[int, int, tuple[Cell, ...]]]:
    """Neighbouring columns under the same header cells are one leaf: (first column, last column, path)."""
    start = 0
    for column in range(1, len(paths) + 1):
        same = column < len(paths) and list(map(id, paths[column])) == list(map(id, paths[start]))
        if not same:
            yield start, column - 1, paths[start]
            start = column


def _bare_quarters(leaves: list[tuple[int, int, tuple[Cell, ...]]], vocabulary: Vocabulary) -> bool:
    """Whether lone numerals are quarters here: all four stand in the band, as `I II III IV` or below a quarter word."""
    roman: set[int] = set()
    for _, _, path in leaves:
        for cell in path:
            text = plain_text(cell)
            quarter = vocabulary.quarter(text, bare=True)
            if quarter and not text.strip().isdigit():
                roman.add(quarter)
            elif quarter and any(
                term.kind == "stem" for over in path for group in vocabulary.read(plain_text(over))[0] for term in group
            ):
                roman.add(quarter)
    return len(roman) >= 3


def _classify(path: list[str], vocabulary: Vocabulary, bare: bool) -> _Leaf:
    quarter = None
    for text in reversed(path):
        quarter = _quarter_in(text, vocabulary, bare)
        if quarter:
            break
    terms = [[term for group in vocabulary.read(text)[0] for term in group] for text in path]
    if any(term == Term("role", "jadwal") for found in terms for term in found) and not _role_of(terms[-1]):
        return _Leaf("jadwal")
    if quarter:
        measure = _measure(path, terms)
        return _Leaf(quarter_field(measure, quarter), measure=measure)
    for depth in range(len(path) - 1, -1, -1):
        leaf = _plain_leaf(terms[depth], path[: depth + 1], terms[: depth + 1])
        if leaf is not None:
            return leaf
    return _Leaf("extra", known=False)


def _quarter_in(text: str, vocabulary: Vocabulary, bare: bool) -> int | None:
    quarter = vocabulary.quarter(text, bare=bare)
    if quarter:
        return quarter
    groups, unknown = vocabulary.read(text)
    quarters = {term.value for group in groups for term in group if term.kind == "quarter"}
    ranged = any(vocabulary.quarter(word, bare=True) for word in unknown)  # `Triwulan I - IV` names no quarter
    return int(quarters.pop()) if len(quarters) == 1 and not ranged else None


def _measure(path: list[str], terms: list[list[Term]]) -> str:
    """What a quarter's column measures: its own words decide, then the spans over it."""
    money: bool | None = None
    realised: bool | None = None
    for text, found in zip(reversed(path), reversed(terms), strict=True):
        measures = {term.value for term in found if term.kind == "measure"}
        if money is None and "anggaran" in measures:
            money = True
        elif money is None and "kinerja" in measures:
            money = False
        if realised is None and measures & {"target", "realisasi"}:
            if not {"target", "realisasi"} <= measures:
                realised = "realisasi" in measures
            elif "realisasi" not in compact(text):  # `Target Progres Capaian Kinerja` is a target
                realised = False
    return _MEASURE_OF.get((bool(realised), bool(money)), "realisasi_anggaran")


def _role_of(found: list[Term]) -> str | None:
    roles = [term.value for term in found if term.kind == "role"]
    if not roles:
        return None
    if "kode" in roles:
        return "kode"
    strong = [role for role in roles if role not in ("target", "nomor", "anggaran")]
    return (strong or roles)[0]


def _plain_leaf(found: list[Term], path: list[str], terms: list[list[Term]]) -> _Leaf | None:
    """The meaning of a column that belongs to no quarter, from one text of its path; None where it has none."""
    role = _role_of(found)
    levels = tuple(dict.fromkeys(term.value for term in found if term.kind == "level"))
    context = [term.value for term in found if term.kind == "context"]
    if levels and "urusan" in context:
        levels = ("urusan", *levels)
    measures = {term.value for term in found if term.kind == "measure"}
    realised = any(
        term == Term("measure", "realisasi") for level in terms for term in level
    ) and not any(term == Term("measure", "target") for level in terms for term in level)
    if role in ("keterangan", "jadwal"):
        return _Leaf("jadwal" if role == "jadwal" else "extra")
    if role and role not in ("target", "anggaran", "nomor"):
        return _Leaf(role)
    if levels and role != "target":
        return _Leaf("name", tuple(level for level in ("urusan", *LEVELS) if level in levels))
    if role == "nomor":
        return _Leaf("nomor")
    if role == "anggaran" or (measures == {"anggaran"} and not realised):
        return _Leaf("extra" if realised else "anggaran")
    if any(term.kind == "stem" for term in found):
        return _Leaf("quarters", measure=_measure(path, terms))
    if role == "target":
        return _Leaf("target")
    if measures:
        return _Leaf("extra" if realised or "realisasi" in measures else "target")
    if context:
        return _Leaf("penanggung_jawab" if context == ["instansi"] else "name")
    return None


def _schedules(
    columns: list[Column], leaves: list[tuple[int, int, tuple[Cell, ...]]], vocabulary: Vocabulary
) -> list[Column]:
    """Months below a quarter are a schedule, not three targets."""
    parents: dict[int, list[int]] = {}
    for index, (_, _, path) in enumerate(leaves):
        if len(path) >= 2 and _MONTHS.fullmatch(plain_text(path[-1]).strip()):
            parents.setdefault(id(path[-2]), []).append(index)
    found = list(columns)
    for children in parents.values():
        if len(children) >= 3:
            for index in children:
                found[index] = _with_role(found[index], "jadwal")
    return found


def _stacks(
    grid: TableGrid,
    end: int,
    columns: list[Column],
    leaves: list[tuple[int, int, tuple[Cell, ...]]],
    vocabulary: Vocabulary,
) -> list[Column]:
    """Quarters that stand below each other: a leaf whose cells hold `TW I … TW IV`, with the figures beside them or in
    the same cell, or a column of labels (`TRIWULAN`) with a row for each quarter."""
    found: list[Column] = []
    width = grid.x1 - grid.x0
    for column, (left, right, _) in zip(columns, leaves, strict=True):
        if column.role not in ("target", "quarters", "extra"):
            found.append(column)
            continue
        parts: list[Column] = []
        for position in range(left, right + 1):
            kind = _stack_kind(grid, end, position, vocabulary)
            x0 = (grid.left[position] - grid.x0) / width
            x1 = (grid.right[position] - grid.x0) / width
            parts.append(Column(x0, x1, kind, column.header, (), column.measure))
        kinds = {part.role for part in parts}
        if "quarter_label" in kinds or "quarter_pair" in kinds:
            found.extend(parts)
        elif column.role == "quarters" and len(parts) == 1:
            found.append(_with_role(column, "quarter_value"))
        else:
            found.append(_with_role(column, "extra") if column.role == "quarters" else column)
    if not any(column.role in ("quarter_label", "quarter_pair") for column in found):
        found = [_with_role(c, "extra") if c.role == "quarter_value" else c for c in found]
    return found


def _stack_kind(grid: TableGrid, end: int, position: int, vocabulary: Vocabulary) -> str:
    labels = pairs = others = 0
    for row in range(end, min(grid.rows, end + 24)):
        cell = grid.owner[row][position]
        if cell is None or cell.row != row or cell.blank:
            continue
        texts = [line.text for line in cell.lines if line.text.strip()]
        if all(vocabulary.quarter(text, bare=True) or vocabulary.is_stem(text) for text in texts):
            labels += not all(text.strip().isdigit() for text in texts)
        elif sum(re.match(r"\s*\S+\s*[ivIV1-4]+\s*[:=]", text) is not None for text in texts) >= 2:
            pairs += 1
        else:
            others += 1
    if pairs > others:
        return "quarter_pair"
    return "quarter_label" if labels > others else "quarter_value"


def _with_role(column: Column, role: str) -> Column:
    return Column(column.x0, column.x1, role, column.header, column.levels, column.measure, column.known)


def _blocks(columns: list[Column]) -> tuple[list[Column], list[Block]]:
    """Gathers columns into blocks; a role that a block already has goes to the extra columns."""
    groups: list[list[int]] = []
    current: list[int] = []
    pending: list[int] = []  # codes and numbers wait for the name that they belong to
    taken: set[str] = set()
    resolved = list(columns)
    filled = False  # the current block has more than names
    for index, column in enumerate(columns):
        role = column.role
        opens = role == "name" or (role == "indikator" and "indikator" in taken)
        if role in ("nomor", "kode") and not (current and not filled and role not in taken):
            pending.append(index)
            continue
        if opens and (not current or filled):
            if current:
                groups.append(current)
            current, taken, filled = [], set(), False
        if opens:
            current.extend(pending)
            taken.update(columns[i].role for i in pending)
            pending = []
        target = current
        if role not in ("name", "jadwal", "extra"):
            home = _named_block(column, groups, columns) if role in taken or _is_quarter(role) else None
            if home is not None and not any(columns[i].role == role for i in home):
                target = home
            elif role in taken and role not in ("quarter_label", "quarter_value"):
                resolved[index] = _with_role(column, "extra")
            else:
                taken.add(role)
            filled = filled or role not in ("kode", "nomor")
        target.append(index)
    current.extend(pending)
    if current:
        groups.append(current)
    blocks = []
    for group in groups:
        levels = [level for level in LEVELS if any(level in resolved[i].levels for i in group)]
        blocks.append(Block(tuple(sorted(group)), tuple(levels)))
    return resolved, blocks


def _is_quarter(role: str) -> bool:
    return re.fullmatch(r".*tw[1-4]", role) is not None


def _named_block(column: Column, groups: list[list[int]], columns: list[Column]) -> list[int] | None:
    """An earlier block whose level the column's header names (`Target Kinerja Sasaran` far to the right)."""
    words = compact(column.header)
    for group in groups:
        levels = {level for i in group for level in columns[i].levels}
        if len(levels) == 1 and compact(next(iter(levels))) in words.replace("subkegiatan", "sub_kegiatan"):
            return group
    return None
