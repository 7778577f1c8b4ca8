"""Sanction proceedings of the Superintendencia, as they are commanded over HTTP."""

from sep_domain.procedimiento import commands as ask
from sep_domain.procedimiento.decider import ProceedingDecider
from sep_domain.procedimiento.state import ProceedingKey, ProceedingState
from sep_service.commands.by_entity.resolucion import ActNumber, ActYear, Office
from sep_service.commands.entities import Entity


def proceeding_key(authority: Office, year: ActYear, number: ActNumber) -> ProceedingKey:
    """Which proceeding."""
    return ProceedingKey(authority=authority, year=year, number=number)


PROCEEDING: Entity[ProceedingKey, ProceedingState, ask.ProceedingCommand] = Entity(
    decider=ProceedingDecider(),
    path="{authority}/{year}/{number}",
    key=proceeding_key,
    commands=(
        ask.Open,
        ask.Charge,
        ask.Answer,
        ask.Dismiss,
        ask.Sanction,
        ask.Notify,
        ask.Claim,
        ask.ResolveClaim,
        ask.GoToCourt,
        ask.Rule,
        ask.DeclareFinal,
        ask.Pay,
        ask.Prescribe,
    ),
    examples={
        "open": {
            "occurred_on": "2025-05-12",
            "sostenedor": "62000660-2",
            "rbd": 50001,
            "fact_ended_on": "2025-03-31",
        },
        "charge": {
            "occurred_on": "2025-05-20",
            "gravity": "grave",
            "article": "Ley 20.529 art 76 a)",
        },
        "answer": {"occurred_on": "2025-06-02", "text": "La rendición fue presentada"},
        "dismiss": {"occurred_on": "2025-06-20", "text": "Se acreditó la rendición"},
        "sanction": {
            "occurred_on": "2025-07-14",
            "sanction": "multa",
            "gravity": "grave",
            "fine_utm": "501",
        },
        "notify": {"occurred_on": "2025-07-18"},
        "claim": {"occurred_on": "2025-08-01", "text": "La multa es desproporcionada"},
        "resolve-claim": {
            "occurred_on": "2025-09-15",
            "outcome": "rebajado",
            "fine_utm": "400",
        },
        "go-to-court": {
            "occurred_on": "2025-10-01",
            "court": "Corte de Apelaciones de Santiago",
            "docket": "512-2025",
        },
        "rule": {"occurred_on": "2026-01-20", "outcome": "rechazado"},
        "declare-final": {"occurred_on": "2026-01-21"},
        "pay": {"occurred_on": "2026-03-30", "paid": 27_800_000},
        "prescribe": {"occurred_on": "2027-06-01", "text": "Pasaron dos años desde el inicio"},
    },
)
