"""Advice is competed for, delivered, approved, and only then paid; instalments always add up."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.domain.ate import (
    ATE,
    CONTRACT,
    CONTRACTS,
    HOLDER,
    OTHER_HOLDER,
    PAID,
    RIVAL,
    SIGNED,
    TENDERING,
    certificate,
    command,
    given,
    instalment,
    refused,
    when,
)

from sep_domain.ate.contract.decider import AteContractDecider
from sep_domain.ate.contract.rules import ORDER
from sep_domain.ate.law import correction_due, review_due
from sep_domain.events.base import Event
from sep_domain.events.purchasing.ate import (
    AteContractAmended,
    AteContractAssociated,
    AteContractEnded,
    AteContractSigned,
    AteProviderRemoved,
    AteProviderSuspended,
    AteTenderAnnounced,
    AteTenderAwarded,
    ContractPaymentMade,
    TenderProcedure,
)
from sep_domain.events.purchasing.ate_milestones import (
    MilestoneAgreed,
    MilestoneApproved,
    MilestoneCancelled,
)
from sep_domain.events.purchasing.ate_tenders import (
    AteTenderTermsApproved,
)


def event(kind: type[Event], **content: Any) -> Event:
    return kind.model_validate({"occurred_on": date(2024, 3, 1), "contract": "C-1", **content})


@pytest.mark.parametrize("done", range(len(PAID)))
def test_each_step_needs_the_one_before(done: int) -> None:
    state = given(*PAID[:done])
    assert PAID[done] in ORDER.allowed(state)
    assert when(state, PAID[done])


def test_what_has_happened_is_not_done_again() -> None:
    state = given(*PAID)
    once = ("state-need", "approve-terms", "announce", "award", "sign", "start")
    assert not set(once) & set(ORDER.allowed(state))
    assert refused(state, "pay", occurred_on=date(2024, 5, 2)).code == "hito_pagado"
    assert refused(state, "invoice", occurred_on=date(2024, 5, 2)).code == "hito_ya_facturado"


@pytest.mark.parametrize("points", [39, 41])
def test_criteria_add_up_to_a_hundred(points: int) -> None:
    criteria = [{"name": "precio", "points": points}, {"name": "equipo", "points": 60}]
    assert refused(given("state-need"), "approve-terms", criteria=criteria).code == (
        "criterios_no_suman"
    )


def test_a_tender_is_announced_in_a_regional_newspaper() -> None:
    state = given("state-need", "approve-terms")
    assert refused(state, "announce", notice_medium="nacional").code == "aviso_no_regional"
    before_the_law = given(
        command("state-need", occurred_on=date(2015, 1, 2)),
        command("approve-terms", occurred_on=date(2015, 1, 2)),
    )
    assert when(before_the_law, "announce", notice_medium="nacional", occurred_on=date(2015, 1, 3))


@pytest.mark.parametrize("letter", ["g", "h"])
def test_two_letters_stand_in_for_a_tender(letter: str) -> None:
    terms, announced = when(given("state-need"), "invoke-exception", letter=letter)
    assert isinstance(terms, AteTenderTermsApproved)
    assert (terms.procedure, terms.reason) == (TenderProcedure.EXCEPCION, "Proveedor único")
    assert isinstance(announced, AteTenderAnnounced)
    assert announced.exception == letter
    assert when(given("state-need", terms, announced), "award")


@pytest.mark.parametrize("letter", ["a", "c", "i"])
def test_no_other_letter_does(letter: str) -> None:
    refusal = refused(given("state-need"), "invoke-exception", letter=letter)
    assert (refusal.code, refusal.allowed) == (
        "excepcion_no_admitida",
        ("letter = g", "letter = h"),
    )


def test_bids_are_received_until_the_tender_closes_and_judged_afterwards() -> None:
    state = given(*TENDERING[:3])
    assert refused(state, "receive-bid", occurred_on=date(2024, 2, 1)).code == "plazo_cerrado"
    state = given(*TENDERING[:4])
    assert refused(state, "receive-bid").code == "oferta_repetida"
    assert refused(state, "evaluate-bid", occurred_on=date(2024, 1, 31)).code == "plazo_abierto"
    assert refused(state, "evaluate-bid", ate=RIVAL).code == "sin_oferta"


@pytest.mark.parametrize(
    "scores",
    [
        [{"criterion": "precio", "points": 30}],
        [{"criterion": "precio", "points": 41}, {"criterion": "equipo", "points": 1}],
        [{"criterion": "precio", "points": 1}, {"criterion": "color", "points": 1}],
    ],
)
def test_a_bid_is_judged_by_the_criteria_of_the_terms(scores: list[dict[str, Any]]) -> None:
    assert refused(given(*TENDERING[:4]), "evaluate-bid", scores=scores).code == (
        "puntajes_fuera_de_bases"
    )


def test_the_best_bid_is_awarded_once_all_are_judged() -> None:
    state = given(*TENDERING[:4], command("receive-bid", ate=RIVAL), "evaluate-bid")
    assert refused(state, "award").code == "ofertas_sin_evaluar"
    best = [{"criterion": "precio", "points": 40}, {"criterion": "equipo", "points": 60}]
    judged = CONTRACTS.fold(state, when(state, "evaluate-bid", ate=RIVAL, scores=best))
    refusal = refused(judged, "award")
    assert (refusal.code, refusal.allowed) == ("no_es_la_mejor_oferta", (f"ate = {RIVAL}",))


@pytest.mark.parametrize(
    "instead",
    [
        certificate(valid_until=date(2024, 2, 7)),
        AteProviderSuspended(occurred_on=date(2024, 2, 1), ate=ATE, reason="Deudas"),
        AteProviderRemoved(occurred_on=date(2024, 2, 8), ate=ATE, reason="Deudas"),
    ],
)
def test_only_an_adviser_certified_that_day_is_awarded(instead: Event) -> None:
    assert refused(given(*TENDERING[:5], instead), "award").code == "ate_no_certificada"


def test_a_suspension_that_is_over_bars_nobody() -> None:
    over = AteProviderSuspended(
        occurred_on=date(2023, 6, 1), ate=ATE, until=date(2024, 2, 7), reason="Deudas"
    )
    assert when(given(*TENDERING[:5], over), "award")


def test_a_void_tender_may_be_followed_by_another() -> None:
    state = given(*TENDERING[:3])
    state = CONTRACTS.fold(state, when(state, "declare-void"))
    later = {"occurred_on": date(2024, 2, 9)}
    assert refused(state, "approve-terms", **later).code == "concurso_repetido"
    assert when(state, "approve-terms", tender="T-2", **later)
    assert when(state, "invoke-exception", tender="T-3", **later)


def test_a_tender_of_a_file_may_be_cited() -> None:
    tender = {"tender": "F-9"}
    announced = AteTenderAnnounced.model_validate(
        tender
        | {"occurred_on": date(2024, 1, 5), "sostenedor": HOLDER, "rbd": 1, "subject": "Lectura"}
    )
    awarded = AteTenderAwarded.model_validate(
        tender | {"occurred_on": date(2024, 2, 1), "ate": RIVAL, "bidders": [RIVAL]}
    )
    [signed, *_] = when(given("state-need", announced, awarded), "sign", tender="F-9")
    assert isinstance(signed, AteContractSigned)
    assert (signed.ate, signed.tender, signed.pme_action) == (RIVAL, "F-9", "A-1")
    assert refused(given("state-need", announced), "sign", tender="F-9").code == "sin_adjudicacion"
    assert refused(given(*TENDERING), "sign", tender="F-9").code == "concurso_distinto"


def test_instalments_add_up_and_the_last_is_a_fifth_at_least() -> None:
    state = given(*TENDERING)
    short = [instalment("inicio", 300), instalment("final", 600)]
    uneven = refused(state, "sign", instalments=short)
    assert uneven.code == "cuotas_no_cuadran"
    assert uneven.message == "Las cuotas suman $900 y el contrato $1.000."
    small = [instalment("inicio", 801), instalment("final", 199)]
    refusal = refused(state, "sign", instalments=small)
    assert (refusal.code, refusal.allowed) == ("cuota_final_baja", ("final instalments >= 200",))
    assert refusal.message == "El informe final paga $199, menos de 20,0 % de $1.000."
    assert when(state, "sign", instalments=[instalment("inicio", 800), instalment("final", 200)])
    lenient = AteContractDecider(final_share=Decimal("0.1"))
    assert lenient.decide(state, command("sign", instalments=small))


def test_no_more_is_signed_than_was_offered() -> None:
    more = [instalment("final", 1_001)]
    refusal = refused(given(*TENDERING), "sign", amount=1_001, instalments=more)
    assert (refusal.code, refusal.allowed) == ("monto_excede", ("amount <= 1000",))
    assert refusal.message == "La oferta adjudicada es $1.000; $1.001 es más."


def test_several_sostenedores_contract_together() -> None:
    associate = {"sostenedor": OTHER_HOLDER, "rbd": 2, "amount": 400}
    events = when(given(*TENDERING), "sign", associates=[associate])
    [associated] = [each for each in events if isinstance(each, AteContractAssociated)]
    assert (associated.sostenedor, associated.rbd, associated.amount) == (OTHER_HOLDER, 2, 400)
    alone = associate | {"amount": 1_000}
    assert refused(given(*TENDERING), "sign", associates=[alone]).code == "asociados_exceden"
    itself = associate | {"sostenedor": HOLDER}
    assert refused(given(*TENDERING), "sign", associates=[itself]).code == "asociado_repetido"


def test_a_report_is_returned_corrected_and_approved() -> None:
    state = given(*SIGNED)
    assert refused(state, "approve").code == "sin_informe"
    state = given(*SIGNED, "deliver")
    assert refused(state, "deliver").code == "informe_en_revision"
    state = given(*SIGNED, "deliver", "return")
    assert refused(state, "approve").code == "sin_informe"
    corrected = command("deliver", occurred_on=date(2024, 4, 9))
    state = given(*SIGNED, "deliver", "return", corrected, "approve")
    assert state.milestone(1).approved_on == date(2024, 4, 12)
    assert refused(state, "deliver", occurred_on=date(2024, 4, 15)).code == "hito_aprobado"


def test_terms_are_counted_in_business_days() -> None:
    assert review_due(date(2024, 9, 13)) == date(2024, 10, 2)  # Fiestas Patrias in between
    assert correction_due(date(2024, 4, 5)) == date(2024, 4, 12)


def test_nobody_is_billed_who_did_not_attend() -> None:
    delivered = command("deliver", participants_billed=30, participants_attended=22)
    refusal = refused(given(*SIGNED, delivered), "approve")
    assert (refusal.code, refusal.allowed) == ("participantes_exceden", ("return",))


@pytest.mark.parametrize("until", [SIGNED, (*SIGNED, "deliver"), (*SIGNED, "deliver", "return")])
def test_an_unapproved_milestone_is_not_paid(until: tuple[str, ...]) -> None:
    state = given(*until)
    assert refused(state, "pay").code == "hito_no_aprobado"
    assert refused(state, "invoice").code == "hito_no_aprobado"
    other_is_approved = given(*SIGNED, "deliver", "approve", "invoice")
    assert refused(other_is_approved, "pay", milestone=2).code == "hito_no_aprobado"
    assert refused(other_is_approved, "pay", milestone=3).code == "hito_no_acordado"


def test_what_a_file_says_was_paid_unapproved_stands_and_shows() -> None:
    paid = event(
        ContractPaymentMade,
        payment=1,
        milestone=1,
        amount=300,
        subvencion="SEP",
        occurred_on=date(2024, 3, 5),
    )
    state = given(*SIGNED, paid)
    assert (state.paid(1), state.paid_before_approval(1)) == (300, True)
    state = given(*SIGNED, paid, "deliver", "approve", "invoice")
    assert refused(state, "pay").code == "hito_pagado"
    assert not given(*PAID).paid_before_approval(1)


def test_a_contract_that_only_files_know_is_paid_by_command() -> None:
    facts = [
        event(
            AteContractSigned,
            sostenedor=HOLDER,
            rbd=1,
            ate=ATE,
            subject="Lectura",
            starts_on=date(2024, 3, 1),
            ends_on=date(2024, 12, 20),
            amount=500,
        ),
        event(MilestoneAgreed, milestone=1, milestone_kind="final", title="Final", amount=500),
        event(MilestoneApproved, milestone=1),
    ]
    invoice = command("invoice", amount=500)
    [paid] = when(given(*facts, invoice), "pay", amount=500)
    assert isinstance(paid, ContractPaymentMade)
    assert (paid.payment, paid.subvencion, paid.document_number) == (1, "SEP", "77")


def test_payments_in_parts_never_exceed_the_invoice() -> None:
    part = command("pay", amount=100)
    state = given(*PAID[:-1], part)
    refusal = refused(state, "pay", amount=201)
    assert (refusal.code, refusal.allowed) == ("monto_excede", ("amount <= 200",))
    [last] = when(state, "pay", amount=200)
    assert isinstance(last, ContractPaymentMade)
    assert last.payment == 2


def test_an_invoice_is_not_above_what_was_agreed() -> None:
    assert refused(given(*SIGNED, "deliver", "approve"), "invoice", amount=301).code == (
        "monto_excede"
    )


def test_an_amendment_adds_and_drops_milestones_that_still_add_up() -> None:
    state = given(*PAID)
    amended, added = when(state, "amend")
    assert isinstance(amended, AteContractAmended)
    assert isinstance(added, MilestoneAgreed)
    assert (amended.amount, added.milestone) == (1_100, 3)
    assert refused(state, "amend", amount=1_200).code == "cuotas_no_cuadran"
    assert refused(state, "amend", amount=1_000, adds=[]).code == "sin_cambio"
    assert refused(state, "amend", cancels=[1]).code == "hito_aprobado"
    assert refused(state, "amend", cancels=[9]).code == "hito_no_acordado"
    adds = [instalment("final", 200)]
    _, cancelled, _ = when(state, "amend", amount=500, adds=adds, cancels=[2])
    assert isinstance(cancelled, MilestoneCancelled)
    state = CONTRACTS.fold(state, when(state, "amend", amount=500, adds=adds, cancels=[2]))
    assert sorted(state.agreed) == [1, 3]
    assert refused(state, "deliver", milestone=2).code == "hito_no_acordado"


def test_a_contract_ends_when_all_is_approved_or_is_terminated_with_a_reason() -> None:
    state = given(*PAID)
    assert refused(state, "end").code == "hitos_pendientes"
    [ended] = when(state, "terminate")
    assert isinstance(ended, AteContractEnded)
    assert (ended.terminated, ended.reason) == (True, "Incumplimiento")
    last = {"milestone": 2, "occurred_on": date(2024, 12, 1)}
    state = given(*PAID, command("deliver", **last), command("approve", **last))
    state = CONTRACTS.fold(state, when(state, "end"))
    assert refused(state, "amend", occurred_on=date(2024, 12, 21)).code == "terminado"
    invoiced = command("invoice", **last | {"occurred_on": date(2025, 1, 5)}, amount=700)
    state = CONTRACTS.fold(state, CONTRACTS.decide(state, invoiced))
    assert when(state, "pay", milestone=2, amount=700, occurred_on=date(2025, 1, 31))
    assert when(state, "evaluate")


@pytest.mark.parametrize(
    ("until", "name", "day"),
    [
        (TENDERING, "sign", date(2024, 2, 7)),
        (SIGNED, "deliver", date(2024, 3, 3)),
        (PAID[:-2], "invoice", date(2024, 4, 11)),
        (PAID[:-1], "pay", date(2024, 4, 14)),
    ],
)
def test_no_step_is_dated_before_the_one_it_rests_on(
    until: tuple[str, ...], name: str, day: date
) -> None:
    assert refused(given(*until), name, occurred_on=day).code == "fecha_anterior"


def test_a_command_looks_at_what_files_say_about_the_same_contract() -> None:
    streams = set(CONTRACTS.facts(CONTRACT, command("pay")))
    facts = (
        event(AteContractEnded),
        event(MilestoneApproved, milestone=24),
        event(ContractPaymentMade, payment=24, amount=1, subvencion="SEP"),
    )
    assert all(fact.stream() in streams for fact in facts)  # type: ignore[attr-defined]  # all are facts
    assert certificate().stream() in set(CONTRACTS.facts(CONTRACT, command("award")))
