"""Any entity with some commands that one person prepares and another approves.

`ApprovedByTwo` stands around the decider of the entity. A preparation is decided as the command
itself would be, and nothing but its terms is recorded; the command is then taken from another
person, on the same terms. Whoever prepares anew takes the place of who prepared before. Without the
sostenedor's word the command needs no preparation, and one that fits is still recorded.
"""

import json
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from sep_domain.decisions.book_pages import BookPage
from sep_domain.decisions.deciding import Command, Decider, EntityKey, Reason, RefusedError
from sep_domain.decisions.guards import require_later
from sep_domain.events.approvals import ApprovalPrepared, PreparationWithdrawn
from sep_domain.events.base import Event
from sep_domain.sostenedor.state import Setting, SostenedorKey
from sep_domain.values.identifiers import Rut

K = TypeVar("K", bound=EntityKey)
S = TypeVar("S")

_OWN = frozenset({"occurred_on", "why_ahead", "why_late", "evidence"})
"""What each of two persons says of their own step."""


class WithdrawPreparation(Command):
    """What is said of a preparation that is not to be approved."""

    reason: Reason


@dataclass(frozen=True)
class Guarded(Generic[S]):
    """A command that two persons take part in, and the events and commands around it."""

    act: type[Command]
    """What is approved."""
    prepare: type[Command]
    """Has the fields of `act`."""
    withdraw: type[WithdrawPreparation]
    done: type[Event]
    """What `act` leads to; has `prepared_by`."""
    about: Callable[[Any], str]
    """What waits, of any of these commands and of `done`."""
    figures: Callable[[S], Mapping[str, int | None]] = lambda _: {}
    """Amounts that it rests on without naming them: they are not to change in between."""


@dataclass(frozen=True)
class Preparation:
    """What waits for somebody else."""

    terms: str
    by: str
    on: date


@dataclass(frozen=True)
class Approving(Generic[S]):
    """The state of the entity, whether two persons are asked for, and what waits."""

    own: S
    setting: Setting = field(default_factory=Setting)
    waiting: Mapping[str, Preparation] = field(default_factory=dict)

    def without(self, about: str) -> "Approving[S]":
        """The same with nothing waiting there."""
        left = {each: prepared for each, prepared in self.waiting.items() if each != about}
        return replace(self, waiting=left)


