"""The review pages as a person uses them, in a browser: real clicks, real keys, files that come and go."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pandas as pd
import pytest

from renaksi.batch import run
from renaksi.corrections import Corrections, write_csv
from renaksi.review import build_review, report_lines
from renaksi.settings import Settings
from tests.browser import CHROMIUM, CONTROL, DRIVER, ENTER, ESCAPE, F2, SHIFT, TAB, Browser
from tests.commands import PDF
from tests.reviewdocs import HARM, harmful_pdf, published, read_harm, read_many
from tests.test_store import Quiet

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="no chromium and chromedriver here: the pages are not tried in a browser"
)

PLACE = "const c = document.querySelector('.card.current'); const f = document.querySelector('.field.current');"
"""Where the reader is: the card and the field."""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests; each clears what the one before left in it."""
    with Browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The raw folder, the tables and the page of the sample document."""
    folder = tmp_path_factory.mktemp("made")
    raw, out, to = folder / "raw", folder / "out", folder / "pages"
    (raw / "2022").mkdir(parents=True)
    shutil.copy(PDF, raw / "2022")
    run(raw, out, Settings(), Quiet())
    build_review(out, raw, to, Settings(), Quiet(), sample=5)
    (page,) = (path for path in to.iterdir() if path.name != "index.html")
    return raw, out, page


def fresh(browser: Browser, page: Path, fragment: str = "") -> None:
    """Opens a page as somebody who was never there."""
    for old in browser.downloads.glob("*"):
        old.unlink()
    browser.open(page)
    browser.run("localStorage.clear(); localStorage.setItem('renaksi.review.who', 'Ani')")
    reopen(browser, page, fragment)


def reopen(browser: Browser, page: Path, fragment: str = "") -> None:
    """Closes the page and opens it again."""
    browser.open(page.parent / "index.html")
    browser.open(page, fragment)
    if page.name != "index.html":
        browser.until("return document.querySelector('.card.current') !== null")
    browser.complaints()
    browser.requests()


def where(browser: Browser) -> tuple[int, str]:
    """The record and the field that the reader is at."""
    order, field = browser.run(f"{PLACE} return [Number(c.dataset.card), f.dataset.field]")
    return order, field


def states(browser: Browser) -> dict[int, str]:
    """The state of each record that somebody has touched."""
    found = browser.run(
        "return [...document.querySelectorAll('.card')].map(c => [Number(c.dataset.card),"
        " ['accepted', 'bulk', 'corrected'].find(s => c.classList.contains(s)) ?? ''])"
    )
    return {order: state for order, state in found if state}


def doubted(browser: Browser) -> list[int]:
    """The records that have findings, in order."""
    found: list[int] = browser.run(
        "return [...document.querySelectorAll('.card')].filter(c => c.querySelector('.finding'))"
        ".map(c => Number(c.dataset.card))"
    )
    return found


def edit(browser: Browser, text: str) -> None:
    """Edits the field that has the focus, as a person at the keyboard does."""
    browser.press(ENTER)
    browser.until("return document.activeElement.matches('.editor textarea')")
    browser.press("a", holding=[CONTROL])
    browser.write(text)
    browser.press(ENTER)
    browser.until("return document.querySelector('.editor') === null")


def choose(browser: Browser, place: int, value: str) -> None:
    """Chooses in one of the filters: level, finding, state."""
    browser.run(
        "const s = document.querySelectorAll('#filters select')[arguments[0]]; s.value = arguments[1];"
        "s.dispatchEvent(new Event('change'))",
        place,
        value,
    )


LIT = """
const [rect, viewer] = [document.querySelector('.overlay .print'), document.getElementById('viewer')];
if (!rect || viewer.classList.contains('gliding')) return null;
const [r, v] = [rect.getBoundingClientRect(), viewer.getBoundingClientRect()];
const sheet = rect.closest('.sheet'); const s = sheet.getBoundingClientRect();
if (!sheet.querySelector('img')?.complete) return null;
return {x: r.x + r.width / 2, y: r.y + r.height / 2, height: r.height, share: r.width * r.height / (s.width * s.height),
  seen: r.left >= v.left && r.right <= v.right && r.top >= v.top && r.bottom <= v.bottom, page: sheet.dataset.page}
