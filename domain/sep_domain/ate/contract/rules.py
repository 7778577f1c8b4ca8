"""In which order an advice contract goes: what each command needs to have happened, or not.

The order binds commands only. A fact from a file that breaks it is recorded and flagged.
"""

from collections.abc import Callable

from sep_domain.ate.contract import commands as ask
from sep_domain.ate.contract.state import AteContractState as State
from sep_domain.ate.guards import guard_where
from sep_domain.decisions.guards import Guard, Order


def _needs(holds: Callable[[State], bool], code: str, message: str) -> Guard[State]:
    return guard_where(holds, code, message)


def _on_some_milestone(check: str, code: str, message: str) -> Guard[State]:
    return guard_where(
        lambda state: any(getattr(each, check) for each in state.agreed.values()), code, message
    )


_need = _needs(
    lambda state: state.need is not None, "sin_necesidad", "Falta declarar la necesidad."
)
_no_need = _needs(
    lambda state: state.need is None, "necesidad_ya_declarada", "La necesidad ya está declarada."
)
_not_signed = _needs(
    lambda state: state.signed is None, "ya_firmado", "El contrato ya está firmado."
)
_no_tender = _needs(
    lambda state: state.tender is None, "ya_hay_concurso", "Ya hay un concurso o una excepción."
)
_tender = _needs(
    lambda state: state.tender is not None, "sin_bases", "No hay bases aprobadas ni excepción."
)
_competition = _needs(
    lambda state: state.tender is None or not state.tender.is_exception,
    "es_una_excepcion",
    "Se invocó una excepción: no hay concurso.",
)
_announced = _needs(
    lambda state: state.tender is not None and state.tender.announced_on is not None,
    "sin_aviso",
    "El concurso no ha sido anunciado.",
)
_not_announced = _needs(
    lambda state: state.tender is None or state.tender.announced_on is None,
    "ya_anunciado",
    "El concurso ya fue anunciado.",
)
_not_awarded = _needs(
    lambda state: state.tender is None or state.tender.awarded_to is None,
    "ya_adjudicado",
    "El concurso ya fue adjudicado.",
)
_some_bid = _needs(lambda state: bool(state.bids), "sin_ofertas", "No hay ofertas.")
_all_judged = _needs(
    lambda state: all(bid.points is not None for bid in state.bids.values()),
    "ofertas_sin_evaluar",
    "Hay ofertas sin evaluar.",
)
_bid_where_competed = _needs(
    lambda state: state.tender is None or state.tender.is_exception or bool(state.bids),
    "sin_ofertas",
    "No hay ofertas.",
)
_signed = _needs(
    lambda state: state.signed is not None, "no_firmado", "El contrato no está firmado."
)
_started = _needs(
    lambda state: state.started_on is not None, "no_iniciado", "El servicio no ha comenzado."
)
_not_started = _needs(
    lambda state: state.started_on is None, "ya_iniciado", "El servicio ya comenzó."
)
_not_ended = _needs(lambda state: state.ended_on is None, "terminado", "El contrato ya terminó.")
_ended = _needs(
    lambda state: state.ended_on is not None, "no_terminado", "El contrato no ha terminado."
)
_not_evaluated = _needs(
    lambda state: state.evaluated_on is None, "ya_evaluado", "El servicio ya fue evaluado."
)
_all_approved = _needs(
    lambda state: all(each.approved_on is not None for each in state.agreed.values()),
    "hitos_pendientes",
    "Hay hitos sin aprobar; si termina antes, use `terminate`.",
)
_in_review = _on_some_milestone("in_review", "sin_informe", "No hay ningún informe por revisar.")
_approved = _on_some_milestone(
    "approved_on", "hito_no_aprobado", "Ningún hito está aprobado: sin aprobación no se paga."
)
_invoiced = _on_some_milestone("invoiced_on", "hito_sin_factura", "Ningún hito está facturado.")

_TENDERING = (_need, _not_signed)
_COMPETING = (_not_signed, _tender, _competition)

ORDER = Order[State, ask.AteContractCommand](
    guards={
        ask.StateNeed: (_not_signed, _no_need),
        ask.ApproveTerms: (*_TENDERING, _no_tender),
        ask.InvokeException: (*_TENDERING, _no_tender),
        ask.Announce: (*_COMPETING, _not_announced),
        ask.ReceiveBid: (*_COMPETING, _announced, _not_awarded),
        ask.EvaluateBid: (*_COMPETING, _announced, _not_awarded, _some_bid),
        ask.DeclareVoid: (*_COMPETING, _announced, _not_awarded),
        ask.Award: (
            _not_signed,
            _tender,
            _announced,
            _not_awarded,
            _bid_where_competed,
            _all_judged,
        ),
        ask.Sign: (_need, _not_signed),
        ask.Start: (_signed, _not_started, _not_ended),
        ask.Deliver: (_signed, _started, _not_ended),
        ask.Return: (_signed, _not_ended, _in_review),
        ask.Approve: (_signed, _in_review),
        ask.Invoice: (_signed, _approved),
        ask.Pay: (_signed, _approved, _invoiced),
        ask.Amend: (_signed, _not_ended),
        ask.End: (_signed, _not_ended, _started, _all_approved),
        ask.Terminate: (_signed, _not_ended),
        ask.EvaluateService: (_signed, _ended, _not_evaluated),
    },
    after={},
)