class ApprovedByTwo(Decider[K, Approving[S], Any], Generic[K, S]):
    """The decisions of an entity, with preparations. Subclasses say which, and who holds it."""

    INNER: Decider[K, S, Any]
    GUARDED: Sequence[Guarded[S]]

    @abstractmethod
    def sostenedor(self, state: S) -> Rut | None:
        """Whose setting counts; None where the state does not tell yet."""

    def initial(self, key: K) -> Approving[S]:
        return Approving(self.INNER.initial(key))

    def decide(self, state: Approving[S], command: Any) -> Sequence[Event]:  # noqa: ARG002 (of the base)
        raise TypeError(f"who asks for {command.NAME} is part of the decision: ask `decide_by`")

    def decide_by(self, state: Approving[S], command: Any, actor: str) -> Sequence[Event]:
        for guarded in self.GUARDED:
            kind = type(command)
            if kind is guarded.prepare:
                return [self._prepared(guarded, state, command, actor)]
            if kind is guarded.withdraw:
                return [self._withdrawn(guarded, state, command)]
            if kind is guarded.act:
                return self._approved(guarded, state, command, actor)
        return self.INNER.decide_by(state.own, command, actor)

    def evolve(self, state: Approving[S], event: Event) -> Approving[S]:
        match event:
            case ApprovalPrepared():
                prepared = Preparation(event.terms, event.prepared_by, event.occurred_on)
                return replace(state, waiting={**state.waiting, event.about: prepared})
            case PreparationWithdrawn():
                return state.without(event.about)
        for guarded in self.GUARDED:
            if type(event) is guarded.done:
                state = state.without(guarded.about(event))
        own = self.INNER.evolve(state.own, event)
        return replace(state, own=own, setting=state.setting.after(event))

    def facts(self, key: K, command: Any) -> Iterable[UUID]:
        return self.INNER.facts(key, self._meant(command))

    def further(self, state: Approving[S], command: Any) -> Iterable[UUID]:
        if not any(type(command) in (each.act, each.prepare) for each in self.GUARDED):
            return ()
        sostenedor = self.sostenedor(state.own)
        return () if sostenedor is None else (SostenedorKey(sostenedor=sostenedor).stream(),)

    def pages(self, state: Approving[S], command: Any) -> Iterable[BookPage]:
        return self.INNER.pages(state.own, self._meant(command))

    def _meant(self, command: Command) -> Command:
        """The command that a preparation stands for, or itself."""
        for guarded in self.GUARDED:
            if type(command) is guarded.prepare:
                return _as(guarded.act, command)
        return command

    def _prepared(
        self, guarded: Guarded[S], state: Approving[S], command: Command, actor: str
    ) -> ApprovalPrepared:
        self.INNER.decide_by(state.own, _as(guarded.act, command), actor)
        return ApprovalPrepared(
            occurred_on=command.occurred_on,
            entity=self.NAME,
            about=guarded.about(command),
            sostenedor=self.sostenedor(state.own),
            terms=_terms(guarded, state.own, command),
            prepared_by=actor,
        )

    def _withdrawn(
        self, guarded: Guarded[S], state: Approving[S], command: WithdrawPreparation
    ) -> PreparationWithdrawn:
        about = guarded.about(command)
        prepared = state.waiting.get(about)
        if prepared is None:
            raise _unprepared(guarded)
        require_later(command, prepared.on)
        return PreparationWithdrawn(
            occurred_on=command.occurred_on,
            entity=self.NAME,
            about=about,
            sostenedor=self.sostenedor(state.own),
            reason=command.reason,
        )

    def _approved(
        self, guarded: Guarded[S], state: Approving[S], command: Command, actor: str
    ) -> Sequence[Event]:
        events = self.INNER.decide_by(state.own, command, actor)
        prepared = state.waiting.get(guarded.about(command))
        terms = _terms(guarded, state.own, command)
        if state.setting.holds(command.occurred_on):
            _require_two(guarded, prepared, command, actor, terms)
        if prepared is None or prepared.terms != terms:
            return events
        return [
            event.model_copy(update={"prepared_by": prepared.by})
            if type(event) is guarded.done
            else event
            for event in events
        ]


def _require_two(
    guarded: Guarded[Any], prepared: Preparation | None, command: Command, actor: str, terms: str
) -> None:
    if prepared is None:
        raise _unprepared(guarded)
    if prepared.terms != terms:
        raise RefusedError(
            "no_es_lo_preparado",
            f"{_differing(prepared.terms, terms)}: apruebe lo preparado, o prepárelo de nuevo.",
            (guarded.prepare.NAME, guarded.withdraw.NAME),
        )
    if _same(prepared.by, actor):
        raise RefusedError(
            "misma_persona",
            f"Lo preparó {prepared.by} el {prepared.on:%d-%m-%Y}: lo aprueba otra persona.",
            (guarded.withdraw.NAME,),
        )
    require_later(command, prepared.on)


def _unprepared(guarded: Guarded[Any]) -> RefusedError:
    return RefusedError(
        "sin_preparar",
        f"Nadie lo ha preparado (`{guarded.prepare.NAME}`), o se retiró lo preparado.",
        (guarded.prepare.NAME,),
    )


def _differing(prepared: str, asked: str) -> str:
    """The first field in which two differ, with what each says."""
    before, now = json.loads(prepared), json.loads(asked)
    name = next(name for name in (*before, *now) if before.get(name) != now.get(name))
    return f"«{name}» se preparó como {before.get(name)} y ahora es {now.get(name)}"


def _same(one: str, other: str) -> bool:
    """Whether two names are of one person, however they are written."""
    return one.strip().casefold() == other.strip().casefold()


def _as(act: type[Command], command: Command) -> Command:
    return act(**{name: getattr(command, name) for name in act.model_fields})


def _terms(guarded: Guarded[S], state: S, command: Command) -> str:
    said = command.model_dump(mode="json", include=set(guarded.act.model_fields) - _OWN)
    return json.dumps({**said, **guarded.figures(state)}, sort_keys=True, ensure_ascii=False)
