"""What words say about a cell of a dumped table: its role, its level, whether it can begin or end there.

Nothing here decides: each cue is a weight (natural logarithm of odds, roughly) that the grammar adds up.
"""

from __future__ import annotations

import re

__all__ = [
    "begins_activity",
    "begins_computed",
    "begins_formula",
    "begins_indicator",
    "begins_measured",
    "begins_outcome",
    "begins_output",
    "begins_person",
    "begins_program",
    "begins_result",
    "ends_open",
    "is_money",
    "is_value",
    "is_value_list",
    "looks_like_unit",
    "measures",
    "names_post_only",
    "split_code",
    "split_number",
    "starts_open",
]

_INDICATOR = re.compile(
    r"(?:jumlah|jumla[lh]?|jml|persentase|prosentase|presentase|porsentase|% |cakupan|indeks|index|rasio|ratio|rata-rata|"
    r"skor|predikat|opini|laju|proporsi|kontribusi|frekuensi|banyaknya|besar(?:an|nya)|hasil (?:evaluasi|survei|survey))\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"(?:nilai|tingkat(?! (?:daerah|kab|kec|desa|kel|prov|kota|nasional|dasar|menengah|lanjut|pusat|pemerintah))|angka|panjang|luas|volume|lamanya|capaian|realisasi|survei|survey)\b", re.IGNORECASE
)
_OUTPUT = re.compile(r"(?:laporan|dokumen|data|rekomendasi|informasi|peta|unit)\b", re.IGNORECASE)
_OUTCOME = re.compile(
    r"(?:meningkat(?:nya|kan)|mewujudkan|terwujud(?:nya)?|menurun(?:nya|kan)|optimalnya|mengoptimalkan|berkurang(?:nya)?|"
    r"berkembang(?:nya)?|membaik(?:nya)?|menguat(?:nya)?|mantap(?:nya)?|tercapainya|terciptanya|bertambahnya|efektifnya|"
    r"kuatnya|mempertahankan|memperkuat)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(r"te[rn]?\w{4,}nya\b", re.IGNORECASE)
_PROGRAM = re.compile(r"program\b", re.IGNORECASE)
_ACTIVITY = re.compile(
    r"(?:pe(?:[mnrl]|ng|ny)?\w{3,}an|koordinasi|fasilitasi|administrasi|evaluasi|sinkronisasi|monitoring|harmonisasi|"
    r"sosialisasi|rehabilitasi|inventarisasi|verifikasi|validasi|supervisi|identifikasi|optimalisasi|standarisasi|"
    r"operasi(?:onal)?|dukungan|bimbingan|layanan|advokasi|analisis|implementasi|sinergi(?:s|tas)|sinergritas|reviu|review|"
    r"asistensi|publikasi|kerja ?sama|pameran|seleksi|mutasi|autentikasi|survei|promosi|gerakan|pengadaan|rapat|"
    r"integrasi|diseminasi|intervensi|investigasi|konsultasi|sarana|deteksi|mobilisasi|digitalisasi|kegiatan)\b",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"(?:hasil|realisasi|total|jumlah|nilai|[(∑Σ]|\d+ ?%? ?[x×*])", re.IGNORECASE)
_COMPUTED = re.compile(
    r"(?:hasil (?:pengukuran|perhitungan|penghitungan|pembagian|bagi|penjumlahan)|akumulasi|penjumlahan|perbandingan|"
    r"penghitungan|perhitungan|dihitung|diukur|formula|rumus|[∑Σ])",
    re.IGNORECASE,
)
_MEASURES = re.compile(
    r"\b(?:di ?bagi|di ?kali(?:kan)?|per jumlah|dibanding(?:kan)?)\b|[x×*] ?100|\b100 ?%|\btahun n\b|[=∑Σ]|÷|/ ?(?:jumlah|total)\b", re.IGNORECASE
)
_PERSON = re.compile(
    r"(?:kepala|ka\.|kasi\b|kasub\w*|kabid\b|kabag\b|sekretar\w+|sekcam|sekdin|seksi|sub\.? ?bag\w*|sub\.? ?bid\w*|subbag\w*|"
    r"subbid\w*|sub ?koord\w*|sub ?substansi|sub ?kelompok|bidang|bagian|camat|lurah|kec\.|kel\.|kecamatan|kelurahan|jf\b|jabatan fungsional|pejabat|"
    r"fungsional|upt\w*|balai|puskesmas|dinas|badan|biro|inspek\w+|irban\w*|direktur|wakil direktur|tim\b|analis\b|"
    r"pranata|perencana\b|koordinator|ketua|staf\b|pengelola\b|bendahara|pptk|kpa\b|ppk\b|satpol|auditor|arsiparis|penyuluh)",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?:(?:kepala|ka|kasi|kasubag|kasubbag|kabid|seksi|sub|bagian|bidang|bag|bid|subbag|subbid|jf|jabatan|fungsional|ketua|"
    r"tim|dinas|badan|balai|plt|wakil|koordinator|analis|substansi|kelompok|pejabat)\.? ?)+",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"(?:^|\s)(?:dan|di|ke|dari|yang|untuk|pada|serta|atau|dengan|dalam|oleh|antar|bagi|terhadap|melalui|kepada|sebagai|"
    r"secara|tentang|terkait|sesuai|per|non|para|tiap|setiap|hasil|jumlah|sub|&|"
    r"^program|(?:me(?:ning|nu)|ter|ber|te)\w{3,}nya|menjadi|berbasis|guna|agar|seluruh|semua|antara|hingga|sampai)$|[,/(&-]$",
    re.IGNORECASE,
)
_OPEN_START = re.compile(
    r"(?-i:dan|di|ke|dari|yang|untuk|pada|serta|atau|dengan|dalam|oleh|bagi|terhadap|melalui|kepada|sebagai|dibagi)\b|[),;:./]",
    re.IGNORECASE,
)

_NUMBER = r"[-+±≥≤<>]? ?(?:rp\.? ?)?\d[\d.,]*(?: ?[%‰])?"
_GRADE = (
    r"(?:aa|a|bb|b|cc|c|d|e)[+-]?|wtp|wdp|tmp|opini wtp|ada|tidak ada|nihil|n/?a|sangat (?:baik|memuaskan|tinggi|rendah)|"
    r"baik|cukup(?: baik)?|kurang|memuaskan|tinggi|sedang|rendah|paripurna|utama|madya|pratama|nindya|tuntas|selesai|"
    r"tidak dapat diprediksi|tdk dpt diprediksi|tidak terprediksi|[ivx]{1,5}|[-–—]+|\.{2,}|✓|√|v"
)
_VALUE = re.compile(
    rf"(?:{_NUMBER}|{_GRADE})(?: ?\([^()]{{1,25}}\))?(?:(?:[ /]| dan | - )(?:{_NUMBER}|{_GRADE}))?(?: ?\([^()]{{1,25}}\))?",
    re.IGNORECASE,
)
_QUANTITY = re.compile(rf"{_NUMBER}(?: ?\([^()]{{1,25}}\))? ?[^\W\d_][\w/.]*(?: [\w/.()]+){{0,3}}", re.IGNORECASE)

_UNITS = frozenset(
    ["%", "‰", "persen", "persentase", "prosentase", "nilai", "angka", "indeks", "index", "skor", "predikat", "opini", "peringkat", "level", "kategori", "rasio", "poin", "point", "dokumen", "laporan", "kegiatan", "bulan", "tahun", "hari", "minggu", "triwulan", "jam", "menit", "orang", "org", "ok", "ob", "oh", "oj", "unit", "paket", "desa", "kelurahan", "kecamatan", "rt", "rw", "kali", "kasus", "jenis", "ha", "hektar", "hektare", "km", "m", "m2", "m3", "m²", "m³", "meter", "kilometer", "ton", "kg", "kuintal", "kwintal", "liter", "rp", "rupiah", "juta", "milyar", "miliar", "lembaga", "kelompok", "asn", "pns", "thl", "buah", "lokasi", "titik", "ruas", "rekomendasi", "berkas", "eksemplar", "exp", "exemplar", "perangkat", "opd", "skpd", "pd", "rumah", "kk", "keluarga", "jiwa", "siswa", "guru", "peserta", "pegawai", "perusahaan", "usaha", "umkm", "ukm", "ikm", "koperasi", "industri", "sekolah", "pendidikan", "puskesmas", "posyandu", "sertifikat", "izin", "ijin", "surat", "naskah", "sop", "perda", "raperda", "perkada", "peraturan", "keputusan", "arsip", "buku", "judul", "data", "sistem", "aplikasi", "layanan", "jaringan", "bangunan", "gedung", "ruang", "kamar", "kendaraan", "mobil", "bis", "motor", "event", "even", "acara", "rapat", "konten", "berita", "media", "pelaku", "objek", "obyek", "organisasi", "ormas", "komunitas", "kawasan", "perkara", "aduan", "pengaduan", "temuan", "sarana", "prasarana", "barang", "produk", "daftar", "publikasi", "perpustakaan", "pengunjung", "wisatawan", "angkatan", "tim", "kampung", "wilayah", "daerah", "kabupaten", "kota", "provinsi", "kab", "kebijakan", "program", "sub", "satuan", "set", "stel", "pasang", "lembar", "botol", "ekor", "batang", "bibit", "pohon", "bidang", "persil", "sambungan", "sr", "pelanggan", "kwh", "watt", "titik", "jembatan", "embung", "irigasi", "daerah", "mou", "kesepakatan", "perjanjian", "kerjasama", "naskah", "permohonan", "transaksi", "hasil", "output", "keluaran", "bpjs", "hari", "pasien", "tt", "bed", "sampel", "spesimen", "ruta", "atlet", "cabang", "medali", "budaya", "cagar", "tenaga", "kader", "penduduk", "permukiman", "pemukiman", "pengguna", "anak", "balita", "bayi", "ibu", "lansia", "ppks", "pmks", "klien"]
)
_QUANTITIES = frozenset(["persentase", "prosentase", "nilai", "angka", "indeks", "rasio", "predikat", "skor", "opini"])
_UNIT_HEADS = frozenset(
    ["satuan", "kepala", "perangkat", "pelaku", "unit", "kegiatan", "dokumen", "laporan", "orang", "kelompok", "peserta", "rumah", "berita", "badan", "lembaga", "objek", "konten", "cagar", "daerah", "jenis", "kali", "ton", "liter", "sistem", "titik", "bidang", "tenaga", "data", "rukun", "ruas", "paket"]
)
_QUALIFIERS = frozenset(
    "keluarga pendidikan permukiman pemukiman daerah usaha didik acara digital budaya tangga kemasyarakatan adat perkotaan "
    "kesehatan desa kelurahan masyarakat perumahan warga tani nelayan ternak kerja wisata kreatif hukum publik sekolah".split()
)
_CODE = re.compile(r"((?:[0-9xX]{1,4}\.){2,7}[0-9xX]{1,4})\.?(?=\s|$)")


def begins_program(text: str) -> bool:
    """Whether a text opens a program (`Program …`)."""
    return bool(_PROGRAM.match(text))


def begins_indicator(text: str) -> bool:
    """Whether a text opens an indicator by a word that measures (`Jumlah …`, `Persentase …`)."""
    return bool(_INDICATOR.match(text))


def begins_measured(text: str) -> bool:
    """Whether a text opens with a noun that an indicator can begin with, and other texts too (`Nilai …`, `Luas …`)."""
    return bool(_MEASURED.match(text))


def begins_output(text: str) -> bool:
    """Whether a text opens with what an activity leaves (`Dokumen …`, `Laporan …`), as an indicator may."""
    return bool(_OUTPUT.match(text))


def begins_outcome(text: str) -> bool:
    """Whether a text opens what is to be reached (`Meningkatnya …`, `Terwujudnya …`): a sasaran, or an indicator."""
    return bool(_OUTCOME.match(text))


def begins_result(text: str) -> bool:
    """Whether a text opens what was done (`Terpeliharanya …`, `Tersedianya …`): an indicator, seldom a sasaran."""
    return bool(_RESULT.match(text)) and not _OUTCOME.match(text)


def begins_activity(text: str) -> bool:
    """Whether a text opens with the noun of an activity (`Penyediaan …`, `Koordinasi …`)."""
    return bool(_ACTIVITY.match(text)) and not _PROGRAM.match(text)


def begins_formula(text: str) -> bool:
    """Whether a text can open a formula, and other texts too (`Jumlah …`, `Realisasi …`)."""
    return bool(_FORMULA.match(text))


def begins_computed(text: str) -> bool:
    """Whether a text opens with a word of computing (`Hasil pengukuran …`, `Akumulasi …`, `(… / …) x 100`)."""
    return bool(_COMPUTED.match(text))


def measures(text: str) -> bool:
    """Whether a line holds arithmetic (`dibagi`, `x 100`)."""
    return bool(_MEASURES.search(text))


def begins_person(text: str) -> bool:
    """Whether a text opens the name of an office, a post or a unit in charge."""
    return bool(_PERSON.match(text))


def names_post_only(text: str) -> bool:
    """Whether a text names a post or a unit without saying which (`Sub Bagian`, `Kepala Seksi`)."""
    return bool(_POST.fullmatch(text))


def ends_open(text: str) -> bool:
    """Whether a text cannot end a cell: its last word asks for another, or a bracket is open."""
    return bool(_OPEN_END.search(text)) or text.rfind("(") > text.rfind(")")


def starts_open(text: str) -> bool:
    """Whether a text cannot begin a cell: its first word joins on to another."""
    return bool(_OPEN_START.match(text))


def is_value(text: str) -> bool:
    """Whether a text is what stands in a target or a quarter: a figure, a grade, a dash, a figure with its unit.

    >>> is_value("50 (CC)"), is_value("-"), is_value("3,000 poin (tahun 2017)"), is_value("Seksi")
    (True, True, True, False)
    """
    return bool(_VALUE.fullmatch(text) or (_QUANTITY.fullmatch(text) and len(text) <= 40))


_MONEY = re.compile(r"(?:rp\.? ?)?\d{1,3}(?:[.,]\d{3}){2,4}(?:[.,]\d{2})?(?: ?,-)?", re.IGNORECASE)


def is_money(text: str) -> bool:
    """Whether a text is an amount of money: millions in full, or with `Rp`.

    >>> is_money("452.750.000,00"), is_money("Rp 1.000.000"), is_money("152.916")
    (True, True, False)
    """
    return bool(_MONEY.fullmatch(text))


def is_value_list(text: str) -> list[str] | None:
    """The four values that stand on one line, or None.

    >>> is_value_list("50 (CC) 50 (CC) 50 (CC) 60 (B)")
    ['50 (CC)', '50 (CC)', '50 (CC)', '60 (B)']
    """
    parts: list[str] = []
    for word in text.split():
        if parts and (word[0] == "(" or word in "%‰" or parts[-1].count("(") > parts[-1].count(")")):
            parts[-1] += " " + word
        else:
            parts.append(word)
    return parts if len(parts) == 4 and all(_VALUE.fullmatch(part) for part in parts) else None


def looks_like_unit(text: str) -> float:
    """How much a text looks like a unit, as a weight.

    >>> looks_like_unit("Orang/Bulan") > looks_like_unit("Satuan Xyz") > looks_like_unit("yang difasilitasi")
    True
    """
    parts = [part for part in re.split(r"\s*/\s*|\s+", text.strip().casefold()) if part]
    if not parts or len(parts) > 4 or any(part[0].isdigit() for part in parts):
        return -4.0
    if len(parts) > 2 and parts[0] in _QUANTITIES:
        return -2.0
    known = [part.strip(".") in _UNITS for part in parts]
    headed = parts[0] in _UNIT_HEADS and len(parts) <= 3
    if headed and len(parts) == 2 and "/" not in text and parts[-1] in _QUALIFIERS:
        return 3.4
    if all(known):
        return 3.0 if len(parts) == 1 or "/" in text else 1.0
    if headed and (text[:1].islower() or text.split()[-1][:1].isupper()):
        return 2.0
    if text[:1].islower() or ends_open(text) or starts_open(text):
        return -2.0
    return 0.5 if len(parts) == 1 else -0.5 if len(parts) == 2 else -1.5


def split_code(text: str) -> tuple[str | None, str]:
    """The code printed before a name, and the name.

    >>> split_code("7.01.02.2.01 Koordinasi"), split_code("1.000 Orang")
    (('7.01.02.2.01', 'Koordinasi'), (None, '1.000 Orang'))
    """
    match = _CODE.match(text)
    if match is None:
        return None, text
    return match[1], text[match.end() :].strip()


_NUMBER_BEFORE = re.compile(r"(\d{1,3}[.)]|\d{1,2}|[a-z][.)])\s+(?=[^\W\d_]{2})")


def split_number(text: str) -> tuple[str | None, str]:
    """The running number printed before a text, and the text.

    >>> split_number("1. Meningkatnya mutu"), split_number("3 Koordinasi"), split_number("50 (CC)")
    (('1.', 'Meningkatnya mutu'), ('3', 'Koordinasi'), (None, '50 (CC)'))
    """
    match = _NUMBER_BEFORE.match(text)
    return (None, text) if match is None else (match[1], text[match.end() :])
