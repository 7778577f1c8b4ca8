"""What resolutions order enters what the law gives, and what the law exposes to does not.

Given a school and resolutions, when everything is brought up to date, then these payments.
"""

from datetime import date
from decimal import Decimal

import pytest

from sep_domain.events.legal.acts import ResolutionAnnulled, ResolutionLifted
from sep_projections.engine import store
from sep_projections.engine.projection import END_OF_TIME
from sep_projections.update import update
from tests.projections.conftest import Append
from tests.projections.entitlements_given import (
    attendance,
    attended,
    convenio,
    counts,
    not_rendered,
    ordered,
    step_of,
    whole_school,
)
from tests.projections.test_entitlements import Db, due, exposed, lacks, months, of_month, reasons

DUE = due(80)
HALF = (DUE + 1) // 2
RETENTION = ordered("retencion_rendicion", from_month="2023-05", retained_share="0.5")


def articles(connection: Db, month: str) -> set[str]:
    rows = connection.execute(
        "select article from entitlements.entitlement_amount where month = %s and known_to = %s",
        [month, END_OF_TIME],
    )
    return {article for (article,) in rows}


def test_a_retention_holds_until_it_is_lifted_and_then_gives_back(
    connection: Db, append: Append
) -> None:
    append(*whole_school(), not_rendered(2022))
    update(connection)
    assert (of_month(connection, "2023-06"), exposed(connection, "2023-06")) == (
        (DUE, 0, DUE),
        HALF,
    )
    append(RETENTION)
    update(connection)
    assert of_month(connection, "2023-04") == (DUE, 0, DUE)
    assert (of_month(connection, "2023-06"), exposed(connection, "2023-06")) == (
        (DUE, HALF, DUE - HALF),
        0,
    )
    append(step_of(RETENTION, ResolutionLifted, date(2023, 7, 10)))
    update(connection)
    found = [of_month(connection, f"2023-{month:02d}")[1] for month in range(4, 9)]
    assert found == [0, HALF, HALF, -2 * HALF, 0]


def test_one_without_effect_orders_nothing(connection: Db, append: Append) -> None:
    append(*whole_school(), RETENTION)
    update(connection)
    append(step_of(RETENTION, ResolutionAnnulled, date(2023, 9, 1)))
    update(connection)
    assert of_month(connection, "2023-06") == (DUE, 0, DUE)


def test_a_precautionary_one_holds_back_no_month(connection: Db, append: Append) -> None:
    """Ley 20.529 art 69: fifteen running days, after which what was held is due all the same."""
    fortnight = ordered("retencion_precautoria", from_month="2023-06", retained_share="1")
    append(*whole_school(), fortnight)
    update(connection)
    assert of_month(connection, "2023-06") == (DUE, 0, DUE)


@pytest.mark.parametrize(("sostenedor", "held"), [("62000660-2", HALF), ("65145834-K", 0)])
def test_one_about_all_schools_touches_those_of_its_sostenedor(
    connection: Db, append: Append, sostenedor: str, held: int
) -> None:
    everywhere = ordered(
        "retencion_rendicion", rbd=None, from_month="2023-05", retained_share="0.5",
        sostenedor=sostenedor, subject=sostenedor,
    )  # fmt: skip
    append(*whole_school())
    update(connection)
    append(everywhere)
    update(connection)
    assert of_month(connection, "2023-06") == (DUE, held, DUE - held)


@pytest.mark.parametrize(
    ("kind", "convenio_named", "last"),
    [
        ("escala_media_vigencia", 2, "2024-02"),
        ("renovacion_especial", 2, "2024-02"),
        ("renovacion_especial", None, "2024-02"),
    ],
)
def test_a_cut_holds_to_the_end_of_its_convenio(
    connection: Db, append: Append, kind: str, convenio_named: int | None, last: str
) -> None:
    cut = ordered(kind, from_month="2023-05", paid_share="0.62", convenio=convenio_named)
    append(*whole_school(), cut)
    update(connection)
    reduced = round(DUE * Decimal("0.62"))
    assert of_month(connection, "2023-04") == (DUE, 0, DUE)
    assert of_month(connection, "2023-05") == (reduced, 0, reduced)
    assert months(connection)[-1] == last


def test_a_suspended_month_stands_with_the_one_before(connection: Db, append: Append) -> None:
    """DFL 2/1998 art 13 inc. 4: the file has its attendance at nothing."""
    facts = [fact for fact in whole_school() if fact != attendance("2023-09")]
    append(*facts, attendance("2023-09", "0"))
    update(connection)
    assert of_month(connection, "2023-10") < (DUE, 0, DUE)
    append(ordered("suspension_clases", from_month="2023-09", to_month="2023-09"))
    update(connection)
    assert of_month(connection, "2023-10") == (DUE, 0, DUE)
    assert reasons(connection, "2023-10") == []


def test_months_suspended_after_the_last_one_known_are_paid(connection: Db, append: Append) -> None:
    until_august = [attendance(f"2023-{month:02d}") for month in range(3, 9)]
    append(convenio(), counts(2022), counts(2023), *attended(2022, 2022), *until_august)
    update(connection)
    assert months(connection)[-1] == "2023-09"
    append(ordered("suspension_clases", from_month="2023-09", to_month="2023-10"))
    update(connection)
    assert months(connection)[-1] == "2023-11"
    assert of_month(connection, "2023-11") == (DUE, 0, DUE)


def test_a_classification_rules_from_its_month(connection: Db, append: Append) -> None:
    order = ordered("clasificacion", from_month="2023-08", classification="en_recuperacion")
    append(*whole_school(), order)
    update(connection)
    assert articles(connection, "2023-07") == {"art14", "art16"}
    assert articles(connection, "2023-08") == {"art27", "art16"}
    assert lacks(connection, "2023-08") == []


@pytest.mark.parametrize(
    ("kind", "classification", "article"),
    [
        ("suspension_aporte_20", "emergente", "art20"),
        ("suspension_aporte_27", "en_recuperacion", "art27"),
    ],
)
def test_an_aporte_is_suspended_until_the_resolution_is_lifted(
    connection: Db, append: Append, kind: str, classification: str, article: str
) -> None:
    order = ordered(kind, from_month="2023-06")
    facts = [fact for fact in whole_school() if fact != counts(2023)]
    append(*facts, counts(2023, classification), order)
    append(step_of(order, ResolutionLifted, date(2023, 8, 1)))
    update(connection)
    paid = {m: article in articles(connection, m) for m in ("2023-05", "2023-07", "2023-08")}
    assert paid == {"2023-05": True, "2023-07": False, "2023-08": True}


def test_what_was_computed_as_orders_came_is_what_is_computed_from_all_of_them(
    connection: Db, append: Append
) -> None:
    append(*whole_school(), not_rendered(2022))
    update(connection)
    cut = ordered("escala_media_vigencia", 8, from_month="2023-06", paid_share="0.4", convenio=2)
    for facts in (
        [RETENTION],
        [ordered("suspension_clases", 9, from_month="2023-09", to_month="2023-09"), cut],
        [step_of(RETENTION, ResolutionLifted, date(2023, 8, 3))],
        [step_of(cut, ResolutionAnnulled, date(2023, 11, 3))],
    ):
        append(*facts)
        head = update(connection)
    store.advance(connection, {"entitlements_derived": 0}, head)
    assert update(connection) == head
