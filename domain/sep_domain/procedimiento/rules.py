"""In which order a sanction proceeding goes: opened, charged, sanctioned, claimed, final, paid."""

from sep_domain.decisions.guards import Guard, Obstacle, Order
from sep_domain.events.legal.proceedings import SanctionKind
from sep_domain.procedimiento import commands as ask
from sep_domain.procedimiento.state import ProceedingState


def _done(step: str, code: str, message: str) -> Guard[ProceedingState]:
    obstacle = Obstacle(code, message)
    return lambda state: None if getattr(state.said, step) is not None else obstacle


def _not_done(step: str, code: str, message: str) -> Guard[ProceedingState]:
    obstacle = Obstacle(code, message)
    return lambda state: obstacle if getattr(state.said, step) is not None else None


def _stands(state: ProceedingState) -> Obstacle | None:
    if not state.said.is_void:
        return None
    return Obstacle("sin_efecto", "La sanción fue dejada sin efecto o prescribió.")


def _is_fine(state: ProceedingState) -> Obstacle | None:
    if state.said.sanction is SanctionKind.MULTA:
        return None
    return Obstacle("sin_multa", "No se ha impuesto una multa.")


def _something_to_tell(state: ProceedingState) -> Obstacle | None:
    """The sanction is notified once, and once what was resolved of a claim."""
    said = state.said
    if said.claim_resolved_on is not None and said.claim_notified_on is None:
        return None
    if said.sanction_notified_on is None:
        return None
    return Obstacle("ya_notificado", "No queda nada por notificar.")


_opened = _done("opened_on", "no_iniciado", "El procedimiento no ha sido iniciado.")
_not_opened = _not_done("opened_on", "ya_iniciado", "El procedimiento ya fue iniciado.")
_charged = _done("charged_on", "sin_cargos", "No se han formulado cargos.")
_not_charged = _not_done("charged_on", "con_cargos", "Los cargos ya fueron formulados.")
_not_answered = _not_done("answered_on", "ya_respondido", "Los descargos ya fueron presentados.")
_not_dismissed = _not_done("dismissed_on", "sobreseido", "El procedimiento fue sobreseído.")
_sanctioned = _done("sanctioned_on", "sin_sancion", "No se ha aplicado una sanción.")
_not_sanctioned = _not_done("sanctioned_on", "ya_sancionado", "La sanción ya fue aplicada.")
_told = _done("sanction_notified_on", "no_notificada", "La sanción no ha sido notificada.")
_claimed = _done("claimed_on", "sin_reclamo", "No se ha reclamado ante el Superintendente.")
_not_claimed = _not_done("claimed_on", "ya_reclamada", "Ya se reclamó ante el Superintendente.")
_resolved = _done("claim_resolved_on", "reclamo_pendiente", "El reclamo no ha sido resuelto.")
_not_resolved = _not_done("claim_resolved_on", "reclamo_resuelto", "El reclamo ya fue resuelto.")
_resolution_told = _done(
    "claim_notified_on", "reclamo_no_notificado", "Lo resuelto del reclamo no ha sido notificado."
)
_in_court = _done("taken_to_court_on", "sin_recurso", "No se ha recurrido a la Corte.")
_not_in_court = _not_done("taken_to_court_on", "en_la_corte", "Ya se recurrió a la Corte.")
_not_ruled = _not_done("ruled_on", "ya_fallado", "La Corte ya falló.")
_not_final = _not_done("final_on", "firme", "La sanción está firme.")
_not_prescribed = _not_done("prescribed_on", "prescrito", "Fue declarado prescrito.")

_RUNNING = (_opened, _not_dismissed, _not_prescribed, _not_sanctioned)
_OPEN_TO_CLAIMS = (_sanctioned, _stands, _not_final)

ORDER: Order[ProceedingState, ask.ProceedingCommand] = Order(
    guards={
        ask.Open: (_not_opened, _not_sanctioned),
        ask.Charge: (*_RUNNING, _not_charged),
        ask.Answer: (*_RUNNING, _charged, _not_answered),
        ask.Dismiss: _RUNNING,
        ask.Sanction: (*_RUNNING, _charged),
        ask.Notify: (_sanctioned, _something_to_tell),
        ask.Claim: (*_OPEN_TO_CLAIMS, _told, _not_claimed),
        ask.ResolveClaim: (*_OPEN_TO_CLAIMS, _claimed, _not_resolved),
        ask.GoToCourt: (*_OPEN_TO_CLAIMS, _resolved, _resolution_told, _not_in_court),
        ask.Rule: (*_OPEN_TO_CLAIMS, _in_court, _not_ruled),
        ask.DeclareFinal: (*_OPEN_TO_CLAIMS, _told),
        ask.Pay: (_sanctioned, _stands, _is_fine),
        ask.Prescribe: _RUNNING,
    },
    after={
        **dict.fromkeys(
            (
                ask.Charge,
                ask.Answer,
                ask.Dismiss,
                ask.Sanction,
                ask.Notify,
                ask.Claim,
                ask.ResolveClaim,
                ask.GoToCourt,
                ask.Rule,
                ask.DeclareFinal,
                ask.Prescribe,
            ),
            ("last_on",),
        ),
        ask.Pay: ("sanctioned_on", "paid_on"),
    },
)
