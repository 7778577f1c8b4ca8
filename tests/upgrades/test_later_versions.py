"""A database in which a later version has been at work is refused in one sentence, and not touched.

Whatever the command: none knows what the later version has changed.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from tests.conftest import Server
from tests.upgrades.conftest import Kept, everything

from sep_ledger.database.schema import LaterSchemaError
from sep_projections.update import prepare

SEP_LEDGER = Path(sys.executable).parent / "sep-ledger"
PATIENCE = 60

LATER: dict[str, LiteralString] = {
    "ledger": "insert into ledger.migrations (name, sha256) values ('9999_later', 'x')",
    "projections": "insert into projections.migrations (name, sha256) values ('9999_later', 'x')",
}


COMMANDS = (
    ("serve", "--port", "0"),
    ("import", "."),
    ("status",),
    ("rebuild",),
    ("audit",),
    ("query", "-"),
    ("imports",),
    ("fsck",),
    ("checkpoint",),
    ("reconcile",),
    ("restored",),
)


@pytest.fixture(scope="module")
def schema(request: pytest.FixtureRequest) -> str:
    """In which of the two schemas the later version has left its trace."""
    return str(request.param)


@pytest.fixture(scope="module")
def later(postgres: Server, kept: Kept, schema: str) -> Iterator[str]:
    """A database with migrations for us to apply, and one that we do not know."""
    with kept.restored(postgres) as dsn:
        with psycopg.connect(dsn) as conn:
            conn.execute(LATER[schema])
        yield dsn


@pytest.mark.parametrize(
    ("schema", "command"),
    # The views' schema is the second to be looked at: nothing of the first may have been applied.
    [*(("ledger", command) for command in COMMANDS), ("projections", ("status",))],
    indirect=["schema"],
    ids=lambda given: given if isinstance(given, str) else given[0],
)
def test_each_command_refuses_in_one_sentence_and_leaves_it_as_it_is(
    later: str, schema: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    before = everything(later)
    kept = {name: text for name, text in os.environ.items() if "SEP_LEDGER" not in name}
    own = {"SEP_LEDGER_DATABASE_URL": later, "SEP_LEDGER_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [SEP_LEDGER, *command],
        env={**kept, **own, "COLUMNS": "400"},
        cwd=tmp_path,
        input="{ coverage { year } }",
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: la base de datos es de una versión posterior de SEP Ledger "
        f"({schema}: 9999_later), así que no se tocó nada; use esa versión o una más nueva.\n"
    )
    assert everything(later) == before


@pytest.mark.parametrize("schema", LATER, indirect=True)
def test_it_is_opened_again_by_whoever_knows_that_version(later: str, schema: str) -> None:
    with pytest.raises(LaterSchemaError):
        prepare(later)
    with psycopg.connect(later) as conn:
        conn.execute(f"delete from {schema}.migrations where name = '9999_later'".encode())
    prepare(later)
