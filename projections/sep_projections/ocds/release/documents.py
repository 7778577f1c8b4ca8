"""The evidence that the events of a process point to, gathered and shaped as OCDS documents."""

from collections.abc import Mapping, MutableMapping
from typing import Any

import orjson

from sep_domain.evidence_documents import EvidenceKind
from sep_projections.ocds.release.differences import Json
from sep_projections.ocds.release.objects import filled_object, first_instant

Said = dict[str, Any]
Gathered = dict[str, Said]
"""Documents by SHA-256, each as the first event says that points to it."""

Types = Mapping[EvidenceKind, str]
"""Codes of OCDS's codelist documentType by our kinds of evidence; the others have none."""

_TENDER: Types = {
    EvidenceKind.INFORME: "evaluationReports",
    EvidenceKind.AVISO: "tenderNotice",
    EvidenceKind.OFERTA: "submissionDocuments",
}
_CONTRACT: Types = {EvidenceKind.CONTRATO: "contractSigned"}
_IMPLEMENTATION: Types = {
    EvidenceKind.INFORME: "physicalProgressReport",
    EvidenceKind.CERTIFICADO: "completionCertificate",
}


def what_event_says(state: bytes, metadata: bytes, address: str | None) -> Said:
    """What an event says, with what it points to under `documents`; `address` is where they are."""
    told: Said = orjson.loads(state)
    evidence = orjson.loads(metadata).get("source", {}).get("evidence")
    if evidence:
        told["documents"] = [
            {
                **document,
                "occurred_on": told["occurred_on"],
                "milestone": told.get("milestone"),
                "url": f"{address}/{document['sha256']}" if address else None,
            }
            for document in evidence
        ]
    return told


def gather(documents: MutableMapping[str, Said], told: Said) -> None:
    """Adds what an event points to."""
    for document in told.get("documents", ()):
        documents.setdefault(document["sha256"], document)


def planning_documents(told: Said) -> list[Json]:
    """What shows a need."""
    return _of_event(told, {})


def of_tender(documents: Gathered) -> list[Json]:
    """What shows the terms, the notice, the bids and their points."""
    return _shaped(documents, _TENDER)


def of_award(told: Said) -> list[Json]:
    """What shows an award."""
    return _of_event(told, _TENDER)


def of_contract(documents: Gathered) -> list[Json]:
    """What shows that it was signed, began, was amended, ended and was judged."""
    return _shaped(documents, _CONTRACT)


def of_implementation(documents: Gathered) -> list[Json]:
    """What shows reports, their approval, invoices and payments, each with its milestone.

    OCDS 1.1 deprecates documents of the milestones themselves.
    """
    return _shaped(documents, _IMPLEMENTATION)


def milestone_title(milestone: int | None) -> str | None:
    """Which milestone a document is about."""
    return None if milestone is None else f"Hito {milestone}"


def _of_event(told: Said, types: Types) -> list[Json]:
    documents: Gathered = {}
    gather(documents, told)
    return _shaped(documents, types)


def _shaped(documents: Gathered, types: Types) -> list[Json]:
    return [_document(one, types.get(EvidenceKind(one["kind"]))) for one in documents.values()]


def _document(said: Said, kind: str | None) -> Json:
    return filled_object(
        id=said["sha256"],
        documentType=kind,
        title=said["title"],
        description=milestone_title(said["milestone"]),
        url=said["url"],
        datePublished=first_instant(said["occurred_on"]),
        format=said["media_type"],
        language="es",
    )
