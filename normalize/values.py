"""From a printed text to a figure that is beyond doubt, or to the reason why there is none.

One text at a time: `parse` says what stands there. Where the notation alone leaves two figures open (`1.234` is one
thousand or one point something) it gives both; normalize/notation.py decides between them with the rest of the
document. The text is never repaired: a figure that is wrongly grouped, or that stands beside another, is none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

__all__ = ["Kind", "Reading", "parse", "shown"]


class Kind(StrEnum):
    """What a printed text is, seen as a figure."""

    FIGURE = "figure"
    AMBIGUOUS = "ambiguous"
    """Three digits behind a single separator: a decimal fraction or thousands."""
    BLANK = "blank"
    DASH = "dash"
    """A dash alone: the office says that there is nothing here."""
    GRADE = "grade"
    """`WTP`, `BB`, `III`, `Sangat Baik`."""
    RANGE = "range"
    RATIO = "ratio"
    BOUND = "bound"
    """`≥ 90`, `minimal 5`: a limit, no figure."""
    DATE = "date"
    SEVERAL = "several"
    """More than one figure."""
    UNCLEAR = "unclear"
    """Digits that cannot be read as a figure beyond doubt."""
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one printed text says.

    `value` is the figure; for `AMBIGUOUS` it is None and `as_decimal` and `as_thousands` are the two candidates and
    `separator` is the sign between them. `decimals` counts the digits behind the decimal sign (of `value`, or of
    `as_decimal`). `unit` is what is printed behind the figure. `marks` is what the text proves about the notation:
    pairs of separator and meaning, `(",", "decimal")`. `reason` completes the sentence "`text` is no figure: …".
    """

    text: str
    kind: Kind
    value: float | None = None
    as_decimal: float | None = None
    as_thousands: float | None = None
    separator: str | None = None
    decimals: int = 0
    unit: str | None = None
    marks: frozenset[tuple[str, str]] = frozenset()
    reason: str = ""

    def settled(self, meaning: str) -> Reading:
        """This ambiguous reading, taken as `decimal` or as `thousands`."""
        decimal = meaning == "decimal"
        return replace(
            self,
            kind=Kind.FIGURE,
            value=self.as_decimal if decimal else self.as_thousands,
            decimals=self.decimals if decimal else 0,
            marks=frozenset({(self.separator or "", meaning)}),
            reason="",
        )


