"""Bank lines of each holder's SEP account: one deposit a month, one charge for every document."""

from datetime import date

import polars as pl

from sep_sample.anomalies.answer_key import Anomaly, AnswerKey
from sep_sample.anomalies.casting import Cast, Role
from sep_sample.country.country import Holder

COLUMNS = {
    "holder": pl.Int64,
    "account": pl.String,
    "only_sep": pl.Int64,
    "day": pl.Date,
    "text": pl.String,
    "document": pl.String,
    "charge": pl.Int64,
    "credit": pl.Int64,
}

_DEPOSIT_DAY = 20


def deposits_of(year: int, payments: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """One credit per holder and month for all its schools. `holders` has rbd, holder, account."""
    total = pl.sum_horizontal(pl.exclude("rbd", "month", "holder", "account"))
    monthly = payments.join(holders, on="rbd").group_by("holder", "account", "month")
    return monthly.agg(credit=total.sum()).select(
        "holder",
        "account",
        only_sep=pl.lit(1, dtype=pl.Int64),
        day=pl.date(year, pl.col("month"), _DEPOSIT_DAY),
        text=pl.lit("ABONO SUBVENCION ESCOLAR PREFERENCIAL"),
        document=pl.format("{}{}", pl.lit(year), pl.col("month").cast(pl.String).str.zfill(2)),
        charge=pl.lit(0, dtype=pl.Int64),
        credit="credit",
    )


def charges_of(documents: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """One charge per document that the SEP bears, on the day it was paid."""
    return (
        documents.filter(pl.col("subvention") == "SEP")
        .drop("account")
        .join(holders, on="rbd")
        .select(
            "holder",
            "account",
            only_sep=pl.lit(1, dtype=pl.Int64),
            day="paid_on",
            text=pl.format("PAGO {} RBD {}", "kind", "rbd"),
            document=pl.col("number").cast(pl.String),
            charge="declared",
            credit=pl.lit(0, dtype=pl.Int64),
        )
    )


def with_misdeeds(lines: pl.DataFrame, year: int, cast: Cast, key: AnswerKey) -> pl.DataFrame:
    """RF06 and RF07 worked into the lines of a year and recorded."""
    for role in cast.of("RF06", year):
        lines = _deposited_in_mixed_account(lines, role, key)
    for role in cast.of("RF07", year):
        lines = pl.concat([lines, _transferred_out(role, lines, key)])
    return lines


def with_balances(lines: pl.DataFrame, brought: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines in order with `line` and `balance`, and each account's balance after them.

    `brought` has account, balance. Money in comes before money out on the same day.
    """
    order = ["holder", "account", "day", "charge", "document", "text", "credit"]
    ordered = lines.sort(order).join(brought, on="account", how="left", maintain_order="left")
    moved = (pl.col("credit") - pl.col("charge")).cum_sum().over("account")
    lined = ordered.with_columns(
        line=pl.int_range(1, pl.len() + 1).over("account", "day"),
        balance=moved + pl.col("balance").fill_null(0),
    )
    last = lined.group_by("account").agg(pl.col("balance").last())
    untouched = brought.join(last, on="account", how="anti")
    return lined, pl.concat([untouched, last.select(brought.columns)]).sort("account")


def _deposited_in_mixed_account(lines: pl.DataFrame, role: Role, key: AnswerKey) -> pl.DataFrame:
    """May's deposit goes to the general account and comes back two weeks later."""
    holder, year = role.school.holder_in(role.year), role.year
    mixed = f"{holder.holder_id:05d}-00001"
    day = date(year, 5, _DEPOSIT_DAY)
    strayed = (
        (pl.col("account") == holder.account) & (pl.col("day") == day) & (pl.col("credit") > 0)
    )
    amount = int(lines.filter(strayed)["credit"].sum())
    moved = lines.with_columns(
        account=pl.when(strayed).then(pl.lit(mixed)).otherwise("account"),
        only_sep=pl.when(strayed).then(pl.lit(0, dtype=pl.Int64)).otherwise("only_sep"),
    )
    text, back = "TRASPASO ENTRE CUENTAS PROPIAS", date(year, 6, 3)
    found = f"cuenta={mixed};fecha={day}"
    key.record(_anomaly(role, holder, found, "Abono SEP en una cuenta que no es exclusiva"))
    return pl.concat(
        [
            moved,
            _line(holder, mixed, back, text, only_sep=0, charge=amount),
            _line(holder, holder.account, back, text, credit=amount),
        ]
    )


def _transferred_out(role: Role, lines: pl.DataFrame, key: AnswerKey) -> pl.DataFrame:
    """A charge in August that no document stands behind and no credit makes good."""
    holder, day = role.school.holder_in(role.year), date(role.year, 8, 24)
    own = lines.filter(pl.col("account") == holder.account)
    amount = int(own["credit"].sum()) * 3 // 100
    found = f"cuenta={holder.account};fecha={day}"
    key.record(
        _anomaly(role, holder, found, "Traspaso desde la cuenta SEP sin gasto ni restitución")
    )
    return _line(holder, holder.account, day, "TRASPASO A CUENTA SUBVENCION GENERAL", charge=amount)


def _line(
    holder: Holder,
    account: str,
    day: date,
    text: str,
    *,
    only_sep: int = 1,
    charge: int = 0,
    credit: int = 0,
) -> pl.DataFrame:
    row = (holder.rut.number, account, only_sep, day, text, "", charge, credit)
    return pl.DataFrame([row], schema=COLUMNS, orient="row")


def _anomaly(role: Role, holder: Holder, found: str, description: str) -> Anomaly:
    file = f"movimientos_bancarios_{role.year}.csv"
    return Anomaly(role.rule, role.school.rbd, holder.rut, role.year, file, found, description)
