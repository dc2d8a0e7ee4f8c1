"""`--xlsx F`: a workbook for people in offices, in Indonesian: what is what, a sheet a level, the doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from xlsxwriter.workbook import Workbook

from normalize.records import LEVELS
from renaksi.export.published import Published, Row
from renaksi.export.sheets import Field, Sheet, Styles, new_workbook

__all__ = ["write_workbook"]

_SHEETS = {
    "tujuan": "Tujuan",
    "sasaran": "Sasaran",
    "program": "Program",
    "kegiatan": "Kegiatan",
    "sub_kegiatan": "Sub Kegiatan",
    None: "Tingkat Belum Jelas",
}
_NAMES = {"tujuan": "Tujuan", "sasaran": "Sasaran", "program": "Program", "kegiatan": "Kegiatan"}
_NAMES |= {"sub_kegiatan": "Sub Kegiatan"}
_PATTERNS = {
    "cumulative": "kumulatif",
    "incremental": "nonkumulatif",
    "constant": "tetap",
    "final_only": "hanya triwulan IV",
    "milestone": "satu triwulan",
    "declining": "menurun",
    "average": "rata-rata",
    "text": "berupa teks",
    "none": "tanpa target triwulan",
    "partial": "belum lengkap",
    "inconsistent": "tidak cocok",
    "unknown": "belum jelas",
}
_SEVERITIES = {"error": "kesalahan", "warning": "periksa", "info": "catatan"}
_STATUSES = {"ok": "terbaca", "partial": "terbaca sebagian", "failed": "tidak terbaca", "empty": "tanpa tabel"}
_TEXT_WIDTH = 100
_FIGURES = ("target", "tw1", "tw2", "tw3", "tw4")


def write_workbook(published: Published, path: Path) -> str:
    """Writes the workbook; says what was written."""
    doubts: dict[str, list[Row]] = {}
    for row in published.rows("findings"):
        if row["indicator_id"] is not None:
            doubts.setdefault(row["indicator_id"], []).append(row)
    levels = Counter(published.tables["indicators"]["level"].to_pylist())
    with new_workbook(path) as (book, styles):
        _read_first(book, styles, published, levels)
        for level in (*LEVELS, None):
            if levels[level]:
                _records(book, styles, published, level, doubts)
        _findings(book, styles, published)
        _documents(book, styles, published)
    return f"{published.count('indicators'):,} records of {published.count('documents'):,} documents"


def _records(
    book: Workbook, styles: Styles, published: Published, level: str | None, doubts: dict[str, list[Row]]
) -> None:
    rows = [row for row in published.rows("indicators") if row["level"] == level]
    above = [name for name in LEVELS if any(row[name] is not None for row in rows)]
    fields = [
        Field("Tahun", 7, names=True),
        Field("Perangkat daerah", 20, wraps=True),
        *(Field(_NAMES[name], 26, wraps=True) for name in above),
        Field("Kode", 17),
        Field("Indikator", 34, wraps=True),
        Field("Satuan", 11, wraps=True),
        *(Field(title, 11, right=True) for title in ("Target", "TW I", "TW II", "TW III", "TW IV")),
        Field("Sifat target triwulan", 15, wraps=True),
        Field("Anggaran (Rp)", 17, right=True),
        Field("Penanggung jawab", 22, wraps=True),
        Field("Rencana aksi", 34, wraps=True),
        Field("Yang perlu diperiksa", 44, wraps=True),
        Field("Diperbaiki", 14, wraps=True),
        Field("Berkas", 26, wraps=True),
        Field("Halaman", 9, names=True),
    ]
    on_paper = 2 + len(above) + 3 + len(_FIGURES) + 3
    sheet = Sheet(book, styles, _SHEETS[level], fields, frozen=2, printed=on_paper)
    first_figure = 2 + len(above) + 3
    told = first_figure + len(_FIGURES) + 4
    for row in rows:
        own = doubts.get(row["indicator_id"], [])
        corrected = (row["corrected_fields"] or "").split(";")
        marks = {first_figure + i: "corrected" for i, name in enumerate(_FIGURES) if name in corrected}
        for finding in own:
            if finding["severity"] != "info":
                place = first_figure + _FIGURES.index(finding["field"]) if finding["field"] in _FIGURES else told
                marks[place] = marks[told] = _worse(marks.get(place), finding["severity"])
        sheet.add(
            [
                row["tahun"],
                row["instansi"],
                *(row[name] for name in above),
                row["kode"],
                row["indikator"],
                row["satuan"],
                *(_figure(row, name) for name in _FIGURES),
                _PATTERNS.get(row["pattern"] or "", row["pattern"]),
                _figure(row, "anggaran"),
                row["penanggung_jawab"],
                row["rencana_aksi"],
                "\n".join(finding["message"] for finding in own if finding["severity"] != "info"),
                ", ".join(filter(None, corrected)),
                row["source"],
                row["page_first"],
            ],
            marks,
        )
    sheet.close()


def _figure(row: Row, name: str) -> Any:
    """The figure where it is one beyond doubt, else the text as printed."""
    value = row[f"{name}_value"]
    return row[name] if value is None else value


def _worse(mark: str | None, severity: str) -> str:
    return "error" if "error" in (mark, severity) else severity


def _findings(book: Workbook, styles: Styles, published: Published) -> None:
    records = {row["indicator_id"]: row for row in published.rows("indicators")}
    documents = {row["document_id"]: row for row in published.rows("documents")}
    fields = [
        Field("Tingkat", 12),
        Field("Perangkat daerah", 26, wraps=True),
        Field("Berkas", 30, wraps=True),
        Field("Halaman", 9, names=True),
        Field("Indikator", 44, wraps=True),
        Field("Kolom", 14),
        Field("Kode temuan", 22),
        Field("Temuan", 70, wraps=True),
    ]
    sheet = Sheet(book, styles, "Temuan", fields)
    for row in published.rows("findings"):
        document = documents[row["document_id"]]
        record = records.get(row["indicator_id"] or "", {})
        sheet.add(
            [
                _SEVERITIES[row["severity"]],
                document["instansi"],
                document["source"],
                row["page"],
                record.get("indikator"),
                row["field"],
                row["code"],
                row["message"],
            ],
            {0: row["severity"]},
        )
    sheet.close()


def _documents(book: Workbook, styles: Styles, published: Published) -> None:
    fields = [
        Field("Tahun", 7, names=True),
        Field("Perangkat daerah", 34, wraps=True),
        Field("Judul", 60, wraps=True),
        Field("Berkas", 40, wraps=True),
        Field("Keadaan", 16),
        Field("Halaman", 9),
        Field("Baris", 9),
        Field("Temuan", 9),
    ]
    sheet = Sheet(book, styles, "Dokumen", fields)
    for row in published.rows("documents"):
        marks = {} if row["status"] == "ok" else {4: "error" if row["status"] == "failed" else "warning"}
        names = ("tahun", "instansi", "judul", "source")
        counts = (row["pages"], row["records"], row["findings"])
        sheet.add([*(row[name] for name in names), _STATUSES[row["status"]], *counts], marks)
    sheet.close()


def _read_first(book: Workbook, styles: Styles, published: Published, levels: Counter[str | None]) -> None:
    """The first sheet: what this is, how much of it there is, what the colours and columns mean."""
    sheet = book.add_worksheet("Baca Dulu")
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(14)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    title = styles.named(bold=True, font_size=16, font_color="#1F4E5F")
    label = styles.named(bold=True, valign="top")
    body = styles.named(text_wrap=True, valign="top")
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, "Rencana Aksi: indikator dan target triwulan", title)
    severities = Counter(published.tables["findings"]["severity"].to_pylist())
    line = 2
    for name, text in _explained(published, levels, severities):
        sheet.set_row(line, 16 * max(1, -(-len(text) // _TEXT_WIDTH)))
        if name.startswith("#"):
            mark = name[1:]
            sheet.write_string(line, 0, "", styles.cell(mark))
            sheet.write_string(line, 1, text, body)
        else:
            sheet.write_string(line, 0, name, label)
            sheet.write_string(line, 1, text, body)
        line += 1


def _explained(
    published: Published, levels: Counter[str | None], severities: Counter[str | None]
) -> Iterable[tuple[str, str]]:
    """The lines of the first sheet: a label and a text; a label with # is a colour of the legend."""
    yield "Isi", "Setiap baris adalah satu indikator dari satu sasaran, program, kegiatan atau sub kegiatan."
    if published.year is not None:
        yield "Tahun", f"Hanya dokumen tahun {published.year}."
    yield "Dokumen", f"{_count(published.count('documents'))} dokumen; keadaannya ada di lembar Dokumen."
    yield "Baris", "; ".join(f"{_SHEETS[level]} {_count(levels[level])}" for level in (*LEVELS, None) if levels[level])
    counts = {words: _count(severities[severity]) for severity, words in _SEVERITIES.items()}
    yield "Temuan", "; ".join(f"{words} {count}" for words, count in counts.items()) + "; rinciannya di lembar Temuan."
    yield "", ""
    figures = "Target dan triwulan ditulis sebagai angka bila pasti terbaca satu arti."
    yield "Angka", f"{figures} Bila tidak, tertulis seperti tercetak."
    yield "Sel kosong", "Tidak tercetak di dokumen. Kosong bukan nol."
    kinds = "kumulatif: triwulan IV sama dengan target; nonkumulatif: jumlah keempat triwulan sama dengan target; "
    kinds += "tetap: setiap triwulan sama dengan target. Lihat kolom ini sebelum menjumlahkan triwulan."
    yield "Sifat target triwulan", kinds
    yield "Nama di atasnya", "Sasaran, program dan kegiatan diulang di setiap baris, agar dapat disaring dan diurutkan."
    yield "", ""
    yield "Warna", ""
    yield "#error", "Salah, atau tidak cocok: bandingkan dengan dokumennya sebelum dipakai."
    yield "#warning", "Perlu dilihat: sering memang tercetak demikian."
    yield "#corrected", "Sudah diperbaiki orang; teks semula ada di tabel corrections."


def _count(number: int) -> str:
    """A number as Indonesians write it.

    >>> _count(12345)
    '12.345'
    """
    return f"{number:,}".replace(",", ".")
