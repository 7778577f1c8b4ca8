"""The promise: two persons are asked for from the day that was said, and no change reaches back."""

from datetime import date

import pytest
from tests.domain.acts import refused, told

from sep_domain.events.approvals import TwoPersonsLifted, TwoPersonsRequired
from sep_domain.sostenedor.commands import LiftTwoPersons, RequireTwoPersons
from sep_domain.sostenedor.decider import SostenedorDecider
from sep_domain.sostenedor.state import SostenedorKey
from sep_domain.values.identifiers import Rut

DECIDER = SostenedorDecider()
KEY = SostenedorKey(sostenedor=Rut("62000660-2"))


def require(on: str, from_date: str) -> RequireTwoPersons:
    return RequireTwoPersons.model_validate({"occurred_on": on, "from_date": from_date})


def lift(on: str, from_date: str) -> LiftTwoPersons:
    return LiftTwoPersons.model_validate(
        {"occurred_on": on, "from_date": from_date, "reason": "Ya no hace falta."}
    )


REQUIRED = require("2024-01-10", "2024-02-01")
LIFTED = lift("2024-03-01", "2024-06-01")


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("2024-01-31", False),
        ("2024-02-01", True),
        ("2024-05-31", True),
        ("2024-06-01", False),
    ],
)
def test_it_holds_from_its_day_to_the_day_before_it_is_lifted(day: str, holds: bool) -> None:
    state, events = told(DECIDER, KEY, REQUIRED, LIFTED)
    assert [type(each) for each in events] == [TwoPersonsRequired, TwoPersonsLifted]
    assert state.setting.holds(date.fromisoformat(day)) == holds


def test_nobody_asks_for_it_at_first() -> None:
    state, _ = told(DECIDER, KEY)
    assert not state.setting.holds(date(2030, 1, 1))
    assert refused(DECIDER, KEY, [], lift("2024-03-01", "2024-06-01")) == "no_se_exige"


def test_what_is_asked_for_is_not_asked_for_again() -> None:
    again = require("2024-03-01", "2024-04-01")
    assert refused(DECIDER, KEY, [REQUIRED], again) == "ya_se_exige"
    state, _ = told(DECIDER, KEY, REQUIRED, LIFTED, require("2024-06-10", "2024-07-01"))
    assert state.setting.holds(date(2024, 7, 1))


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ([], require("2024-01-10", "2024-01-09")),
        ([REQUIRED], lift("2024-01-15", "2024-01-31")),
        ([REQUIRED], lift("2024-03-01", "2024-02-29")),
    ],
)
def test_no_change_reaches_back(
    before: list[RequireTwoPersons], command: RequireTwoPersons | LiftTwoPersons
) -> None:
    assert refused(DECIDER, KEY, before, command) == "desde_anterior"


def test_a_change_may_hold_from_the_day_on_which_it_is_decided() -> None:
    state, _ = told(DECIDER, KEY, require("2024-01-10", "2024-01-10"))
    assert state.setting.holds(date(2024, 1, 10))
    state, _ = told(DECIDER, KEY, REQUIRED, lift("2024-01-15", "2024-02-01"))
    assert not state.setting.holds(date(2024, 2, 1))
