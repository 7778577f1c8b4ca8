"""The journal as a table, a row for each posting: CSV and Parquet."""

import csv
import tempfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from sep_projections.exports.account_names import one_line
from sep_projections.exports.posting_batches import Line, Part

COLUMNS: dict[str, pl.DataType] = {
    "asiento": pl.Int64(),
    "linea": pl.Int16(),
    "fecha": pl.Date(),
    "ejercicio": pl.Int16(),
    "evento": pl.String(),
    "glosa": pl.String(),
    "cuenta": pl.String(),
    "subvencion": pl.String(),
    "rbd": pl.Int32(),
    "rut_sostenedor": pl.String(),
    "convenio": pl.Int32(),
    "cuenta_bancaria": pl.String(),
    "monto": pl.Int64(),
    "tardio": pl.Boolean(),
    "tardio_segun": pl.String(),
    "edicion": pl.Date(),
    "archivo": pl.String(),
    "fila": pl.Int32(),
}
"""In the order of `Line`. `monto` is whole pesos, a debit positive."""

_ROW_GROUP = 50_000
_CHUNK = 1 << 20


def render_csv(part: Part) -> Iterator[bytes]:
    """RFC 4180 with `;`, UTF-8: what spreadsheets set to Spanish open by themselves."""
    yield _csv([tuple(COLUMNS)])
    for batch in part.batches():
        yield _csv([_cells(line) for line in batch])


def render_parquet(part: Part) -> Iterator[bytes]:
    """Parquet in row groups of 50,000; its foot comes last, so it is written to a file first."""
    with tempfile.TemporaryDirectory(prefix="sep-ledger-export-") as folder:
        path = Path(folder) / "diario.parquet"
        _frame(part).sink_parquet(
            path, compression="zstd", row_group_size=_ROW_GROUP, maintain_order=True
        )
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _frame(part: Part) -> pl.LazyFrame:
    def frames(*_: object) -> Iterator[pl.DataFrame]:
        # Which columns and rows are wanted need no heed: all of them are.
        for batch in part.batches():
            yield pl.DataFrame(batch, schema=COLUMNS, orient="row")

    return register_io_source(frames, schema=COLUMNS)


def _csv(rows: list[tuple[Any, ...]]) -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cells(line: Line) -> tuple[Any, ...]:
    shown = line._replace(description=one_line(line.description))
    return tuple(int(cell) if isinstance(cell, bool) else cell for cell in shown)
