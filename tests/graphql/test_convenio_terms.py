"""The promise: a convenio shows what its term was paid, spent and left, what the rules of law say
of that on a day, and what must be given back."""

from datetime import date
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER, OTHER, convenio, document
from tests.projections.given import payment, school

from sep_domain.dates.calendar import Period
from sep_domain.events.funds.accounting import IpcPublished
from sep_domain.events.funds.payments import PaymentDisbursed
from sep_domain.events.funds.rendicion import RendicionPresented, RendicionReviewed
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioEndReason,
    ConvenioExtended,
    ConvenioRenewed,
    SaldoPlanPresented,
)


def spending(rbd: int, account: str, amount: int, day: date) -> Any:
    return document(rbd, account, amount, year=day.year, occurred_on=day, paid_on=day)


def renewed(rbd: int, number: int, day: date) -> ConvenioRenewed:
    return ConvenioRenewed(occurred_on=day, rbd=rbd, number=number)


def rendered(rbd: int, year: int) -> RendicionPresented:
    return RendicionPresented(
        occurred_on=date(year + 1, 3, 31),
        sostenedor=HOLDER,
        rbd=rbd,
        year=year,
        subvencion="SEP",
    )


def reviewed(rbd: int, year: int, accepted: int, rejected: int) -> RendicionReviewed:
    return RendicionReviewed(
        occurred_on=date(year + 1, 6, 30),
        sostenedor=HOLDER,
        rbd=rbd,
        year=year,
        subvencion="SEP",
        accepted=accepted,
        rejected=rejected,
    )


def paid_monthly(rbd: int, first: str, last: str, **amounts: int) -> list[PaymentDisbursed]:
    """A payment for every month, of nothing but what is said of a month: `m2016_03=500`."""
    found, month = [], Period(first)
    while month <= last:
        found.append(payment(rbd, month, amounts.get(f"m{month.replace('-', '_')}", 0)))
        month = month.plus(1)
    return found


def spent_yearly(rbd: int, years: range, **amounts: int) -> list[Any]:
    """A document of each year, of nothing but what is said of it: `y2017=400`."""
    return [
        spending(rbd, "410601", amounts.get(f"y{year}", 0), date(year, 1, 15)) for year in years
    ]


@pytest.fixture
def two_terms(ledger: Ledger) -> Ledger:
    """2016–2020 renewed into 2020–2024: 100 left of the first; the second pays 1,000."""
    ledger.record(
        school(1, 2024),
        convenio(1, 2016),
        renewed(1, 1, date(2020, 2, 1)),
        convenio(1, 2020, number=2),
        *paid_monthly(
            *(1, "2016-03", "2024-02"), m2016_03=500, m2020_03=600, m2022_02=200, m2022_03=200
        ),
        *spent_yearly(1, range(2016, 2025)),
        spending(1, "410601", 400, date(2017, 5, 5)),
        spending(1, "410101", 450, date(2021, 4, 1)),
        spending(1, "410601", 150, date(2023, 4, 1)),
        spending(1, "410601", 70, date(2024, 3, 1)),
    )
    return ledger


MONEY = """{ convenios(filter: { rbd: 1 }) { nodes { number money {
  brought paid paidFirstHalf declared declaredFirstHalf staff rejected saldo halfOn } } } }"""


def test_each_term_has_its_own_money_and_what_the_one_before_left(two_terms: Ledger) -> None:
    first, second = two_terms.data(MONEY)["convenios"]["nodes"]
    assert first["money"] == {
        "brought": 0,
        "paid": 500,
        "paidFirstHalf": 500,
        "declared": 400,
        "declaredFirstHalf": 400,
        "staff": 0,
        "rejected": 0,
        "saldo": 100,
        "halfOn": "2018-02-28",
    }
    assert second["money"] == {
        "brought": 100,
        "paid": 1_000,
        "paidFirstHalf": 800,
        "declared": 600,
        "declaredFirstHalf": 450,
        "staff": 450,
        "rejected": 0,
        "saldo": 500,
        "halfOn": "2022-02-28",
    }


UNKNOWN = """{ convenioTerms(filter: { rbd: 1 }) { nodes {
  number brought paid declared staff saldo missing
  restitutions(on: "2026-03-01") { amount }
  rulings(on: "2026-03-01") { rule verdict amount share missing } } } }"""
MEASURED = ("EJECUCION_MITAD", "EJECUCION_RENOVACION", "SALDO_VENCIDO", "TOPE_PERSONAL")


