"""A closed month or year is locked; a command enters it with a reason only, and shows as late."""

from datetime import date
from itertools import count
from typing import Any

import pytest
from tests.domain import ate, rendiciones
from tests.domain.ate import HOLDER
from tests.graphql.conftest import Ledger
from tests.projections.given import payment

from sep_domain.accounting_period.commands import ClosePeriod, ReopenPeriod
from sep_domain.accounting_period.decider import PeriodDecider
from sep_domain.accounting_period.state import PeriodKey
from sep_domain.ate.contract.decider import AteContractDecider
from sep_domain.dates.calendar import Period
from sep_domain.decisions.deciding import Command, Decider, EntityKey, RefusedError
from sep_domain.events.funds.payments import PaymentDisbursed
from sep_domain.events.funds.rendicion import RendicionClosed
from sep_domain.rendicion.decider import RendicionDecider
from sep_ledger import application
from sep_ledger.commands.case import Asked, CommandOutcome
from sep_ledger.commands.commanding import Commanding

APRIL = PeriodKey(sostenedor=HOLDER, month=Period("2024-04"))
DECEMBER = PeriodKey(sostenedor=HOLDER, month=Period("2024-12"))
_keys = count(1)


def take(
    ledger: Ledger, decider: Decider[Any, Any, Any], key: EntityKey, command: Command
) -> CommandOutcome:
    asked = Asked(command, "contadora", f"k{next(_keys)}")
    with application.Ledger(ledger.conninfo) as log:
        answer = Commanding(log).handle(decider, key, asked)
    ledger.record()
    return answer


def close(ledger: Ledger, month: PeriodKey, day: date = date(2025, 1, 20)) -> None:
    take(ledger, PeriodDecider(), month, ClosePeriod(occurred_on=day))


def reopen(ledger: Ledger, month: PeriodKey, day: date = date(2025, 1, 21)) -> None:
    command = ReopenPeriod(occurred_on=day, reason="Faltaba una factura")
    take(ledger, PeriodDecider(), month, command)


def pay(ledger: Ledger, **changes: Any) -> CommandOutcome:
    return take(ledger, AteContractDecider(), ate.CONTRACT, ate.command("pay", **changes))


@pytest.fixture
def invoiced(ledger: Ledger) -> Ledger:
    """A contract whose first instalment is to be paid on 30 April 2024."""
    ledger.record(ate.certificate())
    for name in ate.PAID[:-1]:
        take(ledger, AteContractDecider(), ate.CONTRACT, ate.command(name))
    return ledger


def rendicion_closed(**changes: Any) -> RendicionClosed:
    said = {"sostenedor": HOLDER, "rbd": 1, "year": 2024, "subvencion": "SEP"}
    return RendicionClosed.model_validate({**said, "occurred_on": date(2025, 3, 24), **changes})


def months(ledger: Ledger) -> list[dict[str, Any]]:
    data = ledger.data(
        f'{{ accountingMonths(filter: {{ sostenedor: "{HOLDER}" }}) {{ nodes {{'
        " month closed closedOn reopenedOn reopenedBecause lateEntries } } }"
    )
    nodes: list[dict[str, Any]] = data["accountingMonths"]["nodes"]
    return nodes


def test_a_payment_in_a_closed_month_is_refused_and_says_what_to_do(invoiced: Ledger) -> None:
    close(invoiced, APRIL)
    with pytest.raises(RefusedError) as refusal:
        pay(invoiced)
    assert refusal.value.code == "mes_cerrado"
    assert refusal.value.message == (
        f"El mes 2024-04 de {HOLDER} está cerrado desde el 20-01-2025: reábralo, o diga en "
        "`why_late` por qué se registra tarde."
    )
    assert refusal.value.allowed == ("why_late", "periodo reopen")


@pytest.mark.parametrize(
    ("day", "locked"),
    [(date(2024, 4, 29), True), (date(2024, 4, 30), True), (date(2024, 5, 1), False)],
)
def test_only_the_days_of_the_month_are_locked(invoiced: Ledger, day: date, locked: bool) -> None:
    close(invoiced, APRIL)
    if locked:
        with pytest.raises(RefusedError, match="cerrado"):
            pay(invoiced, occurred_on=day)
    else:
        assert pay(invoiced, occurred_on=day)


