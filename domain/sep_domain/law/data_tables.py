"""Tables of data in this package: `;` between fields, a head, quotes around a field with a `;`.

A row with another number of fields than its head is refused: what a reader would leave out, or fill
in with nothing, is a part of the table that nobody sees.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from io import StringIO

PACKAGE = "sep_domain"


class TableError(ValueError):
    """A row does not fit the head of its table; it says which and how."""


def table_rows(folder: str, name: str) -> Iterator[Mapping[str, str]]:
    """The rows of a table by the names of its columns, as text. Raises TableError."""
    table = resources.files(PACKAGE) / folder / name
    lines = StringIO(table.read_text(encoding="utf-8"), newline="")
    return read_rows(f"{folder}/{name}", lines)


def read_rows(name: str, lines: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """As `table_rows`, of lines given. Raises TableError."""
    reader = csv.reader(lines, delimiter=";", strict=True)
    head = next(reader, [])
    if not head or len(set(head)) < len(head):
        raise TableError(f"{name}: the head must name every column once")
    try:
        for fields in reader:
            if len(fields) != len(head):
                raise TableError(
                    f"{name}, line {reader.line_num}: {len(fields)} fields, its head has"
                    f" {len(head)}; a field with a semicolon goes into quotes"
                )
            yield dict(zip(head, fields, strict=True))
    except csv.Error as error:
        raise TableError(f"{name}, line {reader.line_num}: {error}") from error
