"""What is known of a contracting process, shaped as the sections of an OCDS 1.1 release."""

from sep_projections.ocds.release import documents
from sep_projections.ocds.release.contracts import contract
from sep_projections.ocds.release.differences import Json
from sep_projections.ocds.release.facts import ContractFacts, ProcessFacts
from sep_projections.ocds.release.objects import filled_object
from sep_projections.ocds.release.parties import BUYER, Parties
from sep_projections.ocds.release.tenders import award_of, awards, tender


def release_content(process: ProcessFacts, parties: Parties) -> Json:
    """Everything known, without what is about a release itself. Amounts are whole pesos."""
    contracts = process.contracts_by_ocid()
    sections = {
        "buyer": _buyer(process, contracts, parties),
        "planning": _planning(contracts),
        "tender": tender(process, parties),
        "awards": awards(process, contracts, parties),
        "contracts": [
            contract(number, facts, award_of(process, number), parties)
            for number, facts in contracts.items()
        ],
    }
    return filled_object(language="es", parties=parties.found(), **sections)


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
            return filled_object(
                rationale=need["subject"] if need else None,
                budget=filled_object(project=project),
                documents=documents.planning_documents(need or {}),
            )
    return {}
