"""The tender of a contracting process and what was awarded, as sections of an OCDS release."""

from sep_projections.ocds.release import documents
from sep_projections.ocds.release.differences import Json
from sep_projections.ocds.release.documents import Said
from sep_projections.ocds.release.facts import ContractFacts, ProcessFacts
from sep_projections.ocds.release.objects import filled_object, first_instant, last_second
from sep_projections.ocds.release.parties import BUYER, SUPPLIER, TENDERER, Parties


def tender(process: ProcessFacts, parties: Parties) -> Json | None:
    """The competition, or what stands in for one; None where there was no tender."""
    if process.tender is None:
        return None
    announced = process.steps.get("announced", {})
    terms = process.steps.get("terms_approved", {})
    sostenedor = announced.get("sostenedor")
    exception = announced.get("exception")
    # An exception by law stands in for a competition.
    direct = exception is not None or terms.get("procedure") == "excepcion"
    return filled_object(
        id=process.tender,
        title=announced.get("subject"),
        status=_tender_status(process),
        procuringEntity=parties.organization(sostenedor, BUYER) if sostenedor else None,
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
    return filled_object(
        startDate=first_instant(opened), endDate=last_second(announced.get("closes_on"))
    )


def _notice(announced: Said) -> list[Json]:
    if not announced.get("notice_medium"):
        return []
    name = announced.get("notice_name")
    return [
        filled_object(
            id="aviso",
            documentType="tenderNotice",
            title=f"Aviso en {name}" if name else f"Aviso en medio {announced['notice_medium']}",
            datePublished=first_instant(announced["occurred_on"]),
            language="es",
        )
    ]


def awards(
    process: ProcessFacts, contracts: dict[str, ContractFacts], parties: Parties
) -> list[Json]:
    """One for each adviser that was awarded to; without an award, the one a contract implies."""
    standing = next(reversed(process.awarded), None)
    told = [
        filled_object(
            id=_award_id(ate),
            status="active" if ate == standing else "cancelled",
            date=first_instant(said["occurred_on"]),
            suppliers=[parties.organization(ate, SUPPLIER)],
            documents=documents.of_award(said),
        )
        for ate, said in process.awarded.items()
    ]
    signed = (facts.steps["signed"]["ate"] for facts in contracts.values() if facts.is_signed)
    implied = dict.fromkeys(ate for ate in signed if ate not in process.awarded)
    return told + [
        filled_object(
            id=_award_id(ate), status="active", suppliers=[parties.organization(ate, SUPPLIER)]
        )
        for ate in implied
    ]


def award_of(process: ProcessFacts, contract: str) -> str:
    """The award that a contract follows from; its own number where nobody is known."""
    facts = process.contracts[contract]
    ate = facts.steps["signed"]["ate"] if facts.is_signed else None
    ate = ate or next(reversed(process.awarded), None)
    return _award_id(ate) if ate else contract


def _award_id(ate: str) -> str:
    return f"adjudicacion-{ate}"
