"""The words of headers as data, and a user's own words on top of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize import Vocabulary
from normalize.vocabulary import Term, VocabularyError, compact, default_vocabulary, tokens
from tests.handcells import drawn, fields, page_of


@pytest.fixture
def words() -> Vocabulary:
    """The project's own vocabulary."""
    return default_vocabulary()


def terms(words: Vocabulary, text: str) -> list[tuple[Term, ...]]:
    """The terms of a header text."""
    return list(words.read(text)[0])


def test_letters_alone_count() -> None:
    """Spaces, case and punctuation inside a word say nothing."""
    assert compact("PENANGGU NG\nJAWAB") == compact("Penanggung-jawab") == "penanggungjawab"
    assert tokens("Anggaran (Rp.)") == ["anggaran", "rp"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("SATUA N", Term("role", "satuan")),
        ("Indika tor Kiner ja", Term("role", "indikator")),
        ("IndikatorKinerja", Term("role", "indikator")),
        ("Sub Kegiatan", Term("level", "sub_kegiatan")),
        ("SUBKEGIATAN", Term("level", "sub_kegiatan")),
        ("Triwulan III", Term("quarter", "3")),
    ],
)
def test_the_longest_term_wins(words: Vocabulary, text: str, term: Term) -> None:
    """A text that is one term is cut into that term alone, whatever shorter terms stand in it."""
    found = terms(words, text)
    assert len(found) == 1
    assert term in found[0]


def test_several_levels_are_found_in_one_header(words: Vocabulary) -> None:
    """A column of several levels names them all."""
    found = [term.value for group in terms(words, "Sasaran / Program / Kegiatan / Sub Kegiatan") for term in group]
    assert found == ["sasaran", "program", "kegiatan", "sub_kegiatan"]


def test_words_that_nothing_explains_are_given_back(words: Vocabulary) -> None:
    """What is no term is told word by word."""
    assert words.read("Warna Map dan Satuan")[1] == ("warna", "map")


@given(st.text(max_size=60))
def test_reading_a_header_loses_no_letter(text: str) -> None:
    """Whatever the text, its letters are in terms or in unknown words; reading never fails."""
    found, unknown = default_vocabulary().read(text)
    assert bool(found) or bool(unknown) == bool(compact(text))
    assert set("".join(unknown)) <= set(compact(text))


@pytest.mark.parametrize(
    "text", ["Triwulan I - IV", "TW V", "TW", "Twin Tower I", "1", "IV", "Target TW I", "I/II", "TW I dan II"]
)
def test_what_is_no_quarter(words: Vocabulary, text: str) -> None:
    """Ranges, lone numerals, and quarters with other words are no quarter by themselves."""
    assert words.quarter(text) is None


def test_a_lone_numeral_is_a_quarter_only_if_asked(words: Vocabulary) -> None:
    """`bare` is for places where quarters are known to stand."""
    assert [words.quarter(text, bare=True) for text in ("I", "2", "iii", "(IV)", "V", "5")] == [1, 2, 3, 4, None, None]


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("TW I : 25", (1, "25")),
        ("TW II: 25 %", (2, "25 %")),
        ("Triwulan 3 = 7,5", (3, "7,5")),
        ("TW IV - 40", (4, "40")),
        ("Tw. 2 -", (2, "-")),
        ("TW III 40", (3, "40")),
        ("III : 40", (3, "40")),
        ("TW I :", (1, "")),
        ("TW I : -", (1, "-")),
    ],
)
def test_a_quarter_and_its_figure_in_one_line(words: Vocabulary, line: str, pair: tuple[int, str]) -> None:
    """Whatever stands between them, or nothing."""
    assert words.pair(line) == pair


