"""What views of categories are made of: the publications of a level and some years."""

from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from psycopg.sql import Composed

from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import PerformanceCategory
from sep_projections.reading import statements
from sep_projections.reading.listing import Params
from sep_projections.reading.rows import Row, rows_of


@dataclass(kw_only=True)
class CategorySampleRow(Row):
    """Schools that have a category in some publication, or that never have one, for a reason."""

    reason: PerformanceCategory | None = None
    """One of the *sin categoría*; absent for the schools with a category."""
    schools: int
    rbds: list[Rbd]
    """Of those without."""


async def sample(connection: AsyncConnection[Any], params: Params) -> list[CategorySampleRow]:
    """The schools of the publications: those with a category first, then the others by reason."""
    query = statements.part("category_version_sample")
    async with connection.cursor(row_factory=rows_of(CategorySampleRow), binary=True) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchall()


def positions() -> Composed:
    """A statement that selects where in the log the publications stand."""
    return statements.part("category_version_positions")
