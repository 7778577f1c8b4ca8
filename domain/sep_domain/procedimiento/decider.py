"""The decisions of a sanction proceeding: opened in time, answered, sanctioned.

What a fine may be of the monthly subvención (art 73 b, 5 % to 50 %) turns on amounts that the
decider does not see: views show the payments beside the fine.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar, TypedDict
from uuid import UUID

from sep_domain.convenio_rules.rulings import number
from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.decisions.guards import Obstacle
from sep_domain.events.base import Event
from sep_domain.events.legal.proceedings import (
    ClaimOutcome,
    FinePaid,
    Notified,
    ProceedingAnswered,
    ProceedingCharged,
    ProceedingDismissed,
    ProceedingNotified,
    ProceedingOpened,
    ProceedingPrescribed,
    ProceedingSanctioned,
    SanctionClaimed,
    SanctionClaimResolved,
    SanctionFinal,
    SanctionRuled,
    SanctionTakenToCourt,
)
from sep_domain.procedimiento import commands as ask
from sep_domain.procedimiento import law
from sep_domain.procedimiento.rules import ORDER
from sep_domain.procedimiento.state import (
    ProceedingKey,
    ProceedingState,
    evolve,
    fact_streams,
    utm_streams,
)

_BY_TEXT: Mapping[
    type[ask.ProceedingCommand],
    type[ProceedingAnswered | ProceedingDismissed | SanctionClaimed | ProceedingPrescribed],
] = {
    ask.Answer: ProceedingAnswered,
    ask.Dismiss: ProceedingDismissed,
    ask.Claim: SanctionClaimed,
    ask.Prescribe: ProceedingPrescribed,
}
"""Steps that say nothing but why."""


class _Common(TypedDict):
    """What every event of a proceeding says."""

    occurred_on: date
    authority: str
    year: int
    number: int


class ProceedingDecider(Decider[ProceedingKey, ProceedingState, ask.ProceedingCommand]):
    """Refuses what the state or the law contradicts; codes are those of `rules` and `law`."""

    NAME: ClassVar[str] = "procedimiento"

    def initial(self, key: ProceedingKey) -> ProceedingState:
        return ProceedingState(key)

    def decide(self, state: ProceedingState, command: ask.ProceedingCommand) -> Sequence[Event]:
        ORDER.require(state, command)
        key = state.key
        common = _Common(
            occurred_on=command.occurred_on,
            authority=key.authority,
            year=key.year,
            number=key.number,
        )
        event = _step(state, command, common)
        for flaw in _flaws_of(evolve(state, event), event):
            raise RefusedError(flaw.code, flaw.message)
        return [event]

    def evolve(self, state: ProceedingState, event: Event) -> ProceedingState:
        return evolve(state, event)

    def facts(self, key: ProceedingKey, command: ask.ProceedingCommand) -> Iterable[UUID]:
        if isinstance(command, ask.Pay):
            return [*fact_streams(key), *utm_streams(key, command.occurred_on)]
        return fact_streams(key)


def _flaws_of(state: ProceedingState, event: Event) -> Iterator[Obstacle]:
    """What the law has against the step, seen where it has led."""
    said = state.said
    match event:
        case ProceedingOpened():
            yield from law.opening_flaws(said)
        case ProceedingSanctioned():
            yield from law.sanction_flaws(said)
        case SanctionClaimed() | SanctionTakenToCourt():
            yield from law.claim_flaws(said)
        case SanctionClaimResolved() | SanctionRuled():
            yield from _lowering_flaws(state, event)
        case FinePaid():
            yield from law.payment_flaws(said)
        case SanctionFinal():
            yield from _finality_flaws(state, event)
        case ProceedingPrescribed():
            yield from _prescription_flaws(state, event)


def _lowering_flaws(
    state: ProceedingState, event: SanctionClaimResolved | SanctionRuled
) -> Iterator[Obstacle]:
    """A fine is brought down where that is said, and to less than it was."""
    lowered = event.outcome is ClaimOutcome.REBAJADO
    if lowered != (event.fine_utm is not None):
        yield Obstacle("rebaja_sin_monto", "La multa en UTM se dice si se rebaja, y sólo entonces.")
        return
    before = state.said.imposed_utm
    if isinstance(event, SanctionRuled) and state.said.claim_utm is not None:
        before = state.said.claim_utm
    if event.fine_utm is not None and (before is None or event.fine_utm >= before):
        yield Obstacle(
            "no_es_rebaja", f"La multa {_was(before)}: no se rebaja a {number(event.fine_utm)} UTM."
        )


def _was(utm: Decimal | None) -> str:
    return "no está en UTM" if utm is None else f"era de {number(utm)} UTM"


def _finality_flaws(state: ProceedingState, event: SanctionFinal) -> Iterator[Obstacle]:
    after = law.firm_after(state.said)
    ruled = state.said.ruled_on is not None
    if after is None:
        yield Obstacle("recurso_pendiente", "Queda un reclamo por resolver o por notificar.")
    elif event.occurred_on < (after if ruled else after + timedelta(days=1)):
        yield Obstacle("plazo_abierto", f"Se puede reclamar hasta el {after:%d-%m-%Y}.")


def _prescription_flaws(state: ProceedingState, event: ProceedingPrescribed) -> Iterator[Obstacle]:
    """Six months had passed before it was opened, or two years since."""
    said = replace(state.said, sanctioned_on=None)
    if any(True for _ in law.opening_flaws(said)):
        return
    last = law.conclude_by(said)
    if last is None or event.occurred_on <= last:
        yield Obstacle(
            "no_prescrito",
            "No han pasado seis meses entre el hecho y el inicio, ni dos años desde el inicio "
            "(Ley 20.529 art 86).",
        )


def _step(state: ProceedingState, command: ask.ProceedingCommand, common: _Common) -> Event:
    if by_text := _BY_TEXT.get(type(command)):
        return by_text(**common, text=_text_of(command))
    match command:
        case ask.Open():
            return ProceedingOpened(
                **common,
                sostenedor=command.sostenedor,
                rbd=command.rbd,
                fact_ended_on=command.fact_ended_on,
                text=command.text,
            )
        case ask.Charge():
            return ProceedingCharged(
                **common, gravity=command.gravity, article=command.article, text=command.text
            )
        case ask.Sanction():
            return _sanction(command, common)
        case ask.ResolveClaim() | ask.Rule():
            decided = SanctionRuled if isinstance(command, ask.Rule) else SanctionClaimResolved
            return decided(
                **common, outcome=command.outcome, fine_utm=command.fine_utm, text=command.text
            )
    return _later_step(state, command, common)


def _text_of(command: ask.ProceedingCommand) -> str | None:
    with_text = ask.Answer | ask.Dismiss | ask.Claim | ask.Prescribe
    return command.text if isinstance(command, with_text) else None


def _later_step(state: ProceedingState, command: ask.ProceedingCommand, common: _Common) -> Event:
    match command:
        case ask.Notify():
            resolved = state.said.claim_resolved_on is not None
            told = Notified.CLAIM_RESOLUTION if resolved else Notified.SANCTION
            return ProceedingNotified(**common, notified=told)
        case ask.GoToCourt():
            return SanctionTakenToCourt(**common, court=command.court, docket=command.docket)
        case ask.DeclareFinal():
            return SanctionFinal(**common)
        case ask.Pay():
            return FinePaid(**common, paid=command.paid)
    raise TypeError(f"{command.NAME} is no step of a proceeding")


def _sanction(command: ask.Sanction, common: _Common) -> ProceedingSanctioned:
    return ProceedingSanctioned(
        **common,
        sanction=command.sanction,
        gravity=command.gravity,
        aggravated=command.aggravated,
        fine_utm=command.fine_utm,
        fine_clp=command.fine_clp,
        months=command.months,
    )
