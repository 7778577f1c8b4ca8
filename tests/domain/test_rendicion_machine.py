"""Every command in every state: only legal ones pass, and a replay gives the same state.

What is legal is said here a second time, as a plain table of what must be and must not be done.
"""

from datetime import date
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.domain.rendiciones import (
    COMMON,
    DECIDER,
    INVOICE,
    KEY,
    OTHER,
    command,
    document,
)

from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.funds.rendicion import (
    Allocation,
    RendicionClosed,
    RendicionConsejoInformed,
    RendicionPresented,
    RendicionSigned,
)
from sep_domain.rendicion.rules import ORDER

LAST = date(2025, 12, 31)
"""Late enough for every command, so that only the order is at stake."""

STEP_OF = {
    "inform-consejo": "informed",
    "sign": "signed",
    "declare-payroll": "payroll",
    "declare-books": "books",
    "accredit-balances": "accredited",
    "declare": "declared",
    "present": "presented",
    "close": "closed",
    "extend": "extended",
}
NEEDS: dict[str, set[str]] = {
    "sign": {"informed"},
    "declare-books": {"payroll"},
    "accredit-balances": {"books"},
    "declare": {"accredited", "informed", "signed"},
    "present": {"declared"},
    "close": {"presented"},
    "review": {"presented"},
}
BARRED_BY: dict[str, set[str]] = {
    "inform-consejo": {"closed", "informed"},
    "sign": {"closed", "signed"},
    "declare-payroll": {"closed", "presented", "declared", "books"},
    "declare-books": {"closed", "presented", "declared", "accredited"},
    "accredit-balances": {"closed", "presented", "declared"},
    "declare": {"closed", "presented", "declared"},
    "present": {"closed", "presented"},
    "close": {"closed"},
    "extend": {"closed", "presented", "extended"},
    "review": set(),
}
BY_FILE: dict[str, type[Event]] = {
    "informed": RendicionConsejoInformed,
    "signed": RendicionSigned,
    "presented": RendicionPresented,
    "closed": RendicionClosed,
}
ALLOCATIONS = st.sampled_from([INVOICE, OTHER])


class Account:
    """What the model knows of one allocation."""

    def __init__(self) -> None:
        self.amount: int | None = None
        self.observed = False
        self.outcome: tuple[int, int] | None = None
        self.kept = 0
        """What stays rejected whatever the sostenedor makes of it."""

    def changed(self, amount: int) -> None:
        """By the sostenedor: what was rejected stays, the rest is to be decided again."""
        self.kept = self.outcome[1] if self.outcome else self.kept
        self.amount, self.outcome = amount, None


