"""The promise: the plan's budget stands against what is committed and spent, and what comes of it.

Every peso of the SEP that documents declare and every contract with an adviser is in exactly one
line. What nobody has declared is absent and no zero, and a forecast over months without data is
none.
"""

from datetime import date
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import OTHER, amended, contract, convenio, document, joined, paid
from tests.graphql.obligations import planned
from tests.projections.given import payment

from sep_domain.events.legal.convenios import ConvenioRenewed

LINES = """query ($year: SchoolYear) { pmeBudget(rbd: 1, year: $year) { totalCount nodes {
    year kind action sepBudget committed paid contracts declared unspent free share missing } } }"""
FORECAST = """{ convenioForecast(rbd: 1, number: 1, on: "2023-12-31") {
    endsOn coveredUntil monthsCovered monthsLeft spent received monthlySpent monthlyReceived
    spentAtEnd receivedAtEnd shareAtEnd threshold shortAtEnd neededMonthly verdict explanation lacks
} }"""


def lines(ledger: Ledger, year: int | None = 2024) -> dict[tuple[str, str], dict[str, Any]]:
    nodes = ledger.data(LINES, year=year)["pmeBudget"]["nodes"]
    return {(node["kind"], node["action"]): node for node in nodes}


def test_each_action_shows_what_it_may_cost_what_is_committed_and_what_was_spent(
    ledger: Ledger,
) -> None:
    ledger.record(
        planned(1, 2024, "A1", sep_budget=1_000),
        planned(1, 2024, "A2", sep_budget=500),
        document(1, "410601", 250, document_detail="Libros; acción PME 2024/A1"),
        document(1, "410602", 70, document_detail="acción PME 2024/A1", subvencion="PIE"),
        document(1, "410603", 40, document_detail="acción PME 2024/B7"),
        document(1, "410604", 30),
        contract("C-1", 400, pme_action="A1"),
        paid("C-1", 1, 1, date(2024, 6, 1), 100),
        contract("C-2", 60),
    )
    found = lines(ledger)
    assert set(found) == {
        ("PLANNED", "A1"),
        ("PLANNED", "A2"),
        ("NOT_PLANNED", "b7"),
        ("UNTIED", ""),
    }
    assert found["PLANNED", "A1"] == {
        "year": 2024,
        "kind": "PLANNED",
        "action": "A1",
        "sepBudget": 1_000,
        "committed": 400,
        "paid": 100,
        "contracts": 1,
        "declared": 250,
        "unspent": 750,
        "free": 1_000 - 250 - (400 - 100),
        "share": "0.2500",
        "missing": [],
    }
    assert (found["PLANNED", "A2"]["declared"], found["PLANNED", "A2"]["free"]) == (0, 500)
    assert (found["NOT_PLANNED", "b7"]["declared"], found["NOT_PLANNED", "b7"]["share"]) == (
        40,
        None,
    )
    assert (found["UNTIED", ""]["declared"], found["UNTIED", ""]["committed"]) == (30, 60)
    assert sum(one["declared"] for one in found.values()) == 250 + 40 + 30


def test_a_school_is_committed_by_its_share_as_last_amended(ledger: Ledger) -> None:
    ledger.record(
        planned(1, 2024, "A1", sep_budget=1_000),
        contract("C-1", 400, pme_action="2024/A1"),
        joined("C-1", OTHER, 2, 100),
        amended("C-1", date(2024, 7, 1), 800),
    )
    assert lines(ledger)["PLANNED", "A1"]["committed"] == 600


def test_what_is_not_known_is_absent_and_named(ledger: Ledger) -> None:
    ledger.record(planned(1, 2024, "A1", sep_budget=1_000))
    (line,) = lines(ledger).values()
    nothing = dict.fromkeys(("committed", "paid", "declared", "unspent", "free", "share"))
    assert {name: line[name] for name in nothing} == nothing
    assert line["missing"] == ["DOCUMENTS_NOT_DECLARED", "CONTRACTS_NOT_KNOWN"]


