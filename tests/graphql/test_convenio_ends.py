"""The promise: a convenio ends when the law says so, in every view: it runs on while its renewal is
verified (Ley 20.248 art 7 bis inc 2), and a school has one of them (art 7)."""

from datetime import date
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import convenio, document, ended
from tests.graphql.test_convenio_terms import paid_monthly, renewed, spent_yearly
from tests.projections.given import school

from sep_domain.events.base import Fact
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioEndReason,
    ConvenioExtended,
    ConvenioRenewalRequested,
)

END = date(2023, 2, 28)
IN_TIME, LATE = date(2022, 12, 30), date(2022, 12, 31)
"""Sixty days before the end (art 7 bis a), and the day after."""
TERMS = """{ convenioTerms(filter: { rbd: 1 }) { nodes {
  number lastDay paid paidExtension declaredExtension } } }"""
DUTIES = """query ($on: Date!) { convenioTerms(filter: { rbd: 1 }) { nodes {
  restitutions(on: $on) { amount } } } }"""


def asked(day: date = IN_TIME) -> ConvenioRenewalRequested:
    return ConvenioRenewalRequested(occurred_on=day, rbd=1, number=1)


def refused(day: date) -> ConvenioEnded:
    return ConvenioEnded(occurred_on=day, rbd=1, number=1, reason=ConvenioEndReason.NO_RENOVADO)


def _spent(number: int, day: date) -> Any:
    when = {"year": day.year, "occurred_on": day, "paid_on": day, "issued_on": day}
    return document(1, "410601", number, **when)


@pytest.fixture
def lived(ledger: Ledger) -> Ledger:
    """A convenio of 2019-03 to 2023-02, paid 10 in March and 5 each in March 2023 and 2024."""
    ledger.record(
        school(1, 2024),
        convenio(1, 2019),
        *paid_monthly(1, "2019-03", "2024-06", m2019_03=10, m2023_03=5, m2024_03=5),
        *spent_yearly(1, range(2019, 2025)),
        _spent(1, date(2023, 2, 28)),
        _spent(2, date(2023, 3, 1)),
        _spent(3, date(2024, 2, 29)),
        _spent(4, date(2024, 3, 1)),
    )
    return ledger


def terms(ledger: Ledger) -> list[Any]:
    found: list[dict[str, Any]] = ledger.data(TERMS)["convenioTerms"]["nodes"]
    return [tuple(node.values()) for node in found]


def outside(ledger: Ledger) -> list[int]:
    found = ledger.data("""{ expenditures(filter: { rbd: 1, outsideConvenio: true }) {
        nodes { declared paidOn } } }""")["expenditures"]["nodes"]
    return sorted(node["declared"] for node in found if node["declared"])


@pytest.mark.parametrize(
    ("steps", "last_day", "paid", "beyond"),
    [
        ([], "2023-02-28", 10, [2, 3, 4]),
        # From a month's end to one: twelve months after 28 February 2023 is 29 February 2024.
        ([asked()], "2024-02-29", 15, [4]),
        ([asked(LATE)], "2023-02-28", 10, [2, 3, 4]),
        # It ends on the day on which it is decided.
        ([asked(), refused(date(2023, 8, 31))], "2023-08-31", 15, [3, 4]),
        ([asked(), renewed(1, 1, date(2023, 8, 31))], "2023-08-31", 15, [3, 4]),
        ([asked(), refused(date(2024, 6, 30))], "2024-02-29", 15, [4]),
        ([asked(), refused(date(2022, 12, 31))], "2022-12-31", 10, [1, 2, 3, 4]),
        ([asked(), renewed(1, 1, date(2023, 1, 31))], "2023-02-28", 10, [2, 3, 4]),
        # Where the end of the extension is stated, that holds.
        (
            [
                asked(),
                ConvenioExtended(occurred_on=END, rbd=1, number=1, until=date(2023, 6, 30)),
            ],
            "2023-06-30",
            15,
            [3, 4],
        ),
    ],
)
def test_what_is_asked_for_in_time_runs_on_until_it_is_decided(
    lived: Ledger, steps: list[Fact], last_day: str, paid: int, beyond: list[int]
) -> None:
    lived.record(*steps)
    spent = sum({1, 2, 3, 4} - set(beyond)) - 1 if 1 not in beyond else 0
    assert terms(lived) == [(1, last_day, paid, paid - 10, spent)]
    assert outside(lived) == beyond


