"""Records out of text dumps."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.readers.plain import read_plain
from normalize.stream import StreamResult, read_stream
from tests.dumps import Row, Style, cascades, cell, dump, styles

FIXTURES = Path(__file__).parent / "fixtures"
LEVELS = ("sasaran", "program", "kegiatan", "sub_kegiatan")
QUARTERS = ("tw1", "tw2", "tw3", "tw4")
FIELDS = ("kode", *LEVELS, "indikator", "formula", "satuan", "target", *QUARTERS, "penanggung_jawab")


def read(text: str) -> StreamResult:
    """What a dump holds."""
    return read_stream(list(read_plain(text, "dump.txt")))


def codes(result: StreamResult) -> set[tuple[str, int | None]]:
    """The findings, each with the record that it concerns."""
    return {(finding.code, finding.order) for finding in result.findings}


def rows_of(result: StreamResult) -> list[dict[str, str | None]]:
    """The records, each as its level and its texts."""
    return [{"level": record.level, **record.text} for record in result.records]


def expected(rows: list[Row]) -> list[dict[str, str | None]]:
    """What `rows_of` should give for made-up rows."""
    return [{"level": row.level, **row.text} for row in rows]


def small(*, sub: dict[str, str] | None = None) -> list[Row]:
    """A cascade of four nodes, one of each level; `sub` changes the texts of the sub kegiatan."""
    quarters = {"tw1": "25", "tw2": "50", "tw3": "75", "tw4": "100"}
    names = {
        "sasaran": "Meningkatnya mutu layanan",
        "program": "Program Pengelolaan Persampahan",
        "kegiatan": "Penyediaan Sarana Pengangkutan",
        "sub_kegiatan": "Pembinaan Bank Sampah",
    }
    rows = []
    for depth, level in enumerate(names):
        above = {key: names[key] for key in list(names)[: depth + 1]}
        text = {**above, "indikator": f"Persentase layanan {depth}", "satuan": "Persen", "target": "100", **quarters}
        if level == "sub_kegiatan":
            text |= {"penanggung_jawab": "Bidang Kebersihan", **(sub or {})}
        rows.append(Row(level, names[level], True, {key: value for key, value in text.items() if value}))
    return rows


def further(row: Row, **texts: str) -> Row:
    """A further indicator of a row's node."""
    return Row(row.level, row.name, False, {**row.text, **texts})


@pytest.mark.parametrize("case", ["pengadegan-2022-text", "text-dump"])
def test_whole_dumps_give_every_record_exactly(case: str) -> None:
    """The dumps of two cascades, one of an office and one made up, give the records that a person reads in them."""
    known = json.loads((FIXTURES / f"{case}.records.json").read_text(encoding="utf-8"))
    result = read((FIXTURES / f"{case}.txt").read_text(encoding="utf-8"))
    assert [[row["level"], *(row.get(name) for name in FIELDS)] for row in rows_of(result)] == [
        [row["level"], *(row.get(name) for name in FIELDS)] for row in known["records"]
    ]
    assert (result.title, result.office, result.year) == (known["judul"], known["instansi"], known["tahun"])
    assert "loose" not in {role for role, _ in result.roles}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cascades(), styles)
def test_a_dumped_cascade_is_read_back(rows: list[Row], style: Style) -> None:
    """Whatever the column's width, the quarters' labels, the line and page ends: the records are those dumped."""
    result = read(dump(rows, style))
    assert rows_of(result) == expected(rows)
    assert [record.order for record in result.records] == list(range(1, len(rows) + 1))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cascades(), st.integers(26, 45))
def test_quarters_as_columns_are_read_back(rows: list[Row], width: int) -> None:
    """Where the header band has the quarters as columns, the rows have no labels and are read all the same."""
    assert rows_of(read(dump(rows, Style(width=width, layout="columns")))) == expected(rows)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(
                [
                    *("TW I", "TW II", "TW III", "TW IV", "Persen 100 TW I", "25", "-", "Program ", "SASARAN"),
                    *("INDIKATOR", "SATUAN", "TARGET", "Jumlah ", "\f", "I", "II", "III", "IV", "Seksi", "NIP. 1"),
                    *("Triwulan", "236.7", "Halaman 2", "RENCANA AKSI DINAS CONTOH TAHUN 2031", "3 Maret 2031"),
                ]
            ),
        ),
        max_size=60,
    )
)
def test_any_text_is_accounted_for(lines: list[str]) -> None:
    """Whatever the file holds: each cell has a role, and the record that it names exists."""
    pages = list(read_plain("\n".join(lines)))
    result = read_stream(pages)
    assert len(result.roles) == len(result.cells) == sum(len(page.cells) for page in pages)
    orders = {record.order for record in result.records}
    assert all(order in orders for _, order in result.roles if order is not None)
    assert all(role for role, _ in result.roles)


