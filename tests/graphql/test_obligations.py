"""The promise: what falls due is listed by day with its article, what is blocked by its reason, and
what is done, or not yet begun, on the day asked about is in neither list."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from tests.conftest import Server
from tests.domain.ate import certificate
from tests.graphql.conftest import Ledger
from tests.graphql.given import (
    ADVISER,
    HOLDER,
    OTHER,
    agreed,
    approved,
    contract,
    convenio,
    delivered,
    document,
    ended,
    paid,
)
from tests.projections.given import account_line, payment

from sep_domain.ate.rules import review_due
from sep_domain.events.ate import AteTenderAnnounced, AteTenderAwarded, MilestoneReturned
from sep_domain.events.ate_tenders import AteTenderTermsApproved
from sep_domain.events.convenios import (
    ConvenioRenewalRequested,
    SaldoPlanExecuted,
    SaldoPlanPresented,
)
from sep_domain.events.payments import PaymentRetained
from sep_domain.events.pme import PmeActionExecuted, PmeActionPlanned, PmeModified, PmePresented
from sep_domain.events.rendicion import RendicionExtended, RendicionPresented
from sep_domain.money import Clp

PLACED = {"sostenedor": HOLDER, "rbd": 1}


def tender(code: str, **changes: Any) -> AteTenderAnnounced:
    return AteTenderAnnounced.model_validate(
        {
            "occurred_on": date(2024, 1, 5),
            "tender": code,
            **PLACED,
            "subject": "Lectura",
            "closes_on": date(2024, 2, 1),
            "notice_medium": "regional",
            **changes,
        }
    )


def awarded(code: str) -> AteTenderAwarded:
    return AteTenderAwarded.model_validate(
        {"occurred_on": date(2024, 2, 8), "tender": code, "ate": ADVISER, "bidders": [ADVISER]}
    )


def disbursed(rbd: int, month: str, amount: int) -> Any:
    return payment(rbd, month, amount).model_copy(update={"sostenedor": HOLDER})


def planned(rbd: int, year: int, action: str = "1", **changes: Any) -> PmeActionPlanned:
    return PmeActionPlanned.model_validate(
        {
            "occurred_on": date(year, 3, 1),
            "rbd": rbd,
            "cycle": year,
            "year": year,
            "action": action,
            "name": f"Acción {action}",
            "dimension": "gestion_pedagogica",
            "subdimension": "gestion_curricular",
            "starts_on": date(year, 3, 1),
            "ends_on": date(year, 12, 1),
            "sep_budget": 1_000,
            "total_budget": 1_000,
            **changes,
        }
    )


ADVICE = (
    certificate(ate=ADVISER, occurred_on=date(2023, 1, 2), valid_until=date(2024, 7, 31)),
    tender("T-1"),
    awarded("T-1"),
    contract("C-1", 1_000, tender="T-1"),
    agreed("C-1", 1, 400),
    agreed("C-1", 2, 350),
    agreed("C-1", 3, 250),
    delivered("C-1", 1, date(2024, 6, 14)),
    delivered("C-1", 2, date(2024, 5, 2)),
    MilestoneReturned(occurred_on=date(2024, 5, 15), contract="C-1", milestone=2, reason="Falta"),
)


def due(ledger: Ledger, on: str, **filters: Any) -> list[tuple[str, str, str]]:
    found = ledger.data(
        """query ($on: Date!, $filter: DueFilter) { dueNext(on: $on, filter: $filter) {
        nodes { dueOn duty subject } } }""",
        on=on,
        filter=filters,
    )["dueNext"]["nodes"]
    return [tuple(node.values()) for node in found]


def blocked(ledger: Ledger, on: str, **filters: Any) -> list[tuple[str, str, Any]]:
    found = ledger.data(
        """query ($on: Date!, $filter: BlockedFilter) { blocked(on: $on, filter: $filter) {
        nodes { hindrance subject amount } } }""",
        on=on,
        filter=filters,
    )["blocked"]["nodes"]
    return [tuple(node.values()) for node in found]


@pytest.fixture(scope="module")
def advice(postgres: Server, folded_template: str) -> Iterator[Ledger]:
    """C-1, tendered by T-1: a report in review, one returned, one to come."""
    with postgres.fresh_database(folded_template) as conninfo:
        ledger = Ledger(conninfo)
        ledger.record(*ADVICE)
        yield ledger


def test_reports_reviews_and_corrections_fall_due_in_the_order_of_their_days(
    advice: Ledger,
) -> None:
    """The 20th of June 2024 is no business day; 21 May neither."""
    assert due(advice, "2024-06-15", rbd=1) == [
        ("2024-05-23", "CORRECCION_INFORME", "C-1/2"),
        ("2024-06-30", "ENTREGA_INFORME", "C-1/3"),
        ("2024-07-01", "REVISION_INFORME", "C-1/1"),
    ]
    assert due(advice, "2024-01-20") == [("2024-02-01", "CIERRE_CONCURSO", "T-1")]
    assert due(advice, "2024-06-15", sostenedor=OTHER) == []


def test_the_days_of_the_list_are_those_of_the_calendar(ledger: Ledger) -> None:
    """Reports handed in on each day before and after the national days, and at the year's end."""
    handed = [date(2024, 9, 1) + timedelta(days=n) for n in range(22)]
    handed += [date(2024, 12, 16) + timedelta(days=n) for n in range(12)]
    ledger.record(contract("C-1", 1_000))
    ledger.record(*(agreed("C-1", number, 1) for number in range(1, len(handed) + 1)))
    ledger.record(*(delivered("C-1", number, day) for number, day in enumerate(handed, start=1)))
    found = ledger.data(
        """{ dueNext(on: "2025-01-02", filter: {duty: REVISION_INFORME}, first: 100) {
        nodes { milestone since dueOn } } }"""
    )["dueNext"]["nodes"]
    expected = {
        number: (day.isoformat(), str(review_due(day)))
        for number, day in enumerate(handed, start=1)
    }
    assert {node["milestone"]: (node["since"], node["dueOn"]) for node in found} == expected


