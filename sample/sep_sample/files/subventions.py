"""Detalle de subvenciones by school and month: latin-1, decimal comma, empty cents.

Until 2021 one column `sep` holds all SEP money; from 2022 it is split into SEP_PRIO, which here
bears arts 14, 16, 20 and 27 of the prioritarios, and SEP_PREF.
"""

from pathlib import Path

import polars as pl

from sep_sample.country.country import Country
from sep_sample.country.territory import REGION_NAME
from sep_sample.files.text import CRLF, write_table

_PRIORITY = ("base_priority", "additional_priority", "recovery_priority", "concentration")
_PREFERRED = ("base_preferred", "additional_preferred", "recovery_preferred")

_SCHOOL = (
    *("AGNO", "RBD", "NOMBRE_RBD", "RUT_SOSTENEDOR", "NOM_SOSTENEDOR", "COD_REG_RBD"),
    *("NOM_REG_RBD", "COD_PRO_RBD", "COD_COM_RBD", "NOM_COM_RBD", "COD_DEPROV_RBD"),
    *("NOM_DEPROV_RBD", "COD_DEPE", "COD_DEPE2", "RURAL_RBD", "MES", "MATRICULA"),
)
_SPLIT = (
    *("ESCOLARIDAD", "ESCOLARIDAD_PIE", "INTERNADO", "PORC_ZONA", "MONTO_ASIG_ZONA"),
    *("DESCUENTO_FICOM", "APORTE_ESTADO_FICOM", "RURALIDAD", "PISO_RURAL", "DISCREPANCIA"),
    *("DONACIONAPLICADA", "REINTEGROS", "RETENCIONES", "MULTAS", "DESEMPEÑO_DIFICIL"),
    *("DESEMPEÑO_DIFICIL_NODOC", "SUBV_ADICIONAL_ESPECIAL", "SUBV_ASISTENTES_EDUCACION"),
    *("PROFESOR_ENCARGADO", "RELIQUIDACION", "APOR_GRATUIDAD", "SUB_NORMAL", "SEP_PRIO"),
    *("SEP_PREF", "MANTENIMIENTO", "SNED", "PRORETENCION", "REFORZAMIENTO"),
)
_SINGLE = (
    *("escolaridad", "escolaridad_pie", "internado", "montoasignacionzona", "ruralidad"),
    *("discrepancia", "reintegros", "retenciones", "multas", "subvnodocente"),
    *("profesorencargado", "reliquidacion", "subv_normal", "sep", "mantenimiento", "sned"),
    *("proretencion", "avdi", "aep", "adeco", "brp", "pag_pend", "descuento_escolaridad"),
    *("liquido_pago",),
)
_AMOUNTS = {"ESCOLARIDAD", "SUB_NORMAL", "SUBV_NORMAL", "LIQUIDO_PAGO"}


def header(year: int) -> tuple[str, ...]:
    """The columns of a year's file: 45 from 2022, before it lower case with one `sep`."""
    if year >= 2022:
        return (*_SCHOOL, *_SPLIT)
    return (*(name.lower() for name in _SCHOOL), *_SINGLE)


def file_name(year: int) -> str:
    return f"{year + 1}0606_Detalle Subvenciones {year}_{year + 1}0605.csv"


def write(
    directory: Path, country: Country, year: int, payments: pl.DataFrame, base: pl.DataFrame
) -> Path:
    """Every school and month that some subvención was paid for. `base` has rbd, month, amount."""
    path = directory / file_name(year)
    lines = base.join(payments, on=["rbd", "month"], how="left").sort("rbd", "month")
    priority = pl.sum_horizontal(pl.col(_PRIORITY).fill_null(0))
    preferred = pl.sum_horizontal(pl.col(_PREFERRED).fill_null(0))
    lines = lines.with_columns(priority=priority, preferred=preferred)
    table = lines.join(_school_cells(country, year), on="rbd")
    cells = {name: _cell(name) for name in header(year)}
    return write_table(
        path,
        table.select(cell.alias(name) for name, cell in cells.items()),
        encoding="latin-1",
        newline=CRLF,
    )


def _cell(name: str) -> pl.Expr:
    upper = name.upper()
    if upper == "MES":
        return pl.col("month")
    if upper in _SCHOOL:
        return pl.col(upper)
    if upper == "PORC_ZONA":
        return pl.lit("12,5")
    sep = {
        "SEP": pl.col("priority") + pl.col("preferred"),
        "SEP_PRIO": pl.col("priority"),
        "SEP_PREF": pl.col("preferred"),
    }
    amount = pl.col("amount") if upper in _AMOUNTS else sep.get(upper, pl.lit(0))
    return pl.format("{},00", amount)


def _school_cells(country: Country, year: int) -> pl.DataFrame:
    rows = []
    for school in country.schools:
        holder, comuna = school.holder_in(year), school.comuna
        region = comuna.region_in(year)
        rows.append(
            {
                "rbd": school.rbd,
                "AGNO": year,
                "RBD": school.rbd,
                "NOMBRE_RBD": school.name,
                "RUT_SOSTENEDOR": holder.rut.number,
                "NOM_SOSTENEDOR": holder.name,
                "COD_REG_RBD": region,
                "NOM_REG_RBD": REGION_NAME[region].replace("’", "'").upper(),
                "COD_PRO_RBD": comuna.province_in(year),
                "COD_COM_RBD": comuna.cut_in(year),
                "NOM_COM_RBD": comuna.name,
                "COD_DEPROV_RBD": comuna.deprov,
                "NOM_DEPROV_RBD": comuna.deprov_name,
                "COD_DEPE": holder.depe,
                "COD_DEPE2": {1: 1, 2: 1, 3: 2, 4: 3, 6: 5}[holder.depe],
                "RURAL_RBD": int(school.rural),
                "MATRICULA": school.grade_size * len(school.grades),
            }
        )
    return pl.DataFrame(rows)
