"""The official names and codes of programmes, kegiatan and sub kegiatan, and what a printed name is among them.

The list is the user's own: a CSV with the columns `kode`, `level` and `nama`. Rows under `X.XX` (as `X.XX.01.2.01`)
are those that every office has under a code of its own, `u.bb.01.2.01`. A printed name is found by its code, by its
letters, or as a misprint of an official name; what is merely alike (`Desa` for `Kelurahan`) is another name. The
printed text is never changed.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from extract.errors import RenaksiError
from normalize.chain import Match, Official, best_chain
from normalize.codes import code_parts

__all__ = ["LINKED", "Match", "Nomenclature", "NomenclatureError", "Official", "folded"]

LINKED = ("program", "kegiatan", "sub_kegiatan")
"""The levels that have official names."""

_LARGEST = 20_000_000
_LONGEST = 10_000
_ANY_OFFICE = ("X", "XX")
_ALIKE = 86.0
"""The least score of a misprinted name: one wrong letter in a word of seven. Below it nothing is compared closer."""
_MARGIN = 3.0
"""By how much a misprinted name must be nearer to one official name than to any other."""
_WORD_ALIKE = 70.0
_SMALL = frozenset({"atau", "bagi", "dalam", "dan", "dari", "dengan", "di", "ke", "oleh", "pada", "untuk", "yang"})
"""Words that a clerk leaves out or puts in without naming another thing."""
_LABEL = re.compile(r"^(?:program|kegiatan|sub ?kegiatan)(?= )")


class NomenclatureError(RenaksiError):
    """The user's list of official names cannot be used."""