def test_what_is_spent_without_a_plan_is_shown_and_said(ledger: Ledger) -> None:
    ledger.record(document(1, "410604", 30))
    (line,) = lines(ledger).values()
    assert (line["kind"], line["declared"], line["sepBudget"]) == ("UNTIED", 30, None)
    assert line["missing"] == ["PLAN_NOT_KNOWN", "CONTRACTS_NOT_KNOWN"]


def test_the_budget_is_as_it_was_known(ledger: Ledger) -> None:
    before = ledger.record(planned(1, 2024, "A1", sep_budget=1_000))
    ledger.record(document(1, "410601", 250, document_detail="acción PME 2024/A1"))
    then = ledger.data(
        """query ($asOf: DateTime!) { pmeBudget(rbd: 1, asOf: $asOf) { nodes { declared } } }""",
        asOf=before.isoformat(),
    )
    assert then["pmeBudget"]["nodes"] == [{"declared": None}]


def test_pages_follow_one_another(ledger: Ledger) -> None:
    ledger.record(*(planned(1, year, "A1") for year in (2023, 2024)), planned(1, 2024, "A2"))
    page = """query ($after: String) { pmeBudget(rbd: 1, first: 2, after: $after) {
        nodes { year action } pageInfo { endCursor } } }"""
    first = ledger.data(page, after=None)["pmeBudget"]
    second = ledger.data(page, after=first["pageInfo"]["endCursor"])["pmeBudget"]
    assert [(one["year"], one["action"]) for one in (*first["nodes"], *second["nodes"])] == [
        (2023, "A1"),
        (2024, "A1"),
        (2024, "A2"),
    ]


def spending(amount: int, year: int) -> Any:
    day = date(year, 12, 1)
    return document(1, "410601", amount, year=year, occurred_on=day, paid_on=day)


def late(amount: int) -> Any:
    """Spent in the last two months of the term."""
    day = date(2026, 1, 9)
    return document(1, "410602", amount, year=2026, occurred_on=day, paid_on=day)


def months(*spans: tuple[str, str]) -> list[str]:
    """Every month of some spans, both ends counted."""
    found = []
    for first, last in spans:
        year, month = int(first[:4]), int(first[5:])
        while (text := f"{year:04d}-{month:02d}") <= last:
            found.append(text)
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


@pytest.fixture
def two_years(ledger: Ledger) -> Ledger:
    """A convenio of 48 months from March 2022, 22 of them covered: 100 a month came, 50 went."""
    ledger.record(
        convenio(1, 2022),
        *(payment(1, month, 100) for month in months(("2022-03", "2023-12"))),
        spending(500, 2022),
        spending(600, 2023),
    )
    return ledger


def test_a_convenio_is_drawn_out_to_its_end_at_the_pace_so_far(two_years: Ledger) -> None:
    """70 % at renewal: Ley 20.248 art 7 bis c. 48 months × 100 = 4,800, of which 3,360 are asked
    for; 1,100 in 22 months come to 2,400 in 48, and 2,260 in the 26 left would do: 87 a month."""
    found = two_years.data(FORECAST)["convenioForecast"]
    assert found == {
        "endsOn": "2026-02-28",
        "coveredUntil": "2023-12-31",
        "monthsCovered": 22,
        "monthsLeft": 26,
        "spent": 1_100,
        "received": 2_200,
        "monthlySpent": 50,
        "monthlyReceived": 100,
        "spentAtEnd": 2_400,
        "receivedAtEnd": 4_800,
        "shareAtEnd": "0.5000",
        "threshold": "0.70",
        "shortAtEnd": 960,
        "neededMonthly": 87,
        "verdict": "NO_EXIGIBLE_AUN",
        "explanation": "Al ritmo de los 22 meses con documentos se habrán gastado $2.400 al "
        "28-02-2026: 50,0 %; se exige 70,0 %. De lo declarado hasta ahora, se alcanza con $87 al "
        "mes en los 26 meses que quedan.",
        "lacks": [],
    }


def test_payments_known_beyond_the_documents_are_not_drawn_out_again(two_years: Ledger) -> None:
    two_years.record(*(payment(1, month, 200) for month in months(("2024-01", "2026-02"))))
    found = two_years.data(FORECAST)["convenioForecast"]
    assert (found["received"], found["receivedAtEnd"]) == (7_400, 7_400)


