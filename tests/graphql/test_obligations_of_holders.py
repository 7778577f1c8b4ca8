"""The promise: what a sostenedor owes for its convenios, plans, years and balances falls due on its
day; what it did not do in time stands in the way of what follows."""

from datetime import date
from typing import Any

from tests.graphql.conftest import Ledger
from tests.graphql.given import (
    HOLDER,
    convenio,
    document,
    ended,
    extended,
)
from tests.graphql.obligations import blocked, disbursed, due, planned

from sep_domain.events.education.pme import PmeModified, PmePresented
from sep_domain.events.funds.payments import PaymentRetained
from sep_domain.events.funds.rendicion import RendicionExtended, RendicionPresented
from sep_domain.events.legal.convenios import (
    ConvenioRenewalRequested,
    SaldoPlanExecuted,
    SaldoPlanPresented,
)
from sep_domain.values.money import Clp


def test_a_convenio_is_renewed_in_time_or_blocked(ledger: Ledger) -> None:
    """School 1 ends on 28 February 2024: its renewal is asked for by 30 December."""
    ledger.record(convenio(1, 2020), convenio(2, 2020), convenio(3, 2020), convenio(4, 2022))
    ledger.record(
        ConvenioRenewalRequested(occurred_on=date(2023, 11, 30), rbd=2, number=1),
        ended(3, date(2022, 6, 30)),
        *(planned(rbd, year) for rbd in (1, 2, 3, 4) for year in (2023, 2024)),
    )
    # Art 7 bis inc 2: the law extends what was asked for until it is decided.
    ends = [("2024-02-28", "TERMINO_CONVENIO", "1/1"), ("2025-02-28", "TERMINO_CONVENIO", "2/1")]
    asked = ("2023-12-30", "SOLICITUD_RENOVACION", "1/1")
    assert due(ledger, "2023-12-15", dueTo="2025-02-28") == [asked, *ends]
    assert blocked(ledger, "2023-12-30") == []
    assert blocked(ledger, "2023-12-31") == [("RENOVACION_NO_SOLICITADA", "1/1", None)]
    assert due(ledger, "2023-12-15", duty="SOLICITUD_RENOVACION", rbd=4) == [
        ("2025-12-30", "SOLICITUD_RENOVACION", "4/1")
    ]
    assert blocked(ledger, "2024-02-29") == []
    ledger.record(extended(1, date(2024, 12, 31)))
    assert blocked(ledger, "2023-12-31") == []
    assert blocked(ledger, "2023-12-31", verdict="SIN_DATOS") == [
        ("RENOVACION_NO_SOLICITADA", "1/1", None)
    ]


def test_the_plan_of_the_year_and_its_modification_are_presented(ledger: Ledger) -> None:
    ledger.record(convenio(1, 2024), convenio(2, 2024))
    on = "2024-06-01"
    assert due(ledger, on, duty="PRESENTACION_PME") == [
        ("2025-02-01", "PRESENTACION_PME", "1/1"),
        ("2025-02-01", "PRESENTACION_PME", "2/1"),
    ]
    lacks = [("PME_NO_PRESENTADO", "1/1", None), ("PME_NO_PRESENTADO", "2/1", None)]
    assert blocked(ledger, on) == []
    assert blocked(ledger, on, verdict="SIN_DATOS") == lacks
    ledger.record(disbursed(3, "2024-05", 1_000), planned(3, 2024))
    assert blocked(ledger, on) == lacks
    plan = {"rbd": 2, "cycle": 2024}
    ledger.record(
        planned(1, 2024),
        PmePresented.model_validate({"occurred_on": date(2024, 5, 2), **plan}),
        PmeModified.model_validate(
            {"occurred_on": date(2024, 5, 20), "change": 1, "description": "x", **plan}
        ),
    )
    assert due(ledger, on, duty="PRESENTACION_PME") == []
    assert blocked(ledger, on) == [("MODIFICACION_NO_PRESENTADA", "2/2024", None)]
    assert blocked(ledger, "2024-05-19") == []


