"""In which order an improvement goes: planned, put to the Consejo, financed once."""

from sep_domain.decisions.guards import Guard, Obstacle, Order
from sep_domain.mejora.commands import (
    ConsultConsejo,
    Finance,
    ImprovementCommand,
    Plan,
)
from sep_domain.mejora.state import ImprovementState


def _planned(state: ImprovementState) -> Obstacle | None:
    if state.said.planned_on is not None:
        return None
    return Obstacle("no_planificada", "La mejora no ha sido planificada.")


def _not_planned(state: ImprovementState) -> Obstacle | None:
    if state.said.planned_on is None:
        return None
    return Obstacle("ya_planificada", "La mejora ya fue planificada.")


def _not_financed(state: ImprovementState) -> Obstacle | None:
    if state.said.financed_on is None:
        return None
    return Obstacle("ya_financiada", "El crédito ya fue tomado.")


_OPEN: tuple[Guard[ImprovementState], ...] = (_planned, _not_financed)

ORDER: Order[ImprovementState, ImprovementCommand] = Order(
    guards={Plan: (_not_planned, _not_financed), ConsultConsejo: _OPEN, Finance: _OPEN},
    after={ConsultConsejo: ("planned_on",), Finance: ("planned_on",)},
)
