"""Edges to cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extract.grids import Grid, find_grids
from extract.rulings import merge_rulings
from tests.handmade import page_of, ruled
from tests.randomgrids import RandomTable, random_tables

Rows = Sequence[Sequence[float]]


EVERYWHERE = np.stack(np.meshgrid(np.arange(0.0, 1200, 5), np.arange(0.0, 900, 5)), axis=-1).reshape(-1, 2)
"""Ink on every spot of the page."""


def grids_of(
    horizontal: Rows,
    vertical: Rows,
    fills: Sequence[tuple[float, float, float, float, int]] = (),
    ink: np.ndarray = EVERYWHERE,
) -> list[Grid]:
    """The tables that these strokes draw."""
    page = page_of(horizontal=horizontal, vertical=vertical, fills=fills)
    return find_grids(merge_rulings(page.rulings), page.fills, ink)


def spans_of(grid: Grid) -> list[tuple[int, ...]]:
    """The cells of a grid as (row, column, row span, column span)."""
    return [tuple(span) for span in grid.span.tolist()]


@given(random_tables())
def test_any_table_drawn_in_any_way_gives_its_cells_again(table: RandomTable) -> None:
    """Rules drawn whole, in pieces, twice, dashed or with corner squares give the cells, spans and boxes they drew."""
    grids = grids_of(table.horizontal, table.vertical)
    if len(table.cells) == 1:
        assert grids == []
        return
    assert len(grids) == 1
    assert spans_of(grids[0]) == table.spans()
    boxes = [table.box(cell) for cell in sorted(table.cells)]
    np.testing.assert_allclose(grids[0].box, boxes, atol=1.0)
    assert not grids[0].open_above.any()
    assert not grids[0].open_below.any()


def test_open_foot_is_closed_where_the_verticals_end() -> None:
    """A row with no rule below it, at a page's end, is a row of cells that are open below."""
    grid = grids_of([(50, 30, 330), (100, 30, 330)], [(30, 50, 160), (130, 50, 160), (330, 50, 160)])[0]
    assert spans_of(grid) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]
    assert grid.open_below.tolist() == [False, False, True, True]
    assert grid.box[2].tolist() == [30, 100, 130, 160]


def test_open_foot_beside_a_closed_part() -> None:
    """Only the cells without a rule below are open where a part of the table (its schedule) is closed at the foot."""
    horizontal = [(50, 30, 430), (100, 30, 430), (160, 330, 430)]
    vertical = [(x, 50, 160) for x in (30, 130, 330, 380, 430)]
    grid = grids_of(horizontal, vertical)[0]
    assert grid.open_below[-4:].tolist() == [True, True, False, False]
    assert len(grid.box) == 8


def test_open_head_is_closed_where_the_verticals_begin() -> None:
    """The first row of a page that goes on from the page before, with no rule over it, is open above."""
    grid = grids_of([(100, 30, 330), (150, 30, 330)], [(30, 60, 150), (130, 60, 150), (330, 60, 150)])[0]
    assert len(grid.box) == 4
    assert grid.open_above.tolist() == [True, True, False, False]


def test_open_sides_are_closed_where_the_rows_end() -> None:
    """A table without its outer verticals has its outer columns all the same."""
    grid = grids_of([(y, 30, 430) for y in (50, 80, 110)], [(130, 50, 110), (330, 50, 110)])[0]
    assert spans_of(grid) == [(r, c, 1, 1) for r in range(2) for c in range(3)]
    assert grid.box[0].tolist() == [30, 50, 130, 80]


def test_tables_that_do_not_touch_are_two() -> None:
    """Two stacked tables with white between them are two, from top to bottom."""
    lower, upper = ruled([30, 130, 230], [200, 230, 260]), ruled([30, 100, 230], [50, 80, 110])
    grids = grids_of(lower["horizontal"] + upper["horizontal"], lower["vertical"] + upper["vertical"])
    assert [float(grid.y[0]) for grid in grids] == [50, 200]


def test_no_table_without_both_directions() -> None:
    """Horizontal rules with a common extent are no one-column table, and verticals alone are none."""
    assert grids_of([(y, 30, 330) for y in (50, 80, 110)], []) == []
    assert grids_of([], [(x, 30, 330) for x in (50, 80, 110)]) == []


def test_frame_and_cross_are_no_tables() -> None:
    """A frame round the page, and two rules that cross, hold no cells."""
    frame = ruled([20, 800], [20, 500])
    cross = ([*frame["horizontal"], (550, 30, 90)], [*frame["vertical"], (60, 530, 570)])
    assert grids_of(*cross) == []


