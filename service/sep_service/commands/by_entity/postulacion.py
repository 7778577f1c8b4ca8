"""Applications that the SEREMI left unanswered, as they are commanded over HTTP."""

from typing import Annotated

from fastapi import Path

from sep_domain.postulacion.commands import (
    FIRST_YEAR,
    LAST_YEAR,
    ApplicationCommand,
    ApplicationYear,
    Elevate,
    Resolve,
)
from sep_domain.postulacion.decider import ApplicationDecider
from sep_domain.postulacion.state import ApplicationKey, ApplicationState
from sep_domain.values.identifiers import Rbd
from sep_service.commands.entities import Entity


def application_key(
    rbd: Annotated[Rbd, Path(description="RBD of the school", ge=1, le=99_999, examples=[50001])],
    year: Annotated[
        ApplicationYear,
        Path(
            description="The year in which the school applied",
            ge=FIRST_YEAR,
            le=LAST_YEAR,
            examples=[2024],
        ),
    ],
) -> ApplicationKey:
    """Which application."""
    return ApplicationKey(rbd=rbd, year=year)


APPLICATION: Entity[ApplicationKey, ApplicationState, ApplicationCommand] = Entity(
    decider=ApplicationDecider(),
    path="{rbd}/{year}",
    key=application_key,
    commands=(Elevate, Resolve),
    examples={
        "elevate": {"occurred_on": "2024-11-04", "sostenedor": "62000660-2"},
        "resolve": {
            "occurred_on": "2024-11-20",
            "accepted": True,
            "classification": "emergente",
        },
    },
)
