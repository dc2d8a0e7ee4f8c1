"""Tesseract as the recogniser: the one door to the program of that name, where a person has installed it.

It is given all lines of a page in one call, each a page of a TIFF, and says of each word where it stands and how sure
it is. Nothing goes through a shell or a file of ours.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import cv2
from PIL import Image as Pillow

from extract.errors import RenaksiError
from extract.scan.recognizer import FIGURES, Image, Reading

__all__ = ["Tesseract", "find_tesseract"]

_LANGUAGE = "ind"
_HEIGHT, _MARGIN = 48, 12
"""Pixels that a line is enlarged or reduced to, and of paper around it: Tesseract reads no letter at the very edge."""
_LEAST_WIDTH = 8
_ONE_LINE = "7"
"""Tesseract's name for a picture of a single line."""
_WORD_ROW = "5"
_SECONDS = 300.0


class Tesseract:
    """Reads single lines by the program; the same interface as the network (`extract.scan.network`).

    Raises:
        RenaksiError: the program, or its Indonesian, is not installed.
    """

    def __init__(self, threads: int = 2) -> None:
        self._program = find_tesseract()
        self._environment = os.environ | {"OMP_THREAD_LIMIT": str(threads)}

    def read(self, crops: Sequence[Image], *, figures: bool = False, stretch: float = 1.0) -> list[Reading]:
        """The text of each crop (one line each); with `figures` only digits and the signs beside them are allowed,
        with `stretch` the crops are read so much wider.

        Raises:
            RenaksiError: the program failed, or took too long.
        """
        if not crops:
            return []
        scaled = [_scaled(crop, stretch) for crop in crops]
        widths = [picture.width - 2 * _MARGIN for picture in scaled]
        command = [str(self._program), "stdin", "stdout", "-l", _LANGUAGE, "--psm", _ONE_LINE]
        if figures:
            command += ["-c", f"tessedit_char_whitelist={FIGURES}"]
        try:
            done = subprocess.run(
                [*command, "tsv"],
                input=_tiff(scaled),
                capture_output=True,
                env=self._environment,
                timeout=_SECONDS,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise RenaksiError(
                f"tesseract did not read the page ({type(error).__name__}); try again without it"
            ) from None
        return _readings(done.stdout.decode("utf-8", "replace"), widths)


def find_tesseract() -> Path:
    """The program, on the PATH or where its Windows installer puts it.

    Raises:
        RenaksiError: it is not there, or cannot read Indonesian.
    """
    usual = Path(os.environ.get("PROGRAMFILES", r"C:\Program Files")) / "Tesseract-OCR" / "tesseract.exe"
    found = shutil.which("tesseract") or (str(usual) if usual.is_file() else None)
    if found is None:
        raise RenaksiError("tesseract is not installed; install it with its Indonesian, or leave --ocr-engine out")
    try:
        told = subprocess.run([found, "--list-langs"], capture_output=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        raise RenaksiError(f"{found}: does not run; install tesseract anew, or leave --ocr-engine out") from None
    if _LANGUAGE not in told.decode("utf-8", "replace").split():
        raise RenaksiError(f"tesseract has no Indonesian; install its `{_LANGUAGE}`, or leave --ocr-engine out")
    return Path(found)


def _scaled(crop: Image, stretch: float) -> Pillow.Image:
    width = max(_LEAST_WIDTH, round(crop.shape[1] * stretch * _HEIGHT / crop.shape[0]))
    how = cv2.INTER_AREA if crop.shape[0] > _HEIGHT else cv2.INTER_CUBIC
    line = cv2.resize(crop, (width, _HEIGHT), interpolation=how)
    framed = cv2.copyMakeBorder(line, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=(255,))
    return Pillow.fromarray(framed)


def _tiff(pictures: Sequence[Pillow.Image]) -> bytes:
    buffer = io.BytesIO()
    pictures[0].save(buffer, "TIFF", save_all=True, append_images=pictures[1:])
    return buffer.getvalue()


def _readings(table: str, widths: Sequence[int]) -> list[Reading]:
    """The words of each line as one text. Tesseract is sure of words, not of characters: each character has its
    word's confidence, and its even share of the word's width."""
    words: list[list[tuple[str, float, float, float]]] = [[] for _ in widths]
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == _WORD_ROW and row["text"].strip():
            line = int(row["page_num"]) - 1
            left = (int(row["left"]) - _MARGIN) / widths[line]
            sure = max(0.0, min(1.0, float(row["conf"]) / 100))
            words[line].append((row["text"], sure, left, int(row["width"]) / widths[line]))
    return [_reading(line) for line in words]


def _reading(words: Sequence[tuple[str, float, float, float]]) -> Reading:
    text: list[str] = []
    confidence: list[float] = []
    place: list[float] = []
    for word, sure, left, width in words:
        if text:
            text.append(" ")
            confidence.append(sure)
            place.append((place[-1] + left) / 2)
        for number, character in enumerate(word):
            text.append(character)
            confidence.append(sure)
            place.append(min(1.0, max(0.0, left + (number + 0.5) / len(word) * width)))
    return Reading("".join(text), tuple(confidence), tuple(place))
