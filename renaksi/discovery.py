"""Which files below RAW are to be read: their paths, the names they go by, and the years of their folders."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from extract.documents import year_of
from renaksi.errors import UsageError

__all__ = ["SUFFIXES", "Discovery", "RawFile", "discover", "is_same"]

SUFFIXES = (".pdf", ".txt")


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file to read: `source` is its path below RAW with `/`, `year` that of its folder."""

    path: Path
    source: str
    year: int | None


@dataclass(slots=True)
class Discovery:
    """What RAW holds: files to read in order, how many were passed over, and what could not be looked into."""

    files: list[RawFile] = field(default_factory=list)
    passed_over: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


def discover(raw: Path, out: Path | None = None) -> Discovery:
    """The files below `raw` that are to be read, sorted by path; `raw` can be one file.

    Everything below `out`, and hidden files (`.DS_Store`, `._x.pdf` of a Mac), are left alone. Folders that are links
    are not followed.

    Raises:
        UsageError: `raw` is not there, or there is nothing to read in it.
    """
    found = Discovery()
    if not os.path.lexists(raw):
        raise UsageError(f"{raw}: there is no such file or folder; check the name")
    if not raw.is_dir():
        folder = Path(os.path.abspath(raw)).parent.name
        found.files.append(RawFile(raw, _clean(raw.name), year_of([folder])))
        return found

    def complain(error: OSError) -> None:
        name = _clean(Path(error.filename).relative_to(raw).as_posix()) if error.filename else str(raw)
        found.problems.append((name, f"the folder cannot be looked into ({error.strerror}); give yourself the right"))

    for base, folders, names in os.walk(raw, onerror=complain):
        here = Path(base)
        folders[:] = [name for name in folders if not name.startswith(".") and not is_same(here / name, out)]
        for name in [name for name in folders if (here / name).is_symlink()]:
            source = _clean((here / name).relative_to(raw).as_posix())
            found.problems.append((source, "it is a link to a folder and is not followed; copy the folder itself"))
            folders.remove(name)
        for name in names:
            if name.startswith(".") or not name.lower().endswith(SUFFIXES):
                found.passed_over += 1
                continue
            relative = (here / name).relative_to(raw)
            year = year_of([raw.resolve().name, *relative.parts[:-1]])
            found.files.append(RawFile(here / name, _clean(relative.as_posix()), year))
    found.files.sort(key=lambda file: file.source)
    found.problems.sort()
    if not found.files:
        blame = "; ".join(f"{name}: {message}" for name, message in found.problems)
        raise UsageError(f"{raw}: holds no .pdf and no .txt file" + (f" ({blame})" if blame else ""))
    return found


def is_same(path: Path, other: Path | None) -> bool:
    """Whether both paths lead to one file."""
    if other is None:
        return False
    with contextlib.suppress(OSError):
        return path.samefile(other)
    return False


def _clean(name: str) -> str:
    """A file's name as text; bytes that are no UTF-8 are written in hexadecimal."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