"""


def test_a_click_on_a_field_lights_it_on_the_page_at_reading_size(browser: Browser, made: tuple[Path, ...]) -> None:
    """The page comes into view, panned and zoomed, and the light is no larger than the print."""
    fresh(browser, made[2])
    for order, field in [(1, "target"), (1, "tw3"), (2, "indikator"), (16, "satuan"), (44, "penanggung_jawab")]:
        browser.click(f"[data-card='{order}'] [data-field='{field}']")
        assert where(browser) == (order, field)
        lit = browser.until(LIT)
        assert lit["seen"], (order, field, lit)
        assert 11 < lit["height"] < 200
        assert lit["share"] < 0.15
    assert lit["page"] == "2"
    assert browser.complaints() == []


def test_a_click_on_the_page_selects_the_field(browser: Browser, made: tuple[Path, ...]) -> None:
    """The other way round: what is clicked on the page is the field in the list, quarters of a stack one by one, and
    the blank cell of a field that is not printed."""
    fresh(browser, made[2])
    for order, fields in [(5, ("tw1", "tw2", "tw3", "tw4", "target")), (30, ("indikator", "satuan", "tw2"))]:
        browser.click(f"[data-card='{order}'] [data-field='target']")
        browser.until(LIT)
        places = {}
        for field in fields:
            browser.click(f"[data-card='{order}'] [data-field='{field}']")
            places[field] = browser.until(LIT)
        browser.click(f"[data-card='{order}'] [data-field='{fields[0]}']")
        again = browser.until(LIT)
        # What can be read where it is does not move.
        assert (again["x"], again["y"]) == pytest.approx((places[fields[0]]["x"], places[fields[0]]["y"]), abs=2)
        for field in reversed(fields):
            browser.click_at(places[field]["x"], places[field]["y"])
            assert where(browser) == (order, field)
            browser.until(LIT)


def test_twenty_records_without_a_mouse(browser: Browser, made: tuple[Path, ...]) -> None:
    """One plain key accepts and goes on to the next finding, and then to what nobody has looked at; nothing needs
    the mouse."""
    fresh(browser, made[2])
    findings = doubted(browser)
    assert len(findings) >= 3
    browser.press("n")
    assert where(browser)[0] == findings[0]
    browser.press("n")
    assert where(browser)[0] == findings[1]
    browser.press("p")
    assert where(browser)[0] == findings[0]
    browser.press("a")
    assert where(browser)[0] == findings[1]
    for _ in findings[1:]:
        browser.press("a")
    for _ in range(20 - len(findings)):
        browser.press("a")
    found = states(browser)
    assert len(found) == 20
    assert set(found.values()) == {"accepted"}
    assert set(findings) < set(found)
    assert browser.text("#seen") == "20 dari 45 diperiksa"
    browser.press("n")
    browser.press("p")
    assert where(browser)[0] in findings  # those that are done are still to be found
    assert browser.complaints() == []


def test_fields_are_reached_and_edited_by_key(browser: Browser, made: tuple[Path, ...]) -> None:
    """Tab goes through the fields and lights each, Enter or F2 edits, Escape leaves without a trace."""
    fresh(browser, made[2])
    browser.press("j")
    order, field = where(browser)
    assert (order, field) == (2, "indikator")
    seen = []
    for _ in range(6):
        browser.press(TAB)
        seen.append(where(browser))
    assert seen == [(2, name) for name in ("satuan", "target", "tw1", "tw2", "tw3", "tw4")]
    browser.press(TAB, holding=[SHIFT])
    assert where(browser) == (2, "tw3")
    browser.press(F2)
    browser.until("return document.activeElement.matches('.editor textarea')")
    browser.write("99 a n")
    browser.press(ESCAPE)
    assert browser.run("return document.querySelector('.editor')") is None
    assert states(browser) == {}
    assert browser.run("return document.activeElement.dataset.field") == "tw3"
    edit(browser, "9,9")
    assert states(browser) == {2: "corrected"}
    shown = browser.run(
        "return [...document.querySelectorAll('[data-card=\"2\"] .changed .value > *')]"
        ".map(e => [e.tagName, e.textContent])"
    )
    assert shown == [["DEL", "3,5"], ["INS", "9,9"]]
    assert browser.run("return document.activeElement.dataset.field") == "tw3"


def test_work_survives_a_reload(browser: Browser, made: tuple[Path, ...]) -> None:
    """Accepted, corrected and untouched records are what they were, the counter too, and each is seen apart."""
    fresh(browser, made[2])
    browser.press("a")
    browser.press("j")
    edit(browser, "Nilai baru")
    before = states(browser)
    assert set(before.values()) == {"accepted", "corrected"}
    assert "tersimpan" in browser.text("#saved")
    reopen(browser, made[2])
    assert states(browser) == before
    assert browser.text("#seen") == "2 dari 45 diperiksa"
    looks = browser.run(
        "const card = document.querySelector('.card:not(.current)');"
        "return ['untouched', 'accepted', 'corrected', 'bulk'].map(state => { card.className = `card ${state}`;"
        "const look = getComputedStyle(card, '::before'); return look.backgroundImage + look.backgroundColor })"
    )
    assert len(set(looks)) == 4


def test_undo_takes_one_step_back_and_keeps_the_place(browser: Browser, made: tuple[Path, ...]) -> None:
    """Ctrl+Z undoes the last step only; filter and scroll stay, and an earlier step can be undone alone."""
    fresh(browser, made[2])
    choose(browser, 0, "sub_kegiatan")
    browser.click("[data-card='4'] [data-field='target']")
    edit(browser, "6")
    browser.press("j", "j")
    edit(browser, "Jumlah lain")
    browser.press("j")
    place, top = where(browser), browser.run("return document.getElementById('scroller').scrollTop")
    assert list(states(browser).values()) == ["corrected", "corrected"]
    browser.press("z", holding=[CONTROL])
    assert states(browser) == {4: "corrected"}
    assert abs(browser.run("return document.getElementById('scroller').scrollTop") - top) < 250
    assert browser.run("return document.querySelectorAll('.card:not([hidden])').length") < 45
    browser.press("z", holding=[CONTROL])
    assert states(browser) == {}
    assert place[0] != 4
    browser.press("z", holding=[CONTROL])
    assert "Tidak ada" in browser.text(".toast")


def test_the_list_of_corrections_reverts_only_what_is_asked(browser: Browser, made: tuple[Path, ...]) -> None:
    """A click in the list goes to the record and changes nothing; the sign behind a line undoes that line alone."""
    fresh(browser, made[2])
    for order, text in ((1, "80"), (2, "4"), (3, "99")):
        browser.click(f"[data-card='{order}'] [data-field='target']")
        edit(browser, text)
    browser.press("c")
    lines = browser.run("return [...document.querySelectorAll('dialog tbody tr')].map(r => r.textContent)")
    assert len(lines) == 3
    assert "81.30" in lines[0]
    assert "80" in lines[0]
    assert "Ani" in lines[0]
    browser.click("dialog tbody tr:nth-child(2) td:first-child button")
    assert where(browser) == (2, "target")
    assert len(states(browser)) == 3
    browser.press("c")
    browser.click("dialog tbody tr:nth-child(2) td:last-child button")
    assert states(browser) == {1: "corrected", 3: "corrected"}
    assert browser.run("return document.querySelectorAll('dialog tbody tr').length") == 2
    browser.press(ESCAPE)
    browser.press("o")
    assert browser.run("return getComputedStyle(document.querySelector('.card del')).display") == "none"
    browser.press("o")
    assert browser.run("return getComputedStyle(document.querySelector('.card del')).display") != "none"


def test_accepting_all_like_this_leaves_earlier_work(browser: Browser, made: tuple[Path, ...]) -> None:
    """Records with the same doubts are accepted at once, marked as such, and none that was touched before."""
    fresh(browser, made[2])
    blank = [order for order in doubted(browser) if browser.run(
        "return document.querySelector(`[data-card='${arguments[0]}'] .indicator.doubt`) !== null", order)]  # fmt: skip
    assert len(blank) >= 3
    browser.click(f"[data-card='{blank[1]}'] [data-field='indikator']")
    edit(browser, "Jumlah laporan")
    browser.click(f"[data-card='{blank[0]}'] [data-field='target']")
    browser.press("A", holding=[SHIFT])
    found = states(browser)
    assert found.pop(blank[1]) == "corrected"
    assert set(found.values()) == {"bulk"}
    assert blank[0] in found
    assert blank[2] in found
    browser.click(".toast button")
    assert states(browser) == {blank[1]: "corrected"}


def test_a_name_is_corrected_for_all_that_stand_under_it(browser: Browser, made: tuple[Path, ...]) -> None:
    """A programme's name is printed once: correcting it corrects it in each record, in one step."""
    fresh(browser, made[2])
    heading = "document.querySelector('.heading-row.level-program [data-field]')"
    members = browser.run(f"{heading}.focus(); return Number({heading}.dataset.order)")
    edit(browser, "Program Pelayanan Publik")
    found = states(browser)
    assert len(found) > 2
    assert members in found
    browser.press("z", holding=[CONTROL])
    assert states(browser) == {}


