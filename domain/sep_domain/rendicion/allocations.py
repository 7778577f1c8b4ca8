"""Decisions on one allocation: observed, corrected, accepted or rejected, rectified after closing.

An allocation is known where a file declares its document or a correction has added it. What it
amounts to is always accepted and rejected whole: accepted + rejected = amount. Once it is restated
or corrected it has to be decided again.
"""

from datetime import date
from typing import TypedDict

from sep_domain.convenio_rules.rulings import pesos
from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.funds.rendicion import (
    Allocation,
    AllocationCorrected,
    AllocationObserved,
    AllocationResolved,
    CorrectionKind,
)
from sep_domain.rendicion import commands as ask
from sep_domain.rendicion.state import RendicionState
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp


class _Common(TypedDict):
    """What every event of an allocation says."""

    occurred_on: date
    sostenedor: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str
    document: str
    allocation: Allocation


def decide(state: RendicionState, command: ask.OnAllocation) -> Event:
    """The event that follows. Raises RefusedError."""
    match command:
        case ask.ObserveAllocation():
            return _observe(state, command)
        case ask.CorrectAllocation():
            _require_observed(state, command)
            return _correct(state, command)
        case ask.Rectify():
            return _correct(state, command)
        case ask.ResolveAllocation():
            return _resolve(state, command)


def _observe(state: RendicionState, command: ask.ObserveAllocation) -> AllocationObserved:
    amount = _amount(state, command)
    if state.of(command.allocation).observed_on is not None:
        raise RefusedError(
            "observacion_pendiente",
            f"{command.allocation} ya tiene una observación sin resolver.",
            (ask.CorrectAllocation.NAME, ask.ResolveAllocation.NAME),
        )
    _require_at_most(command.amount, amount, command.allocation)
    return AllocationObserved(
        **_common(state, command), amount=command.amount, reason=command.reason
    )


def _correct(
    state: RendicionState, command: ask.CorrectAllocation | ask.Rectify
) -> AllocationCorrected:
    return AllocationCorrected(
        **_common(state, command),
        correction=command.correction,
        amount=command.amount,
        before=_before(state, command),
        to_account=command.to_account,
        to_subvencion=command.to_subvencion,
        to_rbd=command.to_rbd,
        reason=command.reason,
    )


def _before(state: RendicionState, command: ask.CorrectAllocation | ask.Rectify) -> Clp:
    """What the allocation amounts to before a correction that makes sense for it."""
    match command.correction:
        case CorrectionKind.AGREGAR:
            _require_positive(command.amount)
            return state.amount(command.allocation) or Clp(0)
        case CorrectionKind.MODIFICAR:
            before = _amount(state, command)
            if command.amount == before:
                raise RefusedError("sin_cambio", f"{command.allocation} ya suma {pesos(before)}.")
            return before
        case CorrectionKind.REIMPUTAR:
            _require_positive(command.amount)
            before = _amount(state, command)
            _require_at_most(command.amount, before, command.allocation)
            _require_elsewhere(state, command)
            return before


def _resolve(state: RendicionState, command: ask.ResolveAllocation) -> AllocationResolved:
    amount = _amount(state, command)
    if state.is_resolved(command.allocation):
        raise RefusedError(
            "ya_resuelta",
            f"{command.allocation} ya fue aceptada o rechazada.",
            (ask.ObserveAllocation.NAME,),
        )
    least, most = min(amount, 0), max(amount, 0)
    parts = (command.accepted, command.rejected)
    if sum(parts) != amount or not all(least <= part <= most for part in parts):
        raise RefusedError(
            "montos_no_cuadran",
            f"{command.allocation} suma {pesos(amount)}; aceptado y rechazado suman "
            f"{pesos(Clp(command.accepted + command.rejected))}.",
            (f"accepted + rejected = {amount}",),
        )
    return AllocationResolved(
        **_common(state, command),
        accepted=command.accepted,
        rejected=command.rejected,
        reason=command.reason,
    )


def _common(state: RendicionState, command: ask.OnAllocation) -> _Common:
    return _Common(
        occurred_on=command.occurred_on,
        sostenedor=state.key.sostenedor,
        rbd=state.key.rbd,
        year=state.key.year,
        subvencion=state.key.subvencion,
        document=str(command.allocation),
        allocation=command.allocation,
    )


def _amount(state: RendicionState, command: ask.OnAllocation) -> Clp:
    amount = state.amount(command.allocation)
    if amount is None:
        raise RefusedError(
            "documento_no_declarado",
            f"{command.allocation} no está en los documentos declarados de la rendición.",
        )
    return amount


def _require_observed(state: RendicionState, command: ask.CorrectAllocation) -> None:
    observed_on = state.of(command.allocation).observed_on
    if observed_on is None:
        raise RefusedError(
            "sin_observacion",
            f"{command.allocation} no tiene una observación que responder.",
            (ask.Rectify.NAME,) if state.closed_on is not None else (),
        )
    if command.occurred_on < observed_on:
        raise RefusedError(
            "fecha_anterior",
            f"La corrección es anterior a la observación, del {observed_on:%d-%m-%Y}.",
            (f"occurred_on >= {observed_on}",),
        )


def _require_positive(amount: Clp) -> None:
    if amount <= 0:
        raise RefusedError("monto_cero", "El monto debe ser mayor que cero.", ("amount > 0",))


def _require_at_most(amount: Clp, most: Clp, allocation: Allocation) -> None:
    if amount > most:
        raise RefusedError(
            "monto_excede",
            f"{allocation} suma {pesos(most)}; {pesos(amount)} es más de lo rendido.",
            (f"amount <= {most}",),
        )


def _require_elsewhere(state: RendicionState, command: ask.CorrectAllocation | ask.Rectify) -> None:
    to = (
        command.to_account or command.allocation.account,
        command.to_subvencion or state.key.subvencion,
        command.to_rbd or state.key.rbd,
    )
    if to == (command.allocation.account, state.key.subvencion, state.key.rbd):
        raise RefusedError("mismo_destino", "El destino es el mismo origen.")
