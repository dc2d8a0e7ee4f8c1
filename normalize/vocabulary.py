"""The words of headers as data: normalize/vocabulary.toml, and the user's own words on top of it.

A header is read by cutting its letters into the longest known terms, from one word's beginning to a word's end. The
letters alone count, so a word that a narrow column has broken (`PENANGGU NG JAWAB`, `SATUA N`) reads like a whole one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from itertools import accumulate
from pathlib import Path

from extract.errors import RenaksiError

__all__ = ["LIST_NUMBER", "Term", "Vocabulary", "VocabularyError", "compact", "default_vocabulary", "tokens"]

_TABLES = (
    *("level", "context", "role", "measure", "quarter", "quarter_name", "quarter_end", "weak_target"),
    *("filler", "label", "office", "title", "total", "above", "prose"),
)
_OPEN_TABLES = frozenset(
    ["filler", "office", "title", "total", "quarter", "quarter_name", "quarter_end", "weak_target", "above", "prose"]
)
"""Tables whose keys are no closed list of meanings."""
_SEPARATOR = re.compile(r"[/|,;&+]")
LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})+[.)]?|(?:\d{1,3}|[A-Za-z]|[IVX]{1,5})[.)])\s+(?=\S)")
"""The number of a name in a list: `1.`, `1.2`, `a)`, `IV.`."""
_PAIR = re.compile(
    r"\s*(?P<label>\D*?(?:IV|I{1,3}|[1-4]))\s*(?P<sign>[:=]|[-–](?=\s)|\s)\s*(?P<figure>.*)", re.IGNORECASE
)
_LABEL_SIGN = re.compile(r"[:\[(]")
"""What every label ends with or begins with."""
_WORD = re.compile(r"[^\W_]+")


class VocabularyError(RenaksiError):
    """The user's vocabulary file cannot be used."""


