"""The project's own CSV templates (`docs/templates.md`): UTF-8, `;`, ISO dates, whole pesos."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import polars as pl

from sep_sample.advice.advisers import Market
from sep_sample.advice.contracts import Contract
from sep_sample.advice.twists import CONTRACTS, MILESTONES, PAYMENTS, TENDERS
from sep_sample.anomalies.relations import Relation
from sep_sample.convenios.convenios import Convenio
from sep_sample.files.text import write_rows, write_table
from sep_sample.money.renditions import CERTIFICATES, RENDITIONS, Certificate, Rendition

COLUMNS = {
    "convenios": "rbd;numero;rut_sostenedor;fecha_solicitud;fecha_firma;fecha_inicio;fecha_termino;"
    "clasificacion_sep;fecha_solicitud_renovacion;prorroga_hasta;fecha_renovacion;fecha_cierre;"
    "motivo_cierre",
    "ate_registro": "rut;nombre;tipo_persona;fecha_certificacion;vigente_hasta;fecha_eliminacion;"
    "motivo_eliminacion",
    "evaluaciones_ate": "rut;proceso;fecha;deficiente;resolucion",
    "concursos_ate": "concurso;rut_sostenedor;rbd;objeto;fecha_aviso;medio_aviso;tipo_medio;"
    "fecha_cierre;ruts_oferentes;excepcion;fecha_adjudicacion;rut_ate;procedimiento",
    "contratos_ate": "contrato;concurso;rut_sostenedor;rbd;rut_ate;objeto;accion_pme;fecha_firma;"
    "fecha_inicio;fecha_termino;monto;participantes;fecha_modificacion;monto_modificado",
    "hitos_ate": "contrato;hito;tipo;titulo;monto;fecha_comprometida;fecha_entrega;"
    "fecha_aprobacion;participantes_cobrados;participantes_asistentes",
    "pagos_ate": "contrato;hito;pago;fecha_pago;monto;subvencion;tipo_documento;numero_documento",
    "rendiciones": "rut_sostenedor;rbd;anio;subvencion;fecha_presentacion;fecha_consejo_escolar;"
    "fecha_firma_director;fecha_cierre;monto_aceptado;monto_rechazado",
    "certificados_saldo": "rut_sostenedor;rbd;anio;subvencion;cuenta;fecha_certificado;"
    "saldo_certificado",
    "partes_relacionadas": "rut_sostenedor;rut_relacionado;relacion;porcentaje_capital;desde;hasta",
    "inventario": "rbd;anio;fecha_control;items_registrados;items_no_ubicados;valor_registrado;"
    "valor_no_ubicado",
    "utm": "mes;pesos_por_utm",
    "resoluciones": "autoridad;anio;numero;tipo;rut_sostenedor;rbd;convenio;fecha;desde;hasta;"
    "porcentaje_retenido;porcentaje_pagado;monto;clasificacion;fecha_solicitud;fecha_acto_previo;"
    "materia;fecha_notificacion;fecha_impugnacion;fecha_decision;resultado;fecha_alzamiento;"
    "fecha_invalidacion",
    "procedimientos": "autoridad;anio;numero;rut_sostenedor;rbd;fecha_hecho;fecha_inicio;"
    "fecha_cargos;gravedad;articulo;fecha_descargos;fecha_sobreseimiento;fecha_sancion;sancion;"
    "agravada;multa_utm;multa_pesos;meses;fecha_notificacion;fecha_reclamo;"
    "fecha_resolucion_reclamo;resultado_reclamo;multa_utm_reclamo;fecha_notificacion_reclamo;"
    "fecha_corte;corte;rol;fecha_sentencia;resultado_corte;multa_utm_corte;fecha_firme;fecha_pago;"
    "monto_pagado;fecha_prescripcion",
    "postulaciones_elevadas": "rbd;anio;rut_sostenedor;fecha_recepcion;fecha_resolucion;aceptada;"
    "clasificacion",
    "mejoras": "rbd;mejora;rut_sostenedor;descripcion;fecha;monto;fecha_consulta;por_escrito;"
    "fecha_credito;monto_credito",
    "planes_saldo": "rbd;numero;saldo;fecha_plan;fecha_limite;monto_ejecutado",
}
"""The columns of the files written row by row; the heavy ones are tables and name their own."""


def write(directory: Path, name: str, rows: Iterable[tuple[object, ...]]) -> Path:
    """A whole template file; `name` without its ending."""
    return write_rows(directory / f"{name}.csv", COLUMNS[name].split(";"), rows)


def append(path: Path, rows: Iterable[tuple[object, ...]]) -> None:
    """More rows for a template that `write` began."""
    lines = (";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    with path.open("ab") as file:
        file.writelines(f"{line}\n".encode() for line in lines)


def write_market(directory: Path, market: Market) -> None:
    write(directory, "ate_registro", _registry(market))
    write(directory, "evaluaciones_ate", _certifications(market))
    write(directory, _stem(TENDERS), _tenders(market.contracts))
    write(directory, _stem(CONTRACTS), _contracts(market.contracts))
    write(directory, _stem(MILESTONES), _milestones(market.contracts))
    write(directory, _stem(PAYMENTS), _payments(market.contracts))


def convenio_rows(convenios: Iterable[Convenio]) -> Iterator[tuple[object, ...]]:
    for c in convenios:
        yield (
            *(c.rbd, c.number, c.holder_rut, c.requested, c.signed, c.start, c.end),
            *(c.classification, c.renewal_requested, c.extension_until, c.renewed),
            *(c.closed, c.close_reason),
        )


def relation_rows(relations: Iterable[Relation]) -> Iterator[tuple[object, ...]]:
    for r in relations:
        yield r.holder_rut, r.related_rut, r.kind, r.capital_percent, "2008-03-01", None


def rendition_rows(renditions: Iterable[Rendition]) -> Iterator[tuple[object, ...]]:
    for r in renditions:
        yield (
            *(r.holder_rut, r.rbd, r.year, "SEP", r.filed, r.council, r.signed, r.closed),
            *(r.accepted, r.rejected),
        )


def certificate_rows(certificates: Iterable[Certificate]) -> Iterator[tuple[object, ...]]:
    for c in certificates:
        yield c.holder_rut, c.rbd, c.year, "SEP", c.account, c.day, c.balance


def write_attendance(directory: Path, year: int, attendance: pl.DataFrame) -> Path:
    """`asistencia_sep_{year}.csv`: averages in pupils with two decimals and a point."""
    table = attendance.select(
        "rbd",
        pl.format("{}-{}", pl.lit(year), pl.col("month").cast(pl.String).str.zfill(2)).alias("mes"),
        pl.col("band").alias("tramo"),
        pl.col("priority").alias("prioritarios"),
        _hundredths("priority_present").alias("asistencia_prioritarios"),
        pl.col("preferred").alias("preferentes"),
        _hundredths("preferred_present").alias("asistencia_preferentes"),
        "total",
        _hundredths("total_present").alias("asistencia_total"),
    )
    return write_table(directory / f"asistencia_sep_{year}.csv", table)


def write_plans(directory: Path, year: int, plans: pl.DataFrame) -> Path:
    return write_table(directory / f"pme_acciones_{year}.csv", plans)


def write_bank(directory: Path, year: int, lines: pl.DataFrame, ruts: pl.DataFrame) -> Path:
    """`movimientos_bancarios_{year}.csv`; `ruts` gives each holder number its full RUT."""
    table = lines.join(ruts, on="holder", maintain_order="left").select(
        pl.col("rut").alias("rut_sostenedor"),
        pl.lit("Banco del Alerce").alias("banco"),
        pl.col("account").alias("cuenta"),
        pl.col("only_sep").alias("exclusiva_sep"),
        pl.col("day").alias("fecha"),
        pl.col("line").alias("linea"),
        pl.col("text").alias("glosa"),
        pl.col("document").alias("documento"),
        pl.col("charge").alias("cargo"),
        pl.col("credit").alias("abono"),
        pl.col("balance").alias("saldo"),
    )
    return write_table(directory / f"movimientos_bancarios_{year}.csv", table)


def begun(directory: Path) -> dict[str, Path]:
    """The files that grow year by year, begun with their headers."""
    growing = (_stem(RENDITIONS), _stem(CERTIFICATES), "inventario", "planes_saldo")
    return {name: write(directory, name, ()) for name in growing}


def drop_empty(directory: Path) -> None:
    """Removes the files that no row was written to: an importer refuses a header alone."""
    for name in COLUMNS:
        path = directory / f"{name}.csv"
        with path.open("rb") as file:
            empty = len(list(islice(file, 2))) < 2
        if empty:
            path.unlink()


def _hundredths(column: str) -> pl.Expr:
    whole = pl.col(column) // 100
    return pl.format("{}.{}", whole, (pl.col(column) % 100).cast(pl.String).str.zfill(2))


def _registry(market: Market) -> Iterator[tuple[object, ...]]:
    for a in market.advisers:
        yield a.rut, a.name, a.kind, a.certified, a.valid_until, a.removed, a.removal_reason
        if a.without_profit is not None:
            without = "juridica_sin_fines_de_lucro"
            yield a.rut, a.name, without, a.without_profit, a.valid_until, None, None


def _certifications(market: Market) -> Iterator[tuple[object, ...]]:
    for a in market.advisers:
        for year, deficient in a.judged:
            resolution = f"Res. Ex. {1000 + a.rut.number % 7919} de {year}"
            yield a.rut, f"Certificación {year}", date(year, 10, 15), int(deficient), resolution


def _tenders(contracts: Iterable[Contract]) -> Iterator[tuple[object, ...]]:
    for t in (c.tender for c in contracts if c.tender is not None):
        yield (
            *(t.code, t.holder_rut, t.rbd, t.subject, t.notice, t.medium, t.medium_kind, t.close),
            *("|".join(t.bidders), t.exception, t.awarded, t.adviser_rut, t.procedure),
        )


def _contracts(contracts: Iterable[Contract]) -> Iterator[tuple[object, ...]]:
    for c in contracts:
        yield (
            *(c.code, c.tender.code if c.tender else None, c.holder_rut, c.rbd, c.adviser.rut),
            *(c.subject, c.action, c.signed, c.start, c.end, c.amount, c.participants, None, None),
        )


def _milestones(contracts: Iterable[Contract]) -> Iterator[tuple[object, ...]]:
    for c in contracts:
        for m in c.milestones:
            yield (
                *(c.code, m.number, m.kind, m.title, m.amount, m.due, m.delivered, m.approved),
                *(m.billed, m.attended),
            )


def _payments(contracts: Iterable[Contract]) -> Iterator[tuple[object, ...]]:
    for c in contracts:
        for p in c.payments:
            yield (
                *(c.code, p.milestone, p.number, p.paid_on, p.amount, p.subvention),
                *(p.document_type, p.document_number),
            )


def _stem(file: str) -> str:
    return file.removesuffix(".csv")
