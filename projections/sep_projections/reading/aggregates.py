"""Totals by one or more dimensions: region, comuna, dependency, category, account, year, …

One mechanism for all: a measure is a statement with room for the dimensions; a dimension is a
column of its facts, or of the school as it was in the year of the fact. Every total counts the
schools behind it, and what is missing is counted apart from what is zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from psycopg import AsyncConnection
from psycopg.sql import SQL, Composed, Identifier

from sep_projections.reading import statements
from sep_projections.reading.listing import Params, TooManyRowsError
from sep_projections.reading.rows import Row, rows_of

R = TypeVar("R", bound=Row)
T = TypeVar("T", bound=Row)

MOST_GROUPS = 5_000
"""Groups one total may have."""


class Relation(Enum):
    """What a dimension needs beside the facts themselves: the name of a statement."""

    SCHOOL = "school_at"
    CATEGORY = "category_at"


@dataclass(frozen=True)
class Dimension:
    """A column to group by."""

    name: str
    expression: str
    relation: Relation | None = None


@dataclass(frozen=True)
class Measure(Generic[R]):
    """A statement with room for the `{keys}`, their `{names}` and `{ordinals}`, and `{joins}`."""

    statement: str
    row: type[R]

    def into(self, row: type[T]) -> "Measure[T]":
        """The same measure, its rows read as another class."""
        return Measure(self.statement, row)

    async def by(
        self, connection: AsyncConnection[Any], dimensions: Sequence[Dimension], params: Params
    ) -> list[R]:
        """One row for each group, in the order of the dimensions.

        Raises TooManyRowsError beyond `MOST_GROUPS`.
        """
        query = self._query(list(dict.fromkeys(dimensions)))
        async with connection.cursor(row_factory=rows_of(self.row), binary=True) as cursor:
            await cursor.execute(query, {**params, "most_groups": MOST_GROUPS + 1})
            rows = await cursor.fetchall()
        if len(rows) > MOST_GROUPS:
            raise TooManyRowsError
        return rows

    def _query(self, dimensions: Sequence[Dimension]) -> Composed:
        return statements.part(
            self.statement,
            keys=SQL(", ").join(
                SQL("{} as {}").format(SQL(one.expression), Identifier(one.name))
                for one in dimensions
            ),
            names=SQL(", ").join(Identifier(one.name) for one in dimensions),
            # By ordinal, because GROUP BY takes a name for a column of any joined relation.
            ordinals=SQL(", ").join(SQL(str(n)) for n, _ in enumerate(dimensions, 1)),
            joins=SQL("\n").join(map(_join, _relations(dimensions))),
        )


def _relations(dimensions: Sequence[Dimension]) -> list[Relation]:
    return list(dict.fromkeys(one.relation for one in dimensions if one.relation))


def _join(relation: Relation) -> Composed:
    return SQL(
        "left join (\n{}\n) as {name} on {name}.rbd = fact.rbd"
        " and fact.year >= {name}.from_year and fact.year < {name}.next_year"
    ).format(statements.part(relation.value), name=Identifier(relation.name.lower()))
