"""A picture of a page → the `Page` that any reader gives: upright, straight, its rules and words in points."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from extract.cells import Finding
from extract.pages import Fills, Page
from extract.scan.figures import second_look
from extract.scan.flat import flattened
from extract.scan.layer import judge_layer
from extract.scan.numerals import counted, counted_in_lists, in_lists
from extract.scan.paper import ByteImage, even_paper, without_stamps
from extract.scan.picture import Picture
from extract.scan.recognizer import Reading, Recognizer
from extract.scan.rules import Ruled, find_rules
from extract.scan.sequences import in_order
from extract.scan.strips import Strip, find_strips
from extract.scan.upright import quarter_turns, skew, straightened
from extract.scan.weight import bold_strips
from extract.scan.words import Word, aligned, chars_of, usual_size, words_of

__all__ = ["read_picture"]

_WORKING = 200 / 72
"""Pixels a point: a coarser scan is enlarged to it while it is set straight, so that strokes are a few pixels wide."""
_FINE_ENOUGH = 160 / 72
_AGAIN, _WIDER = 0.9, 1.5
"""A strip with a character of less confidence is read again, this much wider."""
_UNSURE = 0.6
"""A word with a character of less confidence is pointed out."""
_SOFT = 0.5
"""In dots of a coarse scan: how far each is spread out when it is enlarged. The network knows soft letters better than
stairs."""
_LETTER = 0.4
"""In font sizes: ink of less height is no letter."""
_COVERED = 0.5
"""The share of a page that pictures cover where its rules must be looked for in them."""
_ASKEW = 0.5
"""Degrees from which places on the straight page are visibly not those on the page as it is shown."""


def read_picture(page: Page, picture: Picture, recognizer: Recognizer) -> Page:
    """Reads a page by its picture.

    The page's own text is not used, only judged. Its own rules are, where no picture covers it: a page whose text
    cannot be read for want of Unicode still has rules that are exact.

    Args:
        page: as its reader gives it.
        picture: the page as a viewer shows it.
        recognizer: reads the strips.
    """
    findings = [_settled(finding) for finding in page.findings] + list(picture.findings)
    drawn = _cover(page) < _COVERED and len(page.rulings.horizontal) + len(page.rulings.vertical) > 0
    grey, _ = without_stamps(picture.colour, picture.scale)
    grey = even_paper(grey, picture.scale)
    if drawn:
        turn, scale = page.turn, picture.scale
        grey = np.ascontiguousarray(np.rot90(grey, -turn))
        ruled = find_rules(grey, scale)
    else:
        turn = quarter_turns(grey, picture.scale, recognizer)
        grey = np.ascontiguousarray(np.rot90(grey, -turn))
        grey, ruled, scale, degrees = _straight(grey, picture.scale)
        if abs(degrees) >= _ASKEW:
            message = (
                f"Page {page.number} lay askew by {abs(degrees):.1f} degrees; places are those of the straight page."
            )
            findings.append(Finding("askew", "info", message, page.number))
    strips = find_strips(grey, ruled, scale)
    readings = [counted(strip, reading) for strip, reading in zip(strips, _read(strips, recognizer), strict=True)]
    lists = in_lists(strips, readings)
    readings = in_order(strips, counted_in_lists(strips, readings, lists))
    usual = usual_size(strips, readings)
    readings, doubts = second_look(strips, readings, recognizer, usual, lists)
    words = [word for i, strip in enumerate(strips) for word in words_of(i, strip, readings[i], usual)]
    words = aligned(words)
    told = {doubt.strip for doubt in doubts}
    findings += [doubt.finding(strips, page.number, scale) for doubt in doubts]
    findings += _unread(strips, readings, usual, page.number, scale)
    findings += _unsure([word for word in words if word.strip not in told], page.number, scale)
    sizes = [usual] * len(strips)
    for word in words:
        sizes[word.strip] = word.size
    bold = bold_strips(strips, readings, sizes)
    chars = chars_of(words, scale, bold[[word.strip for word in words]])
    verdict = judge_layer(page.chars, chars, page.number)
    if verdict is not None and not any(finding.code == "unreadable_text" for finding in findings):
        findings.append(verdict)
    width, height = grey.shape[1] / scale, grey.shape[0] / scale
    nothing = Fills(np.empty((0, 4)), np.empty(0, np.uint32))
    return Page(
        page.number,
        page.width if drawn else width,
        page.height if drawn else height,
        turn,
        "scan",
        chars,
        page.rulings if drawn else ruled.rulings(scale),
        page.fills if drawn else nothing,
        page.pictures if drawn else np.array([[0.0, 0.0, width, height]]),
        tuple(findings),
    )


def _settled(finding: Finding) -> Finding:
    """A finding of the page's reader that reading the picture settles is no more than a note."""
    if finding.code != "unreadable_text":
        return finding
    return replace(
        finding, severity="info", message=f"{finding.message.rstrip('.')}: the page was read by its picture."
    )


def _cover(page: Page) -> float:
    area = (page.pictures[:, 2] - page.pictures[:, 0]) * (page.pictures[:, 3] - page.pictures[:, 1])
    return float(area.sum()) / max(1.0, page.width * page.height)


def _straight(grey: ByteImage, scale: float) -> tuple[ByteImage, Ruled, float, float]:
    """The picture straight and flat, its rules, its pixels a point, and by how many degrees it was turned."""
    degrees = skew(grey, scale)
    zoom = 1.0 if scale >= _FINE_ENOUGH else _WORKING / scale
    grey = straightened(grey, degrees, zoom)
    if zoom > 1:
        grey = cv2.GaussianBlur(grey, (0, 0), _SOFT * zoom)
    scale *= zoom
    ruled = find_rules(grey, scale)
    flat = flattened(grey, ruled, scale)
    if flat is None:
        return grey, ruled, scale, degrees
    return flat, find_rules(flat, scale), scale, degrees


def _read(strips: list[Strip], recognizer: Recognizer) -> list[Reading]:
    """The reading of each strip; one that is not sure is read again, wider, and the surer of the two is taken."""
    readings = recognizer.read([strip.crop for strip in strips])
    again = [i for i, reading in enumerate(readings) if reading.least < _AGAIN]
    wider = recognizer.read([strips[i].crop for i in again], stretch=_WIDER)
    for i, reading in zip(again, wider, strict=True):
        if reading.least > readings[i].least:
            readings[i] = reading
    return readings


def _unread(strips: list[Strip], readings: list[Reading], usual: float, number: int, scale: float) -> list[Finding]:
    """A finding for each strip of the size of letters in which nothing was read."""
    found = []
    for strip, reading in zip(strips, readings, strict=True):
        x0, top, x1, bottom = (edge / scale for edge in strip.box)
        if not reading.text.strip() and bottom - top >= _LETTER * usual / scale:
            message = "Something is printed here that could not be read: look at the page."
            found.append(Finding("low_confidence", "warning", message, number, (x0, top, x1, bottom)))
    return found


def _unsure(words: list[Word], number: int, scale: float) -> list[Finding]:
    """A finding for each word that was read with little confidence."""
    found = []
    for word in words:
        if word.confidence < _UNSURE:
            message = f"Read with little confidence as “{word.text}”: compare it with the page."
            x0, top, x1, bottom = (edge / scale for edge in word.box)
            found.append(Finding("low_confidence", "warning", message, number, (x0, top, x1, bottom)))
    return found
