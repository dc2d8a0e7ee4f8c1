"""Random ruled tables and the strokes that draw them, for property tests."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

__all__ = ["RandomTable", "random_tables"]

STYLES = ("whole", "sides", "double", "dashed", "squares")


@dataclass(frozen=True)
class RandomTable:
    """A table: its lines, its cells as (row, column, row span, column span) and the strokes that draw them."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    cells: tuple[tuple[int, int, int, int], ...]
    horizontal: tuple[tuple[float, float, float, float], ...]
    vertical: tuple[tuple[float, float, float, float], ...]

    def box(self, cell: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
        """The cell's x0, top, x1, bottom."""
        row, column, rows, columns = cell
        return self.x[column], self.y[row], self.x[column + columns], self.y[row + rows]

    def spans(self) -> list[tuple[int, int, int, int]]:
        """The cells counted on the lines that part cells, in reading order."""
        rows = sorted({cell[0] for cell in self.cells} | {cell[0] + cell[2] for cell in self.cells})
        columns = sorted({cell[1] for cell in self.cells} | {cell[1] + cell[3] for cell in self.cells})
        counted = []
        for row, column, height, width in sorted(self.cells):
            top, left = rows.index(row), columns.index(column)
            counted.append((top, left, rows.index(row + height) - top, columns.index(column + width) - left))
        return counted


@st.composite
def random_tables(draw: st.DrawFn) -> RandomTable:
    """Tables of up to 8 × 8 atoms, cells merged at random, each rule drawn in one of five ways."""
    steps = st.lists(st.integers(14, 90), min_size=1, max_size=8)
    x, y = _lines(draw(steps), 30.0), _lines(draw(steps), 40.0)
    cells = _merged(draw, len(y) - 1, len(x) - 1)
    table = RandomTable(x, y, cells, (), ())
    across: set[tuple[float, float, float]] = set()
    down: set[tuple[float, float, float]] = set()
    for cell in cells:
        x0, top, x1, bottom = table.box(cell)
        across |= {(top, x0, x1), (bottom, x0, x1)}
        down |= {(x0, top, bottom), (x1, top, bottom)}
    style = st.sampled_from(STYLES)
    horizontal = [stroke for side in sorted(across) for stroke in _drawn(side, draw(style))]
    vertical = [stroke for side in sorted(down) for stroke in _drawn(side, draw(style))]
    return RandomTable(x, y, cells, tuple(draw(st.permutations(horizontal))), tuple(draw(st.permutations(vertical))))


def _lines(steps: list[int], start: float) -> tuple[float, ...]:
    lines = [start]
    for step in steps:
        lines.append(lines[-1] + step)
    return tuple(lines)


def _merged(draw: st.DrawFn, rows: int, columns: int) -> tuple[tuple[int, int, int, int], ...]:
    """Cover a grid of atoms with rectangles."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            height, width = draw(st.integers(1, 3)), draw(st.integers(1, 3))
            width = next((n for n in range(width) if column + n >= columns or (row, column + n) in taken), width)
            height = min(height, rows - row)
            taken |= {(row + down, column + right) for down in range(height) for right in range(width)}
            cells.append((row, column, height, width))
    return tuple(cells)


def _drawn(side: tuple[float, float, float], style: str) -> list[tuple[float, float, float, float]]:
    """The strokes of a cell side: position, start, end, thickness."""
    at, start, stop = side
    if style == "double":
        return [(at - 0.6, start, stop, 0.4), (at + 0.6, start - 0.6, stop + 0.6, 0.4)]
    if style == "dashed":
        dashes = [(at, start + n, min(start + n + 3.0, stop), 0.5) for n in range(0, int(stop - start), 5)]
        return [*dashes, (at, stop - 1.0, stop, 0.5)]
    if style == "squares":
        return [(at, start, start + 0.5, 0.5), (at, start + 0.5, stop - 0.5, 0.5), (at, stop - 0.5, stop, 0.5)]
    if style == "sides":
        middle = (start + stop) / 2
        return [(at + 0.1, start, middle, 0.5), (at - 0.1, middle, stop, 0.5)]
    return [(at, start, stop, 0.5)]