@pytest.mark.parametrize("line", ["25", "4 Dokumen", "I 25", "Target 25", "2 - 3", ""])
def test_a_figure_alone_is_no_pair(words: Vocabulary, line: str) -> None:
    """A line that names no quarter by word or sign is a figure."""
    assert words.pair(line) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Program: Penataan Ruang", ("program", "Penataan Ruang")),
        ("PROGRAM :Program Penataan Ruang", ("program", "Program Penataan Ruang")),
        ("Sub Kegiatan : Survei", ("sub_kegiatan", "Survei")),
        ("Sasaran Strategis 2: Naiknya mutu", ("sasaran", "Naiknya mutu")),
        ("Program Penataan Ruang", (None, "Program Penataan Ruang")),
        ("Kegiatan Ekonomi: Dagang", (None, "Kegiatan Ekonomi: Dagang")),
    ],
)
def test_a_label_tells_the_level(words: Vocabulary, text: str, found: tuple[str | None, str]) -> None:
    """A level's word with a colon is a label; without one it belongs to the name."""
    assert words.label(text) == found


def test_the_words_of_offices_titles_sums_and_lines_above(words: Vocabulary) -> None:
    """Each is known by how it begins."""
    assert words.office_start("RENCANA AKSI DINAS SOSIAL") == 13
    assert words.office_start("Kedinasan") is None
    assert words.is_title("R E N C A N A  A K S I") and words.is_title("Rencana Aksi Perubahan")
    assert not words.is_title("Daftar Hadir")
    assert words.is_total("JUMLAH TOTAL") and words.is_total("Sub Total :") and not words.is_total("Jumlah dokumen")
    assert words.is_above("BIDANG URUSAN PANGAN") and not words.is_above("Program Pangan")
    assert words.is_weak_target("Target Akhir Renstra") and not words.is_weak_target("Target 2024")
    assert words.is_stem("TW") and not words.is_stem("TW I")
    assert [words.quarter_end(month) for month in ("Maret", "JUNI", "Sept", "Des.", "Mei")] == [1, 2, 3, 4, None]


def own(folder: Path, text: str) -> Vocabulary:
    """The vocabulary with a user's file of this text."""
    path = folder / "words.toml"
    path.write_text(text, encoding="utf-8")
    return Vocabulary.load(path)


ODD = """
    | Aktivitas | Ukuran Keberhasilan | Kuota | Caturwulan I | Caturwulan II | Caturwulan III | Caturwulan IV |
    | Nama A    | Ukuran A            | 40    | 11 | 12 | 13 | 14 |
"""


def test_a_users_words_give_an_odd_header_its_meaning(tmp_path: Path) -> None:
    """A header that the project does not know is read with a file of words, and not without it."""
    from normalize import normalize

    words = own(
        tmp_path,
        """
        [role]
        indikator = ["ukuran keberhasilan"]
        target = ["kuota"]
        [level]
        kegiatan = ["aktivitas"]
        [quarter]
        stem = ["caturwulan"]
        """,
    )
    page = page_of(drawn(ODD).cells())
    assert normalize([page])[0].records == []
    (record,) = normalize([page], vocabulary=words)[0].records
    assert fields(record) == {
        "level": "kegiatan", "kegiatan": "Nama A", "indikator": "Ukuran A", "target": "40",
        "tw1": "11", "tw2": "12", "tw3": "13", "tw4": "14",
    }  # fmt: skip


def test_a_users_meaning_replaces_the_projects(tmp_path: Path) -> None:
    """A word that the user gives another role has that role alone."""
    words = own(tmp_path, '[role]\nrencana_aksi = ["Catatan"]')
    assert words.read("Catatan")[0] == ((Term("role", "rencana_aksi"),),)
    assert default_vocabulary().read("Catatan")[0] == ((Term("role", "keterangan"),),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[role", "TOML"),
        ("[rolle]\nsatuan = ['x']", "role"),
        ("[role]\nunit = ['x']", "satuan"),
        ("[role]\nsatuan = 'x'", "role.satuan must be a list of words"),
        ("[role]\nsatuan = [1]", "role.satuan must be a list of words"),
    ],
    ids=["no TOML", "no such table", "no such meaning", "no list", "no words"],
)
def test_a_users_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """The error names the file and says what would be right."""
    with pytest.raises(VocabularyError) as caught:
        own(tmp_path, text)
    assert "words.toml" in str(caught.value)
    assert says in str(caught.value)


def test_a_users_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file is told, not passed over."""
    with pytest.raises(VocabularyError):
        Vocabulary.load(tmp_path / "none.toml")
