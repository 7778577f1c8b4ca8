"""Where a rendición stands, folded from what was decided and from what files brought."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, ClassVar

from pydantic import AfterValidator, StringConstraints, WithJsonSchema

from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Event, Key
from sep_domain.events.funds.accounting import ExpenditureDeclared
from sep_domain.events.funds.rendicion import (
    Allocation,
    AllocationCorrected,
    AllocationObserved,
    AllocationResolved,
    CorrectionKind,
    RendicionBalancesAccredited,
    RendicionBooksDeclared,
    RendicionClosed,
    RendicionConsejoInformed,
    RendicionDeclared,
    RendicionExtended,
    RendicionPayrollDeclared,
    RendicionPresented,
    RendicionReviewed,
    RendicionSigned,
)
from sep_domain.rendicion.books import KnownBooks
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

FIRST_YEAR = 2011
"""The first that is rendered under Ley 20.529."""


def _rendered(year: SchoolYear) -> SchoolYear:
    if year < FIRST_YEAR:
        raise ValueError(f"se rinde desde el año {FIRST_YEAR}")
    return year


RenderedYear = Annotated[
    SchoolYear,
    AfterValidator(_rendered),
    WithJsonSchema(
        {"type": "integer", "minimum": FIRST_YEAR, "maximum": 2100, "title": "school year"}
    ),
]
Subvencion = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9 _.-]{0,39}$")]


class RendicionKey(EntityKey):
    """Who renders, for which school, year and subvención."""

    DATASET: ClassVar[Dataset] = Dataset.RENDICION

    sostenedor: Rut
    rbd: Rbd
    year: RenderedYear
    subvencion: Subvencion

    def period(self) -> tuple[int, int]:
        return self.year, 0

    def key(self) -> Key:
        return (self.sostenedor, self.rbd, self.subvencion)


@dataclass(frozen=True)
class Books:
    """What stage 2 declares, in whole pesos."""

    opening: Clp
    income: Clp
    spending: Clp

    @property
    def balance(self) -> Clp:
        """saldo final = saldo inicial + ingresos - gastos."""
        return Clp(self.opening + self.income - self.spending)


NOTHING = Clp(0)


@dataclass(frozen=True)
class AllocationState:
    """What decisions have made of one allocation; amounts in whole pesos."""

    corrected_by: Clp = NOTHING
    """What corrections added to what its document declares, or took from it."""
    observed_on: date | None = None
    """Of an observation that has neither been accepted nor rejected."""
    accepted: Clp | None = None
    rejected: Clp | None = None
    kept: Clp = NOTHING
    """What stays rejected of it though the sostenedor changed it and the rest is to be decided."""


Named = tuple[str, str, str | None, Rut | None]
"""What tells a document and account apart in a file, but for twins."""


def named_document(about: Allocation | ExpenditureDeclared) -> Named:
    """Which document and account it is; of twins no more than one is ever looked up."""
    return about.account, about.document_type, about.document_number, about.issuer


@dataclass(frozen=True)
class Document:
    """What a file says of a document, and the corrections that it came after; whole pesos."""

    declared: Clp
    corrected: Mapping[Allocation, Clp]


@dataclass(frozen=True)
class RendicionState:
    """A rendición. Days are valid time; None while the step is not done."""

    key: RendicionKey
    consejo_informed_on: date | None = None
    signed_on: date | None = None
    payroll_on: date | None = None
    books_on: date | None = None
    books: Books | None = None
    accredited_on: date | None = None
    declared_on: date | None = None
    presented_on: date | None = None
    closed_on: date | None = None
    extended_until: date | None = None
    reviewed_on: date | None = None
    allocations: Mapping[Allocation, AllocationState] = field(default_factory=dict)
    documents: Mapping[Named, Document] = field(default_factory=dict)
    """What the documents that a command is about declare; only those are looked up."""
    accepted: Clp | None = None
    """In total, as the last review or act on an allocation leaves it; None before there is any."""
    rejected: Clp | None = None
    held: Mapping[str, Clp] = field(default_factory=dict)
    """What is pending of allocations taken up since totals were stated over all."""
    known: KnownBooks | None = None
    """What the ledger knows of the year beside these events; None where nobody looked."""

    def of(self, allocation: Allocation) -> AllocationState:
        """What has been decided on an allocation so far."""
        return self.allocations.get(allocation, AllocationState())

    def amount(self, allocation: Allocation) -> Clp | None:
        """What an allocation that a command is about amounts to; None where nobody rendered it.

        What a file says of the document after a correction has the correction in it.
        """
        document = self.documents.get(named_document(allocation))
        corrected = self.of(allocation).corrected_by
        if document is not None:
            return Clp(document.declared + corrected - document.corrected.get(allocation, 0))
        return None if allocation not in self.allocations else corrected

    def is_resolved(self, allocation: Allocation) -> bool:
        """Whether what it amounts to now has been accepted and rejected whole."""
        of = self.of(allocation)
        if of.accepted is None or of.rejected is None:
            return False
        amount = self.amount(allocation)
        return amount is None or of.accepted + of.rejected == amount

    def having(self, allocation: Allocation, after: AllocationState) -> "RendicionState":
        """The same with another state of one allocation."""
        return replace(self, allocations={**self.allocations, allocation: after})


_STEPS: Mapping[type[Event], Callable[[RendicionState, date], RendicionState]] = {
    RendicionConsejoInformed: lambda state, day: replace(state, consejo_informed_on=day),
    RendicionSigned: lambda state, day: replace(state, signed_on=day),
    RendicionPayrollDeclared: lambda state, day: replace(state, payroll_on=day),
    RendicionBalancesAccredited: lambda state, day: replace(state, accredited_on=day),
    RendicionDeclared: lambda state, day: replace(state, declared_on=day),
    RendicionPresented: lambda state, day: replace(state, presented_on=day),
    RendicionClosed: lambda state, day: replace(state, closed_on=day),
}


def evolve(state: RendicionState, event: Event) -> RendicionState:
    """The state after an event, whoever recorded it and whatever order it breaks."""
    if step := _STEPS.get(type(event)):
        return step(state, event.occurred_on)
    match event:
        case RendicionBooksDeclared():
            books = Books(event.opening, event.income, event.spending)
            return replace(state, books_on=event.occurred_on, books=books)
        case RendicionExtended():
            return replace(state, extended_until=event.until)
        case ExpenditureDeclared() | RendicionReviewed():
            return _stated(state, event)
        case AllocationObserved() | AllocationCorrected() | AllocationResolved():
            return _of_allocation(state, event)
    return state


def _stated(
    state: RendicionState, event: ExpenditureDeclared | RendicionReviewed
) -> RendicionState:
    if isinstance(event, RendicionReviewed):
        return _reviewed(state, event)
    corrected = {each: of.corrected_by for each, of in state.allocations.items()}
    document = Document(event.declared, corrected)
    return replace(state, documents={**state.documents, named_document(event): document})


def _reviewed(state: RendicionState, event: RendicionReviewed) -> RendicionState:
    after = replace(
        state, reviewed_on=event.occurred_on, accepted=event.accepted, rejected=event.rejected
    )
    if event.document is not None and event.pending is not None:
        return _keeping(replace(after, held={**state.held, event.document: event.pending}), event)
    outcomes = state.allocations.values()
    room = (
        sum(each.accepted or 0 for each in outcomes) <= event.accepted
        and sum(each.rejected or 0 for each in outcomes) <= event.rejected
    )
    if room:
        judged = {each: replace(of, kept=NOTHING) for each, of in state.allocations.items()}
        return replace(after, held={}, allocations=judged)
    # A statement over all that has no room for what was decided one by one stands over it.
    undecided = {
        each: replace(of, accepted=None, rejected=None, kept=NOTHING)
        for each, of in state.allocations.items()
    }
    return replace(after, held={}, allocations=undecided)


def _keeping(state: RendicionState, event: RendicionReviewed) -> RendicionState:
    """With what the event says stays rejected of the allocation that it is about."""
    if event.kept is None:
        return state
    kept = {
        each: replace(of, kept=event.kept)
        for each, of in state.allocations.items()
        if str(each) == event.document
    }
    return replace(state, allocations={**state.allocations, **kept})


def _of_allocation(
    state: RendicionState, event: AllocationObserved | AllocationCorrected | AllocationResolved
) -> RendicionState:
    match event:
        case AllocationObserved(allocation=Allocation() as allocation):
            after = AllocationState(state.of(allocation).corrected_by, event.occurred_on)
            return state.having(allocation, after)
        case AllocationCorrected(allocation=Allocation() as allocation):
            return _corrected(state, allocation, event)
        case AllocationResolved(allocation=allocation):
            by = state.of(allocation).corrected_by
            after = AllocationState(by, accepted=event.accepted, rejected=event.rejected)
            return state.having(allocation, after)
    return state  # version 1 did not say which allocation it was about


def destination(
    key: RendicionKey,
    allocation: Allocation,
    to_account: str | None,
    to_subvencion: str | None,
    to_rbd: Rbd | None,
) -> Allocation | None:
    """Where a moved amount goes within the same rendición; None where it leaves it."""
    elsewhere = (to_rbd or key.rbd, to_subvencion or key.subvencion)
    if to_account is None or elsewhere != (key.rbd, key.subvencion):
        return None
    return allocation.model_copy(update={"account": to_account})


def _corrected(
    state: RendicionState, allocation: Allocation, event: AllocationCorrected
) -> RendicionState:
    match event.correction:
        case CorrectionKind.AGREGAR:
            return _moved(state, allocation, event.amount)
        case CorrectionKind.MODIFICAR:
            return _moved(state, allocation, Clp(event.amount - (event.before or 0)))
        case CorrectionKind.REIMPUTAR:
            left = _moved(state, allocation, Clp(-event.amount))
            to = destination(
                state.key, allocation, event.to_account, event.to_subvencion, event.to_rbd
            )
            return left if to is None else _moved(left, to, event.amount)


def _moved(state: RendicionState, allocation: Allocation, by: Clp) -> RendicionState:
    """A changed amount has to be accepted or rejected again; what of it stays rejected is stated
    with the totals that follow."""
    before = state.of(allocation)
    return state.having(
        allocation,
        replace(before, corrected_by=Clp(before.corrected_by + by), accepted=None, rejected=None),
    )
