"""Official names: found by code, by letters or as a misprint, and never by mere likeness."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import RenaksiError
from normalize.chain import Match, Official
from normalize.codes import code_parts
from normalize.linking import link
from normalize.nomenclature import Nomenclature, NomenclatureError, folded
from normalize.records import IndicatorRecord

LIST = """\
kode,level,nama,catatan
8,urusan,URUSAN CONTOH,
8.05,bidang_urusan,URUSAN BIDANG CONTOH,
8.05.02,program,PROGRAM PEMBINAAN TAMAN BACAAN,x
8.05.02.2.01,kegiatan,Penataan Taman Bacaan Desa,
8.05.02.2.01.0001,sub_kegiatan,Pengadaan Rak Buku,
8.05.02.2.01.0002,sub_kegiatan,"Perawatan, Penjilidan dan Pembersihan Koleksi",
8.05.02.2.02,kegiatan,Lomba Bercerita,
8.05.02.2.02.0001,sub_kegiatan,Lomba Bercerita,
8.05.02.2.02.0002,sub_kegiatan,Pengadaan Rak Buku,
8.05.03,program,PROGRAM PENGELOLAAN MUSEUM,
8.05.03.2.01,kegiatan,Penataan Ruang Pamer,
8.05.03.2.01.0001,sub_kegiatan,Pengadaan Etalase,
8.05.03.4.01,kegiatan,Penataan Ruang Pamer,
8.05.03.4.01.0001,sub_kegiatan,Pengadaan Lampu,
8.06.02,program,PROGRAM KEBUN RAYA,
8.06.02.2.01,kegiatan,Penataan Taman Bacaan Kelurahan,
8.06.02.2.01.0001,sub_kegiatan,Pengadaan Rak Buku,
X.XX.01,program,PROGRAM PENUNJANG KANTOR,
X.XX.01.2.01,kegiatan,Kegiatan Tata Usaha,
X.XX.01.2.01.0001,sub_kegiatan,Penyusunan Laporan Tata Usaha,
8.06.01,program,PROGRAM PENUNJANG KANTOR,
8.06.01.2.01,kegiatan,Kegiatan Tata Usaha,
8.06.01.2.01.0001,sub_kegiatan,Penyusunan Laporan Tata Usaha,
"""


def load(tmp_path: Path, text: str | bytes = LIST) -> Nomenclature:
    """The list in a file of its own, read back."""
    path = tmp_path / "nomenklatur.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Nomenclature.load(path)


@pytest.fixture
def names(tmp_path: Path) -> Nomenclature:
    """The made-up list of this file."""
    return load(tmp_path)


def _code(match: Match | None) -> str | None:
    return match.kode if match else None


def test_a_code_finds_its_row_in_any_print(names: Nomenclature) -> None:
    """A code is found with other signs between its parts and with shorter parts, where the name is its own."""
    for kode in ("8.05.02.2.01.0002", "8 05 02 2.01 0002", "8.05.02.2.01.02", "8-05-02-2-01-0002."):
        match = names.match(kode, "Perawatan, Penjilidan dan Pembersihan Koleksi")
        assert match is not None
        assert (match.kode, match.level, match.score, match.how) == ("8.05.02.2.01.0002", "sub_kegiatan", 100, "code")


def test_a_row_of_every_office_is_found_under_the_offices_own_code(names: Nomenclature) -> None:
    """`5.01.01.2.01` is `X.XX.01.2.01`; an office that has a row of its own keeps it."""
    assert _code(names.match("5.01.01.2.01.0001", "Penyusunan Laporan Tata Usaha")) == "X.XX.01.2.01.0001"
    assert _code(names.match("X.XX.01.2.01.0001", "Penyusunan Laporan Tata Usaha")) == "X.XX.01.2.01.0001"
    assert _code(names.match("8.06.01.2.01.0001", "Penyusunan Laporan Tata Usaha")) == "8.06.01.2.01.0001"


def test_a_code_with_another_name_is_not_believed(names: Nomenclature) -> None:
    """The name decides where the code belongs to a row with another name."""
    match = names.match("8.05.02.2.01.0001", "Pengadaan Etalase")
    assert match is not None and (match.kode, match.how) == ("8.05.03.2.01.0001", "name")
    assert names.match("8.05.02.2.01.0001", "Sesuatu yang lain sama sekali") is None


@pytest.mark.parametrize(
    ("name", "kode"),
    [
        ("pengadaan  ETALASE", "8.05.03.2.01.0001"),
        ("Perawatan Penjilidan & Pembersihan Koleksi.", "8.05.02.2.01.0002"),
        ("PerawatanPenjilidan dan Pembersihan Koleksi", "8.05.02.2.01.0002"),
        ("Program Pembinaan Taman Bacaan", "8.05.02"),
        ("Pembinaan Taman Bacaan", "8.05.02"),
        ("Kegiatan: Penataan Taman Bacaan Desa", "8.05.02.2.01"),
    ],
)
def test_a_name_is_found_by_its_letters(names: Nomenclature, name: str, kode: str) -> None:
    """Case, spaces, punctuation and the word of the level make no difference."""
    match = names.match(None, name)
    assert match is not None and (match.kode, match.score, match.how) == (kode, 100, "name")


@pytest.mark.parametrize(
    ("name", "kode"),
    [
        ("Perawtan, Penjilidan dan Pembersihan Koleksi", "8.05.02.2.01.0002"),
        ("Perawatan, Penjilidan Pembersihan Koleksii", "8.05.02.2.01.0002"),
        ("PROGRAM PENGELOLAAAN MUSIUM", "8.05.03"),
    ],
)
def test_a_misprint_is_found_with_its_score(names: Nomenclature, name: str, kode: str) -> None:
    """Slips inside words, and small words left out, are seen through."""
    match = names.match(None, name)
    assert match is not None and (match.kode, match.how) == (kode, "spelling")
    assert 85 < match.score < 100


@pytest.mark.parametrize(
    "name",
    [
        "Penataan Taman Bacaan Kecamatan",  # alike, but another place
        "Penataan Taman Desa",  # a word less
        "Pengadaan Etalase Museum",  # a word more
        "Pengadaan Lampu 2",  # another figure
        "Penataan Ruang Koleksi",  # a word of another name
        "x",
        "",
    ],
)
def test_likeness_alone_links_nothing(names: Nomenclature, name: str) -> None:
    """A name that differs by whole words is another name, however alike the letters are."""
    assert names.match(None, name) is None


def test_a_name_of_several_places_has_no_code_alone(names: Nomenclature) -> None:
    """Where one level has a name under several codes the level is known and the code is not; of two levels neither."""
    match = names.match(None, "Pengadaan Rak Buku")
    assert match is not None and (match.kode, match.level) == (None, "sub_kegiatan")
    assert names.match(None, "Lomba Bercerita") is None
    assert _code(names.match(None, "Lomba Bercerita", "kegiatan")) == "8.05.02.2.02"
    assert names.settle_level("Pengadaan Rak Buku") == "sub_kegiatan"
    assert names.settle_level("Lomba Bercerita") is None
    assert names.settle_level("Lomba Bercerita", "8.05.02.2.02.0001") == "sub_kegiatan"


def test_the_order_of_a_document_settles_levels_and_codes(names: Nomenclature) -> None:
    """Read as a whole, a name official in several places is the one under its programme and kegiatan."""
    printed = [
        ("PROGRAM PEMBINAAN TAMAN BACAAN", True),
        ("Penataan Taman Bacaan Desa", False),
        ("Pengadaan Rak Buku", False),
        ("Lomba Bercerita", False),
        ("Lomba Bercerita", False),
        ("Pengadaan Rak Buku", False),
        ("PROGRAM KEBUN RAYA", True),
        ("Penataan Taman Bacaan Kelurahan", False),
        ("Sesuatu yang lain", False),
        ("Pengadaan Rak Buku", False),
    ]
    assert [_code(match) for match in names.settle([(name, None, bold) for name, bold in printed])] == [
        "8.05.02", "8.05.02.2.01", "8.05.02.2.01.0001", "8.05.02.2.02", "8.05.02.2.02.0001", "8.05.02.2.02.0002",
        "8.06.02", "8.06.02.2.01", None, "8.06.02.2.01.0001",
    ]  # fmt: skip
    unknown = names.settle([(name, None, None) for name, _ in printed])
    assert [match.level if match else None for match in unknown][:6] == [
        "program", "kegiatan", "sub_kegiatan", "kegiatan", "sub_kegiatan", "sub_kegiatan",
    ]  # fmt: skip


def test_the_programme_above_is_found_from_the_names_below(names: Nomenclature) -> None:
    """A name before which nothing is printed takes its place from what follows it."""
    found = names.settle([("Lomba Bercerita", None, False), ("Lomba Bercerita", None, False)])
    assert [_code(match) for match in found] == ["8.05.02.2.02", "8.05.02.2.02.0001"]


def test_the_documents_office_and_kind_break_a_tie(names: Nomenclature) -> None:
    """Rows of every office give way to the office's own; among equal rows the kind of government that the rest has."""
    office = names.settle([("Program Penunjang Kantor", None, True), ("Kegiatan Tata Usaha", None, False)])
    assert [_code(match) for match in office] == ["X.XX.01", "X.XX.01.2.01"]
    own = names.settle([("PROGRAM KEBUN RAYA", None, True), ("Program Penunjang Kantor", None, True)])
    assert [_code(match) for match in own] == ["8.06.02", "8.06.01"]
    museum = ("PROGRAM PENGELOLAAN MUSEUM", None, True)
    assert [_code(match) for match in names.settle([museum, ("Penataan Ruang Pamer", None, False)])] == [
        "8.05.03",
        None,
    ]
    with_lamp = names.settle([museum, ("Penataan Ruang Pamer", None, False), ("Pengadaan Lampu", None, False)])
    assert [_code(match) for match in with_lamp] == ["8.05.03", "8.05.03.4.01", "8.05.03.4.01.0001"]


