"""`--duckdb F`: the tables in one database file, with comments on every column and views that answer the usual
questions."""

from __future__ import annotations

from pathlib import Path

from renaksi.errors import UsageError
from renaksi.export.files import new_file
from renaksi.export.published import FLAT, Published
from renaksi.schemas import TABLES

__all__ = ["write_database"]

_VIEWS = {
    "targets": (
        "A row a record: its names, unit, annual target and four quarterly targets as figures.",
        """SELECT tahun, instansi, level, kode, sasaran, program, kegiatan, sub_kegiatan, indikator, satuan_normal,
           target_value, tw1_value, tw2_value, tw3_value, tw4_value, pattern, finding_count, indicator_id
           FROM indicators ORDER BY tahun, instansi, document_id, urutan""",
    ),
    "doubts": (
        "A row a finding that is more than a note, with the record and the document that it is about.",
        """SELECT f.severity, f.code, f.message, f.field, f.page, i.indikator, i.level, d.source, d.instansi, d.tahun,
           f.indicator_id, f.document_id
           FROM findings f JOIN documents d USING (document_id) LEFT JOIN indicators i USING (indicator_id)
           WHERE f.severity <> 'info' ORDER BY d.source, f.page""",
    ),
    "coverage": (
        "A row an office and year: its documents, records, records with a finding, and documents not read whole.",
        """SELECT d.tahun, d.instansi, count(*) AS documents, sum(d.records) AS records,
           count(*) FILTER (d.status <> 'ok') AS not_ok,
           (SELECT count(*) FROM indicators i WHERE i.tahun IS NOT DISTINCT FROM d.tahun
            AND i.instansi IS NOT DISTINCT FROM d.instansi AND i.finding_count > 0) AS records_with_findings
           FROM documents d GROUP BY d.tahun, d.instansi ORDER BY d.tahun, d.instansi""",
    ),
}


def write_database(published: Published, path: Path) -> str:
    """Writes the file; says what was written.

    Raises:
        UsageError: the package duckdb is not installed.
        OutputError: it cannot be written.
    """
    try:
        import duckdb
    except ImportError:
        raise UsageError("the package duckdb is not installed; `pip install duckdb`, or leave --duckdb out") from None
    with new_file(path) as draft:
        connection = duckdb.connect(str(draft))
        try:
            for name in FLAT:
                connection.register("arrow_rows", published.tables[name])
                connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM arrow_rows')
                connection.unregister("arrow_rows")
                table = TABLES[name]
                connection.execute(f'COMMENT ON TABLE "{name}" IS {_quoted(f"Each row is {table.row}.")}')
                for column in table.columns:
                    says = f"{column.description} ({column.unit})" if column.unit else column.description
                    connection.execute(f'COMMENT ON COLUMN "{name}"."{column.name}" IS {_quoted(says)}')
            for view, (says, query) in _VIEWS.items():
                connection.execute(f'CREATE VIEW "{view}" AS {query}')
                connection.execute(f'COMMENT ON VIEW "{view}" IS {_quoted(says)}')
        finally:
            connection.close()
    return f"{len(FLAT)} tables and {len(_VIEWS)} views"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
