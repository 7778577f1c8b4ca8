"""The promise: what falls due is listed by day with its article, what is blocked by its reason, and
what is done, or not yet begun, on the day asked about is in neither list."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from tests.conftest import Server
from tests.domain.ate import certificate
from tests.graphql.conftest import Ledger
from tests.graphql.given import (
    ADVISER,
    OTHER,
    agreed,
    approved,
    contract,
    convenio,
    delivered,
    paid,
)
from tests.graphql.obligations import awarded, blocked, due, invoiced, planned, tender

from sep_domain.ate.law import review_due
from sep_domain.events.legal.convenios import (
    ConvenioRenewalRequested,
)
from sep_domain.events.purchasing.ate_milestones import MilestoneReturned
from sep_domain.events.purchasing.ate_tenders import AteBidReceived, AteTenderTermsApproved

OTHER_PAYMENTS = (contract("C-9", 10, rbd=9, tender="T-1"), paid("C-9", 1, 1, date(2024, 4, 2), 10))
"""So that what the ledger does not know to be paid is known not to be."""

ADVICE = (
    *OTHER_PAYMENTS,
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
    """Files say nothing of invoices, so where nobody told of one it is not known to lack."""
    ledger.record(*ADVICE, approved("C-1", 1, date(2024, 6, 20)))
    waiting = ("HITO_SIN_FACTURA", "C-1/1", 400)
    assert waiting not in blocked(ledger, "2024-06-21")
    assert waiting in blocked(ledger, "2024-06-21", verdict="SIN_DATOS")
    ledger.record(agreed("C-9", 2, 5), invoiced("C-9", 2, date(2024, 6, 20), 5))
    assert waiting in blocked(ledger, "2024-06-21")
    ledger.record(paid("C-1", 1, 1, date(2024, 6, 25), 400))
    assert "C-1/1" not in {subject for _, subject, _ in blocked(ledger, "2024-06-26")}
    assert "C-1/1" not in {subject for *_, subject in due(ledger, "2024-06-26")}


def test_a_contract_without_tender_and_a_tender_without_notice(ledger: Ledger) -> None:
    ledger.record(
        certificate(ate=ADVISER, occurred_on=date(2012, 1, 2)),
        contract("C-1", 1_000),
        tender("T-2", notice_medium="nacional", procedure="concurso"),
        tender("T-3", exception="g", notice_medium=None, closes_on=None),
        contract("C-3", 500, tender="T-3"),
        contract("C-0", 10, occurred_on=date(2015, 3, 2)),
        *OTHER_PAYMENTS,
        tender("T-1"),
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


def test_bids_are_those_told_of_and_unknown_where_nobody_tells(ledger: Ledger) -> None:
    """A file names the bidders with the award, a command each bid; 0 is said by who keeps count."""
    terms = {"contract": "C-1", "procedure": "concurso", "criteria": []}
    bid = {"occurred_on": date(2024, 1, 20), "ate": ADVISER, "amount": 1}
    ledger.record(
        *(tender(f"T-{number}") for number in range(1, 5)),
        awarded("T-2"),
        AteTenderTermsApproved.model_validate(
            {"occurred_on": date(2024, 1, 3), "tender": "T-3", **terms}
        ),
        AteBidReceived.model_validate({"tender": "T-4", **bid}),
    )
    found = ledger.data("{ ateTenders { nodes { tender bids bidders } } }")["ateTenders"]["nodes"]
    assert [(one["tender"], one["bids"], one["bidders"]) for one in found] == [
        ("T-1", None, None),
        ("T-2", 1, [ADVISER]),
        ("T-3", 0, None),
        ("T-4", 1, None),
    ]


def test_as_of_an_instant_the_lists_are_those_of_then(ledger: Ledger) -> None:
    then = ledger.record(convenio(1, 2020), planned(1, 2023))
    ledger.record(ConvenioRenewalRequested(occurred_on=date(2023, 11, 30), rbd=1, number=1))
    query = """query ($asOf: DateTime) { dueNext(on: "2023-12-15", asOf: $asOf,
        filter: {duty: SOLICITUD_RENOVACION}) { totalCount } }"""
    assert ledger.data(query)["dueNext"]["totalCount"] == 0
    assert ledger.data(query, asOf=then.isoformat())["dueNext"]["totalCount"] == 1
