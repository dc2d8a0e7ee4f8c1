"""How good the reading is, by the corrections of a sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from normalize.records import FIELDS
from renaksi.corrected import stamp
from renaksi.corrections import WHOLE, Correction, Corrections
from renaksi.errors import OutputError
from renaksi.publish import holds_tables
from renaksi.review.build import REVIEW_TABLES
from renaksi.review.data import Row, as_read, group
from renaksi.review.sample import interval, is_misprint
from renaksi.store import read_table

__all__ = ["report_lines"]


@dataclass(slots=True)
class _Judged:
    """What a person said of a record."""

    row: Row
    source: str
    sample: bool = False
    accepted: str | None = None
    wrong: set[str] = field(default_factory=set)
    misprinted: set[str] = field(default_factory=set)


def report_lines(out: Path, path: Path) -> Iterator[str]:
    """What the corrections in `path` say about the reading in `out`, a line each.

    A record counts where a person compared it with the page: it was accepted, though not among many at once, or a field
    of it was corrected. Rows that no longer fit what is read are left out, and told.

    Raises:
        OutputError: there are no tables.
        UsageError: the corrections cannot be read.
    """
    if not holds_tables(out):
        raise OutputError(f"{out}: holds no tables; make them with `renaksi run RAW {out}`")
    said = Corrections.load(path)
    judged: dict[str, _Judged] = {}
    by_place: dict[tuple[str, int], _Judged] = {}
    for rows in group({name: read_table(out, name) for name in REVIEW_TABLES}):
        for row in rows.indicators:
            record = _Judged(as_read(row, rows.corrections.get(row["indicator_id"], ())), row["source"])
            judged[row["indicator_id"]] = record
            for name in (row["document_id"], f"source {row['source']}"):
                by_place[name, row["urutan"]] = record
    unfit = sum(not _judge(by_place.get(row.key[:2]), row) for row in said.rows)
    looked_at = [
        record for record in judged.values() if record.accepted == "accepted" or record.wrong | record.misprinted
    ]
    sampled = [record for record in looked_at if record.sample]
    yield from _share("records of the random sample", sampled)
    if len(sampled) < len(looked_at):
        yield from _share("all records that were compared with the page", looked_at, confident=False)
    bulk = sum(record.accepted == "bulk" for record in judged.values())
    if bulk:
        yield f"accepted among others like them, and not counted: {bulk:,}"
    if unfit:
        yield f"rows that no longer fit what is read, and are not counted: {unfit:,}"


def _judge(record: _Judged | None, said: Correction) -> bool:
    """Takes in a row; whether it fits what is read."""
    if record is None:
        return False
    if said.field == WHOLE:
        if (said.as_read or "")[-10:] != stamp(record.row["level"], record.row)[-10:]:
            return False
        record.accepted = said.kind
    else:
        before = record.row[said.field]
        if (before or "") != (said.as_read or ""):
            return False
        if said.corrected != before:
            (record.misprinted if is_misprint(said.reason) else record.wrong).add(said.field)
    record.sample |= said.sample
    return True


def _share(what: str, records: Iterable[_Judged], *, confident: bool = True) -> Iterator[str]:
    looked_at = list(records)
    wrong = sum(bool(record.wrong) for record in looked_at)
    if not looked_at:
        yield f"{what}: none was compared with the page yet"
        return
    documents = len({record.source for record in looked_at})
    yield f"{what}: {len(looked_at):,}, of {documents:,} document{'' if documents == 1 else 's'}"
    low, high = interval(wrong, len(looked_at))
    between = f" (95% confidence: {low:.1%} to {high:.1%})" if confident else ""
    yield f"  read wrongly: {wrong:,} of {len(looked_at):,} records, {wrong / len(looked_at):.1%}{between}"
    fields = sum(sum(1 for name in FIELDS if record.row[name]) for record in looked_at)
    faults = sum(len(record.wrong) for record in looked_at)
    yield f"  read wrongly: {faults:,} of {fields:,} fields, {faults / max(1, fields):.2%}"
    printed = sum(len(record.misprinted) for record in looked_at)
    if printed:
        yield f"  misprinted in the document itself, and not counted: {printed:,} fields"
