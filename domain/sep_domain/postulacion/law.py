"""What the silence of the SEREMI and of the Subsecretario makes of an application (art 12).

The SEREMI decides by the end of October; afterwards the school may ask that the Subsecretario does,
who has fifteen business days. Where nobody answers the school counts as autónomo for a year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sep_domain.dates.calendar import months_after
from sep_domain.decisions.guards import Obstacle
from sep_domain.law.legal_numbers import legal_number
from sep_domain.law.legal_terms import term_end


@dataclass(frozen=True, kw_only=True)
class Application:
    """An application of a year, and when each step was taken; None while it was not."""

    year: int
    elevated_on: date | None = None
    resolved_on: date | None = None


@dataclass(frozen=True)
class Silence:
    """From when until when a school counts as autónomo because nobody answered."""

    from_date: date
    to_date: date


def seremi_by(year: int) -> date | None:
    """The last day on which the SEREMI decides; None where no law says one."""
    number = legal_number("seremi_pronouncement", date(year, 12, 31))
    return None if number is None else date.fromisoformat(f"{year}-{number.value}")


def answer_by(application: Application) -> date | None:
    """The last day on which the Subsecretario answers; None while nothing was elevated."""
    return term_end("subsecretario_pronouncement", application.elevated_on)


def silence(application: Application, on: date) -> Silence | None:
    """What the silence has made of the school by a day; None while an answer may still come."""
    by = answer_by(application)
    if by is None or on <= by:
        return None
    answered = application.resolved_on
    if answered is not None and answered <= by:
        return None
    months = legal_number("deemed_autonomo", by)
    if months is None:
        return None
    first = by + timedelta(days=1)
    return Silence(first, months_after(first, months.whole) - timedelta(days=1))


def flaws(application: Application) -> Iterator[Obstacle]:
    """What the law has against the steps."""
    by = seremi_by(application.year)
    elevated = application.elevated_on
    if by is not None and elevated is not None and elevated <= by:
        yield Obstacle(
            "seremi_en_plazo",
            f"La SEREMI resuelve hasta el {by:%d-%m-%Y}; antes no se elevan los antecedentes "
            "(Ley 20.248 art 12).",
        )
    last = answer_by(application)
    if last is not None and application.resolved_on is not None and application.resolved_on > last:
        yield Obstacle(
            "respuesta_tardia",
            f"El Subsecretario resolvía hasta el {last:%d-%m-%Y}; desde entonces el "
            "establecimiento se entiende autónomo por un año (Ley 20.248 art 12).",
        )
