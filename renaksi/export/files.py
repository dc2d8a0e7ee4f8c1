"""Writing exports: a file or a folder appears whole under its name, or not at all."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from renaksi.errors import OutputError

__all__ = ["PACKAGE", "new_file", "new_folder", "safe_text", "write_csv", "write_json"]

PACKAGE = "datapackage.json"
"""What every folder of ours holds."""
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for a formula when a text begins with it."""


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Gives a draft to write; it takes its name when all went well.

    Raises:
        OutputError: it cannot be written there.
    """
    draft = path.with_name(f".{path.name}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        yield draft
        os.replace(draft, path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error}); close it, or name another") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Gives a draft folder to fill; it takes the name, in the place of an earlier export, when all went well.

    Raises:
        OutputError: the folder holds something that this export does not write anew, or cannot be written.
    """
    if path.exists() and not (path.is_dir() and ((path / PACKAGE).is_file() or not any(path.iterdir()))):
        raise OutputError(_foreign(path))
    draft, old = (path.with_name(f".{path.name}.{what}") for what in ("draft", "old"))
    try:
        if old.exists() and not path.exists():  # an export was killed between its two steps
            os.replace(old, path)
        for left in (draft, old):
            shutil.rmtree(left, ignore_errors=True)
        draft.mkdir(parents=True)
        yield draft
        _take_place(draft, path, old)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}); make room, or name another"
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if path.exists():
            shutil.rmtree(old, ignore_errors=True)


def _take_place(draft: Path, path: Path, old: Path) -> None:
    """Gives the draft its name. A data package says nothing of who made it: what the draft has no file for is not
    ours to remove, and where a step fails the earlier export stands again."""
    if not path.exists():
        os.replace(draft, path)
        return
    made = {entry.name for entry in draft.iterdir()}
    if any(entry.name not in made for entry in path.iterdir()):
        raise OutputError(_foreign(path))
    os.replace(path, old)
    try:
        os.replace(draft, path)
    except OSError:
        os.replace(old, path)
        raise


def _foreign(path: Path) -> str:
    return f"{path}: holds other things, which would be lost; name another folder"


def safe_text(value: Any) -> Any:
    """A value as it may stand in a CSV file: a text that a spreadsheet would run has an apostrophe before it.

    >>> safe_text("=1+1"), safe_text("Persen"), safe_text(-5.0)
    ("'=1+1", 'Persen', -5.0)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value


def write_csv(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Writes UTF-8 CSV as programs take it (commas, decimal points, empty where there is nothing); gives the rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([_plain(safe_text(value)) for value in row])
            count += 1
    return count


def _plain(value: Any) -> Any:
    """A figure without the `.0` of whole ones, which a reader of integers refuses."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def write_json(path: Path, content: Any) -> None:
    """Writes JSON for people to read as well."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
