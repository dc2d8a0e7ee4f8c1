"""Which rows make a record (docs/records.md): one for each indicator of each node."""

from __future__ import annotations

import pytest

from normalize import NormalizedDocument, normalize
from tests.handcells import drawn, fields, page_of, read_table

HEADER = "| Kegiatan | Indikator | Satuan | Target | TW I | TW II | TW III | TW IV | Anggaran | Penanggung Jawab |"


def table(*rows: str) -> NormalizedDocument:
    """The document of a table of kegiatan with these rows."""
    return read_table("\n".join([HEADER, *rows]))


def told(document: NormalizedDocument, *names: str) -> list[tuple[str | None, ...]]:
    """These fields of all records."""
    return [tuple(fields(record).get(name) for name in names) for record in document.records]


def roles(document: NormalizedDocument, row: int) -> set[tuple[str, int | None]]:
    """The roles of the cells with text of a row of the table."""
    pairs = zip(document.cells, document.roles, strict=True)
    return {role for cell, role in pairs if cell.table and cell.row == row and not cell.blank}


def test_each_indicator_of_a_node_is_a_record() -> None:
    """A node with three indicators gives three records with its name."""
    document = table(
        "| Nama A | Ukuran A | Unit | 4 | 1 | 2 | 3 | 4 | 500 | Seksi A |",
        "| ^      | Ukuran B | Unit | 5 | 1 | 2 | 3 | 5 | ^   | ^ |",
        "| ^      | Ukuran C | Unit | 6 | 1 | 2 | 3 | 6 | ^   | ^ |",
    )
    assert told(document, "kegiatan", "indikator", "target", "anggaran", "penanggung_jawab") == [
        ("Nama A", "Ukuran A", "4", "500", "Seksi A"),
        ("Nama A", "Ukuran B", "5", "500", "Seksi A"),
        ("Nama A", "Ukuran C", "6", "500", "Seksi A"),
    ]


def test_a_node_without_an_indicator_gives_a_record_if_it_has_something() -> None:
    """A unit, a target, a figure or a budget of its own is enough."""
    document = table(
        "| Nama A | | Unit | | | | | | | |",
        "| Nama B | | | 4 | | | | | | |",
        "| Nama C | | | | | 2 | | | | |",
        "| Nama D | | | | | | | | 500 | |",
        "| Nama E | | | | | | | | | |",
    )
    assert told(document, "kegiatan", "indikator") == [(f"Nama {letter}", None) for letter in "ABCD"]


def test_a_person_in_charge_of_a_line_that_only_heads() -> None:
    """A person alone makes no record of a name, and is accounted for all the same."""
    document = table(
        "| Nama A | | | | | | | | | Seksi A |", "| Nama B | Ukuran B | Unit | 4 | 1 | 2 | 3 | 4 | | Seksi B |"
    )
    assert told(document, "kegiatan", "penanggung_jawab") == [("Nama B", "Seksi B")]


def test_names_with_nothing_of_their_own_are_kept_as_context() -> None:
    """A line that only heads what follows gives no record and is no loss."""
    document = table("| Nama A | | | | | | | | | |", "| Nama B | Ukuran B | Unit | 4 | 1 | 2 | 3 | 4 | | |")
    assert told(document, "kegiatan") == [("Nama B",)]
    assert roles(document, 1) == {("body", None)}


def test_a_blank_cell_takes_nothing_from_above() -> None:
    """Only names carry on: a blank unit, target, budget or person under rules of its own stays blank."""
    document = table(
        "| Nama A | Ukuran A | Unit | 4 | 1 | 2 | 3 | 4 | 500 | Seksi A |",
        "|        | Ukuran B |      |   |   |   |   | 9 |     | |",
    )
    assert fields(document.records[1]) == {
        "level": "kegiatan", "kegiatan": "Nama A", "indikator": "Ukuran B", "tw4": "9",
    }  # fmt: skip


