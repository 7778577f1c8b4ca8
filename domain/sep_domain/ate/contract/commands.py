"""What may be asked of an advice contract, in whole pesos; `occurred_on` is the day it happened."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sep_domain.ate.contract.state import MAX_MILESTONES
from sep_domain.dates.days import Day
from sep_domain.decisions.deciding import Command, Line, Reason
from sep_domain.events.purchasing.ate import NoticeMedium, TenderProcedure
from sep_domain.events.purchasing.ate_milestones import MilestoneKind
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

_MOST = (1 << 53) - 1
"""Whole numbers up to here pass unharmed through JSON readers that know only doubles."""

Amount = Annotated[Clp, Field(ge=1, le=_MOST)]
People = Annotated[int, Field(ge=0, le=1_000_000)]
Points = Annotated[int, Field(ge=0, le=1_000)]
Number = Annotated[int, Field(ge=1, le=MAX_MILESTONES)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StateNeed(Command):
    """A school needs advice for an action of its PME."""

    NAME: ClassVar[str] = "state-need"

    sostenedor: Rut
    rbd: Rbd
    subject: Line
    pme_action: Line


class NewCriterion(_Part):
    """What bids are judged by, and the most points it gives."""

    name: Line
    points: Annotated[int, Field(ge=1, le=1_000)]


class ApproveTerms(Command):
    """How the adviser is chosen and by what criteria (DFL 2/1998 art 3 v)."""

    NAME: ClassVar[str] = "approve-terms"

    tender: Line
    procedure: TenderProcedure
    criteria: tuple[NewCriterion, ...] = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def _well_formed(self) -> "ApproveTerms":
        names = [each.name for each in self.criteria]
        if len(set(names)) < len(names):
            raise ValueError("hay dos criterios con el mismo nombre")
        if self.procedure is TenderProcedure.EXCEPCION:
            raise ValueError("una excepción no tiene bases: invóquela")
        return self


class Announce(Command):
    """The tender is announced; bids are received until `closes_on`.

    A concurso público at least in a regional newspaper; a licitación of a municipality or a local
    service in Mercado Público.
    """

    NAME: ClassVar[str] = "announce"

    notice_medium: NoticeMedium
    notice_name: Line
    closes_on: Day


class InvokeException(Command):
    """A letter of Ley 19.886 art 8 stands in for a tender, with the reason.

    For a concurso público only those of DFL 2/1998 art 3 v); a licitación has those of its own law.
    """

    NAME: ClassVar[str] = "invoke-exception"

    tender: Line
    in_place_of: Literal["concurso", "licitacion"] = "concurso"
    letter: Annotated[str, StringConstraints(pattern=r"^[a-z]$")]
    reason: Reason


class ReceiveBid(Command):
    """An adviser offers to do it for `amount`."""

    NAME: ClassVar[str] = "receive-bid"

    ate: Rut
    amount: Amount


class BidScore(_Part):
    """The points that a bid gets under a criterion."""

    criterion: Line
    points: Points


class EvaluateBid(Command):
    """A bid is judged by every criterion, after the tender has closed."""

    NAME: ClassVar[str] = "evaluate-bid"

    ate: Rut
    scores: tuple[BidScore, ...] = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def _one_of_each_criterion(self) -> "EvaluateBid":
        names = [each.criterion for each in self.scores]
        if len(set(names)) < len(names):
            raise ValueError("hay más de un puntaje de un mismo criterio")
        return self


class DeclareVoid(Command):
    """Nobody is awarded; another tender or an exception may follow."""

    NAME: ClassVar[str] = "declare-void"

    reason: Reason


class Award(Command):
    """The tender, or its exception, goes to an adviser who shows the certificate of a day."""

    NAME: ClassVar[str] = "award"

    ate: Rut
    certified_on: Day


class Instalment(_Part):
    """A deliverable and the money tied to it."""

    milestone_kind: MilestoneKind
    title: Line
    due_on: Day
    amount: Amount


class Associate(_Part):
    """Another sostenedor that contracts together with the first, and what it bears."""

    sostenedor: Rut
    rbd: Rbd
    amount: Amount


class Sign(Command):
    """The contract is signed; its instalments are numbered in their order.

    `tender` cites one that a file brought, where none was decided here.
    """

    NAME: ClassVar[str] = "sign"

    tender: Line | None = None
    starts_on: Day
    ends_on: Day
    amount: Amount
    participants: People | None = None
    instalments: tuple[Instalment, ...] = Field(min_length=1, max_length=MAX_MILESTONES)
    associates: tuple[Associate, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _well_formed(self) -> "Sign":
        schools = [each.rbd for each in self.associates]
        if len(set(schools)) < len(schools):
            raise ValueError("un establecimiento está dos veces entre los asociados")
        if self.ends_on < self.starts_on:
            raise ValueError("el contrato termina antes de empezar")
        return self


class Start(Command):
    """The adviser begins."""

    NAME: ClassVar[str] = "start"


class OnMilestone(Command):
    """What is asked of one milestone."""

    milestone: Number


class Deliver(OnMilestone):
    """The adviser hands in the report, with how many people are billed and attended."""

    NAME: ClassVar[str] = "deliver"

    participants_billed: People | None = None
    participants_attended: People | None = None


class Return(OnMilestone):
    """The counterpart asks for corrections."""

    NAME: ClassVar[str] = "return"

    reason: Reason


class Approve(OnMilestone):
    """The counterpart accepts the report, which is what allows payment."""

    NAME: ClassVar[str] = "approve"


class Invoice(OnMilestone):
    """The adviser bills an approved milestone."""

    NAME: ClassVar[str] = "invoice"

    document_type: Line
    document_number: Line
    amount: Amount


class Pay(OnMilestone):
    """The sostenedor pays, with SEP, what an approved milestone was invoiced for, or a part."""

    NAME: ClassVar[str] = "pay"

    amount: Amount


class Amend(Command):
    """The amount changes, with the deliverables: those added, and those dropped by number."""

    NAME: ClassVar[str] = "amend"

    amount: Amount
    adds: tuple[Instalment, ...] = Field(default=(), max_length=MAX_MILESTONES)
    cancels: tuple[Number, ...] = Field(default=(), max_length=MAX_MILESTONES)


class End(Command):
    """The contract ends, everything that was agreed being approved."""

    NAME: ClassVar[str] = "end"


class Terminate(Command):
    """The contract ends early."""

    NAME: ClassVar[str] = "terminate"

    reason: Reason


class EvaluateService(Command):
    """The school judges the service, once it has ended."""

    NAME: ClassVar[str] = "evaluate"

    deficient: bool
    reason: Reason | None = None


OnOpenTender = Announce | ReceiveBid | EvaluateBid | DeclareVoid | Award
OnTender = StateNeed | ApproveTerms | InvokeException | OnOpenTender
"""What comes before there is a contract."""

OnReport = Deliver | Return | Approve | Invoice | Pay
OnContract = Sign | Start | Amend | End | Terminate | EvaluateService
AteContractCommand = OnTender | OnContract | OnReport
