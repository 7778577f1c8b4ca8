"""Writing delimited text the way the official files are written: never quoted, often latin-1."""

import codecs
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

CRLF, LF = "\r\n", "\n"

_SLICE = 100_000
_BOM = codecs.BOM_UTF8


def write_rows(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    encoding: str = "utf-8",
    newline: str = LF,
    bom: bool = False,
) -> Path:
    """A `;` file from rows of cells; None is an empty cell."""
    with path.open("wb") as file:
        file.write(_BOM if bom else b"")
        file.write((";".join(header) + newline).encode(encoding))
        for row in rows:
            line = ";".join("" if cell is None else str(cell) for cell in row)
            file.write((line + newline).encode(encoding))
    return path


def write_table(
    path: Path,
    table: pl.DataFrame,
    *,
    separator: str = ";",
    encoding: str = "utf-8",
    newline: str = LF,
    append: bool = False,
) -> Path:
    """A file from a table, slice by slice; appended to without a second header."""
    with path.open("ab" if append else "wb") as file:
        if not append:
            file.write((separator.join(table.columns) + newline).encode(encoding))
        for part in table.iter_slices(_SLICE):
            text = part.write_csv(
                separator=separator,
                line_terminator=newline,
                quote_style="never",
                include_header=False,
            )
            file.write(text.encode(encoding))
    return path
