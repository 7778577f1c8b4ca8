"""What a resolution orders back of a convenio takes the place of what the law exposes to.

It is owed from the day on which the resolution is notified (Ley 19.880 art 51), and as if it had
never been where that is annulled or challenged with success.
"""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from sep_domain.events.base import Fact
from sep_domain.events.legal.acts import (
    ChallengeOutcome,
    ResolutionAnnulled,
    ResolutionChallengeResolved,
    ResolutionIssued,
    ResolutionKind,
    ResolutionLifted,
    ResolutionNotified,
)
from sep_projections.engine.projection import END_OF_TIME
from sep_projections.engine.rebuild import rebuild
from sep_projections.journal.projection import JOURNAL
from sep_projections.update import update
from tests.projections.conftest import Append
from tests.projections.journal_given import HOLDER, KEYS, Db, withdraw
from tests.projections.test_restitutions import (
    PAID,
    _all,
    _on,
    convenio,
    executed,
    of_restitution,
    planned,
    renewed,
    restored,
    spent,
)

ISSUED, NOTIFIED = date(2024, 6, 3), date(2024, 6, 5)
LEFT: list[Fact] = [convenio(), *PAID, spent(300)]
"""By law 700 are owed of it, from 1 March 2023."""


def _of(number: int, subject: str) -> dict[str, Any]:
    return {"authority": "ministerio", "year": 2024, "number": number, "subject": subject}


def ordered(amount: int | None, number: int = 15, **changes: Any) -> ResolutionIssued:
    return ResolutionIssued.model_validate(
        {
            **_of(number, changes.pop("subject", "1")),
            "occurred_on": ISSUED,
            "kind": ResolutionKind.RESTITUCION,
            "sostenedor": HOLDER,
            "rbd": 1,
            "convenio": 1,
            "amount": amount,
            **changes,
        }
    )


def notified(number: int = 15, day: date = NOTIFIED, subject: str = "1") -> ResolutionNotified:
    return ResolutionNotified(occurred_on=day, **_of(number, subject))


def resolved(outcome: ChallengeOutcome, number: int = 15) -> ResolutionChallengeResolved:
    return ResolutionChallengeResolved(
        occurred_on=date(2024, 7, 1), outcome=outcome, **_of(number, "1")
    )


def lifted(number: int = 15, day: date = date(2024, 9, 2), subject: str = "1") -> ResolutionLifted:
    return ResolutionLifted(occurred_on=day, **_of(number, subject))


def annulled(number: int = 15) -> ResolutionAnnulled:
    return ResolutionAnnulled(occurred_on=date(2024, 8, 1), **_of(number, "1"))


def owing(amount: int) -> dict[str, int]:
    return {"restitucion_devengada": amount, "restitucion_por_pagar": -amount} if amount else {}


@pytest.mark.parametrize("amount", [500, 700, 900])
def test_what_is_ordered_replaces_what_follows_from_the_law_and_is_not_added_to_it(
    connection: Db, append: Append, amount: int
) -> None:
    append(*LEFT, ordered(amount), notified())
    update(connection)

    assert of_restitution(connection) == owing(amount)
    assert _on(connection, date(2024, 6, 4)) == owing(700)
    assert _on(connection, NOTIFIED) == owing(amount)


def test_the_entry_names_the_resolution_and_what_it_orders_in_all(
    connection: Db, append: Append
) -> None:
    append(*LEFT, ordered(900), notified())
    update(connection)

    assert _entries(connection) == [
        ("Restitución devengada convenio 1", 700, 1),
        ("Restitución ordenada por resolución 15/2024 de ministerio, convenio 1", 900, 1),
    ]


@pytest.mark.parametrize(
    ("steps", "amount"),
    [
        ([], 700),
        ([notified(), resolved(ChallengeOutcome.RECHAZADA)], 500),
        ([notified(), resolved(ChallengeOutcome.ACOGIDA)], 700),
        ([notified(), annulled()], 700),
    ],
    ids=["not notified", "challenge refused", "challenge upheld", "annulled"],
)
def test_an_order_counts_once_notified_and_while_it_stands(
    connection: Db, append: Append, steps: list[Fact], amount: int
) -> None:
    append(*LEFT, ordered(500), *steps)
    update(connection)

    assert of_restitution(connection) == owing(amount)


