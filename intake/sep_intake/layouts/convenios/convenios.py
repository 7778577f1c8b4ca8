"""`convenios.csv`: the convenio of each school, a row per convenio with the dates of its life."""

from collections.abc import Iterator

from sep_domain.events.base import Fact
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioEndReason,
    ConvenioExtended,
    ConvenioRenewalRequested,
    ConvenioRenewed,
    ConvenioRequested,
    ConvenioSigned,
)
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import SepClassification
from sep_intake.cells.grammar import AHEAD
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns.reading import whole
from sep_intake.columns.template import Template, columns, is_filled

CLASSIFICATIONS = {
    "AUTONOMO": SepClassification.AUTONOMO,
    "EMERGENTE": SepClassification.EMERGENTE,
    "EN RECUPERACION": SepClassification.EN_RECUPERACION,
}
_END_REASONS = {reason.value: reason for reason in ConvenioEndReason}


class Convenios(Template):
    dataset = "convenios"
    title = "Convenios SEP"
    required = columns(
        "rbd;numero;rut_sostenedor;fecha_solicitud;fecha_firma;fecha_inicio;fecha_termino;"
        "clasificacion_sep;fecha_solicitud_renovacion;prorroga_hasta;fecha_renovacion;"
        "fecha_cierre;motivo_cierre"
    )

    def facts(self, row: Row) -> list[Fact]:
        rbd, number = row.rbd(), whole(row, "numero", 1)
        return [*_beginning(row, rbd, number), *_renewal(row, rbd, number), *_end(row, rbd, number)]


def _beginning(row: Row, rbd: Rbd, number: int) -> Iterator[Fact]:
    sostenedor = row.rut("rut_sostenedor")
    if not is_filled(row, "fecha_solicitud", "fecha_firma"):
        raise RowError("fecha_firma", "", "el convenio no tiene inicio", "una fecha, AAAA-MM-DD")
    if requested := row.optional_day("fecha_solicitud"):
        yield ConvenioRequested(
            occurred_on=requested, rbd=rbd, number=number, sostenedor=sostenedor
        )
    if signed := row.optional_day("fecha_firma"):
        yield ConvenioSigned(
            occurred_on=signed,
            rbd=rbd,
            number=number,
            sostenedor=sostenedor,
            from_date=row.day("fecha_inicio", AHEAD),
            to_date=row.day("fecha_termino", AHEAD),
            classification=row.code("clasificacion_sep", CLASSIFICATIONS),
        )


def _renewal(row: Row, rbd: Rbd, number: int) -> Iterator[Fact]:
    if requested := row.optional_day("fecha_solicitud_renovacion"):
        yield ConvenioRenewalRequested(occurred_on=requested, rbd=rbd, number=number)
    if until := row.optional_day("prorroga_hasta", AHEAD):
        # The extension is the law's own: it begins where the convenio would have ended.
        yield ConvenioExtended(
            occurred_on=row.day("fecha_termino", AHEAD), rbd=rbd, number=number, until=until
        )
    if renewed := row.optional_day("fecha_renovacion"):
        yield ConvenioRenewed(occurred_on=renewed, rbd=rbd, number=number)


def _end(row: Row, rbd: Rbd, number: int) -> Iterator[Fact]:
    if is_filled(row, "fecha_cierre", "motivo_cierre"):
        yield ConvenioEnded(
            occurred_on=row.day("fecha_cierre"),
            rbd=rbd,
            number=number,
            reason=row.code("motivo_cierre", _END_REASONS),
        )
