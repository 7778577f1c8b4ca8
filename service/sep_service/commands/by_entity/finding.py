"""An audit finding, as it is commanded over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from sep_domain.finding import commands as ask
from sep_domain.finding.decider import FindingDecider
from sep_domain.finding.state import FindingKey, FindingState
from sep_service.commands.entities import Entity

_INVOICE = {
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 184_320,
    "media_type": "application/pdf",
    "title": "Factura 771",
    "kind": "factura",
}


def finding_key(
    finding: Annotated[
        UUID,
        Path(
            description="A UUID that the auditor chooses, new for every finding",
            examples=["0198f6a4-5b1c-7c3e-9d2f-3a4b5c6d7e8f"],
        ),
    ],
) -> FindingKey:
    """Which finding."""
    return FindingKey(finding=finding)


FINDING: Entity[FindingKey, FindingState, ask.FindingCommand] = Entity(
    decider=FindingDecider(),
    path="{finding}",
    key=finding_key,
    commands=(ask.Open, ask.Answer, ask.Accept, ask.Reject, ask.Escalate, ask.Close, ask.Withdraw),
    examples={
        "open": {
            "occurred_on": "2025-06-02",
            "subject_kind": "event",
            "subject": "144788",
            "rule": "RF06",
            "rbd": 50001,
            "sostenedor": "62000660-2",
            "amount": 1_190_000,
            "text": "El documento suma más que la factura",
        },
        "answer": {
            "occurred_on": "2025-06-16",
            "text": "Se adjunta la factura completa",
            "evidence": [_INVOICE],
        },
        "accept": {"occurred_on": "2025-06-20", "text": "La factura cubre lo imputado"},
        "reject": {"occurred_on": "2025-06-20", "text": "La factura es de otro proveedor"},
        "escalate": {
            "occurred_on": "2025-07-01",
            "authority": "Contraloría General de la República",
        },
        "close": {"occurred_on": "2025-07-10", "outcome": "Subsanado"},
        "withdraw": {"occurred_on": "2025-06-17", "text": "La factura es de otro establecimiento"},
    },
)
