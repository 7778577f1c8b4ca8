"""What a convenio that was not renewed left is owed to the State (Ley 20.248 art 7 bis).

The obligation is accrued on the day it arises; what is restored pays it, and never more than it.
"""

from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.convenio_rules.balances.restitutions import restitutions
from sep_domain.events.base import Fact
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioEndReason,
    ConvenioExtended,
    ConvenioRenewalRequested,
    ConvenioRenewed,
    ConvenioSettled,
    ConvenioSigned,
    SaldoPlanExecuted,
    SaldoPlanPresented,
)
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_domain.values.schools import SchoolStatus, SepClassification
from sep_projections.convenios.terms import ConvenioTermFilter, ConvenioTermRow, term_params
from sep_projections.engine.projection import END_OF_TIME
from sep_projections.engine.rebuild import rebuild
from sep_projections.journal.projection import JOURNAL
from sep_projections.reading import statements
from sep_projections.reading.known import Known, Position
from sep_projections.reading.rows import rows_of
from sep_projections.reading.schemas import SEARCH_PATH
from sep_projections.update import update
from tests.projections.conftest import Append
from tests.projections.given import payment, school
from tests.projections.journal_given import HOLDER, KEYS, Db, balances, document, review

_OWED = """
    select occurred, number, amount, void from (
        select
            originator_id, originator_version,
            (doc ->> 'occurred_on')::date as occurred, (doc ->> 'number')::integer as number,
            (doc ->> 'amount')::bigint as amount, (doc ->> 'void')::boolean is true as void,
            max(originator_version) over (partition by originator_id) as last
        from ledger.events
        cross join lateral (select convert_from(state, 'UTF8')::jsonb as doc) as said
        where topic = 'cl.sep.restitution.accrued.v1'
    ) as told
    where originator_version = last
    order by number
"""
_IN_TERM = {"occurred_on": date(2023, 2, 3), "year": 2023, "paid_on": date(2023, 2, 3)}
_ = {"rbd": Rbd(1), "number": 1}


def convenio(**changes: Any) -> ConvenioSigned:
    return ConvenioSigned.model_validate(
        {
            **_,
            "occurred_on": date(2022, 12, 1),
            "sostenedor": HOLDER,
            "from_date": date(2023, 1, 1),
            "to_date": date(2023, 2, 28),
            "classification": SepClassification.AUTONOMO,
            **changes,
        }
    )


def requested() -> ConvenioRenewalRequested:
    return ConvenioRenewalRequested(occurred_on=date(2022, 12, 30), **_)


def extended(until: date) -> ConvenioExtended:
    return ConvenioExtended(occurred_on=date(2023, 2, 28), until=until, **_)


def ended(day: date = date(2023, 8, 15)) -> ConvenioEnded:
    return ConvenioEnded(occurred_on=day, reason=ConvenioEndReason.NO_RENOVADO, **_)


def renewed() -> ConvenioRenewed:
    return ConvenioRenewed(occurred_on=date(2023, 2, 28), **_)


def restored(amount: int, day: date = date(2025, 5, 1)) -> ConvenioSettled:
    return ConvenioSettled(occurred_on=day, restored=Clp(amount), **_)


def executed(amount: int, day: date) -> SaldoPlanExecuted:
    return SaldoPlanExecuted(occurred_on=day, executed=Clp(amount), **_)


def planned(saldo: int, day: date, **changes: Any) -> SaldoPlanPresented:
    deadline = date(2026, 9, 30)
    return SaldoPlanPresented(
        occurred_on=day, saldo=Clp(saldo), deadline=deadline, **{**_, **changes}
    )


def spent(declared: int, **changes: Any) -> Fact:
    return document(declared, **{**_IN_TERM, **changes})


def paid_to(last: str) -> list[Fact]:
    """Payments go on while a renewal is verified (Ley 20.248 art 7 bis inc 2)."""
    months = [f"2023-{month:02d}" for month in range(3, 13)] + ["2024-01", "2024-02"]
    return [payment(1, month, 10) for month in months if month <= last]


PAID = (payment(1, "2023-01", 400), payment(1, "2023-02", 600))


def owed(connection: Db) -> list[Any]:
    """(day, convenio, amount, void) as the log says it last."""
    return connection.execute(_OWED).fetchall()


def of_restitution(connection: Db) -> dict[str, int]:
    kept = ("restitucion_por_pagar", "restituido_sin_devengo", "restitucion_devengada")
    return {key: amount for key, amount in balances(connection).items() if key in kept}


def test_what_a_convenio_left_is_owed_from_the_day_after_its_last(
    connection: Db, append: Append
) -> None:
    append(convenio(), *PAID, spent(300))
    update(connection)

    assert owed(connection) == [(date(2023, 3, 1), 1, 700, False)]
    assert of_restitution(connection) == {
        "restitucion_devengada": 700,
        "restitucion_por_pagar": -700,
    }


