"""The countdown of an emergente without plan (Ley 20.248 art 23).

A year after the signature of the convenio the Ministry warns a school that has presented none, to
present it within three months; if it does not, it is classified en recuperación. The warning is an
act: until it is known the three months have not begun, and nobody falls.

A term of months ends with the day of the same number, or the last one of its month, at midnight
(Código Civil art 48), so that the plan may still be presented on that day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import months_after
from sep_domain.law.legal_numbers import required_number


class PlanState(StrEnum):
    """How far the countdown has come."""

    EN_PLAZO = "en_plazo"
    """Within the year after the signature."""
    SIN_APERCIBIMIENTO = "sin_apercibimiento"
    """The year is over and no warning is known."""
    APERCIBIDA = "apercibida"
    """The three months after the warning run."""
    EN_RECUPERACION = "en_recuperacion"
    """They are over without a plan."""


@dataclass(frozen=True, slots=True)
class PlanCountdown:
    """Where the countdown stands on a day."""

    due_on: date
    """The last day of the year after the signature."""
    warned_on: date | None
    falls_on: date | None
    """The day from which it is classified en recuperación without a plan; None while no warning is
    known."""
    days_left: int | None
    """Until that day; 0 once it has come."""
    state: PlanState
    verdict: Verdict
    lacks: tuple[str, ...]
    """What is not known that the law needs, in Spanish."""
    article: str
    law: str


def plan_countdown(
    signed_on: date, on: date, warned_on: date | None = None, *, plans_known: bool = True
) -> PlanCountdown:
    """The countdown of a convenio without plan, as of a day on or after its signature.

    A warning of a later day is not known yet, and one within the year warns of nothing. Where the
    plans are not known, it is not known either whether one was presented in time. Raises
    NoStatuteError before the law.
    """
    term, warned = (
        required_number("pme_first_presentation", on),
        required_number("plan_after_warning", on),
    )
    due_on = months_after(signed_on, term.whole)
    if warned_on is not None and not due_on < warned_on <= on:
        warned_on = None
    falls_on = None if warned_on is None else _day_after(months_after(warned_on, warned.whole))
    state = _state(due_on, falls_on, on)
    verdict = _VERDICTS[state]
    if verdict is Verdict.NO_CUMPLE and not plans_known:
        verdict = Verdict.SIN_DATOS
    return PlanCountdown(
        due_on=due_on,
        warned_on=warned_on,
        falls_on=falls_on,
        days_left=None if falls_on is None else max(0, (falls_on - on).days),
        state=state,
        verdict=verdict,
        lacks=tuple(_lacks(state, plans_known=plans_known)),
        article=warned.article,
        law=warned.law,
    )


_NO_WARNING = "el apercibimiento del Ministerio, desde el que corren tres meses (art 23)"
_NO_PLANS = "los PME de cada año desde que empezó el convenio"
_VERDICTS = {
    PlanState.EN_PLAZO: Verdict.NO_EXIGIBLE_AUN,
    PlanState.SIN_APERCIBIMIENTO: Verdict.SIN_DATOS,
    PlanState.APERCIBIDA: Verdict.NO_EXIGIBLE_AUN,
    PlanState.EN_RECUPERACION: Verdict.NO_CUMPLE,
}


def _state(due_on: date, falls_on: date | None, on: date) -> PlanState:
    if on <= due_on:
        return PlanState.EN_PLAZO
    if falls_on is None:
        return PlanState.SIN_APERCIBIMIENTO
    return PlanState.APERCIBIDA if on < falls_on else PlanState.EN_RECUPERACION


def _lacks(state: PlanState, *, plans_known: bool) -> Iterator[str]:
    if state is PlanState.SIN_APERCIBIMIENTO:
        yield _NO_WARNING
    if not plans_known and state in (PlanState.SIN_APERCIBIMIENTO, PlanState.EN_RECUPERACION):
        yield _NO_PLANS


def _day_after(day: date) -> date:
    return day + timedelta(days=1)
