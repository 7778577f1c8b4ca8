"""Documentos and Estado de resultado: `~`, CRLF, latin-1, line breaks inside fields."""

from pathlib import Path

import polars as pl

from sep_domain.values.identifiers import check_digit
from sep_sample.country.country import Country
from sep_sample.files.text import CRLF, write_table
from sep_sample.money.accounts import ACCOUNTS
from sep_sample.money.documents import NO_ISSUER

_DEPENDENCIES = {1: "CM", 2: "M", 3: "PS", 4: "PP", 6: "SLEP"}

INCOME_STATEMENT = (
    *("desc_tipo_cuenta", "cuenta_alias", "desc_cuenta", "cuenta_alias_padre"),
    *("desc_cuenta_padre", "monto_declarado", "periodo", "subvencion_alias", "sost_id", "rbd"),
    *("region_rbd", "dependencia_rbd", "desc_estado"),
)
DOCUMENTS = (
    *("_idx", "periodo", "sost_id", "rut_sost", "nombre_sost", "rbd", "nombre_rbd", "region_rbd"),
    *("dependencia_rbd", "subvencion_alias", "desc_libro", "tipo_docs_alias", "cuenta_alias"),
    *("desc_cuenta", "desc_cuenta_padre", "cuenta_alias_padre", "numero_documento"),
    *("nombre_documento", "detalle_documento", "fecha_documento", "monto_total"),
    *("monto_declarado", "fecha_pago_documento", "rut_documento"),
)


def write_documents(directory: Path, country: Country, year: int, documents: pl.DataFrame) -> Path:
    """`Documentos_{year}.txt`: one row per document and part of it charged to a school."""
    table = (
        documents.with_row_index("_idx", offset=1)
        .join(_schools(country, year), on="rbd", maintain_order="left")
        .join(_accounts(), left_on="account", right_on="cuenta_alias", maintain_order="left")
        .join(_issuers(documents), on="issuer", maintain_order="left")
    )
    cells = table.select(
        "_idx",
        pl.lit(year).alias("periodo"),
        "sost_id",
        "rut_sost",
        "nombre_sost",
        "rbd",
        "nombre_rbd",
        "region_rbd",
        "dependencia_rbd",
        pl.col("subvention").alias("subvencion_alias"),
        pl.col("book").alias("desc_libro"),
        pl.col("kind").alias("tipo_docs_alias"),
        pl.col("account").alias("cuenta_alias"),
        "desc_cuenta",
        "desc_cuenta_padre",
        "cuenta_alias_padre",
        pl.col("number").alias("numero_documento"),
        pl.format("{} {}", "kind", "number").alias("nombre_documento"),
        pl.col("detail").alias("detalle_documento"),
        pl.col("dated").alias("fecha_documento"),
        pl.col("total").alias("monto_total"),
        pl.col("declared").alias("monto_declarado"),
        pl.col("paid_on").alias("fecha_pago_documento"),
        "rut_documento",
    )
    path = directory / f"Documentos_{year}.txt"
    return write_table(path, cells, separator="~", encoding="latin-1", newline=CRLF)


def write_income_statement(
    directory: Path, country: Country, year: int, books: pl.DataFrame, not_rendered: list[int]
) -> Path:
    """`Estado_resultado_{year}.txt`: one row per school, subvención and account that moved."""
    table = books.join(_schools(country, year), on="rbd", maintain_order="left").join(
        _accounts(), left_on="account", right_on="cuenta_alias", maintain_order="left"
    )
    missing = pl.col("rbd").is_in(not_rendered) & (pl.col("subvention") == "SEP")
    broken = (pl.col("rbd") % 40 == 0) & (pl.col("account") == 410605)
    cells = table.select(
        "desc_tipo_cuenta",
        pl.col("account").alias("cuenta_alias"),
        pl.when(broken)
        .then(pl.col("desc_cuenta").str.replace(" ", "\n"))
        .otherwise("desc_cuenta")
        .alias("desc_cuenta"),
        "cuenta_alias_padre",
        "desc_cuenta_padre",
        pl.col("amount").alias("monto_declarado"),
        pl.lit(year).alias("periodo"),
        pl.col("subvention").alias("subvencion_alias"),
        "sost_id",
        "rbd",
        "region_rbd",
        "dependencia_rbd",
        pl.when(missing)
        .then(pl.lit("NO RENDIDO"))
        .otherwise(pl.lit("RENDIDO"))
        .alias("desc_estado"),
    )
    path = directory / f"Estado_resultado_{year}.txt"
    return write_table(path, cells, separator="~", encoding="latin-1", newline=CRLF)


def _schools(country: Country, year: int) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "rbd": school.rbd,
                "sost_id": (holder := school.holder_in(year)).holder_id,
                "rut_sost": holder.rut.replace("-", ""),
                "nombre_sost": holder.name,
                "nombre_rbd": school.name,
                "region_rbd": school.comuna.region_in(year),
                "dependencia_rbd": _DEPENDENCIES[holder.depe],
            }
            for school in country.schools
        ]
    )


def _accounts() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "desc_tipo_cuenta": account.kind,
                "cuenta_alias": account.code,
                "desc_cuenta": account.name,
                "cuenta_alias_padre": account.parent,
                "desc_cuenta_padre": account.parent_name,
            }
            for account in ACCOUNTS
        ]
    )


def _issuers(documents: pl.DataFrame) -> pl.DataFrame:
    """A RUT's digits with its check digit and no dash; nothing where nobody issued the paper."""
    numbers = documents["issuer"].unique().sort().to_list()
    ruts = ["" if n == NO_ISSUER else f"{n}{check_digit(n)}" for n in numbers]
    schema = {"issuer": pl.Int64, "rut_documento": pl.String}
    return pl.DataFrame({"issuer": numbers, "rut_documento": ruts}, schema=schema)
