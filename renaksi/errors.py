"""Exit codes, and the errors of the program itself (those of a document are in extract/errors.py)."""

from __future__ import annotations

from enum import IntEnum

from extract.errors import RenaksiError

__all__ = ["ExitCode", "Interrupted", "OutputError", "UsageError", "exit_code_of"]


class ExitCode(IntEnum):
    """What the exit codes mean; a stable interface (docs/errors.md)."""

    OK = 0
    SOME_FAILED = 1
    MISUSE = 2
    FAULT = 3
    INTERRUPTED = 130


class UsageError(RenaksiError):
    """What was asked for cannot be done: a path or a name is wrong, or there is nothing to read."""


class OutputError(RenaksiError):
    """The tables cannot be written, or what stands in their place is not ours to replace."""


class Interrupted(RenaksiError):
    """A person stopped the run."""


def exit_code_of(error: RenaksiError) -> ExitCode:
    """The exit code of a foreseen error.

    >>> exit_code_of(UsageError("no such file"))
    <ExitCode.MISUSE: 2>
    """
    return ExitCode.INTERRUPTED if isinstance(error, Interrupted) else ExitCode.MISUSE
