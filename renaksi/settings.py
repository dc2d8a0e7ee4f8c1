"""What a run was asked to do, as far as it bears on what is read of a file."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from extract.documents import MAX_BYTES
from extract.errors import RenaksiError
from extract.limits import Limits
from renaksi import __version__
from renaksi.errors import UsageError

__all__ = ["Settings"]

_MEANS = ("seconds", "seconds_per_page", "megabytes")
_TEXT_LIMIT = 50_000_000
"""A vocabulary or a reference list larger than this (bytes) is a mistake."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run; small enough to send to each worker.

    A file may take `seconds`, and `seconds_per_page` more for each of its pages; its process may hold `megabytes`.
    `limits` are those on what it holds.
    """

    reader: str = "pdfium"
    ocr: str = "auto"
    vocabulary: Path | None = None
    nomenclature: Path | None = None
    cells_only: bool = False
    max_bytes: int = MAX_BYTES
    limits: Limits = field(default_factory=Limits)
    seconds: float = 60.0
    seconds_per_page: float = 10.0
    megabytes: int = 2_000
    ocr_engine: str = "rapidocr"

    def check(self) -> None:
        """Refuses settings that no file could be read with.

        Raises:
            UsageError: a file, or a program, that is named is not there.
        """
        if self.ocr_engine == "tesseract":
            from extract.scan.tesseract import find_tesseract

            try:
                find_tesseract()
            except RenaksiError as error:
                raise UsageError(str(error)) from None
        for what, path in (("vocabulary", self.vocabulary), ("nomenclature", self.nomenclature)):
            if path is not None:
                _digest_file(what, path)

    def key(self, sha256: str, *names: str) -> str:
        """Names what is read of a file: the same key, the same rows.

        What a file was given of time and memory is no part of it: what was read within these is the same with more.

        Args:
            sha256: of the file's content.
            names: what else of the file goes into its rows.
        """
        return self._digest(dict.fromkeys(_MEANS), sha256, names)

    def key_of_failure(self, sha256: str, *names: str) -> str:
        """Names a failure that time or memory had a part in: with more of them it is to be tried again."""
        return self._digest({}, sha256, ("failure", *names))

    def _digest(self, without: dict[str, None], sha256: str, names: tuple[str, ...]) -> str:
        digest = hashlib.sha256()
        files = {
            "vocabulary": self.vocabulary and _digest_file("vocabulary", self.vocabulary),
            "nomenclature": self.nomenclature and _digest_file("nomenclature", self.nomenclature),
        }
        parts = asdict(self) | without | files
        for part in (_program(), repr(sorted(parts.items(), key=lambda item: item[0])), sha256, *names):
            digest.update(part.encode("utf-8", "backslashreplace") + b"\0")
        return digest.hexdigest()[:40]


@cache
def _digest_file(what: str, path: Path) -> str:
    try:
        if path.stat().st_size > _TEXT_LIMIT:
            raise UsageError(f"{path}: is too large for a {what} file; is it the right one?")
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(f"{path}: the {what} file cannot be read ({error.strerror}); check the name") from None


@cache
def _program() -> str:
    """The version, and a digest of the code and word lists themselves: an edit makes all files be read again."""
    digest = hashlib.sha256(__version__.encode())
    for package in ("extract", "normalize", "renaksi"):
        for name, content in sorted(_sources(resources.files(package), package)):
            digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def _sources(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            found += _sources(entry, name)
        elif entry.name.endswith((".py", ".toml")):
            found.append((name, entry.read_bytes()))
    return found
