"""The review pages without a browser: what stands in them, what cannot, where a field is lit, and the sample."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from normalize.checks import evaluate
from normalize.records import IndicatorRecord
from renaksi.batch import run
from renaksi.corrections import write_csv
from renaksi.errors import OutputError, UsageError
from renaksi.review import build_review, report_lines
from renaksi.review.gaps import blank_places
from renaksi.review.html import bundle_script, sentences, words
from renaksi.review.places import PrintedLines
from renaksi.review.sample import choose_sample, interval
from renaksi.settings import Settings
from renaksi.store import read_table
from tests.commands import PDF, renaksi
from tests.reviewdocs import HARM, box_share, published, read_harm, read_many
from tests.test_store import Quiet, digests

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "renaksi" / "review" / "assets"
SCRIPTS = sorted(ASSETS.glob("*.js"))


def data_of(page: Path) -> dict[str, Any]:
    """The data that a page shows."""
    text = page.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, Path]]:
    """The raw folder, the tables and the review pages of the sample document."""
    folder = tmp_path_factory.mktemp("review")
    raw, out, to = folder / "raw", folder / "out", folder / "pages"
    (raw / "2022").mkdir(parents=True)
    shutil.copy(PDF, raw / "2022")
    run(raw, out, Settings(), Quiet())
    build_review(out, raw, to, Settings(), Quiet(), sample=5)
    yield raw, out, to


def _page(folder: Path) -> Path:
    (page,) = (path for path in folder.iterdir() if path.name != "index.html")
    return page


# --- what stands in a page ---


def test_a_page_shows_every_record_as_it_was_read(built: tuple[Path, Path, Path]) -> None:
    """All records are there in order, with their texts, figures and findings."""
    _, out, to = built
    data = data_of(_page(to))
    rows = read_table(out, "indicators").to_pylist()
    assert [record["order"] for record in data["records"]] == [row["urutan"] for row in rows]
    for record, row in zip(data["records"], rows, strict=True):
        assert record["text"] == {name: row[name] for name in data["columns"] if row[name]}
        assert record["value"].get("target") == row["target_value"]
    assert len(data["findings"]) == read_table(out, "findings").num_rows


def test_the_picture_of_each_page_is_in_the_file(built: tuple[Path, Path, Path]) -> None:
    """Each page is a small picture inside the file, sharp enough to read, and nothing is loaded from elsewhere."""
    _, _, to = built
    text = _page(to).read_text(encoding="utf-8")
    blocks = re.findall(r'<script type="text/plain" id="picture-(\d+)" data-kind="image/png">([^<]*)</script>', text)
    pages = data_of(_page(to))["pages"]
    assert [int(number) for number, _ in blocks] == [page["number"] for page in pages]
    for (_, picture), page in zip(blocks, pages, strict=True):
        data = base64.b64decode(picture)
        assert data.startswith(b"\x89PNG")
        width = int.from_bytes(data[16:20], "big")
        assert width / page["width"] * page["line"] > 15  # pixels that a line of text is high
        assert len(data) < 400_000
    assert not re.search(r'(?:src|href)="(?!index\.html")', re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))


def test_a_field_is_lit_where_its_print_is(built: tuple[Path, Path, Path]) -> None:
    """No place covers more than a seventh of its page, and the print of a field lies inside its cell."""
    _, _, to = built
    data = data_of(_page(to))
    sizes = {page["number"]: (page["width"], page["height"]) for page in data["pages"]}
    inside = 0
    for record in data["records"]:
        for name, prints in record["prints"].items():
            for page, x0, top, x1, bottom in prints:
                assert box_share((x0, top, x1, bottom), *sizes[page]) < 0.15
                inside += any(
                    cell[0] == page and cell[1] - 1.5 <= x0 and x1 <= cell[3] + 1.5 and cell[2] - 1.5 <= top
                    for cell in record["boxes"][name]
                )
    assert inside == sum(len(prints) for record in data["records"] for prints in record["prints"].values())
    assert inside > 400


def test_the_quarters_of_a_stack_have_a_line_each(built: tuple[Path, Path, Path]) -> None:
    """Four quarters in one cell that all say the same are lit one below the other."""
    _, _, to = built
    first = data_of(_page(to))["records"][0]
    tops = [first["prints"][name][0][2] for name in ("tw1", "tw2", "tw3", "tw4")]
    assert len({first["text"][name] for name in ("tw1", "tw2", "tw3", "tw4")}) == 1
    assert tops == sorted(tops)
    assert len(set(tops)) == 4


def test_a_blank_field_has_the_blank_cell(built: tuple[Path, Path, Path]) -> None:
    """The indicator that is not printed is lit where it should stand: between the name and the unit of its row."""
    _, _, to = built
    data = data_of(_page(to))
    blank = [record for record in data["records"] if "indikator" not in record["text"]]
    assert len(blank) == 3
    for record in blank:
        ((page, x0, top, x1, bottom),) = record["blanks"]["indikator"]
        name, unit = record["boxes"]["sub_kegiatan"][0], record["boxes"]["satuan"][0]
        assert name[0] == page == unit[0]
        assert name[3] <= x0 + 1.5 < x1 <= unit[1] + 1.5
        assert top <= unit[2] + 1.5 < bottom


def test_what_was_corrected_shows_the_print_beside_it(built: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """A page made from corrected tables still has the text as read, and what people said of it."""
    from renaksi.corrections import Corrections

    raw, out, _ = built
    row = read_table(out, "indicators").to_pylist()[3]
    said = tmp_path / "c.csv"
    said.write_text(
        write_csv(
            [{"indicator_id": row["indicator_id"], "field": "target", "text_as_read": row["target"],
              "text_corrected": "77", "reason": "salah cetak", "kind": "corrected"}]
        ), encoding="utf-8")  # fmt: skip
    there = tmp_path / "out"
    run(raw, there, Settings(), Quiet(), corrections=Corrections.load(said))
    build_review(there, raw, tmp_path / "pages", Settings(), Quiet())
    record = data_of(_page(tmp_path / "pages"))["records"][3]
    assert record["text"]["target"] == row["target"]
    assert record["value"]["target"] == 77.0
    assert record["said"] == [
        {"field": "target", "kind": "corrected", "text_corrected": "77", "reason": "salah cetak"}
    ]  # fmt: skip
    index = data_of(tmp_path / "pages" / "index.html")["documents"][0]
    assert (index["said"], index["misprinted"]) == ({"4": "corrected"}, [4])


def test_the_same_tables_give_the_same_pages(built: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Pages are a function of tables and files; pages of documents that are gone are taken away, other files stay."""
    raw, out, to = built
    (tmp_path / ("0" * 16 + ".html")).write_text("a page of a document that is gone")
    (tmp_path / "notes.html").write_text("mine")
    build_review(out, raw, tmp_path, Settings(), Quiet(), sample=5)
    kept = digests(tmp_path)
    assert kept.pop("notes.html")
    assert kept == digests(to)


