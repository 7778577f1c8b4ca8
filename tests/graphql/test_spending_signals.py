"""The promise: spending on no action, under no convenio, without backing or above what there was is
found by one query, and is shown, never refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import ADVISER, convenio, document, ended, line
from tests.projections.given import school

from sep_domain.dates.days import today
from sep_domain.events.education.pme import PmeActionPlanned
from sep_domain.events.legal.convenios import ConvenioExtended


def action(rbd: int, year: int, code: str) -> PmeActionPlanned:
    return PmeActionPlanned.model_validate(
        {
            "occurred_on": date(year, 4, 30),
            "rbd": rbd,
            "cycle": 2016,
            "year": year,
            "action": code,
            "name": "Acompañamiento de aula",
            "dimension": "liderazgo",
            "subdimension": "liderazgo_del_director",
            "starts_on": date(year, 3, 1),
            "ends_on": date(year, 12, 31),
            "sep_budget": 100,
            "total_budget": 100,
            "needs_ate": False,
            "justifies_staff": False,
        }
    )


def spent(amount: int, detail: str | None, day: date | None, **changes: Any) -> Any:
    return document(1, "410601", amount, document_detail=detail, paid_on=day, year=2016, **changes)


@pytest.fixture
def spending(ledger: Ledger) -> Ledger:
    """School 1 with a convenio from 2016-03-01 to 2020-02-28 and the actions 1 and 2 in 2016."""
    issued = {"issued_on": date(2016, 5, 2), "issuer": ADVISER}
    ledger.record(
        school(1, 2016),
        convenio(1, 2016),
        action(1, 2016, "1"),
        action(1, 2016, "2"),
        spent(10, "Libros; Acción PME 2016/1", date(2016, 5, 3), **issued),
        spent(11, "Libros; accion PME 2016/9", date(2016, 5, 3), **issued),
        spent(12, "Libros\nacción PME\n2016/1", date(2016, 2, 29), **issued),
        spent(13, None, date(2020, 3, 1), **issued),
        spent(14, "Acción PME 2016/1", None, issuer=ADVISER, document_number=None),
        document(
            1,
            "410501",
            15,
            document_detail="acción PME 2016/1",
            issued_on=date(2016, 5, 2),
            year=2016,
        ),
        document(1, "410601", 16, subvencion="PIE", **issued),
    )
    return ledger


def found(ledger: Ledger, where: str) -> list[int]:
    data = ledger.data(f"{{ expenditures(filter: {{ {where} }}) {{ nodes {{ declared }} }} }}")
    return sorted(node["declared"] for node in data["expenditures"]["nodes"])


def test_spending_on_no_action_of_the_plan(spending: Ledger) -> None:
    assert found(spending, "withoutAction: true") == [11, 13]
    assert found(spending, "withoutAction: false") == [10, 12, 14, 15, 16]


def test_spending_while_no_convenio_was_in_force(spending: Ledger) -> None:
    assert found(spending, "outsideConvenio: true") == [12, 13]
    until = date(2020, 12, 31)
    spending.record(ConvenioExtended(occurred_on=until, rbd=1, number=1, until=until))
    assert found(spending, "outsideConvenio: true") == [12]


@pytest.mark.parametrize(
    ("signed", "begins", "first"),
    [
        (date(2016, 2, 1), date(2016, 3, 1), date(2016, 3, 1)),
        (date(2016, 4, 15), date(2016, 3, 1), date(2016, 4, 15)),
    ],
)
def test_a_convenio_covers_from_the_later_of_its_signing_and_its_start(
    ledger: Ledger, signed: date, begins: date, first: date
) -> None:
    ledger.record(
        school(1, 2016),
        convenio(1, 2016, occurred_on=signed, from_date=begins),
        spent(1, None, first - timedelta(days=1)),
        spent(2, None, first, document_number="2"),
        spent(3, None, date(2020, 2, 28), document_number="3"),
        spent(4, None, date(2020, 2, 29), document_number="4"),
    )
    assert found(ledger, "outsideConvenio: true") == [1, 4]


def test_a_convenio_that_ends_early_covers_up_to_that_day(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2016),
        convenio(1, 2016),
        ended(1, date(2017, 6, 30)),
        spent(1, None, date(2017, 6, 30)),
        spent(2, None, date(2017, 7, 1), document_number="2"),
    )
    assert found(ledger, "outsideConvenio: true") == [2]


def test_an_action_of_a_plan_that_nobody_handed_in_is_not_known(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2016),
        school(1, 2017),
        action(1, 2016, "1"),
        spent(1, "Acción PME 2016/9", date(2016, 5, 3)),
        spent(2, "Acción PME 2017/9", date(2017, 5, 3), document_number="2"),
        spent(3, "Acción PME 2016/9", today() + timedelta(days=2), document_number="3"),
        spent(4, None, date(2016, 5, 3), document_number="4"),
    )
    assert found(ledger, "withoutAction: true") == [1, 4]
    assert found(ledger, "withoutAction: false") == []
    ledger.record(action(1, 2017, "1"))
    assert found(ledger, "withoutAction: true") == [1, 2, 4]


def test_without_convenios_of_all_who_held_the_school_nobody_spent_outside_one(
    ledger: Ledger,
) -> None:
    before = school(1, 2015, sostenedor=ADVISER)
    spending = spent(1, None, date(2016, 2, 1))
    ledger.record(school(1, 2016), before, spending)
    assert found(ledger, "outsideConvenio: true") == []
    assert found(ledger, "outsideConvenio: false") == []
    ledger.record(convenio(1, 2016))
    assert found(ledger, "outsideConvenio: true") == []
    ledger.record(convenio(1, 2010, number=2, sostenedor=ADVISER))
    assert found(ledger, "outsideConvenio: true") == [1]


def test_spending_that_lacks_its_backing(spending: Ledger) -> None:
    assert found(spending, "unbacked: true") == [14, 15]


def test_totals_take_the_same_filters(spending: Ledger) -> None:
    data = spending.data(
        "{ expenditureTotals(by: [YEAR], filter: { withoutAction: true }) { declared documents } }"
    )
    assert data["expenditureTotals"] == [{"declared": 24, "documents": 2}]


def test_actions_that_cost_nothing(spending: Ledger) -> None:
    data = spending.data("{ school(rbd: 1) { pmeActions(withoutExpense: true) { action } } }")
    assert data["school"]["pmeActions"] == [{"action": "2"}]


def test_schools_that_spent_more_than_there_was(spending: Ledger) -> None:
    spending.record(
        line(1, "500001", 100),
        line(1, "310301", 200),
        line(1, "410601", 301),
        line(2, "310301", 200),
        line(2, "410601", 200),
    )
    data = spending.data(
        """{ fundStatements(filter: { year: 2024, overspent: true }) { totalCount nodes {
          rbd opening income spending closing } } }"""
    )
    assert data["fundStatements"] == {
        "totalCount": 1,
        "nodes": [{"rbd": 1, "opening": 100, "income": 200, "spending": 301, "closing": -1}],
    }
