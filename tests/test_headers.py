"""What the columns of a table are, told by the words of its header: checked by where the values of a row end up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize import NormalizedDocument
from normalize.grid import grids_of
from normalize.headers import find_headers, number_row
from normalize.vocabulary import default_vocabulary
from tests.handcells import drawn, fields, page_of, read, read_table

QUARTERS = ("tw1", "tw2", "tw3", "tw4")


def values(drawing: str) -> dict[str, str | None]:
    """The fields of the only record of a drawn table."""
    records = read_table(drawing).records
    assert len(records) == 1
    return fields(records[0])


def quarters(found: dict[str, str | None], measure: str = "") -> list[str | None]:
    """The four quarterly figures of a measure."""
    return [found.get(f"{measure}{quarter}") for quarter in QUARTERS]


@pytest.mark.parametrize(
    "names",
    [
        "TW I|TW II|TW III|TW IV",
        "tw.1|tw.2|tw.3|tw.4",
        "Tw. 1|Tw. 2|Tw. 3|Tw. 4",
        "TW-I|TW-II|TW-III|TW-IV",
        "Triwulan I|Triwulan II|Triwulan III|Triwulan IV",
        "TRIWULAN 1|TRIWULAN 2|TRIWULAN 3|TRIWULAN 4",
        "Tri Wulan I|Tri Wulan II|Tri Wulan III|Tri Wulan IV",
        "Triwulan ke-1|Triwulan ke-2|Triwulan ke-3|Triwulan ke-4",
        "Trw I|Trw II|Trw III|Trw IV",
        "Trw. I|Trw. II|Trw. III|Trw. IV",
        "Triw I|Triw II|Triw III|Triw IV",
        "TRIBULAN I|TRIBULAN II|TRIBULAN III|TRIBULAN IV",
        "Kuartal I|Kuartal II|Kuartal III|Kuartal IV",
        "Q1|Q2|Q3|Q4",
        "I|II|III|IV",
        "1|2|3|4",
        "B03|B06|B09|B12",
        "Jan - Mar|Apr - Jun|Jul - Sep|Okt - Des",
        "Januari - Maret|April - Juni|Juli - September|Oktober - Desember",
        "Maret|Juni|September|Desember",
        "3|6|9|12",
        "TRIWU¶LAN I|TRIWU¶LAN II|TRIWU¶LAN III|TRIWU¶LAN IV",
        "T¶W¶I|T¶W¶II|T¶W¶III|T¶W¶IV",
    ],
)
def test_a_quarter_is_known_in_every_spelling(names: str) -> None:
    """However an office writes its quarters, their figures are the quarters' targets."""
    found = values(f"""
        | Sasaran | Indikator | Satuan  | Target | Target Triwulan | < | < | < |
        | ^       | ^         | ^       | ^      | {names} |
        | Nama A  | Ukuran A  | Dokumen | 40     | 11 | 12 | 13 | 14 |
    """)
    assert quarters(found) == ["11", "12", "13", "14"]
    assert found["target"] == "40"


@pytest.mark.parametrize(
    "group", ["Target Kinerja", "Target Progres Capaian Kinerja", "TARGET TRIWULAN", "Triwulan", "Rencana"]
)
def test_the_span_over_the_quarters_may_have_many_names(group: str) -> None:
    """The words over the quarters change nothing where none of them says realisation or money."""
    found = values(f"""
        | Sasaran | Indikator | Target | {group} | < | < | < |
        | ^       | ^         | ^      | TW I | TW II | TW III | TW IV |
        | Nama A  | Ukuran A  | 40     | 11 | 12 | 13 | 14 |
    """)
    assert quarters(found) == ["11", "12", "13", "14"]


