"""The promise: the actions of a plan stand beside what was spent on them."""

from datetime import date

from tests.graphql.conftest import Ledger
from tests.graphql.given import (
    document,
)
from tests.graphql.obligations import planned
from tests.projections.given import account_line

from sep_domain.events.education.pme import PmeActionExecuted


def test_a_plan_beside_what_was_spent_on_it(ledger: Ledger) -> None:
    """A third of the money is left: what has no estimate or was hardly done stands idle."""
    ledger.record(
        *(planned(1, 2024, action, sep_budget=400) for action in "12"),
        planned(1, 2024, "3", sep_budget=0, total_budget=0),
        document(1, "410601", 500, document_detail="Libros; acción PME 2024/1"),
        document(1, "410602", 70, document_detail="acción PME 2024/1", subvencion="PIE"),
        account_line(1, "310301", "ingreso", 900),
        account_line(1, "410601", "gasto", 600),
        *(
            PmeActionExecuted.model_validate(
                {
                    "occurred_on": date(2024, 12, 20),
                    "rbd": 1,
                    "cycle": 2024,
                    "year": 2024,
                    "action": action,
                    "level": level,
                }
            )
            for action, level in (("1", 90), ("2", 24), ("3", 100))
        ),
    )
    found = ledger.data(
        """{ pmeExecution(filter: {rbd: 1, year: 2024}) { nodes { action declared unspent
        documentCount withoutEstimate hardlyExecuted idle saldo available } }
        pmeDimensions(filter: {rbd: 1}) { nodes { dimension actions actionsWithoutExpense
        actionsHardlyExecuted actionsWithoutEstimate sepBudget declared unspent } } }"""
    )
    assert [tuple(node.values())[:7] for node in found["pmeExecution"]["nodes"]] == [
        ("1", 500, -100, 1, False, False, False),
        ("2", 0, 400, 0, False, True, True),
        ("3", 0, 0, 0, True, False, True),
    ]
    documents = """{ pmeExecution(first: %d) { nodes { expenditures(first: 5) {
        totalCount nodes { documentNumber declared } } } } }"""
    one, all_ = (ledger.ask(documents % first) for first in (1, 3))
    assert all_.data is not None
    listed = [node["expenditures"]["nodes"] for node in all_.data["pmeExecution"]["nodes"]]
    assert [[each["declared"] for each in nodes] for nodes in listed] == [[500], [], []]
    assert one.statements == all_.statements
    assert {(n["saldo"], n["available"]) for n in found["pmeExecution"]["nodes"]} == {(300, 900)}
    assert [tuple(node.values()) for node in found["pmeDimensions"]["nodes"]] == [
        ("GESTION_PEDAGOGICA", 3, 2, 1, 1, 800, 500, 300)
    ]
