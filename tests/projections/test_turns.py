"""Derivations run one at a time, each from where the one before ended: nothing twice or skipped."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_projections.derivations import FOLD_NAME, VERSION, derive_next, entitlements
from sep_projections.derivations.exclusive_derivation import exclusive_derivation
from sep_projections.engine import store
from sep_projections.update import update
from tests.projections.conftest import Append
from tests.projections.entitlements_given import whole_school
from tests.projections.given import category, payment, school

Db = Connection[TupleRow]


def elsewhere(conninfo: str, work: Callable[[Db], Any]) -> Any:
    """What another process would do."""
    with Connection.connect(conninfo, autocommit=True) as connection:
        return work(connection)


def derived(connection: Db) -> list[Any]:
    return connection.execute(
        "select originator_id, originator_version from ledger.events"
        " where convert_from(metadata, 'UTF8')::jsonb #>> '{source,kind}' = 'derived'"
    ).fetchall()


def test_whoever_comes_second_waits_and_finds_it_done(
    prepared: str, connection: Db, append: Append
) -> None:
    append(category(1, 2016, "medio"), category(1, 2018, "alto"))
    with ThreadPoolExecutor(1) as pool:
        with exclusive_derivation(connection):
            other = pool.submit(elsewhere, prepared, update)
            with pytest.raises(NotYet):
                other.result(timeout=0.5)
            assert derived(connection) == []
        assert other.result(timeout=30) == 3
    assert len(derived(connection)) == 1
    assert update(connection) == 3


def test_many_at_once_derive_everything_once(prepared: str, connection: Db, append: Append) -> None:
    append(*whole_school(), payment(1, "2023-08", 100, retenciones=5))
    append(*(school(rbd, year, name=f"E{year}") for rbd in range(1, 9) for year in (2022, 2023)))
    with ThreadPoolExecutor(4) as pool:
        heads = list(pool.map(lambda _: elsewhere(prepared, update), range(4)))
    assert len(set(heads)) == 1
    versions = derived(connection)
    assert {version for _, version in versions} == {1}
    assert len(versions) == len(set(versions)) > 8


def test_what_is_recorded_while_another_derives_is_not_skipped(
    prepared: str, connection: Db, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(category(1, 2016, "medio"), category(1, 2018, "alto"))

    def slowly(connection: Db, upto: int) -> int:
        if upto == 2:
            append(category(2, 2016, "medio"), category(2, 2018, "alto"))
        return derive_next(connection, upto)

    monkeypatch.setattr("sep_projections.update.derive_next", slowly)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: elsewhere(prepared, update), range(2)))
    update(connection)
    assert connection.execute(
        "select rbd from categories.reclassification order by rbd"
    ).fetchall() == [(1,), (2,)]


def test_a_checkpoint_that_another_has_moved_stays_where_it_is(connection: Db) -> None:
    store.advance(connection, {FOLD_NAME: VERSION}, 5)
    began = store.fold_positions(connection)[FOLD_NAME]
    assert store.advance_from(connection, FOLD_NAME, began, VERSION, 9)
    assert not store.advance_from(connection, FOLD_NAME, began, VERSION, 7)
    assert store.position_of(connection, FOLD_NAME) == 9


def test_a_checkpoint_that_is_not_there_begins(connection: Db) -> None:
    name = entitlements.FOLD_NAME
    assert store.advance_from(connection, name, None, 1, 3)
    assert not store.advance_from(connection, name, None, 1, 2)
    assert store.position_of(connection, name) == 3