@dataclass(frozen=True, slots=True)
class Term:
    """A meaning found in a header: `kind` is a table of the vocabulary, `value` its key (`level`, `sasaran`)."""

    kind: str
    value: str


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, letters and digits alone.

    >>> tokens("Sub Kegiatan / (Rp.)")
    ['sub', 'kegiatan', 'rp']
    """
    return _WORD.findall(text.casefold())


@lru_cache(maxsize=16_384)  # a header's or a label's text is looked at from many sides
def compact(text: str) -> str:
    """The letters and digits of a text, in lower case and without anything between.

    >>> compact("SATUA N")
    'satuan'
    """
    return "".join(tokens(text))


class Vocabulary:
    """The terms of a vocabulary, ready to be found in a header."""

    def __init__(self, tables: Mapping[str, Mapping[str, list[str]]]) -> None:
        self.tables = {table: {key: list(words) for key, words in tables.get(table, {}).items()} for table in _TABLES}

    @classmethod
    def load(cls, extra: Path | None = None) -> Vocabulary:
        """The project's vocabulary, with the words of the user's file `extra` put before it.

        Raises:
            VocabularyError: the file is no TOML, or names a table that does not exist.
        """
        base = tomllib.loads(resources.files("normalize").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
        if extra is None:
            return cls(base)
        try:
            own = tomllib.loads(extra.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise VocabularyError(f"{extra}: cannot be read as TOML ({error}); see docs/new_layout.md") from error
        for table, entries in own.items():
            if table not in _TABLES:
                raise VocabularyError(f"{extra}: unknown table [{table}]; the tables are {', '.join(_TABLES)}")
            for key, words in entries.items():
                if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                    raise VocabularyError(f"{extra}: {table}.{key} must be a list of words")
                if table not in _OPEN_TABLES and key not in base[table]:
                    raise VocabularyError(f"{extra}: unknown {table} '{key}'; it can be {', '.join(base[table])}")
                own_words = {compact(word) for word in words}
                if table in ("level", "context", "role"):
                    _withdraw(base, own_words)
                base.setdefault(table, {})[key] = words + base.get(table, {}).get(key, [])
        return cls(base)

    @cached_property
    def _terms(self) -> dict[str, tuple[Term, ...]]:
        found: dict[str, list[Term]] = {}
        for table in ("level", "context", "role", "measure"):
            for key, words in self.tables[table].items():
                for word in words:
                    found.setdefault(compact(word), []).append(Term(table, key))
        for word in self.tables["filler"]["words"]:
            found.setdefault(compact(word), []).append(Term("filler", word))
        for stem in self.tables["quarter"]["stem"]:
            found.setdefault(compact(stem), []).append(Term("stem", stem))
            for number in "1234":
                for numeral in self.tables["quarter"][number]:
                    found.setdefault(compact(stem) + compact(numeral), []).append(Term("quarter", number))
        for number, names in self.tables["quarter_name"].items():
            for name in names:
                found.setdefault(compact(name), []).append(Term("quarter", number))
        return {word: tuple(dict.fromkeys(terms)) for word, terms in found.items()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._terms))

    @lru_cache(maxsize=4096)  # noqa: B019 - one vocabulary lives as long as the run
    def read(self, text: str) -> tuple[tuple[tuple[Term, ...], ...], tuple[str, ...]]:
        """Cuts a header text into terms.

        Returns:
            The terms found, in order (each a tuple, since a word can mean several things), and the words that no
            term explains.
        """
        found: list[tuple[Term, ...]] = []
        unknown: list[str] = []
        for part in _SEPARATOR.split(text):
            words = tokens(part)
            letters = "".join(words)
            ends = list(accumulate(map(len, words)))
            position = 0
            while position < len(letters):
                length = self._match(letters, position, ends)
                if length:
                    found.append(self._terms[letters[position : position + length]])
                    position += length
                else:
                    end = next(end for end in ends if end > position)
                    unknown.append(letters[position:end])
                    position = end
        return tuple(found), tuple(unknown)

    def _match(self, letters: str, position: int, ends: list[int]) -> int:
        """The length of the longest term that starts at `position`; 0 for none.

        A term has to end where a word ends; a long one may also run into the next word (`IndikatorKinerja`), but a
        quarter never (`Triwulan I - IV` is no second quarter).
        """
        for length in range(min(self._longest, len(letters) - position), 0, -1):
            terms = self._terms.get(letters[position : position + length])
            if terms and (position + length in ends or (length >= 7 and terms[0].kind != "quarter")):
                return length
        return 0

    @cached_property
    def _quarter_words(self) -> re.Pattern[str]:
        stems = "|".join(sorted((re.escape(compact(s)) for s in self.tables["quarter"]["stem"]), key=len, reverse=True))
        numerals = "|".join(
            sorted((re.escape(compact(n)) for k in "1234" for n in self.tables["quarter"][k]), key=len, reverse=True)
        )
        return re.compile(rf"(?P<stem>{stems})?(?P<numeral>{numerals})")

    @cached_property
    def _numerals(self) -> dict[str, int]:
        return {compact(n): int(k) for k in "1234" for n in self.tables["quarter"][k]}

    @cached_property
    def _quarter_names(self) -> dict[str, int]:
        return {compact(name): int(k) for k, names in self.tables["quarter_name"].items() for name in names}

    def quarter(self, text: str, *, bare: bool = False) -> int | None:
        """The quarter that a text names and nothing else: `TW I`, `Triwulan 1`, `Tw. 1`; with `bare` also `I`.

        >>> Vocabulary.load().quarter("TRIBULAN III")
        3
        """
        letters = compact(text)
        if letters in self._quarter_names:
            return self._quarter_names[letters]
        match = self._quarter_words.fullmatch(letters)
        if match is None or (match["stem"] is None and not bare):
            return None
        return self._numerals[match["numeral"]]

    def pair(self, text: str) -> tuple[int, str] | None:
        """The quarter and the figure that stand in one line: `TW I : 25`, `Triwulan 2 = -`, `TW III 40`.

        >>> Vocabulary.load().pair("TW III - 40%")
        (3, '40%')
        """
        match = _PAIR.match(text)
        if match is None:
            return None
        quarter = self.quarter(match["label"], bare=match["sign"] in (":", "="))
        return None if quarter is None else (quarter, match["figure"].strip())

    def quarter_end(self, text: str) -> int | None:
        """The quarter whose last month a text names and nothing else."""
        letters = compact(text)
        for number, months in self.tables["quarter_end"].items():
            if letters in months:
                return int(number)
        return None

    def is_stem(self, text: str) -> bool:
        """Whether a text is a quarter's word without its numeral (a label that wrapped: `TW` + `III`)."""
        return compact(text) in self._stems

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(map(compact, self.tables["quarter"]["stem"]))

    @cached_property
    def _labels(self) -> list[tuple[re.Pattern[str], str]]:
        pairs = [(word, level) for level, words in self.tables["label"].items() for word in words]
        pairs.sort(key=lambda pair: len(pair[0]), reverse=True)
        found = []
        for word, level in pairs:
            words = r"[\s._-]*".join(map(re.escape, word.split())) + r"\.?\s*\d*\s*"
            found.append((re.compile(rf"\s*(?:{words}:|[\[(]\s*{words}[\])]\s*:?)\s*", re.IGNORECASE), level))
        return found

    def label(self, name: str) -> tuple[str | None, str]:
        """The level that a label before a name says, and the name without the label.

        >>> Vocabulary.load().label("Sub Kegiatan : Penyediaan Gaji")
        ('sub_kegiatan', 'Penyediaan Gaji')
        >>> Vocabulary.load().label("[Program] Penataan Ruang")
        ('program', 'Penataan Ruang')
        """
        if not _LABEL_SIGN.search(name):
            return None, name
        for pattern, level in self._labels:
            match = pattern.match(name)
            if match:
                return level, name[match.end() :]
        return None, name

    def level_word(self, text: str) -> str | None:
        """The level that a text names and nothing else: a cell of a column that says each row's level."""
        return self._level_words.get(compact(text))

    @cached_property
    def _level_words(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for level, words in self.tables["label"].items():
            for word in words:
                found.setdefault(compact(word), level)
        return found

    @cached_property
    def _offices(self) -> re.Pattern[str]:
        words = sorted(self.tables["office"]["words"], key=len, reverse=True)
        return re.compile(r"\b(?:" + "|".join(r"\s+".join(map(re.escape, w.split())) for w in words) + r")\b", re.I)

    def office_start(self, text: str) -> int | None:
        """Where in a text the name of an office begins, if one stands in it."""
        match = self._offices.search(text)
        return None if match is None else match.start()

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        return tuple(compact(word) for word in self.tables["title"]["words"])

    def is_title(self, text: str) -> bool:
        """Whether a line names the kind of document that we read (`RENCANA AKSI …`)."""
        letters = compact(text)
        return any(word in letters for word in self._titles)

    def is_weak_target(self, header: str) -> bool:
        """Whether a target column is that of a plan of many years (`Target Akhir Renstra`)."""
        return any(word in self.tables["weak_target"]["words"] for word in tokens(header))

    @property
    def function_words(self) -> list[str]:
        """Words that are never the rest of a longer word."""
        return self.tables["prose"]["words"]

    @property
    def long_words(self) -> list[str]:
        """Words that are longer than what length tells of a broken word."""
        return self.tables["prose"]["long"]

    def is_above(self, text: str) -> bool:
        """Whether a line of a name column begins like one above the levels (`BIDANG URUSAN …`)."""
        return compact(text).startswith(self._above)

    @cached_property
    def _above(self) -> tuple[str, ...]:
        return tuple(map(compact, self.tables["above"]["words"]))

    def is_total(self, text: str) -> bool:
        """Whether a name is that of a row of sums."""
        return compact(text) in self._totals

    @cached_property
    def _totals(self) -> frozenset[str]:
        return frozenset(map(compact, self.tables["total"]["words"]))


def _withdraw(base: dict[str, dict[str, list[str]]], words: Iterable[str]) -> None:
    """Takes words out of the project's tables, so that the user's meaning of them stands alone."""
    taken = set(words)
    for table in ("level", "context", "role"):
        for key, known in base[table].items():
            base[table][key] = [word for word in known if compact(word) not in taken]


@lru_cache(maxsize=1)
def default_vocabulary() -> Vocabulary:
    """The project's own vocabulary, read once."""
    return Vocabulary.load()
