"""Where a convenio stands, folded from what was decided and from what files brought."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from sep_domain.convenio_rules.renewals.conditions import lawful_end
from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Event, Key
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioExtended,
    ConvenioRenewalRequested,
    ConvenioRenewed,
    ConvenioRequested,
    ConvenioSettled,
    ConvenioSigned,
    ConvenioTransferred,
    SaldoPlanExecuted,
    SaldoPlanPresented,
)
from sep_domain.streams import Dataset, fact_stream
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

LAST_NUMBER = 99

_STEPS = (
    ConvenioRequested,
    ConvenioSigned,
    ConvenioRenewalRequested,
    ConvenioExtended,
    ConvenioRenewed,
    ConvenioTransferred,
    ConvenioEnded,
    ConvenioSettled,
)


_OF_ITS_DAYS = (
    ConvenioSigned,
    ConvenioRenewalRequested,
    ConvenioExtended,
    ConvenioRenewed,
    ConvenioEnded,
)
_NOTHING = Clp(0)
_A_DAY = timedelta(days=1)


class ConvenioKey(EntityKey):
    """A school, and the number of its convenio: 1 for the first."""

    DATASET: ClassVar[Dataset] = Dataset.CONVENIO

    rbd: Rbd
    number: int = Field(ge=1, le=LAST_NUMBER)

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return (self.rbd, self.number)


def fact_streams(key: ConvenioKey) -> list[UUID]:
    """Its steps in files, and the renewal of the convenio before it, whoever recorded that."""
    plan = fact_stream(Dataset.PLANES_SALDO, 0, 0, (SaldoPlanPresented.NAME, key.rbd, key.number))
    own = [plan, *(_of_file(step.NAME, key.number, key) for step in _STEPS)]
    if key.number == 1:
        return own
    before = key.model_copy(update={"number": key.number - 1})
    return [*own, before.stream(), _of_file(ConvenioRenewed.NAME, before.number, key)]


def streams_of_others(key: ConvenioKey) -> list[UUID]:
    """What tells when the other convenios of the school hold, in files and by decision."""
    numbers = [number for number in range(1, LAST_NUMBER + 1) if number != key.number]
    return [
        stream
        for number in numbers
        for stream in (
            key.model_copy(update={"number": number}).stream(),
            *(_of_file(step.NAME, number, key) for step in _OF_ITS_DAYS),
        )
    ]


def _of_file(name: str, number: int, key: ConvenioKey) -> UUID:
    return fact_stream(Dataset.CONVENIOS, 0, 0, (name, key.rbd, number))


@dataclass(frozen=True)
class ConvenioState:
    """A convenio. Days are valid time; None while the step is not done."""

    key: ConvenioKey
    requested_on: date | None = None
    applicant: Rut | None = None
    predecessor_renewed_on: date | None = None
    """When the convenio before this one was renewed: that stands for an application."""
    signed_on: date | None = None
    signed_by: Rut | None = None
    from_date: date | None = None
    to_date: date | None = None
    renewal_requested_on: date | None = None
    extended_until: date | None = None
    renewed_on: date | None = None
    transferred_on: date | None = None
    transferred_to: Rut | None = None
    ended_on: date | None = None
    settled_on: date | None = None
    plan_on: date | None = None
    """When a plan for its balance was presented."""
    plan_covers: Clp = _NOTHING
    plan_executed_on: date | None = None
    plan_executed: Clp = _NOTHING
    others: "Mapping[int, ConvenioState]" = field(default_factory=dict)
    """Other convenios of the school, by number, where they were asked for."""

    @property
    def current_sostenedor(self) -> Rut | None:
        """Who holds it now."""
        return self.transferred_to or self.signed_by or self.applicant

    @property
    def stated_end(self) -> date | None:
        """As signed or as its extension was stated."""
        days = [day for day in (self.to_date, self.extended_until) if day is not None]
        return max(days, default=None)

    @property
    def last_day(self) -> date | None:
        """Extensions counted, that of the law too; an early end is not."""
        days = [day for day in (self.stated_end, self.lawful_end) if day is not None]
        return max(days, default=None)

    @property
    def lawful_end(self) -> date | None:
        """How far the law extends it, whose renewal was asked for in time, until that is decided
        (Ley 20.248 art 7 bis); None where it does not, or where the end of the extension is stated
        and nothing decided."""
        if self.to_date is None:
            return None
        decided = [day for day in (self.renewed_on, self.ended_on) if day is not None]
        stated = self.extended_until is not None
        return lawful_end(self.to_date, self.renewal_requested_on, decided, stated=stated)

    def overlaps(self, from_date: date, to_date: date) -> bool:
        """Whether it holds on some day between two. The day of a renewal is free for the next."""
        last, first = self.last_day, self.from_date
        if first is None or last is None or self.to_date is None:
            return False
        if self.ended_on is not None:
            last = min(last, self.ended_on)
        if self.renewed_on is not None:
            last = min(last, max(self.to_date, self.renewed_on - _A_DAY))
        return first <= to_date and from_date <= last


_PLAIN_STEPS: Mapping[type[Event], Callable[[ConvenioState, date], ConvenioState]] = {
    ConvenioRenewalRequested: lambda state, day: replace(
        # The first request counts, whoever states another.
        state,
        renewal_requested_on=min(day, state.renewal_requested_on or day),
    ),
    ConvenioRenewed: lambda state, day: replace(state, renewed_on=day),
    ConvenioEnded: lambda state, day: replace(state, ended_on=day),
    ConvenioSettled: lambda state, day: replace(state, settled_on=day),
}


def evolve(state: ConvenioState, event: Event) -> ConvenioState:
    """The state after an event, whoever recorded it and whatever order it breaks."""
    number = getattr(event, "number", state.key.number)
    if number != state.key.number:
        return _of_other(state, event, number)
    if step := _PLAIN_STEPS.get(type(event)):
        return step(state, event.occurred_on)
    return _told(state, event)


def _told(state: ConvenioState, event: Event) -> ConvenioState:
    """After an event that says more than its day."""
    match event:
        case ConvenioRequested():
            return replace(state, requested_on=event.occurred_on, applicant=event.sostenedor)
        case ConvenioSigned():
            return _signed(state, event)
        case ConvenioExtended():
            until = max(event.until, state.extended_until or event.until)
            return replace(state, extended_until=until)
        case ConvenioTransferred():
            return _transferred(state, event)
        case SaldoPlanPresented() | SaldoPlanExecuted():
            return _planned(state, event)
    return state


def _of_other(state: ConvenioState, event: Event, number: int) -> ConvenioState:
    if isinstance(event, ConvenioRenewed) and number == state.key.number - 1:
        state = replace(state, predecessor_renewed_on=event.occurred_on)
    key = state.key.model_copy(update={"number": number})
    other = evolve(state.others.get(number, ConvenioState(key)), event)
    return replace(state, others={**state.others, number: other})


def _signed(state: ConvenioState, event: ConvenioSigned) -> ConvenioState:
    return replace(
        state,
        signed_on=event.occurred_on,
        signed_by=event.sostenedor,
        from_date=event.from_date,
        to_date=event.to_date,
    )


def _planned(state: ConvenioState, event: SaldoPlanPresented | SaldoPlanExecuted) -> ConvenioState:
    if isinstance(event, SaldoPlanExecuted):
        return replace(state, plan_executed_on=event.occurred_on, plan_executed=event.executed)
    executed = state.plan_executed if event.executed is None else event.executed
    return replace(
        state, plan_on=event.occurred_on, plan_covers=event.saldo, plan_executed=executed
    )


def _transferred(state: ConvenioState, event: ConvenioTransferred) -> ConvenioState:
    if state.transferred_on is not None and event.occurred_on < state.transferred_on:
        return state
    return replace(state, transferred_on=event.occurred_on, transferred_to=event.sostenedor)
