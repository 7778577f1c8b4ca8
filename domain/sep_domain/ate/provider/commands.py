"""What may be asked of an adviser's entry in the registry; `occurred_on` is the day it happened."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from sep_domain.ate.codes import ContractCode
from sep_domain.dates.days import Day
from sep_domain.decisions.deciding import Command, Line, Reason
from sep_domain.events.purchasing.ate import ProviderKind
from sep_domain.values.identifiers import Rut


class Apply(Command):
    """An adviser asks to be listed; what it may be to be certified depends on the day."""

    NAME: ClassVar[str] = "apply"

    name: Line
    provider_kind: ProviderKind


class Certify(Command):
    """The registry lists the adviser who has applied, or renews the certificate.

    `provider_kind` says what it is now, where that has changed (Ley 21.107 art 2: bodies for profit
    could become bodies without).
    """

    NAME: ClassVar[str] = "certify"

    valid_until: Day | None = None
    provider_kind: ProviderKind | None = None


class OfListed(Command):
    """What presupposes a certificate. One that only a file brought is found by its day."""

    certified_on: Day | None = None


class Evaluate(OfListed):
    """The users judge the service under a contract of the adviser; that informs, no more.

    It may be told of an adviser who is not listed, or no longer: the contract is what it needs.
    """

    NAME: ClassVar[str] = "evaluate"

    contract: ContractCode
    deficient: bool


class EvaluateCertification(OfListed):
    """The ministry judges the adviser in a process of certification.

    The second deficient one in a row removes the adviser in the same decision (Ley 21.107 art 4,
    from 25 August 2018).
    """

    NAME: ClassVar[str] = "evaluate-certification"

    process: Line
    deficient: bool
    resolution: Line | None = None


class Suspend(OfListed):
    """The adviser may not take contracts for a time."""

    NAME: ClassVar[str] = "suspend"

    until: Day | None = None
    reason: Reason


class Remove(OfListed):
    """The adviser leaves the registry."""

    NAME: ClassVar[str] = "remove"

    reason: Reason


class Reinstate(OfListed):
    """An adviser who was suspended or removed is listed again."""

    NAME: ClassVar[str] = "reinstate"


class DeclareConflict(OfListed):
    """The adviser states a tie to a sostenedor, or changes what it stated."""

    NAME: ClassVar[str] = "declare-conflict"

    sostenedor: Rut
    share: Annotated[Decimal, Field(ge=0, le=100, max_digits=6, decimal_places=3)] | None = None
    """Percent of the capital."""
    description: Reason


Step = Apply | Certify | Suspend | Remove | Reinstate | DeclareConflict
"""What one event answers."""

Judgement = Evaluate | EvaluateCertification
"""What is judged by whom: the users, or the ministry."""

AteProviderCommand = Step | Judgement
