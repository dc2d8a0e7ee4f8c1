"""Made-up cascades, and the text dumps that an extractor would leave of them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from hypothesis import strategies as st

LEVELS = ("sasaran", "program", "kegiatan", "sub_kegiatan")

SASARAN = (
    "Meningkatnya mutu layanan kependudukan",
    "Terwujudnya lingkungan kota yang bersih dan nyaman",
    "Menurunnya jumlah keluarga rawan pangan",
)
PROGRAMS = (
    "Program Pengelolaan Persampahan",
    "Program Pelayanan Pendaftaran Penduduk",
    "Program Penanganan Kerawanan Pangan dan Gizi Masyarakat",
)
ACTIVITIES = (
    "Penyediaan Sarana Pengangkutan Sampah Tingkat Kabupaten/Kota",
    "Pembinaan Kelompok Pengelola Bank Sampah di Wilayah Kecamatan",
    "Koordinasi dan Sinkronisasi Pelayanan Dokumen Kependudukan",
    "Fasilitasi Penyaluran Cadangan Pangan Pemerintah",
    "Penyusunan Peta Ketahanan dan Kerentanan Pangan",
    "Pendataan Penduduk Rentan Administrasi Kependudukan",
    "Peningkatan Kapasitas Petugas Register",
)
INDICATORS = (
    "Persentase sampah yang diangkut ke tempat pemrosesan akhir",
    "Jumlah bank sampah yang dibina",
    "Cakupan kepemilikan kartu identitas anak",
    "Tersedianya peta ketahanan pangan",
    "Rasio petugas register terhadap desa/kelurahan yang dilayani",
    "Indeks kepuasan pemohon",
)
FORMULAS = (
    "Jumlah sampah yang diangkut dibagi jumlah timbulan sampah dikali 100%",
    "Hasil pengukuran survei kepuasan pemohon",
    "Akumulasi laporan dalam satu tahun anggaran",
)
UNITS = ("Persen", "Dokumen", "Orang", "Ton", "Kelompok", "Kepala Keluarga", "%", "Orang/Bulan")
PERSONS = ("Bidang Kebersihan", "Seksi Identitas Penduduk", "Sub Bagian Umum", "Kepala Bidang Ketersediaan Pangan")
QUARTERS = (
    ("100", ("25", "50", "75", "100")),
    ("12", ("3", "3", "3", "3")),
    ("81.30", ("81.30", "81.30", "81.30", "81.30")),
    ("3.5", ("3,5", "3,5", "3,5", "3,5")),
    ("50 (CC)", ("50 (CC)", "50 (CC)", "50 (CC)", "50 (CC)")),
    ("WTP", ("-", "-", "-", "WTP")),
    ("12.500", ("0", "0", "0", "12.500")),
    ("90%", ("90%", "90%", "90%", "90%")),
)
LABELS = {
    "TW": ("TW I", "TW II", "TW III", "TW IV"),
    "Triwulan": ("Triwulan I", "Triwulan II", "Triwulan III", "Triwulan IV"),
    "Tw.": ("Tw. 1", "Tw. 2", "Tw. 3", "Tw. 4"),
    "bare": ("I", "II", "III", "IV"),
}


@dataclass
class Row:
    """One indicator of one node, as a person would read it; `first` says that the node's name is printed here."""

    level: str
    name: str
    first: bool
    text: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Style:
    """How a dump is laid out."""

    width: int = 18
    labels: str = "TW"
    layout: str = "stacked"  # or beside, or columns
    blank_lines: bool = True
    ends_spaced: bool = True
    apart: bool = False  # unit and target on lines of their own
    newline: str = "\n"
    page: int = 0  # groups a page, each with title, header and page number; 0 for one page


