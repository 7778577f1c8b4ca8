"""An adviser is listed by certificate, if the law lets it advise, and leaves the registry after two
deficient evaluations of the ministry in a row."""

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

from sep_domain.ate.contract.state import AteContractKey
from sep_domain.ate.provider.rules import ORDER
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.purchasing.ate import (
    AteCertificationEvaluated,
    AteContractSigned,
    AteProviderCertified,
    AteProviderEvaluated,
    AteProviderReinstated,
    AteProviderRemoved,
    AteProviderSuspended,
    ConflictOfInterestDeclared,
)

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


@pytest.mark.parametrize("name", ["evaluate-certification", "suspend", "remove"])
def test_only_who_is_certified_can_be_judged_suspended_or_removed(name: str) -> None:
    assert entry_refused(entry("apply"), name).code == "sin_certificacion"
    assert PROVIDERS.decide(entry(*LISTED), on_entry(name))
    assert PROVIDERS.decide(entry(certificate()), on_entry(name))


def test_a_certificate_of_a_file_is_found_by_its_day() -> None:
    cited = on_entry("suspend", certified_on=CERTIFIED_ON)
    assert certificate().stream() in PROVIDERS.facts(PROVIDER, cited)
    assert certificate().stream() not in PROVIDERS.facts(PROVIDER, on_entry("suspend"))


SIGNED_ON = date(2024, 1, 15)


def signed(code: str = "C-1", **changes: Any) -> AteContractSigned:
    """What the ledger knows of a contract of the adviser."""
    return AteContractSigned.model_validate(
        {
            "occurred_on": SIGNED_ON,
            "contract": code,
            "sostenedor": OTHER_HOLDER,
            "rbd": 1,
            "ate": ATE,
            "subject": "Lectura",
            "starts_on": date(2024, 3, 1),
            "ends_on": date(2024, 12, 20),
            "amount": 1_000,
            **changes,
        }
    )


def judged(contract: str, deficient: bool, day: date) -> AteProviderEvaluated:
    return AteProviderEvaluated(occurred_on=day, ate=ATE, contract=contract, deficient=deficient)


def certification(process: str, deficient: bool, day: date) -> AteCertificationEvaluated:
    return AteCertificationEvaluated(occurred_on=day, ate=ATE, process=process, deficient=deficient)


LISTED_IN_2017 = certificate(occurred_on=date(2017, 1, 2))


def test_two_deficient_evaluations_of_the_ministry_in_a_row_remove_the_adviser() -> None:
    """Ley 21.107 art 4: «dos evaluaciones deficientes de manera consecutiva»."""
    first = certification("2023", True, date(2024, 2, 1))
    command = on_entry("evaluate-certification", LATER)
    evaluated, removed = PROVIDERS.decide(entry(*LISTED, first), command)
    assert isinstance(evaluated, AteCertificationEvaluated)
    assert isinstance(removed, AteProviderRemoved)
    assert "Ley 21.107 art 4" in removed.reason
    after = entry(*LISTED, first, evaluated, removed)
    refusal = entry_refused(after, "evaluate-certification", day=LATER, process="2025")
    assert refusal.code == "eliminado"


@pytest.mark.parametrize(
    ("first", "second", "removes"),
    [
        (date(2018, 8, 24), date(2018, 8, 24), False),
        (date(2018, 8, 24), date(2018, 8, 25), False),
        (date(2018, 8, 25), date(2018, 8, 25), True),
        (date(2018, 8, 25), date(2019, 8, 26), True),
    ],
)
def test_before_25_august_2018_two_deficient_evaluations_remove_nobody(
    first: date, second: date, removes: bool
) -> None:
    """Nor does one from before count for two: the article says nothing of processes before it."""
    state = entry(LISTED_IN_2017, certification("A", True, first))
    events = PROVIDERS.decide(state, on_entry("evaluate-certification", second, process="B"))
    assert (len(events) == 2) is removes


def test_a_good_evaluation_of_the_ministry_in_between_saves_it() -> None:
    history = (
        certification("2021", True, date(2024, 2, 1)),
        certification("2022", False, date(2024, 3, 1)),
    )
    command = on_entry("evaluate-certification", LATER)
    assert len(PROVIDERS.decide(entry(*LISTED, *history), command)) == 1


def test_a_file_that_judges_late_counts_by_its_day() -> None:
    recorded_last = (
        certification("2022", False, date(2024, 3, 1)),
        certification("2021", True, date(2024, 2, 1)),
    )
    assert entry(*LISTED, *recorded_last).deficient_in_a_row == 0


def test_a_reinstated_adviser_starts_anew() -> None:
    history = (
        certification("2021", True, date(2024, 2, 1)),
        AteProviderRemoved(occurred_on=date(2024, 3, 1), ate=ATE, reason="x"),
        AteProviderReinstated(occurred_on=date(2024, 4, 1), ate=ATE),
    )
    command = on_entry("evaluate-certification", LATER)
    assert len(PROVIDERS.decide(entry(*LISTED, *history), command)) == 1


def test_a_process_of_certification_is_judged_once() -> None:
    state = entry(*LISTED, certification("2023", False, date(2024, 2, 1)))
    command = {"day": LATER, "process": "2023"}
    assert entry_refused(state, "evaluate-certification", **command).code == "ya_evaluado"


