"""What there was before the first line and the first year is posted once, in any order of files."""

from collections.abc import Sequence
from datetime import date
from typing import Any

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
    balances,
    bank_line,
    document,
    opening,
    postings,
    withdraw,
)


def held(day: int, amount: int, balance: int | None, **changes: Any) -> Fact:
    """A line of a bank account, with its balance after it."""
    changes = {"occurred_on": date(2024, 3, day), "balance": balance, **changes}
    return bank_line(amount, "OTRO", **changes)


def declared(year: int, amount: int, rbd: int = 1, account: str = "500001") -> Fact:
    return opening(amount, account, year=year, occurred_on=date(year, 12, 31), rbd=rbd)


def test_a_bank_account_stands_at_what_its_statement_says(connection: Db, append: Append) -> None:
    append(held(2, -300, 900), held(3, 50, 950))
    runner.catch_up(connection, PROJECTIONS)

    found = balances(connection)
    assert (found["banco"], found["saldo_inicial_por_acreditar"]) == (950, -1_200)


def test_the_word_of_the_bank_goes_before_what_follows_from_the_balance(
    connection: Db, append: Append
) -> None:
    append(held(2, -300, 900, opening=1_000))
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection)["banco"] == 700


def test_nobody_knows_what_an_account_held_that_tells_no_balance(
    connection: Db, append: Append
) -> None:
    append(held(2, -300, None))
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection) == {"banco": -300, "fondos_por_rendir": 300}


def test_an_earlier_line_takes_the_place_of_the_first(connection: Db, append: Append) -> None:
    append(held(2, -300, 900))
    append(held(1, 200, 1_200))
    runner.catch_up(connection, PROJECTIONS)

    assert ("saldo_inicial_por_acreditar", "SEP", -1_200) in postings(connection, 1)
    assert balances(connection)["banco"] == 900
    assert balances(connection)["saldo_inicial_por_acreditar"] == -1_000


def test_the_first_line_withdrawn_leaves_the_second_as_the_first(
    connection: Db, append: Append
) -> None:
    first = held(1, 200, 1_200)
    append(first, held(2, -300, 900))
    runner.catch_up(connection, PROJECTIONS)
    withdraw(connection, [first])
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection)["saldo_inicial_por_acreditar"] == -1_200
    assert balances(connection)["banco"] == 900


def test_a_line_taken_back_before_it_was_folded_is_before_none(
    connection: Db, append: Append
) -> None:
    gone = held(1, 200, 1_200)
    append(gone)
    withdraw(connection, [gone])
    append(held(2, -300, 900))
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection)["banco"] == 900


def test_a_year_taken_back_before_it_was_folded_is_before_none(
    connection: Db, append: Append
) -> None:
    gone = opening(500, "310301", year=2022, occurred_on=date(2022, 12, 31))
    append(declared(2023, 130))
    append(gone)
    withdraw(connection, [gone])
    append(opening(500, "310301", year=2022, occurred_on=date(2022, 12, 31), rbd=2))
    append(opening(600, "310301", year=2022, occurred_on=date(2022, 12, 31)))
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection) == {"500001": -130, "saldo_de_arrastre": 130}


def test_of_the_lines_of_a_day_the_first_is_the_first(connection: Db, append: Append) -> None:
    append(held(2, -300, 900, line=2), held(2, 50, 1_200, line=1))
    append(held(2, 1, 901, line=3))
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection)["saldo_inicial_por_acreditar"] == -1_150


def test_two_openings_are_never_added_up(connection: Db, append: Append) -> None:
    append(declared(2022, 100), declared(2023, 130), declared(2024, 90))
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection) == {
        "500001": -90,
        "saldo_de_arrastre": -10,
        "saldo_inicial_por_acreditar": 100,
    }


def test_a_first_year_without_an_opening_opens_with_nothing(connection: Db, append: Append) -> None:
    append(declared(2023, 130))
    append(opening(500, "310301", year=2022, occurred_on=date(2022, 12, 31)))
    runner.catch_up(connection, PROJECTIONS)

    assert ("saldo_inicial_por_acreditar", "SEP", 130) in postings(connection, 1)
    assert balances(connection) == {"500001": -130, "saldo_de_arrastre": 130}


