"""What is stated as a whole is posted as the difference to the statement before, in any order."""

from datetime import date

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sep_domain.events.base import Fact
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import runner
from sep_projections.engine.rebuild import rebuild
from sep_projections.journal.projection import JOURNAL
from tests.conftest import Server
from tests.projections.conftest import Append, record
from tests.projections.journal_given import (
    Db,
    amended,
    balances,
    certificate,
    document,
    ended,
    paid,
    postings,
    review,
    signed,
)


def committed(connection: Db) -> int:
    return balances(connection).get("compromisos", 0)


def test_an_amendment_posts_what_it_adds(connection: Db, append: Append) -> None:
    append(signed(1_000), amended(1_200), paid(400))
    runner.catch_up(connection, PROJECTIONS)

    moved = [amount for account, _, amount in postings(connection) if account == "compromisos"]
    assert moved == [1_000, 200, -400]


def test_the_end_of_a_contract_releases_what_was_not_paid(connection: Db, append: Append) -> None:
    append(signed(1_000), amended(1_200), paid(400), ended())
    runner.catch_up(connection, PROJECTIONS)

    assert committed(connection) == 0
    assert ("compromisos", "SEP", -800) in postings(connection)


def test_what_is_paid_after_the_end_stays_promised_until_then(
    connection: Db, append: Append
) -> None:
    late = paid(300, 2).model_copy(update={"occurred_on": date(2024, 12, 15)})
    append(signed(1_000), paid(400), ended(), late)
    runner.catch_up(connection, PROJECTIONS)

    moved = [amount for account, _, amount in postings(connection) if account == "compromisos"]
    assert moved == [1_000, -400, -300, -300]


def test_an_amendment_recorded_late_moves_the_ones_after_it(connection: Db, append: Append) -> None:
    append(signed(1_000), amended(1_500, date(2024, 8, 1)))
    runner.catch_up(connection, PROJECTIONS)
    append(amended(1_200, date(2024, 6, 1)))
    runner.catch_up(connection, PROJECTIONS)

    moved = [amount for account, _, amount in postings(connection) if account == "compromisos"]
    before = [amount for account, _, amount in postings(connection, 2) if account == "compromisos"]
    assert moved == [1_000, 200, 300]
    assert before == [1_000, 500]


def test_a_contract_restated_moves_its_amendments(connection: Db, append: Append) -> None:
    append(signed(1_000), amended(1_500))
    runner.catch_up(connection, PROJECTIONS)
    append(signed(1_100))
    runner.catch_up(connection, PROJECTIONS)

    moved = [amount for account, _, amount in postings(connection) if account == "compromisos"]
    assert moved == [1_100, 400]


def test_an_entry_keeps_its_number_when_what_it_follows_from_changes(
    connection: Db, append: Append
) -> None:
    append(signed(1_000), amended(1_500))
    append(signed(1_100))
    runner.catch_up(connection, PROJECTIONS)

    assert connection.execute(
        "select number, known_from from journal.entry"
        " where event = 'ate_contract.amended' order by known_from"
    ).fetchall() == [(2, 2), (2, 3)]


def test_a_payment_takes_school_and_sostenedor_from_its_contract(
    connection: Db, append: Append
) -> None:
    append(paid(400))
    append(signed(1_000))
    runner.catch_up(connection, PROJECTIONS)

    assert connection.execute(
        "select rbd, sostenedor, known_from from journal.entry"
        " where event = 'ate_contract.payment_made' order by known_from"
    ).fetchall() == [(None, None, 1), (1, "62000660-2", 2)]


def test_the_bank_certifies_a_balance_not_an_addition(connection: Db, append: Append) -> None:
    append(certificate(70, 2023), certificate(100, 2024))
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection)["acreditado"] == 100


def test_a_second_review_moves_the_difference(connection: Db, append: Append) -> None:
    append(review(90, 10))
    append(review(97, 3))
    runner.catch_up(connection, PROJECTIONS)

    found = balances(connection)
    assert (found["aceptado"], found["rechazado"], found["900001"]) == (97, 3, -3)


AMOUNTS = st.integers(0, 3)
FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(signed, AMOUNTS, st.sampled_from(["C-1", "C-2"])),
    st.builds(
        amended, AMOUNTS, st.dates(date(2024, 4, 1), date(2024, 4, 3)), st.sampled_from(["C-1"])
    ),
    st.builds(paid, AMOUNTS, st.integers(1, 3)),
    st.builds(ended),
    st.builds(certificate, AMOUNTS, st.integers(2022, 2024)),
    st.builds(review, AMOUNTS, AMOUNTS),
    st.builds(document, AMOUNTS, number=st.sampled_from(["1", "2"])),
)
HISTORIES = st.lists(st.lists(FACTS, max_size=6), max_size=4)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORIES, at_once=st.booleans())
def test_the_journal_folded_bit_by_bit_equals_the_journal_rebuilt(
    postgres: Server, prepared_template: str, history: list[list[Fact]], at_once: bool
) -> None:
    with (
        postgres.fresh_database(prepared_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        for batch in history:
            record(connection, {fact.stream(): fact for fact in batch}.values())
            if not at_once:
                runner.catch_up(connection, [JOURNAL])
        runner.catch_up(connection, [JOURNAL])
        folded = _tables(connection)
        rebuild(connection, JOURNAL)
        assert _tables(connection) == folded


def _tables(connection: Db) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(
            connection.execute(f"select * from journal.{table}".encode()).fetchall(), key=str
        )
        for table in JOURNAL.tables
    }
