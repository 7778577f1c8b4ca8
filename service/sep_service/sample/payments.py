"""What Ley 20.248 pays each school each month, exactly, for a whole country at once.

The multiplier of a month is an average of past attendance (art 15; DFL 2/1998 art 13), so every
payment is a weighted sum of attendance months. `WINDOWS` spells those weights out; the rest is a
join with the statutory values and one rounding per component.

Two simplifications, both within a peso or two of the law's text: in a school's first months, and
in 2008, the law multiplies enrolment by general attendance, which here equals the group's, since
the groups of a school attend alike; and the instalments of art 27 take the USE of the first month
they are paid in, which the law leaves open.
"""

from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from sep_domain.calendar import Period
from sep_domain.grades import LevelBand
from sep_domain.schools import SepClassification
from sep_domain.statute import (
    NoStatuteError,
    PupilGroup,
    concentration_values,
    unit_value,
    use_value,
)
from sep_service.sample.attendance import FIRST_MONTH, LAST_MONTH

COMPONENTS = (
    "base_priority",
    "base_preferred",
    "additional_priority",
    "additional_preferred",
    "concentration",
    "recovery_priority",
    "recovery_preferred",
)
"""Arts 14, 14 bis, 20 (both groups), 16 and 27 (both groups)."""

_WHOLE = 30
_VALUE_SCALE = 100_000
_USE_SCALE = 10_000
_DENOMINATOR = _WHOLE * 100 * _VALUE_SCALE * _USE_SCALE

_RATES = {
    SepClassification.AUTONOMO: (
        ("base_priority", "art14", PupilGroup.PRIORITARIO),
        ("base_preferred", "art14bis", PupilGroup.PREFERENTE),
    ),
    SepClassification.EMERGENTE: (
        ("base_priority", "art14", PupilGroup.PRIORITARIO),
        ("base_preferred", "art14bis", PupilGroup.PREFERENTE),
        ("additional_priority", "art20", PupilGroup.PRIORITARIO),
        ("additional_preferred", "art20", PupilGroup.PREFERENTE),
    ),
}


def payments_of(
    year: int, attendance: pl.DataFrame, attendance_before: pl.DataFrame, standing: pl.DataFrame
) -> pl.DataFrame:
    """What every school is paid in every month of a calendar year, by component, in CLP.

    `standing` says per rbd and month that it is paid: columns rbd, month, classification, free.
    The result has rbd, month and one column per component.
    """
    weighed = _weighed(attendance, attendance_before)
    recovery = _recovery(attendance, attendance_before)
    shares = _priority_shares(attendance_before)
    parts = pl.concat(
        [
            _by_article(weighed, standing, year),
            _concentration(weighed, standing, shares, year),
            _by_article_27(recovery, standing, year),
        ]
    )
    return _in_pesos(parts)


def windows() -> Iterator[tuple[int, int, bool, int, int]]:
    """(month paid, month valued, previous school year?, month attended, thirtieths).

    January to March rest on the whole previous school year, April on March, May on March and
    April, every later month on the three before it. June also settles March to May anew: the
    average of those three months less what they were paid on.
    """
    school_months = range(FIRST_MONTH, LAST_MONTH + 1)
    for month in (1, 2, 3):
        yield from ((month, month, True, attended, 3) for attended in school_months)
    yield 4, 4, False, 3, 30
    yield from ((5, 5, False, attended, 15) for attended in (3, 4))
    for month in range(6, 13):
        yield from ((month, month, False, month - back, 10) for back in (1, 2, 3))
    for settled in (3, 4, 5):
        yield from ((6, settled, False, attended, 10) for attended in (3, 4, 5))
    yield from ((6, 3, True, attended, -3) for attended in school_months)
    yield 6, 4, False, 3, -30
    yield from ((6, 5, False, attended, -15) for attended in (3, 4))


