"""What goes to the terminal: nothing that a document or a file's name holds can steer it.

Results go to stdout, all else to stderr. Colours only on a terminal, or where FORCE_COLOR asks for them; never where
NO_COLOR is set.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "is_terminal", "plain", "prepare", "tell", "write", "write_log"]

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, the terminal's escape among them
    "\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"  # turn the direction of reading, or break the line
    "\ud800-\udfff]"  # halves of characters
)
_WIDTH = 120
"""Columns where the output is no terminal and COLUMNS does not say."""


def plain(text: str, keep: str = "") -> str:
    r"""The text with every character that a terminal would obey written out; line ends and tabs too unless kept.

    >>> plain("\x1b[31mred\u202etxt.fdp")
    '\\x1b[31mred\\u202etxt.fdp'
    >>> plain("two\nlines"), plain("two\nlines", keep="\n")
    ('two\\nlines', 'two\nlines')
    """
    for character, name in (("\n", "\\n"), ("\t", "\\t")):
        if character not in keep:
            text = text.replace(character, name)
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def prepare() -> None:
    """Makes the standard streams take any character; what a code page lacks is replaced."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def write(text: str) -> None:
    """Writes a result to stdout. A reader that has gone away (`| head -1`) has had all that it wanted."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def tell(message: str) -> None:
    """Writes one line to stderr."""
    with suppress(OSError):
        print(plain(message), file=sys.stderr, flush=True)


def is_terminal(stream: TextIO) -> bool:
    """Whether a person sits before the stream and it can move its cursor."""
    try:
        return stream.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:
        return False


def console(stream: TextIO) -> Console:
    """A rich console on the stream, without markup and without highlighting: texts are shown as they are."""
    from rich.console import Console

    no_color = bool(os.environ.get("NO_COLOR"))
    width = None if is_terminal(stream) or os.environ.get("COLUMNS") else _WIDTH
    return Console(
        file=stream,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
        width=width,
        no_color=no_color,
        color_system=None if no_color else "auto",
    )


@cache
def _log_path() -> Path:
    handle, name = tempfile.mkstemp(prefix="renaksi-", suffix=".log")
    os.close(handle)
    return Path(name)


def write_log(text: str) -> Path:
    """Adds to this run's log, a file of its own that only its owner can read, and says where it is."""
    path = _log_path()
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text.rstrip() + "\n\n")
    return path