def test_pages_without_their_files_say_so(built: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Where the file is gone, or is another one, the page has no picture, and the reason is told."""
    _, out, _ = built
    gone = build_review(out, tmp_path / "nowhere", tmp_path / "a", Settings(), Quiet())
    ((source, why),) = gone.without_pictures
    assert source == "2022/pengadegan-2022.pdf"
    assert "no longer there" in why
    (tmp_path / "raw" / "2022").mkdir(parents=True)
    (tmp_path / "raw" / source).write_bytes(PDF.read_bytes() + b"\n")
    other = build_review(out, tmp_path / "raw", tmp_path / "b", Settings(), Quiet())
    ((_, why),) = other.without_pictures
    assert "not the one that was read" in why
    assert 'id="picture-' not in _page(tmp_path / "b").read_text(encoding="utf-8")
    assert len(data_of(_page(tmp_path / "b"))["records"]) == 45


def test_pages_go_where_they_may(built: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Not among the tables, not without tables, and not into a file."""
    raw, out, _ = built
    for place in (out, out / "review", out / "indicators"):
        with pytest.raises(UsageError, match="where the tables are"):
            build_review(out, raw, place, Settings(), Quiet())
    with pytest.raises(OutputError, match="holds no tables"):
        build_review(tmp_path, raw, tmp_path / "pages", Settings(), Quiet())
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="cannot be written"):
        build_review(out, raw, tmp_path / "file", Settings(), Quiet())
    assert (tmp_path / "file").read_text() == "mine"


