"""What the law gives one school in one month, and why: `entitlement(facts, month)`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sep_domain.calendar import Period
from sep_domain.entitlement import bases, multipliers, retention
from sep_domain.entitlement.articles import late_lines, month_lines, settlement_lines
from sep_domain.entitlement.inputs import SchoolFacts
from sep_domain.entitlement.lines import (
    ROUNDING_CONFIDENCE,
    EntitlementKind,
    Line,
    amounts_of,
    in_pesos,
    weakest,
)
from sep_domain.entitlement.terms import WHOLE, Retained, Terms, terms_of
from sep_domain.money import Clp
from sep_domain.schools import SepClassification
from sep_domain.statute import Confidence

RULE = "entitlement/1"
"""The name and version of these rules; a change of what they give is a new version."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The entitlement of a month: its lines, its amounts in whole pesos, and what it rests on."""

    month: Period
    lines: tuple[Line, ...]
    amounts: Mapping[str, Clp]
    """By article, settlements included."""
    scaled: Clp
    """What Ley 21.006 takes away for good: zero or negative."""
    retained: Clp
    """What Ley 21.006 holds back until a rendición is there; negative where it is given back."""
    provisional: tuple[str, ...]
    """Why it may change: `reason` or `reason:month`, none where every input is known."""
    priority_share: Fraction | None
    """Percent of prioritarios last year, which fixes the band of art 16."""

    @property
    def due(self) -> Clp:
        """What is due for the month, before anything is held back."""
        return Clp(sum(self.amounts.values()) + self.scaled)

    @property
    def total(self) -> Clp:
        """What is to be paid with the month."""
        return Clp(self.due - self.retained)

    @property
    def values_confidence(self) -> Confidence:
        """The weakest confidence of the values used."""
        return weakest(line.confidence for line in self.lines)

    @property
    def confidence(self) -> Confidence:
        """The weakest confidence of all, the rounding to pesos included."""
        return weakest([self.values_confidence, ROUNDING_CONFIDENCE])

    @property
    def settled(self) -> Fraction:
        """What the settlement of other months adds or takes, exact."""
        return sum(
            (line.exact for line in self.lines if line.kind is EntitlementKind.RELIQUIDACION),
            Fraction(0),
        )


def entitlement(facts: SchoolFacts, month: Period) -> Explanation | None:
    """What the law gives a school in a month; None where no convenio is in force then.

    Raises NoStatuteError for a month of which no value of the USE is known.
    """
    if facts.convenio_in(month) is None:
        return None
    return explained(whole_terms(facts, month))


def whole_terms(facts: SchoolFacts, month: Period, *, both: bool = False) -> Terms:
    """The terms of a month with everything that is added to it and taken from it."""
    terms = terms_of(facts, month, both=both)
    if facts.convenio_in(month) is None:
        return terms
    scaling = retention.scaling_in(facts, month)
    reasons = terms.reasons + (("execution_computed",) if scaling and scaling.derived else ())
    return replace(
        terms,
        corrections=tuple(_corrections(facts, month)),
        scaling=min(scaling.share, WHOLE) if scaling else WHOLE,
        retained=_retained(facts, month),
        reasons=reasons,
    )


def explained(terms: Terms) -> Explanation:
    """The product of the terms of a month."""
    lines = (*month_lines(terms), *terms.corrections)
    amounts = amounts_of(lines)
    gross = sum(amounts.values())
    scaled = Clp(in_pesos(gross * terms.scaling) - gross)
    doubtful = any(line.confidence is Confidence.UNVERIFIED for line in lines)
    return Explanation(
        month=terms.month,
        lines=lines,
        amounts=amounts,
        scaled=scaled,
        retained=_held(terms.retained, gross + scaled),
        provisional=terms.reasons + (("value_unverified",) if doubtful else ()),
        priority_share=terms.concentration,
    )


def _held(retained: Retained | None, due: int) -> Clp:
    if retained is None:
        return Clp(0)
    return Clp(in_pesos(max(due, 0) * retained.share) - retained.released)


def _corrections(facts: SchoolFacts, month: Period) -> Iterator[Line]:
    for past in bases.settles(month, facts.joined):
        if facts.convenio_in(past) is not None:
            terms = terms_of(facts, past)
            share = WHOLE if _has_plan(facts, month) else terms.standing.art20_share
            yield from settlement_lines(terms, multipliers.settled(facts, past), share)
    yield from _late(facts, month)


def _has_plan(facts: SchoolFacts, month: Period) -> bool:
    presented = facts.plan_presented_on
    return presented is not None and presented < month.first_day


def _late(facts: SchoolFacts, month: Period) -> Iterator[Line]:
    """Two thirds of art 20, from the start, in the first month after the plan is presented."""
    presented, joined = facts.plan_presented_on, facts.joined
    if presented is None or joined is None:
        return
    if month != Period.of(presented.year, presented.month).plus(1):
        return
    past = joined
    while past < month:
        terms = terms_of(facts, past)
        if terms.standing.classification is SepClassification.EMERGENTE:
            settling = bases.settling_month(past, joined)
            was_settled = settling is not None and settling < month
            pupils = multipliers.settled(facts, past) if was_settled else terms.pupils
            yield from late_lines(terms, pupils)
        past = past.plus(1)


def _retained(facts: SchoolFacts, month: Period) -> Retained | None:
    released = sum(
        _retained_alone(facts, past) for past in retention.months_released_in(facts, month)
    )
    share = retention.share_in(facts, month)
    return Retained(share, released) if share or released else None


def _retained_alone(facts: SchoolFacts, month: Period) -> int:
    """What a month was held back; it had nothing to give back itself."""
    terms = whole_terms(facts, month)
    return explained(terms).retained if terms.retained else 0
