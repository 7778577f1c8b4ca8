"""Improvements paid with a credit, as they are commanded over HTTP."""

from typing import Annotated

from fastapi import Path

from sep_domain.mejora.commands import (
    LAST_NUMBER,
    ConsultConsejo,
    Finance,
    ImprovementCommand,
    Plan,
)
from sep_domain.mejora.decider import ImprovementDecider
from sep_domain.mejora.state import ImprovementKey, ImprovementState
from sep_domain.values.identifiers import Rbd
from sep_service.commands.entities import Entity


def improvement_key(
    rbd: Annotated[Rbd, Path(description="RBD of the school", ge=1, le=99_999, examples=[50001])],
    number: Annotated[
        int,
        Path(description="1 for a school's first improvement", ge=1, le=LAST_NUMBER, examples=[1]),
    ],
) -> ImprovementKey:
    """Which improvement."""
    return ImprovementKey(rbd=rbd, number=number)


IMPROVEMENT: Entity[ImprovementKey, ImprovementState, ImprovementCommand] = Entity(
    decider=ImprovementDecider(),
    path="{rbd}/{number}",
    key=improvement_key,
    commands=(Plan, ConsultConsejo, Finance),
    examples={
        "plan": {
            "occurred_on": "2025-03-10",
            "sostenedor": "62000660-2",
            "description": "Techumbre del gimnasio",
            "amount": 95_000_000,
        },
        "consult-consejo": {"occurred_on": "2025-03-24", "in_writing": True},
        "finance": {"occurred_on": "2025-05-02", "amount": 92_000_000},
    },
)
