"""Which page of the books an entry stands on: a month of a sostenedor, a school's year and fund."""

from dataclasses import dataclass

from sep_domain.dates.calendar import Period
from sep_domain.values.identifiers import Rbd, Rut


@dataclass(frozen=True, slots=True)
class BookPage:
    """Where what follows from a command is entered."""

    sostenedor: Rut
    month: Period
    rbd: Rbd | None = None
    """Absent where the year of a rendición is not at stake."""
    subvencion: str | None = None
