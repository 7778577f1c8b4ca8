"""`postulaciones_elevadas.csv`: applications that went to the Subsecretario, a row each."""

from sep_domain.events.base import Fact
from sep_domain.events.legal.applications import ApplicationElevated, ApplicationResolved
from sep_intake.cells.rows import Row
from sep_intake.columns.reading import school_year
from sep_intake.columns.template import Template, columns, require_absent
from sep_intake.layouts.convenios.convenios import CLASSIFICATIONS


class PostulacionesElevadas(Template):
    dataset = "postulaciones_elevadas"
    title = "Postulaciones elevadas al Subsecretario"
    required = columns(
        "rbd;anio;rut_sostenedor;fecha_recepcion;fecha_resolucion;aceptada;clasificacion"
    )

    def facts(self, row: Row) -> list[Fact]:
        rbd, year = row.rbd(), school_year(row, "anio")
        facts: list[Fact] = [
            ApplicationElevated(
                occurred_on=row.day("fecha_recepcion"),
                rbd=rbd,
                year=year,
                sostenedor=row.rut("rut_sostenedor"),
            )
        ]
        if resolved := row.optional_day("fecha_resolucion"):
            answer = ApplicationResolved(
                occurred_on=resolved,
                rbd=rbd,
                year=year,
                accepted=row.flag("aceptada"),
                classification=row.optional_code("clasificacion", CLASSIFICATIONS),
            )
            return [*facts, answer]
        for column in ("aceptada", "clasificacion"):
            require_absent(row, column, "fecha_resolucion")
        return facts