def test_frame_round_a_table_is_not_of_it() -> None:
    """A table inside a page frame that it does not touch keeps its own rows and columns."""
    frame, inner = ruled([20, 800], [20, 500]), ruled([30, 130, 330], [50, 80, 110])
    grids = grids_of(frame["horizontal"] + inner["horizontal"], frame["vertical"] + inner["vertical"])
    assert len(grids) == 1
    assert len(grids[0].box) == 4


def test_underline_in_a_cell_parts_nothing() -> None:
    """A stroke under a text, which meets no other, makes no row."""
    rules = ruled([30, 130, 330], [50, 110])
    grid = grids_of([*rules["horizontal"], (80, 140, 200)], rules["vertical"])[0]
    assert len(grid.box) == 2


def test_forgotten_rule_between_header_and_columns() -> None:
    """Where the rule under a spanning header cell is missing, the header and the columns below it stay apart."""
    horizontal = [(50, 30, 230), (110, 30, 230)]
    grid = grids_of(horizontal, [(30, 50, 110), (230, 50, 110), (130, 80, 110), (30, 80, 110), (80, 80, 110)])
    # Only the lines that stop in mid-cell tell where the row begins.
    assert spans_of(grid[0]) == [(0, 0, 1, 3), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_forgotten_rule_beside_a_merged_cell() -> None:
    """Where the upright rule beside a merged cell is missing, the merged cell stays whole."""
    horizontal = [(50, 30, 230), (80, 130, 230), (110, 30, 230)]
    vertical = [(30, 50, 110), (230, 50, 110), (180, 50, 110), (130, 110, 140), (30, 110, 140), (230, 110, 140)]
    grid = grids_of([*horizontal, (140, 30, 230)], vertical)[0]
    assert (0, 0, 2, 1) in spans_of(grid)
    assert len(grid.box) == 7


def test_rule_that_runs_on_a_little_parts_nothing() -> None:
    """A rule that goes on for a third of the row below does not part that row."""
    horizontal = [(50, 30, 230), (80, 30, 230), (110, 30, 230)]
    grid = grids_of(horizontal, [(30, 50, 110), (230, 50, 110), (130, 50, 90)])[0]
    assert spans_of(grid) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2)]


def test_corner_of_a_crosstab_is_no_cell() -> None:
    """The empty corner over the row heads, which no rule closes, is outside of the table."""
    horizontal = [(50, 130, 330), (80, 30, 330), (110, 30, 330)]
    vertical = [(30, 80, 110), (130, 50, 110), (230, 50, 110), (330, 50, 110)]
    grid = grids_of(horizontal, vertical)[0]
    assert spans_of(grid) == [(0, 1, 1, 1), (0, 2, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_rules_drawn_askew_make_no_column() -> None:
    """Column rules that stand a little aside in the rows below part no column of their own."""
    horizontal = [(y, 30, 330) for y in (50, 80, 110)]
    vertical = [(30, 50, 110), (330, 50, 110), (130, 50, 80), (133.5, 80, 110)]
    grid = grids_of(horizontal, vertical)[0]
    assert spans_of(grid) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]
    assert grid.box[:, 2].tolist() == [130, 330, 133.5, 330]


def test_change_of_background_parts_cells() -> None:
    """Where the rule under a coloured header cell was forgotten, its colour shows where it ends."""
    horizontal = [(50, 30, 230), (80, 130, 230), (110, 30, 230)]
    vertical = [(30, 50, 110), (130, 50, 110), (230, 50, 110)]
    pieces = [(30.2, 50.2, 129.8, 65.0, 0xC6D9F1), (30.2, 65.0, 129.8, 79.8, 0xC6D9F1)]
    assert len(grids_of(horizontal, vertical)[0].box) == 3
    grid = grids_of(horizontal, vertical, pieces)[0]
    assert spans_of(grid) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]
    assert [f"{shade:06X}" for shade in grid.shade.tolist()] == ["C6D9F1", "FFFFFF", "FFFFFF", "FFFFFF"]


def test_band_behind_a_merged_cell_does_not_part_it() -> None:
    """A coloured band that ends in the middle of a row is a background, not the border of a cell."""
    horizontal = [(50, 30, 230), (80, 130, 230), (110, 30, 230)]
    vertical = [(30, 50, 110), (130, 50, 110), (230, 50, 110)]
    for band in ((0, 40, 600, 72, 0xFFFF00), (0, 90, 600, 120, 0xFFFF00)):
        grid = grids_of(horizontal, vertical, [band])[0]
        assert spans_of(grid) == [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]


