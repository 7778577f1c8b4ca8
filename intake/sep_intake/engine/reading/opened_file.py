"""A file on its way in: its table opened, its dataset known."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import cast

from sep_domain.provenance import Edition, FileSource
from sep_intake.banks.undeclared_banks import HINT, may_be_statement
from sep_intake.cells.rows import Columns, Row
from sep_intake.columns.layout import FileRefusedError, Layout
from sep_intake.columns.recognition import recognise_layout, with_hint
from sep_intake.engine.reading.file_opening import open_table
from sep_intake.engine.reading.reader_process import Reading
from sep_intake.files.sources import Source
from sep_intake.files.tables import Record, Table
from sep_intake.reports.report import ImportProgress, ImportReport

OnProgress = Callable[[ImportProgress], None]


def tell(progress: OnProgress | None, news: ImportProgress) -> None:
    """Tell of progress, if anybody wants to hear."""
    if progress is not None:
        progress(news)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose dataset is known."""

    table: Table
    layout: Layout

    def reading(self, sha256: str, batch_rows: int) -> Reading:
        dataset = self.layout.dataset
        source = FileSource(sha256=sha256, name=self.table.name, dataset=dataset, row=0)
        return Reading(self.table, type(self.layout), source, batch_rows)

    def first_edition(self) -> Edition | None:
        """That of its first row, by which editions of one thing are put in order."""
        layout = self.layout
        records = self.table.records(quoted=layout.quoted, breaks_lines=layout.breaks_lines)
        with closing(cast("Generator[Record]", records)):
            first = next(records, None)
        if first is None or len(first.cells) != len(layout.head.columns):
            return layout.file_edition
        row = Row(Columns(layout.head.columns), first.cells, first.number)
        return layout.edition(row) or layout.file_edition

    def progress(self, done: int, report: ImportReport | None = None) -> ImportProgress:
        return ImportProgress(
            path=self.table.source.display_name,
            dataset=self.layout.dataset,
            loading=report is not None,
            bytes_done=done,
            bytes_total=self.table.size,
            rows=report.rows if report else 0,
            rejected=report.rejected if report else 0,
        )


def opened_file(source: Source, layouts: Sequence[type[Layout]], dataset: str | None) -> Opened:
    """A file recognised by its header. Raises FileRefusedError, OSError."""
    table = open_table(source)
    try:
        layout = recognise_layout(table.head, layouts, dataset)
    except FileRefusedError as refusal:
        if dataset is None and may_be_statement(source):
            raise FileRefusedError(with_hint(str(refusal), HINT)) from None
        raise
    return Opened(table, layout(table.head))


_ZEROS = frozenset({"", "0", "0,0", "0,00", "0.0", "0.00"})
_EMPTY = frozenset({""})


def blank_columns(opened: Opened) -> list[str]:
    """The columns, as the file spells them, in which no row of it says anything but zero. Reads the
    whole file."""
    return _saying_only(_ZEROS, opened)


def empty_columns(opened: Opened) -> list[str]:
    """Of the columns that its layout reads, those in which no row of the file says anything. Reads
    the whole file."""
    layout = opened.layout
    read = {layout.head.as_written(layout.spelt.get(name, name)) for name in layout.declared.read}
    return [column for column in _saying_only(_EMPTY, opened) if column in read]


def _saying_only(nothing: frozenset[str], opened: Opened) -> list[str]:
    layout, head = opened.layout, opened.layout.head
    blank = dict.fromkeys(range(len(head.columns)))
    for block in opened.table.blocks(quoted=layout.quoted, breaks_lines=layout.breaks_lines):
        for row in block.rows:
            for place in [place for place in blank if place < len(row)]:
                if row[place].strip() not in nothing:
                    del blank[place]
    return [head.as_written(head.columns[place]) for place in blank]
