"""Tables of a file with what people said of it (renaksi/corrections.py) applied.

What was read stays on its shelf as it was; corrections are laid over it each time the tables are published. A
correction holds only where the text as read is still the text that it corrects. The texts go into `indicators`; the
figures, units, patterns and findings that depend on them are made anew; what the print says stays in `corrections`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extract.cells import Box, Finding
from normalize.records import FIELDS, LEVELS, IndicatorRecord
from renaksi.corrections import WHOLE, Correction, Corrections, latest
from renaksi.rows import Tables, finding_row, quarter_rows, record_columns, table_of
from renaksi.schemas import TABLES
from renaksi.store import DocumentFacts, Shelf, facts

__all__ = ["Evaluate", "Tally", "apply_corrections", "fingerprint", "lay_over", "stamp"]

Evaluate = Callable[[Sequence[IndicatorRecord]], list[Finding]]
"""Sets the figures of a document's records and gives the findings that follow from their texts."""

_STAMP = re.compile(r"\[([0-9a-f]{8})\]$")
_REMADE = ("documents", "indicators", "quarterly_targets", "findings", "corrections", "field_boxes")


@dataclass(slots=True)
class Tally:
    """How many rows of the file hold, how many were refused, how many were said again later in the file, and how many
    are about no document that is there. `used` are the others, by `Correction.where`."""

    applied: int = 0
    refused: int = 0
    superseded: int = 0
    unknown: int = 0
    used: set[str] = field(default_factory=set)

    def told(self) -> str:
        """The count in words.

        >>> Tally(applied=3, refused=1).told()
        '3 applied, 1 refused (see the findings correction_refused)'
        """
        parts = [f"{self.applied:,} applied"]
        if self.refused:
            parts.append(f"{self.refused:,} refused (see the findings correction_refused)")
        if self.superseded:
            parts.append(f"{self.superseded:,} said again by a later row")
        if self.unknown:
            parts.append(f"{self.unknown:,} about documents that are not here")
        return ", ".join(parts)


def fingerprint(level: str | None, text: Mapping[str, str | None]) -> str:
    """Names what was read of a record, so that an acceptance holds for that reading alone."""
    parts = [level, *(text.get(name) or None for name in FIELDS)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "backslashreplace")).hexdigest()[:8]


def stamp(level: str | None, text: Mapping[str, str | None]) -> str:
    """What stands as `text_as_read` in a row about a whole record: its first words for people, its fingerprint for us.

    >>> stamp("program", {"indikator": "Jumlah dokumen"})
    'Jumlah dokumen [7695a07d]'
    """
    named = text.get("indikator") or text.get(level or "") or text.get("target") or "-"
    short = named if len(named) <= 60 else named[:59].rstrip() + "…"
    return f"{short} [{fingerprint(level, text)}]"


def apply_corrections(tables: Tables, corrections: Corrections, evaluate: Evaluate, tally: Tally) -> Tables:
    """The tables of one file with the corrections that hold; the same tables where none is about it.

    Args:
        tables: of one file, as read.
        corrections: all there are.
        evaluate: as the run reads records; called twice for each document that has corrections.
        tally: is counted up.
    """
    documents = tables["documents"].to_pylist()
    known = {row["document_id"] for row in documents}
    own = {name: list(corrections.about(name)) for name in known}
    first = documents[0]
    lost: list[Correction] = []
    for row in corrections.about_source(first["source"], known):
        if row.document_id is None and len(documents) == 1:
            own[first["document_id"]].append(row)
        else:
            lost.append(row)
    if not lost and not any(own.values()):
        return tables
    made: dict[str, list[pa.Table]] = {name: [] for name in _REMADE}
    for document in documents:
        part = _Part(document, tables)
        part.refuse_lost(lost if document is first else [])
        said = sorted(own[document["document_id"]], key=corrections.place)
        holding = latest(said, one_document=True)
        part.apply(holding, evaluate)
        tally.superseded += len(said) - len(holding)
        for name, table in part.tables().items():
            made[name].append(table)
        tally.applied += len(part.applied)
        tally.refused += part.refused
    tally.used.update(row.where for rows in (lost, *own.values()) for row in rows)
    return tables | {name: pa.concat_tables(parts) for name, parts in made.items()}


Files = list[tuple[str, Sequence[DocumentFacts]]]
"""The key on the shelf and the documents of each file."""


class _CorrectedShelf(Shelf):
    """The shelf, seen through the corrections."""

    def __init__(self, folder: Path, corrections: Corrections, evaluate: Evaluate) -> None:
        super().__init__(folder)
        self._corrections = corrections
        self._evaluate = evaluate
        self.tally = Tally()

    def get(self, key: str, only: Sequence[str] = tuple(TABLES)) -> Tables | None:
        """The tables under the key, all of them, with what holds of the corrections."""
        tables = super().get(key)
        return None if tables is None else apply_corrections(tables, self._corrections, self._evaluate, self.tally)