def test_what_a_school_and_its_bank_open_with_clears(connection: Db, append: Append) -> None:
    append(declared(2024, 1_200), held(2, -300, 900), document(300))
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection) == {"410605": 300, "500001": -1_200, "banco": 900}


def test_a_repeated_opening_counts_as_often_as_it_is_declared(
    connection: Db, append: Append
) -> None:
    twin = declared(2023, 130)
    append(declared(2022, 100), twin)
    append(declared(2024, 90))
    append(declared(2023, 140))
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection)["500001"] == -90
    assert balances(connection)["saldo_inicial_por_acreditar"] == 100


FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(
        held,
        st.integers(1, 3),
        st.integers(-3, 3),
        st.none() | st.integers(-3, 3),
        line=st.integers(1, 2),
        bank_account=st.sampled_from(["1", "2"]),
    ),
    st.builds(
        declared,
        st.integers(2021, 2024),
        st.integers(-3, 3),
        st.integers(1, 2),
        st.sampled_from(["500001", "310301"]),
    ),
)
AT_ALL_POSITIONS = """
    select
        position, account, coalesce(bank_account, ''), coalesce(posting.rbd, 0),
        sum(amount)::bigint
    from generate_series(0, %(head)s) as knowing (position)
    join journal.posting on known_from <= position and known_to > position
    join journal.entry using (stream, number)
    where entry.known_from <= position and entry.known_to > position
    group by 1, 2, 3, 4
    having sum(amount) <> 0
    order by 1, 2, 3, 4
"""
DOUBLED = """
    select known.stream, known.number, known.line
    from journal.posting as known
    join journal.posting as other using (stream, number, line)
    where known.known_from < other.known_from and known.known_to > other.known_from
        or known.known_to <= known.known_from
"""


def expected(standing: Sequence[Fact]) -> dict[tuple[str, str, int], int]:
    """The balances of the accounts of openings, by bank account and school."""
    found: dict[tuple[str, str, int], int] = {}
    banks: dict[str, list[Any]] = {}
    schools: dict[int, list[Any]] = {}
    for fact in standing:
        given: Any = fact
        if hasattr(given, "bank_account"):
            if given.amount:
                banks.setdefault(given.bank_account, []).append(given)
        else:
            schools.setdefault(given.rbd, []).append(given)
    for account, lines in banks.items():
        first = min(lines, key=lambda line: (line.occurred_on, line.line))
        before = 0 if first.balance is None else first.balance - first.amount
        found["110101", account, 0] = before + sum(line.amount for line in lines)
        found["110203", account, 0] = -before
    for rbd, declared_by in schools.items():
        first_year = min(line.year for line in declared_by)
        openings = {line.year: line.amount for line in declared_by if line.account == "500001"}
        first, last = openings.get(first_year, 0), openings[max(openings)] if openings else 0
        found["110203", "", rbd] = first
        found["500001", "", rbd] = -last
        found["290101", "", rbd] = last - first
    return {key: amount for key, amount in found.items() if amount}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=st.lists(st.lists(st.tuples(FACTS, st.booleans()), max_size=6), max_size=4))
def test_openings_follow_from_what_stands_at_every_position(
    postgres: Server, prepared_template: str, history: list[list[tuple[Fact, bool]]]
) -> None:
    with (
        postgres.fresh_database(prepared_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        standing: dict[Any, Fact] = {}
        for batch in history:
            for fact, taken_back in batch:
                if taken_back and fact.stream() in standing:
                    withdraw(connection, [standing.pop(fact.stream())])
                else:
                    record(connection, [fact])
                    standing[fact.stream()] = fact
            head = runner.catch_up(connection, [JOURNAL])
            rows = connection.execute(AT_ALL_POSITIONS, {"head": head}).fetchall()
            now = {
                (account, bank, rbd): amount
                for position, account, bank, rbd, amount in rows
                if position == head and account in ("110101", "110203", "500001", "290101")
            }
            assert now == expected(list(standing.values()))
            assert connection.execute(DOUBLED).fetchall() == []
        head = runner.catch_up(connection, [JOURNAL])
        before = connection.execute(AT_ALL_POSITIONS, {"head": head}).fetchall()
        rebuild(connection, JOURNAL)
        assert connection.execute(AT_ALL_POSITIONS, {"head": head}).fetchall() == before
