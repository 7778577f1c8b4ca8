"""What is known of a contracting process, shaped as the sections of an OCDS 1.1 release."""

from typing import Any

from sep_projections.ocds import documents
from sep_projections.ocds.documents import Said
from sep_projections.ocds.facts import ContractFacts, MilestoneFacts, ProcessFacts
from sep_projections.ocds.merging import Json
from sep_projections.ocds.parties import BUYER, SUPPLIER, TENDERER, Parties

CURRENCY = "CLP"
_KINDS = {"inicio": "Informe de inicio", "avance": "Informe de avance", "final": "Informe final"}


def shaped(process: ProcessFacts, parties: Parties) -> Json:
    """Everything known, without what is about a release itself. Amounts are whole pesos."""
    contracts = process.shown()
    sections = {
        "buyer": _buyer(process, contracts, parties),
        "planning": _planning(contracts),
        "tender": _tender(process, parties),
        "awards": _awards(process, contracts, parties),
        "contracts": [
            _contract(number, facts, _award_of(process, number), parties)
            for number, facts in contracts.items()
        ],
    }
    return given(language="es", parties=parties.found(), **sections)


def given(**fields: Any) -> Json:
    """An object of the fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def starting(day: str | None) -> str | None:
    """The first instant of a day, as OCDS wants it where no time is known."""
    return f"{day}T00:00:00Z" if day else None


def ending(day: str | None) -> str | None:
    """The last second of a day."""
    return f"{day}T23:59:59Z" if day else None


def _buyer(
    process: ProcessFacts, contracts: dict[str, ContractFacts], parties: Parties
) -> Json | None:
    sources = [process.steps.get("announced"), *(facts.agreed for facts in contracts.values())]
    for said in filter(None, sources):
        parties.school(said["rbd"])
    associates = (said for facts in contracts.values() for said in facts.associates.values())
    found = next((said["sostenedor"] for said in sources if said), None)
    buyer = parties.organization(found, BUYER) if found else None
    for said in associates:
        parties.organization(said["sostenedor"], BUYER)
        parties.school(said["rbd"])
    return buyer


def _planning(contracts: dict[str, ContractFacts]) -> Json:
    for facts in contracts.values():
        action = facts.agreed.get("pme_action")
        need = facts.steps.get("need_stated")
        if action or need:
            project = f"Acción del PME: {action}" if action else None
            return given(
                rationale=need["subject"] if need else None,
                budget=given(project=project),
                documents=documents.of_planning(need or {}),
            )
    return {}


def _tender(process: ProcessFacts, parties: Parties) -> Json | None:
    if process.tender is None:
        return None
    announced = process.steps.get("announced", {})
    terms = process.steps.get("terms_approved", {})
    holder = announced.get("sostenedor")
    exception = announced.get("exception")
    # An exception by law stands in for a competition.
    direct = exception is not None or terms.get("procedure") == "excepcion"
    return given(
        id=process.tender,
        title=announced.get("subject"),
        status=_tender_status(process),
        procuringEntity=parties.organization(holder, BUYER) if holder else None,
        procurementMethod="direct" if direct else "open",
        procurementMethodRationale=_rationale(exception, terms),
        mainProcurementCategory="services",
        awardCriteriaDetails=_criteria(terms),
        tenderPeriod=_tender_period(announced),
        numberOfTenderers=len(process.bidders) or None,
        tenderers=[parties.organization(rut, TENDERER) for rut in process.bidders],
        documents=_notice(announced) + documents.of_tender(process.documents),
    )


def _tender_status(process: ProcessFacts) -> str:
    if process.awarded:
        return "complete"
    if "declared_void" in process.steps:
        return "unsuccessful"
    return "active" if "announced" in process.steps else "planned"


def _rationale(exception: str | None, terms: Said) -> str | None:
    if exception:
        return f"Ley 19.886, artículo 8, letra {exception}"
    reason: str | None = terms.get("reason")
    return reason


def _criteria(terms: Said) -> str | None:
    criteria = terms.get("criteria", ())
    return "; ".join(f"{one['name']}: {one['points']} puntos" for one in criteria) or None


def _tender_period(announced: Said) -> Json:
    opened = announced["occurred_on"] if announced.get("notice_medium") else None
    return given(startDate=starting(opened), endDate=ending(announced.get("closes_on")))


def _notice(announced: Said) -> list[Json]:
    if not announced.get("notice_medium"):
        return []
    name = announced.get("notice_name")
    return [
        given(
            id="aviso",
            documentType="tenderNotice",
            title=f"Aviso en {name}" if name else f"Aviso en medio {announced['notice_medium']}",
            datePublished=starting(announced["occurred_on"]),
            language="es",
        )
    ]


def _awards(
    process: ProcessFacts, contracts: dict[str, ContractFacts], parties: Parties
) -> list[Json]:
    """One for each adviser that was awarded to; without an award, the one a contract implies."""
    standing = next(reversed(process.awarded), None)
    awards = [
        given(
            id=_award_id(ate),
            status="active" if ate == standing else "cancelled",
            date=starting(said["occurred_on"]),
            suppliers=[parties.organization(ate, SUPPLIER)],
            documents=documents.of_award(said),
        )
        for ate, said in process.awarded.items()
    ]
    signed = (facts.steps["signed"]["ate"] for facts in contracts.values() if _is_signed(facts))
    implied = dict.fromkeys(ate for ate in signed if ate not in process.awarded)
    return awards + [
        given(id=_award_id(ate), status="active", suppliers=[parties.organization(ate, SUPPLIER)])
        for ate in implied
    ]


def _award_of(process: ProcessFacts, contract: str) -> str:
    facts = process.contracts[contract]
    ate = facts.steps["signed"]["ate"] if _is_signed(facts) else None
    ate = ate or next(reversed(process.awarded), None)
    return _award_id(ate) if ate else contract


def _award_id(ate: str) -> str:
    return f"adjudicacion-{ate}"


def _is_signed(facts: ContractFacts) -> bool:
    return "signed" in facts.steps


def _contract(number: str, facts: ContractFacts, award: str, parties: Parties) -> Json:
    signed = facts.steps.get("signed", {})
    return given(
        id=number,
        awardID=award,
        title=facts.agreed.get("subject"),
        description=_participants(signed.get("participants")),
        status=_contract_status(facts),
        period=given(
            startDate=starting(signed.get("starts_on")), endDate=ending(signed.get("ends_on"))
        ),
        value=_value(_amount(facts)),
        dateSigned=starting(signed.get("occurred_on")),
        amendments=_amendments(number, facts),
        documents=documents.of_contract(facts.documents),
        implementation=_implementation(number, facts, parties),
    )


def _participants(number: int | None) -> str | None:
    return f"Participantes: {number}" if number is not None else None


def _contract_status(facts: ContractFacts) -> str:
    if "ended" in facts.steps:
        return "terminated"
    return "active" if _is_signed(facts) else "pending"


def _amount(facts: ContractFacts) -> int | None:
    if facts.amendments:
        return int(facts.amendments[max(facts.amendments)]["amount"])
    return facts.steps.get("signed", {}).get("amount")


def _amendments(number: str, facts: ContractFacts) -> list[Json]:
    return [
        {
            "id": f"{number}-modificacion-{day}",
            "date": starting(day),
            "description": f"Monto del contrato: {said['amount']} {CURRENCY}",
        }
        for day, said in facts.amendments.items()
    ]


def _implementation(number: str, facts: ContractFacts, parties: Parties) -> Json:
    milestones = [
        milestone
        for n, of_milestone in facts.milestones.items()
        for milestone in (_report(number, n, of_milestone), _approval(number, n, of_milestone))
    ]
    return given(
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
    return given(
        id=f"{number}-{n}-informe",
        title=agreed.get("title") or f"Hito {n}",
        type="reporting",
        code=str(n),
        description=_described(agreed, facts.steps.get("delivered", {})),
        dueDate=ending(agreed.get("occurred_on")),
        dateMet=starting(delivered) if status == "met" else None,
        status=_unless_cancelled(facts, status),
    )


def _approval(number: str, n: int, facts: MilestoneFacts) -> Json:
    """The counterpart's acceptance, which is what allows payment."""
    approved, returned = facts.day("approved"), facts.day("returned")
    status = "met" if approved else "notMet" if returned else "scheduled"
    return given(
        id=_approval_id(number, n),
        title=_approval_title(n, facts),
        type="approval",
        code=str(n),
        dateMet=starting(approved),
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
        "description": f"{documents.about(n)}. Monto facturado: {said['amount']} {CURRENCY}",
        "datePublished": starting(said["occurred_on"]),
        "language": "es",
    }


def _transaction(number: str, facts: ContractFacts, said: Said, parties: Parties) -> Json:
    agreed, milestone = facts.agreed, said.get("milestone")
    payer, payee = agreed.get("sostenedor"), agreed.get("ate")
    return given(
        id=f"{number}-pago-{said['payment']}",
        date=starting(said["occurred_on"]),
        value=_value(said["amount"]),
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


def _value(amount: int | None) -> Json | None:
    return {"amount": amount, "currency": CURRENCY} if amount is not None else None
