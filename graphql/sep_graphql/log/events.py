"""The log: events, where they come from, and the facts that rest on them."""

import asyncio
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from sep_domain.directory.flags import DirectoryFlag
from sep_domain.evidence_documents import EvidenceKind
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params, rows_of_parent
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_ledger.reading.events import position_at
from sep_ledger.reading.generations import log_end_for_reader
from sep_projections.documents import evidence_documents
from sep_projections.documents.evidence_documents import EVIDENCE_REFERENCES, SHA256
from sep_projections.log import events as log
from sep_projections.reading.cursors import decode
from sep_projections.reading.known import Position
from sep_projections.reading.rows import FactRow
from sep_projections.reading.schemas import NAMES

strawberry.enum(DirectoryFlag)


@strawberry.type
class Source:
    """Where an event comes from: a row of a file, a command, or a rule applied to other events."""

    kind: str
    """`file`, `command` or `derived`."""
    file_name: str | None = None
    sha256: str | None = None
    """SHA-256 of the whole file, in hexadecimal."""
    dataset: str | None = None
    row: int | None = None
    """Row of the file, counted from 1, its header left out."""
    edition: str | None = None
    """The publisher's own version mark."""
    actor: str | None = None
    directory: list[DirectoryFlag] | None = None
    """What of a command no directory or registry bore out, where something did not."""
    command_id: UUID | None = None
    why_late: str | None = None
    """Why a command entered it in books that were closed, where it did."""
    rule: str | None = None

    @classmethod
    def of(cls, given: dict[str, Any]) -> "Source":
        """From the provenance as stored."""
        return cls(
            kind=given["kind"],
            file_name=given.get("name"),
            sha256=given.get("sha256"),
            dataset=given.get("dataset"),
            row=given.get("row"),
            edition=given.get("edition"),
            actor=given.get("actor"),
            directory=_flags(given.get("directory")),
            command_id=UUID(given["command_id"]) if "command_id" in given else None,
            why_late=given.get("why_late"),
            rule=given.get("rule"),
        )


strawberry.enum(EvidenceKind)


@strawberry.type
class EvidenceDocument(evidence_documents.EvidenceDocumentRow):
    @strawberry.field
    def url(self) -> str:
        """Where its content is read, on this service."""
        return f"/documents/{self.sha256}"

    @strawberry.field
    async def events(self, info: Info) -> list["Event"]:
        """The events that point to it, in the order of the log."""
        given = await params(info)
        pointing = await rows_of_parent(info, EVIDENCE_REFERENCES, (SHA256,), (self.sha256,), given)
        found = await asyncio.gather(*(event_at(info, row.position) for row in pointing))
        return [event for event in found if event]


@strawberry.type
class Event(log.EventRecord):
    """An event of the log, as it was recorded."""

    state: strawberry.Private[bytes]
    metadata: strawberry.Private[bytes]

    @strawberry.field
    def content(self) -> JSON:
        """What the event says, as stored; `GET /event-types/{topic}` gives its JSON Schema."""
        return JSON(self.said)

    @strawberry.field
    def occurred_on(self) -> date | None:
        """The day from which what the event says holds."""
        day = self.said.get("occurred_on")
        return date.fromisoformat(day) if day else None

    @strawberry.field
    def source(self) -> Source | None:
        """Where it comes from; absent where its writer gave no provenance."""
        return Source.of(self.origin) if self.origin else None

    @strawberry.field
    def documents(self) -> list[EvidenceDocument]:
        """The documents that it points to as evidence."""
        return _documents(self)

    @strawberry.field
    def correlation_id(self) -> UUID | None:
        """What it belongs with, such as one import."""
        given = self.provenance.get("correlation_id")
        return UUID(given) if given else None

    @strawberry.field
    def causation_id(self) -> UUID | None:
        """What it follows from."""
        given = self.provenance.get("causation_id")
        return UUID(given) if given else None


async def event_at(info: Info, position: Position) -> Event | None:
    """The event at a position, looked up together with all others that an answer needs."""
    operation = info.context.operation

    async def load(positions: list[Position]) -> list[Event | None]:
        async with operation.reading() as connection:
            found = await log.events_at(connection, positions, Event)
        return [found.get(position) for position in positions]

    return await operation.loader("events_at", load).load(position)


async def versions_of(info: Info, stream: UUID) -> list[Event]:
    """Every version of a fact that the view knows."""
    operation = info.context.operation
    known = await operation.known(view_of(info))

    async def load(streams: list[UUID]) -> list[list[Event]]:
        async with operation.reading() as connection:
            found = await log.versions_of(connection, streams, known.position, Event)
        return [found[stream] for stream in streams]

    versions = await operation.loader(("versions_of", known.position), load).load(stream)
    operation.spend(len(versions))
    return versions


