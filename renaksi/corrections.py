"""The file of corrections (docs/review.md): what people said of records, read, checked and made fit to be applied.

The file comes from a review page, or by hand out of a spreadsheet, so it is read as spreadsheets write: commas,
semicolons or tabs; UTF-8 with or without a mark, UTF-16, or Windows-1252. A text that a spreadsheet would take for a
formula, a figure or a date has an apostrophe before it, which is taken back here. All of the file is checked before
anything is done with it: a slip in row 7 must not show after half an hour's run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from extract.documents import decode_text
from extract.errors import NotADocument
from extract.gate import gate_text
from normalize.records import FIELDS, LEVELS
from renaksi.errors import UsageError
from renaksi.schemas import JUDGEMENTS

__all__ = ["COLUMNS", "WHOLE", "Correction", "Corrections", "guard", "latest", "unguard", "write_csv"]

COLUMNS = (
    *("document_id", "source", "indicator_id", "field", "text_as_read", "text_corrected"),
    *("reason", "who", "when", "kind", "sample"),
)
WHOLE = "*"
"""Stands for the field of a row that is about a whole record."""

_CORRECTABLE = (*FIELDS, "level")
_MAX_BYTES = 20_000_000
_MAX_ROWS = 200_000
_MAX_TEXT = 10_000
_MAX_FILES = 5_000
_SHOWN = 3
"""Wrong rows that are told one by one."""

_RISKY = re.compile(r"['=+\-@\t\r\n\d.,(]")
"""What a spreadsheet takes for a formula, a figure or a date when a text begins with it."""
_YES = {"yes", "ya", "y", "true", "1"}


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of the file. `document_id` is None where only `source` names the document; `order` is the record's place
    in the document, from 1; blank texts are None. `where` names file and row for messages."""

    where: str
    document_id: str | None
    source: str | None
    order: int
    field: str
    as_read: str | None
    corrected: str | None
    reason: str | None
    who: str | None
    when: str | None
    kind: str
    sample: bool = False

    @property
    def key(self) -> tuple[str, int, str]:
        """What it is about: of two rows with one key the later holds."""
        return self.document_id or f"source {self.source}", self.order, self.field


@dataclass(slots=True)
class Corrections:
    """All rows that hold, by document; `superseded` rows were said again later, and only the later one counts."""

    rows: list[Correction]
    superseded: int = 0
    _by_id: dict[str, list[Correction]] = field(init=False)
    _by_source: dict[str, list[Correction]] = field(init=False)
    _places: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._by_id, self._by_source = {}, {}
        self._places = {row.where: place for place, row in enumerate(self.rows)}
        for row in self.rows:
            if row.document_id is not None:
                self._by_id.setdefault(row.document_id, []).append(row)
            if row.source is not None:
                self._by_source.setdefault(row.source, []).append(row)

    @classmethod
    def load(cls, path: Path) -> Corrections:
        """Reads a file, or all .csv files of a folder in order of their names.

        Raises:
            UsageError: it is not there, too large, no such file, or holds rows that cannot be meant; the message names
                the file and the rows.
        """
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder of corrections; check the name")
        files = [path]
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.is_file())
        if not all(file.is_file() for file in files):
            raise UsageError(f"{path}: is neither a file nor a folder; name the file of corrections")
        if len(files) > _MAX_FILES:
            raise UsageError(f"{path}: holds more than {_MAX_FILES:,} files; is it the right folder?")
        rows: list[Correction] = []
        for file in files:
            rows += _read_file(file)
            if len(rows) > _MAX_ROWS:
                raise UsageError(f"{path}: holds more than {_MAX_ROWS:,} rows; is it the right file?")
        kept = latest(rows)
        return cls(kept, len(rows) - len(kept))

    def place(self, row: Correction) -> int:
        """Where a row stands among all rows."""
        return self._places[row.where]

    def about(self, document_id: str) -> Sequence[Correction]:
        """The rows that name this document."""
        return self._by_id.get(document_id, ())

    def about_source(self, source: str, known: Iterable[str]) -> Iterator[Correction]:
        """The rows that name this file and none of the documents that are known now."""
        ids = set(known)
        return (row for row in self._by_source.get(source, ()) if row.document_id not in ids)


def guard(text: str | None) -> str:
    """The text as it is written into the file: with an apostrophe where a spreadsheet would take it for something else.

    >>> guard("=1+1"), guard("81.30"), guard("Persen"), guard("'s")
    ("'=1+1", "'81.30", 'Persen', "''s")
    """
    text = text or ""
    return f"'{text}" if _RISKY.match(text) else text


def unguard(text: str) -> str:
    """Takes back what `guard` did.

    >>> [unguard(guard(text)) for text in ("=1+1", "81.30", "Persen", "'s", "''")]
    ['=1+1', '81.30', 'Persen', "'s", "''"]
    """
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:2]) else text


def write_csv(rows: Iterable[Mapping[str, str | None]], delimiter: str = ",") -> str:
    """Rows as such a file, without its byte order mark; the review page writes the same (assets/csv.js)."""
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guard(row.get(name)) for name in COLUMNS] for row in rows)
    return sink.getvalue()