def test_quarters_need_no_span_over_them() -> None:
    """A header of one row with four quarters is read like one with two."""
    found = values("""
        | No | Kegiatan | Indikator Kinerja | Satuan | Target | Triwulan I | Triwulan II | Triwulan III |\
            Triwulan IV |
        | 1  | Nama A   | Ukuran A | Unit | 40 | 11 | 12 | 13 | 14 |
    """)
    assert found == {
        "level": "kegiatan", "kegiatan": "Nama A", "indikator": "Ukuran A", "satuan": "Unit", "target": "40",
        "tw1": "11", "tw2": "12", "tw3": "13", "tw4": "14",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Satuan", "satuan"),
        ("SATUA¶N", "satuan"),
        ("S¶A¶T¶U¶A¶N", "satuan"),
        ("Unit Satuan", "satuan"),
        ("Formula", "formula"),
        ("FORMU¶LASI¶PERHI¶TUNGAN", "formula"),
        ("Cara Pengukuran", "formula"),
        ("Definisi Operasional", "formula"),
        ("Rencana Aksi", "rencana_aksi"),
        ("Uraian Rencana Aksi", "rencana_aksi"),
        ("Tindak Lanjut", "rencana_aksi"),
        ("Anggaran (Rp.)", "anggaran"),
        ("Pagu Anggaran¶(Rp)", "anggaran"),
        ("ANGGA¶RAN", "anggaran"),
        ("Penanggung Jawab", "penanggung_jawab"),
        ("PENAN¶GGUN¶G¶JAWA¶B", "penanggung_jawab"),
        ("Penanggungjawab", "penanggung_jawab"),
        ("Perangkat Daerah Penanggung Jawab", "penanggung_jawab"),
        ("PIC", "penanggung_jawab"),
        ("Kode", "kode"),
        ("KODE REKENING", "kode"),
    ],
)
def test_a_role_is_known_by_its_words(header: str, field: str) -> None:
    """A column's words give its role, also where a narrow column has broken them inside."""
    found = values(f"""
        | Kegiatan | {header} | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Nama A   | Teks B   | Ukuran A  | 40     | 11   | 12    | 13     | 14    |
    """)
    assert found[field] == "Teks B"


@pytest.mark.parametrize(
    ("header", "level"),
    [
        ("Tujuan", "tujuan"),
        ("SASARAN", "sasaran"),
        ("Sasaran Strategis", "sasaran"),
        ("SASAR¶AN", "sasaran"),
        ("Program", "program"),
        ("PROG¶RAM", "program"),
        ("Kegiatan", "kegiatan"),
        ("KEGIA¶TAN", "kegiatan"),
        ("Sub Kegiatan", "sub_kegiatan"),
        ("SUB¶KEGIA¶TAN", "sub_kegiatan"),
        ("Subkegiatan", "sub_kegiatan"),
    ],
)
def test_a_level_is_known_by_its_words(header: str, level: str) -> None:
    """A name column's words give the level of what stands in it."""
    found = values(f"""
        | No | {header} | Indikator | Satuan | Target | TW I | TW II | TW III | TW IV |
        | 1  | Nama A   | Ukuran A  | Unit   | 40     | 11   | 12    | 13     | 14    |
    """)
    assert found["level"] == level
    assert found[level] == "Nama A"


@pytest.mark.parametrize(
    "header",
    ["Indikator", "INDIK¶ATOR¶KINER¶JA", "Indikator Kinerja Utama", "IKU", "Tolok Ukur Kinerja", "Ukuran Kinerja"],
)
def test_an_indicator_is_known_by_its_words(header: str) -> None:
    """The column of indicators is known in the usual words for it."""
    found = values(f"""
        | Program | {header} | Satuan | Target | TW I | TW II | TW III | TW IV |
        | Nama A  | Ukuran A | Unit   | 40     | 11   | 12    | 13     | 14    |
    """)
    assert found["indikator"] == "Ukuran A"


_ROLES = {
    "Satuan": "satuan",
    "Target Tahunan": "target",
    "TW I": "tw1",
    "TW II": "tw2",
    "TW III": "tw3",
    "TW IV": "tw4",
    "Formula": "formula",
    "Rencana Aksi": "rencana_aksi",
    "Anggaran": "anggaran",
    "Penanggung Jawab": "penanggung_jawab",
}


@given(st.permutations(list(_ROLES)))
def test_the_order_of_columns_says_nothing(order: list[str]) -> None:
    """Whatever the order of the columns behind name and indicator, each value comes into its field."""
    cells = [f"Isi {number}" for number, _ in enumerate(order)]
    found = values(f"""
        | Kegiatan | Indikator | {" | ".join(order)} |
        | Nama A   | Ukuran A  | {" | ".join(cells)} |
    """)
    assert {_ROLES[header]: text for header, text in zip(order, cells, strict=True)}.items() <= found.items()


