"""Arrows go down only: renaksi → normalize → extract.cells."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("extract", "normalize", "renaksi")
PDF = {"pypdfium2", "pdfplumber", "pdfminer", "camelot", "pikepdf", "playa", "fitz", "PIL", "cv2"}
MODULES = sorted(path for package in OURS for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it; `from a import b` counts as `a.b` where that is a module."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: -node.level]) + "." if node.level else ""
            module = (base + (node.module or "")).rstrip(".")
            for alias in node.names:
                inner = ROOT.joinpath(*module.split("."), f"{alias.name}.py")
                folder = ROOT.joinpath(*module.split("."), alias.name, "__init__.py")
                yield f"{module}.{alias.name}" if inner.exists() or folder.exists() else module


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_arrows_go_down_only(path: Path) -> None:
    """extract knows neither of the others; normalize knows of extract only the cells and the errors, and no PDF."""
    package = path.relative_to(ROOT).parts[0]
    for module in imports(path):
        top = module.split(".")[0]
        if package == "extract":
            assert top not in ("normalize", "renaksi"), module
        if package == "normalize":
            assert top not in PDF | {"renaksi"}, module
            assert top != "extract" or module in ("extract.cells", "extract.errors"), module


def test_cells_and_errors_are_leaves() -> None:
    """What both stages share imports nothing of ours."""
    for name in ("cells", "errors"):
        assert not [module for module in imports(ROOT / "extract" / f"{name}.py") if module.split(".")[0] in OURS]


@pytest.mark.parametrize("library", ["typer", "rich"])
def test_the_command_line_stays_at_the_top(library: str) -> None:
    """The stages neither print nor parse arguments."""
    users = [_name(path) for path in MODULES if any(module.split(".")[0] == library for module in imports(path))]
    assert users
    assert all(name.startswith("renaksi/") for name in users)


def test_nothing_is_unpickled_and_no_limit_on_pictures_lifted() -> None:
    """No file's content can become code, and no picture can be of any size."""
    for path in MODULES:
        assert not {"pickle", "shelve", "marshal"} & {module.split(".")[0] for module in imports(path)}, path
        assert "MAX_IMAGE_PIXELS = None" not in path.read_text(encoding="utf-8"), path


def test_every_package_is_listed() -> None:
    """What is built holds every package, and every file that a package reads."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    found = [path.parent.relative_to(ROOT) for name in OURS for path in (ROOT / name).rglob("__init__.py")]
    assert sorted(settings["packages"]) == sorted(".".join(path.parts) for path in found)
    for package in settings["packages"]:
        folder = ROOT.joinpath(*package.split("."))
        patterns = settings["package-data"].get(package, [])
        for path in folder.rglob("*"):
            inner = any(part.joinpath("__init__.py").exists() for part in path.parents if folder in part.parents)
            if path.is_file() and path.suffix not in (".py", ".pyc") and not inner:
                assert any(fnmatch(path.relative_to(folder).as_posix(), pattern) for pattern in patterns), path
