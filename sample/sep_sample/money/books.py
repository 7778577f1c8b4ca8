"""The books of a year: each account's total by school and subvención, and what is left."""

import polars as pl

from sep_sample.anomalies.answer_key import Anomaly, AnswerKey
from sep_sample.anomalies.casting import Cast

_INCOME = {
    310301: ("base_priority", "base_preferred"),
    310302: ("concentration",),
    310303: ("additional_priority", "additional_preferred"),
    310304: ("recovery_priority", "recovery_preferred"),
}
_OPENING = 500_001
_BASE_SUBVENTION = 310101
_ENROLMENT_CHARGE = 310802


def books_of(
    year: int,
    *,
    opening: pl.DataFrame,
    payments: pl.DataFrame,
    general: pl.DataFrame,
    documents: pl.DataFrame,
    cast: Cast,
    key: AnswerKey,
) -> pl.DataFrame:
    """Rows (rbd, subvention, account, amount) of every account that moved, amounts in CLP.

    `opening` has rbd, balance; `payments` one column per component; `general` rbd, general_income.
    """
    brought = opening.filter(pl.col("balance") != 0).select(
        "rbd", subvention=pl.lit("SEP"), account=pl.lit(_OPENING, dtype=pl.Int64), amount="balance"
    )
    base = general.filter(pl.col("general_income") > 0).select(
        "rbd",
        subvention=pl.lit("GENERAL"),
        account=pl.lit(_BASE_SUBVENTION, dtype=pl.Int64),
        amount="general_income",
    )
    spent = documents.group_by("rbd", "subvention", "account").agg(amount=pl.col("declared").sum())
    parts = [brought, _received(payments), base, spent, _charges(year, cast, key)]
    return pl.concat(parts).sort("rbd", "subvention", "account")


def closing_balances(books: pl.DataFrame) -> pl.DataFrame:
    """rbd, balance: opening and income less spending of the SEP, where not zero."""
    signed = pl.when(_is_spending()).then(-pl.col("amount")).otherwise("amount")
    sep = books.filter(pl.col("subvention") == "SEP")
    return sep.group_by("rbd").agg(balance=signed.sum()).filter(pl.col("balance") != 0).sort("rbd")


def _is_spending() -> pl.Expr:
    group = pl.col("account") // 100_000
    return group.is_in([4, 6, 7])


def _received(payments: pl.DataFrame) -> pl.DataFrame:
    yearly = payments.group_by("rbd").agg(
        pl.sum_horizontal(columns).sum().alias(str(account)) for account, columns in _INCOME.items()
    )
    long = yearly.unpivot(index="rbd", variable_name="account", value_name="amount")
    return long.filter(pl.col("amount") != 0).select(
        "rbd", subvention=pl.lit("SEP"), account=pl.col("account").cast(pl.Int64), amount="amount"
    )


def _charges(year: int, cast: Cast, key: AnswerKey) -> pl.DataFrame:
    """RF38: fees charged to priority pupils and booked as income of the SEP."""
    rows = [(role.school.rbd, "SEP", _ENROLMENT_CHARGE, 480_000) for role in cast.of("RF38", year)]
    for role in cast.of("RF38", year):
        key.record(
            Anomaly(
                "RF38",
                role.school.rbd,
                role.school.holder_in(year).rut,
                year,
                f"Estado_resultado_{year}.txt",
                f"cuenta={_ENROLMENT_CHARGE};subvencion=SEP",
                "Cobro de derecho de escolaridad a alumnos prioritarios",
            )
        )
    schema = {"rbd": pl.Int64, "subvention": pl.String, "account": pl.Int64, "amount": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
