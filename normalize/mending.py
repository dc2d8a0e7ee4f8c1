"""Slips of recognition in words: `Intemal` becomes `Internal` where the document itself leaves no doubt.

A word of a scan is mended only when another word of the document looks the same in print (rn as m, I as l, a thin
letter lost inside it), stands there several times, and the slip itself hardly does; a user's own list of official
names counts as well. Figures, codes and short words are never touched. The cells keep what was read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from extract.cells import Cell, Finding
from normalize.records import LEVELS, IndicatorRecord

__all__ = ["Lexicon", "mend_words"]

_FIELDS = (*LEVELS, "indikator", "formula", "satuan", "rencana_aksi", "penanggung_jawab")
_SHORTEST = 6
_OFTEN = 3
"""A word that stands so often in the document was not misread each time in the same way."""
_SURE = 0.9
"""The confidence of a line whose words count."""
_WORD = re.compile(r"[^\W\d_]+")
_SLIP = re.compile(r"[^\W_]+")
_ALIKE = str.maketrans("I1|!oc0hvqéu", "llllee" + "ebygen")
_THIN = re.compile(r"[lijtfr]")
_MIDDLE = slice(1, -1)


class Lexicon:
    """The words that are beyond doubt, by how they look in print."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = set(words)
        self._looks: dict[str, set[str]] = {}
        for word in self._known:
            if len(word) >= _SHORTEST:
                self._looks.setdefault(_look(word), set()).add(word)

    def mended(self, word: str) -> str | None:
        """What the word was read for, where that is one known word; None where it is known, or there is no doubt-free
        answer.

        >>> Lexicon(["Internal", "lapangan", "konflik"]).mended("Intemal")
        'Internal'
        >>> Lexicon(["Pelaksanaan"]).mended("Pelaksana") is None
        True
        """
        if len(word) < _SHORTEST or word in self._known or not _SLIP.fullmatch(word):
            return None
        if sum(map(str.isdigit, word)) > 1:
            return None
        found = {known for known in self._looks.get(_look(word), ()) if abs(len(known) - len(word)) <= 1}
        return found.pop() if len(found) == 1 else None


def mend_words(records: Sequence[IndicatorRecord], cells: Iterable[Cell], known: Iterable[str] = ()) -> list[Finding]:
    """Mends the words of records that were read in pictures, and tells of each.

    Args:
        records: their texts are changed in place.
        cells: the document's cells, with what was read and how surely.
        known: words that are right whatever the document says (of an official list of names).
    """
    counts: Counter[str] = Counter()
    scanned: set[int] = set()
    for cell in cells:
        for line in cell.lines:
            if line.confidence < 1.0:
                scanned.add(cell.page)
            if line.confidence >= _SURE:
                counts.update(_WORD.findall(line.text))
    if not scanned:
        return []
    lexicon = Lexicon([*(word for word, count in counts.items() if count >= _OFTEN), *known])
    findings: list[Finding] = []
    for record in records:
        for field in _FIELDS:
            text = record.text.get(field)
            places = record.boxes.get(field, [])
            if text is None or not any(page in scanned for page, _ in places):
                continue
            for word in dict.fromkeys(_SLIP.findall(text)):
                better = lexicon.mended(word) if counts[word] < _OFTEN else None
                if better is None:
                    continue
                text = re.sub(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", better, text)
                message = (
                    f"“{word}” was taken for “{better}”, which the document has elsewhere: compare it with the page."
                )
                page, box = places[0]
                findings.append(Finding("mended_word", "info", message, page, box, field, record.order))
            record.text[field] = text
    return findings


def _look(word: str) -> str:
    """How a word looks in poor print: letters that are taken for each other are one, thin ones inside it are none."""
    joined = word.replace("rn", "m").replace("ri", "n").translate(_ALIKE)
    first = joined[0]
    return first + _THIN.sub("", joined[_MIDDLE]) + joined[-1]
