"""A convenio goes from application to settlement in order and within the terms of the law."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from tests.domain.convenio import (
    ASKED,
    COMMON,
    DAEM,
    DECIDER,
    FACTS,
    FROM,
    KEY,
    LATEST_EXTENSION,
    LATEST_NOTICE,
    NEXT,
    SIGNED,
    SLEP,
    TO,
    command,
    given,
    refused,
    when,
)

from sep_domain.convenio.rules import ORDER
from sep_domain.convenio.state import fact_streams
from sep_domain.events.base import Event, Fact
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioEndReason,
    ConvenioExtended,
    ConvenioRenewalRequested,
    ConvenioRenewed,
    ConvenioRequested,
    ConvenioSettled,
    ConvenioSigned,
    ConvenioTransferred,
    SaldoPlanExecuted,
    SaldoPlanPresented,
)
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp


@pytest.mark.parametrize(
    ("story", "name", "event"),
    [
        (
            (),
            "request",
            ConvenioRequested(occurred_on=date(2019, 8, 20), sostenedor=DAEM, **COMMON),
        ),
        (
            ("request",),
            "sign",
            ConvenioSigned(
                occurred_on=date(2020, 2, 3),
                sostenedor=DAEM,
                from_date=FROM,
                to_date=TO,
                classification="emergente",
                **COMMON,
            ),
        ),
        (
            SIGNED,
            "request-renewal",
            ConvenioRenewalRequested(occurred_on=date(2023, 11, 30), **COMMON),
        ),
        (ASKED, "extend", ConvenioExtended(occurred_on=TO, until=date(2024, 8, 31), **COMMON)),
        (ASKED, "renew", ConvenioRenewed(occurred_on=date(2024, 5, 2), **COMMON)),
        (
            ASKED,
            "refuse-renewal",
            ConvenioEnded(occurred_on=TO, reason=ConvenioEndReason.NO_RENOVADO, **COMMON),
        ),
        (
            SIGNED,
            "expire",
            ConvenioEnded(occurred_on=TO, reason=ConvenioEndReason.CADUCADO, **COMMON),
        ),
        (
            SIGNED,
            "renounce",
            ConvenioEnded(
                occurred_on=date(2024, 1, 31), reason=ConvenioEndReason.RENUNCIADO, **COMMON
            ),
        ),
        (
            SIGNED,
            "transfer",
            ConvenioTransferred(occurred_on=date(2024, 1, 1), sostenedor=SLEP, **COMMON),
        ),
        (
            (*SIGNED, "expire"),
            "settle",
            ConvenioSettled(occurred_on=date(2025, 6, 1), restored=Clp(7_000), **COMMON),
        ),
        (
            SIGNED,
            "present-saldo-plan",
            SaldoPlanPresented(
                occurred_on=date(2026, 4, 15),
                saldo=Clp(9_000),
                deadline=date(2026, 9, 30),
                **COMMON,
            ),
        ),
        (
            (*SIGNED, "present-saldo-plan"),
            "execute-saldo-plan",
            SaldoPlanExecuted(occurred_on=date(2026, 8, 31), executed=Clp(6_000), **COMMON),
        ),
    ],
)
def test_each_command_in_its_turn_says_what_happened(
    story: tuple[str, ...], name: str, event: Event
) -> None:
    assert when(given(*story), name) == [event]


def test_a_convenio_lasts_four_years_at_least() -> None:
    short = refused(given("request"), "sign", to_date=date(2024, 2, 28))
    assert (short.code, short.allowed) == ("plazo_menor", ("to_date >= 2024-02-29",))
    assert when(given("request"), "sign", to_date=date(2025, 2, 28))


def test_who_applied_signs() -> None:
    assert refused(given("request"), "sign", sostenedor=SLEP).code == "otro_sostenedor"


def test_renewal_is_asked_for_sixty_days_before_the_end() -> None:
    late = refused(given(*SIGNED), "request-renewal", occurred_on=date(2024, 1, 1))
    assert (late.code, late.allowed) == ("renovacion_tardia", ("occurred_on <= 2023-12-31",))
    assert when(given(*SIGNED), "request-renewal", occurred_on=LATEST_NOTICE)


def test_before_the_rule_there_was_no_notice_to_keep() -> None:
    old = {"from_date": date(2008, 3, 1), "to_date": date(2011, 10, 25)}
    signed = ConvenioSigned.model_validate(
        {"occurred_on": date(2008, 2, 1), "sostenedor": DAEM, "classification": "emergente"}
        | COMMON
        | old
    )
    assert when(given(signed), "request-renewal", occurred_on=date(2011, 10, 20))


def test_an_extension_reaches_twelve_months_at_most_also_in_parts() -> None:
    far = refused(given(*ASKED), "extend", until=date(2025, 3, 1))
    assert far.code == "prorroga_fuera_de_rango"
    assert far.allowed == ("2024-02-29 < until <= 2025-02-28",)
    half = given(*ASKED, "extend")
    assert refused(half, "extend").allowed == ("2024-08-31 < until <= 2025-02-28",)
    assert when(half, "extend", until=LATEST_EXTENSION)


def test_a_shorter_extension_in_a_file_takes_nothing_back() -> None:
    shorter = ConvenioExtended(occurred_on=TO, until=date(2024, 5, 31), **COMMON)
    assert given(*ASKED, "extend", shorter).last_day == date(2024, 8, 31)


def test_a_refused_renewal_holds_to_the_end_and_no_longer_than_extended() -> None:
    assert refused(given(*ASKED), "refuse-renewal", occurred_on=date(2024, 2, 1)).code == (
        "fecha_anterior"
    )
    after = date(2024, 8, 1)
    assert when(given(*ASKED, "extend"), "refuse-renewal", occurred_on=after)


def test_the_law_extends_what_was_asked_for_in_time_until_it_is_decided() -> None:
    """Ley 20.248 art 7 bis inc 2: up to twelve months, from a month's end to one."""
    assert given(*ASKED).last_day == LATEST_EXTENSION
    assert when(given(*ASKED), "refuse-renewal", occurred_on=LATEST_EXTENSION)
    assert when(given(*ASKED), "renew", occurred_on=LATEST_EXTENSION)
    late = refused(given(*ASKED), "refuse-renewal", occurred_on=date(2025, 3, 1))
    assert late.code == "posterior_al_termino"
    refusal = when(given(*ASKED), "refuse-renewal", occurred_on=date(2024, 8, 1))
    assert given(*ASKED, *refusal).last_day == date(2024, 8, 1)
    assert given(*ASKED, "renew").last_day == date(2024, 5, 2)


