"""The promise: what is said of a convenio on a day rests on what was done by then, to the day."""

from datetime import date
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import convenio, document
from tests.graphql.test_convenio_terms import paid_monthly, rendered, spent_yearly

from sep_domain.events.base import Fact
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioEndReason,
    ConvenioExtended,
    ConvenioRenewalRequested,
    ConvenioRenewed,
    ConvenioSettled,
    SaldoPlanExecuted,
    SaldoPlanPresented,
)
from sep_domain.values.money import Clp

ON_A_DAY = """query ($on: Date!) { convenioTerms(filter: {rbd: 1}) { nodes {
  renewal(on: $on) { conditions { rule verdict explanation } }
  rulings(on: $on) { rule verdict missing explanation }
  restitutions(on: $on) { amount reason }
  bridge(on: $on) { onward { kind amount } held }
} } }"""
KEY: Any = {"rbd": 1, "number": 1}


@pytest.fixture
def kept(ledger: Ledger) -> Ledger:
    """2020 to 28 February 2024; of 1,000 paid 100 are left."""
    ledger.record(
        convenio(1, 2020),
        *paid_monthly(1, "2020-03", "2024-02", m2020_03=1_000),
        *spent_yearly(1, range(2020, 2025)),
        document(1, "410601", 900, year=2021, paid_on=date(2021, 5, 5)),
    )
    return ledger


def on_day(ledger: Ledger, day: str) -> dict[str, Any]:
    (node,) = ledger.data(ON_A_DAY, on=day)["convenioTerms"]["nodes"]
    found: dict[str, Any] = node
    return found


def ruling(ledger: Ledger, day: str, rule: str) -> tuple[str, Any]:
    (one,) = [each for each in on_day(ledger, day)["rulings"] if each["rule"] == rule]
    return one["verdict"], one["missing"]


def owed(ledger: Ledger, day: str) -> list[int]:
    return [one["amount"] for one in on_day(ledger, day)["restitutions"]]


def test_a_renewal_is_not_asked_for_before_it_is(kept: Ledger) -> None:
    kept.record(ConvenioRenewalRequested(occurred_on=date(2023, 11, 23), **KEY))
    assert ruling(kept, "2023-11-22", "PLAZO_RENOVACION")[0] == "NO_EXIGIBLE_AUN"
    assert ruling(kept, "2023-11-23", "PLAZO_RENOVACION")[0] == "CUMPLE"
    before = on_day(kept, "2023-11-22")["renewal"]["conditions"][0]
    assert before["explanation"].endswith("no consta que se haya pedido.")


def test_a_request_that_came_late_lacks_until_it_comes_and_then_is_late(kept: Ledger) -> None:
    kept.record(ConvenioRenewalRequested(occurred_on=date(2024, 1, 15), **KEY))
    days = ("2023-12-30", "2023-12-31", "2024-01-15")
    verdicts = [ruling(kept, day, "PLAZO_RENOVACION")[0] for day in days]
    assert verdicts == ["NO_EXIGIBLE_AUN", "NO_CUMPLE", "NO_CUMPLE"]


def test_of_what_was_granted_later_the_request_is_unknown_on_every_day(kept: Ledger) -> None:
    """Nobody is accused on a day of what a later renewal shows to have been asked for."""
    kept.record(ConvenioRenewed(occurred_on=date(2024, 2, 28), **KEY))
    for day in ("2024-02-27", "2024-02-28"):
        assert ruling(kept, day, "PLAZO_RENOVACION")[0] == "SIN_DATOS"


@pytest.mark.parametrize(
    ("act", "before", "then"),
    [
        (
            ConvenioExtended(occurred_on=date(2024, 3, 10), until=date(2024, 8, 31), **KEY),
            [100],
            [],
        ),
        (ConvenioRenewed(occurred_on=date(2024, 3, 10), **KEY), [100], []),
        (ConvenioSettled(occurred_on=date(2024, 3, 10), restored=Clp(30), **KEY), [100], [70]),
    ],
    ids=lambda each: getattr(each, "NAME", ""),
)
def test_what_is_left_is_owed_until_the_day_of_the_act(
    kept: Ledger, act: Fact, before: list[int], then: list[int]
) -> None:
    kept.record(act)
    assert (owed(kept, "2024-03-09"), owed(kept, "2024-03-10")) == (before, then)


def test_a_settlement_leaves_the_balance_on_its_day(kept: Ledger) -> None:
    kept.record(ConvenioSettled(occurred_on=date(2024, 3, 10), restored=Clp(30), **KEY))
    before, then = (on_day(kept, day)["bridge"] for day in ("2024-03-09", "2024-03-10"))
    assert (before["onward"], before["held"]) == ([], 100)
    assert (then["onward"], then["held"]) == ([{"kind": "restituido", "amount": -30}], 70)


def test_a_convenio_holds_to_its_early_end_and_no_day_longer(kept: Ledger) -> None:
    reason = ConvenioEndReason.RENUNCIADO
    kept.record(ConvenioEnded(occurred_on=date(2023, 6, 30), reason=reason, **KEY))
    assert (owed(kept, "2023-06-30"), owed(kept, "2023-07-01")) == ([], [100])


def test_a_plan_and_what_is_done_of_it_count_from_their_days(kept: Ledger) -> None:
    deadline = date(2026, 9, 30)
    kept.record(
        SaldoPlanPresented(occurred_on=date(2026, 4, 15), saldo=Clp(90), deadline=deadline, **KEY),
        SaldoPlanExecuted(occurred_on=date(2026, 8, 1), executed=Clp(40), **KEY),
    )
    days = ("2026-04-14", "2026-04-15", "2026-07-31", "2026-08-01")
    missing = [ruling(kept, day, "SALDO_VENCIDO")[1] for day in days]
    assert missing == [100, 100, 100, 60]
    assert [owed(kept, day) for day in ("2026-04-30", "2026-05-01")] == [[], [10]]


def test_a_rendicion_presented_later_was_not_presented(kept: Ledger) -> None:
    late = rendered(1, 2023).model_copy(update={"occurred_on": date(2024, 5, 2)})
    kept.record(*(rendered(1, year) for year in (2020, 2021, 2022)), late)
    days = ("2024-03-31", "2024-04-01", "2024-05-01", "2024-05-02")
    verdicts = [ruling(kept, day, "RENDICION_TOTAL")[0] for day in days]
    assert verdicts == ["NO_EXIGIBLE_AUN", "NO_CUMPLE", "NO_CUMPLE", "CUMPLE"]
