"""Those who contract together bear each amount by what each bears of the contract, to the peso."""

from collections.abc import Sequence
from fractions import Fraction

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
    HOLDER,
    Db,
    amended,
    associated,
    ended,
    paid,
    signed,
)

OTHER, THIRD = "70000003-6", "76086428-5"


def borne(connection: Db, event: str = "%", known: int = (1 << 63) - 2) -> dict[str | None, int]:
    """What moved the commitments, by sostenedor."""
    rows = connection.execute(
        "select posting.sostenedor, sum(posting.amount)::bigint"
        " from journal.posting inner join journal.entry using (stream, known_from, number)"
        " where account = '010102' and event like %(event)s"
        " and known_from <= %(known)s and posting.known_to > %(known)s"
        " group by posting.sostenedor having sum(posting.amount) <> 0",
        {"event": event, "known": known},
    )
    return dict(rows.fetchall())


def test_a_payment_is_divided_among_those_who_contract_together(
    connection: Db, append: Append
) -> None:
    append(signed(1_000), associated(300, OTHER), associated(200, THIRD, 3), paid(101))
    runner.catch_up(connection, PROJECTIONS)

    assert borne(connection, "ate_contract.signed") == {HOLDER: 500, OTHER: 300, THIRD: 200}
    assert borne(connection, "%payment_made") == {HOLDER: -51, OTHER: -30, THIRD: -20}


def test_each_line_names_the_school_that_bears_it(connection: Db, append: Append) -> None:
    append(signed(1_000), associated(300, OTHER))
    runner.catch_up(connection, PROJECTIONS)

    assert connection.execute(
        "select line, account, rbd, sostenedor, amount from journal.posting"
        " where known_to = 9223372036854775807 order by line"
    ).fetchall() == [
        (1, "010102", 1, HOLDER, 700),
        (2, "020102", 1, HOLDER, -700),
        (5, "010102", 2, OTHER, 300),
        (6, "020102", 2, OTHER, -300),
    ]


def test_who_joins_is_learned_late_and_then_bears_a_part_of_what_was_paid(
    connection: Db, append: Append
) -> None:
    append(signed(1_000))
    append(paid(100))
    runner.catch_up(connection, PROJECTIONS)
    append(associated(400, OTHER))
    runner.catch_up(connection, PROJECTIONS)

    assert borne(connection) == {HOLDER: 540, OTHER: 360}
    assert borne(connection, known=2) == {HOLDER: 900}


def test_the_end_releases_what_is_left_of_every_share(connection: Db, append: Append) -> None:
    append(signed(100), associated(33, OTHER), associated(33, THIRD, 3), paid(50), paid(49, 2))
    append(amended(101), ended())
    runner.catch_up(connection, PROJECTIONS)

    assert borne(connection) == {}


STATEMENTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(associated, st.integers(0, 9), st.sampled_from([OTHER, THIRD]), st.integers(2, 3)),
    st.builds(signed, st.integers(0, 20)),
    st.builds(paid, st.integers(0, 9), st.integers(1, 2)),
    st.builds(amended, st.integers(0, 20)),
    st.just(ended()),
)


@settings(max_examples=6)
@given(history=st.lists(st.lists(STATEMENTS, max_size=5), max_size=4))
def test_shares_add_up_and_follow_from_the_log_alone(
    postgres: Server, prepared_template: str, history: list[list[Fact]]
) -> None:
    with (
        postgres.fresh_database(prepared_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        for batch in history:
            record(connection, {fact.stream(): fact for fact in batch}.values())
            runner.catch_up(connection, [JOURNAL])
        moved = borne(connection, "%payment_made")
        paid_out = connection.execute(
            "select coalesce(sum(amount), 0)::bigint from journal.stated"
            " where event = 'ate_contract.payment_made' and known_to = 9223372036854775807"
        ).fetchall()
        assert sum(moved.values()) == paid_out[0][0]
        folded = _postings(connection)
        rebuild(connection, JOURNAL)
        assert _postings(connection) == folded


def _postings(connection: Db) -> list[tuple[object, ...]]:
    return sorted(connection.execute("select * from journal.posting").fetchall(), key=repr)


def by_largest_remainder(amount: int, weights: Sequence[int]) -> list[int]:
    """The parts as a person would reckon them."""
    total = sum(weights)
    if not total:
        return [amount, *[0] * (len(weights) - 1)]
    quotas = [Fraction(abs(amount) * weight, total) for weight in weights]
    parts = [int(quota) for quota in quotas]
    places = sorted(range(len(parts)), key=lambda place: (parts[place] - quotas[place], place))
    for place in places[: abs(amount) - sum(parts)]:
        parts[place] += 1
    return [part if amount >= 0 else -part for part in parts]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amount=st.integers(-(10**15), 10**15),
    weights=st.lists(st.integers(0, 10**12), min_size=1, max_size=8),
)
def test_parts_are_those_of_the_largest_remainders(
    connection: Db, amount: int, weights: list[int]
) -> None:
    ((parts,),) = connection.execute(
        "select projections.shares(%s, %s::bigint[])", [amount, weights]
    ).fetchall()
    assert parts == by_largest_remainder(amount, weights)
    assert sum(parts) == amount
