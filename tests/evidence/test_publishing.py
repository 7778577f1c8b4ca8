"""Publishing leaves whole files behind, and nothing else; what is not its own it leaves alone."""

from pathlib import Path
from typing import Any

from psycopg import Connection
from tests.evidence.conftest import Append, Sign

from sep_ledger.evidence import publishing


def test_the_drafts_of_one_that_was_killed_are_removed_by_the_next(
    conn: Connection[Any], append: Append, sign: Sign, tmp_path: Path
) -> None:
    append(300)
    sign()
    folder = tmp_path / "log"
    publishing.publish(conn, folder)
    published = files(folder)
    drafts = (".checkpoint.4711", ".keys.4711", "tile/0/.000.4711", "tile/0/001.p/.44.4711")
    others = [".htaccess", ".well-known/security.1", "tile/.nginx"]
    for name in (*drafts, *others):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("half of a f")
    publishing.publish(conn, folder)
    assert files(folder) == sorted(published + others)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
