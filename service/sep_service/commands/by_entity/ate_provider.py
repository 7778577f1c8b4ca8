"""An external adviser's (ATE) entry in the registry, as it is commanded over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path

from sep_domain.ate.provider import commands as ask
from sep_domain.ate.provider.decider import AteProviderDecider
from sep_domain.ate.provider.state import AteProviderKey, AteProviderState
from sep_domain.values.identifiers import Rut
from sep_service.commands.entities import Entity


def ate_provider_key(
    ate: Annotated[
        Rut,
        Path(
            description="RUT of the adviser, with its digit",
            pattern=r"^\d{1,8}-[\dK]$",
            examples=["76086428-5"],
        ),
    ],
) -> AteProviderKey:
    """Which adviser."""
    return AteProviderKey(ate=ate)


_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "apply": {
        "occurred_on": "2023-04-03",
        "name": "Fundación Aprender Leyendo",
        "provider_kind": "juridica_sin_fines_de_lucro",
    },
    "certify": {"occurred_on": "2023-05-02", "valid_until": "2027-05-01"},
    "evaluate": {"occurred_on": "2025-01-20", "contract": "C-2024-001", "deficient": True},
    "evaluate-certification": {
        "occurred_on": "2025-04-01",
        "process": "2025",
        "deficient": False,
        "resolution": "Res. Ex. 1234 de 2025",
    },
    "suspend": {
        "occurred_on": "2025-03-03",
        "until": "2025-09-01",
        "reason": "Deudas previsionales",
        "certified_on": "2023-05-02",
    },
    "remove": {"occurred_on": "2025-10-01", "reason": "A solicitud del asesor"},
    "reinstate": {"occurred_on": "2026-01-05"},
    "declare-conflict": {
        "occurred_on": "2024-01-15",
        "sostenedor": "62000660-2",
        "share": "12.5",
        "description": "Socio del representante legal",
    },
}

ATE_PROVIDER: Entity[AteProviderKey, AteProviderState, ask.AteProviderCommand] = Entity(
    decider=AteProviderDecider(),
    path="{ate}",
    key=ate_provider_key,
    commands=(
        ask.Apply,
        ask.Certify,
        ask.Evaluate,
        ask.EvaluateCertification,
        ask.Suspend,
        ask.Remove,
        ask.Reinstate,
        ask.DeclareConflict,
    ),
    examples=_EXAMPLES,
)
