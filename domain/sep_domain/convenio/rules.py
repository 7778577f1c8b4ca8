"""In which order a convenio goes: applied, in force, renewed or ended, settled."""

from sep_domain.convenio import commands as ask
from sep_domain.convenio.state import ConvenioState
from sep_domain.decisions.guards import Guard, Obstacle, Order, done, not_done


def _asked_for(state: ConvenioState) -> Obstacle | None:
    if state.requested_on is not None or state.predecessor_renewed_on is not None:
        return None
    return Obstacle(
        "no_solicitado",
        "Falta la postulación, o la renovación del convenio anterior (Ley 20.248 arts 7 bis y 12).",
    )


_not_requested = not_done("requested_on", "ya_solicitado", "El convenio ya fue solicitado.")
_signed = done("signed_on", "no_firmado", "El convenio no ha sido firmado.")
_not_signed = not_done("signed_on", "ya_firmado", "El convenio ya está firmado.")
_renewal_requested = done(
    "renewal_requested_on",
    "renovacion_no_solicitada",
    "No se ha solicitado la renovación (Ley 20.248 art 7 bis a).",
)
_renewal_not_requested = not_done(
    "renewal_requested_on", "renovacion_ya_solicitada", "La renovación ya fue solicitada."
)
_not_renewed = not_done("renewed_on", "ya_renovado", "El convenio ya fue renovado.")
_ended = done("ended_on", "no_terminado", "El convenio no ha terminado.")
_not_ended = not_done("ended_on", "ya_terminado", "El convenio ya terminó.")
_not_settled = not_done("settled_on", "ya_liquidado", "El convenio ya fue liquidado.")

_planned = done("plan_on", "sin_plan", "No se ha presentado un plan para el saldo.")
_not_planned = not_done("plan_on", "plan_ya_presentado", "El plan para el saldo ya se presentó.")

_IN_FORCE: tuple[Guard[ConvenioState], ...] = (_signed, _not_settled, _not_ended, _not_renewed)
_WAITING = (*_IN_FORCE, _renewal_requested)

# Whoever gives back a part owes the rest: it can still be given back, planned
# or taken over.
ORDER: Order[ConvenioState, ask.ConvenioCommand] = Order(
    guards={
        ask.Request: (_not_requested, _not_signed, _not_settled, _not_ended),
        ask.Sign: (_asked_for, _not_signed, _not_settled, _not_ended),
        ask.RequestRenewal: (*_IN_FORCE, _renewal_not_requested),
        ask.Extend: _WAITING,
        ask.Renew: _WAITING,
        ask.RefuseRenewal: _WAITING,
        ask.Expire: (*_IN_FORCE, _renewal_not_requested),
        ask.Renounce: _IN_FORCE,
        ask.Transfer: (_signed,),
        ask.Settle: (_ended, _not_renewed),
        ask.PresentSaldoPlan: (_signed, _not_renewed, _not_planned),
        ask.ExecuteSaldoPlan: (_planned,),
    },
    after={
        ask.Sign: ("requested_on", "predecessor_renewed_on"),
        ask.RequestRenewal: ("signed_on",),
        ask.Extend: ("renewal_requested_on",),
        ask.Renew: ("renewal_requested_on",),
        ask.RefuseRenewal: ("renewal_requested_on", "to_date"),
        ask.Expire: ("to_date",),
        ask.Renounce: ("signed_on", "renewal_requested_on"),
        ask.Transfer: ("signed_on", "transferred_on"),
        ask.Settle: ("ended_on",),
        ask.PresentSaldoPlan: ("ended_on",),
        ask.ExecuteSaldoPlan: ("plan_on", "plan_executed_on"),
    },
)