def test_a_merged_value_is_one_nodes_own() -> None:
    """A merged figure that runs on beside another node's name is not that node's; a person in charge is."""
    document = table(
        "| Nama A | Ukuran A | Unit | 4 | 1 | 2 | 3 | 4 | 500 | Seksi A |",
        "| Nama B | Ukuran B | Unit | 5 | 1 | 2 | 3 | 5 | ^   | ^ |",
    )
    assert told(document, "kegiatan", "anggaran", "penanggung_jawab") == [
        ("Nama A", "500", "Seksi A"), ("Nama B", None, "Seksi A"),
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["Jumlah", "TOTAL", "Jumlah Total", "Sub Total", "Grand Total:"])
def test_a_row_of_sums_is_no_record(word: str) -> None:
    """It is accounted for as a total."""
    document = table(
        "| Nama A | Ukuran A | Unit | 4 | 1 | 2 | 3 | 4 | 500 | Seksi A |",
        f"| {word} | < | < | < | < | < | < | < | 500 | |",
    )
    assert told(document, "kegiatan", "anggaran") == [("Nama A", "500")]
    assert roles(document, 2) == {("total", None)}


def test_a_name_that_begins_like_a_sum_is_a_record() -> None:
    """`Jumlah dokumen` is an indicator like any other."""
    document = table("| Total Football | Jumlah | Unit | 4 | 1 | 2 | 3 | 4 | 500 | Seksi A |")
    assert told(document, "kegiatan", "indikator") == [("Total Football", "Jumlah")]


def test_a_number_in_its_column_is_no_field() -> None:
    """Running numbers are accounted for with the record and stand in no field."""
    document = read_table("""
        | No | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | 1  | Nama A   | Ukuran A  | 4      | 1    | 2     | 3      | 4     |
        | 2  |          |           |        |      |       |        |       |
    """)
    assert told(document, "kegiatan", "indikator") == [("Nama A", "Ukuran A")]
    assert roles(document, 1) == {("body", 1)}
    assert {role for role, _ in roles(document, 2)} == {"body"}


def test_names_hold_until_the_next_of_their_level() -> None:
    """Levels side by side, names printed once: each row has the names that it stands under, no more."""
    document = read_table("""
        | Sasaran | Program | Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Nama S  | Nama P  | Nama K   | Ukuran A  | 4 | 1 | 2 | 3 | 4 |
        |         |         | Nama L   | Ukuran B  | 4 | 1 | 2 | 3 | 4 |
        |         | Nama Q  | Nama M   | Ukuran C  | 4 | 1 | 2 | 3 | 4 |
        | Nama T  | Nama R  | Nama N   | Ukuran D  | 4 | 1 | 2 | 3 | 4 |
    """)
    assert told(document, "level", "sasaran", "program", "kegiatan") == [
        ("kegiatan", "Nama S", "Nama P", "Nama K"),
        ("kegiatan", "Nama S", "Nama P", "Nama L"),
        ("kegiatan", "Nama S", "Nama Q", "Nama M"),
        ("kegiatan", "Nama T", "Nama R", "Nama N"),
    ]


def test_a_new_name_above_ends_those_below() -> None:
    """Under a new sasaran the programme of the one before is not known any more."""
    document = read_table("""
        | Sasaran / Program | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Sasaran: Nama S | Ukuran A | 4 | 1 | 2 | 3 | 4 |
        | Program: Nama P | Ukuran B | 4 | 1 | 2 | 3 | 4 |
        | Sasaran: Nama T | Ukuran C | 4 | 1 | 2 | 3 | 4 |
    """)
    assert told(document, "level", "sasaran", "program") == [
        ("sasaran", "Nama S", None), ("program", "Nama S", "Nama P"), ("sasaran", "Nama T", None),
    ]  # fmt: skip
    assert [record.parent for record in document.records] == [None, 1, None]


