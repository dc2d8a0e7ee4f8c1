"""Scans: what a page costs, and how much memory a short and a long scan take.

The scans are made of the test documents: drawn as a scanner at 200 dots an inch would see them, with its noise.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from bench.measure import ROOT, measure
from bench.tasks import SCAN_TASKS
from extract.errors import RenaksiError

__all__ = ["scan_table", "write_scan"]

_DOTS = 200
_NOISE = 6.0
_SHORT, _LONG = 5, 100
_SOURCES = ("pengadegan-2022.pdf", "cascade-stacked-calc.pdf", "long-kode-chrome.pdf", "flat-pk-writer.pdf")


def scan_table() -> str:
    """The table in Markdown: a row an engine that is installed and a length."""
    lines = [
        "| scans | pages | clock, s a page | processor, s a page | peak memory, MB |",
        "|---|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory(prefix="renaksi-bench-") as name:
        for path, pages in _documents(Path(name)):
            for task in _installed():
                measured = measure(task, [path])
                lines.append(
                    f"| {task} | {pages} | {measured.seconds / pages:.2f} | {measured.cpu / pages:.2f} "
                    f"| {measured.peak / 1e6:.0f} |"
                )
    return "\n".join(lines)


def _installed() -> list[str]:
    from extract.scan.tesseract import find_tesseract

    try:
        find_tesseract()
    except RenaksiError:
        return [task for task in SCAN_TASKS if not task.endswith("tesseract")]
    return list(SCAN_TASKS)


def _documents(folder: Path) -> Iterator[tuple[Path, int]]:
    fixtures = ROOT / "tests" / "fixtures"
    for pages in (_SHORT, _LONG):
        path = folder / f"{pages}.pdf"
        write_scan([fixtures / source for source in _SOURCES], path, pages)
        yield path, pages


def write_scan(sources: list[Path], target: Path, pages: int) -> None:
    """Writes a scan of so many pages: pictures of the sources' first pages in turn, each with noise of its own."""
    drawn = []
    for source in sources:
        document = pdfium.PdfDocument(source)
        drawn.append(np.asarray(document[0].render(scale=_DOTS / 72, grayscale=True).to_pil(), np.float32))
        document.close()
    chance = np.random.default_rng(pages)
    pictures = (
        Image.fromarray(np.clip(page + chance.normal(0, _NOISE, page.shape), 0, 255).astype(np.uint8))
        for page in (drawn[number % len(drawn)] for number in range(pages))
    )
    first = next(pictures)
    first.save(target, "PDF", save_all=True, append_images=pictures, resolution=_DOTS)
