"""`rendiciones.csv`, `certificados_saldo.csv`, `planes_saldo.csv`: accounting for the money."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, TypedDict

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact
from sep_domain.events.funds.accounting import SaldoCertified
from sep_domain.events.funds.rendicion import (
    RendicionClosed,
    RendicionConsejoInformed,
    RendicionPresented,
    RendicionReviewed,
    RendicionSigned,
)
from sep_domain.events.legal.convenios import SaldoPlanPresented
from sep_domain.values.identifiers import Rbd, Rut
from sep_intake.cells.grammar import AHEAD
from sep_intake.cells.rows import Row
from sep_intake.columns.layout import Warned
from sep_intake.columns.reading import (
    optional_pesos,
    pesos,
    school_year,
    signed_pesos,
    upper_literal,
    whole,
)
from sep_intake.columns.template import Template, columns, is_filled

_NO_STEP = "la rendición no tiene ninguna fecha: no hay nada que registrar"

_STEPS = {
    "fecha_consejo_escolar": RendicionConsejoInformed,
    "fecha_firma_director": RendicionSigned,
    "fecha_presentacion": RendicionPresented,
    "fecha_cierre": RendicionClosed,
}


class _Account(TypedDict):
    """Which rendition a step belongs to."""

    sostenedor: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str


class Rendiciones(Template):
    dataset = "rendiciones"
    title = "Rendiciones de cuentas"
    required = columns(
        "rut_sostenedor;rbd;anio;subvencion;fecha_presentacion;fecha_consejo_escolar;"
        "fecha_firma_director;fecha_cierre;monto_aceptado;monto_rechazado"
    )

    def facts(self, row: Row) -> list[Fact]:
        account = _Account(
            sostenedor=row.rut("rut_sostenedor"),
            rbd=row.rbd(),
            year=school_year(row, "anio"),
            subvencion=upper_literal(row.text("subvencion")),
        )
        facts: list[Fact] = [*_steps(row, account), *_review(row, account)]
        if not facts:
            self.warnings.append(Warned(row.number, "fecha_presentacion", "", _NO_STEP))
        return facts


_OF_LETTER_A = "monto_infraestructura"


class CertificadosSaldo(Template):
    dataset = "certificados_saldo"
    title = "Certificados bancarios de saldo"
    required = columns(
        "rut_sostenedor;rbd;anio;subvencion;cuenta;fecha_certificado;saldo_certificado"
    )

    def facts(self, row: Row) -> list[Fact]:
        return [
            SaldoCertified(
                occurred_on=row.day("fecha_certificado"),
                sostenedor=row.rut("rut_sostenedor"),
                rbd=row.rbd(),
                year=school_year(row, "anio"),
                subvencion=upper_literal(row.text("subvencion")),
                bank_account=row.text("cuenta"),
                amount=signed_pesos(row, "saldo_certificado"),
            )
        ]


class PlanesSaldo(Template):
    dataset = "planes_saldo"
    title = "Planes de recuperación de saldos"
    required = columns("rbd;numero;saldo;fecha_plan;fecha_limite;monto_ejecutado")
    optional: ClassVar[Mapping[str, str]] = {_OF_LETTER_A: ""}
    """A plan that does not say is of letter a) where it runs beyond the common day."""

    def facts(self, row: Row) -> list[Fact]:
        return [
            SaldoPlanPresented(
                occurred_on=row.day("fecha_plan"),
                rbd=row.rbd(),
                number=whole(row, "numero", 1),
                saldo=pesos(row, "saldo"),
                deadline=row.day("fecha_limite", AHEAD),
                executed=optional_pesos(row, "monto_ejecutado"),
                infrastructure=optional_pesos(row, _OF_LETTER_A),
            )
        ]


def _steps(row: Row, account: _Account) -> Iterator[Fact]:
    for column, step in _STEPS.items():
        if day := row.optional_day(column):
            yield step(occurred_on=day, **account)


def _review(row: Row, account: _Account) -> Iterator[RendicionReviewed]:
    """Both amounts or neither: what was not accepted is not thereby rejected."""
    if is_filled(row, "monto_aceptado", "monto_rechazado"):
        yield RendicionReviewed(
            occurred_on=_reviewed_on(row),
            accepted=pesos(row, "monto_aceptado"),
            rejected=pesos(row, "monto_rechazado"),
            **account,
        )


def _reviewed_on(row: Row) -> date:
    """The template has no day of its own for the review: it is known when the rendition closes."""
    return row.optional_day("fecha_cierre") or row.day("fecha_presentacion")
