"""What may be asked of a plan de mejoramiento, in whole pesos; `occurred_on` is the day of it."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from sep_domain.dates.calendar import SchoolYear
from sep_domain.dates.days import Day
from sep_domain.decisions.deciding import Command, Line, Reason
from sep_domain.events.education.pme import SUBDIMENSIONS, PmeDimension, PmeSubdimension
from sep_domain.values.money import Clp

_MOST = (1 << 53) - 1
"""Whole numbers up to here pass unharmed through JSON readers that know only doubles."""

Amount = Annotated[Clp, Field(ge=0, le=_MOST)]


class Diagnose(Command):
    """The school says where it stands."""

    NAME: ClassVar[str] = "diagnose"

    text: Reason


class SetObjective(Command):
    """Set or change what the school is to reach in a dimension."""

    NAME: ClassVar[str] = "set-objective"

    objective: Line
    dimension: PmeDimension
    text: Reason


class SetGoal(Command):
    """Set or change by what one sees that an objective is reached."""

    NAME: ClassVar[str] = "set-goal"

    goal: Line
    objective: Line
    text: Reason


class OfAction(Command):
    """About one action of a year."""

    year: SchoolYear
    action: Line


class DraftAction(OfAction):
    """Write or change an action towards a goal; it is planned once the plan is presented."""

    NAME: ClassVar[str] = "draft-action"

    goal: Line
    name: Line
    dimension: PmeDimension
    subdimension: PmeSubdimension
    starts_on: Day
    ends_on: Day
    sep_budget: Amount
    total_budget: Amount
    needs_ate: bool = False
    justifies_staff: bool = False

    @model_validator(mode="after")
    def _holds_together(self) -> "DraftAction":
        if self.ends_on < self.starts_on:
            raise ValueError("el término es anterior al inicio")
        if self.sep_budget > self.total_budget:
            raise ValueError("el presupuesto SEP es mayor que el total")
        if self.subdimension not in SUBDIMENSIONS[self.dimension]:
            raise ValueError("la subdimensión es de otra dimensión")
        return self


class DropAction(OfAction):
    """Take an action out; a planned one stays in the plan until it is presented again (art 8)."""

    NAME: ClassVar[str] = "drop-action"

    reason: Reason


class Present(Command):
    """The plan, or its modification, is handed to the ministry and the Agencia (art 7 d)."""

    NAME: ClassVar[str] = "present"


class Modify(Command):
    """Open the presented plan for change; what changes holds once it is presented again (art 8)."""

    NAME: ClassVar[str] = "modify"

    description: Reason


class ReportExecution(OfAction):
    """State how far an action has got, in percent; a later report takes its place."""

    NAME: ClassVar[str] = "report-execution"

    level: Annotated[int, Field(ge=0, le=100)]


class Evaluate(Command):
    """The ministry's yearly judgement of the plan (Ley 20.248 arts 18, 21)."""

    NAME: ClassVar[str] = "evaluate"

    year: SchoolYear
    outcome: Reason


PmeCommand = (
    Diagnose
    | SetObjective
    | SetGoal
    | DraftAction
    | DropAction
    | Present
    | Modify
    | ReportExecution
    | Evaluate
)
