"""The schema is applied once, by whoever comes first, and an applied migration is history."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from sep_ledger.database.schema import MigrationChangedError, migrate


@pytest.fixture
def package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Path:
    """The migrations folder of another package, named after the test since imports are kept."""
    folder = tmp_path / f"views_of_{request.node.name}" / "steps"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "0002_column.sql").write_text("alter table views.balance add column clp bigint;")
    (folder / "0001_balance.sql").write_text(
        "create table views.balance (rbd int); insert into views.balance values (100); -- 70 %"
    )
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def migrate_views(conninfo: str, package: Path) -> list[str]:
    return migrate(conninfo, package=package.parent.name, folder=package.name, schema="views")


def test_a_second_migration_finds_nothing_to_do(empty_database: str) -> None:
    first = migrate(empty_database)
    assert first[0] == "0001_events"
    assert migrate(empty_database) == []


def test_services_that_start_together_apply_each_migration_once(empty_database: str) -> None:
    with ThreadPoolExecutor(8) as executor:
        applied = list(executor.map(migrate, [empty_database] * 8))
    assert sum(names != [] for names in applied) == 1


def test_another_package_keeps_its_own_schema_in_the_order_of_names(
    empty_database: str, package: Path
) -> None:
    assert migrate_views(empty_database, package) == ["0001_balance", "0002_column"]
    with psycopg.connect(empty_database) as conn:
        assert conn.execute("select rbd, clp from views.balance").fetchall() == [(100, None)]
        names = conn.execute("select name from views.migrations order by name").fetchall()
    assert names == [("0001_balance",), ("0002_column",)]


def test_an_applied_migration_may_not_change(empty_database: str, package: Path) -> None:
    migrate_views(empty_database, package)
    (package / "0001_balance.sql").write_text("create table views.balance (rbd bigint);")
    with pytest.raises(MigrationChangedError, match="0001_balance of schema views"):
        migrate_views(empty_database, package)


def test_a_failing_migration_leaves_nothing_behind(empty_database: str, package: Path) -> None:
    (package / "0003_wrong.sql").write_text("select nothing from nowhere;")
    with pytest.raises(psycopg.errors.UndefinedTable):
        migrate_views(empty_database, package)
    with psycopg.connect(empty_database) as conn:
        assert conn.execute("select to_regnamespace('views')").fetchone() == (None,)
