"""Files of every layout and generation, and each column of them altered in five ways.

What an alteration did is told from outside: what the log says afterwards, and what the report, the
refusal and the rejections said to whoever imported the file.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

from psycopg import Connection

from sep_intake.cells.rows import normalised_column
from sep_intake.columns.layout import FileHead, FileRefusedError, Layout
from sep_intake.columns.recognition import recognise_layout
from sep_intake.engine.importer import import_files
from sep_intake.layouts.registry import LAYOUTS
from sep_sample.generate import generate

MOST_ROWS = 5
"""Of a file, taken so that as many columns as can be are filled in one of them."""


@dataclass(frozen=True)
class Grid:
    """A file as its cells."""

    name: str
    delimiter: str
    quoted: bool
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def layout(self) -> type[Layout]:
        return recognise_layout(self.head, LAYOUTS)

    @property
    def head(self) -> FileHead:
        return FileHead(self.name, tuple(map(normalised_column, self.header)))

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        if self.quoted:
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=self.delimiter).writerows([self.header, *self.rows])
        else:
            lines = map(self.delimiter.join, [self.header, *self.rows])
            path.write_text("\r\n".join(lines) + "\r\n", "utf-8", newline="")
        return path

    def with_columns(self, columns: Sequence[tuple[str, Sequence[str]]]) -> "Grid":
        header, cells = zip(*columns, strict=True)
        return replace(self, header=tuple(header), rows=tuple(zip(*cells, strict=True)))

    @property
    def columns(self) -> list[tuple[str, tuple[str, ...]]]:
        return list(zip(self.header, zip(*self.rows, strict=True), strict=True))

    def filled(self) -> set[str]:
        """Normalised names of the columns that say something other than a zero."""
        return {normalised_column(name) for name, cells in self.columns if any(map(_says, cells))}


Alter = Callable[[Grid, int], Grid]


def removed(grid: Grid, place: int) -> Grid:
    columns = grid.columns
    del columns[place]
    return grid.with_columns(columns)


def renamed(grid: Grid, place: int) -> Grid:
    columns = grid.columns
    name, cells = columns[place]
    columns[place] = f"{name}_X", cells
    return grid.with_columns(columns)


def emptied(grid: Grid, place: int) -> Grid:
    columns = grid.columns
    name, cells = columns[place]
    columns[place] = name, ("",) * len(cells)
    return grid.with_columns(columns)


def moved(grid: Grid, place: int) -> Grid:
    columns = grid.columns
    columns.append(columns.pop(place))
    return grid.with_columns(columns)


def doubled(grid: Grid, place: int) -> Grid:
    """With other content, so that it matters which of the two is read."""
    columns = grid.columns
    name, cells = columns[place]
    return grid.with_columns([*columns, (name.swapcase(), tuple(reversed(cells)))])


ALTERATIONS: tuple[Alter, ...] = (removed, renamed, emptied, moved, doubled)

Standing = dict[str, dict[str, Any]]
"""What the log says now, by stream."""


def standing(conn: Connection[Any]) -> Standing:
    rows = conn.execute(
        "select distinct on (originator_id) originator_id::text, convert_from(state, 'UTF8')"
        " from ledger.events where topic not like 'cl.sep.import.%'"
        " order by originator_id, originator_version desc"
    )
    return {stream: json.loads(state) for stream, state in rows}


def told(conn: Connection[Any], path: Path) -> str:
    """Import a file; all that is said to whoever did it."""
    summary = import_files(conn, [path])
    said = [refusal.reason for refusal in summary.refused]
    for report in summary.reports:
        said += [f"{warned.field}: {warned.reason}" for warned in report.first_warnings]
        said += map(str, getattr(report, "questions", ()))
        if report.rejections is not None:
            said.append(report.rejections.read_text("utf-8-sig"))
    return "\n".join(said)


def names(said: str, grid: Grid, place: int) -> bool:
    """Whether what was said names a column, as the file spells it or as the latest files do."""
    column = grid.head.columns[place]
    spellings = {column, grid.layout.canonical(column)}
    plain = " ".join(map(normalised_column, said.replace(";", " ; ").split()))
    spellings |= {spelling.replace("_", " ") for spelling in spellings}
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", plain) for each in spellings)


def _with_all_filled(grid: Grid) -> Grid:
    """With something in the first row of columns that the sample leaves blank or zero."""
    filled, fills = grid.filled(), FILLS.get(grid.layout.dataset, {})
    columns = []
    for name, cells in grid.columns:
        patterns = (
            value for like, value in fills.items() if re.fullmatch(like, normalised_column(name))
        )
        value = None if normalised_column(name) in filled else next(patterns, None)
        columns.append((name, cells if value is None else (value, *cells[1:])))
    return grid.with_columns(columns)


def _says(cell: str) -> bool:
    return cell.strip(" 0,.") != ""


def grids(folder: Path, years: range) -> list[Grid]:
    """A file for each header that the sample's files have in some years, and those of our own."""
    sample = folder / "muestra"
    generate(sample, schools=20, years=years, seed=7)
    found: dict[tuple[str, str], Grid] = {}
    for path in sorted(sample.iterdir()):
        grid = _grid(path.name, path.read_bytes())
        try:
            dataset = grid.layout.dataset
        except FileRefusedError:
            continue  # the answer key, which is no source
        if grid.rows:
            columns = " ".join(sorted(map(normalised_column, grid.header)))
            found.setdefault((dataset, _YEAR.sub("", columns)), grid)
    own = (_grid(name, "\n".join(lines).encode()) for name, lines in OWN.items())
    return [_with_all_filled(_small(grid)) for grid in (*found.values(), *own)]


