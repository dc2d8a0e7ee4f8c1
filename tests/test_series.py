"""The same indicator of the same office through the years."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from normalize.series import Entry, Series, is_revised, link, office_key
from renaksi.batch import run
from renaksi.checks import check_tables
from renaksi.settings import Settings
from tests.commands import TEXT
from tests.test_store import Quiet

THINGS = (
    "laporan kinerja", "dokumen perencanaan", "aparatur yang mengikuti bimbingan teknis", "jalan yang dipelihara",
    "siswa penerima beasiswa", "posyandu aktif", "kelompok tani yang dibina", "arsip yang dikelola", "rapat koordinasi",
    "pelaku usaha yang didampingi", "perpustakaan desa yang dibina", "bangunan irigasi yang direhabilitasi",
    "pengaduan masyarakat yang ditindaklanjuti", "rumah tidak layak huni yang ditangani", "kader yang dilatih",
)  # fmt: skip
TWINS = (("laki-laki", "perempuan"), ("triwulan", "tahunan"), ("kecamatan", "kelurahan"), ("roda dua", "roda empat"))
UNITS = ("Dokumen", "Orang", "Laporan", "Unit")
OFFICES = ("Dinas Sosial", "Dinas Sosial Kota Baru", "Kecamatan Kaligondang")


def entry(text: str = "Jumlah laporan kinerja", year: int = 2022, **more: object) -> Entry:
    """A record of a plain kind, but for what is told."""
    usual = Entry(
        f"{year}-{text}", f"d{year}", "Dinas Sosial", year, 0, 1, "kegiatan", None, "Perencanaan", text, "Laporan", "1"
    )
    return replace(usual, **more)  # type: ignore[arg-type]


def together(*entries: Entry) -> bool:
    """Whether all are of one series."""
    return len(link(entries)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jumlah laporan kinerja", "JUMLAH LAPORAN  KINERJA"),
        ("Jumlah laporan kinerja", "Jumlah laporan kinirja"),
        ("Prosentase temuan yang ditindaklanjuti", "Persentase temuan yang ditindaklanjuti"),
        ("Jumlah dokumen perencanaan yang disusun", "Jumlah dokumen perencanaan disusun"),
        ("Tersedianya laporan kinerja", "Jumlah laporan kinerja"),
        ("Jumlah laporan kinerja instansi", "Jumlah laporan kinerja instansi pemerintah"),
        ("Jumlah laporan", "Jumlah laporan capaian"),
    ],
)
def test_what_is_only_reworded_is_one(one: str, other: str) -> None:
    """Letter case, misprints, small words, how the sentence begins, a word more: still the same indicator."""
    assert together(entry(one), entry(other, 2023))


@pytest.mark.parametrize(
    ("one", "other", "more"),
    [
        ("Jumlah siswa laki-laki", "Jumlah siswa perempuan", {}),
        ("Jumlah laporan kinerja", "Persentase laporan kinerja", {}),
        ("Jumlah desa di 3 kecamatan", "Jumlah desa di 5 kecamatan", {}),
        ("Jumlah laporan kinerja", "Jumlah laporan kinerja", {"unit": "Orang"}),
        ("Jumlah laporan kinerja", "Jumlah laporan kinerja", {"office": "Dinas Sosial Kota"}),
        ("Jumlah laporan kinerja", "Jumlah laporan kinerja", {"office": None}),
        ("Jumlah laporan kinerja", "Jumlah laporan kinerja", {"name": "Administrasi Umum"}),
        ("Jumlah laporan kinerja", "Jumlah laporan kinerja", {"level": "program"}),
        ("Jumlah laporan kinerja", "Jumlah kendaraan dinas", {}),
    ],
)
def test_what_says_another_thing_is_not(one: str, other: str, more: dict[str, object]) -> None:
    """Another word in the place of one, another measure, figure, unit, office, node or level: two indicators."""
    assert not together(entry(one), entry(other, 2023, **more))


def test_a_code_needs_its_name() -> None:
    """The same code with a name reworded is the same node; with another name it is another regime's number."""
    first = entry(code="1.06.01", name="Perencanaan dan Penganggaran")
    assert together(first, entry(year=2023, code="1.06.01", name="Perencanaan, Penganggaran, dan Evaluasi"))
    assert not together(first, entry(year=2023, code="1.06.01", name="Pelayanan Administrasi Umum"))


