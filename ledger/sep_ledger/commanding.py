"""Commands on entities: load, decide, append, answer.

    answer = Commanding(ledger).handle(RendicionDecider(), key, Asked(command, "ana", "a1b2"))

What a command leads to is decided on what its streams say (`command_case`) and appended at the next
versions of the entity's stream, so that of two commands on one state only one is recorded.

**Directory.** The schools, sostenedores and advisers that a command names are held against
what the log says of them (`directory`): refused, or recorded with a flag in their origin.

**Evidence.** A command may point to documents. They are recorded with its events as their origin,
once it is sure that their content is kept.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from eventsourcing.persistence import IntegrityError, StoredEvent
from psycopg.rows import args_row

from sep_domain.days import today
from sep_domain.deciding import Command, Decider, EntityKey
from sep_domain.evidence_documents import EvidenceDocument
from sep_ledger import directory
from sep_ledger.application import Ledger
from sep_ledger.command_case import Answer, Asked, Case
from sep_ledger.directory import Met
from sep_ledger.errors import library_errors
from sep_ledger.reading import AsyncPool, EventRow
from sep_ledger.recording import Recorded
from sep_ledger.statements import statement
from sep_ledger.stored import LedgerStoredEvent

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


class Commanding:
    """Handles the commands of every kind of entity, over one ledger. For many threads or tasks."""

    def __init__(
        self,
        ledger: Ledger,
        size_of: SizeOf = lambda _: None,
        today: Callable[[], date] = today,
    ) -> None:
        """`size_of` looks into the store of documents; without one no document is kept."""
        self._ledger = ledger
        self._size_of = size_of
        self._today = today

    def handle(self, decider: Decider[K, S, C], key: K, asked: Asked[C]) -> Answer:
        """Decide on a command and record what follows.

        Raises RefusedError, StaleVersionError, LostRaceError, KeyReusedError, UnheldDocumentError,
        DocumentStoreError, and the library's persistence errors; where one of these last leaves
        open whether anything was recorded, asking again with the same key tells.
        """
        case = Case(decider, key, asked)
        history = self._load(case.streams)
        history += self._load(case.further(history))
        settled = case.settle(history, self._today(), self._meet(case))
        if isinstance(settled, Answer):
            return settled
        self._require(asked.command.evidence)
        try:
            positions = self._ledger.ledger_recorder.insert_events(self._stored(settled))
        except IntegrityError as error:
            return case.beaten(self._load([case.stream]), error)
        return Answer.of(settled, positions)

    async def handle_async(
        self, decider: Decider[K, S, C], key: K, asked: Asked[C], pool: AsyncPool
    ) -> Answer:
        """As `handle`, for the tasks of one event loop; reads over `pool`, which need not write."""
        case = Case(decider, key, asked)
        history = await self._load_async(case.streams, pool)
        history += await self._load_async(case.further(history), pool)
        settled = case.settle(history, self._today(), await self._meet_async(case, pool))
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
        return Answer.of(settled, positions)

    def _require(self, evidence: Sequence[EvidenceDocument]) -> None:
        for place, document in enumerate(evidence):
            size = self._size_of(document.sha256)
            if size != document.size:
                raise UnheldDocumentError(place, document, size)

    def _meet(self, case: Case[K, S, C]) -> Met:
        with library_errors(), self._ledger.ledger_recorder.pool.connection() as connection:
            return directory.run(directory.meet(case.mentions, self._recorded), connection)

    async def _meet_async(self, case: Case[K, S, C], pool: AsyncPool) -> Met:
        with library_errors():
            async with pool.connection() as connection:
                steps = directory.meet(case.mentions, self._recorded)
                return await directory.run_async(steps, connection)

    def _load(self, streams: Sequence[UUID]) -> list[Recorded]:
        if not streams:
            return []
        with (
            library_errors(),
            self._ledger.ledger_recorder.pool.connection() as connection,
            connection.cursor(row_factory=args_row(EventRow), binary=True) as cursor,
        ):
            rows = cursor.execute(statement("read_streams"), {"streams": streams}).fetchall()
        return list(map(self._recorded, rows))

    async def _load_async(self, streams: Sequence[UUID], pool: AsyncPool) -> list[Recorded]:
        if not streams:
            return []
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
