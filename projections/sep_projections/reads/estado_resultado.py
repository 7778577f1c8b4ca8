"""The state of account of a school and year, in the layout of Estado_resultado.txt.

Text in UTF-8 with `~` between columns and CRLF between rows, as the Superintendencia delivers it;
importing what is written here gives the lines that it was written from. A correction of a rendition
is no line: the Superintendencia states its effect in the lines that it publishes next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from sep_domain.calendar import SchoolYear
from sep_domain.events.accounting import AccountKind
from sep_domain.identifiers import Rbd
from sep_domain.money import Clp
from sep_domain.schools import Dependency
from sep_projections.reads import statements
from sep_projections.reads.known import Known
from sep_projections.reads.listing import params_of
from sep_projections.reads.rows import Row, rows_of

COLUMNS = (
    "desc_tipo_cuenta",
    "cuenta_alias",
    "desc_cuenta",
    "cuenta_alias_padre",
    "desc_cuenta_padre",
    "monto_declarado",
    "periodo",
    "subvencion_alias",
    "sost_id",
    "rbd",
    "region_rbd",
    "dependencia_rbd",
    "desc_estado",
)
DELIMITER, END_OF_ROW = "~", "\r\n"

_KINDS = {AccountKind.INGRESO: "Ingreso", AccountKind.GASTO: "Gasto"}
_DEPENDENCIES = {
    Dependency.MUNICIPAL_DAEM: "M",
    Dependency.CORPORACION_MUNICIPAL: "CM",
    Dependency.SLEP: "SLEP",
    Dependency.PARTICULAR_SUBVENCIONADO: "PS",
}


@dataclass(kw_only=True)
class EstadoResultadoRow(Row):
    """One line: an account of a school, subvención and year. The amount is whole pesos."""

    kind: AccountKind
    account: str
    account_name: str
    parent: str | None = None
    parent_name: str | None = None
    amount: Clp
    year: SchoolYear
    subvencion: str
    sostenedor_id: str
    rbd: Rbd
    region: int | None = None
    dependency: Dependency | None = None
    rendered: bool


async def estado_resultado(
    connection: AsyncConnection[Any], known: Known, rbd: Rbd, year: SchoolYear
) -> list[EstadoResultadoRow]:
    """Its lines, as known at a position."""
    query = statements.named("estado_resultado")
    async with connection.cursor(row_factory=rows_of(EstadoResultadoRow), binary=True) as cursor:
        await cursor.execute(query, params_of(known, rbd=rbd, year=year))
        return await cursor.fetchall()


def rendered(rows: Iterable[EstadoResultadoRow]) -> str:
    """The lines as the text of a file, its header first."""
    lines = (COLUMNS, *map(_cells, rows))
    return "".join(DELIMITER.join(cells) + END_OF_ROW for cells in lines)


def _cells(row: EstadoResultadoRow) -> tuple[str, ...]:
    return (
        _KINDS[row.kind],
        row.account,
        row.account_name,
        row.parent or f"{row.account[:4]}00",
        row.parent_name or "",
        str(row.amount),
        str(row.year),
        row.subvencion,
        row.sostenedor_id,
        str(row.rbd),
        "" if row.region is None else str(row.region),
        "" if row.dependency is None else _DEPENDENCIES.get(row.dependency, ""),
        "RENDIDO" if row.rendered else "NO RENDIDO",
    )
