"""Plans of a fold hold where statistics lie: at the growing edge they always do.

Statistics are made when the log is short, and it then grows by far more, as in an import: from then
on the planner takes the new range to be empty. The plans are those of what really ran, which the
database tells by auto_explain.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.events.base import Fact
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import runner
from sep_projections.engine.decoding import LONG
from tests.projections.conftest import Append
from tests.projections.given import category, payment, school

Db = Connection[TupleRow]
Plan = dict[str, Any]


def many(amount: int) -> list[Fact]:
    """Facts of several kinds about each of more schools than make a range long."""
    return [
        fact
        for rbd in range(1, LONG + 1)
        for fact in (payment(rbd, "2024-03", amount), category(rbd, 2024, "medio"))
    ]


@pytest.fixture
def behind_statistics(connection: Db, append: Append) -> None:
    """A log and views whose statistics are those of their first events, and that no one renews."""
    append(*(school(rbd, 2024) for rbd in range(1, 9)), payment(1, "2024-02", 1))
    runner.catch_up(connection, PROJECTIONS)
    for table in connection.execute(
        "select format('%I.%I', schemaname, tablename) from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    ).fetchall():
        connection.execute(f"alter table {table[0]} set (autovacuum_enabled = off)".encode())
        connection.execute(f"analyze {table[0]}".encode())


@contextmanager
def plans_told(connection: Db) -> Iterator[list[Plan]]:
    """What runs in the block, each statement with the plan that it ran by."""
    told: list[Plan] = []

    def hear(notice: psycopg.errors.Diagnostic) -> None:
        text = notice.message_primary or ""
        if "plan:\n" in text:
            told.append(orjson.loads(text[text.index("{") :]))

    connection.execute("load 'auto_explain'")
    for name, value in (
        ("auto_explain.log_min_duration", "0"),
        ("auto_explain.log_format", "json"),
        ("client_min_messages", "log"),
    ):
        connection.execute("select set_config(%s, %s, false)", [name, value])
    connection.add_notice_handler(hear)
    try:
        yield told
    finally:
        connection.remove_notice_handler(hear)
        connection.execute("reset client_min_messages")


def nodes(plan: Plan) -> Iterator[Plan]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def decoding_among(told: list[Plan]) -> list[Plan]:
    return [each["Plan"] for each in told if "create temporary table batch" in each["Query Text"]]


def started_again_and_again(plan: Plan) -> list[Plan]:
    """The nodes that start workers for each row of another."""
    repeated = (
        inner
        for node in nodes(plan)
        if node["Node Type"] == "Nested Loop"
        for inner in nodes(node["Plans"][1])
    )
    return [node for node in repeated if node["Node Type"].startswith("Gather")]


def test_the_planner_is_deceived(connection: Db, append: Append, behind_statistics: None) -> None:
    """Otherwise what follows would prove nothing."""
    append(*many(100))
    row = connection.execute(
        "explain (format json) select from ledger.events where position > 9"
    ).fetchone()
    assert row is not None
    assert row[0][0]["Plan"]["Plan Rows"] < LONG / 4


def test_a_long_range_is_decoded_without_a_join(
    connection: Db, append: Append, behind_statistics: None
) -> None:
    append(*many(100))
    with plans_told(connection) as told:
        runner.catch_up(connection, PROJECTIONS)
    (decoding,) = decoding_among(told)
    kinds = [node["Node Type"] for node in nodes(decoding)]
    assert not [kind for kind in kinds if "Loop" in kind or "Join" in kind]
    assert [node.get("Relation Name") for node in nodes(decoding)][-1] == "events"
    assert connection.execute("select count(*) from payments.payment").fetchone() == (LONG + 1,)


def test_nothing_that_folds_starts_workers(
    connection: Db, append: Append, behind_statistics: None
) -> None:
    append(*many(100))
    runner.catch_up(connection, PROJECTIONS)
    append(*many(200))  # which restate all that stands
    with plans_told(connection) as told:
        runner.catch_up(connection, PROJECTIONS)
    assert len(decoding_among(told)) == 1
    reading = ("create temporary table batch", "group by topic")
    folding = [each for each in told if not any(read in each["Query Text"] for read in reading)]
    assert len(folding) > len(PROJECTIONS)
    for each in folding:
        kinds = {node["Node Type"] for node in nodes(each["Plan"])}
        assert not [kind for kind in kinds if kind.startswith("Gather")], each["Query Text"]
    assert not [each for each in told if started_again_and_again(each["Plan"])]


def test_a_fold_may_not_start_workers_even_where_it_could(
    connection: Db, append: Append, behind_statistics: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fold that reads into a table of its own, which is what workers can do."""
    append(*many(100))
    probing = (
        "create temporary table probe on commit drop as"
        " select count(*) as found from schools.school_year cross join ledger.events;"
    )
    projection = next(each for each in PROJECTIONS if each.name == "payments")
    monkeypatch.setitem(projection.__dict__, "fold_sql", probing)
    with plans_told(connection) as told:
        runner.catch_up(connection, [projection])
    (probe,) = [each["Plan"] for each in told if "temporary table probe" in each["Query Text"]]
    assert not [node for node in nodes(probe) if node["Node Type"].startswith("Gather")]
