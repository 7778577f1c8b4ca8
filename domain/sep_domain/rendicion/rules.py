"""In which order a rendición goes: its five stages, the closing, the review."""

from sep_domain.decisions.guards import Obstacle, Order, done, not_done
from sep_domain.rendicion import commands as ask
from sep_domain.rendicion.law import needs_consejo_and_director
from sep_domain.rendicion.state import RendicionState


def _signed_where_needed(state: RendicionState) -> Obstacle | None:
    if not needs_consejo_and_director(state.key.year, state.key.subvencion):
        return None
    return _informed(state) or _signed(state)


def _all_resolved(state: RendicionState) -> Obstacle | None:
    pending = [
        str(allocation)
        for allocation, each in state.allocations.items()
        if each.observed_on is not None
    ]
    if not pending:
        return None
    return Obstacle("observaciones_pendientes", f"Hay observaciones sin resolver: {pending[0]}.")


def _something_observed(state: RendicionState) -> Obstacle | None:
    if any(each.observed_on is not None for each in state.allocations.values()):
        return None
    return Obstacle("sin_observacion", "No hay ninguna observación que responder.")


_informed = done(
    "consejo_informed_on",
    "consejo_no_informado",
    "El Consejo Escolar debe tomar conocimiento antes (Ley 20.248 art 7 a).",
)
_signed = done(
    "signed_on", "sin_firma_director", "Falta la firma del director (Ley 20.248 art 7 a)."
)
_payroll = done("payroll_on", "sin_remuneraciones", "Falta la etapa 1, remuneraciones.")
_books = done("books_on", "sin_ingresos_y_gastos", "Falta la etapa 2, ingresos y gastos.")
_accredited = done("accredited_on", "sin_acreditacion", "Falta la etapa 3, acreditación de saldos.")
_declared = done("declared_on", "sin_declaracion", "Falta la etapa 4, declaración del sostenedor.")
_presented = done("presented_on", "no_presentada", "La rendición no ha sido presentada.")
_closed = done("closed_on", "no_cerrada", "Lo que no está cerrado se corrige, no se rectifica.")
_open = not_done("closed_on", "rendicion_cerrada", "La rendición está cerrada.")
_not_presented = not_done("presented_on", "ya_presentada", "La rendición ya fue presentada.")
_not_declared = not_done(
    "declared_on", "ya_declarada", "El sostenedor ya declaró; lo declarado no se cambia."
)
_before_books = not_done("books_on", "etapa_posterior_hecha", "La etapa 2 ya está hecha.")
_before_accreditation = not_done(
    "accredited_on", "etapa_posterior_hecha", "La etapa 3 ya está hecha."
)
_not_informed = not_done(
    "consejo_informed_on", "consejo_ya_informado", "El Consejo Escolar ya fue informado."
)
_not_signed = not_done("signed_on", "ya_firmada", "El director ya firmó.")
_not_extended = not_done("extended_until", "ya_prorrogada", "El plazo ya fue prorrogado.")

_PREPARING = (_open, _not_presented, _not_declared)

ORDER: Order[RendicionState, ask.RendicionCommand] = Order(
    guards={
        ask.InformConsejo: (_open, _not_informed),
        ask.Sign: (_open, _informed, _not_signed),
        ask.DeclarePayroll: (*_PREPARING, _before_books),
        ask.DeclareBooks: (*_PREPARING, _payroll, _before_accreditation),
        ask.AccreditBalances: (*_PREPARING, _books),
        ask.Declare: (*_PREPARING, _accredited, _signed_where_needed),
        ask.Present: (_open, _not_presented, _declared),
        ask.Close: (_open, _presented),
        ask.Extend: (_open, _not_presented, _not_extended),
        ask.ObserveAllocation: (_presented,),
        ask.CorrectAllocation: (_something_observed,),
        ask.Rectify: (_closed,),
        ask.ResolveAllocation: (_presented,),
        ask.Review: (_presented, _all_resolved),
    },
    after={
        ask.Sign: ("consejo_informed_on",),
        ask.DeclareBooks: ("payroll_on",),
        ask.AccreditBalances: ("books_on",),
        ask.Declare: ("accredited_on", "signed_on"),
        ask.Present: ("declared_on",),
        ask.Close: ("presented_on",),
        ask.ObserveAllocation: ("presented_on",),
        ask.Rectify: ("closed_on",),
        ask.ResolveAllocation: ("presented_on",),
        ask.Review: ("presented_on",),
    },
)