_LONGEST = 200
"""Longer texts are prose; it also bounds the work on a hostile cell."""
_DASHES = r"\-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_HARD_SPACES = "\u00a0\u2007\u2009\u202f"
_NUMBER = r"[0-9](?:[0-9.,]*[0-9])?"
_ROMAN = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"
_WORDS = (
    "sangat baik|baik|cukup|kurang|sangat memuaskan|memuaskan|istimewa|sangat tinggi|tinggi|sedang|rendah"
    "|sangat inovatif|inovatif|mandiri|maju|berkembang|utama|madya|nindya|pratama|paripurna|informatif"
    "|menuju informatif|terakreditasi"
)
_GRADE = re.compile(
    rf"(?:(?i:opini|predikat|kategori|nilai)\s+)?(?:[A-E]{{1,2}}[+-]?|WTP(?:[ -]DPP)?|WDP|TMP|{_ROMAN}|(?i:{_WORDS}))"
)
_GRADE_FIGURE = re.compile(rf"(?:[A-E]{{1,2}}[+-]?)\s*\(\s*({_NUMBER})\s*\)")
_MONTH = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|jun[i]?|jul[i]?|agt|agu(?:stus)?|agust|sept?(?:ember)?"
    r"|okt(?:ober)?|nov(?:ember)?|des(?:ember)?)"
)
_DATE = re.compile(
    rf"(?i)(?:tgl\.?|tanggal)?\s*(?:[0-3]?[0-9]\s+)?{_MONTH}\b\.?\s*(?:[0-9]{{4}})?|[0-3]?[0-9]([/.-])[01]?[0-9]\1(?:[0-9]{{2}}){{1,2}}"
    r"|(?:tahun|thn\.?|th\.?)\s*[0-9]{4}|[0-9]{1,2}[.:][0-9]{2}\s*(?:WIB|WITA|WIT)"
)
_BOUND = re.compile(
    r"(?i)[<>≤≥±~≈]|(?:min|maks|max)(?:\b|imal|imum)"
    r"|(?:paling|lebih|kurang|di ?atas|di ?bawah|sekitar|hampir|sedikitnya)\b"
)
_BOUND_AFTER = re.compile(r"(?i)(?:%|persen)?\s*(?:[+]|ke ?atas\b|ke ?bawah\b|lebih\b|kurang\b)")
_BETWEEN = rf"(?:[{_DASHES}~]|s/?d|s\.d\.?|sampai(?:\s+dengan)?|hingga)"
_RANGE = re.compile(rf"(?i){_NUMBER}\s*(?:%|[^\W\d_]{{1,12}})?\s*{_BETWEEN}\s*{_NUMBER}(?![0-9]).*")
_RATIO = re.compile(rf"(?i){_NUMBER}\s*(?:[:/]|banding|berbanding)\s*{_NUMBER}")
_FIGURES = re.compile(rf"(?<!\w){_NUMBER}")
_YEAR = re.compile(
    r"(?i)\s*\(\s*(?:(?:tahun|thn|th|ta|t\.a)\.?\s*)?(?:19|20)[0-9]{2}\s*\)"
    r"|\s*\b(?:(?:pada|di|untuk)\s+)?(?:tahun|thn|th|ta|t\.a)\.?\s*(?:anggaran\s+)?(?:19|20)[0-9]{2}\b"
)
_MAIN = re.compile(
    rf"(?i)(?:(?:rp|idr)\s*\.?|sebanyak\b|sejumlah\b|sebesar\b|nilai\b|skor\b|indeks\b)?\s*:?\s*"
    rf"(?P<sign>[-\u2212\u2013]?)(?P<gap>\s*)(?P<number>{_NUMBER})(?P<rest>.*)"
)
_SPACED = re.compile(rf"(?<![0-9.,])[0-9]{{1,3}}(?:[ {_HARD_SPACES}][0-9]{{3}})+(?:[.,][0-9]{{1,2}})?(?![0-9.,])")
_UNIT_DIGIT = re.compile(r"(?i)[kcd]?m[23]\b")
_SCALES = {"ribu": 3, "rb": 3, "juta": 6, "jt": 6, "miliar": 9, "milyar": 9, "triliun": 12, "trilyun": 12}
_SCALE = re.compile(rf"(?i)\s*({'|'.join(_SCALES)})\b\.?")
_PLAIN = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def parse(text: str | None, *, money: bool = False) -> Reading:
    """Reads one printed text.

    In a column of money (`money`) a single separator before exactly three digits parts thousands: nobody budgets
    452 rupiah and three decimals, so `452.750` there is taken for 452750, a near-certainty and no proof.

    >>> parse("55,56 %").value, parse("50 (CC)").value, parse("1 (satu) Dokumen").unit
    (55.56, 50.0, 'Dokumen')
    >>> parse("1.234").kind.value, parse("1.234", money=True).value
    ('ambiguous', 1234.0)
    """
    return _parse(text or "", money)


def shown(value: float) -> str:
    """A figure as it is written in a message.

    >>> shown(12.0), shown(66.67), shown(0.1 + 0.2)
    ('12', '66.67', '0.3')
    """
    return f"{round(value, 6):.6f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=4096)
def _parse(text: str, money: bool) -> Reading:
    clean = text.translate(_WIDE).strip()
    if not clean:
        return Reading(text, Kind.BLANK)
    if len(clean) > _LONGEST:
        return Reading(text, Kind.TEXT, reason="it is a long text")
    if any(unicodedata.numeric(sign, None) is not None and sign not in "0123456789²³" for sign in clean):
        return Reading(text, Kind.UNCLEAR, reason="it has digits or fractions of another kind")
    if not re.sub(rf"(?i)^(?:rp|idr)\b\.?|[{_DASHES}\s]+", "", clean):
        return Reading(text, Kind.DASH)
    if _GRADE.fullmatch(clean):
        return Reading(text, Kind.GRADE, reason="it is a grade")
    if not re.search("[0-9]", clean):
        return Reading(text, Kind.TEXT, reason="it is a text")
    return _with_digits(text, clean, money)


