"""Every table, declared once: its columns with description and unit, its key, what it refers to.

The schema of every Parquet file (renaksi/arrow.py) and docs/data_dictionary.md (renaksi/dictionary.py) are made from
these declarations. Tables for analysts are flat: no lists, structs or decimals. Columns that the documents print keep
the documents' Indonesian names; technical columns are English.
"""

from __future__ import annotations

from dataclasses import dataclass

from normalize.records import LEVELS, MEASURES, quarter_field

__all__ = ["ERRORS", "JUDGEMENTS", "MEDIA", "SEVERITIES", "STAGES", "STATUSES", "TABLES", "VERSIONS", "Column", "Table"]

STATUSES = ("ok", "partial", "failed", "empty")
ERRORS = (
    *("not_a_document", "empty_file", "locked", "damaged", "unreadable"),
    *("limit_size", "limit_pages", "limit_objects", "limit_segments", "limit_characters", "limit_pixels"),
    *("timeout", "memory", "crash", "internal"),
)
SEVERITIES = ("info", "warning", "error")
STAGES = ("extract", "normalize", "review")
JUDGEMENTS = ("corrected", "accepted", "bulk")
VERSIONS = ("murni", "perubahan")
MEDIA = ("text", "scan", "mixed", "plain")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `type` is a key of the type tables in renaksi/arrow.py, `values` the closed list where there is one."""

    name: str
    type: str
    description: str
    unit: str = ""
    values: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `row` says what a row is; `references` are (column, table, column there); `notes` are warnings."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _document_id() -> Column:
    return Column("document_id", "string", "The document it belongs to.", required=True)


def _tahun() -> Column:
    return Column(
        "tahun", "int32", "Year that the document plans for: from its title, else from its folder; null if unknown."
    )


def _place() -> tuple[Column, ...]:
    return (
        Column("x0", "float64", "Left edge, on the page as it is read (see pages.turn).", "pt"),
        Column("top", "float64", "Upper edge, from the page's top.", "pt"),
        Column("x1", "float64", "Right edge.", "pt"),
        Column("bottom", "float64", "Lower edge, from the page's top.", "pt"),
    )


def _name(level: str) -> Column:
    return Column(
        level, "string", f"Name of the {level.replace('_', ' ')}: the record's own or the one it stands under."
    )


_QUARTERS = range(1, 5)
_MEASURE_WORDS = {
    "target": "performance planned",
    "anggaran": "money planned",
    "realisasi": "performance achieved",
    "realisasi_anggaran": "money spent",
}

_DOCUMENTS = Table(
    "documents",
    "a document: a file, or one of the documents that a file holds",
    ("document_id",),
    (
        Column(
            "document_id",
            "string",
            "First 16 digits of the content's SHA-256; `-2` follows for the second "
            "document in a file, `-copy2` for the second file with the same content.",
            required=True,
        ),
        Column("source", "string", "Path of the file below the raw folder, with `/`.", required=True),
        _tahun(),
        Column("instansi", "string", "Office that the document is of, as printed."),
        Column("judul", "string", "Title, as printed."),
        Column(
            "versi",
            "category",
            "`perubahan` where the title or the file's name says that it revises the year's first one, else `murni`.",
            values=VERSIONS,
            required=True,
        ),
        Column(
            "superseded_by",
            "string",
            "The revised document of the same office and year, or the first file of the same content: count that one.",
        ),
        Column("pages", "int32", "Number of pages.", "page"),
        Column(
            "media",
            "string",
            "What the pages are: characters, pictures of paper, both, or a plain text file.",
            values=MEDIA,
        ),
        Column("reader", "string", "What read the file: `pdfium`, `pdfplumber` or `plain`."),
        Column(
            "status",
            "category",
            "`ok`; `partial`: something in it could not be read; `failed`: nothing could; "
            "`empty`: it was read and holds no record.",
            values=STATUSES,
            required=True,
        ),
        Column(
            "error",
            "string",
            "Why it failed, or the limit that a page of a `partial` document is beyond: a code of docs/errors.md.",
            values=ERRORS,
        ),
        Column("records", "int32", "Number of records; null where only cells were read.", "record"),
        Column("characters", "int32", "Visible characters on its pages.", "character"),
        Column("characters_in_records", "int32", "Of these, in the fields of records.", "character"),
        Column(
            "characters_in_context",
            "int32",
            "Of these, in titles, headers, totals, signatures and the like.",
            "character",
        ),
        Column(
            "characters_unplaced",
            "int32",
            "Of these, in no place that is understood; 0 unless a finding says so.",
            "character",
        ),
        Column("findings", "int32", "Number of findings.", "finding"),
        Column("sha256", "string", "SHA-256 of the file's content; null where it could not be read at all."),
        Column("program_version", "string", "Version of the program that read it.", required=True),
    ),
    notes=("Look at `status` first: a document that is not `ok` is missing rows in the other tables.",),
)

_INDICATORS = Table(
    "indicators",
    "a record: one indicator of one node (docs/records.md)",
    ("indicator_id",),
    (
        Column(
            "indicator_id", "string", "Document and place in it; stays the same while the file does.", required=True
        ),
        _document_id(),
        Column("source", "string", "Path of the file below the raw folder.", required=True),
        _tahun(),
        Column("instansi", "string", "Office, as printed."),
        Column("urutan", "int32", "Reading order in the document, from 1.", required=True),
        Column("level", "category", "What the node is; null where the layout leaves it open.", values=LEVELS),
        Column("parent_id", "string", "Record in whose band this one stands, where the layout shows one."),
        Column("kode", "string", "Code of the node, as printed."),
        *(_name(level) for level in LEVELS),
        Column("indikator", "string", "Indicator, as printed; null where the node has figures but no indicator."),
        Column("formula", "string", "How it is measured, as printed."),
        Column("satuan", "string", "Unit, as printed in a column of its own."),
        Column("satuan_normal", "string", "The same unit in one spelling (`Persen` for `%`)."),
        Column("target", "string", "Annual target, as printed."),
        *(Column(f"tw{q}", "string", f"Target of quarter {q}, as printed.") for q in _QUARTERS),
        Column(
            "target_value", "float64", "Annual target as a figure; null where it is not one beyond doubt.", "satuan"
        ),
        *(
            Column(f"tw{q}_value", "float64", f"Target of quarter {q} as a figure; null likewise.", "satuan")
            for q in _QUARTERS
        ),
        Column("pattern", "category", "How the quarters relate to the annual target."),
        Column("rencana_aksi", "string", "Action or follow-up, as printed."),
        Column("anggaran", "string", "Budget, as printed."),
        Column("anggaran_value", "float64", "Budget as a figure; null where it is not one beyond doubt.", "Rp"),
        Column("penanggung_jawab", "string", "Person or unit in charge, as printed."),
        *(
            Column(quarter_field(measure, q), "string", f"Quarter {q}, {_MEASURE_WORDS[measure]}, as printed.")
            for measure in MEASURES[1:]
            for q in _QUARTERS
        ),
        Column("page_first", "int32", "Page on which the record begins, from 1.", required=True),
        Column("page_last", "int32", "Page on which it ends.", required=True),
        Column("nomenklatur_kode", "string", "Official code of the node, where a reference list was given."),
        Column("nomenklatur_score", "float32", "How near the printed name is to the official one, 0 to 1."),
        Column("series_id", "string", "The same indicator of the same office through the years."),
        Column("finding_count", "int32", "Number of findings about this record.", "finding", required=True),
        Column("finding_codes", "string", "Their codes, joined by `;`."),
        Column("corrected_fields", "string", "Fields that a person corrected, joined by `;`."),
    ),
    references=(
        ("document_id", "documents", "document_id"),
        ("parent_id", "indicators", "indicator_id"),
        ("series_id", "series", "series_id"),
    ),
    notes=(
        "Text is as printed, misprints included; a figure stands beside it only where it can be read one way.",
        "Quarters may be cumulative or not: see `pattern` before adding them up.",
    ),
)

_QUARTERLY = Table(
    "quarterly_targets",
    "a quarter of a record, for each measure that the document prints",
    ("indicator_id", "measure", "triwulan"),
    (
        Column("indicator_id", "string", "The record.", required=True),
        _tahun(),
        Column("triwulan", "int16", "Quarter, 1 to 4.", required=True),
        Column(
            "measure",
            "category",
            "What is measured: " + ", ".join(f"{words} (`{name}`)" for name, words in _MEASURE_WORDS.items()) + ".",
            values=MEASURES,
            required=True,
        ),
        Column("text", "string", "As printed.", required=True),
        Column("value", "float64", "As a figure; null where it is not one beyond doubt.", "satuan, or Rp for money"),
    ),
    references=(("indicator_id", "indicators", "indicator_id"),),
    notes=("A quarter that is blank in the document has no row; it is not 0.",),
)

_FINDINGS = Table(
    "findings",
    "a doubt that a person should look at",
    (),
    (
        _document_id(),
        Column("indicator_id", "string", "The record it concerns; null where it concerns the page or the document."),
        _tahun(),
        Column("field", "string", "The field it concerns."),
        Column("page", "int32", "Page, from 1."),
        *_place(),
        Column("code", "string", "Kind of doubt: a code of docs/findings.md or docs/errors.md.", required=True),
        Column(
            "severity",
            "category",
            "`error`: something is missing or wrong; `warning`: look at it; `info`.",
            values=SEVERITIES,
            required=True,
        ),
        Column("message", "string", "What to do about it, in one line.", required=True),
        Column("stage", "category", "The stage that found it.", values=STAGES, required=True),
    ),
    references=(("document_id", "documents", "document_id"), ("indicator_id", "indicators", "indicator_id")),
)

_BOXES = Table(
    "field_boxes",
    "a place on a page from which a field of a record was read",
    (),
    (
        Column("indicator_id", "string", "The record.", required=True),
        _tahun(),
        Column("field", "string", "Name of the field: a column of `indicators`.", required=True),
        Column("page", "int32", "Page, from 1.", required=True),
        *_place(),
        Column(
            "turn", "int16", "Quarter turns clockwise from the page as a viewer shows it to the page as it is read."
        ),
    ),
    references=(("indicator_id", "indicators", "indicator_id"),),
    notes=("A field has several rows where it was read from several cells, as over a page break.",),
)

_EXTRA = Table(
    "extra_columns",
    "a cell of a column that has no field of its own",
    (),
    (
        Column("indicator_id", "string", "The record in whose row it stands.", required=True),
        _tahun(),
        Column("header", "string", "Header of the column, as printed.", required=True),
        Column("text", "string", "Text of the cell, as printed.", required=True),
    ),
    references=(("indicator_id", "indicators", "indicator_id"),),
)

_SERIES = Table(
    "series",
    "an indicator of an office through the years",
    ("series_id",),
    (
        Column("series_id", "string", "Names the series.", required=True),
        Column("instansi", "string", "Office."),
        Column("level", "category", "What the node is.", values=LEVELS),
        Column("indikator", "string", "Indicator, as its last year prints it."),
        Column("satuan_normal", "string", "Unit in one spelling."),
        Column("tahun_first", "int32", "First year."),
        Column("tahun_last", "int32", "Last year."),
        Column("years", "int32", "Number of years that have it.", "year"),
        Column("indicator_ids", "string", "Its records, one a year, in order of years, joined by `;`."),
        Column("targets", "string", "The years' annual targets as printed: `2022=81.30;2023=82`."),
        Column("certainties", "string", "How sure the link to the year before is, 0 to 1: `2023=0.97`."),
        Column("certainty", "float32", "The weakest of these links."),
    ),
    notes=(
        "Of a year that has a revised document (`documents.superseded_by`) its targets stand here.",
        "A series keeps its `series_id` when later years are added; when an earlier year is, it gets another.",
        "A link is a judgement: look at `certainty` before you trust a line through the years (docs/series.md).",
    ),
)

_PAGES = Table(
    "pages",
    "a page",
    ("document_id", "page"),
    (
        _document_id(),
        _tahun(),
        Column("page", "int32", "Page, from 1.", required=True),
        Column("width", "float64", "Width of the page as it is read.", "pt", required=True),
        Column("height", "float64", "Height of the page as it is read.", "pt", required=True),
        Column(
            "turn",
            "int16",
            "Quarter turns clockwise from the page as a viewer shows it to the page as it is read.",
            required=True,
        ),
        Column("medium", "category", "`text`, `scan` or `plain`.", required=True),
        Column("characters", "int32", "Visible characters on the page.", "character", required=True),
    ),
    references=(("document_id", "documents", "document_id"),),
)

_CORRECTIONS = Table(
    "corrections",
    "what a person said of a record or of one of its fields, and holds of what is read now",
    ("indicator_id", "field"),
    (
        _document_id(),
        Column("indicator_id", "string", "The record.", required=True),
        _tahun(),
        Column("field", "string", "The field that was corrected; `*` for a record accepted as a whole.", required=True),
        Column(
            "kind",
            "category",
            "`corrected`: the text was put right; `accepted`: a person compared the record with the page; "
            "`bulk`: it was accepted together with others like it.",
            values=JUDGEMENTS,
            required=True,
        ),
        Column("text_as_read", "string", "Text as printed, which `indicators` no longer holds; null if blank."),
        Column("text_corrected", "string", "Text in its place; null if there should be none."),
        Column("reason", "string", "Why, in the person's words."),
        Column("who", "string", "Who said it."),
        Column("when", "string", "When, as the file of corrections gives it."),
        Column("in_sample", "boolean", "The record was one of a random sample (docs/review.md).", required=True),
    ),
    references=(("document_id", "documents", "document_id"), ("indicator_id", "indicators", "indicator_id")),
    notes=("Filled by `renaksi run --corrections`. What no longer fits is a finding `correction_refused` instead.",),
)

_CELLS = Table(
    "cells",
    "a cell of a table on a page, or a line of text outside every table",
    ("document_id", "urutan"),
    (
        _document_id(),
        _tahun(),
        Column("urutan", "int32", "Order in the document: page by page, tables first.", required=True),
        Column("page", "int32", "Page, from 1.", required=True),
        Column("table", "int32", "Table on the page, from 1; 0 for text outside every table.", required=True),
        Column("row", "int32", "Row in the table's finest grid, from 0.", required=True),
        Column("column", "int32", "Column in it, from 0.", required=True),
        Column("row_span", "int32", "Rows that the cell covers.", required=True),
        Column("column_span", "int32", "Columns that the cell covers.", required=True),
        Column("text", "string", "Text as printed, a line a line; empty for a blank cell.", required=True),
        Column("lines", "lines", "Its lines, split where the weight of the type changes.", required=True),
        *_place(),
        Column("shade", "string", "Colour behind the cell as RRGGBB, where it is not white."),
        Column(
            "turn", "int16", "Quarter turns clockwise from the page as a viewer shows it to the page as it is read."
        ),
        Column("open_above", "boolean", "No rule closes the cell above.", required=True),
        Column("open_below", "boolean", "No rule closes the cell below.", required=True),
        Column("open_beside", "boolean", "No rule shows its left or right side; the words do.", required=True),
        Column("role", "category", "What it was taken for: `title`, `header`, `body`, `total`, `footer` and so on."),
        Column("indicator_id", "string", "The record it belongs to; null where it is context."),
    ),
    references=(("document_id", "documents", "document_id"), ("indicator_id", "indicators", "indicator_id")),
    notes=(
        "This is the door between the two stages, not a table for analysis: `lines` is a list.",
        "A position that a merged cell covers has no row; a blank cell has one, with empty text.",
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (_DOCUMENTS, _INDICATORS, _QUARTERLY, _FINDINGS, _BOXES, _EXTRA, _SERIES, _CORRECTIONS, _PAGES, _CELLS)
}
"""The tables by name, in the order in which the dictionary lists them."""