def test_what_nobody_declared_is_absent_and_no_rule_is_broken_by_it(ledger: Ledger) -> None:
    """Paid, and no document known; and the convenio after it, which does not know what it left."""
    ledger.record(
        school(1, 2024),
        convenio(1, 2016),
        renewed(1, 1, date(2020, 2, 1)),
        convenio(1, 2020, number=2),
        payment(1, "2016-03", 500),
        payment(1, "2020-03", 600),
        spending(1, "410601", 150, date(2023, 4, 1)),
    )
    first, second = ledger.data(UNKNOWN)["convenioTerms"]["nodes"]
    assert [first[name] for name in ("brought", "paid", "declared", "staff", "saldo")] == [
        0,
        500,
        None,
        None,
        None,
    ]
    assert first["missing"] == ["DOCUMENTS_NOT_DECLARED"]
    told = {one["rule"]: one for one in first["rulings"] if one["rule"] in MEASURED}
    assert told["EJECUCION_RENOVACION"] == {
        "rule": "EJECUCION_RENOVACION",
        "verdict": "SIN_DATOS",
        "amount": None,
        "share": None,
        "missing": None,
    }
    assert (told["EJECUCION_MITAD"]["verdict"], told["TOPE_PERSONAL"]["verdict"]) == (
        "SIN_DATOS",
        "SIN_DATOS",
    )
    assert [second[name] for name in ("brought", "paid", "declared", "saldo", "missing")] == [
        None,
        600,
        150,
        None,
        ["DOCUMENTS_INCOMPLETE", "BROUGHT_UNKNOWN"],
    ]
    of_saldo = {one["rule"]: one["verdict"] for one in second["rulings"]}["SALDO_VENCIDO"]
    assert (of_saldo, second["restitutions"]) == ("SIN_DATOS", [])


def test_a_convenio_of_which_no_payment_is_known_has_no_balance(ledger: Ledger) -> None:
    ledger.record(school(1, 2024), convenio(1, 2020), spending(1, "410601", 5, date(2021, 4, 1)))
    (term,) = ledger.data(UNKNOWN)["convenioTerms"]["nodes"]
    assert [term[name] for name in ("paid", "declared", "saldo")] == [None, 5, None]
    assert term["missing"] == ["DOCUMENTS_INCOMPLETE", "PAYMENTS_NOT_PUBLISHED", "OPENING_UNKNOWN"]


RULINGS = """{ convenioTerms(filter: { rbd: 1 }) { nodes {
  rulings(on: "2024-06-01") {
    rule verdict amount base share missing article confidence lacks
    alternative { verdict base share missing } } } } }"""


def test_the_rules_speak_with_figures_and_articles(two_terms: Ledger) -> None:
    nodes = two_terms.data(RULINGS)["convenioTerms"]["nodes"]
    rulings = {ruling["rule"]: ruling for ruling in nodes[1]["rulings"]}
    assert rulings["EJECUCION_RENOVACION"] == {
        "rule": "EJECUCION_RENOVACION",
        "verdict": "NO_CUMPLE",
        "amount": 600,
        "base": 1_100,
        "share": "0.5455",
        "missing": 170,
        "article": "art 7 bis c)",
        "confidence": "UNVERIFIED",
        "lacks": [],
        "alternative": {
            "verdict": "NO_CUMPLE",
            "base": 1_000,
            "share": "0.6000",
            "missing": 100,
        },
    }
    assert (rulings["EJECUCION_MITAD"]["verdict"], rulings["EJECUCION_MITAD"]["missing"]) == (
        "NO_CUMPLE",
        180,
    )
    assert (rulings["TOPE_PERSONAL"]["verdict"], rulings["TOPE_PERSONAL"]["share"]) == (
        "CUMPLE",
        "0.4500",
    )


def test_a_review_takes_away_what_was_rejected(two_terms: Ledger) -> None:
    years = (2020, 2021, 2022, 2023)
    two_terms.record(*(rendered(1, year) for year in years))
    two_terms.record(*(reviewed(1, year, 0, 50 if year == 2021 else 0) for year in years))
    term = two_terms.data(
        """{ convenioTerms(filter: { rbd: 1 }) { nodes { number rejected saldo
          rulings(on: "2024-06-01") { rule amount confidence verdict } } } }"""
    )["convenioTerms"]["nodes"][1]
    rulings = {ruling["rule"]: ruling for ruling in term["rulings"]}
    assert (term["rejected"], term["saldo"]) == (50, 550)
    assert rulings["EJECUCION_RENOVACION"]["amount"] == 550
    assert rulings["EJECUCION_RENOVACION"]["confidence"] == "VERIFIED"
    assert rulings["RENDICION_TOTAL"]["verdict"] == "CUMPLE"


