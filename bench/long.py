"""Long documents: what a page costs at 10 and at 2,000 pages, and how much memory the whole run takes.

The pages of a table are those of a test document, repeated, so that its one table runs on to the end: the worst that
a document of this length can be. The pages of text are drawn by code.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import ROOT, measure
from bench.tasks import TASKS

__all__ = ["long_table", "repeat_pages", "write_prose"]

_LONGEST = 2_000
_ENOUGH = 200
"""Pages that are measured at least; a short document is read several times."""
_WORDS = ("capaian", "daerah", "dan", "dinas", "indikator", "kegiatan", "kinerja", "pada", "tahun", "yang")


def long_table(task: str = next(iter(TASKS))) -> str:
    """The table in Markdown: a row a document."""
    lines = [
        "| document | pages | processor, s a page | peak memory, MB |",
        "|---|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory(prefix="renaksi-bench-") as name:
        for what, path, pages in _documents(Path(name)):
            measured = measure(task, [path] * max(1, _ENOUGH // pages))
            cost = measured.cpu / max(1, measured.pages)
            lines.append(f"| {what} | {pages:,} | {cost:.4f} | {measured.peak / 1e6:.0f} |")
    return "\n".join(lines)


def _documents(folder: Path) -> Iterator[tuple[str, Path, int]]:
    fixtures = ROOT / "tests" / "fixtures"
    for what, source in (("tables", "long-label-writer.pdf"), ("dense tables", "pengadegan-2022.pdf")):
        for pages in (10, _LONGEST):
            path = folder / f"{pages}-{source}"
            repeat_pages(fixtures / source, path, pages)
            yield what, path, pages
    for pages in (10, 150, _LONGEST):
        path = folder / f"{pages}-text.pdf"
        write_prose(path, pages)
        yield "text alone", path, pages


def repeat_pages(source: Path, target: Path, pages: int) -> None:
    """Writes a document of so many pages: those of `source` over and over."""
    import pikepdf

    with pikepdf.open(source) as old, pikepdf.new() as new:
        while len(new.pages) < pages:
            new.pages.append(old.pages[len(new.pages) % len(old.pages)])
        new.save(target)


def write_prose(target: Path, pages: int) -> None:
    """Writes a document of so many pages of running text, the same at each call."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    chance = random.Random(pages)
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    for _ in range(pages):
        text = canvas.beginText(72, 770)
        for _ in range(48):
            text.textLine(" ".join(chance.choices(_WORDS, k=9)))
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