def _grid(name: str, content: bytes) -> Grid:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    first = text.splitlines()[0]
    delimiter = max(";~,", key=first.count)
    quoted = '"' in text
    if quoted:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    else:
        rows = [line.split(delimiter) for line in text.replace("\r\n", "\n").split("\n") if line]
    header, *others = map(tuple, rows)
    return Grid(name, delimiter, quoted, header, tuple(r for r in others if len(r) == len(header)))


def _small(grid: Grid) -> Grid:
    """With few rows: the first, and those that fill columns which the others leave blank."""
    chosen: list[tuple[str, ...]] = []
    filled: set[int] = set()
    for row in grid.rows:
        fills = {place for place, cell in enumerate(row) if _says(cell)} - filled
        if fills and len(chosen) < MOST_ROWS:
            chosen.append(row)
            filled |= fills
    return replace(grid, rows=tuple(chosen))


def alterations(grid: Grid) -> Iterator[tuple[Alter, int]]:
    for place in range(len(grid.header)):
        for alter in ALTERATIONS:
            yield alter, place


OWN: dict[str, Sequence[str]] = {
    "ipc.csv": ("mes;indice", "2024-01;101.5"),
    "planes_saldo.csv": (
        "rbd;numero;saldo;fecha_plan;fecha_limite;monto_ejecutado;monto_infraestructura",
        "1;1;5000;2024-05-01;2025-05-01;300;200",
    ),
    "asociados_ate.csv": (
        "contrato;rut_sostenedor;rbd;fecha;monto",
        "C-1;62000660-2;1;2024-05-01;5000",
    ),
    "registro.csv": (
        (
            "RUT;Razón Social;Estado;Fecha Inscripción;Tipo;Vigencia Hasta;Fecha Estado;Motivo;"
            "fecha_suspension;suspension_hasta;motivo_suspension;fecha_reincorporacion;"
            "fecha_evaluacion;contrato_evaluado;evaluacion_deficiente"
        ),
        (
            "71430300-7;Aprende;Suspendida;2018-01-10;Jurídica;2028-01-10;2021-05-02;Falta;;;;;"
            "2020-04-01;C-1;1"
        ),
        (
            "65145834-K;Enseña;Vigente;2018-01-10;Fundación;2028-01-10;;;2020-03-01;2020-09-01;Otra;"
            "2020-10-01;;;"
        ),
    ),
    "ate_registro.csv": (
        (
            "rut;nombre;tipo_persona;fecha_certificacion;vigente_hasta;fecha_eliminacion;"
            "motivo_eliminacion;estado;fecha_estado;motivo_estado"
        ),
        (
            "71430300-7;Aprende;juridica_sin_fines_de_lucro;2018-01-10;2028-01-10;;;Suspendida;"
            "2021-05-02;Falta"
        ),
        "65145834-K;Enseña;juridica_sin_fines_de_lucro;2018-01-10;2028-01-10;2022-01-10;Otra;;;",
    ),
    "comunicaciones_agencia.csv": (
        "rbd;nivel;tipo;fecha;documento",
        "1;basica;comunicacion_insuficiente;2017-03-10;Carta 12",
        "1;media;certificado_permanencia;2021-05-10;Certificado 3",
    ),
    "utm.csv": ("mes;pesos_por_utm", "2024-01;64666"),
    "resoluciones.csv": (
        (
            "autoridad;anio;numero;tipo;rut_sostenedor;rbd;convenio;fecha;desde;hasta;"
            "porcentaje_retenido;porcentaje_pagado;monto;clasificacion;fecha_solicitud;"
            "fecha_acto_previo;materia;fecha_notificacion;fecha_impugnacion;fecha_decision;"
            "resultado;fecha_alzamiento;fecha_invalidacion"
        ),
        (
            "subsecretaria;2024;12;retencion_rendicion;62000660-2;1;3;2024-05-02;2024-05;2024-12;"
            "60;40;5000;EMERGENTE;2024-04-02;2024-04-01;Retención;2024-05-03;2024-05-10;2024-05-17;"
            "rechazada;2024-07-01;2024-08-01"
        ),
    ),
    "procedimientos.csv": (
        (
            "autoridad;anio;numero;rut_sostenedor;rbd;fecha_hecho;fecha_inicio;fecha_cargos;"
            "gravedad;articulo;fecha_descargos;fecha_sobreseimiento;fecha_sancion;sancion;agravada;"
            "multa_utm;multa_pesos;meses;fecha_notificacion;fecha_reclamo;fecha_resolucion_reclamo;"
            "resultado_reclamo;multa_utm_reclamo;fecha_notificacion_reclamo;fecha_corte;corte;rol;"
            "fecha_sentencia;resultado_corte;multa_utm_corte;fecha_firme;fecha_pago;monto_pagado;"
            "fecha_prescripcion"
        ),
        (
            "direccion_regional-13;2024;7;62000660-2;1;2024-01-31;2024-02-01;2024-02-10;grave;"
            "art 76 a);2024-02-20;2024-02-25;2024-03-10;multa;1;600;5000;3;2024-03-15;2024-03-20;"
            "2024-04-20;rebajado;550;2024-04-25;2024-05-02;Santiago;12-2024;2024-07-01;rebajado;"
            "501;2024-07-02;2024-08-01;700;2024-09-01"
        ),
    ),
    "postulaciones_elevadas.csv": (
        "rbd;anio;rut_sostenedor;fecha_recepcion;fecha_resolucion;aceptada;clasificacion",
        "1;2023;62000660-2;2023-11-06;2023-11-20;1;EMERGENTE",
    ),
    "mejoras.csv": (
        (
            "rbd;mejora;rut_sostenedor;descripcion;fecha;monto;fecha_consulta;por_escrito;"
            "fecha_credito;monto_credito"
        ),
        "1;1;62000660-2;Techo;2024-03-01;90000;2024-03-10;1;2024-04-01;80000",
    ),
    "PME_2024.csv": (
        (
            "AGNO;RBD;COD_DEPE;DIMENSION;NOM_ACTIVIDAD;DESC_ACTIVIDAD;ESTIM_TOTAL;ESTIM_SEP;"
            "CONVENIO_SEP;NIV_IMPLEM"
        ),
        "2023;1;2;LIDERAZGO;Talleres;De lectura;5000;3000;SI;Completa: 100%",
    ),
    "plan_2019.csv": ("codigo;nombre;tipo;codigo_padre", "410501;Asesoría;GASTO;410500"),
    "otras_cuentas_2019.csv": ("cuenta_alias;desc_cuenta", "901001;Ajustes"),
}
"""Small files of what the sample does not write, each column of them filled."""

FILLS: dict[str, dict[str, str]] = {
    "directorio": {r"ens_\d\d": "110"},
    "subvenciones": {r"(?!(cod|nom|rural)_).*": "77,00"},
    "ordenes_compra": {
        r"(total)?(cargos|descuentos|impuestos)": "5,5",
        "categoria|codigo_conveniomarco": "Una",
        "fechacancelacion": "2022-09-01",
    },
    "concursos_ate": {"excepcion": "g"},
    "contratos_ate": {"fecha_modificacion": "2024-09-01", "monto_modificado": "77"},
    "partes_relacionadas": {"hasta": "2024-09-01"},
    "pme": {"justifica_personal": "1"},
    "simce": {
        r"dif_.*": "7",
        r"sigdif_.*": "1",
        r"marca_(?!eda).*": "2",
        r"palu_.*": "33.3",
    },
}
"""What to put where the sample has nothing, by dataset and pattern of the column."""

_YEAR = re.compile(r"\d{4}")