def test_an_indicator_may_stand_before_its_name() -> None:
    """A list of indicators that says to which sasaran each belongs is read too."""
    found = values("""
        | No | Indikator Kinerja | Sasaran Strategis | Target | TW I | TW II | TW III | TW IV |
        | 1  | Ukuran A          | Nama A            | 40     | 11   | 12    | 13     | 14    |
    """)
    assert found["sasaran"] == "Nama A"
    assert found["indikator"] == "Ukuran A"


@pytest.mark.parametrize(
    "numbers",
    [
        "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9",
        "(1) | (2) | (3) | (4) | (5) | (6) | (7) | (8) | (9)",
        "1. | 2. | 3. | 4. | 5. | 6. | 7. | 8. | 9.",
        "1 | 2 | 3 |   | 5 | 6 | 7 | 8 | 9",
        ") | (2) | (3) | (4) | (5) | (6) | (7) | (8) | (9)",
        "a | b | c | d | e | f | g | h | i",
        "(a) | (b) | (c) | (d) | (e) | (f) | (g) | (h) | (i)",
    ],
)
def test_a_row_that_numbers_the_columns_is_header(numbers: str) -> None:
    """The row of numbers below a header gives no record and is accounted for as header."""
    document = read_table(f"""
        | No | Kegiatan | Indikator | Satuan | Target | Target Triwulan | < | < | < |
        | ^  | ^        | ^         | ^      | ^      | I | II | III | IV |
        | {numbers} |
        | 1  | Nama A   | Ukuran A  | Unit   | 40     | 11 | 12 | 13 | 14 |
    """)
    assert [record.text["indikator"] for record in document.records] == ["Ukuran A"]
    numbered = [role for cell, role in zip(document.cells, document.roles, strict=True) if cell.table and cell.row == 2]
    assert set(numbered) == {("header", None)}


def test_a_row_of_figures_is_no_row_of_column_numbers() -> None:
    """Figures that do not rise from the first column on are no numbers of columns."""
    grid = next(grids_of(drawn("| 1 | 5 | 4 | 3 | 2 |\n| 7 | 8 | 9 | 10 | 11 |\n| 1 | 2 | 3 | 4 | 5 |").cells()))
    assert [number_row(grid.starting(row)) for row in range(3)] == [False, False, True]


def test_target_and_realisation_of_a_quarter_are_told_apart() -> None:
    """Below each quarter a column of targets and one of achievement: two fields."""
    found = values("""
        | Program | Indikator | Satuan | Target | Target dan Realisasi Triwulan | < | < | < | < | < | < | < |
        | ^       | ^         | ^      | ^      | TW I | < | TW II | < | TW III | < | TW IV | < |
        | ^       | ^         | ^      | ^      | Target | Realisasi | Target | Realisasi | Target | Realisasi |\
            Target | Realisasi |
        | Nama A  | Ukuran A  | Unit   | 40     | 11 | 21 | 12 | 22 | 13 | 23 | 14 | 24 |
    """)
    assert quarters(found) == ["11", "12", "13", "14"]
    assert quarters(found, "realisasi_") == ["21", "22", "23", "24"]


def test_letters_stand_for_target_and_realisation() -> None:
    """`T` and `R` alone are enough below a quarter."""
    found = values("""
        | Program | Indikator | Target | TW I | < | TW II | < | TW III | < | TW IV | < |
        | ^       | ^         | ^      | T | R | T | R | T | R | T | R |
        | Nama A  | Ukuran A  | 40     | 11 | 21 | 12 | 22 | 13 | 23 | 14 | 24 |
    """)
    assert quarters(found) == ["11", "12", "13", "14"]
    assert quarters(found, "realisasi_") == ["21", "22", "23", "24"]