class Rendicion(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = []
        self.done: set[str] = set()
        self.accounts = {INVOICE: Account(), OTHER: Account()}

    def _ask(self, name: str, legal: bool, **changes: Any) -> None:
        """A command passes exactly where it is legal; refused, it leaves nothing."""
        about = changes.get("allocation")
        state = DECIDER.fold(DECIDER.initial(KEY), self._seen(about))
        asked = command(name, **{"occurred_on": LAST, **changes})
        if not legal:
            with pytest.raises(RefusedError):
                DECIDER.decide(state, asked)
            return
        self.log += DECIDER.decide(state, asked)
        assert name in ORDER.allowed(state)

    def _seen(self, about: Allocation | None) -> list[Event]:
        """As the streams are read: of the documents only the one that the command is about."""
        declared = self.accounts[about] if about else None
        first = [document(100, about)] if about and declared and declared.amount is not None else []
        return [*first, *self.log]

    @rule(name=st.sampled_from(sorted(STEP_OF)))
    def step(self, name: str) -> None:
        legal = NEEDS.get(name, set()) <= self.done and not BARRED_BY[name] & self.done
        self._ask(name, legal)
        if legal:
            self.done.add(STEP_OF[name])

    @rule(step=st.sampled_from(sorted(BY_FILE)))
    def a_file_says(self, step: str) -> None:
        fact = BY_FILE[step].model_validate({**COMMON, "occurred_on": date(2025, 3, 1)})
        self.log.append(fact)
        self.done.add(step)

    @rule(about=ALLOCATIONS)
    def a_file_declares(self, about: Allocation) -> None:
        account = self.accounts[about]
        if account.amount is None:
            account.amount = 100

    @rule(about=ALLOCATIONS, amount=st.integers(0, 150))
    def observe(self, about: Allocation, amount: int) -> None:
        account = self.accounts[about]
        legal = (
            "presented" in self.done
            and account.amount is not None
            and not account.observed
            and amount <= account.amount
        )
        self._ask("observe-allocation", legal, allocation=about, amount=amount)
        if legal:
            account.observed, account.outcome, account.kept = True, None, 0

    @rule(
        about=ALLOCATIONS,
        name=st.sampled_from(["correct-allocation", "rectify"]),
        amount=st.integers(0, 150),
    )
    def modify(self, about: Allocation, name: str, amount: int) -> None:
        account = self.accounts[about]
        in_turn = account.observed if name == "correct-allocation" else "closed" in self.done
        legal = in_turn and account.amount is not None and amount != account.amount
        self._ask(name, legal, allocation=about, correction="modificar", amount=amount)
        if legal:
            account.changed(amount)

    @rule(about=ALLOCATIONS, amount=st.integers(0, 150), outside=st.booleans())
    def move(self, about: Allocation, amount: int, outside: bool) -> None:
        account = self.accounts[about]
        legal = account.observed and account.amount is not None and 0 < amount <= account.amount
        to = {"to_rbd": 2} if outside else {"to_subvencion": "PIE"}
        self._ask(
            "correct-allocation",
            legal,
            allocation=about,
            correction="reimputar",
            amount=amount,
            **to,
        )
        if legal:
            account.changed((account.amount or 0) - amount)

    @rule(about=ALLOCATIONS, accepted=st.integers(0, 150), balanced=st.booleans())
    def resolve(self, about: Allocation, accepted: int, balanced: bool) -> None:
        account = self.accounts[about]
        rejected = max((account.amount or 0) - accepted, 0) if balanced else 7
        legal = (
            "presented" in self.done
            and account.amount == accepted + rejected
            and account.outcome is None
        )
        changes = {"allocation": about, "accepted": accepted, "rejected": rejected}
        self._ask("resolve-allocation", legal, **changes)
        if legal:
            account.observed, account.outcome, account.kept = False, (accepted, rejected), 0

    @precondition(lambda self: "presented" in self.done)
    @rule(off_by=st.sampled_from([0, 0, 1, -1]))
    def review(self, off_by: int) -> None:
        outcomes = [each.outcome for each in self.accounts.values() if each.outcome]
        resolved = sum(accepted for accepted, _ in outcomes)
        accepted = max(resolved + off_by, 0)
        rejected = sum(rejected for _, rejected in outcomes)
        rejected += sum(each.kept for each in self.accounts.values())
        pending = any(each.observed for each in self.accounts.values())
        legal = not pending and accepted >= resolved
        self._ask("review", legal, accepted=accepted, rejected=rejected)
        if legal:
            for each in self.accounts.values():
                each.kept = 0

    @invariant()
    def a_replay_gives_the_same_state(self) -> None:
        whole = DECIDER.fold(DECIDER.initial(KEY), self.log)
        half = len(self.log) // 2
        again = DECIDER.fold(DECIDER.fold(DECIDER.initial(KEY), self.log[:half]), self.log[half:])
        assert whole == again

    @invariant()
    def what_is_allowed_is_what_the_table_says(self) -> None:
        state = DECIDER.fold(DECIDER.initial(KEY), self.log)
        expected = {
            name
            for name in STEP_OF
            if NEEDS.get(name, set()) <= self.done and not BARRED_BY[name] & self.done
        }
        assert set(ORDER.allowed(state)) & set(STEP_OF) == expected


TestRendicion = Rendicion.TestCase
TestRendicion.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
