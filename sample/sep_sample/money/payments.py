"""What Ley 20.248 pays each school each month, exactly, for a whole country at once.

The multiplier of a month is an average of past attendance (art 15; DFL 2/1998 art 13), so every
payment is a weighted sum of attendance months. `windows` spells those weights out; the rest is a
join with the statutory values and one rounding per component. Where the law multiplies enrolment by
a rate of attendance (a school's first three months, all of 2008, and art 27), the amount is carried
with that rate's divisor until it is rounded.

Two things that the law leaves open are settled here: the instalments of art 27 take the USE and the
values of the March in which they begin, and a component is rounded once a month.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from sep_domain.values.schools import SepClassification
from sep_sample.money.statutory_values import USE_SCALE, VALUE_SCALE, concentrations, unit_values
from sep_sample.schooling.attendance import FIRST_MONTH, FIRST_YEAR, LAST_MONTH

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

_SETTLED, _SETTLED_IN = (3, 4, 5), 6
"""The first three months of the school year, and the fourth, in which they are settled."""

_OF_VALUE = ("classification", "band")
_WHOLE = 30
_DENOMINATOR = _WHOLE * 100 * VALUE_SCALE * USE_SCALE


def payments_of(
    year: int, attendance: Mapping[int, pl.DataFrame], standing: pl.DataFrame
) -> pl.DataFrame:
    """What every school is paid in every month of a calendar year, by component, in CLP.

    `attendance` holds the year itself and the two before it. `standing` says per rbd and month that
    it is paid: columns rbd, month, classification, free, joined (its first school year in the
    regime). The result has rbd, month and one column per component.
    """
    this, before = attendance[year], attendance[year - 1]
    weighed = _weighed(this, before)
    parts = pl.concat(
        [
            _by_article(_counted(weighed, this, before, standing, year), standing, year),
            _concentration(weighed, standing, _priority_shares(before), year),
            _by_article_27(attendance, standing, year),
        ]
    )
    return _in_pesos(parts)


def windows() -> Iterator[tuple[int, int, bool, bool, int, int]]:
    """(month paid, month valued, settled?, previous school year?, month attended, thirtieths).

    January to March rest on the whole previous school year, April on March, May on March and
    April, every later month on the three before it. June also settles March to May anew: the
    average of those three months less what they were paid on.
    """
    school_months = range(FIRST_MONTH, LAST_MONTH + 1)
    first_paid = [
        *((month, True, attended, 3) for month in (1, 2, 3) for attended in school_months),
        (4, False, 3, 30),
        *((5, False, attended, 15) for attended in (3, 4)),
        *((month, False, month - back, 10) for month in range(6, 13) for back in (1, 2, 3)),
    ]
    for month, previous, attended, weight in first_paid:
        yield month, month, False, previous, attended, weight
        if month in _SETTLED:
            yield _SETTLED_IN, month, False, previous, attended, -weight
    for settled in _SETTLED:
        yield from ((_SETTLED_IN, settled, True, False, attended, 10) for attended in _SETTLED)


def _weighed(this: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Average presence by school, band, month paid and month valued, in 1/3000 of a pupil."""
    names = ("paid", "valued", "settled", "previous", "month", "weight")
    table = pl.DataFrame(list(windows()), schema=names, orient="row")
    groups = ("priority_present", "preferred_present", "total_present")
    return pl.concat(
        side.join(table.filter(pl.col("previous") == previous), on="month")
        .group_by("rbd", "band", "paid", "valued", "settled", "previous")
        .agg((pl.col(group) * pl.col("weight")).sum() for group in groups)
        for side, previous in ((this, False), (before, True))
    )


