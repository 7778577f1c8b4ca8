"""`resoluciones.csv`: what authorities order of sostenedores and schools, a row per resolution.

A resolution about several schools has a row for each. Percentages stand as the resolution writes
them; a row that the law contradicts is recorded, and views tell what is wrong with it.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TypedDict

from sep_domain.dates.calendar import Period
from sep_domain.dates.days import TEN_YEARS, today
from sep_domain.events.base import Fact
from sep_domain.events.legal.acts import (
    AUTHORITY,
    ChallengeOutcome,
    ResolutionAnnulled,
    ResolutionChallenged,
    ResolutionChallengeResolved,
    ResolutionIssued,
    ResolutionKind,
    ResolutionLifted,
    ResolutionNotified,
)
from sep_domain.resolucion.state import FIRST_YEAR, LAST_NUMBER, LAST_YEAR
from sep_domain.values.identifiers import Rbd
from sep_intake.cells.grammar import AVERAGES
from sep_intake.cells.rows import Row, RowError, one_of
from sep_intake.columns.reading import optional_decimal, optional_pesos, whole
from sep_intake.columns.template import Template, columns, is_filled, require_absent
from sep_intake.layouts.convenios.convenios import CLASSIFICATIONS

_KINDS = {kind.value: kind for kind in ResolutionKind}
_OUTCOMES = {outcome.value: outcome for outcome in ChallengeOutcome}
_HUNDRED = Decimal(100)
_ALL = "todos"


class _Common(TypedDict):
    authority: str
    year: int
    number: int
    subject: str


class Resoluciones(Template):
    dataset = "resoluciones"
    title = "Resoluciones de la autoridad"
    required = columns(
        "autoridad;anio;numero;tipo;rut_sostenedor;rbd;convenio;fecha;desde;hasta;"
        "porcentaje_retenido;porcentaje_pagado;monto;clasificacion;fecha_solicitud;"
        "fecha_acto_previo;materia;fecha_notificacion;fecha_impugnacion;fecha_decision;resultado;"
        "fecha_alzamiento;fecha_invalidacion"
    )

    def facts(self, row: Row) -> list[Fact]:
        common = _common(row)
        return [_issued(row, common), *_challenged(row, common), *_ended(row, common)]


def authority(row: Row) -> str:
    """Whose act it is. Raises RowError for an authority without a part in these laws."""
    text = row.text("autoridad")
    if not re.fullmatch(AUTHORITY, text):
        known = ("ministerio", "subsecretaria", "agencia", "superintendencia")
        regional = ("seremi-01 a seremi-16", "direccion_regional-01 a direccion_regional-16")
        raise RowError("autoridad", text, "autoridad desconocida", one_of([*known, *regional]))
    return text


def act_year(row: Row) -> int:
    return whole(row, "anio", FIRST_YEAR, min(LAST_YEAR, today().year))


def act_number(row: Row) -> int:
    return whole(row, "numero", 1, LAST_NUMBER)


def _common(row: Row) -> _Common:
    rbd = _rbd(row)
    sostenedor = row.rut("rut_sostenedor")
    return _Common(
        authority=authority(row),
        year=act_year(row),
        number=act_number(row),
        subject=str(sostenedor if rbd is None else int(rbd)),
    )


def _issued(row: Row, common: _Common) -> ResolutionIssued:
    return ResolutionIssued(
        **common,
        occurred_on=row.day("fecha"),
        kind=row.code("tipo", _KINDS),
        sostenedor=row.rut("rut_sostenedor"),
        rbd=_rbd(row),
        convenio=None if row.optional_text("convenio") is None else whole(row, "convenio", 1, 99),
        from_month=_month(row, "desde"),
        to_month=_month(row, "hasta"),
        retained_share=_share(row, "porcentaje_retenido"),
        paid_share=_share(row, "porcentaje_pagado"),
        amount=optional_pesos(row, "monto"),
        classification=row.optional_code("clasificacion", CLASSIFICATIONS),
        requested_on=row.optional_day("fecha_solicitud"),
        ground_notified_on=row.optional_day("fecha_acto_previo"),
        text=row.optional_text("materia"),
    )


def _rbd(row: Row) -> Rbd | None:
    """The school; None where it says that all schools of the sostenedor are meant.

    Said and never left blank, so that a cell that was lost is no order against all of them.
    """
    return None if row.text("rbd") == _ALL else row.rbd()


def _challenged(row: Row, common: _Common) -> Iterator[Fact]:
    if notified := row.optional_day("fecha_notificacion"):
        yield ResolutionNotified(**common, occurred_on=notified)
    if challenged := row.optional_day("fecha_impugnacion"):
        yield ResolutionChallenged(**common, occurred_on=challenged)
    if is_filled(row, "fecha_decision", "resultado"):
        if not is_filled(row, "fecha_impugnacion"):
            require_absent(row, "fecha_decision", "fecha_impugnacion")
            require_absent(row, "resultado", "fecha_impugnacion")
        yield ResolutionChallengeResolved(
            **common,
            occurred_on=row.day("fecha_decision"),
            outcome=row.code("resultado", _OUTCOMES),
        )


def _ended(row: Row, common: _Common) -> Iterator[Fact]:
    if lifted := row.optional_day("fecha_alzamiento"):
        yield ResolutionLifted(**common, occurred_on=lifted)
    if annulled := row.optional_day("fecha_invalidacion"):
        yield ResolutionAnnulled(**common, occurred_on=annulled)


def _month(row: Row, column: str) -> Period | None:
    return None if row.optional_text(column) is None else row.month(column, TEN_YEARS)


def _share(row: Row, column: str) -> Decimal | None:
    percent = optional_decimal(row, column, AVERAGES, 100)
    return None if percent is None else percent / _HUNDRED