def test_filters_show_what_is_asked_for(browser: Browser, made: tuple[Path, ...]) -> None:
    """By level, by finding, by state and by text; the way back is one click; a record that is done stays in sight."""
    fresh(browser, made[2])

    def shown() -> list[int]:
        found: list[int] = browser.run(
            "return [...document.querySelectorAll('.card:not([hidden])')].map(c => Number(c.dataset.card))"
        )
        return found

    choose(browser, 0, "sasaran")
    assert len(shown()) == 2
    choose(browser, 0, "")
    choose(browser, 1, "blank_indicator")
    assert shown() == doubted(browser)
    browser.click(f"[data-card='{shown()[0]}'] [data-field='target']")
    choose(browser, 2, "untouched")
    browser.press("a")
    assert len(shown()) == len(doubted(browser))
    choose(browser, 2, "accepted")
    assert len(shown()) == 1
    browser.click("#clear")
    assert len(shown()) == 45
    browser.press("/")
    browser.write("musrenbangdes")
    assert 1 <= len(shown()) <= 2
    browser.press(ESCAPE)
    assert browser.run("return document.activeElement.id") != "search"
    browser.run("document.getElementById('search').value = 'zzz'")
    browser.run("document.getElementById('search').dispatchEvent(new Event('input'))")
    assert shown() == []
    assert browser.run("return document.getElementById('nothing').hidden") is False