@st.composite
def cascades(draw: st.DrawFn) -> list[Row]:
    """The rows of a cascade: each sasaran with a program, each with kegiatan, each with sub kegiatan."""
    rows: list[Row] = []

    def node(level: str, above: dict[str, str], pool: tuple[str, ...], taken: list[str]) -> dict[str, str]:
        name = draw(st.sampled_from([name for name in pool if name not in taken]))
        taken.append(name)
        names = {**above, level: name}
        texts = {**names, "indikator": draw(st.sampled_from(INDICATORS))}
        if level != "sub_kegiatan" and draw(st.booleans()):
            texts["formula"] = draw(st.sampled_from(FORMULAS))
        if level == "sub_kegiatan":
            texts["penanggung_jawab"] = draw(st.sampled_from(PERSONS))
        texts["satuan"] = draw(st.sampled_from(UNITS))
        texts["target"], quarters = draw(st.sampled_from(QUARTERS))
        texts.update({f"tw{number}": value for number, value in enumerate(quarters, start=1)})
        rows.append(Row(level, name, True, texts))
        return names

    sasaran: list[str] = []
    for _ in range(draw(st.integers(1, 2))):
        of_sasaran = node("sasaran", {}, SASARAN, sasaran)
        programs: list[str] = []
        for _ in range(draw(st.integers(1, 2))):
            of_program = node("program", of_sasaran, PROGRAMS, programs)
            kegiatan: list[str] = []
            for _ in range(draw(st.integers(1, 2))):
                of_kegiatan = node("kegiatan", of_program, ACTIVITIES, kegiatan)
                children = [of_kegiatan["kegiatan"]]
                for _ in range(draw(st.integers(1, 3))):
                    node("sub_kegiatan", of_kegiatan, ACTIVITIES, children)
    return rows


styles = st.builds(
    Style,
    width=st.integers(15, 40),
    labels=st.sampled_from(["TW", "Triwulan", "Tw."]),
    layout=st.sampled_from(["stacked", "beside"]),
    blank_lines=st.booleans(),
    apart=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
    page=st.sampled_from([0, 3, 5]),
)


def dump(rows: list[Row], style: Style | None = None) -> str:
    """The text of a dump: cell after cell, a space where a line wraps, form feeds between the pages."""
    style = style or Style()
    groups = [_group(row, style) for row in rows]
    size = style.page or len(groups)
    pages = []
    for number, start in enumerate(range(0, len(groups), size), start=1):
        lines = [line for group in groups[start : start + size] for line in group]
        if style.page or style.layout == "columns":
            lines = [*_heading(style), *lines, f"Halaman {number}"]
        gap = style.newline * (2 if style.blank_lines else 1)
        pages.append(gap.join(lines) + style.newline)
    return "\f".join(pages)


def cell(text: str, style: Style) -> list[str]:
    """The lines of a cell: a space at the end of each that wrapped at one, none where a word was broken."""
    wrapped = textwrap.wrap(text, style.width, break_on_hyphens=False)
    lines = []
    position = 0
    for line in wrapped:
        position = text.index(line, position) + len(line)
        spaced = style.ends_spaced and position < len(text) and text[position] == " "
        lines.append(line + (" " if spaced else ""))
    return lines


def _heading(style: Style) -> list[str]:
    lines = ["RENCANA AKSI DINAS CONTOH TAHUN 2031"]
    for level in ("SASARAN", "PROGRAM", "KEGIATAN", "SUB KEGIATAN"):
        lines += [level, "INDIKATOR ", "KINERJA", "FORMULA", "SATUA", "N", "TARGET"]
        lines += ["TRIWULAN", "I", "II", "III", "IV"] if style.layout == "columns" else ["TARGET PROGRES"]
    return [*lines, "PENANGGUN", "G JAWAB"]


def _group(row: Row, style: Style) -> list[str]:
    lines = cell(row.name, style) if row.first else []
    for name in ("indikator", "formula"):
        if name in row.text:
            lines += cell(row.text[name], style)
    head = [row.text[name] for name in ("satuan", "target") if name in row.text]
    values = [row.text.get(f"tw{number}", "") for number in range(1, 5)]
    labels = list(LABELS[style.labels])
    if style.layout == "columns":
        lines.append(" ".join([*head, *values]))
    else:
        if style.layout == "beside":
            labels = [f"{label} {value}" for label, value in zip(labels, values, strict=True)]
            values = []
        lines += [*head, *labels] if style.apart else [" ".join([*head, labels[0]]), *labels[1:]]
        lines += [value for value in values if value]
    if "penanggung_jawab" in row.text and row.first:
        lines += cell(row.text["penanggung_jawab"], style)
    return lines
