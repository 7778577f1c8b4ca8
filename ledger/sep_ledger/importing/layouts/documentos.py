"""Documentos: each document that a sostenedor declared, as far as it was charged to a school.

Text with `~`, CRLF and line breaks inside the texts. RUTs come without a dash, their digit last; a
RUT whose digit is wrong is refused with its row. Books are kept as of payment, so a declaration
holds from the day it was paid, else issued, else from the end of its year.
"""

from datetime import date

from sep_domain.events.accounting import ExpenditureDeclared
from sep_domain.identifiers import Rut
from sep_ledger.importing.layout import Layout
from sep_ledger.importing.layouts.reading import (
    account,
    rut_without_dash,
    school_or_central,
    school_year,
    spoken,
    whole_pesos,
)
from sep_ledger.importing.rows import Row


class Documentos(Layout):
    dataset = "documentos"
    title = "Documentos de gasto declarados a la Superintendencia"
    breaks_lines = True
    required = frozenset(
        {"periodo", "sost_id", "rut_sost", "rbd", "subvencion_alias", "tipo_docs_alias"}
        | {"cuenta_alias", "numero_documento", "rut_documento", "monto_total", "monto_declarado"}
    )

    def facts(self, row: Row) -> list[ExpenditureDeclared]:
        year = school_year(row, "periodo")
        issued, paid = row.optional_day("fecha_documento"), row.optional_day("fecha_pago_documento")
        return [
            ExpenditureDeclared(
                occurred_on=paid or issued or date(year, 12, 31),
                year=year,
                sostenedor=rut_without_dash(row, "rut_sost"),
                sostenedor_id=row.optional_text("sost_id"),
                sostenedor_name=row.optional_text("nombre_sost"),
                rbd=school_or_central(row),
                subvencion=spoken(row.text("subvencion_alias")),
                account=account(row, "cuenta_alias"),
                account_name=row.optional_text("desc_cuenta"),
                book=row.optional_text("desc_libro"),
                document_type=spoken(row.text("tipo_docs_alias")),
                document_number=row.optional_text("numero_documento"),
                document_name=row.optional_text("nombre_documento"),
                document_detail=row.optional_text("detalle_documento"),
                issuer=_issuer(row),
                issued_on=issued,
                paid_on=paid,
                document_total=whole_pesos(row, "monto_total"),
                declared=whole_pesos(row, "monto_declarado"),
            )
        ]


def _issuer(row: Row) -> Rut | None:
    """Internal documents such as payrolls have no issuer: the cell is blank or 0."""
    if row.optional_text("rut_documento") in (None, "0"):
        return None
    return rut_without_dash(row, "rut_documento")
