"""Tables of outcomes for other tools: CSV and Parquet, each with the version of its data.

The version names the position of the log, the rule and the files that the table was made of. It is
a document beside the table, and within a Parquet file stands under the key `sep_ledger`.
"""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import polars as pl
from polars.io.plugins import register_io_source
from psycopg import Connection
from psycopg.rows import dict_row

from sep_domain.events.education.results import Subject
from sep_projections.exports.posting_batches import BATCH, snapshot
from sep_projections.outcomes.minimums import MINIMUMS
from sep_projections.reading import statements

_CHUNK = 1 << 20
_ROW_GROUP = 50_000
_SCHOOL = {"rbd": pl.Int32(), "anio": pl.Int16()}
_WHAT_A_SCHOOL_IS = {
    "dependencia": pl.String(),
    "grupo_socioeconomico": pl.String(),
    "rural": pl.Boolean(),
}
_TENTHS = pl.Decimal(5, 1)


class OutcomeTable(StrEnum):
    """The tables there are."""

    SCORES = "scores"
    """Scores of schools, with the reason where none stands."""
    SERIES = "series"
    """Mean scores by year, of the country and by what schools are."""
    CATEGORIES = "categories"
    """Performance categories of schools."""
    ADVISERS = "advisers"
    """Advised schools, their money and their scores before, while and after."""
    PANEL = "panel"
    """Scores that stand, by school and year, and whether the school was advised."""


@dataclass(frozen=True)
class _Shape:
    """How a table is read, and the columns that it has, in their order."""

    statement: str
    positions: str
    columns: dict[str, pl.DataType]
    of_one_test: bool = False


_SHAPES = {
    OutcomeTable.SCORES: _Shape(
        "export_scores",
        "export_score_positions",
        {
            **_SCHOOL,
            "grado": pl.String(),
            "asignatura": pl.String(),
            "nombre": pl.String(),
            "region": pl.Int16(),
            "comuna": pl.Int32(),
            **_WHAT_A_SCHOOL_IS,
            "alumnos": pl.Int32(),
            "puntaje": pl.Int16(),
            "puntaje_publicado": pl.Int16(),
            "motivo": pl.String(),
            "marca": pl.String(),
            "insuficiente": _TENTHS,
            "elemental": _TENTHS,
            "adecuado": _TENTHS,
            "posicion": pl.Int64(),
        },
    ),
    OutcomeTable.SERIES: _Shape(
        "export_series",
        "export_score_positions",
        {
            "anio": pl.Int16(),
            "grado": pl.String(),
            "asignatura": pl.String(),
            "dimension": pl.String(),
            "valor": pl.String(),
            "establecimientos": pl.Int32(),
            "alumnos": pl.Int32(),
            "sin_puntaje": pl.Int32(),
            "promedio": _TENTHS,
        },
    ),
    OutcomeTable.CATEGORIES: _Shape(
        "export_categories",
        "export_category_positions",
        {
            "rbd": pl.Int32(),
            "nivel": pl.String(),
            "anio": pl.Int16(),
            "categoria": pl.String(),
            "nombre": pl.String(),
            "dependencia": pl.String(),
            "region": pl.String(),
            "comuna": pl.String(),
            "matricula": pl.Int32(),
            "posicion": pl.Int64(),
        },
    ),
    OutcomeTable.ADVISERS: _Shape(
        "export_advisers",
        "export_adviser_positions",
        {
            "rut_ate": pl.String(),
            "rbd": pl.Int32(),
            "desde": pl.Date(),
            "hasta": pl.Date(),
            "contratos": pl.Int32(),
            "contratos_posteriores": pl.Int32(),
            "comprometido": pl.Int64(),
            "pagado": pl.Int64(),
            "pagado_con_sep": pl.Int64(),
            "momento": pl.Int8(),
            "anio": pl.Int16(),
            "puntaje": pl.Int16(),
            "alumnos": pl.Int32(),
            "motivo": pl.String(),
        },
        of_one_test=True,
    ),
    OutcomeTable.PANEL: _Shape(
        "export_panel",
        "export_adviser_positions",
        {
            **_SCHOOL,
            "puntaje": pl.Int16(),
            "alumnos": pl.Int32(),
            "grupo_socioeconomico": pl.String(),
            "dependencia": pl.String(),
            "rural": pl.Boolean(),
            "asesorado": pl.Boolean(),
            "posicion": pl.Int64(),
        },
        of_one_test=True,
    ),
}


