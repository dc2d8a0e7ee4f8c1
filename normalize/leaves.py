"""What a leaf of the header means: read from its own words first, then from the spans over it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalize.records import LEVELS, quarter_field
from normalize.vocabulary import Term, Vocabulary, compact

__all__ = ["MONTHS", "Dialect", "Leaf", "classify", "read_dialect"]

MONTHS = re.compile(
    r"(jan|feb|mar|apr|mei|jun|jul|agu|ags|agt|sep|okt|nop|nov|des)[a-z]*|1[0-2]|[1-9]|[jfmasond]", re.IGNORECASE
)
"""A month as a header writes it."""

_MEASURE_OF = {(False, False): "target", (False, True): "anggaran", (True, False): "realisasi"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """The meaning of a column; see `Column` for the fields."""

    role: str
    levels: tuple[str, ...] = ()
    measure: str = "target"
    known: bool = True


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a band writes its quarters: as lone numerals, as their last months, as the numbers of those."""

    bare: bool
    month_ends: bool
    month_numbers: bool


def read_dialect(paths: Sequence[Sequence[str]], vocabulary: Vocabulary) -> Dialect:
    """How a band writes its quarters. Lone numerals are quarters where three of the four stand in the band, roman or
    below a quarter word; the months March, June, September and December are, where no other month stands there."""
    numerals: set[int] = set()
    ends: set[int] = set()
    other_months = False
    for path in paths:
        stem = any(term.kind == "stem" for text in path for group in vocabulary.read(text)[0] for term in group)
        for text in path:
            quarter = vocabulary.quarter(text, bare=True)
            if quarter and (stem or not text.strip().isdigit()):
                numerals.add(quarter)
        end = vocabulary.quarter_end(path[-1]) if path else None
        if end:
            ends.add(end)
        elif path and MONTHS.fullmatch(path[-1].strip()) and not path[-1].strip().isdigit():
            other_months = True
    numbers = {int(text) for path in paths if path and (text := path[-1].strip()).isdigit() and len(text) < 3}
    return Dialect(len(numerals) >= 3, len(ends) == 4 and not other_months, numbers == {3, 6, 9, 12})


def classify(path: Sequence[str], vocabulary: Vocabulary, dialect: Dialect) -> Leaf:
    """The meaning of a column from its path, the header texts over it from the top down."""
    quarter = None
    for text in reversed(path):
        quarter = _quarter_in(text, vocabulary, dialect)
        if quarter:
            break
    terms = [[term for group in vocabulary.read(text)[0] for term in group] for text in path]
    if any(_is_schedule(found) for found in terms) and not _role_of(terms[-1]):
        return Leaf("jadwal")
    if quarter:
        measure = _measure(path, terms)
        return Leaf(quarter_field(measure, quarter), measure=measure)
    for depth in range(len(path) - 1, -1, -1):
        leaf = _plain_leaf(terms[depth], path[: depth + 1], terms[: depth + 1])
        if leaf is not None:
            return replace(leaf, measure=_measure(path, terms))
    if any(term == Term("filler", "uraian") for found in terms for term in found):
        return Leaf("name", LEVELS)  # `URAIAN` alone: labels, codes or weights in the rows tell the levels
    return Leaf("extra", known=False)


def _is_schedule(found: Sequence[Term]) -> bool:
    """Whether a text heads a schedule; `Jadwal Pencapaian Target` heads targets."""
    return Term("role", "jadwal") in found and not any(term.value == "target" for term in found)


def _quarter_in(text: str, vocabulary: Vocabulary, dialect: Dialect) -> int | None:
    quarter = vocabulary.quarter(text, bare=dialect.bare)
    if quarter is None and dialect.month_ends:
        quarter = vocabulary.quarter_end(text)
    if dialect.month_numbers and text.strip() in ("3", "6", "9", "12"):
        quarter = int(text) // 3
    if quarter:
        return quarter
    groups, unknown = vocabulary.read(text)
    quarters = {term.value for group in groups for term in group if term.kind == "quarter"}
    ranged = any(vocabulary.quarter(word, bare=True) for word in unknown)  # `Triwulan I - IV` names no quarter
    return int(quarters.pop()) if len(quarters) == 1 and not ranged else None


def _measure(path: Sequence[str], terms: Sequence[Sequence[Term]]) -> str:
    """What a quarter's column measures: its own words decide, then the spans over it."""
    money: bool | None = None
    realised: bool | None = None
    for text, found in zip(reversed(path), reversed(terms), strict=True):
        measures = {term.value for term in found if term.kind == "measure"}
        if money is None and "anggaran" in measures and "kinerja" not in compact(text):
            money = True
        elif money is None and "kinerja" in measures:
            money = False
        if realised is None and measures & {"target", "realisasi"}:
            if not {"target", "realisasi"} <= measures:
                realised = "realisasi" in measures
            elif "realisasi" not in compact(text):  # `Target Progres Capaian Kinerja` is a target
                realised = False
    return _MEASURE_OF.get((bool(realised), bool(money)), "realisasi_anggaran")


def _role_of(found: Sequence[Term]) -> str | None:
    roles = [term.value for term in found if term.kind == "role"]
    if not roles:
        return None
    if "kode" in roles:
        return "kode"
    if {"target", "satuan"} <= set(roles):
        return "target"  # a target that has its unit printed beside it
    strong = [role for role in roles if role not in ("target", "nomor", "anggaran")]
    return (strong or roles)[0]


def _plain_leaf(found: Sequence[Term], path: Sequence[str], terms: Sequence[Sequence[Term]]) -> Leaf | None:
    """The meaning of a column that belongs to no quarter, from one text of its path; None where it has none."""
    role = _role_of(found)
    levels = tuple(dict.fromkeys(term.value for term in found if term.kind == "level"))
    context = [term.value for term in found if term.kind == "context"]
    if levels and "urusan" in context:
        levels = ("urusan", *levels)
    measures = {term.value for term in found if term.kind == "measure"}
    realised = any(term == Term("measure", "realisasi") for level in terms for term in level) and not any(
        term == Term("measure", "target") for level in terms for term in level
    )
    if role in ("keterangan", "jadwal"):
        return Leaf("jadwal" if role == "jadwal" else "extra")
    if role and role not in ("target", "anggaran", "nomor"):
        return Leaf(role)
    if levels and role != "target":
        return Leaf("name", tuple(level for level in ("urusan", *LEVELS) if level in levels))
    if role == "nomor":
        return Leaf("nomor")
    if role == "anggaran" or (measures == {"anggaran"} and not realised):
        return Leaf("extra" if realised else "anggaran")
    if any(term.kind == "stem" for term in found):
        return Leaf("quarters")
    if role == "target":
        money = "anggaran" in _measure(path, terms)
        return Leaf("extra" if realised else "anggaran" if money else "target")
    if measures and (realised or "realisasi" in measures):
        return Leaf("extra")
    if measures and any(term.value == "target" for over in terms for term in over):
        return Leaf("target")
    if context:
        return Leaf("penanggung_jawab" if context == ["instansi"] else "name")
    return None
