"""Every command on a convenio in every state: only legal ones pass, and nothing else.

What is legal is said here a second time, as a plain table.
"""

from datetime import date
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.domain.convenio import (
    COMMANDS,
    DAEM,
    DECIDER,
    FACTS,
    KEY,
    LATEST_EXTENSION,
    LATEST_NOTICE,
    SLEP,
    TO,
    command,
)

from sep_domain.convenio.rules import ORDER
from sep_domain.convenio.state import ConvenioState
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.values.identifiers import Rut

NEEDS: dict[str, set[str]] = {
    "sign": {"requested"},
    "request-renewal": {"signed"},
    "extend": {"signed", "asked"},
    "renew": {"signed", "asked"},
    "refuse-renewal": {"signed", "asked"},
    "expire": {"signed"},
    "renounce": {"signed"},
    "transfer": {"signed"},
    "settle": {"ended"},
    "present-saldo-plan": {"signed"},
    "execute-saldo-plan": {"planned"},
}
OVER = {"renewed", "ended", "settled"}
BARRED_BY: dict[str, set[str]] = {
    "request": {"requested", "signed", "ended", "settled"},
    "sign": {"signed", "ended", "settled"},
    "request-renewal": {"asked", *OVER},
    "extend": OVER,
    "renew": OVER,
    "refuse-renewal": OVER,
    "expire": {"asked", *OVER},
    "renounce": OVER,
    "transfer": set(),
    "settle": {"renewed"},
    "present-saldo-plan": {"renewed", "planned"},
    "execute-saldo-plan": set(),
}
STEP_OF = {
    "request": "requested",
    "sign": "signed",
    "request-renewal": "asked",
    "renew": "renewed",
    "refuse-renewal": "ended",
    "expire": "ended",
    "renounce": "ended",
    "settle": "settled",
    "present-saldo-plan": "planned",
    "execute-saldo-plan": "executed",
}
IN_TIME: dict[str, Any] = {
    "request": {"occurred_on": date(2019, 8, 20)},
    "sign": {"occurred_on": date(2020, 2, 3)},
    "request-renewal": {"occurred_on": LATEST_NOTICE},
    "extend": {"occurred_on": TO},
    "renew": {"occurred_on": date(2026, 1, 1)},
    "refuse-renewal": {"occurred_on": TO},
    "expire": {"occurred_on": TO},
    "renounce": {"occurred_on": TO},
    "transfer": {"occurred_on": date(2026, 1, 1)},
    "settle": {"occurred_on": date(2026, 1, 1)},
    "present-saldo-plan": {"occurred_on": date(2026, 4, 15)},
    "execute-saldo-plan": {"occurred_on": date(2026, 8, 31)},
}
"""Days that are never too early nor too late, so that only the order is at stake."""


class Convenio(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = []
        self.done: set[str] = set()
        self.last_day = TO
        self.asked_in_time = False
        self.holder: Rut | None = None

    def _state(self) -> ConvenioState:
        return DECIDER.fold(DECIDER.initial(KEY), self.log)

    def _in_turn(self, name: str) -> bool:
        return NEEDS.get(name, set()) <= self.done and not BARRED_BY[name] & self.done

    def _ask(self, name: str, legal: bool, **changes: Any) -> None:
        """A command passes exactly where it is legal; refused, it leaves nothing."""
        asked = command(name, **IN_TIME[name], **changes)
        before, state = list(self.log), self._state()
        if not legal:
            with pytest.raises(RefusedError):
                DECIDER.decide(state, asked)
            assert self.log == before
            assert self._state() == state
            return
        self.log += DECIDER.decide(state, asked)
        if step := STEP_OF.get(name):
            self.done.add(step)

    @rule(name=st.sampled_from(sorted(STEP_OF)))
    def step(self, name: str) -> None:
        legal = self._in_turn(name)
        self._ask(name, legal)
        if legal and name in ("request", "sign"):
            self.holder = self.holder or DAEM
        self.asked_in_time |= legal and name == "request-renewal"

    @rule(until=st.dates(date(2024, 1, 1), date(2025, 12, 31)))
    def extend(self, until: date) -> None:
        legal = self._in_turn("extend") and self.last_day < until <= LATEST_EXTENSION
        self._ask("extend", legal, until=until)
        if legal:
            self.last_day = until

    @rule(to=st.sampled_from([DAEM, SLEP]))
    def transfer(self, to: Rut) -> None:
        legal = self._in_turn("transfer") and to != self.holder
        self._ask("transfer", legal, sostenedor=to)
        if legal:
            self.holder = to

    @rule(step=st.sampled_from(sorted(FACTS)))
    def a_file_says(self, step: str) -> None:
        self.log.append(FACTS[step])
        self.done.add(step)
        if step in ("requested", "signed"):
            self.holder = self.holder or DAEM

    @invariant()
    def a_replay_gives_the_same_state(self) -> None:
        half = len(self.log) // 2
        first = DECIDER.fold(DECIDER.initial(KEY), self.log[:half])
        assert DECIDER.fold(first, self.log[half:]) == self._state()

    @invariant()
    def what_is_allowed_is_what_the_table_says(self) -> None:
        assert set(ORDER.allowed(self._state())) == {
            name for name in COMMANDS if self._in_turn(name)
        }

    @invariant()
    def who_holds_it_and_until_when(self) -> None:
        state = self._state()
        assert state.current_sostenedor == self.holder
        assert "signed" not in self.done or state.last_day == self._last_day(state)

    def _last_day(self, state: ConvenioState) -> date:
        """As stated, or as the law extends what was asked for in time."""
        decided = [day for day in (state.renewed_on, state.ended_on) if day is not None]
        if not self.asked_in_time or (self.last_day > TO and not decided):
            return self.last_day
        return max(self.last_day, min([LATEST_EXTENSION, *decided]))


TestConvenio = Convenio.TestCase
TestConvenio.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
