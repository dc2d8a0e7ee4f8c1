"""Runs the command line; the one place where errors become words and exit codes."""

from __future__ import annotations

import sys
import traceback

from extract.errors import RenaksiError
from renaksi.errors import ExitCode, exit_code_of
from renaksi.terminal import prepare, tell, write_log

__all__ = ["main"]


def main() -> None:
    """Runs `renaksi` with the arguments of the process and ends it with an exit code of docs/errors.md."""
    prepare()
    try:
        from renaksi.cli import app

        app(prog_name="renaksi")
    except RenaksiError as error:
        tell(f"renaksi: {error}")
        sys.exit(exit_code_of(error))
    except KeyboardInterrupt:
        sys.exit(_interrupted())
    except SystemExit as end:
        sys.exit(_interrupted() if end.code == ExitCode.INTERRUPTED else end.code)
    except Exception:
        log = write_log(traceback.format_exc())
        tell(f"renaksi: the program has a fault and stopped; the tables are as they were. Please send this log: {log}")
        sys.exit(ExitCode.FAULT)


def _interrupted() -> int:
    tell("renaksi: stopped")
    return ExitCode.INTERRUPTED


if __name__ == "__main__":
    main()