def test_what_users_say_removes_nobody_however_often() -> None:
    """Ley 20.248 art 30: «se obtendrá información de los usuarios»; art 4 of Ley 21.107 removes by
    the ministry's certification alone."""
    history = [judged(f"C-{number}", True, date(2024, 2, 1)) for number in range(2, 9)]
    state = entry(*LISTED, signed(), *history)
    [evaluated] = PROVIDERS.decide(state, on_entry("evaluate", LATER))
    assert isinstance(evaluated, AteProviderEvaluated)
    one_of_the_ministry = certification("2023", True, date(2024, 2, 1))
    state = entry(*LISTED, signed(), *history, one_of_the_ministry)
    assert len(PROVIDERS.decide(state, on_entry("evaluate", LATER))) == 1
    assert state.deficient_in_a_row == 1


def test_users_judge_a_contract_that_exists_with_this_adviser() -> None:
    refusal = entry_refused(entry(*LISTED), "evaluate", day=LATER)
    assert refusal.code == "contrato_desconocido"
    of_another = signed(ate="62000660-2")
    assert entry_refused(entry(*LISTED, of_another), "evaluate", day=LATER).code == (
        "contrato_desconocido"
    )
    assert (
        entry_refused(entry(*LISTED, signed()), "evaluate", day=date(2024, 1, 14)).code
        == "fecha_anterior"
    )
    assert PROVIDERS.decide(entry(*LISTED, signed()), on_entry("evaluate", SIGNED_ON))
    removed = AteProviderRemoved(occurred_on=date(2024, 3, 1), ate=ATE, reason="x")
    assert PROVIDERS.decide(entry(*LISTED, signed(), removed), on_entry("evaluate", LATER))


def test_a_contract_is_looked_up_where_a_file_or_a_command_signs_it() -> None:
    streams = list(PROVIDERS.facts(PROVIDER, on_entry("evaluate")))
    assert signed().stream() in streams
    assert AteContractKey(contract="C-1").stream() in streams


def test_a_contract_is_judged_once() -> None:
    state = entry(*LISTED, signed(), judged("C-1", False, date(2024, 2, 1)))
    assert entry_refused(state, "evaluate", day=LATER).code == "ya_evaluado"


@pytest.mark.parametrize(
    ("kind", "day", "refused"),
    [
        # Ley 20.845 art 4 N° 13 and art 34 transitorio: three years from 8 June 2015.
        ("juridica_con_fines_de_lucro", date(2018, 6, 7), False),
        ("juridica_con_fines_de_lucro", date(2018, 6, 8), True),
        ("juridica_con_fines_de_lucro", date(2018, 8, 25), True),
        # Its letter a) asked for a body; Ley 21.107, from 25 August 2018, lets persons in again.
        ("natural", date(2018, 6, 7), False),
        ("natural", date(2018, 6, 8), True),
        ("natural", date(2018, 8, 24), True),
        ("natural", date(2018, 8, 25), False),
        ("juridica_sin_fines_de_lucro", date(2018, 6, 8), False),
        ("juridica_sin_fines_de_lucro", date(2018, 8, 25), False),
        # Of whom nobody says what it is nobody can say that it may not.
        ("juridica", date(2018, 6, 8), False),
    ],
)
def test_who_may_be_certified_changed_twice_in_2018(kind: str, day: date, refused: bool) -> None:
    state = entry(on_entry("apply", date(2017, 1, 2), provider_kind=kind))
    if not refused:
        assert PROVIDERS.decide(state, on_entry("certify", day))
        return
    refusal = entry_refused(state, "certify", day=day)
    assert refusal.code == "ate_no_habilitada"
    assert "art 30 a)" in refusal.message


def test_a_body_for_profit_that_became_one_without_is_certified_as_such() -> None:
    """Ley 21.107 art 2: it keeps its place in the registry."""
    state = entry(on_entry("apply", date(2017, 1, 2), provider_kind="juridica_con_fines_de_lucro"))
    changed = {"provider_kind": "juridica_sin_fines_de_lucro"}
    [certified] = PROVIDERS.decide(state, on_entry("certify", date(2018, 9, 3), **changed))
    after = PROVIDERS.evolve(state, certified)
    assert after.kind_on(date(2018, 9, 3)) == "juridica_sin_fines_de_lucro"


def test_nobody_is_certified_before_there_is_a_registry() -> None:
    """Ley 20.248, published on 1 February 2008, art 30."""
    state = entry(on_entry("apply", date(2008, 1, 2)))
    assert entry_refused(state, "certify", day=date(2008, 1, 31)).code == "registro_inexistente"
    assert PROVIDERS.decide(state, on_entry("certify", date(2008, 2, 1)))


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
        self.contracts = self.processes = 0
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
        code = f"C-{number}"
        if not known:
            self.log.append(signed(code, occurred_on=date(2023, 12, 1)))
        if self._ask("evaluate", not known, contract=code, deficient=deficient):
            self.contracts += 1

    @rule(deficient=st.booleans(), again=st.sampled_from([False, False, True]))
    def evaluate_certification(self, deficient: bool, again: bool) -> None:
        known = again and self.processes > 0
        number = self.processes - 1 if known else self.processes
        legal = self.certified and not self.removed and not known
        asked = {"process": f"P-{number}", "deficient": deficient}
        if self._ask("evaluate-certification", legal, **asked):
            self.processes += 1
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
        today = [bad for day, bad in state.certifications.values() if day == self.day]
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
