"""Strokes to edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.pages import Rulings
from extract.rulings import merge_rulings
from tests.handmade import strokes


def horizontal(rows: list[tuple[float, ...]]) -> np.ndarray:
    """The horizontal edges that these horizontal strokes make."""
    return merge_rulings(Rulings(strokes(rows), strokes([]))).horizontal


def test_no_strokes_make_no_edges() -> None:
    """A page without strokes has no edges, and its arrays have the shape of edges all the same."""
    edges = merge_rulings(Rulings(strokes([]), strokes([])))
    assert edges.horizontal.shape == (0, 3)
    assert edges.vertical.shape == (0, 3)


def test_pieces_that_touch_are_one_edge() -> None:
    """A rule drawn a piece a cell side, with squares at the corners, is one edge over its whole length."""
    pieces = [(100, 10, 50), (100, 50, 50.48), (100, 50.48, 90), (100, 90, 90.48), (100, 90.48, 140)]
    assert horizontal(pieces).tolist() == [[100, 10, 140]]


def test_overlapping_and_contained_pieces_are_one_edge() -> None:
    """Pieces in any order that overlap, one of them within another, reach as far as the farthest."""
    np.testing.assert_allclose(horizontal([(50, 60, 70), (50, 20, 100), (50, 90, 130), (50, 30, 40)]), [[50, 20, 130]])


def test_double_border_counts_once() -> None:
    """Two strokes a point and a half apart are one rule that lies between them."""
    edges = horizontal([(100.0, 10, 200), (101.5, 10, 200)])
    np.testing.assert_allclose(edges, [[100.75, 10, 200]])


def test_thin_row_keeps_both_of_its_rules() -> None:
    """The two rules of a row three points high stay two."""
    np.testing.assert_allclose(horizontal([(100, 10, 200), (103, 10, 200)])[:, 0], [100, 103])


def test_thick_strokes_are_measured_from_their_rims() -> None:
    """Two thick strokes of a double rule have their centres apart, but no paper between them for a row."""
    assert len(horizontal([(100, 10, 200, 2.0), (103, 10, 200, 2.0)])) == 1


def test_ladder_of_strokes_does_not_collapse() -> None:
    """Strokes that follow each other at every point down the page do not all become one rule."""
    edges = horizontal([(float(y), 10, 200) for y in range(100, 160)])
    assert len(edges) >= 60 / 4.5
    assert edges[0, 0] < 103
    assert edges[-1, 0] > 156


def test_dashes_and_dots_join() -> None:
    """A dashed and a dotted rule are one edge each, from the first speck to the last."""
    dashes = [(100, 10 + 6 * n, 13 + 6 * n) for n in range(30)]
    dots = [(200, 10 + 1.5 * n, 10.5 + 1.5 * n, 0.5) for n in range(100)]
    np.testing.assert_allclose(horizontal(dashes + dots), [[100, 10, 187], [200, 10, 159]])


def test_real_gap_parts_edges() -> None:
    """Rules on one line with a gap wider than a dash leaves stay apart."""
    assert horizontal([(100, 10, 50), (100, 60, 90)]).tolist() == [[100, 10, 50], [100, 60, 90]]


def test_lone_corner_square_is_no_rule() -> None:
    """The square that is left at a row boundary where merged cells have no rule is dropped."""
    squares = [(100, 10, 10.48, 0.48), (140, 10, 10.48, 0.48)]
    edges = merge_rulings(Rulings(strokes(squares), strokes([(10.24, 100, 100.48, 0.48)])))
    assert len(edges.horizontal) == 0
    assert len(edges.vertical) == 0


def test_ends_given_backwards() -> None:
    """A stroke whose end lies before its start is the same rule."""
    assert horizontal([(100, 90, 10)]).tolist() == [[100, 10, 90]]


def test_strokes_at_infinity_are_no_rules() -> None:
    """A stroke whose place is no number is passed over, and the others are read."""
    assert horizontal([(float("nan"), 0, 50), (10, 0, float("inf")), (20, 0, 50)]).tolist() == [[20, 0, 50]]


def test_longest_keeps_the_longest() -> None:
    """The longest edges are kept, in their order down the page."""
    edges = merge_rulings(Rulings(strokes([(10, 0, 5), (20, 0, 50), (30, 0, 6), (40, 0, 40)]), strokes([])))
    assert edges.longest(2).horizontal[:, 0].tolist() == [20, 40]


rules = st.lists(
    st.tuples(st.integers(0, 40).map(lambda n: 20.0 * n), st.integers(0, 400), st.integers(10, 400)),
    min_size=1,
    max_size=20,
)


@given(rules, st.randoms(use_true_random=False))
@pytest.mark.filterwarnings("error")
def test_cutting_strokes_changes_no_edge(rows: list[tuple[float, int, int]], random: object) -> None:
    """Strokes cut into pieces and shuffled give the same edges as the strokes drawn whole."""
    whole = [(y, float(start), float(start + length)) for y, start, length in rows]
    pieces: list[tuple[float, ...]] = []
    for y, start, stop in whole:
        middle = random.uniform(start + 1, stop - 1)  # type: ignore[attr-defined]
        pieces += [(y, start, middle), (y, middle + 1, stop), (*(y, start, stop)[:2], start + 2)]
    random.shuffle(pieces)  # type: ignore[attr-defined]
    np.testing.assert_allclose(horizontal(pieces), horizontal(whole))
