"""The arguments and options that several commands have in common."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Reader(StrEnum):
    """The libraries that can read a PDF."""

    pdfium = "pdfium"
    pdfplumber = "pdfplumber"


class Ocr(StrEnum):
    """Which pages are read by their picture."""

    auto = "auto"
    never = "never"
    always = "always"


class OcrEngine(StrEnum):
    """What reads pictures of pages."""

    rapidocr = "rapidocr"
    tesseract = "tesseract"


class Language(StrEnum):
    """The languages of the review pages."""

    id = "id"
    en = "en"


class Shell(StrEnum):
    """The shells that we can complete commands for."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


RawArgument = Annotated[
    Path, typer.Argument(metavar="RAW", help="Folder of documents, or one file.", show_default=True)
]
OutArgument = Annotated[Path, typer.Argument(metavar="OUT", help="Folder of the tables.", show_default=True)]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A PDF or text file.")]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Files read at once; 0: one a processor core.")]
ReaderOption = Annotated[Reader, typer.Option(help="Library that reads PDFs.")]
OcrOption = Annotated[Ocr, typer.Option(help="Pages that are read by their picture; auto: scans.")]
OcrEngineOption = Annotated[
    OcrEngine, typer.Option(help="What reads pictures; tesseract: only where you have installed it.")
]
VocabularyOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Header words of your own (TOML), added to the known ones.")
]
NomenklaturOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Official list of codes and names (CSV), to settle levels.")
]
CorrectionsOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="What people put right (CSV), or a folder of such files.")
]
SizeOption = Annotated[int, typer.Option("--limit-size", min=1, metavar="MB", help="Refuse larger files.")]
PagesOption = Annotated[int, typer.Option("--limit-pages", min=1, metavar="N", help="Refuse longer files.")]
ObjectsOption = Annotated[
    int, typer.Option("--limit-objects", min=1, metavar="N", help="Leave out pages that draw more objects.")
]
SegmentsOption = Annotated[
    int, typer.Option("--limit-segments", min=1, metavar="N", help="Leave out pages whose paths have more segments.")
]
CharactersOption = Annotated[
    int, typer.Option("--limit-characters", min=1, metavar="N", help="Leave out pages with more characters.")
]
PixelsOption = Annotated[
    int, typer.Option("--limit-pixels", min=1, metavar="N", help="Leave out scanned pages with more pixels.")
]
SecondsOption = Annotated[
    float, typer.Option("--limit-seconds", min=1, metavar="S", help="Give a file up after this, and 10 more a page.")
]
MemoryOption = Annotated[
    int, typer.Option("--limit-memory", min=200, metavar="MB", help="Give a file up that needs more memory.")
]
ExitZeroOption = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 even if some files could not be read.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", metavar="PNG", help="Where the picture goes.")]
PageOption = Annotated[int, typer.Option("--page", "-p", min=1, help="Page, from 1.")]