def test_what_falls_due_is_paged_by_day_by_one_statement(advice: Ledger) -> None:
    page = """query ($after: String) { dueNext(on: "2024-06-15", first: 2, after: $after) {
        nodes { dueOn overdue since amount basis { article law confidence text }
        sostenedor { name } } pageInfo { endCursor hasNextPage } } }"""
    first = advice.data(page)["dueNext"]
    assert [node["overdue"] for node in first["nodes"]] == [True, False]
    assert first["nodes"][0]["basis"] == {
        "article": "cláusula de corrección",
        "law": "contrato tipo usado en la práctica",
        "confidence": "UNVERIFIED",
        "text": "Corregir el informe devuelto de un hito",
    }
    last = advice.ask(page, after=first["pageInfo"]["endCursor"])
    assert last.data is not None
    assert [node["dueOn"] for node in last.data["dueNext"]["nodes"]] == ["2024-07-01"]
    assert not last.data["dueNext"]["pageInfo"]["hasNextPage"]
    wide = advice.ask(page.replace("first: 2", "first: 50"))
    assert wide.statements == last.statements


def test_a_payment_waits_for_the_approval_of_its_report(advice: Ledger) -> None:
    assert blocked(advice, "2024-06-15") == [
        ("INFORME_NO_APROBADO", "C-1/1", 400),
        ("INFORME_NO_APROBADO", "C-1/2", 350),
    ]


def test_an_adviser_whose_certificate_has_run_out_is_not_paid(advice: Ledger) -> None:
    assert ("ATE_NO_CERTIFICADO", "C-1", 1_000) in blocked(advice, "2024-08-01")
    assert blocked(advice, "2024-07-31", hindrance="ATE_NO_CERTIFICADO") == []


def test_an_award_waits_for_its_contract_and_says_why(advice: Ledger) -> None:
    node = advice.data(
        """{ blocked(on: "2024-03-01") { nodes { hindrance subject tender since amount
        basis { article law text } } } }"""
    )["blocked"]["nodes"]
    assert node == [
        {
            "hindrance": "CONTRATO_NO_FIRMADO",
            "subject": "T-1",
            "tender": "T-1",
            "since": "2024-02-08",
            "amount": None,
            "basis": {
                "article": "art 3 v)",
                "law": "DFL 2/1998",
                "text": "El concurso está adjudicado y su contrato no está firmado",
            },
        }
    ]


