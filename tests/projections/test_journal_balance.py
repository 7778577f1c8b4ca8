"""The trial balance is zero: at every position, on every date, in every fund, whoever writes."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sep_domain.events.base import Fact
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import runner
from sep_projections.engine.rebuild import rebuild
from sep_projections.journal.projection import JOURNAL
from tests.conftest import Server
from tests.projections.conftest import Append, record
from tests.projections.given import payment
from tests.projections.journal_given import (
    Db,
    amended,
    bank_line,
    certificate,
    document,
    ended,
    opening,
    paid,
    postings,
    review,
    signed,
)

POSTING = (
    "insert into journal.posting values (%(stream)s, 1, 9223372036854775807, %(line)s, 1,"
    " '2024-05-03', 2024, %(account)s, %(fund)s, 1, null, null, null, null, %(amount)s)"
)


@pytest.fixture
def writer(prepared: str) -> Iterator[Db]:
    """Somebody who writes to the journal by hand, in transactions of their own."""
    with psycopg.connect(prepared) as connection:
        yield connection


def write(connection: Db, *lines: tuple[str, int], fund: str = "SEP", first: int = 1) -> None:
    """Postings of one and the same entry, each by a statement of its own."""
    stream = _ENTRY
    for number, (account, amount) in enumerate(lines, start=first):
        connection.execute(
            POSTING,
            {
                "stream": stream,
                "line": number,
                "account": account,
                "fund": fund,
                "amount": amount,
            },
        )


_ENTRY = uuid4()
_REFUSED = pytest.raises(psycopg.errors.CheckViolation, match=r"by -?1 pesos in fund SEP")


def test_an_unbalanced_posting_written_by_hand_cannot_be_committed(writer: Db) -> None:
    write(writer, ("110101", 1))

    with _REFUSED:
        writer.commit()
    assert postings(writer) == []


def test_an_entry_may_be_out_of_balance_until_it_is_committed(writer: Db) -> None:
    write(writer, ("110101", 300), ("110201", -100), ("210101", -200))

    writer.commit()
    assert len(postings(writer)) == 3


def test_a_balance_between_two_funds_is_none(writer: Db) -> None:
    write(writer, ("110101", -1), fund="PIE")
    write(writer, ("110101", 1), fund="SEP", first=2)

    with pytest.raises(psycopg.errors.CheckViolation, match="by -1 pesos in fund PIE"):
        writer.commit()


def test_a_balance_between_two_funds_is_none_in_one_statement_either(writer: Db) -> None:
    with writer.cursor().copy("copy journal.posting from stdin") as copy:
        for line, (fund, amount) in enumerate((("PIE", -1), ("SEP", 1)), start=1):
            copy.write_row(
                (
                    *(_ENTRY, 1, 9, line, 1, "2024-01-01", 2024, "110101", fund, 1),
                    *(None, None, None, None, amount),
                )
            )

    with pytest.raises(psycopg.errors.CheckViolation, match="by -1 pesos in fund PIE"):
        writer.commit()


@pytest.mark.parametrize(
    "change",
    [
        "update journal.posting set amount = amount + 1 where amount > 0",
        "delete from journal.posting where amount < 0 and amount = -1",
        "update journal.posting set known_from = 7 where amount = -1",
    ],
)
def test_an_entry_cannot_be_brought_out_of_balance(writer: Db, change: str) -> None:
    write(writer, ("110101", 1), ("110201", -1))
    writer.commit()

    writer.execute(change.encode())
    with _REFUSED:
        writer.commit()


def test_what_is_noted_cannot_be_wiped_out_to_pass(writer: Db) -> None:
    write(writer, ("110101", 1))
    writer.execute("delete from journal.unsettled")

    with _REFUSED:
        writer.commit()


def test_replication_does_not_pass_by_the_check(writer: Db) -> None:
    writer.execute("set session_replication_role = replica")
    write(writer, ("110101", 1))

    with _REFUSED:
        writer.commit()


def test_a_copy_is_checked_too(writer: Db) -> None:
    with writer.cursor().copy("copy journal.posting from stdin") as copy:
        copy.write_row(
            (
                *(_ENTRY, 1, 9, 1, 1, date(2024, 1, 1), 2024, "110101", "SEP", 1),
                *(None, None, None, None, 1),
            )
        )

    with _REFUSED:
        writer.commit()


def test_the_check_stands_after_a_rebuild(connection: Db, writer: Db, append: Append) -> None:
    append(document(300))
    runner.catch_up(connection, PROJECTIONS)
    rebuild(connection, JOURNAL)

    write(writer, ("110101", 1))
    with _REFUSED:
        writer.commit()


def test_a_fold_leaves_nothing_unsettled(connection: Db, append: Append) -> None:
    append(document(300), signed(1_000), payment(1, "2024-03", 100, escolaridad=50))
    append(document(200), amended(1_500))
    runner.catch_up(connection, PROJECTIONS)

    assert connection.execute("select count(*) from journal.unsettled").fetchone() == (0,)


AMOUNTS = st.integers(-3, 3)
POSITIVE = st.integers(0, 3)
FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(
        payment,
        st.integers(1, 2),
        st.sampled_from(["2024-03", "2024-04"]),
        POSITIVE,
        escolaridad=POSITIVE,
        escolaridad_pie=POSITIVE,
        mantenimiento=AMOUNTS,
    ),
    st.builds(bank_line, AMOUNTS, st.sampled_from(["ABONO SUBVENCION", "OTRO"])),
    st.builds(document, AMOUNTS, number=st.sampled_from(["1", "2"])),
    st.builds(opening, AMOUNTS),
    st.builds(certificate, POSITIVE, st.integers(2022, 2024)),
    st.builds(review, POSITIVE, POSITIVE),
    st.builds(signed, POSITIVE),
    st.builds(amended, POSITIVE, st.dates(date(2024, 4, 1), date(2024, 4, 3))),
    st.builds(paid, POSITIVE, st.integers(1, 3)),
    st.builds(ended),
)

OUT_OF_BALANCE = """
    with knowing as (select generate_series(0, %(head)s) as position)
    select position, effective, fund, sum(running)
    from (
        select
            position, effective, fund,
            sum(amount) over (partition by position, fund order by effective) as running
        from knowing
        join journal.posting on known_from <= position and known_to > position
    ) as balance
    group by position, effective, fund
    having sum(running) <> 0
"""


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.lists(FACTS, max_size=8), max_size=4))
def test_the_trial_balance_is_zero_at_every_position_and_date_and_in_every_fund(
    postgres: Server, prepared_template: str, history: list[list[Fact]]
) -> None:
    with (
        postgres.fresh_database(prepared_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        for batch in history:
            record(connection, {fact.stream(): fact for fact in batch}.values())
            head = runner.catch_up(connection, [JOURNAL])
            assert connection.execute(OUT_OF_BALANCE, {"head": head}).fetchall() == []
