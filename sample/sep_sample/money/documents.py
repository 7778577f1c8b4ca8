"""The documents that SEP money is spent on, for all schools of a year at once.

A total is cut into parts by cumulative shares (`_cut`), so that the parts add up to it exactly.
Every row is one allocation: `total` is the document's amount, `declared` the part charged to this
school and subvención.
"""

import polars as pl

from sep_sample.advice.contracts import Contract
from sep_sample.country.noise import Noise
from sep_sample.money.accounts import PURCHASES

COLUMNS = {
    "rbd": pl.Int64,
    "subvention": pl.String,
    "book": pl.String,
    "kind": pl.String,
    "account": pl.Int64,
    "number": pl.Int64,
    "detail": pl.String,
    "dated": pl.Date,
    "total": pl.Int64,
    "declared": pl.Int64,
    "paid_on": pl.Date,
    "issuer": pl.Int64,
}

_BOOKS = {"PLANILLA": "Libro de Remuneraciones", "BHE": "Libro de Honorarios Percibidos"}
_PURCHASE_BOOK = "Libro de Compras Percibidos"
_FEES = (410502, 410607)
_FIRST_SUPPLIER_RUT = 58_000_001
_SUPPLIERS_PER_SCHOOL = 12
_NAMELESS_EVERY, _NAMELESS = 20, 3
"""Every twentieth school keeps a general invoice without its issuer: it has no backing."""
NO_ISSUER = 0
"""A payroll is the holder's own paper: nobody issued it."""

_FIRST_PURCHASE_ACTION, _PURCHASE_ACTIONS = 3, 4


def documents_of(
    year: int, budgets: pl.DataFrame, contracts: list[Contract], noise: Noise
) -> pl.DataFrame:
    """All documents of a year, in the order of school, payment and number; columns `COLUMNS`.

    `budgets` has rbd, spend, staff, first_month, last_month, general_income.
    """
    advice = _advice(contracts)
    sep_advice = (
        advice.filter(pl.col("subvention") == "SEP")
        .group_by("rbd")
        .agg(advice=pl.col("declared").sum())
    )
    plans = (
        budgets.join(sep_advice, on="rbd", how="left")
        .with_columns(pl.col("advice").fill_null(0))
        .with_columns(
            rest=pl.max_horizontal(pl.col("spend") - pl.col("staff") - pl.col("advice"), 0)
        )
    )
    purchases, shared = _purchases(year, plans, noise)
    sep = [_payroll(year, plans, noise), _contributions(year, plans), advice, purchases]
    general = _general(year, plans, pl.concat([advice, shared]))
    return pl.concat([*sep, shared, general]).sort("rbd", "paid_on", "kind", "number", "subvention")


def empty() -> pl.DataFrame:
    return pl.DataFrame(schema=COLUMNS)


