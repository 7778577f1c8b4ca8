"""What has become of an application that the SEREMI left unanswered."""

from dataclasses import dataclass
from datetime import date

from sep_domain.postulacion.commands import ApplicationKey
from sep_domain.postulacion.law import Application


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
