"""A sanction is applied in time, after an answer, within what its gravity admits; and is argued."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.domain.acts import refused, told

from sep_domain.events.legal.proceedings import FinePaid, Notified, ProceedingNotified
from sep_domain.procedimiento import commands as ask
from sep_domain.procedimiento import law
from sep_domain.procedimiento.decider import ProceedingDecider
from sep_domain.procedimiento.rules import ORDER
from sep_domain.procedimiento.state import ProceedingKey

DECIDER = ProceedingDecider()
KEY = ProceedingKey(authority="direccion_regional-13", year=2025, number=7)
OPENED, CHARGED, ANSWERED = date(2025, 5, 12), date(2025, 5, 20), date(2025, 6, 2)
SANCTIONED, NOTIFIED = date(2025, 7, 14), date(2025, 7, 18)


def opening(**changes: Any) -> ask.Open:
    said = {"occurred_on": OPENED, "sostenedor": "62000660-2", "rbd": 50001, **changes}
    return ask.Open.model_validate(said)


def charge(gravity: str = "grave") -> ask.Charge:
    said = {"occurred_on": CHARGED, "gravity": gravity, "article": "Ley 20.529 art 76 a)"}
    return ask.Charge.model_validate(said)


def answer() -> ask.Answer:
    return ask.Answer(occurred_on=ANSWERED)


def sanction(**changes: Any) -> ask.Sanction:
    fine = {"sanction": "multa", "gravity": "grave", "fine_utm": "501"}
    return ask.Sanction.model_validate({"occurred_on": SANCTIONED, **fine, **changes})


def notify(day: date = NOTIFIED) -> ask.Notify:
    return ask.Notify(occurred_on=day)


def claim(day: date) -> ask.Claim:
    return ask.Claim(occurred_on=day)


def resolve(day: date, outcome: str = "rechazado", fine: str | None = None) -> ask.ResolveClaim:
    said = {"occurred_on": day, "outcome": outcome, "fine_utm": fine}
    return ask.ResolveClaim.model_validate(said)


def court(day: date) -> ask.GoToCourt:
    return ask.GoToCourt(occurred_on=day, court="Corte de Apelaciones de Santiago")


def rule(day: date, outcome: str, fine: str | None = None) -> ask.Rule:
    return ask.Rule.model_validate({"occurred_on": day, "outcome": outcome, "fine_utm": fine})


def final(day: date) -> ask.DeclareFinal:
    return ask.DeclareFinal(occurred_on=day)


CHARGED_AND_ANSWERED = [opening(), charge(), answer()]
FINED = [*CHARGED_AND_ANSWERED, sanction(), notify()]


@pytest.mark.parametrize(
    ("ended", "taken"), [(date(2024, 11, 12), True), (date(2024, 11, 11), False)]
)
def test_what_ended_more_than_six_months_ago_has_prescribed(ended: date, taken: bool) -> None:
    """Ley 20.529 art 86, opened on 12 May 2025."""
    command = opening(fact_ended_on=ended)
    if taken:
        assert told(DECIDER, KEY, command)[1]
    else:
        assert refused(DECIDER, KEY, [], command) == "prescrita"


@pytest.mark.parametrize(
    ("ended", "by"),
    [
        (date(2025, 2, 28), date(2025, 8, 28)),
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2023, 8, 31), date(2024, 2, 29)),
    ],
)
def test_months_end_on_the_day_of_their_number_or_the_last_there_is(ended: date, by: date) -> None:
    assert law.open_by(law.Proceeding(fact_ended_on=ended)) == by


@pytest.mark.parametrize(("day", "taken"), [(date(2027, 5, 12), True), (date(2027, 5, 13), False)])
def test_a_proceeding_concludes_in_two_years(day: date, taken: bool) -> None:
    """Ley 20.529 art 86."""
    command = sanction(occurred_on=day)
    if taken:
        assert told(DECIDER, KEY, *CHARGED_AND_ANSWERED, command)[1]
    else:
        assert refused(DECIDER, KEY, CHARGED_AND_ANSWERED, command) == "plazo_vencido"
    prescribe = ask.Prescribe(occurred_on=day, text="Dos años")
    if taken:
        assert refused(DECIDER, KEY, CHARGED_AND_ANSWERED, prescribe) == "no_prescrito"
    else:
        state, _ = told(DECIDER, KEY, *CHARGED_AND_ANSWERED, prescribe)
        assert state.said.is_void


@pytest.mark.parametrize(("day", "taken"), [(date(2025, 6, 4), False), (date(2025, 6, 5), True)])
def test_nobody_is_sanctioned_while_an_answer_may_come(day: date, taken: bool) -> None:
    """Ley 20.529 art 70: ten business days after 20 May 2025, with the 21st a holiday."""
    before, command = [opening(), charge()], sanction(occurred_on=day)
    if taken:
        assert told(DECIDER, KEY, *before, command)[1]
    else:
        assert refused(DECIDER, KEY, before, command) == "descargos_pendientes"
    assert told(DECIDER, KEY, *CHARGED_AND_ANSWERED, command)[1]


@pytest.mark.parametrize(
    ("gravity", "utm", "aggravated", "taken"),
    [
        ("leve", "0.99", False, False),
        ("leve", "1", False, True),
        ("leve", "50", False, True),
        ("leve", "50.01", False, False),
        ("menos_grave", "50.99", False, False),
        ("menos_grave", "51", False, True),
        ("menos_grave", "500", False, True),
        ("menos_grave", "500.01", False, False),
        ("grave", "500.99", False, False),
        ("grave", "501", False, True),
        ("grave", "1000", False, True),
        ("grave", "1000.01", False, False),
        ("grave", "2000", True, True),  # art 80: up to twice
        ("grave", "2000.01", True, False),
    ],
)
def test_a_fine_stands_in_the_range_of_its_gravity(
    gravity: str, utm: str, aggravated: bool, taken: bool
) -> None:
    """Ley 20.529 art 73 b."""
    command = sanction(gravity=gravity, fine_utm=utm, aggravated=aggravated)
    if taken:
        state, _ = told(DECIDER, KEY, *CHARGED_AND_ANSWERED, command)
        assert state.said.fine_utm == Decimal(utm)
    else:
        assert refused(DECIDER, KEY, CHARGED_AND_ANSWERED, command) == "multa_fuera_de_rango"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fine_utm": None}, "falta_multa"),
        ({"fine_clp": 5_000}, "falta_multa"),
        ({"sanction": "amonestacion"}, "multa_ajena"),
        ({"sanction": "revocacion", "gravity": "leve", "fine_utm": None}, "sancion_excesiva"),
        (
            {"sanction": "inhabilitacion_temporal", "gravity": "menos_grave", "fine_utm": None},
            "sancion_excesiva",
        ),
        ({"sanction": "privacion_temporal", "fine_utm": None}, "faltan_meses"),
        (
            {"sanction": "privacion_temporal", "fine_utm": None, "months": 13},
            "privacion_excesiva",
        ),
    ],
)
def test_what_the_law_does_not_admit_is_refused(changes: dict[str, Any], code: str) -> None:
    assert refused(DECIDER, KEY, CHARGED_AND_ANSWERED, sanction(**changes)) == code


def test_a_subvencion_is_withheld_for_twelve_months_at_most() -> None:
    """Ley 20.529 art 73 c."""
    withheld = sanction(sanction="privacion_temporal", fine_utm=None, months=12)
    assert told(DECIDER, KEY, *CHARGED_AND_ANSWERED, withheld)[0].said.months == 12


def test_half_of_what_was_diverted_is_a_fine_in_pesos() -> None:
    """DFL 2/1998 art 3 ter."""
    state, _ = told(DECIDER, KEY, *CHARGED_AND_ANSWERED, sanction(fine_utm=None, fine_clp=9_000))
    assert state.said.fixed_clp == 9_000


@pytest.mark.parametrize(("day", "taken"), [(date(2025, 8, 8), True), (date(2025, 8, 9), False)])
def test_the_superintendente_is_asked_in_fifteen_business_days(day: date, taken: bool) -> None:
    """Ley 20.529 art 84, read as business days; notified on Friday 18 July 2025."""
    if taken:
        assert told(DECIDER, KEY, *FINED, claim(day))[1]
        assert refused(DECIDER, KEY, FINED, final(day)) == "plazo_abierto"
    else:
        assert refused(DECIDER, KEY, FINED, claim(day)) == "reclamo_tardio"
        assert told(DECIDER, KEY, *FINED, final(day))[0].said.final_on == day


CLAIMED = [*FINED, claim(date(2025, 8, 1))]
RESOLVED = [*CLAIMED, resolve(date(2025, 9, 1)), notify(date(2025, 9, 5))]


@pytest.mark.parametrize(("day", "taken"), [(date(2025, 9, 30), True), (date(2025, 10, 1), False)])
def test_the_court_is_asked_in_fifteen_business_days(day: date, taken: bool) -> None:
    """Ley 20.529 art 85; notified on Friday 5 September 2025, 18 and 19 are holidays."""
    if taken:
        assert told(DECIDER, KEY, *RESOLVED, court(day))[1]
        assert refused(DECIDER, KEY, RESOLVED, final(day)) == "plazo_abierto"
    else:
        assert refused(DECIDER, KEY, RESOLVED, court(day)) == "corte_tardia"
        assert told(DECIDER, KEY, *RESOLVED, final(day))[1]


def test_what_is_claimed_is_not_final_before_it_is_decided() -> None:
    assert refused(DECIDER, KEY, CLAIMED, final(date(2026, 6, 1))) == "recurso_pendiente"
    in_court = [*RESOLVED, court(date(2025, 9, 10))]
    assert refused(DECIDER, KEY, in_court, final(date(2026, 6, 1))) == "recurso_pendiente"
    ruled = [*in_court, rule(date(2026, 1, 20), "rechazado")]
    assert told(DECIDER, KEY, *ruled, final(date(2026, 1, 20)))[1]


def test_a_fine_is_brought_down_by_whom_it_is_claimed_from() -> None:
    lowered = [*CLAIMED, resolve(date(2025, 9, 1), "rebajado", "400"), notify(date(2025, 9, 5))]
    state, _ = told(DECIDER, KEY, *lowered)
    assert (state.said.imposed_utm, state.said.fine_utm) == (501, 400)
    in_court = [*lowered, court(date(2025, 9, 10))]
    assert refused(DECIDER, KEY, in_court, rule(date(2026, 1, 20), "rebajado", "400")) == (
        "no_es_rebaja"
    )
    state, _ = told(DECIDER, KEY, *in_court, rule(date(2026, 1, 20), "rebajado", "399"))
    assert state.said.fine_utm == 399


@pytest.mark.parametrize(("outcome", "fine"), [("rebajado", None), ("rechazado", "400")])
def test_a_lower_fine_is_said_where_there_is_one(outcome: str, fine: str | None) -> None:
    command = resolve(date(2025, 9, 1), outcome, fine)
    assert refused(DECIDER, KEY, CLAIMED, command) == "rebaja_sin_monto"


def test_a_claim_with_success_leaves_nothing_to_pay() -> None:
    won = [*CLAIMED, resolve(date(2025, 9, 1), "acogido")]
    assert refused(DECIDER, KEY, won, ask.Pay(occurred_on=date(2025, 9, 2), paid=1)) == (
        "sin_efecto"
    )


def test_what_is_paid_is_stated_in_all() -> None:
    pay = ask.Pay(occurred_on=date(2025, 9, 2), paid=27_800_000)
    state, events = told(DECIDER, KEY, *FINED, pay)
    assert isinstance(events[-1], FinePaid)
    assert state.paid == 27_800_000
    warned = [*CHARGED_AND_ANSWERED, sanction(sanction="amonestacion", fine_utm=None)]
    assert refused(DECIDER, KEY, warned, pay) == "sin_multa"


def test_the_sanction_is_notified_once_and_so_is_what_comes_of_its_claim() -> None:
    _, events = told(DECIDER, KEY, *RESOLVED)
    told_of = [event.notified for event in events if isinstance(event, ProceedingNotified)]
    assert told_of == [Notified.SANCTION, Notified.CLAIM_RESOLUTION]
    assert refused(DECIDER, KEY, FINED, notify(date(2025, 7, 21))) == "ya_notificado"


def test_what_is_dismissed_ends_there() -> None:
    dismissed = [*CHARGED_AND_ANSWERED, ask.Dismiss(occurred_on=date(2025, 6, 20), text="Rindió")]
    assert refused(DECIDER, KEY, dismissed, sanction()) == "sobreseido"


def test_steps_follow_each_other() -> None:
    assert ORDER.allowed(DECIDER.initial(KEY)) == ("open",)
    assert refused(DECIDER, KEY, [opening()], sanction()) == "sin_cargos"
    early = ask.Answer(occurred_on=date(2025, 5, 19))
    assert refused(DECIDER, KEY, [opening(), charge()], early) == "fecha_anterior"
