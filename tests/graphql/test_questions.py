"""The promise: documented questions about corrections and backing are answered by their queries,
for books in which the answer is known because it is written here."""

from tests.domain.rendiciones import CLOSING, HOLDER, document
from tests.graphql import given
from tests.graphql.conftest import Ledger
from tests.graphql.given import line
from tests.graphql.test_rendiciones import PRESENTED, decide
from tests.questions import QUERIES, nodes

OF = {"rut": HOLDER, "rbd": 1, "year": 2024}


def test_11_what_changed_after_closing_and_what_the_report_said(ledger: Ledger) -> None:
    ledger.record(document(100), line(1, "310301", 500), line(1, "410605", 300))
    decide(ledger, *CLOSING)
    ledger.record(document(90), line(1, "410605", 280))
    decide(ledger, "rectify")
    found = ledger.data(QUERIES["P11"], **OF)["rendicion"]
    assert found["rectifications"] == 1
    assert (found["asFiled"]["declaredThen"], found["asFiled"]["declaredNow"]) == (100, 90)
    assert (found["asFiled"]["spendingThen"], found["asFiled"]["spendingNow"]) == (300, 280)
    late = [step for step in found["steps"] if step["afterClosing"]]
    assert [(step["step"], step["reason"]) for step in late] == [
        ("allocation_corrected", "Error de digitación")
    ]
    entries = nodes(ledger.data, "P11Tarde", year=2024)
    assert "Documento FACE 77" in {entry["description"] for entry in entries}
    assert {entry["rbd"] for entry in entries} == {1}


def test_26_documents_without_backing(ledger: Ledger) -> None:
    ledger.record(
        given.document(1, "410601", 10, issuer=given.ADVISER),
        given.document(1, "410601", 11, issuer=given.ADVISER, document_number=None),
        given.document(1, "410601", 12),
        given.document(1, "410101", 13, document_type="PLANILLA"),
    )
    found = nodes(ledger.data, "P26", year=2024)
    assert sorted(row["declared"] for row in found) == [11, 12]


def test_31_what_was_reallocated_after_an_observation(ledger: Ledger) -> None:
    ledger.record(document(100))
    decide(ledger, *PRESENTED, "observe-allocation")
    decide(ledger, "correct-allocation", correction="reimputar", amount=60, to_subvencion="PIE")
    found = ledger.data(QUERIES["P31"], **OF)["rendicion"]
    assert (found["observations"], found["corrections"]) == (1, 1)
    [moved] = found["reallocations"]
    assert (moved["amount"], moved["toSubvencion"], moved["toRbd"]) == (60, "PIE", 1)
    assert (moved["observedOn"], moved["observation"]) == ("2025-05-02", "Sin respaldo")