def _advice(contracts: list[Contract]) -> pl.DataFrame:
    rows = [
        (
            c.rbd,
            p.subvention,
            _PURCHASE_BOOK,
            p.document_type,
            410501,
            p.document_number,
            f"{c.subject}; contrato {c.code}"
            + (f"; acción PME {c.year}/{c.action}" if c.action else ""),
            p.paid_on.replace(day=1) if p.paid_on.day > 3 else p.paid_on,
            p.amount,
            p.amount,
            p.paid_on,
            c.adviser.rut.number,
        )
        for c in contracts
        for p in c.payments
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _payroll(year: int, plans: pl.DataFrame, noise: Noise) -> pl.DataFrame:
    """One payroll for every month the school is paid: 88 % of staff, all of it in a cut year."""
    months = pl.int_ranges("first_month", pl.col("last_month") + 1)
    whole_year = pl.col("last_month") == 12
    monthly = plans.with_columns(
        wages=pl.when(whole_year).then(pl.col("staff") * 88 // 100).otherwise("staff"),
        count=pl.col("last_month") - pl.col("first_month") + 1,
        month=months,
    ).explode("month")
    amount = _cut("wages", pl.col("count"), pl.col("month") - pl.col("first_month"))
    day = noise.integers("payday", 26, 28, "rbd", "month", pl.lit(year))
    return _rows(
        monthly.filter(amount > 0),
        book=pl.lit(_BOOKS["PLANILLA"]),
        kind=pl.lit("PLANILLA"),
        account=pl.lit(410101),
        number=_payroll_number(year, pl.col("month")),
        detail=pl.format("Remuneraciones mes {}; acción PME {}/1", "month", pl.lit(year)),
        dated=pl.date(year, pl.col("month"), day),
        declared=amount,
        paid_on=pl.date(year, pl.col("month"), day),
        issuer=pl.lit(NO_ISSUER),
    )


def _contributions(year: int, plans: pl.DataFrame) -> pl.DataFrame:
    """The employer's social security, in June and December."""
    halves = plans.filter(pl.col("last_month") == 12).join(
        pl.DataFrame({"half": [0, 1]}), how="cross"
    )
    halves = halves.with_columns(owed=pl.col("staff") - pl.col("staff") * 88 // 100)
    month = 6 + 6 * pl.col("half")
    amount = _cut("owed", pl.lit(2), pl.col("half"))
    return _rows(
        halves.filter(amount > 0),
        book=pl.lit(_BOOKS["PLANILLA"]),
        kind=pl.lit("PLANILLA"),
        account=pl.lit(410402),
        number=_payroll_number(year, month + 20),
        detail=pl.format("Cotizaciones del empleador; acción PME {}/1", pl.lit(year)),
        dated=pl.date(year, month, 27),
        declared=amount,
        paid_on=pl.date(year, month, 28),
        issuer=pl.lit(NO_ISSUER),
    )


def _payroll_number(year: int, slot: pl.Expr) -> pl.Expr:
    return pl.col("rbd") * 10_000 + (year % 100) * 100 + slot


def _purchases(year: int, plans: pl.DataFrame, noise: Noise) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The SEP purchases, and the parts of the shared invoices that the general subvención bears."""
    count = (pl.col("rest") // 2_500_000 + 12).clip(12, 48)
    lines = (
        plans.filter(pl.col("rest") > 0, pl.col("last_month") == 12)
        .with_columns(count=count)
        .with_columns(item=pl.int_ranges(0, "count"))
        .explode("item")
        .with_columns(weight=noise.integers("weight", 70, 130, "rbd", "item", pl.lit(year)))
    )
    until = pl.col("weight").cum_sum().over("rbd")
    whole = pl.col("weight").sum().over("rbd")
    lines = lines.with_columns(
        amount=pl.col("rest") * until // whole
        - pl.col("rest") * (until - pl.col("weight")) // whole
    )
    lines = lines.filter(pl.col("amount") > 0).with_row_index("row")
    lines = _purchase_terms(lines, year, noise)
    sep = _purchase_rows(lines, year, "SEP", pl.col("amount"))
    shared = lines.filter(pl.col("share") > 0)
    return sep, _purchase_rows(shared, year, "GENERAL", pl.col("share"))


def _purchase_terms(lines: pl.DataFrame, year: int, noise: Noise) -> pl.DataFrame:
    """What is bought, from whom, when, and whether the general subvención shares the invoice."""
    suppliers = max(60, lines["rbd"].n_unique() // 4)
    first = noise.integers("supplier", 0, suppliers - 1, "rbd")
    # From April on: a school that joined in March has had two payments by then to buy with.
    month = 4 + pl.col("item") * 9 // pl.col("count")
    day = noise.integers("pay-day", 21, 28, "rbd", "item", pl.lit(year))
    share = pl.when(pl.col("row") % 20 == 7).then(pl.col("amount") // 2).otherwise(0)
    codes = pl.lit(pl.Series(PURCHASES))
    kept_waiting = noise.integers("credit", 0, 18, "rbd", "item", pl.lit(year))
    return lines.with_columns(
        account=codes.gather(pl.col("item") % len(PURCHASES)),
        issuer=_FIRST_SUPPLIER_RUT
        + 17 * ((first + pl.col("item") % _SUPPLIERS_PER_SCHOOL) % suppliers),
        paid_on=pl.date(year, month, day),
        waited=kept_waiting,
        share=pl.min_horizontal(share, pl.col("general_income") // 200),
    )


def _purchase_rows(
    lines: pl.DataFrame, year: int, subvention: str, declared: pl.Expr
) -> pl.DataFrame:
    is_fee = pl.col("account").is_in(_FEES)
    action = pl.col("item") % _PURCHASE_ACTIONS + _FIRST_PURCHASE_ACTION
    wrapped = pl.when(pl.col("row") % 90 == 41).then(pl.lit("\n")).otherwise(pl.lit(" "))
    wrapped = pl.when(pl.col("row") % 90 == 83).then(pl.lit("\r\n")).otherwise(wrapped)
    return _rows(
        lines,
        subvention=pl.lit(subvention),
        book=pl.when(is_fee).then(pl.lit(_BOOKS["BHE"])).otherwise(pl.lit(_PURCHASE_BOOK)),
        kind=pl.when(is_fee).then(pl.lit("BHE")).otherwise(pl.lit("FACE")),
        number=(year % 100) * 10_000_000 + pl.col("row").cast(pl.Int64) + 1,
        detail=pl.format(
            "Compra {};{}acción PME {}/{}", pl.col("item") + 1, wrapped, pl.lit(year), action
        ),
        dated=pl.col("paid_on") - pl.duration(days="waited"),
        total=pl.col("amount") + pl.col("share"),
        declared=declared,
    )


def _general(year: int, plans: pl.DataFrame, charged: pl.DataFrame) -> pl.DataFrame:
    """The general subvención, spent to the last peso: two utilities and a yearly payroll."""
    elsewhere = (
        charged.filter(pl.col("subvention") == "GENERAL")
        .group_by("rbd")
        .agg(elsewhere=pl.col("declared").sum())
    )
    left = (
        plans.join(elsewhere, on="rbd", how="left")
        .with_columns(left=pl.col("general_income") - pl.col("elsewhere").fill_null(0))
        .join(pl.DataFrame({"line": [0, 1, 2]}), how="cross")
    )
    utility = pl.col("left") * 2 // 100
    amount = pl.when(pl.col("line") == 2).then(pl.col("left") - 2 * utility).otherwise(utility)
    payroll = pl.col("line") == 2
    nameless = (pl.col("line") == 1) & (pl.col("rbd") % _NAMELESS_EVERY == _NAMELESS)
    return _rows(
        left.filter(amount > 0),
        subvention=pl.lit("GENERAL"),
        book=pl.when(payroll).then(pl.lit(_BOOKS["PLANILLA"])).otherwise(pl.lit(_PURCHASE_BOOK)),
        kind=pl.when(payroll).then(pl.lit("PLANILLA")).otherwise(pl.lit("FACE")),
        account=pl.lit(pl.Series((411004, 411002, 410101))).gather("line"),
        number=_payroll_number(year, pl.col("line") + 60),
        detail=pl.lit("Funcionamiento regular"),
        dated=pl.date(year, 12, 15),
        declared=amount,
        paid_on=pl.date(year, 12, 22),
        issuer=pl.when(payroll | nameless).then(NO_ISSUER).otherwise(_FIRST_SUPPLIER_RUT - 17),
    )


def _cut(total: str, parts: pl.Expr, index: pl.Expr) -> pl.Expr:
    """The index-th of equal parts that add up to the total."""
    return pl.col(total) * (index + 1) // parts - pl.col(total) * index // parts


def _rows(lines: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    known: dict[str, pl.Expr] = {
        "subvention": pl.lit("SEP"),
        "total": columns["declared"],
        **columns,
    }
    return lines.select(
        known.get(name, pl.col(name)).cast(dtype).alias(name) for name, dtype in COLUMNS.items()
    )
