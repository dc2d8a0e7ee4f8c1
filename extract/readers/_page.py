"""From a reader's arrays to a `Page`: which way it lies, what is seen, bold, named; the same for every PDF reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from extract.cells import Finding
from extract.errors import LimitExceeded
from extract.gate import REPLACEMENT, gate_codes
from extract.pages import Chars, Fills, FloatArray, Page, Rulings
from extract.readers._frames import Frame, turned
from extract.readers._glyphs import Glyphs
from extract.readers._marks import Marks
from extract.readers._sight import cover_share, doubled, unseen

__all__ = ["Drawing", "blank_page", "build_page", "refused_page"]

Drawing = tuple[Marks, FloatArray, npt.NDArray[np.intp]]
"""What a page draws beside text: marks, the boxes of its pictures, and their places in the painting order."""

_UNREADABLE = 0.1
"""The share of glyphs without Unicode from which a page's text layer is not believed."""
_SEVERAL = 8
"""Fewer of them (bullets of an odd font on a page with a few words) are no reason to disbelieve the words."""
_SLANT = 0.15
"""The tangent of the angle, some 9 degrees, from which text is aslant."""
_SCAN_COVER = 0.6
_SCAN_CHARACTERS = 150
"""A page that is mostly a picture and shows no more characters than a stamp or a running foot is a scan."""


def build_page(
    number: int, viewer: Frame, glyphs: Glyphs, bold: npt.NDArray[np.bool_], draw: Callable[[Frame], Drawing]
) -> Page:
    """The page of this number.

    Args:
        number: from 1.
        viewer: the page as a viewer shows it; the page is turned further where its text lies on its side.
        glyphs: its characters, in user space.
        bold: whether each of its text objects is set in a bold font.
        draw: gives what else it draws, on the frame that is settled here.
    """
    findings: list[Finding] = []
    turn = _lying(glyphs, viewer)
    frame = turned(viewer, turn)
    marks, pictures, picture_order = draw(frame)
    if not (marks.complete and glyphs.complete):
        message = f"Page {number} draws more than a page of a document does; what is beyond the limit is not read."
        findings.append(Finding("too_much_drawing", "error", message, page=number))
    boxes = frame.boxes(glyphs.box)
    hidden = unseen(glyphs, boxes, frame, marks, pictures, picture_order)
    aslant = _aslant(glyphs.objects.matrix)[glyphs.owner] & ~hidden
    if aslant.any():
        message = f"{np.count_nonzero(aslant)} characters of page {number} are set aslant, as a watermark is: left out."
        findings.append(Finding("slanted_text", "info", message, page=number))
        hidden = hidden | aslant
    chars, unreadable = _chars(glyphs, boxes, hidden, frame, bold, number, findings)
    visible = int(np.count_nonzero(~chars.hidden & (chars.code != 0x20)))
    scan = unreadable or (visible <= _SCAN_CHARACTERS and cover_share(pictures, frame) >= _SCAN_COVER)
    if not scan and _overpainted(glyphs, hidden, frame, pictures, picture_order):
        message = f"A picture lies over the text of page {number}: what is read may not be what is seen; compare them."
        findings.append(Finding("text_under_picture", "warning", message, page=number))
    return Page(
        number,
        frame.width,
        frame.height,
        turn,
        "scan" if scan else "text",
        chars,
        marks.rulings,
        marks.fills,
        pictures,
        tuple(findings),
    )


def blank_page(number: int, width: float, height: float) -> Page:
    """What stands for a page that cannot be read, with the finding that says so."""
    message = f"Page {number} cannot be read: open it in a viewer, and if it shows there, print it to a new PDF."
    finding = Finding("page_unreadable", "error", message, page=number)
    nothing = np.empty((0, 4))
    rulings, fills = Rulings(nothing, nothing), Fills(nothing, np.empty(0, np.uint32))
    return Page(number, width, height, 0, "text", _no_chars(), rulings, fills, nothing, (finding,))


def refused_page(number: int, width: float, height: float, error: LimitExceeded) -> Page:
    """What stands for a page that has more than the limits allow."""
    words = str(error)
    finding = Finding(error.code, "error", f"{words[0].upper()}{words[1:]}.", page=number)
    return replace(blank_page(number, width, height), findings=(finding,))


def _no_chars() -> Chars:
    empty = np.empty(0)
    return Chars(
        empty.astype(np.uint32),
        empty,
        empty,
        empty,
        empty,
        empty,
        empty.astype(np.bool_),
        empty.astype(np.int16),
        empty.astype(np.bool_),
        empty.astype(np.int32),
        empty.astype(np.float32),
    )


