"""What the law gives is derived from what the log knows, restated when that changes, and only then.

Given facts, when everything is brought up to date, then these entitlements.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.legal.convenios import ConvenioRenewalRequested
from sep_domain.values.identifiers import Rbd
from sep_projections.engine import store
from sep_projections.engine.projection import END_OF_TIME
from sep_projections.engine.rebuild import rebuild
from sep_projections.entitlement.projection import ENTITLEMENTS
from sep_projections.reading.schemas import SEARCH_PATH
from sep_projections.update import update
from tests.projections.conftest import Append
from tests.projections.entitlements_given import (
    attendance,
    attended,
    convenio,
    counts,
    ended,
    extended,
    graded,
    not_rendered,
    presented,
    whole_school,
)
from tests.projections.given import payment

Db = Connection[TupleRow]

ONE = Decimal("2.0328") * Decimal("31916.864")
"""Pesos a month for a prioritario of the first cycle of an autónomo, with the USE of 2023."""
CONCENTRATION = Decimal("0.269") * Decimal("31916.864") * 180


def of_month(connection: Db, month: str, known: int = END_OF_TIME - 1, rbd: int = 1) -> Any:
    """(due, retained, total) as known at a position."""
    return connection.execute(
        "select due, retained, total from entitlements.entitlement"
        " where rbd = %s and month = %s and known_from <= %s and known_to > %s",
        [rbd, month, known, known],
    ).fetchone()


def months(connection: Db) -> list[str]:
    rows = connection.execute(
        "select month from entitlements.entitlement where known_to = %s order by month",
        [END_OF_TIME],
    )
    return [month for (month,) in rows]


def reasons(connection: Db, month: str) -> list[str]:
    (found,) = connection.execute(
        "select provisional from entitlements.entitlement where month = %s and known_to = %s",
        [month, END_OF_TIME],
    ).fetchall()
    provisional: list[str] = found[0]
    return provisional


def exposed(connection: Db, month: str) -> int:
    """What the law would hold back and nobody orders."""
    (found,) = connection.execute(
        "select exposed_retained from entitlements.entitlement where month = %s and known_to = %s",
        [month, END_OF_TIME],
    ).fetchall()
    held: int = found[0]
    return held


def lacks(connection: Db, month: str) -> list[str]:
    (found,) = connection.execute(
        "select lacks from entitlements.entitlement where month = %s and known_to = %s",
        [month, END_OF_TIME],
    ).fetchall()
    lacking: list[str] = found[0]
    return lacking


def versions(connection: Db) -> dict[str, int]:
    """How often each month has been stated."""
    rows = connection.execute(
        "select convert_from(state, 'UTF8')::jsonb ->> 'month', count(*) from ledger.events"
        " where topic = 'cl.sep.entitlement.computed.v2' group by 1"
    )
    return dict(rows.fetchall())


def due(present: int) -> int:
    return round(present * ONE) + round(CONCENTRATION)


def test_a_month_is_computed_with_its_articles_and_lines(connection: Db, append: Append) -> None:
    append(*whole_school())
    update(connection)
    assert of_month(connection, "2023-08") == (due(80), 0, due(80))
    assert connection.execute(
        "select article, amount from entitlements.entitlement_amount"
        " where month = '2023-08' order by article"
    ).fetchall() == [("art14", round(80 * ONE)), ("art16", round(CONCENTRATION))]
    assert connection.execute(
        "select kind, article, pupils, valued, months, band, use, counted, line_amount"
        " from entitlements.entitlement_line where month = '2023-08' order by line"
    ).fetchall() == [
        ("mensual", "art14", "prioritarios", "2023-08", "2023-05..2023-07", "NT1-4B",
         Decimal("2.0328"), "80", round(80 * ONE, 4)),
        ("mensual", "art16", "todos", "2023-08", "2023-05..2023-07", "NT1-4B",
         Decimal("0.269"), "180", round(CONCENTRATION, 4)),
    ]  # fmt: skip


def test_the_source_is_the_rule_with_its_version(connection: Db, append: Append) -> None:
    append(*whole_school())
    update(connection)
    assert connection.execute(
        "select distinct convert_from(metadata, 'UTF8')::jsonb -> 'source' from ledger.events"
        " where topic = 'cl.sep.entitlement.computed.v2'"
    ).fetchall() == [({"kind": "derived", "rule": "entitlement/2"},)]


def test_months_run_from_the_first_that_is_known_to_the_first_of_next_year(
    connection: Db, append: Append
) -> None:
    append(*whole_school(first=2023))
    update(connection)
    expected = [f"2023-{month:02d}" for month in range(4, 13)] + ["2024-01", "2024-02"]
    # The convenio ends with February.
    assert months(connection) == expected


def test_nothing_is_appended_when_nothing_changed(connection: Db, append: Append) -> None:
    append(*whole_school())
    head = update(connection)
    assert update(connection) == head
    append(*whole_school())
    assert update(connection) == head


def test_a_school_without_convenio_is_entitled_to_nothing(connection: Db, append: Append) -> None:
    append(*attended(2022, 2023), counts(2023))
    update(connection)
    assert months(connection) == []


def test_corrected_attendance_restates_the_months_that_rest_on_it(
    connection: Db, append: Append
) -> None:
    append(*whole_school())
    before = update(connection)
    append(attendance("2023-09", "50"))
    update(connection)
    assert of_month(connection, "2023-10") == (due(70), 0, due(70))
    assert of_month(connection, "2023-10", known=before) == (due(80), 0, due(80))
    restated = {month for month, count in versions(connection).items() if count > 1}
    # October to December by the window, January and February by the year's mean.
    assert restated == {"2023-10", "2023-11", "2023-12", "2024-01", "2024-02"}


def test_what_returns_to_its_former_value_is_stated_again(connection: Db, append: Append) -> None:
    append(*whole_school())
    update(connection)
    append(attendance("2023-09", "50"))
    update(connection)
    append(attendance("2023-09", "80"))
    update(connection)
    assert of_month(connection, "2023-10") == (due(80), 0, due(80))
    assert versions(connection)["2023-10"] == 3


def test_other_schools_are_left_alone(connection: Db, append: Append) -> None:
    append(*whole_school(), *whole_school(rbd=2))
    head = update(connection)
    append(attendance("2023-09", "50", rbd=2))
    update(connection)
    changed = connection.execute(
        "select distinct rbd from entitlements.entitlement where known_from > %s", [head]
    ).fetchall()
    assert changed == [(2,)]


def test_a_classification_published_later_takes_its_place(connection: Db, append: Append) -> None:
    append(*(fact for fact in whole_school() if fact != counts(2023)))
    update(connection)
    assert reasons(connection, "2023-08") == [
        "classification_assumed:2023",
        "gratuity_assumed:2023",
    ]
    append(counts(2023, "emergente"))
    update(connection)
    assert reasons(connection, "2023-08") == []
    articles = connection.execute(
        "select article from entitlements.entitlement_amount"
        " where month = '2023-08' and known_to = %s order by article",
        [END_OF_TIME],
    ).fetchall()
    assert articles == [("art14",), ("art16",), ("art20",)]


def test_a_missing_month_is_named_until_it_comes(connection: Db, append: Append) -> None:
    facts = [fact for fact in whole_school() if fact != attendance("2023-06")]
    append(*facts)
    update(connection)
    assert reasons(connection, "2023-08") == ["attendance_missing:2023-06"]
    append(attendance("2023-06"))
    update(connection)
    assert reasons(connection, "2023-08") == []


def test_an_extension_is_paid_and_an_early_end_is_not(connection: Db, append: Append) -> None:
    append(*whole_school(), extended(date(2025, 2, 28)))
    update(connection)
    assert months(connection)[-1] == "2024-03"
    append(ended(date(2023, 9, 30)))
    update(connection)
    assert months(connection)[-1] == "2023-09"
    assert of_month(connection, "2023-10") is None


@pytest.mark.parametrize(
    ("asked", "steps", "last"),
    [
        (date(2023, 12, 31), [], "2024-03"),
        # Fewer than sixty days before the end: nothing is extended.
        (date(2024, 1, 1), [], "2024-02"),
        (date(2023, 12, 31), [ended(date(2024, 2, 29))], "2024-02"),
        (date(2023, 12, 31), [ended(date(2024, 3, 1))], "2024-03"),
    ],
)
def test_payments_go_on_while_the_renewal_is_verified(
    connection: Db, append: Append, asked: date, steps: list[Any], last: str
) -> None:
    """Ley 20.248 art 7 bis inc 2."""
    request = ConvenioRenewalRequested(occurred_on=asked, rbd=Rbd(1), number=2)
    append(*whole_school(), request, *steps)
    update(connection)
    assert months(connection)[-1] == last


def test_half_is_exposed_until_the_rendicion_is_presented(connection: Db, append: Append) -> None:
    """Whether a resolution holds it back is not known, so nothing is taken off the payment."""
    append(*whole_school(), not_rendered(2022))
    update(connection)
    assert exposed(connection, "2023-03") == 0
    held = (due(80) + 1) // 2
    assert exposed(connection, "2023-04") == held
    append(presented(2022, date(2023, 6, 15)))
    update(connection)
    assert exposed(connection, "2023-05") == held
    assert exposed(connection, "2023-06") == 0
    months_of = (f"2023-{month:02d}" for month in range(3, 7))
    assert {of_month(connection, m) for m in months_of} == {(due(80), 0, due(80))}


def test_everything_is_computed_again_by_another_version_of_the_rules(
    connection: Db, append: Append
) -> None:
    append(*whole_school())
    head = update(connection)
    store.advance(connection, {"entitlements_derived": 0}, head)
    assert update(connection) == head  # the same rules say the same


def test_each_payment_of_the_month_is_there_to_compare(connection: Db, append: Append) -> None:
    append(*whole_school(), payment(1, "2023-08", due(80)))
    update(connection)
    connection.execute(f"set search_path to {SEARCH_PATH}".encode())
    assert connection.execute(
        "select sep_total - due from payment inner join entitlement using (rbd, month)"
    ).fetchall() == [(0,)]


def test_pupils_of_each_grade_tell_whether_others_are_counted(
    connection: Db, append: Append
) -> None:
    """Transitory art 12: in 2014 the regime had reached first and second of media."""
    signed = convenio(number=2, from_date=date(2012, 3, 1), to_date=date(2016, 2, 29))
    of_media = [
        attendance(month, "80", band="1M-4M", total=400, total_attendance=Decimal(360))
        for year in (2013, 2014)
        for month in SchoolYear(year).months
    ]
    append(signed, counts(2013), counts(2014), *of_media)
    update(connection)
    assert "grades_unsure:1M-4M:2014" in reasons(connection, "2014-08")
    append(graded(2014, m1=25, m2=25, m3=25, m4=25))
    update(connection)
    assert "grades_unsure:1M-4M:2014" not in reasons(connection, "2014-08")
    assert lacks(connection, "2014-08") == ["grades_mixed:1M-4M"]
    append(graded(2014, m1=50, m2=50, m3=25, m4=25))
    update(connection)
    assert lacks(connection, "2014-08") == []


def test_the_convenio_in_force_decides_and_not_the_one_before(
    connection: Db, append: Append
) -> None:
    first = convenio(number=2)
    second = convenio(number=3, from_date=date(2024, 3, 1), to_date=date(2028, 2, 29))
    append(first, second, *attended(2023, 2023), counts(2023))
    update(connection)
    assert months(connection)[-1] == "2024-03"


def test_a_rebuild_comes_to_the_same(connection: Db, append: Append) -> None:
    append(*whole_school())
    update(connection)
    append(attendance("2023-09", "50"), ended(date(2023, 11, 30)))
    update(connection)
    tables = ("entitlement", "entitlement_amount", "entitlement_line")
    queries = [f"select * from entitlements.{table} order by 1, 2, 6, 7" for table in tables]
    before = [connection.execute(query.encode()).fetchall() for query in queries]
    rebuild(connection, ENTITLEMENTS)
    assert [connection.execute(query.encode()).fetchall() for query in queries] == before
    assert all(before)
