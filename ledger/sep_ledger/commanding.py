"""Commands on entities: load, decide, append, answer; the same request twice is answered twice.

    answer = Commanding(ledger).handle(RendicionDecider(), key, Asked(command, "ana", "a1b2"))

The state that is decided on is folded from the entity's stream and from the fact streams that its
decider names. What follows is appended at the next versions of the entity's stream, so that of two
commands on one state only one is recorded.

**Idempotency.** Every event says which command it comes from: an identifier made of the stream, the
actor and the idempotency key, and the SHA-256 of what was asked. It is committed with the event, so
there is nothing beside the log that could be lost or disagree. A key is looked for in the entity's
stream before anything is decided: the same request is answered as it was the first time, also after
a crash between commit and answer; another request is refused. Its scope is one actor and one
entity, its lifetime that of the log. A refusal is not recorded: asked again, it is decided again.

**Evidence.** A command may point to documents. They are recorded with its events as their origin,
once it is sure that their content is kept.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Generic, TypeVar
from uuid import UUID

import orjson
from eventsourcing.persistence import IntegrityError, StoredEvent
from psycopg.rows import args_row

from sep_domain.deciding import Command, Decider, EntityKey, RefusedError
from sep_domain.evidence_documents import EvidenceDocument
from sep_domain.provenance import CommandSource, Provenance
from sep_ledger.application import Ledger
from sep_ledger.errors import library_errors
from sep_ledger.reading import AsyncPool, EventRow
from sep_ledger.recording import Recorded
from sep_ledger.statements import statement
from sep_ledger.stored import LedgerStoredEvent

MAX_KEY = 255
"""Characters of an idempotency key, and of an actor's name."""

K = TypeVar("K", bound=EntityKey)
S = TypeVar("S")
C = TypeVar("C", bound=Command)


SizeOf = Callable[[str], int | None]
"""How many bytes are kept under a SHA-256; None where nothing is."""


class UnheldDocumentError(Exception):
    """A command points to a document whose content is not kept, or is not as long as it says."""

    def __init__(self, place: int, document: EvidenceDocument, size: int | None) -> None:
        super().__init__(f"{document.sha256}: kept {size or 'nothing'}, said {document.size} bytes")
        self.place = place
        """In the command's evidence, from 0 on."""
        self.document = document
        self.size = size
        """What is kept; None where nothing is."""


class StaleVersionError(Exception):
    """The entity is not at the version that the caller expects."""

    def __init__(self, expected: int, current: int) -> None:
        super().__init__(f"expected version {expected}; the entity is at {current}")
        self.expected = expected
        self.current = current


class LostRaceError(Exception):
    """Another command on the same entity was recorded first; this one left nothing."""

    def __init__(self, current: int) -> None:
        super().__init__(f"another command was recorded first; the entity is at {current}")
        self.current = current


