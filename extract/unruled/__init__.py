"""Tables whose rules are missing, all of them or those of one direction: finds the rules that the page leaves out.

The words of the page (words.py) show where a table may stand: in its lines the same strips stay free (gutters.py,
columns.py). Its columns come from these, or from what rules and painted areas there are (walls.py, tiles.py); its
header from the titles over them (tops.py, bodies.py, titles.py, headings.py, spans.py); its rows from the rules across,
where there are any, else from the lines of text (sheet.py, textrows.py, freecells.py). A table of which only a part is
ruled is completed likewise (bare.py), and one that goes on over the page keeps its columns (carry.py). What comes out
are edges, as a ruled page has them, so that one way leads from edges to cells; and, for each word, a point inside of
its cell (layout.py, drawing.py, completion.py).

camelot's ways to read tables without rules were measured first, on the cells (a name, an indicator, a unit, a figure)
of a table with rules across alone and of one with none: `stream`, the best of them, has 216 of 293 and 30 of 40 whole
and in a cell of their own, and no row of them complete; `network` and `hybrid` have fewer, `lattice` finds no table.
This package has 293 and 40 (camelot-py 2.0). Titles over several columns, cells of several lines and cells set to the
middle of their rows are what the alignment of words alone does not tell.
"""

from extract.unruled.carry import carried_sides
from extract.unruled.completion import complete_rules

__all__ = ["carried_sides", "complete_rules"]
