"""In which order a plan goes: diagnosis, objectives, goals, actions; presented, modified."""

from sep_domain.decisions.guards import Obstacle, Order, done
from sep_domain.pme import commands as ask
from sep_domain.pme.state import PmeState


def _editable(state: PmeState) -> Obstacle | None:
    if state.is_editable:
        return None
    return Obstacle(
        "plan_presentado",
        "El plan está presentado: se cambia con una modificación (Ley 20.248 art 8).",
    )


def _not_modified(state: PmeState) -> Obstacle | None:
    if state.modified_on is None:
        return None
    return Obstacle("modificacion_pendiente", "Hay una modificación que no se ha presentado.")


def _diagnosed(state: PmeState) -> Obstacle | None:
    if state.diagnosed_on is not None or state.presented_on is not None:
        return None
    return Obstacle("sin_diagnostico", "Falta el diagnóstico.")


def _has_objectives(state: PmeState) -> Obstacle | None:
    return None if state.objectives else Obstacle("sin_objetivos", "Falta un objetivo.")


def _has_goals(state: PmeState) -> Obstacle | None:
    return None if state.goals else Obstacle("sin_metas", "Falta una meta.")


def _has_actions(state: PmeState) -> Obstacle | None:
    # What is presented again was whole when it was first presented.
    if state.drafts or state.presented_on is not None:
        return None
    return Obstacle("sin_acciones", "Falta una acción.")


_presented = done("presented_on", "no_presentado", "El plan no ha sido presentado.")

ORDER: Order[PmeState, ask.PmeCommand] = Order(
    guards={
        ask.Diagnose: (_editable,),
        ask.SetObjective: (_editable, _diagnosed),
        ask.SetGoal: (_editable, _diagnosed, _has_objectives),
        ask.DraftAction: (_editable, _diagnosed, _has_objectives, _has_goals),
        ask.DropAction: (_editable, _diagnosed, _has_actions),
        ask.Present: (_editable, _diagnosed, _has_actions),
        ask.Modify: (_presented, _not_modified),
        ask.ReportExecution: (_presented,),
        ask.Evaluate: (_presented,),
    },
    after={
        ask.Diagnose: ("modified_on",),
        ask.SetObjective: ("diagnosed_on", "modified_on"),
        ask.SetGoal: ("diagnosed_on", "modified_on"),
        ask.DraftAction: ("diagnosed_on", "modified_on"),
        ask.DropAction: ("diagnosed_on", "modified_on"),
        ask.Present: ("edited_on", "modified_on", "presented_on"),
        ask.Modify: ("presented_on",),
        ask.ReportExecution: ("presented_on",),
        ask.Evaluate: ("presented_on",),
    },
)
