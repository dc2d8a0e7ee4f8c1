"""Runs the command line as a person does: in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "data" / "raw" / "2022"
PDF = SAMPLES / "pengadegan-2022.pdf"
TEXT = SAMPLES / "pengadegan-2022-text.txt"


def environment(**more: str) -> dict[str, str]:
    """The environment of a person without settings of their own."""
    without = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM")
    plain = {name: value for name, value in os.environ.items() if name not in without}
    return plain | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def renaksi(*arguments: str | Path, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs `renaksi` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "renaksi", *map(str, arguments)],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def raw_folder(raw: Path) -> Path:
    """A raw folder with the text sample and a file that is no PDF."""
    (raw / "2022").mkdir(parents=True)
    shutil.copy(TEXT, raw / "2022")
    (raw / "2022" / "broken.pdf").write_text("<html><body>Session expired</body></html>")
    return raw
