"""A projection is the log, folded: exactly once, restartable, and the same however it got there."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.events.base import Fact
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import decoding, fold, runner, store
from sep_projections.engine.decoding import Span
from sep_projections.engine.projection import END_OF_TIME, Projection
from sep_projections.engine.rebuild import cancel, rebuild
from sep_projections.funds.projection import FUND_SUMS
from sep_projections.log.projection import COVERAGE
from sep_projections.payments.projection import PAYMENTS
from sep_projections.results.projection import RESULTS
from tests.conftest import Server
from tests.projections.conftest import Append, record
from tests.projections.given import payment, result

Db = Connection[TupleRow]


@pytest.fixture(autouse=True, params=["each decodes for itself", "decoded once for all"])
def _decoding(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever holds for short ranges holds for long ones."""
    if request.param == "decoded once for all":
        monkeypatch.setattr(decoding, "LONG", 1)


facts = st.one_of(
    st.builds(
        payment, st.integers(1, 3), st.sampled_from(["2024-03", "2024-04"]), st.integers(0, 3)
    ),
    st.builds(result, st.integers(1, 3), st.just(2024), lect=st.sampled_from([None, 250, 260])),
)
histories = st.lists(st.lists(facts, max_size=6), max_size=4)
_FOLDING_THESE = (PAYMENTS, RESULTS, FUND_SUMS, COVERAGE)


def _rows(connection: Db, table: str) -> list[Any]:
    return sorted(connection.execute(f"select * from {table}".encode()).fetchall(), key=repr)


def _everything(
    connection: Db, projections: Sequence[Projection] = PROJECTIONS
) -> dict[str, list[Any]]:
    return {
        table: _rows(connection, f"{projection.name}.{table}")
        for projection in projections
        for table in projection.tables
    }


def test_every_projection_folds_an_event_of_its_own(connection: Db, append: Append) -> None:
    append(payment(1, "2024-03", 100, escolaridad=5), result(1, 2024, lect=250))
    runner.catch_up(connection, PROJECTIONS)
    assert connection.execute(
        "select rbd, month, year, sep_total from payments.payment"
    ).fetchall() == [(1, "2024-03", 2024, 100)]
    assert connection.execute(
        "select component, amount from payments.payment_component"
    ).fetchall() == [("escolaridad", 5)]
    assert connection.execute(
        "select rbd, grade, subject, score, pupils from results.subject_result"
    ).fetchall() == [(1, "4b", "lect", 250, 20)]


def test_a_restatement_ends_what_was_known_and_keeps_it(connection: Db, append: Append) -> None:
    for amount in (100, 90, 95):
        append(payment(1, "2024-03", amount))
        runner.catch_up(connection, PROJECTIONS)
    assert connection.execute(
        "select sep_total, known_from, known_to from payments.payment order by known_from"
    ).fetchall() == [(100, 1, 2), (90, 2, 3), (95, 3, END_OF_TIME)]


def test_restatements_within_one_range_are_told_apart_too(connection: Db, append: Append) -> None:
    for amount in (100, 90, 95):
        append(payment(1, "2024-03", amount))
    runner.catch_up(connection, PROJECTIONS)
    assert connection.execute(
        "select sep_total, known_from, known_to from payments.payment order by known_from"
    ).fetchall() == [(100, 1, 2), (90, 2, 3), (95, 3, END_OF_TIME)]


def test_children_of_a_restated_fact_end_with_it(connection: Db, append: Append) -> None:
    append(result(1, 2024, lect=250, mate=240))
    runner.catch_up(connection, PROJECTIONS)
    append(result(1, 2024, lect=251))
    runner.catch_up(connection, PROJECTIONS)
    assert connection.execute(
        "select subject, score from results.subject_result where known_to = %s", [END_OF_TIME]
    ).fetchall() == [("lect", 251)]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=histories)
