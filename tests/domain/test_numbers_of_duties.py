"""The promise: whoever reckons many duties at once gets the numbers of the law they turn on."""

from collections.abc import Callable, Iterable

import pytest

from sep_domain.law.legal_numbers import legal_numbers
from sep_domain.obligations.numbers import Number, numbers, numbers_of_acts, numbers_of_advice

GATHERED = [numbers, numbers_of_advice, numbers_of_acts]


@pytest.mark.parametrize(
    ("gathered", "names"),
    [
        (numbers, {"renewal_notice", "rendicion_deadline", "review_days"}),
        (numbers_of_advice, {"adviser_kinds", "contract_subvencion", "exception_letters"}),
        (numbers_of_acts, {"prescription", "claim_to_court", "precautionary_retention"}),
    ],
)
def test_each_gathers_its_own(gathered: Callable[[], Iterable[Number]], names: set[str]) -> None:
    found = {each.name for each in gathered()}
    assert names <= found
    others = [other for other in GATHERED if other is not gathered]
    assert not found & {each.name for other in others for each in other()}


@pytest.mark.parametrize("gathered", GATHERED)
def test_a_number_is_the_laws_own_with_its_days(gathered: Callable[[], Iterable[Number]]) -> None:
    of_law = {(one.name, one.value, one.from_date, one.to_date) for one in legal_numbers()}
    told = [(n.name, n.value, n.from_date, n.to_date) for n in gathered()]
    assert {one for one in told if not one[0].startswith("saldo_plan_")} <= of_law


def test_a_plan_for_the_balance_may_be_called_for_from_the_first_day_of_its_year() -> None:
    plans = [each for each in numbers() if each.name.startswith("saldo_plan_")]
    assert plans
    for each in plans:
        assert (each.from_date.month, each.from_date.day, each.to_date) == (1, 1, None)
        assert each.value.startswith(f"{each.from_date.year}-")
