"""A row of ChileCompra's file of purchase orders, with its header as published."""

from sep_sample.files.published import ORDER_HEADER

HEADER = ORDER_HEADER

_CELLS = {
    "ID": "1",
    "Codigo": "3955-120-SE24",
    "Nombre": "Asesoría en lectura",
    "EsTratoDirecto": "No",
    "EsCompraAgil": "No",
    "DescripcionTipoOC": "Orden de compra de licitación",
    "Estado": "Aceptada",
    "EstadoProveedor": "Aceptada",
    "FechaCreacion": "2024-03-05",
    "FechaEnvio": "2024-03-06 09:30:00",
    "fechaUltimaModificacion": "2024-03-07 10:00:00",
    "FechaAceptacion": "2024-03-07",
    "MontoTotalOC": "1190000",
    "TipoMonedaOC": "CLP",
    "MontoTotalOC_PesosChilenos": "1190000",
    "Impuestos": "190000",
    "Descuentos": "0",
    "Cargos": "0",
    "TotalNetoOC": "1000000",
    "RutUnidadCompra": "62.000.660-2",
    "UnidadCompra": "DAEM",
    "OrganismoPublico": "MUNICIPALIDAD DE CALETA",
    "RutSucursal": "76.086.428-5",
    "NombreProveedor": "Fundación Lee",
    "Financiamiento": "SEP",
    "CodigoLicitacion": "3955-54-LE24",
    "IDItem": "1",
    "Categoria": "Educación",
    "codigoProductoONU": "86101500",
    "NombreroductoGenerico": "Capacitación",
    "cantidad": "1",
    "UnidadMedida": "Unidad",
    "monedaItem": "Peso Chileno",
    "precioNeto": "1000000",
    "totalCargos": "0",
    "totalDescuentos": "0",
    "totalImpuestos": "190000",
    "totalLineaNeto": "1000000",
}


def order_row(**cells: str) -> str:
    """An item of an order of a million net, some of its cells otherwise."""
    said = _CELLS | cells
    return ";".join(said.get(name, "") for name in HEADER.split(";"))
