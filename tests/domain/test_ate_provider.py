"""An adviser is listed by certificate, and leaves the registry after two deficient services."""

from datetime import date
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.domain.ate import (
    ATE,
    CERTIFIED_ON,
    OTHER_HOLDER,
    PROVIDER,
    PROVIDERS,
    certificate,
    entry,
    entry_refused,
    on_entry,
)

from sep_domain.ate.provider_decider import ORDER
from sep_domain.deciding import RefusedError
from sep_domain.events.ate import (
    AteProviderCertified,
    AteProviderEvaluated,
    AteProviderReinstated,
    AteProviderRemoved,
    AteProviderSuspended,
    ConflictOfInterestDeclared,
)
from sep_domain.events.base import Event

LISTED = ("apply", "certify")
LATER = date(2024, 6, 3)


def test_an_adviser_applies_and_is_certified() -> None:
    assert entry_refused(entry(), "certify").code == "sin_postulacion"
    [certified] = PROVIDERS.decide(entry("apply"), on_entry("certify"))
    assert isinstance(certified, AteProviderCertified)
    assert (certified.ate, certified.name) == (ATE, "Fundación Lee")
    assert entry_refused(entry(*LISTED), "apply").code == "ya_inscrito"
    assert entry_refused(entry(*LISTED), "certify").code == "ya_certificado"
    assert PROVIDERS.decide(entry(*LISTED), on_entry("certify", LATER))


@pytest.mark.parametrize("name", ["evaluate", "suspend", "remove"])
def test_only_who_is_certified_can_be_judged_suspended_or_removed(name: str) -> None:
    assert entry_refused(entry("apply"), name).code == "sin_certificacion"
    assert PROVIDERS.decide(entry(*LISTED), on_entry(name))
    assert PROVIDERS.decide(entry(certificate()), on_entry(name))


def test_a_certificate_of_a_file_is_found_by_its_day() -> None:
    cited = on_entry("suspend", certified_on=CERTIFIED_ON)
    assert certificate().stream() in PROVIDERS.facts(PROVIDER, cited)
    assert certificate().stream() not in PROVIDERS.facts(PROVIDER, on_entry("suspend"))


def judged(contract: str, deficient: bool, day: date) -> AteProviderEvaluated:
    return AteProviderEvaluated(occurred_on=day, ate=ATE, contract=contract, deficient=deficient)


def test_two_deficient_evaluations_in_a_row_remove_the_adviser() -> None:
    first = judged("C-0", True, date(2024, 2, 1))
    evaluated, removed = PROVIDERS.decide(entry(*LISTED, first), on_entry("evaluate", LATER))
    assert isinstance(evaluated, AteProviderEvaluated)
    assert isinstance(removed, AteProviderRemoved)
    assert entry_refused(
        entry(*LISTED, first, evaluated, removed), "evaluate", contract="C-2"
    ).code == ("eliminado")


def test_a_good_evaluation_in_between_saves_it() -> None:
    history = (judged("C-0", True, date(2024, 2, 1)), judged("C-9", False, date(2024, 3, 1)))
    assert len(PROVIDERS.decide(entry(*LISTED, *history), on_entry("evaluate", LATER))) == 1


def test_a_file_that_judges_late_counts_by_its_day() -> None:
    recorded_last = (judged("C-9", False, date(2024, 3, 1)), judged("C-0", True, date(2024, 2, 1)))
    assert entry(*LISTED, *recorded_last).deficient_in_a_row == 0


def test_a_reinstated_adviser_starts_anew() -> None:
    history = (
        judged("C-0", True, date(2024, 2, 1)),
        AteProviderRemoved(occurred_on=date(2024, 3, 1), ate=ATE, reason="x"),
        AteProviderReinstated(occurred_on=date(2024, 4, 1), ate=ATE),
    )
    assert len(PROVIDERS.decide(entry(*LISTED, *history), on_entry("evaluate", LATER))) == 1


def test_a_contract_is_judged_once() -> None:
    state = entry(*LISTED, judged("C-1", False, date(2024, 2, 1)))
    assert entry_refused(state, "evaluate", day=LATER).code == "ya_evaluado"


def test_a_suspension_has_its_days() -> None:
    state = entry(*LISTED, on_entry("suspend", date(2024, 2, 1), until=date(2024, 3, 1)))
    days = (date(2024, 1, 31), date(2024, 2, 1), date(2024, 3, 1), date(2024, 3, 2))
    assert [state.is_certified(day) for day in days] == [True, False, False, True]
    assert entry_refused(state, "suspend", day=date(2024, 2, 9)).code == "ya_suspendido"
    assert PROVIDERS.decide(state, on_entry("suspend", LATER))
    assert entry_refused(state, "suspend", day=LATER, until=LATER).code == "plazo_invertido"


def test_who_is_removed_is_certified_again_only_once_reinstated() -> None:
    state = entry(*LISTED, on_entry("remove", date(2024, 2, 1)))
    assert not state.is_certified(LATER)
    assert entry_refused(state, "certify", day=LATER).code == "eliminado"
    state = PROVIDERS.fold(state, PROVIDERS.decide(state, on_entry("reinstate", LATER)))
    assert state.is_certified(LATER)
    assert entry_refused(state, "reinstate", day=LATER).code == "esta_vigente"


