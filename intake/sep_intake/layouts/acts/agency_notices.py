"""`comunicaciones_agencia.csv`: what the Agencia told of schools in Insuficiente."""

from sep_domain.events.education.agency import AgencyNoticeGiven, AgencyNoticeKind
from sep_domain.values.grades import EducationLevel
from sep_intake.cells.rows import Row
from sep_intake.columns.template import Template, columns

_KINDS = {kind.value: kind for kind in AgencyNoticeKind}
_LEVELS = {level.value: level for level in EducationLevel}


class ComunicacionesAgencia(Template):
    dataset = "comunicaciones_agencia"
    title = "Comunicaciones y certificados de la Agencia de Calidad"
    required = columns("rbd;nivel;tipo;fecha;documento")

    def facts(self, row: Row) -> list[AgencyNoticeGiven]:
        return [
            AgencyNoticeGiven(
                occurred_on=row.day("fecha"),
                rbd=row.rbd(),
                level=row.code("nivel", _LEVELS),
                kind=row.code("tipo", _KINDS),
                document=row.optional_text("documento"),
            )
        ]
