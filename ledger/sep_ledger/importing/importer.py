"""Imports files into the log: recognise, hash, turn rows into facts, append, report.

An import may be interrupted anywhere and simply run again: what had been appended is then equal.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg import Connection

from sep_ledger.importing.beside import Reader, ReaderGoneError
from sep_ledger.importing.delimited import DelimitedTable
from sep_ledger.importing.layout import FileRefusedError, Layout
from sep_ledger.importing.layouts.registry import LAYOUTS
from sep_ledger.importing.opened import OnProgress, opened_file, tell
from sep_ledger.importing.rejections import SUFFIX
from sep_ledger.importing.report import ImportReport, ImportSummary, Refusal
from sep_ledger.importing.run import Orders, Run
from sep_ledger.importing.statements.accounts import ACCOUNTS_FILE

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
    confirm: bool = False,
    complete: bool = False,
    progress: OnProgress | None = None,
    batch_rows: int = BATCH_ROWS,
    beside_from: int = BESIDE_FROM,
    rejections_in: Path | None = None,
    layouts: Sequence[type[Layout]] = LAYOUTS,
) -> ImportReport:
    """Append what a file states and the log does not know yet.

    `database` is a connection string, or a connection outside any transaction. `dataset` forces a
    layout. `confirm` answers with yes what would be asked: an earlier edition, or what another file
    has restated since, is restated. `complete` withdraws what the file lacks of what it states as a
    whole. The rows of a text file of `beside_from` bytes or more are read in a process of their
    own.

    Rows that cannot be read go to `<file>.rechazos.csv` beside the file, or into the folder
    `rejections_in` (`<file>.<mark of its folder>.rechazos.csv`); what it lacks of a whole that is
    known, to `<file>.ausentes.csv`.

    Raises FileRefusedError where the file as a whole is not what it should be,
    OSError where it cannot be read; nothing has been appended then. ReaderGoneError where the
    process beside has ended, ReadingFailedError where it failed: the file is to be imported again.
    """
    orders = Orders(dataset, confirm, complete, batch_rows, rejections_in, layouts)
    importer = _Importer(orders, progress)
    with _connected(database) as conn, _reader([path], beside_from) as reader:
        return importer.load(conn, reader, path)


def import_files(
    database: Connection | str,
    paths: Iterable[Path],
    *,
    dataset: str | None = None,
    confirm: bool = False,
    complete: bool = False,
    progress: OnProgress | None = None,
    batch_rows: int = BATCH_ROWS,
    beside_from: int = BESIDE_FROM,
    rejections_in: Path | None = None,
    layouts: Sequence[type[Layout]] = LAYOUTS,
) -> ImportSummary:
    """Import files and the files in folders, one after the other; a bad one stops no other.

    Datasets go in the order of `layouts`, earlier editions before later ones, which restate them.
    Arguments as for `import_file`; `beside_from` is what the files come to together.
    """
    orders = Orders(dataset, confirm, complete, batch_rows, rejections_in, layouts)
    importer = _Importer(orders, progress)
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
    """Imports files as ordered."""

    orders: Orders
    progress: OnProgress | None

    def load(self, conn: Connection, reader: Reader | None, path: Path) -> ImportReport:
        started = perf_counter()
        opened = opened_file(path, self.orders.layouts, self.orders.dataset)
        beside = reader if isinstance(opened.table, DelimitedTable) else None
        if beside:
            beside.start()  # while the file is scanned
        sha256 = opened.table.scan(lambda done: tell(self.progress, opened.progress(done)))
        run = Run(conn, opened, sha256, self.orders, self.progress)
        reading = opened.reading(sha256, self.orders.batch_rows)
        run.load(beside.batches(reading) if beside else reading.batches())
        run.report.seconds = perf_counter() - started
        return run.report


def _reader(paths: Iterable[Path], beside_from: int) -> AbstractContextManager[Reader | None]:
    size = sum(path.stat().st_size for path in paths if path.is_file())
    return Reader() if size >= beside_from else nullcontext()


def _connected(database: Connection | str) -> AbstractContextManager[Connection]:
    if isinstance(database, Connection):
        return nullcontext(database)
    return psycopg.connect(database, autocommit=True)


def _in_order(
    paths: Iterable[Path], layouts: Sequence[type[Layout]], dataset: str | None
) -> list[Path]:
    def rank(path: Path) -> tuple[int, date, bool, str]:
        try:
            opened = opened_file(path, layouts, dataset)
            edition = opened.first_edition()
        except (FileRefusedError, OSError):
            return len(layouts), date.min, False, path.name
        preliminary = "preliminar" in path.name.lower()
        place = layouts.index(type(opened.layout))
        return place, (edition and edition.day) or date.min, not preliminary, path.name

    return sorted(dict.fromkeys(_files(paths)), key=rank)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in folders named; no hidden ones, rejections or answer keys."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for file in path.rglob("*"):
            if file.is_file() and not _is_beside_the_point(file.name):
                yield file


def _is_beside_the_point(name: str) -> bool:
    return name.startswith(".") or SUFFIX in name or name in (ANSWER_KEY, ACCOUNTS_FILE)
