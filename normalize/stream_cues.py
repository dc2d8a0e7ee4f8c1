"""What words say about a cell of a dumped table: its role, its level, whether it can begin or end there.

Nothing here decides: each cue is a weight that the grammar adds up. The words are those of stream_words.toml.
"""

from __future__ import annotations

import re
import tomllib
from importlib import resources

from normalize.units import unit

__all__ = [
    "begins",
    "begins_activity",
    "begins_quantity",
    "begins_result",
    "ends_open",
    "is_money",
    "is_value",
    "looks_like_unit",
    "measures",
    "names_post_only",
    "split_code",
    "split_number",
    "split_values",
    "starts_open",
]

_WORDS: dict[str, dict[str, list[str]]] = tomllib.loads(
    resources.files("normalize").joinpath("stream_words.toml").read_text(encoding="utf-8")
)


def _any_of(words: list[str]) -> str:
    """A pattern for any of these words or openings, the longest first."""
    patterns = []
    for word in sorted(words, key=len, reverse=True):
        pattern = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\.? ?")
        patterns.append(pattern + (r"(?!\w)" if word[-1].isalnum() else ""))
    return "(?:" + "|".join(patterns) + ")"


_BEGINS = {kind: re.compile(_any_of(words), re.IGNORECASE) for kind, words in _WORDS["begins"].items()}
_RESULT = re.compile(r"te[rn]?\w{4,}nya\b", re.IGNORECASE)
_DOING = re.compile(r"pe(?:[mnrl]|ng|ny)?\w{3,}an\b", re.IGNORECASE)
_INSIDE = re.compile(rf"{_any_of(_WORDS['begins']['inside'])}|[),;:./]")
_OPEN = re.compile(
    rf"(?:^|\s)(?:{_any_of(_WORDS['ends']['open'])}|&)$|^program$|^(?:me(?:ning|nu)|ter|ber|te)\w{{3,}}nya$|[,/(&-]$",
    re.IGNORECASE,
)
_POST = re.compile(rf"(?:{_any_of(_WORDS['ends']['post'])}\.? ?)+", re.IGNORECASE)
_SUMS = re.compile(
    r"\b(?:di ?bagi|di ?kali(?:kan)?|per jumlah|dibanding(?:kan)?)\b|[x×*] ?100|\b100 ?%|\btahun n\b|[=∑Σ÷]|"
    r"/ ?(?:jumlah|total)\b",
    re.IGNORECASE,
)

_NUMBER = r"[-+±≥≤<>]? ?(?:rp\.? ?)?\d[\d.,]*(?: ?[%‰])?"
_GRADE = rf"(?:{_any_of(_WORDS['value']['grade'])}|[ivx]{{1,5}}|[-–—]+|\.{{2,}}|[✓√v])"
_NOTE = r"(?: ?\([^()]{1,25}\))?"
_VALUE = re.compile(
    rf"(?:{_NUMBER}{_NOTE}(?:(?: ?/ ?| dan | ?- ?| s/d )(?:{_NUMBER}|{_GRADE}))?|{_GRADE}(?: ?/ ?{_GRADE})?){_NOTE}",
    re.IGNORECASE,
)
_QUANTITY = re.compile(rf"{_NUMBER}{_NOTE} ?[^\W\d_][\w/.]*(?: [\w/.()]+){{0,3}}", re.IGNORECASE)
_LONGEST_VALUE = 40
_MONEY = re.compile(r"(?:rp\.? ?)?\d{1,3}(?:[.,]\d{3}){2,4}(?:[.,]\d{2})?(?: ?,-)?", re.IGNORECASE)
_CODE = re.compile(r"((?:[0-9xX]{1,4}\.){2,7}[0-9xX]{1,4})\.?(?=\s|$)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?![.\d])")
_ITEM = re.compile(r"(\d{1,3}[.)]|\d{1,2}|[a-z][.)])\s+(?=[^\W\d_]{2})")
_HEADS = frozenset(_WORDS["unit"]["head"])


def begins(kind: str, text: str) -> bool:
    """Whether a text opens with words of a kind: a key of the table `begins` of stream_words.toml.

    >>> begins("indicator", "Persentase layanan"), begins("person", "Sub Bag. Umum"), begins("program", "Programa")
    (True, True, False)
    """
    return _BEGINS[kind].match(text) is not None


def begins_quantity(text: str) -> bool:
    """Whether a text opens with a noun that an indicator can begin with, and other texts too.

    >>> begins_quantity("Tingkat kepuasan"), begins_quantity("Tingkat Kecamatan"), begins_quantity("Tingkat desa maju")
    (True, False, True)
    """
    if begins("place", text) and text.split()[1][:1].isupper():
        return False
    return begins("quantity", text)


