"""The entities with commands that two persons take part in."""

from typing import Any, ClassVar

from sep_domain.ate.contract import commands as of_contract
from sep_domain.ate.contract.decider import AteContractDecider
from sep_domain.ate.contract.state import AteContractKey, AteContractState
from sep_domain.events.approvals import TwoPersonsLifted
from sep_domain.events.funds.reconciliation import ReconciliationClosed
from sep_domain.events.funds.rendicion import (
    Allocation,
    AllocationCorrected,
    RendicionClosed,
    RendicionPresented,
)
from sep_domain.events.purchasing.ate import ContractPaymentMade
from sep_domain.reconciliation.commands import CloseReconciliation
from sep_domain.reconciliation.decider import ReconciliationDecider
from sep_domain.reconciliation.state import ReconciliationKey, ReconciliationState
from sep_domain.rendicion import commands as of_rendicion
from sep_domain.rendicion.books import KnownBooks
from sep_domain.rendicion.decider import RendicionDecider
from sep_domain.rendicion.state import RendicionKey, RendicionState
from sep_domain.sostenedor.commands import LiftTwoPersons
from sep_domain.sostenedor.decider import SostenedorDecider
from sep_domain.sostenedor.state import SostenedorKey, SostenedorState
from sep_domain.two_persons.approved_entity import ApprovedByTwo, Guarded, WithdrawPreparation
from sep_domain.values.identifiers import Rut


class PreparePayment(of_contract.Pay):
    """One person prepares what another is to pay, on the terms of `pay`."""

    NAME: ClassVar[str] = "prepare-payment"


class WithdrawPayment(WithdrawPreparation):
    """The payment of a milestone that was prepared is not to be made."""

    NAME: ClassVar[str] = "withdraw-payment"

    milestone: of_contract.Number


class PreparePresent(of_rendicion.Present):
    """One person prepares the rendición that another is to present."""

    NAME: ClassVar[str] = "prepare-present"


class WithdrawPresent(WithdrawPreparation):
    """The rendición that was prepared is not to be presented so."""

    NAME: ClassVar[str] = "withdraw-present"


class PrepareClose(of_rendicion.Close):
    """One person prepares the closing of the rendición that another is to do."""

    NAME: ClassVar[str] = "prepare-close"


class WithdrawClose(WithdrawPreparation):
    """The closing that was prepared is not to be done."""

    NAME: ClassVar[str] = "withdraw-close"


class PrepareRectify(of_rendicion.Rectify):
    """One person prepares the change of a closed rendición that another is to make."""

    NAME: ClassVar[str] = "prepare-rectify"


class WithdrawRectify(WithdrawPreparation):
    """The change of an allocation that was prepared is not to be made."""

    NAME: ClassVar[str] = "withdraw-rectify"

    allocation: Allocation


class PrepareReconciliation(CloseReconciliation):
    """One person prepares the settling of a month that another is to do."""

    NAME: ClassVar[str] = "prepare-close"


class WithdrawReconciliation(WithdrawPreparation):
    """The settling that was prepared is not to be done."""

    NAME: ClassVar[str] = "withdraw-close"


class PrepareLift(LiftTwoPersons):
    """One person prepares that two are asked for no longer; another approves it."""

    NAME: ClassVar[str] = "prepare-lift"


class WithdrawLift(WithdrawPreparation):
    """Two persons go on being asked for."""

    NAME: ClassVar[str] = "withdraw-lift"


def _books(state: RendicionState) -> dict[str, int | None]:
    books = state.books
    if books is None:
        return {}
    return {"opening": books.opening, "income": books.income, "spending": books.spending}


class AteContractByTwo(ApprovedByTwo[AteContractKey, AteContractState]):
    """An advice contract: each payment of a milestone."""

    NAME: ClassVar[str] = AteContractDecider.NAME
    INNER = AteContractDecider()
    GUARDED = (
        Guarded[AteContractState](
            of_contract.Pay,
            PreparePayment,
            WithdrawPayment,
            ContractPaymentMade,
            lambda said: f"pay/{said.milestone}",
        ),
    )

    def sostenedor(self, state: AteContractState) -> Rut | None:
        return None if state.signed is None else state.signed.sostenedor


class RendicionByTwo(ApprovedByTwo[RendicionKey, RendicionState]):
    """A rendición: that it is presented and closed, and each change once it is closed."""

    NAME: ClassVar[str] = RendicionDecider.NAME
    INNER = RendicionDecider()
    GUARDED = (
        Guarded(
            of_rendicion.Present,
            PreparePresent,
            WithdrawPresent,
            RendicionPresented,
            lambda _: "present",
            _books,
        ),
        Guarded(
            of_rendicion.Close,
            PrepareClose,
            WithdrawClose,
            RendicionClosed,
            lambda _: "close",
            _books,
        ),
        Guarded(
            of_rendicion.Rectify,
            PrepareRectify,
            WithdrawRectify,
            AllocationCorrected,
            lambda said: f"rectify/{said.allocation}",
        ),
    )

    def __init__(self, known: KnownBooks | None = None) -> None:
        """`known`: what the ledger knows of the year's totals."""
        self.INNER = RendicionDecider(known)

    def sostenedor(self, state: RendicionState) -> Rut | None:
        return state.key.sostenedor


class ReconciliationByTwo(ApprovedByTwo[ReconciliationKey, ReconciliationState]):
    """A bank reconciliation: that the month is settled."""

    NAME: ClassVar[str] = ReconciliationDecider.NAME
    INNER = ReconciliationDecider()
    GUARDED = (
        Guarded[ReconciliationState](
            CloseReconciliation,
            PrepareReconciliation,
            WithdrawReconciliation,
            ReconciliationClosed,
            lambda _: "close",
        ),
    )

    def sostenedor(self, state: ReconciliationState) -> Rut | None:
        return state.key.sostenedor


class SostenedorByTwo(ApprovedByTwo[SostenedorKey, SostenedorState]):
    """A sostenedor: that two persons are asked for no longer."""

    NAME: ClassVar[str] = SostenedorDecider.NAME
    INNER = SostenedorDecider()
    GUARDED = (
        Guarded[SostenedorState](
            LiftTwoPersons, PrepareLift, WithdrawLift, TwoPersonsLifted, lambda _: "lift"
        ),
    )

    def sostenedor(self, state: SostenedorState) -> Rut | None:
        return state.key.sostenedor

    def further(self, state: Any, command: Any) -> tuple[()]:  # noqa: ARG002 (its own stream tells)
        return ()
