"""What the normalizer gives: indicator records and what they stand on (the rules are in docs/records.md)."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.cells import Box, Cell, Finding

__all__ = ["FIELDS", "LEVELS", "MEASURES", "IndicatorRecord", "NormalizedDocument", "quarter_field"]

LEVELS = ("tujuan", "sasaran", "program", "kegiatan", "sub_kegiatan")
"""The levels of a node, from the top down."""

MEASURES = ("target", "anggaran", "realisasi", "realisasi_anggaran")
"""What a quarterly figure can measure: performance planned, money planned, performance achieved, money spent."""


def quarter_field(measure: str, quarter: int) -> str:
    """The name of the field that holds a quarter's figure.

    >>> quarter_field("target", 1), quarter_field("realisasi_anggaran", 4)
    ('tw1', 'realisasi_anggaran_tw4')
    """
    return f"tw{quarter}" if measure == "target" else f"{measure}_tw{quarter}"


FIELDS = (
    "kode",
    *LEVELS,
    "indikator",
    "formula",
    "satuan",
    "target",
    *(quarter_field("target", quarter) for quarter in range(1, 5)),
    "rencana_aksi",
    "anggaran",
    "penanggung_jawab",
    *(quarter_field(measure, quarter) for measure in MEASURES[1:] for quarter in range(1, 5)),
)
"""The fields of a record that are text as printed."""


@dataclass(slots=True)
class IndicatorRecord:
    """One indicator of one node, its text as printed.

    `order` is the place in reading order, from 1. `level` is None where the layout leaves it open. `text` maps a name
    of `FIELDS` to the text as printed; a field that is blank or not printed is absent. `boxes` maps a field to the
    places it was read from (page, box), in reading order. `extra` holds the columns that have no role of their own,
    as (header, text). `parent` is the `order` of the record in whose band this one stands.
    """

    order: int
    level: str | None
    page_first: int
    page_last: int
    text: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, list[tuple[int, Box]]] = field(default_factory=dict)
    extra: list[tuple[str, str]] = field(default_factory=list)
    parent: int | None = None
    value: dict[str, float] = field(default_factory=dict)
    """The figures that are beyond doubt, by field (normalize/values.py)."""
    satuan_normal: str | None = None
    pattern: str | None = None
    nomenklatur_kode: str | None = None
    nomenklatur_score: float | None = None


@dataclass(slots=True)
class NormalizedDocument:
    """A document, or one of the documents inside a file, with all that was read in it.

    `cells` holds the cells of its pages with `roles` beside them: (role, order of the record or None) for each.
    The three sums count visible characters; together they are `characters`.
    """

    part: int
    title: str | None
    office: str | None
    year: int | None
    pages: int
    media: str
    records: list[IndicatorRecord]
    findings: list[Finding]
    cells: list[Cell]
    roles: list[tuple[str, int | None]]
    characters: int
    characters_in_records: int
    characters_in_context: int
    characters_unplaced: int
