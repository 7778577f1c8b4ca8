"""The terms of one month: every number that its payment is the product of, not yet multiplied.

Two months are compared by putting the terms of one in place of the other's, one after another, so
they are kept apart here: pupils, standing, USE, table of values, concentration, corrections and
Ley 21.006.
"""

from dataclasses import dataclass
from fractions import Fraction

from sep_domain.calendar import Period
from sep_domain.entitlement import bases, multipliers
from sep_domain.entitlement.bases import Base
from sep_domain.entitlement.inputs import SchoolFacts, school_year_of
from sep_domain.entitlement.lines import Line
from sep_domain.entitlement.multipliers import Multiplier
from sep_domain.legal_numbers import legal_number
from sep_domain.schools import SepClassification
from sep_domain.statute import UseValue, use_value

WHOLE = Fraction(1)
_MONTHS_WITHOUT_PLAN = 12
_NOBODY = Multiplier({}, Base((), ()))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the regime treats a school in a month; no classification: it gives it nothing."""

    classification: SepClassification | None
    gratuitous: bool = False
    art20_share: Fraction = WHOLE
    instalment_suspended: bool = False


OUTSIDE = Standing(None)


@dataclass(frozen=True, slots=True)
class Money:
    """The USE and the month whose tables hold: of the month paid, and of its year's instalments."""

    use: UseValue
    instalment_use: UseValue


@dataclass(frozen=True, slots=True)
class Terms:
    """What the payment of a month is made of."""

    month: Period
    pupils: Multiplier
    recovery: Multiplier
    standing: Standing
    money: Money
    table: Period
    instalment_table: Period
    concentration: Fraction | None
    corrections: tuple[Line, ...] = ()
    scaling: Fraction = WHOLE
    retained: "Retained | None" = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retained:
    """What Ley 21.006 art 1 holds back: a share of the month, less what it gives back (CLP)."""

    share: Fraction
    released: int = 0


def terms_of(facts: SchoolFacts, month: Period, *, both: bool = False) -> Terms:
    """The terms of a month as it is first paid, corrections and Ley 21.006 not yet looked at.

    The pupils of art 27 are counted where the school is en recuperación, or where `both` ways of
    paying are wanted, as when they are compared.
    """
    standing, reasons = standing_in(facts, month)
    pupils = multipliers.monthly(facts, month)
    recovers = standing.classification is SepClassification.EN_RECUPERACION
    recovery = multipliers.of_recovery(facts, month) if recovers or both else _NOBODY
    share, unknown = multipliers.priority_share(facts, month)
    instalment = _first_instalment(facts, month)
    if standing.classification is not None:
        rests_on = recovery if recovers else pupils
        reasons += _missing((*rests_on.base.missing, *unknown))
        reasons += _above_enrolment(facts, {*rests_on.base.months})
    return Terms(
        month=month,
        pupils=pupils,
        recovery=recovery,
        standing=standing,
        money=Money(use_value(month), use_value(instalment)),
        table=month,
        instalment_table=instalment,
        concentration=share,
        reasons=tuple(dict.fromkeys(reasons)),
    )


def standing_in(facts: SchoolFacts, month: Period) -> tuple[Standing, tuple[str, ...]]:
    """The standing of a month, and what of it had to be assumed."""
    if facts.convenio_in(month) is None:
        return OUTSIDE, ()
    classification, assumed = facts.classification_in(month)
    gratuitous, unsure = facts.gratuitous_in(month)
    year = school_year_of(month)
    reasons = [f"classification_assumed:{year}"] if assumed else []
    if unsure and (year, month.month) >= (2016, 3):
        reasons.append(f"gratuity_assumed:{year}")
    share = art20_share(facts, month)
    if share != WHOLE and classification is SepClassification.EMERGENTE:
        reasons.append("plan_not_presented")
    return (
        Standing(classification, gratuitous, share, month in facts.instalments_suspended),
        tuple(reasons),
    )


def art20_share(facts: SchoolFacts, month: Period) -> Fraction:
    """The part of art 20 that is paid: a third in the convenio's first year, without a plan.

    The plan counts from the month after it is presented. A convenio that follows another has a
    plan already, so only the school's first one can be without.
    """
    joined = facts.joined
    if joined is None or not joined <= month < joined.plus(_MONTHS_WITHOUT_PLAN):
        return WHOLE
    presented = facts.plan_presented_on
    if presented is not None and presented < month.first_day:
        return WHOLE
    share = legal_number("art20_share_without_plan", month.last_day)
    return WHOLE if share is None else share.fraction


def _first_instalment(facts: SchoolFacts, month: Period) -> Period:
    """The first month of the school year in which the school is en recuperación.

    Equal instalments take the USE and the values of one month; the law does not say of which.
    """
    first = Period.of(school_year_of(month), bases.FIRST_MONTH)
    while first < month and not _recovers(facts, first):
        first = first.plus(1)
    return first


def _recovers(facts: SchoolFacts, month: Period) -> bool:
    recovering = facts.classification_in(month)[0] is SepClassification.EN_RECUPERACION
    return recovering and facts.convenio_in(month) is not None


def _missing(months: tuple[Period, ...]) -> tuple[str, ...]:
    return tuple(f"attendance_missing:{month}" for month in months)


def _above_enrolment(facts: SchoolFacts, months: set[Period]) -> tuple[str, ...]:
    return tuple(
        f"attendance_above_enrolment:{month}"
        for month in sorted(months)
        if any(p.present > p.enrolled for p in facts.attendance[month].values())
    )
