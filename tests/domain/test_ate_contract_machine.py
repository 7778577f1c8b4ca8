"""Every command on an advice contract in every state: only legal ones pass, and nothing else.

What is legal is said here a second time: as a table of what must and must not be done for the
contract as a whole, and for each milestone by how far it got.
"""

from datetime import date
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.domain.ate import (
    ATE,
    CONTRACT,
    CONTRACTS,
    RIVAL,
    certificate,
    command,
    instalment,
)

from sep_domain.ate.contract.rules import ORDER
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.purchasing.ate import ContractPaymentMade
from sep_domain.events.purchasing.ate_milestones import MilestoneApproved, MilestoneDelivered

LAST = date(2025, 12, 31)
"""Late enough for every command, so that only the order is at stake."""

NEEDED = date(2024, 1, 2)
BIDDING = date(2024, 1, 20)
"""While bids are received."""

NEEDS: dict[str, set[str]] = {
    "approve-terms": {"need"},
    "invoke-exception": {"need"},
    "announce": {"terms"},
    "receive-bid": {"announced", "competing"},
    "evaluate-bid": {"announced", "competing"},
    "declare-void": {"announced", "competing"},
    "award": {"announced"},
    "sign": {"need", "awarded"},
    "start": {"signed"},
    "terminate": {"signed"},
    "evaluate": {"signed", "ended"},
}
BARRED_BY: dict[str, set[str]] = {
    "state-need": {"signed", "need"},
    "approve-terms": {"signed", "terms", "announced"},
    "invoke-exception": {"signed", "terms", "announced"},
    "announce": {"signed", "announced"},
    "receive-bid": {"signed", "awarded"},
    "evaluate-bid": {"signed", "awarded"},
    "declare-void": {"signed", "awarded"},
    "award": {"signed", "awarded"},
    "sign": {"signed"},
    "start": {"started", "ended"},
    "terminate": {"ended"},
    "evaluate": {"evaluated"},
}
STEP_OF = {
    "state-need": "need",
    "announce": "announced",
    "sign": "signed",
    "start": "started",
    "terminate": "ended",
    "evaluate": "evaluated",
}
MILESTONES = st.integers(1, 4)
ADVISERS = st.sampled_from([ATE, RIVAL])


class Report:
    """What the model knows of one milestone."""

    def __init__(self) -> None:
        self.amount: int | None = None
        self.in_review = False
        self.approved = False
        self.invoiced: int | None = None
        self.paid = 0

    @property
    def agreed(self) -> bool:
        return self.amount is not None