def test_the_law_extends_nothing_that_was_asked_for_late() -> None:
    """Art 7 bis a): sixty days before the end; a file may bring what a command may not."""
    for day, last in ((LATEST_NOTICE, LATEST_EXTENSION), (date(2024, 1, 1), TO)):
        asked = ConvenioRenewalRequested(occurred_on=day, **COMMON)
        assert given(*SIGNED, asked).last_day == last


def test_no_convenio_ends_before_it_begins() -> None:
    early = refused(given(*SIGNED), "renounce", occurred_on=date(2020, 2, 29))
    assert (early.code, early.allowed) == ("anterior_al_inicio", ("occurred_on >= 2020-03-01",))
    assert when(given(*SIGNED), "renounce", occurred_on=FROM)


@pytest.mark.parametrize(
    ("steps", "free"),
    [
        ((), date(2024, 3, 1)),
        # While the renewal is verified the convenio before holds (art 7 bis inc 2).
        ((ConvenioRenewalRequested(occurred_on=LATEST_NOTICE, **COMMON),), date(2025, 3, 1)),
        (
            (
                ConvenioRenewalRequested(occurred_on=LATEST_NOTICE, **COMMON),
                ConvenioRenewed(occurred_on=date(2024, 5, 1), **COMMON),
            ),
            date(2024, 5, 1),
        ),
        (
            (
                ConvenioEnded(
                    occurred_on=date(2022, 6, 30), reason=ConvenioEndReason.RENUNCIADO, **COMMON
                ),
            ),
            date(2022, 7, 1),
        ),
    ],
)
def test_a_school_has_one_convenio(steps: tuple[Event, ...], free: date) -> None:
    """Ley 20.248 art 7."""
    applied = ConvenioRequested(occurred_on=date(2019, 8, 1), sostenedor=DAEM, rbd=Rbd(1), number=2)
    state = given(FACTS["signed"], *steps, applied, key=NEXT)
    day = {"occurred_on": date(2024, 6, 1), "to_date": date(2030, 2, 28)}
    taken = refused(state, "sign", from_date=free - timedelta(days=1), **day)
    assert taken.code == "otro_convenio_vigente"
    assert "01-03-2020" in taken.message
    assert when(state, "sign", from_date=free, **day)
    assert FACTS["signed"].stream() in DECIDER.facts(NEXT, command("sign"))


def test_what_is_restored_in_part_leaves_the_rest_to_be_restored_or_planned() -> None:
    part = given(*SIGNED, "expire", "settle")
    assert when(part, "settle", occurred_on=date(2025, 7, 1), restored=3_000)
    assert when(part, "present-saldo-plan")
    planned = given(*SIGNED, "expire", "present-saldo-plan", "settle")
    assert when(planned, "execute-saldo-plan")


