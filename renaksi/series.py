"""Series through the years, for the tables: which series each record is of, and what supersedes a document.

They hang on all documents at once, so they are made anew at each publishing, from the rows that are published.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from normalize.series import Entry, Series, link, office_key
from renaksi.schemas import VERSIONS

__all__ = ["Links", "links_of"]

Row = dict[str, Any]
_COPY = re.compile(r"-copy\d+")
_DOCUMENT = ("document_id", "source", "tahun", "instansi", "versi", "records")
_RECORD = (
    *("indicator_id", "document_id", "tahun", "instansi", "urutan", "level", "kode", "indikator", "satuan_normal"),
    *("satuan", "target", "tujuan", "sasaran", "program", "kegiatan", "sub_kegiatan"),
)


@dataclass(slots=True)
class Links:
    """`series_ids` by record, `superseded` documents with what supersedes them, and the rows of the table `series`."""

    series_ids: dict[str, str] = field(default_factory=dict)
    superseded: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def put_into(self, name: str, table: pa.Table) -> pa.Table:
        """The rows of one of a file's tables, with what the other files say of them."""
        if name == "indicators":
            return _with(
                table,
                "series_id",
                (self.series_ids.get(_original(record)) for record in table["indicator_id"].to_pylist()),
            )
        if name == "documents":
            return _with(table, "superseded_by", map(self.superseded.get, table["document_id"].to_pylist()))
        return table


def links_of(files: Iterable[tuple[pa.Table, pa.Table]]) -> Links:
    """The links between all files; each gives its tables `documents` and `indicators`."""
    documents: dict[str, Row] = {}
    entries: list[Entry] = []
    for of_file, records in files:
        documents |= {row["document_id"]: row for row in of_file.select(_DOCUMENT).to_pylist()}
        entries += _entries(records.select(_RECORD).to_pylist(), documents)
    links = Links(superseded=_superseded(documents.values()))
    taken: dict[str, int] = defaultdict(int)
    for series in link(entries):
        name = series.series_id
        taken[name] += 1
        if taken[name] > 1:  # the same words under the same node once more
            name = f"{name}-{taken[name]}"
        links.series_ids |= {entry.indicator_id: name for entry in series.entries}
        links.rows.append(_row(name, series, links.superseded))
    return links


def _entries(rows: Iterable[Row], documents: dict[str, Row]) -> Iterator[Entry]:
    for row in rows:
        if row["tahun"] is None or row["indikator"] is None or _original(row["document_id"]) != row["document_id"]:
            continue
        revision = VERSIONS.index(documents[row["document_id"]]["versi"])
        yield Entry(
            row["indicator_id"],
            row["document_id"],
            row["instansi"],
            row["tahun"],
            revision,
            row["urutan"],
            row["level"],
            row["kode"],
            row[row["level"]] if row["level"] else row["kegiatan"],
            row["indikator"],
            row["satuan_normal"] or row["satuan"],
            row["target"],
        )


def _superseded(documents: Iterable[Row]) -> dict[str, str]:
    """The first documents of an office and year of which there is a revised one that holds records, and second files of
    the same content."""
    groups: defaultdict[tuple[str, int], list[Row]] = defaultdict(list)
    found: dict[str, str] = {}
    for row in documents:
        first = _original(row["document_id"])
        if first != row["document_id"]:
            found[row["document_id"]] = first
        elif row["instansi"] and row["tahun"] is not None and row["records"]:
            groups[office_key(row["instansi"]), row["tahun"]].append(row)
    for group in groups.values():
        revised = sorted((row for row in group if row["versi"] == VERSIONS[1]), key=lambda row: row["source"])
        if revised:
            last = revised[-1]["document_id"]
            found |= {row["document_id"]: last for row in group if row["document_id"] != last}
    return found


def _row(name: str, series: Series, superseded: dict[str, str]) -> Row:
    certainties = {entry.indicator_id: sure for entry, sure in zip(series.entries[1:], series.certainties, strict=True)}
    years: dict[int, Entry] = {}
    for entry in series.entries:
        if entry.year not in years or entry.document_id not in superseded:
            years[entry.year] = entry
    last = years[max(years)]
    links = {e.year: certainties[e.indicator_id] for e in years.values() if e.indicator_id in certainties}
    return {
        "series_id": name,
        "instansi": last.office,
        "level": last.level,
        "indikator": last.indicator,
        "satuan_normal": last.unit,
        "tahun_first": min(years),
        "tahun_last": max(years),
        "years": len(years),
        "indicator_ids": ";".join(years[year].indicator_id for year in sorted(years)),
        "targets": ";".join(f"{year}={years[year].target}" for year in sorted(years) if years[year].target) or None,
        "certainties": ";".join(f"{year}={links[year]:.2f}" for year in sorted(links)) or None,
        "certainty": min(series.certainties, default=None),
    }


def _original(name: str) -> str:
    """The id of a document, or of a record of it, in the first file of the same content."""
    return _COPY.sub("", name)


def _with(table: pa.Table, name: str, values: Iterable[str | None]) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(place), pa.array(list(values), pa.string()))
