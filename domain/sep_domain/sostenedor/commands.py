"""What a sostenedor may command of itself: that two persons are needed."""

from typing import ClassVar

from sep_domain.dates.days import Day
from sep_domain.decisions.deciding import Command, Reason


class RequireTwoPersons(Command):
    """From a day on, payments and rendiciones are prepared by one person and approved by another.

    It holds for ATE payments (`pay`), rendiciones (`present`, `close`), the closing of a bank
    reconciliation, and for lifting it.
    """

    NAME: ClassVar[str] = "require-two-persons"

    from_date: Day


class LiftTwoPersons(Command):
    """From a day on one person suffices. Prepared by one and approved by another, like the rest."""

    NAME: ClassVar[str] = "lift-two-persons"

    from_date: Day
    reason: Reason


SostenedorCommand = RequireTwoPersons | LiftTwoPersons