def _overpainted(
    glyphs: Glyphs, hidden: npt.NDArray[np.bool_], frame: Frame, pictures: FloatArray, order: npt.NDArray[np.intp]
) -> bool:
    """Whether a picture that fills the page was painted after most of its text (some scanners put the text they
    recognised under the picture instead of making it invisible)."""
    for number in range(len(pictures)):
        if cover_share(pictures[[number]], frame) >= _SCAN_COVER:
            before = glyphs.objects.place[glyphs.owner[~hidden]] < order[number]
            return bool(before.mean() > 0.5) if len(before) else False
    return False


def _aslant(matrix: FloatArray) -> npt.NDArray[np.bool_]:
    """Which text objects lean more than a scan's skew: `DRAFT` across a page would fall into the cells below it."""
    across, up = np.abs(matrix[:, 0]), np.abs(matrix[:, 1])
    slanted: npt.NDArray[np.bool_] = np.minimum(across, up) > _SLANT * np.maximum(across, up)
    return slanted


def _angles(matrix: FloatArray, frame: Frame) -> npt.NDArray[np.int16]:
    """The direction of reading of each text object on the page, in degrees counter-clockwise."""
    a, b, c, d, _, _ = frame.matrix.tolist()
    across, up = a * matrix[:, 0] + c * matrix[:, 1], -(b * matrix[:, 0] + d * matrix[:, 1])
    level = np.abs(across) >= np.abs(up)
    return np.where(level, np.where(across >= 0, 0, 180), np.where(up >= 0, 90, 270)).astype(np.int16)


def _lying(glyphs: Glyphs, frame: Frame) -> int:
    """How many quarter turns clockwise set the page's text upright: 0 unless two thirds of it lie another way."""
    inked = glyphs.owner[(glyphs.code != 0x20) & (glyphs.objects.mode[glyphs.owner] != 3)]
    if len(inked) == 0:
        return 0
    counts = np.bincount(_angles(glyphs.objects.matrix, frame)[inked] // 90, minlength=4)
    most = int(counts.argmax())
    return most if counts[most] > 2 / 3 * len(inked) else 0


def _chars(
    glyphs: Glyphs,
    boxes: FloatArray,
    hidden: npt.NDArray[np.bool_],
    frame: Frame,
    bold: npt.NDArray[np.bool_],
    number: int,
    findings: list[Finding],
) -> tuple[Chars, bool]:
    """The page's characters past the gate, and whether its text layer is not to be believed."""
    texts = glyphs.objects
    size = np.abs(texts.size) * np.hypot(texts.matrix[:, 2], texts.matrix[:, 3])
    bold = bold | (texts.mode == 2)
    codes = np.where(glyphs.unmapped, np.uint32(0), glyphs.code)
    angles = _angles(texts.matrix, frame)
    again, marked = doubled(glyphs, boxes, frame, angles[glyphs.owner], hidden)
    kept = np.flatnonzero(~again)
    gated = gate_codes(codes[kept])
    source = kept[gated.source]
    owner = glyphs.owner[source]
    angle = angles[owner]
    box = _shares(boxes[source], gated.part, gated.parts, angle)
    seen = ~hidden[source]
    nameless = (gated.code == REPLACEMENT) & seen
    inked = int(np.count_nonzero(seen & (gated.code != 0x20)))
    unnamed = int(np.count_nonzero(nameless))
    unreadable = unnamed > _UNREADABLE * inked and (unnamed >= _SEVERAL or unnamed > inked / 2)
    conceal = hidden[source] | unreadable
    if unreadable:
        message = f"The text layer of page {number} is unreadable: {unnamed} of its {inked} characters have no Unicode."
        findings.append(Finding("unreadable_text", "error", message, page=number))
    elif unnamed:
        where = box[np.flatnonzero(nameless)[0]]
        message = f"{unnamed} characters of page {number} have no Unicode and stand as U+FFFD: read them on the page."
        place = (float(where[0]), float(where[1]), float(where[2]), float(where[3]))
        findings.append(Finding("unmapped_glyphs", "warning", message, page=number, box=place))
    x0, top, x1, bottom = np.ascontiguousarray(box.T)
    chars = Chars(
        gated.code,
        x0,
        top,
        x1,
        bottom,
        size[owner],
        bold[owner] | marked[source],
        angle,
        conceal,
        owner.astype(np.int32),
        np.ones(len(owner), np.float32),
    )
    return chars, unreadable


def _shares(
    box: FloatArray, part: npt.NDArray[np.uint8], parts: npt.NDArray[np.uint8], angle: npt.NDArray[np.int16]
) -> FloatArray:
    """Splits the box of a ligature between its letters, along the direction of reading."""
    several = np.flatnonzero(parts > 1)
    for place in several.tolist():
        low, high = (0, 2) if angle[place] in (0, 180) else (1, 3)
        step = (box[place, high] - box[place, low]) / parts[place]
        number = int(part[place]) if angle[place] in (0, 270) else int(parts[place]) - 1 - int(part[place])
        start = box[place, low] + step * number
        box[place, low], box[place, high] = start, start + step
    return box
