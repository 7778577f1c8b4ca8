"""Where a tender stands, or the exception that stands in for one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sep_domain.events.purchasing.ate import (
    AteTenderAnnounced,
    AteTenderAwarded,
    TenderProcedure,
)
from sep_domain.events.purchasing.ate_tenders import (
    AteBidEvaluated,
    AteBidReceived,
    AteTenderDeclaredVoid,
    AteTenderTermsApproved,
)
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp

OfTender = (
    AteTenderTermsApproved
    | AteTenderAnnounced
    | AteBidReceived
    | AteBidEvaluated
    | AteTenderAwarded
    | AteTenderDeclaredVoid
)


@dataclass(frozen=True)
class Bid:
    """An offer, in whole pesos, and its points once it has been judged."""

    amount: Clp
    points: int | None = None


@dataclass(frozen=True)
class Tender:
    """A tender. Days are valid time; None while the step is not done."""

    procedure: TenderProcedure | None = None
    """None where files tell of it and no terms were approved here."""
    criteria: Mapping[str, int] = field(default_factory=dict)
    """The most points of each."""
    terms_on: date | None = None
    announced_on: date | None = None
    closes_on: date | None = None
    bids: Mapping[Rut, Bid] = field(default_factory=dict)
    awarded_on: date | None = None
    awarded_to: Rut | None = None

    @property
    def is_exception(self) -> bool:
        return self.procedure is TenderProcedure.EXCEPCION

    @property
    def best(self) -> int:
        """The most points of any bid."""
        return max((bid.points or 0 for bid in self.bids.values()), default=0)


def evolve(tender: Tender, event: OfTender) -> Tender:
    """The tender after an event."""
    day = event.occurred_on
    match event:
        case AteTenderTermsApproved():
            criteria = {each.name: each.points for each in event.criteria}
            return replace(tender, procedure=event.procedure, criteria=criteria, terms_on=day)
        case AteTenderAnnounced():
            return replace(tender, announced_on=day, closes_on=event.closes_on)
        case AteBidReceived():
            return replace(tender, bids={**tender.bids, event.ate: Bid(event.amount)})
        case AteBidEvaluated():
            before = tender.bids.get(event.ate, Bid(Clp(0)))
            judged = replace(before, points=event.points)
            return replace(tender, bids={**tender.bids, event.ate: judged})
        case AteTenderAwarded():
            return replace(tender, awarded_on=day, awarded_to=event.ate)
        case AteTenderDeclaredVoid():
            return tender
