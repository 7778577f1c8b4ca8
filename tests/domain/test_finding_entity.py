"""A finding is opened, answered, judged and closed; nothing is answered that nobody asked."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import ValidationError

from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.findings import (
    FindingAccepted,
    FindingAnswered,
    FindingClosed,
    FindingEscalated,
    FindingOpened,
    FindingRejected,
    FindingSubject,
    FindingWithdrawn,
)
from sep_domain.finding import commands as ask
from sep_domain.finding.decider import FindingDecider
from sep_domain.finding.rules import ORDER
from sep_domain.finding.state import FindingKey, FindingState
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

KEY = FindingKey(finding=UUID(int=7))
DECIDER = FindingDecider()
COMMANDS: dict[str, Any] = {command.NAME: command for command in ask.FindingCommand.__args__}
DAY = date(2025, 6, 2)
COMMON: dict[str, Any] = {"occurred_on": DAY, "finding": KEY.finding}
REPORT = {
    "sha256": "ab" * 32,
    "size": 184_320,
    "media_type": "application/pdf",
    "title": "Informe",
    "kind": "informe",
}

CONTENT: dict[str, dict[str, Any]] = {
    "open": {
        "subject_kind": "event",
        "subject": "144788",
        "rule": "RF06",
        "rbd": 1,
        "sostenedor": "62000660-2",
        "amount": 1_190_000,
        "text": "El documento suma más que la factura",
    },
    "answer": {"text": "Se adjunta la factura", "evidence": (REPORT,)},
    "accept": {"text": "Conforme"},
    "reject": {"text": "Falta el informe"},
    "escalate": {"authority": "Contraloría General de la República"},
    "close": {"outcome": "Subsanado"},
    "withdraw": {"text": "Es de otro establecimiento"},
}

EVENTS: dict[str, Event] = {
    "open": FindingOpened(
        **COMMON,
        subject_kind=FindingSubject.EVENT,
        subject="144788",
        rule="RF06",
        rbd=Rbd(1),
        sostenedor=Rut("62000660-2"),
        amount=Clp(1_190_000),
        text="El documento suma más que la factura",
    ),
    "answer": FindingAnswered(**COMMON, text="Se adjunta la factura", evidence=("ab" * 32,)),
    "accept": FindingAccepted(**COMMON, text="Conforme"),
    "reject": FindingRejected(**COMMON, text="Falta el informe"),
    "escalate": FindingEscalated(**COMMON, authority="Contraloría General de la República"),
    "close": FindingClosed(**COMMON, outcome="Subsanado"),
    "withdraw": FindingWithdrawn(**COMMON, text="Es de otro establecimiento"),
}


def command(name: str, **changes: Any) -> Any:
    return COMMANDS[name].model_validate({"occurred_on": DAY} | CONTENT[name] | changes)


def given(*story: str) -> FindingState:
    return DECIDER.fold(DECIDER.initial(KEY), [EVENTS[each] for each in story])


def refused(state: FindingState, name: str, **changes: Any) -> RefusedError:
    with pytest.raises(RefusedError) as refusal:
        DECIDER.decide(state, command(name, **changes))
    return refusal.value


@pytest.mark.parametrize(
    ("story", "name"),
    [
        ((), "open"),
        (("open",), "answer"),
        (("open", "answer", "reject"), "answer"),
        (("open", "answer"), "accept"),
        (("open", "answer"), "reject"),
        (("open",), "escalate"),
        (("open", "answer", "reject"), "escalate"),
        (("open", "answer", "accept"), "close"),
        (("open", "escalate"), "close"),
        (("open",), "withdraw"),
        (("open", "answer"), "withdraw"),
        (("open", "answer", "reject"), "withdraw"),
    ],
)
def test_each_command_in_its_turn_says_what_happened(story: tuple[str, ...], name: str) -> None:
    assert DECIDER.decide(given(*story), command(name)) == [EVENTS[name]]


@pytest.mark.parametrize(
    ("story", "name", "code"),
    [
        ((), "answer", "no_abierto"),
        (("open",), "open", "ya_abierto"),
        (("open",), "accept", "sin_respuesta"),
        (("open",), "close", "sin_respuesta"),
        (("open", "answer"), "close", "respuesta_pendiente"),
        (("open", "answer"), "answer", "respuesta_pendiente"),
        (("open", "answer", "accept"), "reject", "ya_aceptado"),
        (("open", "answer", "reject"), "close", "ya_rechazado"),
        (("open", "escalate"), "answer", "ya_derivado"),
        (("open", "escalate", "close"), "open", "ya_cerrado"),
        (("open", "escalate"), "withdraw", "ya_derivado"),
        (("open", "answer", "accept"), "withdraw", "ya_aceptado"),
        (("open", "withdraw"), "open", "retirado"),
        (("open", "withdraw"), "answer", "retirado"),
    ],
)
def test_a_refusal_says_where_the_finding_stands(
    story: tuple[str, ...], name: str, code: str
) -> None:
    refusal = refused(given(*story), name)
    assert refusal.code == code
    assert set(refusal.allowed) == set(ORDER.allowed(given(*story)))


def test_no_step_comes_before_the_last() -> None:
    early = refused(given("open"), "answer", occurred_on=date(2025, 6, 1))
    assert (early.code, early.allowed) == ("fecha_anterior", ("occurred_on >= 2025-06-02",))


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("open", {"subject": "account 410605"}),
        ("open", {"subject": "0"}),
        ("open", {"rule": "RF6"}),
        ("open", {"amount": -1}),
        ("answer", {"evidence": (REPORT | {"sha256": "AB" * 32},)}),
        ("answer", {"evidence": (REPORT, REPORT)}),
    ],
)
def test_bad_form_is_no_command(name: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        command(name, **changes)


def test_a_figure_is_named_in_words() -> None:
    figure = {"subject_kind": "figure", "subject": "fundStatement.closing 50001 2024"}
    assert command("open", **figure).subject == "fundStatement.closing 50001 2024"


TAKES: dict[str | None, set[str]] = {
    None: {"open"},
    "open": {"answer", "escalate", "withdraw"},
    "answer": {"accept", "reject", "escalate", "withdraw"},
    "accept": {"close"},
    "reject": {"answer", "escalate", "withdraw"},
    "escalate": {"close"},
    "close": set(),
    "withdraw": set(),
}
"""After which step which commands are legal."""


class Finding(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = []
        self.last: str | None = None
        self.day = DAY

    def _state(self) -> FindingState:
        return DECIDER.fold(DECIDER.initial(KEY), self.log)

    @rule(name=st.sampled_from(sorted(COMMANDS)), days=st.integers(-1, 2))
    def ask(self, name: str, days: int) -> None:
        """A command passes exactly where it is legal; refused, it leaves nothing."""
        day = date.fromordinal(self.day.toordinal() + days)
        legal = name in TAKES[self.last] and (days >= 0 or self.last is None)
        before, state = list(self.log), self._state()
        if not legal:
            refused(state, name, occurred_on=day)
            assert (self.log, self._state()) == (before, state)
            return
        self.log += DECIDER.decide(state, command(name, occurred_on=day))
        self.last, self.day = name, day

    @rule(name=st.sampled_from(sorted(EVENTS)))
    def it_is_said_out_of_order(self, name: str) -> None:
        """What is recorded stands, whatever order it breaks."""
        self.log.append(EVENTS[name].model_copy(update={"occurred_on": self.day}))
        self.last = name

    @invariant()
    def a_replay_gives_the_same_state(self) -> None:
        half = len(self.log) // 2
        first = DECIDER.fold(DECIDER.initial(KEY), self.log[:half])
        assert DECIDER.fold(first, self.log[half:]) == self._state()

    @invariant()
    def what_is_allowed_is_what_the_table_says(self) -> None:
        assert set(ORDER.allowed(self._state())) == TAKES[self.last]


TestFinding = Finding.TestCase
TestFinding.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
