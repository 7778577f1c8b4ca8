"""A resolution is issued by who may, within what its law says, challenged in time, and lifted."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from tests.domain.acts import refused, told
from tests.graphql.given import convenio

from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.legal.acts import (
    ChallengeOutcome,
    ResolutionAnnulled,
    ResolutionIssued,
    ResolutionKind,
)
from sep_domain.resolucion import commands as ask
from sep_domain.resolucion import law
from sep_domain.resolucion.decider import ResolutionDecider
from sep_domain.resolucion.kinds import ground_of
from sep_domain.resolucion.law import Resolution, said_by
from sep_domain.resolucion.rules import ORDER
from sep_domain.resolucion.state import ResolutionKey

DECIDER = ResolutionDecider()
HOLDER = "62000660-2"
ISSUED = date(2025, 5, 5)

CONTENT: dict[ResolutionKind, dict[str, Any]] = {
    ResolutionKind.RETENCION_RENDICION: {"from_month": "2025-05", "retained_share": "0.5"},
    ResolutionKind.ESCALA_MEDIA_VIGENCIA: {"from_month": "2025-06", "paid_share": "0.5512"},
    ResolutionKind.RENOVACION_ESPECIAL: {
        "from_month": "2025-06",
        "paid_share": "0.62",
        "requested_on": "2025-04-14",
        "ground_notified_on": "2025-03-03",
    },
    ResolutionKind.SUSPENSION_APORTE_20: {"from_month": "2025-06"},
    ResolutionKind.SUSPENSION_APORTE_27: {"from_month": "2025-06"},
    ResolutionKind.CLASIFICACION: {"from_month": "2025-06", "classification": "en_recuperacion"},
    ResolutionKind.APERCIBIMIENTO_PME: {},
    ResolutionKind.SUSPENSION_CLASES: {"from_month": "2025-06", "to_month": "2025-07"},
    ResolutionKind.RETENCION_PRECAUTORIA: {"retained_share": "0.3"},
    ResolutionKind.RESTITUCION: {"amount": 48_500_000},
}
"""What each kind has to say, as its article asks."""


def key(kind: ResolutionKind = ResolutionKind.RETENCION_RENDICION, **changes: Any) -> ResolutionKey:
    body = ground_of(kind).authorities[0]
    office = f"{body}-13" if body in {"seremi", "direccion_regional"} else body
    said = {"authority": office, "year": 2025, "number": 1234, "subject": "50001", **changes}
    return ResolutionKey.model_validate(said)


def issue(kind: ResolutionKind = ResolutionKind.RETENCION_RENDICION, **changes: Any) -> ask.Issue:
    said = {"occurred_on": ISSUED, "kind": kind, "sostenedor": HOLDER, **CONTENT[kind], **changes}
    return ask.Issue.model_validate(said)


def notify(day: date) -> ask.Notify:
    return ask.Notify(occurred_on=day)


def challenge(day: date) -> ask.Challenge:
    return ask.Challenge(occurred_on=day)


@pytest.mark.parametrize("kind", ResolutionKind)
def test_every_kind_can_be_issued_and_has_no_flaw(kind: ResolutionKind) -> None:
    _, [event] = told(DECIDER, key(kind), issue(kind))
    assert isinstance(event, ResolutionIssued)
    assert (event.kind, event.rbd, event.sostenedor) == (kind, 50001, HOLDER)
    assert list(law.flaws(Resolution(**said_by(event)))) == []


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind in ResolutionKind for field in ground_of(kind).needs],
)
def test_what_it_has_to_say_is_missed(kind: ResolutionKind, field: str) -> None:
    assert refused(DECIDER, key(kind), [], issue(kind, **{field: None})) == "falta_" + field


@pytest.mark.parametrize("kind", ResolutionKind)
def test_nobody_else_may_issue_it(kind: ResolutionKind) -> None:
    others = {"agencia", "ministerio", "superintendencia"} - set(ground_of(kind).authorities)
    code = refused(DECIDER, key(kind, authority=min(others)), [], issue(kind))
    assert code == "autoridad_sin_facultad"


ONWARD = (ResolutionKind.RETENCION_RENDICION, ResolutionKind.ESCALA_MEDIA_VIGENCIA)


@pytest.mark.parametrize("kind", ONWARD)
def test_it_reaches_no_payment_before_its_month(kind: ResolutionKind) -> None:
    """Ley 21.006 art 1: what is still to be transferred."""
    assert told(DECIDER, key(kind), issue(kind, from_month="2025-05"))
    earlier = issue(kind, from_month="2025-04")
    assert refused(DECIDER, key(kind), [], earlier) == "retroactiva"


@pytest.mark.parametrize(("share", "taken"), [("0.499999", False), ("0.5", True), ("1", True)])
def test_half_is_retained_at_least(share: str, taken: bool) -> None:
    """Ley 21.006 art 1: *al menos el 50 %*."""
    command = issue(retained_share=share)
    if taken:
        assert told(DECIDER, key(), command)[1][0].retained_share == Decimal(share)  # type: ignore[attr-defined]
    else:
        assert refused(DECIDER, key(), [], command) == "retencion_menor"


@pytest.mark.parametrize(("share", "taken"), [("0.699999", True), ("0.7", False)])
def test_who_spent_seventy_percent_is_not_scaled(share: str, taken: bool) -> None:
    """Ley 21.006 art 1: whoever did not reach 70 % by the half of the convenio."""
    kind = ResolutionKind.ESCALA_MEDIA_VIGENCIA
    command = issue(kind, paid_share=share)
    if taken:
        assert told(DECIDER, key(kind), command)[1]
    else:
        assert refused(DECIDER, key(kind), [], command) == "gasto_suficiente"


@pytest.mark.parametrize(("day", "taken"), [(date(2017, 4, 3), False), (date(2017, 4, 4), True)])
def test_there_is_no_retention_before_its_law(day: date, taken: bool) -> None:
    """Ley 21.006 was published on 4 April 2017."""
    of_2017, command = key(year=2017), issue(occurred_on=day, from_month="2017-04")
    if taken:
        assert told(DECIDER, of_2017, command)[1]
    else:
        assert refused(DECIDER, of_2017, [], command) == "sin_ley_vigente"


@pytest.mark.parametrize(("day", "taken"), [("2025-04-14", True), ("2025-04-15", False)])
def test_special_renewal_is_asked_for_in_thirty_business_days(day: str, taken: bool) -> None:
    """Ley 21.006 art 3: notified on Monday 3 March 2025, the thirtieth is 14 April."""
    kind = ResolutionKind.RENOVACION_ESPECIAL
    command = issue(kind, requested_on=day)
    if taken:
        assert told(DECIDER, key(kind), command)[1]
    else:
        assert refused(DECIDER, key(kind), [], command) == "solicitud_tardia"


@pytest.mark.parametrize(
    ("kind", "last", "late"),
    [
        # ten business days after 8 May 2025, with the 21st a holiday (Ley 21.006 art 1)
        (ResolutionKind.RETENCION_RENDICION, date(2025, 5, 23), date(2025, 5, 24)),
        (ResolutionKind.ESCALA_MEDIA_VIGENCIA, date(2025, 5, 23), date(2025, 5, 24)),
        # fifteen after its emission on 5 May (Ley 20.248 art 20)
        (ResolutionKind.SUSPENSION_APORTE_20, date(2025, 5, 27), date(2025, 5, 28)),
        # ten after the notification (Ley 20.529 art 69)
        (ResolutionKind.RETENCION_PRECAUTORIA, date(2025, 5, 23), date(2025, 5, 24)),
    ],
)
def test_it_is_challenged_by_its_last_day(kind: ResolutionKind, last: date, late: date) -> None:
    before = [issue(kind), notify(date(2025, 5, 8))]
    state, _ = told(DECIDER, key(kind), *before, challenge(last))
    assert state.challenged_on == last
    assert refused(DECIDER, key(kind), before, challenge(late)) == "impugnacion_tardia"


def test_a_retention_that_was_not_notified_is_not_challenged() -> None:
    assert refused(DECIDER, key(), [issue()], challenge(ISSUED)) == "no_notificada"


def test_a_suspension_is_appealed_without_notice_as_its_term_runs_from_emission() -> None:
    kind = ResolutionKind.SUSPENSION_APORTE_20
    assert told(DECIDER, key(kind), issue(kind), challenge(date(2025, 5, 6)))[1]


def test_what_is_challenged_with_success_has_no_effect_and_is_not_lifted() -> None:
    resolve = ask.ResolveChallenge(occurred_on=date(2025, 5, 20), outcome=ChallengeOutcome.ACOGIDA)
    before = [issue(), notify(date(2025, 5, 8)), challenge(date(2025, 5, 12)), resolve]
    state, _ = told(DECIDER, key(), *before)
    assert state.resolution.is_void
    lift = ask.Lift(occurred_on=date(2025, 6, 1), text="Rindió")
    assert refused(DECIDER, key(), before, lift) == "acogida"


@pytest.mark.parametrize(
    ("day", "codes"), [(date(2025, 5, 27), []), (date(2025, 5, 28), ["decision_tardia"])]
)
def test_a_late_decision_is_still_a_decision_and_is_flagged(day: date, codes: list[str]) -> None:
    """Ley 21.006 art 1: the Subsecretario has the same ten business days, here from 12 May."""
    decide = ask.ResolveChallenge(occurred_on=day, outcome=ChallengeOutcome.RECHAZADA)
    before = [issue(), notify(date(2025, 5, 8)), challenge(date(2025, 5, 12))]
    state, _ = told(DECIDER, key(), *before, decide)
    assert [flaw.code for flaw in law.later_flaws(state.resolution)] == codes


def test_a_challenge_suspends_nothing_and_the_measure_is_lifted_once() -> None:
    lift = ask.Lift(occurred_on=date(2025, 6, 1), text="Rindió cuenta")
    before = [issue(), notify(date(2025, 5, 8)), challenge(date(2025, 5, 12))]
    state, _ = told(DECIDER, key(), *before, lift)
    said = state.resolution
    assert not said.is_void
    assert law.holds_from(said) == date(2025, 5, 1)
    assert law.holds_until(said) == date(2025, 6, 1)
    assert refused(DECIDER, key(), [*before, lift], lift) == "ya_alzada"


def test_what_is_annulled_ends_there() -> None:
    annul = ask.Annul(occurred_on=date(2025, 6, 1), text="Otro establecimiento")
    _, events = told(DECIDER, key(), issue(), annul)
    assert isinstance(events[-1], ResolutionAnnulled)
    assert refused(DECIDER, key(), [issue(), annul], notify(date(2025, 6, 2))) == "invalidada"


def test_a_precautionary_retention_lasts_fifteen_days() -> None:
    """Ley 20.529 art 69: *hasta quince días corridos*."""
    kind = ResolutionKind.RETENCION_PRECAUTORIA
    state, _ = told(DECIDER, key(kind), issue(kind))
    assert law.holds_until(state.resolution) == date(2025, 5, 20)


def test_a_warned_emergente_presents_its_plan_within_three_months() -> None:
    """Ley 20.248 art 23; the term runs from the notice."""
    kind = ResolutionKind.APERCIBIMIENTO_PME
    state, _ = told(DECIDER, key(kind), issue(kind))
    assert law.lapses_on(state.resolution) is None
    state, _ = told(DECIDER, key(kind), issue(kind), notify(date(2025, 11, 30)))
    assert law.lapses_on(state.resolution) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"occurred_on": date(2024, 12, 31)}, "otro_anio"),
        ({"from_month": "2025-06", "to_month": "2025-05"}, "meses_al_reves"),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, Any], code: str) -> None:
    assert refused(DECIDER, key(), [], issue(**changes)) == code


def test_a_resolution_about_a_sostenedor_names_no_other() -> None:
    assert refused(DECIDER, key(subject="11111111-1"), [], issue()) == "otro_sostenedor"
    _, [event] = told(DECIDER, key(subject=HOLDER), issue())
    assert isinstance(event, ResolutionIssued)
    assert event.rbd is None


@pytest.mark.parametrize(
    "changes",
    [
        {"authority": "contraloria"},
        {"authority": "seremi-17"},
        {"subject": "62000660-3"},
        {"subject": "0"},
        {"number": 0},
    ],
)
def test_an_address_names_an_authority_and_a_subject_that_can_be(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        key(**changes)


@pytest.mark.parametrize("share", ["-0.1", "1.1", "0.12345678"])
def test_a_share_is_a_part_of_one(share: str) -> None:
    with pytest.raises(ValidationError):
        issue(retained_share=share)


def test_nothing_is_done_of_what_was_not_issued() -> None:
    assert ORDER.allowed(DECIDER.initial(key())) == ("issue",)
    assert refused(DECIDER, key(), [], notify(ISSUED)) == "no_dictada"
    assert refused(DECIDER, key(), [issue()], notify(date(2025, 5, 4))) == "fecha_anterior"


@pytest.mark.parametrize(
    ("signed", "code"), [((), "convenio_desconocido"), ((1,), "convenio_desconocido"), ((2,), None)]
)
def test_nothing_is_ordered_back_of_a_convenio_that_was_never_signed(
    signed: tuple[int, ...], code: str | None
) -> None:
    asked, of = issue(ResolutionKind.RESTITUCION, convenio=2), key(ResolutionKind.RESTITUCION)
    state = DECIDER.fold(DECIDER.initial(of), [convenio(50001, 2020, number=n) for n in signed])
    if code is None:
        [event] = DECIDER.decide(state, asked)
        assert isinstance(event, ResolutionIssued)
        assert event.convenio == 2
    else:
        with pytest.raises(RefusedError) as refusal:
            DECIDER.decide(state, asked)
        assert refusal.value.code == code


def test_what_tells_of_the_convenio_is_read_where_one_is_named() -> None:
    of = key(ResolutionKind.RESTITUCION)
    named = issue(ResolutionKind.RESTITUCION, convenio=2)
    assert set(DECIDER.facts(of, named)) > set(DECIDER.facts(of, issue(ResolutionKind.RESTITUCION)))
