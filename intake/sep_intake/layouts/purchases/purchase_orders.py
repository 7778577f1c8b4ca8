"""Purchase orders of ChileCompra (bulk CSV): a row per item, the order repeated in each.

Latin-1, `;`, decimal comma; headers are misspelt as published (`NombreroductoGenerico`). The first
row of an order states it and every row its item; what a row says otherwise of it is reported.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import ClassVar
from zlib import crc32

from sep_domain.events.base import Fact
from sep_domain.events.purchasing.purchase_orders import (
    PurchaseOrderItemPublished,
    PurchaseOrderPublished,
)
from sep_domain.provenance import Edition
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp
from sep_intake.cells import grammar
from sep_intake.cells.grammar import ORDERED, ORDERS, ORDERS_OTHER
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns.layout import FileHead, Layout, Warned
from sep_intake.columns.reading import literal, plain_literal

_OF_ORDER = (
    *("codigo", "nombre", "descripciontipooc", "estado", "estadoproveedor", "estratodirecto"),
    *("escompraagil", "fechacreacion", "fechaenvio", "fechaultimamodificacion"),
    *("fechaaceptacion", "fechacancelacion", "montototaloc", "tipomonedaoc"),
    *("montototaloc_pesoschilenos", "impuestos", "descuentos", "cargos", "totalnetooc"),
    *("rutunidadcompra", "unidadcompra", "organismopublico", "rutsucursal", "nombreproveedor"),
    *("financiamiento", "codigolicitacion", "codigo_conveniomarco"),
)
_OF_ITEM = (
    *("iditem", "categoria", "codigoproductoonu", "nombreroductogenerico", "cantidad"),
    *("unidadmedida", "monedaitem", "precioneto", "totalcargos", "totaldescuentos"),
    *("totalimpuestos", "totallineaneto"),
)
_NOTHING = frozenset({"NA", "NULL"})
_YES_OR_NO = {"SI": True, "SÍ": True, "1": True, "NO": False, "0": False}
_CURRENCIES = {
    "PESO CHILENO": "CLP",
    "PESOS": "CLP",
    "DOLAR": "USD",
    "DOLAR AMERICANO": "USD",
    "EURO": "EUR",
    "UNIDAD DE FOMENTO": "CLF",
    "UF": "CLF",
}


class OrdenesCompra(Layout):
    dataset = "ordenes_compra"
    title = "Órdenes de compra de ChileCompra"
    optional: ClassVar[Mapping[str, str]] = {
        "codigo_conveniomarco": "quedan sin convenio marco",
        "escompraagil": "no se sabe cuáles son compras ágiles",
        "estadoproveedor": "quedan sin estado del proveedor",
        "descripciontipooc": "quedan sin tipo de orden",
    }
    required = frozenset({*_OF_ORDER, *_OF_ITEM}) - optional.keys()
    unread = frozenset(
        {"id", "link", "descripcion/obervaciones", "tipo", "procedenciaoc", "codigotipo"}
        | {"codigoabreviadotipooc", "codigoproyectoplananualcompras", "codigoestado"}
        | {"codigoestadoproveedor", "fechasolicitudcancelacion", "tieneitems"}
        | {"promediocalificacion", "cantidadevaluacion", "tipoimpuesto", "codigounidadcompra"}
        | {"codigoorganismopublico", "sector", "actividadcomprador", "ciudadunidadcompra"}
        | {"regionunidadcompra", "paisunidadcompra", "codigosucursal", "sucursal"}
        | {"codigoproveedor", "actividadproveedor", "comunaproveedor", "regionproveedor"}
        | {"paisproveedor", "porcentajeiva", "pais", "tipodespacho", "formapago"}
        | {"codigocategoria", "rubron1", "rubron2", "rubron3", "especificacioncomprador"}
        | {"especificacionproveedor", "forma_de_pago"}
    )
    filled_from: ClassVar[Mapping[str, str]] = {"order": "codigo"}
    quoted = True

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        commas_part = head.delimiter == ","
        self._form = ORDERS_OTHER if head.sheet is not None or commas_part else ORDERS
        self._seen: dict[str, bytes] = {}
        """By order, four bytes for each cell of its first row: a month has some 200,000 orders."""

    def facts(self, row: Row) -> Iterator[Fact]:
        code = row.text("codigo")
        said = b"".join(crc32(_cell(row, name).encode()).to_bytes(4) for name in _OF_ORDER)
        item = self._item(row, code)
        if code not in self._seen:
            yield self._order(row, code)
            self._seen[code] = said
        elif self._seen[code] != said:
            self._report(row, code, said)
        yield item

    def edition(self, row: Row) -> Edition | None:
        """When its order was changed last: of an order in several files the latest change
        stands."""
        mark = _edition(row)
        return Edition(mark, grammar.day(mark, ORDERED)) if mark else None

    def _report(self, row: Row, code: str, said: bytes) -> None:
        first = self._seen[code]
        for place, name in enumerate(_OF_ORDER):
            part = slice(4 * place, 4 * place + 4)
            if first[part] != said[part]:
                reason = f"la orden {code} dice otra cosa en su primera fila, que es la que vale"
                self.warnings.append(Warned(row.number, name, _cell(row, name), reason))

    def _order(self, row: Row, code: str) -> PurchaseOrderPublished:
        created, sent = row.day("fechacreacion", ORDERED), _optional_day(row, "fechaenvio")
        return PurchaseOrderPublished(
            occurred_on=sent or created,
            order=code,
            created_on=created,
            edition=_edition(row),
            name=row.text("nombre"),
            kind=_text(row, "descripciontipooc"),
            status=row.text("estado"),
            supplier_status=_text(row, "estadoproveedor"),
            is_direct=_flag(row, "estratodirecto"),
            is_agile=_flag(row, "escompraagil"),
            sent_on=sent,
            accepted_on=_optional_day(row, "fechaaceptacion"),
            cancelled_on=_optional_day(row, "fechacancelacion"),
            currency=_currency(row.text("tipomonedaoc")),
            total=self._amount(row, "montototaloc"),
            total_clp=Clp.rounded(self._amount(row, "montototaloc_pesoschilenos")),
            net=self._amount(row, "totalnetooc"),
            taxes=self._optional_amount(row, "impuestos"),
            discounts=self._optional_amount(row, "descuentos"),
            charges=self._optional_amount(row, "cargos"),
            buyer_rut=row.rut("rutunidadcompra"),
            buyer_unit=_text(row, "unidadcompra"),
            buyer_name=row.text("organismopublico"),
            supplier_rut=_optional_rut(row, "rutsucursal"),
            supplier_name=row.text("nombreproveedor"),
            financing=_text(row, "financiamiento"),
            tender=_text(row, "codigolicitacion"),
            framework=_text(row, "codigo_conveniomarco"),
        )

    def _item(self, row: Row, code: str) -> PurchaseOrderItemPublished:
        created, currency = row.day("fechacreacion", ORDERED), _text(row, "monedaitem")
        return PurchaseOrderItemPublished(
            occurred_on=_optional_day(row, "fechaenvio") or created,
            order=code,
            created_on=created,
            edition=_edition(row),
            item=row.text("iditem"),
            category=_text(row, "categoria"),
            product_code=_text(row, "codigoproductoonu"),
            product=_text(row, "nombreroductogenerico"),
            quantity=self._amount(row, "cantidad"),
            unit=_text(row, "unidadmedida"),
            currency=currency and _currency(currency),
            unit_price=self._amount(row, "precioneto"),
            charges=self._optional_amount(row, "totalcargos"),
            discounts=self._optional_amount(row, "totaldescuentos"),
            taxes=self._optional_amount(row, "totalimpuestos"),
            net=self._amount(row, "totallineaneto"),
        )

    def _amount(self, row: Row, column: str) -> Decimal:
        amount = self._optional_amount(row, column)
        if amount is None:
            raise RowError(column, "", "falta el monto", self._form.expected)
        return amount

    def _optional_amount(self, row: Row, column: str) -> Decimal | None:
        return row.optional_decimal(column, self._form) if _text(row, column) else None


def _cell(row: Row, column: str) -> str:
    return row.optional_text(column) or ""


def _text(row: Row, column: str) -> str | None:
    text = row.optional_text(column)
    return None if text in _NOTHING else text


def _currency(text: str) -> str:
    spoken = plain_literal(text)
    return _CURRENCIES.get(spoken, spoken)


def _flag(row: Row, column: str) -> bool | None:
    return None if _text(row, column) is None else literal(row, column, _YES_OR_NO)


def _edition(row: Row) -> str:
    """When the order was changed last, word for word. A day to come would go before every other."""
    column = "fechaultimamodificacion"
    if grammar.day(_cell(row, column), ORDERED):
        row.day(column, ORDERED)
    return _cell(row, column)


def _optional_rut(row: Row, column: str) -> Rut | None:
    return None if _text(row, column) is None else row.rut(column)


def _optional_day(row: Row, column: str) -> date | None:
    return None if _text(row, column) is None else row.day(column, ORDERED)
