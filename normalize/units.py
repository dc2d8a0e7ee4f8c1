"""The normal form of a unit of measure (`%` and `prosen` are `Persen`), from normalize/units.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

__all__ = ["Unit", "unit", "unit_behind", "units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in its normal form. `kind` is `percent`, `score`, `count`, `time`, `measure`, `money`, or None where
    the unit is not in the project's list and its form is the printed one, tidied."""

    name: str
    kind: str | None


_LONGEST = 60
"""A longer text in a unit's place is no unit."""
_PER = re.compile(r"\s*/\s*|\s+per\s+", re.IGNORECASE)


def unit(text: str | None) -> Unit | None:
    """The unit that a text of a unit column names, or None where it names none (blank, a dash, a figure alone).

    >>> unit("Prosen"), unit("org/bln").name, unit("DOK."), unit("-")
    (Unit(name='Persen', kind='percent'), 'Orang/Bulan', Unit(name='Dokumen', kind='count'), None)
    >>> unit("alat peraga"), unit("KUBE")
    (Unit(name='Alat Peraga', kind=None), Unit(name='KUBE', kind=None))
    """
    return _unit(text) if text and len(text) <= _LONGEST else None


def unit_behind(text: str | None) -> Unit | None:
    """The unit in the words behind a figure, which may say more than the unit.

    The whole text where it is a unit, or at most four words; else the longest beginning that is a unit in the list
    (`dokumen hasil evaluasi kinerja perangkat daerah` is `Dokumen`); else None.
    """
    if not text:
        return None
    whole = unit(text)
    words = text.split()
    if whole and (whole.kind or len(words) <= 4):
        return whole
    for count in range(min(3, len(words)), 0, -1):
        begins = unit(" ".join(words[:count]))
        if begins and begins.kind:
            return begins
    return None


@lru_cache(maxsize=1)
def units() -> dict[str, Unit]:
    """All units of the list, by spelling in its compact form."""
    tables = tomllib.loads(resources.files("normalize").joinpath("units.toml").read_text(encoding="utf-8"))
    known: dict[str, Unit] = {}
    for kind, entries in tables.items():
        for name, spellings in entries.items():
            for spelling in (name, *spellings):
                known[_compact(spelling)] = Unit(name, kind)
    return known


@lru_cache(maxsize=1024)
def _unit(text: str) -> Unit | None:
    text = re.sub(r"\s+", " ", text).strip(" .,;:-/")
    found = units().get(_compact(text))
    if found:
        return found
    if not re.search(r"[^\W\d_]", text):
        return None
    parts = _PER.split(text)
    if len(parts) > 1 and all(parts):
        each = [found for part in parts if (found := _unit(part))]
        if len(each) == len(parts):
            kinds = {found.kind for found in each}  # two kinds make a rate, and a rate of whole things has decimals
            return Unit("/".join(found.name for found in each), kinds.pop() if len(kinds) == 1 else None)
    return Unit(" ".join(_tidy(word) for word in text.split()), None)


def _tidy(word: str) -> str:
    """A word of a unit that is not listed: a short name in capitals (`KUBE`) stays, `alat` and `PERALATAN` become
    `Alat` and `Peralatan`."""
    if word.isupper() and len(word) <= 5:
        return word
    if word.casefold() in ("dan", "atau", "di", "ke", "yang", "untuk"):
        return word.casefold()
    return word[:1].upper() + (word[1:].lower() if word.isupper() or word.islower() else word[1:])


def _compact(text: str) -> str:
    return re.sub(r"[^\w%/]|_", "", unicodedata.normalize("NFKC", text).casefold())
