"""The promise: what a file and a command both state is one thing; the last statement of it stands,
and what was known before is kept."""

from datetime import date

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.events.base import Fact
from sep_domain.events.purchasing.ate import AteTenderAnnounced, AteTenderAwarded
from sep_projections.ate.projection import ATE
from sep_projections.engine import runner
from sep_projections.engine.projection import END_OF_TIME, StatedAnew
from tests.graphql.given import agreed, contract, paid
from tests.projections.conftest import Append
from tests.projections.test_journal_decided import decide

DAY = date(2024, 6, 20)
ADVISER = "76000000-0"
STATED: list[Fact] = [
    AteTenderAnnounced.model_validate(
        {
            "occurred_on": DAY,
            "tender": "T-1",
            "sostenedor": "62000660-2",
            "rbd": 1,
            "subject": "Apoyo",
        }
    ),
    AteTenderAwarded.model_validate(
        {"occurred_on": DAY, "tender": "T-1", "ate": ADVISER, "bidders": [ADVISER]}
    ),
    contract("C-1", 1_000),
    agreed("C-1", 1, 400),
    paid("C-1", 1, 1, DAY, 400),
]

each_thing = pytest.mark.parametrize(
    ("anew", "stated"),
    list(zip(ATE.stated_anew, STATED, strict=True)),
    ids=[anew.table for anew in ATE.stated_anew],
)


def spans(connection: Connection[TupleRow], table: str) -> list[TupleRow]:
    query = f"select known_from, known_to from ate.{table} order by known_from"
    return connection.execute(query.encode()).fetchall()


@each_thing
def test_a_command_takes_the_place_of_a_file(
    connection: Connection[TupleRow], append: Append, anew: StatedAnew, stated: Fact
) -> None:
    append(stated)
    runner.catch_up(connection, [ATE])
    decide(connection, stated)
    runner.catch_up(connection, [ATE])
    assert spans(connection, anew.table) == [(1, 2), (2, END_OF_TIME)]


@each_thing
def test_they_are_told_apart_within_one_range_too(
    connection: Connection[TupleRow], append: Append, anew: StatedAnew, stated: Fact
) -> None:
    decide(connection, stated)
    append(stated)
    runner.catch_up(connection, [ATE])
    assert spans(connection, anew.table) == [(1, 2), (2, END_OF_TIME)]
