"""How much each school spends in a year: of its SEP, on staff, on advisers, on everything else.

Clean schools spend most of the year's income and half of what they carried over, so that balances
settle near a fifth of a year; staff stays under half of the income. A school that closes or moves
to another holder spends all it has. Roles of the answer key bend these shares.
"""

import polars as pl

from sep_sample.anomalies.casting import Cast
from sep_sample.country.country import Country, School
from sep_sample.country.noise import Noise


def budgets_of(
    country: Country,
    year: int,
    *,
    income: pl.DataFrame,
    opening: pl.DataFrame,
    noise: Noise,
    cast: Cast,
) -> pl.DataFrame:
    """One row per school that has SEP money in the year, in CLP.

    `income` has rbd, income, first_month, last_month; `opening` rbd, balance. The result adds
    `opening`, `spend`, `staff` and the shares they come from.
    """
    habits = pl.DataFrame(
        [_habits(school, year, cast) for school in country.in_regime],
        schema=dict.fromkeys(("rbd", "spend_bp", "opening_bp", "staff_bp", "excess_bp"), pl.Int64),
        orient="row",
    )
    usual_spend = noise.integers("spend", 8600, 9300, "rbd", pl.lit(year))
    usual_staff = noise.integers("staff", 3000, 4400, "rbd", pl.lit(year))
    shares = habits.join(income, on="rbd").join(opening, on="rbd", how="left")
    return (
        shares.with_columns(opening=pl.col("balance").fill_null(0))
        .with_columns(
            spend_bp=pl.coalesce("spend_bp", usual_spend),
            staff_bp=pl.coalesce("staff_bp", usual_staff),
        )
        .with_columns(
            spend=pl.col("income") * (pl.col("spend_bp") + pl.col("excess_bp")) // 10_000
            + pl.col("opening") * pl.col("opening_bp") // 10_000
        )
        .with_columns(
            staff=pl.min_horizontal(pl.col("income") * pl.col("staff_bp") // 10_000, "spend")
        )
        .filter(pl.col("spend") > 0)
        .sort("rbd")
    )


def _habits(school: School, year: int, cast: Cast) -> tuple[int, int | None, int, int | None, int]:
    """(rbd, share of income spent, of opening spent, staff share, excess), None where usual."""
    rbd = school.rbd
    excess = 1500 if cast.plays("RF13", rbd, year) else 0
    staff = 6200 if cast.plays("RF08", rbd, year) else None
    if _spends_everything(school, year, cast) or excess:
        return rbd, 10_000, 10_000, staff, excess
    if _hoards(rbd, year, cast):
        return rbd, 5200, 0, 3000, 0
    if cast.plays("RF33", rbd, year):
        return rbd, 6500, 0, 3000, 0
    return rbd, None, 5000, staff, 0


def _spends_everything(school: School, year: int, cast: Cast) -> bool:
    leaves = school.transfer_year is not None and year == school.transfer_year - 1
    closes = school.closes_after == year and cast.year_of("RF28", school.rbd) is None
    return leaves or closes


def _hoards(rbd: int, year: int, cast: Cast) -> bool:
    """RF01 hoards for a whole term, RF02 for its first half."""
    renewal = cast.year_of("RF01", rbd)
    half = cast.year_of("RF02", rbd)
    whole_term = renewal is not None and renewal - 4 <= year <= renewal
    return whole_term or (half is not None and half - 2 <= year < half)