@pytest.mark.parametrize("style", [Style(), Style(width=14, labels="Triwulan"), Style(layout="beside", page=2)])
def test_every_word_of_a_body_cell_is_in_its_record(style: Style) -> None:
    """The letters of the cells that a record names are those of its own texts and of the quarters' labels."""
    result = read(dump(small(), style))
    for record in result.records:
        own = "".join(
            cell.text for cell, role in zip(result.cells, result.roles, strict=True) if role[1] == record.order
        )
        texts = {name: text for name, text in record.text.items() if name not in LEVELS or name == record.level}
        labels = " ".join(["TW I TW II TW III TW IV", "Triwulan I Triwulan II Triwulan III Triwulan IV"])
        left = list("".join(own.split()))
        for letter in "".join("".join(texts.values()).split()):
            left.remove(letter)
        assert set(left) <= set(labels)


def test_boxes_and_pages_say_where_a_field_stands() -> None:
    """A field's boxes are those of its lines; the record knows the pages that it begins and ends on."""
    result = read("Persentase layanan \nyang baik\nPersen 100 TW I\nTW II\n\fTW III\nTW IV\n25\n50\n75\n100\n")
    (record,) = result.records
    assert record.boxes["indikator"] == [(1, (0, 0, 18, 1)), (1, (0, 1, 9, 2))]
    assert record.boxes["target"] == [(1, (7, 2, 10, 3))]
    assert (record.page_first, record.page_last) == (1, 2)


def test_parents_are_the_nodes_above() -> None:
    """Each record points to the first record of the node in whose band it stands."""
    rows = small()
    rows.append(further(rows[3], indikator="Jumlah bank sampah", target="12"))
    assert [record.parent for record in read(dump(rows)).records] == [None, 1, 2, 3, 3]


@pytest.mark.parametrize("level", range(4))
def test_a_group_without_a_name_is_a_further_indicator(level: int) -> None:
    """An indicator that follows a node's quarters without a name belongs to the same node, its person in charge too."""
    rows = small()
    rows.insert(level + 1, further(rows[level], indikator="Jumlah laporan yang disusun", satuan="Laporan"))
    assert rows_of(read(dump(rows))) == expected(rows)


def test_a_further_indicator_beside_the_rows_of_the_children_is_a_doubt() -> None:
    """After a row's person in charge a nameless indicator may be the sub kegiatan's or one of a level above."""
    rows = small()
    rows.append(further(rows[3], indikator="Jumlah laporan yang disusun", satuan="Laporan"))
    assert ("uncertain_level", 5) in codes(read(dump(rows)))


def test_a_node_without_an_indicator_is_a_record() -> None:
    """A name with a unit and quarters is a record whose indicator is blank."""
    rows = small(sub={"indikator": "", "satuan": "Bulan"})
    assert rows_of(read(dump(rows))) == expected(rows)


def test_a_name_that_only_heads_the_next_is_context() -> None:
    """A programme without quarters of its own gives no record, and holds for what stands under it."""
    rows = small()
    text = dump([rows[0], *rows[2:]]).replace("Penyediaan", "Program Pengelolaan\n\nPenyediaan", 1)
    result = read(text)
    assert [record.level for record in result.records] == ["sasaran", "kegiatan", "sub_kegiatan"]
    assert [record.text.get("program") for record in result.records] == [None, *["Program Pengelolaan"] * 2]
    assert ("context", None) in result.roles


@pytest.mark.parametrize(
    ("target", "quarters"),
    [
        ("3,000 poin (tahun 2017)", ["3,000 poin", "3,000 poin", "3,000 poin", "3,000 poin"]),
        ("153.061", ["0", "0", "0", "153.061"]),
        ("25%", ["5%", "10%", "15%", "25%"]),
        ("-", ["-", "-", "-", "-"]),
        ("Sangat Baik", ["Baik", "Baik", "Baik", "Sangat Baik"]),
        ("≥ 80", ["≥ 80", "≥ 80", "≥ 80", "≥ 80"]),
        ("66,67", ["16,67", "33,34", "50", "66,67"]),
    ],
)
def test_targets_and_quarters_stay_as_printed(target: str, quarters: list[str]) -> None:
    """Grades, dashes, per cents, thousands and figures with their unit are values, and are not changed."""
    values = {f"tw{number}": value for number, value in enumerate(quarters, start=1)}
    rows = small(sub={"target": target, **values})
    assert rows_of(read(dump(rows))) == expected(rows)


