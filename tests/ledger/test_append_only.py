"""The database itself refuses to rewrite the log, whoever asks."""

from collections.abc import Callable
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import Connection
from tests.staged import FactAppend

REWRITING: list[LiteralString] = [
    "update ledger.events set state = 'x'",
    "update ledger.events set position = position where false",
    "delete from ledger.events",
    "truncate ledger.events",
    "delete from ledger.head",
    "truncate ledger.head",
    "update ledger.head set position = position - 1",
    "insert into ledger.head (position) values (7)",
    "update ledger.generations set generation = gen_random_uuid()",
    "delete from ledger.generations",
    "truncate ledger.generations",
]


@pytest.fixture(autouse=True)
def an_event(conn: Connection[Any], fact: Callable[..., Any]) -> None:
    FactAppend(conn).append([fact(1, "k", "A")])


@pytest.mark.parametrize("statement", REWRITING)
def test_rewriting_is_refused_even_to_the_owner(
    conn: Connection[Any], statement: LiteralString
) -> None:
    with pytest.raises(psycopg.IntegrityError):
        conn.execute(statement)


@pytest.mark.parametrize("statement", REWRITING)
def test_a_session_in_replica_mode_does_not_pass_the_triggers_by(
    conn: Connection[Any], statement: LiteralString
) -> None:
    conn.execute("set session_replication_role = replica")
    with pytest.raises(psycopg.IntegrityError):
        conn.execute(statement)


@pytest.mark.parametrize("statement", REWRITING)
def test_the_application_role_has_no_right_to_rewrite(
    conn: Connection[Any], statement: LiteralString
) -> None:
    conn.execute("alter table ledger.events disable trigger user")
    conn.execute("alter table ledger.head disable trigger head_stays")
    conn.execute("alter table ledger.generations disable trigger user")
    conn.execute("set role sep_ledger_app")
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.IntegrityError)):
        conn.execute(statement)


def test_the_application_role_can_append_and_read(
    database: str, fact: Callable[..., Any], positions: Callable[[], list[int]]
) -> None:
    with psycopg.connect(database, options="-c role=sep_ledger_app") as application:
        outcome = FactAppend(application).append([fact(1, "k", "B"), fact(2, "other", "A")])
    assert (outcome.new, outcome.restated) == (1, 1)
    assert positions() == [1, 2, 3]


def test_the_application_role_cannot_say_when_it_was_recorded(conn: Connection[Any]) -> None:
    conn.execute("set role sep_ledger_app")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(
            "insert into ledger.events (position, originator_id, originator_version, topic, state,"
            " recorded_at) values (2, gen_random_uuid(), 1, 't', '', '2008-02-01')"
        )