def test_nothing_and_strangers_settle_to_nothing(names: Nomenclature) -> None:
    """No names give no matches, unknown names give None each."""
    assert names.settle([]) == []
    assert names.settle([("Kegiatan asing", "1.2.3", None), ("", None, False)]) == [None, None]


def row(order: int, level: str, kode: str | None = None, **names: str) -> IndicatorRecord:
    """A record of a node with its names, read on the page of its number."""
    text = {**names, **({"kode": kode} if kode else {})}
    return IndicatorRecord(order, level, order, order, text=text, boxes={level: [(order, (1.0, 2.0, 3.0, 4.0))]})


def test_records_are_linked_and_their_print_is_kept(names: Nomenclature) -> None:
    """Each record gets the code and score of its node; a misprint is told with the official spelling, not changed."""
    program, kegiatan = "PROGRAM PEMBINAAN TAMAN BACAAN", "Penataan Taman Bacaan Desa"
    rows = [
        row(1, "sasaran", sasaran="Tercapainya sesuatu"),
        row(2, "kegiatan", program=program, kegiatan=kegiatan),
        row(3, "sub_kegiatan", program=program, kegiatan=kegiatan, sub_kegiatan="Pengadan Rak Buku"),
        row(4, "sub_kegiatan", program=program, kegiatan=kegiatan, sub_kegiatan="Pengadan Rak Buku"),
    ]
    found = link(rows, names)
    assert [one.nomenklatur_kode for one in rows] == [None, "8.05.02.2.01", "8.05.02.2.01.0001", "8.05.02.2.01.0001"]
    assert rows[0].nomenklatur_score is None and rows[1].nomenklatur_score == 100
    assert rows[2].text["sub_kegiatan"] == "Pengadan Rak Buku" and 90 < (rows[2].nomenklatur_score or 0) < 100
    assert [(one.code, one.order, one.field, one.page) for one in found] == [
        ("nomenclature_spelling", 3, "sub_kegiatan", 3)
    ]
    assert found[0].message == "`Pengadan Rak Buku` is officially written `Pengadaan Rak Buku` (8.05.02.2.01.0001)"