def _rows(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # so that a spreadsheet takes it for UTF-8
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_a_correction_goes_from_the_browser_to_the_tables(
    browser: Browser, made: tuple[Path, ...], tmp_path: Path
) -> None:
    """What is typed in the page stands in the file, in the Parquet after the next run, and in the next page."""
    raw, _, page = made
    fresh(browser, page)
    browser.click("[data-card='4'] [data-field='tw4']")
    edit(browser, "3")
    browser.click("[data-card='30'] [data-field='indikator']")
    edit(browser, '=Jumlah laporan; "baru", é')
    browser.click("[data-card='1'] [data-field='target']")
    browser.press("a")
    browser.press("s")
    path = browser.downloaded()
    rows = _rows(path)
    assert [(row["field"], row["text_as_read"], row["text_corrected"], row["kind"]) for row in rows[1:]] == [
        ("tw4", "'2", "'3", "corrected"),
        ("indikator", "", '\'=Jumlah laporan; "baru", é', "corrected"),
    ]
    assert (rows[0]["field"], rows[0]["kind"], rows[0]["who"]) == ("*", "accepted", "Ani")
    assert rows[1]["reason"] == "salah baca"
    assert browser.run("return document.getElementById('export').classList.contains('due')") is False

    out = tmp_path / "out"
    summary = run(raw, out, Settings(), Quiet(), corrections=Corrections.load(path))
    assert summary.corrections is not None
    assert (summary.corrections.applied, summary.corrections.refused) == (3, 0)
    frame = pd.read_parquet(out / "indicators").set_index("urutan")
    assert (frame.tw4[4], frame.tw4_value[4], frame.corrected_fields[4]) == ("3", 3.0, "tw4")
    assert frame.pattern[4] == "inconsistent"
    assert frame.indikator[30] == '=Jumlah laporan; "baru", é'
    assert "blank_indicator" not in str(frame.finding_codes[30])

    build_review(out, raw, tmp_path / "pages", Settings(), Quiet())
    fresh(browser, tmp_path / "pages" / page.name)
    assert states(browser) == {1: "accepted", 4: "corrected", 30: "corrected"}
    assert browser.text("[data-card='4'] [data-field='tw4'] del") == "2"
    browser.click("[data-card='4'] [data-field='tw4']")
    browser.press("u")
    assert states(browser) == {1: "accepted", 30: "corrected"}


def test_a_file_is_taken_in_again(browser: Browser, made: tuple[Path, ...], tmp_path: Path) -> None:
    """A corrections file, also as a spreadsheet saves it, brings the work back; what does not fit is counted."""
    _, _, page = made
    fresh(browser, page)
    browser.click("[data-card='2'] [data-field='target']")
    edit(browser, "-4")
    browser.press("k")
    browser.press("a")
    browser.press("s")
    saved = browser.downloaded().read_text(encoding="utf-8-sig")
    before = states(browser)
    name = page.stem
    more = write_csv(
        [
            {"indicator_id": f"{name}-0003", "field": "target", "text_as_read": "7", "text_corrected": "8"},
            {"indicator_id": f"{'f' * 16}-0003", "field": "target", "text_as_read": "7", "text_corrected": "8"},
        ],
        ";",
    ).split("\r\n", 1)[1]
    path = tmp_path / "from a spreadsheet.csv"
    path.write_bytes((saved + more).encode("utf-16"))
    fresh(browser, page)
    assert states(browser) == {}
    browser.upload("#file", path)
    told = browser.until("return document.querySelector('.toast')?.textContent")
    assert "2 catatan diambil; 1 baris tidak cocok" in told
    assert states(browser) == before
    assert browser.text("[data-card='2'] [data-field='target'] ins") == "-4"
    path.write_text("not,a,corrections,file\n1,2,3,4\n")
    browser.upload("#file", path)
    browser.until("return document.querySelector('.toast')?.textContent.includes('bukan berkas koreksi')")


def test_closing_with_work_that_is_in_no_file_is_warned_of(browser: Browser, made: tuple[Path, ...]) -> None:
    """The browser asks before it closes, until the corrections were saved as a file; our own links do not ask."""
    _, _, page = made
    asks = "const e = new Event('beforeunload', {cancelable: true}); dispatchEvent(e); return e.defaultPrevented"
    fresh(browser, page)
    assert browser.run(asks) is False
    browser.press("a")
    assert browser.run(asks) is True
    browser.open(page.parent / "index.html")
    assert browser.run("return document.getElementById('unsaved').hidden") is False
    assert browser.run(asks) is True
    browser.click("#export")
    (row,) = _rows(browser.downloaded())
    assert row["kind"] == "accepted"
    assert browser.run(asks) is False
    assert browser.run("return document.getElementById('unsaved').hidden") is True
    browser.open(page)
    assert browser.run(asks) is False


def test_a_browser_that_keeps_nothing_says_so(browser: Browser, made: tuple[Path, ...]) -> None:
    """Where the browser refuses to keep the work, the page says so in red and asks before it closes."""
    fresh(browser, made[2])
    browser.run("Storage.prototype.setItem = () => { throw new Error('full') }")
    browser.press("a")
    assert "TIDAK TERSIMPAN" in browser.text("#saved")
    assert browser.run("return document.getElementById('saved').classList.contains('failed')") is True


def test_the_keys_are_shown_and_the_language_changes(browser: Browser, made: tuple[Path, ...]) -> None:
    """`?` shows every key; a click changes the language, and it stays."""
    fresh(browser, made[2])
    browser.press("?")
    shown = browser.run("return [...document.querySelectorAll('dialog[open] kbd')].map(k => k.textContent)")
    assert {"a", "n", "p", "Enter", "F2", "Esc", "Ctrl+Z", "?"} <= set(shown)
    browser.press(ESCAPE)
    browser.click("#language")
    assert browser.text("#seen") == "0 of 45 seen"
    reopen(browser, made[2])
    assert browser.text("#seen") == "0 of 45 seen"
    assert browser.run("return document.documentElement.lang") == "en"
    assert "undefined" not in browser.run("return document.body.innerText")


def test_the_sample_is_reviewed_and_the_rate_is_shown(browser: Browser, tmp_path: Path) -> None:
    """The sample alone is shown, document after document, and index and report give the same rate."""
    raw, out = published(tmp_path, {"2022/a.txt": b"40", "2022/b.txt": b"30"}, read_many)
    build_review(out, raw, tmp_path / "pages", Settings(), Quiet(), sample=12)
    index = tmp_path / "pages" / "index.html"
    fresh(browser, index)
    browser.run("document.querySelector('#sample a').click()")
    seen = 0
    for turn in range(2):
        browser.until("return document.querySelector('.card.current') !== null")
        count = browser.run("return document.querySelectorAll('.card:not([hidden])').length")
        assert browser.run("return document.querySelectorAll('.card:not([hidden]) .sampled').length") == count
        if turn == 0:
            browser.press(TAB)
            edit(browser, "13")
        for _ in range(count):
            browser.press("a")
        seen += count
        if turn == 0:
            browser.click(".toast button")
            browser.until(
                "return location.hash === '#sample' && document.querySelectorAll('.card.accepted').length === 0"
            )
    assert seen == 12
    browser.open(index)
    text = browser.text("#sample")
    assert "12 dari 12 diperiksa, 1 salah baca" in text
    assert "Tingkat kesalahan 8,3% (keyakinan 95%: 0,2% sampai 38,5%)" in text
    browser.click("#export")
    lines = list(report_lines(out, browser.downloaded()))
    assert lines[0] == "records of the random sample: 12, of 2 documents"
    assert lines[1] == "  read wrongly: 1 of 12 records, 8.3% (95% confidence: 0.2% to 38.5%)"


def _unharmed(browser: Browser) -> None:
    assert browser.run("return window.PWNED === undefined") is True
    asked = [address for address in browser.requests() if not address.startswith(("file:", "data:", "blob:"))]
    assert asked == []
    assert browser.complaints() == []


def test_no_script_of_a_document_runs(browser: Browser, tmp_path: Path) -> None:
    """A script in any text, title, office, finding or file name, in a correction or a file of corrections is text."""
    raw, out = published(tmp_path, {f"2022/{HARM.replace('/', '∕')}.txt": b"1"}, read_harm)
    build_review(out, raw, tmp_path / "pages", Settings(), Quiet(), sample=2)
    (page,) = (path for path in (tmp_path / "pages").iterdir() if path.name != "index.html")
    fresh(browser, page)
    assert HARM in browser.text("h1")
    assert HARM.replace("/", "∕") in browser.text("#source")
    assert HARM in browser.text("#about")
    assert HARM in browser.text("[data-card='1'] [data-field='satuan']")
    _unharmed(browser)
    browser.click("[data-card='2'] [data-field='indikator']")
    edit(browser, HARM)
    browser.run(
        "const w = document.getElementById('who'); w.value = arguments[0]; w.dispatchEvent(new Event('change'))", HARM
    )
    browser.press("c")
    assert HARM in browser.text("dialog")
    browser.press(ESCAPE)
    browser.press("s")
    said = tmp_path / "said.csv"
    shutil.copy(browser.downloaded(), said)
    run(raw, out, Settings(), Quiet(), read=read_harm, corrections=Corrections.load(said))
    build_review(out, raw, tmp_path / "pages", Settings(), Quiet())
    fresh(browser, page)
    assert HARM in browser.text("[data-card='2'] [data-field='indikator'] ins")
    browser.press("c")
    assert HARM in browser.text("dialog")
    browser.press(ESCAPE)
    browser.upload("#file", said)
    browser.until("return document.querySelector('.toast')")
    _unharmed(browser)
    browser.open(tmp_path / "pages" / "index.html")
    assert HARM in browser.text("#rows")
    _unharmed(browser)


def test_no_script_of_a_pdf_runs(browser: Browser, tmp_path: Path) -> None:
    """The same through the whole program: a PDF whose cells, title and name are scripts."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    (raw / "2022").mkdir(parents=True)
    harmful_pdf(raw / "2022" / "<img src=x onerror=window.PWNED=1>.pdf")
    run(raw, out, Settings(), Quiet())
    build_review(out, raw, tmp_path / "pages", Settings(), Quiet())
    (page,) = (path for path in (tmp_path / "pages").iterdir() if path.name != "index.html")
    fresh(browser, page)
    assert "<script>window.PWNED=1</script>" in browser.text("#list")
    assert "onerror" in browser.text("#source")
    browser.until("return document.querySelector('.sheet img')?.complete")
    for _ in range(3):
        browser.press("j")
    _unharmed(browser)


class _Counter(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *given: object) -> None:
        pass


def test_a_script_that_got_in_would_not_run(browser: Browser, made: tuple[Path, ...]) -> None:
    """The policy is the second wall: an element that carries a script is refused, and no request leaves."""
    fresh(browser, made[2])
    with ThreadingHTTPServer(("127.0.0.1", 0), _Counter) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        browser.run(
            "const s = document.createElement('script'); s.textContent = 'window.PWNED = 1'; document.body.append(s);"
            "const i = document.createElement('img'); i.setAttribute('onerror', 'window.PWNED = 2');"
            "i.src = arguments[0]; document.body.append(i);"
            "const f = document.createElement('iframe'); f.src = arguments[0]; document.body.append(f);"
            "fetch(arguments[0]).catch(() => (window.refused = true))",
            f"http://127.0.0.1:{server.server_port}/",
        )
        browser.until("return window.refused")
        server.shutdown()
    assert browser.run("return window.PWNED === undefined") is True
    assert _Counter.asked == []
    assert sum("Content Security Policy" in complaint for complaint in browser.complaints()) >= 4


def test_long_documents_stay_quick(browser: Browser, tmp_path: Path) -> None:
    """With 320 records a key answers at once, and pictures are decoded only where the reader is."""
    raw, out = published(tmp_path, {"2022/a.txt": b"320"}, read_many)
    build_review(out, raw, tmp_path / "pages", Settings(), Quiet())
    (page,) = (path for path in (tmp_path / "pages").iterdir() if path.name != "index.html")
    fresh(browser, page)
    assert browser.run("return document.querySelectorAll('.card').length") == 320
    assert browser.run("return document.querySelectorAll('.sheet').length") == 12
    measured: list[dict[str, Any]] = browser.run(
        """
        const found = [];
        for (const key of ['j', 'n', 'a', 'k']) {
          const times = [];
          for (let turn = 0; turn < 12; turn++) {
            const start = performance.now();
            dispatchEvent(new KeyboardEvent('keydown', {key}));
            times.push(performance.now() - start);
          }
          times.sort((a, b) => a - b);
          found.push({key, median: times[6]});
        }
        return found
        """
    )
    assert {each["key"]: each["median"] for each in measured if each["median"] > 150} == {}
