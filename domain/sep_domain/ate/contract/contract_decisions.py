"""Decisions on the contract as a whole: signed, started, amended, ended, judged.

The instalments add up to the contract, whatever is added or dropped, and the last is not small.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sep_domain.ate.contract import commands as ask
from sep_domain.ate.contract.state import MAX_MILESTONES, AteContractState, Milestone, Signed
from sep_domain.ate.contract.tender_state import Tender
from sep_domain.ate.guards import require_after, require_at_most
from sep_domain.convenio_rules.rulings import percent, pesos
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.purchasing.ate import (
    AteContractAmended,
    AteContractAssociated,
    AteContractEnded,
    AteContractEvaluated,
    AteContractSigned,
    AteContractStarted,
)
from sep_domain.events.purchasing.ate_milestones import (
    MilestoneAgreed,
    MilestoneCancelled,
    MilestoneKind,
)
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp


def decide(state: AteContractState, command: ask.OnContract, final_share: Decimal) -> list[Event]:
    """The events that follow; `final_share` is 0 to 1. Raises RefusedError."""
    day, contract = command.occurred_on, state.key.contract
    if isinstance(command, ask.Sign):
        return _signature(state, command, final_share)
    signed = signed_of(state)
    require_after(command, [signed.on, state.started_on, state.amended_on, state.ended_on])
    match command:
        case ask.Start():
            return [AteContractStarted(occurred_on=day, contract=contract)]
        case ask.Amend():
            return _amendment(state, command, final_share)
        case ask.End():
            require_after(command, [each.last_step_on for each in state.agreed.values()])
            return [AteContractEnded(occurred_on=day, contract=contract)]
        case ask.Terminate():
            reason = command.reason
            return [
                AteContractEnded(occurred_on=day, contract=contract, terminated=True, reason=reason)
            ]
        case ask.EvaluateService():
            return [_service(command, contract, signed.ate)]


def signed_of(state: AteContractState) -> Signed:
    """What was signed; the guards let pass only what was."""
    if state.signed is None:
        raise TypeError("the guards let pass only what was signed")
    return state.signed


def _signature(state: AteContractState, command: ask.Sign, final_share: Decimal) -> list[Event]:
    need = state.need
    if need is None:
        raise TypeError("the guards let pass only what has a need")
    code, tender = _cited(state, command)
    ate = _winner(state, tender, command)
    _require_associates(command, need.sostenedor)
    agreed = _milestones(state, command.instalments, first=1)
    _require_sound(agreed, command.amount, final_share)
    signed = AteContractSigned(
        occurred_on=command.occurred_on,
        contract=state.key.contract,
        tender=code,
        sostenedor=need.sostenedor,
        rbd=need.rbd,
        ate=ate,
        subject=need.subject,
        pme_action=need.pme_action,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        amount=command.amount,
        participants=command.participants,
    )
    return [signed, *_associates(state, command), *agreed]


def _cited(state: AteContractState, command: ask.Sign) -> tuple[str, Tender]:
    """The tender decided here, or the one of a file that the command cites."""
    if command.tender is not None and state.own_tender not in (None, command.tender):
        raise RefusedError(
            "concurso_distinto",
            f"El contrato nace del concurso {state.own_tender}, no de {command.tender}.",
            (f"tender = {state.own_tender}",),
        )
    code = command.tender or state.own_tender
    tender = state.tenders.get(code) if code is not None else None
    if code is None or tender is None or tender.awarded_to is None:
        raise RefusedError(
            "sin_adjudicacion", "No hay adjudicación de un concurso ni de una excepción."
        )
    return code, tender


def _winner(state: AteContractState, tender: Tender, command: ask.Sign) -> Rut:
    require_after(command, [tender.awarded_on, state.need_on])
    if tender.awarded_to is None:
        raise TypeError("a tender that is cited was awarded")
    bid = tender.bids.get(tender.awarded_to)
    if bid is not None:
        require_at_most(command.amount, bid.amount, "La oferta adjudicada")
    return tender.awarded_to


def _amendment(state: AteContractState, command: ask.Amend, final_share: Decimal) -> list[Event]:
    for number in command.cancels:
        _require_droppable(state, number)
    if command.amount == signed_of(state).amount and not (command.adds or command.cancels):
        raise RefusedError("sin_cambio", "La modificación no cambia nada.")
    added = _milestones(state, command.adds, first=state.last_number + 1)
    kept = (each for number, each in state.agreed.items() if number not in command.cancels)
    _require_sound([*kept, *added], command.amount, final_share)
    day, contract = command.occurred_on, state.key.contract
    cancelled = [
        MilestoneCancelled(occurred_on=day, contract=contract, milestone=number)
        for number in sorted(set(command.cancels))
    ]
    amended = AteContractAmended(occurred_on=day, contract=contract, amount=command.amount)
    return [amended, *cancelled, *added]


def _service(command: ask.EvaluateService, contract: str, ate: Rut) -> AteContractEvaluated:
    return AteContractEvaluated(
        occurred_on=command.occurred_on,
        contract=contract,
        ate=ate,
        deficient=command.deficient,
        reason=command.reason,
    )


def _milestones(
    state: AteContractState, instalments: Sequence[ask.Instalment], first: int
) -> list[MilestoneAgreed]:
    if first - 1 + len(instalments) > MAX_MILESTONES:
        raise RefusedError(
            "demasiados_hitos", f"Un contrato tiene a lo más {MAX_MILESTONES} hitos."
        )
    return [
        MilestoneAgreed(
            occurred_on=each.due_on,
            contract=state.key.contract,
            milestone=number,
            milestone_kind=each.milestone_kind,
            title=each.title,
            amount=each.amount,
        )
        for number, each in enumerate(instalments, first)
    ]


def _associates(state: AteContractState, command: ask.Sign) -> list[Event]:
    return [
        AteContractAssociated(
            occurred_on=command.occurred_on,
            contract=state.key.contract,
            sostenedor=each.sostenedor,
            rbd=each.rbd,
            amount=each.amount,
        )
        for each in command.associates
    ]


def _require_associates(command: ask.Sign, sostenedor: Rut) -> None:
    if any(each.sostenedor == sostenedor for each in command.associates):
        raise RefusedError("asociado_repetido", f"{sostenedor} ya es parte del contrato.")
    borne = Clp(sum(each.amount for each in command.associates))
    if borne >= command.amount:
        raise RefusedError(
            "asociados_exceden",
            f"Los asociados asumen {pesos(borne)} de {pesos(command.amount)}: "
            "nada queda al primero.",
            (f"sum of associates < {command.amount}",),
        )


def _require_droppable(state: AteContractState, number: int) -> None:
    milestone = state.agreed.get(number)
    if milestone is None:
        raise RefusedError("hito_no_acordado", f"El hito {number} no está acordado.")
    if milestone.approved_on is not None or state.paid(number):
        raise RefusedError("hito_aprobado", f"El hito {number} ya fue aprobado o pagado.")


def _require_sound(
    milestones: Iterable[Milestone | MilestoneAgreed], amount: Clp, final_share: Decimal
) -> None:
    """The instalments add up to the contract; the one for the final report is not too small."""
    instalments = [(_kind(each), Clp(each.amount or 0)) for each in milestones]
    total = Clp(sum(each for _, each in instalments))
    if total != amount:
        raise RefusedError(
            "cuotas_no_cuadran",
            f"Las cuotas suman {pesos(total)} y el contrato {pesos(amount)}.",
            (f"sum of instalments = {amount}",),
        )
    final = Clp(sum(each for kind, each in instalments if kind is MilestoneKind.FINAL))
    if final < amount * final_share:
        raise RefusedError(
            "cuota_final_baja",
            f"El informe final paga {pesos(final)}, menos de {percent(final_share)} "
            f"de {pesos(amount)}.",
            (f"final instalments >= {Clp.rounded(amount * final_share)}",),
        )


def _kind(each: Milestone | MilestoneAgreed) -> MilestoneKind | None:
    return each.kind if isinstance(each, Milestone) else each.milestone_kind
