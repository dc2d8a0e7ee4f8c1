"""Links the records of a document to their official codes, and says where print and list differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.cells import Finding
from normalize.chain import Match, Official, best_chain
from normalize.codes import code_parts
from normalize.findings import finding, quoted
from normalize.nomenclature import LINKED, Nomenclature
from normalize.records import IndicatorRecord

__all__ = ["link"]


@dataclass(slots=True)
class _Node:
    """A printed name with its code, the record that shows it first, and the node above it (its place in the list)."""

    level: str
    name: str
    kode: str | None
    record: IndicatorRecord
    above: int | None
    own: bool
    """Whether the record is of this node; else it stands under it."""


def link(records: Sequence[IndicatorRecord], nomenclature: Nomenclature) -> list[Finding]:
    """Sets `nomenklatur_kode` and `nomenklatur_score` (0 to 100) of a document's records; gives what differs.

    The names are taken in reading order with those above them, so that a name which is official in several places is
    linked to the row of its own programme and kegiatan. Printed texts stay as they are.
    """
    nodes, place = _nodes(records)
    options = [nomenclature.candidates(node.kode, node.name, frozenset({node.level})) for node in nodes]
    matches = best_chain(options)
    for record in records:
        match = matches[place[record.order]] if record.order in place else None
        record.nomenklatur_kode = match.kode if match else None
        record.nomenklatur_score = match.score if match else None
    found = []
    unknown: list[Finding] = []
    for node, match, rows in zip(nodes, matches, options, strict=True):
        above = matches[node.above] if node.above is not None else None
        if match is None:
            unknown.append(_unknown(node, nomenclature))
        else:
            found += _differences(node, match, above, [row for row, _ in rows])
    unknown_names = [each for each in unknown if each.code == "nomenclature_unknown"]
    if len(unknown_names) > max(3, len(nodes) // 2):
        message = (
            f"{len(unknown_names)} of {len(nodes)} names are not in the list of official names; "
            "it may be the list of other years"
        )
        unknown = [each for each in unknown if each.code != "nomenclature_unknown"]
        unknown.append(finding("nomenclature_unknown", message))
    return sorted(found + unknown, key=lambda each: each.order or 0)


def _nodes(records: Sequence[IndicatorRecord]) -> tuple[list[_Node], dict[int, int]]:
    """The printed names in reading order, each once where it stands, and the node of each record by its order."""
    nodes: list[_Node] = []
    place: dict[int, int] = {}
    path: list[tuple[str, str, int]] = []
    for record in records:
        if record.level not in LINKED:
            continue
        names = [(level, record.text[level]) for level in LINKED if record.text.get(level)]
        names = [(level, name) for level, name in names if LINKED.index(level) <= LINKED.index(record.level)]
        for depth, (level, name) in enumerate(names):
            own = level == record.level
            code = record.text.get("kode") if own else None
            known = depth < len(path) and path[depth][:2] == (level, name)
            if known and not (code and nodes[path[depth][2]].kode not in (None, code)):
                node = nodes[path[depth][2]]
                node.kode = node.kode or code
            else:
                above = path[depth - 1][2] if depth else None
                path[depth:] = [(level, name, len(nodes))]
                nodes.append(_Node(level, name, code, record, above, own))
            if own:
                place[record.order] = path[depth][2]
    return nodes, place


def _differences(node: _Node, match: Match, above: Match | None, rows: Sequence[Official]) -> list[Finding]:
    """Findings about a name that is in the list, but not quite as it is printed."""
    found = []
    printed, code = node.name, node.kode
    official = f"{quoted(match.nama, 200)}" + (f" ({match.kode})" if match.kode else "")
    if match.how == "spelling" or (match.how == "code" and match.score < 100):
        message = f"{quoted(printed, 200)} is officially written {official}"
        found.append(finding("nomenclature_spelling", message, node.record, node.level))
    if match.how != "code" and code and match.kode and not _same_code(code, match.kode):
        message = f"the code {quoted(code)} is printed, but the name is officially {official}"
        found.append(finding("nomenclature_code", message, node.record, "kode"))
    if match.kode is None and node.own:
        codes = ", ".join(row.kode for row in rows[:4]) + (" …" if len(rows) > 4 else "")
        message = f"{quoted(printed, 200)} is official under several codes, and nothing here tells which: {codes}"
        found.append(finding("nomenclature_ambiguous", message, node.record, node.level))
    if match.kode and above and above.kode:
        parts, parent = code_parts(match.kode), code_parts(above.kode)
        if parts[: len(parent)] != parent:
            message = f"{official} does not belong to {quoted(above.nama, 200)} ({above.kode}), under which it stands"
            found.append(finding("nomenclature_parent", message, node.record, node.level))
    return found


def _same_code(printed: str, official: str) -> bool:
    mine, theirs = code_parts(printed), code_parts(official)
    return mine == theirs or (theirs[0] == "X" and mine[2:] == theirs[2:])


def _unknown(node: _Node, nomenclature: Nomenclature) -> Finding:
    printed, code = quoted(node.name, 200), node.kode
    row = nomenclature.by_code(code) if code else None
    if row and row.level == node.level:
        message = f"the code {quoted(code or '')} is officially {quoted(row.nama, 200)}, but {printed} is printed"
        return finding("nomenclature_code", message, node.record, "kode")
    near = nomenclature.nearest(node.name, node.level)
    hint = f"; the nearest is {quoted(near[0].nama, 200)} ({near[0].kode})" if near else ""
    level = node.level.replace("_", " ")
    message = f"{printed} is no official name of a {level}{hint}"
    return finding("nomenclature_unknown", message, node.record, node.level)
