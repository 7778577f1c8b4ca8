"""Estado de resultados: what each school declared by account, subvención and year.

Text with `~`, CRLF and line breaks inside the texts; the year 2021 also as a workbook with the same
columns in upper case. The file has no RUT: the Superintendencia's own number names the sostenedor.
"""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from sep_domain.events.funds.accounting import AccountDeclared, AccountKind
from sep_domain.values.schools import Dependency
from sep_intake.cells.rows import Row
from sep_intake.columns import quick_columns
from sep_intake.columns.fields import FieldLayout, Fields, field
from sep_intake.columns.layout import FileHead
from sep_intake.columns.reading import (
    YearInName,
    account,
    central_office,
    literal,
    school_or_central,
    school_year,
    signed_pesos,
    spoken_text,
)

KINDS = {"INGRESO": AccountKind.INGRESO, "GASTO": AccountKind.GASTO}

_RENDERED = {"RENDIDO": True, "NO RENDIDO": False}
_DEPENDENCIES = {
    "M": Dependency.MUNICIPAL_DAEM,
    "CM": Dependency.CORPORACION_MUNICIPAL,
    "SLEP": Dependency.SLEP,
    "PS": Dependency.PARTICULAR_SUBVENCIONADO,
    "ADM. CENTRAL": None,
}


class EstadoResultado(FieldLayout):
    dataset = "estado_resultado"
    title = "Estado de resultados por establecimiento"
    breaks_lines = True
    required = frozenset(
        {"desc_tipo_cuenta", "cuenta_alias", "desc_cuenta", "monto_declarado", "periodo"}
        | {"subvencion_alias", "sost_id", "rbd", "dependencia_rbd", "desc_estado"}
    )
    optional: ClassVar[Mapping[str, str]] = {
        "cuenta_alias_padre": "salen sin cuenta padre",
        "desc_cuenta_padre": "salen sin nombre de la cuenta padre",
        "region_rbd": "salen sin región",
    }
    event = AccountDeclared
    named_by = ("sostenedor_id", "rbd", "subvencion", "account")
    dated_by = "year"
    complete_in = ("sostenedor_id", "year")

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._in_name = YearInName(head, self.warnings)

    def fields(self) -> Fields:
        return {
            "year": field(self._in_name.school_year, "periodo"),
            "occurred_on": field(_last_day, "periodo"),
            "sostenedor_id": field(Row.text, "sost_id"),
            "rbd": field(school_or_central, "rbd"),
            "dependency": field(_dependency, "dependencia_rbd"),
            "subvencion": field(spoken_text, "subvencion_alias"),
            "kind": field(literal, "desc_tipo_cuenta", values=KINDS),
            "account": field(account, "cuenta_alias"),
            "account_name": field(Row.text, "desc_cuenta"),
            "rendered": field(literal, "desc_estado", values=_RENDERED),
            "amount": field(signed_pesos, "monto_declarado", by_column=quick_columns.digits),
            "parent": field(Row.optional_text, "cuenta_alias_padre"),
            "parent_name": field(Row.optional_text, "desc_cuenta_padre"),
            "region": field(Row.optional_text, "region_rbd"),
            "dependency_name": field(_no_dependency, "dependencia_rbd"),
            "central": field(central_office, "rbd"),
        }


def _last_day(row: Row, year: str) -> date:
    return school_year(row, year).last_day


def _dependency(row: Row, column: str) -> Dependency | None:
    """None for the central administration, which is no school."""
    return None if row.optional_text(column) is None else literal(row, column, _DEPENDENCIES)


def _no_dependency(row: Row, column: str) -> str | None:
    """What stands there for the central administration; None where a dependency does."""
    return None if _dependency(row, column) is not None else row.optional_text(column)