def lay_over(shelf: Shelf, corrections: Corrections, evaluate: Evaluate, files: Files) -> tuple[Shelf, Files, Tally]:
    """A shelf that gives corrected tables, the files with what is now to be said of their documents, and a count.

    What lies on the shelf is not changed: another run may bring other corrections.
    """
    view = _CorrectedShelf(shelf.folder, corrections, evaluate)
    named = {row.document_id for row in corrections.rows} | {row.source for row in corrections.rows}
    seen: Files = []
    for key, documents in files:
        touched = any(document.document_id in named or document.source in named for document in documents)
        tables = view.get(key) if touched else None
        seen.append((key, documents if tables is None else facts(tables)))
    tally, view.tally = view.tally, Tally()
    tally.superseded += corrections.superseded
    tally.unknown = len(corrections.rows) - len(tally.used)
    return view, seen, tally


class _Part:
    """One document of the file, while it is corrected."""

    def __init__(self, document: dict[str, Any], tables: Tables) -> None:
        self.document = document
        self.document_id: str = document["document_id"]
        self._given = {name: _of(tables[name], "document_id", self.document_id) for name in ("indicators", "findings")}
        self.rows: list[dict[str, Any]] = self._given["indicators"].to_pylist()
        ids = pa.array([row["indicator_id"] for row in self.rows], pa.string())
        self._given["quarterly_targets"] = _of(tables["quarterly_targets"], "indicator_id", ids)
        self._boxes = _of(tables["field_boxes"], "indicator_id", ids)
        self.findings: list[dict[str, Any]] = self._given["findings"].to_pylist()
        self.applied: list[dict[str, Any]] = []
        self.refused = 0
        self._records: list[IndicatorRecord] | None = None
        self._settled: set[tuple[str, str]] = set()
        self._moved: dict[tuple[str, str], str] = {}

    def refuse_lost(self, lost: Iterable[Correction]) -> None:
        """Says of rows that name this file, but not as it is now, that they were left out."""
        for row in lost:
            self._refuse(row, None, "the file is another one now; correct it again in its review page")

    def apply(self, corrections: Iterable[Correction], evaluate: Evaluate) -> None:
        """Lays the corrections over the records, and makes what follows from them anew."""
        by_order = {row["urutan"]: row for row in self.rows}
        changes: dict[int, list[Correction]] = {}
        for correction in sorted(corrections, key=lambda row: (row.order, row.field)):
            row = by_order.get(correction.order)
            if row is None:
                self._refuse(correction, None, f"there is no record {correction.order}")
            elif correction.field == WHOLE:
                self._accept(correction, row)
            elif not _same(row[correction.field], correction.as_read):
                read = _told(row[correction.field])
                self._refuse(correction, row, f"what is read is {read} and not {_told(correction.as_read)}")
            else:
                changes.setdefault(correction.order, []).append(correction)
        if changes:
            self._change(changes, evaluate)

    def _accept(self, correction: Correction, row: dict[str, Any]) -> None:
        found = _STAMP.search(correction.as_read or "")
        if found is not None and found[1] == fingerprint(row["level"], row):
            self._note(correction, row)
        else:
            self._refuse(correction, row, "the record is read otherwise than when it was accepted")

    def _change(self, changes: Mapping[int, list[Correction]], evaluate: Evaluate) -> None:
        records = [_record(row, boxes) for row, boxes in zip(self.rows, self._boxes_by_record(), strict=True)]
        before = Counter(_identity(finding) for finding in evaluate(records))
        for record, row in zip(records, self.rows, strict=True):
            fields = []
            for correction in changes.get(record.order, ()):
                self._note(correction, row)
                fields.append(correction.field)
                if correction.field == "level":
                    self._set_level(record, row, correction.corrected)
                elif correction.corrected is None:
                    record.text.pop(correction.field, None)
                else:
                    record.text[correction.field] = correction.corrected
            row["corrected_fields"] = ";".join(name for name in ("level", *FIELDS) if name in fields) or None
        kept = []
        for finding in self.findings:
            if finding["stage"] == "normalize" and before[_identity_of(finding)]:
                before[_identity_of(finding)] -= 1
            elif (finding["indicator_id"], finding["code"]) not in self._settled:
                kept.append(finding)
        year = self.document["tahun"]
        fresh = [finding_row(self.document_id, year, finding, "normalize") for finding in evaluate(records)]
        self.findings = [*(row for row in kept if row["stage"] != "review"), *fresh] + [
            row for row in kept if row["stage"] == "review"
        ]
        for record, row in zip(records, self.rows, strict=True):
            row.update(record_columns(record))
        self._records = records

    def _set_level(self, record: IndicatorRecord, row: Mapping[str, Any], level: str | None) -> None:
        """Gives a record its level. A name whose level was open stands under the highest that it may have; it goes
        where it belongs."""
        name = next((each for each in reversed(LEVELS) if each in record.text), None)
        if record.level is None and level is not None:
            self._settled.add((row["indicator_id"], "unknown_level"))
            if name is not None and level not in record.text:
                record.text[level] = record.text.pop(name)
                self._moved[row["indicator_id"], name] = level
        record.level = level

    def _boxes_by_record(self) -> list[dict[str, list[tuple[int, Box]]]]:
        boxes: dict[str, dict[str, list[tuple[int, Box]]]] = {}
        for row in self._boxes.to_pylist():
            place = (row["page"], (row["x0"], row["top"], row["x1"], row["bottom"]))
            boxes.setdefault(row["indicator_id"], {}).setdefault(row["field"], []).append(place)
        return [boxes.get(row["indicator_id"], {}) for row in self.rows]

    def _note(self, correction: Correction, row: Mapping[str, Any]) -> None:
        whole = correction.field == WHOLE
        self.applied.append(
            {
                "document_id": self.document_id,
                "indicator_id": row["indicator_id"],
                "tahun": self.document["tahun"],
                "field": correction.field,
                "kind": correction.kind,
                "text_as_read": None if whole else row[correction.field],
                "text_corrected": None if whole else correction.corrected,
                "reason": correction.reason,
                "who": correction.who,
                "when": correction.when,
                "in_sample": correction.sample,
            }
        )

    def _refuse(self, correction: Correction, row: Mapping[str, Any] | None, why: str) -> None:
        self.refused += 1
        whole = correction.field == WHOLE
        who = f" by {correction.who}" if correction.who else ""
        what = f"the correction of `{correction.field}` to {_told(correction.corrected)}{who} was not applied"
        if whole:
            what = f"that record {correction.order} was accepted{who} does not hold any more"
        message = f"{what}: {why} ({correction.where})"
        place = None if row is None else self._first_box(row["indicator_id"], correction.field)
        page = place[0] if place else row["page_first"] if row is not None else None
        finding = Finding(
            "correction_refused",
            "warning",
            " ".join(message.split()),
            page,
            place[1] if place else None,
            None if whole or row is None else correction.field,
            correction.order if row is not None else None,
        )
        self.findings.append(finding_row(self.document_id, self.document["tahun"], finding, "review"))

    def _first_box(self, record: str, name: str) -> tuple[int, Box] | None:
        mine = pc.and_(pc.equal(self._boxes["indicator_id"], record), pc.equal(self._boxes["field"], name))
        for row in self._boxes.filter(mine).slice(0, 1).to_pylist():
            return row["page"], (row["x0"], row["top"], row["x1"], row["bottom"])
        return None

    def tables(self) -> Tables:
        """The document's rows, in the tables that corrections bear on."""
        codes: dict[str, list[str]] = {}
        for finding in self.findings:
            codes.setdefault(finding["indicator_id"], []).append(finding["code"])
        for row in self.rows:
            own = codes.get(row["indicator_id"], [])
            row["finding_count"] = len(own)
            row["finding_codes"] = ";".join(sorted(set(own))) or None
        made = {
            "documents": table_of("documents", [self.document | {"findings": len(self.findings)}]),
            "indicators": table_of("indicators", self.rows),
            "quarterly_targets": self._given["quarterly_targets"],
            "findings": table_of("findings", self.findings),
            "corrections": table_of("corrections", self.applied),
            "field_boxes": self._boxes,
        }
        if self._moved:
            boxes = self._boxes.to_pylist()
            for row in boxes:
                row["field"] = self._moved.get((row["indicator_id"], row["field"]), row["field"])
            made["field_boxes"] = table_of("field_boxes", boxes)
        if self._records is not None:
            year = self.document["tahun"]
            quarters = [row for record in self._records for row in quarter_rows(self.document_id, year, record)]
            made["quarterly_targets"] = table_of("quarterly_targets", quarters)
        return made