@strawberry.interface
class Fact(FactRow):
    """Anything that rests on one event: where it stands, where it comes from, how it changed."""

    @strawberry.field
    async def source(self, info: Info) -> Source | None:
        """The row of the file that this version was read from."""
        event = await event_at(info, self.position)
        return Source.of(event.origin) if event and event.origin else None

    @strawberry.field
    async def documents(self, info: Info) -> list[EvidenceDocument]:
        """The documents that this version points to as evidence; facts of files have none."""
        event = await event_at(info, self.position)
        found = _documents(event) if event else []
        info.context.operation.spend(len(found))
        return found

    @strawberry.field
    async def recorded_at(self, info: Info) -> datetime | None:
        """When this version was recorded."""
        event = await event_at(info, self.position)
        return event.recorded_at if event else None

    @strawberry.field
    async def history(self, info: Info) -> list[Event]:
        """Every version of the fact known so far, the first one first."""
        return await versions_of(info, self.stream)


@strawberry.interface
class Approved(Fact):
    """Something that may be prepared by one person and approved by another."""

    @strawberry.field
    async def prepared_by(self, info: Info) -> str | None:
        """Who prepared it; absent where nobody did, or a file says it."""
        return (await self._persons(info))[0]

    @strawberry.field
    async def approved_by(self, info: Info) -> str | None:
        """Who asked for it, what was prepared or not; absent where a file says it."""
        return (await self._persons(info))[1]

    async def _persons(self, info: Info) -> tuple[str | None, str | None]:
        event = await event_at(info, self.position)
        if event is None:
            return None, None
        return event.said.get("prepared_by"), event.origin.get("actor")


def _flags(given: list[str] | None) -> list[DirectoryFlag] | None:
    return None if given is None else list(map(DirectoryFlag, given))


def _documents(event: Event) -> list[EvidenceDocument]:
    given = event.origin.get("evidence", ())
    return [EvidenceDocument(**one | {"kind": EvidenceKind(one["kind"])}) for one in given]


@strawberry.type
class Coverage(log.CoverageRow):
    pass


@strawberry.type
class Projection(log.ProjectionRow):
    pass


@strawberry.type
class Parked(log.ParkedRow):
    @strawberry.field
    async def event(self, info: Info) -> Event | None:
        """The event itself, as it was recorded."""
        return await event_at(info, self.position)


@strawberry.input
class EventFilter(log.EventFilter):
    pass


EVENTS = log.EVENTS.into(Event)
COVERAGE = log.COVERAGE.into(Coverage)
PROJECTIONS = log.PROJECTIONS.into(Projection)
PARKED = log.PARKED.into(Parked)


async def _check_reached(info: Info, where: EventFilter, page: Paging) -> None:
    """Raises BeyondHeadError and OtherGenerationError: the log is not the one that was read."""
    after = where.after_position or Position(0)
    for cursor in filter(None, (page.after, page.before)):
        (reached,) = decode(cursor, EVENTS.key)
        after = max(after, Position(int(str(reached))))
    if after or where.generation:
        async with info.context.operation.reading() as connection:
            await log_end_for_reader.awaited(connection, after, where.generation)


@root
class LogQuery:
    @view
    async def events(
        self,
        info: Info,
        where: Annotated[EventFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Event]:
        """Events in the order of their positions; those after one beyond the head are refused."""
        where = where or EventFilter()
        await _check_reached(info, where, page)
        given = await params(info, where)
        return await connection(info, EVENTS, given, page)

    @view
    async def event(self, info: Info, position: Position) -> Event | None:
        """The event at a position."""
        known = await info.context.operation.known(view_of(info))
        return await event_at(info, position) if position <= known.position else None

    @view
    async def coverage(self, info: Info) -> list[Coverage]:
        """What there is of each dataset by year."""
        operation = info.context.operation
        given = await params(info)
        async with operation.reading() as connection:
            return await COVERAGE.rows(connection, given)

    @view
    async def projections(self, info: Info) -> list[Projection]:
        """How far each view has folded the log, or what had been recorded of it by an instant."""
        operation = info.context.operation
        instant = operation.instant(view_of(info))
        async with operation.reading() as connection:
            recorded = instant and await position_at.awaited(connection, instant)
        given = await params(info, projections=NAMES, recorded=recorded)
        async with operation.reading() as connection:
            return await PROJECTIONS.rows(connection, given)

    @view
    async def parked(
        self,
        info: Info,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Parked]:
        """Events that a view could not fold, or a rule could not read, by position.

        `sep-ledger rebuild` tries them again.
        """
        return await connection(info, PARKED, await params(info), page)