@pytest.mark.parametrize(
    ("steps", "arises_on", "amount"),
    [
        ([], date(2023, 3, 1), 700),
        # The refusal settles it, whatever time was left.
        ([requested(), ended(), *paid_to("2023-08")], date(2023, 8, 15), 760),
    ],
)
def test_the_obligation_arises_when_no_renewal_comes(
    connection: Db, append: Append, steps: list[Fact], arises_on: date, amount: int
) -> None:
    append(convenio(), *PAID, spent(300), *steps)
    update(connection)

    assert owed(connection) == [(arises_on, 1, amount, False)]


def test_nothing_is_owed_while_nobody_said_what_became_of_the_renewal(
    connection: Db, append: Append
) -> None:
    """Art 7 bis inc 4 asks it back where the renewal does not proceed, which somebody must say."""
    append(convenio(), *PAID, spent(300), requested(), *paid_to("2024-02"))
    update(connection)
    assert owed(connection) == []

    append(ended())
    update(connection)
    [(arises_on, _, _, void)] = owed(connection)
    assert (arises_on, void) == (date(2023, 8, 15), False)


def test_nothing_is_owed_of_a_convenio_that_goes_on(connection: Db, append: Append) -> None:
    append(convenio(to_date=date(2100, 2, 28)), *PAID, spent(300))
    update(connection)

    assert owed(connection) == []


@pytest.mark.parametrize(
    "known",
    [
        PAID,
        [spent(300)],
        # Nobody knows with what it began.
        [PAID[1], spent(300)],
        # The term was extended to a month and a year that no file covers.
        [*PAID, spent(300), extended(date(2024, 1, 31))],
    ],
)
def test_what_nobody_can_tell_is_not_owed(
    connection: Db, append: Append, known: list[Fact]
) -> None:
    append(convenio(), *known)
    update(connection)

    assert owed(connection) == []


def test_of_payments_that_are_not_known_at_least_the_rest_is_owed(
    connection: Db, append: Append
) -> None:
    append(convenio(), PAID[0], spent(300))
    update(connection)
    assert owed(connection) == [(date(2023, 3, 1), 1, 100, False)]

    append(PAID[1])
    update(connection)
    assert owed(connection) == [(date(2023, 3, 1), 1, 700, False)]


def test_a_school_that_closed_is_expected_to_spend_nothing_more(
    connection: Db, append: Append
) -> None:
    append(convenio(), *PAID, spent(300), extended(date(2024, 1, 31)))
    update(connection)
    assert owed(connection) == []

    append(school(1, 2023), school(1, 2024, status=SchoolStatus.CERRADO))
    update(connection)
    assert owed(connection) == [(date(2024, 2, 1), 1, 700, False)]


YEAR_AND_MORE: list[Fact] = [
    convenio(to_date=date(2024, 2, 29)),
    *(payment(1, f"2023-{month:02}", 100) for month in range(1, 13)),
    *(payment(1, f"2024-{month:02}", 100) for month in range(1, 3)),
    spent(300),
    spent(50, number="78", year=2024, paid_on=date(2024, 1, 5)),
    restored(40),
]
_NO_CONVENIO, _NO_START, _A_MONTH_LESS, _A_YEAR_LESS, _NOTHING_RESTORED = 0, 0, 910, 0, 1_050


@pytest.mark.parametrize(
    ("lacking", "amount"),
    list(
        enumerate(
            [
                *(_NO_CONVENIO, _NO_START),
                *[_A_MONTH_LESS] * 13,
                *(_A_YEAR_LESS, _A_YEAR_LESS, _NOTHING_RESTORED),
            ]
        )
    ),
)
def test_what_is_owed_is_what_convenio_terms_asks_back_whatever_is_not_known(
    connection: Db, append: Append, lacking: int, amount: int
) -> None:
    append(*YEAR_AND_MORE[:lacking], *YEAR_AND_MORE[lacking + 1 :])
    known = update(connection)

    assert _asked_back(connection, known) == amount
    assert -of_restitution(connection).get("restitucion_por_pagar", 0) == amount


def test_an_extension_puts_off_what_is_owed(connection: Db, append: Append) -> None:
    append(convenio(), *PAID, payment(1, "2023-03", 50), spent(300), extended(date(2023, 3, 31)))
    update(connection)

    assert owed(connection) == [(date(2023, 4, 1), 1, 750, False)]


def test_nothing_is_owed_once_a_renewal_is_known(connection: Db, append: Append) -> None:
    append(convenio(), *PAID, spent(300))
    update(connection)
    append(renewed())
    update(connection)

    assert owed(connection) == [(date(2023, 3, 1), 1, 700, True)]
    assert of_restitution(connection) == {}


def test_a_balance_known_otherwise_restates_what_is_owed(connection: Db, append: Append) -> None:
    append(convenio(), *PAID, spent(300), restored(700))
    update(connection)
    assert of_restitution(connection) == {"restitucion_devengada": 700}

    append(spent(100, number="78"))
    update(connection)

    assert owed(connection) == [(date(2023, 3, 1), 1, 600, False)]
    assert of_restitution(connection) == {
        "restitucion_devengada": 600,
        "restituido_sin_devengo": 100,
    }