def test_at_the_end_of_the_term_it_is_what_it_is(ledger: Ledger) -> None:
    ledger.record(
        convenio(1, 2022),
        *(payment(1, month, 100) for month in months(("2022-03", "2026-02"))),
        *(spending(amount, year) for year, amount in ((2022, 500), (2023, 600), (2024, 1_000))),
        spending(1_000, 2025),
        late(259),
    )
    found = ledger.data(FORECAST.replace("2023-12-31", "2026-03-01"))["convenioForecast"]
    assert (found["monthsLeft"], found["spentAtEnd"], found["verdict"]) == (0, 3_359, "NO_CUMPLE")
    assert (found["shortAtEnd"], found["neededMonthly"]) == (1, None)
    ledger.record(late(1))
    reached = ledger.data(FORECAST.replace("2023-12-31", "2026-03-01"))["convenioForecast"]
    assert (reached["verdict"], reached["shortAtEnd"]) == ("CUMPLE", 0)


@pytest.mark.parametrize(
    ("on", "left", "needed"),
    [("2024-11-29", 16, 142), ("2024-11-30", 15, 151), ("2026-02-27", 1, 2_260)],
)
def test_months_are_left_from_the_day_asked_for(
    two_years: Ledger, on: str, left: int, needed: int
) -> None:
    """2,260 lack of 3,360, whatever documents cover."""
    found = two_years.data(FORECAST.replace("2023-12-31", on))["convenioForecast"]
    assert (found["monthsLeft"], found["neededMonthly"]) == (left, needed)


def test_of_a_term_that_has_ended_the_rule_alone_speaks(two_years: Ledger) -> None:
    found = two_years.data(FORECAST.replace("2023-12-31", "2026-03-01"))["convenioForecast"]
    assert (found["monthsLeft"], found["verdict"]) == (0, "SIN_DATOS")
    assert (found["spentAtEnd"], found["neededMonthly"]) == (None, None)
    assert "se habrán" not in found["explanation"]
    assert "Faltan $" not in found["explanation"]


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        ([], ["Ningún año del convenio tiene documentos declarados."]),
        (
            [spending(600, 2023)],
            [
                "No hay documentos declarados de 2022.",
                "No hay pagos publicados de 2022-03, 2022-04, 2022-05 y 19 meses más.",
            ],
        ),
        (
            [
                spending(500, 2022),
                *(payment(1, month, 100) for month in months(("2022-03", "2022-11"))),
            ],
            ["No hay pagos publicados de 2022-12."],
        ),
    ],
    ids=["nothing", "a year and all payments", "one month"],
)
def test_nothing_is_forecast_over_months_that_nothing_covers(
    ledger: Ledger, facts: list[Any], lacks: list[str]
) -> None:
    ledger.record(convenio(1, 2022), *facts)
    found = ledger.data(FORECAST)["convenioForecast"]
    assert (found["verdict"], found["lacks"]) == ("SIN_DATOS", lacks)
    assert found["spentAtEnd"] is None
    assert found["shareAtEnd"] is None


def test_what_the_convenio_before_left_is_missed_where_nobody_knows_it(ledger: Ledger) -> None:
    ledger.record(
        convenio(1, 2018),
        ConvenioRenewed(occurred_on=date(2022, 2, 1), rbd=1, number=1),
        convenio(1, 2022, number=2),
        *(payment(1, month, 100) for month in months(("2022-03", "2022-12"))),
        spending(500, 2022),
    )
    question = FORECAST.replace("number: 1", "number: 2")
    found = ledger.data(question)["convenioForecast"]
    assert (found["monthsLeft"], found["spentAtEnd"]) == (26, 2_400)
    assert found["lacks"] == ["No se sabe cuánto dejó el convenio anterior."]


def test_a_convenio_that_nobody_knows_has_no_forecast(ledger: Ledger) -> None:
    assert ledger.data(FORECAST) == {"convenioForecast": None}
