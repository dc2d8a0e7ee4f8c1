"""How much a document may ask for before it is taken for a drawing, or for one made to do harm.

The counts are PDFium's own, taken before anything that costs more than they do: before lines are joined to cells,
before the second reader, before a page is drawn. A page beyond a limit is not read and says so; a document with too
many pages, or of nothing but such pages, is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from extract.errors import LimitExceeded, TooManyCharacters, TooManyObjects, TooManyPixels, TooManySegments

__all__ = ["PAGE_LIMITS", "Limits", "refuse"]

_PAGE: dict[str, tuple[type[LimitExceeded], str]] = {
    "objects": (TooManyObjects, "drawn objects"),
    "segments": (TooManySegments, "line segments"),
    "characters": (TooManyCharacters, "characters"),
    "pixels": (TooManyPixels, "pixels in a picture"),
}
PAGE_LIMITS = {error.code: error for error, _ in _PAGE.values()}
"""The errors of a page, by their codes; in a document that is read else, the codes of its findings."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read: pages of a document; objects, segments of paths and characters of a page; pixels of a
    picture on a page that is read by its picture.

    The densest A3 table has a hundredth of the objects, segments and characters; a sheet of A0 scanned at 300 dots per
    inch has 140 million pixels.
    """

    pages: int = 2_000
    objects: int = 500_000
    segments: int = 400_000
    characters: int = 400_000
    pixels: int = 200_000_000


def refuse(number: int, what: str, limits: Limits) -> LimitExceeded:
    """The error of a page that has more of something than `limits` allow; it is for the caller to raise.

    >>> str(refuse(3, "objects", Limits(objects=10)))
    'page 3 has more than 10 drawn objects; raise --limit-objects if you trust the file'
    """
    error, words = _PAGE[what]
    most: int = getattr(limits, what)
    return error(f"page {number} has more than {most:,} {words}; raise --limit-{what} if you trust the file")
