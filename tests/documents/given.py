"""An advice contract of which every step points to a document of its own."""

from hashlib import sha256
from typing import Any

import psycopg
from tests.domain.ate import CONTRACT, CONTRACTS, PAID, certificate, command
from tests.staged import FactAppend, StagedFact

from sep_domain.ate.contract.commands import AteContractCommand
from sep_domain.evidence_documents import EvidenceDocument, EvidenceKind
from sep_domain.provenance import FileSource, Provenance
from sep_ledger.application import Ledger
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding
from sep_projections.update import update

KINDS = {
    "state-need": EvidenceKind.OTRO,
    "approve-terms": EvidenceKind.OTRO,
    "announce": EvidenceKind.AVISO,
    "receive-bid": EvidenceKind.OFERTA,
    "evaluate-bid": EvidenceKind.INFORME,
    "award": EvidenceKind.FUNDAMENTO_LEGAL,
    "sign": EvidenceKind.CONTRATO,
    "start": EvidenceKind.OTRO,
    "deliver": EvidenceKind.INFORME,
    "approve": EvidenceKind.CERTIFICADO,
    "invoice": EvidenceKind.FACTURA,
    "pay": EvidenceKind.OTRO,
}


def evidence_of(step: str) -> EvidenceDocument:
    """What shows a step."""
    return EvidenceDocument(
        sha256=sha256(step.encode()).hexdigest(),
        size=len(step),
        media_type="application/pdf",
        title=f"Respaldo de {step}",
        kind=KINDS[step],
    )


def contract_with_evidence(conninfo: str, **more: EvidenceDocument) -> None:
    """From the need to the first payment; `more` by step, a second document."""
    kept = {each.sha256: each.size for each in (*map(evidence_of, PAID), *more.values())}
    source = FileSource(sha256="ab" * 32, name="ate.csv", dataset="ate_registro", row=1)
    staged = StagedFact.of(1, certificate(), Provenance(source=source))
    with psycopg.connect(conninfo, autocommit=True) as connection:
        FactAppend(connection).append([staged])
        with Ledger(conninfo) as ledger:
            for step in PAID:
                pieces = (evidence_of(step), *filter(None, [more.get(step)]))
                said: dict[str, Any] = {"evidence": pieces}
                asked: Asked[AteContractCommand] = Asked(command(step, **said), "daem", step)
                Commanding(ledger, kept.get).handle(CONTRACTS, CONTRACT, asked)
        update(connection)
