"""Present sums are what the versions of facts that hold now add up to, however they got there."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.events.base import Fact
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import decoding, runner, store
from sep_projections.engine.rebuild import rebuild
from sep_projections.funds.projection import FUND_SUMS
from sep_projections.log.projection import COVERAGE
from tests.conftest import Server
from tests.projections.conftest import Append, record
from tests.projections.given import (
    account_line,
    category,
    certificate,
    discount,
    document,
    payment,
    result,
    school,
)

Db = Connection[TupleRow]

_VERSIONS_ADDED_UP = (Path(__file__).parent / "versions_added_up.sql").read_bytes()
"""The sums of money by the versions of facts."""

rbds, amounts = st.integers(1, 2), st.sampled_from([-3, 0, 7, 11])
facts = st.one_of(
    st.builds(payment, rbds, st.sampled_from(["2024-03", "2024-04"]), amounts),
    st.builds(discount, rbds, st.just("2024-03"), amounts, void=st.booleans()),
    st.builds(
        document,
        st.sampled_from([None, 1]),
        st.sampled_from(["1", "2"]),
        amounts,
        account_name=st.sampled_from([None, "ASESORIA", "ASESORIAS"]),
    ),
    st.builds(
        account_line,
        st.sampled_from([None, 1]),
        st.sampled_from(["500001", "410500"]),
        st.sampled_from(["ingreso", "gasto"]),
        amounts,
    ),
    st.builds(certificate, rbds, amounts),
    st.builds(result, rbds, st.just(2024), lect=st.sampled_from([None, 250])),
    st.builds(school, rbds, st.just(2024), name=st.sampled_from(["UNO", "DOS"])),
    st.builds(category, rbds, st.just(2024), st.sampled_from(["alto", "medio"])),
)
histories = st.lists(st.lists(facts, max_size=8), max_size=5)


def _sums(connection: Db) -> list[Any]:
    return connection.execute(
        "select * from fund_sums.fund_sum order by 1, 2, 3, 4, 5, 6, 7, 8, 9"
    ).fetchall()


def _counts(connection: Db) -> list[Any]:
    return connection.execute("select * from coverage.fact_count order by 1, 2, 3").fetchall()


def _kinds(connection: Db) -> dict[str, int]:
    return dict(
        connection.execute(
            "select kind, sum(amount)::bigint from fund_sums.fund_sum group by kind"
        ).fetchall()
    )


@settings(max_examples=12)
@given(history=histories, decoded_once=st.booleans())
def test_sums_folded_bit_by_bit_are_those_rebuilt_and_those_of_the_versions(
    postgres: Server, prepared_template: str, history: list[list[Fact]], decoded_once: bool
) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        postgres.fresh_database(prepared_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        patch.setattr(decoding, "LONG", 1 if decoded_once else decoding.LONG)
        for batch in history:
            record(connection, {fact.stream(): fact for fact in batch}.values())
            runner.catch_up(connection, PROJECTIONS)
        folded = _sums(connection), _counts(connection)
        assert folded[0] == connection.execute(_VERSIONS_ADDED_UP).fetchall()
        for projection in (FUND_SUMS, COVERAGE):
            rebuild(connection, projection)
        assert (_sums(connection), _counts(connection)) == folded


def test_amounts_of_different_kinds_are_kept_apart(connection: Db, append: Append) -> None:
    append(payment(1, "2024-03", 100), payment(1, "2024-04", 50), discount(1, "2024-03", -5))
    append(document(1, "1", 30), document(None, "2", 4), certificate(1, 70))
    append(
        account_line(1, "500001", "ingreso", 9),
        account_line(1, "310101", "ingreso", 150),
        account_line(1, "410101", "gasto", 60),
    )
    runner.catch_up(connection, PROJECTIONS)
    assert _kinds(connection) == {
        "paid": 150,
        "discounted": -5,
        "declared": 34,
        "certified": 70,
        "opening": 9,
        "income": 150,
        "spending": 60,
    }


@pytest.mark.parametrize("at_once", [True, False], ids=["in one range", "in two"])
def test_a_restatement_takes_out_what_was_said_before(
    connection: Db, append: Append, *, at_once: bool
) -> None:
    append(document(1, "1", 30, account_name="ASESORIA"), document(1, "2", 5))
    if not at_once:
        runner.catch_up(connection, PROJECTIONS)
    append(document(1, "1", 31, account_name="ASESORIAS"))
    runner.catch_up(connection, PROJECTIONS)
    assert connection.execute(
        "select account_name, facts, amount from fund_sums.fund_sum order by 1"
    ).fetchall() == [("", 1, 5), ("ASESORIAS", 1, 31)]
    assert _counts(connection) == [("documentos", 2024, 1, 2)]


def test_what_is_void_is_in_no_sum(connection: Db, append: Append) -> None:
    append(discount(1, "2024-03", -5))
    runner.catch_up(connection, PROJECTIONS)
    append(discount(1, "2024-03", -5, void=True))
    runner.catch_up(connection, PROJECTIONS)
    assert _sums(connection) == []


@pytest.mark.parametrize("decoded_once", [True, False])
def test_a_version_set_aside_is_passed_over_by_the_next_one(
    connection: Db, append: Append, monkeypatch: pytest.MonkeyPatch, *, decoded_once: bool
) -> None:
    monkeypatch.setattr(decoding, "LONG", 1 if decoded_once else decoding.LONG)
    for amount in (100, 1 << 70, 90):
        append(payment(1, "2024-03", amount))
    runner.catch_up(connection, PROJECTIONS)
    assert ("fund_sums", 2) in {
        (each.name, each.position) for each in store.parked_events(connection)
    }
    assert _kinds(connection) == {"paid": 90}