# --- what cannot stand in a page ---


def _parts(page: Path) -> tuple[str, list[tuple[str, str]], str]:
    """The policy, every script element as (attributes, content), and the rest of the page without them."""
    text = page.read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL)
    rest = re.sub(r"<script[^>]*>.*?</script>", "", text, flags=re.DOTALL)
    return html.unescape(policy[1]), scripts, rest


def test_no_text_of_a_document_is_markup(tmp_path: Path) -> None:
    """A script in a text, a title, an office, a message or a file's name stands in the data alone, and escaped."""
    name = f"2022/{HARM.replace('/', '∕')}.txt"
    raw, out = published(tmp_path, {name: b"1"}, read_harm)
    build_review(out, raw, tmp_path / "pages", Settings(), Quiet(), sample=2)
    for page in (tmp_path / "pages").iterdir():
        policy, scripts, rest = _parts(page)
        run_here = [content for attributes, content in scripts if not attributes]
        assert len(run_here) == 1
        assert "PWNED" not in run_here[0]
        assert "<script" not in rest.replace("&lt;script", "")
        assert "<img" not in rest
        for attributes, content in scripts:
            if attributes:
                assert not set("<>&\u2028\u2029") & set(content), attributes
        assert "PWNED" in data_of(page)["documents" if page.name == "index.html" else "document"].__repr__()
        assert policy.startswith("default-src 'none'; ")


def test_the_policy_names_the_script_and_the_style(built: tuple[Path, Path, Path]) -> None:
    """The one script and the one style are allowed by their hashes, pictures as data, and nothing else."""
    _, _, to = built
    for page in to.iterdir():
        policy, scripts, rest = _parts(page)
        (script,) = (content for attributes, content in scripts if not attributes)
        style = re.search(r"<style>(.*?)</style>", rest, re.DOTALL)
        assert style
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules == {
            "default-src": "'none'",
            "script-src": f"'sha256-{_hash(script)}'",
            "style-src": f"'sha256-{_hash(style[1])}'",
            "img-src": "data:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
        assert rest.index("Content-Security-Policy") < rest.index("<style>")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_make_no_markup_and_run_no_text(path: Path) -> None:
    """No way from a text to markup or code, no inline style or handler, no request."""
    text = path.read_text(encoding="utf-8")
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTMLUnsafe"
        r"|\beval\b|new Function|setTimeout\([\"'`]|import\(|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|javascript:"
        r"|srcdoc|setAttribute\([\"']on|cssText"
    )
    assert re.findall(forbidden, text) == []
    assert "</" not in text
    assert "style:" not in text


def test_scripts_say_where_they_end() -> None:
    """Each module has a purpose in its first line, stays short, and what it imports is exported there."""
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("// "), path.name
        assert len(text.splitlines()) <= 320, path.name
        for names, other in re.findall(r'^import \{ ([^}]*) \} from "\./(\w+)\.js";$', text, re.MULTILINE):
            exported = (ASSETS / f"{other}.js").read_text(encoding="utf-8")
            for name in names.split(","):
                own = name.strip().split(" as ")[0]
                assert re.search(rf"^export (?:async )?(?:function|const|class) {own}\b", exported, re.M), (
                    path.name,
                    own,
                )
                used = name.strip().split(" as ")[-1]
                assert len(re.findall(rf"\b{used}\b", text)) > 1, f"{path.name}: {used} is imported and not used"
        assert text.count("import ") == len(re.findall(r'^import \{ [^}]* \} from "\./\w+\.js";$', text, re.MULTILINE))
    for entry in ("page", "index"):
        assert "import {" not in bundle_script(entry)


