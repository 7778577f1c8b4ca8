"""More facts for tests, said in as few words as matter to them."""

from datetime import date
from typing import Any

from sep_domain.events.education.results import TestResultPublished
from sep_domain.events.funds.accounting import AccountDeclared, ExpenditureDeclared
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioExtended,
    ConvenioSigned,
    ConvenioTransferred,
)
from sep_domain.events.purchasing.ate import (
    AteContractAmended,
    AteContractAssociated,
    AteContractSigned,
    ContractPaymentMade,
)
from sep_domain.events.purchasing.ate_milestones import (
    MilestoneAgreed,
    MilestoneApproved,
    MilestoneDelivered,
)

HOLDER = "62000660-2"
OTHER = "11111111-1"
ADVISER = "22222222-2"


def line(rbd: int | None, account: str, amount: int, **changes: Any) -> AccountDeclared:
    """A line of the Estado de resultados of 2024; income where the account says so."""
    return AccountDeclared.model_validate(
        {
            "occurred_on": date(2024, 12, 31),
            "year": 2024,
            "sostenedor_id": "77",
            "rbd": rbd,
            "subvencion": "SEP",
            "kind": "gasto" if account.startswith("4") else "ingreso",
            "account": account,
            "account_name": f"Cuenta {account}",
            "rendered": True,
            "amount": amount,
            **changes,
        }
    )


def document(rbd: int | None, account: str, declared: int, **changes: Any) -> ExpenditureDeclared:
    """A document of 2024, charged whole."""
    return ExpenditureDeclared.model_validate(
        {
            "occurred_on": date(2024, 12, 31),
            "year": 2024,
            "sostenedor": HOLDER,
            "sostenedor_id": "77",
            "rbd": rbd,
            "subvencion": "SEP",
            "account": account,
            "document_type": "FACE",
            "document_number": f"{account}{declared}",
            "document_total": declared,
            "declared": declared,
            **changes,
        }
    )


def convenio(rbd: int, start: int, **changes: Any) -> ConvenioSigned:
    """A convenio of four years from 1 March."""
    return ConvenioSigned.model_validate(
        {
            "occurred_on": date(start, 2, 1),
            "rbd": rbd,
            "number": 1,
            "sostenedor": HOLDER,
            "from_date": date(start, 3, 1),
            "to_date": date(start + 4, 2, 28),
            "classification": "emergente",
            **changes,
        }
    )


def extended(rbd: int, until: date) -> ConvenioExtended:
    return ConvenioExtended(occurred_on=until, rbd=rbd, number=1, until=until)


def ended(rbd: int, on: date) -> ConvenioEnded:
    return ConvenioEnded.model_validate(
        {"occurred_on": on, "rbd": rbd, "number": 1, "reason": "renunciado"}
    )


def transferred(rbd: int, on: date, to: str) -> ConvenioTransferred:
    return ConvenioTransferred.model_validate(
        {"occurred_on": on, "rbd": rbd, "number": 1, "sostenedor": to}
    )


def contract(number: str, amount: int, **changes: Any) -> AteContractSigned:
    """A contract with an adviser for 2024."""
    return AteContractSigned.model_validate(
        {
            "occurred_on": date(2024, 3, 15),
            "contract": number,
            "sostenedor": HOLDER,
            "rbd": 1,
            "ate": ADVISER,
            "subject": "Lectura",
            "starts_on": date(2024, 4, 1),
            "ends_on": date(2024, 11, 30),
            "amount": amount,
            **changes,
        }
    )


def joined(number: str, sostenedor: str, rbd: int, amount: int) -> AteContractAssociated:
    """Another sostenedor bears a part of a contract."""
    return AteContractAssociated.model_validate(
        {
            "occurred_on": date(2024, 3, 15),
            "contract": number,
            "sostenedor": sostenedor,
            "rbd": rbd,
            "amount": amount,
        }
    )


def amended(number: str, on: date, amount: int) -> AteContractAmended:
    return AteContractAmended.model_validate(
        {"occurred_on": on, "contract": number, "amount": amount}
    )


def agreed(number: str, milestone: int, amount: int) -> MilestoneAgreed:
    return MilestoneAgreed.model_validate(
        {
            "occurred_on": date(2024, 6, 30),
            "contract": number,
            "milestone": milestone,
            "milestone_kind": "avance",
            "title": f"Informe {milestone}",
            "amount": amount,
        }
    )


def delivered(number: str, milestone: int, on: date) -> MilestoneDelivered:
    return MilestoneDelivered(occurred_on=on, contract=number, milestone=milestone)


def approved(number: str, milestone: int, on: date) -> MilestoneApproved:
    return MilestoneApproved(occurred_on=on, contract=number, milestone=milestone)


def paid(number: str, payment: int, milestone: int, on: date, amount: int) -> ContractPaymentMade:
    return ContractPaymentMade.model_validate(
        {
            "occurred_on": on,
            "contract": number,
            "payment": payment,
            "milestone": milestone,
            "amount": amount,
            "subvencion": "SEP",
        }
    )


def marked(rbd: int, year: int, score: int | None, mark: str | None) -> TestResultPublished:
    """A reading result of 4b with a mark."""
    return TestResultPublished.model_validate(
        {
            "occurred_on": date(year, 12, 31),
            "rbd": rbd,
            "year": year,
            "grade": "4b",
            "school_name": "ESCUELA UNO",
            "region": 13,
            "dependency": "municipal_daem",
            "results": [{"subject": "lect", "score": score, "pupils": 10, "mark": mark}],
        }
    )