@pytest.mark.parametrize("unit", ["Satuan Pendidikan", "Orang/ Bulan", "Kepala Keluarga", "m2", "%", "Rp", "THL"])
def test_units_of_every_shape_are_parted_from_indicator_and_target(unit: str) -> None:
    """A unit may be of two words, hold a digit or a slash, and share its line with the target and the first label."""
    rows = small(sub={"satuan": unit})
    assert rows_of(read(dump(rows))) == expected(rows)


def test_a_blank_unit_stays_blank() -> None:
    """Where no unit is printed, the target alone stands before the labels."""
    rows = small(sub={"satuan": ""})
    assert rows_of(read(dump(rows))) == expected(rows)


def test_a_short_indicator_may_share_the_line_of_unit_and_target() -> None:
    """Cells of one line each come on one line: `Nilai SAKIP OPD Nilai 50 (CC) TW I`."""
    text = dump(small(), Style(width=60)).replace("Persentase layanan 0\n\nPersen 100", "Nilai SAKIP OPD Nilai 100")
    wanted = {"indikator": "Nilai SAKIP OPD", "satuan": "Nilai", "target": "100"}
    assert rows_of(read(text))[0].items() >= wanted.items()


def test_bare_numerals_are_labels() -> None:
    """`I` to `IV` alone are the quarters, the first of them at the end of the line of unit and target."""
    rows = small()
    assert rows_of(read(dump(rows, Style(labels="bare")))) == expected(rows)


def test_labels_and_values_may_stand_on_one_line_each() -> None:
    """Four labels on a line and four values on the next are one block, with or without a stem."""
    rows = small()
    for labels in ("TW I TW II TW III TW IV", "I II III IV"):
        text = dump(rows).replace("TW I\n\nTW II\n\nTW III\n\nTW IV", labels)
        text = text.replace("25\n\n50\n\n75\n\n100\n", "25 50 75 100\n")
        assert rows_of(read(text)) == expected(rows)


def test_narrow_columns_break_figures_and_units() -> None:
    """`236.7` and `28` are one target, `236.72` and `8` one quarter, `Kegiata` and `n` one unit."""
    values = "\n".join(["236.72", "8"] * 4)
    text = f"Jumlah kegiatan pembinaan\nKegiata\nn\n236.7\n28 TW I\nTW II\nTW III\nTW IV\n{values}\n"
    (record,) = read(text).records
    assert [record.text[name] for name in ("satuan", "target", "tw1", "tw4")] == ["Kegiatan", *["236.728"] * 3]


def test_words_broken_by_a_narrow_cell_are_whole_again() -> None:
    """A line without a space at its end, full, before a small letter: the word was broken there."""
    lines = ["Jumlah desa yang ", "melaksanakan ", "musrenbangdes/m", "uskel tepat waktu"]
    text = dump(small(sub={"indikator": "Jumlah X"})).replace("Jumlah X", "\n\n".join(lines))
    wanted = "Jumlah desa yang melaksanakan musrenbangdes/muskel tepat waktu"
    assert read(text).records[3].text["indikator"] == wanted


def test_a_hyphen_and_a_slash_at_a_line_s_end_take_no_space() -> None:
    """`Perundang-` and `undangan` are one word that keeps its hyphen, `dinas/` and `lapangan` one with its slash."""
    rows = small(sub={"sub_kegiatan": "X"})
    rows[3].name = "X"
    text = dump(rows).replace("X\n\n", "Penyediaan Buku \n\nPerundang-\n\nundangan dinas/\n\nlapangan\n\n", 1)
    assert read(text).records[3].text["sub_kegiatan"] == "Penyediaan Buku Perundang-undangan dinas/lapangan"


@pytest.mark.parametrize("style", [Style(width=30, ends_spaced=False), Style(width=22, ends_spaced=False)])
def test_dumps_without_spaces_at_line_ends_are_read_by_words_and_widths(style: Style) -> None:
    """An extractor that strips its lines leaves less to go by; the words and the room in the columns remain."""
    rows = small()
    assert rows_of(read(dump(rows, style))) == expected(rows)


def test_tabs_between_cells_part_them() -> None:
    """Unit, target and label may be parted by tabs."""
    rows = small()
    assert rows_of(read(dump(rows).replace("Persen 100 TW I", "Persen\t100\tTW I"))) == expected(rows)