_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF05: "%", 0xFF0C: ",", 0xFF0E: "."}
"""Full-width digits and signs, as some East Asian fonts give them."""


def _with_digits(text: str, clean: str, money: bool) -> Reading:
    if _DATE.fullmatch(clean.rstrip(" .;")):
        return Reading(text, Kind.DATE, reason="it is a date or a time")
    if _BOUND.match(clean):
        return Reading(text, Kind.BOUND, reason="it is a limit")
    without_year = _YEAR.sub("", clean).strip()
    clean = without_year if re.search("[0-9]", without_year) else clean
    clean = _close_gaps(clean, money)
    figures = _FIGURES.findall(clean)
    if len(figures) > 1:
        if len(figures) == 2 and _RANGE.fullmatch(clean):
            return Reading(text, Kind.RANGE, reason="it is a range")
        if len(figures) == 2 and _RATIO.fullmatch(clean):
            return Reading(text, Kind.RATIO, reason="it is a ratio")
        return Reading(text, Kind.SEVERAL, reason="it holds several figures")
    graded = _GRADE_FIGURE.fullmatch(clean)
    if graded:
        return _figure(text, graded[1], None, Decimal(1), money)
    main = _MAIN.fullmatch(clean)
    if clean[0] == "(":
        return Reading(text, Kind.UNCLEAR, reason="a figure in brackets can be a negative one or a number in a list")
    if not main:
        return Reading(text, Kind.TEXT, reason="the figure stands inside a text")
    return _main(text, main, money)


def _close_gaps(clean: str, money: bool) -> str:
    """Takes out the spaces inside a figure, where they can be nothing else.

    Thousands parted by hard spaces, or by spaces before a group that begins with 0 (no figure of its own does), are
    one figure; in money every group of three is, and a space beside a separator is left from a broken line.
    """
    if money:
        clean = re.sub(r"(?<=[0-9])\s*([.,])\s*(?=[0-9])", r"\1", clean)

    def close(match: re.Match[str]) -> str:
        groups = match[0].split(" ")[1:]
        one = money or not groups or any(group[0] == "0" for group in groups)
        return re.sub(r"\s", "", match[0]) if one else match[0]

    return _SPACED.sub(close, clean)


def _main(text: str, main: re.Match[str], money: bool) -> Reading:
    """A text with one figure: a sign before it, a unit, a grade or a spelled-out figure behind it."""
    rest = main["rest"]
    if _BOUND_AFTER.match(rest):
        return Reading(text, Kind.BOUND, reason="it is a limit")
    first = re.match(r"[^\W\d_]+[0-9]\S*", rest)
    if (first and not _UNIT_DIGIT.match(rest)) or re.search(r"[=<>≤≥*^×÷~_]", rest):
        return Reading(text, Kind.UNCLEAR, reason="letters, signs and digits are mixed")
    if re.fullmatch(r"\s*[,.]\s*[-–—=]{1,2}", rest):
        rest = ""  # the old way to close a sum of money: Rp 1.000.000,-
    if re.match(rf"\s*[{_DASHES}:/]", rest):
        return Reading(text, Kind.UNCLEAR, reason="it breaks off or goes on behind a sign")
    factor = Decimal(1)
    scale = _SCALE.match(rest)
    if scale:
        factor, rest = Decimal(10) ** _SCALES[scale[1].lower()], rest[scale.end() :]
    spelled = None
    for aside in re.findall(r"\(([^()]*)\)", rest):
        spelled = _spelled(aside) if spelled is None else spelled
    unit = re.sub(r"\s+", " ", re.sub(r"\([^()]*\)?", " ", rest)).strip(" .;,:)") or None
    if unit and _GRADE.fullmatch(unit):
        unit = None
    if main["sign"]:
        if main["gap"] or (unit and unit != "%"):
            return Reading(text, Kind.UNCLEAR, reason="the dash before it can be a minus or mark an item of a list")
        factor = -factor
    # before `juta` three digits can be a fraction: the rule of money columns holds for whole rupiah alone
    reading = _figure(text, main["number"], unit, factor, money and not scale)
    return reading if spelled is None else _spell_check(reading, spelled)