def _weighed(this: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Average presence by school, band, month paid and month valued, in 1/3000 of a pupil."""
    names = ("paid", "valued", "previous", "month", "weight")
    table = pl.DataFrame(list(windows()), schema=names, orient="row")
    groups = ("priority_present", "preferred_present", "total_present")
    sides = [
        side.join(table.filter(pl.col("previous") == previous), on="month")
        .group_by("rbd", "band", "paid", "valued")
        .agg((pl.col(group) * pl.col("weight")).sum() for group in groups)
        for side, previous in ((this, False), (before, True))
    ]
    return (
        pl.concat(sides)
        .group_by("rbd", "band", "paid", "valued")
        .agg(pl.col(group).sum() for group in groups)
    )


def _by_article(weighed: pl.DataFrame, standing: pl.DataFrame, year: int) -> pl.DataFrame:
    due = _paid_as_valued(weighed, standing)
    rated = due.join(_unit_values(year), on=["classification", "band", "valued"])
    pupils = pl.when(pl.col("component").str.ends_with("preferred")).then(
        pl.col("preferred_present") * pl.col("free").cast(pl.Int64)
    )
    return _part(rated.with_columns(pupils=pupils.otherwise("priority_present")))


def _concentration(
    weighed: pl.DataFrame, standing: pl.DataFrame, shares: pl.DataFrame, year: int
) -> pl.DataFrame:
    """Art 16, for all pupils present, by last year's share of prioritarios."""
    due = _paid_as_valued(weighed, standing).join(shares, on="rbd")
    rated = due.join(_concentration_values(year), on=["band", "valued"]).filter(
        pl.col("priority") * 100 >= pl.col("share_from") * pl.col("total"),
        pl.col("priority") * 100 < pl.col("share_below") * pl.col("total"),
    )
    component = pl.lit("concentration").alias("component")
    return _part(rated.with_columns(component, pupils=pl.col("total_present")))


def _by_article_27(recovery: pl.DataFrame, standing: pl.DataFrame, year: int) -> pl.DataFrame:
    """Equal instalments at the values of an autónomo, settled by no later attendance."""
    due = standing.filter(pl.col("classification") == SepClassification.EN_RECUPERACION.value)
    started = pl.when(pl.col("month") < FIRST_MONTH).then(1).otherwise(FIRST_MONTH)
    due = due.with_columns(valued=started.cast(pl.Int64), paid=pl.col("month"))
    due = due.with_columns(classification=pl.lit(SepClassification.AUTONOMO.value))
    due = due.join(recovery, on=["rbd", "valued"])
    rated = due.join(_unit_values(year), on=["classification", "band", "valued"])
    preferred = pl.col("component") == "base_preferred"
    pupils = pl.when(preferred).then(pl.col("preferred_due") * pl.col("free").cast(pl.Int64))
    return _part(
        rated.with_columns(
            component=pl.col("component").str.replace("base", "recovery"),
            pupils=pupils.otherwise("priority_due"),
        )
    )


def _paid_as_valued(weighed: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Presence of the months a school is paid for; a settlement only of months it was paid."""
    valued = standing.rename({"month": "valued"})
    paid = standing.select("rbd", paid="month")
    return weighed.join(paid, on=["rbd", "paid"], how="semi").join(valued, on=["rbd", "valued"])


def _part(rated: pl.DataFrame) -> pl.DataFrame:
    worth = pl.col("pupils") * pl.col("value_e5")
    return rated.group_by("rbd", "component", "paid", "valued", "use_e4").agg(worth=worth.sum())


def _in_pesos(parts: pl.DataFrame) -> pl.DataFrame:
    """One rounding per school, month and component, halves away from zero."""
    exact = (pl.col("worth").cast(pl.Int128) * pl.col("use_e4").cast(pl.Int128)).sum()
    amounts = parts.group_by("rbd", "component", month="paid").agg(exact=exact)
    magnitude = (pl.col("exact").abs() * 2 + _DENOMINATOR) // (2 * _DENOMINATOR)
    signed = (magnitude * pl.col("exact").sign()).cast(pl.Int64)
    columns = [
        signed.filter(pl.col("component") == component).sum().alias(component)
        for component in COMPONENTS
    ]
    return amounts.group_by("rbd", "month").agg(columns).sort("rbd", "month")


def _recovery(this: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Pupils of art 27: first-trimester enrolment by last year's attendance, in 1/3000.

    January and February still pay on the school year before.
    """
    last = before.group_by("rbd", "band").agg(
        pl.col("^(priority|preferred)(_present)?$").sum().name.prefix("last_")
    )
    return pl.concat(
        [
            _enrolled_and_present(side, last).with_columns(valued=pl.lit(month, dtype=pl.Int64))
            for side, month in ((before, 1), (this, FIRST_MONTH))
        ]
    )


def _enrolled_and_present(side: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
    trimester = side.filter(pl.col("month") <= 5).group_by("rbd", "band")
    enrolled = trimester.agg(pl.col("priority", "preferred").sum()).join(last, on=["rbd", "band"])
    due = [
        (pl.col(group) * 10 * pl.col(f"last_{group}_present"))
        // pl.max_horizontal(pl.col(f"last_{group}"), pl.lit(1))
        for group in ("priority", "preferred")
    ]
    return enrolled.select("rbd", "band", priority_due=due[0], preferred_due=due[1])


def _priority_shares(before: pl.DataFrame) -> pl.DataFrame:
    return before.group_by("rbd").agg(pl.col("priority", "total").sum())


def _unit_values(year: int) -> pl.DataFrame:
    rows = [
        (classification.value, component, band.value, month, value, _use_e4(year, month))
        for classification, rates in _RATES.items()
        for component, article, group in rates
        for band in LevelBand
        for month in range(1, 13)
        if (value := _value_e5(article, classification, group, band, Period.of(year, month)))
    ]
    names = ("classification", "component", "band", "valued", "value_e5", "use_e4")
    return pl.DataFrame(rows, schema=names, orient="row")


def _value_e5(
    article: str,
    classification: SepClassification,
    group: PupilGroup,
    band: LevelBand,
    month: Period,
) -> int:
    """Zero where the law fixes no value, as for preferentes before March 2016."""
    try:
        value = unit_value(article, classification, group, band, month)
    except NoStatuteError:
        return 0
    return _scaled(Fraction(value.use), _VALUE_SCALE)


def _concentration_values(year: int) -> pl.DataFrame:
    rows = [
        (
            value.band.value,
            month,
            int(value.share_from),
            int(value.share_below) if value.share_below is not None else 101,
            _scaled(Fraction(value.use), _VALUE_SCALE),
            _use_e4(year, month),
        )
        for value in concentration_values()
        for month in range(1, 13)
        if value.in_force.covers(Period.of(year, month))
    ]
    names = ("band", "valued", "share_from", "share_below", "value_e5", "use_e4")
    return pl.DataFrame(rows, schema=names, orient="row")


def _use_e4(year: int, month: int) -> int:
    return _scaled(Fraction(use_value(Period.of(year, month)).clp_per_use), _USE_SCALE)


def _scaled(value: Fraction, scale: int) -> int:
    scaled = value * scale
    if scaled.denominator != 1:
        raise ValueError(f"{float(value)} has more decimals than the sample's scale {scale}")
    return int(scaled)
