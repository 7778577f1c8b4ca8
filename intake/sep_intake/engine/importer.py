"""Imports files into the log: recognise, hash, turn rows into facts, append, report.

An import may be interrupted anywhere and simply run again: what had been appended is then equal.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg import Connection

from sep_intake.columns.layout import FileHead, FileRefusedError, Layout
from sep_intake.columns.recognition import recognise_layout
from sep_intake.engine.reading.file_opening import sources_of
from sep_intake.engine.reading.folders import files_in, why_unreadable
from sep_intake.engine.reading.opened_file import OnProgress, opened_file, tell
from sep_intake.engine.reading.reader_process import Reader, ReaderGoneError
from sep_intake.engine.run import Orders, Run
from sep_intake.files.delimited import DelimitedTable
from sep_intake.files.sources import Source
from sep_intake.files.spreadsheets import Knows
from sep_intake.layouts.registry import LAYOUTS
from sep_intake.reports.report import ImportReport, ImportSummary, Refusal

BATCH_ROWS = 2_500
"""Appending begins when the first batch is read, and goes on alone after the last: of a file with
the country's schools, half a second in all, batches of 10,000 would be read and appended in turn.
Smaller ones commit more often than pays."""

BESIDE_FROM = 32 << 20
"""Bytes of files from which it pays to start a process that reads their rows: it needs a quarter of
a second before the first, and spares some 2 µs a row."""

_logger = logging.getLogger(__name__)


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

    Raises FileRefusedError where the file as a whole is not what it should be, or holds several,
    OSError where it cannot be read; nothing has been appended then. ReaderGoneError where the
    process beside has ended, ReadingFailedError where it failed: the file is to be imported again.
    """
    orders = Orders(dataset, confirm, complete, batch_rows, rejections_in, layouts)
    importer = _Importer(orders, progress)
    sources = sources_of(path, _knows(layouts, dataset))
    if len(sources) > 1:
        raise FileRefusedError(f"{path.name} contiene {len(sources)} tablas y se espera una")
    with _connected(database) as conn, _reader(sources, beside_from) as reader:
        return importer.load(conn, reader, sources[0])


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
    refused: list[Refusal] = []
    ordered = _in_order(paths, layouts, dataset, refused)
    reports: list[ImportReport] = []
    with _connected(database) as conn, _reader(ordered, beside_from) as reader:
        of_dataset = Counter(ordered.values())
        for source, place in ordered.items():
            with _one_of_many(source, refused, conn):
                alone = of_dataset[place] == 1
                reports.append(importer.load(conn, reader, source, alone=alone))
    return ImportSummary(reports, refused)


@contextmanager
def _one_of_many(
    source: Source, refused: list[Refusal], conn: Connection | None = None
) -> Iterator[None]:
    """Whatever is wrong with one source is a refusal, so that the others are imported all the same;
    where the database is gone there is no going on."""
    try:
        yield
    except (FileRefusedError, ReaderGoneError) as refusal:
        refused.append(Refusal(source.display_name, str(refusal)))
    except OSError as error:
        reason = f"{source.name} no se puede leer: {why_unreadable(error)}"
        refused.append(Refusal(source.display_name, reason))
    except Exception as error:
        if isinstance(error, psycopg.OperationalError) or (conn is not None and conn.closed):
            raise
        _logger.exception("importing %s failed", source.display_name)
        reason = f"{source.name} no se importó: falló el programa al leerlo (quedó en su registro)"
        refused.append(Refusal(source.display_name, reason))


@dataclass(frozen=True, slots=True)
class _Importer:
    """Imports files as ordered."""

    orders: Orders
    progress: OnProgress | None

    def load(
        self, conn: Connection, reader: Reader | None, source: Source, *, alone: bool = True
    ) -> ImportReport:
        started = perf_counter()
        opened = opened_file(source, self.orders.layouts, self.orders.dataset)
        other_process = reader if isinstance(opened.table, DelimitedTable) else None
        if other_process:
            other_process.start()  # while the file is scanned
        sha256 = opened.table.scan(lambda done: tell(self.progress, opened.progress(done)))
        run = Run(conn, opened, sha256, self.orders, self.progress, alone=alone)
        reading = opened.reading(sha256, self.orders.batch_rows)
        run.load(other_process.batches(reading) if other_process else reading.batches())
        run.report.seconds = perf_counter() - started
        return run.report


def _reader(sources: Iterable[Source], beside_from: int) -> AbstractContextManager[Reader | None]:
    size = sum(source.path.stat().st_size for source in sources if source.path.is_file())
    return Reader() if size >= beside_from else nullcontext()


def _connected(database: Connection | str) -> AbstractContextManager[Connection]:
    if isinstance(database, Connection):
        return nullcontext(database)
    return psycopg.connect(database, autocommit=True)


def _in_order(
    paths: Iterable[Path],
    layouts: Sequence[type[Layout]],
    dataset: str | None,
    refused: list[Refusal],
) -> dict[Source, int]:
    """The sources in the order of their import, each with the place of its layout."""

    def rank(source: Source) -> tuple[int, date, bool, str]:
        try:
            opened = opened_file(source, layouts, dataset)
            edition = opened.first_edition()
        except Exception:  # noqa: BLE001 - it is raised again when the source is imported
            return len(layouts), date.min, False, source.name
        preliminary = "preliminar" in source.name.lower()
        place = layouts.index(type(opened.layout))
        return place, (edition and edition.day) or date.min, not preliminary, source.name

    knows = _knows(layouts, dataset)
    ranks = {source: rank(source) for source in _sources(paths, knows, refused)}
    return {source: ranks[source][0] for source in sorted(ranks, key=ranks.__getitem__)}


def _sources(paths: Iterable[Path], knows: Knows, refused: list[Refusal]) -> Iterator[Source]:
    for path, why_not in files_in(paths):
        file = Source(path)
        if why_not is not None:
            refused.append(Refusal(file.display_name, f"{file.name} {why_not}"))
            continue
        with _one_of_many(file, refused):
            yield from sources_of(path, knows)


def _knows(layouts: Sequence[type[Layout]], dataset: str | None) -> Knows:
    """Of which dataset a header is, as `recognise_layout` has it."""

    def knows(head: FileHead) -> str | None:
        try:
            return recognise_layout(head, layouts, dataset).dataset
        except FileRefusedError:
            return None

    return knows