def _counted(
    weighed: pl.DataFrame,
    this: pl.DataFrame,
    before: pl.DataFrame,
    standing: pl.DataFrame,
    year: int,
) -> pl.DataFrame:
    """Pupils of both groups that arts 14, 14 bis and 20 count, as `count` by `divisor`.

    A school's own groups but for its first three months, and but for the law's first year (art 15
    inc. 3; transitory art 8): then its enrolment at the rate at which all its pupils attend.
    """
    joining = standing.filter(pl.col("joined") == year).select("rbd").unique()
    by_rate = pl.col("valued").is_in(_SETTLED) & ~pl.col("settled") | pl.lit(year == FIRST_YEAR)
    of_joining = weighed.join(joining, on="rbd", how="semi").filter(pl.col("valued") >= FIRST_MONTH)
    own = weighed.join(
        of_joining.filter(by_rate), on=["rbd", "paid", "valued", "settled"], how="anti"
    )
    rolls = _rolls(this, before)
    own = own.join(rolls.join(joining, on="rbd", how="semi"), on="rbd", how="left").with_columns(
        divisor=pl.col("roll").fill_null(1) * pl.col("roll_before").fill_null(1)
    )
    counted = [
        own.select(
            *("rbd", "band", "paid", "valued", "divisor"),
            priority=pl.col("priority_present").cast(pl.Int128) * pl.col("divisor"),
            preferred=pl.col("preferred_present").cast(pl.Int128) * pl.col("divisor"),
        ),
        _at_general_rate(of_joining.filter(by_rate), this, rolls),
    ]
    return pl.concat(counted)


def _at_general_rate(
    weighed: pl.DataFrame, this: pl.DataFrame, rolls: pl.DataFrame
) -> pl.DataFrame:
    keys = ("rbd", "paid", "valued", "previous")
    attending = weighed.group_by(keys).agg(attending=pl.col("total_present").sum())
    enrolled = this.filter(pl.col("month") == FIRST_MONTH).select(
        "rbd", "band", "priority", "preferred"
    )
    # A rate has the roll of its own year below; what is left of the divisor stands above.
    rest = pl.when("previous").then(pl.col("roll")).otherwise("roll_before")
    rate = (pl.col("attending") * rest).cast(pl.Int128)
    rated = attending.join(rolls, on="rbd").join(enrolled, on="rbd")
    return rated.select(
        *("rbd", "band", "paid", "valued"),
        divisor=pl.col("roll") * pl.col("roll_before"),
        priority=rate * pl.col("priority"),
        preferred=rate * pl.col("preferred"),
    )


