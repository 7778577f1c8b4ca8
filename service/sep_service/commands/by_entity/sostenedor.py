"""What a sostenedor settles about itself, as it is commanded over HTTP."""

from typing import Any

from sep_domain.sostenedor.commands import LiftTwoPersons, RequireTwoPersons
from sep_domain.sostenedor.state import SostenedorKey, SostenedorState
from sep_domain.two_persons.approved_entity import Approving
from sep_domain.two_persons.entities import PrepareLift, SostenedorByTwo, WithdrawLift
from sep_service.commands.entities import Entity, SostenedorRut


def sostenedor_key(sostenedor: SostenedorRut) -> SostenedorKey:
    """Which sostenedor."""
    return SostenedorKey(sostenedor=sostenedor)


_LIFTING = {
    "occurred_on": "2025-12-01",
    "from_date": "2026-01-01",
    "reason": "Queda una sola persona en finanzas",
}

SOSTENEDOR: Entity[SostenedorKey, Approving[SostenedorState], Any] = Entity(
    decider=SostenedorByTwo(),
    path="{sostenedor}",
    key=sostenedor_key,
    commands=(RequireTwoPersons, PrepareLift, LiftTwoPersons, WithdrawLift),
    examples={
        "require-two-persons": {"occurred_on": "2024-12-16", "from_date": "2025-01-01"},
        "prepare-lift": _LIFTING,
        "lift-two-persons": _LIFTING,
        "withdraw-lift": {"occurred_on": "2025-12-03", "reason": "Llegó otra persona"},
    },
)
