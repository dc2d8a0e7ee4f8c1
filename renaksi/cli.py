"""The command line. Only what a command needs is imported, when it runs: `renaksi --help` answers at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.errors import DocumentError
from extract.limits import Limits
from renaksi import __version__
from renaksi.errors import ExitCode, UsageError
from renaksi.options import (
    CharactersOption,
    CorrectionsOption,
    ExitZeroOption,
    FileArgument,
    JobsOption,
    Language,
    MemoryOption,
    NomenklaturOption,
    ObjectsOption,
    Ocr,
    OcrEngine,
    OcrEngineOption,
    OcrOption,
    OutArgument,
    OutputOption,
    PageOption,
    PagesOption,
    PixelsOption,
    RawArgument,
    Reader,
    ReaderOption,
    SecondsOption,
    SegmentsOption,
    Shell,
    SizeOption,
    VocabularyOption,
)
from renaksi.terminal import plain, tell, write

if TYPE_CHECKING:
    from renaksi.batch import Summary
    from renaksi.corrections import Corrections
    from renaksi.settings import Settings

__all__ = ["app"]

app = typer.Typer(
    name="renaksi",
    help="Reads Rencana Aksi documents (PDF or text) into tidy Parquet tables.\n\n"
    "Example: renaksi run data/raw data/parquet, then renaksi show data/parquet",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
)


if "_RENAKSI_COMPLETE" in os.environ:  # the shell asks; the options that install it elsewhere are not offered
    from typer.completion import completion_init  # type: ignore[attr-defined]

    completion_init()


_RAW, _OUT = Path("data/raw"), Path("data/parquet")


@app.command()
def run(
    raw: RawArgument = _RAW,
    out: OutArgument = _OUT,
    jobs: JobsOption = 0,
    reader: ReaderOption = Reader.pdfium,
    ocr: OcrOption = Ocr.auto,
    ocr_engine: OcrEngineOption = OcrEngine.rapidocr,
    vocabulary: VocabularyOption = None,
    nomenklatur: NomenklaturOption = None,
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="Only files in this year's folders; the other rows stay.")
    ] = None,
    only: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Only this file below RAW; the other rows stay.")
    ] = None,
    corrections: CorrectionsOption = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Also files that crashed, or were given up, and did not change.")
    ] = False,
    limit_size: SizeOption = 200,
    limit_pages: PagesOption = 2_000,
    limit_objects: ObjectsOption = 500_000,
    limit_segments: SegmentsOption = 400_000,
    limit_characters: CharactersOption = 400_000,
    limit_pixels: PixelsOption = 200_000_000,
    limit_seconds: SecondsOption = 60,
    limit_memory: MemoryOption = 2_000,
    exit_zero: ExitZeroOption = False,
) -> None:
    """Read all documents and write all tables."""
    limits = Limits(limit_pages, limit_objects, limit_segments, limit_characters, limit_pixels)
    settings = _settings(
        reader, ocr, ocr_engine, vocabulary, nomenklatur, limit_size, limits, limit_seconds, limit_memory
    )
    _run(raw, out, settings, jobs, year, only, exit_zero, corrections, retry_failed)


@app.command(short_help="Read the cells only.")
def extract(
    raw: RawArgument = _RAW,
    out: OutArgument = _OUT,
    jobs: JobsOption = 0,
    reader: ReaderOption = Reader.pdfium,
    ocr: OcrOption = Ocr.auto,
    ocr_engine: OcrEngineOption = OcrEngine.rapidocr,
    limit_size: SizeOption = 200,
    limit_pages: PagesOption = 2_000,
    limit_objects: ObjectsOption = 500_000,
    limit_segments: SegmentsOption = 400_000,
    limit_characters: CharactersOption = 400_000,
    limit_pixels: PixelsOption = 200_000_000,
    limit_seconds: SecondsOption = 60,
    limit_memory: MemoryOption = 2_000,
    exit_zero: ExitZeroOption = False,
) -> None:
    """Read cells only; the tables of records stay empty until `renaksi normalize`."""
    limits = Limits(limit_pages, limit_objects, limit_segments, limit_characters, limit_pixels)
    settings = _settings(
        reader, ocr, ocr_engine, None, None, limit_size, limits, limit_seconds, limit_memory, cells_only=True
    )
    _run(raw, out, settings, jobs, None, None, exit_zero)


@app.command(short_help="Make the records anew from the cells.")
def normalize(
    out: OutArgument = _OUT,
    vocabulary: VocabularyOption = None,
    nomenklatur: NomenklaturOption = None,
    corrections: CorrectionsOption = None,
    exit_zero: ExitZeroOption = False,
) -> None:
    """Make the records anew from the table of cells, without the documents."""
    from renaksi.again import normalize_again
    from renaksi.progress import Teller
    from renaksi.settings import Settings

    settings = Settings(vocabulary=vocabulary, nomenclature=nomenklatur)
    with Teller() as teller:
        summary = normalize_again(out, settings, teller, _corrections(corrections))
    _conclude(summary, out, exit_zero)


@app.command(short_help="Show records in the terminal.")
def show(
    path: Annotated[Path, typer.Argument(metavar="FILE|OUT", help="A document, or the folder of the tables.")] = _OUT,
    level: Annotated[str | None, typer.Option(help="Only records of this level.")] = None,
    text: Annotated[str | None, typer.Option(help="Only records that hold this text.")] = None,
    finding: Annotated[str | None, typer.Option(help="Only records with this finding.")] = None,
    columns: Annotated[str | None, typer.Option(help="These columns, divided by commas.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    reader: ReaderOption = Reader.pdfium,
    ocr: OcrOption = Ocr.auto,
    ocr_engine: OcrEngineOption = OcrEngine.rapidocr,
    vocabulary: VocabularyOption = None,
    nomenklatur: NomenklaturOption = None,
) -> None:
    """Show the records of a document, or of the tables."""
    from renaksi.settings import Settings
    from renaksi.show import choose, columns_of, show_json, show_table

    code = ExitCode.OK
    try:
        wanted = columns_of(columns)
        settings = Settings(reader.value, ocr.value, vocabulary, nomenklatur, ocr_engine=ocr_engine.value)
        rows, titles, code = _rows(path, settings)
        rows = choose(rows, level=level, text=text, finding=finding)
    except Exception:
        if as_json:
            write("[]\n")
        raise
    if as_json:
        show_json(rows, wanted)
    elif rows:
        show_table(rows, titles, wanted)
    elif code is ExitCode.OK:
        tell(f"{path}: no such record" if level or text or finding else f"{path}: holds no record")
    raise typer.Exit(code)


@app.command(short_help="Draw a page with what was found in it.")
def inspect(
    file: FileArgument,
    page: PageOption = 1,
    output: OutputOption = None,
    reader: ReaderOption = Reader.pdfium,
    ocr: OcrOption = Ocr.auto,
    ocr_engine: OcrEngineOption = OcrEngine.rapidocr,
    vocabulary: VocabularyOption = None,
    nomenklatur: NomenklaturOption = None,
) -> None:
    """Draw a page with the rules, cells and roles that were found in it."""
    from renaksi.inspection import inspect_page
    from renaksi.settings import Settings

    settings = Settings(reader.value, ocr.value, vocabulary, nomenklatur, ocr_engine=ocr_engine.value)
    target = output or Path(f"{file.stem}-page-{page}.png")
    try:
        told = inspect_page(file, page, target, settings)
    except DocumentError as error:
        raise _unreadable(file, error) from None
    write(plain(told, keep="\n") + "\n")


@app.command(short_help="Compare our cells with other programs'.")
def compare(
    file: FileArgument, page: PageOption = 1, output: OutputOption = None, reader: ReaderOption = Reader.pdfium
) -> None:
    """Show where our cells on a page, pdfplumber's and camelot's differ."""
    from renaksi.compare import compare_page

    if not file.is_file():
        raise UsageError(f"{file}: there is no such file; check the name")
    try:
        comparison = compare_page(file, page, output, reader=reader.value)
    except IndexError:
        raise UsageError(f"{file}: has no page {page}") from None
    except DocumentError as error:
        raise _unreadable(file, error) from None
    write(plain(comparison.text(), keep="\n") + "\n")


@app.command(short_help="Make pages to compare records with print.")
def review(
    out: OutArgument = _OUT,
    raw: Annotated[Path, typer.Option(metavar="RAW", help="Folder of the documents, for their pages.")] = _RAW,
    to: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the pages go; the folder `review` beside OUT by default.")
    ] = None,
    sample: Annotated[
        int, typer.Option(min=0, metavar="N", help="Set N random records without findings before the reviewer.")
    ] = 0,
    lang: Annotated[Language, typer.Option(help="Language that the pages open in.")] = Language.id,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Only say how often the reading is wrong, by these corrections.")
    ] = None,
) -> None:
    """Make pages in which a person compares the records with print and puts them right."""
    from renaksi.progress import Teller
    from renaksi.review import build_review, report_lines
    from renaksi.settings import Settings

    if report is not None:
        for line in report_lines(out, report):
            write(plain(line) + "\n")
        return
    with Teller() as teller:
        built = build_review(
            out, raw, to or out.parent / "review", Settings(), teller, sample=sample, language=lang.value
        )
    for source, why in built.without_pictures[:3]:
        tell(f"no picture of {source}: {why}")
    if len(built.without_pictures) > 3:
        tell(f"no picture of {len(built.without_pictures) - 3:,} more; is --raw {raw} their folder?")
    write(f"{_many(built.pages, 'page')} of {built.size / 1e6:,.1f} MB\n")
    if sample:
        write(f"{_many(built.sample, 'record')} without findings in the random sample\n")
    write(f"open in a browser: {plain(str(built.index))}\n")


@app.command(short_help="Write a workbook, CSV, a database, ….")
def export(
    out: OutArgument = _OUT,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="Workbook for people in offices.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="DIR", help="CSV files with a data package.")] = None,
    duckdb: Annotated[Path | None, typer.Option(metavar="FILE", help="DuckDB database with views.")] = None,
    satudata: Annotated[Path | None, typer.Option(metavar="DIR", help="Long CSV for open-data portals.")] = None,
    sakip: Annotated[Path | None, typer.Option(metavar="FILE", help="Workbook for e-SAKIP applications.")] = None,
    instansi: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your list of codes of areas and offices (CSV).")
    ] = None,
    year: Annotated[int | None, typer.Option(metavar="YEAR", help="Only documents of this year.")] = None,
) -> None:
    """Write the tables as other programs take them; several options at once are several exports."""
    from renaksi.export import Export
    from renaksi.export import export as write_exports

    for line in write_exports(out, Export(xlsx, csv, duckdb, satudata, sakip), year, instansi):
        write(plain(line) + "\n")


@app.command(short_help="Check what the tables promise.")
def check(
    out: OutArgument = _OUT,
    raw: Annotated[
        Path | None, typer.Option(metavar="RAW", help="Folder of the documents, to count their characters again.")
    ] = None,
) -> None:
    """Check that the tables keep their promises, and list what does not."""
    from renaksi.checks import check_tables

    broken = check_tables(out)
    if not broken:
        write("All tables are as they should be.\n")
    if raw is not None and not broken:
        from renaksi.recount import recount

        counted = recount(out, raw)
        broken = counted.broken
        write(f"{counted.pages:,} pages counted again in their files, and {counted.fields:,} fields looked for there")
        write(f"; {counted.scans:,} scanned pages left out.\n" if counted.scans else ".\n")
    for line in broken:
        write(plain(line) + "\n")
    raise typer.Exit(ExitCode.SOME_FAILED if broken else ExitCode.OK)


@app.command(short_help="Tell how a run goes, or went.")
def status(out: OutArgument = _OUT) -> None:
    """Tell how the run into OUT goes, or how the last one went, and what the tables hold."""
    from renaksi.status import status_lines

    for line in status_lines(out):
        write(plain(line) + "\n")


@app.command(short_help="Print completion for your shell.")
def completion(shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")]) -> None:
    """Print a script that completes commands; for bash: eval "$(renaksi completion bash)"."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    script = get_completion_script(prog_name="renaksi", complete_var="_RENAKSI_COMPLETE", shell=shell.value)
    write(script + "\n")