def test_approved_and_not_invoiced_then_paid(ledger: Ledger) -> None:
    ledger.record(*ADVICE, approved("C-1", 1, date(2024, 6, 20)))
    assert ("HITO_SIN_FACTURA", "C-1/1", 400) in blocked(ledger, "2024-06-21")
    ledger.record(paid("C-1", 1, 1, date(2024, 6, 25), 400))
    assert "C-1/1" not in {subject for _, subject, _ in blocked(ledger, "2024-06-26")}
    assert "C-1/1" not in {subject for *_, subject in due(ledger, "2024-06-26")}


def test_a_contract_without_tender_and_a_tender_without_notice(ledger: Ledger) -> None:
    ledger.record(
        certificate(ate=ADVISER, occurred_on=date(2012, 1, 2)),
        contract("C-1", 1_000),
        tender("T-2", notice_medium="nacional"),
        tender("T-3", exception="g", notice_medium=None, closes_on=None),
        contract("C-3", 500, tender="T-3"),
        contract("C-0", 10, occurred_on=date(2015, 3, 2)),
    )
    assert blocked(ledger, "2024-06-01") == [
        ("CONCURSO_SIN_AVISO", "T-2", None),
        ("CONTRATO_SIN_CONCURSO", "C-1", 1_000),
    ]


def test_open_tenders_with_their_criteria(ledger: Ledger) -> None:
    ledger.record(
        tender("T-1"),
        tender("T-2", occurred_on=date(2024, 1, 25)),
        tender("T-3", closes_on=date(2024, 1, 19)),
        tender("T-4", exception="h", closes_on=None),
        AteTenderTermsApproved.model_validate(
            {
                "occurred_on": date(2024, 1, 3),
                "tender": "T-1",
                "contract": "C-1",
                "procedure": "concurso",
                "criteria": [{"name": "precio", "points": 40}, {"name": "equipo", "points": 60}],
            }
        ),
    )
    found = ledger.data(
        """{ ateTenders(filter: {openOn: "2024-01-20"}) { totalCount
        nodes { tender contract procedure bids criteria { name points } } } }"""
    )["ateTenders"]
    assert found["nodes"] == [
        {
            "tender": "T-1",
            "contract": "C-1",
            "procedure": "CONCURSO",
            "bids": 0,
            "criteria": [{"name": "precio", "points": 40}, {"name": "equipo", "points": 60}],
        }
    ]


def test_a_convenio_is_renewed_in_time_or_blocked(ledger: Ledger) -> None:
    """School 1 ends on 28 February 2024: its renewal is asked for by 30 December."""
    ledger.record(convenio(1, 2020), convenio(2, 2020), convenio(3, 2020), convenio(4, 2022))
    ledger.record(
        ConvenioRenewalRequested(occurred_on=date(2023, 11, 30), rbd=2, number=1),
        ended(3, date(2022, 6, 30)),
        *(planned(rbd, year) for rbd in (1, 2, 3, 4) for year in (2023, 2024)),
    )
    ends = [("2024-02-28", "TERMINO_CONVENIO", "1/1"), ("2024-02-28", "TERMINO_CONVENIO", "2/1")]
    asked = ("2023-12-30", "SOLICITUD_RENOVACION", "1/1")
    assert due(ledger, "2023-12-15", dueTo="2024-12-31") == [asked, *ends]
    assert blocked(ledger, "2023-12-30") == []
    assert blocked(ledger, "2023-12-31") == [("RENOVACION_NO_SOLICITADA", "1/1", None)]
    assert due(ledger, "2023-12-15", duty="SOLICITUD_RENOVACION", rbd=4) == [
        ("2025-12-30", "SOLICITUD_RENOVACION", "4/1")
    ]
    assert blocked(ledger, "2024-02-29") == []


def test_the_plan_of_the_year_and_its_modification_are_presented(ledger: Ledger) -> None:
    ledger.record(convenio(1, 2024), convenio(2, 2024))
    on = "2024-06-01"
    assert due(ledger, on, duty="PRESENTACION_PME") == [
        ("2025-02-01", "PRESENTACION_PME", "1/1"),
        ("2025-02-01", "PRESENTACION_PME", "2/1"),
    ]
    assert blocked(ledger, on) == [
        ("PME_NO_PRESENTADO", "1/1", None),
        ("PME_NO_PRESENTADO", "2/1", None),
    ]
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
        ("2026-07-31", "RESTITUCION_PLAN_SALDO", "1/1"),
        ("2026-09-30", "EJECUCION_PLAN_SALDO", "1/1"),
    ]
    ledger.record(SaldoPlanExecuted(occurred_on=date(2026, 8, 1), executed=Clp(9_000), **key))
    assert [each for each in due(ledger, "2026-08-02") if each[1] in duty] == []


