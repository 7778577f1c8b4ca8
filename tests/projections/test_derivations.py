"""A change between two published states is a fact of its own, whatever order they arrive in."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_projections import derivations
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import runner
from sep_projections.engine.projection import END_OF_TIME
from sep_projections.update import update
from tests.projections.conftest import Append
from tests.projections.given import category, payment, school

Db = Connection[TupleRow]

_RECLASSIFICATIONS = """
    select rbd, previous_year, previous_category, year, category
    from categories.reclassification
    where known_to = %s
    order by rbd, year
"""


def _reclassifications(connection: Db) -> list[Any]:
    return connection.execute(_RECLASSIFICATIONS, [END_OF_TIME]).fetchall()


def _adjustments(connection: Db) -> list[Any]:
    return connection.execute(
        "select rbd, month, kind, reason, amount from payments.payment_adjustment"
        " where known_to = %s order by month, kind, reason",
        [END_OF_TIME],
    ).fetchall()


def _transitions(connection: Db, kind: str) -> list[Any]:
    return connection.execute(
        "select rbd, previous_year, year, fields, previous_status, previous_sostenedor, sostenedor"
        " from schools.school_transition where kind = %s and known_to = %s"
        " order by rbd, year",
        [kind, END_OF_TIME],
    ).fetchall()


def test_a_changed_category_is_a_reclassification_with_both_dates(
    connection: Db, append: Append
) -> None:
    append(category(1, 2016, "medio"), category(1, 2018, "insuficiente"))
    append(category(2, 2016, "alto"), category(2, 2018, "alto"))
    update(connection)
    assert connection.execute(
        "select rbd, previous_on, previous_category, occurred_on, category, effective_on"
        " from categories.reclassification"
    ).fetchall() == [
        (1, date(2016, 12, 31), "medio", date(2018, 12, 31), "insuficiente", date(2019, 3, 1))
    ]


@pytest.mark.parametrize("order", list(permutations([2016, 2017, 2018])))
def test_the_order_of_the_files_does_not_matter(
    connection: Db, append: Append, order: tuple[int, ...]
) -> None:
    published = {2016: "medio", 2017: "alto", 2018: "medio"}
    for year in order:
        append(category(1, year, published[year]))
        update(connection)
    assert _reclassifications(connection) == [
        (1, 2016, "medio", 2017, "alto"),
        (1, 2017, "alto", 2018, "medio"),
    ]


def test_a_change_that_a_later_file_disproves_becomes_void(connection: Db, append: Append) -> None:
    append(category(1, 2016, "medio"), category(1, 2018, "alto"))
    update(connection)
    append(category(1, 2017, "alto"))
    update(connection)
    assert _reclassifications(connection) == [(1, 2016, "medio", 2017, "alto")]
    voided = connection.execute(
        "select convert_from(state, 'UTF8')::json ->> 'year' from ledger.events"
        " where topic = 'cl.sep.category.reclassified.v1'"
        " and (convert_from(state, 'UTF8')::json ->> 'void')::boolean"
    ).fetchall()
    assert voided == [("2018",)]


def test_a_voided_change_can_come_back(connection: Db, append: Append) -> None:
    append(category(1, 2016, "medio"), category(1, 2017, "alto"))
    for value in ("medio", "alto"):
        append(category(1, 2017, value))
        update(connection)
    assert _reclassifications(connection) == [(1, 2016, "medio", 2017, "alto")]


def test_a_process_that_dies_between_folding_and_deriving_loses_nothing(
    connection: Db, append: Append
) -> None:
    append(category(1, 2016, "medio"), category(1, 2018, "alto"))
    runner.catch_up(connection, PROJECTIONS)
    update(connection)
    assert _reclassifications(connection) == [(1, 2016, "medio", 2018, "alto")]


def test_what_a_payment_corrects_is_told_piece_by_piece(connection: Db, append: Append) -> None:
    append(payment(1, "2024-03", 100, escolaridad=900, retenciones=50, multas=-7, reliquidacion=3))
    update(connection)
    assert _adjustments(connection) == [
        (1, "2024-03", "discounted", "multa", -7),
        (1, "2024-03", "restated", None, 3),
        (1, "2024-03", "retained", None, 50),
    ]


def test_an_adjustment_that_a_later_file_no_longer_shows_is_void(
    connection: Db, append: Append
) -> None:
    append(payment(1, "2024-03", 100, retenciones=50, multas=-7))
    update(connection)
    append(payment(1, "2024-03", 100, multas=-8))
    update(connection)
    assert _adjustments(connection) == [(1, "2024-03", "discounted", "multa", -8)]


def test_looking_at_few_schools_or_at_all_derives_the_same(
    connection: Db, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(*(payment(rbd, "2024-03", 100, multas=-rbd) for rbd in range(1, 4)))
    append(*(school(rbd, year, name=f"ESCUELA {year}") for rbd in (1, 2) for year in (2018, 2019)))
    append(category(1, 2016, "medio"), category(1, 2018, "alto"))
    update(connection)
    append(
        payment(2, "2024-03", 100), school(1, 2019, name="ESCUELA 2018"), category(1, 2017, "alto")
    )
    position = update(connection)
    assert len(_adjustments(connection)) == 2
    monkeypatch.setattr(derivations, "_FEW", 0)
    assert derivations.derive(connection, 0, position) == 0


def test_deriving_again_appends_nothing(connection: Db, append: Append) -> None:
    append(category(1, 2016, "medio"), category(1, 2018, "alto"), school(1, 2018))
    append(school(1, 2019, name="ESCUELA DOS", status="cerrado", sostenedor="61980000-1"))
    head = update(connection)
    assert update(connection) == head


def test_a_school_s_changes_between_entries_are_named(connection: Db, append: Append) -> None:
    append(school(1, 2018), school(1, 2021, name="ESCUELA DOS", dependency="slep"))
    append(school(2, 2018), school(2, 2021))
    update(connection)
    assert _transitions(connection, "changed") == [
        (1, 2018, 2021, ["name", "dependency"], None, None, None)
    ]


def test_a_school_closes_once(connection: Db, append: Append) -> None:
    append(school(1, 2018), school(1, 2019, status="cerrado"), school(1, 2020, status="cerrado"))
    update(connection)
    assert _transitions(connection, "closed") == [(1, 2018, 2019, None, "funcionando", None, None)]


def test_a_school_that_passes_to_another_sostenedor(connection: Db, append: Append) -> None:
    append(school(1, 2018), school(1, 2021, sostenedor="61980000-1"))
    update(connection)
    assert _transitions(connection, "sostenedor_changed") == [
        (1, 2018, 2021, None, None, "62000660-2", "61980000-1")
    ]


def test_an_entry_without_sostenedor_says_nothing_about_a_change(
    connection: Db, append: Append
) -> None:
    append(school(1, 2018), school(1, 2019, sostenedor=None), school(1, 2020))
    update(connection)
    assert _transitions(connection, "sostenedor_changed") == []
