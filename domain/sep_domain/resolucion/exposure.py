"""To which resolutions the rules on a convenio expose its sostenedor.

Exposure is what the law provides for; only a resolution orders it. A rule that lacks data, or whose
day has not come, exposes nobody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sep_domain.convenio_rules.rulings import ConvenioRule, Ruling, Verdict
from sep_domain.events.legal.acts import ResolutionKind

_FOLLOWS = {
    ConvenioRule.EJECUCION_MITAD: ResolutionKind.ESCALA_MEDIA_VIGENCIA,
    ConvenioRule.RENDICION_TOTAL: ResolutionKind.RETENCION_RENDICION,
    ConvenioRule.SALDO_VENCIDO: ResolutionKind.RESTITUCION,
}


@dataclass(frozen=True)
class Exposure:
    """What a rule that is not met may be answered with."""

    kind: ResolutionKind
    ruling: Ruling


def exposures(rulings: Iterable[Ruling]) -> Iterator[Exposure]:
    """What the rulings of a convenio expose to, in their order."""
    for ruling in rulings:
        kind = _FOLLOWS.get(ruling.rule)
        if kind is not None and ruling.verdict is Verdict.NO_CUMPLE:
            yield Exposure(kind, ruling)
