"""What the law attaches to a category and to how long a school has been in it, with its dates.

The terms run from the day of the first ordering that gave the category without interruption. Years
without an ordering (2020 to 2022) neither count against nor for a school in any text that is known,
so what rests on them is unverified. Whether a school improved significantly is not published: the
year more that art 29 gives then is told in words.

The loss of recognition rests on two acts of the Agencia instead (Ley 20.529 art 31): four years run
from its communication to parents and council, and only its certificate takes the recognition away.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import SchoolYear, months_after
from sep_domain.law.legal_numbers import LegalNumber, legal_number, required_number
from sep_domain.law.statute import Confidence
from sep_domain.values.schools import PerformanceCategory


class Consequence(StrEnum):
    """What follows, in the order in which it comes."""

    VISITA = "visita"
    APOYO = "apoyo"
    EN_RECUPERACION = "en_recuperacion"
    CARTA_A_FAMILIAS = "carta_a_familias"
    FIN_DEL_APOYO = "fin_del_apoyo"
    PERDIDA_DEL_RECONOCIMIENTO = "perdida_del_reconocimiento"


@dataclass(frozen=True, slots=True)
class CategoryStanding:
    """A school and level in a category without interruption, as of its last ordering."""

    category: PerformanceCategory
    ordered_on: tuple[date, ...]
    """The day of each ordering that gave the category, the first one first; at least one."""
    communicated_on: date | None = None
    """When the Agencia first told parents and council of it (art 28); None where not known."""
    certified_on: date | None = None
    """When the Agencia certified that it stayed in it (art 31); None where not known."""

    @property
    def since(self) -> date:
        return self.ordered_on[0]

    @property
    def gap(self) -> bool:
        """Whether a year without an ordering lies between them."""
        return any(later.year - day.year > 1 for day, later in pairwise(self.ordered_on))


@dataclass(frozen=True, slots=True)
class Due:
    """A consequence and its day."""

    consequence: Consequence
    due_on: date | None
    """None where what it is counted from is not known."""
    reached: bool
    """Whether it has come; not where an act that it takes is not known."""
    verdict: Verdict | None
    """NO_EXIGIBLE_AUN before its day, SIN_DATOS where it lacks something, None once it has come."""
    lacks: tuple[str, ...]
    """What is not known that it needs, in Spanish."""
    article: str
    law: str
    confidence: Confidence
    explanation: str
    """In Spanish, for whoever must act."""


def consequences(standing: CategoryStanding, on: date) -> tuple[Due, ...]:
    """What follows from a standing, as of a day, the earliest first."""
    found = [*_visits(standing, on), *_of_insuficiente(standing, on)]
    order = list(Consequence)
    return tuple(
        sorted(found, key=lambda due: (due.due_on or date.max, order.index(due.consequence)))
    )


def next_consequence(standing: CategoryStanding, on: date) -> Due | None:
    """The first consequence whose day has not come; None where no day to come is known."""
    found = (due for due in consequences(standing, on) if due.verdict is Verdict.NO_EXIGIBLE_AUN)
    return next(found, None)


_VISITS = {
    PerformanceCategory.INSUFICIENTE: "visit_of_insuficiente",
    PerformanceCategory.MEDIO_BAJO: "visit_of_medio_bajo",
    PerformanceCategory.MEDIO_BAJO_NUEVO: "visit_of_medio_bajo",
}


def _visits(standing: CategoryStanding, on: date) -> Iterator[Due]:
    """The day by which the next visit must have been (Ley 20.529 art 23)."""
    every = legal_number(_VISITS.get(standing.category, ""), on)
    if every is None:
        return
    due_on = months_after(standing.since, every.whole)
    while due_on <= on:
        due_on = months_after(due_on, every.whole)
    text = f"La Agencia debe visitar el establecimiento al menos cada {_years(every)}."
    yield _due(Consequence.VISITA, standing, every, due_on, on, text)


def _of_insuficiente(standing: CategoryStanding, on: date) -> Iterator[Due]:
    if standing.category is not PerformanceCategory.INSUFICIENTE:
        return
    yield from _recovering(standing, on)
    support = legal_number("support_ceiling", on)
    if support is not None:
        yield _due(Consequence.APOYO, standing, support, standing.since, on, _SUPPORT)
        ends = months_after(standing.since, support.whole)
        yield _due(Consequence.FIN_DEL_APOYO, standing, support, ends, on, _SUPPORT_ENDS)
    letters = legal_number("letters_to_families", on)
    if letters is not None:
        sent = months_after(standing.since, letters.whole)
        yield _due(Consequence.CARTA_A_FAMILIAS, standing, letters, sent, on, _LETTERS)
    loss = legal_number("loss_of_recognition", on)
    if loss is not None:
        yield _loss(standing, loss, on)


_SUPPORT = (
    "El sostenedor debe recibir apoyo técnico pedagógico por un máximo de cuatro años, "
    "uno más si hay mejora significativa."
)
_SUPPORT_ENDS = "Termina el plazo del apoyo; si hubo mejora significativa, se extiende un año."
_LETTERS = (
    "Si no mejora, la Agencia informa por carta a las familias y señala los treinta "
    "establecimientos mejor ordenados más cercanos."
)
_LOSS = (
    "Si se mantiene en la categoría, la Agencia lo certifica dentro del primer semestre y pierde "
    "de pleno derecho el reconocimiento oficial al término de ese año escolar, como pronto este "
    "día."
)
_CERTIFIED = (
    "La Agencia lo certificó: con el solo mérito del certificado pierde de pleno derecho el "
    "reconocimiento oficial al término del año escolar."
)
_NO_COMMUNICATION = "la comunicación de la Agencia a los apoderados y al Consejo Escolar (art 28)"
_NO_CERTIFICATE = "el certificado de la Agencia, sin el que no se pierde (art 31)"


def _loss(standing: CategoryStanding, number: LegalNumber, on: date) -> Due:
    """Of the official recognition, at the end of the school year of the certificate (art 31)."""
    certified, communicated = standing.certified_on, standing.communicated_on
    lost = Consequence.PERDIDA_DEL_RECONOCIMIENTO
    if certified is not None:
        year = SchoolYear(certified.year)
        due = _due(lost, standing, number, year.last_day, on, _CERTIFIED)
        return replace(due, confidence=number.confidence)
    if communicated is None:
        return _lacking(_due(lost, standing, number, on, on, _LOSS), None, _NO_COMMUNICATION)
    year = _first_to_certify(months_after(communicated, number.whole), on)
    due = _due(lost, standing, number, year.last_day, on, _LOSS)
    return _lacking(due, due.due_on, _NO_CERTIFICATE) if due.reached else due


def _first_to_certify(four_years: date, on: date) -> SchoolYear:
    """The first school year in whose first semester the four years are over."""
    in_time = four_years.month <= required_number("first_semester", on).whole
    return SchoolYear(four_years.year if in_time else four_years.year + 1)


def _lacking(due: Due, due_on: date | None, lacks: str) -> Due:
    return replace(due, due_on=due_on, reached=False, verdict=Verdict.SIN_DATOS, lacks=(lacks,))


_AGAIN = "Si la próxima ordenación repite la categoría, pasa a en recuperación y cambia el pago."
_REITERATED = (
    "Los resultados se reiteran: en recuperación desde el año escolar siguiente; cesan los pagos "
    "de los artículos 14 y 14 bis y comienza el aporte del artículo 27 (art 24)."
)


def _recovering(standing: CategoryStanding, on: date) -> Iterator[Due]:
    """When payments change (Ley 20.248 arts 23 and 24): the school year after it is reiterated."""
    least = legal_number("reiterated_orderings", on)
    if least is None:
        return
    if len(standing.ordered_on) >= least.whole:
        reiterated, text = standing.ordered_on[least.whole - 1], _REITERATED
    else:
        lacking = least.whole - len(standing.ordered_on)
        reiterated, text = months_after(standing.ordered_on[-1], 12 * lacking), _AGAIN
    starts = SchoolYear(reiterated.year + 1).first_day
    yield _due(Consequence.EN_RECUPERACION, standing, least, starts, on, text)


def _due(  # noqa: PLR0917 (each a column of the answer)
    consequence: Consequence,
    standing: CategoryStanding,
    number: LegalNumber,
    due_on: date,
    on: date,
    explanation: str,
) -> Due:
    unsure = standing.gap and due_on > standing.since
    return Due(
        consequence=consequence,
        due_on=due_on,
        reached=due_on <= on,
        verdict=None if due_on <= on else Verdict.NO_EXIGIBLE_AUN,
        lacks=(),
        article=number.article,
        law=number.law,
        confidence=Confidence.UNVERIFIED if unsure else number.confidence,
        explanation=explanation,
    )


def _years(number: LegalNumber) -> str:
    return {24: "dos años", 48: "cuatro años"}.get(number.whole, f"{number.whole} meses")