def test_a_row_under_the_wrong_parent_is_told(names: Nomenclature) -> None:
    """A sub kegiatan that officially belongs to another kegiatan is linked to its own row, and told."""
    rows = [
        row(1, "kegiatan", program="PROGRAM KEBUN RAYA", kegiatan="Penataan Taman Bacaan Kelurahan"),
        row(
            2,
            "sub_kegiatan",
            program="PROGRAM KEBUN RAYA",
            kegiatan="Penataan Taman Bacaan Kelurahan",
            sub_kegiatan="Pengadaan Etalase",
        ),
    ]
    found = link(rows, names)
    assert [(one.code, one.order) for one in found] == [("nomenclature_parent", 2)]
    assert rows[1].nomenklatur_kode == "8.05.03.2.01.0001"


def test_codes_and_names_that_disagree_are_told(names: Nomenclature) -> None:
    """A code printed beside the name of another row, a name in no list, and one with several codes each have a code."""
    program = "PROGRAM PENGELOLAAN MUSEUM"
    rows = [
        row(1, "program", "8.05.02", program=program),
        row(2, "kegiatan", "8.05.03.2.01", program=program, kegiatan="Penjagaan Halaman"),
        row(3, "kegiatan", program=program, kegiatan="Penataan Ruang Pamer"),
        row(4, "kegiatan", program=program, kegiatan="Penataan Ruang Pameran Buku"),
    ]
    found = link(rows, names)
    assert [(one.code, one.order, one.field) for one in found] == [
        ("nomenclature_code", 1, "kode"),
        ("nomenclature_code", 2, "kode"),
        ("nomenclature_ambiguous", 3, "kegiatan"),
        ("nomenclature_unknown", 4, "kegiatan"),
    ]
    assert "8.05.03.2.01, 8.05.03.4.01" in found[2].message
    assert "the nearest is `Penataan Ruang Pamer`" in found[3].message
    assert [one.nomenklatur_kode for one in rows] == ["8.05.03", None, None, None]


