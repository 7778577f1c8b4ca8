"""The promise: a bank line is in one match, a person's no is final, a settled month rests."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sep_domain.dates.calendar import Period
from sep_domain.decisions.deciding import RefusedError
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
    match_id,
)
from sep_domain.reconciliation.decider import ReconciliationDecider
from sep_domain.reconciliation.lines_and_entries import EntryId
from sep_domain.reconciliation.pool import Match
from sep_domain.reconciliation.state import ReconciliationKey
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp

DECIDER = ReconciliationDecider()
KEY = ReconciliationKey(
    sostenedor=Rut("62000660-2"), bank_account="00001-00002", month=Period("2024-05")
)
DAY = date(2024, 6, 3)


def found(line: int, entry: int, *, automatic: bool = False, difference: int = 0) -> FoundMatch:
    return FoundMatch(
        Match(
            lines=(UUID(int=line),),
            entries=(EntryId(f"document:{entry}"),),
            confidence=Decimal("0.7"),
            automatic=automatic,
            reasons=("El monto es el mismo",),
            difference=Clp(difference),
        ),
        bank_amount=Clp(-1_000),
        day=DAY,
    )


def record(*matches: FoundMatch) -> RecordMatches:
    return RecordMatches(occurred_on=DAY, found=matches)


def decided(history: Sequence[Event], command: ReconciliationCommand) -> list[Event]:
    return list(DECIDER.decide(DECIDER.fold(DECIDER.initial(KEY), history), command))


def recorded(*matches: FoundMatch) -> list[Event]:
    return decided([], record(*matches))


def code_of(history: Sequence[Event], command: ReconciliationCommand) -> str:
    with pytest.raises(RefusedError) as refused:
        decided(history, command)
    return refused.value.code


PROPOSAL = found(1, 1)


def confirm(match: FoundMatch = PROPOSAL) -> ConfirmMatch:
    return ConfirmMatch(occurred_on=DAY, match=match.id)


def refuse(match: FoundMatch = PROPOSAL) -> RefuseMatch:
    return RefuseMatch(occurred_on=DAY, match=match.id, reason="Es de otro proveedor")


def test_what_is_found_is_proposed_or_accepted() -> None:
    events = recorded(found(1, 1, difference=-10), found(2, 2, automatic=True))
    assert [type(event) for event in events] == [MatchProposed, MatchAcceptedAutomatically]
    assert isinstance(events[0], MatchProposed)
    assert (events[0].bank_amount, events[0].book_amount) == (-1_000, -990)


def test_found_again_it_is_known() -> None:
    assert decided(recorded(PROPOSAL), record(PROPOSAL)) == []


@pytest.mark.parametrize("other", [found(1, 2), found(2, 1)], ids=["line", "entry"])
def test_a_side_that_a_match_holds_is_in_no_other(other: FoundMatch) -> None:
    assert decided(recorded(PROPOSAL), record(other)) == []
    assert len(recorded(PROPOSAL, other)) == 1


def test_a_month_nearby_holds_its_lines_too() -> None:
    later = MatchProposed.model_validate(recorded(PROPOSAL)[0].model_dump() | {"month": "2024-07"})
    assert decided([later], record(found(1, 2))) == []
    assert KEY.of(Period("2024-07")).stream() in set(DECIDER.facts(KEY, confirm()))


def test_a_proposal_is_confirmed_once() -> None:
    events = recorded(PROPOSAL)
    [confirmed] = decided(events, confirm())
    assert isinstance(confirmed, MatchConfirmed)
    assert code_of([*events, confirmed], confirm()) == "calce_ya_decidido"


def test_a_refused_proposal_is_not_proposed_again() -> None:
    events = recorded(PROPOSAL)
    events += decided(events, refuse())
    assert decided(events, record(PROPOSAL)) == []
    assert code_of(events, confirm()) == "calce_ya_decidido"


def test_a_refusal_frees_both_sides() -> None:
    events = recorded(PROPOSAL)
    events += decided(events, refuse())
    assert len(decided(events, record(found(1, 2)))) == 1


def test_what_was_accepted_automatically_can_be_refused() -> None:
    match = found(1, 1, automatic=True)
    [refusal] = decided(recorded(match), refuse(match))
    assert isinstance(refusal, MatchRefused)


def test_an_unknown_match_is_refused() -> None:
    assert code_of([], confirm()) == "calce_desconocido"


def test_a_month_closes_when_it_is_over_and_nothing_waits() -> None:
    close = CloseReconciliation(occurred_on=DAY)
    early = CloseReconciliation(occurred_on=date(2024, 5, 31))
    assert isinstance(decided([], close)[0], ReconciliationClosed)
    assert code_of([], early) == "mes_no_terminado"
    assert code_of(recorded(PROPOSAL), close) == "calces_pendientes"


def test_in_a_closed_month_nothing_is_decided_until_it_is_reopened() -> None:
    events = recorded(PROPOSAL)
    events += decided(events, confirm())
    events += decided(events, CloseReconciliation(occurred_on=DAY))
    assert code_of(events, refuse()) == "conciliacion_cerrada"
    assert decided(events, record(found(5, 5))) == []
    reopen = ReopenReconciliation(occurred_on=DAY, reason="Llegó otra cartola")
    [reopened] = decided(events, reopen)
    assert isinstance(reopened, ReconciliationReopened)
    assert decided([*events, reopened], refuse())
    assert code_of([], reopen) == "conciliacion_abierta"


def test_a_pairing_has_one_name_in_any_order() -> None:
    lines, entries = [UUID(int=1), UUID(int=2)], ["document:1", "document:2"]
    assert match_id(lines, entries) == match_id(lines[::-1], entries[::-1])
    assert match_id(lines[:1], entries) != match_id(lines, entries)


PIECES = st.tuples(st.integers(1, 4), st.integers(1, 4), st.booleans())
COMMANDS = st.one_of(
    st.lists(PIECES, max_size=3).map(
        lambda those: record(*(found(a, b, automatic=c) for a, b, c in those))
    ),
    PIECES.map(lambda one: confirm(found(one[0], one[1]))),
    PIECES.map(lambda one: refuse(found(one[0], one[1]))),
    st.just(CloseReconciliation(occurred_on=DAY)),
    st.just(ReopenReconciliation(occurred_on=DAY, reason="x")),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(COMMANDS, max_size=12))
def test_whatever_is_asked_no_line_is_held_twice(commands: list[ReconciliationCommand]) -> None:
    history: list[Event] = []
    for command in commands:
        try:
            history += decided(history, command)
        except RefusedError:
            continue
    state = DECIDER.fold(DECIDER.initial(KEY), history)
    live = [each for each in state.matches.values() if each.standing != "refused"]
    lines = [line for each in live for line in each.lines]
    assert len(lines) == len(set(lines))
    assert state == reduce(DECIDER.evolve, history, DECIDER.initial(KEY))