def test_every_phrase_is_there_in_both_languages() -> None:
    """What a script or a template asks for is a phrase, in both languages; and no phrase is left over."""
    known = json.loads((ASSETS / "words.json").read_text(encoding="utf-8"))
    assert all(len(pair) == 2 and all(phrase.strip() for phrase in pair) for pair in known.values())
    slots = re.compile(r"\{\w+\}")
    assert all(sorted(slots.findall(one)) == sorted(slots.findall(two)) for one, two in known.values())
    sources = [*SCRIPTS, *ASSETS.glob("*.html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    asked = set(re.findall(r'\bt\("([\w.]+)"', text)) | set(re.findall(r'data-words(?:-\w+)?="([\w.]+)"', text))
    asked |= set(re.findall(r'words: "([\w.]+)"', text)) | set(re.findall(r'Error\("(\w+)"\)', text))
    assert asked - known.keys() == set()
    kinds = ("field.", "level.", "finding.", "pattern.", "state.", "why.", "key.", "filter.", "column.", "index.")
    left = {key for key in known.keys() - asked if not key.startswith(kinds) and f'"{key}"' not in text}
    assert left == set()


def test_every_finding_field_and_pattern_has_a_name() -> None:
    """A code of docs/findings.md, a field and a pattern are named in the reader's language."""
    from normalize.patterns import PATTERNS
    from normalize.records import FIELDS, LEVELS

    known = words()["id"]
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    listed = [line.split(" | ")[0] for line in page.splitlines() if line.startswith("| `")]
    codes = {code for cell in listed for code in re.findall(r"`(\w+)`", cell)} - PATTERNS.keys()
    nameless = {code for code in codes if f"finding.{code}" not in known}
    assert nameless == set(), "name them in renaksi/review/assets/words.json"
    assert {name for name in (*FIELDS, "level") if f"field.{name}" not in known} == set()
    assert {name for name in PATTERNS if f"pattern.{name}" not in known} == set()
    assert {name for name in LEVELS if f"level.{name}" not in known} == set()


def _said() -> list[str]:
    """What the checks say of records that have something wrong each."""
    plans = [
        ("10", "3", "3", "3", "3"), ("12", "3", "6", "5", "12"), ("12", "3", "", "3", "3"), ("12", "", "", "", ""),
        ("", "1", "2", "3", "4"), ("120%", "10%", "20%", "30%", "120%"), ("1.234", "1", "2", "3", "4"),
        ("10", "0", "0", "0", "0"),
        ("A", "", "", "", "A"), ("10-20", "", "", "", ""), ("5 orang/3 desa", "", "", "", ""), ("(5)", "", "", "", ""),
        ("007", "", "", "", ""), ("30", "50%", "50%", "50%", "50%"), ("9", "0", "0", "0", "8"),
        ("9", "9", "9", "8", "9"),
    ]  # fmt: skip
    fields = ("target", "tw1", "tw2", "tw3", "tw4")
    records = []
    for order, plan in enumerate((*plans, *[("12", "3", "3", "3", "3")] * 30), 1):
        text = {name: value for name, value in zip(fields, plan, strict=True) if value}
        text |= {"kegiatan": f"Kegiatan {order}", "indikator": f"Jumlah hal {order}"}
        if order % 3:
            text["satuan"] = "Dokumen"
        records.append(IndicatorRecord(order, "kegiatan", 1, 1, text))
    records[20].text.pop("indikator")
    records[21].text |= {"indikator": records[22].text["indikator"], "kegiatan": records[22].text["kegiatan"]}
    return [finding.message for finding in evaluate(records)]


def test_findings_are_told_in_indonesian() -> None:
    """Each sentence that the checks say of a record has its like; a pattern is no wider than one sentence."""
    patterns = [(re.compile(pattern), told) for pattern, told in sentences()]
    said = _said()
    assert len(said) > 15
    untold = [message for message in said if not any(pattern.fullmatch(message) for pattern, _ in patterns)]
    assert untold == [], "say them in renaksi/review/assets/sentences.json"
    for pattern, told in patterns:
        assert set(re.findall(r"\$(\d)", told)) == {str(place + 1) for place in range(pattern.groups)}


# --- places ---


def _cell(box: tuple[float, float, float, float], *lines: str, page: int = 1) -> dict[str, Any]:
    x0, top, x1, bottom = box
    placed = [
        {
            "text": text,
            "x0": x0 + 1,
            "top": top + 10 * place,
            "x1": x0 + 1 + 4 * len(text),
            "bottom": top + 10 * place + 8,
        }
        for place, text in enumerate(lines)
    ]
    return {"page": page, "table": 1, "x0": x0, "top": top, "x1": x1, "bottom": bottom, "lines": placed}


def test_the_lines_of_a_text_are_found_in_a_shared_cell() -> None:
    """Words that the cell broke are joined again; a text that is not found whole is lit with all that is printed."""
    box = (10.0, 10.0, 90.0, 200.0)
    lines = PrintedLines.of([_cell(box, "Jumlah musren-", "bangdes/m", "uskel", "12")])
    boxes = {"indikator": [(1, box)], "target": [(1, box)], "satuan": [(1, box)]}
    found = lines.prints(boxes, {"indikator": "Jumlah musrenbangdes/muskel", "target": "12", "satuan": "lain"})
    assert found["indikator"] == [(1, (11.0, 10.0, 67.0, 38.0))]
    assert found["target"] == [(1, (11.0, 40.0, 19.0, 48.0))]
    assert found["satuan"][0][1][1:4:2] == (10.0, 48.0)


def test_a_text_over_two_pages_has_a_place_on_each() -> None:
    """A row that a page break cuts is lit on both pages; a blank cell is lit nowhere."""
    first, second = (10.0, 500.0, 90.0, 590.0), (10.0, 10.0, 90.0, 90.0)
    lines = PrintedLines.of([_cell(first, "Jumlah"), _cell(second, "laporan", page=2), _cell((0.0, 0.0, 1.0, 1.0))])
    found = lines.prints({"indikator": [(1, first), (2, second)]}, {"indikator": "Jumlah laporan"})
    assert [place[0] for place in found["indikator"]] == [1, 2]
    assert lines.prints({"target": [(1, (0.0, 0.0, 1.0, 1.0))]}, {"target": None}) == {}


def test_a_blank_is_found_in_the_column_of_its_level() -> None:
    """The column is that of the other records of the level on the page; another level's is not taken."""

    def box(column: int, row: int) -> tuple[float, float, float, float]:
        return (100.0 * column, 20.0 * row, 100.0 * column + 100, 20.0 * row + 20)

    records = [
        ("program", {"indikator": [(1, box(0, 0))], "target": [(1, box(1, 0))]}),
        ("kegiatan", {"indikator": [(1, box(2, 0))], "target": [(1, box(3, 0))]}),
        ("kegiatan", {"target": [(1, box(3, 1))]}),
        ("sasaran", {"target": [(1, box(3, 2))]}),
    ]
    cells = [_cell(box(column, row)) for column in range(4) for row in range(3)]
    found = blank_places(records, cells)
    assert found == [{}, {}, {"indikator": (1, box(2, 1))}, {}]


# --- the sample and what it says ---


def test_the_sample_is_the_same_everywhere_and_nobody_chooses_it() -> None:
    """The same documents give the same sample in any order; other documents give another; kept records count."""
    names = [f"r{n}" for n in range(500)]
    one = choose_sample(names, ["b", "a"], 30)
    assert one == choose_sample(reversed(names), ["a", "b"], 30)
    assert len(one) == 30
    assert one != choose_sample(names, ["a", "c"], 30)
    assert choose_sample(names, ["a", "b"], 40) > one
    assert choose_sample(names[:5], ["a"], 30) == set(names[:5])
    grown = choose_sample(names, ["a", "b"], 30, kept={"r1", "r2"})
    assert {"r1", "r2"} <= grown
    assert len(grown) == 30
    assert choose_sample(names, ["a"], 0) == set()


def test_each_record_is_as_likely_as_another() -> None:
    """Over many seeds every record is drawn about as often."""
    counts = [0] * 20
    for seed in range(400):
        for name in choose_sample((str(n) for n in range(20)), [str(seed)], 5):
            counts[int(name)] += 1
    assert sum(counts) == 2000
    assert min(counts) > 60
    assert max(counts) < 140


def test_the_interval_holds_what_tables_say() -> None:
    """Known bounds of Clopper and Pearson, and their symmetry."""
    for errors, looked_at, low, high in [(0, 10, 0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129)]:
        found = interval(errors, looked_at)
        assert found == pytest.approx((low, high), abs=5e-5)
        assert interval(looked_at - errors, looked_at) == pytest.approx((1 - found[1], 1 - found[0]))


def test_only_records_without_findings_are_drawn(tmp_path: Path) -> None:
    """The sample holds no record that is looked at anyway, and the index counts it."""
    raw, out = published(tmp_path, {"2022/a.txt": b"60", "2022/b.txt": b"30"}, read_many)
    built = build_review(out, raw, tmp_path / "pages", Settings(), Quiet(), sample=20)
    assert built.sample == 20
    doubted = {row["indicator_id"] for row in read_table(out, "findings").to_pylist()}
    drawn = []
    for page in (tmp_path / "pages").glob("*.html"):
        if page.name != "index.html":
            data = data_of(page)
            drawn += [record["id"] for record in data["records"] if record.get("sample")]
            assert data["next_sample"].endswith(".html")
    assert len(drawn) == 20
    assert not doubted & set(drawn)
    index = data_of(tmp_path / "pages" / "index.html")
    assert sum(len(document["sample"]) for document in index["documents"]) == index["sample"] == 20


def test_the_report_counts_what_a_person_compared(tmp_path: Path) -> None:
    """Accepted and misread records count, bulk and stale ones do not, and a misprint is no fault of the reading."""
    raw, out = published(tmp_path, {"2022/a.txt": b"60"}, read_many)
    build_review(out, raw, tmp_path / "pages", Settings(), Quiet(), sample=20)
    (page,) = (path for path in (tmp_path / "pages").glob("*.html") if path.name != "index.html")
    sample = [record for record in data_of(page)["records"] if record.get("sample")]

    def row(place: int, kind: str, **more: str) -> dict[str, str | None]:
        record = sample[place]
        whole = {"field": "*", "text_as_read": record["stamp"]}
        return {"indicator_id": record["id"], "kind": kind, "sample": "yes", **whole, **more}

    target = {"field": "target", "text_as_read": "12"}
    rows = [
        *(row(place, "accepted") for place in range(10)),
        row(10, "corrected", **target, text_corrected="13", reason="salah baca"),
        row(11, "corrected", **target, text_corrected="14", reason="salah cetak: satu angka"),
        row(12, "bulk"),
        row(13, "accepted", text_as_read="x [00000000]"),
        row(14, "corrected", field="target", text_as_read="99", text_corrected="1"),
    ]
    path = tmp_path / "c.csv"
    path.write_text(write_csv(rows), encoding="utf-8")
    lines = list(report_lines(out, path))
    assert lines[0] == "records of the random sample: 12, of 1 document"
    assert lines[1] == "  read wrongly: 1 of 12 records, 8.3% (95% confidence: 0.2% to 38.5%)"
    assert lines[2].startswith("  read wrongly: 1 of 108 fields")
    assert lines[3:] == [
        "  misprinted in the document itself, and not counted: 1 fields",
        "accepted among others like them, and not counted: 1",
        "rows that no longer fit what is read, and are not counted: 2",
    ]
    told = renaksi("review", out, "--report", path)
    assert told.stdout.splitlines() == lines


def test_the_command_line_makes_the_pages(tmp_path: Path, built: tuple[Path, Path, Path]) -> None:
    """`renaksi review` says how much it wrote and what to open; slips are told in one line."""
    raw, out, _ = built
    done = renaksi("review", out, "--raw", raw, "--to", tmp_path / "pages", "--sample", "3", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert re.search(
        r"^1 page of 0\.\d MB\n3 records without findings in the random sample\nopen in a browser: ", done.stdout
    )
    assert data_of(tmp_path / "pages" / "index.html")["language"] == "en"
    for wrong in (("review", tmp_path), ("review", out, "--report", tmp_path / "no.csv"), ("review", out, "--to", out)):
        refused = renaksi(*wrong)
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