def _rolls(this: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """All pupils of a school, enrolled alike in every month of this year and of the last."""
    sides = [
        side.filter(pl.col("month") == FIRST_MONTH)
        .group_by("rbd")
        .agg(pl.col("total").sum().alias(name))
        for side, name in ((this, "roll"), (before, "roll_before"))
    ]
    return sides[0].join(sides[1], on="rbd")


def _by_article(counted: pl.DataFrame, standing: pl.DataFrame, year: int) -> pl.DataFrame:
    due = _paid_as_valued(counted, standing)
    rated = due.join(unit_values(year), on=["classification", "band", "valued"])
    return _part(rated.with_columns(pupils=_of_group("priority", "preferred")))


def _concentration(
    weighed: pl.DataFrame, standing: pl.DataFrame, shares: pl.DataFrame, year: int
) -> pl.DataFrame:
    """Art 16, for all pupils present, by last year's share of prioritarios."""
    due = _paid_as_valued(weighed, standing).join(shares, on="rbd")
    rated = due.join(concentrations(year), on=["band", "valued"]).filter(
        pl.col("priority") * 100 >= pl.col("share_from") * pl.col("total"),
        pl.col("priority") * 100 < pl.col("share_below") * pl.col("total"),
    )
    component = pl.lit("concentration").alias("component")
    one = pl.lit(1, dtype=pl.Int64).alias("divisor")
    return _part(rated.with_columns(component, one, pupils=pl.col("total_present")))


def _by_article_27(
    attendance: Mapping[int, pl.DataFrame], standing: pl.DataFrame, year: int
) -> pl.DataFrame:
    """Twelve equal instalments from March on, at the values of an autónomo then.

    Pupils are the first trimester's enrolment at the rate at which the group attended the year
    before; no later attendance settles them.
    """
    recovering = pl.col("classification") == SepClassification.EN_RECUPERACION.value
    due = standing.filter(recovering).with_columns(
        classification=pl.lit(SepClassification.AUTONOMO.value), paid=pl.col("month")
    )
    parts = []
    for started, in_year in (
        (year - 1, pl.col("month") < FIRST_MONTH),
        (year, pl.col("month") >= FIRST_MONTH),
    ):
        counted = _recovering(attendance[started], attendance[started - 1])
        values = unit_values(started).filter(pl.col("valued") == FIRST_MONTH)
        rated = due.filter(in_year).join(counted, on="rbd").join(values, on=_OF_VALUE)
        parts += [_part(of_group) for of_group in _instalments(rated)]
    return pl.concat(parts)


def _recovering(this: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Pupils of art 27 of a school year, in 1/3000 and by the group's roll of the year before."""
    trimester = this.filter(pl.col("month").is_in(_SETTLED)).group_by("rbd", "band")
    enrolled = trimester.agg(pl.col("priority", "preferred").sum())
    last = before.group_by("rbd").agg(
        pl.col("priority", "preferred").sum().name.suffix("_roll"),
        pl.col("priority_present", "preferred_present").sum(),
    )
    present = {
        group: (pl.col(group) * 10).cast(pl.Int128) * pl.col(f"{group}_present")
        for group in ("priority", "preferred")
    }
    return enrolled.join(last, on="rbd").with_columns(**present)


def _instalments(rated: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows of each group, with its own roll as divisor."""
    for group in ("priority", "preferred"):
        yield rated.filter(
            pl.col("component") == f"base_{group}", pl.col(f"{group}_roll") > 0
        ).with_columns(
            component=pl.lit(f"recovery_{group}"),
            pupils=_of_group("priority", "preferred"),
            divisor=pl.col(f"{group}_roll"),
        )


def _of_group(priority: str, preferred: str) -> pl.Expr:
    """Preferentes are paid for where the school is free, prioritarios everywhere."""
    of_preferred = pl.col(preferred) * pl.col("free").cast(pl.Int64)
    wants_preferred = pl.col("component").str.ends_with("preferred")
    return pl.when(wants_preferred).then(of_preferred).otherwise(priority)


def _paid_as_valued(weighed: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Presence of the months a school is paid for; a settlement only of months it was paid."""
    valued = standing.rename({"month": "valued"})
    paid = standing.select("rbd", paid="month")
    return weighed.join(paid, on=["rbd", "paid"], how="semi").join(valued, on=["rbd", "valued"])


def _part(rated: pl.DataFrame) -> pl.DataFrame:
    worth = pl.col("pupils").cast(pl.Int128) * pl.col("value_e5")
    keys = ("rbd", "component", "paid", "valued", "use_e4", "divisor")
    return rated.group_by(keys).agg(worth=worth.sum()).select(*keys, "worth")


def _in_pesos(parts: pl.DataFrame) -> pl.DataFrame:
    """One rounding per school, month and component, halves away from zero."""
    exact = (pl.col("worth") * pl.col("use_e4").cast(pl.Int128)).sum()
    amounts = parts.group_by("rbd", "component", "divisor", month="paid").agg(exact=exact)
    denominator = pl.lit(_DENOMINATOR, dtype=pl.Int128) * pl.col("divisor")
    magnitude = (pl.col("exact").abs() * 2 + denominator) // (denominator * 2)
    signed = (magnitude * pl.col("exact").sign()).cast(pl.Int64)
    columns = [
        signed.filter(pl.col("component") == component).sum().alias(component)
        for component in COMPONENTS
    ]
    return amounts.group_by("rbd", "month").agg(columns).sort("rbd", "month")


def _priority_shares(before: pl.DataFrame) -> pl.DataFrame:
    return before.group_by("rbd").agg(pl.col("priority", "total").sum())
