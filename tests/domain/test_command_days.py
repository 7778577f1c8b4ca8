"""The promise: a command speaks of days that are plausible on the day it is asked, and of what is
to come only with its reason.
"""

from datetime import date
from typing import Any

import pytest

from sep_domain.ate.contract.commands import Sign
from sep_domain.decisions.command_days import require_plausible_days
from sep_domain.decisions.deciding import RefusedError

TODAY = date(2024, 5, 2)
SINCE = date(2008, 1, 1)
SAID: dict[str, Any] = {
    "occurred_on": TODAY,
    "starts_on": TODAY,
    "ends_on": TODAY,
    "amount": 10,
    "instalments": [{"milestone_kind": "final", "title": "Fin", "due_on": TODAY, "amount": 10}],
}


def asked(**changes: Any) -> None:
    require_plausible_days(Sign.model_validate(SAID | changes), SINCE, TODAY)


def refusal(**changes: Any) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        asked(**changes)
    return caught.value


def instalment(due_on: str) -> list[dict[str, Any]]:
    return [SAID["instalments"][0] | {"due_on": due_on}]


@pytest.mark.parametrize("day", ["2008-01-01", "2024-05-02", "2034-12-31"])
def test_days_lie_between_the_beginning_and_the_tenth_year_ahead(day: str) -> None:
    asked(instalments=instalment(day))


@pytest.mark.parametrize(
    ("field", "day", "allowed", "how"),
    [
        ("starts_on", "2007-12-31", ">= 2008-01-01", "anterior al 01-01-2008"),
        ("ends_on", "2035-01-01", "<= 2034-12-31", "posterior al 31-12-2034"),
    ],
)
def test_what_lies_beyond_is_refused_by_its_field(
    field: str, day: str, allowed: str, how: str
) -> None:
    found = refusal(**{field: day})
    assert (found.code, found.allowed) == ("fecha_imposible", (f"{field} {allowed}",))
    assert str(found).endswith(f"no es posible, por {how}.")
    assert refusal(instalments=instalment(day)).allowed == (f"instalments.due_on {allowed}",)


def test_what_has_not_happened_yet_needs_its_reason() -> None:
    found = refusal(occurred_on="2024-05-03")
    assert (found.code, found.allowed) == ("fecha_futura", ("occurred_on <= 2024-05-02",))
    asked(occurred_on="2024-05-03", why_ahead="Se firma mañana.")
    asked(occurred_on="2024-05-02")
