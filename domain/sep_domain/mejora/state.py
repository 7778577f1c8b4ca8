"""What has become of an improvement that SEP money pays for."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from pydantic import Field

from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Key
from sep_domain.mejora.commands import LAST_NUMBER
from sep_domain.mejora.law import Improvement
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp


class ImprovementKey(EntityKey):
    """A school, and the number of its improvement."""

    DATASET: ClassVar[Dataset] = Dataset.MEJORA

    rbd: Rbd
    number: int = Field(ge=1, le=LAST_NUMBER)

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return (self.rbd, self.number)


@dataclass(frozen=True)
class ImprovementState:
    """An improvement, and the UTM of the month that a command speaks of, where it is known."""

    key: ImprovementKey
    said: Improvement = field(default_factory=Improvement)
    utm: Clp | None = None

    @property
    def planned_on(self) -> date | None:
        return self.said.planned_on