class GradeAndSubjectError(ValueError):
    """Advisers and panels are of one test: name its grade and subject."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True)
class Asked:
    """Which table, of which test. Raises GradeAndSubjectError."""

    table: OutcomeTable
    grade: str | None = None
    subject: Subject | None = None

    def __post_init__(self) -> None:
        if _SHAPES[self.table].of_one_test and not (self.grade and self.subject):
            raise GradeAndSubjectError


@dataclass(frozen=True)
class Outcomes:
    """A table as known at a position, to be read while its transaction is open."""

    known: int
    asked: Asked
    _connection: Connection[Any] = field(repr=False)

    @property
    def columns(self) -> dict[str, pl.DataType]:
        return _SHAPES[self.asked.table].columns

    def batches(self) -> Iterator[list[tuple[Any, ...]]]:
        """Its rows, in order."""
        query = statements.part(_SHAPES[self.asked.table].statement)
        with self._connection.cursor("outcomes") as cursor:
            cursor.execute(query, self._params)
            while batch := cursor.fetchmany(BATCH):
                yield batch

    def version(self) -> bytes:
        """What the table was made of, as a JSON document."""
        positions = statements.part(_SHAPES[self.asked.table].positions)
        with self._connection.cursor(row_factory=dict_row) as cursor:
            query = statements.part("data_version", positions=positions)
            files = cursor.execute(query, self._params).fetchall()
        told = {
            "table": self.asked.table.value,
            "position": self.known,
            "rule": {
                "name": _SHAPES[self.asked.table].statement,
                "version": 1,
                "parameters": {
                    "grade": self.asked.grade,
                    "subject": self.asked.subject and self.asked.subject.value,
                    **asdict(MINIMUMS),
                },
            },
            "files": files,
        }
        return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)

    @property
    def _params(self) -> dict[str, Any]:
        return {
            "known": int(self.known),
            "grade": self.asked.grade,
            "subject": self.asked.subject and self.asked.subject.value,
            "least_schools": MINIMUMS.for_mean,
            "by_type": False,
            "contract_type": None,
            "region": None,
        }


@contextmanager
def open_table(conninfo: str, asked: Asked, position: int | None = None) -> Iterator[Outcomes]:
    """A table as known at a position, or now. Raises UnknownPositionError."""
    with snapshot(conninfo, position) as (connection, known):
        yield Outcomes(known, asked, connection)


def render_csv(outcomes: Outcomes) -> Iterator[bytes]:
    """RFC 4180 with `;`, UTF-8: what spreadsheets set to Spanish open by themselves."""
    yield _csv([tuple(outcomes.columns)])
    for batch in outcomes.batches():
        yield _csv([tuple(map(_cell, row)) for row in batch])


def render_parquet(outcomes: Outcomes) -> Iterator[bytes]:
    """Parquet, the version of its data under the key `sep_ledger`."""
    version = outcomes.version().decode()
    with tempfile.TemporaryDirectory(prefix="sep-ledger-export-") as folder:
        path = Path(folder) / "tabla.parquet"
        _frame(outcomes).sink_parquet(
            path,
            compression="zstd",
            row_group_size=_ROW_GROUP,
            maintain_order=True,
            metadata={"sep_ledger": version},
        )
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _frame(outcomes: Outcomes) -> pl.LazyFrame:
    columns = outcomes.columns

    def frames(*_: object) -> Iterator[pl.DataFrame]:
        for batch in outcomes.batches():
            yield pl.DataFrame(batch, schema=columns, orient="row")

    return register_io_source(frames, schema=columns)


def _csv(rows: list[tuple[Any, ...]]) -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(cell: Any) -> Any:
    return int(cell) if isinstance(cell, bool) else cell
