"""An entry is late by the edition that its file states, else by when it was recorded."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER
from tests.projections.given import school
from tests.projections.journal_given import closed, document

from sep_domain.accounting_period.commands import ClosePeriod, PeriodCommand, ReopenPeriod
from sep_domain.accounting_period.decider import PeriodDecider
from sep_domain.accounting_period.state import PeriodKey
from sep_domain.dates.calendar import Period
from sep_domain.values.identifiers import Rut
from sep_ledger.application import Ledger as Log
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding

CLOSED_ON = date(2025, 3, 31)
"""Of `closed()`: the rendición of 2024."""
BEFORE, AFTER = date(2025, 3, 30), date(2025, 4, 1)


def judged(ledger: Ledger) -> list[tuple[Any, ...]]:
    nodes = ledger.data("{ journalEntries { nodes { late lateBy lateRecorded editionOn } } }")[
        "journalEntries"
    ]["nodes"]
    return [tuple(node.values()) for node in nodes]


@pytest.mark.parametrize(
    ("edition_on", "late"), [(BEFORE, False), (CLOSED_ON, False), (AFTER, True)]
)
def test_what_is_imported_after_the_closing_is_late_by_its_edition(
    ledger: Ledger, edition_on: date, late: bool
) -> None:
    ledger.record(school(1, 2024), closed())
    ledger.record(document(250), edition_on=edition_on)

    assert judged(ledger) == [(late, "EDITION", True, edition_on.isoformat())]


def test_an_edition_of_after_the_closing_is_late_though_it_was_imported_before(
    ledger: Ledger,
) -> None:
    ledger.record(document(250), edition_on=AFTER)
    ledger.record(school(1, 2024), closed())

    assert judged(ledger) == [(True, "EDITION", False, AFTER.isoformat())]


def test_what_states_no_edition_is_judged_by_when_it_was_recorded(ledger: Ledger) -> None:
    ledger.record(school(1, 2024), closed())
    ledger.record(document(250))

    assert judged(ledger) == [(True, "IMPORT", True, None)]


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (date(2024, 6, 1), False),
        (date(2024, 6, 2), True),
        (date(2024, 7, 1), True),
        # Reopened on 1 July.
        (date(2024, 7, 2), False),
    ],
)
def test_a_closed_month_is_late_by_edition_until_it_is_reopened(
    ledger: Ledger, day: date, late: bool
) -> None:
    decide(ledger, ClosePeriod(occurred_on=date(2024, 6, 1)))
    decide(ledger, ReopenPeriod(occurred_on=date(2024, 7, 1), reason="Faltaba"))
    ledger.record(document(250), edition_on=day)

    assert judged(ledger) == [(late, "EDITION", False, day.isoformat())]


def test_entries_are_chosen_by_whether_they_are_late(ledger: Ledger) -> None:
    ledger.record(school(1, 2024), closed())
    ledger.record(document(1, number="78"), edition_on=BEFORE)
    ledger.record(document(2, number="79"), edition_on=AFTER)

    found = ledger.data("{ journalEntries(filter: { late: true }) { nodes { description } } }")
    assert found["journalEntries"]["nodes"] == [{"description": "Documento FACE 79"}]


def test_the_answer_says_from_when_on_it_is_known(ledger: Ledger) -> None:
    ledger.record(document(250), edition_on=BEFORE)

    (node,) = ledger.data("{ journalEntries { nodes { knownAt editionOn } } }")["journalEntries"][
        "nodes"
    ]
    known_at = datetime.fromisoformat(node["knownAt"])
    assert abs((datetime.now(UTC) - known_at).total_seconds()) < 60
    assert node["editionOn"] == BEFORE.isoformat()


def decide(ledger: Ledger, command: PeriodCommand) -> None:
    """A command about May."""
    may = PeriodKey(sostenedor=Rut(HOLDER), month=Period("2024-05"))
    with Log(ledger.conninfo) as log:
        Commanding(log).handle(PeriodDecider(), may, Asked(command, "contadora", command.NAME))
