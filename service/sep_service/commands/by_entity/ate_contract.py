"""The contract with an external adviser (ATE), as it is commanded over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path

from sep_domain.ate.codes import ContractCode
from sep_domain.ate.contract import commands as ask
from sep_domain.ate.contract.state import AteContractKey, AteContractState
from sep_domain.two_persons.approved_entity import Approving
from sep_domain.two_persons.entities import AteContractByTwo, PreparePayment, WithdrawPayment
from sep_service.commands.entities import Entity


def ate_contract_key(
    contract: Annotated[
        ContractCode,
        Path(
            description="The code of the contract, as its files name it",
            pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}$",
            examples=["C-2024-001"],
        ),
    ],
) -> AteContractKey:
    """Which contract."""
    return AteContractKey(contract=contract)


_START = {
    "milestone_kind": "inicio",
    "title": "Informe de inicio",
    "due_on": "2024-04-30",
    "amount": 6_000_000,
}
_FINAL = {
    "milestone_kind": "final",
    "title": "Informe final",
    "due_on": "2024-12-13",
    "amount": 14_000_000,
}
_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "state-need": {
        "occurred_on": "2024-01-02",
        "sostenedor": "62000660-2",
        "rbd": 50001,
        "subject": "Comprensión lectora en segundo ciclo",
        "pme_action": "A-12",
    },
    "approve-terms": {
        "occurred_on": "2024-01-08",
        "tender": "T-2024-001",
        "procedure": "concurso",
        "criteria": [
            {"name": "Precio", "points": 30},
            {"name": "Equipo", "points": 40},
            {"name": "Experiencia", "points": 30},
        ],
    },
    "announce": {
        "occurred_on": "2024-01-10",
        "notice_medium": "regional",
        "notice_name": "El Llanquihue",
        "closes_on": "2024-01-31",
    },
    "invoke-exception": {
        "occurred_on": "2024-01-08",
        "tender": "T-2024-001",
        "letter": "g",
        "reason": "Continúa un servicio ya contratado",
    },
    "receive-bid": {"occurred_on": "2024-01-20", "ate": "76086428-5", "amount": 20_000_000},
    "evaluate-bid": {
        "occurred_on": "2024-02-05",
        "ate": "76086428-5",
        "scores": [
            {"criterion": "Precio", "points": 25},
            {"criterion": "Equipo", "points": 38},
            {"criterion": "Experiencia", "points": 30},
        ],
    },
    "declare-void": {"occurred_on": "2024-02-08", "reason": "Ninguna oferta es admisible"},
    "award": {"occurred_on": "2024-02-08", "ate": "76086428-5", "certified_on": "2023-05-02"},
    "sign": {
        "occurred_on": "2024-02-20",
        "starts_on": "2024-03-01",
        "ends_on": "2024-12-20",
        "amount": 20_000_000,
        "participants": 30,
        "instalments": [_START, _FINAL],
        "associates": [{"sostenedor": "11111111-1", "rbd": 50002, "amount": 8_000_000}],
    },
    "start": {"occurred_on": "2024-03-04"},
    "deliver": {
        "occurred_on": "2024-04-26",
        "milestone": 1,
        "participants_billed": 28,
        "participants_attended": 28,
    },
    "return": {"occurred_on": "2024-05-03", "milestone": 1, "reason": "Falta la asistencia"},
    "approve": {"occurred_on": "2024-05-10", "milestone": 1},
    "invoice": {
        "occurred_on": "2024-05-13",
        "milestone": 1,
        "document_type": "FACE",
        "document_number": "771",
        "amount": 6_000_000,
    },
    "prepare-payment": {"occurred_on": "2024-05-30", "milestone": 1, "amount": 6_000_000},
    "pay": {"occurred_on": "2024-05-31", "milestone": 1, "amount": 6_000_000},
    "withdraw-payment": {"occurred_on": "2024-05-30", "milestone": 1, "reason": "Otra cuenta"},
    "amend": {
        "occurred_on": "2024-08-01",
        "amount": 22_000_000,
        "adds": [_START | {"milestone_kind": "avance", "amount": 2_000_000}],
    },
    "end": {"occurred_on": "2024-12-20"},
    "terminate": {"occurred_on": "2024-09-02", "reason": "El asesor no presentó sus informes"},
    "evaluate": {"occurred_on": "2025-01-10", "deficient": False},
}

ATE_CONTRACT: Entity[AteContractKey, Approving[AteContractState], Any] = Entity(
    decider=AteContractByTwo(),
    path="{contract}",
    key=ate_contract_key,
    commands=(
        ask.StateNeed,
        ask.ApproveTerms,
        ask.Announce,
        ask.InvokeException,
        ask.ReceiveBid,
        ask.EvaluateBid,
        ask.DeclareVoid,
        ask.Award,
        ask.Sign,
        ask.Start,
        ask.Deliver,
        ask.Return,
        ask.Approve,
        ask.Invoice,
        PreparePayment,
        ask.Pay,
        WithdrawPayment,
        ask.Amend,
        ask.End,
        ask.Terminate,
        ask.EvaluateService,
    ),
    examples=_EXAMPLES,
)
