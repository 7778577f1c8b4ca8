"""In which order an adviser goes: applied, certified, evaluated, suspended, removed."""

from collections.abc import Callable

from sep_domain.ate.guards import guard_where
from sep_domain.ate.provider import commands as ask
from sep_domain.ate.provider.state import (
    AteProviderState,
)
from sep_domain.decisions.guards import Guard, Order


def _needs(
    holds: Callable[[AteProviderState], bool], code: str, message: str
) -> Guard[AteProviderState]:
    return guard_where(holds, code, message)


_new = _needs(
    lambda state: state.applied_on is None and not state.certificates,
    "ya_inscrito",
    "El asesor ya postuló al registro.",
)

_applied = _needs(
    lambda state: state.name is not None,
    "sin_postulacion",
    "El asesor no ha postulado al registro.",
)

_listed = _needs(
    lambda state: bool(state.certificates),
    "sin_certificacion",
    "El asesor no está certificado; si lo certificó un archivo, indique el día.",
)

_not_removed = _needs(
    lambda state: state.removed_on is None, "eliminado", "El asesor fue eliminado del registro."
)

_out = _needs(
    lambda state: state.removed_on is not None or state.suspended_on is not None,
    "esta_vigente",
    "El asesor no está suspendido ni eliminado.",
)

ORDER = Order[AteProviderState, ask.AteProviderCommand](
    guards={
        ask.Apply: (_new,),
        ask.Certify: (_applied, _not_removed),
        ask.Evaluate: (),
        ask.EvaluateCertification: (_listed, _not_removed),
        ask.Suspend: (_listed, _not_removed),
        ask.Remove: (_listed, _not_removed),
        ask.Reinstate: (_out,),
        ask.DeclareConflict: (_applied, _not_removed),
    },
    after={},
)