class KeyReusedError(Exception):
    """The actor has used this idempotency key on this entity, and asked for something else."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the idempotency key {key!r} belongs to another request")
        self.key = key


@dataclass(frozen=True)
class Asked(Generic[C]):
    """A command as it reaches us. Raises ValueError for a key or an actor out of bounds."""

    command: C
    actor: str
    idempotency_key: str
    expected_version: int | None = None
    """The version of the entity that the caller has seen; 0 for one that nothing happened to."""

    def __post_init__(self) -> None:
        for name, text in (("actor", self.actor), ("idempotency key", self.idempotency_key)):
            if not 1 <= len(text) <= MAX_KEY:
                raise ValueError(f"{name} has {len(text)} characters; expected 1 to {MAX_KEY}")


@dataclass(frozen=True)
class Answer:
    """What came of a command."""

    positions: tuple[int, ...]
    """Of its events in the log; a reader who waits for the last has seen them all."""
    version: int
    """Of the entity, after its events."""
    topics: tuple[str, ...]
    """Under which its events are recorded, in order."""
    replayed: bool
    """Whether this was answered before: then nothing has been recorded now."""


class Commanding:
    """Handles the commands of every kind of entity, over one ledger. For many threads or tasks."""

    def __init__(self, ledger: Ledger, size_of: SizeOf = lambda _: None) -> None:
        """`size_of` looks into the store of documents; without one no document is kept."""
        self._ledger = ledger
        self._size_of = size_of

    def handle(self, decider: Decider[K, S, C], key: K, asked: Asked[C]) -> Answer:
        """Decide on a command and record what follows.

        Raises RefusedError, StaleVersionError, LostRaceError, KeyReusedError, UnheldDocumentError,
        DocumentStoreError, and the library's persistence errors; where one of these last leaves
        open whether anything was recorded, asking again with the same key tells.
        """
        case = _Case(decider, key, asked)
        settled = case.settle(self._load(case.streams))
        if isinstance(settled, Answer):
            return settled
        self._require(asked.command.evidence)
        try:
            positions = self._ledger.ledger_recorder.insert_events(self._stored(settled))
        except IntegrityError as error:
            return case.beaten(self._load([case.stream]), error)
        return _answer(settled, positions)

    async def handle_async(
        self, decider: Decider[K, S, C], key: K, asked: Asked[C], pool: AsyncPool
    ) -> Answer:
        """As `handle`, for the tasks of one event loop; reads over `pool`, which need not write."""
        case = _Case(decider, key, asked)
        settled = case.settle(await self._load_async(case.streams, pool))
        if isinstance(settled, Answer):
            return settled
        if asked.command.evidence:
            await asyncio.to_thread(self._require, asked.command.evidence)
        try:
            positions = await self._ledger.ledger_recorder.insert_events_async(
                self._stored(settled)
            )
        except IntegrityError as error:
            return case.beaten(await self._load_async([case.stream], pool), error)
        return _answer(settled, positions)

    def _require(self, evidence: Sequence[EvidenceDocument]) -> None:
        for place, document in enumerate(evidence):
            size = self._size_of(document.sha256)
            if size != document.size:
                raise UnheldDocumentError(place, document, size)

    def _load(self, streams: Sequence[UUID]) -> list[Recorded]:
        with (
            library_errors(),
            self._ledger.ledger_recorder.pool.connection() as connection,
            connection.cursor(row_factory=args_row(EventRow), binary=True) as cursor,
        ):
            rows = cursor.execute(statement("read_streams"), {"streams": streams}).fetchall()
        return list(map(self._recorded, rows))

    async def _load_async(self, streams: Sequence[UUID], pool: AsyncPool) -> list[Recorded]:
        with library_errors():
            async with (
                pool.connection() as connection,
                connection.cursor(row_factory=args_row(EventRow), binary=True) as cursor,
            ):
                await cursor.execute(statement("read_streams"), {"streams": streams})
                rows = await cursor.fetchall()
        return list(map(self._recorded, rows))

    def _recorded(self, row: EventRow) -> Recorded:
        recorded = self._ledger.mapper.to_domain_event(
            LedgerStoredEvent(
                originator_id=row.stream,
                originator_version=row.version,
                topic=row.topic,
                state=row.state,
                metadata=row.metadata,
                position=row.position,
                recorded_at=row.recorded_at,
            )
        )
        if not isinstance(recorded, Recorded):
            raise TypeError(f"the ledger's mapper gives Recorded, not {type(recorded).__name__}")
        return recorded

    def _stored(self, events: Sequence[Recorded]) -> list[StoredEvent]:
        return [self._ledger.mapper.to_stored_event(event) for event in events]


@dataclass(frozen=True)
class _Case(Generic[K, S, C]):
    """One command on one entity: everything about it that needs no database."""

    decider: Decider[K, S, C]
    key: K
    asked: Asked[C]

    @cached_property
    def stream(self) -> UUID:
        return self.key.stream()

    @cached_property
    def streams(self) -> list[UUID]:
        return [self.stream, *self.decider.facts(self.key, self.asked.command)]

    @cached_property
    def source(self) -> CommandSource:
        asked, command = self.asked, self.asked.command
        # Left out where there is none: such requests are what they were before there was any.
        said = command.model_dump(mode="json", exclude=None if command.evidence else {"evidence"})
        content = orjson.dumps([command.NAME, said])
        return CommandSource(
            actor=asked.actor,
            command_id=_command_id(self.stream, asked.actor, asked.idempotency_key),
            request=sha256(content).hexdigest(),
            evidence=command.evidence or None,
        )

    def settle(self, history: Sequence[Recorded]) -> Answer | list[Recorded]:
        """What was answered before, or the events that are now to be recorded."""
        own = self._own(history)
        if answered := self._answered(own):
            return answered
        version = own[-1].originator_version if own else 0
        expected = self.asked.expected_version
        if expected is not None and expected != version:
            raise StaleVersionError(expected, version)
        state = self.decider.fold(
            self.decider.initial(self.key), (recorded.event for recorded in history)
        )
        try:
            events = self.decider.decide(state, self.asked.command)
        except RefusedError as refusal:
            refusal.version = version
            raise
        if not events:
            raise ValueError(f"{self.asked.command.NAME} was neither refused nor of any effect")
        provenance = Provenance(source=self.source)
        return [
            Recorded(self.stream, number, event, provenance)
            for number, event in enumerate(events, version + 1)
        ]

    def beaten(self, history: Sequence[Recorded], error: IntegrityError) -> Answer:
        """The answer where the versions were taken: by this same request, or by another."""
        own = self._own(history)
        if answered := self._answered(own):
            return answered
        raise LostRaceError(own[-1].originator_version) from error

    def _own(self, history: Sequence[Recorded]) -> list[Recorded]:
        return [recorded for recorded in history if recorded.originator_id == self.stream]

    def _answered(self, own: Sequence[Recorded]) -> Answer | None:
        mine = [
            (recorded, source)
            for recorded in own
            if isinstance(source := recorded.provenance.source, CommandSource)
            and source.command_id == self.source.command_id
        ]
        if not mine:
            return None
        if any(source.request != self.source.request for _, source in mine):
            raise KeyReusedError(self.asked.idempotency_key)
        events = [recorded for recorded, _ in mine]
        return _answer(events, [event.position or 0 for event in events], replayed=True)


def _answer(
    events: Sequence[Recorded], positions: Sequence[int], *, replayed: bool = False
) -> Answer:
    return Answer(
        positions=tuple(positions),
        version=events[-1].originator_version,
        topics=tuple(recorded.event.topic() for recorded in events),
        replayed=replayed,
    )


def _command_id(stream: UUID, actor: str, key: str) -> UUID:
    """A UUIDv8 (RFC 9562 §5.8) of the scope of a key and the key."""
    digest = sha256(orjson.dumps([str(stream), actor, key])).digest()
    bits = int.from_bytes(digest[:16], "big")
    return UUID(int=bits & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62)
