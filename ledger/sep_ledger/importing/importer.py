"""Imports files into the log: recognise, hash, turn rows into facts, append, report.

An import may be interrupted anywhere and simply run again: what had been appended is then equal.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg import Connection

from sep_domain.provenance import FileSource
from sep_ledger.bulk import BatchOutcome, FactAppend
from sep_ledger.importing.beside import Batches, Reader, ReaderGoneError, Reading
from sep_ledger.importing.delimited import DelimitedTable
from sep_ledger.importing.files import open_table
from sep_ledger.importing.layout import FileRefusedError, Layout, Warned
from sep_ledger.importing.layouts.registry import LAYOUTS
from sep_ledger.importing.recognition import recognised
from sep_ledger.importing.rejections import OMITTED, SUFFIX, Rejection, Rejections
from sep_ledger.importing.report import (
    SHOWN_WARNINGS,
    ImportProgress,
    ImportReport,
    ImportSummary,
    Refusal,
)
from sep_ledger.importing.staging import Batch
from sep_ledger.importing.statements.accounts import ACCOUNTS_FILE
from sep_ledger.importing.statements.mapping import is_mapping
from sep_ledger.importing.tables import Table
from sep_ledger.interpreter import fewer_collections, short_turns

OnProgress = Callable[[ImportProgress], None]

BATCH_ROWS = 2_500
"""Appending begins when the first batch is read, and goes on alone after the last: of a file with
the country's schools, half a second in all, batches of 10,000 would be read and appended in turn.
Smaller ones commit more often than pays."""

BESIDE_FROM = 32 << 20
"""Bytes of files from which it pays to start a process that reads their rows: it needs a quarter of
a second before the first, and spares some 2 µs a row."""

ANSWER_KEY = "anomalias.csv"
"""What a sample holds beside its sources: it tells what is wrong with them."""


def import_file(
    database: Connection | str,
    path: Path,
    *,
    dataset: str | None = None,
    progress: OnProgress | None = None,
    batch_rows: int = BATCH_ROWS,
    beside_from: int = BESIDE_FROM,
    rejections_in: Path | None = None,
    layouts: Sequence[type[Layout]] = LAYOUTS,
) -> ImportReport:
    """Append what a file states and the log does not know yet.

    `database` is a connection string, or a connection outside any transaction. `dataset` forces a
    layout. The rows of a text file of `beside_from` bytes or more are read in a process of their
    own. Rows that cannot be read go to `<file>.rechazos.csv` beside the file, or into the folder
    `rejections_in` (`<file>.<mark of its folder>.rechazos.csv`).

    Raises FileRefusedError where the file as a whole is not what it should be,
    OSError where it cannot be read; nothing has been appended then. ReaderGoneError where the
    process beside has ended, ReadingFailedError where it failed: the file is to be imported again.
    """
    importer = _Importer(layouts, dataset, progress, batch_rows, rejections_in)
    with _connected(database) as conn, _reader([path], beside_from) as reader:
        return importer.load(conn, reader, path)


def import_files(
    database: Connection | str,
    paths: Iterable[Path],
    *,
    dataset: str | None = None,
    progress: OnProgress | None = None,
    batch_rows: int = BATCH_ROWS,
    beside_from: int = BESIDE_FROM,
    rejections_in: Path | None = None,
    layouts: Sequence[type[Layout]] = LAYOUTS,
) -> ImportSummary:
    """Import files and the files in folders, one after the other; a bad one stops no other.

    Datasets go in the order of `layouts`, and preliminary files before final ones, which restate
    them. Arguments as for `import_file`; `beside_from` is what the files come to together.
    """
    importer = _Importer(layouts, dataset, progress, batch_rows, rejections_in)
    ordered = _in_order(paths, layouts, dataset)
    reports: list[ImportReport] = []
    refused: list[Refusal] = []
    with _connected(database) as conn, _reader(ordered, beside_from) as reader:
        for path in ordered:
            try:
                reports.append(importer.load(conn, reader, path))
            except (FileRefusedError, ReaderGoneError) as refusal:
                refused.append(Refusal(path, str(refusal)))
            except OSError as error:
                refused.append(Refusal(path, f"{path.name} no se puede leer: {error.strerror}"))
    return ImportSummary(reports, refused)


@dataclass(frozen=True, slots=True)
class _Importer:
    """How files are imported."""

    layouts: Sequence[type[Layout]]
    dataset: str | None
    progress: OnProgress | None
    batch_rows: int
    rejections_in: Path | None

    def load(self, conn: Connection, reader: Reader | None, path: Path) -> ImportReport:
        started = perf_counter()
        opened = _open(path, self.layouts, self.dataset)
        beside = reader if isinstance(opened.table, DelimitedTable) else None
        if beside:
            beside.start()  # while the file is scanned
        sha256 = opened.table.scan(lambda done: _tell(self.progress, opened.progress(done)))
        run = _Run(opened, sha256, self.progress, self.rejections_in)
        reading = opened.reading(sha256, self.batch_rows)
        run.load(FactAppend(conn), beside.batches(reading) if beside else reading.batches())
        run.report.seconds = perf_counter() - started
        return run.report


def _reader(paths: Iterable[Path], beside_from: int) -> AbstractContextManager[Reader | None]:
    size = sum(path.stat().st_size for path in paths if path.is_file())
    return Reader() if size >= beside_from else nullcontext()


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file whose dataset is known."""

    table: Table
    layout: Layout

    def reading(self, sha256: str, batch_rows: int) -> Reading:
        dataset = self.layout.dataset
        source = FileSource(sha256=sha256, name=self.table.path.name, dataset=dataset, row=0)
        return Reading(self.table, type(self.layout), source, batch_rows)

    def progress(self, done: int, report: ImportReport | None = None) -> ImportProgress:
        return ImportProgress(
            path=self.table.path,
            dataset=self.layout.dataset,
            loading=report is not None,
            bytes_done=done,
            bytes_total=self.table.size,
            rows=report.rows if report else 0,
            rejected=report.rejected if report else 0,
        )


