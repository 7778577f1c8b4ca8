"""The books of the sample balance: from year to year, against the documents, against the bank."""

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from tests.sample.conftest import Reader

YEARS = range(2014, 2026)


def statement(read: Reader, year: int) -> pl.DataFrame:
    table = read(f"Estado_resultado_{year}.txt", separator="~")
    return table.with_columns(pl.col("monto_declarado").cast(pl.Int64))


def documents(read: Reader, year: int) -> pl.DataFrame:
    table = read(f"Documentos_{year}.txt", separator="~")
    return table.with_columns(pl.col("monto_total", "monto_declarado").cast(pl.Int64))


def closing(read: Reader, year: int) -> dict[str, int]:
    """Opening and income less spending of the SEP, by school."""
    sep = statement(read, year).filter(subvencion_alias="SEP")
    spent = pl.col("desc_tipo_cuenta") == "GASTO"
    signed = pl.when(spent).then(-pl.col("monto_declarado")).otherwise("monto_declarado")
    found = sep.group_by("rbd").agg(signed.sum())
    return {rbd: amount for rbd, amount in found.iter_rows() if amount}


def opening(read: Reader, year: int) -> dict[str, int]:
    rows = statement(read, year).filter(cuenta_alias="500001")
    return dict(rows.select("rbd", "monto_declarado").iter_rows())


def odd_schools(read: Reader, *rules: str) -> set[str]:
    key = read("anomalias.csv")
    chosen = key.filter(pl.col("regla").is_in(rules)) if rules else key
    return set(chosen["rbd"])


@pytest.mark.parametrize("year", YEARS[:-1])
def test_what_a_year_leaves_the_next_one_opens_with(read: Reader, year: int) -> None:
    assert closing(read, year) == opening(read, year + 1)


@pytest.mark.parametrize("year", [2014, 2019, 2025])
def test_the_statement_sums_up_the_documents(read: Reader, year: int) -> None:
    keys = ["rbd", "subvencion_alias", "cuenta_alias"]
    summed = documents(read, year).group_by(keys).agg(pl.col("monto_declarado").sum())
    stated = statement(read, year).filter(desc_tipo_cuenta="GASTO").select(*keys, "monto_declarado")
    assert summed.sort(keys).rows() == stated.sort(keys).rows()


@pytest.mark.parametrize("year", [2014, 2021, 2022, 2025])
def test_the_income_is_what_was_paid(read: Reader, year: int) -> None:
    paid = read(f"*Detalle Subvenciones {year}*")
    paid = paid.rename({name: name.lower() for name in paid.columns})
    columns = ["sep"] if "sep" in paid.columns else ["sep_prio", "sep_pref"]
    pesos = pl.sum_horizontal(pl.col(columns).str.strip_suffix(",00").cast(pl.Int64)).sum()
    received = dict(paid.group_by("rbd").agg(pesos.alias("sep")).iter_rows())
    booked = statement(read, year).filter(pl.col("cuenta_alias").str.starts_with("3103"))
    income = dict(booked.group_by("rbd").agg(pl.col("monto_declarado").sum()).iter_rows())
    assert {rbd: amount for rbd, amount in received.items() if amount} == income


def test_no_document_is_charged_beyond_its_total_but_the_one_of_the_key(read: Reader) -> None:
    repeated = set()
    for year in YEARS:
        keys = ["rut_documento", "tipo_docs_alias", "numero_documento"]
        issued = documents(read, year).filter(pl.col("rut_documento") != "")
        charged = issued.group_by(keys).agg(
            pl.col("monto_declarado").sum(), pl.col("monto_total").first(), pl.col("rbd").first()
        )
        over = charged.filter(pl.col("monto_declarado") > pl.col("monto_total"))
        repeated |= set(over["rbd"])
    assert repeated == odd_schools(read, "RF12")


def test_staff_takes_less_than_half_but_where_the_key_says(read: Reader) -> None:
    heavy = set()
    for year in YEARS:
        sep = statement(read, year).filter(subvencion_alias="SEP")
        staff = pl.col("cuenta_alias").str.contains("^410[1-4]")
        income = pl.col("cuenta_alias").str.starts_with("3103")
        amount = pl.col("monto_declarado")
        shares = sep.group_by("rbd").agg(
            staff=amount.filter(staff).sum(), income=amount.filter(income).sum()
        )
        heavy |= set(
            shares.filter(pl.col("staff") * 2 > pl.col("income"), pl.col("income") > 0)["rbd"]
        )
    assert heavy == odd_schools(read, "RF08")


def test_no_school_spends_money_before_it_has_it(read: Reader) -> None:
    overdrawn = {rbd for year in YEARS for rbd, lowest in lowest_balances(read, year) if lowest < 0}
    # A document paid after the year's end belongs to the next year's cash, not to this one's.
    assert overdrawn <= odd_schools(read, "RF13", "RF14", "RF12", "RF16")
    assert odd_schools(read, "RF14") <= overdrawn


def lowest_balances(read: Reader, year: int) -> Iterator[tuple[str, int]]:
    """The lowest running balance of each school: SEP is paid on the 20th of the month."""
    balances = opening(read, year)
    paid = read(f"*Detalle Subvenciones {year}*")
    paid = paid.rename({name: name.lower() for name in paid.columns})
    columns = ["sep"] if "sep" in paid.columns else ["sep_prio", "sep_pref"]
    pesos = pl.sum_horizontal(pl.col(columns).str.strip_suffix(",00").cast(pl.Int64))
    deposits = paid.select("rbd", day=pl.date(year, pl.col("mes").cast(int), 20), amount=pesos)
    charges = (
        documents(read, year)
        .filter(subvencion_alias="SEP")
        .select(
            "rbd",
            day=pl.col("fecha_pago_documento").str.to_date(),
            amount=-pl.col("monto_declarado"),
        )
        .filter(pl.col("day") <= date(year, 12, 31))
    )
    moves = pl.concat([deposits, charges]).group_by("rbd", "day").agg(pl.col("amount").sum())
    for rbd, own in moves.sort("day").group_by("rbd"):
        yield str(rbd[0]), balances.get(str(rbd[0]), 0) + min(own["amount"].cum_sum().to_list())


@pytest.mark.parametrize("year", [2014, 2019, 2025])
def test_each_bank_line_follows_from_the_one_before(read: Reader, year: int) -> None:
    lines = read(f"movimientos_bancarios_{year}.csv").with_columns(
        pl.col("cargo", "abono", "saldo", "linea").cast(pl.Int64)
    )
    for _, own in lines.group_by("cuenta", maintain_order=True):
        moved = own["abono"] - own["cargo"]
        assert (own["saldo"] - own["saldo"].shift(1))[1:].to_list() == moved[1:].to_list()
    assert not lines.select("cuenta", "fecha", "linea").is_duplicated().any()


def test_certificates_accredit_the_balance_but_in_the_key(read: Reader) -> None:
    short = set()
    certificates = read("certificados_saldo.csv")
    for year in YEARS:
        balances = closing(read, year)
        for rbd, amount in (
            certificates.filter(anio=str(year)).select("rbd", "saldo_certificado").iter_rows()
        ):
            if int(amount) < balances[rbd]:
                short.add(rbd)
    assert short == odd_schools(read, "RF05")


def test_a_school_that_closes_leaves_nothing_but_in_the_key(read: Reader) -> None:
    closed = set(read("*Directorio_Oficial_EE_2025*").filter(pl.col("ESTADO_ESTAB") != "1")["RBD"])
    assert closed & set(closing(read, 2025)) == odd_schools(read, "RF28")
