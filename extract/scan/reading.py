"""A picture of a page → the `Page` that any reader gives: upright, straight, its rules and words in points."""

from __future__ import annotations

import numpy as np

from extract.cells import Finding
from extract.pages import Chars, Fills, Page, Rulings
from extract.scan.figures import second_look
from extract.scan.numerals import count_numerals
from extract.scan.paper import even_paper, without_stamps
from extract.scan.picture import Picture
from extract.scan.recognizer import Reading, Recognizer
from extract.scan.rules import find_rules
from extract.scan.strips import Strip, find_strips
from extract.scan.upright import quarter_turns, skew, straightened
from extract.scan.words import Word, chars_of, usual_size, words_of

__all__ = ["read_picture"]

_WORKING = 200 / 72
"""Pixels a point: a coarser scan is enlarged to it while it is set straight, so that strokes are a few pixels wide."""
_FINE_ENOUGH = 160 / 72
_AGAIN, _WIDER = 0.9, 1.5
"""A strip with a character of less confidence is read again, this much wider."""
_UNSURE = 0.6
"""A word with a character of less confidence is pointed out."""


def read_picture(page: Page, picture: Picture, recognizer: Recognizer) -> Page:
    """Reads a page by its picture; text and rulings that `page` holds are not used.

    Args:
        page: as its reader gives it; its number, frame and turn count.
        picture: the page as a viewer shows it.
        recognizer: reads the strips.
    """
    findings = list(page.findings) + list(picture.findings)
    grey, _ = without_stamps(picture.colour, picture.scale)
    grey = even_paper(grey, picture.scale)
    turn = quarter_turns(grey, picture.scale, recognizer)
    grey = np.ascontiguousarray(np.rot90(grey, -turn))
    degrees = skew(grey, picture.scale)
    zoom = 1.0 if picture.scale >= _FINE_ENOUGH else _WORKING / picture.scale
    grey = straightened(grey, degrees, zoom)
    scale = picture.scale * zoom
    ruled = find_rules(grey, scale)
    strips = find_strips(grey, ruled, scale)
    readings = _readings(strips, recognizer)
    readings, doubts = second_look(strips, readings, recognizer)
    usual = usual_size(strips, readings)
    words = [word for i, strip in enumerate(strips) for word in words_of(i, strip, readings[i], usual)]
    words = count_numerals(words, strips)
    told = {doubt.strip for doubt in doubts}
    findings += [doubt.finding(strips, page.number, scale) for doubt in doubts]
    findings += _unsure([word for word in words if word.strip not in told], page.number, scale)
    nothing = np.empty((0, 4))
    return Page(
        page.number,
        grey.shape[1] / scale,
        grey.shape[0] / scale,
        turn,
        "scan",
        chars_of(words, scale),
        ruled.rulings(scale),
        Fills(nothing, np.empty(0, np.uint32)),
        np.array([[0.0, 0.0, grey.shape[1] / scale, grey.shape[0] / scale]]),
        tuple(findings),
    )


def _readings(strips: list[Strip], recognizer: Recognizer) -> list[Reading]:
    """The reading of each strip; one that is not sure is read again, wider, and the surer of the two is taken."""
    readings = recognizer.read([strip.crop for strip in strips])
    again = [i for i, reading in enumerate(readings) if reading.least < _AGAIN]
    wider = recognizer.read([strips[i].crop for i in again], stretch=_WIDER)
    for i, reading in zip(again, wider, strict=True):
        if reading.least > readings[i].least:
            readings[i] = reading
    return readings


def _unsure(words: list[Word], number: int, scale: float) -> list[Finding]:
    """A finding for each word that was read with little confidence."""
    found = []
    for word in words:
        if word.confidence < _UNSURE:
            message = f"Read with little confidence as “{word.text}”: compare it with the page."
            x0, top, x1, bottom = (edge / scale for edge in word.box)
            found.append(Finding("low_confidence", "warning", message, number, (x0, top, x1, bottom)))
    return found
