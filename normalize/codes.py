"""The codes of programmes, kegiatan and sub kegiatan, in the many ways in which they are printed."""

from __future__ import annotations

__all__ = ["code_parts"]


def code_parts(code: str) -> tuple[str, ...]:
    """The parts of a printed code without leading zeros, in capitals, whatever stands between them.

    >>> code_parts("7.01.02.2.01.0001"), code_parts("X.XX.01")
    (('7', '1', '2', '2', '1', '1'), ('X', 'XX', '1'))
    """
    spaced = "".join(sign if sign.isalnum() else " " for sign in code.upper())
    return tuple(part.lstrip("0") or "0" for part in spaced.split())