def test_folding_bit_by_bit_equals_rebuilding(
    postgres: Server, prepared_template: str, history: list[list[Fact]]
) -> None:
    with (
        postgres.fresh_database(prepared_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        for batch in history:
            _append(connection, batch)
            runner.catch_up(connection, PROJECTIONS)
        folded = _everything(connection, _FOLDING_THESE)
        for projection in _FOLDING_THESE:
            rebuild(connection, projection)
        assert _everything(connection, _FOLDING_THESE) == folded


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=histories, data=st.data())
def test_what_was_known_at_a_position_is_the_log_replayed_up_to_it(
    postgres: Server, prepared_template: str, history: list[list[Fact]], data: st.DataObject
) -> None:
    with (
        postgres.fresh_database(prepared_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        for batch in history:
            _append(connection, batch)
        head = runner.catch_up(connection, PROJECTIONS)
        position = data.draw(st.integers(0, head))
        known = connection.execute(
            "select rbd, month, sep_total from payments.payment"
            " where known_from <= %(p)s and known_to > %(p)s order by 1, 2",
            {"p": position},
        ).fetchall()
        with connection.transaction():
            store.create_schema(connection, PAYMENTS, "replayed")
            fold.fold(connection, {"replayed": PAYMENTS}, Span.of(connection, 0, position))
        replayed = connection.execute(
            "select rbd, month, sep_total from replayed.payment where known_to = %s order by 1, 2",
            [END_OF_TIME],
        ).fetchall()
        assert known == replayed


def test_runners_that_race_fold_each_event_once(
    connection: Db, prepared: str, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RANGE", 7)
    append(*(payment(rbd, "2024-03", rbd) for rbd in range(1, 101)))

    def run(_: int) -> int:
        with Connection.connect(prepared, autocommit=True) as own:
            return runner.catch_up(own, PROJECTIONS)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, range(4))) == [100] * 4
    assert connection.execute(
        "select count(*), sum(sep_total) from payments.payment"
    ).fetchone() == (100, 5050)


def test_a_fold_that_fails_leaves_no_trace(
    connection: Db, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(payment(1, "2024-03", 100), result(1, 2024, lect=250))
    monkeypatch.setitem(RESULTS.__dict__, "fold_sql", "select no_such_column")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        runner.catch_up(connection, PROJECTIONS)
    assert _rows(connection, "payments.payment") == []
    monkeypatch.undo()
    runner.catch_up(connection, PROJECTIONS)
    assert len(_rows(connection, "payments.payment")) == 1


def test_an_event_that_cannot_be_folded_is_parked_and_the_rest_goes_on(
    connection: Db, append: Append
) -> None:
    append(payment(1, "2024-03", 1), payment(2, "2024-03", 1 << 70), payment(3, "2024-03", 3))
    runner.catch_up(connection, PROJECTIONS)
    assert connection.execute("select rbd from payments.payment order by 1").fetchall() == [
        (1,),
        (3,),
    ]
    parked = store.parked_events(connection)
    assert {(each.name, each.position) for each in parked} >= {("fund_sums", 2), ("payments", 2)}
    assert all(each.position == 2 and "out of range" in each.error for each in parked)
    append(payment(4, "2024-03", 4))
    assert runner.catch_up(connection, PROJECTIONS) == 4


def test_a_rebuild_tries_parked_events_again(connection: Db, append: Append) -> None:
    append(payment(1, "2024-03", 1 << 70), payment(2, "2024-03", 2))
    append(payment(1, "2024-03", 1))
    runner.catch_up(connection, PROJECTIONS)
    rebuild(connection, PAYMENTS)
    assert [
        parked.position for parked in store.parked_events(connection) if parked.name == "payments"
    ] == [1]
    assert connection.execute(
        "select rbd, sep_total from payments.payment order by rbd"
    ).fetchall() == [(1, 1), (2, 2)]


def test_a_fold_that_fails_on_everything_is_an_error(
    connection: Db, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sep_projections.engine.fold._MOST_PARKED", 3)
    append(*(payment(rbd, "2024-03", 1 << 70) for rbd in range(1, 11)))
    with pytest.raises(psycopg.DataError):
        runner.catch_up(connection, PROJECTIONS)
    assert store.parked_events(connection) == []


def test_an_interrupted_rebuild_goes_on_where_it_stood(
    connection: Db, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sep_projections.engine.rebuild.RANGE", 10)
    append(*(payment(rbd, "2024-03", 1) for rbd in range(1, 51)))
    runner.catch_up(connection, PROJECTIONS)
    seen: list[int] = []

    def interrupt(name: str, position: int, head: int) -> None:
        seen.append(position)
        if position == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(connection, PAYMENTS, interrupt)
    rebuild(connection, PAYMENTS, lambda name, position, head: seen.append(position))
    assert seen == [10, 20, 30, 40, 50]
    assert len(_rows(connection, "payments.payment")) == 50


def test_a_cancelled_rebuild_leaves_nothing(connection: Db, append: Append) -> None:
    append(payment(1, "2024-03", 1))

    def interrupt(name: str, position: int, head: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(connection, PAYMENTS, interrupt)
    cancel(connection, PAYMENTS)
    assert "payments__next" not in store.fold_positions(connection)
    schemas = connection.execute("select nspname from pg_namespace where nspname like '%next'")
    assert schemas.fetchall() == []


def test_projections_catch_up_in_parallel(connection: Db, prepared: str, append: Append) -> None:
    append(*(payment(rbd, "2024-03", 1) for rbd in range(1, 51)), result(1, 2024, lect=250))
    assert runner.catch_up_in_parallel(prepared, PROJECTIONS, workers=3) == 51
    assert runner.slowest(connection, PROJECTIONS) == 51
    assert len(_rows(connection, "payments.payment")) == 50


def test_a_reader_can_wait_for_what_it_wrote(connection: Db, prepared: str, append: Append) -> None:
    position = append(payment(1, "2024-03", 1)).position
    assert not runner.wait_for(connection, PROJECTIONS, position, timeout_seconds=0.05)
    with (
        ThreadPoolExecutor(1) as pool,
        Connection.connect(prepared, autocommit=True) as other,
    ):
        folding = pool.submit(runner.catch_up, other, PROJECTIONS)
        assert runner.wait_for(connection, PROJECTIONS, position, timeout_seconds=10)
        folding.result()


def test_a_rebuild_folds_what_is_recorded_while_it_runs(
    connection: Db, prepared: str, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(*(payment(rbd, "2024-03", 1) for rbd in range(1, 11)))
    runner.catch_up(connection, PROJECTIONS)

    def meanwhile(name: str, position: int, head: int) -> None:
        with Connection.connect(prepared, autocommit=True) as other:
            _append(other, [payment(500, "2024-03", 7)])
            runner.catch_up(other, PROJECTIONS)

    rebuild(connection, PAYMENTS, meanwhile)
    assert connection.execute("select count(*) from payments.payment").fetchone() == (11,)
    assert {lag.positions_behind for lag in runner.lags(connection, PROJECTIONS)} == {0}


def test_readers_keep_the_old_tables_until_the_swap(
    connection: Db, prepared: str, append: Append
) -> None:
    append(payment(1, "2024-03", 1))
    runner.catch_up(connection, PROJECTIONS)
    seen: list[Any] = []

    def read(name: str, position: int, head: int) -> None:
        with Connection.connect(prepared) as reader:
            seen.append(reader.execute("select count(*) from payments.payment").fetchone())

    rebuild(connection, PAYMENTS, read)
    assert seen == [(1,)]


def test_another_version_of_the_code_rebuilds_at_start(connection: Db, append: Append) -> None:
    append(payment(1, "2024-03", 1))
    runner.catch_up(connection, PROJECTIONS)
    newer = Projection("payments", "payments", 2, PAYMENTS.events, PAYMENTS.tables)
    runner.install(connection, (newer,))
    assert store.fold_positions(connection)["payments"].version == 2
    assert len(_rows(connection, "payments.payment")) == 1


def test_lag_counts_positions_and_seconds(connection: Db, append: Append) -> None:
    append(payment(1, "2024-03", 1), payment(2, "2024-03", 1))
    (before,) = [lag for lag in runner.lags(connection, PROJECTIONS) if lag.name == "payments"]
    assert before.positions_behind == 2
    assert before.seconds_behind > 0
    runner.catch_up(connection, PROJECTIONS)
    (after,) = [lag for lag in runner.lags(connection, PROJECTIONS) if lag.name == "payments"]
    assert (after.positions_behind, after.seconds_behind) == (0, 0)


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda projection: projection.name)
def test_a_projection_names_all_its_tables(connection: Db, projection: Projection) -> None:
    tables = connection.execute(
        "select table_name::text from information_schema.tables where table_schema = %s",
        [projection.name],
    )
    assert {name for (name,) in tables} == set(projection.tables)


def test_no_two_projections_share_a_table_name() -> None:
    names = [table for projection in PROJECTIONS for table in projection.tables]
    assert len(names) == len(set(names))


def _append(connection: Db, batch: list[Fact]) -> None:
    unique = {fact.stream(): fact for fact in batch}
    record(connection, unique.values())
