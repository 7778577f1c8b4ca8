"""A view is what a rebuild makes of the log, or an audit names the row; schemas and settings too.

Nothing that an audit does stays behind.
"""

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from sep_projections.auditing.audit import audit
from sep_projections.auditing.deviations import Deviation, Kind
from sep_projections.auditing.last_audit import last_audit
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import runner
from sep_projections.funds.projection import FUND_SUMS
from sep_projections.payments.projection import PAYMENTS
from sep_projections.results.projection import RESULTS
from tests.projections.conftest import Append, record
from tests.projections.given import payment, result

Db = Connection[TupleRow]


@pytest.fixture
def told(connection: Db, append: Append) -> Db:
    """A log of payments and results, one restated, and its views; one payment is not folded yet."""
    append(*(payment(rbd, "2024-03", 100 + rbd) for rbd in range(1, 40)), result(1, 2024, lect=250))
    append(payment(1, "2024-03", 90))
    runner.catch_up(connection, PROJECTIONS)
    append(payment(2, "2024-04", 5))
    return connection


def found(connection: Db) -> list[Deviation]:
    findings: list[Deviation] = []
    audit(connection, findings.append, (PAYMENTS, RESULTS, FUND_SUMS))
    return findings


def kinds(findings: list[Deviation]) -> list[tuple[Kind, str]]:
    return [(finding.kind, finding.where) for finding in findings]


def test_an_untouched_database_is_silent_in_every_view_and_stays_as_it_is(told: Db) -> None:
    before = told.execute("select nspname, oid from pg_namespace order by 1").fetchall()
    findings: list[Deviation] = []
    audited = audit(told, findings.append)
    assert findings == []
    assert audited.views == len(PROJECTIONS)
    last = last_audit(told, PROJECTIONS)
    assert last is not None
    assert (last.position, last.findings) == (42, 0)
    assert told.execute("select nspname, oid from pg_namespace order by 1").fetchall() == before


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (
            "update payments.payment set sep_total = 7 where rbd = 3",
            [(Kind.ROW_UNCALLED_FOR, "payments.payment"), (Kind.ROW_MISSING, "payments.payment")],
        ),
        (
            "delete from results.subject_result where rbd = 1",
            [(Kind.ROW_MISSING, "results.subject_result")],
        ),
        (
            (
                "insert into payments.payment_component"
                " select stream, known_from, known_to, rbd, month, 'x', 1"
                " from payments.payment where rbd = 3"
            ),
            [(Kind.ROW_UNCALLED_FOR, "payments.payment_component")],
        ),
        (
            "update projections.checkpoint set position = position + 1 where name = 'payments'",
            [(Kind.ROW_MISSING, "payments.payment")],
        ),
        (
            "update projections.checkpoint set position = 99 where name = 'results'",
            [(Kind.POSITION_CHANGED, "results")],
        ),
        (
            "insert into projections.parked (name, position, error) values ('payments', 5, 'x')",
            [(Kind.PARKED_CHANGED, "payments")],
        ),
    ],
)
def test_a_changed_row_is_named_with_its_table(
    told: Db, harm: str, expected: list[tuple[Kind, str]]
) -> None:
    told.execute("set session_replication_role = replica")
    told.execute(harm.encode())
    told.execute("set session_replication_role = origin")
    assert sorted(set(kinds(found(told)))) == sorted(expected)


def test_a_changed_row_is_told_as_it_is_and_as_it_should_be(told: Db) -> None:
    told.execute("update payments.payment set sep_total = 7 where rbd = 3")
    is_now, should = found(told)
    assert '"sep_total": 7' in is_now.detail
    assert '"sep_total": 103' in should.detail


def test_a_topic_that_was_given_another_meaning_is_named(told: Db) -> None:
    told.execute("update projections.kind set event = 'x' where event = 'payment.disbursed'")
    findings = kinds(found(told))
    assert (Kind.ROW_MISSING, "projections.kind") in findings
    assert (Kind.ROW_UNCALLED_FOR, "projections.kind") in findings


@pytest.mark.parametrize(
    ("harm", "where"),
    [
        (
            "alter table ledger.events disable trigger events_only_grow",
            "ledger: disparador events.events_only_grow",
        ),
        (
            "create rule hide as on update to ledger.head do instead nothing",
            "ledger: regla head.hide",
        ),
        ("alter table ledger.tiles enable row level security", "ledger: relación tiles"),
        (
            "alter table ledger.events alter column recorded_at set default '2020-01-01'",
            "ledger: columna events.recorded_at",
        ),
        (
            "create policy none on payments.payment using (false)",
            "payments: política payment.none",
        ),
        (
            (
                "create or replace function projections.is_entity(stream uuid) returns boolean"
                " language sql immutable as 'select false'"
            ),
            "projections: función is_entity(stream uuid)",
        ),
        (
            "alter table payments.payment alter column sep_total set default 0",
            "payments: columna payment.sep_total",
        ),
        (
            "create table payments.more () inherits (results.test_result)",
            "payments: relación more",
        ),
    ],
)
def test_a_changed_guard_or_definition_is_named(told: Db, harm: str, where: str) -> None:
    told.execute(harm.encode())
    assert where in [finding.where for finding in found(told)]


def test_a_search_path_of_the_database_is_named_and_changes_nothing_else(
    told: Db, prepared: str
) -> None:
    told.execute(
        sql.SQL("alter database {} set search_path = payments, pg_catalog").format(
            sql.Identifier(told.info.dbname)
        )
    )
    with psycopg.connect(prepared, autocommit=True) as later:
        (finding,) = found(later)
    assert (finding.kind, finding.detail) == (Kind.SETTING, "search_path=payments, pg_catalog")


def test_of_an_audit_of_some_views_nothing_is_said_about_all(told: Db) -> None:
    assert found(told) == []
    assert last_audit(told, (PAYMENTS, RESULTS)) is not None
    assert last_audit(told, PROJECTIONS) is None


def test_others_record_fold_and_read_while_an_audit_makes_a_view_anew(
    told: Db, prepared: str
) -> None:
    findings: list[Deviation] = []
    known: list[int] = []

    def meanwhile(_name: str, _position: int, _head: int) -> None:
        with psycopg.connect(prepared, autocommit=True) as other:
            other.execute("set lock_timeout = '2s'")
            record(other, [payment(3, "2024-05", 11)])
            runner.catch_up(other, PROJECTIONS)
            (count,) = other.execute(
                "select count(*)::int from payments.payment where month = '2024-05'"
            ).fetchone() or (0,)
            known.append(count)

    audit(told, findings.append, (PAYMENTS,), meanwhile)
    assert known == [1]
    assert findings == []