def test_years_may_be_missing_and_links_are_one_to_one() -> None:
    """A gap does not break a series; of two records that would fit, the nearer one is taken."""
    one = entry("Jumlah laporan kinerja instansi")
    near = entry("Jumlah laporan kinerja instansi", 2025)
    far = entry("Jumlah laporan kinerja instansi pemerintah", 2025, order=2)
    first, second = sorted(link([one, far, near]), key=lambda series: len(series.entries))
    assert [e.indicator_id for e in second.entries] == [one.indicator_id, near.indicator_id]
    assert [e.indicator_id for e in first.entries] == [far.indicator_id]
    assert second.certainties == [1.0]


def test_a_series_keeps_its_name_when_years_are_added() -> None:
    """Its name hangs on its first record alone, not on the document that holds it."""
    (before,) = link([entry()])
    (after,) = link([entry(), entry("Jumlah laporan kinirja", 2023), entry(year=2024)])
    (other,) = link([entry(document_id="other", order=9)])
    assert before.series_id == after.series_id == other.series_id


def test_offices_are_the_same_by_name_alone() -> None:
    """Letter case and short forms do not part an office from itself; one other letter does."""
    assert office_key("DINAS PENDIDIKAN KAB. X") == office_key("Dinas Pendidikan Kabupaten X")
    assert office_key("Dinas Kesehatan & Sosial") == office_key("Dinas Kesehatan dan Sosial")
    assert office_key("Kecamatan Kaligondang") != office_key("Kecamatan Kalimanah")


def test_revised_documents_say_so() -> None:
    """In the title or the file's name."""
    assert is_revised("RENCANA AKSI PERUBAHAN TAHUN 2023")
    assert is_revised(None, "2023/renaksi_revisi.pdf")
    assert not is_revised("RENCANA AKSI TAHUN 2023", "2023/renaksi.pdf")


def misprinted(chance: random.Random, text: str) -> str:
    """A text with one letter of a long word wrong."""
    words = text.split()
    long = [i for i, word in enumerate(words) if len(word) >= 7 and word.isalpha()]
    if long:
        i, place = chance.choice(long), chance.randrange(2, 6)
        words[i] = words[i][:place] + chance.choice("aeiou") + words[i][place + 1 :]
    return " ".join(words)


def reworded(chance: random.Random, text: str) -> str:
    """A text as next year's clerk may type it."""
    way = chance.randrange(6)
    if way == 0:
        return misprinted(chance, text)
    if way == 1:
        return text.upper()
    if way == 2:
        return text.replace("Jumlah ", "Tersedianya ").replace("Persentase ", "Prosentase ")
    if way == 3:
        return text.replace(" yang ", " ")
    return text


def made_years(seed: int) -> tuple[list[Entry], dict[str, int]]:
    """Four years of three offices, and which thing each record is about: rewordings, misprints, a new regime of codes,
    dropped indicators, near twins, the same words under several nodes."""
    chance = random.Random(seed)
    entries: list[Entry] = []
    truth: dict[str, int] = {}
    for office in OFFICES:
        plan: list[list[str]] = []
        for node in range(6):
            name = f"Kegiatan {chance.choice(THINGS)} bidang {chance.choice('ABCDEFGH')}{node}"
            for thing in chance.sample(THINGS, 3):
                measure = chance.choice(("Jumlah", "Persentase"))
                unit = "Persen" if measure == "Persentase" else chance.choice(UNITS)
                for tail in chance.choice(TWINS) if chance.random() < 0.3 else ("",):
                    plan.append([str(len(plan)), name, f"1.06.{node:02}", f"{measure} {thing} {tail}".strip(), unit])
        for year in range(2021, 2025):
            for order, item in enumerate(plan, 1):
                if year > 2021 and chance.random() < 0.08:
                    continue
                if year > 2021:
                    item[3] = reworded(chance, item[3]) if chance.random() < 0.5 else item[3]
                if year == 2023:
                    item[2] = f"2.22.{chance.randrange(10):02}"
                key = f"{office}-{year}-{order}"
                spelt = office.upper() if chance.random() < 0.3 else office
                number, name, code, text, unit = item
                node_name = misprinted(chance, name) if chance.random() < 0.05 else name
                entries.append(
                    Entry(key, f"{office}{year}", spelt, year, 0, order, "kegiatan", code, node_name, text, unit, "1")
                )
                truth[key] = OFFICES.index(office) * 1000 + int(number)
    return entries, truth


