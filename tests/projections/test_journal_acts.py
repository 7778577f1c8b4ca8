"""Whoever does what in any order, and takes back: books balance, no debt falls below nothing."""

from datetime import date

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sep_domain.accounting.accounts import account_of
from sep_domain.events.base import Fact
from sep_domain.events.legal.acts import ChallengeOutcome
from sep_projections.engine.rebuild import rebuild
from sep_projections.journal.projection import JOURNAL
from sep_projections.update import update
from tests.conftest import Server
from tests.projections.conftest import record
from tests.projections.given import payment
from tests.projections.journal_given import (
    Db,
    bank_line,
    certificate,
    closed,
    correction,
    review,
    withdraw,
)
from tests.projections.test_journal_balance import OUT_OF_BALANCE
from tests.projections.test_ordered_restitutions import (
    annulled,
    lifted,
    notified,
    ordered,
    resolved,
)
from tests.projections.test_restitutions import (
    convenio,
    ended,
    executed,
    extended,
    renewed,
    requested,
    restored,
    spent,
)

AMOUNTS = st.integers(0, 3)
NUMBERS = st.integers(15, 16)
DAYS = st.sampled_from([date(2023, 2, 1), date(2023, 3, 1), date(2023, 9, 1)])
ACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(convenio),
    st.builds(requested),
    st.builds(extended, DAYS),
    st.builds(ended, DAYS),
    st.builds(renewed),
    st.builds(payment, st.just(1), st.sampled_from(["2023-01", "2023-02"]), AMOUNTS),
    st.builds(spent, AMOUNTS, number=st.sampled_from(["1", "2"])),
    st.builds(review, AMOUNTS, AMOUNTS),
    st.builds(correction, st.sampled_from(["agregar", "reimputar", "modificar"]), AMOUNTS),
    st.builds(certificate, AMOUNTS, st.integers(2022, 2024)),
    st.builds(restored, AMOUNTS, DAYS),
    st.builds(executed, AMOUNTS, DAYS),
    st.builds(bank_line, st.integers(-3, 3), st.sampled_from(["ABONO SUBVENCION", "OTRO"])),
    st.builds(closed),
    st.builds(ordered, AMOUNTS, NUMBERS, convenio=st.sampled_from([1, 1, None])),
    st.builds(notified, NUMBERS, DAYS),
    st.builds(resolved, st.sampled_from(ChallengeOutcome), NUMBERS),
    st.builds(lifted, NUMBERS, DAYS),
    st.builds(annulled, NUMBERS),
)
OWING: list[Fact] = [
    convenio(),
    payment(1, "2023-01", 2),
    payment(1, "2023-02", 3),
    spent(1),
]
"""A file that makes four pesos owed, unless others say otherwise."""
ORDERING: list[Fact] = [ordered(2), notified()]
"""One by which an authority orders two of them back."""
FILES = st.builds(
    lambda files: [OWING, ORDERING, *files],
    st.lists(st.lists(ACTS, min_size=1, max_size=6), min_size=1, max_size=3),
).flatmap(st.permutations)

# By convenio, at every position and date: what is owed, and what was restored beyond it.
BELOW_NOTHING = """
    with knowing as (select generate_series(0, %(head)s) as position)
    select position, convenio, account, effective, running
    from (
        select
            position, convenio, account, effective,
            sum(amount * case account when %(owed)s then -1 else 1 end) over (
                partition by position, rbd, convenio, account order by effective
            ) as running
        from knowing
        join journal.posting on known_from <= position and known_to > position
        where account in (%(owed)s, %(ahead)s)
    ) as balance
    where running < 0
"""


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=FILES,
    taken_back=st.lists(st.integers(0, 3), max_size=2),
    at_once=st.booleans(),
)
def test_acts_in_any_order_keep_books_in_balance_and_no_debt_below_nothing(
    postgres: Server,
    prepared_template: str,
    files: list[list[Fact]],
    taken_back: list[int],
    at_once: bool,
) -> None:
    with (
        postgres.fresh_database(prepared_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        read = [list({fact.stream(): fact for fact in file}.values()) for file in files]
        for file in read:
            record(connection, file)
            if not at_once:
                check(connection)
        for which in taken_back:
            withdraw(connection, read[which % len(read)])
            check(connection)
        check(connection)
        folded = _tables(connection)
        rebuild(connection, JOURNAL)
        assert _tables(connection) == folded


def check(connection: Db) -> None:
    head = update(connection)
    assert connection.execute(OUT_OF_BALANCE, {"head": head}).fetchall() == []
    accounts = {
        "owed": account_of("restitucion_por_pagar"),
        "ahead": account_of("restituido_sin_devengo"),
    }
    assert connection.execute(BELOW_NOTHING, {"head": head, **accounts}).fetchall() == []


def _tables(connection: Db) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(
            connection.execute(f"select * from journal.{table}".encode()).fetchall(), key=str
        )
        for table in JOURNAL.tables
    }
