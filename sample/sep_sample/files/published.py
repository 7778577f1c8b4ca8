"""What others publish of plans and purchases: PME open data since 2023, ChileCompra's orders."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import polars as pl

from sep_sample.advice.contracts import Contract
from sep_sample.country.country import Country
from sep_sample.files.text import CRLF, write_rows

FIRST_PME_YEAR = 2023
FIRST_ORDER_YEAR = 2022

_DIMENSIONS = {
    "gestion_pedagogica": "GESTIÓN PEDAGÓGICA",
    "liderazgo": "LIDERAZGO",
    "convivencia_escolar": "CONVIVENCIA ESCOLAR",
    "gestion_de_recursos": "GESTIÓN DE RECURSOS",
}
_LEVELS = (
    (100, "Implementación completa: 100%"),
    (75, "Implementación avanzada: 75% a 99%"),
    (50, "Implementación adecuada: 50% a 74%"),
    (25, "Implementación parcial"),
    (1, "Implementación inicial: 1% a 24%"),
    (0, "No implementada"),
)
_PLANNING = ("AÑO", "RBD", "COD_DEPE", "DIMENSION", "ESTIM_TOTAL", "ESTIM_SEP", "NOM_ACTIVIDAD")
_IMPLEMENTATION = ("AÑO", "RBD", "COD_DEPE", "DIMENSION", "NIV_IMPLEM", "NOM_ACTIVIDAD")

ORDER_HEADER = (
    "ID;Codigo;Link;Nombre;Descripcion/Obervaciones;Tipo;ProcedenciaOC;EsTratoDirecto;EsCompraAgil;"
    "CodigoTipo;CodigoAbreviadoTipoOC;DescripcionTipoOC;codigoEstado;Estado;codigoEstadoProveedor;"
    "EstadoProveedor;FechaCreacion;FechaEnvio;FechaSolicitudCancelacion;fechaUltimaModificacion;"
    "FechaAceptacion;FechaCancelacion;tieneItems;PromedioCalificacion;CantidadEvaluacion;"
    "MontoTotalOC;TipoMonedaOC;MontoTotalOC_PesosChilenos;Impuestos;TipoImpuesto;Descuentos;Cargos;"
    "TotalNetoOC;CodigoUnidadCompra;RutUnidadCompra;UnidadCompra;CodigoOrganismoPublico;"
    "OrganismoPublico;sector;ActividadComprador;CiudadUnidadCompra;RegionUnidadCompra;"
    "PaisUnidadCompra;CodigoSucursal;RutSucursal;Sucursal;CodigoProveedor;NombreProveedor;"
    "ActividadProveedor;ComunaProveedor;RegionProveedor;PaisProveedor;Financiamiento;PorcentajeIva;"
    "Pais;TipoDespacho;FormaPago;CodigoLicitacion;Codigo_ConvenioMarco;IDItem;codigoCategoria;"
    "Categoria;codigoProductoONU;NombreroductoGenerico;RubroN1;RubroN2;RubroN3;"
    "EspecificacionComprador;EspecificacionProveedor;cantidad;UnidadMedida;monedaItem;precioNeto;"
    "totalCargos;totalDescuentos;totalImpuestos;totalLineaNeto;Forma de Pago"
)


def write_pme(directory: Path, country: Country, year: int, plans: pl.DataFrame) -> None:
    """The planning and the implementation file of a year; none before there were any."""
    if year < FIRST_PME_YEAR:
        return
    depe = {school.rbd: school.holder_in(year).depe for school in country.schools}
    rows = list(plans.iter_rows(named=True))
    planned = (_plan_cells(row, year, depe) for row in rows)
    done = (_done_cells(row, year, depe) for row in rows)
    for name, header, cells in (
        ("Planificacion", _PLANNING, planned),
        ("Implementacion", _IMPLEMENTATION, done),
    ):
        write_rows(directory / f"PME_{name}_{year}.csv", header, cells, encoding="latin-1")


def _plan_cells(
    row: Mapping[str, object], year: int, depe: Mapping[int, int]
) -> tuple[object, ...]:
    dimension = _DIMENSIONS[str(row["dimension"])]
    estimates = row["monto_total"], row["monto_sep"]
    return (year, row["rbd"], depe[_number(row["rbd"])], dimension, *estimates, row["nombre"])


def _done_cells(
    row: Mapping[str, object], year: int, depe: Mapping[int, int]
) -> tuple[object, ...]:
    level = _number(row["nivel_ejecucion"])
    label = next(text for least, text in _LEVELS if level >= least)
    # That file is written in capitals.
    name = str(row["nombre"]).upper()
    dimension = _DIMENSIONS[str(row["dimension"])]
    return (year, row["rbd"], depe[_number(row["rbd"])], dimension, label, name)


def _number(cell: object) -> int:
    return int(str(cell))


def write_orders(directory: Path, country: Country, contracts: Iterable[Contract]) -> None:
    """A file for each year with the orders by which public sostenedores hired their advisers."""
    public = {s.rbd: s for s in country.schools}
    by_year: dict[int, list[Contract]] = {}
    for contract in contracts:
        holder = public[contract.rbd].holder_in(contract.year)
        if contract.year >= FIRST_ORDER_YEAR and holder.is_public:
            by_year.setdefault(contract.year, []).append(contract)
    for year, chosen in by_year.items():
        rows = (row for n, contract in enumerate(chosen, start=1) for row in _items(n, contract))
        path = directory / f"OrdenesCompra_{year}.csv"
        write_rows(path, ORDER_HEADER.split(";"), rows, encoding="latin-1", newline=CRLF)


def _items(number: int, contract: Contract) -> Iterator[tuple[object, ...]]:
    """The order of a contract: an item for each milestone, free of tax as advice is."""
    sent = contract.signed + timedelta(days=1)
    order = {
        "ID": f"{contract.year}{number:05d}",
        "Codigo": f"{contract.rbd}-{number}-SE{contract.year % 100:02d}",
        "Nombre": contract.subject,
        "EsTratoDirecto": "No" if contract.tender and not contract.tender.exception else "Si",
        "EsCompraAgil": "No",
        "DescripcionTipoOC": "Orden de compra de asesoría",
        "Estado": "Recepción Conforme",
        "EstadoProveedor": "Aceptada",
        "FechaCreacion": contract.signed,
        "FechaEnvio": f"{sent} 09:30:00",
        "fechaUltimaModificacion": f"{sent} 12:00:00",
        "FechaAceptacion": sent,
        "MontoTotalOC": f"{contract.amount},00",
        "TipoMonedaOC": "CLP",
        "MontoTotalOC_PesosChilenos": f"{contract.amount},00",
        "Impuestos": "0",
        "Descuentos": "0",
        "Cargos": "0",
        "TotalNetoOC": f"{contract.amount},00",
        "RutUnidadCompra": contract.holder_rut,
        "UnidadCompra": "Departamento de Educación",
        "OrganismoPublico": "Municipalidad ficticia",
        "RutSucursal": contract.adviser.rut,
        "NombreProveedor": contract.adviser.name,
        "Financiamiento": "SEP",
        "CodigoLicitacion": contract.tender.code if contract.tender else None,
        "cantidad": "1",
        "UnidadMedida": "Unidad",
        "monedaItem": "Peso Chileno",
        "codigoProductoONU": "86101700",
        "NombreroductoGenerico": "Servicios de capacitación",
        "totalCargos": "0",
        "totalDescuentos": "0",
        "totalImpuestos": "0",
    }
    for milestone in contract.milestones:
        price = f"{milestone.amount},00"
        cells = {"IDItem": milestone.number, "precioNeto": price, "totalLineaNeto": price}
        said = order | cells
        yield tuple(said.get(name) for name in ORDER_HEADER.split(";"))