def test_a_level_that_is_left_out_is_not_filled_from_before() -> None:
    """A kegiatan straight under a new sasaran has no programme, though the sasaran before had one."""
    document = read_table("""
        | Sasaran / Program / Kegiatan | Indikator | Target | TW I | TW II | TW III | TW IV |
        | Sasaran: Nama S  | Ukuran A | 4 | 1 | 2 | 3 | 4 |
        | Program: Nama P  | Ukuran B | 4 | 1 | 2 | 3 | 4 |
        | Kegiatan: Nama K | Ukuran C | 4 | 1 | 2 | 3 | 4 |
        | Sasaran: Nama T  | Ukuran D | 4 | 1 | 2 | 3 | 4 |
        | Kegiatan: Nama L | Ukuran E | 4 | 1 | 2 | 3 | 4 |
    """)
    assert told(document, "sasaran", "program", "kegiatan")[-1] == ("Nama T", None, "Nama L")


def test_records_stand_in_reading_order() -> None:
    """Row by row, in a row from left to right; `order` counts from 1."""
    document = read_table("""
        | Sasaran | Indikator | TW I | TW II | TW III | TW IV | Program | Indikator | TW I | TW II | TW III | TW IV |
        | Nama S | Ukuran S | 1 | 2 | 3 | 4 | Nama P | Ukuran P | 1 | 2 | 3 | 4 |
        | ^ | Ukuran T | 1 | 2 | 3 | 4 | ^ | Ukuran Q | 1 | 2 | 3 | 4 |
    """)
    assert told(document, "indikator") == [("Ukuran S",), ("Ukuran P",), ("Ukuran T",), ("Ukuran Q",)]
    assert [record.order for record in document.records] == [1, 2, 3, 4]


def test_every_field_has_its_place() -> None:
    """The boxes of a record lie on the cells that hold its texts."""
    document = table("| Nama A | Ukuran A | Unit | 9 | 1 | 2 | 3 | 4 | 500 | Seksi A |")
    (record,) = document.records
    by_text = {cell.text: cell.box for cell in document.cells if cell.row == 1}
    assert {name: by_text[text] for name, text in record.text.items()} == {
        name: boxes[0][1] for name, boxes in record.boxes.items()
    }
    assert all(boxes[0][0] == 1 and len(boxes) == 1 for boxes in record.boxes.values())


def test_values_without_a_rule_between_them_go_to_the_indicators_beside() -> None:
    """Where the rule between two units is missing, each value begins beside its own indicator."""
    document = read_table("""
        | Kegiatan | Indikator | Satuan | Target | TW I | TW II | TW III | TW IV |
        | Nama A | Ukuran A¶yang¶pertama | Unit¶¶¶Paket¶ | 4 | 1 | 2 | 3 | 4 |
        | ^      | Ukuran B¶yang lain    | ^ | 5 | 1 | 2 | 3 | 5 |
    """)
    assert told(document, "indikator", "satuan", "target") == [
        ("Ukuran A yang pertama", "Unit", "4"), ("Ukuran B yang lain", "Paket", "5"),
    ]  # fmt: skip


def test_a_text_that_nothing_explains_is_told() -> None:
    """A cell in the table that belongs to no record is counted as unplaced, with its text in a finding."""
    drawing = f"{HEADER}\n| | | | | | | | | | Seksi A |"
    (document,) = normalize([page_of(drawn(drawing).cells())])
    assert document.records == []
    assert document.characters_unplaced == len("SeksiA")
    assert [(f.code, "Seksi A" in f.message) for f in document.findings if f.code == "unplaced_text"] == [
        ("unplaced_text", True)
    ]


def test_a_sum_may_stand_in_any_column() -> None:
    """`Jumlah` in the middle of a row without rules is a sum wherever it stands, if all else there are figures."""
    document = table(
        "| Program Alpha | Jumlah hari | Hari | 4 | 1 | 2 | 3 | 4 | 500 | Seksi A |", "| | | Jumlah | | | | | | 500 | |"
    )
    assert told(document, "target") == [("4",)]
    assert roles(document, 2) == {("total", None)}