def _open(path: Path, layouts: Sequence[type[Layout]], dataset: str | None) -> _Opened:
    table = open_table(path)
    layout = recognised(table.head, layouts, dataset)
    return _Opened(table, layout(table.head))


class _Run:
    """The loading of one file, from its first row to its report."""

    def __init__(
        self,
        opened: _Opened,
        sha256: str,
        progress: OnProgress | None,
        rejections_in: Path | None,
    ) -> None:
        path, layout = opened.table.path, opened.layout
        self.report = ImportReport(path, layout.dataset, layout.title, sha256)
        self._opened = opened
        self._progress = progress
        self._rejections = Rejections(path, rejections_in, layout.personal)
        self._years: set[int] = set()

    def load(self, log: FactAppend, batches: Batches) -> None:
        """Append every batch while the next one is being read."""
        under_way: tuple[Batch, Future[BatchOutcome]] | None = None
        with (
            self._rejections,
            closing(batches),
            short_turns(),
            fewer_collections(),
            ThreadPoolExecutor(1) as beside,
        ):
            for batch in batches:
                if under_way:
                    self._settle(*under_way)
                under_way = batch, beside.submit(log.append, batch.facts)
            if under_way:
                self._settle(*under_way)
        self._close()

    def _settle(self, batch: Batch, appended: Future[BatchOutcome]) -> None:
        outcome = appended.result()
        repeated = map(Rejection.of_repeated, dict.fromkeys(outcome.repeated))
        rejections = [*batch.rejections, *repeated]
        for rejection in sorted(rejections):
            self._rejections.add(rejection)
        report = self.report
        report.rows += batch.rows
        report.facts += len(batch.facts)
        report.new += outcome.new
        report.restated += outcome.restated
        report.equal += outcome.equal
        report.rejected += len(rejections)
        report.position = outcome.position
        self._years |= batch.years
        self._take(batch.warnings)
        _tell(self._progress, self._opened.progress(batch.bytes_read, report))

    def _take(self, warnings: Sequence[Warned]) -> None:
        personal, report = self._opened.layout.personal, self.report
        report.warnings += len(warnings)
        room = SHOWN_WARNINGS - len(report.first_warnings)
        report.first_warnings += [
            _without_value(warned) if personal else warned for warned in warnings[:room]
        ]

    def _close(self) -> None:
        table = self._opened.table
        self._take(table.remarks)
        if not (self.report.rows or table.may_be_empty):
            raise FileRefusedError(f"{self.report.path.name} tiene encabezado pero ninguna fila")
        self.report.years = sorted(self._years)
        self.report.rejections = self._rejections.path if self.report.rejected else None


def _without_value(warned: Warned) -> Warned:
    return Warned(warned.row, warned.field, OMITTED, warned.reason)


def _tell(progress: OnProgress | None, news: ImportProgress) -> None:
    if progress is not None:
        progress(news)


def _connected(database: Connection | str) -> AbstractContextManager[Connection]:
    if isinstance(database, Connection):
        return nullcontext(database)
    return psycopg.connect(database, autocommit=True)


def _in_order(
    paths: Iterable[Path], layouts: Sequence[type[Layout]], dataset: str | None
) -> list[Path]:
    def rank(path: Path) -> tuple[int, bool, str]:
        try:
            layout = recognised(open_table(path).head, layouts, dataset)
        except (FileRefusedError, OSError):
            return len(layouts), False, path.name
        return layouts.index(layout), "preliminar" not in path.name.lower(), path.name

    return sorted(dict.fromkeys(_files(paths)), key=rank)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in folders named; no hidden ones, rejections, answer keys, or
    files that say how statements are read."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for file in path.rglob("*"):
            if file.is_file() and not _is_beside_the_point(file):
                yield file


def _is_beside_the_point(file: Path) -> bool:
    name = file.name
    beside = name.startswith(".") or SUFFIX in name or name in (ANSWER_KEY, ACCOUNTS_FILE)
    return beside or is_mapping(file)