def test_labels_before_names_and_codes_are_read() -> None:
    """`Kegiatan:` is no part of a name and says its level; a code goes to its own field."""
    rows = small()
    text = dump(rows, Style(width=60))
    text = text.replace("Penyediaan Sarana", "Kegiatan : 2.11.05.2.01 Penyediaan Sarana")
    text = text.replace("Pembinaan Bank", "2.11.05.2.01.0007 Pembinaan Bank")
    records = read(text).records
    assert [record.text.get("kode") for record in records] == [None, None, "2.11.05.2.01", "2.11.05.2.01.0007"]
    assert [record.text["kegiatan"] for record in records[2:]] == ["Penyediaan Sarana Pengangkutan"] * 2


def test_running_numbers_are_no_part_of_names() -> None:
    """A number before a name numbers the list."""
    rows = small()
    text = dump(rows, Style(width=60)).replace("Meningkatnya", "1. Meningkatnya").replace("Program P", "1) Program P")
    assert rows_of(read(text)) == expected(rows)


def test_title_header_page_number_and_signature_are_told_apart() -> None:
    """What stands around the table has a role of its own, wherever the extractor left it."""
    signature = "Purbajati, 4 Januari 2031\nKEPALA DINAS CONTOH\nNAMA PEJABAT, S.Sos.\nNIP. 19700101 199503 1 001\n"
    result = read(dump(small(), Style(page=4)) + signature)
    roles = {cell.text.strip(): role for cell, (role, _) in zip(result.cells, result.roles, strict=True)}
    assert roles["RENCANA AKSI DINAS CONTOH TAHUN 2031"] == "title"
    assert {roles[text] for text in ("SASARAN", "SATUA", "N", "PENANGGUN", "G JAWAB")} == {"header"}
    assert roles["Halaman 1"] == "page_number"
    assert {roles[text] for text in signature.splitlines()} == {"signature"}
    assert (result.title, result.office, result.year) == (
        "RENCANA AKSI DINAS CONTOH TAHUN 2031",
        "Dinas Contoh",
        2031,
    )
    assert rows_of(result) == expected(small())


def test_a_title_amid_the_lines_of_a_cell_is_taken_out() -> None:
    """An extractor may leave title and header in the middle of a row that the page break has cut."""
    rows = small()
    title = "RENCANA AKSI DINAS CONTOH TAHUN 2031"
    result = read(dump(rows).replace("Sarana \n\nPengangkutan", f"Sarana \n\n{title}\n\nPengangkutan"))
    assert rows_of(result) == expected(rows)
    assert (result.title, result.year) == (title, 2031)


def test_a_person_at_the_foot_of_every_page_is_no_running_foot() -> None:
    """What stands on every page's last line is a running foot only if it cannot be a row's person in charge."""
    rows = small() * 4
    result = read(dump(rows, Style(blank_lines=False, page=4)).replace("Halaman", "Renaksi Dinas Contoh 2031 hal."))
    assert rows_of(result) == expected(rows)
    assert [role for role, _ in result.roles].count("footer") == 4


def test_a_number_behind_the_last_row_is_the_page_s() -> None:
    """Where four values are complete, a bare number after the person in charge is no value and no person."""
    result = read(dump(small()) + "\n7\n")
    assert rows_of(result) == expected(small())
    assert result.roles[-1] == ("page_number", None)


def test_bare_page_numbers_are_no_values() -> None:
    """A number at each page's foot that counts up is the page's, also where the break parts labels and values."""
    rows = small() * 3
    lines = [line for line in dump(rows, Style(blank_lines=False)).splitlines() if line]
    pages = [lines[start : start + 25] for start in range(0, len(lines), 25)]
    text = "\f".join("\n".join([*page, str(number)]) + "\n" for number, page in enumerate(pages, start=1))
    result = read(text)
    assert rows_of(result) == expected(rows)
    assert sum(role == "page_number" for role, _ in result.roles) == len(pages)


def test_a_header_band_tells_which_levels_have_a_formula() -> None:
    """Without a formula column a second text is no formula: the indicator goes on."""
    rows = small(sub={"indikator": "Jumlah bank sampah Jumlah nasabah yang aktif"})
    levels = ("SASARAN", "PROGRAM", "KEGIATAN", "SUB KEGIATAN")
    bands = [line for level in levels for line in (level, "INDIKATOR", "SATUAN")]
    text = dump(rows, Style(width=60)).replace("sampah Jumlah", "sampah \n\nJumlah")
    assert rows_of(read("\n\n".join(bands) + "\n\n" + text)) == expected(rows)