UNDECIDED = """query ($on: Date!) { convenioTerms { nodes {
  rulings(on: $on) { rule verdict lacks } bridge(on: $on) { views { view amount lacks } } } } }"""


@pytest.mark.parametrize("on", ["2023-10-01", "2024-03-01", "2026-10-15"])
def test_nothing_is_given_back_while_the_law_extends_or_nobody_decided(
    lived: Ledger, on: str
) -> None:
    lived.record(asked())
    (term,) = lived.data(DUTIES, on=on)["convenioTerms"]["nodes"]
    assert [one["amount"] for one in term["restitutions"]] == []


def test_a_renewal_of_which_nothing_was_decided_lacks_and_accuses_nobody(lived: Ledger) -> None:
    lived.record(asked())
    (term,) = lived.data(UNDECIDED, on="2026-10-15")["convenioTerms"]["nodes"]
    (ruling,) = [one for one in term["rulings"] if one["rule"] == "SALDO_VENCIDO"]
    (seen,) = [one for one in term["bridge"]["views"] if one["view"] == "RESTITUCION"]
    lacks = [f"No consta qué se resolvió de la renovación pedida el {asked().occurred_on}."]
    assert (ruling["verdict"], ruling["lacks"]) == ("SIN_DATOS", lacks)
    assert (seen["amount"], seen["lacks"]) == (None, lacks)


def test_what_moves_in_the_extension_is_of_the_convenio_in_the_journal(lived: Ledger) -> None:
    lived.record(asked())
    found = lived.data("""{ journalEntries(filter: { event: "expenditure.declared" }) {
        nodes { effective convenioNumber } } }""")["journalEntries"]
    numbers = {node["effective"]: node["convenioNumber"] for node in found["nodes"]}
    assert (numbers["2024-02-29"], numbers["2024-03-01"]) == (1, None)


def test_of_two_convenios_of_a_school_the_later_signed_holds_from_its_start(
    lived: Ledger,
) -> None:
    """A payment counts in one of them: what all were paid is what was paid to the school."""
    lived.record(
        convenio(1, 2020, number=2, from_date=date(2023, 2, 1), to_date=date(2027, 2, 28)), asked()
    )
    assert [(n, last, paid) for n, last, paid, *_ in terms(lived)] == [
        (1, "2023-01-31", 10),
        (2, "2027-02-28", 10),
    ]
    found = lived.data("{ convenios(filter: { rbd: 1 }) { nodes { expiresOn overtakenBy } } }")
    assert [tuple(node.values()) for node in found["convenios"]["nodes"]] == [
        ("2023-01-31", 2),
        ("2027-02-28", None),
    ]
    assert outside(lived) == []


def test_one_convenio_after_another_takes_nothing_from_it(lived: Ledger) -> None:
    lived.record(convenio(1, 2023, number=2))
    found = lived.data("{ convenios(filter: { rbd: 1 }) { nodes { expiresOn overtakenBy } } }")
    assert [tuple(node.values()) for node in found["convenios"]["nodes"]] == [
        ("2023-02-28", None),
        ("2027-02-28", None),
    ]


@pytest.mark.parametrize(
    ("day", "last_day", "flagged"),
    [(date(2019, 2, 28), "2019-03-01", True), (date(2019, 3, 1), "2019-03-01", False)],
)
def test_no_convenio_ends_before_it_begins(
    lived: Ledger, day: date, last_day: str, flagged: bool
) -> None:
    lived.record(ended(1, day))
    assert [last for _, last, *_ in terms(lived)] == [last_day]
    found = lived.data("{ convenios(filter: { rbd: 1 }) { nodes { endedBeforeStart } } }")
    assert found["convenios"]["nodes"] == [{"endedBeforeStart": flagged}]
