"""A walk over alterations of files, each imported into a log that holds the file as it was."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from tests.conftest import Server
from tests.intake.every_column import Alter, Grid, names, standing, told


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
