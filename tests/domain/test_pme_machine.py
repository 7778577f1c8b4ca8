"""Every command on a plan in every state: only legal ones pass, and nothing else.

What is legal is said here a second time, as a plain table.
"""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.domain.pme import (
    COMMANDS,
    DECIDER,
    KEY,
    PLANNED,
    WRITTEN,
    refused,
    said,
    when,
)

from sep_domain.events.base import Event
from sep_domain.events.education.pme import (
    PmePresented,
)
from sep_domain.pme.rules import ORDER
from sep_domain.pme.state import PmeState


class Pme(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = []
        self.written: set[str] = set()
        self.drafts: set[str] = set()
        self.planned: set[str] = set()
        self.dropping: set[str] = set()
        self.presented = False
        self.modifying = False
        self.judged: set[int] = set()

    @initialize(begun=st.booleans())
    def perhaps_written(self, begun: bool) -> None:
        for name in WRITTEN[:3] if begun else ():
            self.write(name)

    def _state(self) -> PmeState:
        return DECIDER.fold(DECIDER.initial(KEY), self.log)

    def _editable(self) -> bool:
        return not self.presented or self.modifying

    def _in_turn(self, name: str) -> bool:
        """The order, as a table."""
        begun = self.presented or "diagnose" in self.written
        objective, goal = ("set-objective" in self.written, "set-goal" in self.written)
        return {
            "diagnose": self._editable(),
            "set-objective": self._editable() and begun,
            "set-goal": self._editable() and begun and objective,
            "draft-action": self._editable() and begun and objective and goal,
            "drop-action": self._editable() and begun and (self.presented or bool(self.drafts)),
            "present": self._editable() and begun and (self.presented or bool(self.drafts)),
            "modify": self.presented and not self.modifying,
            "report-execution": self.presented,
            "evaluate": self.presented,
        }[name]

    def _ask(self, name: str, legal: bool, **changes: Any) -> None:
        """A command passes exactly where it is legal; refused, it leaves nothing."""
        before, state = list(self.log), self._state()
        if legal:
            self.log += when(state, name, **changes)
            return
        refused(state, name, **changes)
        assert (self.log, self._state()) == (before, state)

    @rule(name=st.sampled_from(["diagnose", "set-objective", "set-goal"]))
    def write(self, name: str) -> None:
        legal = self._in_turn(name)
        self._ask(name, legal)
        if legal:
            self.written.add(name)

    @rule(action=st.sampled_from(["A1", "A2"]), year=st.integers(2023, 2028))
    def draft(self, action: str, year: int) -> None:
        legal = self._in_turn("draft-action") and 2024 <= year <= 2027
        self._ask("draft-action", legal, action=action, year=year)
        if legal:
            self.drafts.add(f"{year}/{action}")
            self.dropping.discard(f"{year}/{action}")

    @rule(action=st.sampled_from(["A1", "A2"]), year=st.integers(2023, 2028))
    def drop(self, action: str, year: int) -> None:
        key = f"{year}/{action}"
        there = key in self.drafts | self.planned and key not in self.dropping
        legal = self._in_turn("drop-action") and there and year not in self.judged
        self._ask("drop-action", legal, action=action, year=year)
        if legal:
            self.drafts.discard(key)
            self.dropping |= {key} & self.planned

    @rule()
    def present(self) -> None:
        legal = self._in_turn("present")
        before = len(self.log)
        self._ask("present", legal)
        if legal:
            assert len(self.log) - before == len(self.drafts) + len(self.dropping) + 1
            self.planned = (self.planned | self.drafts) - self.dropping
            self.drafts, self.dropping = set(), set()
            self.presented, self.modifying = True, False

    @rule()
    def modify(self) -> None:
        legal = self._in_turn("modify")
        self._ask("modify", legal)
        self.modifying = self.modifying or legal

    @rule(action=st.sampled_from(["A1", "A2"]), year=st.integers(2023, 2028))
    def report(self, action: str, year: int) -> None:
        known = f"{year}/{action}" in self.planned and year not in self.judged
        legal = self._in_turn("report-execution") and known
        self._ask("report-execution", legal, action=action, year=year)

    @rule(year=st.integers(2023, 2028))
    def evaluate(self, year: int) -> None:
        legal = self._in_turn("evaluate") and 2024 <= year <= 2027 and year not in self.judged
        self._ask("evaluate", legal, year=year)
        if legal:
            self.judged.add(year)

    @rule()
    def a_file_presents(self) -> None:
        self.log.append(said(PmePresented))
        self.presented, self.modifying = True, False

    @rule()
    def a_file_plans(self) -> None:
        self.log.append(PLANNED)
        self.planned.add("2024/A1")
        self.drafts.discard("2024/A1")
        self.dropping.discard("2024/A1")

    @invariant()
    def a_replay_gives_the_same_state(self) -> None:
        half = len(self.log) // 2
        first = DECIDER.fold(DECIDER.initial(KEY), self.log[:half])
        assert DECIDER.fold(first, self.log[half:]) == self._state()

    @invariant()
    def what_is_allowed_is_what_the_table_says(self) -> None:
        expected = {name for name in COMMANDS if self._in_turn(name)}
        assert set(ORDER.allowed(self._state())) == expected


TestPme = Pme.TestCase
TestPme.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
