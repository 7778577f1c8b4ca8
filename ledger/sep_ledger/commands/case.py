"""One command on one entity, decided on what its streams say; asked twice, it is answered twice.

The state that is decided on is folded from the entity's stream and from the fact streams that its
decider names. Nothing here reads or writes.

**Idempotency.** Every event says which command it comes from: an identifier made of the stream, the
actor and the idempotency key, and the SHA-256 of what was asked. It is committed with the event, so
there is nothing beside the log that could be lost or disagree. A key is looked for in the entity's
stream before anything is decided: the same request is answered as it was the first time, also after
a crash between commit and answer; another request is refused. Its scope is one actor and one
entity, its lifetime that of the log. A refusal is not recorded: asked again, it is decided again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Generic, TypeVar
from uuid import UUID

import orjson
from eventsourcing.persistence import IntegrityError

from sep_domain.accounting.closed_books import lock_streams, require_open
from sep_domain.decisions.command_days import require_plausible_days
from sep_domain.decisions.deciding import Command, Decider, EntityKey, RefusedError
from sep_domain.directory.mentions import Mentions, mentions_of
from sep_domain.events.imports import FactWithdrawn
from sep_domain.provenance import CommandSource, Provenance
from sep_domain.streams import FIRST_ENTITY
from sep_ledger.commands.directory import Met
from sep_ledger.records.recorded import RecordedEvent

MAX_KEY = 255
"""Characters of an idempotency key, and of an actor's name."""

_ALL_KNOWN = Met()

K = TypeVar("K", bound=EntityKey)
S = TypeVar("S")
C = TypeVar("C", bound=Command)


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
class CommandOutcome:
    """What came of a command."""

    positions: tuple[int, ...]
    """Of its events in the log; a reader who waits for the last has seen them all."""
    version: int
    """Of the entity, after its events."""
    topics: tuple[str, ...]
    """Under which its events are recorded, in order."""
    replayed: bool
    """Whether this was answered before: then nothing has been recorded now."""

    @classmethod
    def of(
        cls, events: Sequence[RecordedEvent], positions: Sequence[int], *, replayed: bool = False
    ) -> "CommandOutcome":
        """What came of the command that led to these events."""
        return cls(
            positions=tuple(positions),
            version=events[-1].originator_version,
            topics=tuple(recorded.event.topic() for recorded in events),
            replayed=replayed,
        )


@dataclass(frozen=True)
class Case(Generic[K, S, C]):
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
            why_ahead=command.why_ahead,
            why_late=command.why_late,
        )

    @cached_property
    def mentions(self) -> Mentions:
        """What the command names that others keep a register of."""
        return mentions_of(self.key, self.asked.command)

    def further(self, history: Sequence[RecordedEvent]) -> list[UUID]:
        """The streams that count too, of which only the state tells."""
        state, command = self._state(history), self.asked.command
        locks = lock_streams(self.decider.pages(state, command))
        return [*self.decider.further(state, command), *locks]

    def settle(
        self, history: Sequence[RecordedEvent], today: date, met: Met = _ALL_KNOWN
    ) -> CommandOutcome | list[RecordedEvent]:
        """What was answered before, or the events that are now to be recorded.

        `met` is how what the command names stands against what the log knows.
        """
        own = self._own(history)
        if answered := self._answered(own):
            return answered
        version = own[-1].originator_version if own else 0
        expected = self.asked.expected_version
        if expected is not None and expected != version:
            raise StaleVersionError(expected, version)
        try:
            require_plausible_days(self.asked.command, self.decider.SINCE, today)
            if met.refusal is not None:
                raise met.refusal
            state, asked = self._state(history), self.asked
            events = self.decider.decide_by(state, asked.command, asked.actor)
            self._require_open(state, history)
        except RefusedError as refusal:
            refusal.version = version
            raise
        if not events:
            raise ValueError(f"{self.asked.command.NAME} was neither refused nor of any effect")
        source = self.source.model_copy(update={"directory": met.flags or None})
        provenance = Provenance(source=source)
        return [
            RecordedEvent(self.stream, number, event, provenance)
            for number, event in enumerate(events, version + 1)
        ]

    def beaten(self, history: Sequence[RecordedEvent], error: IntegrityError) -> CommandOutcome:
        """The answer where the versions were taken: by this same request, or by another."""
        own = self._own(history)
        if answered := self._answered(own):
            return answered
        raise LostRaceError(own[-1].originator_version) from error

    def _require_open(self, state: S, history: Sequence[RecordedEvent]) -> None:
        command = self.asked.command
        pages = list(self.decider.pages(state, command))
        said = [recorded.event for recorded in self._standing(history)] if pages else []
        require_open(pages, said, command.why_late)

    def _state(self, history: Sequence[RecordedEvent]) -> S:
        standing = (recorded.event for recorded in self._standing(history))
        return self.decider.fold(self.decider.initial(self.key), standing)

    def _standing(self, history: Sequence[RecordedEvent]) -> Iterator[RecordedEvent]:
        """What counts: every step of an entity, and of each fact what it says now, if anything."""
        latest = {recorded.originator_id: recorded for recorded in history}
        for recorded in history:
            is_step = recorded.originator_id >= FIRST_ENTITY
            says_now = recorded is latest[recorded.originator_id]
            if is_step or (says_now and not isinstance(recorded.event, FactWithdrawn)):
                yield recorded

    def _own(self, history: Sequence[RecordedEvent]) -> list[RecordedEvent]:
        return [recorded for recorded in history if recorded.originator_id == self.stream]

    def _answered(self, own: Sequence[RecordedEvent]) -> CommandOutcome | None:
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
        return CommandOutcome.of(events, [event.position or 0 for event in events], replayed=True)


def _command_id(stream: UUID, actor: str, key: str) -> UUID:
    """A UUIDv8 (RFC 9562 §5.8) of the scope of a key and the key."""
    digest = sha256(orjson.dumps([str(stream), actor, key])).digest()
    bits = int.from_bytes(digest[:16], "big")
    return UUID(int=bits & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62)
