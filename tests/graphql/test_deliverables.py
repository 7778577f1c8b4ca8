"""The promise: a contract's story is told whole, from files and from commands alike, and an adviser
and its deliverables are shown as they stood on any day."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Server
from tests.domain.ate import ATE, CONTRACT, PAID, certificate, command
from tests.graphql import given as facts
from tests.graphql.conftest import Ledger

from sep_domain.ate.contract.decider import AteContractDecider
from sep_domain.ate.contract.state import AteContractKey
from sep_domain.ate.provider.decider import AteProviderDecider
from sep_domain.ate.provider.state import AteProviderKey
from sep_domain.events.base import Event
from sep_domain.events.purchasing.ate import (
    AteProviderApplied,
    AteProviderReinstated,
    AteProviderRemoved,
    AteProviderSuspended,
    AteTenderAnnounced,
)
from sep_domain.events.purchasing.ate_milestones import MilestoneReturned
from sep_domain.values.identifiers import Rut
from sep_ledger import application
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding

TENDERED = AteContractKey(contract="C-9")
_keys = count(1)


def decide(ledger: Ledger, *names: str, key: AteContractKey = CONTRACT, **changes: Any) -> None:
    """Takes commands on a contract, each on its day, and folds them."""
    with application.Ledger(ledger.conninfo) as log:
        for name in names:
            asked = Asked(command(name, **changes), "ana", str(next(_keys)))
            Commanding(log).handle(AteContractDecider(), key, asked)
    ledger.record()


@pytest.fixture(scope="module")
def contracts(postgres: Server, folded_template: str) -> Iterator[Ledger]:
    """C-1: decided here up to its first payment; C-2: of files; C-9: only tendered."""
    with postgres.fresh_database(folded_template) as conninfo:
        ledger = Ledger(conninfo)
        ledger.record(certificate())
        decide(ledger, *PAID)
        decide(ledger, "state-need", key=TENDERED)
        decide(ledger, "approve-terms", key=TENDERED, tender="T-9")
        ledger.record(
            AteTenderAnnounced.model_validate(
                {
                    "occurred_on": date(2024, 1, 5),
                    "tender": "T-2",
                    "sostenedor": facts.HOLDER,
                    "rbd": 1,
                    "subject": "Lectura",
                    "closes_on": date(2024, 2, 1),
                }
            ),
            facts.contract("C-2", 1_000, tender="T-2", ate=ATE),
            facts.agreed("C-2", 1, 400),
            facts.agreed("C-2", 2, 600),
            facts.delivered("C-2", 1, date(2024, 6, 3)),
            MilestoneReturned(
                occurred_on=date(2024, 6, 10), contract="C-2", milestone=1, reason="Incompleto"
            ),
            facts.delivered("C-2", 2, date(2024, 6, 14)),
            facts.paid("C-2", 1, 1, date(2024, 6, 20), 100),
        )
        yield ledger


STORY = """query ($contract: String!) { ateContractStory(contract: $contract) {
    step occurredOn milestone amount points dueOn ateRut text source { kind actor } } }"""


def story(contracts: Ledger, contract: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = contracts.data(STORY, contract=contract)["ateContractStory"]
    return found


def test_what_was_decided_is_told_from_the_need_to_the_payment(contracts: Ledger) -> None:
    steps = story(contracts, "C-1")
    assert [step["step"] for step in steps] == [
        "ate_contract.need_stated",
        "ate_tender.terms_approved",
        "ate_tender.announced",
        "ate_tender.bid_received",
        "ate_tender.bid_evaluated",
        "ate_tender.awarded",
        "ate_contract.signed",
        "ate_milestone.agreed",
        "ate_milestone.agreed",
        "ate_contract.started",
        "ate_milestone.delivered",
        "ate_milestone.approved",
        "ate_milestone.invoiced",
        "ate_contract.payment_made",
    ]
    assert {step["source"]["actor"] for step in steps} == {"ana"}
    assert (steps[3]["ateRut"], steps[3]["amount"], steps[4]["points"]) == (ATE, 1_000, 80)
    assert (steps[7]["occurredOn"], steps[7]["dueOn"]) == ("2024-02-20", "2024-06-28")
    assert (steps[12]["milestone"], steps[12]["amount"]) == (1, 300)


def test_what_files_say_is_told_alike(contracts: Ledger) -> None:
    steps = story(contracts, "C-2")
    assert [(step["step"], step["occurredOn"], step["milestone"]) for step in steps] == [
        ("ate_tender.announced", "2024-01-05", None),
        ("ate_contract.signed", "2024-03-15", None),
        ("ate_milestone.agreed", "2024-03-15", 1),
        ("ate_milestone.agreed", "2024-03-15", 2),
        ("ate_milestone.delivered", "2024-06-03", 1),
        ("ate_milestone.returned", "2024-06-10", 1),
        ("ate_milestone.delivered", "2024-06-14", 2),
        ("ate_contract.payment_made", "2024-06-20", 1),
    ]
    assert {step["source"]["kind"] for step in steps} == {"file"}
    assert steps[5]["text"] == "Incompleto"


def test_a_contract_that_is_only_tendered_has_a_story(contracts: Ledger) -> None:
    assert [step["step"] for step in story(contracts, "C-9")] == [
        "ate_contract.need_stated",
        "ate_tender.terms_approved",
    ]


def test_stories_of_many_contracts_are_read_by_one_statement(contracts: Ledger) -> None:
    one = contracts.ask("{ ateContracts(first: 1) { nodes { story { step } } } }")
    all_ = contracts.ask("{ ateContracts { nodes { story { step } } } }")
    assert one.statements == all_.statements


def test_a_contract_shows_what_was_invoiced_beside_the_rest(contracts: Ledger) -> None:
    fields = "committed approved invoiced paid"
    found = contracts.data(f'{{ ateContract(contract: "C-1") {{ {fields} }} }}')["ateContract"]
    assert found == {"committed": 1_000, "approved": 300, "invoiced": 300, "paid": 300}


def test_reviews_and_corrections_are_due_in_business_days_of_the_chilean_calendar(
    contracts: Ledger,
) -> None:
    """Of June 2024 the 20th, day of the indigenous peoples, is no business day."""
    (first, second) = contracts.data(
        '{ ateContract(contract: "C-2") { milestones { returnedOn reviewDue correctionDue } } }'
    )["ateContract"]["milestones"]
    assert first == {
        "returnedOn": "2024-06-10",
        "reviewDue": "2024-06-17",
        "correctionDue": "2024-06-17",
    }
    assert (second["reviewDue"], second["correctionDue"]) == ("2024-07-01", None)


DELIVERABLES = """query ($on: Date!) { ateProvider(rut: "%s") { deliverables(on: $on) { nodes {
    contract milestone standing reviewDue correctionDue paid unpaid } } } }"""


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2024-03-14", []),
        ("2024-03-20", ["PENDING", "PENDING"]),
        ("2024-06-04", ["IN_REVIEW", "PENDING"]),
        ("2024-06-12", ["RETURNED", "PENDING"]),
        ("2024-06-14", ["RETURNED", "IN_REVIEW"]),
    ],
)
def test_deliverables_are_shown_as_they_stood_on_a_day(
    contracts: Ledger, on: str, expected: list[str]
) -> None:
    nodes = contracts.data(DELIVERABLES % ATE, on=on)["ateProvider"]["deliverables"]["nodes"]
    assert [node["standing"] for node in nodes if node["contract"] == "C-2"] == expected


def test_a_report_that_nobody_hands_in_is_overdue_and_a_payment_counts_from_its_day(
    contracts: Ledger,
) -> None:
    nodes = contracts.data(DELIVERABLES % ATE, on="2024-06-29")["ateProvider"]["deliverables"]
    found = {(node["contract"], node["milestone"]): node for node in nodes["nodes"]}
    assert found["C-1", 1]["standing"] == "APPROVED"
    assert found["C-1", 2]["standing"] == "OVERDUE"
    assert (found["C-1", 1]["paid"], found["C-1", 1]["unpaid"]) == (300, 0)
    assert (found["C-2", 1]["paid"], found["C-2", 1]["unpaid"]) == (100, 300)
    assert found["C-2", 1]["correctionDue"] == "2024-06-17"


PAYMENTS = """{ atePayments { nodes { contract certifiedAtAward certifiedWhenPaid competed announced
    afterDelivery afterApproval } } }"""


def test_what_stands_behind_each_payment(contracts: Ledger) -> None:
    decided, filed = (tuple(n.values()) for n in contracts.data(PAYMENTS)["atePayments"]["nodes"])
    assert decided == ("C-1", True, True, True, True, True, True)
    assert filed == ("C-2", True, True, True, False, True, False)


SPAN = 40
FIRST = date(2024, 1, 1)
days = st.integers(0, SPAN).map(lambda n: FIRST + timedelta(days=n))
perhaps = st.none() | days


@st.composite
def entries(draw: st.DrawFn) -> list[Event]:
    """What files say of an adviser, each step in a stream of its own."""
    said: list[Event] = [
        certificate(occurred_on=day, valid_until=draw(perhaps))
        for day in draw(st.lists(days, max_size=2, unique=True))
    ]
    if draw(st.booleans()):
        said.append(
            AteProviderSuspended(occurred_on=draw(days), ate=ATE, until=draw(perhaps), reason="x")
        )
    if draw(st.booleans()):
        said.append(AteProviderRemoved(occurred_on=draw(days), ate=ATE, reason="x"))
    if draw(st.booleans()):
        said.append(AteProviderReinstated(occurred_on=draw(days), ate=ATE))
    return sorted(said, key=lambda each: each.occurred_on)


STATUS = """query ($on: Date!) { ateProvider(rut: "%s") {
    statusOn(on: $on) { standing certified since until reason } } }"""


@pytest.fixture(scope="module")
def registry(postgres: Server, folded_template: str) -> Iterator[Ledger]:
    with postgres.fresh_database(folded_template) as conninfo:
        yield Ledger(conninfo)


@settings(max_examples=15, deadline=None)
@given(said=entries(), on=days)
def test_an_adviser_is_certified_exactly_when_its_decider_says_so(
    registry: Ledger, said: list[Event], on: date
) -> None:
    """Of each example a new adviser; what happened by the day counts."""
    rut = Rut.from_number(20_000_000 + next(_keys))
    renamed: list[Any] = [each.model_copy(update={"ate": rut}) for each in said]
    applied = AteProviderApplied.model_validate(
        {
            "occurred_on": FIRST,
            "ate": rut,
            "name": "X",
            "provider_kind": "natural",
        }
    )
    registry.record(applied, facts.contract(f"P-{rut}", 1, ate=rut), *renamed)
    decider = AteProviderDecider()
    begun = decider.initial(AteProviderKey(ate=rut))
    state = decider.fold(begun, [each for each in said if each.occurred_on <= on])
    found = registry.data(STATUS % rut, on=on.isoformat())["ateProvider"]["statusOn"]
    assert found["certified"] == state.is_certified(on)


def test_the_standing_of_an_adviser_on_any_day(registry: Ledger) -> None:
    registry.record(
        facts.contract("C-7", 1, ate=ATE),
        certificate(occurred_on=date(2023, 1, 2), valid_until=date(2026, 1, 1)),
        AteProviderSuspended(
            occurred_on=date(2024, 2, 1), ate=ATE, until=date(2024, 3, 1), reason="Deudas"
        ),
        AteProviderRemoved(occurred_on=date(2024, 6, 3), ate=ATE, reason="Dos deficientes"),
        AteProviderReinstated(occurred_on=date(2025, 1, 6), ate=ATE),
    )
    expected = {
        "2022-12-31": ("UNLISTED", False, None, None, None),
        "2023-01-02": ("CERTIFIED", True, "2023-01-02", "2026-01-01", None),
        "2024-03-01": ("SUSPENDED", False, "2024-02-01", "2024-03-01", "Deudas"),
        "2024-03-02": ("CERTIFIED", True, "2023-01-02", "2026-01-01", None),
        "2024-06-03": ("REMOVED", False, "2024-06-03", None, "Dos deficientes"),
        "2025-01-06": ("REINSTATED", True, "2025-01-06", "2026-01-01", None),
        "2026-01-02": ("EXPIRED", False, "2026-01-02", None, None),
    }
    for on, standing in expected.items():
        found = registry.data(STATUS % ATE, on=on)["ateProvider"]["statusOn"]
        assert tuple(found.values()) == standing, on


def test_the_standings_of_many_advisers_are_read_by_one_statement(registry: Ledger) -> None:
    fields = 'statusOn(on: "2024-01-20") { standing } deliverables(on: "2024-01-20") { totalCount }'
    registry.record(*(facts.contract(f"M-{rut}", 1, ate=rut) for rut in (facts.OTHER, ATE)))
    one = registry.ask(f"{{ ateProviders(first: 1) {{ nodes {{ {fields} }} }} }}")
    all_ = registry.ask(f"{{ ateProviders {{ nodes {{ {fields} }} }} }}")
    assert all_.data is not None
    assert len(all_.data["ateProviders"]["nodes"]) > 1
    assert one.statements == all_.statements
