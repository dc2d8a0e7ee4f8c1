"""The list of findings in docs/findings.md against the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from extract import errors
from normalize.findings import SEVERITY
from normalize.patterns import PATTERNS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
ROWS = {
    code: cells
    for line in PAGE.splitlines()
    if line.startswith("| `")
    for cells in [[cell.strip() for cell in line.strip("|").split(" | ")]]
    for code in re.findall(r"`(\w+)`", cells[0])
}
STAGES = ("extract", "normalize", "renaksi")
RAISERS = ("Finding", "finding", "_finding", "_doubt")


def _raised() -> Iterator[str]:
    """The codes that stand as such in the program's calls."""
    for path in sorted(path for stage in STAGES for path in (ROOT / stage).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in RAISERS:
                named = [word.value for word in node.keywords if word.arg == "code"]
                given = [each.value for each in (*named, *node.args[:2]) if isinstance(each, ast.Constant)]
                yield from (str(code) for code in given[:1] if code not in SEVERITY.values())


def test_every_code_that_is_raised_is_explained() -> None:
    """Each code in the program, and each code of an error, has its row in docs/findings.md."""
    raised = set(_raised())
    assert len(raised) > 20
    codes = {error.code for error in vars(errors).values() if hasattr(error, "code")}
    assert sorted((raised | codes | SEVERITY.keys()) - ROWS.keys()) == []


def test_the_usual_severity_is_the_one_in_the_list() -> None:
    """The severity that the page names first is the one that a finding has."""
    assert {code: ROWS[code][1].split(",")[0] for code in SEVERITY} == SEVERITY


def test_every_pattern_is_explained_in_the_same_words() -> None:
    """The page gives each pattern with the meaning that stands in the program."""
    assert {name: ROWS[name][1] for name in PATTERNS} == PATTERNS
