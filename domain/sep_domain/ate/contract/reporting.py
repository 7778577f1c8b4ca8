"""Decisions on one milestone: its report handed in, returned or approved, invoiced and paid.

Only an approved milestone is paid by command, and never beyond its invoice. The 10 business days
to review and the 5 to correct are shown where they pass; they refuse nothing.
"""

from sep_domain.ate.contract import commands as ask
from sep_domain.ate.contract.contract_decisions import signed_of
from sep_domain.ate.contract.state import AteContractState, Milestone
from sep_domain.ate.guards import require_after, require_at_most
from sep_domain.ate.law import contract_subvencion
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.purchasing.ate import ContractPaymentMade
from sep_domain.events.purchasing.ate_milestones import (
    MilestoneApproved,
    MilestoneDelivered,
    MilestoneInvoiced,
    MilestoneReturned,
)
from sep_domain.values.money import Clp


def decide(state: AteContractState, command: ask.OnReport) -> Event:
    """The event that follows. Raises RefusedError."""
    milestone = _agreed(state, command.milestone)
    last = milestone.last_step_on
    require_after(command, [signed_of(state).on, state.started_on, last])
    match command:
        case ask.Deliver():
            return _delivery(state, milestone, command)
        case ask.Return():
            return _return(state, milestone, command)
        case ask.Approve():
            return _approval(state, milestone, command)
        case ask.Invoice():
            return _invoice(state, milestone, command)
        case ask.Pay():
            return _payment(state, milestone, command)


def _delivery(
    state: AteContractState, milestone: Milestone, command: ask.Deliver
) -> MilestoneDelivered:
    if milestone.approved_on is not None:
        raise RefusedError("hito_aprobado", f"El hito {command.milestone} ya fue aprobado.")
    if milestone.in_review:
        raise RefusedError(
            "informe_en_revision",
            f"El informe del hito {command.milestone} espera respuesta.",
            (ask.Approve.NAME, ask.Return.NAME),
        )
    return MilestoneDelivered(
        occurred_on=command.occurred_on,
        contract=state.key.contract,
        milestone=command.milestone,
        participants_billed=command.participants_billed,
        participants_attended=command.participants_attended,
    )


def _return(
    state: AteContractState, milestone: Milestone, command: ask.Return
) -> MilestoneReturned:
    _require_in_review(milestone, command.milestone)
    return MilestoneReturned(
        occurred_on=command.occurred_on,
        contract=state.key.contract,
        milestone=command.milestone,
        reason=command.reason,
    )


def _approval(
    state: AteContractState, milestone: Milestone, command: ask.Approve
) -> MilestoneApproved:
    _require_in_review(milestone, command.milestone)
    billed, attended = milestone.billed, milestone.attended
    if billed is not None and attended is not None and billed > attended:
        raise RefusedError(
            "participantes_exceden",
            f"Se cobran {billed} participantes y asistieron {attended}.",
            (ask.Return.NAME,),
        )
    return MilestoneApproved(
        occurred_on=command.occurred_on,
        contract=state.key.contract,
        milestone=command.milestone,
    )


def _invoice(
    state: AteContractState, milestone: Milestone, command: ask.Invoice
) -> MilestoneInvoiced:
    _require_approved(milestone, command.milestone)
    if milestone.invoiced_on is not None:
        raise RefusedError("hito_ya_facturado", f"El hito {command.milestone} ya está facturado.")
    agreed = milestone.amount or Clp(0)
    require_at_most(command.amount, agreed, f"La cuota del hito {command.milestone}")
    return MilestoneInvoiced(
        occurred_on=command.occurred_on,
        contract=state.key.contract,
        milestone=command.milestone,
        document_type=command.document_type,
        document_number=command.document_number,
        amount=command.amount,
    )


def _payment(
    state: AteContractState, milestone: Milestone, command: ask.Pay
) -> ContractPaymentMade:
    _require_approved(milestone, command.milestone)
    if milestone.invoiced_on is None:
        raise RefusedError(
            "hito_sin_factura",
            f"El hito {command.milestone} no está facturado.",
            (ask.Invoice.NAME,),
        )
    left = Clp(milestone.invoiced - state.paid(command.milestone))
    if left <= 0:
        raise RefusedError("hito_pagado", f"El hito {command.milestone} ya está pagado.")
    require_at_most(command.amount, left, f"Lo que falta pagar del hito {command.milestone}")
    return ContractPaymentMade(
        occurred_on=command.occurred_on,
        contract=state.key.contract,
        payment=max(state.payments, default=0) + 1,
        milestone=command.milestone,
        amount=command.amount,
        subvencion=contract_subvencion(command.occurred_on) or "SEP",
        document_type=milestone.document_type,
        document_number=milestone.document_number,
    )


def _agreed(state: AteContractState, number: int) -> Milestone:
    milestone = state.agreed.get(number)
    if milestone is None:
        raise RefusedError(
            "hito_no_acordado",
            f"El hito {number} no está acordado en el contrato.",
            tuple(f"milestone = {each}" for each in sorted(state.agreed)),
        )
    return milestone


def _require_in_review(milestone: Milestone, number: int) -> None:
    if not milestone.in_review:
        raise RefusedError("sin_informe", f"El hito {number} no tiene un informe por revisar.")


def _require_approved(milestone: Milestone, number: int) -> None:
    if milestone.approved_on is None:
        raise RefusedError(
            "hito_no_aprobado",
            f"El hito {number} no está aprobado: sin aprobación no se factura ni se paga.",
        )
