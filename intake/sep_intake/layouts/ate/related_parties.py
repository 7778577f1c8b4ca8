"""`partes_relacionadas.csv`: persons and companies related to a sostenedor."""

from sep_domain.events.funds.accounting import RelatedPartyDeclared
from sep_intake.cells.grammar import AHEAD, AVERAGES, RELATED
from sep_intake.cells.rows import Row
from sep_intake.columns.reading import optional_decimal
from sep_intake.columns.template import Template, columns

_RELATIONS = {
    relation: relation
    for relation in (
        "representante_legal",
        "director",
        "socio",
        "conyuge",
        "consanguinidad_1",
        "consanguinidad_2",
        "consanguinidad_3",
        "afinidad_1",
        "afinidad_2",
    )
}


class PartesRelacionadas(Template):
    dataset = "partes_relacionadas"
    title = "Partes relacionadas con el sostenedor"
    required = columns("rut_sostenedor;rut_relacionado;relacion;porcentaje_capital;desde;hasta")

    def facts(self, row: Row) -> list[RelatedPartyDeclared]:
        return [
            RelatedPartyDeclared(
                occurred_on=row.day("desde", RELATED),
                sostenedor=row.rut("rut_sostenedor"),
                related=row.rut("rut_relacionado"),
                relation=row.code("relacion", _RELATIONS),
                capital_share=optional_decimal(row, "porcentaje_capital", AVERAGES, 100),
                until=row.optional_day("hasta", AHEAD),
            )
        ]
