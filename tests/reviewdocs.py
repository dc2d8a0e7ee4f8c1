"""Documents for tests of the review pages: tables as a run leaves them, and PDFs that mean harm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from fpdf import FPDF

from extract.cells import Box, Cell, Finding, Line, PageCells
from extract.documents import Document
from normalize.checks import evaluate
from normalize.records import IndicatorRecord, NormalizedDocument
from renaksi.batch import run
from renaksi.rows import document_tables
from renaksi.settings import Settings
from renaksi.store import pack
from tests.test_store import Quiet

HARM = "<script>window.PWNED=1</script><img src=x onerror='window.PWNED=1'>"
"""Runs where a text is taken for markup."""

_FIELDS = ("program", "kegiatan", "indikator", "satuan", "target", "tw1", "tw2", "tw3", "tw4")
_WIDTH, _HEIGHT, _ROW = 842.0, 595.0, 18.0
_ON_PAGE = 28


def table_page(rows: Sequence[Sequence[str]], number: int) -> PageCells:
    """A page with a table of these rows, each cell a line; a blank text is a blank cell."""
    width = (_WIDTH - 60) / len(rows[0])
    cells = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            x0, top = 30 + width * column, 40 + _ROW * row
            box = (x0, top, x0 + width, top + _ROW)
            lines = (Line(text, False, x0 + 2, top + 3, x0 + 2 + min(width - 4, 5.0 * len(text)), top + 13),)
            cells.append(Cell(number, 1, row, column, 1, 1, *box, lines if text else ()))
    count = sum(len("".join(text.split())) for texts in rows for text in texts)
    return PageCells(number, _WIDTH, _HEIGHT, 0, "text", cells, count)


def records_of(pages: Sequence[PageCells]) -> list[IndicatorRecord]:
    """A record for each row of such tables, its columns as in `_FIELDS`."""
    records: list[IndicatorRecord] = []
    for page in pages:
        rows: dict[int, list[Cell]] = {}
        for cell in page.cells:
            rows.setdefault(cell.row, []).append(cell)
        for cells in rows.values():
            record = IndicatorRecord(len(records) + 1, "kegiatan", page.number, page.number)
            for name, cell in zip(_FIELDS, cells, strict=True):
                if not cell.blank:
                    record.text[name] = cell.text
                    record.boxes[name] = [(page.number, cell.box)]
            records.append(record)
    return records


def read_many(document: Document, document_id: str, settings: Settings, progress: Callable[[int, int], None]) -> bytes:
    """Stands in for both stages: a document of as many records as its text says, a third of them doubtful."""
    count = int(document.data)
    rows = [
        (
            *(f"Program {n // 40 + 1}", f"Kegiatan {n // 8 + 1}", f"Jumlah laporan ke-{n}", "Laporan"),
            *("12", "3", "3", "3", "4" if n % 3 == 0 else "3"),
        )
        for n in range(count)
    ]
    pages = [
        table_page(rows[start : start + _ON_PAGE], place) for place, start in enumerate(range(0, count, _ON_PAGE), 1)
    ]
    return _packed(document, document_id, pages, "Rencana Aksi", "Dinas")


def read_harm(document: Document, document_id: str, settings: Settings, progress: Callable[[int, int], None]) -> bytes:
    """Stands in for both stages: every text of the document means harm."""
    rows = [
        (HARM, HARM, f"{HARM}</script><!--", HARM, "12", "3", "3", "3", "3"),
        (
            "'\"><svg onload=window.PWNED=1>",
            "javascript:window.PWNED=1",
            "",
            "=1+1",
            "10",
            "\u2028",
            "{{script}}",
            "",
            "",
        ),
    ]
    page = table_page(rows, 1)
    page.findings.append(Finding("hidden_text", "info", HARM, 1, (30.0, 40.0, 90.0, 60.0)))
    return _packed(document, document_id, [page], HARM, f"Dinas {HARM}")


def _packed(document: Document, document_id: str, pages: list[PageCells], title: str, office: str) -> bytes:
    records = records_of(pages)
    cells = [cell for page in pages for cell in page.cells]
    count = sum(page.characters for page in pages)
    findings = [finding for page in pages for finding in page.findings] + evaluate(records)
    roles = [("body", None)] * len(cells)
    part = NormalizedDocument(
        1, title, office, 2022, len(pages), "text", records, findings, cells, roles, count, 0, count, 0
    )
    return pack(document_tables(document, document_id, "pdfium", pages, [part]))


def published(folder: Path, texts: dict[str, bytes], read: Callable[..., bytes]) -> tuple[Path, Path]:
    """The raw folder and the tables of files that are read by a stand-in."""
    raw, out = folder / "raw", folder / "out"
    for name, data in texts.items():
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_bytes(data)
    run(raw, out, Settings(), Quiet(), read=read)
    return raw, out


def harmful_pdf(path: Path) -> None:
    """A PDF whose texts, title and description are scripts: a small Rencana Aksi in a ruled table."""
    pdf = FPDF(orientation="landscape", unit="pt", format="A3")
    pdf.set_title(HARM)
    pdf.set_author(HARM)
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    pdf.cell(0, 20, f"RENCANA AKSI DINAS {HARM} TAHUN 2022", align="C", new_x="LMARGIN", new_y="NEXT")
    rows = [
        ("Sasaran", "Indikator Kinerja", "Satuan", "Target", "TW I", "TW II", "TW III", "TW IV"),
        (f"Meningkatnya {HARM}", f"Jumlah {HARM}", "Dokumen", "12", "3", "3", "3", "3"),
        ("Meningkatnya layanan", "Jumlah layanan", HARM, "10", "1", "2", "3", "4"),
    ]
    with pdf.table(rows, first_row_as_headings=True, col_widths=(5, 5, 3, 2, 2, 2, 2, 2)):
        pass
    pdf.output(str(path))


def box_share(box: Box, width: float, height: float) -> float:
    """How much of its page a box covers."""
    return (box[2] - box[0]) * (box[3] - box[1]) / (width * height)
