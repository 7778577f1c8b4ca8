"""Tenders, plans and payments for tests of obligations, and what is due or blocked on a day."""

from datetime import date
from typing import Any

from tests.graphql.conftest import Ledger
from tests.graphql.given import (
    ADVISER,
    HOLDER,
)
from tests.projections.given import payment

from sep_domain.catalogue import event_types
from sep_domain.events.base import Fact
from sep_domain.events.education.pme import PmeActionPlanned
from sep_domain.events.purchasing.ate import AteTenderAnnounced, AteTenderAwarded

PLACED = {"sostenedor": HOLDER, "rbd": 1}


def tender(code: str, **changes: Any) -> AteTenderAnnounced:
    return AteTenderAnnounced.model_validate(
        {
            "occurred_on": date(2024, 1, 5),
            "tender": code,
            **PLACED,
            "subject": "Lectura",
            "closes_on": date(2024, 2, 1),
            "notice_medium": "regional",
            **changes,
        }
    )


def awarded(code: str) -> AteTenderAwarded:
    return AteTenderAwarded.model_validate(
        {"occurred_on": date(2024, 2, 8), "tender": code, "ate": ADVISER, "bidders": [ADVISER]}
    )


def disbursed(rbd: int, month: str, amount: int) -> Any:
    return payment(rbd, month, amount).model_copy(update={"sostenedor": HOLDER})


def planned(rbd: int, year: int, action: str = "1", **changes: Any) -> PmeActionPlanned:
    return PmeActionPlanned.model_validate(
        {
            "occurred_on": date(year, 3, 1),
            "rbd": rbd,
            "cycle": year,
            "year": year,
            "action": action,
            "name": f"Acción {action}",
            "dimension": "gestion_pedagogica",
            "subdimension": "gestion_curricular",
            "starts_on": date(year, 3, 1),
            "ends_on": date(year, 12, 1),
            "sep_budget": 1_000,
            "total_budget": 1_000,
            **changes,
        }
    )


def invoiced(number: str, milestone: int, on: date, amount: int) -> Fact:
    invoiced: Any = event_types()["ate_milestone.invoiced"]
    fact: Fact = invoiced.model_validate(
        {
            "occurred_on": on,
            "contract": number,
            "milestone": milestone,
            "document_type": "FACE",
            "document_number": "1",
            "amount": amount,
        }
    )
    return fact


def due(ledger: Ledger, on: str, **filters: Any) -> list[tuple[str, str, str]]:
    found = ledger.data(
        """query ($on: Date!, $filter: DueFilter) { dueNext(on: $on, filter: $filter) {
        nodes { dueOn duty subject } } }""",
        on=on,
        filter=filters,
    )["dueNext"]["nodes"]
    return [tuple(node.values()) for node in found]


def blocked(ledger: Ledger, on: str, **filters: Any) -> list[tuple[str, str, Any]]:
    found = ledger.data(
        """query ($on: Date!, $filter: BlockedFilter) { blocked(on: $on, filter: $filter) {
        nodes { hindrance subject amount } } }""",
        on=on,
        filter=filters,
    )["blocked"]["nodes"]
    return [tuple(node.values()) for node in found]
