"""What an answer was made of: the files behind its figures, the rule's parameters, those lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from psycopg import AsyncConnection
from psycopg.sql import Composed

from sep_domain.values.identifiers import Rbd
from sep_projections.reading import statements
from sep_projections.reading.rows import Row, rows_of


@dataclass(kw_only=True)
class DataFileRow(Row):
    """A file that an answer rests on."""

    name: str
    """Name of the file; for what no file says, the rule or kind of source that does."""
    sha256: str | None = None
    """SHA-256 of the whole file, in hexadecimal."""
    dataset: str | None = None
    rows: int
    """Rows of the file that were used."""


@dataclass(kw_only=True)
class RuleParameterRow(Row):
    """A parameter of a rule, as text."""

    name: str
    value: str


@dataclass(kw_only=True)
class LostSchoolsRow(Row):
    """Schools that were asked for and are in no figure, with the reason."""

    reason: str
    year: int | None = None
    """The year in which they fail; absent where it is not one year."""
    schools: int
    rbds: list[Rbd]


R = TypeVar("R", bound=DataFileRow)


async def files_behind(
    connection: AsyncConnection[Any], positions: Composed, params: Mapping[str, Any], row: type[R]
) -> list[R]:
    """The files of the events whose `position` a statement selects, by name."""
    query = statements.part("data_version", positions=positions)
    async with connection.cursor(row_factory=rows_of(row), binary=True) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchall()


async def files_of_positions(
    connection: AsyncConnection[Any], positions: Iterable[int], row: type[R]
) -> list[R]:
    """The files of the events at these positions, by name."""
    given = {"positions": sorted({int(position) for position in positions})}
    return await files_behind(connection, statements.part("positions_given"), given, row)