def test_performance_and_money_of_a_quarter_are_told_apart() -> None:
    """`K` and `Rp` below a quarter are its target and its planned money."""
    found = values("""
        | Program | Indikator | Target | TW I | < | TW II | < | TW III | < | TW IV | < |
        | ^       | ^         | ^      | K | Rp | K | Rp | K | Rp | K | Rp |
        | Nama A  | Ukuran A  | 40     | 11 | 1.000 | 12 | 2.000 | 13 | 3.000 | 14 | 4.000 |
    """)
    assert quarters(found) == ["11", "12", "13", "14"]
    assert quarters(found, "anggaran_") == ["1.000", "2.000", "3.000", "4.000"]


def test_blocks_of_quarters_have_the_measure_of_the_span_over_them() -> None:
    """Four blocks side by side: performance and money, planned and reached, each to its own fields."""
    found = values("""
        | Sasaran | Indikator | Target | Target Kinerja | < | < | < | Target Keuangan | < | < | < |\
            Realisasi Kinerja | < | < | < | Realisasi Keuangan | < | < | < |
        | ^ | ^ | ^ | TW I | TW II | TW III | TW IV | TW I | TW II | TW III | TW IV | TW I | TW II | TW III |\
            TW IV | TW I | TW II | TW III | TW IV |
        | Nama A | Ukuran A | 40 | 11 | 12 | 13 | 14 | 21 | 22 | 23 | 24 | 31 | 32 | 33 | 34 | 41 | 42 | 43 | 44 |
    """)
    assert quarters(found) == ["11", "12", "13", "14"]
    assert quarters(found, "anggaran_") == ["21", "22", "23", "24"]
    assert quarters(found, "realisasi_") == ["31", "32", "33", "34"]
    assert quarters(found, "realisasi_anggaran_") == ["41", "42", "43", "44"]


def test_a_table_of_achievement_alone_has_no_targets() -> None:
    """Quarters under `Realisasi` are never `tw1` to `tw4`."""
    found = values("""
        | Sasaran | Indikator | Target | Realisasi Kinerja | < | < | < |
        | ^       | ^         | ^      | TW I | TW II | TW III | TW IV |
        | Nama A  | Ukuran A  | 40     | 11 | 12 | 13 | 14 |
    """)
    assert quarters(found) == [None] * 4
    assert quarters(found, "realisasi_") == ["11", "12", "13", "14"]


def _gantt(months: str) -> NormalizedDocument:
    sheet = drawn(
        f"""
        | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV | Rencana Aksi | Jadwal Kegiatan | < |\
            < | < | < | < |
        | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | TW I | < | < | TW II | < | < |
        | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | {months} |
        | Nama A | Ukuran A | 40 | 11 | 12 | 13 | 14 | Langkah A | | | | | | |
        """,
        shades={(3, 9): "70AD47", (3, 12): "70AD47"},
    )
    return read(page_of(sheet.cells()))


@pytest.mark.parametrize(
    "months", ["1 | 2 | 3 | 4 | 5 | 6", "Jan | Feb | Mar | Apr | Mei | Jun", "J | F | M | A | M | J"]
)
def test_months_below_quarters_are_a_schedule(months: str) -> None:
    """A calendar of months gives no target; its shaded cells are kept beside the record, and only those."""
    record = _gantt(months).records[0]
    assert [record.text.get(quarter) for quarter in QUARTERS] == ["11", "12", "13", "14"]
    assert len(record.extra) == 2
    assert all("Jadwal Kegiatan" in header for header, _ in record.extra)
    assert {header.split(" / ")[1] for header, _ in record.extra} == {"TW I", "TW II"}


def test_a_schedule_alone_is_no_target() -> None:
    """A Rencana Aksi with actions and a calendar, and no figures for quarters, gives records without them."""
    document = read_table("""
        | Kegiatan | Indikator | Target | Rencana Aksi | Jadwal Pelaksanaan | < | < | < |
        | ^        | ^         | ^      | ^            | Jan | Feb | Mar | Apr |
        | Nama A   | Ukuran A  | 40     | Langkah A    | x   |     | x   |     |
    """)
    assert len(document.records) == 1
    assert not set(document.records[0].text) & set(QUARTERS)
    assert [text for _, text in document.records[0].extra] == ["x", "x"]


