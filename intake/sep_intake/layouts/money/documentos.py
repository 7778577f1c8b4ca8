"""Documentos: each document that a sostenedor declared, as far as it was charged to a school.

Text with `~`, CRLF and line breaks inside the texts. RUTs come without a dash, their digit last; a
RUT whose digit is wrong is refused with its row. Books are kept as of payment, so a declaration
holds from the day it was paid, else issued, else from the end of its year.
"""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from sep_domain.events.funds.accounting import ExpenditureDeclared
from sep_domain.values.identifiers import Rut
from sep_intake.cells.rows import Row
from sep_intake.columns import quick_columns
from sep_intake.columns.fields import FieldLayout, Fields, field
from sep_intake.columns.layout import FileHead
from sep_intake.columns.reading import (
    YearInName,
    account,
    central_office,
    rut_without_dash,
    school_or_central,
    school_year,
    signed_pesos,
    spoken_text,
)


class Documentos(FieldLayout):
    dataset = "documentos"
    title = "Documentos de gasto declarados a la Superintendencia"
    breaks_lines = True
    required = frozenset(
        {"periodo", "sost_id", "rut_sost", "rbd", "subvencion_alias", "tipo_docs_alias"}
        | {"cuenta_alias", "numero_documento", "rut_documento", "monto_total", "monto_declarado"}
        | {"fecha_documento", "fecha_pago_documento"}
    )
    optional: ClassVar[Mapping[str, str]] = {
        "nombre_sost": "quedan sin nombre del sostenedor",
        "desc_cuenta": "quedan sin nombre de la cuenta",
        "desc_libro": "quedan sin libro",
        "nombre_documento": "quedan sin nombre del documento",
        "detalle_documento": "quedan sin detalle del documento",
        "nombre_rbd": "salen sin nombre del establecimiento",
        "region_rbd": "salen sin región",
        "dependencia_rbd": "salen sin dependencia",
        "cuenta_alias_padre": "salen sin cuenta padre",
        "desc_cuenta_padre": "salen sin nombre de la cuenta padre",
    }
    # A row's number says where it stands in the file, which another edition numbers anew.
    unread = frozenset({"_idx"})
    event = ExpenditureDeclared
    named_by = (
        *("sostenedor", "rbd", "subvencion", "account"),
        *("document_type", "issuer", "document_number"),
    )
    dated_by = "year"
    complete_in = ("sostenedor", "year")

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._in_name = YearInName(head, self.warnings)

    def fields(self) -> Fields:
        return {
            "year": field(self._in_name.school_year, "periodo"),
            "issued_on": field(Row.optional_day, "fecha_documento"),
            "paid_on": field(Row.optional_day, "fecha_pago_documento"),
            "occurred_on": field(
                _occurred_on, "fecha_pago_documento", "fecha_documento", "periodo"
            ),
            "sostenedor": field(rut_without_dash, "rut_sost"),
            "sostenedor_id": field(Row.optional_text, "sost_id"),
            "sostenedor_name": field(Row.optional_text, "nombre_sost"),
            "rbd": field(school_or_central, "rbd"),
            "subvencion": field(spoken_text, "subvencion_alias"),
            "account": field(account, "cuenta_alias"),
            "account_name": field(Row.optional_text, "desc_cuenta"),
            "book": field(Row.optional_text, "desc_libro"),
            "document_type": field(spoken_text, "tipo_docs_alias"),
            "document_number": field(
                Row.optional_text, "numero_documento", by_column=quick_columns.optional_text
            ),
            "document_name": field(
                Row.optional_text, "nombre_documento", by_column=quick_columns.optional_text
            ),
            "document_detail": field(
                Row.optional_text, "detalle_documento", by_column=quick_columns.optional_text
            ),
            "issuer": field(_issuer, "rut_documento"),
            "document_total": field(signed_pesos, "monto_total", by_column=quick_columns.digits),
            "declared": field(signed_pesos, "monto_declarado", by_column=quick_columns.digits),
            "school_name": field(Row.optional_text, "nombre_rbd"),
            "region": field(Row.optional_text, "region_rbd"),
            "dependency_name": field(Row.optional_text, "dependencia_rbd"),
            "parent": field(Row.optional_text, "cuenta_alias_padre"),
            "parent_name": field(Row.optional_text, "desc_cuenta_padre"),
            "central": field(central_office, "rbd"),
        }


def _occurred_on(row: Row, paid: str, issued: str, year: str) -> date:
    known = row.optional_day(paid) or row.optional_day(issued)
    return known or date(school_year(row, year), 12, 31)


def _issuer(row: Row, column: str) -> Rut | None:
    """Internal documents such as payrolls have no issuer: the cell is blank or 0."""
    if row.optional_text(column) in (None, "0"):
        return None
    return rut_without_dash(row, column)
