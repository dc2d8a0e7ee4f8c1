"""The user's list of codes of areas and offices, `instansi.csv`: the documents print none.

Columns: `instansi` (as the documents print it), and any of `kode_provinsi`, `nama_provinsi`, `kode_kabupaten_kota`,
`nama_kabupaten_kota`, `kode_perangkat_daerah`, `nama_perangkat_daerah`. An office is matched by its name, letter case
and white space apart, and never guessed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from renaksi.errors import UsageError

__all__ = ["CODES", "Offices"]

CODES = (
    *("kode_provinsi", "nama_provinsi", "kode_kabupaten_kota", "nama_kabupaten_kota"),
    *("kode_perangkat_daerah", "nama_perangkat_daerah"),
)
_MOST_BYTES = 20_000_000


@dataclass(slots=True)
class Offices:
    """Codes by office. `missing` are the offices that were asked for and are not in the list."""

    known: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    given: bool = False

    @classmethod
    def load(cls, path: Path) -> Offices:
        """Reads the list.

        Raises:
            UsageError: it cannot be read, or has no column `instansi`; names the row where one is wrong.
        """
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise UsageError(f"{path}: is too large for a list of offices; is it the right file?")
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise UsageError(f"{path}: the list of offices cannot be read ({error.strerror}); check the name") from None
        except UnicodeDecodeError:
            raise UsageError(f"{path}: is no UTF-8 text; save it as CSV UTF-8") from None
        head = text.partition("\n")[0]
        reader = csv.DictReader(text.splitlines(), delimiter=";" if head.count(";") > head.count(",") else ",")
        names = [name.strip().casefold() for name in reader.fieldnames or ()]
        if "instansi" not in names:
            raise UsageError(f"{path}: has no column instansi; its columns are instansi,{','.join(CODES)}")
        reader.fieldnames = names
        known: dict[str, dict[str, str]] = {}
        for row in reader:
            name = _folded(row["instansi"] or "")
            if not name:
                continue
            codes = {code: (row.get(code) or "").strip() for code in CODES}
            if known.setdefault(name, codes) != codes:
                raise UsageError(f"{path}: row {reader.line_num}: has other codes for {row['instansi']} than before")
        return cls(known, given=True)

    def of(self, office: str | None) -> dict[str, str | None]:
        """The codes of an office; None for each that is not known. The name is as printed where the list has none."""
        found = self.known.get(_folded(office or ""))
        if found is None:
            if self.given and office and office not in self.missing:
                self.missing.append(office)
            return dict.fromkeys(CODES, None) | {"nama_perangkat_daerah": office}
        return {code: found[code] or None for code in CODES} | {
            "nama_perangkat_daerah": found["nama_perangkat_daerah"] or office
        }


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
