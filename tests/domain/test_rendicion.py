"""A rendición goes through its stages in order, is reviewed to the peso, and is late when late."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.domain.rendiciones import (
    CLOSING,
    COMMON,
    DECIDER,
    HOLDER,
    INVOICE,
    KEY,
    OTHER,
    PIE,
    command,
    document,
    given,
    refused,
    when,
)

from sep_domain.dates.business_days import business_days_between
from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Event
from sep_domain.events.funds.accounting import SaldoCertified
from sep_domain.events.funds.rendicion import (
    Allocation,
    AllocationCorrected,
    AllocationObserved,
    AllocationResolved,
    RendicionBalancesAccredited,
    RendicionPresented,
    RendicionReviewed,
    RendicionSigned,
)
from sep_domain.law.statute import NoStatuteError
from sep_domain.rendicion.books import KnownBooks
from sep_domain.rendicion.commands import RendicionCommand
from sep_domain.rendicion.law import (
    days_late,
    deadline,
    latest_extension,
    shortfall,
    tolerated_shortfall,
)
from sep_domain.rendicion.rules import ORDER
from sep_domain.rendicion.state import RendicionKey, RendicionState
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp

PRESENTED = CLOSING[:-1]


@pytest.mark.parametrize("done", range(len(CLOSING)))
def test_each_step_needs_the_one_before(done: int) -> None:
    state = given(*CLOSING[:done])
    assert CLOSING[done] in ORDER.allowed(state)
    assert when(state, CLOSING[done])


@pytest.mark.parametrize("left_out", CLOSING[:-1])
def test_without_any_one_step_it_is_never_closed(left_out: str) -> None:
    state = given()
    for step in CLOSING:
        if step != left_out and step in ORDER.allowed(state):
            state = DECIDER.fold(state, when(state, step))
    assert state.closed_on is None


@pytest.mark.parametrize("step", CLOSING)
def test_no_step_is_done_twice(step: str) -> None:
    state = given(*CLOSING)
    assert refused(state, step).code == "rendicion_cerrada"


def test_the_director_signs_only_after_the_consejo_was_informed() -> None:
    assert refused(given(), "sign").code == "consejo_no_informado"
    early = refused(given("inform-consejo"), "sign", occurred_on=date(2025, 2, 28))
    assert (early.code, early.allowed) == ("fecha_anterior", ("occurred_on >= 2025-03-01",))


def test_other_subvenciones_need_no_consejo_and_no_director() -> None:
    stages = ("declare-payroll", "declare-books", "accredit-balances")
    assert when(given(*stages, key=PIE), "declare")
    assert refused(given(*stages), "declare").code == "consejo_no_informado"


def test_a_refusal_names_what_is_allowed() -> None:
    refusal = refused(given("inform-consejo"), "close")
    assert refusal.code == "no_presentada"
    assert refusal.allowed == ("sign", "declare-payroll", "extend")


def test_a_signature_in_a_file_stands_without_the_consejo() -> None:
    signed = RendicionSigned.model_validate({**COMMON, "occurred_on": date(2025, 3, 2)})
    state = given(signed)
    assert (state.signed_on, state.consejo_informed_on) == (date(2025, 3, 2), None)
    assert refused(given(signed, *CLOSING[2:5]), "declare").code == "consejo_no_informado"


def test_what_files_brought_counts_as_done() -> None:
    presented = RendicionPresented.model_validate({**COMMON, "occurred_on": date(2025, 3, 2)})
    assert when(given(presented), "close")


def test_balances_are_accredited_by_the_sum_of_the_certificates() -> None:
    accounts = [
        {"bank_account": "1", "certified_on": date(2024, 12, 31), "amount": 1_500},
        {"bank_account": "2", "certified_on": date(2024, 12, 30), "amount": 400},
    ]
    state = given("declare-payroll", "declare-books")
    *certificates, accredited = when(state, "accredit-balances", certificates=accounts)
    assert [type(one) for one in certificates] == [SaldoCertified, SaldoCertified]
    assert [one.occurred_on.day for one in certificates] == [31, 30]
    assert isinstance(accredited, RendicionBalancesAccredited)
    # 1,000 + 5,000 - 4,000
    assert (accredited.balance, accredited.certified) == (2_000, 1_900)


@pytest.mark.parametrize(
    ("balance", "tolerated"), [(2_000, 50_000), (5_000_000, 50_000), (6_000_000, 60_000)]
)
def test_a_shortfall_is_tolerated_up_to_one_percent_or_fifty_thousand_pesos(
    balance: int, tolerated: int
) -> None:
    assert tolerated_shortfall(Clp(balance), SchoolYear(2024)) == tolerated


def test_the_year_is_rendered_by_31_march() -> None:
    assert deadline(SchoolYear(2024)) == date(2025, 3, 31)
    assert days_late(date(2025, 3, 31), deadline(SchoolYear(2024))) == 0
    assert days_late(date(2025, 4, 18), deadline(SchoolYear(2024))) == 18
    with pytest.raises(NoStatuteError):
        deadline(SchoolYear(2010))


@pytest.mark.parametrize("year", [2011, 2023, 2024, 2027])
def test_31_march_is_in_time_and_1_april_is_late_also_after_a_leap_day(year: int) -> None:
    # Ley 20.529 art 54; 2024 and 2028 have a 29 February on the way.
    due = deadline(SchoolYear(year))
    assert due == date(year + 1, 3, 31)
    assert days_late(date(year + 1, 2, 28), due) == 0
    assert days_late(date(year + 1, 3, 31), due) == 0
    assert days_late(date(year + 1, 4, 1), due) == 1


def test_an_extraordinary_term_has_sixty_business_days_at_most() -> None:
    latest = latest_extension(SchoolYear(2024))
    assert business_days_between(date(2025, 3, 31), latest) == 60
    assert when(given(), "extend", until=latest)
    late = refused(given(), "extend", until=date.fromordinal(latest.toordinal() + 1))
    assert (late.code, late.allowed) == ("plazo_fuera_de_rango", (f"until <= {latest}",))
    assert refused(given(), "extend", until=date(2025, 3, 31)).code == "plazo_fuera_de_rango"


def test_before_ley_21006_there_was_no_extraordinary_term() -> None:
    state = given(key=KEY.model_copy(update={"year": SchoolYear(2014)}))
    assert refused(state, "extend").code == "sin_plazo_extraordinario"


def test_there_is_one_extraordinary_term_and_none_after_presenting() -> None:
    assert refused(given("extend"), "extend").code == "ya_prorrogada"
    assert refused(given(*PRESENTED), "extend").code == "ya_presentada"


def test_only_what_was_declared_can_be_observed_and_no_more_than_that() -> None:
    presented = given(*PRESENTED)
    assert refused(presented, "observe-allocation").code == "documento_no_declarado"
    declared = given(*PRESENTED, document(100))
    (observed,) = when(declared, "observe-allocation", amount=100)
    assert isinstance(observed, AllocationObserved)
    assert (observed.document, observed.amount) == ("410605/FACE//77", 100)
    assert refused(declared, "observe-allocation", amount=101).code == "monto_excede"


def test_an_observation_is_corrected_then_accepted_and_rejected_whole() -> None:
    observed = given(*PRESENTED, document(100), "observe-allocation")
    assert refused(observed, "review").code == "observaciones_pendientes"
    (corrected,) = when(observed, "correct-allocation", amount=80)
    assert isinstance(corrected, AllocationCorrected)
    assert (corrected.before, corrected.amount) == (100, 80)
    after = given(*PRESENTED, document(100), "observe-allocation", corrected)
    unequal = refused(after, "resolve-allocation", accepted=100, rejected=0)
    assert (unequal.code, unequal.allowed) == ("montos_no_cuadran", ("accepted + rejected = 80",))
    resolved, totals = when(after, "resolve-allocation", accepted=50, rejected=30)
    assert isinstance(resolved, AllocationResolved)
    assert isinstance(totals, RendicionReviewed)
    assert (totals.accepted, totals.rejected, totals.document) == (50, 30, str(INVOICE))
    assert (resolved.accepted, resolved.rejected) == (50, 30)


def test_an_observation_stands_until_it_is_resolved() -> None:
    observed = given(*PRESENTED, document(100), "observe-allocation")
    assert refused(observed, "observe-allocation").code == "observacion_pendiente"
    resolved = given(*PRESENTED, document(100), "observe-allocation", "resolve-allocation")
    assert refused(resolved, "resolve-allocation").code == "ya_resuelta"
    assert refused(resolved, "correct-allocation").code == "sin_observacion"
    assert when(resolved, "observe-allocation")


def resolved(allocation: Allocation, accepted: int, rejected: int) -> RendicionCommand:
    return command(
        "resolve-allocation", allocation=allocation, accepted=accepted, rejected=rejected
    )


def totals(state: RendicionState) -> tuple[int | None, int | None]:
    return state.accepted, state.rejected


def test_resolving_one_allocation_leaves_the_others_as_they_stand() -> None:
    one = given(*PRESENTED, document(100), resolved(INVOICE, 100, 0))
    assert totals(one) == (100, 0)
    both = given(
        *PRESENTED,
        document(100),
        document(50, OTHER),
        resolved(INVOICE, 100, 0),
        resolved(OTHER, 30, 20),
    )
    assert totals(both) == (130, 20)


def test_a_review_states_all_and_takes_back_nothing_that_was_resolved() -> None:
    state = given(
        *PRESENTED,
        document(100),
        document(50, OTHER),
        resolved(INVOICE, 100, 0),
        resolved(OTHER, 30, 20),
    )
    wrong = refused(state, "review", accepted=130, rejected=0)
    assert (wrong.code, wrong.allowed) == (
        "totales_no_cuadran",
        ("accepted >= 130, rejected >= 20",),
    )
    (reviewed,) = when(state, "review", accepted=900, rejected=20)
    assert isinstance(reviewed, RendicionReviewed)
    assert (reviewed.accepted, reviewed.rejected, reviewed.document) == (900, 20, None)


def test_a_review_judges_no_more_than_is_declared() -> None:
    known = replace(given(*PRESENTED), known=KnownBooks(position=9, declared=Clp(500)))
    refusal = refused(known, "review", accepted=480, rejected=21)
    assert (refusal.code, refusal.allowed) == (
        "totales_exceden",
        ("accepted + rejected <= 500",),
    )
    assert when(known, "review", accepted=480, rejected=20)


def whole(accepted: int, rejected: int) -> RendicionReviewed:
    """What a file states over all."""
    return RendicionReviewed.model_validate(
        {
            **COMMON,
            "occurred_on": date(2025, 4, 30),
            "accepted": accepted,
            "rejected": rejected,
        }
    )


@pytest.mark.parametrize(
    ("accepted", "rejected", "observed", "then"),
    [
        # All 1,000 were judged: the invoice of 100 leaves what was accepted, and comes back.
        (900, 100, (800, 100), (870, 130)),
        # 60 were left pending: the invoice takes those, and 40 of what was accepted.
        (850, 90, (810, 90), (880, 120)),
        # 400 were left pending: nothing that was accepted is touched.
        (600, 0, (600, 0), (670, 30)),
        # Nothing was accepted: it can only have been rejected.
        (0, 1_000, (0, 900), (70, 930)),
    ],
)
def test_the_review_of_one_invoice_leaves_a_whole_year_accepted(
    accepted: int, rejected: int, observed: tuple[int, int], then: tuple[int, int]
) -> None:
    known = KnownBooks(position=9, declared=Clp(1_000))
    stated = replace(given(*PRESENTED, document(100), whole(accepted, rejected)), known=known)
    state = DECIDER.fold(stated, when(stated, "observe-allocation"))
    assert totals(state) == observed
    state = DECIDER.fold(state, when(state, "resolve-allocation", accepted=70, rejected=30))
    assert totals(state) == then


def test_a_statement_over_all_without_room_for_what_was_resolved_stands_over_it() -> None:
    state = given(*PRESENTED, document(100), resolved(INVOICE, 0, 100), whole(900, 60))
    assert totals(state) == (900, 60)
    assert not state.is_resolved(INVOICE)


def test_a_restated_document_has_its_corrections_in_it_and_is_decided_again() -> None:
    corrected = given(
        *PRESENTED, document(100), "observe-allocation", command("correct-allocation", amount=80)
    )
    assert corrected.amount(INVOICE) == 80
    restated = DECIDER.evolve(corrected, document(80))
    assert restated.amount(INVOICE) == 80
    accepted = DECIDER.fold(restated, when(restated, "resolve-allocation", accepted=80, rejected=0))
    assert refused(accepted, "resolve-allocation", accepted=80, rejected=0).code == "ya_resuelta"
    again = DECIDER.evolve(accepted, document(90))
    assert totals(DECIDER.fold(again, when(again, "observe-allocation", amount=90))) == (0, 0)
    (_, after) = when(again, "resolve-allocation", accepted=90, rejected=0)
    assert isinstance(after, RendicionReviewed)
    assert (after.accepted, after.rejected) == (90, 0)


def test_a_credit_note_is_accepted_as_what_it_takes_back() -> None:
    state = given(*PRESENTED, document(-40))
    assert refused(state, "resolve-allocation", accepted=60, rejected=-100).code == (
        "montos_no_cuadran"
    )
    _, after = when(state, "resolve-allocation", accepted=-40, rejected=0)
    assert isinstance(after, RendicionReviewed)
    assert after.accepted == -40


def moving(amount: int, **to: Any) -> dict[str, Any]:
    return {"correction": "reimputar", "amount": amount, **to}


def test_a_moved_amount_leaves_one_allocation_and_enters_another() -> None:
    observed = given(*PRESENTED, document(100), "observe-allocation")
    (moved,) = when(observed, "correct-allocation", **moving(60, to_account="410601"))
    after = DECIDER.evolve(observed, moved)
    there = INVOICE.model_copy(update={"account": "410601"})
    assert after.amount(INVOICE) == 40
    assert after.of(there).corrected_by == 60


@pytest.mark.parametrize("to", [{"to_subvencion": "PIE"}, {"to_rbd": 2}])
def test_what_moves_to_another_fund_or_school_leaves_the_rendicion(to: dict[str, Any]) -> None:
    observed = given(*PRESENTED, document(100), "observe-allocation")
    (moved,) = when(observed, "correct-allocation", **moving(100, **to))
    after = DECIDER.evolve(observed, moved)
    assert after.amount(INVOICE) == 0
    assert list(after.allocations) == [INVOICE]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (moving(101, to_account="410601"), "monto_excede"),
        (moving(0, to_account="410601"), "monto_cero"),
        (moving(10, to_account="410605"), "mismo_destino"),
        ({"correction": "modificar", "amount": 100}, "sin_cambio"),
        ({"correction": "agregar", "amount": 0}, "monto_cero"),
        ({"occurred_on": date(2025, 5, 1)}, "fecha_anterior"),
    ],
)
def test_a_correction_must_change_something_that_is_there(
    changes: dict[str, Any], code: str
) -> None:
    observed = given(*PRESENTED, document(100), "observe-allocation")
    assert refused(observed, "correct-allocation", **changes).code == code


def test_only_what_moves_says_where_to() -> None:
    with pytest.raises(ValueError, match="reimputar"):
        command("correct-allocation", to_account="410601")
    with pytest.raises(ValueError, match="reimputar"):
        command("correct-allocation", correction="reimputar")


def test_after_closing_the_sostenedor_rectifies_and_says_why() -> None:
    assert refused(given(*PRESENTED, document()), "rectify").code == "no_cerrada"
    closed = given(*CLOSING, document(100))
    assert when(closed, "rectify")
    (added,) = when(closed, "rectify", allocation=OTHER, correction="agregar", amount=25)
    assert DECIDER.evolve(closed, added).of(OTHER).corrected_by == 25
    with pytest.raises(ValueError, match="reason"):
        command("rectify", reason=" ")


def test_what_is_rectified_has_to_be_accepted_again() -> None:
    accepted = given(*CLOSING, document(100), "resolve-allocation")
    assert accepted.is_resolved(INVOICE)
    rectified = DECIDER.fold(accepted, when(accepted, "rectify"))
    assert not rectified.is_resolved(INVOICE)
    assert totals(rectified) == (0, 0)


def test_what_was_rejected_stays_rejected_whatever_the_sostenedor_makes_of_it() -> None:
    """The Superintendencia alone takes back what it rejected."""
    state = given(*CLOSING, document(100), resolved(INVOICE, 40, 60))
    for amount, pending in ((99, 39), (70, 10), (50, 0), (0, 0), (200, 140)):
        events = when(state, "rectify", amount=amount)
        reviewed = events[-1]
        assert isinstance(reviewed, RendicionReviewed)
        assert (reviewed.pending, reviewed.kept) == (pending, 60)
        state = DECIDER.fold(state, events)
        assert totals(state) == (0, 60)
    assert refused(state, "review", accepted=0, rejected=59).code == "totales_no_cuadran"
    state = DECIDER.fold(state, when(state, "resolve-allocation", accepted=180, rejected=20))
    assert totals(state) == (180, 20)


def test_what_moves_leaves_the_rejection_where_it_was() -> None:
    state = given(*CLOSING, document(100), resolved(INVOICE, 0, 100))
    state = DECIDER.fold(state, when(state, "rectify", **moving(100, to_account="410601")))
    assert totals(state) == (0, 100)
    assert state.of(INVOICE).kept == 100


def test_a_rejection_over_all_is_not_taken_back_by_a_rectification() -> None:
    known = KnownBooks(position=9, declared=Clp(1_000))
    stated = replace(given(*CLOSING, document(100), whole(0, 1_000)), known=known)
    state = DECIDER.fold(stated, when(stated, "rectify", amount=80))
    assert totals(state) == (0, 1_000)


def test_the_first_version_of_an_observation_did_not_say_which_allocation() -> None:
    state: dict[str, Any] = {
        **COMMON,
        "occurred_on": "2025-05-02",
        "document": "Factura 77",
        "reason": "Sin respaldo",
    }
    AllocationObserved.upcast_v1_v2(state)
    old = AllocationObserved.model_validate(state)
    assert old.allocation is None
    assert given(*PRESENTED, old) == given(*PRESENTED)


def test_the_document_of_an_allocation_is_the_row_of_the_file() -> None:
    row = document(100)
    asked = command("observe-allocation")
    assert row.stream() in DECIDER.facts(KEY, asked)
    twin = INVOICE.model_copy(update={"twin": 2})
    streams = DECIDER.facts(KEY, command("observe-allocation", allocation=twin))
    assert int(row.stream()) | 2 in map(int, streams)


def test_the_steps_in_files_are_found_by_their_key() -> None:
    signed = RendicionSigned.model_validate({**COMMON, "occurred_on": date(2025, 3, 2)})
    assert signed.stream() in DECIDER.facts(KEY, command("sign"))


def test_a_rendicion_has_a_stream_of_its_own() -> None:
    keys = [
        KEY,
        PIE,
        RendicionKey(sostenedor=HOLDER, rbd=Rbd(2), year=SchoolYear(2024), subvencion="SEP"),
        RendicionKey(sostenedor=HOLDER, rbd=Rbd(1), year=SchoolYear(2023), subvencion="SEP"),
    ]
    assert len({key.stream() for key in keys}) == 4
    with pytest.raises(ValueError, match="2011"):
        RendicionKey(sostenedor=HOLDER, rbd=Rbd(1), year=SchoolYear(2010), subvencion="SEP")


def test_state_is_the_fold_of_its_events() -> None:
    events: list[Event] = [document(100)]
    state = DECIDER.fold(DECIDER.initial(KEY), events)
    for name in (*CLOSING, "observe-allocation", "correct-allocation"):
        made = when(state, name)
        events += made
        state = DECIDER.fold(state, made)
    assert DECIDER.fold(DECIDER.initial(KEY), events) == state


def test_an_allocation_reads_as_its_key() -> None:
    given_by = Allocation(
        account="410501", document_type="FACE", document_number="9", issuer=HOLDER, twin=1
    )
    assert str(given_by) == "410501/FACE/62000660-2/9/1"


def test_without_a_certificate_nothing_is_short() -> None:
    year = SchoolYear(2024)
    assert shortfall(Clp(83_802_122), None, year) is None
    assert shortfall(Clp(83_802_122), Clp(0), year) == 83_802_122
