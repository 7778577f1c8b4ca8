"""`procedimientos.csv`: sanction proceedings of the Superintendencia, a row each."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TypedDict

from sep_domain.events.base import Fact
from sep_domain.events.legal.proceedings import (
    ClaimOutcome,
    FinePaid,
    Gravity,
    Notified,
    ProceedingAnswered,
    ProceedingCharged,
    ProceedingDismissed,
    ProceedingNotified,
    ProceedingOpened,
    ProceedingPrescribed,
    ProceedingSanctioned,
    SanctionClaimed,
    SanctionClaimResolved,
    SanctionFinal,
    SanctionKind,
    SanctionRuled,
    SanctionTakenToCourt,
)
from sep_intake.cells.grammar import AVERAGES
from sep_intake.cells.rows import Row
from sep_intake.columns.reading import optional_decimal, optional_pesos, pesos, whole
from sep_intake.columns.template import Template, columns, is_filled, require_absent
from sep_intake.layouts.acts.resoluciones import act_number, act_year, authority

_GRAVITIES = {gravity.value: gravity for gravity in Gravity}
_SANCTIONS = {sanction.value: sanction for sanction in SanctionKind}
_OUTCOMES = {outcome.value: outcome for outcome in ClaimOutcome}
_MOST_UTM = 100_000
_MOST_MONTHS = 1_200


class _Common(TypedDict):
    authority: str
    year: int
    number: int


class Procedimientos(Template):
    dataset = "procedimientos"
    title = "Procedimientos sancionatorios"
    required = columns(
        "autoridad;anio;numero;rut_sostenedor;rbd;fecha_hecho;fecha_inicio;fecha_cargos;gravedad;"
        "articulo;fecha_descargos;fecha_sobreseimiento;fecha_sancion;sancion;agravada;multa_utm;"
        "multa_pesos;meses;fecha_notificacion;fecha_reclamo;fecha_resolucion_reclamo;"
        "resultado_reclamo;multa_utm_reclamo;fecha_notificacion_reclamo;fecha_corte;corte;rol;"
        "fecha_sentencia;resultado_corte;multa_utm_corte;fecha_firme;fecha_pago;monto_pagado;"
        "fecha_prescripcion"
    )

    def facts(self, row: Row) -> list[Fact]:
        common = _Common(authority=authority(row), year=act_year(row), number=act_number(row))
        return [
            *_opening(row, common),
            *_sanction(row, common),
            *_claim(row, common),
            *_court(row, common),
            *_end(row, common),
        ]


def _opening(row: Row, common: _Common) -> Iterator[Fact]:
    yield ProceedingOpened(
        **common,
        occurred_on=row.day("fecha_inicio"),
        sostenedor=row.rut("rut_sostenedor"),
        rbd=None if row.optional_text("rbd") is None else row.rbd(),
        fact_ended_on=row.optional_day("fecha_hecho"),
    )
    if charged := row.optional_day("fecha_cargos"):
        yield ProceedingCharged(
            **common,
            occurred_on=charged,
            gravity=row.code("gravedad", _GRAVITIES),
            article=row.text("articulo"),
        )
    if answered := row.optional_day("fecha_descargos"):
        yield ProceedingAnswered(**common, occurred_on=answered)
    if dismissed := row.optional_day("fecha_sobreseimiento"):
        yield ProceedingDismissed(**common, occurred_on=dismissed)


def _sanction(row: Row, common: _Common) -> Iterator[Fact]:
    if not is_filled(row, "fecha_sancion", "sancion"):
        for column in ("agravada", "multa_utm", "multa_pesos", "meses", "fecha_notificacion"):
            require_absent(row, column, "fecha_sancion")
        return
    yield ProceedingSanctioned(
        **common,
        occurred_on=row.day("fecha_sancion"),
        sanction=row.code("sancion", _SANCTIONS),
        gravity=row.code("gravedad", _GRAVITIES),
        aggravated=is_filled(row, "agravada") and row.flag("agravada"),
        fine_utm=_utm(row, "multa_utm"),
        fine_clp=optional_pesos(row, "multa_pesos"),
        months=whole(row, "meses", 1, _MOST_MONTHS) if is_filled(row, "meses") else None,
    )
    if notified := row.optional_day("fecha_notificacion"):
        yield _notified(common, notified, Notified.SANCTION)


def _claim(row: Row, common: _Common) -> Iterator[Fact]:
    if claimed := row.optional_day("fecha_reclamo"):
        yield SanctionClaimed(**common, occurred_on=claimed)
    if is_filled(row, "fecha_resolucion_reclamo", "resultado_reclamo"):
        yield SanctionClaimResolved(
            **common,
            occurred_on=row.day("fecha_resolucion_reclamo"),
            outcome=row.code("resultado_reclamo", _OUTCOMES),
            fine_utm=_utm(row, "multa_utm_reclamo"),
        )
    else:
        require_absent(row, "multa_utm_reclamo", "fecha_resolucion_reclamo")
    if notified := row.optional_day("fecha_notificacion_reclamo"):
        yield _notified(common, notified, Notified.CLAIM_RESOLUTION)


def _court(row: Row, common: _Common) -> Iterator[Fact]:
    if is_filled(row, "fecha_corte", "corte", "rol"):
        yield SanctionTakenToCourt(
            **common,
            occurred_on=row.day("fecha_corte"),
            court=row.optional_text("corte"),
            docket=row.optional_text("rol"),
        )
    if is_filled(row, "fecha_sentencia", "resultado_corte"):
        yield SanctionRuled(
            **common,
            occurred_on=row.day("fecha_sentencia"),
            outcome=row.code("resultado_corte", _OUTCOMES),
            fine_utm=_utm(row, "multa_utm_corte"),
        )
    else:
        require_absent(row, "multa_utm_corte", "fecha_sentencia")


def _end(row: Row, common: _Common) -> Iterator[Fact]:
    if final := row.optional_day("fecha_firme"):
        yield SanctionFinal(**common, occurred_on=final)
    if is_filled(row, "fecha_pago", "monto_pagado"):
        yield FinePaid(**common, occurred_on=row.day("fecha_pago"), paid=pesos(row, "monto_pagado"))
    if prescribed := row.optional_day("fecha_prescripcion"):
        yield ProceedingPrescribed(**common, occurred_on=prescribed)


def _notified(common: _Common, day: date, what: Notified) -> ProceedingNotified:
    return ProceedingNotified(**common, occurred_on=day, notified=what)


def _utm(row: Row, column: str) -> Decimal | None:
    return optional_decimal(row, column, AVERAGES, _MOST_UTM)
