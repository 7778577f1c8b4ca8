"""Whatever is asked: what was decided has no flaw in law, and its steps fold in any order."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.decisions.guards import Order
from sep_domain.events.base import Event
from sep_domain.events.legal.acts import ChallengeOutcome, ResolutionKind
from sep_domain.events.legal.proceedings import ClaimOutcome, Gravity, SanctionKind
from sep_domain.procedimiento import commands as suing
from sep_domain.procedimiento import law as of_proceedings
from sep_domain.procedimiento import rules as of_suing
from sep_domain.procedimiento.decider import ProceedingDecider
from sep_domain.procedimiento.state import ProceedingKey
from sep_domain.resolucion import commands as ordering
from sep_domain.resolucion import law as of_resolutions
from sep_domain.resolucion import rules as of_ordering
from sep_domain.resolucion.decider import ResolutionDecider
from sep_domain.resolucion.state import ResolutionKey

Said = Mapping[str, st.SearchStrategy[Any]]

FIRST = date(2024, 3, 1)
STEPS = 16
ENDINGS = frozenset({"dismiss", "prescribe", "annul"})
"""Seldom drawn, or few stories would go on."""
DAYS = st.integers(-100, 100).map(lambda days: FIRST + timedelta(days=days))
GAPS = st.sampled_from([0, 0, 1, 5, 10, 14, 15, 21, 22, 40, 400])
"""Days between two commands, many of them near the end of a term."""
SHARES = st.sampled_from(["0.3", "0.5", "0.7", "1", None])
MONTHS = st.sampled_from(["2024-03", "2024-06", None])
TEXT = st.just("Por lo que consta")
UTM = st.sampled_from(["50", "51", "500", "501", "1000", "2000", None])
LOWER = st.sampled_from(["1", "2", None, None, None])

RESOLUTION_SAYS: Mapping[type[ordering.ResolutionCommand], Said] = {
    ordering.Issue: {
        "kind": st.sampled_from(ResolutionKind),
        "sostenedor": st.just("62000660-2"),
        "from_month": MONTHS,
        "to_month": MONTHS,
        "retained_share": SHARES,
        "paid_share": SHARES,
        "amount": st.sampled_from([1, None]),
        "requested_on": DAYS,
        "ground_notified_on": DAYS,
        "classification": st.sampled_from(["emergente", None]),
    },
    ordering.Notify: {},
    ordering.Challenge: {},
    ordering.ResolveChallenge: {"outcome": st.sampled_from(ChallengeOutcome)},
    ordering.Lift: {"text": TEXT},
    ordering.Annul: {"text": TEXT},
}
PROCEEDING_SAYS: Mapping[type[suing.ProceedingCommand], Said] = {
    suing.Open: {"sostenedor": st.just("62000660-2"), "fact_ended_on": DAYS},
    suing.Charge: {"gravity": st.sampled_from(Gravity), "article": TEXT},
    suing.Answer: {},
    suing.Dismiss: {"text": TEXT},
    suing.Sanction: {
        "sanction": st.sampled_from([*SanctionKind, *[SanctionKind.MULTA] * 20]),
        "gravity": st.sampled_from(Gravity),
        "aggravated": st.booleans(),
        "fine_utm": UTM,
        "months": st.sampled_from([1, 12, 13, None]),
    },
    suing.Notify: {},
    suing.Claim: {},
    suing.ResolveClaim: {"outcome": st.sampled_from(ClaimOutcome), "fine_utm": LOWER},
    suing.GoToCourt: {"court": TEXT},
    suing.Rule: {"outcome": st.sampled_from(ClaimOutcome), "fine_utm": LOWER},
    suing.DeclareFinal: {},
    suing.Pay: {"paid": st.just(1)},
    suing.Prescribe: {"text": TEXT},
}

OF_RESOLUTIONS = ResolutionDecider()
RESOLUTION = ResolutionKey(authority="subsecretaria", year=2024, number=1, subject="50001")
OF_PROCEEDINGS = ProceedingDecider()
PROCEEDING = ProceedingKey(authority="direccion_regional-13", year=2024, number=1)


def decided(
    draw: st.DataObject,
    decider: Decider[Any, Any, Any],
    key: Any,
    order: Order[Any, Any],
    says: Mapping[type[Any], Said],
) -> list[Event]:
    """The events of a story of commands, drawn mostly among those that the state allows."""
    named = {command.NAME: command for command in says}
    state, events, day = decider.initial(key), [], FIRST
    for _ in range(STEPS):
        allowed = [each for each in order.allowed(state) if each not in ENDINGS] * 8
        name = draw.draw(st.sampled_from([*allowed, *named]))
        day += timedelta(days=draw.draw(GAPS))
        content = {field: draw.draw(values) for field, values in says[named[name]].items()}
        command = named[name].model_validate({"occurred_on": day, **content})
        try:
            taken = list(decider.decide(state, command))
        except RefusedError:
            continue
        state = decider.fold(state, taken)
        events += taken
    return events


def in_any_order(
    decider: Decider[Any, Any, Any],
    key: Any,
    events: list[Event],
    seed: int,
    seen: Callable[[Any], Any],
) -> None:
    """Steps that happen once each are folded alike, whichever was recorded first."""
    shuffled = Random(seed).sample(events, len(events))  # noqa: S311 (no secret)
    straight = decider.fold(decider.initial(key), events)
    assert seen(decider.fold(decider.initial(key), shuffled)) == seen(straight)


@given(st.data(), st.integers(0, 99))
def test_a_resolution_that_was_decided_has_no_flaw(draw: st.DataObject, seed: int) -> None:
    events = decided(draw, OF_RESOLUTIONS, RESOLUTION, of_ordering.ORDER, RESOLUTION_SAYS)
    said = OF_RESOLUTIONS.fold(OF_RESOLUTIONS.initial(RESOLUTION), events).resolution
    if said is None:
        assert events == []
        return
    assert list(of_resolutions.flaws(said)) == []
    assert of_resolutions.late_challenge(said) is None
    in_any_order(OF_RESOLUTIONS, RESOLUTION, events, seed, lambda state: state.resolution)


@settings(max_examples=200)
@given(st.data(), st.integers(0, 99))
def test_a_proceeding_that_was_decided_has_no_flaw(draw: st.DataObject, seed: int) -> None:
    events = decided(draw, OF_PROCEEDINGS, PROCEEDING, of_suing.ORDER, PROCEEDING_SAYS)
    state = OF_PROCEEDINGS.fold(OF_PROCEEDINGS.initial(PROCEEDING), events)
    assert list(of_proceedings.flaws(state.said)) == []
    once = [event for event in events if event.NAME != "proceeding.fine_paid"]
    in_any_order(OF_PROCEEDINGS, PROCEEDING, once, seed, lambda state: state.said)
