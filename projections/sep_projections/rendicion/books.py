"""What the ledger knows of a rendición's totals, for whoever prefills or checks a declaration."""

from collections.abc import Iterator
from typing import Any

from psycopg import AsyncConnection

from sep_domain.convenio_rules.rulings import pesos
from sep_domain.events.funds.rendicion import KnownTotal
from sep_domain.rendicion.books import FigureSource, KnownBooks, RenderedFigure
from sep_domain.rendicion.state import RendicionKey
from sep_domain.values.money import Clp
from sep_projections.reading.cursors import PageRequest
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Parent, params_of
from sep_projections.rendicion.rendiciones import (
    KEY,
    RENDICION_KNOWN,
    RENDICION_REVIEWS,
    RendicionKnownRow,
    RendicionReviewRow,
)

MONTHS = 12
SEP = "SEP"


async def known_books(
    connection: AsyncConnection[Any], known: Known, key: RendicionKey
) -> KnownBooks:
    """What the sources say of one rendición at a position."""
    parent: Parent = (key.rbd, key.year, key.subvencion, key.sostenedor)
    given = params_of(known)
    (totals,) = await RENDICION_KNOWN.pages_of(connection, KEY, [parent], given, PageRequest(1))
    (review,) = await RENDICION_REVIEWS.pages_of(connection, KEY, [parent], given, PageRequest(1))
    return books_of(known.position, totals.rows[0], review.rows[0] if review.rows else None)


def books_of(
    position: int, row: RendicionKnownRow, review: RendicionReviewRow | None
) -> KnownBooks:
    """The same of rows that have been read. Of a sostenedor that did not hold the school in that
    year nothing is known, whatever others' books say."""
    if row.held_by and row.sostenedor_rut not in row.held_by:
        held = f"En {row.year} el establecimiento {row.rbd} lo sostuvo {' y '.join(row.held_by)}."
        return KnownBooks(position, missing=dict.fromkeys(FigureSource, held))
    return KnownBooks(
        position=position,
        totals=tuple(_totals(row)),
        declared=review.declared if review else row.documents,
        missing=dict(_missing(row)),
    )


def _totals(row: RendicionKnownRow) -> Iterator[KnownTotal]:
    paid = row.paid if row.months_paid == MONTHS else None
    said: tuple[tuple[RenderedFigure, FigureSource, Clp | None], ...] = (
        (RenderedFigure.PAYROLL, FigureSource.DOCUMENTOS, row.payroll),
        (RenderedFigure.OPENING, FigureSource.ESTADO_RESULTADO, row.opening),
        (RenderedFigure.OPENING, FigureSource.RENDICION_ANTERIOR, row.carried),
        (RenderedFigure.INCOME, FigureSource.ESTADO_RESULTADO, row.income),
        (RenderedFigure.INCOME, FigureSource.SUBVENCIONES, paid),
        (RenderedFigure.SPENDING, FigureSource.DOCUMENTOS, _whole(row)),
        (RenderedFigure.SPENDING, FigureSource.ESTADO_RESULTADO, row.spending),
        (RenderedFigure.CERTIFIED, FigureSource.CERTIFICADOS_SALDO, row.certified),
    )
    for figure, source, amount in said:
        if amount is not None:
            yield KnownTotal(figure=figure, source=source, amount=amount)


def _whole(row: RendicionKnownRow) -> Clp | None:
    """All spending by documents. Without a payroll sheet among them they are part of it: what is
    paid to staff may be declared elsewhere, and missing is not zero."""
    return None if row.payroll is None else row.documents


def _missing(row: RendicionKnownRow) -> Iterator[tuple[FigureSource, str]]:
    if row.rendered_before and row.carried is None:
        yield (
            FigureSource.RENDICION_ANTERIOR,
            "La rendición del año anterior consta, pero no el saldo que dejó.",
        )
    if row.documents is not None and row.payroll is None:
        yield (
            FigureSource.DOCUMENTOS,
            (
                f"Entre los documentos, que suman {pesos(row.documents)}, no hay planillas de "
                "remuneraciones."
            ),
        )
    if row.subvencion != SEP:
        yield (
            FigureSource.SUBVENCIONES,
            "Solo se distinguen los pagos de la SEP.",
        )
    elif row.months_paid < MONTHS:
        yield (
            FigureSource.SUBVENCIONES,
            f"Constan los pagos del ministerio de {row.months_paid} de {MONTHS} meses.",
        )