@app.command()
def version() -> None:
    """Print the version."""
    write(f"renaksi {__version__}\n")


def _settings(
    reader: Reader,
    ocr: Ocr,
    ocr_engine: OcrEngine,
    vocabulary: Path | None,
    nomenclature: Path | None,
    size: int,
    limits: Limits,
    seconds: float,
    memory: int,
    *,
    cells_only: bool = False,
) -> Settings:
    from renaksi.settings import Settings

    return Settings(
        reader.value,
        ocr.value,
        vocabulary,
        nomenclature,
        cells_only,
        size * 1_000_000,
        limits,
        seconds,
        megabytes=memory,
        ocr_engine=ocr_engine.value,
    )


def _run(
    raw: Path,
    out: Path,
    settings: Settings,
    jobs: int,
    year: int | None,
    only: Path | None,
    zero: bool,
    corrections: Path | None = None,
    retry_failed: bool = False,
) -> None:
    from renaksi.batch import run as run_batch
    from renaksi.progress import Teller

    said = _corrections(corrections)
    jobs = jobs or os.cpu_count() or 1
    with Teller() as teller:
        summary = run_batch(
            raw, out, settings, teller, jobs=jobs, year=year, only=only, corrections=said, retry_failed=retry_failed
        )
    _conclude(summary, out, zero)


