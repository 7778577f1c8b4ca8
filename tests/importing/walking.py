"""A walk over alterations of files, each imported into a log that holds the file as it was."""

import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from tests.conftest import Server
from tests.importing.every_column import Alter, Grid, emptied, names, standing, told

NOT_ASKED_YET = {
    "directorio": "cod_deprov_rbd|longitud|ens_.*|pago_.*|mrun|p_juridica|mat_total",
    "subvenciones": "(?!agno|rbd|mes|nombre_rbd|cod_|rural_).*",
    "categoria_desempeno": "matricula_.*",
    "documentos": "sost_id|nombre_.*|rbd|desc_.*|(numero|detalle|fecha|rut)_.*",
    "estado_resultado": "rbd|dependencia_rbd",
    "ordenes_compra": ".*",
    "pme_publicado": "cod_depe|estim_.*|desc_actividad|convenio_sep",
    "alumnos_sep": ".*_(alu|sep)|ee_gratuito",
    "ate_registro": "vigen.*|motivo.*|suspension_hasta",
    "concursos_ate": "fecha_.*|.*medio.*|ruts_oferentes|excepcion",
    "contratos_ate": "concurso|accion_pme|participantes|fecha_modificacion",
    "hitos_ate": "participantes_.*",
    "movimientos_bancarios": "documento|saldo",
    "pagos_ate": "hito|tipo_documento|numero_documento",
    "partes_relacionadas": "porcentaje_capital|hasta",
    "plan_de_cuentas": "desc_cuenta_padre",
    "planes_saldo": "monto_ejecutado",
    "rendiciones": "fecha_.*",
    "simce": r"cod_(com|grupo|rural)_?.*|.*_(lect|mate|nat|soc|hist)\w\w_rbd",
}
"""Columns by dataset that may lawfully be blank, so that a file in which one is blank throughout
says nothing wrong of any row. Only an import that compares with what is known can ask about it."""


def unforeseen(grid: Grid, alterations: Iterable[str]) -> list[str]:
    """Of alterations that were silent, those of which no question is awaited."""
    awaited = NOT_ASKED_YET.get(grid.layout.dataset, "(?!)")
    asked = re.compile(rf"{emptied.__name__} (?:{awaited})")
    return [each for each in alterations if not asked.fullmatch(each)]


def silent(
    postgres: Server,
    template: str,
    folder: Path,
    grid: Grid,
    alterations: Iterable[tuple[Alter, int]],
) -> list[str]:
    """The alterations, as `alteration column`, that changed what a log says of the file, or left
    any of it out of an import, without a word that names the column."""
    with postgres.fresh_database(template) as dsn:
        with psycopg.connect(dsn, autocommit=True) as conn:
            said = told(conn, grid.write(folder))
            before = standing(conn)
            assert before, f"{grid.name}: {said}"
        held = str(conninfo_to_dict(dsn)["dbname"])
        with _Copies(postgres, held) as copies:
            return [
                f"{alter.__name__} {grid.head.columns[place]}"
                for alter, place in alterations
                if copies.change_in_silence(grid, alter, place, folder, before)
            ]


class _Copies:
    """Copies of a database, a new one only after something was appended to the last."""

    def __init__(self, postgres: Server, held: str) -> None:
        self._postgres = postgres
        self._held = held
        self._open = ExitStack()
        self._conn: Connection[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def change_in_silence(
        self, grid: Grid, alter: Alter, place: int, folder: Path, before: dict[str, Any]
    ) -> bool:
        conn = self._connected()
        said = told(conn, alter(grid, place).write(folder))
        if standing(conn) == before:
            return False
        self._close()
        return not names(said, grid, place)

    def _connected(self) -> Connection[Any]:
        if self._conn is None:
            dsn = self._open.enter_context(self._postgres.fresh_database(self._held))
            self._conn = self._open.enter_context(psycopg.connect(dsn, autocommit=True))
        return self._conn

    def _close(self) -> None:
        self._open.close()
        self._conn = None
