"""Events of an entity all stand: each step of a rendición is a row, and none ends another."""

from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.events.funds.rendicion import RendicionReviewed
from sep_domain.rendicion.decider import RendicionDecider
from sep_ledger.application import Ledger
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import rebuild, runner
from sep_projections.rendicion.projection import RENDICIONES
from sep_projections.update import update
from tests.domain.rendiciones import CLOSING, KEY, command, document
from tests.projections.conftest import Append
from tests.projections.given import payment

Rows = list[tuple[Any, ...]]

STEPS = [
    "consejo_informed", "signed", "payroll_declared", "books_declared", "balances_accredited",
    "declared", "presented", "closed",
]  # fmt: skip


def decide(prepared: str, *names: str, **changes: Any) -> None:
    """Takes commands on the rendición, each on its day."""
    with Ledger(prepared) as ledger:
        for name in names:
            asked = Asked(command(name, **changes), "directora", f"{name}{changes}")
            Commanding(ledger).handle(RendicionDecider(), KEY, asked)


def steps(connection: Connection[TupleRow]) -> Rows:
    return connection.execute(
        "select step, known_to = 9223372036854775807 from rendiciones.rendicion_step"
        " order by known_from"
    ).fetchall()


@pytest.mark.parametrize("at_once", [True, False], ids=["one range", "a range per command"])
def test_every_step_of_an_entity_stands(
    prepared: str, connection: Connection[TupleRow], at_once: bool
) -> None:
    for name in CLOSING:
        decide(prepared, name)
        if not at_once:
            update(connection)
    update(connection)
    assert steps(connection) == [(step, True) for step in STEPS]


def test_a_long_range_gives_the_same(
    prepared: str, connection: Connection[TupleRow], append: Append
) -> None:
    decide(prepared, *CLOSING)
    append(*(payment(rbd, "2024-03", 1) for rbd in range(1, 2_500)))
    update(connection)
    assert steps(connection) == [(step, True) for step in STEPS]


def test_a_rebuild_gives_the_same(prepared: str, connection: Connection[TupleRow]) -> None:
    for name in CLOSING:
        decide(prepared, name)
        update(connection)
    before = connection.execute("select * from rendiciones.rendicion_step").fetchall()
    rebuild.rebuild(connection, RENDICIONES)
    after = connection.execute("select * from rendiciones.rendicion_step").fetchall()
    assert sorted(after) == sorted(before)


def test_a_fact_that_a_file_restates_still_ends_its_row(
    connection: Connection[TupleRow], append: Append
) -> None:
    for accepted in (100, 90):
        append(
            RendicionReviewed.model_validate(
                {
                    "occurred_on": "2025-06-10",
                    "sostenedor": KEY.sostenedor,
                    "rbd": 1,
                    "year": 2024,
                    "subvencion": "SEP",
                    "accepted": accepted,
                    "rejected": 0,
                }
            )
        )
        runner.catch_up(connection, PROJECTIONS)
    assert steps(connection) == [("reviewed", False), ("reviewed", True)]


def test_what_a_correction_moved_is_kept(
    prepared: str, connection: Connection[TupleRow], append: Append
) -> None:
    append(document(100))
    decide(prepared, *CLOSING, "observe-allocation")
    decide(prepared, "correct-allocation", correction="reimputar", amount=60, to_account="410601")
    update(connection)
    rows = connection.execute(
        "select document, account, correction, amount, before, to_account"
        " from rendiciones.rendicion_step where step = 'allocation_corrected'"
    ).fetchall()
    assert rows == [("410605/FACE//77", "410605", "reimputar", 60, 100, "410601")]
