"""The log as readers see it: where facts come from, their versions, and what is covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import orjson
from psycopg import AsyncConnection

from sep_domain.dates.calendar import SchoolYear
from sep_projections.reading import statements
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Position
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row, rows_of

Connection = AsyncConnection[Any]


@dataclass(kw_only=True)
class EventFilter:
    """Which events of the log."""

    topics: list[str] | None = None
    """Full topics, such as `cl.sep.payment.disbursed.v1`; all where absent."""
    stream: UUID | None = None
    """The versions of one fact."""
    after_position: Position | None = None
    """One beyond the head of the log is refused: it is of another log, or this one was restored."""
    generation: UUID | None = None
    """The generation of the log in which the position was read; another one is refused."""


@dataclass(kw_only=True)
class EventRecord(Row):
    """An event of the log, as it was recorded."""

    position: Position
    """Its place in the log: 1, 2, 3, … without a gap."""
    stream: UUID
    """What it is about: a fact, or an entity."""
    version: int
    """1 for the first version of a fact, 2 for its first restatement, …"""
    topic: str
    """What kind of event it is, and in which version of its form."""
    state: bytes
    metadata: bytes
    recorded_at: datetime
    """When the database recorded it."""

    @cached_property
    def said(self) -> dict[str, Any]:
        """What it says, as stored."""
        said: dict[str, Any] = orjson.loads(self.state)
        return said

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Who said so, as stored; empty where its writer gave none."""
        provenance: dict[str, Any] = orjson.loads(self.metadata)
        return provenance

    @property
    def origin(self) -> dict[str, Any]:
        """The file, the command or the rule that it comes from; empty where none is given."""
        origin: dict[str, Any] = self.provenance.get("source", {})
        return origin


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


@dataclass(kw_only=True)
class ParkedRow(Row):
    """An event that a view could not fold or a rule could not read; the rest went on without it."""

    name: str
    """The view or the rule."""
    position: Position
    """Where in the log the event stands; of a rule, the first with which it could not go on."""
    error: str
    parked_at: datetime


E = TypeVar("E", bound=EventRecord)

EVENTS = Listing("events", (Column("position", "bigint"),), EventRecord)
COVERAGE = Listing("coverage", (Column("dataset", "text"), Column("year", "smallint")), CoverageRow)
PROJECTIONS = Listing("projections", (Column("name", "text"),), ProjectionRow)
PARKED = Listing("parked", (Column("position", "bigint"), Column("name", "text")), ParkedRow)


async def events_at(connection: Connection, positions: Sequence[int], row: type[E]) -> dict[int, E]:
    """Events by position; positions beyond the head are left out."""
    async with connection.cursor(row_factory=rows_of(row), binary=True) as cursor:
        await cursor.execute(
            statements.named_statement("events_at"), {"positions": list(map(int, positions))}
        )
        return {event.position: event for event in await cursor.fetchall()}


async def versions_of(
    connection: Connection, streams: Sequence[UUID], known: Position, row: type[E]
) -> dict[UUID, list[E]]:
    """Every version of each fact that was known at a position, the first one first."""
    versions: dict[UUID, list[E]] = {stream: [] for stream in streams}
    async with connection.cursor(row_factory=rows_of(row), binary=True) as cursor:
        await cursor.execute(
            statements.named_statement("versions_of"), {"streams": list(streams), "known": known}
        )
        for event in await cursor.fetchall():
            versions[event.stream].append(event)
    return versions