def test_topmost_fill_shows() -> None:
    """A white fill painted over a coloured one leaves the cell white; a white line of text on colour does not."""
    rules = ruled([30, 130, 230], [50, 110])
    fills = [(30, 50, 230, 110, 0x00FF00), (30, 50, 130, 110, 0xFFFFFF), (140, 60, 180, 68, 0xFFFFFF)]
    grid = grids_of(rules["horizontal"], rules["vertical"], fills)[0]
    assert grid.shade.tolist() == [0xFFFFFF, 0x00FF00]


def test_hundred_columns() -> None:
    """A schedule of a hundred narrow columns keeps every one of them."""
    rules = ruled([30 + 6 * n for n in range(101)], [50, 80, 110])
    grid = grids_of(rules["horizontal"], rules["vertical"])[0]
    assert len(grid.box) == 200
    assert grid.span[:, 1].max() == 99


def test_map_is_no_table() -> None:
    """A lattice finer than any table is given up, not worked out."""
    rules = ruled([2.5 * n for n in range(900)], [2.5 * n for n in range(900)])
    assert grids_of(rules["horizontal"], rules["vertical"]) == []


def test_rules_that_jut_out_make_no_row_or_column() -> None:
    """Verticals that run on over the last rule, or rules over the outer verticals, close nothing where no text is."""
    horizontal = [(50, 20, 330), (80, 20, 330), (110, 20, 330)]
    vertical = [(30, 40, 400), (130, 40, 400), (330, 40, 400)]
    grid = grids_of(horizontal, vertical, ink=np.array([[40.0, 60.0]]))[0]
    assert spans_of(grid) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]
    assert not grid.open_above.any()
    assert not grid.open_below.any()


def test_merged_cell_over_a_blank_open_foot_is_open() -> None:
    """Where the open row at the page's end is blank, a merged cell that ran through it is still open below."""
    horizontal = [(50, 30, 330), (80, 130, 330)]
    vertical = [(30, 50, 90), (130, 50, 90), (330, 50, 90), (230, 50, 90)]
    grid = grids_of(horizontal, vertical, ink=np.array([[40.0, 60.0]]))[0]
    assert grid.box[0].tolist() == [30, 50, 130, 80]
    assert grid.open_below.tolist() == [True, False, False]


stroke = st.tuples(
    st.integers(0, 12).map(lambda n: 20.0 * n + 10),
    st.integers(0, 200),
    st.integers(5, 250),
    st.sampled_from([0.5, 2.0]),
).map(lambda s: (s[0], float(s[1]), float(s[1] + s[2]), s[3]))


@given(st.lists(stroke, max_size=25), st.lists(stroke, max_size=25))
def test_whatever_the_strokes_cells_are_rectangles_that_do_not_overlap(horizontal: Rows, vertical: Rows) -> None:
    """Strokes thrown on the page at random make cells that fill their own rectangle of the fine grid, and no other."""
    for grid in grids_of(horizontal, vertical):
        for number, (x0, top, x1, bottom) in enumerate(grid.box.tolist()):
            rows, columns = np.nonzero(grid.owner == number)
            assert (grid.x[columns.min()], grid.y[rows.min()]) == (x0, top)
            assert (grid.x[columns.max() + 1], grid.y[rows.max() + 1]) == (x1, bottom)
            assert len(rows) == (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
        held = np.zeros(grid.span[:, :2].max(axis=0) + grid.span[:, 2:].max(axis=0), dtype=int)
        for row, column, height, width in spans_of(grid):
            assert height > 0
            assert width > 0
            held[row : row + height, column : column + width] += 1
        assert held.max() == 1


def test_inner_rules_alone_make_a_whole_table() -> None:
    """Where no outer rule is drawn, the cells in the corners are cells like the others."""
    horizontal = [(30, 10, 110, 0.5), (50, 10, 110, 0.5)]
    vertical = [(x, 10, 70, 0.5) for x in (40, 80)]
    assert len(grids_of(horizontal, vertical)[0].box) == 9


def test_one_rule_under_the_header_shows_the_open_sides() -> None:
    """A table of vertical rules inside and one rule under its header reaches as far as that rule, if text stands over
    and under both of its ends; an underline that juts out is none."""
    inner = [(x, 40.0, 200.0, 0.5) for x in (100.0, 200.0, 300.0)]
    rule = [(60.0, 50.0, 400.0, 0.5)]
    (grid,) = grids_of(rule, inner)
    assert grid.x.tolist() == [50, 100, 200, 300, 400]
    (grid,) = grids_of(rule, inner, ink=EVERYWHERE[(EVERYWHERE[:, 0] < 300) | (EVERYWHERE[:, 1] < 60)])
    assert grid.x.tolist() == [100, 200, 300]
