"""The plan de mejoramiento of a school, as it is commanded over HTTP."""

from typing import Annotated

from fastapi import Path

from sep_domain.pme import commands as ask
from sep_domain.pme.decider import PmeDecider
from sep_domain.pme.state import FIRST_CYCLE, LAST_CYCLE, Cycle, PmeKey, PmeState
from sep_domain.values.identifiers import Rbd
from sep_service.commands.entities import Entity


def pme_key(
    rbd: Annotated[Rbd, Path(description="RBD of the school", ge=1, le=99_999, examples=[50001])],
    cycle: Annotated[
        Cycle,
        Path(
            description="The first of the plan's four years",
            ge=FIRST_CYCLE,
            le=LAST_CYCLE,
            examples=[2024],
        ),
    ],
) -> PmeKey:
    """Which plan."""
    return PmeKey(rbd=rbd, cycle=cycle)


PME: Entity[PmeKey, PmeState, ask.PmeCommand] = Entity(
    decider=PmeDecider(),
    path="{rbd}/{cycle}",
    key=pme_key,
    commands=(
        ask.Diagnose,
        ask.SetObjective,
        ask.SetGoal,
        ask.DraftAction,
        ask.DropAction,
        ask.Present,
        ask.Modify,
        ask.ReportExecution,
        ask.Evaluate,
    ),
    examples={
        "diagnose": {
            "occurred_on": "2024-03-04",
            "text": "Un tercio de 4° básico no comprende lo que lee",
        },
        "set-objective": {
            "occurred_on": "2024-03-11",
            "objective": "O1",
            "dimension": "gestion_pedagogica",
            "text": "Que todos lean comprensivamente al terminar 4° básico",
        },
        "set-goal": {
            "occurred_on": "2024-03-11",
            "goal": "M1",
            "objective": "O1",
            "text": "Bajo 10 % en el nivel insuficiente de lectura en 2027",
        },
        "draft-action": {
            "occurred_on": "2024-03-18",
            "year": 2024,
            "action": "A1",
            "goal": "M1",
            "name": "Biblioteca de aula",
            "dimension": "gestion_pedagogica",
            "subdimension": "ensenanza_y_aprendizaje",
            "starts_on": "2024-04-01",
            "ends_on": "2024-11-29",
            "sep_budget": 4_500_000,
            "total_budget": 6_000_000,
        },
        "drop-action": {
            "occurred_on": "2024-08-12",
            "year": 2024,
            "action": "A1",
            "reason": "La biblioteca se financió con otro fondo",
        },
        "present": {"occurred_on": "2024-04-15"},
        "modify": {"occurred_on": "2024-08-05", "description": "Más libros para 3° básico"},
        "report-execution": {
            "occurred_on": "2024-12-20",
            "year": 2024,
            "action": "A1",
            "level": 90,
        },
        "evaluate": {
            "occurred_on": "2025-01-20",
            "year": 2024,
            "outcome": "Cumple en lo sustancial",
        },
    },
)
