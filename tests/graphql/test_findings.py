"""The promise: a finding is shown with what it questions, how it stands and its whole story."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.conftest import Server
from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER, document
from tests.projections.given import school

from sep_domain.evidence_documents import EvidenceDocument, EvidenceKind
from sep_domain.finding import commands as ask
from sep_domain.finding.decider import FindingDecider
from sep_domain.finding.state import FindingKey
from sep_ledger.application import Ledger as Log
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding
from sep_projections.update import update

FIRST, SECOND = UUID(int=1), UUID(int=2)
REPORT, LETTER = "ab" * 32, "cd" * 32
SIZES = {REPORT: 184_320, LETTER: 20_480}
_keys = count(1)

Said = tuple[UUID, str, ask.FindingCommand]


def day(number: int) -> date:
    return date(2025, 6, number)


def decide(ledger: Ledger, *said: Said) -> None:
    """Each: the finding, who asks, and what."""
    with Log(ledger.conninfo) as log:
        for finding, actor, command in said:
            asked = Asked(command, actor, str(next(_keys)))
            Commanding(log, SIZES.get).handle(FindingDecider(), FindingKey(finding=finding), asked)
    with psycopg.connect(ledger.conninfo, autocommit=True) as connection:
        update(connection)


def piece(sha256: str, kind: EvidenceKind) -> EvidenceDocument:
    return EvidenceDocument(
        sha256=sha256,
        size=SIZES[sha256],
        media_type="application/pdf",
        title="Respaldo de la respuesta",
        kind=kind,
    )


def opening(**changes: Any) -> ask.Open:
    content = {
        "occurred_on": day(2),
        "subject_kind": "event",
        "subject": "2",
        "rule": "RF06",
        "rbd": 1,
        "sostenedor": HOLDER,
        "amount": 60_000,
        "text": "La factura no alcanza",
    }
    return ask.Open.model_validate(content | changes)


FIGURE = {
    "subject_kind": "figure",
    "subject": "fundStatement.closing 2 2024",
    "rule": None,
    "rbd": None,
    "sostenedor": None,
    "amount": None,
}


@pytest.fixture(scope="module")
def findings(postgres: Server, folded_template: str) -> Iterator[Ledger]:
    """One on a document, rejected once and then accepted; one on a figure, escalated."""
    with postgres.fresh_database(folded_template) as conninfo:
        ledger = Ledger(conninfo)
        ledger.record(school(1, 2024), document(1, "410501", 60_000))
        evidence = (piece(REPORT, EvidenceKind.INFORME), piece(LETTER, EvidenceKind.OTRO))
        decide(
            ledger,
            (FIRST, "auditora", opening()),
            (FIRST, "daem", ask.Answer(occurred_on=day(3), text="Está completa")),
            (FIRST, "auditora", ask.Reject(occurred_on=day(4), text="Falta el informe")),
            (SECOND, "auditora", opening(**FIGURE, occurred_on=day(4))),
            (FIRST, "daem", ask.Answer(occurred_on=day(5), text="Va", evidence=evidence)),
            (FIRST, "auditora", ask.Accept(occurred_on=day(6), text="Conforme")),
            (FIRST, "auditora", ask.Close(occurred_on=day(7), outcome="Subsanado")),
            (SECOND, "auditora", ask.Escalate(occurred_on=day(8), authority="CGR")),
        )
        yield ledger


def test_a_finding_stands_where_its_last_step_left_it(findings: Ledger) -> None:
    found = findings.data(
        """{ findings { totalCount nodes { finding openedOn subjectKind subject rule rbd amount
        sostenedorRut text standing standingSince answers authority outcome closedOn } } }"""
    )["findings"]
    assert found["totalCount"] == 2
    assert found["nodes"] == [
        {
            "finding": str(FIRST),
            "openedOn": "2025-06-02",
            "subjectKind": "EVENT",
            "subject": "2",
            "rule": "RF06",
            "rbd": 1,
            "amount": 60_000,
            "sostenedorRut": HOLDER,
            "text": "La factura no alcanza",
            "standing": "CLOSED",
            "standingSince": "2025-06-07",
            "answers": 2,
            "authority": None,
            "outcome": "Subsanado",
            "closedOn": "2025-06-07",
        },
        {
            "finding": str(SECOND),
            "openedOn": "2025-06-04",
            "subjectKind": "FIGURE",
            "subject": "fundStatement.closing 2 2024",
            "rule": None,
            "rbd": None,
            "amount": None,
            "sostenedorRut": None,
            "text": "La factura no alcanza",
            "standing": "ESCALATED",
            "standingSince": "2025-06-08",
            "answers": 0,
            "authority": "CGR",
            "outcome": None,
            "closedOn": None,
        },
    ]


def test_its_story_says_who_did_what_with_which_evidence(findings: Ledger) -> None:
    steps = findings.data(
        """query ($finding: UUID!) { finding(finding: $finding) {
        steps { step occurredOn text evidence outcome source { actor }
            documents { sha256 size kind } } } }""",
        finding=str(FIRST),
    )["finding"]["steps"]
    assert [(step["step"], step["text"], step["source"]["actor"]) for step in steps] == [
        ("OPENED", "La factura no alcanza", "auditora"),
        ("ANSWERED", "Está completa", "daem"),
        ("REJECTED", "Falta el informe", "auditora"),
        ("ANSWERED", "Va", "daem"),
        ("ACCEPTED", "Conforme", "auditora"),
        ("CLOSED", None, "auditora"),
    ]
    assert [step["evidence"] for step in steps] == [[], [], [], [REPORT, LETTER], [], []]
    assert [step["documents"] for step in steps[:3]] == [[], [], []]
    assert steps[3]["documents"] == [
        {"sha256": REPORT, "size": 184_320, "kind": "INFORME"},
        {"sha256": LETTER, "size": 20_480, "kind": "OTRO"},
    ]


def test_it_leads_to_the_event_the_school_and_the_sostenedor(findings: Ledger) -> None:
    first, second = findings.data(
        """{ findings { nodes { subjectEvent { topic content } school { name }
        sostenedor { rut } } } }"""
    )["findings"]["nodes"]
    assert first["subjectEvent"]["topic"] == "cl.sep.expenditure.declared.v1"
    assert first["subjectEvent"]["content"]["declared"] == 60_000
    assert (first["school"]["name"], first["sostenedor"]["rut"]) == ("ESCUELA UNO", HOLDER)
    assert second == {"subjectEvent": None, "school": None, "sostenedor": None}


def test_an_event_leads_to_the_findings_on_it_for_many_by_one_statement(findings: Ledger) -> None:
    query = "{ events(first: %d) { nodes { position findings { finding rule } } } }"
    few, many = (findings.ask(query % first) for first in (2, 50))
    assert many.data is not None
    questioned = {
        node["position"]: [one["finding"] for one in node["findings"]]
        for node in many.data["events"]["nodes"]
        if node["findings"]
    }
    assert questioned == {2: [str(FIRST)]}
    assert few.statements == many.statements


def test_an_event_that_the_log_does_not_hold_is_absent(findings: Ledger) -> None:
    decide(findings, (UUID(int=3), "ana", opening(subject="999999999999999999", rule="RF40")))
    (found,) = findings.data(
        '{ findings(filter: {rule: "RF40"}) { nodes { subjectEvent { topic } } } }'
    )["findings"]["nodes"]
    assert found == {"subjectEvent": None}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("rbd: 1, closed: true", [FIRST]),
        ("closed: false, standing: ESCALATED", [SECOND]),
        ('rule: "RF06"', [FIRST]),
        (f'sostenedor: "{HOLDER}", subject: "2"', [FIRST]),
        ('subject: "fundStatement.closing 2 2024"', [SECOND]),
        ("rbd: 2", []),
        (f'finding: "{SECOND}"', [SECOND]),
    ],
)
def test_findings_are_found_by_what_they_are_about(
    findings: Ledger, chosen: str, expected: list[UUID]
) -> None:
    found = findings.data(f"{{ findings(filter: {{ {chosen} }}) {{ nodes {{ finding }} }} }}")
    assert [node["finding"] for node in found["findings"]["nodes"]] == list(map(str, expected))


def test_as_of_an_instant_it_stood_as_it_did_then(findings: Ledger) -> None:
    steps = findings.data(
        """query ($finding: UUID!) { finding(finding: $finding) {
        steps { step recordedAt } } }""",
        finding=str(FIRST),
    )["finding"]["steps"]
    then = findings.data(
        """query ($asOf: DateTime!, $finding: UUID!) {
        finding(finding: $finding, asOf: $asOf) { standing answers steps { step } } }""",
        asOf=steps[2]["recordedAt"],
        finding=str(FIRST),
    )["finding"]
    assert (then["standing"], then["answers"], len(then["steps"])) == ("REJECTED", 1, 3)


def test_the_stories_of_many_are_read_by_one_statement(findings: Ledger) -> None:
    one = findings.ask("{ findings(first: 1) { nodes { steps { step } } } }")
    all_ = findings.ask("{ findings { nodes { steps { step } } } }")
    assert one.statements == all_.statements


def test_a_finding_that_was_withdrawn_says_when_and_is_open_no_more(ledger: Ledger) -> None:
    why = ask.Withdraw(occurred_on=day(5), text="Es de otra escuela")
    decide(ledger, (FIRST, "auditora", opening()), (FIRST, "auditora", why))
    found = ledger.data(
        """{ findings(filter: {closed: true}) { nodes {
        standing standingSince withdrawnOn closedOn steps { step text } } } }"""
    )["findings"]["nodes"]
    assert found == [
        {
            "standing": "WITHDRAWN",
            "standingSince": "2025-06-05",
            "withdrawnOn": "2025-06-05",
            "closedOn": None,
            "steps": [
                {"step": "OPENED", "text": "La factura no alcanza"},
                {"step": "WITHDRAWN", "text": "Es de otra escuela"},
            ],
        }
    ]