def test_a_plan_for_infrastructure_has_the_later_days(ledger: Ledger) -> None:
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
        ("2026-10-30", "RESTITUCION_PLAN_SALDO", "1/1"),
        ("2026-12-31", "EJECUCION_PLAN_SALDO", "1/1"),
    ]


def test_as_of_an_instant_the_lists_are_those_of_then(ledger: Ledger) -> None:
    then = ledger.record(convenio(1, 2020), planned(1, 2023))
    ledger.record(ConvenioRenewalRequested(occurred_on=date(2023, 11, 30), rbd=1, number=1))
    query = """query ($asOf: DateTime) { dueNext(on: "2023-12-15", asOf: $asOf,
        filter: {duty: SOLICITUD_RENOVACION}) { totalCount } }"""
    assert ledger.data(query)["dueNext"]["totalCount"] == 0
    assert ledger.data(query, asOf=then.isoformat())["dueNext"]["totalCount"] == 1


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
        "RENDICION_TOTAL": "PENDIENTE",
        "EJECUCION_RENOVACION": "PENDIENTE",
    }
    later = ledger.data(query, on="2024-01-02", months=14)["expiringConvenios"]["nodes"]
    assert [(node["rbd"], node["lastDay"]) for node in later] == [
        (1, "2024-02-28"),
        (2, "2025-02-28"),
    ]


def test_a_plan_beside_what_was_spent_on_it(ledger: Ledger) -> None:
    """A third of the money is left: what has no estimate or was hardly done stands idle."""
    ledger.record(
        *(planned(1, 2024, action, sep_budget=400) for action in "12"),
        planned(1, 2024, "3", sep_budget=0, total_budget=0),
        document(1, "410601", 500, document_detail="Libros; acción PME 2024/1"),
        document(1, "410602", 70, document_detail="acción PME 2024/1", subvencion="PIE"),
        account_line(1, "310301", "ingreso", 900),
        account_line(1, "410601", "gasto", 600),
        *(
            PmeActionExecuted.model_validate(
                {
                    "occurred_on": date(2024, 12, 20),
                    "rbd": 1,
                    "cycle": 2024,
                    "year": 2024,
                    "action": action,
                    "level": level,
                }
            )
            for action, level in (("1", 90), ("2", 24), ("3", 100))
        ),
    )
    found = ledger.data(
        """{ pmeExecution(filter: {rbd: 1, year: 2024}) { nodes { action declared unspent
        documentCount withoutEstimate hardlyExecuted idle saldo available } }
        pmeDimensions(filter: {rbd: 1}) { nodes { dimension actions actionsWithoutExpense
        actionsHardlyExecuted actionsWithoutEstimate sepBudget declared unspent } } }"""
    )
    assert [tuple(node.values())[:7] for node in found["pmeExecution"]["nodes"]] == [
        ("1", 500, -100, 1, False, False, False),
        ("2", 0, 400, 0, False, True, True),
        ("3", 0, 0, 0, True, False, True),
    ]
    documents = """{ pmeExecution(first: %d) { nodes { expenditures(first: 5) {
        totalCount nodes { documentNumber declared } } } } }"""
    one, all_ = (ledger.ask(documents % first) for first in (1, 3))
    assert all_.data is not None
    listed = [node["expenditures"]["nodes"] for node in all_.data["pmeExecution"]["nodes"]]
    assert [[each["declared"] for each in nodes] for nodes in listed] == [[500], [], []]
    assert one.statements == all_.statements
    assert {(n["saldo"], n["available"]) for n in found["pmeExecution"]["nodes"]} == {(300, 900)}
    assert [tuple(node.values()) for node in found["pmeDimensions"]["nodes"]] == [
        ("GESTION_PEDAGOGICA", 3, 2, 1, 1, 800, 500, 300)
    ]
