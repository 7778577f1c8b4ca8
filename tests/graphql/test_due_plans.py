"""The promise: what `dueNext` says of plans for balances is what `convenioTerms` asks back, by the
letter of Ley 21.796 art 47 that each part of a plan is under and the plan's own last day."""

from datetime import date
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import convenio
from tests.graphql.test_convenio_terms import paid_monthly, spending, spent_yearly

from sep_domain.events.legal.convenios import ConvenioSettled, SaldoPlanPresented
from sep_domain.values.money import Clp

OF_CONVENIO = {"rbd": 1, "number": 1}
DUE = """query ($on: Date!) {
  dueNext(on: $on, first: 50) { nodes { duty dueOn amount verdict lacks } } }"""
ASKED_BACK = """query ($on: Date!) {
  convenioTerms { nodes { restitutions(on: $on) { amount dueOn } } } }"""


def plan(saldo: int = 500, **changes: Any) -> SaldoPlanPresented:
    return SaldoPlanPresented.model_validate(
        {
            **OF_CONVENIO,
            "occurred_on": date(2026, 4, 1),
            "saldo": saldo,
            "deadline": date(2026, 9, 30),
            **changes,
        }
    )


def restored(amount: int) -> ConvenioSettled:
    return ConvenioSettled(occurred_on=date(2026, 3, 1), restored=Clp(amount), **OF_CONVENIO)


@pytest.fixture
def expired(ledger: Ledger) -> Ledger:
    """Of 600 paid from March 2020 to February 2024, 500 are left."""
    ledger.record(
        convenio(1, 2020),
        *paid_monthly(1, "2020-03", "2024-02", m2020_03=600),
        *spent_yearly(1, range(2021, 2025)),
        spending(1, "410601", 100, date(2020, 5, 5)),
    )
    return ledger


def due(ledger: Ledger, on: str) -> list[tuple[str, str, int]]:
    """(duty, day, amount) of plans."""
    nodes = ledger.data(DUE, on=on)["dueNext"]["nodes"]
    return [
        (node["duty"], node["dueOn"], node["amount"])
        for node in nodes
        if node["duty"].endswith("PLAN_SALDO")
    ]


def asked_back(ledger: Ledger, on: str) -> list[tuple[str, int]]:
    """(day, amount) of what has a day."""
    [node] = ledger.data(ASKED_BACK, on=on)["convenioTerms"]["nodes"]
    return [(one["dueOn"], one["amount"]) for one in node["restitutions"] if one["dueOn"]]


@pytest.mark.parametrize(
    ("facts", "execution", "restitution"),
    [
        # Common actions: the law's 31 July has passed when its 30 September comes.
        ([plan()], [("2026-09-30", 500)], [("2026-09-30", 500)]),
        ([plan(deadline="2026-06-30")], [("2026-06-30", 500)], [("2026-07-31", 500)]),
        # Letter a), as the plan says, or because nothing else runs so long.
        (
            [plan(infrastructure=500)],
            [("2026-09-30", 500)],
            [("2026-10-30", 500)],
        ),
        ([plan(deadline="2026-10-15")], [("2026-10-15", 500)], [("2026-10-30", 500)]),
        ([plan(deadline="2026-12-31")], [("2026-12-31", 500)], [("2026-12-31", 500)]),
        # A plan that says so has nothing of letter a), however long it runs.
        (
            [plan(infrastructure=0, deadline="2026-12-31")],
            [("2026-09-30", 500)],
            [("2026-09-30", 500)],
        ),
        # Both letters: what is carried out counts first for what ends first.
        (
            [plan(infrastructure=200, executed=100, deadline="2026-12-31")],
            [("2026-09-30", 200), ("2026-12-31", 200)],
            [("2026-09-30", 200), ("2026-12-31", 200)],
        ),
        # Parts that end on one day are one duty.
        (
            [plan(infrastructure=200, deadline="2026-08-15")],
            [("2026-08-15", 500)],
            [("2026-08-15", 300), ("2026-10-30", 200)],
        ),
        # What was restored settles first the 100 that no plan covers.
        ([plan(400), restored(150)], [("2026-09-30", 400)], [("2026-09-30", 350)]),
        (
            [plan(infrastructure=200, deadline="2026-12-31"), restored(350)],
            [("2026-09-30", 300), ("2026-12-31", 200)],
            [("2026-12-31", 150)],
        ),
        # A plan may promise more than is left.
        ([plan(900, executed=450)], [("2026-09-30", 450)], [("2026-09-30", 50)]),
    ],
)
def test_parts_of_plans_fall_due_as_convenio_terms_asks_them_back(
    expired: Ledger,
    facts: list[Any],
    execution: list[tuple[str, int]],
    restitution: list[tuple[str, int]],
) -> None:
    expired.record(*facts)

    found = due(expired, "2027-01-01")
    assert [(day, amount) for duty, day, amount in found if duty.startswith("E")] == execution
    back = [(day, amount) for duty, day, amount in found if duty.startswith("R")]
    assert back == restitution
    assert back == asked_back(expired, "2027-01-01")
    assert due(expired, "2026-04-15") == found


