"""The text layer that a copier put behind a scan: sound, wrong, or none.

Having text is no proof of being readable: a copier's own recognition gives `lernak` and `0.0.0.`, or the letters of
another page. The layer is judged by the picture: by how many of its words were read there too, at the same place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

import numpy as np

from extract.cells import Finding
from extract.pages import Chars

__all__ = ["judge_layer"]

_SOUND = 0.9
"""The share of the layer's words that the picture must bear out."""
_ALIKE = 0.8
_FEWEST = 8
"""Fewer words than this are a stamp's, a page number's or a viewer's, and no layer."""


def judge_layer(layer: Chars, read: Chars, page: int) -> Finding | None:
    """What is to be said of a page's own text, given what its picture says; None where the page has no text.

    Args:
        layer: the page's own characters, white space among them, whatever can be seen of them.
        read: the characters that were read in its picture.
        page: its number.
    """
    words = _words(layer)
    if len(words) < _FEWEST:
        return None
    seen = Counter(_words(read))
    found = 0.0
    for word in words:
        if seen[word]:
            seen[word] -= 1
            found += 1
    share = found / len(words)
    if share >= _SOUND:
        message = (
            f"The text layer of page {page} agrees with its picture ({share:.0%} of the words); the picture was read."
        )
        return Finding("text_layer", "info", message, page)
    examples = ", ".join(f"“{word}”" for word in _strangers(words, seen)[:3])
    message = (
        f"The text layer of page {page} is wrong: its picture shows {share:.0%} of its words (not {examples}). "
        "It was dropped, and the picture was read."
    )
    return Finding("wrong_text_layer", "info", message, page)


def _words(chars: Chars) -> list[str]:
    """The words in content order; a wide gap or a new line parts two words though no space stands there."""
    if len(chars) == 0:
        return []
    size = np.maximum(chars.size, 1.0)
    gap = (chars.x0[1:] - chars.x1[:-1]) / size[1:]
    line = np.abs(chars.bottom[1:] - chars.bottom[:-1]) > 0.5 * size[1:]
    parted = np.concatenate(([False], (gap > 0.2) | (gap < -0.5) | line))
    text = "".join(
        (" " if new else "") + chr(code) for code, new in zip(chars.code.tolist(), parted.tolist(), strict=True)
    )
    return text.split()


def _strangers(words: Iterable[str], seen: Counter[str]) -> list[str]:
    """Words of the layer that the picture does not show, those first that are nearly what it shows."""
    others = [word for word, count in seen.items() if count > 0 and len(word) > 3]
    strange = [word for word in dict.fromkeys(words) if len(word) > 3 and word not in seen]
    near = {
        word: max((SequenceMatcher(None, word, other).ratio() for other in others[:200]), default=0.0)
        for word in strange[:20]
    }
    return sorted(near, key=lambda word: (near[word] < _ALIKE, -near[word]))