def test_a_conflict_of_interest_is_declared_and_changed() -> None:
    [declared] = PROVIDERS.decide(entry(*LISTED), on_entry("declare-conflict"))
    assert isinstance(declared, ConflictOfInterestDeclared)
    assert str(declared.share) == "12.5"
    state = entry(*LISTED, declared)
    assert entry_refused(state, "declare-conflict").code == "sin_cambio"
    assert PROVIDERS.decide(state, on_entry("declare-conflict", share="20"))
    assert PROVIDERS.decide(state, on_entry("declare-conflict", sostenedor=OTHER_HOLDER))


def test_no_step_is_dated_before_the_last() -> None:
    state = entry(*LISTED)
    assert entry_refused(state, "suspend", day=date(2023, 12, 31)).code == "fecha_anterior"


BY_FILE: dict[str, Event] = {
    "suspended": AteProviderSuspended(occurred_on=date(2024, 1, 1), ate=ATE, reason="x"),
    "removed": AteProviderRemoved(occurred_on=date(2024, 1, 1), ate=ATE, reason="x"),
    "reinstated": AteProviderReinstated(occurred_on=date(2024, 1, 1), ate=ATE),
}


class Registry(RuleBasedStateMachine):
    """Every command in every state, one after the other on the days of the calendar."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = []
        self.day = date(2024, 1, 1)
        self.applied = self.certified = self.suspended = self.removed = False
        self.in_a_row = 0
        self.contracts = 0
        self.shares: set[str] = set()

    def _ask(self, name: str, legal: bool, **changes: Any) -> bool:
        state = PROVIDERS.fold(PROVIDERS.initial(PROVIDER), self.log)
        self.day = date.fromordinal(self.day.toordinal() + 1)
        asked = on_entry(name, self.day, **changes)
        if legal:
            self.log += PROVIDERS.decide(state, asked)
            assert name in ORDER.allowed(state)
        else:
            with pytest.raises(RefusedError):
                PROVIDERS.decide(state, asked)
        return legal

    @rule()
    def apply(self) -> None:
        if self._ask("apply", not self.applied and not self.certified):
            self.applied = True

    @rule()
    def certify(self) -> None:
        named = self.applied or self.certified
        if self._ask("certify", named and not self.removed):
            self.certified = True

    @rule(deficient=st.booleans(), again=st.sampled_from([False, False, True]))
    def evaluate(self, deficient: bool, again: bool) -> None:
        known = again and self.contracts > 0
        number = self.contracts - 1 if known else self.contracts
        legal = self.certified and not self.removed and not known
        if self._ask("evaluate", legal, contract=f"C-{number}", deficient=deficient):
            self.contracts += 1
            self.in_a_row = self.in_a_row + 1 if deficient else 0
            self.removed = self.in_a_row >= 2

    @rule()
    def suspend(self) -> None:
        if self._ask("suspend", self.certified and not self.removed and not self.suspended):
            self.suspended = True

    @rule()
    def remove(self) -> None:
        if self._ask("remove", self.certified and not self.removed):
            self.removed = True

    @rule()
    def reinstate(self) -> None:
        if self._ask("reinstate", self.suspended or self.removed):
            self.suspended = self.removed = False
            self.in_a_row = 0

    @rule(share=st.sampled_from(["1", "2"]))
    def declare_conflict(self, share: str) -> None:
        named = self.applied or self.certified
        legal = named and not self.removed and self.shares != {share}
        if self._ask("declare-conflict", legal, share=share):
            self.shares = {share}

    @rule(what=st.sampled_from(sorted(BY_FILE)))
    def a_file_says(self, what: str) -> None:
        self.log.append(BY_FILE[what].model_copy(update={"occurred_on": self.day}))
        match what:
            case "suspended":
                self.suspended = True
            case "removed":
                self.removed = True
            case "reinstated":
                self.suspended = self.removed = False
                self._anew()

    def _anew(self) -> None:
        """What was judged before the day of a reinstatement no longer counts."""
        state = PROVIDERS.fold(PROVIDERS.initial(PROVIDER), self.log)
        today = [bad for day, bad in state.evaluations.values() if day == self.day]
        self.in_a_row = int(today == [True])

    @rule()
    def a_file_certifies(self) -> None:
        self.log.append(certificate(occurred_on=self.day))
        self.certified = True

    @invariant()
    def a_replay_gives_the_same_state(self) -> None:
        whole = PROVIDERS.fold(PROVIDERS.initial(PROVIDER), self.log)
        half = len(self.log) // 2
        first = PROVIDERS.fold(PROVIDERS.initial(PROVIDER), self.log[:half])
        assert PROVIDERS.fold(first, self.log[half:]) == whole
        assert whole.is_listed == (self.certified and not self.removed)


TestRegistry = Registry.TestCase
TestRegistry.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
