"""`mejoras.csv`: improvements paid with a credit, and whether the Consejo Escolar was consulted."""

from collections.abc import Iterator

from sep_domain.events.base import Fact
from sep_domain.events.education.improvements import (
    ConsejoConsulted,
    ImprovementFinanced,
    ImprovementPlanned,
)
from sep_domain.mejora.commands import LAST_NUMBER
from sep_domain.values.money import Clp
from sep_intake.cells.grammar import PESOS
from sep_intake.cells.rows import Row
from sep_intake.columns.reading import whole
from sep_intake.columns.template import Template, columns, is_filled, require_absent


class Mejoras(Template):
    dataset = "mejoras"
    title = "Mejoras financiadas con crédito"
    required = columns(
        "rbd;mejora;rut_sostenedor;descripcion;fecha;monto;fecha_consulta;por_escrito;"
        "fecha_credito;monto_credito"
    )

    def facts(self, row: Row) -> list[Fact]:
        return list(_steps(row))


def _steps(row: Row) -> Iterator[Fact]:
    rbd, number = row.rbd(), whole(row, "mejora", 1, LAST_NUMBER)
    yield ImprovementPlanned(
        occurred_on=row.day("fecha"),
        rbd=rbd,
        number=number,
        sostenedor=row.rut("rut_sostenedor"),
        description=row.text("descripcion"),
        amount=_amount(row, "monto"),
    )
    if consulted := row.optional_day("fecha_consulta"):
        written = row.flag("por_escrito")
        yield ConsejoConsulted(occurred_on=consulted, rbd=rbd, number=number, in_writing=written)
    else:
        require_absent(row, "por_escrito", "fecha_consulta")
    if is_filled(row, "fecha_credito", "monto_credito"):
        yield ImprovementFinanced(
            occurred_on=row.day("fecha_credito"),
            rbd=rbd,
            number=number,
            amount=_amount(row, "monto_credito"),
        )


def _amount(row: Row, column: str) -> Clp:
    return Clp(whole(row, column, 1, form=PESOS))