def test_a_later_review_takes_the_place_of_the_one_before(two_terms: Ledger) -> None:
    two_terms.record(reviewed(1, 2021, 400, 50))
    again = RendicionReviewed(
        occurred_on=date(2022, 9, 30),
        sostenedor=OTHER,
        rbd=1,
        year=2021,
        subvencion="SEP",
        accepted=430,
        rejected=20,
    )
    two_terms.record(again)
    term = two_terms.data("{ convenioTerms(filter: { rbd: 1 }) { nodes { rejected } } }")
    assert [node["rejected"] for node in term["convenioTerms"]["nodes"]] == [0, 20]


EXPIRED = """{ convenioTerms(filter: { expiredBefore: "%s", leastSaldo: 1 }) { totalCount nodes {
  rbd number saldo schoolStatus
  restitutions(on: "%s") { amount reason dueOn article } } } }"""


def test_an_expired_balance_without_a_plan_is_to_be_given_back(two_terms: Ledger) -> None:
    found = two_terms.data(EXPIRED % ("2026-05-02", "2026-05-02"))["convenioTerms"]
    assert found == {
        "totalCount": 1,
        "nodes": [
            {
                "rbd": 1,
                "number": 2,
                "saldo": 500,
                "schoolStatus": "FUNCIONANDO",
                "restitutions": [
                    {
                        "amount": 500,
                        "reason": "Saldo sin plan de ejecución",
                        "dueOn": None,
                        "article": "art 47",
                    }
                ],
            }
        ],
    }


def test_a_plan_leaves_what_it_does_not_cover_and_then_what_was_not_done(
    two_terms: Ledger,
) -> None:
    two_terms.record(
        SaldoPlanPresented(
            occurred_on=date(2026, 4, 1),
            rbd=1,
            number=2,
            saldo=400,
            deadline=date(2026, 9, 30),
            executed=300,
        )
    )
    [node] = two_terms.data(EXPIRED % ("2026-10-02", "2026-10-02"))["convenioTerms"]["nodes"]
    assert [(one["amount"], one["dueOn"]) for one in node["restitutions"]] == [
        (100, None),
        (100, "2026-09-30"),
    ]


def test_an_extension_keeps_spending_in_the_term_and_an_end_cuts_it(two_terms: Ledger) -> None:
    until = date(2024, 12, 31)
    two_terms.record(ConvenioExtended(occurred_on=until, rbd=1, number=2, until=until))
    assert two_terms.data(MONEY)["convenios"]["nodes"][1]["money"]["declared"] == 670
    reason = ConvenioEndReason.RENUNCIADO
    two_terms.record(ConvenioEnded(occurred_on=date(2022, 12, 31), rbd=1, number=2, reason=reason))
    assert two_terms.data(MONEY)["convenios"]["nodes"][1]["money"]["declared"] == 450


def test_the_money_of_many_convenios_is_one_statement(two_terms: Ledger) -> None:
    few = two_terms.ask(MONEY.replace("filter: { rbd: 1 }", "first: 1")).statements
    many = two_terms.ask(MONEY).statements
    assert many == few


REPARATION = """{ reparation(amount: 1001, divertedOn: "2023-05-31", restoredOn: "2024-07-01") {
  adjusted owed fine fromMonth toMonth article ipc { month index source { fileName } } } }"""


def test_a_diversion_is_adjusted_by_published_indices(ledger: Ledger) -> None:
    before = ledger.data(REPARATION)["reparation"]
    assert (before["adjusted"], before["owed"], before["ipc"]) == (None, 1_001, [])
    ledger.record(
        IpcPublished(occurred_on=date(2023, 4, 1), month="2023-04", index="100"),
        IpcPublished(occurred_on=date(2024, 6, 1), month="2024-06", index="104.5"),
    )
    after = ledger.data(REPARATION)["reparation"]
    assert (after["adjusted"], after["owed"], after["fine"]) == (1_046, 1_046, 501)
    assert (after["fromMonth"], after["toMonth"]) == ("2023-04", "2024-06")
    assert [value["source"]["fileName"] for value in after["ipc"]] == ["archivo.csv"] * 2
