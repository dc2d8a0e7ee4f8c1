"""The same indicator of the same office through the years.

Offices reword, misprint and renumber their indicators from year to year. Two records are linked where they stand under
the same node (by code and name, or by name) and say the same thing: what is left over when their words are paired,
misprints apart, must stand on one side alone. `siswa laki-laki` and `siswa perempuan` differ on both sides and are two
indicators; so are a number and a percentage, different units, and different figures in the text. Nothing is linked
across offices, and each record goes to one series only.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

__all__ = ["Entry", "Series", "is_revised", "link", "office_key"]

_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_SHORT_FORMS = {"kab": "kabupaten", "kec": "kecamatan", "kel": "kelurahan", "prov": "provinsi", "sekda": "sekretariat"}
_NO_OFFICE = frozenset({"pemerintah", "pemkab", "pemkot", "pemprov", "dan"})
_SMALL = frozenset(
    {"atas", "atau", "bagi", "dalam", "dan", "dari", "dengan", "di", "ke", "melalui", "oleh", "pada", "para"}
    | {"secara", "serta", "sesuai", "terhadap", "untuk", "yang"}
)
_OUTCOMES = re.compile(r"(?:ter|me|ber|ke)\w{3,}nya")
"""`Tersedianya`, `Meningkatnya`: how a sentence begins, not what it counts."""
_REVISED = re.compile(r"(?<![^\W_])(?:perubahan(?! iklim)|revisi|papbd|p-apbd|pergeseran)(?![^\W_])")
_MEASURES = {
    "jumlah": "count", "banyaknya": "count", "persentase": "share", "prosentase": "share", "presentase": "share",
    "persen": "share", "rasio": "ratio", "indeks": "index", "rata": "mean", "selisih": "difference",
}  # fmt: skip
"""Words that say what kind of figure it is; two that differ are two indicators."""
_ALIKE = 80.0
"""The least likeness of two words, one of them misprinted."""
_SURE = 0.8
"""The least share of letters that two indicators have in common."""
_SAME_NODE = 0.85
_ALONE = 0.45
"""The same of an indicator that is the only one of the same node in both years, with the same unit."""
_TEXT_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as far as it is compared. `office` is None where the document does not say whose it is; `revision` is 1
    in a revised document (*Perubahan*) of the year."""

    indicator_id: str
    document_id: str
    office: str | None
    year: int
    revision: int
    order: int
    level: str | None
    code: str | None
    name: str | None
    indicator: str
    unit: str | None
    target: str | None