def test_a_list_of_other_years_is_told_once(names: Nomenclature) -> None:
    """Where most names are not in the list, one finding says so for the document."""
    rows = [row(order, "kegiatan", program="Program Lama", kegiatan=f"Kegiatan lama {order}") for order in range(1, 9)]
    assert [(one.code, one.order) for one in link(rows, names)] == [("nomenclature_unknown", None)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column"),
        ("kode;nama\n1;a\n", "no column level"),
        ("kode,level,nama\n1.01.02,program\n", "line 2 has 2 fields"),
        ("kode,level,nama\n1.01.02,program,\n", "line 2 has no kode or no nama"),
        ("kode,level,nama\n1,urusan,Urusan\n", "no row has one of the levels"),
        ('kode,level,nama\n1.01.02,program,"Pro"gram\n', "line 2 is no CSV"),
        (b"kode,level,nama\n1.01.02,program,Caf\xe9\n", "not UTF-8"),
        ("kode,level,nama\n1.01.02,program," + "x" * 200_000 + "\n", "line 2 is no CSV"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(tmp_path: Path, text: str | bytes, says: str) -> None:
    """Each fault of a list is one line that names the file and the place."""
    with pytest.raises(NomenclatureError) as caught:
        load(tmp_path, text)
    assert says in str(caught.value) and "nomenklatur.csv" in str(caught.value)
    assert isinstance(caught.value, RenaksiError) and "\n" not in str(caught.value)


def test_a_missing_or_huge_list_is_refused(tmp_path: Path) -> None:
    """A path without a file, a folder and a file beyond the limit are refused without being read."""
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(NomenclatureError, match="no such file"):
            Nomenclature.load(path)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(NomenclatureError, match="larger than 20 MB"):
        Nomenclature.load(large)


def test_a_list_from_excel_is_read(tmp_path: Path) -> None:
    """Semicolons, a byte order mark, other words for the levels, columns in any order and blank lines are taken."""
    text = "\ufeffNama;KODE;Level\r\nTata Kebun;1.02.03;Program\r\n;;\r\nMenanam;1.02.03.2.01.0001;Sub Kegiatan\r\n"
    names = load(tmp_path, text)
    assert [(one.kode, one.level, one.nama) for one in names.rows] == [
        ("1.02.03", "program", "Tata Kebun"),
        ("1.02.03.2.01.0001", "sub_kegiatan", "Menanam"),
    ]


@given(st.lists(st.tuples(st.text(max_size=12), st.none() | st.text("0123456789.X", max_size=12)), max_size=5))
def test_any_names_settle_without_fault(printed: list[tuple[str, str | None]]) -> None:
    """Whatever is printed, each name gets a match or None."""
    rows = [line.split(",")[:3] for line in ("8.05.02,program,Program A", "8.05.02.2.01,kegiatan,B")]
    names = Nomenclature(Official(kode, level, nama, code_parts(kode)) for kode, level, nama in rows)
    assert len(names.settle([(name, kode, None) for name, kode in printed])) == len(printed)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded name is its own folded form."""
    assert folded(folded(text)) == folded(text)
