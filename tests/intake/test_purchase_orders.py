"""Orders of ChileCompra: one fact an order, one an item, and no person who answers for them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.intake.chilecompra import HEADER, order_row

from sep_domain.events.purchasing.purchase_orders import (
    PurchaseOrderItemPublished,
    PurchaseOrderPublished,
)
from sep_intake.layouts.purchases.purchase_orders import OrdenesCompra

Read = Callable[..., Any]


def test_an_order_is_one_fact_however_many_rows_repeat_it(read: Read) -> None:
    reading = read(OrdenesCompra, HEADER, order_row(), order_row(IDItem="2", totalLineaNeto="50,5"))
    assert reading.names == [
        "purchase_order.published",
        "purchase_order.item_published",
        "purchase_order.item_published",
    ]
    [order] = reading.of(PurchaseOrderPublished)
    assert (order.order, order.occurred_on) == ("3955-120-SE24", date(2024, 3, 6))
    assert (order.currency, order.total, order.total_clp) == ("CLP", Decimal("1190000"), 1_190_000)
    assert (order.buyer_rut, order.supplier_rut) == ("62000660-2", "76086428-5")
    assert (order.tender, order.is_direct) == ("3955-54-LE24", False)
    items = reading.of(PurchaseOrderItemPublished)
    assert [(item.item, item.net) for item in items] == [
        ("1", Decimal("1000000")),
        ("2", Decimal("50.5")),
    ]
    assert {item.edition for item in items} == {order.edition}


def test_an_order_in_dollars_is_exact_and_has_its_pesos(read: Read) -> None:
    row = order_row(
        TipoMonedaOC="USD", MontoTotalOC="1250,75", MontoTotalOC_PesosChilenos="1188212,5"
    )
    [order] = read(OrdenesCompra, HEADER, row).of(PurchaseOrderPublished)
    assert (order.currency, order.total, order.total_clp) == ("USD", Decimal("1250.75"), 1_188_213)


def test_rows_that_disagree_about_their_order_are_reported(read: Read) -> None:
    other = order_row(IDItem="2", MontoTotalOC="99", Estado="Cancelada")
    reading = read(OrdenesCompra, HEADER, order_row(), other)
    assert [(one.row, one.field, one.value) for one in reading.warnings] == [
        (2, "estado", "Cancelada"),
        (2, "montototaloc", "99"),
    ]
    [order] = reading.of(PurchaseOrderPublished)
    assert (order.status, order.total) == ("Aceptada", Decimal("1190000"))
    assert len(reading.of(PurchaseOrderItemPublished)) == 2


def test_no_contact_person_is_stored(read: Read) -> None:
    person = "Contacto: Ana Pérez, +56 9 1234 5678"
    row = order_row(
        **{"Descripcion/Obervaciones": person},
        EspecificacionComprador=person,
        EspecificacionProveedor=person,
    )
    stored = "".join(fact.model_dump_json() for fact in read(OrdenesCompra, HEADER, row).facts)
    assert "Ana" not in stored


def test_days_may_be_written_day_first(read: Read) -> None:
    row = order_row(FechaCreacion="05-03-2024 10:11:12", FechaEnvio="NA")
    [order] = read(OrdenesCompra, HEADER, row).of(PurchaseOrderPublished)
    assert (order.created_on, order.sent_on) == (date(2024, 3, 5), None)


@pytest.mark.parametrize(
    ("column", "wrong", "field"),
    [
        ("MontoTotalOC", "1.190.000", "montototaloc"),
        ("MontoTotalOC", "1190000.00", "montototaloc"),
        ("MontoTotalOC", "1190,000", "montototaloc"),
        ("precioNeto", "1e3", "precioneto"),
        ("cantidad", "1,250", "cantidad"),
        ("FechaCreacion", "0001-01-01", "fechacreacion"),
        ("FechaEnvio", "31-12-2199", "fechaenvio"),
        ("fechaUltimaModificacion", "9999-12-31 00:00:00", "fechaultimamodificacion"),
        ("totalLineaNeto", "", "totallineaneto"),
        ("RutUnidadCompra", "62000660-1", "rutunidadcompra"),
        ("FechaCreacion", "31-02-2024", "fechacreacion"),
        ("EsTratoDirecto", "quizás", "estratodirecto"),
    ],
)
def test_bad_form_rejects_the_row(read: Read, column: str, wrong: str, field: str) -> None:
    [refused] = read(OrdenesCompra, HEADER, order_row(**{column: wrong})).rejected
    assert (refused.field, refused.value) == (field, wrong)


@pytest.mark.parametrize(
    ("amount", "exact"), [("1550775155,59375", "1550775155.59375"), ("0,0384", "0.0384")]
)
def test_amounts_have_the_decimals_of_their_currency(read: Read, amount: str, exact: str) -> None:
    [order] = read(OrdenesCompra, HEADER, order_row(MontoTotalOC=amount)).of(PurchaseOrderPublished)
    assert order.total == Decimal(exact)


def test_a_workbook_writes_its_decimals_with_a_point(read: Read) -> None:
    row = order_row(MontoTotalOC="784864.5", totalLineaNeto="10.123")
    [error] = read(OrdenesCompra, HEADER, row, sheet="Hoja1").rejected
    assert (error.field, error.value) == ("totallineaneto", "10.123")  # or ten thousand
    row = row.replace("10.123", "10.1234")
    [order, item] = read(OrdenesCompra, HEADER, row, sheet="Hoja1").facts
    assert (order.total, item.net) == (Decimal("784864.5"), Decimal("10.1234"))
