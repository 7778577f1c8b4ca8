"""What may be asked of a finding; `occurred_on` is the day it happened."""

import re
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints, model_validator

from sep_domain.decisions.deciding import Command, Line, Reason
from sep_domain.events.findings import FindingSubject
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

_MOST = (1 << 53) - 1
"""Whole numbers up to here pass unharmed through JSON readers that know only doubles."""

_POSITION = re.compile(r"^[1-9]\d{0,17}$")


class Open(Command):
    """An auditor questions an event, by its position in the log, or a figure, by its name."""

    NAME: ClassVar[str] = "open"
    LOOKS_BACK: ClassVar[bool] = True

    subject_kind: FindingSubject
    subject: Line
    text: Reason
    rule: Annotated[str, StringConstraints(pattern=r"^RF\d{2}$")] | None = None
    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    amount: Annotated[Clp, Field(ge=0, le=_MOST)] | None = None

    @model_validator(mode="after")
    def _an_event_is_named_by_its_position(self) -> "Open":
        if self.subject_kind is FindingSubject.EVENT and not _POSITION.match(self.subject):
            raise ValueError("un evento se nombra por su posición")
        return self


class Answer(Command):
    """The sostenedor answers; its evidence is part of the answer."""

    NAME: ClassVar[str] = "answer"

    text: Reason


class Accept(Command):
    """The auditor accepts the answer."""

    NAME: ClassVar[str] = "accept"

    text: Reason


class Reject(Command):
    """The auditor does not accept the answer; the sostenedor may give another."""

    NAME: ClassVar[str] = "reject"

    text: Reason


class Escalate(Command):
    """The finding goes to another authority."""

    NAME: ClassVar[str] = "escalate"

    authority: Line


class Close(Command):
    """Nothing remains to be done: the answer was accepted, or the other authority has decided."""

    NAME: ClassVar[str] = "close"

    outcome: Reason


class Withdraw(Command):
    """The auditor takes back a finding that is still theirs, and says why."""

    NAME: ClassVar[str] = "withdraw"

    text: Reason


FindingCommand = Open | Answer | Accept | Reject | Escalate | Close | Withdraw
