"""A new set of tables takes the place of the old one so that a reader sees one whole set or the other.

The new set is built beside OUT, in a work folder, and brought to the disk. Where the system can exchange two folders
in one step (Linux, macOS), OUT and the new set change places. Elsewhere, and where OUT holds more than our tables,
the tables change places one after the other; a mark in the new set says that it is complete, so that a run killed in
between is carried on by the next command. What fails half-way while the program lives is turned back.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

from renaksi.errors import OutputError
from renaksi.schemas import TABLES

__all__ = ["Workspace", "holds_tables", "is_running", "unbroken"]

_MARK = ".complete"
_IGNORED = {".DS_Store", "Thumbs.db", "desktop.ini"}


def holds_tables(folder: Path) -> bool:
    """Whether the folder is the output of a run."""
    return (folder / "documents").is_dir() and (folder / "cells").is_dir()


class Workspace:
    """The place beside OUT where its next set of tables is made; one run at a time holds it.

    Use it as a context manager: entering creates and locks it, and finishes what a killed run has left.
    `shelf` keeps what was read of each file between runs; it can be deleted at any time.
    """

    def __init__(self, out: Path) -> None:
        self.out = Path(os.path.abspath(out))
        if self.out.is_symlink():
            self.out = self.out.resolve()
        self.folder = _work_folder(self.out)
        self.shelf = self.folder / "shelf"
        self.log = self.folder / "log"
        self._list = self.folder / "published.json"
        self._next_list = self.folder / "publishing.json"
        self._next = self.folder / "next"
        self._ready = self.folder / "ready"
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Workspace:
        _refuse_foreign(self.out)
        try:
            self.shelf.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / "lock").open("ab")
            _try_out(self.out if self.out.exists() else self.out.parent)
        except OSError as error:
            raise OutputError(_cannot_write(self.out, error)) from None
        try:
            _lock(self._lock)
        except OSError:
            self._lock.close()
            raise OutputError(f"{self.out}: another run is writing there; wait until it ends") from None
        try:
            self._recover()
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.close()

    def stage(self) -> Path:
        """An empty folder to build the new set in."""
        shutil.rmtree(self._next, ignore_errors=True)
        self._next.mkdir()
        return self._next

    def publish(self, made_from: Mapping[str, str]) -> None:
        """Puts the set in `stage()` into the place of the old one.

        Args:
            made_from: what it stands on, for `made_from()`.

        Raises:
            OutputError: it could not be done; the old set stands, the new one waits for the next run.
        """
        try:
            (self._next / _MARK).touch()
            _sync_tree(self._next)
            self._note(made_from)
            shutil.rmtree(self._ready, ignore_errors=True)
            os.rename(self._next, self._ready)
            _sync(self.folder)
            self._switch()
        except OSError as error:
            raise OutputError(_cannot_write(self.out, error)) from None

    def made_from(self) -> dict[str, str] | None:
        """What the set that stands in OUT was made from; None where that is not known."""
        try:
            listed: dict[str, dict[str, str]] = json.loads(self._list.read_text(encoding="utf-8"))
            return listed["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _note(self, made_from: Mapping[str, str]) -> None:
        """Lays the list of the coming set beside that of the present one, with a mark of the set that it is of."""
        draft = self._next_list.with_suffix(".draft")
        words = {"set": _mark_of(self._next), "files": made_from}
        draft.write_text(json.dumps(words, indent=0, sort_keys=True), encoding="utf-8")
        os.replace(draft, self._next_list)

    def _settle_list(self) -> None:
        """Takes the list that lies ready if it is that of the set in OUT."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            if json.loads(self._next_list.read_text(encoding="utf-8"))["set"] == _mark_of(self.out):
                os.replace(self._next_list, self._list)

    def _recover(self) -> None:
        """Ends what a killed run began: a complete set is put in place, an incomplete or old one is dropped."""
        shutil.rmtree(self._next, ignore_errors=True)
        if (self._ready / _MARK).exists():
            try:
                self._switch()
            except OSError as error:
                raise OutputError(_cannot_write(self.out, error)) from None
        self._clear()

    def _switch(self) -> None:
        if not self.out.exists():
            os.rename(self._ready, self.out)
        elif not (_only_tables(self.out) and not _stands_in(self.out) and _exchange(self._ready, self.out)):
            self._switch_one_by_one()
        _sync(self.out.parent)
        self._clear()

    def _switch_one_by_one(self) -> None:
        old = self.folder / "old"
        old.mkdir(exist_ok=True)
        done: list[tuple[Path, Path]] = []
        try:
            for table in sorted(path.name for path in self._ready.iterdir() if path.name != _MARK):
                if (self.out / table).exists():
                    shutil.rmtree(old / table, ignore_errors=True)
                    _move(self.out / table, old / table, done)
                _move(self._ready / table, self.out / table, done)
        except BaseException:
            for source, target in reversed(done):
                with contextlib.suppress(OSError):
                    os.rename(target, source)
            raise
        _sync(self.out)
        (self._ready / _MARK).unlink()

    def _clear(self) -> None:
        """After a switch the work folder holds the old set, and the new one still its mark."""
        self._settle_list()
        with contextlib.suppress(FileNotFoundError):
            (self.out / _MARK).unlink()
        shutil.rmtree(self._ready, ignore_errors=True)
        shutil.rmtree(self.folder / "old", ignore_errors=True)