class Contract(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = [certificate(), certificate(ate=RIVAL)]
        self.done: set[str] = set()
        self.tenders = 0
        self.bids: dict[str, int | None] = {}
        self.amount = 0
        self.reports: dict[int, Report] = {}
        self.numbers: set[int] = set()

    def _ask(self, name: str, legal: bool, **changes: Any) -> None:
        """A command passes exactly where it is legal; refused, it leaves nothing."""
        state = CONTRACTS.fold(CONTRACTS.initial(CONTRACT), self.log)
        asked = command(name, **{"occurred_on": LAST, **changes})
        if not legal:
            with pytest.raises(RefusedError):
                CONTRACTS.decide(state, asked)
            return
        self.log += CONTRACTS.decide(state, asked)
        assert name in ORDER.allowed(state)

    def _in_turn(self, name: str) -> bool:
        return NEEDS.get(name, set()) <= self.done and not BARRED_BY[name] & self.done

    @initialize(far=st.integers(0, 3))
    def begin(self, far: int) -> None:
        """At nothing, at an award by exception, at a contract that has started, or at two bids."""
        if far > 0:
            self.step(name="state-need")
        if far == 3:
            self.open_a_tender(name="approve-terms")
            self.announce()
            self.receive_bid(ate=ATE)
            self.receive_bid(ate=RIVAL)
        elif far > 0:
            self.open_a_tender(name="invoke-exception")
            self.award(ate=ATE)
        if far == 2:
            self.sign(off_by=0, last=700)
            self.step(name="start")

    @rule(name=st.sampled_from(["state-need", "start", "terminate", "evaluate"]))
    def step(self, name: str) -> None:
        legal = self._in_turn(name)
        self._ask(name, legal, occurred_on=NEEDED if name == "state-need" else LAST)
        if legal:
            self.done.add(STEP_OF[name])

    @rule(name=st.sampled_from(["approve-terms", "invoke-exception"]))
    def open_a_tender(self, name: str) -> None:
        legal = self._in_turn(name)
        early = {"occurred_on": date(2024, 1, 8)}
        self._ask(name, legal, tender=f"T-{self.tenders}", **early)
        if legal:
            self.tenders += 1
            opened = {"competing"} if name == "approve-terms" else {"announced"}
            self.done |= {"terms", *opened}

    @rule()
    def announce(self) -> None:
        legal = self._in_turn("announce")
        self._ask("announce", legal, occurred_on=date(2024, 1, 10))
        if legal:
            self.done.add("announced")

    @rule(ate=ADVISERS)
    def receive_bid(self, ate: str) -> None:
        legal = self._in_turn("receive-bid") and ate not in self.bids
        self._ask("receive-bid", legal, ate=ate, occurred_on=BIDDING)
        if legal:
            self.bids[ate] = None

    @rule(ate=ADVISERS, points=st.integers(0, 2))
    def evaluate_bid(self, ate: str, points: int) -> None:
        legal = self._in_turn("evaluate-bid") and self.bids.get(ate, points) is None
        scores = [{"criterion": "precio", "points": points}, {"criterion": "equipo", "points": 0}]
        self._ask("evaluate-bid", legal, ate=ate, scores=scores)
        if legal:
            self.bids[ate] = points

    @rule()
    def declare_void(self) -> None:
        legal = self._in_turn("declare-void")
        self._ask("declare-void", legal)
        if legal:
            self.done -= {"terms", "competing", "announced"}
            self.bids = {}

    @rule(ate=ADVISERS)
    def award(self, ate: str) -> None:
        judged = [points for points in self.bids.values() if points is not None]
        best = bool(judged) and self.bids.get(ate) == max(judged)
        won = "competing" not in self.done or (best and len(judged) == len(self.bids))
        legal = self._in_turn("award") and won
        self._ask("award", legal, ate=ate)
        if legal:
            self.done.add("awarded")

    @rule(off_by=st.sampled_from([0, 0, 1]), last=st.sampled_from([700, 200, 199]))
    def sign(self, off_by: int, last: int) -> None:
        legal = self._in_turn("sign") and not off_by and last >= 200
        first = 1_000 - last + off_by
        instalments = [instalment("inicio", first), instalment("final", last)]
        self._ask("sign", legal, instalments=instalments)
        if legal:
            self.done.add("signed")
            self.amount = 1_000
            for number, amount in ((1, first), (2, last)):
                self._named(number).amount = amount

    def _report(self, number: int) -> Report:
        return self.reports.get(number, Report())

    def _named(self, number: int) -> Report:
        self.numbers.add(number)
        return self.reports.setdefault(number, Report())

    @rule(number=MILESTONES)
    def deliver(self, number: int) -> None:
        report = self._report(number)
        free = report.agreed and not report.in_review and not report.approved
        legal = {"signed", "started"} <= self.done and "ended" not in self.done and free
        self._ask("deliver", legal, milestone=number)
        if legal:
            report.in_review = True

    @rule(number=MILESTONES)
    def send_back(self, number: int) -> None:
        report = self._report(number)
        legal = report.agreed and report.in_review and "ended" not in self.done
        self._ask("return", legal, milestone=number)
        if legal:
            report.in_review = False

    @rule(number=MILESTONES)
    def approve(self, number: int) -> None:
        report = self._report(number)
        legal = report.agreed and report.in_review
        self._ask("approve", legal, milestone=number)
        if legal:
            report.in_review, report.approved = False, True

    @rule(number=MILESTONES, amount=st.sampled_from([1, 100, 300, 800, 1_000]))
    def invoice(self, number: int, amount: int) -> None:
        report = self._report(number)
        legal = report.approved and report.invoiced is None and amount <= (report.amount or 0)
        self._ask("invoice", legal, milestone=number, amount=amount)
        if legal:
            report.invoiced = amount

    @rule(number=MILESTONES, amount=st.sampled_from([1, 50, 100, 300, 800]))
    def pay(self, number: int, amount: int) -> None:
        report = self._report(number)
        legal = report.approved and report.paid + amount <= (report.invoiced or 0)
        self._ask("pay", legal, milestone=number, amount=amount)
        if legal:
            report.paid += amount

    @rule(added=st.sampled_from([0, 100]), drops=st.sampled_from([[], [1], [3]]))
    def amend(self, added: int, drops: list[int]) -> None:
        reports = [self._report(number) for number in drops]
        droppable = all(each.agreed and not each.approved and not each.paid for each in reports)
        amount = self.amount + added - sum(each.amount or 0 for each in reports)
        in_turn = "signed" in self.done and "ended" not in self.done
        room = not added or max(self.numbers, default=0) < 24
        legal = in_turn and droppable and bool(added or drops) and room
        legal = legal and 5 * self._final(added, drops) >= amount
        adds = [instalment("final", added)] if added else []
        self._ask("amend", legal, amount=max(amount, 1), adds=adds, cancels=drops)
        if legal:
            self._amended(added, drops, amount)

    def _final(self, added: int, drops: list[int]) -> int:
        """What final reports pay, which are all but number 1."""
        kept = [
            each.amount or 0 for number, each in self.reports.items() if number not in {1, *drops}
        ]
        return sum(kept) + added

    def _amended(self, added: int, drops: list[int], amount: int) -> None:
        self.amount = amount
        for number in drops:
            del self.reports[number]
        if added:
            self._named(max(self.numbers) + 1).amount = added

    @rule()
    def end(self) -> None:
        open_now = {"signed", "started"} <= self.done and "ended" not in self.done
        legal = open_now and all(each.approved for each in self.reports.values() if each.agreed)
        self._ask("end", legal)
        if legal:
            self.done.add("ended")

    @rule(number=st.integers(1, 2), amount=st.sampled_from([50, 5_000]))
    def a_file_says_it_was_paid(self, number: int, amount: int) -> None:
        """Approved or not, it stands, and what is left to pay is less."""
        payment = 1 + max(
            (each.payment for each in self.log if isinstance(each, ContractPaymentMade)), default=0
        )
        self.log.append(
            ContractPaymentMade.model_validate(
                {
                    "occurred_on": date(2024, 3, 5),
                    "contract": "C-1",
                    "payment": payment,
                    "milestone": number,
                    "amount": amount,
                    "subvencion": "SEP",
                }
            )
        )
        self.reports.setdefault(number, Report()).paid += amount

    @rule(number=st.integers(1, 2))
    def a_file_says_it_was_approved(self, number: int) -> None:
        about = {"occurred_on": date(2024, 3, 5), "contract": "C-1", "milestone": number}
        self.log += [
            MilestoneDelivered.model_validate(about),
            MilestoneApproved.model_validate(about),
        ]
        report = self._named(number)
        report.in_review, report.approved = False, True

    @invariant()
    def a_replay_gives_the_same_state(self) -> None:
        whole = CONTRACTS.fold(CONTRACTS.initial(CONTRACT), self.log)
        half = len(self.log) // 2
        first = CONTRACTS.fold(CONTRACTS.initial(CONTRACT), self.log[:half])
        assert CONTRACTS.fold(first, self.log[half:]) == whole

    @invariant()
    def instalments_add_up_to_the_contract(self) -> None:
        state = CONTRACTS.fold(CONTRACTS.initial(CONTRACT), self.log)
        total = sum(each.amount or 0 for each in state.agreed.values())
        assert total == (state.signed.amount if state.signed else 0) == self.amount

    @invariant()
    def what_was_paid_is_what_the_model_paid(self) -> None:
        state = CONTRACTS.fold(CONTRACTS.initial(CONTRACT), self.log)
        for number, report in self.reports.items():
            assert state.paid(number) == report.paid


TestContract = Contract.TestCase
TestContract.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
