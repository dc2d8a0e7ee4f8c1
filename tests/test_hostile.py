"""What a hostile file may try beside eating time and memory: code, other files, the network, the terminal."""

from __future__ import annotations

import gzip
import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT, environment, renaksi
from tests.drawnpdf import draw

SAMPLE = ROOT / "tests" / "fixtures" / "sideways-writer.pdf"


class _Run:
    """An object whose unpickling leaves a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str, int]]:
        return os.open, (str(self.mark), os.O_CREAT | os.O_WRONLY)


def _naming(path: str) -> bytes:
    """A PDF whose font names a file as its encoding; written by hand, since a library would not write it."""
    name = "".join(f"#{ord(letter):02x}" if not letter.isalnum() else letter for letter in path)
    content = "BT /F1 10 Tf 20 20 Td <00410042> Tj ET"
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        f"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/{name}/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 0>>"
        "/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4>>>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj {body} endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 7\n0000000000 65535 f \n{table}trailer<</Size 7/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + tail.encode()


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber", "camelot", "check"])
def test_no_reader_unpickles_what_a_font_names(tmp_path: Path, reader: str) -> None:
    """A font whose encoding is the path of a pickle runs nothing, with any library that reads PDFs here."""
    mark, evil = tmp_path / "ran", tmp_path / "evil"
    for suffix in (".pickle.gz", ".pickle"):
        data = pickle.dumps(_Run(mark))
        evil.with_name(f"evil{suffix}").write_bytes(gzip.compress(data) if suffix.endswith("gz") else data)
    file = tmp_path / "a.pdf"
    ways = {
        "pdfium": "from extract.documents import *; list(cells(read_document(path, 'a.pdf')))",
        "pdfplumber": "from extract.documents import *; list(cells(read_document(path, 'a.pdf'), 'pdfplumber'))",
        "camelot": "import camelot; camelot.read_pdf(str(path), flavor='stream')",
        "check": "from extract.damage import check_pdf; check_pdf(path.read_bytes())",
    }
    code = (
        "import sys; from pathlib import Path\npath = Path(sys.argv[1])\n"
        f"try: {ways[reader]}\nexcept Exception as error: print(type(error).__name__)\n"
    )
    for named in (str(evil), "../" * 20 + str(evil)[1:], "evil"):
        file.write_bytes(_naming(named))
        done = subprocess.run(
            [sys.executable, "-c", code, str(file)],
            env=environment(CMAP_PATH="" if named == "evil" else str(tmp_path)),
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        assert not mark.exists(), f"{reader} unpickled {named}"
    with gzip.open(tmp_path / "evil.pickle.gz") as packed:
        os.close(pickle.load(packed))
    assert mark.exists(), "the trap itself works"


def test_names_do_not_steer_the_terminal_and_name_no_file(tmp_path: Path) -> None:
    """Names with escapes, turned direction and paths are written out; nothing is made under them."""
    raw = tmp_path / "raw" / "2022"
    raw.mkdir(parents=True)
    names = ["\x1b[2Jred.pdf", "\u202efdp.exe.pdf", "two\nlines.pdf", "-rf.pdf", "'; DROP TABLE x; --.pdf", "*?.pdf"]
    try:
        for name in names:
            (raw / name).write_bytes(b"no pdf")
        (raw / ("x" * 251 + ".pdf")).write_bytes(draw(""))
    except OSError:
        pytest.skip("this system has no such names")
    done = renaksi("run", raw.parent, tmp_path / "out")
    assert done.returncode == 1
    told = done.stdout + done.stderr
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", told)
    assert "\\x1b[2Jred.pdf" in told
    assert len([line for line in told.splitlines() if "cannot read" in line]) == len(names)
    assert renaksi("check", tmp_path / "out").returncode == 0
    made = [path.name for folder in ("out", ".out.renaksi") for path in (tmp_path / folder).rglob("*")]
    assert all(re.fullmatch(r"[\w.\-]+", name) for name in made)


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_a_run_opens_no_connection_and_runs_no_other_program(tmp_path: Path) -> None:
    """The whole run, workers among it, connects to nothing and starts nothing but its own interpreter."""
    raw = tmp_path / "raw" / "2022"
    raw.mkdir(parents=True)
    shutil.copy(SAMPLE, raw)
    (raw / "naming.pdf").write_bytes(_naming("/etc/passwd"))
    log = tmp_path / "log"
    trace = ["strace", "-f", "-qq", "-e", "trace=connect,execve,sendto", "-o", str(log)]
    command = [*trace, sys.executable, "-m", "renaksi", "run", str(raw.parent), str(tmp_path / "out"), "-j", "1"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False, timeout=300)
    if "ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert "tables: " in done.stdout
    lines = [line for line in log.read_text().splitlines() if "= -1 ENOENT" not in line]
    assert [line for line in lines if re.search(r"\b(connect|sendto)\(", line)] == []
    programs = {found[1] for line in lines if (found := re.search(r'execve\("([^"]+)"', line))}
    assert programs
    assert {os.path.realpath(program) for program in programs} == {os.path.realpath(sys.executable)}
