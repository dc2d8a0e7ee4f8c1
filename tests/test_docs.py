"""The documents say what the code does."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from extract import errors
from renaksi.dictionary import dictionary_text
from renaksi.errors import ExitCode
from renaksi.schemas import ERRORS, STATUSES, TABLES
from tests.commands import renaksi

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _listed(name: str) -> set[str]:
    """The codes in the first column of a document's tables; a row may explain several."""
    found: set[str] = set()
    for cell in re.findall(r"^\| (`[^|]+`) \|", _text(name), re.MULTILINE):
        found.update(re.findall(r"`([a-z0-9_]+)`", cell))
    return found


def _used() -> set[str]:
    """The codes that the stages give to findings: what stands first in a call that makes one."""
    found = set()
    for path in [*(ROOT / "extract").rglob("*.py"), *(ROOT / "normalize").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            places = {"Finding": 0, "finding": 0, "_doubt": 1}
            if name in places and len(node.args) > places[name]:
                first = node.args[places[name]]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_dictionary_is_not_stale() -> None:
    """docs/data_dictionary.md is what `make docs` makes of the declarations."""
    assert _text("data_dictionary.md") == dictionary_text()


def test_every_column_is_described() -> None:
    """Each column of each table says in a sentence what it is."""
    for table in TABLES.values():
        assert len(set(table.names)) == len(table.names)
        for column in table.columns:
            assert len(column.description) > 5, f"{table.name}.{column.name}"
            assert column.description.rstrip("`").endswith("."), f"{table.name}.{column.name}"


def test_every_finding_is_explained() -> None:
    """docs/findings.md lists every code that the stages give."""
    used = _used()
    assert len(used) > 20
    assert used - _listed("findings.md") == set()


def test_no_finding_is_explained_that_does_not_exist() -> None:
    """Each code in docs/findings.md stands in the code."""
    source = "".join(path.read_text(encoding="utf-8") for name in ("extract", "normalize", "renaksi") for path in
                     (ROOT / name).rglob("*.py"))  # fmt: skip
    gone = [code for code in _listed("findings.md") if f'"{code}"' not in source]
    assert gone == []


def test_every_error_is_explained() -> None:
    """docs/errors.md lists every reason why a file fails, every status and every exit code."""
    codes = {value.code for value in vars(errors).values() if isinstance(value, type) and hasattr(value, "code")}
    workers = (ROOT / "renaksi" / "workers.py").read_text(encoding="utf-8")
    codes |= {code for code in ("crash", "timeout", "memory", "internal") if f'"{code}"' in workers}
    assert codes == set(ERRORS)
    assert codes | set(STATUSES) <= _listed("errors.md")
    listed = set(map(int, re.findall(r"^\| (\d+) \|", _text("errors.md"), re.MULTILINE)))
    assert listed == set(ExitCode)


def test_options_in_the_documents_exist() -> None:
    """An option that a document or a message names is one that the command line has."""
    command = [sys.executable, "-m", "renaksi"]
    known = ""
    for name in ("run", "extract", "normalize", "show", "inspect", "compare", "check"):
        known += subprocess.run([*command, name, "--help"], capture_output=True, text=True, check=True).stdout
    texts = [path.read_text(encoding="utf-8") for path in [*DOCS.glob("*.md"), ROOT / "README.md"]]
    texts += [
        path.read_text(encoding="utf-8") for name in ("extract", "renaksi") for path in (ROOT / name).rglob("*.py")
    ]
    named = set(
        re.findall(r"(?<![\w-])--(?:limit-[a-z]+|exit-zero|vocabulary|nomenklatur|reader|only|year)", "".join(texts))
    )
    assert named
    assert [option for option in named if option not in known] == []


@pytest.mark.parametrize(
    "path", sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]), ids=lambda p: p.name
)
def test_links_lead_somewhere(path: Path) -> None:
    """Every file that a document links to is there."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_documents_that_the_code_names_are_there() -> None:
    """A message or a comment that sends a person to a document sends them to one that exists."""
    named = set()
    for folder in ("extract", "normalize", "renaksi"):
        for path in (ROOT / folder).rglob("*.py"):
            named |= set(re.findall(r"docs/[a-z_]+\.md", path.read_text(encoding="utf-8")))
    assert len(named) > 3
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_example_of_a_vocabulary_can_be_used(tmp_path: Path) -> None:
    """The words in docs/new_layout.md are a vocabulary that the program takes."""
    from normalize.vocabulary import Vocabulary

    example = re.search(r"```toml\n(.*?)```", _text("new_layout.md"), re.DOTALL)
    assert example is not None
    (tmp_path / "words.toml").write_text(example[1], encoding="utf-8")
    known = Vocabulary.load(tmp_path / "words.toml")
    assert known.tables["role"]["indikator"][0] == "ukuran keberhasilan"


def test_readme_shows_what_is_printed(tmp_path: Path) -> None:
    """The commands on README's first screen print what it shows, and pandas too."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:console|pycon)\n(.*?)\n```", text, re.DOTALL)
    run, show = re.split(r"^\$ make .*\n", blocks[0], flags=re.MULTILINE)[1:]
    out = tmp_path / "parquet"
    printed = renaksi("run", ROOT / "data" / "raw", out).stdout
    assert printed.replace(out.as_posix(), "data/parquet") == run
    printed = renaksi("show", ROOT / "data" / "raw" / "2022" / "pengadegan-2022.pdf").stdout
    assert show.endswith("\n…")
    assert printed.startswith(show.removesuffix("…"))
    lines = blocks[1].splitlines()
    code = [line.removeprefix(">>> ") for line in lines if line.startswith(">>> ")]
    program = "\n".join([*code[:-1], f"print({code[-1]})"]).replace("data/parquet", out.as_posix())
    frame = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert frame.splitlines() == lines[len(code) :]
