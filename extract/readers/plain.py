"""Plain text → cells: the dump that a text extractor leaves of a document.

Such a file has no geometry. Its characters are counted instead of measured: x is the place in the line and y the
number of the line on its page, both in characters, each taken for a point. So a line is one point tall, a blank line
shows as a gap of one point, and the page is as wide as its longest line. Boxes say where a text stands in the file, and
nothing about the paper.

Every line that holds a visible character is a loose cell. Its text keeps the white space at both ends: a space at the
end is what a producer leaves where a line wraps, and its absence says that the cell ends there, or that the line broke
inside a word. Pages end at form feeds; a file without them is one page.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.cells import Cell, Finding, Line, PageCells
from extract.gate import gate_text

__all__ = ["read_plain"]

_TAB = 8
"""A tab reaches to the next multiple of this many characters, as terminals and extractors have it."""


def read_plain(text: str, name: str = "") -> Iterator[PageCells]:
    """The pages of a text, each line of it a loose cell.

    Args:
        text: the whole file, decoded; any kind of line end.
        name: what the findings call the file.
    """
    pages = text.replace("\r\n", "\n").split("\f")
    while len(pages) > 1 and not pages[-1].strip():  # a form feed ends a page, the last one too
        pages.pop()
    for number, page in enumerate(pages, start=1):
        yield _page(page, number, name)


def _page(text: str, number: int, name: str) -> PageCells:
    # Every kind of line end is one before the gate, to which they are white space like any other.
    passed, counts = gate_text("\n".join(text.splitlines()), keep="\n\t")
    lines = passed.split("\n")
    cells: list[Cell] = []
    width = 1
    characters = 0
    for row, printed in enumerate(lines):
        words = printed.split()
        if not words:
            continue
        x0 = len(printed[: printed.index(words[0])].expandtabs(_TAB))
        x1 = len(printed.rstrip().expandtabs(_TAB))
        width = max(width, x1)
        characters += sum(map(len, words))
        box = (float(x0), float(row), float(x1), float(row + 1))
        cells.append(Cell(number, 0, row, 0, 1, 1, *box, (Line(printed, False, *box, 1.0),)))
    findings = []
    if counts:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        message = f"Characters that are no sound text were replaced or dropped ({kinds}); compare {name or 'the file'}."
        findings.append(Finding("replaced_characters", "warning", message, number))
    return PageCells(number, float(width), float(len(lines)), 0, "plain", cells, characters, findings)