@pytest.mark.parametrize("seed", range(101, 107))
def test_made_up_years_are_linked_as_they_were_made(seed: int) -> None:
    """Of the links found at least 99 in 100 are right, and of those that are right at least 95 in 100 are found."""
    entries, truth = made_years(seed)
    by_thing: dict[int, list[str]] = {}
    for one in sorted(entries, key=lambda each: each.year):
        by_thing.setdefault(truth[one.indicator_id], []).append(one.indicator_id)
    right = {pair for group in by_thing.values() for pair in pairwise(group)}
    found = {pair for series in link(entries) for pair in pairwise(each.indicator_id for each in series.entries)}
    assert len(found & right) >= 0.99 * len(found)
    assert len(found & right) >= 0.95 * len(right)


def test_an_empty_series_is_none() -> None:
    """No record, no series; a series of one has no link."""
    assert link([]) == []
    (one,) = link([entry()])
    assert one == Series([entry()])


def raw_years(raw: Path, *files: str) -> None:
    """The sample document as of several years; one whose name says so is the revised one."""
    text = TEXT.read_text(encoding="utf-8")
    for file in files:
        path = raw / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("2022", file[:4]) + ("\n" if "perubahan" in file else ""), encoding="utf-8")


def test_published_tables_have_their_series(tmp_path: Path) -> None:
    """Two years and a revised document: a series an indicator; the revised one supersedes the first; a year that is
    added later leaves the names as they were."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw_years(raw, "2022/renaksi.txt", "2023/renaksi.txt", "2023/renaksi-perubahan.txt")
    run(raw, out, Settings(), Quiet())
    assert check_tables(out) == []
    documents = pd.read_parquet(out / "documents").set_index("source")
    revised = documents.loc["2023/renaksi-perubahan.txt"]
    assert (revised.versi, documents.loc["2023/renaksi.txt"].versi) == ("perubahan", "murni")
    assert documents.superseded_by.dropna().to_dict() == {"2023/renaksi.txt": revised.document_id}
    series = pd.read_parquet(out / "series")
    indicators = pd.read_parquet(out / "indicators")
    assert set(indicators.series_id.dropna()) == set(series.series_id)
    both = series[series.years == 2]
    assert len(both) >= 0.9 * len(series)
    assert all(ids.split(";")[1].startswith(revised.document_id) for ids in both.indicator_ids)
    raw_years(raw, "2024/renaksi.txt")
    run(raw, out, Settings(), Quiet())
    after = pd.read_parquet(out / "series")
    assert set(series.series_id) <= set(after.series_id)
    assert (after.years == 3).sum() >= len(both)


def test_the_same_file_twice_counts_once(tmp_path: Path) -> None:
    """A second file of the same content is superseded by the first, and its records are of the same series."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw_years(raw, "2022/a.txt")
    shutil.copy(raw / "2022" / "a.txt", raw / "2022" / "b.txt")
    run(raw, out, Settings(), Quiet())
    documents = pd.read_parquet(out / "documents").set_index("source")
    assert documents.superseded_by.dropna().to_dict() == {"2022/b.txt": documents.loc["2022/a.txt"].document_id}
    indicators = pd.read_parquet(out / "indicators").dropna(subset=["series_id"])
    assert (indicators.groupby("series_id").document_id.nunique() == 2).all()
    assert (pd.read_parquet(out / "series").years == 1).all()
