"""The promise: where two persons are asked for, what one prepared another approves, just as it was
prepared; and lifting that takes two as well.
"""

from typing import Any

import pytest

from sep_domain.decisions.deciding import Command, RefusedError
from sep_domain.events.approvals import (
    ApprovalPrepared,
    PreparationWithdrawn,
    TwoPersonsLifted,
    TwoPersonsRequired,
)
from sep_domain.events.base import Event
from sep_domain.sostenedor.commands import LiftTwoPersons, RequireTwoPersons
from sep_domain.sostenedor.state import SostenedorKey
from sep_domain.two_persons.entities import PrepareLift, SostenedorByTwo, WithdrawLift
from sep_domain.values.identifiers import Rut

BY_TWO = SostenedorByTwo()
KEY = SostenedorKey(sostenedor=Rut("62000660-2"))
ANA, BRUNO = "ana@slep.cl", "bruno@slep.cl"
COMMANDS: dict[str, type[Command]] = {
    "require": RequireTwoPersons,
    "prepare": PrepareLift,
    "lift": LiftTwoPersons,
}
LIFT = {"from_date": "2024-06-01", "reason": "Ya no hace falta."}


def command(name: str, on: str, **changes: Any) -> Any:
    if name == "withdraw":
        return WithdrawLift.model_validate({"occurred_on": on, "reason": "Se pensó mejor."})
    said = {"from_date": "2024-02-01"} if name == "require" else LIFT
    return COMMANDS[name].model_validate({"occurred_on": on} | said | changes)


REQUIRED = (command("require", "2024-01-10"), ANA)
PREPARED = (command("prepare", "2024-03-01"), ANA)
WITHDRAWN = (command("withdraw", "2024-03-05"), ANA)


def told(*steps: tuple[Any, str]) -> tuple[Any, list[Event]]:
    state, events = BY_TWO.initial(KEY), []
    for asked, actor in steps:
        decided = list(BY_TWO.decide_by(state, asked, actor))
        state = BY_TWO.fold(state, decided)
        events += decided
    return state, events


def refusal(before: list[tuple[Any, str]], asked: Any, actor: str) -> RefusedError:
    state, _ = told(*before)
    with pytest.raises(RefusedError) as caught:
        BY_TWO.decide_by(state, asked, actor)
    return caught.value


def test_one_prepares_and_another_approves() -> None:
    state, events = told(REQUIRED, PREPARED, (command("lift", "2024-03-04"), BRUNO))
    assert [type(each) for each in events] == [
        TwoPersonsRequired,
        ApprovalPrepared,
        TwoPersonsLifted,
    ]
    prepared, lifted = events[1:]
    assert isinstance(prepared, ApprovalPrepared)
    assert (prepared.prepared_by, prepared.sostenedor) == (ANA, KEY.sostenedor)
    assert isinstance(lifted, TwoPersonsLifted)
    assert lifted.prepared_by == ANA
    assert not state.waiting


def test_nobody_approves_what_nobody_prepared() -> None:
    lift = command("lift", "2024-03-04")
    found = refusal([REQUIRED], lift, BRUNO)
    assert (found.code, found.allowed) == ("sin_preparar", ("prepare-lift",))
    assert refusal([REQUIRED, PREPARED, WITHDRAWN], lift, BRUNO).code == "sin_preparar"


@pytest.mark.parametrize("who", [ANA, "ANA@slep.cl", f" {ANA} "])
def test_who_prepared_it_does_not_approve_it_however_the_name_is_written(who: str) -> None:
    found = refusal([REQUIRED, PREPARED], command("lift", "2024-03-04"), who)
    assert (found.code, found.allowed) == ("misma_persona", ("withdraw-lift",))
    assert f"Lo preparó {ANA} el 01-03-2024" in str(found)


def test_what_is_approved_is_what_was_prepared() -> None:
    other = command("lift", "2024-03-04", from_date="2024-07-01")
    found = refusal([REQUIRED, PREPARED], other, BRUNO)
    assert (found.code, found.allowed) == ("no_es_lo_preparado", ("prepare-lift", "withdraw-lift"))
    assert "«from_date» se preparó como 2024-06-01 y ahora es 2024-07-01" in str(found)


def test_it_is_not_approved_before_it_was_prepared() -> None:
    assert refusal([REQUIRED, PREPARED], command("lift", "2024-02-29"), BRUNO)
    told(REQUIRED, PREPARED, (command("lift", "2024-03-01"), BRUNO))


def test_the_last_preparation_counts() -> None:
    again = (command("prepare", "2024-03-02", from_date="2024-07-01"), BRUNO)
    lift = command("lift", "2024-03-04", from_date="2024-07-01")
    assert refusal([REQUIRED, PREPARED, again], lift, BRUNO).code == "misma_persona"
    _, events = told(REQUIRED, PREPARED, again, (lift, ANA))
    assert isinstance(events[-1], TwoPersonsLifted)


def test_a_preparation_is_withdrawn_by_anybody_with_a_reason() -> None:
    state, events = told(REQUIRED, PREPARED, (WITHDRAWN[0], BRUNO))
    assert isinstance(events[-1], PreparationWithdrawn)
    assert events[-1].reason == "Se pensó mejor."
    assert not state.waiting
    assert refusal([REQUIRED], WITHDRAWN[0], ANA).code == "sin_preparar"
    assert refusal([REQUIRED, PREPARED], command("withdraw", "2024-02-29"), ANA)


def test_nothing_is_prepared_that_could_not_be_done() -> None:
    assert refusal([], PREPARED[0], ANA).code == "no_se_exige"
    early = command("prepare", "2024-03-01", from_date="2024-02-20")
    assert refusal([REQUIRED], early, ANA).code == "desde_anterior"


def test_before_two_are_asked_for_one_is_enough_and_who_prepared_is_told() -> None:
    # Required from February on; a day before that one person may still lift it.
    _, events = told(REQUIRED, (command("lift", "2024-01-20"), ANA))
    assert isinstance(events[-1], TwoPersonsLifted)
    assert events[-1].prepared_by is None
    prepared = (command("prepare", "2024-01-15"), ANA)
    _, events = told(REQUIRED, prepared, (command("lift", "2024-01-20"), ANA))
    assert isinstance(events[-1], TwoPersonsLifted)
    assert events[-1].prepared_by == ANA


def test_who_asks_is_part_of_the_decision() -> None:
    with pytest.raises(TypeError, match="ask `decide_by`"):
        BY_TWO.decide(BY_TWO.initial(KEY), command("lift", "2024-03-04"))
