"""Decides on matches of a bank account and month.

A line of the bank is in one match at most that waits or stands. As a document may be paid in parts
over several months, the months around are folded too; what is left, two months decided on at the
same instant, the database refuses (`matched_line` in the projection).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.funds.reconciliation import (
    MatchAcceptedAutomatically,
    MatchConfirmed,
    MatchProposed,
    MatchRefused,
    ReconciliationClosed,
    ReconciliationReopened,
)
from sep_domain.reconciliation.commands import (
    CloseReconciliation,
    ConfirmMatch,
    FoundMatch,
    ReconciliationCommand,
    RecordMatches,
    RefuseMatch,
    ReopenReconciliation,
)
from sep_domain.reconciliation.rules import IN_SPANISH, own_match, require_open
from sep_domain.reconciliation.state import (
    KnownMatch,
    MatchState,
    ReconciliationKey,
    ReconciliationState,
)
from sep_domain.values.money import Clp

NEIGHBOURS = 4
"""Months before and after that a match of this month may reach into: 100 days of reach."""


class ReconciliationDecider(Decider[ReconciliationKey, ReconciliationState, ReconciliationCommand]):
    """Proposed once, confirmed or refused by a person, settled by the month."""

    NAME: ClassVar[str] = "conciliacion"

    def initial(self, key: ReconciliationKey) -> ReconciliationState:
        return ReconciliationState(key)

    def facts(
        self,
        key: ReconciliationKey,
        command: ReconciliationCommand,  # noqa: ARG002 - whatever is asked
    ) -> Iterable[UUID]:
        """The same account in the months around."""
        for away in range(-NEIGHBOURS, NEIGHBOURS + 1):
            if away:
                yield key.of(key.month.plus(away)).stream()

    def decide(self, state: ReconciliationState, command: ReconciliationCommand) -> Sequence[Event]:
        match command:
            case RecordMatches():
                return _recorded(state, command)
            case ConfirmMatch():
                return [_confirmed(state, command)]
            case RefuseMatch():
                return [_refused(state, command)]
            case CloseReconciliation():
                return [_closed(state, command)]
            case ReopenReconciliation():
                return [_reopened(state, command)]

    def evolve(self, state: ReconciliationState, event: Event) -> ReconciliationState:
        return self.fold(state, [event])

    def fold(self, state: ReconciliationState, events: Iterable[Event]) -> ReconciliationState:
        """As of event after event, with one copy of the matches instead of one for each."""
        matches, closed_on = dict(state.matches), state.closed_on
        for event in events:
            match event:
                case MatchProposed() | MatchAcceptedAutomatically():
                    matches[event.match] = _found(state.key, event)
                case MatchConfirmed() | MatchRefused() if event.match in matches:
                    matches[event.match] = _decided(matches[event.match], event)
                case ReconciliationClosed() if event.month == state.key.month:
                    closed_on = event.occurred_on
                case ReconciliationReopened() if event.month == state.key.month:
                    closed_on = None
        return replace(state, matches=matches, closed_on=closed_on)


def _found(key: ReconciliationKey, event: MatchProposed | MatchAcceptedAutomatically) -> KnownMatch:
    proposed = isinstance(event, MatchProposed)
    standing = MatchState.PROPOSED if proposed else MatchState.AUTOMATIC
    return KnownMatch(event.lines, event.entries, standing, event.month == key.month)


def _decided(known: KnownMatch, event: MatchConfirmed | MatchRefused) -> KnownMatch:
    confirmed = isinstance(event, MatchConfirmed)
    return replace(known, standing=MatchState.CONFIRMED if confirmed else MatchState.REFUSED)


def _recorded(state: ReconciliationState, command: RecordMatches) -> list[Event]:
    """One event for each match that is neither known, nor refused, nor takes what another holds."""
    if state.closed_on is not None:
        return []
    held, events = state.held, list[Event]()
    for found in command.found:
        sides = {*found.match.lines, *found.match.entries}
        if found.id in state.matches or held & sides:
            continue
        held |= sides
        events.append(_event_of(state.key, found))
    return events


def _event_of(key: ReconciliationKey, found: FoundMatch) -> Event:
    kind = MatchAcceptedAutomatically if found.match.automatic else MatchProposed
    return kind(
        occurred_on=found.day,
        **_identity(key),
        match=found.id,
        lines=found.match.lines,
        entries=found.match.entries,
        bank_amount=found.bank_amount,
        book_amount=Clp(found.bank_amount - found.match.difference),
        confidence=found.match.confidence,
        reasons=found.match.reasons,
    )


def _confirmed(state: ReconciliationState, command: ConfirmMatch) -> MatchConfirmed:
    known = own_match(state, command.match)
    if known.standing is not MatchState.PROPOSED:
        raise RefusedError(
            "calce_ya_decidido",
            f"El calce {command.match} no espera decisión: está «{IN_SPANISH[known.standing]}».",
            () if known.standing is MatchState.REFUSED else (RefuseMatch.NAME,),
        )
    return MatchConfirmed(
        occurred_on=command.occurred_on, **_identity(state.key), match=command.match
    )


def _refused(state: ReconciliationState, command: RefuseMatch) -> MatchRefused:
    known = own_match(state, command.match)
    if known.standing is MatchState.REFUSED:
        raise RefusedError(
            "calce_ya_decidido",
            f"El calce {command.match} ya está «{IN_SPANISH[known.standing]}».",
        )
    return MatchRefused(
        occurred_on=command.occurred_on,
        **_identity(state.key),
        match=command.match,
        reason=command.reason,
    )


def _closed(state: ReconciliationState, command: CloseReconciliation) -> ReconciliationClosed:
    require_open(state)
    month = state.key.month
    if command.occurred_on <= month.last_day:
        raise RefusedError(
            "mes_no_terminado",
            f"El mes {month} se puede cerrar desde el {month.plus(1).first_day:%d-%m-%Y}.",
        )
    if state.waiting:
        raise RefusedError(
            "calces_pendientes",
            f"Quedan {state.waiting} calces propuestos sin decidir en {month}.",
            (ConfirmMatch.NAME, RefuseMatch.NAME),
        )
    return ReconciliationClosed(occurred_on=command.occurred_on, **_identity(state.key))


def _reopened(state: ReconciliationState, command: ReopenReconciliation) -> ReconciliationReopened:
    if state.closed_on is None:
        raise RefusedError(
            "conciliacion_abierta",
            f"La conciliación de {state.key.month} no está cerrada.",
            (CloseReconciliation.NAME,),
        )
    return ReconciliationReopened(
        occurred_on=command.occurred_on, **_identity(state.key), reason=command.reason
    )


def _identity(key: ReconciliationKey) -> dict[str, object]:
    return {"sostenedor": key.sostenedor, "bank_account": key.bank_account, "month": key.month}