def _corrections(path: Path | None) -> Corrections | None:
    if path is None:
        return None
    from renaksi.corrections import Corrections

    return Corrections.load(path)


def _conclude(summary: Summary, out: Path, exit_zero: bool) -> None:
    """Says how it ended: the documents that need a look on stderr, the sums on stdout."""
    for document in summary.documents:
        if document.status == "partial":
            tell(f"read in part {document.source}: look at its rows in the table findings")
        elif document.status == "empty":
            tell(f"no record in {document.source}: it holds no table of a Rencana Aksi that could be recognised")
    records = sum(document.records for document in summary.documents)
    findings = sum(document.findings for document in summary.documents)
    parts = [_many(summary.files, "file"), _many(len(summary.documents), "document")]
    parts += [_many(records, "record"), _many(findings, "finding")]
    states = [f"{summary.count(status)} {status}" for status in ("ok", "partial", "failed", "empty")]
    write(f"{', '.join(parts)} ({', '.join(states)})\n")
    if summary.unchanged:
        write(f"{_many(summary.unchanged, 'file')} not read again: nothing changed\n")
    if summary.passed_over:
        write(f"{_many(summary.passed_over, 'other file')} passed over (neither .pdf nor .txt)\n")
    if summary.corrections is not None:
        write(f"corrections: {summary.corrections.told()}\n")
    elif summary.left_out:
        left = _many(summary.left_out, "correction")
        tell(f"{left} that the tables held before are no longer in them; give the file again with --corrections")
    write(f"tables: {plain(str(out))}\n")
    if not summary.complete and not exit_zero:
        raise typer.Exit(ExitCode.SOME_FAILED)


def _unreadable(file: Path, error: DocumentError) -> typer.Exit:
    tell(f"cannot read {file}: {error}")
    return typer.Exit(ExitCode.SOME_FAILED)


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _rows(path: Path, settings: Settings) -> tuple[list[dict[str, object]], dict[str, str | None], ExitCode]:
    """The records of a file or of published tables, the titles of their documents, and how that went."""
    from renaksi.publish import holds_tables
    from renaksi.store import read_table

    if path.is_dir():
        if not holds_tables(path):
            raise UsageError(f"{path}: holds no tables; make them with `renaksi run {path} OUT`")
        tables = {name: read_table(path, name) for name in ("documents", "indicators")}
    else:
        from renaksi.batch import read_one
        from renaksi.progress import Teller

        with Teller() as teller:
            tables = read_one(path, settings, teller)
    documents = tables["documents"].to_pylist()
    bad = not path.is_dir() and any(row["status"] in ("failed", "partial") for row in documents)
    titles = {row["document_id"]: row["judul"] for row in documents}
    return tables["indicators"].to_pylist(), titles, ExitCode.SOME_FAILED if bad else ExitCode.OK
