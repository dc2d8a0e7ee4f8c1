"""`--satudata DIR`: one long CSV as Indonesia's open-data portals want it, with its metadata and descriptions.

Codes stand before names, `satuan,tahun` last, a target is a figure or nothing: portals guess a column's type from its
first rows, and one dash in it makes all of it text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from renaksi.export.files import PACKAGE, new_folder, write_csv, write_json
from renaksi.export.offices import CODES, Offices
from renaksi.export.package import described
from renaksi.export.published import Published
from renaksi.export.sheets import Field, Sheet, new_workbook

__all__ = ["COLUMNS", "write_satudata"]

_FILE = "rencana-aksi"
COLUMNS: dict[str, tuple[str, str]] = {
    "id": ("string", "nama unik baris: indikator dan triwulannya"),
    "kode_provinsi": ("string", "kode provinsi menurut daftar instansi yang dipakai"),
    "nama_provinsi": ("string", "nama provinsi"),
    "kode_kabupaten_kota": ("string", "kode kabupaten atau kota menurut daftar instansi yang dipakai"),
    "nama_kabupaten_kota": ("string", "nama kabupaten atau kota"),
    "kode_perangkat_daerah": ("string", "kode perangkat daerah menurut daftar instansi yang dipakai"),
    "nama_perangkat_daerah": ("string", "nama perangkat daerah"),
    "level": ("string", "tingkat: tujuan, sasaran, program, kegiatan atau sub_kegiatan"),
    "kode": ("string", "kode program, kegiatan atau sub kegiatan seperti tercetak"),
    "sasaran": ("string", "nama sasaran"),
    "program": ("string", "nama program"),
    "kegiatan": ("string", "nama kegiatan"),
    "sub_kegiatan": ("string", "nama sub kegiatan"),
    "indikator": ("string", "nama indikator kinerja"),
    "triwulan": ("integer", "triwulan, 1 sampai 4"),
    "target": ("number", "target triwulan; kosong bila tidak berupa angka"),
    "target_teks": ("string", "target triwulan seperti tercetak"),
    "satuan": ("string", "satuan target"),
    "tahun": ("integer", "tahun rencana aksi"),
}
"""Each column: its type, and what it states."""
_TYPES = {"string": "teks", "integer": "numerik", "number": "numerik"}


def write_satudata(published: Published, offices: Offices, path: Path) -> str:
    """Writes the folder; says what was written."""
    with new_folder(path) as folder:
        count = write_csv(folder / f"{_FILE}.csv", list(COLUMNS), _rows(published, offices))
        with new_workbook(folder / f"{_FILE}.xlsx") as (book, styles):
            sheet = Sheet(
                book, styles, "Rencana Aksi", [Field(name, 18, names=name in ("tahun", "triwulan")) for name in COLUMNS]
            )
            for row in _rows(published, offices):
                sheet.add(row)
            sheet.close()
        schema = [{"name": name, "type": kind, "description": says} for name, (kind, says) in COLUMNS.items()]
        resource: dict[str, Any] = {
            "name": _FILE,
            "path": f"{_FILE}.csv",
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {"fields": schema, "primaryKey": ["id"]},
        }
        write_json(folder / PACKAGE, described(_FILE, [resource]))
        write_json(folder / "metadata.json", _metadata(published))
        (folder / "deskripsi.md").write_text(_description(published), encoding="utf-8", newline="\n")
    return f"{count:,} rows"


def _rows(published: Published, offices: Offices) -> Iterator[list[Any]]:
    """A row a record and quarter that the document prints."""
    records = {row["indicator_id"]: row for row in published.rows("indicators")}
    codes: dict[str | None, dict[str, str | None]] = {}
    for row in published.rows("quarterly_targets"):
        if row["measure"] != "target":
            continue
        record = records[row["indicator_id"]]
        office = record["instansi"]
        if office not in codes:
            codes[office] = offices.of(office)
        yield [
            f"{row['indicator_id']}-{row['triwulan']}",
            *(codes[office][code] for code in CODES),
            *(
                record[name]
                for name in ("level", "kode", "sasaran", "program", "kegiatan", "sub_kegiatan", "indikator")
            ),
            row["triwulan"],
            row["value"],
            row["text"],
            record["satuan_normal"] or record["satuan"],
            row["tahun"],
        ]


def _years(published: Published) -> str:
    years = sorted({year for year in published.tables["documents"]["tahun"].to_pylist() if year is not None})
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else "tanpa tahun"


def _metadata(published: Published) -> dict[str, Any]:
    """What data portals ask beside the data; what only the publisher knows is left empty."""
    return {
        "title": f"Target Triwulan Rencana Aksi Perangkat Daerah {_years(published)}",
        "author": "",
        "license": "cc-by",
        "extras": {
            "Cakupan Wilayah": "",
            "Kode Wilayah": "",
            "Cara Pengumpulan": "Kompilasi Produk Administrasi",
            "Metode": "Pembacaan otomatis dokumen Rencana Aksi",
            "Periode Pelaksanaan": _years(published),
            "Periode Update": "Tahunan",
        },
    }


def _description(published: Published) -> str:
    lines = [
        f"# Target Triwulan Rencana Aksi Perangkat Daerah {_years(published)}",
        "",
        "Dataset ini berisi target triwulan setiap indikator kinerja dalam dokumen Rencana Aksi perangkat daerah.",
        "",
        "Penjelasan mengenai variabel di dalam dataset ini:",
        "",
    ]
    lines += [f"- {name}: menyatakan {says} dengan tipe data {_TYPES[kind]}." for name, (kind, says) in COLUMNS.items()]
    return "\n".join(lines) + "\n"
