"""What has become of an improvement that SEP money pays for."""

from dataclasses import dataclass, field
from datetime import date

from sep_domain.mejora.commands import ImprovementKey
from sep_domain.mejora.law import Improvement
from sep_domain.values.money import Clp


@dataclass(frozen=True)
class ImprovementState:
    """An improvement, and the UTM of the month that a command speaks of, where it is known."""

    key: ImprovementKey
    said: Improvement = field(default_factory=Improvement)
    utm: Clp | None = None

    @property
    def planned_on(self) -> date | None:
        return self.said.planned_on
