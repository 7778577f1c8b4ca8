"""The terms of one month: every number that its payment is the product of, not yet multiplied.

Two months are compared by putting the terms of one in place of the other's, one after another, so
they are kept apart here: pupils, standing, USE, table of values, concentration, corrections and
Ley 21.006.
"""

from dataclasses import dataclass
from fractions import Fraction

from sep_domain.dates.calendar import Period
from sep_domain.entitlement import bases, multipliers
from sep_domain.entitlement.bases import Base
from sep_domain.entitlement.inputs import SchoolFacts, in_any, school_year_of
from sep_domain.entitlement.lines import Line
from sep_domain.entitlement.multipliers import Multiplier
from sep_domain.law.legal_numbers import legal_number
from sep_domain.law.statute import NoStatuteError, PupilGroup, UseValue, unit_values, use_value
from sep_domain.values.grades import LevelBand, bands_in_part
from sep_domain.values.schools import SepClassification

WHOLE = Fraction(1)
PREFERENTES_FROM = min(
    value.in_force.from_month for value in unit_values() if value.group is PupilGroup.PREFERENTE
)
"""The month from which the law pays for preferentes, and so from which gratuity matters."""
_MONTHS_WITHOUT_PLAN = 12
_NOBODY = Multiplier({}, Base((), ()))


@dataclass(frozen=True, slots=True)
class RegimeTerms:
    """How the regime treats a school in a month; no classification: it gives it nothing."""

    classification: SepClassification | None
    gratuitous: bool = False
    art20_share: Fraction = WHOLE
    instalment_suspended: bool = False


OUTSIDE = RegimeTerms(None)


@dataclass(frozen=True, slots=True)
class Money:
    """The USE and the month whose tables hold: of the month paid, and of its year's instalments."""

    use: UseValue | None
    """None where its value is not known."""
    instalment_use: UseValue | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the payment of a month is made of."""

    month: Period
    pupils: Multiplier
    recovery: Multiplier
    standing: RegimeTerms
    money: Money
    table: Period
    instalment_table: Period
    concentration: Fraction | None
    corrections: tuple[Line, ...] = ()
    scaling: Fraction = WHOLE
    retained: "Retained | None" = None
    exposed: Fraction = Fraction(0)
    """The share that Ley 21.006 art 1 exposes to a retention that nobody has ordered."""
    reasons: tuple[str, ...] = ()
    """Why it may change, though everything could be said."""
    lacks: tuple[str, ...] = ()
    """What could not be said, and for want of what."""


@dataclass(frozen=True, slots=True)
class Retained:
    """What resolutions hold back: a share of the month, less what is given back (CLP)."""

    share: Fraction
    released: int = 0


def terms_of(facts: SchoolFacts, month: Period, *, both: bool = False) -> Terms:
    """The terms of a month as it is first paid, corrections and Ley 21.006 not yet looked at.

    The pupils of art 27 are counted where the school is en recuperación, or where `both` ways of
    paying are wanted, as when they are compared.
    """
    standing, reasons = standing_in(facts, month)
    pupils = multipliers.monthly_multiplier(facts, month)
    recovers = standing.classification is SepClassification.EN_RECUPERACION
    recovery = multipliers.of_recovery(facts, month) if recovers or both else _NOBODY
    share, unknown = multipliers.priority_share(facts, month)
    instalment = _first_instalment(facts, month)
    lacks: tuple[str, ...] = ()
    if facts.convenio_in(month) is not None:
        rests_on = recovery if recovers else pupils
        reasons += _missing((*rests_on.base.missing, *unknown))
        reasons += _above_enrolment(facts, {*rests_on.base.months})
        reasons += _grades_unsure(facts, month, {*rests_on.base.months})
        lacks = _lacking(facts, month, standing, rests_on, share)
    return Terms(
        month=month,
        pupils=pupils,
        recovery=recovery,
        standing=standing,
        money=Money(_use(month), _use(instalment)),
        table=month,
        instalment_table=instalment,
        concentration=share,
        reasons=tuple(dict.fromkeys(reasons)),
        lacks=lacks,
    )


def _use(month: Period) -> UseValue | None:
    try:
        return use_value(month)
    except NoStatuteError:
        return None


def _lacking(
    facts: SchoolFacts,
    month: Period,
    standing: RegimeTerms,
    rests_on: Multiplier,
    share: Fraction | None,
) -> tuple[str, ...]:
    """What the law gives for the month and cannot be said at all."""
    year = school_year_of(month)
    lacks = []
    if standing.classification is None:
        lacks.append(f"classification_unknown:{year}")
    if not facts.gratuitous and month >= PREFERENTES_FROM:
        lacks.append(f"gratuity_unknown:{year}")
    if not rests_on.base.months:
        lacks.append(f"attendance_unknown:{month}")
    if share is None:
        lacks.append(f"share_unknown:{month.year - 1}")
    mixed = multipliers.mixed_bands(facts, rests_on.base.months)
    lacks += [f"grades_mixed:{band}" for band in LevelBand if band in mixed]
    return tuple(lacks)


def standing_in(facts: SchoolFacts, month: Period) -> tuple[RegimeTerms, tuple[str, ...]]:
    """The standing of a month, and what of it had to be assumed."""
    if facts.convenio_in(month) is None:
        return OUTSIDE, ()
    classification, assumed = facts.classification_in(month)
    gratuitous, unsure = facts.gratuitous_in(month)
    year = school_year_of(month)
    reasons = [f"classification_assumed:{year}"] if assumed else []
    if unsure and facts.gratuitous and month >= PREFERENTES_FROM:
        reasons.append(f"gratuity_assumed:{year}")
    share = art20_share(facts, month)
    if WHOLE > share > 0 and classification is SepClassification.EMERGENTE:
        reasons.append("plan_not_presented")
    return (
        RegimeTerms(classification, gratuitous, share, in_any(facts.instalments_suspended, month)),
        tuple(reasons),
    )


def art20_share(facts: SchoolFacts, month: Period) -> Fraction:
    """The part of art 20 that is paid: a third in the convenio's first year, without a plan.

    The plan counts from the month after it is presented. A convenio that follows another has a
    plan already, so only the school's first one can be without. After the first year the law names
    no other part for want of a plan: what follows is the warning of art 23. Nothing where a
    resolution suspends the aporte (inc. 6).
    """
    if in_any(facts.art20_suspended, month):
        return Fraction(0)
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


def _grades_unsure(facts: SchoolFacts, month: Period, months: set[Period]) -> tuple[str, ...]:
    """Bands reached in part, whose attendance may count grades outside, for want of grades."""
    years = sorted({past.year for past in months} | {school_year_of(month)})
    told = {int(year) for year in facts.prioritarios}
    seen = {band for past in months for band, _ in facts.attendance[past]}
    return tuple(
        f"grades_unsure:{band}:{year}"
        for year in years
        if year not in told
        for band in LevelBand
        if band in bands_in_part(year) & seen
    )


def _missing(months: tuple[Period, ...]) -> tuple[str, ...]:
    return tuple(f"attendance_missing:{month}" for month in months)


def _above_enrolment(facts: SchoolFacts, months: set[Period]) -> tuple[str, ...]:
    return tuple(
        f"attendance_above_enrolment:{month}"
        for month in sorted(months)
        if any(p.present > p.enrolled for p in facts.attendance[month].values())
    )