def test_an_order_that_does_not_say_how_much_leaves_what_follows_from_the_law(
    connection: Db, append: Append
) -> None:
    append(*LEFT, ordered(None), notified())
    update(connection)

    assert of_restitution(connection) == owing(700)


def test_other_resolutions_order_nothing_back(connection: Db, append: Append) -> None:
    append(*LEFT, ordered(500, kind=ResolutionKind.RETENCION_PRECAUTORIA), notified())
    update(connection)

    assert of_restitution(connection) == owing(700)


def test_what_was_ordered_before_the_law_exposed_to_it_is_not_doubled_by_it(
    connection: Db, append: Append
) -> None:
    append(*LEFT, ordered(500, occurred_on=date(2022, 12, 1)), notified(day=date(2022, 12, 5)))
    update(connection)

    assert _on(connection, date(2022, 12, 4)) == {}
    assert _on(connection, date(2022, 12, 5)) == owing(500)
    assert of_restitution(connection) == owing(500)


def test_two_resolutions_that_stand_are_both_to_be_obeyed(connection: Db, append: Append) -> None:
    """One that takes the place of another says so by its annulment."""
    append(*LEFT, ordered(500), notified(), ordered(100, 16), notified(16))
    update(connection)
    assert of_restitution(connection) == owing(600)

    append(annulled())
    update(connection)
    assert of_restitution(connection) == owing(100)


@pytest.mark.parametrize(
    ("amount", "rest"),
    [(400, {"restitucion_por_pagar": -100}), (500, {}), (600, {"restituido_sin_devengo": 100})],
)
@pytest.mark.parametrize("day", [date(2023, 5, 1), date(2025, 5, 1)])
def test_what_was_restored_pays_what_is_ordered_and_no_more(
    connection: Db, append: Append, day: date, amount: int, rest: dict[str, int]
) -> None:
    append(*LEFT, ordered(500), notified(), restored(amount, day))
    update(connection)

    assert of_restitution(connection) == {"restitucion_devengada": 500, **rest}


def test_what_a_plan_carried_out_lessens_what_is_ordered(connection: Db, append: Append) -> None:
    append(*LEFT, ordered(500), notified(), planned(500, date(2026, 4, 30)))
    append(executed(150, date(2026, 5, 1)))
    update(connection)

    assert of_restitution(connection) == owing(350)


@pytest.mark.parametrize(("paid_back", "accrued"), [(0, 0), (200, 200), (500, 500)])
def test_of_an_order_that_is_lifted_nothing_more_is_owed(
    connection: Db, append: Append, paid_back: int, accrued: int
) -> None:
    append(*LEFT, ordered(500), notified(), lifted())
    if paid_back:
        append(restored(paid_back, date(2024, 7, 1)))
    update(connection)

    assert _on(connection, date(2024, 9, 1)).get("restitucion_por_pagar", 0) == paid_back - 500
    found = of_restitution(connection)
    assert found == ({"restitucion_devengada": accrued} if accrued else {})


def test_what_is_restored_after_an_order_was_lifted_exceeds_what_is_owed(
    connection: Db, append: Append
) -> None:
    append(*LEFT, ordered(500), notified(), lifted(), restored(80))
    update(connection)

    assert of_restitution(connection) == {"restituido_sin_devengo": 80}


@pytest.mark.parametrize(("subject", "rbd"), [("1", 1), (HOLDER, None)])
def test_without_a_convenio_it_is_owed_by_the_school_or_the_sostenedor_beside_the_rest(
    connection: Db, append: Append, subject: str, rbd: int | None
) -> None:
    append(*LEFT, ordered(50, subject=subject, rbd=rbd, convenio=None), notified(subject=subject))
    update(connection)

    assert of_restitution(connection) == owing(750)
    assert _entries(connection)[-1] == (
        "Restitución ordenada por resolución 15/2024 de ministerio",
        50,
        rbd,
    )
    append(lifted(subject=subject))
    update(connection)
    assert of_restitution(connection) == owing(700)