def test_a_year_is_rendered_by_31_march_or_payments_are_kept_back(ledger: Ledger) -> None:
    year = {"sostenedor": HOLDER, "year": 2023, "subvencion": "SEP"}
    of_2023 = [disbursed(rbd, "2023-05", 1_000 * rbd) for rbd in (1, 2, 3)]
    ledger.record(*of_2023, disbursed(1, "2024-05", 500))
    ledger.record(
        RendicionPresented.model_validate({"occurred_on": date(2024, 3, 20), "rbd": 1, **year}),
        RendicionExtended.model_validate(
            {"occurred_on": date(2024, 3, 25), "rbd": 3, "until": date(2024, 6, 28), **year}
        ),
        PaymentRetained.model_validate(
            {
                "occurred_on": date(2024, 5, 31),
                "rbd": 2,
                "month": "2024-05",
                "sostenedor": HOLDER,
                "amount": 300,
            }
        ),
    )
    assert due(ledger, "2024-06-01") == [
        ("2024-03-31", "RENDICION", f"2/2023/{HOLDER}"),
        ("2024-06-28", "RENDICION", f"3/2023/{HOLDER}"),
        ("2025-03-31", "RENDICION", f"1/2024/{HOLDER}"),
    ]
    assert blocked(ledger, "2024-04-30") == [("RENDICION_NO_PRESENTADA", f"2/2023/{HOLDER}", 2_000)]
    assert blocked(ledger, "2024-06-01") == [("RETENCION_VIGENTE", f"2/2023/{HOLDER}", 300)]
    found = ledger.data(
        """{ notRendering(on: "2024-07-01") { nodes { sostenedorRut year schools rbds dueOn
        daysLate paid retained retainedFrom } } }"""
    )["notRendering"]["nodes"]
    assert found == [
        {
            "sostenedorRut": HOLDER,
            "year": 2023,
            "schools": 2,
            "rbds": [2, 3],
            "dueOn": "2024-03-31",
            "daysLate": 92,
            "paid": 5_000,
            "retained": 300,
            "retainedFrom": "2024-05",
        }
    ]


def test_the_balance_of_an_expired_convenio_is_planned_and_worked_off(ledger: Ledger) -> None:
    ledger.record(convenio(1, 2020), disbursed(1, "2023-05", 9_000))
    on, duty = "2026-03-01", ("PLAN_SALDO", "EJECUCION_PLAN_SALDO", "RESTITUCION_PLAN_SALDO")
    of_plans = [each for each in due(ledger, on) if each[1] in duty]
    assert of_plans == [("2026-04-30", "PLAN_SALDO", "1/1")]
    assert [each for each in due(ledger, "2025-12-31") if each[1] in duty] == []
    key: Any = {"rbd": 1, "number": 1}
    ledger.record(
        SaldoPlanPresented(
            occurred_on=date(2026, 4, 1),
            saldo=Clp(9_000),
            deadline=date(2026, 9, 30),
            **key,
        )
    )
    assert [each for each in due(ledger, "2026-05-01") if each[1] in duty] == [
        ("2026-09-30", "EJECUCION_PLAN_SALDO", "1/1"),
        ("2026-09-30", "RESTITUCION_PLAN_SALDO", "1/1"),
    ]
    ledger.record(SaldoPlanExecuted(occurred_on=date(2026, 8, 1), executed=Clp(9_000), **key))
    assert [each for each in due(ledger, "2026-08-02") if each[1] in duty] == []


def test_what_a_plan_leaves_undone_is_due_when_its_own_term_ends(ledger: Ledger) -> None:
    ledger.record(
        convenio(1, 2020),
        disbursed(1, "2023-05", 9_000),
        SaldoPlanPresented.model_validate(
            {
                "occurred_on": date(2026, 4, 1),
                "rbd": 1,
                "number": 1,
                "saldo": 9_000,
                "deadline": date(2026, 12, 31),
            }
        ),
    )
    assert [each for each in due(ledger, "2026-05-01") if each[1] != "RENDICION"] == [
        ("2026-12-31", "EJECUCION_PLAN_SALDO", "1/1"),
        ("2026-12-31", "RESTITUCION_PLAN_SALDO", "1/1"),
    ]


def test_convenios_that_expire_and_what_stands_in_the_way_of_renewal(ledger: Ledger) -> None:
    ledger.record(
        convenio(1, 2020), convenio(2, 2021), convenio(3, 2020), ended(3, date(2022, 1, 1))
    )
    ledger.record(
        disbursed(1, "2023-05", 1_000),
        document(1, "410601", 600, year=2023, paid_on=date(2023, 6, 1)),
    )
    query = """query ($on: Date!, $months: Int!) {
        expiringConvenios(on: $on, filter: {months: $months}) {
        nodes { rbd lastDay renewal(on: $on) { verdict unmet { rule verdict missing } } } } }"""
    soon = ledger.data(query, on="2024-01-02", months=6)["expiringConvenios"]["nodes"]
    assert [node["rbd"] for node in soon] == [1]
    assert soon[0]["renewal"]["verdict"] == "NO_CUMPLE"
    assert {each["rule"]: each["verdict"] for each in soon[0]["renewal"]["unmet"]} == {
        "PLAZO_RENOVACION": "NO_CUMPLE",
        # No file speaks of the renditions of 2020 to 2022.
        "RENDICION_TOTAL": "SIN_DATOS",
        "EJECUCION_RENOVACION": "NO_EXIGIBLE_AUN",
    }
    later = ledger.data(query, on="2024-01-02", months=14)["expiringConvenios"]["nodes"]
    assert [(node["rbd"], node["lastDay"]) for node in later] == [
        (1, "2024-02-28"),
        (2, "2025-02-28"),
    ]