def test_text_before_the_table_stays_out_of_the_records() -> None:
    """A preface that names the quarters of the year is no row."""
    preface = "Dokumen ini memuat target pada triwulan I sampai dengan triwulan IV bagi seluruh aparatur dinas.\n" * 3
    result = read(preface + dump(small(), Style(page=4)))
    assert rows_of(result) == expected(small())
    assert result.roles[:3] == [("loose", None)] * 3


def test_a_row_cut_in_the_midst_of_its_quarters_closes_again() -> None:
    """Where a page break cuts a row, each cell goes on on the next page: names, quarters, person in charge."""
    rows = small()
    head = dump(rows[:3], Style(width=60))
    cut = [
        *("Penyediaan Bahan Bacaan dan ", "Tersedianya surat kabar dan ", "Dokumen 2 TW I", "TW II", "1", "0"),
        *("Bidang Kebersihan dan ", "\fPeraturan Daerah", "majalah", "TW III", "TW IV", "1", "0", "Pertamanan"),
    ]
    result = read(head + "\n\n".join(cut) + "\n\n")
    assert (
        rows_of(result)[3].items()
        >= {
            "sub_kegiatan": "Penyediaan Bahan Bacaan dan Peraturan Daerah",
            "indikator": "Tersedianya surat kabar dan majalah",
            "satuan": "Dokumen",
            "target": "2",
            "penanggung_jawab": "Bidang Kebersihan dan Pertamanan",
            "tw1": "1",
            "tw4": "0",
        }.items()
    )
    assert ("uncertain_border", 4) in codes(result)
    assert (result.records[3].page_first, result.records[3].page_last) == (1, 2)


def test_an_amount_after_the_quarters_is_the_budget() -> None:
    """Millions in full after the four values are money, not a person in charge."""
    text = dump(small()).replace("100\n\nBidang", "100\n\n452.750.000,00\n\nBidang")
    record = read(text).records[3]
    assert (record.text["anggaran"], record.text["penanggung_jawab"]) == ("452.750.000,00", "Bidang Kebersihan")


def test_missing_values_are_a_doubt() -> None:
    """Three values for four quarters: which one is blank cannot be known."""
    rows = small()
    text = dump(rows)
    head, _, tail = text.rpartition("25\n\n")
    assert ("uncertain_quarters", 4) in codes(read(head + tail))


def test_documents_without_sub_kegiatan_and_without_sasaran_are_read() -> None:
    """The levels of a document may begin and end where they like; the person in charge stands at the deepest."""
    rows = small()[:3]
    rows[2].text["penanggung_jawab"] = "Bidang Kebersihan"
    for number, name in enumerate(["Pendataan Timbulan Sampah", "Pembinaan Bank Sampah"]):
        text = {**rows[2].text, "kegiatan": name, "indikator": f"Jumlah data {number}"}
        rows.append(Row("kegiatan", name, True, text))
    assert rows_of(read(dump(rows))) == expected(rows)
    rows = small()[1:]
    for row in rows:
        del row.text["sasaran"]
    assert rows_of(read(dump(rows))) == expected(rows)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nomor : 050/12\nDengan hormat, kami mengundang Saudara pada rapat triwulan I, triwulan II, triwulan III dan "
        "triwulan IV.\nKEPALA DINAS\nNIP. 19700101\n",
        "Belanja Pegawai\nTriwulan I\nTriwulan II\nTriwulan III\nTriwulan IV\n1.000.000\n2.000.000\n3.000.000\n4\n",
        "Pasal 1\n(1) Program adalah penjabaran kebijakan.\n(2) Kegiatan adalah bagian dari program.\n",
        "TW I\nTW II\nTW III\nTW IV\n",
    ],
)
def test_what_is_no_rencana_aksi_gives_no_record(text: str) -> None:
    """A letter, a cash plan, a regulation, labels alone: no record, and no line is taken for a table's."""
    result = read(text)
    assert result.records == []
    assert {role for role, _ in result.roles} <= {"loose", "signature"}


def test_the_same_text_gives_the_same_result() -> None:
    """Nothing depends on chance or on the order of sets."""
    text = (FIXTURES / "text-dump.txt").read_text(encoding="utf-8")
    first, second = read(text), read(text)
    assert rows_of(first) == rows_of(second)
    assert first.findings == second.findings
    assert first.roles == second.roles


def test_lines_wrap_as_the_column_s_width_has_it() -> None:
    """The dumps made for these tests are sound: a cell's lines give its text again."""
    chance = random.Random(7)
    for _ in range(50):
        words = ["x" * chance.randint(1, 30) for _ in range(chance.randint(1, 9))]
        text = " ".join(words)
        assert "".join(cell(text, Style(width=12))) == text