def _read_file(path: Path) -> list[Correction]:
    text = _text(path)
    lines = text.split("\n", 1)
    if lines[0].lower().startswith("sep="):
        text = lines[1] if len(lines) > 1 else ""
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    wrong: list[str] = []
    rows = []
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_header(path, names)
        for number, cells in enumerate(reader, 2):
            if any(cell.strip() for cell in cells):
                row = {name: _clean(cell) for name, cell in zip(names, cells, strict=False)}
                made = _correction(row, f"{path.name} row {number}")
                if isinstance(made, str):
                    wrong.append(f"row {number}: {made}")
                else:
                    rows.append(made)
    except csv.Error as error:
        raise UsageError(f"{path}: row {reader.line_num}: is no row of a CSV file ({error})") from None
    if wrong:
        more = f"; and {len(wrong) - _SHOWN} more rows" if len(wrong) > _SHOWN else ""
        raise UsageError(f"{path}: {'; '.join(wrong[:_SHOWN])}{more}")
    return rows


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: the file of corrections cannot be read ({error.strerror}); check the name") from None
    if len(data) > _MAX_BYTES:
        raise UsageError(f"{path}: is larger than {_MAX_BYTES // 1_000_000} MB; is it the right file?")
    if data.startswith(b"PK\x03\x04"):
        raise UsageError(f"{path}: is an Excel workbook; save it as CSV UTF-8 and name that file")
    try:
        text, _ = decode_text(data)
    except NotADocument:
        raise UsageError(f"{path}: is no text; export it again, or save it as CSV UTF-8") from None
    return text.removeprefix("\ufeff")


def _check_header(path: Path, names: Sequence[str]) -> None:
    if not any(names):
        raise UsageError(f"{path}: is empty; its first row should be {','.join(COLUMNS)}")
    missing = [name for name in ("indicator_id", "field", "text_as_read", "text_corrected") if name not in names]
    if missing:
        raise UsageError(f"{path}: row 1: has no column {', '.join(missing)}; it should be {','.join(COLUMNS)}")
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if twice:
        raise UsageError(f"{path}: row 1: has the column {', '.join(twice)} twice")


def _clean(cell: str) -> str:
    """One line of sound characters; a text that is too long stays so, to be refused."""
    if not cell.isprintable():
        cell, _ = gate_text(cell[: _MAX_TEXT + 2])
    return " ".join(unguard(cell).split())


def _correction(row: Mapping[str, str], where: str) -> Correction | str:
    """The row, or what is wrong with it."""
    kind = row.get("kind", "").lower() or "corrected"
    if kind not in JUDGEMENTS:
        return f"unknown kind '{_short(kind)}'; the kinds are {', '.join(JUDGEMENTS)}"
    name = row["field"].lower() or (WHOLE if kind != "corrected" else "")
    if kind != "corrected" and name != WHOLE:
        return f"a row of kind {kind} is about a whole record: its field is {WHOLE}"
    if kind == "corrected" and name not in _CORRECTABLE:
        return f"unknown field '{_short(name)}'; the fields are {', '.join(_CORRECTABLE)}"
    document_id, order = _record(row)
    if order is None:
        return f"'{_short(row['indicator_id'])}' names no record; take the column indicator_id or urutan of the tables"
    source = row.get("source") or None
    if document_id is None and source is None:
        return "names no document: fill in document_id or source"
    if any(len(text) > _MAX_TEXT for text in row.values()):
        return f"holds a text of more than {_MAX_TEXT:,} characters"
    corrected = row["text_corrected"] or None
    if name == "level" and corrected is not None:
        corrected = corrected.lower().replace(" ", "_")
        if corrected not in LEVELS:
            return f"unknown level '{_short(corrected)}'; the levels are {', '.join(LEVELS)}"
    return Correction(
        where,
        document_id,
        source,
        order,
        name,
        row["text_as_read"] or None,
        corrected,
        reason=row.get("reason") or None,
        who=row.get("who") or None,
        when=row.get("when") or None,
        kind=kind,
        sample=row.get("sample", "").lower() in _YES,
    )


def _record(row: Mapping[str, str]) -> tuple[str | None, int | None]:
    """The document and the place of the record in it. A full `indicator_id` says both, and goes before `document_id`:
    a spreadsheet can take sixteen digits for a figure and round them."""
    found = re.fullmatch(r"(?:(\S{1,60})-)?([0-9]{1,9})", row["indicator_id"])
    if found is None or not int(found[2]):
        return None, None
    return found[1] or row.get("document_id") or None, int(found[2])


def latest(rows: Iterable[Correction], *, one_document: bool = False) -> list[Correction]:
    """Of several rows about the same thing the one that was said last; in doubt, the one that stands last. That a
    record was accepted among many does not undo that a person had looked at it.

    Args:
        rows: in the order in which they stand.
        one_document: all are about one document, however they name it.
    """
    kept: dict[tuple[object, ...], Correction] = {}
    for row in rows:
        key = row.key[1:] if one_document else row.key
        before = kept.get(key)
        if before is not None:
            if row.kind == "bulk" and before.kind == "accepted":
                continue
            times = _time(before.when), _time(row.when)
            if times[0] is not None and times[1] is not None and times[0] > times[1]:
                continue
            del kept[key]
        kept[key] = row
    return list(kept.values())


def _time(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
