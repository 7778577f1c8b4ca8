"""Tables as files: how tests write them, and how they read back."""

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from sep_intake.columns.layout import FileHead
from sep_intake.engine.reading.file_opening import open_table, sources_of
from sep_intake.files.tables import Table

Rows = Sequence[Sequence[Any]]
State = Literal["hidden", "veryHidden"]
Sheets = Mapping[str, Sequence[Any]]


def delimited(
    rows: Rows, delimiter: str = ";", line_end: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> str:
    text = io.StringIO(newline="")
    csv.writer(
        text,
        delimiter=delimiter,
        lineterminator=line_end,
        quoting=quoting,  # type: ignore[arg-type] # typeshed has literals
    ).writerows(rows)
    return text.getvalue()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def gzipped(path: Path, content: bytes) -> Path:
    path.write_bytes(gzip.compress(content))
    return path


def workbook(
    path: Path, sheets: Sheets, hidden: Iterable[str] = (), state: State = "hidden"
) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for name in hidden:
        book[name].sheet_state = state
    book.save(path)
    return path


def knowing(*columns: str, dataset: str = "prueba") -> "Knowing":
    return Knowing({dataset: frozenset(columns)})


class Knowing:
    """Datasets, each by the columns that its header has to have."""

    def __init__(self, datasets: dict[str, frozenset[str]]) -> None:
        self._datasets = datasets

    def __call__(self, head: FileHead) -> str | None:
        found = (name for name, columns in self._datasets.items() if columns <= set(head.columns))
        return next(found, None)


def tables(path: Path, knows: Knowing) -> list[Table]:
    return [open_table(source) for source in sources_of(path, knows)]


def read(
    table: Table | Path, *, quoted: bool = False, breaks_lines: bool = False
) -> list[list[str]]:
    """The rows of a table; one at fault has no cells."""
    if isinstance(table, Path):
        table = open_table(table)
    table.scan(lambda _: None)
    blocks = table.blocks(quoted=quoted, breaks_lines=breaks_lines)
    return [row for block in blocks for row in block.rows]
