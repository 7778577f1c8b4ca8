"""A contract with an adviser, as a section of an OCDS release."""

from sep_projections.ocds.release import documents
from sep_projections.ocds.release.differences import Json
from sep_projections.ocds.release.facts import ContractFacts
from sep_projections.ocds.release.implementation import implementation
from sep_projections.ocds.release.objects import (
    CURRENCY,
    filled_object,
    first_instant,
    last_second,
    value,
)
from sep_projections.ocds.release.parties import Parties


def contract(number: str, facts: ContractFacts, award: str, parties: Parties) -> Json:
    """A contract, as signed and amended, and what came of it."""
    signed = facts.steps.get("signed", {})
    return filled_object(
        id=number,
        awardID=award,
        title=facts.agreed.get("subject"),
        description=_participants(signed.get("participants")),
        status=_contract_status(facts),
        period=filled_object(
            startDate=first_instant(signed.get("starts_on")),
            endDate=last_second(signed.get("ends_on")),
        ),
        value=value(_amount(facts)),
        dateSigned=first_instant(signed.get("occurred_on")),
        amendments=_amendments(number, facts),
        documents=documents.of_contract(facts.documents),
        implementation=implementation(number, facts, parties),
    )


def _participants(number: int | None) -> str | None:
    return f"Participantes: {number}" if number is not None else None


def _contract_status(facts: ContractFacts) -> str:
    if "ended" in facts.steps:
        return "terminated"
    return "active" if facts.is_signed else "pending"


def _amount(facts: ContractFacts) -> int | None:
    if facts.amendments:
        return int(facts.amendments[max(facts.amendments)]["amount"])
    return facts.steps.get("signed", {}).get("amount")


def _amendments(number: str, facts: ContractFacts) -> list[Json]:
    return [
        {
            "id": f"{number}-modificacion-{day}",
            "date": first_instant(day),
            "description": f"Monto del contrato: {said['amount']} {CURRENCY}",
        }
        for day, said in facts.amendments.items()
    ]
