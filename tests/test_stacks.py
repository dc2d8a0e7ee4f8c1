"""Quarters that stand below each other: labels and figures in cells side by side, in one cell, or in a row each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize import IndicatorRecord, NormalizedDocument
from tests.handcells import drawn, page_of, read, read_table, split

QUARTERS = ("tw1", "tw2", "tw3", "tw4")


def quarters(record: IndicatorRecord, measure: str = "") -> list[str | None]:
    """The four quarterly figures of a measure."""
    return [record.text.get(f"{measure}{quarter}") for quarter in QUARTERS]


def stacked(labels: str, values: str, widths: dict[int, int] | None = None) -> NormalizedDocument:
    """A document whose first record has these lines in a pair of cells, beside others that are plain."""
    return read_table(
        f"""
        | Program | Indikator | Satuan | Target | Target Progres Capaian Kinerja | < |
        | Nama A | Ukuran A | Unit | 40 | {labels} | {values} |
        | Nama B | Ukuran B | Unit | 8 | TW I¶TW II¶TW III¶TW IV | 5¶6¶7¶8 |
        | Nama C | Ukuran C | Unit | 4 | TW I¶TW II¶TW III¶TW IV | 1¶2¶3¶4 |
        """,
        widths=widths,
    )


def doubtful(document: NormalizedDocument) -> bool:
    """Whether the document says that figures do not match quarters."""
    return any(finding.code == "quarters_unclear" for finding in document.findings)


PLAIN = "TW I¶TW II¶TW III¶TW IV"


@pytest.mark.parametrize(
    ("labels", "values", "expected"),
    [
        (PLAIN, "10¶20¶30¶40", ["10", "20", "30", "40"]),
        ("Triwulan I¶Triwulan II¶Triwulan III¶Triwulan IV", "-¶-¶-¶40", ["-", "-", "-", "40"]),
        ("I¶II¶III¶IV", "7,5¶10¶12,5¶40", ["7,5", "10", "12,5", "40"]),
        ("TW¶I¶TW¶II¶TW¶III¶TW¶IV", "10¶20¶30¶40", ["10", "20", "30", "40"]),
        ("TW I¶TW II¶TW¶III¶TW¶IV", "10%¶20%¶30%¶40%", ["10%", "20%", "30%", "40%"]),
        (PLAIN, "1 Dok¶2 Dok¶3 Dok¶4 Dok", ["1 Dok", "2 Dok", "3 Dok", "4 Dok"]),
        (PLAIN, "65,5¶(B)¶65,5¶(B)¶70¶(BB)¶70¶(BB)", ["65,5 (B)", "65,5 (B)", "70 (BB)", "70 (BB)"]),
        ("TW IV¶TW III¶TW II¶TW I", "40¶30¶20¶10", ["10", "20", "30", "40"]),
        (PLAIN, "1 Dok¶dan¶2 Dok¶dan¶3 Dok¶dan¶4 Dok¶dan", ["1 Dok dan", "2 Dok dan", "3 Dok dan", "4 Dok dan"]),
        (PLAIN, "1*0*%¶20%¶30%¶40%", ["10%", "20%", "30%", "40%"]),
    ],
)
def test_labels_and_figures_in_a_pair_of_cells(labels: str, values: str, expected: list[str]) -> None:
    """A figure for each label, in the order of the labels, also where labels or figures wrap."""
    document = stacked(labels, values)
    assert quarters(document.records[0]) == expected
    assert not doubtful(document)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("213.6¶66¶213.6¶66¶213.6¶66¶213.6¶66", ["213.666"] * 4),
        ("0¶0¶0¶135.6¶05", ["0", "0", "0", "135.605"]),
        ("53.41¶6¶106.8¶33¶160.2¶49¶213.6¶66", ["53.416", "106.833", "160.249", "213.666"]),
        ("100¶%¶100¶%¶100¶%¶100¶%", ["100%"] * 4),
    ],
)
def test_figures_that_the_cell_broke(values: str, expected: list[str]) -> None:
    """A narrow cell breaks the figures; what belongs together is told by the room and by how figures look."""
    width = max(map(len, values.split("¶")))
    document = stacked(PLAIN, values, {5: width})
    assert quarters(document.records[0]) == expected
    assert not doubtful(document)


def test_a_blank_quarter_is_told_by_place() -> None:
    """Where a quarter has no figure, the others stand beside their labels."""
    document = stacked(PLAIN, "¶20¶¶40")
    assert quarters(document.records[0]) == [None, "20", None, "40"]
    assert not doubtful(document)


def test_figures_that_do_not_match_their_labels_are_told() -> None:
    """Too many lines for the quarters: nothing is dropped, and a finding asks to look."""
    document = stacked(PLAIN, "10¶20¶30¶40¶dan lebih¶lagi")
    assert quarters(document.records[0]) == ["10", "20", "30", "40 dan lebih lagi"]
    assert doubtful(document)


def test_figures_that_stand_beside_no_label_are_told() -> None:
    """Three figures set between the lines of four labels: in order, with a finding that asks to look."""
    cells = drawn("""
        | Program | Indikator | Target | Target Progres | < |
        | Nama A  | Ukuran A  | 40 | TW I¶TW II¶TW III¶TW IV | 10¶20¶30 |
        | Nama B  | Ukuran B  | 40 | TW I¶TW II¶TW III¶TW IV | 1¶2¶3¶40 |
    """).cells()
    moved = [
        replace(cell, lines=tuple(replace(line, top=line.top + 5, bottom=line.bottom + 5) for line in cell.lines))
        if cell.text.startswith("10")
        else cell
        for cell in cells
    ]
    document = read(page_of(moved))
    assert quarters(document.records[0]) == ["10", "20", "30", None]
    assert doubtful(document)


def test_labels_without_figures_are_no_figures() -> None:
    """A record whose figures are blank has none, and its labels are accounted for."""
    document = stacked(PLAIN, "")
    assert quarters(document.records[0]) == [None] * 4
    assert [quarters(record) for record in document.records[1:]] == [["5", "6", "7", "8"], ["1", "2", "3", "4"]]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("TW I : 10¶TW II : 20¶TW III : 30¶TW IV : 40", ["10", "20", "30", "40"]),
        ("TW I = 10%¶TW II = 20%¶TW III = 30%¶TW IV = 40%", ["10%", "20%", "30%", "40%"]),
        ("TW I - 10¶TW II - 20¶TW III - 30¶TW IV - 40", ["10", "20", "30", "40"]),
        ("TW I 10¶TW II 20¶TW III 30¶TW IV 40", ["10", "20", "30", "40"]),
        ("I: 1 Dok¶II: 2 Dok¶III: 3 Dok¶IV: 4 Dok", ["1 Dok", "2 Dok", "3 Dok", "4 Dok"]),
        ("TW I : 1 Dokumen¶lengkap¶TW II : -¶TW III : -¶TW IV : 4", ["1 Dokumen lengkap", "-", "-", "4"]),
        ("TW I :¶TW II : 20¶TW III :¶TW IV : 40", [None, "20", None, "40"]),
    ],
)
def test_quarters_and_figures_in_one_cell(lines: str, expected: list[str | None]) -> None:
    """`TW I : 10` in a line each, whatever stands between label and figure."""
    document = read_table(f"""
        | Program | Indikator | Satuan | Target | Target Triwulan |
        | Nama A  | Ukuran A  | Unit   | 40     | {lines} |
        | Nama B  | Ukuran B  | Unit   | 8      | {lines} |
    """)
    assert [quarters(record) for record in document.records] == [expected] * 2


@pytest.mark.parametrize(
    "lines", ["TW I : 10¶TW I : 20¶TW III : 30¶TW IV : 40", "sesuai PK¶TW I : 10¶TW II : 20¶TW III : 30¶TW IV : 40"]
)
def test_lines_that_are_no_clean_pairs_are_told(lines: str) -> None:
    """A quarter that stands twice, or a line before the first quarter: a finding asks to look."""
    document = read_table(f"""
        | Program | Indikator | Satuan | Target | Target Triwulan |
        | Nama A  | Ukuran A  | Unit   | 40     | {lines} |
    """)
    assert doubtful(document)


ROWS = """
    | Program | Indikator | Satuan | Target | {label} | {value} | Penanggung Jawab |
    | Nama A | Ukuran A | Unit | 40 | {one} | 10 | Seksi A |
    | ^ | ^ | ^ | ^ | {two} | 20 | ^ |
    | ^ | ^ | ^ | ^ | {three} | 30 | ^ |
    | ^ | ^ | ^ | ^ | {four} | 40 | ^ |
    | Nama B | Ukuran B | Unit | 8 | {one} | 5 | |
    | ^ | ^ | ^ | ^ | {two} | - | ^ |
    | ^ | ^ | ^ | ^ | {three} |  | ^ |
    | ^ | ^ | ^ | ^ | {four} | 8 | ^ |
