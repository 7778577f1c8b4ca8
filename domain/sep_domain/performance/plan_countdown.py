"""The countdown of an emergente without plan (Ley 20.248 art 23).

A year after the signature of the convenio the Ministry warns a school that has presented none;
three months later it is classified en recuperación.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sep_domain.calendar import months_after
from sep_domain.legal_numbers import needed


class PlanState(StrEnum):
    """How far the countdown has come."""

    EN_PLAZO = "en_plazo"
    """Within the year after the signature."""
    ADVERTIDA = "advertida"
    """The three months after the warning run."""
    EN_RECUPERACION = "en_recuperacion"
    """The term is over without a plan."""


@dataclass(frozen=True, slots=True)
class PlanCountdown:
    """Where the countdown stands on a day."""

    warned_on: date
    falls_on: date
    """The day from which it is classified en recuperación without a plan."""
    days_left: int
    """Until that day; 0 once it has come."""
    state: PlanState
    article: str
    law: str


def plan_countdown(signed_on: date, on: date) -> PlanCountdown:
    """The countdown of a convenio without plan, as of a day on or after its signature.

    Raises NoStatuteError before the law.
    """
    term, warned = needed("pme_first_presentation", on), needed("plan_after_warning", on)
    warned_on = months_after(signed_on, term.whole)
    falls_on = months_after(warned_on, warned.whole)
    return PlanCountdown(
        warned_on=warned_on,
        falls_on=falls_on,
        days_left=max(0, (falls_on - on).days),
        state=_state(warned_on, falls_on, on),
        article=warned.article,
        law=warned.law,
    )


def _state(warned_on: date, falls_on: date, on: date) -> PlanState:
    if on < warned_on:
        return PlanState.EN_PLAZO
    return PlanState.ADVERTIDA if on < falls_on else PlanState.EN_RECUPERACION
