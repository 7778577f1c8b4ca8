"""The promise: whatever rests on a decision shows the documents it points to, a milestone those of
all its steps, and a document the events that point to it, as known at any instant.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.conftest import Server
from tests.documents.given import contract_with_evidence, evidence_of
from tests.domain.ate import PAID
from tests.graphql.conftest import Ledger

FIELDS = "documents { sha256 size mediaType title kind url }"


@pytest.fixture(scope="module")
def ledger(postgres: Server, folded_template: str) -> Iterator[Ledger]:
    """A contract; its need also shows the report that was delivered later."""
    with postgres.fresh_database(folded_template) as conninfo:
        contract_with_evidence(conninfo, **{"state-need": evidence_of("deliver")})
        yield Ledger(conninfo)


def steps_of(documents: list[dict[str, Any]]) -> list[str]:
    return [one["title"].removeprefix("Respaldo de ") for one in documents]


def test_a_contract_shows_what_it_was_signed_by(ledger: Ledger) -> None:
    contract = ledger.data(f'{{ ateContract(contract: "C-1") {{ {FIELDS} }} }}')["ateContract"]
    name = evidence_of("sign").sha256
    assert contract["documents"] == [
        {
            "sha256": name,
            "size": 4,
            "mediaType": "application/pdf",
            "title": "Respaldo de sign",
            "kind": "CONTRATO",
            "url": f"/documents/{name}",
        }
    ]


def test_a_milestone_shows_what_shows_its_steps(ledger: Ledger) -> None:
    first, second = ledger.data(
        '{ ateContract(contract: "C-1") { milestones { documents { title } } } }'
    )["ateContract"]["milestones"]
    assert steps_of(first["documents"]) == ["deliver", "approve", "invoice", "pay"]
    assert second["documents"] == []


def test_the_steps_of_a_contract_and_its_tender_show_theirs(ledger: Ledger) -> None:
    contract = ledger.data(
        """{ ateContract(contract: "C-1") {
        steps { step documents { title } } payments { documents { title } }
        tender { documents { title } steps { documents { title } } } } }"""
    )["ateContract"]
    assert [steps_of(one["documents"]) for one in contract["steps"]] == [
        ["state-need", "deliver"],
        ["start"],
    ]
    assert [steps_of(one["documents"]) for one in contract["payments"]] == [["pay"]]
    assert steps_of(contract["tender"]["documents"]) == ["announce"]
    assert [steps_of(one["documents"]) for one in contract["tender"]["steps"]] == [
        ["approve-terms"],
        ["receive-bid"],
        ["evaluate-bid"],
    ]


def test_a_fact_of_a_file_points_to_none(ledger: Ledger) -> None:
    event = ledger.data("{ event(position: 1) { topic documents { title } } }")["event"]
    assert event == {"topic": "cl.sep.ate_provider.certified.v2", "documents": []}


def test_each_document_is_listed_once_with_the_events_that_point_to_it(ledger: Ledger) -> None:
    listed = ledger.data(
        """{ evidenceDocuments(first: 50) { totalCount nodes { sha256 title
        events { topic documents { sha256 } } } } }"""
    )["evidenceDocuments"]
    names = [one["sha256"] for one in listed["nodes"]]
    assert (listed["totalCount"], names) == (len(PAID), sorted(names))
    assert names == sorted(evidence_of(step).sha256 for step in PAID)

    by_step = {one["title"].removeprefix("Respaldo de "): one["events"] for one in listed["nodes"]}
    assert [event["topic"] for event in by_step["deliver"]] == [
        "cl.sep.ate_contract.need_stated.v1",
        "cl.sep.ate_milestone.delivered.v1",
    ]
    assert all(
        evidence_of(step).sha256 in {one["sha256"] for one in event["documents"]}
        for step, events in by_step.items()
        for event in events
    )


def test_they_are_found_by_hash_and_by_kind(ledger: Ledger) -> None:
    question = """query ($where: EvidenceDocumentFilter) {
        evidenceDocuments(filter: $where) { nodes { title } } }"""

    def found(**where: str) -> list[str]:
        return steps_of(ledger.data(question, where=where)["evidenceDocuments"]["nodes"])

    assert found(sha256=evidence_of("award").sha256) == ["award"]
    assert sorted(found(kind="INFORME")) == ["deliver", "evaluate-bid"]
    assert found(sha256="0" * 64) == []


def test_before_a_decision_nothing_points_to_its_documents(ledger: Ledger) -> None:
    signed = ledger.data("{ event(position: 8) { topic recordedAt } }")["event"]
    assert signed["topic"] == "cl.sep.ate_contract.signed.v1"
    question = """query ($asOf: DateTime!) {
        evidenceDocuments(first: 50, asOf: $asOf) { nodes { title } } }"""
    known = ledger.data(question, asOf=signed["recordedAt"])["evidenceDocuments"]["nodes"]
    tendering = ("state-need", "approve-terms", "announce", "receive-bid", "evaluate-bid", "award")
    assert set(steps_of(known)) == {*tendering, "deliver", "sign"}


def test_many_documents_take_no_more_statements(ledger: Ledger) -> None:
    question = """query ($first: Int!) { evidenceDocuments(first: $first) {
        nodes { events { documents { title } } } } }"""
    one, many = (ledger.ask(question, first=first).statements for first in (1, 12))
    assert one == many