@pytest.mark.parametrize(("amount", "liability", "ahead"), [(699, -1, 0), (700, 0, 0), (701, 0, 1)])
def test_what_is_restored_pays_what_is_owed_and_no_more(
    connection: Db, append: Append, amount: int, liability: int, ahead: int
) -> None:
    append(convenio(), *PAID, spent(300), restored(amount))
    update(connection)

    found = balances(connection)
    assert found.get("restitucion_por_pagar", 0) == liability
    assert found.get("restituido_sin_devengo", 0) == ahead


def test_what_is_restored_before_it_is_owed_pays_it_when_it_is(
    connection: Db, append: Append
) -> None:
    append(convenio(), *PAID, spent(300), restored(200, date(2023, 2, 1)))
    update(connection)

    assert _on(connection, date(2023, 2, 28)) == {"restituido_sin_devengo": 200}
    assert _on(connection, date(2023, 3, 1)) == {
        "restitucion_devengada": 700,
        "restitucion_por_pagar": -500,
    }


def test_what_a_plan_carried_out_is_owed_no_longer(connection: Db, append: Append) -> None:
    """Ley 21.796 art 47: `executed` is all there is up to the day of the report."""
    append(convenio(), *PAID, spent(300), planned(700, date(2026, 4, 30)))
    append(executed(100, date(2026, 5, 1)))
    append(executed(250, date(2026, 6, 1)))
    update(connection)

    assert of_restitution(connection) == {
        "restitucion_devengada": 450,
        "restitucion_por_pagar": -450,
    }


@pytest.mark.parametrize(
    ("plan", "left"),
    [
        (planned(700, date(2026, 4, 30)), 450),
        # One that came late covers nothing, whatever it carried out.
        (planned(700, date(2026, 5, 1)), 700),
        # No more is carried out of a plan than it covers.
        (planned(200, date(2026, 4, 1)), 500),
        (planned(700, date(2026, 4, 1), executed=Clp(300)), 450),
        (planned(700, date(2026, 5, 1), executed=Clp(300)), 700),
    ],
)
def test_the_books_and_the_law_say_the_same_of_a_plan(
    connection: Db, append: Append, plan: SaldoPlanPresented, left: int
) -> None:
    append(convenio(), *PAID, spent(300))
    append(plan)
    append(executed(250, date(2026, 6, 1)))
    position = update(connection)

    assert balances(connection)["restitucion_por_pagar"] == -left
    assert _asked_back(connection, position, date(2027, 1, 1)) == left


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_the_files_does_not_matter(
    connection: Db, append: Append, order: tuple[int, ...]
) -> None:
    files: list[list[Fact]] = [
        [convenio(), requested(), ended()],
        [*PAID, *paid_to("2023-08")],
        [spent(300), review(290, 10)],
        [restored(500)],
    ]
    for place in order:
        append(*files[place])
        update(connection)

    assert owed(connection)[-1] == (date(2023, 8, 15), 1, 760, False)
    assert of_restitution(connection) == {
        "restitucion_devengada": 760,
        "restitucion_por_pagar": -260,
    }
    before = _all(connection)
    rebuild(connection, JOURNAL)
    assert _all(connection) == before


def test_deriving_again_appends_nothing(connection: Db, append: Append) -> None:
    append(convenio(), *PAID, spent(300), restored(500))
    reached = update(connection)
    connection.execute("delete from projections.checkpoint where name = 'restitutions_derived'")

    assert update(connection) == reached


def _asked_back(connection: Db, known: int, day: date = date(2025, 6, 1)) -> int:
    """By the rule that `convenioTerms` answers with, on a day long after."""
    text = statements.part("convenio_terms")
    given = term_params(Known(Position(known), None), ConvenioTermFilter())
    connection.execute("select set_config('search_path', %s, false)", [SEARCH_PATH])
    make: Any = rows_of(ConvenioTermRow)
    with connection.cursor(row_factory=make) as cursor:
        rows = cursor.execute(text, given).fetchall()
    return sum(
        one.amount
        for row in rows
        for one in restitutions(row.term(), row.plan(), row.restored or Clp(0), day)
    )


def _on(connection: Db, day: date) -> dict[str, int]:
    """Balances of what is to be restored at the end of a day."""
    rows = connection.execute(
        "select account, sum(amount) from journal.posting where known_to = %s and effective <= %s"
        " group by account having sum(amount) <> 0 order by account",
        [END_OF_TIME, day],
    )
    found = {KEYS.get(str(account), str(account)): int(amount) for account, amount in rows}
    return {key: found[key] for key in sorted(found) if key.startswith("restitu")}


def _all(connection: Connection[TupleRow]) -> list[tuple[UUID | int | str, ...]]:
    return connection.execute(
        "select * from journal.posting order by stream, known_from, number, line"
    ).fetchall()
