"""The promise: a document is one, however many schools and subvenciones it is charged to, and no
sum of its parts above its total goes unnoticed."""

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import ADVISER, HOLDER, OTHER, document

DOCUMENTS = """{ documents%s { totalCount nodes {
  drawnBy documentType documentNumber documentTotal declared declaredLessTotal allocationCount
  schools subvenciones sostenedores totalsDiffer } } }"""


@pytest.fixture
def invoices(ledger: Ledger) -> Ledger:
    """One invoice of 100 shared by two schools and two funds; one of 50 charged twice; a sheet."""
    invoice = {"issuer": ADVISER, "document_number": "7", "document_total": 100}
    twice = {"issuer": OTHER, "document_number": "7", "document_total": 50}
    ledger.record(
        document(1, "410601", 60, **invoice),
        document(2, "410601", 30, **invoice),
        document(1, "410602", 10, subvencion="PIE", **invoice),
        document(1, "410601", 50, **twice),
        document(2, "410601", 30, **twice, sostenedor=OTHER),
        document(3, "410101", 5, document_type="PLANILLA", document_number="9"),
        document(3, "410601", 5, document_number=None),
    )
    return ledger


def test_the_parts_of_a_document_are_added_up(invoices: Ledger) -> None:
    [shared] = invoices.data(DOCUMENTS % f'(filter: {{ issuer: "{ADVISER}" }})')["documents"][
        "nodes"
    ]
    assert shared == {
        "drawnBy": ADVISER,
        "documentType": "FACE",
        "documentNumber": "7",
        "documentTotal": 100,
        "declared": 100,
        "declaredLessTotal": 0,
        "allocationCount": 3,
        "schools": 2,
        "subvenciones": 2,
        "sostenedores": 1,
        "totalsDiffer": False,
    }


def test_charging_more_than_the_total_is_found_across_sostenedores(invoices: Ledger) -> None:
    found = invoices.data(DOCUMENTS % "(filter: { overAllocated: true })")["documents"]
    assert found["totalCount"] == 1
    assert (found["nodes"][0]["drawnBy"], found["nodes"][0]["declaredLessTotal"]) == (OTHER, 30)


def test_a_filter_selects_whole_documents_by_a_part(invoices: Ledger) -> None:
    found = invoices.data(DOCUMENTS % "(filter: { rbd: 2 })")["documents"]["nodes"]
    assert {(one["drawnBy"], one["declared"]) for one in found} == {(ADVISER, 100), (OTHER, 80)}


def test_a_sheet_without_issuer_is_its_sostenedors_and_no_number_is_no_document(
    invoices: Ledger,
) -> None:
    found = invoices.data(DOCUMENTS % "(filter: { rbd: 3 })")["documents"]["nodes"]
    assert [(one["drawnBy"], one["documentType"]) for one in found] == [(HOLDER, "PLANILLA")]


def test_a_document_leads_to_its_allocations_in_one_statement(invoices: Ledger) -> None:
    query = """{ documents(first: %d) { nodes { declared
      allocations { totalCount nodes { rbd subvencion declared } } } } }"""
    one, all_ = invoices.ask(query % 1), invoices.ask(query % 10)
    assert all_.statements == one.statements
    assert all_.data is not None
    for node in all_.data["documents"]["nodes"]:
        parts = node["allocations"]["nodes"]
        assert node["declared"] == sum(part["declared"] for part in parts)
        assert node["allocations"]["totalCount"] == len(parts)


def test_totals_that_do_not_agree_are_said(invoices: Ledger) -> None:
    invoices.record(
        document(5, "410601", 1, issuer=ADVISER, document_number="7", document_total=90)
    )
    found = invoices.data(DOCUMENTS % "(filter: { rbd: 5 })")["documents"]["nodes"]
    assert [(one["totalsDiffer"], one["documentTotal"]) for one in found] == [(True, 100)]


def test_a_document_is_shared_among_schools_or_among_funds(ledger: Ledger) -> None:
    ledger.record(
        document(1, "410601", 1, document_number="1"),
        document(2, "410601", 1, document_number="1"),
        document(1, "410601", 1, document_number="2"),
        document(1, "410601", 1, document_number="2", subvencion="PIE"),
        document(1, "410601", 1, document_number="3"),
    )

    def numbers(shared: str) -> list[str]:
        found = ledger.data(DOCUMENTS % f"(filter: {{ shared: {shared} }})")["documents"]["nodes"]
        return sorted(one["documentNumber"] for one in found)

    assert (numbers("true"), numbers("false")) == (["1", "2"], ["3"])
