"""The reconciliation of a bank account and month, as it is commanded over HTTP."""

from typing import Annotated, Any

from fastapi import Path

from sep_domain.accounting_period.commands import BookMonth
from sep_domain.reconciliation.commands import (
    CloseReconciliation,
    ConfirmMatch,
    RefuseMatch,
    ReopenReconciliation,
)
from sep_domain.reconciliation.state import ReconciliationKey, ReconciliationState
from sep_domain.two_persons.approved_entity import Approving
from sep_domain.two_persons.entities import (
    PrepareReconciliation,
    ReconciliationByTwo,
    WithdrawReconciliation,
)
from sep_service.commands.entities import Entity, SostenedorRut

_MATCH = "00810000-0000-8abc-9234-56789abcd000"


def reconciliation_key(
    sostenedor: SostenedorRut,
    bank_account: Annotated[
        str,
        Path(
            description="The bank account, as its lines name it",
            pattern=r"^[A-Za-z0-9-]{1,64}$",
            examples=["00001-20248"],
        ),
    ],
    month: Annotated[
        BookMonth,
        Path(
            description="The month, 2008-01 to 2100-12",
            pattern=r"^(20(0[89]|[1-9]\d)|2100)-(0[1-9]|1[0-2])$",
            examples=["2024-03"],
        ),
    ],
) -> ReconciliationKey:
    """Which account and month."""
    return ReconciliationKey(sostenedor=sostenedor, bank_account=bank_account, month=month)


RECONCILIATION: Entity[ReconciliationKey, Approving[ReconciliationState], Any] = Entity(
    decider=ReconciliationByTwo(),
    path="{sostenedor}/{bank_account}/{month}",
    key=reconciliation_key,
    # Not RecordMatches, which only the rule asks.
    commands=(
        ConfirmMatch,
        RefuseMatch,
        PrepareReconciliation,
        CloseReconciliation,
        WithdrawReconciliation,
        ReopenReconciliation,
    ),
    examples={
        "confirm-match": {"occurred_on": "2024-04-03", "match": _MATCH},
        "refuse-match": {
            "occurred_on": "2024-04-03",
            "match": _MATCH,
            "reason": "El pago es de otro proveedor",
        },
        "prepare-close": {"occurred_on": "2024-04-04"},
        "close": {"occurred_on": "2024-04-05"},
        "withdraw-close": {"occurred_on": "2024-04-04", "reason": "Falta una cartola"},
        "reopen": {"occurred_on": "2024-04-20", "reason": "Llegó otra cartola"},
    },
)
