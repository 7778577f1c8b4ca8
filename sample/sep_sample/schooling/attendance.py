"""Enrolment and attendance of the pupils that Ley 20.248 pays for, by month and level band.

Averages are whole hundredths of a pupil, so that payments can be computed exactly. Only grades the
regime has reached by the school year are counted, in the groups and in the total alike.
"""

import polars as pl

from sep_domain.values.grades import LevelBand
from sep_sample.anomalies.casting import Cast
from sep_sample.country.country import Country, School
from sep_sample.country.noise import Noise

FIRST_MONTH, LAST_MONTH = 3, 12

FIRST_YEAR = 2008
"""The regime's first school year; the year before it, on which it first pays, counts alike."""


def attendance_of(country: Country, year: int, noise: Noise, cast: Cast) -> pl.DataFrame:
    """One row per school, band and month, March to December.

    Columns: rbd, band, month, priority, preferred, total (pupils enrolled) and the same with
    `_present` (average attendance in hundredths of a pupil).
    """
    enrolled = _enrolment(country, year, noise)
    months = pl.DataFrame({"month": range(FIRST_MONTH, LAST_MONTH + 1)})
    monthly = enrolled.join(months, how="cross").sort("rbd", "band", "month")
    present = _with_presence(monthly, year, noise)
    return _with_anomaly(present, cast, year)


def _enrolment(country: Country, year: int, noise: Noise) -> pl.DataFrame:
    rows = [
        (s.rbd, band.value, _pupils(s, band, year), s.priority_bp, s.preferred_bp, s.attendance_bp)
        for s in country.schools
        if s.is_subsidised and s.works_in(year)
        for band in s.bands
    ]
    columns = ("rbd", "band", "base", "priority_bp", "preferred_bp", "attendance_bp")
    drift = noise.integers("enrolment", 960, 1040, "rbd", pl.lit(year))
    return (
        pl.DataFrame(
            rows, schema=dict.fromkeys(columns, pl.Int64) | {"band": pl.String}, orient="row"
        )
        .filter(pl.col("base") > 0)
        .with_columns(total=pl.col("base") * drift // 1000)
        .with_columns(
            priority=pl.col("total") * pl.col("priority_bp") // 10_000,
            preferred=pl.col("total") * pl.col("preferred_bp") // 10_000,
        )
    )


def _pupils(school: School, band: LevelBand, year: int) -> int:
    return school.grade_size * school.grades_paid_in(band, max(year, FIRST_YEAR))


def _with_presence(monthly: pl.DataFrame, year: int, noise: Noise) -> pl.DataFrame:
    """Presence moves with the school and a little with the month: nobody stands out by chance."""
    swing = noise.integers("presence", -40, 40, "rbd", "month", pl.lit(year))
    rate = pl.col("attendance_bp") + swing
    return monthly.select(
        "rbd",
        "band",
        "month",
        "priority",
        "preferred",
        "total",
        priority_present=pl.col("priority") * rate // 100,
        preferred_present=pl.col("preferred") * rate // 100,
        total_present=pl.col("total") * rate // 100,
    )


def _with_anomaly(present: pl.DataFrame, cast: Cast, year: int) -> pl.DataFrame:
    """RF31: more prioritarios present than enrolled, in every month of the year."""
    schools = [role.school.rbd for role in cast.of("RF31", year)]
    extra = pl.col("priority") * 106
    inflated = pl.col("rbd").is_in(schools)
    return present.with_columns(
        priority_present=pl.when(inflated).then(extra).otherwise("priority_present")
    )