@pytest.mark.parametrize(
    ("presented", "asked"),
    [
        ("2026-04-30", ["EJECUCION_PLAN_SALDO", "RESTITUCION_PLAN_SALDO"]),
        ("2026-05-01", ["PLAN_SALDO"]),
    ],
)
def test_a_plan_that_came_late_covers_nothing(
    expired: Ledger, presented: str, asked: list[str]
) -> None:
    expired.record(plan(occurred_on=presented))

    assert [duty for duty, _, _ in due(expired, "2027-01-01")] == asked


@pytest.mark.parametrize(("last_day", "asked"), [("2025-12-31", 1), ("2026-01-01", 0)])
def test_plans_are_called_for_of_what_had_expired_when_the_law_came_into_force(
    ledger: Ledger, last_day: str, asked: int
) -> None:
    """Ley 21.796 art 47 inc 1 and art 48: 1 January 2026."""
    ledger.record(
        convenio(1, 2022).model_copy(update={"to_date": date.fromisoformat(last_day)}),
        *paid_monthly(1, "2022-03", "2026-01", m2022_03=600),
        *spent_yearly(1, range(2022, 2027)),
    )

    assert len(due(ledger, "2026-03-01")) == asked


def test_nobody_is_told_off_on_documents_that_are_not_known(ledger: Ledger) -> None:
    ledger.record(
        convenio(1, 2020),
        *paid_monthly(1, "2020-03", "2024-02", m2020_03=600),
        *spent_yearly(1, range(2020, 2024)),
        plan(),
    )

    nodes = ledger.data(DUE, on="2027-01-01")["dueNext"]["nodes"]
    told = {node["duty"]: (node["verdict"], node["lacks"]) for node in nodes}
    lacks = (
        "Ningún archivo posterior al plazo trae lo pagado y lo gastado en el convenio del"
        " sostenedor en 2024."
    )
    assert told["RESTITUCION_PLAN_SALDO"] == ("SIN_DATOS", [lacks])
    assert asked_back(ledger, "2027-01-01") == []


BOTH = """query ($on: Date!) {
  dueNext(on: $on, first: 50) { nodes { duty rbd verdict lacks } }
  convenioTerms(filter: { rbd: 1 }) { nodes {
    rulings(on: $on) { rule verdict lacks } restitutions(on: $on) { lacks } } } }"""


def both(ledger: Ledger, on: str) -> tuple[tuple[str, list[str]], ...]:
    """What `dueNext` and the rulings of school 1 say of its plan: verdict, and what lacks.

    What is asked back for want of a plan lacks the same.
    """
    data = ledger.data(BOTH, on=on)
    [duty] = [
        one for one in data["dueNext"]["nodes"] if one["duty"] == "PLAN_SALDO" and one["rbd"] == 1
    ]
    [term] = data["convenioTerms"]["nodes"]
    [ruling] = [one for one in term["rulings"] if one["rule"] == "SALDO_VENCIDO"]
    assert all(one["lacks"] == ruling["lacks"] for one in term["restitutions"])
    assert bool(term["restitutions"]) == (ruling["verdict"] != "NO_EXIGIBLE_AUN")
    return (duty["verdict"], duty["lacks"]), (ruling["verdict"], ruling["lacks"])


def test_the_ruling_and_the_duty_rest_on_the_same_silence(expired: Ledger) -> None:
    """That no plan was seen tells something once the sostenedor handed in one of another school."""
    lacks = "Ningún archivo posterior al plazo trae los planes para saldos del sostenedor en 2026."
    assert both(expired, "2026-04-30") == (("NO_EXIGIBLE_AUN", []), ("NO_EXIGIBLE_AUN", []))
    assert both(expired, "2026-05-01") == (("SIN_DATOS", [lacks]), ("SIN_DATOS", [lacks]))
    expired.record(convenio(2, 2020), plan(rbd=2))
    assert both(expired, "2026-05-01") == (("NO_CUMPLE", []), ("NO_CUMPLE", []))


@pytest.mark.parametrize(
    ("facts", "flags"),
    [
        ([plan(500)], []),
        (
            [plan(501)],
            [
                (
                    "plan_sobre_el_saldo",
                    "El plan cubre $501 y el saldo que consta del convenio es de $500.",
                )
            ],
        ),
        # What was given back before the plan is not there to be planned, what is later was.
        (
            [restored(200), plan(400)],
            [
                (
                    "plan_sobre_el_saldo",
                    "El plan cubre $400 y el saldo que consta del convenio es de $300.",
                )
            ],
        ),
        ([plan(400), restored(200).model_copy(update={"occurred_on": date(2026, 8, 1)})], []),
    ],
)
def test_a_plan_for_more_than_is_left_is_recorded_and_flagged(
    expired: Ledger, facts: list[Any], flags: list[tuple[str, str]]
) -> None:
    expired.record(*facts)

    assert plan_flags(expired) == flags


def test_where_nobody_can_tell_what_is_left_no_plan_is_too_much(ledger: Ledger) -> None:
    ledger.record(convenio(1, 2020), plan(10**9))

    assert plan_flags(ledger) == []


def plan_flags(ledger: Ledger) -> list[tuple[str, str]]:
    data = ledger.data("{ convenioTerms { nodes { planCovers planFlags { code text } } } }")
    [term] = data["convenioTerms"]["nodes"]
    assert term["planCovers"] is not None
    return [(flag["code"], flag["text"]) for flag in term["planFlags"]]
