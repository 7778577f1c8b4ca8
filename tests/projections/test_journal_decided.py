"""What commands decide is posted like what files say, and what both say is posted once."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sep_domain.ate.contract.state import AteContractKey
from sep_domain.events.base import Event, Fact
from sep_domain.events.purchasing.ate import ContractPaymentMade
from sep_domain.provenance import CommandSource, Provenance
from sep_ledger.application import Ledger
from sep_ledger.records.recorded import RecordedEvent
from sep_projections.ate.projection import ATE
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import decoding, runner
from sep_projections.engine.rebuild import rebuild
from sep_projections.journal.projection import JOURNAL
from sep_projections.log.projection import COVERAGE
from tests.conftest import Server
from tests.projections.conftest import Append, record
from tests.projections.journal_given import Db, amended, balances, ended, paid, postings, signed

STREAM = AteContractKey(contract="C-1").stream()


def decide(connection: Db, *events: Event) -> None:
    """Records events as decided on the contract, after those decided before."""
    provenance = Provenance(source=CommandSource(actor="ana", command_id=uuid4()))
    (found,) = connection.execute(
        "select count(*) from ledger.events where originator_id = %s", [STREAM]
    ).fetchall()
    recorded = [
        RecordedEvent(STREAM, version, event, provenance)
        for version, event in enumerate(events, int(found[0]) + 1)
    ]
    with Ledger(connection.info.dsn) as ledger:
        ledger.save(*recorded)


def committed(connection: Db) -> list[int]:
    """What moved the commitments, in order."""
    return [amount for account, _, amount in postings(connection) if account == "compromisos"]


def test_a_contract_that_is_decided_is_posted_step_by_step(connection: Db) -> None:
    for event in (signed(1_000), amended(1_200), paid(400), paid(300, 2)):
        decide(connection, event)
        runner.catch_up(connection, PROJECTIONS)

    assert committed(connection) == [1_000, 200, -400, -300]
    assert balances(connection)["compromisos"] == 500


def test_what_becomes_known_together_is_posted_together(connection: Db) -> None:
    decide(connection, signed(1_000), paid(400), ended())
    runner.catch_up(connection, PROJECTIONS)
    decide(connection, paid(100, 2))
    runner.catch_up(connection, PROJECTIONS)

    assert committed(connection) == [1_000, -400, -100, -500]


@pytest.mark.parametrize("at_once", [True, False], ids=["one range", "a range for each"])
def test_a_payment_that_a_file_and_a_command_state_is_one(
    connection: Db, append: Append, *, at_once: bool
) -> None:
    append(signed(1_000))
    append(paid(400))
    if not at_once:
        runner.catch_up(connection, PROJECTIONS)
    decide(connection, paid(400))
    runner.catch_up(connection, PROJECTIONS)

    assert committed(connection) == [1_000, -400]
    assert postings(connection, 2)[-1] == ("compromisos_por_contra", "SEP", 400)


def test_a_payment_stated_otherwise_takes_the_place_of_the_first(
    connection: Db, append: Append
) -> None:
    decide(connection, signed(1_000), paid(400))
    append(paid(390))
    runner.catch_up(connection, PROJECTIONS)
    assert committed(connection) == [1_000, -390]

    decide(connection, amended(1_100))
    append(paid(395))
    runner.catch_up(connection, PROJECTIONS)
    assert committed(connection) == [1_000, 100, -395]


PAYMENTS = st.builds(paid, st.integers(1, 3), st.integers(1, 2))
STATEMENTS = st.one_of(PAYMENTS, PAYMENTS, st.builds(amended, st.integers(5, 7)), st.just(ended()))
HISTORIES = st.lists(st.tuples(st.booleans(), STATEMENTS), max_size=8)


@settings(max_examples=6)
@given(history=HISTORIES, at_once=st.booleans(), decoded_once=st.booleans())
def test_whoever_states_a_payment_it_counts_once_everywhere(
    postgres: Server,
    prepared_template: str,
    *,
    history: Sequence[tuple[bool, Fact]],
    at_once: bool,
    decoded_once: bool,
) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        postgres.fresh_database(prepared_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        patch.setattr(decoding, "LONG", 1 if decoded_once else decoding.LONG)
        decide(connection, signed(10))
        for by_command, statement in history:
            if by_command:
                decide(connection, statement)
            else:
                record(connection, [statement])
            if not at_once:
                runner.catch_up(connection, PROJECTIONS)
        runner.catch_up(connection, PROJECTIONS)

        last = _last_stated(connection)
        assert _moved_by_payments(connection) == -sum(last.values())
        assert _paid(connection) == last
        folded = _tables(connection)
        for projection in (ATE, JOURNAL, COVERAGE):
            rebuild(connection, projection)
        assert _tables(connection) == folded


def _last_stated(connection: Db) -> dict[int, int]:
    """Amounts by payment, in the log's own words: a file that repeats itself adds nothing to it."""
    states = connection.execute(
        "select convert_from(state, 'UTF8')::jsonb from ledger.events"
        " where topic = %s order by position",
        [ContractPaymentMade.topic()],
    )
    return {state["payment"]: state["amount"] for (state,) in states}


def _moved_by_payments(connection: Db) -> int:
    (row,) = connection.execute(
        "select coalesce(sum(posting.amount), 0)::bigint"
        " from journal.posting inner join journal.entry using (stream, known_from, number)"
        " where posting.known_to = 9223372036854775807 and posting.account = '010102'"
        " and entry.event = 'ate_contract.payment_made'"
    ).fetchall()
    return int(row[0])


def _paid(connection: Db) -> dict[int, int]:
    return dict(
        connection.execute(
            "select payment, amount from ate.ate_contract_payment"
            " where known_to = 9223372036854775807"
        ).fetchall()
    )


def _tables(connection: Db) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: sorted(
            connection.execute(f"select * from {projection.name}.{table}".encode()).fetchall(),
            key=repr,
        )
        for projection in (ATE, JOURNAL)
        for table in projection.tables
    }
