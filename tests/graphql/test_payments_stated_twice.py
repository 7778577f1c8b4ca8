"""The promise: a payment that a file and a command state is one payment in every view, and where
they disagree it says so."""

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import agreed, contract, paid
from tests.projections.test_journal_decided import decide

from sep_domain.events.base import Fact
from sep_domain.events.legal.convenios import SaldoPlanPresented
from sep_domain.events.purchasing.ate import AteContractAssociated, ContractPaymentMade

DAY = date(2024, 6, 20)
QUESTION = """{
    ateContract(contract: "C-1") {
        paid
        milestones { paid }
        payments { amount statedOtherwise statements { amount source { kind } } }
    }
    ateProviders { nodes { paid } }
    coverage { dataset rows }
    accountBalance(account: "010102") { balance }
}"""


@pytest.fixture
def stated(ledger: Ledger) -> Callable[..., dict[str, Any]]:
    """A payment of 400 in a file, then one as given by a command, and what is answered."""

    def state(**changes: Any) -> dict[str, Any]:
        ledger.record(contract("C-1", 1_000), agreed("C-1", 1, 400), of_file())
        with psycopg.connect(ledger.conninfo, autocommit=True) as connection:
            decide(connection, of_file().model_copy(update=changes))
        ledger.record()
        return ledger.data(QUESTION)

    return state


def of_file() -> ContractPaymentMade:
    return paid("C-1", 1, 1, DAY, 400)


def test_it_counts_once(stated: Callable[..., dict[str, Any]]) -> None:
    found = stated()
    assert found["ateContract"] == {
        "paid": 400,
        "milestones": [{"paid": 400}],
        "payments": [
            {
                "amount": 400,
                "statedOtherwise": False,
                "statements": [
                    {"amount": 400, "source": {"kind": "file"}},
                    {"amount": 400, "source": {"kind": "command"}},
                ],
            }
        ],
    }
    assert found["ateProviders"]["nodes"] == [{"paid": 400}]
    assert {"dataset": "pagos_ate", "rows": 1} in found["coverage"]
    assert found["accountBalance"] == {"balance": 600}


@pytest.mark.parametrize(
    ("change", "amount"),
    [
        ({"amount": 390}, 390),
        ({"occurred_on": date(2024, 6, 21)}, 400),
        ({"milestone": 2}, 400),
        ({"subvencion": "GENERAL"}, 400),
    ],
)
def test_what_was_said_last_stands_and_the_difference_shows(
    stated: Callable[..., dict[str, Any]], change: dict[str, Any], amount: int
) -> None:
    found = stated(**change)
    (payment,) = found["ateContract"]["payments"]
    assert (payment["amount"], payment["statedOtherwise"]) == (amount, True)
    assert found["ateContract"]["paid"] == amount
    assert found["accountBalance"] == {"balance": 1_000 - amount}


def test_what_one_leaves_out_is_no_contradiction(
    ledger: Ledger, stated: Callable[..., dict[str, Any]]
) -> None:
    found = stated(document_number="77")
    assert not found["ateContract"]["payments"][0]["statedOtherwise"]
    differing = "{ ateContracts(filter: { statedOtherwise: true }) { totalCount } }"
    assert ledger.data(differing) == {"ateContracts": {"totalCount": 0}}


@pytest.mark.parametrize(
    ("kind", "given", "dataset"),
    [
        (
            AteContractAssociated,
            {"contract": "C-1", "sostenedor": "62000660-2", "rbd": 2, "amount": 400},
            "asociados_ate",
        ),
        (
            SaldoPlanPresented,
            {"rbd": 2, "number": 1, "saldo": 9, "deadline": date(2024, 9, 30)},
            "planes_saldo",
        ),
    ],
)
def test_what_joins_a_contract_or_a_convenio_is_covered_once(
    ledger: Ledger, kind: type[Fact], given: dict[str, Any], dataset: str
) -> None:
    stated = kind.model_validate({"occurred_on": DAY, **given})
    ledger.record(stated)
    with psycopg.connect(ledger.conninfo, autocommit=True) as connection:
        decide(connection, stated)
    ledger.record()
    covered = ledger.data("{ coverage { dataset year rows schools } }")["coverage"]
    assert covered == [{"dataset": dataset, "year": 2024, "rows": 1, "schools": 1}]