def test_a_column_that_no_word_explains_is_kept() -> None:
    """Its text goes beside the record under its header, and a finding says so."""
    document = read_table("""
        | Kegiatan | Indikator | Warna Map | Target | TW I | TW II | TW III | TW IV |
        | Nama A   | Ukuran A  | Hijau     | 40     | 11   | 12    | 13     | 14    |
    """)
    assert document.records[0].extra == [("Warna Map", "Hijau")]
    assert [finding.code for finding in document.findings if finding.code == "unknown_column"] == ["unknown_column"]
    assert "Warna Map" in next(f.message for f in document.findings if f.code == "unknown_column")


def test_a_known_column_without_a_field_is_kept_without_a_doubt() -> None:
    """Remarks have no field of their own: they are kept, and nobody is asked to look."""
    document = read_table("""
        | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV | Keterangan |
        | Nama A   | Ukuran A  | 40     | 11   | 12    | 13     | 14    | APBD       |
    """)
    assert document.records[0].extra == [("Keterangan", "APBD")]
    assert not any(finding.code == "unknown_column" for finding in document.findings)


@pytest.mark.parametrize(
    "targets",
    [
        "Target Akhir Renstra | Target 2024",
        "Target Renstra | Target Tahun 2024",
        "Target RPJMD | Target",
        "Target 2023 | Target 2024",
    ],
)
def test_the_target_of_this_year_is_the_annual_one(targets: str) -> None:
    """Of two targets that of a plan of many years is kept beside the record."""
    document = read_table(f"""
        | Sasaran | Indikator | {targets} | TW I | TW II | TW III | TW IV |
        | Nama A  | Ukuran A  | 90 | 40 | 11 | 12 | 13 | 14 |
    """)
    assert document.records[0].text["target"] == "40"
    assert [text for _, text in document.records[0].extra] == ["90"]


@pytest.mark.parametrize("header", ["Target dan Satuan", "Target/Satuan", "Target¶(Satuan)"])
def test_a_target_with_its_unit_is_a_target(header: str) -> None:
    """A unit that is printed within the target stays there, and there is no unit of its own."""
    found = values(f"""
        | Sasaran | Indikator | {header} | TW I | TW II | TW III | TW IV |
        | Nama A  | Ukuran A  | 40 Unit  | 11 | 12 | 13 | 14 |
    """)
    assert found["target"] == "40 Unit"
    assert "satuan" not in found


@pytest.mark.parametrize("last", ["Jumlah", "Total"])
def test_the_total_of_the_quarters_is_the_target(last: str) -> None:
    """Where no other annual target is printed."""
    found = values(f"""
        | Sasaran | Indikator | Target Triwulan | < | < | < | < |
        | ^       | ^         | I | II | III | IV | {last} |
        | Nama A  | Ukuran A  | 11 | 12 | 13 | 14 | 50 |
    """)
    assert found["target"] == "50"
    assert quarters(found) == ["11", "12", "13", "14"]


def test_each_level_of_a_cascade_has_its_block() -> None:
    """Levels side by side, each with indicator, unit, target and quarters of its own."""
    document = read_table("""
        | Sasaran | Indikator | Satuan | Target | Target Triwulan | < | < | < | Program | Indikator | Satuan |\
            Target | Target Triwulan | < | < | < |
        | ^ | ^ | ^ | ^ | I | II | III | IV | ^ | ^ | ^ | ^ | I | II | III | IV |
        | Nama S | Ukuran S | Indeks | 40 | 11 | 12 | 13 | 14 | Nama P | Ukuran P | Unit | 80 | 21 | 22 | 23 | 24 |
        | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | Nama Q | Ukuran Q | Paket | 90 | 31 | 32 | 33 | 34 |
    """)
    found = [fields(record) for record in document.records]
    keys = ("level", "sasaran", "program", "indikator", "satuan", "target", *QUARTERS)
    assert [tuple(record.get(key) for key in keys) for record in found] == [
        ("sasaran", "Nama S", None, "Ukuran S", "Indeks", "40", "11", "12", "13", "14"),
        ("program", "Nama S", "Nama P", "Ukuran P", "Unit", "80", "21", "22", "23", "24"),
        ("program", "Nama S", "Nama Q", "Ukuran Q", "Paket", "90", "31", "32", "33", "34"),
    ]
    assert [record.parent for record in document.records] == [None, 1, 1]


