"""Estado de resultados: what each school declared by account, subvención and year.

Text with `~`, CRLF and line breaks inside the texts; the year 2021 also as a workbook with the same
columns in upper case. The file has no RUT: the Superintendencia's own number names the sostenedor.
"""

from sep_domain.events.accounting import AccountDeclared, AccountKind
from sep_domain.schools import Dependency
from sep_ledger.importing.layout import Layout
from sep_ledger.importing.layouts.reading import (
    account,
    literal,
    school_or_central,
    school_year,
    spoken,
    whole_pesos,
)
from sep_ledger.importing.rows import Row

KINDS = {"INGRESO": AccountKind.INGRESO, "GASTO": AccountKind.GASTO}

_RENDERED = {"RENDIDO": True, "NO RENDIDO": False}
_DEPENDENCIES = {
    "M": Dependency.MUNICIPAL_DAEM,
    "CM": Dependency.CORPORACION_MUNICIPAL,
    "SLEP": Dependency.SLEP,
    "PS": Dependency.PARTICULAR_SUBVENCIONADO,
    "ADM. CENTRAL": None,
}


class EstadoResultado(Layout):
    dataset = "estado_resultado"
    title = "Estado de resultados por establecimiento"
    breaks_lines = True
    required = frozenset(
        {"desc_tipo_cuenta", "cuenta_alias", "desc_cuenta", "monto_declarado", "periodo"}
        | {"subvencion_alias", "sost_id", "rbd", "dependencia_rbd", "desc_estado"}
    )

    def facts(self, row: Row) -> list[AccountDeclared]:
        year = school_year(row, "periodo")
        return [
            AccountDeclared(
                occurred_on=year.last_day,
                year=year,
                sostenedor_id=row.text("sost_id"),
                rbd=school_or_central(row),
                dependency=_dependency(row),
                subvencion=spoken(row.text("subvencion_alias")),
                kind=literal(row, "desc_tipo_cuenta", KINDS),
                account=account(row, "cuenta_alias"),
                account_name=row.text("desc_cuenta"),
                rendered=literal(row, "desc_estado", _RENDERED),
                amount=whole_pesos(row, "monto_declarado"),
            )
        ]


def _dependency(row: Row) -> Dependency | None:
    """None for the central administration, which is no school."""
    if row.optional_text("dependencia_rbd") is None:
        return None
    return literal(row, "dependencia_rbd", _DEPENDENCIES)
