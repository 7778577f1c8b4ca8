"""The promise: a command may point to documents whose content is kept, and to no others; every
event that follows says which, and nothing else of the log changes for it.
"""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
import pytest
from pydantic import ValidationError

from sep_domain.evidence_documents import EvidenceDocument, EvidenceKind
from sep_domain.finding.commands import Answer, FindingCommand, Open
from sep_domain.finding.decider import FindingDecider
from sep_domain.finding.state import FindingKey
from sep_domain.provenance import CommandSource
from sep_ledger.application import Ledger
from sep_ledger.commands.case import Asked, KeyReusedError
from sep_ledger.commands.commanding import Commanding, UnheldDocumentError
from sep_ledger.records.recorded import RecordedEvent, metadata_bytes

KEY = FindingKey(finding=UUID(int=7))
DAY = date(2025, 6, 2)
CONTENT = b"factura completa"
INVOICE = EvidenceDocument(
    sha256=sha256(CONTENT).hexdigest(),
    size=len(CONTENT),
    media_type="application/pdf",
    title="Factura 771",
    kind=EvidenceKind.FACTURA,
)


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    with Ledger(database) as application:
        yield application


def opening(*evidence: EvidenceDocument, key: str = "a") -> Asked[FindingCommand]:
    command = Open(
        occurred_on=DAY, subject_kind="event", subject="1", text="No alcanza", evidence=evidence
    )
    return Asked(command, "auditora", key)


def recorded(ledger: Ledger) -> list[RecordedEvent]:
    return [event for event in ledger.events.get(KEY.stream()) if isinstance(event, RecordedEvent)]


def test_an_event_says_which_documents_show_it(ledger: Ledger) -> None:
    Commanding(ledger, {INVOICE.sha256: INVOICE.size}.get).handle(
        FindingDecider(), KEY, opening(INVOICE)
    )

    (event,) = recorded(ledger)
    assert isinstance(event.provenance.source, CommandSource)
    assert event.provenance.source.evidence == (INVOICE,)
    assert "evidence" not in orjson.loads(event.event.model_dump_json())


def test_an_answer_to_a_finding_names_its_evidence(ledger: Ledger) -> None:
    commanding = Commanding(ledger, {INVOICE.sha256: INVOICE.size}.get)
    answer = Answer(occurred_on=DAY, text="Va", evidence=(INVOICE,))
    steps: list[Asked[FindingCommand]] = [opening(), Asked(answer, "daem", "b")]
    for asked in steps:
        commanding.handle(FindingDecider(), KEY, asked)

    assert recorded(ledger)[1].event.model_dump()["evidence"] == (INVOICE.sha256,)


@pytest.mark.parametrize("size", [None, INVOICE.size + 1])
def test_a_document_that_is_not_kept_as_it_is_said_leaves_nothing(
    ledger: Ledger, size: int | None
) -> None:
    with pytest.raises(UnheldDocumentError, match=INVOICE.sha256) as caught:
        Commanding(ledger, lambda _: size).handle(FindingDecider(), KEY, opening(INVOICE))

    assert (caught.value.place, caught.value.size) == (0, size)
    assert recorded(ledger) == []


def test_a_repetition_is_answered_also_where_the_document_is_gone(ledger: Ledger) -> None:
    kept = {INVOICE.sha256: INVOICE.size}
    commanding = Commanding(ledger, kept.get)
    first = commanding.handle(FindingDecider(), KEY, opening(INVOICE))
    kept.clear()

    again = commanding.handle(FindingDecider(), KEY, opening(INVOICE))
    assert (again.replayed, again.positions) == (True, first.positions)


def test_other_evidence_under_the_same_key_is_another_request(ledger: Ledger) -> None:
    commanding = Commanding(ledger, {INVOICE.sha256: INVOICE.size}.get)
    commanding.handle(FindingDecider(), KEY, opening(INVOICE))
    with pytest.raises(KeyReusedError):
        commanding.handle(FindingDecider(), KEY, opening())


def test_a_command_without_evidence_is_recorded_as_before_there_was_any(ledger: Ledger) -> None:
    Commanding(ledger).handle(FindingDecider(), KEY, opening())

    (event,) = recorded(ledger)
    said = opening().command.model_dump(mode="json", exclude={"evidence"})
    source = orjson.loads(metadata_bytes(event.provenance))["source"]
    assert source.keys() == {"kind", "actor", "command_id", "request"}
    assert source["request"] == sha256(orjson.dumps(["open", said])).hexdigest()


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "AB" * 32},
        {"size": 0},
        {"size": 1 << 31},
        {"media_type": "pdf"},
        {"media_type": "text/html; charset=utf-8"},
        {"title": "  "},
        {"title": "dos\nlíneas"},
        {"title": "x" * 201},
        {"kind": "carta"},
    ],
)
def test_bad_form_is_no_reference(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EvidenceDocument.model_validate(INVOICE.model_dump() | changes)
