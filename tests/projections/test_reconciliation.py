"""The promise: what matching finds is appended once, a person's word stands, and no line of the
bank is in two matches, whatever the log says.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.dates.calendar import Period
from sep_domain.events.base import Event
from sep_domain.events.funds.accounting import BankMovementRecorded
from sep_domain.provenance import DerivedSource, Provenance
from sep_domain.reconciliation.commands import (
    CloseReconciliation,
    ConfirmMatch,
    ReconciliationCommand,
    RefuseMatch,
)
from sep_domain.reconciliation.decider import ReconciliationDecider
from sep_domain.reconciliation.state import ReconciliationKey
from sep_domain.values.identifiers import Rut
from sep_ledger.application import Ledger
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding
from sep_ledger.records.recorded import RecordedEvent
from sep_projections.engine import store
from sep_projections.engine.rebuild import rebuild
from sep_projections.reconciliation.projection import RECONCILIATION
from sep_projections.reconciliation.reconciling import RULE, Reconciled, Scope, reconcile
from sep_projections.update import update
from tests.graphql.given import document
from tests.projections.conftest import Append
from tests.projections.given import payment, school

HOLDER = Rut("62000660-2")
ACCOUNT = "00001-00002"


def movement(day: date, line: int, amount: int, **changes: Any) -> BankMovementRecorded:
    return BankMovementRecorded.model_validate(
        {
            "occurred_on": day,
            "sostenedor": HOLDER,
            "bank": "Banco",
            "bank_account": ACCOUNT,
            "sep_only": True,
            "line": line,
            "text": "MOVIMIENTO",
            "amount": amount,
            **changes,
        }
    )


DEPOSIT = movement(date(2024, 5, 20), 1, 3_000_777)
UNSURE = movement(date(2024, 7, 1), 1, -40_000)
SPLIT = {"document_number": "77", "document_total": 60_000, "paid_on": "2024-05-10"}
EVERYTHING = Scope()
BOOKS = (
    school(1, 2024),
    school(2, 2024),
    payment(1, "2024-05", 1_000_333),
    payment(2, "2024-05", 2_000_444),
    document(1, "410501", 25_000, **SPLIT),
    document(2, "410501", 35_000, **SPLIT),
    document(1, "410600", 40_000, document_number="78", paid_on="2024-05-10"),
)
BANK = (DEPOSIT, movement(date(2024, 5, 11), 1, -60_000, text="PAGO FACTURA 77"), UNSURE)


@pytest.fixture
def ledger(prepared: str) -> Iterator[Ledger]:
    ledger = Ledger(prepared)
    yield ledger
    ledger.close()


@pytest.fixture
def reconciled(connection: Connection[TupleRow], append: Append, ledger: Ledger) -> Reconciled:
    append(*BOOKS, *BANK)
    return run(connection, ledger)


def run(connection: Connection[TupleRow], ledger: Ledger, scope: Scope = EVERYTHING) -> Reconciled:
    update(connection)
    found = reconcile(connection, ledger, scope)
    update(connection)
    return found


def ask(ledger: Ledger, month: str, command: ReconciliationCommand) -> None:
    key = ReconciliationKey(sostenedor=HOLDER, bank_account=ACCOUNT, month=Period(month))
    Commanding(ledger).handle(ReconciliationDecider(), key, Asked(command, "ana", str(command)))


def standings(connection: Connection[TupleRow]) -> dict[str, tuple[str, list[str]]]:
    """Of the matches as they stand: by month, how, and with which entries."""
    rows = connection.execute(
        "select month, standing, entries from reconciliation.bank_match"
        " where known_to = 9223372036854775807 order by occurred_on"
    )
    return {f"{month}/{len(entries)}": (how, entries) for month, how, entries in rows}


def only_match(connection: Connection[TupleRow], standing: str) -> UUID:
    [(found,)] = connection.execute(
        "select stream from reconciliation.bank_match"
        " where standing = %s and known_to = 9223372036854775807",
        [standing],
    ).fetchall()
    return UUID(str(found))


def test_a_deposit_a_split_document_and_a_late_cheque(
    connection: Connection[TupleRow], reconciled: Reconciled
) -> None:
    assert (reconciled.lines, reconciled.entries) == (3, 4)
    assert (reconciled.accepted, reconciled.proposed) == (2, 1)
    assert standings(connection) == {
        "2024-05/1": ("automatic", ["document:62000660-2:2024:FACE::77"]),
        "2024-05/2": ("automatic", ["payment:2024-05:1", "payment:2024-05:2"]),
        "2024-07/1": ("proposed", ["document:62000660-2:2024:FACE::78"]),
    }


def test_running_again_appends_nothing(
    connection: Connection[TupleRow], ledger: Ledger, reconciled: Reconciled
) -> None:
    head = store.log_head(connection)
    again = run(connection, ledger)
    assert (again.lines, again.entries, again.accepted, again.proposed) == (0, 0, 0, 0)
    assert store.log_head(connection) == head


def test_the_source_is_the_rule(
    connection: Connection[TupleRow], ledger: Ledger, reconciled: Reconciled
) -> None:
    key = ReconciliationKey(sostenedor=HOLDER, bank_account=ACCOUNT, month=Period("2024-07"))
    [found] = ledger.events.get(key.stream())
    assert isinstance(found, RecordedEvent)
    assert found.provenance.source == DerivedSource(rule=RULE)


def test_only_a_month_is_reconciled_where_one_is_named(
    connection: Connection[TupleRow], append: Append, ledger: Ledger
) -> None:
    append(*BOOKS, *BANK)
    found = run(connection, ledger, Scope(month=Period("2024-07")))
    assert (found.accepted, found.proposed) == (0, 1)


def test_a_refused_match_frees_its_line_and_is_not_proposed_again(
    connection: Connection[TupleRow], ledger: Ledger, reconciled: Reconciled
) -> None:
    refused = only_match(connection, "proposed")
    command = RefuseMatch(occurred_on=date(2024, 8, 1), match=refused, reason="Otro proveedor")
    ask(ledger, "2024-07", command)
    again = run(connection, ledger)
    assert (again.lines, again.accepted, again.proposed) == (1, 0, 0)


def test_a_confirmed_match_stands_and_what_was_known_before_is_kept(
    connection: Connection[TupleRow], ledger: Ledger, reconciled: Reconciled
) -> None:
    match = only_match(connection, "proposed")
    ask(ledger, "2024-07", ConfirmMatch(occurred_on=date(2024, 8, 1), match=match))
    ask(ledger, "2024-07", CloseReconciliation(occurred_on=date(2024, 8, 2)))
    update(connection)
    rows = connection.execute(
        "select standing from reconciliation.bank_match where stream = %s order by known_from",
        [match],
    ).fetchall()
    assert rows == [("proposed",), ("confirmed",)]
    assert connection.execute("select step from reconciliation.reconciliation_step").fetchall() == [
        ("closed",)
    ]


def test_a_line_in_a_second_match_is_set_aside_by_the_database(
    connection: Connection[TupleRow], ledger: Ledger, reconciled: Reconciled
) -> None:
    """Two months decided on at one instant could each take it; the decider sees only one."""
    key = ReconciliationKey(sostenedor=HOLDER, bank_account=ACCOUNT, month=Period("2024-07"))
    [first] = [one for one in ledger.events.get(key.stream()) if isinstance(one, RecordedEvent)]
    second: Event = first.event.model_copy(
        update={"match": UUID(int=1), "month": Period("2025-12"), "entries": ("document:other",)}
    )
    stream = key.of(Period("2025-12")).stream()
    ledger.save(RecordedEvent(stream, 1, second, Provenance(source=DerivedSource(rule="other"))))
    update(connection)
    [parked] = store.parked_events(connection)
    assert "matched_once" in parked.error
    assert len(standings(connection)) == 3


def test_rebuilt_it_is_the_same(
    connection: Connection[TupleRow], ledger: Ledger, reconciled: Reconciled
) -> None:
    match = only_match(connection, "proposed")
    refuse = RefuseMatch(occurred_on=date(2024, 8, 1), match=match, reason="No")
    ask(ledger, "2024-07", refuse)
    update(connection)
    before = contents(connection)
    rebuild(connection, RECONCILIATION)
    assert contents(connection) == before


def contents(connection: Connection[TupleRow]) -> dict[str, list[TupleRow]]:
    return {
        table: connection.execute(
            f"select * from reconciliation.{table} order by 1, 2, {table}::text".encode()
        ).fetchall()
        for table in RECONCILIATION.tables
    }