@dataclass(slots=True)
class Series:
    """One indicator: its records from the first year on, and how sure each link to the one before it is (0 to 1)."""

    entries: list[Entry]
    certainties: list[float] = field(default_factory=list)

    @property
    def series_id(self) -> str:
        """Made from its first record's words, so that it stays when later years are added."""
        first = self.entries[0]
        parts = (office_key(first.office), first.level or "", first.code or "", *map(_folded, _texts(first)))
        same = "" if first.office else first.document_id
        return hashlib.sha256("\x1f".join((*parts, same)).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def link(entries: Iterable[Entry]) -> list[Series]:
    """The series of all records, in order of office, first year and place; those of one year are series of one."""
    offices: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        offices[office_key(entry.office), "" if entry.office else entry.document_id].append(entry)
    found: list[Series] = []
    for key in sorted(offices):
        found += _of_office(offices[key])
    return found


def office_key(name: str | None) -> str:
    """An office's name as it is compared: letter case, short forms and small words apart, and nothing else.

    >>> office_key("DINAS PENDIDIKAN KAB. BANYUMAS") == office_key("Dinas Pendidikan Kabupaten Banyumas")
    True
    >>> office_key("Kecamatan Kutasari") == office_key("Kecamatan Kutawaru")
    False
    """
    words = (_SHORT_FORMS.get(word, word) for word in _WORD.findall(_plain(name or "")))
    return " ".join(word for word in words if word not in _NO_OFFICE)


def is_revised(*texts: str | None) -> bool:
    """Whether a title or a file's name says that the document revises the year's first one.

    >>> is_revised("RENCANA AKSI PERUBAHAN TAHUN 2023"), is_revised("Dinas Pengendalian Perubahan Iklim")
    (True, False)
    """
    return any(_REVISED.search(_plain(text)) is not None for text in texts if text)


def _of_office(entries: Sequence[Entry]) -> list[Series]:
    years: defaultdict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        years[entry.year, entry.revision].append(entry)
    series: list[Series] = []
    for year in sorted(years):
        fresh = sorted(years[year], key=lambda entry: (entry.document_id, entry.order))
        taken: dict[int, tuple[int, float]] = {}
        used: set[int] = set()
        for certainty, old, new in _candidates(series, fresh):
            if old not in used and new not in taken:
                used.add(old)
                taken[new] = (old, certainty)
        for place, entry in enumerate(fresh):
            if place in taken:
                old, certainty = taken[place]
                series[old].entries.append(entry)
                series[old].certainties.append(certainty)
            else:
                series.append(Series([entry]))
    return series


def _candidates(series: Sequence[Series], fresh: Sequence[Entry]) -> list[tuple[float, int, int]]:
    """Pairs of a series and a new record that may be one, the surest first."""
    last = [one.entries[-1] for one in series]
    before, now = (Counter((entry.level, _node(entry)) for entry in side) for side in (last, fresh))
    by_word: defaultdict[str, set[int]] = defaultdict(set)
    for place, entry in enumerate(last):
        for word in {*_telling(entry.indicator), *_telling(entry.name or "")}:
            by_word[word[:4]].add(place)
    found: list[tuple[float, int, int]] = []
    for new, entry in enumerate(fresh):
        near = Counter(old for word in set(_telling(entry.indicator)) for old in by_word[word[:4]])
        near.update(old for word in set(_telling(entry.name or "")) for old in by_word[word[:4]])
        for old in near:
            other = last[old]
            if not _may_be_one(other, entry):
                continue
            node = _same_node(other, entry)
            text = _same_words(other.indicator, entry.indicator)
            alone = before[other.level, _node(other)] == now[entry.level, _node(entry)] == 1
            only = node >= _SAME_NODE and alone and text >= _ALONE and other.unit == entry.unit is not None
            if node >= _SAME_NODE and (text >= _SURE or only):
                found.append((round(_TEXT_WEIGHT * text + (1 - _TEXT_WEIGHT) * node, 4), old, new))
    order = {place: (entry.year, entry.document_id, entry.order) for place, entry in enumerate(last)}
    found.sort(key=lambda pair: (-pair[0], order[pair[1]], pair[2]))
    return found


def _may_be_one(one: Entry, other: Entry) -> bool:
    if one.level is not None and other.level is not None and one.level != other.level:
        return False
    if one.unit and other.unit and _folded(one.unit) != _folded(other.unit):
        return False
    return _kind(one.indicator) == _kind(other.indicator) or None in (_kind(one.indicator), _kind(other.indicator))


def _node(entry: Entry) -> str:
    return _folded(entry.name or "")


def _same_node(one: Entry, other: Entry) -> float:
    """How sure two records stand under the same node: by name, which may be reworded a little where the code is the
    same; a code alone says nothing, since each regime of codes gives them anew."""
    if not one.name or not other.name:
        return 1.0 if not one.name and not other.name else 0.0
    if _folded(one.name) == _folded(other.name):
        return 1.0
    words = _same_words(one.name, other.name)
    if one.code and one.code == other.code:
        return max(words, 0.95) if words >= 0.6 else 0.0
    return words


@lru_cache(maxsize=100_000)
def _same_words(one: str, other: str) -> float:
    """The share of letters that two texts have in common, word by word, misprints apart; 0 where each has words of its
    own."""
    if _folded(one) == _folded(other):
        return 1.0
    left, right = list(_telling(one)), list(_telling(other))
    if not left or not right:
        return 0.0
    if sorted(filter(str.isdigit, left)) != sorted(filter(str.isdigit, right)):
        return 0.0
    common = 0
    for word in list(left):
        best = max(right, key=lambda each: fuzz.ratio(word, each), default=None)
        if best is not None and _misprint(word, best):
            common += len(word) + len(best)
            left.remove(word)
            right.remove(best)
    if left and right and "".join(left) != "".join(right):
        return 0.0
    rest = sum(map(len, left)) + sum(map(len, right))
    return common / (common + rest) if common else 1.0


def _misprint(one: str, other: str) -> bool:
    """Whether two words are one, misprinted at most: long enough that a letter does not make another word."""
    if one == other:
        return True
    return min(len(one), len(other)) >= 5 and one[0] == other[0] and fuzz.ratio(one, other) >= _ALIKE


@lru_cache(maxsize=100_000)
def _telling(text: str) -> tuple[str, ...]:
    """The words of a text that say what it is about."""
    words = _WORD.findall(_plain(text))
    return tuple(
        word for word in words if word not in _SMALL and word not in _MEASURES and not _OUTCOMES.fullmatch(word)
    )


def _kind(text: str) -> str | None:
    """What kind of figure an indicator is, where its first words say so."""
    return next((_MEASURES[word] for word in _WORD.findall(_plain(text))[:2] if word in _MEASURES), None)


def _texts(entry: Entry) -> tuple[str, ...]:
    return entry.name or "", entry.indicator, entry.unit or ""


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(_plain(text)))


@lru_cache(maxsize=100_000)
def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("&", " dan ")
