"""Nobody answers and a school counts as autónomo; a costly improvement is put to the Consejo."""

from datetime import date
from typing import Any

import pytest
from tests.domain.acts import refused, told

from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.funds.accounting import UtmPublished
from sep_domain.mejora import commands as mejora_commands
from sep_domain.mejora import decider as improving
from sep_domain.mejora.law import Improvement, flaws, needs_consultation
from sep_domain.mejora.state import ImprovementKey
from sep_domain.postulacion import commands
from sep_domain.postulacion import decider as applying
from sep_domain.postulacion.law import Application, Silence, answer_by, silence
from sep_domain.postulacion.state import ApplicationKey
from sep_domain.values.money import Clp

APPLYING = applying.ApplicationDecider()
APPLICATION = ApplicationKey.model_validate({"rbd": 50001, "year": 2024})
IMPROVING = improving.ImprovementDecider()
IMPROVEMENT = ImprovementKey.model_validate({"rbd": 50001, "number": 1})
HOLDER = "62000660-2"
RECEIVED = date(2024, 11, 4)
LAST = date(2024, 11, 25)
"""Fifteen business days after Monday 4 November 2024 (Ley 20.248 art 12)."""


def elevate(day: date = RECEIVED) -> commands.Elevate:
    return commands.Elevate.model_validate({"occurred_on": day, "sostenedor": HOLDER})


def resolve(day: date) -> commands.Resolve:
    return commands.Resolve(occurred_on=day, accepted=True)


@pytest.mark.parametrize(("day", "taken"), [(date(2024, 10, 31), False), (date(2024, 11, 1), True)])
def test_the_seremi_has_until_the_end_of_october(day: date, taken: bool) -> None:
    """Ley 20.248 art 12."""
    if taken:
        assert told(APPLYING, APPLICATION, elevate(day))[1]
    else:
        assert refused(APPLYING, APPLICATION, [], elevate(day)) == "seremi_en_plazo"


@pytest.mark.parametrize(("day", "taken"), [(LAST, True), (date(2024, 11, 26), False)])
def test_the_subsecretario_answers_in_fifteen_business_days(day: date, taken: bool) -> None:
    said = Application(year=2024, elevated_on=RECEIVED, resolved_on=day)
    assert answer_by(said) == LAST
    deemed = Silence(date(2024, 11, 26), date(2025, 11, 25))
    if taken:
        assert told(APPLYING, APPLICATION, elevate(), resolve(day))[1]
        assert silence(said, date(2025, 3, 1)) is None
    else:
        assert refused(APPLYING, APPLICATION, [elevate()], resolve(day)) == "respuesta_tardia"
        assert silence(said, date(2025, 3, 1)) == deemed


def test_nobody_counts_as_autonomo_while_an_answer_may_come() -> None:
    said = Application(year=2024, elevated_on=RECEIVED)
    assert silence(said, LAST) is None
    assert silence(said, date(2024, 11, 26)) is not None


def test_an_application_is_elevated_and_resolved_once() -> None:
    before = [elevate(), resolve(LAST)]
    assert refused(APPLYING, APPLICATION, before, elevate()) == "ya_elevada"
    assert refused(APPLYING, APPLICATION, before, resolve(LAST)) == "ya_resuelta"
    assert refused(APPLYING, APPLICATION, [], resolve(LAST)) == "no_elevada"


def plan(amount: int = 70_000_000) -> mejora_commands.Plan:
    said = {"sostenedor": HOLDER, "description": "Techumbre", "amount": amount}
    return mejora_commands.Plan.model_validate({"occurred_on": date(2025, 3, 10), **said})


def consult(*, in_writing: bool = True) -> mejora_commands.ConsultConsejo:
    return mejora_commands.ConsultConsejo(occurred_on=date(2025, 3, 24), in_writing=in_writing)


def finance(amount: int) -> mejora_commands.Finance:
    said = {"occurred_on": date(2025, 5, 2), "amount": amount}
    return mejora_commands.Finance.model_validate(said)


UTM = Clp(68_648)
IN_MAY = UtmPublished.model_validate(
    {"occurred_on": date(2025, 5, 1), "month": "2025-05", "clp": UTM}
)


def refusal(amount: int, *before: Any, utm_known: bool = True) -> str | None:
    """With what code a credit is refused, None where it is not."""
    state, _ = told(IMPROVING, IMPROVEMENT, plan(), *before)
    if utm_known:
        state = IMPROVING.evolve(state, IN_MAY)
    try:
        IMPROVING.decide(state, finance(amount))
    except RefusedError as error:
        return error.code
    return None


@pytest.mark.parametrize(("amount", "code"), [(68_648_000, None), (68_648_001, "sin_consulta")])
def test_above_a_thousand_utm_the_consejo_is_consulted(amount: int, code: str | None) -> None:
    """DFL 2/1998 art 3 ix, by a UTM of 68,648 pesos."""
    assert refusal(amount) == code
    assert refusal(amount, consult()) is None


def test_it_is_consulted_in_writing() -> None:
    assert refusal(68_648_001, consult(in_writing=False)) == "consulta_no_escrita"


def test_where_the_utm_is_not_known_nothing_is_refused_and_nobody_accused() -> None:
    assert refusal(500_000_000, utm_known=False) is None
    said = Improvement(financed_on=date(2025, 5, 2), financed=Clp(500_000_000))
    assert needs_consultation(said, None) is None
    assert list(flaws(said, None)) == []


@pytest.mark.parametrize(("day", "needed"), [(date(2016, 2, 29), False), (date(2016, 3, 1), True)])
def test_before_the_law_nobody_had_to_be_consulted(day: date, needed: bool) -> None:
    """Ley 20.845 took effect on 1 March 2016."""
    said = Improvement(financed_on=day, financed=Clp(500_000_000))
    assert needs_consultation(said, Clp(45_000)) is needed


def test_the_utm_of_the_month_of_the_credit_is_looked_up() -> None:
    assert IN_MAY.stream() in list(IMPROVING.facts(IMPROVEMENT, finance(1)))


def test_a_credit_is_planned_before_it_is_taken_up() -> None:
    assert refused(IMPROVING, IMPROVEMENT, [], finance(1)) == "no_planificada"
    done = [plan(), finance(1)]
    assert refused(IMPROVING, IMPROVEMENT, done, consult()) == "ya_financiada"
    assert refused(IMPROVING, IMPROVEMENT, [plan()], plan()) == "ya_planificada"