class Nomenclature:
    """A list of official names, ready to be searched."""

    def __init__(self, rows: Iterable[Official]) -> None:
        self.rows = tuple(rows)
        self._by_code: dict[tuple[str, ...], Official] = {}
        self._by_name: defaultdict[str, list[Official]] = defaultdict(list)
        self._by_folded: defaultdict[str, defaultdict[str, list[Official]]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows:
            self._by_code.setdefault(row.parts, row)
            name = folded(row.nama)
            for key in {name, _LABEL.sub("", name)}:
                self._by_name[key.replace(" ", "")].append(row)
            self._by_folded[row.level][name].append(row)
        self._search = lru_cache(maxsize=4096)(self._search_alike)

    @classmethod
    def load(cls, path: Path) -> Nomenclature:
        """Reads a list from a CSV file (UTF-8, parted by comma, semicolon or tab; further columns are passed over).

        Raises:
            NomenclatureError: the file cannot be read, is too large, lacks a column or a field, or has no row of a
                level that is linked.
        """
        try:
            if not path.is_file():
                raise NomenclatureError(f"{path}: there is no such file")
            if path.stat().st_size > _LARGEST:
                raise NomenclatureError(f"{path}: is larger than {_LARGEST // 1_000_000} MB, too large for such a list")
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise NomenclatureError(f"{path}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise NomenclatureError(f"{path}: is not UTF-8; save it as CSV UTF-8") from error
        return cls(_rows(path, text))

    def match(self, kode: str | None, name: str, level: str | None = None) -> Match | None:
        """What one printed name is in the list, or None.

        By its code first, where the name is at least alike; then by its letters; then as a misprint. A name that the
        list has under several levels gives None without `level`.
        """
        found = self.candidates(kode, name, frozenset({level} if level else LINKED))
        if len({match.level for _, match in found}) != 1:
            return None
        first = found[0][1]
        alone = len({row.kode for row, _ in found}) == 1
        return Match(first.kode if alone else None, first.level, first.nama, first.score, first.how)

    def settle_level(self, name: str, kode: str | None = None) -> str | None:
        """The level of a name where the list knows it at one level only, else None."""
        levels = {match.level for _, match in self.candidates(kode, name, frozenset(LINKED))}
        return levels.pop() if len(levels) == 1 else None

    def settle(self, names: Sequence[tuple[str, str | None, bool | None]]) -> list[Match | None]:
        """What the names of a document are, seen as a whole: (name, code or None, whether it is a programme or None).

        The names stand in reading order, each node once. Where a name is official in several places, that one is
        taken which makes the chain whole: kegiatan under their programme, sub kegiatan under their kegiatan.
        """
        below = frozenset(LINKED[1:])
        allowed = {True: frozenset({"program"}), False: below, None: frozenset(LINKED)}
        return best_chain([self.candidates(kode, name, allowed[is_program]) for name, kode, is_program in names])

    def by_code(self, kode: str) -> Official | None:
        """The row of a printed code: its own, or the one that every office has (`7.01.01.2.01` is `X.XX.01.2.01`)."""
        parts = code_parts(kode)
        return self._by_code.get(parts) or self._by_code.get(_ANY_OFFICE + parts[2:])

    def candidates(self, kode: str | None, name: str, levels: frozenset[str]) -> list[tuple[Official, Match]]:
        """All rows that a printed name may be, of the given levels; those of a better kind alone."""
        letters = folded(name)
        row = self.by_code(kode) if kode else None
        if row and row.level in levels:
            score = self._likeness(letters, row)
            if not letters or score >= _ALIKE or self._misprint(letters, folded(row.nama)):
                return [(row, Match(row.kode, row.level, row.nama, score if letters else 100.0, "code"))]
        found = [(row, 100.0, "name") for row in self._same(letters) if row.level in levels]
        if not found:
            found = [(row, score, "spelling") for row, score in self._search(letters, levels)]
        return [(row, Match(row.kode, row.level, row.nama, score, how)) for row, score, how in found]

    def nearest(self, name: str, level: str) -> tuple[Official, float] | None:
        """The official name most like a printed one, for a hint to a person; None where nothing is alike."""
        names = self._by_folded[level]
        best = process.extractOne(folded(name), list(names), scorer=fuzz.ratio, score_cutoff=75.0)
        return (names[best[0]][0], best[1]) if best else None

    def _same(self, letters: str) -> list[Official]:
        for key in (letters, _LABEL.sub("", letters)):
            rows = self._by_name.get(key.replace(" ", ""))
            if rows:
                return list(dict.fromkeys(rows))
        return []

    def _search_alike(self, letters: str, levels: frozenset[str]) -> list[tuple[Official, float]]:
        """The rows of the one official name that a printed name misprints, with the score."""
        found: list[tuple[float, str, str]] = []
        for level in LINKED:
            if level in levels:
                names = self._by_folded[level]
                for name, score, _ in process.extract(letters, list(names), scorer=fuzz.ratio, score_cutoff=_ALIKE):
                    found.append((score, name, level))
        found = sorted((each for each in found if self._misprint(letters, each[1])), reverse=True)
        if not found:
            return []
        best, name, _ = found[0]
        if any(other != name and best - score < _MARGIN for score, other, _ in found):
            return []
        return [(row, score) for score, other, level in found if other == name for row in self._by_folded[level][other]]

    @staticmethod
    def _likeness(letters: str, row: Official) -> float:
        official = folded(row.nama)
        if letters.replace(" ", "") in (official.replace(" ", ""), _LABEL.sub("", official).replace(" ", "")):
            return 100.0
        return max(fuzz.ratio(letters, official), fuzz.ratio(letters, _LABEL.sub("", official).strip()))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for row in self.rows for word in folded(row.nama).split())

    def _misprint(self, printed: str, official: str) -> bool:
        """Whether a printed name is an official one with slips of the pen, and not another name.

        Each stretch of words that differs must be alike in its letters, with the same digits, and hold a word that no
        official name has: `Penatusahaan` is a slip, `Kelurahan` in the place of `Kecamatan` is another thing.
        """
        mine, theirs = printed.split(), official.split()
        for kind, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            here, there = "".join(mine[a:b]), "".join(theirs[c:d])
            if here == there or (kind != "replace" and {*mine[a:b], *theirs[c:d]} <= _SMALL):
                continue
            if kind != "replace" or fuzz.ratio(here, there) < _WORD_ALIKE or _digits(here) != _digits(there):
                return False
            if all(word in self._words for word in mine[a:b]):
                return False
        return True


def folded(name: str) -> str:
    """A name in small letters and digits, one space between words, whatever stands between them in print.

    >>> folded("Pengujian / Verifikasi  Keuangan (SKPD)")
    'pengujian verifikasi keuangan skpd'
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).replace("&", " dan ")
    return " ".join(re.findall(r"[^\W_]+", plain))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _rows(path: Path, text: str) -> list[Official]:
    header = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Official] = []
    try:
        columns = [column.strip().casefold() for column in next(reader, [])]
        missing = [column for column in ("kode", "level", "nama") if column not in columns]
        if missing:
            raise NomenclatureError(f"{path}: has no column {', '.join(missing)}; it needs kode, level and nama")
        places = [columns.index(column) for column in ("kode", "level", "nama")]
        for row in reader:
            if any(len(field) > _LONGEST for field in row):  # a quotation mark that nothing closes
                raise csv.Error(f"a field of more than {_LONGEST:,} characters")
            if not any(field.strip() for field in row):
                continue
            if len(row) <= max(places):
                raise NomenclatureError(f"{path}: line {reader.line_num} has {len(row)} fields, too few")
            kode, level, nama = (row[place].strip() for place in places)
            level = re.sub(r"[\s_-]+", "", level.casefold()).replace("subkegiatan", "sub_kegiatan")
            if level not in LINKED:
                continue
            if not code_parts(kode) or not folded(nama):
                raise NomenclatureError(f"{path}: line {reader.line_num} has no kode or no nama")
            rows.append(Official(kode, level, nama, code_parts(kode)))
    except csv.Error as error:
        raise NomenclatureError(f"{path}: line {reader.line_num} is no CSV ({error})") from error
    if not rows:
        raise NomenclatureError(f"{path}: no row has one of the levels {', '.join(LINKED)}")
    return rows
