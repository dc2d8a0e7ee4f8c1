"""What rules and painted areas show of a table that lacks others: sides of its columns, borders of its rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from extract.cells import Box
from extract.pages import FloatArray
from extract.rulings import Edges
from extract.unruled.columns import FEWEST_COLUMNS, Region
from extract.unruled.tiles import Tiles, band_edges
from extract.unruled.words import Words, line_boxes

__all__ = ["keeps_to", "outer_sides", "rules_in", "walled", "with_bands", "within"]

BoolArray = npt.NDArray[np.bool_]

AT_ONCE = 1_000_000
"""How many pairs of a rule and a word are looked at together: a drawing holds thousands of both."""


def walled(
    words: Words, region: Region, rules: FloatArray, tiles: FloatArray, em: float
) -> tuple[Region, FloatArray | None]:
    """The region with the columns that vertical rules part, or the cells painted in the header, and the sides of
    these; None where they part fewer than most columns."""
    top, bottom = line_boxes(words)
    first, last = float(top[region.body]), float(bottom[region.lines].max())
    long = np.minimum(rules[:, 2], last) - np.maximum(rules[:, 1], first) > 0.5 * (last - first)
    walls = _between_words(rules[long, 0], words, region, em)
    middle = (region.left + region.right) / 2
    enough = max(FEWEST_COLUMNS, 0.6 * len(middle))
    if len(np.unique(np.searchsorted(walls, middle))) < enough:
        near = (tiles[:, 2] > float(top[region.lines[0]]) - 4 * em) & (tiles[:, 1] < last)
        walls = _between_words(tiles[near, 0], words, region, em)
        if len(np.unique(np.searchsorted(walls, middle))) < max(FEWEST_COLUMNS, 0.5 * len(middle)):
            return region, None
    low, high = float(region.left[0]), float(region.right[-1])
    before, inner, after = walls[walls <= low], walls[(walls > low) & (walls < high)], walls[walls >= high]
    walls = np.concatenate(
        (before[-1:] if len(before) else [low - 0.3 * em], inner, after[:1] if len(after) else [high + 0.3 * em])
    )
    return within(region, walls), walls


def within(region: Region, sides: FloatArray) -> Region:
    """The region with the columns that lie between known sides; one without text is as wide as a line."""
    left, right = (sides[1:] + sides[:-1]) / 2, (sides[1:] + sides[:-1]) / 2
    column = np.clip(np.searchsorted(sides, (region.left + region.right) / 2) - 1, 0, len(left) - 1)
    np.minimum.at(left, column, region.left)
    np.maximum.at(right, column, region.right)
    return replace(region, left=np.maximum(left, sides[:-1]), right=np.minimum(right, sides[1:]))


def keeps_to(words: Words, region: Region, sides: FloatArray, em: float) -> bool:
    """Whether the words of a region keep to the columns of the page before."""
    inside = (region.left[0] > sides[0] - em) and (region.right[-1] < sides[-1] + em)
    return bool(inside) and len(_between_words(sides[1:-1], words, region, em)) >= 0.9 * (len(sides) - 2)


def _between_words(x: FloatArray, words: Words, region: Region, em: float) -> FloatArray:
    """The positions that no word of the body lies across, each once."""
    x = np.unique(x)
    x = x[np.concatenate(([True], np.diff(x) > 1.5))] if len(x) else x
    x = x[(x > region.left[0] - 6 * em) & (x < region.right[-1] + 6 * em)]
    inside = np.isin(words.line, region.lines[region.lines >= region.body])
    inside &= ~np.isin(words.line, list(region.crossing))
    over = (words.x0[inside] + 0.2 * em < x[:, None]) & (words.x1[inside] - 0.2 * em > x[:, None])
    free: FloatArray = x[over.sum(axis=1) <= 1]
    return free


def with_bands(rules: FloatArray, tiles: Tiles, x0: float, x1: float) -> FloatArray:
    """The rules and the edges of coloured bands, where no rule stands already."""
    bands = band_edges(tiles, x0, x1)
    if len(bands) == 0:
        return rules
    apart = (np.abs(bands[:, 0, None] - rules[:, 0]) > 2).all(axis=1)
    both = np.concatenate((rules, bands[apart]))
    return both[np.argsort(both[:, 0])]


def rules_in(words: Words, edges: Edges, box: Box) -> FloatArray:
    """The horizontal rules in a box that may part rows: (n, 3) of y, x0, x1. Lines under words are none."""
    x0, top, x1, bottom = box
    rules = edges.horizontal
    rules = rules[(rules[:, 1] < x1) & (rules[:, 2] > x0) & (rules[:, 2] - rules[:, 1] <= 1.5 * (x1 - x0))]
    rules = rules[(rules[:, 0] > top) & (rules[:, 0] < bottom)]
    if len(rules) == 0:
        return rules
    parts = np.array_split(rules, len(rules) * len(words) // AT_ONCE + 1)
    return np.concatenate([part[~_underlines(words, part)] for part in parts])


def _underlines(words: Words, rules: FloatArray) -> BoolArray:
    """Which rules stand for the most part right under words: (n,)."""
    y = rules[:, 0, None]
    under = (words.top + 0.4 * (words.bottom - words.top) < y) & (y < words.bottom)
    over = np.minimum(words.x1, rules[:, 2, None]) - np.maximum(words.x0, rules[:, 1, None])
    covered = np.where(under, np.maximum(over, 0.0), 0.0).sum(axis=1)
    lines: BoolArray = covered >= 0.5 * (rules[:, 2] - rules[:, 1])
    return lines


def outer_sides(
    edges: Edges, rules: FloatArray, bounds: FloatArray, lines: tuple[float, float], em: float
) -> list[float]:
    """The left and the right side of a table whose text stands between `bounds` and `lines` (top, bottom): where its
    rules end or its frame stands."""
    low, high = float(bounds[0]), float(bounds[-1])
    down = edges.vertical
    frame = down[np.minimum(down[:, 2], lines[1]) - np.maximum(down[:, 1], lines[0]) > 0.5 * (lines[1] - lines[0]), 0]
    wide = rules[rules[:, 2] - rules[:, 1] >= 0.9 * (high - low)]
    lefts = np.concatenate((frame, wide[:, 1]))
    rights = np.concatenate((frame, wide[:, 2]))
    lefts = lefts[(lefts < low + 0.5 * em) & (lefts > low - 6 * em)]
    rights = rights[(rights > high - 0.5 * em) & (rights < high + 6 * em)]
    return [float(lefts.max(initial=-np.inf)) if len(lefts) else low, float(rights.min()) if len(rights) else high]
