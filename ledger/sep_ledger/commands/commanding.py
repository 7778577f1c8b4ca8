"""Commands on entities: load, decide, append, answer.

    answer = Commanding(ledger).handle(RendicionDecider(), key, Asked(command, "ana", "a1b2"))

What a command leads to is decided on what its streams say (`case`) and appended at the next
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

from eventsourcing.persistence import IntegrityError

from sep_domain.dates.days import today
from sep_domain.decisions.deciding import Command, Decider, EntityKey
from sep_domain.evidence_documents import EvidenceDocument
from sep_ledger.application import Ledger
from sep_ledger.commands.case import Asked, Case, CommandOutcome
from sep_ledger.commands.directory import meet_directory
from sep_ledger.database.errors import library_errors
from sep_ledger.database.questions import Steps, ask, ask_async
from sep_ledger.reading.events import AsyncPool, read_streams
from sep_ledger.records.recorded import RecordedEvent
from sep_ledger.records.stored import StoredEvent

K = TypeVar("K", bound=EntityKey)
S = TypeVar("S")
C = TypeVar("C", bound=Command)
T = TypeVar("T")

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

    def handle(self, decider: Decider[K, S, C], key: K, asked: Asked[C]) -> CommandOutcome:
        """Decide on a command and record what follows.

        Raises RefusedError, StaleVersionError, LostRaceError, KeyReusedError, UnheldDocumentError,
        DocumentStoreError, and the library's persistence errors; where one of these last leaves
        open whether anything was recorded, asking again with the same key tells.
        """
        case = Case(decider, key, asked)
        settled = self._ask(self._settled(case))
        if isinstance(settled, CommandOutcome):
            return settled
        self._require(asked.command.evidence)
        try:
            recordings = self._ledger.save(*settled)
        except IntegrityError as error:
            return case.beaten(self._ask(self._history([case.stream])), error)
        return CommandOutcome.of(settled, [recording.notification.id for recording in recordings])

    async def handle_async(
        self, decider: Decider[K, S, C], key: K, asked: Asked[C], pool: AsyncPool
    ) -> CommandOutcome:
        """As `handle`, for the tasks of one event loop; reads over `pool`, which need not write."""
        case = Case(decider, key, asked)
        settled = await self._ask_async(self._settled(case), pool)
        if isinstance(settled, CommandOutcome):
            return settled
        if asked.command.evidence:
            await asyncio.to_thread(self._require, asked.command.evidence)
        try:
            positions = await self._ledger.ledger_recorder.insert_events_async(
                [self._ledger.mapper.to_stored_event(event) for event in settled]
            )
        except IntegrityError as error:
            return case.beaten(await self._ask_async(self._history([case.stream]), pool), error)
        return CommandOutcome.of(settled, positions)

    def _require(self, evidence: Sequence[EvidenceDocument]) -> None:
        for place, document in enumerate(evidence):
            size = self._size_of(document.sha256)
            if size != document.size:
                raise UnheldDocumentError(place, document, size)

    def _settled(self, case: Case[K, S, C]) -> Steps[CommandOutcome | list[RecordedEvent]]:
        history = yield from self._history(case.streams)
        history += yield from self._history(case.further(history))
        met = yield from meet_directory(case.mentions, self._decoded)
        return case.settle(history, self._today(), met)

    def _history(self, streams: Sequence[UUID]) -> Steps[list[RecordedEvent]]:
        rows = yield from read_streams.within(streams)
        return list(map(self._decoded, rows))

    def _decoded(self, row: StoredEvent) -> RecordedEvent:
        return self._ledger.ledger_mapper.to_domain_event(row)

    def _ask(self, steps: Steps[T]) -> T:
        with library_errors(), self._ledger.ledger_recorder.pool.connection() as connection:
            return ask(connection, steps)

    async def _ask_async(self, steps: Steps[T], pool: AsyncPool) -> T:
        with library_errors():
            async with pool.connection() as connection:
                return await ask_async(connection, steps)
