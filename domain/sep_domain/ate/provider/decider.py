"""The decisions on an adviser: applied, certified, evaluated, suspended, removed, reinstated.

Ley 20.248 art 30. Two deficient evaluations in a row of the ministry's certification remove it (Ley
21.107 art 4, from 25 August 2018); those of the users inform, each of a contract that was signed.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from sep_domain.ate.guards import require_after, require_kind
from sep_domain.ate.law import deficient_evaluations
from sep_domain.ate.provider import commands as ask
from sep_domain.ate.provider.rules import ORDER
from sep_domain.ate.provider.state import (
    AteProviderKey,
    AteProviderState,
    certification_stream,
    contract_streams,
    evaluation_stream,
    evolve,
    fact_streams,
)
from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.purchasing.ate import (
    AteCertificationEvaluated,
    AteProviderApplied,
    AteProviderCertified,
    AteProviderEvaluated,
    AteProviderReinstated,
    AteProviderRemoved,
    AteProviderSuspended,
    ConflictOfInterestDeclared,
)


class AteProviderDecider(Decider[AteProviderKey, AteProviderState, ask.AteProviderCommand]):
    """Refuses what the state contradicts."""

    NAME: ClassVar[str] = "ate"

    def initial(self, key: AteProviderKey) -> AteProviderState:
        return AteProviderState(key)

    def decide(self, state: AteProviderState, command: ask.AteProviderCommand) -> Sequence[Event]:
        ORDER.require(state, command)
        if isinstance(command, ask.Evaluate):
            return [_users_evaluation(state, command)]
        require_after(command, [state.last_step_on])
        if isinstance(command, ask.EvaluateCertification):
            return _certification(state, command)
        return [_step(state, command)]

    def evolve(self, state: AteProviderState, event: Event) -> AteProviderState:
        return evolve(state, event)

    def facts(self, key: AteProviderKey, command: ask.AteProviderCommand) -> Iterable[UUID]:
        cited = command.certified_on if isinstance(command, ask.OfListed) else None
        streams = fact_streams(key.ate, cited)
        match command:
            case ask.Evaluate():
                streams.append(evaluation_stream(key.ate, command.contract))
                streams += contract_streams(command.contract)
            case ask.EvaluateCertification():
                streams.append(certification_stream(key.ate, command.process))
        return streams


def _step(state: AteProviderState, command: ask.Step) -> Event:
    match command:
        case ask.Apply():
            return _application(state, command)
        case ask.Certify():
            return _certificate(state, command)
        case ask.Suspend():
            return _suspension(state, command)
        case ask.Remove():
            return _removal(state, command.occurred_on, command.reason)
        case ask.Reinstate():
            return AteProviderReinstated(occurred_on=command.occurred_on, ate=state.key.ate)
        case ask.DeclareConflict():
            return _conflict(state, command)


def _application(state: AteProviderState, command: ask.Apply) -> AteProviderApplied:
    return AteProviderApplied(
        occurred_on=command.occurred_on,
        ate=state.key.ate,
        name=command.name,
        provider_kind=command.provider_kind,
    )


def _certificate(state: AteProviderState, command: ask.Certify) -> AteProviderCertified:
    _require_until(command.valid_until, command.occurred_on, "valid_until")
    if state.name is None or state.kind is None:
        raise TypeError("the guard lets pass only who has applied")
    if command.occurred_on in state.certificates:
        raise RefusedError("ya_certificado", "El asesor ya fue certificado ese día.")
    kind = command.provider_kind or state.kind
    require_kind(kind, command.occurred_on)
    return AteProviderCertified(
        occurred_on=command.occurred_on,
        ate=state.key.ate,
        name=state.name,
        provider_kind=kind,
        valid_until=command.valid_until,
    )


def _users_evaluation(state: AteProviderState, command: ask.Evaluate) -> AteProviderEvaluated:
    if command.contract in state.evaluations:
        raise RefusedError("ya_evaluado", f"El contrato {command.contract} ya fue evaluado.")
    signed = state.contracts.get(command.contract)
    if signed is None or signed.ate != state.key.ate:
        raise RefusedError(
            "contrato_desconocido",
            f"No consta un contrato {command.contract} firmado con {state.key.ate}: se evalúa el "
            "servicio de un contrato que existe.",
        )
    require_after(command, [signed.occurred_on, state.last_evaluated_on])
    return AteProviderEvaluated(
        occurred_on=command.occurred_on,
        ate=state.key.ate,
        contract=command.contract,
        deficient=command.deficient,
    )


def _certification(state: AteProviderState, command: ask.EvaluateCertification) -> list[Event]:
    if command.process in state.certifications:
        raise RefusedError("ya_evaluado", f"El proceso {command.process} ya tiene evaluación.")
    require_after(command, [state.last_certification_evaluated_on])
    evaluated = AteCertificationEvaluated(
        occurred_on=command.occurred_on,
        ate=state.key.ate,
        process=command.process,
        deficient=command.deficient,
        resolution=command.resolution,
    )
    most = deficient_evaluations(command.occurred_on)
    if most is None or evolve(state, evaluated).deficient_in_a_row < most:
        return [evaluated]
    reason = f"{most} evaluaciones deficientes consecutivas en la certificación (Ley 21.107 art 4)"
    return [evaluated, _removal(state, command.occurred_on, reason)]


def _suspension(state: AteProviderState, command: ask.Suspend) -> AteProviderSuspended:
    if state.is_suspended(command.occurred_on):
        raise RefusedError(
            "ya_suspendido", "El asesor ya está suspendido.", (ask.Reinstate.NAME, ask.Remove.NAME)
        )
    _require_until(command.until, command.occurred_on, "until")
    return AteProviderSuspended(
        occurred_on=command.occurred_on,
        ate=state.key.ate,
        until=command.until,
        reason=command.reason,
    )


def _removal(state: AteProviderState, day: date, reason: str) -> AteProviderRemoved:
    return AteProviderRemoved(occurred_on=day, ate=state.key.ate, reason=reason)


def _conflict(state: AteProviderState, command: ask.DeclareConflict) -> ConflictOfInterestDeclared:
    declared = ConflictOfInterestDeclared(
        occurred_on=command.occurred_on,
        ate=state.key.ate,
        sostenedor=command.sostenedor,
        share=command.share,
        description=command.description,
    )
    before = state.conflicts.get(command.sostenedor)
    if before is not None and (before.share, before.description) == (
        declared.share,
        declared.description,
    ):
        raise RefusedError("sin_cambio", f"El vínculo con {command.sostenedor} ya está declarado.")
    return declared


def _require_until(until: date | None, day: date, name: str) -> None:
    if until is not None and until <= day:
        raise RefusedError(
            "plazo_invertido",
            f"El plazo termina el {until:%d-%m-%Y}, antes de empezar.",
            (f"{name} > {day}",),
        )
