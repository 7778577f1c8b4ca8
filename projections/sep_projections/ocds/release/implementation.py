"""How a contract with an adviser is carried out, as OCDS tells it: reports, approvals, payments."""

from sep_projections.ocds.release import documents
from sep_projections.ocds.release.differences import Json
from sep_projections.ocds.release.documents import Said
from sep_projections.ocds.release.facts import ContractFacts, MilestoneFacts
from sep_projections.ocds.release.objects import (
    CURRENCY,
    filled_object,
    first_instant,
    last_second,
    value,
)
from sep_projections.ocds.release.parties import BUYER, SUPPLIER, Parties

_KINDS = {"inicio": "Informe de inicio", "avance": "Informe de avance", "final": "Informe final"}


def implementation(number: str, facts: ContractFacts, parties: Parties) -> Json:
    """Reports and their approval, invoices and payments."""
    milestones = [
        milestone
        for n, of_milestone in facts.milestones.items()
        for milestone in (_report(number, n, of_milestone), _approval(number, n, of_milestone))
    ]
    return filled_object(
        transactions=[
            _transaction(number, facts, said, parties) for said in facts.payments.values()
        ],
        milestones=milestones,
        documents=_invoices(facts) + documents.of_implementation(facts.progress),
    )


def _report(number: str, n: int, facts: MilestoneFacts) -> Json:
    """The report that the adviser hands in."""
    agreed = facts.steps.get("agreed", {})
    delivered, returned = facts.day("delivered"), facts.day("returned")
    sent_back = bool(returned and (delivered is None or returned >= delivered))
    awaits_correction = sent_back and facts.day("approved") is None
    status = "partiallyMet" if awaits_correction else "met" if delivered else "scheduled"
    return filled_object(
        id=f"{number}-{n}-informe",
        title=agreed.get("title") or f"Hito {n}",
        type="reporting",
        code=str(n),
        description=_described(agreed, facts.steps.get("delivered", {})),
        dueDate=last_second(agreed.get("occurred_on")),
        dateMet=first_instant(delivered) if status == "met" else None,
        status=_unless_cancelled(facts, status),
    )


def _approval(number: str, n: int, facts: MilestoneFacts) -> Json:
    """The counterpart's acceptance, which is what allows payment."""
    approved, returned = facts.day("approved"), facts.day("returned")
    status = "met" if approved else "notMet" if returned else "scheduled"
    return filled_object(
        id=_approval_id(number, n),
        title=_approval_title(n, facts),
        type="approval",
        code=str(n),
        dateMet=first_instant(approved),
        status=_unless_cancelled(facts, status),
    )


def _unless_cancelled(facts: MilestoneFacts, status: str) -> str:
    return "notMet" if "cancelled" in facts.steps and status != "met" else status


def _described(agreed: Said, delivered: Said) -> str | None:
    parts = [
        _KINDS.get(agreed.get("milestone_kind", "")),
        f"Monto acordado: {agreed['amount']} {CURRENCY}" if agreed else None,
        _counted("Participantes cobrados", delivered.get("participants_billed")),
        _counted("Participantes asistentes", delivered.get("participants_attended")),
    ]
    return ". ".join(filter(None, parts)) or None


def _counted(label: str, number: int | None) -> str | None:
    return f"{label}: {number}" if number is not None else None


def _invoices(facts: ContractFacts) -> list[Json]:
    billed = ((n, each.steps.get("invoiced")) for n, each in facts.milestones.items())
    return [_invoice(n, said) for n, said in billed if said]


def _invoice(n: int, said: Said) -> Json:
    return {
        "id": f"hito-{n}-{said['document_type']}-{said['document_number']}",
        "title": f"{said['document_type']} {said['document_number']}",
        "description": (
            f"{documents.milestone_title(n)}. Monto facturado: {said['amount']} {CURRENCY}"
        ),
        "datePublished": first_instant(said["occurred_on"]),
        "language": "es",
    }


def _transaction(number: str, facts: ContractFacts, said: Said, parties: Parties) -> Json:
    agreed, milestone = facts.agreed, said.get("milestone")
    payer, payee = agreed.get("sostenedor"), agreed.get("ate")
    return filled_object(
        id=f"{number}-pago-{said['payment']}",
        date=first_instant(said["occurred_on"]),
        value=value(said["amount"]),
        payer=parties.organization(payer, BUYER) if payer else None,
        payee=parties.organization(payee, SUPPLIER) if payee else None,
        relatedImplementationMilestone=_paid_for(number, milestone, facts),
    )


def _paid_for(number: str, milestone: int | None, facts: ContractFacts) -> Json | None:
    if milestone is None:
        return None
    known = facts.milestones.get(milestone) or MilestoneFacts()
    return {"id": _approval_id(number, milestone), "title": _approval_title(milestone, known)}


def _approval_id(number: str, n: int) -> str:
    return f"{number}-{n}-aprobacion"


def _approval_title(n: int, facts: MilestoneFacts) -> str:
    title = facts.steps.get("agreed", {}).get("title")
    return f"Aprobación: {title}" if title else f"Aprobación del hito {n}"
