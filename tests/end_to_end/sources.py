"""The sample's files, and the statute's tables, as DuckDB reads them: nothing of our importers.

Every file of a dataset is added to one table of texts, its columns in lower case. What needs more
than `read_csv` is done here anew: records broken over several lines, and a column for each subject.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

import duckdb

SQL = Path(__file__).with_name("sql")
VIEWS = ("cells", "schools", "money", "terms", "journal", "outcomes", "series", "entitlements")
STATUTE = ("sep_unit_values", "sep_concentration", "use_clp")

OFFICIAL = {
    "directorio": ("*_Directorio_Oficial_EE_*.csv", ";"),
    "subvenciones": ("*_Detalle Subvenciones *.csv", ";"),
    "alumnos": ("*Prioritarios_y_Beneficiarios_*.csv", ";"),
    "estado": ("Estado_resultado_*.txt", "~"),
    "documentos": ("Documentos_*.txt", "~"),
    "pme_planificacion": ("PME_Planificacion_*.csv", ";"),
    "pme_implementacion": ("PME_Implementacion_*.csv", ";"),
    "ordenes": ("OrdenesCompra_*.csv", ";"),
}
TEMPLATES = (
    *("asistencia_sep", "asociados_ate", "ate_registro", "certificados_saldo"),
    *("comunicaciones_agencia", "concursos_ate", "contratos_ate", "evaluaciones_ate"),
    *("convenios", "hitos_ate", "inventario", "movimientos_bancarios", "pagos_ate"),
    *("partes_relacionadas", "plan_de_cuentas", "planes_saldo", "pme_acciones", "rendiciones"),
    *("ipc", "use", "utm"),
    *("resoluciones", "procedimientos", "mejoras", "postulaciones_elevadas"),
)
RARE = {
    "postulaciones_elevadas": (
        *("rbd", "anio", "rut_sostenedor", "fecha_recepcion", "fecha_resolucion", "aceptada"),
        "clasificacion",
    )
}
"""What not every country has, and the columns of its file."""
SUBJECT_COLUMNS = {
    "nalu": "nalu",
    "prom": "prom",
    "dif": "dif",
    "difgru": "difgru",
    "sigdif": "sigdif",
    "siggru": "siggru",
    "marca": "marca",
    "marcadif": "marcadif",
    "palu_eda_ins": "ins",
    "palu_eda_ele": "ele",
    "palu_eda_ade": "ade",
}
SCHOOL_COLUMNS = (
    *("agno", "grado", "rbd", "nom_rbd", "cod_reg_rbd", "cod_com_rbd", "cod_depe1", "cod_grupo"),
    *("cod_rural_rbd", "noaplica"),
)


def open_sources(folder: Path, scratch: Path) -> duckdb.DuckDBPyConnection:
    """A database with a table for each dataset of the sample, and macros to read its cells."""
    base = duckdb.connect()
    for name, (pattern, delimiter) in OFFICIAL.items():
        paths = sorted(folder.glob(pattern))
        if delimiter == "~":
            paths = [rejoined(path, scratch / f"{path.stem}.csv") for path in paths]
        add(base, name, paths)
    for name in TEMPLATES:
        paths = sorted(folder.glob(f"{name}*.csv"))
        if name in RARE and not paths:
            columns = ", ".join(f"null::varchar as {column}" for column in RARE[name])
            base.execute(f"create table {name} as select {columns} limit 0")
        else:
            add(base, name, paths)
    for level in ("Desempeno", "cdm_"):
        add_categories(base, sorted(folder.glob(f"{level}*.csv")), media=level == "cdm_")
    add_simce(base, sorted(folder.glob("simce*.csv")))
    add_releases(base, folder / "entregas_ocds.json")
    law = resources.files("sep_domain") / "law/data"
    for name in STATUTE:
        add(base, name, [Path(str(law / f"{name}.csv"))])
    for name in VIEWS:
        base.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))
    return base


def add(base: duckdb.DuckDBPyConnection, name: str, paths: Iterable[Path]) -> None:
    """A table of all cells as text; a column that a file lacks is null in its rows."""
    parts = []
    for path in paths:
        columns = ", ".join(
            f'"{column}" as "{cleaned(column)}"' for column in header_of(base, path)
        )
        parts.append(f"select {columns}, '{path.name}' as file from {reading(path)}")
    base.execute(f"create table {name} as {' union all by name '.join(parts)}")


def add_releases(base: duckdb.DuckDBPyConnection, path: Path) -> None:
    """A row for each release of a package, its instant as it is written."""
    columns = "{releases: 'struct(ocid varchar, id varchar, date varchar)[]'}"
    base.execute(
        f"""create table ocds as
        select unnest(releases, recursive := true) from read_json('{path}', columns = {columns})"""
    )


def reading(path: Path) -> str:
    """How DuckDB reads a file: text only, in the encoding that its bytes show."""
    content = path.read_bytes()
    try:
        content.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "latin-1"
    quote = '"' if path.parent.name == "rejoined" else ""
    return (
        f"read_csv('{path}', delim=';', header=true, all_varchar=true, quote='{quote}', "
        f"escape='{quote}', encoding='{encoding}')"
    )


def header_of(base: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    return [str(name) for name in base.sql(f"select * from {reading(path)} limit 0").columns]


def cleaned(column: str) -> str:
    """Without the mark that some files begin with, and without the letter that they spell ill."""
    return column.removeprefix("\ufeff").removeprefix("ï»¿").lower().replace("ñ", "n")


def rejoined(path: Path, target: Path) -> Path:
    """The same records as quoted CSV: a line goes on until all cells of the header are there."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows(whole_records(path.read_bytes().decode("latin-1")))
    return target


def whole_records(text: str) -> Iterator[list[str]]:
    """Records in the order of the text, their inner line breaks as they are."""
    header, *lines = text.splitlines(keepends=True)
    columns = header.rstrip("\r\n").split("~")
    yield columns
    record = ""
    for line in lines:
        record += line
        if record.count("~") == len(columns) - 1:
            yield record.rstrip("\r\n").split("~")
            record = ""
    assert not record, "the text ends within a record"


def add_categories(base: duckdb.DuckDBPyConnection, paths: Iterable[Path], *, media: bool) -> None:
    base.execute(
        "create table if not exists categorias (rbd text, nombre text, region text, comuna text,"
        " dependencia text, matricula text, categoria text, agno integer, level text)"
    )
    level = "MEDIA" if media else "BASICA"
    for path in paths:
        *_, category = header_of(base, path)
        year = int(category[-4:])
        base.execute(f"insert into categorias select *, {year}, '{level}' from {reading(path)}")


def add_simce(base: duckdb.DuckDBPyConnection, paths: Iterable[Path]) -> None:
    """One row per school and subject, whichever the order of the columns."""
    parts = []
    for path in paths:
        columns = set(header_of(base, path))
        school = ", ".join(SCHOOL_COLUMNS)
        for stem in sorted(column for column in columns if column.startswith("prom_")):
            suffix = stem.removeprefix("prom_")
            cells = ", ".join(
                f"{f'{kind}_{suffix}' if f'{kind}_{suffix}' in columns else 'null'} as {name}"
                for kind, name in SUBJECT_COLUMNS.items()
            )
            subject = re.sub(r"(2b|4b|6b|8b|2m)_rbd$", "", suffix)
            parts.append(f"select {school}, '{subject}' as subject, {cells} from {reading(path)}")
    base.execute(f"create table simce as {' union all '.join(parts)}")
