"""What changes within the regime and coverage by school are made of: schools and positions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from psycopg import AsyncConnection
from psycopg.sql import Composed

from sep_domain.values.identifiers import Rbd
from sep_projections.reading import statements
from sep_projections.reading.listing import Params
from sep_projections.reading.rows import Row, rows_of


class ChangeGap(StrEnum):
    """Why a school that a list of changes names has no change."""

    ABSENT = "absent"
    """Nothing is known of it in the year."""
    ABSENT_BEFORE = "absent_before"
    """Nothing is known of it in the year before."""
    NOT_STATED = "not_stated"
    """A file leaves its prioritarios out."""


@dataclass(kw_only=True)
class ChangeSampleRow(Row):
    """Schools of an answer that have its figure, or lack it for a reason."""

    reason: ChangeGap | None = None
    schools: int
    rbds: list[Rbd]


@dataclass(frozen=True)
class MadeOf:
    """What a view rests on, for the parameters of the view itself."""

    rule: str
    """What the view is called; it begins the names of the two statements."""

    async def sample(
        self, connection: AsyncConnection[Any], params: Params
    ) -> list[ChangeSampleRow]:
        """The schools that have the figure first, then the others by reason."""
        query = statements.part(f"{self.rule}_sample")
        async with connection.cursor(row_factory=rows_of(ChangeSampleRow), binary=True) as cursor:
            await cursor.execute(query, params)
            return await cursor.fetchall()

    def positions(self) -> Composed:
        """A statement that selects where in the log everything stands that the view is made of."""
        return statements.part(f"{self.rule}_positions")


PUPIL_CHANGES = MadeOf("pupil_changes")
BAND_CHANGES = MadeOf("band_changes")
SCHOOL_COVERAGE = MadeOf("school_coverage")
