"""The promise: convenios and contracts are shown as their last step left them."""

from datetime import date
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import (
    ADVISER,
    HOLDER,
    OTHER,
    agreed,
    amended,
    approved,
    contract,
    convenio,
    delivered,
    ended,
    extended,
    joined,
    paid,
    transferred,
)
from tests.projections.given import school


@pytest.fixture
def contracts(ledger: Ledger) -> Ledger:
    """C-1: amended to 900; its first milestone paid after approval, its second before any."""
    ledger.record(
        contract("C-1", 1_000),
        contract("C-2", 50),
        amended("C-1", date(2024, 5, 1), 900),
        agreed("C-1", 1, 400),
        agreed("C-1", 2, 500),
        delivered("C-1", 1, date(2024, 6, 1)),
        approved("C-1", 1, date(2024, 6, 10)),
        paid("C-1", 1, 1, date(2024, 6, 20), 400),
        paid("C-1", 2, 2, date(2024, 6, 21), 600),
    )
    return ledger


def test_committed_approved_and_paid_stand_apart(contracts: Ledger) -> None:
    found = contracts.data(
        '{ ateContract(contract: "C-1") { amount committed approved paid payments { amount } } }'
    )["ateContract"]
    assert found == {
        "amount": 1_000,
        "committed": 900,
        "approved": 400,
        "paid": 1_000,
        "payments": [{"amount": 400}, {"amount": 600}],
    }


def test_those_who_contract_together_each_bear_their_share(contracts: Ledger) -> None:
    contracts.record(joined("C-1", OTHER, 2, 300))
    found = contracts.data(
        """{ ateContract(contract: "C-1") {
          shares { place sostenedorRut rbd amount committed paid }
          payments { shares { place sostenedorRut amount } }
        } }"""
    )["ateContract"]
    assert [tuple(one.values()) for one in found["shares"]] == [
        (1, HOLDER, 1, 700, 630, 700),
        (2, OTHER, 2, 300, 270, 300),
    ]
    assert [[share["amount"] for share in one["shares"]] for one in found["payments"]] == [
        [280, 120],
        [420, 180],
    ]
    shares = contracts.data(
        f'{{ ateContractShares(filter: {{ sostenedor: "{OTHER}" }}) {{ nodes {{ contract }} }} }}'
    )["ateContractShares"]["nodes"]
    joint = contracts.data("{ ateContractShares(filter: { joint: false }) { nodes { paid } } }")
    assert (shares, joint["ateContractShares"]["nodes"]) == ([{"contract": "C-1"}], [{"paid": 0}])
    for mine in (f'sostenedor: "{OTHER}"', "rbd: 2"):
        entries = contracts.data(
            f"""{{ journalEntries(filter: {{ {mine} }}) {{ nodes {{
              event postings {{ amount rbd }} }} }} }}"""
        )["journalEntries"]["nodes"]
        assert {one["event"] for one in entries} == {
            "ate_contract.signed",
            "ate_contract.amended",
            "ate_contract.payment_made",
        }
        assert {line["rbd"] for line in entries[0]["postings"]} == {1, 2}
    of_other = f'{{ ateContracts(filter: {{ sostenedor: "{OTHER}" }}) {{ nodes {{ contract }} }} }}'
    assert contracts.data(of_other)["ateContracts"]["nodes"] == [{"contract": "C-1"}]


def test_each_milestone_shows_what_was_paid_before_its_approval(contracts: Ledger) -> None:
    milestones = contracts.data(
        """{ ateContract(contract: "C-1") { milestones {
          milestone dueOn deliveredOn approvedOn firstPaidOn paid paidBeforeApproval } } }"""
    )["ateContract"]["milestones"]
    assert [tuple(one.values()) for one in milestones] == [
        (1, "2024-06-30", "2024-06-01", "2024-06-10", "2024-06-20", 400, False),
        (2, "2024-06-30", None, None, "2024-06-21", 600, True),
    ]


def test_contracts_are_found_by_whose_they_are_and_how_they_stand(contracts: Ledger) -> None:
    chosen = {
        filters: [
            node["contract"]
            for node in contracts.data(
                f"{{ ateContracts(filter: {{ {filters} }}) {{ nodes {{ contract }} }} }}"
            )["ateContracts"]["nodes"]
        ]
        for filters in (
            "overpaid: true",
            "overpaid: false",
            f'ate: "{ADVISER}"',
            "rbd: 2",
            "year: 2024",
            "year: 2025",
            'signedTo: "2024-03-14"',
        )
    }
    both = ["C-1", "C-2"]
    assert list(chosen.values()) == [["C-1"], ["C-2"], both, [], both, [], []]


def test_an_adviser_that_the_registry_never_listed_is_known_by_its_contracts(
    contracts: Ledger,
) -> None:
    found = contracts.data(
        f'{{ ateProvider(rut: "{ADVISER}") {{ name certifiedOn contractsSigned schoolsServed'
        " committed paid contracts { totalCount } } }"
    )["ateProvider"]
    assert found == {
        "name": None,
        "certifiedOn": None,
        "contractsSigned": 2,
        "schoolsServed": 1,
        "committed": 950,
        "paid": 1_000,
        "contracts": {"totalCount": 2},
    }


@pytest.fixture
def convenios(ledger: Ledger) -> Ledger:
    """Four convenios that end on 28 February 2024, unless something happened to them."""
    ledger.record(
        *(school(rbd, 2023) for rbd in (1, 2, 3, 4)),
        *(convenio(rbd, 2020) for rbd in (1, 2, 3, 4)),
        extended(2, date(2024, 12, 31)),
        ended(3, date(2022, 6, 30)),
        transferred(4, date(2021, 1, 1), OTHER),
    )
    return ledger


def rbds(ledger: Ledger, filters: str) -> list[int]:
    found: dict[str, Any] = ledger.data(
        f"{{ convenios(filter: {{ {filters} }}) {{ nodes {{ rbd }} }} }}"
    )
    return [node["rbd"] for node in found["convenios"]["nodes"]]


def test_a_convenio_expires_when_its_extension_does(convenios: Ledger) -> None:
    found = convenios.data("{ convenios { nodes { rbd toDate expiresOn endedOn endReason } } }")
    assert [tuple(node.values()) for node in found["convenios"]["nodes"]] == [
        (1, "2024-02-28", "2024-02-28", None, None),
        (2, "2024-02-28", "2024-12-31", None, None),
        (3, "2024-02-28", "2024-02-28", "2022-06-30", "RENUNCIADO"),
        (4, "2024-02-28", "2024-02-28", None, None),
    ]


def test_convenios_about_to_expire_leave_out_those_that_have_ended(convenios: Ledger) -> None:
    assert rbds(convenios, 'expiringBefore: "2024-06-01"') == [1, 4]
    assert rbds(convenios, 'expiringFrom: "2024-06-01"') == [2]


def test_a_convenio_is_in_force_until_it_expires_or_ends(convenios: Ledger) -> None:
    assert rbds(convenios, 'inForceOn: "2022-06-30"') == [1, 2, 3, 4]
    assert rbds(convenios, 'inForceOn: "2022-07-01"') == [1, 2, 4]
    assert rbds(convenios, 'inForceOn: "2024-03-01"') == [2]


def test_a_convenio_belongs_to_whoever_took_the_school_over(convenios: Ledger) -> None:
    assert rbds(convenios, f'sostenedor: "{OTHER}"') == [4]
    assert rbds(convenios, f'sostenedor: "{HOLDER}"') == [1, 2, 3]
