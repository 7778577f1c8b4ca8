"""What has become of an application that the SEREMI left unanswered."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Key
from sep_domain.postulacion.commands import ApplicationYear
from sep_domain.postulacion.law import Application
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd


class ApplicationKey(EntityKey):
    """A school and the year in which it applied."""

    DATASET: ClassVar[Dataset] = Dataset.POSTULACION

    rbd: Rbd
    year: ApplicationYear

    def period(self) -> tuple[int, int]:
        return self.year, 0

    def key(self) -> Key:
        return (self.rbd,)


@dataclass(frozen=True)
class ApplicationState:
    """An application. Days are valid time; None while the step is not done."""

    key: ApplicationKey
    elevated_on: date | None = None
    resolved_on: date | None = None

    @property
    def application(self) -> Application:
        return Application(
            year=self.key.year, elevated_on=self.elevated_on, resolved_on=self.resolved_on
        )