"""
NUMERALS = {"one": "I", "two": "II", "three": "III", "four": "IV"}
WORDS = {name: f"TW {numeral}" for name, numeral in NUMERALS.items()}


@pytest.mark.parametrize(
    ("label", "value", "names"),
    [
        ("Triwulan", "Target Triwulan", NUMERALS),
        ("Triwulan", "Target Triwulan", WORDS),
        ("Periode", "Target Triwulan", WORDS),
        ("Waktu", "Target Kinerja", WORDS),
    ],
)
def test_a_row_for_each_quarter(label: str, value: str, names: dict[str, str]) -> None:
    """Four rows make one record, beside cells that are merged over them; a blank figure stays blank."""
    document = read_table(ROWS.format(label=label, value=value, **names))
    assert [quarters(record) for record in document.records] == [["10", "20", "30", "40"], ["5", "-", None, "8"]]
    assert [record.text.get("penanggung_jawab") for record in document.records] == ["Seksi A", None]


@pytest.mark.parametrize("cut", range(1, 8))
@pytest.mark.parametrize("repeat", [1, 0])
def test_rows_of_quarters_over_a_page(cut: int, repeat: int) -> None:
    """A break between the second and the third quarter of a record changes nothing."""
    sheet = drawn(ROWS.format(label="Triwulan", value="Target Triwulan", **NUMERALS))
    document = read(*split(sheet, 1, [cut], repeat=repeat))
    assert [quarters(record) for record in document.records] == [["10", "20", "30", "40"], ["5", "-", None, "8"]]
    assert [record.text["indikator"] for record in document.records] == ["Ukuran A", "Ukuran B"]


def test_several_figures_beside_one_stack_of_labels() -> None:
    """Target, money and achievement of the quarters in three cells beside the labels."""
    document = read_table("""
        | Program | Indikator | Triwulan | Target Kinerja | Target Keuangan | Realisasi Kinerja |
        | Nama A | Ukuran A | TW I¶TW II¶TW III¶TW IV | 1¶2¶3¶4 | 100¶200¶300¶400 | 5¶6¶7¶8 |
        | Nama B | Ukuran B | TW I¶TW II¶TW III¶TW IV | 1¶2¶3¶4 | 100¶200¶300¶400 | 5¶6¶7¶8 |
    """)
    for record in document.records:
        assert quarters(record) == ["1", "2", "3", "4"]
        assert quarters(record, "anggaran_") == ["100", "200", "300", "400"]
        assert quarters(record, "realisasi_") == ["5", "6", "7", "8"]


def test_each_quarter_of_a_stack_has_its_own_place() -> None:
    """The box of a stacked figure is its line, not the whole cell."""
    document = read(
        page_of(
            drawn("""
        | Program | Indikator | Satuan | Target | Target Progres | < |
        | Nama A | Ukuran A | Unit | 40 | TW I¶TW II¶TW III¶TW IV | 10¶20¶30¶40 |
    """).cells()
        )
    )
    boxes = [document.records[0].boxes[quarter] for quarter in QUARTERS]
    assert all(len(box) == 1 for box in boxes)
    tops = [box[0][1][1] for box in boxes]
    assert tops == sorted(set(tops))
