"""The promise: documented questions that only commands and findings answer are answered by their
queries, for a school in which the answer is known because it is written here."""

from datetime import date
from typing import Any
from uuid import UUID

from tests.domain.ate import certificate
from tests.graphql.conftest import Ledger
from tests.graphql.given import ADVISER, contract, convenio
from tests.graphql.obligations import planned, tender
from tests.graphql.test_convenio_terms import paid_monthly, spent_yearly
from tests.graphql.test_findings import decide, opening
from tests.projections.given import school
from tests.questions import QUERIES, nodes

from sep_domain.events.education.pme import (
    PmeActionExecuted,
    PmeEvaluated,
    PmeGoalSet,
    PmeObjectiveSet,
)
from sep_domain.events.purchasing.ate import AteProviderEvaluated, AteProviderSuspended
from sep_domain.events.purchasing.ate_tenders import AteTenderTermsApproved
from sep_domain.finding import commands as ask

PLAN: dict[str, Any] = {"rbd": 1, "cycle": 2024}


def test_57_the_criteria_of_an_open_tender(ledger: Ledger) -> None:
    criteria = [{"name": "precio", "points": 40}, {"name": "equipo", "points": 60}]
    terms = {"occurred_on": date(2024, 1, 3), "tender": "T-1", "contract": "C-1"}
    ledger.record(
        tender("T-1"),
        AteTenderTermsApproved.model_validate(
            terms | {"procedure": "concurso", "criteria": criteria}
        ),
    )
    (found,) = nodes(ledger.data, "P57", on="2024-01-20")
    assert (found["tender"], found["procedure"], found["criteria"]) == ("T-1", "CONCURSO", criteria)
    assert nodes(ledger.data, "P57", on="2024-02-02") == []


def test_59_how_an_adviser_was_judged(ledger: Ledger) -> None:
    ledger.record(
        certificate(ate=ADVISER, occurred_on=date(2023, 1, 2)),
        school(1, 2024),
        contract("C-1", 1_000),
        AteProviderEvaluated.model_validate(
            {
                "occurred_on": date(2025, 1, 9),
                "ate": ADVISER,
                "contract": "C-1",
                "deficient": True,
            }
        ),
        AteProviderSuspended.model_validate(
            {
                "occurred_on": date(2025, 2, 3),
                "ate": ADVISER,
                "until": date(2025, 6, 30),
                "reason": "Deudas",
            }
        ),
    )
    found = ledger.data(QUERIES["P59"], ate=ADVISER, on="2025-03-01")["ateProvider"]
    assert found["statusOn"] == {
        "standing": "SUSPENDED",
        "certified": False,
        "since": "2025-02-03",
        "until": "2025-06-30",
        "reason": "Deudas",
    }
    assert [(step["step"], step["deficient"]) for step in found["steps"]] == [
        ("evaluated", True),
        ("suspended", None),
    ]
    assert found["contracts"]["nodes"][0]["school"] == {"name": "ESCUELA UNO"}


def test_61_which_goals_there_were_and_how_far_they_were_met(ledger: Ledger) -> None:
    goal = {"goal": "M1", "objective": "O1", "text": "Bajo 10 % en insuficiente"}
    objective = {"objective": "O1", "dimension": "gestion_pedagogica", "text": "Que todos lean"}
    ledger.record(
        PmeObjectiveSet.model_validate({"occurred_on": date(2024, 3, 11), **PLAN, **objective}),
        PmeGoalSet.model_validate({"occurred_on": date(2024, 3, 11), **PLAN, **goal}),
        planned(1, 2024),
        PmeActionExecuted.model_validate(
            {
                "occurred_on": date(2024, 12, 20),
                **PLAN,
                "year": 2024,
                "action": "1",
                "level": 80,
            }
        ),
        PmeEvaluated.model_validate(
            {"occurred_on": date(2025, 1, 20), **PLAN, "year": 2024, "outcome": "Cumple"}
        ),
    )
    found = ledger.data(QUERIES["P61"], rbd=1, cycle=2024)
    steps = {step["step"]: step for step in found["pmeSteps"]["nodes"]}
    assert (steps["goal_set"]["text"], steps["goal_set"]["objective"]) == (goal["text"], "O1")
    assert (steps["evaluated"]["year"], steps["evaluated"]["outcome"]) == (2024, "Cumple")
    (action,) = found["pmeExecution"]["nodes"]
    assert (action["action"], action["level"]) == ("1", 80)


def test_64_what_a_school_owes_and_what_is_questioned(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2024),
        convenio(1, 2020),
        *paid_monthly(1, "2020-03", "2024-02", m2023_05=9_000),
        *spent_yearly(1, range(2020, 2025), y2023=1_000),
    )
    told = UUID(int=1), UUID(int=2)
    why = ask.Withdraw(occurred_on=date(2025, 6, 3), text="Es de otra escuela")
    decide(ledger, (told[0], "ana", opening()), (told[1], "ana", opening()), (told[1], "ana", why))
    found = ledger.data(QUERIES["P64"], rbd=1, on="2026-10-15")
    (term,) = found["school"]["convenios"]
    assert term["money"]["saldo"] == 8_000
    assert [each["amount"] for each in term["money"]["restitutions"]] == [8_000]
    standings = {node["standing"] for node in found["findings"]["nodes"]}
    assert standings == {"OPENED", "WITHDRAWN"}