def test_a_column_far_off_belongs_to_the_level_that_it_names() -> None:
    """`Target Kinerja Sasaran` at the right of a programme's columns is the sasaran's."""
    document = read_table("""
        | Sasaran | Indikator Sasaran | Program | Indikator Program | Target Program | Target Kinerja Sasaran |\
            < | < | < |
        | ^       | ^                 | ^       | ^                 | ^              | TW I | TW II | TW III | TW IV |
        | Nama S  | Ukuran S          | Nama P  | Ukuran P          | 80             | 11 | 12 | 13 | 14 |
    """)
    sasaran, program = document.records
    assert [sasaran.text.get(quarter) for quarter in QUARTERS] == ["11", "12", "13", "14"]
    assert not set(program.text) & set(QUARTERS)
    assert program.text["target"] == "80"


def test_a_title_may_stand_in_the_table() -> None:
    """Rows over the header that run through the whole table give title, office and year."""
    document = read_table("""
        | RENCANA AKSI DINAS PERHUBUNGAN TAHUN 2023 | < | < | < | < | < | < |
        | Sasaran | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Nama A  | Ukuran A  | 40     | 11   | 12    | 13     | 14    |
    """)
    assert (document.title, document.office, document.year) == (
        "RENCANA AKSI DINAS PERHUBUNGAN TAHUN 2023", "Dinas Perhubungan", 2023,
    )  # fmt: skip
    assert len(document.records) == 1


def test_a_header_repeated_in_mid_page_is_no_record() -> None:
    """The same header further down the same table goes on with the rows above it."""
    header = "| Sasaran | Indikator | Target | TW I | TW II | TW III | TW IV |"
    document = read_table(
        f"""
        {header}
        | Nama A | Ukuran A | 40 | 11 | 12 | 13 | 14 |
        {header}
        | ^      | Ukuran B | 50 | 11 | 12 | 13 | 15 |
    """.replace("| ^      |", "|        |")
    )
    assert [(record.text["sasaran"], record.text["indikator"]) for record in document.records] == [
        ("Nama A", "Ukuran A"), ("Nama A", "Ukuran B"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "drawing",
    [
        """
        | No | Nama | Jabatan | Pangkat | Golongan |
        | 1  | Budi | Camat   | Pembina | IV/a     |
        """,
        """
        | No | Sasaran | Indikator | Target |
        | 1  | Nama A  | Ukuran A  | 40     |
        """,
        """
        | Uraian | Pagu | TW I | TW II | TW III | TW IV |
        | Belanja | 40  | 11   | 12    | 13     | 14    |
        """,
    ],
    ids=["people", "no quarters", "money alone"],
)
def test_other_tables_give_no_record(drawing: str) -> None:
    """A table without nodes, indicators and quarters is no Rencana Aksi; its cells are accounted for as another's."""
    document = read_table(drawing)
    assert document.records == []
    assert {role for role, _ in document.roles} == {"other_table"}


def test_a_table_passed_over_is_told() -> None:
    """Where a page names the quarters and gives no record, a finding says so."""
    document = read_table("""
        | Belanja | TW I | TW II | TW III | TW IV |
        | Pegawai | 11   | 12    | 13     | 14    |
    """)
    assert [finding.code for finding in document.findings] == ["table_passed_over"]


def test_header_cells_tell_their_role() -> None:
    """Every header cell is known by the role that it gave, so that a picture of the page can show it."""
    sheet = drawn("""
        | Sasaran | Indikator | Warna | Target Triwulan | < | < | < |
        | ^       | ^         | ^     | I | II | III | IV |
        | Nama A  | Ukuran A  | Hijau | 11 | 12 | 13 | 14 |
    """)
    grid = next(grids_of(sheet.cells()))
    header = find_headers(grid, default_vocabulary())[0]
    assert (header.first_row, header.end_row) == (0, 2)
    roles = {cell.text: header.cell_roles[id(cell)] for row in range(2) for cell in grid.starting(row)}
    assert roles == {
        "Sasaran": "name", "Indikator": "indikator", "Warna": "extra", "Target Triwulan": "group",
        "I": "tw1", "II": "tw2", "III": "tw3", "IV": "tw4",
    }  # fmt: skip