def begins_result(text: str) -> bool:
    """Whether a text opens what was done (`Terpeliharanya …`, `Tersedianya …`): an indicator, seldom a sasaran."""
    return _RESULT.match(text) is not None and not begins("outcome", text)


def begins_activity(text: str) -> bool:
    """Whether a text opens with the noun of an activity.

    >>> begins_activity("Penyediaan gaji"), begins_activity("Koordinasi, Sinkronisasi"), begins_activity("Kecamatan")
    (True, True, False)
    """
    return _DOING.match(text) is not None or begins("activity", text)


def measures(text: str) -> bool:
    """Whether a line holds arithmetic (`dibagi`, `x 100`)."""
    return _SUMS.search(text) is not None


def names_post_only(text: str) -> bool:
    """Whether a text names a post or a unit without saying which (`Sub Bagian`, `Kepala Seksi`)."""
    return _POST.fullmatch(text) is not None


def ends_open(text: str) -> bool:
    """Whether a text cannot end a cell: its last word asks for another, or a bracket is open.

    >>> ends_open("Tata Pemerintahan di"), ends_open("Fasilitasi (Bimtek"), ends_open("Kecamatan")
    (True, True, False)
    """
    return _OPEN.search(text) is not None or text.rfind("(") > text.rfind(")")


def starts_open(text: str) -> bool:
    """Whether a text cannot begin a cell: its first word joins on to another."""
    return _INSIDE.match(text) is not None


def is_value(text: str) -> bool:
    """Whether a text is what stands in a target or a quarter: a figure, a grade, a dash, a figure with its unit.

    >>> is_value("50 (CC)"), is_value("-"), is_value("3,000 poin (tahun 2017)"), is_value("1.05.02 Program")
    (True, True, True, False)
    """
    if len(text) > _LONGEST_VALUE or (_CODE.match(text) and not _THOUSANDS.match(text)):
        return False
    return _VALUE.fullmatch(text) is not None or _QUANTITY.fullmatch(text) is not None


def is_money(text: str) -> bool:
    """Whether a text is an amount of money: millions in full, or with `Rp`.

    >>> is_money("452.750.000,00"), is_money("Rp 1.000.000"), is_money("152.916")
    (True, True, False)
    """
    return _MONEY.fullmatch(text) is not None


def split_values(text: str) -> list[str] | None:
    """The values that stand on one line, or None where anything else stands there.

    >>> split_values("50 (CC) 50 (CC) 60 %"), split_values("5 orang")
    (['50 (CC)', '50 (CC)', '60 %'], None)
    """
    parts: list[str] = []
    for word in text.split():
        if parts and (word[0] == "(" or word in "%‰" or parts[-1].count("(") > parts[-1].count(")")):
            parts[-1] += " " + word
        else:
            parts.append(word)
    return parts if parts and all(is_value(part) for part in parts) else None


def looks_like_unit(text: str) -> float:
    """How much a text looks like a unit, as a weight.

    >>> looks_like_unit("Orang/Bulan") > looks_like_unit("Kegiatan Xyz") > looks_like_unit("yang difasilitasi")
    True
    """
    words = text.split()
    if not words or len(words) > 4 or text[0].isdigit():
        return -4.0
    parts = [part for part in re.split(r"\s*/\s*", text) if part]
    if all(_known_unit(part) for part in parts):
        return 3.4 if len(words) == 2 and "/" not in text else 3.0
    if len(words) == 2 and words[0].casefold() in _HEADS and (text[0].islower() or words[1][0].isupper()):
        return 2.0
    if text[0].islower() or ends_open(text) or starts_open(text) or len(words) > 2:
        return -2.0
    return 0.5 if len(words) == 1 else -0.5


def _known_unit(text: str) -> bool:
    """Whether a text is a unit of the list, and its spaces are no breaks inside a word (`Kegiata n`)."""
    found = unit(text)
    return found is not None and found.kind is not None and (" " not in text or " " in found.name)


def split_code(text: str) -> tuple[str | None, str]:
    """The code printed before a name, and the name.

    >>> split_code("7.01.02.2.01 Koordinasi"), split_code("1.000 Orang")
    (('7.01.02.2.01', 'Koordinasi'), (None, '1.000 Orang'))
    """
    match = _CODE.match(text)
    return (None, text) if match is None else (match[1], text[match.end() :].strip())


def split_number(text: str) -> tuple[str | None, str]:
    """The running number printed before a text, and the text.

    >>> split_number("1. Meningkatnya mutu"), split_number("3 Koordinasi"), split_number("50 (CC)")
    (('1.', 'Meningkatnya mutu'), ('3', 'Koordinasi'), (None, '50 (CC)'))
    """
    match = _ITEM.match(text)
    return (None, text) if match is None else (match[1], text[match.end() :])