def test_a_convenio_passes_to_a_slep_with_all_that_it_owes() -> None:
    carried = given(*ASKED, "extend", "transfer")
    assert (carried.current_sostenedor, carried.last_day) == (SLEP, date(2024, 8, 31))
    assert refused(carried, "transfer").code == "mismo_sostenedor"
    assert "renew" in ORDER.allowed(carried)
    assert when(given(*SIGNED, "expire"), "transfer", occurred_on=date(2024, 7, 1))


def test_the_next_convenio_is_signed_on_the_renewal_of_the_one_before() -> None:
    later = {"from_date": date(2024, 9, 1), "to_date": date(2028, 8, 31)}
    day = {"occurred_on": date(2024, 8, 1)}
    assert refused(given(key=NEXT), "sign", **later, **day).code == "no_solicitado"
    renewed = ConvenioRenewed(occurred_on=date(2024, 5, 2), rbd=Rbd(1), number=1)
    assert when(given(renewed, key=NEXT), "sign", **later, **day, sostenedor=SLEP)
    assert refused(given(renewed, key=NEXT), "sign", **later).code == "fecha_anterior"
    assert {KEY.stream(), renewed.stream()} <= set(fact_streams(NEXT))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"occurred_on": date(2026, 5, 1)}, "plan_fuera_de_plazo"),
        ({"occurred_on": date(2025, 12, 31)}, "plan_fuera_de_plazo"),
        ({"deadline": date(2027, 1, 1)}, "plazo_del_plan"),
        ({"deadline": date(2026, 4, 14)}, "plazo_del_plan"),
        ({"deadline": date(2026, 10, 1), "infrastructure": 0}, "plazo_del_plan"),
        ({"occurred_on": TO}, "convenio_vigente"),
    ],
)
def test_a_plan_for_the_balance_keeps_the_dates_of_its_law(
    changes: dict[str, Any], code: str
) -> None:
    assert refused(given(*SIGNED), "present-saldo-plan", **changes).code == code


def test_what_is_of_letter_a_runs_through_the_year() -> None:
    content = {"deadline": date(2026, 12, 31), "infrastructure": 4_000}
    (event,) = when(given(*SIGNED), "present-saldo-plan", **content)
    assert isinstance(event, SaldoPlanPresented)
    assert event.infrastructure == 4_000
    with pytest.raises(ValidationError, match="excede lo que cubre el plan"):
        command("present-saldo-plan", infrastructure=9_001)


def test_a_plan_is_for_the_balance_that_was_left_behind() -> None:
    assert refused(given(*ASKED, "renew"), "present-saldo-plan").code == "ya_renovado"
    early_end = {"occurred_on": date(2023, 6, 30)}
    renounced = given(*SIGNED, *when(given(*SIGNED), "renounce", **early_end))
    assert when(renounced, "present-saldo-plan")


def test_what_is_carried_out_of_a_plan_grows_up_to_what_it_covers() -> None:
    half = given(*SIGNED, "present-saldo-plan", "execute-saldo-plan")
    assert refused(half, "execute-saldo-plan", executed=5_999).allowed == (
        "6000 <= executed <= 9000",
    )
    assert refused(half, "execute-saldo-plan", executed=9_001).code == "ejecucion_fuera_de_rango"
    assert when(half, "execute-saldo-plan", executed=9_000)
    early = refused(half, "execute-saldo-plan", occurred_on=date(2026, 8, 30), executed=9_000)
    assert early.code == "fecha_anterior"


def test_what_a_file_says_of_a_plan_counts() -> None:
    planned = given(FACTS["signed"], FACTS["planned"])
    assert refused(planned, "present-saldo-plan").code == "plan_ya_presentado"
    assert refused(planned, "execute-saldo-plan", executed=999).code == "ejecucion_fuera_de_rango"


@pytest.mark.parametrize("fact", FACTS.values(), ids=list(FACTS))
def test_the_streams_of_files_are_read(fact: Fact) -> None:
    assert fact.stream() in fact_streams(KEY)


def test_a_late_request_in_a_file_stands() -> None:
    state = given(FACTS["signed"], FACTS["asked"])
    assert "renew" in ORDER.allowed(state)


def test_what_is_given_back_is_entered_in_the_books_of_who_holds_the_convenio() -> None:
    settle = command("settle")
    [page] = DECIDER.pages(given(*SIGNED), settle)
    assert (page.sostenedor, page.month, page.rbd, page.subvencion) == (
        DAEM,
        "2025-06",
        KEY.rbd,
        "SEP",
    )
    [passed] = DECIDER.pages(given(*ASKED, "extend", "transfer"), settle)
    assert passed.sostenedor == SLEP
    assert DECIDER.pages(given(), settle) == []
    assert DECIDER.pages(given(*SIGNED), command("expire")) == []