def test_what_the_log_knew_of_an_order_stays_known(connection: Db, append: Append) -> None:
    append(*LEFT, ordered(500), notified())
    before = update(connection)
    append(annulled())
    update(connection)

    assert _known_at(connection, before) == owing(500)
    assert of_restitution(connection) == owing(700)


def test_an_order_stated_for_another_convenio_leaves_the_first_with_its_lifting(
    connection: Db, append: Append
) -> None:
    append(*LEFT, ordered(500), notified(), lifted())
    update(connection)
    append(ordered(500, convenio=2))
    update(connection)

    assert _of_convenio(connection, 1) == -700
    assert _of_convenio(connection, 2) == 0


def test_an_order_is_owed_from_the_day_of_notification_as_it_is_known_last(
    connection: Db, append: Append
) -> None:
    append(*LEFT, ordered(500), notified())
    update(connection)
    append(notified(day=date(2024, 6, 20)))
    update(connection)

    assert _on(connection, date(2024, 6, 19)) == owing(700)
    assert _on(connection, date(2024, 6, 20)) == owing(500)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_the_files_does_not_matter(
    connection: Db, append: Append, order: tuple[int, ...]
) -> None:
    files: list[list[Fact]] = [
        LEFT,
        [ordered(500), ordered(60, 16)],
        [notified(), notified(16), lifted(16)],
        [restored(450, date(2024, 7, 1))],
    ]
    for place in order:
        append(*files[place])
        update(connection)

    # Of 560 ordered 450 were restored when the 60 were lifted.
    assert of_restitution(connection) == {
        "restitucion_devengada": 500,
        "restitucion_por_pagar": -50,
    }
    before = _all(connection)
    rebuild(connection, JOURNAL)
    assert _all(connection) == before


def _of_convenio(connection: Db, number: int) -> int:
    row = connection.execute(
        "select coalesce(sum(amount), 0)::bigint from journal.posting where known_to = %s"
        " and account = '210201' and convenio = %s",
        [END_OF_TIME, number],
    ).fetchone()
    return 0 if row is None else int(row[0])


def _entries(connection: Db) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select description, level, rbd from journal.entry where known_to = %s"
        " and event in ('restitution.accrued', 'resolution.issued') order by effective",
        [END_OF_TIME],
    ).fetchall()


def _known_at(connection: Db, position: int) -> dict[str, int]:
    rows = connection.execute(
        "select account, sum(amount) from journal.posting where known_from <= %(known)s"
        " and known_to > %(known)s group by account having sum(amount) <> 0",
        {"known": position},
    )
    found = {KEYS.get(str(account), str(account)): int(amount) for account, amount in rows}
    return {key: amount for key, amount in found.items() if key.startswith("restitucion")}


@pytest.mark.parametrize("at_once", [True, False])
def test_an_order_stands_alone_where_nothing_follows_from_the_law_any_longer(
    connection: Db, append: Append, at_once: bool
) -> None:
    append(*LEFT)
    update(connection)
    if at_once:
        append(ordered(500), notified(), renewed())
    else:
        append(ordered(500), notified())
        update(connection)
        assert of_restitution(connection) == owing(500)
        append(renewed())
    update(connection)

    assert of_restitution(connection) == owing(500)
    before = _all(connection)
    rebuild(connection, JOURNAL)
    assert _all(connection) == before


def test_an_order_that_is_withdrawn_takes_its_lifting_with_it(
    connection: Db, append: Append
) -> None:
    append(*LEFT, ordered(500), notified(), lifted())
    update(connection)
    withdraw(connection, [ordered(500)])
    update(connection)

    assert of_restitution(connection) == owing(700)
