"""Resolutions of authorities, as they are commanded over HTTP."""

from typing import Annotated

from fastapi import Path

from sep_domain.events.legal.acts import AUTHORITY, Authority
from sep_domain.resolucion import commands as ask
from sep_domain.resolucion.decider import ResolutionDecider
from sep_domain.resolucion.state import (
    FIRST_YEAR,
    LAST_NUMBER,
    LAST_YEAR,
    SUBJECT,
    ResolutionKey,
    ResolutionState,
    Subject,
)
from sep_service.commands.entities import Entity

Office = Annotated[
    Authority,
    Path(
        description="Whose act it is; a regional office with the number of its region",
        pattern=AUTHORITY,
        examples=["subsecretaria"],
    ),
]
ActYear = Annotated[int, Path(description="Its year", ge=FIRST_YEAR, le=LAST_YEAR, examples=[2025])]
ActNumber = Annotated[
    int, Path(description="Its number in that year", ge=1, le=LAST_NUMBER, examples=[1234])
]


def resolution_key(
    authority: Office,
    year: ActYear,
    number: ActNumber,
    subject: Annotated[
        Subject,
        Path(
            description="The RBD of a school, or the RUT of a sostenedor for all its schools",
            pattern=SUBJECT,
            examples=["50001"],
        ),
    ],
) -> ResolutionKey:
    """Which resolution."""
    return ResolutionKey(authority=authority, year=year, number=number, subject=subject)


RESOLUTION: Entity[ResolutionKey, ResolutionState, ask.ResolutionCommand] = Entity(
    decider=ResolutionDecider(),
    path="{authority}/{year}/{number}/{subject}",
    key=resolution_key,
    commands=(
        ask.Issue,
        ask.Notify,
        ask.Challenge,
        ask.ResolveChallenge,
        ask.Lift,
        ask.Annul,
    ),
    examples={
        "issue": {
            "occurred_on": "2025-05-05",
            "kind": "retencion_rendicion",
            "sostenedor": "62000660-2",
            "from_month": "2025-05",
            "retained_share": "0.5",
            "text": "No rindió cuenta de 2024 en los plazos otorgados",
        },
        "notify": {"occurred_on": "2025-05-08"},
        "challenge": {"occurred_on": "2025-05-20", "text": "La rendición se presentó en abril"},
        "resolve-challenge": {"occurred_on": "2025-06-02", "outcome": "rechazada"},
        "lift": {"occurred_on": "2025-07-15", "text": "Rindió cuenta el 10 de julio"},
        "annul": {"occurred_on": "2025-07-15", "text": "Se dictó sobre otro establecimiento"},
    },
)