def _spell_check(reading: Reading, spelled: float) -> Reading:
    """The words behind a figure (`12 (dua belas)`) decide between two readings, and contradict a wrong one."""
    for meaning, value in (("thousands", reading.as_thousands), ("decimal", reading.as_decimal)):
        if reading.kind is Kind.AMBIGUOUS and value == spelled:
            return reading.settled(meaning)
    if reading.kind is not Kind.FIGURE or reading.value == spelled:
        return reading
    return Reading(reading.text, Kind.UNCLEAR, unit=reading.unit, reason="the figure and the words behind it differ")


def _figure(text: str, number: str, unit: str | None, factor: Decimal, money: bool) -> Reading:
    """A figure from its digits and separators, with the unit that was found behind it."""

    def certain(digits: str, decimals: int, *marks: tuple[str, str]) -> Reading:
        value = _exact(digits, factor)
        if value is None:
            return Reading(text, Kind.UNCLEAR, unit=unit, reason="it has more digits than a figure can hold")
        return Reading(text, Kind.FIGURE, value, decimals=decimals, unit=unit, marks=frozenset(marks))

    def unclear(reason: str) -> Reading:
        return Reading(text, Kind.UNCLEAR, unit=unit, reason=reason)

    separators = re.sub("[0-9]", "", number)
    if not separators:
        if number[0] == "0" and len(number) > 2:
            return unclear("it begins with a zero, as a code does")
        return certain(number, 0)
    last = separators[-1]
    whole, _, tail = number.rpartition(last)
    if len(separators) == 1:
        if whole[0] == "0" and len(whole) > 1:
            return unclear("it begins with a zero, as a code does")
        grouped = len(tail) == 3 and len(whole) <= 3 and whole != "0"
        if money and grouped:
            return certain(whole + tail, 0)
        if money and len(tail) > 2:
            return unclear("its digits are not grouped by threes")
        if grouped:
            decimal, thousands = _exact(f"{whole}.{tail}", factor), _exact(whole + tail, factor)
            return Reading(text, Kind.AMBIGUOUS, None, decimal, thousands, last, len(tail), unit, reason=_AMBIGUOUS)
        return certain(f"{whole}.{tail}", len(tail), (last, "decimal"))
    if len(set(separators)) == 1:
        if not _grouped(number, last):
            return unclear("its digits are not grouped by threes")
        return certain(number.replace(last, ""), 0, (last, "thousands"))
    other = separators[0]
    if separators.count(last) != 1 or not _grouped(whole, other) or (money and len(tail) > 2):
        return unclear("its digits are not grouped by threes")
    digits = f"{whole.replace(other, '')}.{tail}"
    if len(tail) == 3:  # a clerk who mixes the signs of thousands writes this too: it proves nothing
        return certain(digits, 3)
    return certain(digits, len(tail), (last, "decimal"), (other, "thousands"))


_AMBIGUOUS = "it can be read as a decimal fraction and as thousands"


def _grouped(number: str, separator: str) -> bool:
    first, *groups = number.split(separator)
    return 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in groups)


def _exact(digits: str, factor: Decimal) -> float | None:
    """The figure as a float, or None where a float cannot hold all of its digits."""
    if len(digits) > 30:
        return None
    exact = Decimal(digits) * factor
    value = float(exact)
    return value if Decimal(repr(value)) == exact else None


def _spelled(words: str) -> int | None:
    """The figure that Indonesian number words say, or None where the words say something else.

    >>> _spelled("dua belas"), _spelled("seribu dua ratus lima"), _spelled("CC")
    (12, 1205, None)
    """
    total = group = unit = 0
    parts = re.sub(r"\bse(?=(?:puluh|belas|ratus|ribu|juta)\b)", "satu ", words.casefold()).split()
    for word in parts:
        if word in _PLAIN:
            unit = _PLAIN.index(word)
        elif word == "belas":
            group, unit = group + 10 + unit, 0
        elif word in ("puluh", "ratus"):
            group, unit = group + unit * (10 if word == "puluh" else 100), 0
        elif word in ("ribu", "juta", "miliar", "milyar"):
            total, group, unit = total + (group + unit) * 10 ** _SCALES[word], 0, 0
        else:
            return None
    return total + group + unit if parts else None