def _mark_of(folder: Path) -> list[list[object]]:
    """What tells a set from others, wherever it is moved: its files of documents with size and time."""
    files = sorted(folder.glob("documents/*/*.parquet"))
    stats = [file.stat() for file in files]
    return [
        [file.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns]
        for file, stat in zip(files, stats, strict=True)
    ]


@contextlib.contextmanager
def unbroken() -> Iterator[None]:
    """Ctrl-C has no effect in here: what is done is short, and half of it would be told wrongly."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def is_running(folder: Path) -> bool:
    """Whether a run holds the work folder."""
    try:
        with (folder / "lock").open("ab") as file:
            _lock(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _move(source: Path, target: Path, done: list[tuple[Path, Path]]) -> None:
    os.rename(source, target)
    done.append((source, target))


def _work_folder(out: Path) -> Path:
    """Beside OUT where that is the same disk and ours to write, else inside it."""
    parent = out.parent
    beside = parent / f".{out.name}.renaksi"
    if beside.is_dir() or not out.exists():
        return beside
    if os.path.ismount(out) or not os.access(parent, os.W_OK):
        return out / ".renaksi"
    return beside


def _refuse_foreign(out: Path) -> None:
    """A folder that is named like a table but holds other things is somebody's own: it is not replaced."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: is a file; name a folder for the tables")
    for name in TABLES:
        folder = out / name
        if not folder.exists() and not folder.is_symlink():
            continue
        strange = folder if folder.is_symlink() or not folder.is_dir() else _first_foreign(folder)
        if strange is not None:
            raise OutputError(f"{strange}: is no table of this program and would be lost; name another folder")


def _first_foreign(folder: Path) -> Path | None:
    for base, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if not name.endswith(".parquet") and name not in _IGNORED:
                return Path(base) / name
    return None


def _try_out(folder: Path) -> None:
    """Finds out before the reading, not after it, whether the folder can be written."""
    probe = folder / f".renaksi-{os.getpid()}"
    probe.mkdir()
    probe.rmdir()


def _only_tables(out: Path) -> bool:
    return all(entry in TABLES or entry in _IGNORED or entry == _MARK for entry in os.listdir(out))


def _stands_in(out: Path) -> bool:
    """Whether the program's own folder is OUT or below: it would be pulled from under the shell that started it."""
    try:
        return Path.cwd().is_relative_to(out)
    except OSError:
        return True


def _exchange(first: Path, second: Path) -> bool:
    """Exchanges two folders in one step; False where the system or the disk cannot."""
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(first), os.fsencode(second)
    if hasattr(library, "renameat2"):
        here = -100  # AT_FDCWD
        result = library.renameat2(here, names[0], here, names[1], 2)  # RENAME_EXCHANGE
    elif hasattr(library, "renamex_np"):
        result = library.renamex_np(names[0], names[1], 2)  # RENAME_SWAP
    else:
        return False
    return bool(result == 0)


def _sync_tree(folder: Path) -> None:
    for base, _, files in os.walk(folder):
        for name in files:
            with open(os.path.join(base, name), "r+b") as file:
                os.fsync(file.fileno())
        _sync(Path(base))


def _sync(folder: Path) -> None:
    """Brings a folder's entries to the disk; Windows knows no such call."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lock(file: IO[bytes]) -> None:
    """Holds the file for this process; the system lets go of it when the process ends, however it ends."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _cannot_write(out: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"{out}: the disk is full; make room and run again"
    where = f" ({error.filename})" if error.filename and str(error.filename) != str(out) else ""
    return f"{out}: cannot be written{where}: {error.strerror or error}; close what has it open, or name another folder"