def _of(table: pa.Table, column: str, wanted: str | pa.Array) -> pa.Table:
    mask = pc.equal(table[column], wanted) if isinstance(wanted, str) else pc.is_in(table[column], value_set=wanted)
    return table.filter(mask)


def _record(row: Mapping[str, Any], boxes: dict[str, list[tuple[int, Box]]]) -> IndicatorRecord:
    """The record as the second stage gave it, as far as figures and findings depend on it."""
    text = {name: row[name] for name in FIELDS if row[name] is not None}
    return IndicatorRecord(row["urutan"], row["level"], row["page_first"], row["page_last"], text, boxes)


def _identity(finding: Finding) -> tuple[Any, ...]:
    return finding.code, finding.order, finding.field, finding.page, finding.message


def _identity_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    order = row["indicator_id"] and int(row["indicator_id"].rpartition("-")[2])
    return row["code"], order, row["field"], row["page"], row["message"]


def _same(text: str | None, other: str | None) -> bool:
    """Whether two texts are the same but for white space, which a spreadsheet may change."""
    return " ".join((text or "").split()) == " ".join((other or "").split())


def _told(text: str | None) -> str:
    if not text:
        return "nothing"
    return f"`{text}`" if len(text) <= 40 else f"`{text[:39].rstrip()}…`"
