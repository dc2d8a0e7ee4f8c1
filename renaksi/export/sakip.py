"""`--sakip F`: the fields that e-SAKIP applications take, for their import templates.

Figures are numeric cells, so that no application strips a decimal point; a quarter that was not read, or is blank in
print, is an empty cell and stands on the sheet `Belum lengkap`, since some applications make a blank a zero.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from renaksi.export.offices import Offices
from renaksi.export.published import Published, Row
from renaksi.export.sheets import Field, Sheet, new_workbook

__all__ = ["write_sakip"]

_QUARTERS = ("tw1", "tw2", "tw3", "tw4")
_KINDS = {"cumulative": "kumulatif", "incremental": "nonkumulatif", "constant": "tetap"}
_FIELDS = [
    Field("tahun", 7, names=True),
    Field("kode_skpd", 22),
    Field("nama_skpd", 28, wraps=True),
    Field("level", 13),
    Field("kode", 17),
    *(Field(name, 30, wraps=True) for name in ("sasaran", "program", "kegiatan", "sub_kegiatan", "indikator")),
    Field("satuan", 12),
    Field("target_tahunan", 14),
    *(Field(f"target_{quarter}", 11) for quarter in _QUARTERS),
    Field("jenis_target", 14),
    *(Field(f"persen_{quarter}", 11) for quarter in _QUARTERS),
    Field("penjelasan", 40, wraps=True),
    Field("pagu_anggaran", 17),
    Field("penanggung_jawab", 24, wraps=True),
    Field("indicator_id", 24),
]
_MISSING = [
    Field("nama_skpd", 28, wraps=True),
    Field("indikator", 44, wraps=True),
    Field("kolom", 16),
    Field("tercetak", 20, wraps=True),
    Field("sebab", 44, wraps=True),
    Field("berkas", 32, wraps=True),
    Field("halaman", 9, names=True),
    Field("indicator_id", 24),
]


def write_sakip(published: Published, offices: Offices, path: Path) -> str:
    """Writes the workbook; says what was written."""
    count = missing = 0
    gaps: list[list[Any]] = []
    with new_workbook(path) as (book, styles):
        sheet = Sheet(book, styles, "Rencana Aksi", _FIELDS, frozen=1)
        for row in published.rows("indicators"):
            codes = offices.of(row["instansi"])
            values = [row["target_value"], *(row[f"{quarter}_value"] for quarter in _QUARTERS)]
            sheet.add(
                [
                    row["tahun"],
                    codes["kode_perangkat_daerah"],
                    codes["nama_perangkat_daerah"],
                    row["level"],
                    row["kode"],
                    *(row[name] for name in ("sasaran", "program", "kegiatan", "sub_kegiatan", "indikator")),
                    row["satuan_normal"] or row["satuan"],
                    *values,
                    _KINDS.get(row["pattern"] or ""),
                    *_percentages(row),
                    row["rencana_aksi"],
                    row["anggaran_value"],
                    row["penanggung_jawab"],
                    row["indicator_id"],
                ],
                {11 + i: "warning" for i, value in enumerate(values) if value is None},
            )
            count += 1
            for name, value in zip(("target", *_QUARTERS), values, strict=True):
                if value is None:
                    gaps.append(_gap(row, codes["nama_perangkat_daerah"], name))
        sheet.close()
        listed = Sheet(book, styles, "Belum lengkap", _MISSING)
        for gap in gaps:
            listed.add(gap)
            missing += 1
        listed.close()
    return f"{count:,} records, {missing:,} figures missing (sheet Belum lengkap)"


def _percentages(row: Row) -> list[float | None]:
    """The share of the annual target that each quarter is to reach, where the quarters are of a kind that has one."""
    target = row["target_value"]
    values = [row[f"{quarter}_value"] for quarter in _QUARTERS]
    if row["pattern"] not in ("cumulative", "incremental") or not target or None in values:
        return [None] * len(_QUARTERS)
    return [round(100 * value / target, 2) for value in values]


def _gap(row: Row, office: str | None, name: str) -> list[Any]:
    printed = row[name]
    column = "target_tahunan" if name == "target" else f"target_{name}"
    why = "kosong di dokumen" if printed is None else "tercetak, tetapi bukan angka yang pasti"
    return [office, row["indikator"], column, printed, why, row["source"], row["page_first"], row["indicator_id"]]
