"""The log as readers see it: where facts come from, their versions, and what is covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import args_row

from sep_domain.calendar import SchoolYear
from sep_ledger.reading import EventRow
from sep_projections.reads import statements
from sep_projections.reads.cursors import Column
from sep_projections.reads.known import Position
from sep_projections.reads.listing import Listing
from sep_projections.reads.rows import Row

Connection = AsyncConnection[Any]


@dataclass(kw_only=True)
class CoverageRow(Row):
    """What there is of a dataset in a year."""

    dataset: str
    year: SchoolYear
    rows: int
    """Facts known of the year, each counted in its latest version."""
    schools: int
    """Different schools (RBD) among them."""


@dataclass(kw_only=True)
class ProjectionRow(Row):
    """How far a view has folded the log."""

    name: str
    version: int
    position: Position
    positions_behind: int
    updated_at: datetime


COVERAGE = Listing("coverage", (Column("dataset", "text"), Column("year", "smallint")), CoverageRow)
PROJECTIONS = Listing("projections", (Column("name", "text"),), ProjectionRow)


async def events_at(connection: Connection, positions: Sequence[int]) -> dict[int, EventRow]:
    """Events by position; positions beyond the head are left out."""
    async with connection.cursor(row_factory=args_row(EventRow), binary=True) as cursor:
        await cursor.execute(statements.named("events_at"), {"positions": list(positions)})
        return {event.position: event for event in await cursor.fetchall()}


async def versions_of(
    connection: Connection, streams: Sequence[UUID], known: Position
) -> dict[UUID, list[EventRow]]:
    """Every version of each fact that was known at a position, the first one first."""
    versions: dict[UUID, list[EventRow]] = {stream: [] for stream in streams}
    async with connection.cursor(row_factory=args_row(EventRow), binary=True) as cursor:
        await cursor.execute(
            statements.named("versions_of"), {"streams": list(streams), "known": known}
        )
        for event in await cursor.fetchall():
            versions[event.stream].append(event)
    return versions