def test_a_reopened_month_takes_it_and_another_sostenedor_is_not_concerned(
    invoiced: Ledger,
) -> None:
    close(invoiced, PeriodKey(sostenedor=ate.OTHER_HOLDER, month=APRIL.month))
    close(invoiced, APRIL)
    reopen(invoiced, APRIL)
    assert pay(invoiced)
    assert months(invoiced) == [
        {
            "month": "2024-04",
            "closed": False,
            "closedOn": "2025-01-20",
            "reopenedOn": "2025-01-21",
            "reopenedBecause": "Faltaba una factura",
            "lateEntries": 0,
        }
    ]


def test_with_a_reason_it_is_entered_and_shows_as_late(invoiced: Ledger) -> None:
    close(invoiced, APRIL)
    (position,) = pay(invoiced, why_late="La factura llegó en enero").positions
    assert [(each["closed"], each["lateEntries"]) for each in months(invoiced)] == [(True, 1)]
    data = invoiced.data(
        f"{{ events(first: 1, filter: {{ afterPosition: {position - 1} }}) {{ nodes {{"
        " source { actor whyLate } } } }"
    )
    assert data["events"]["nodes"] == [
        {"source": {"actor": "contadora", "whyLate": "La factura llegó en enero"}}
    ]


def paid(rbd: int, amount: int) -> PaymentDisbursed:
    return payment(rbd, "2024-04", amount).model_copy(update={"sostenedor": HOLDER})


def test_what_a_file_brings_for_a_closed_month_is_recorded_and_late(ledger: Ledger) -> None:
    ledger.record(paid(1, 5))
    close(ledger, APRIL)
    ledger.record(paid(2, 7))
    assert [(each["closed"], each["lateEntries"]) for each in months(ledger)] == [(True, 1)]
    reopen(ledger, APRIL)
    ledger.record(paid(3, 9))
    assert [(each["closed"], each["lateEntries"]) for each in months(ledger)] == [(False, 1)]


def test_a_closed_year_is_locked_though_its_months_are_open(invoiced: Ledger) -> None:
    invoiced.record(rendicion_closed())
    with pytest.raises(RefusedError) as refusal:
        pay(invoiced)
    assert refusal.value.code == "anio_cerrado"
    assert refusal.value.message == (
        "La rendición SEP 2024 del establecimiento 1 está cerrada desde el 24-03-2025: diga en "
        "`why_late` por qué se registra tarde."
    )
    assert pay(invoiced, why_late="La factura llegó en abril")


@pytest.mark.parametrize(
    "other", [{"year": 2023}, {"rbd": 2}, {"subvencion": "PIE"}, {"sostenedor": ate.OTHER_HOLDER}]
)
def test_the_closing_of_another_year_school_or_fund_locks_nothing(
    invoiced: Ledger, other: dict[str, Any]
) -> None:
    invoiced.record(rendicion_closed(**other))
    assert pay(invoiced)


def test_a_certificate_is_not_entered_in_a_closed_december(ledger: Ledger) -> None:
    for name in rendiciones.CLOSING[:4]:
        take(ledger, RendicionDecider(), rendiciones.KEY, rendiciones.command(name))
    close(ledger, DECEMBER)
    accredit = rendiciones.command("accredit-balances")
    with pytest.raises(RefusedError, match="El mes 2024-12"):
        take(ledger, RendicionDecider(), rendiciones.KEY, accredit)
    late = rendiciones.command("accredit-balances", why_late="El banco lo emitió en marzo")
    assert take(ledger, RendicionDecider(), rendiciones.KEY, late)


def test_a_request_taken_before_the_closing_is_answered_as_it_was(invoiced: Ledger) -> None:
    asked = Asked(ate.command("pay"), "contadora", "una vez")
    with application.Ledger(invoiced.conninfo) as log:
        commanding = Commanding(log)
        first = commanding.handle(AteContractDecider(), ate.CONTRACT, asked)
        close(invoiced, APRIL)
        again = commanding.handle(AteContractDecider(), ate.CONTRACT, asked)
    assert (again.positions, again.replayed) == (first.positions, True)
