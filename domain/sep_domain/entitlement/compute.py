"""What the law gives one school in one month, and why: `entitlement(facts, month)`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sep_domain.dates.calendar import Period
from sep_domain.entitlement import bases, multipliers, retention
from sep_domain.entitlement.articles import (
    late_lines,
    missing_values,
    month_lines,
    settlement_lines,
)
from sep_domain.entitlement.inputs import Pupils, SchoolFacts, in_any
from sep_domain.entitlement.lines import (
    ROUNDING_CONFIDENCE,
    EntitlementKind,
    Line,
    amounts_of,
    in_pesos,
    weakest,
)
from sep_domain.entitlement.terms import WHOLE, Retained, Terms, terms_of
from sep_domain.law.statute import Confidence
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification

RULE = "entitlement/2"
"""The name and version of these rules; a change of what they give is a new version."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The entitlement of a month: its lines, its amounts in whole pesos, and what it rests on."""

    month: Period
    lines: tuple[Line, ...]
    amounts: Mapping[str, Clp]
    """By article, settlements included."""
    scaled: Clp
    """What a resolution takes away for good (Ley 21.006): zero or negative."""
    retained: Clp
    """What a resolution holds back until a rendición is there; negative where it is given back."""
    exposed_retained: Clp
    """What the law would hold back of `due`, ordered by nobody that is known."""
    provisional: tuple[str, ...]
    """Why it may change: `reason` or `reason:month`, none where every input is known."""
    lacks: tuple[str, ...]
    """What the law gives beyond these amounts and cannot be said, as `reason:of what`; where there
    is any, the amounts are a part."""
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
    """What the law gives a school in a month; None where no convenio is in force then."""
    if facts.convenio_in(month) is None:
        return None
    return explanation_of(whole_terms(facts, month))


def whole_terms(facts: SchoolFacts, month: Period, *, both: bool = False) -> Terms:
    """The terms of a month with everything that is added to it and taken from it."""
    terms = terms_of(facts, month, both=both)
    if facts.convenio_in(month) is None:
        return terms
    scaling = retention.scaling_in(facts, month)
    unsettled = tuple(_unsettled(facts, month))
    return replace(
        terms,
        corrections=tuple(_corrections(facts, month)),
        scaling=min(scaling.share, WHOLE) if scaling else WHOLE,
        retained=_retained(facts, month),
        exposed=_exposed(facts, month),
        lacks=tuple(dict.fromkeys((*terms.lacks, *unsettled))),
    )


def explanation_of(terms: Terms) -> Explanation:
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
        exposed_retained=_held(Retained(terms.exposed), gross + scaled),
        provisional=terms.reasons + (("value_unverified",) if doubtful else ()),
        lacks=tuple(dict.fromkeys((*terms.lacks, *missing_values(terms)))),
        priority_share=terms.concentration,
    )


def _exposed(facts: SchoolFacts, month: Period) -> Fraction:
    """Where a resolution holds back already, the law exposes to nothing more."""
    held = retention.ordered_share(facts, month)
    return retention.NOTHING if held else retention.exposed_share(facts, month)


def _held(retained: Retained | None, due: int) -> Clp:
    if retained is None:
        return Clp(0)
    return Clp(in_pesos(max(due, 0) * retained.share) - retained.released)


_OF_GROUPS = (Pupils.PRIORITARIOS, Pupils.PREFERENTES)
_OF_ALL = (Pupils.TODOS,)


def _settlements(
    facts: SchoolFacts, month: Period
) -> Iterator[tuple[Period, Period | None, Collection[Pupils]]]:
    """Each month settled with a month's payment, the joining that rules it, and for whom.

    A school's first three months in the regime are settled of arts 14, 14 bis and 20 alone (art 15
    inc. 4 and 5). Art 16 inc. 5 takes DFL 2/1998 art 13 inc. 2 to 4 and nothing of art 15, so that
    of it only the first three months of the school year are.
    """
    for joined, groups in ((facts.joined, _OF_GROUPS), (None, _OF_ALL)):
        for past in bases.settles(month, joined):
            if facts.convenio_in(past) is not None:
                yield past, joined, groups


def _corrections(facts: SchoolFacts, month: Period) -> Iterator[Line]:
    for past, joined, groups in _settlements(facts, month):
        settled = multipliers.settled_multiplier(facts, past, joined)
        if settled.base.months:
            terms = terms_of(facts, past)
            share = WHOLE if _has_plan(facts, month) else terms.standing.art20_share
            share = share if terms.standing.art20_share else retention.NOTHING
            yield from settlement_lines(terms, settled, share, groups)
    yield from _late(facts, month)


def _unsettled(facts: SchoolFacts, month: Period) -> Iterator[str]:
    """The months whose settlement is due and rests on no attendance that is known."""
    for past, joined, _ in _settlements(facts, month):
        if not multipliers.settled_multiplier(facts, past, joined).base.months:
            yield f"settlement_unknown:{past}"


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
        emergente = terms.standing.classification is SepClassification.EMERGENTE
        if emergente and not in_any(facts.art20_suspended, past):
            settling = bases.settling_month(past, joined)
            was_settled = settling is not None and settling < month
            pupils = (
                multipliers.settled_multiplier(facts, past, joined) if was_settled else terms.pupils
            )
            yield from late_lines(terms, pupils)
        past = past.plus(1)


def _retained(facts: SchoolFacts, month: Period) -> Retained | None:
    released = sum(
        _retained_alone(facts, past) for past in retention.months_released_in(facts, month)
    )
    share = retention.ordered_share(facts, month)
    return Retained(share, released) if share or released else None


def _retained_alone(facts: SchoolFacts, month: Period) -> int:
    """What a month was held back; it had nothing to give back itself."""
    terms = whole_terms(facts, month)
    return explanation_of(terms).retained if terms.retained else 0
