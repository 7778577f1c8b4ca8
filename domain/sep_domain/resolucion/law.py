"""What the law says of a resolution: its flaws, its terms, and from when until when it holds.

One set of rules for both who decides and who reads: a command with a flaw is refused, a file's
resolution with one is recorded, and views tell it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sep_domain.dates.calendar import Period
from sep_domain.decisions.guards import Obstacle
from sep_domain.events.legal.acts import ChallengeOutcome, ResolutionKind
from sep_domain.law.legal_numbers import legal_number
from sep_domain.law.legal_terms import term_end
from sep_domain.resolucion.kinds import Ground, ground_of, office
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification

_SAID = {
    "from_month": "el primer mes",
    "to_month": "el último mes",
    "retained_share": "el porcentaje retenido",
    "paid_share": "el porcentaje que se paga",
    "amount": "el monto",
    "classification": "la clasificación",
    "requested_on": "el día de la solicitud",
    "ground_notified_on": "el día en que se notificó la no renovación",
}
"""What a resolution may lack, in Spanish."""


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What a resolution says, and what has become of it; days are valid time."""

    kind: ResolutionKind
    authority: str
    issued_on: date
    from_month: Period | None = None
    to_month: Period | None = None
    retained_share: Decimal | None = None
    paid_share: Decimal | None = None
    amount: Clp | None = None
    classification: SepClassification | None = None
    requested_on: date | None = None
    ground_notified_on: date | None = None
    notified_on: date | None = None
    challenged_on: date | None = None
    challenge_resolved_on: date | None = None
    challenge_outcome: ChallengeOutcome | None = None
    lifted_on: date | None = None
    annulled_on: date | None = None
    rendered_on: date | None = None
    """When the last rendición was presented for want of which it holds back; None while one
    lacks, or where that is not known."""

    @property
    def ground(self) -> Ground:
        return ground_of(self.kind)

    @property
    def is_void(self) -> bool:
        """Whether it is as if it had never been."""
        return self.annulled_on is not None or self.challenge_outcome is ChallengeOutcome.ACOGIDA


def said_by(event: Any) -> dict[str, Any]:
    """What the event that issues a resolution says of it, by field of `Resolution`."""
    names = (*_SAID, "kind", "authority")
    return {name: getattr(event, name) for name in names} | {"issued_on": event.occurred_on}


def flaws(resolution: Resolution) -> Iterator[Obstacle]:
    """What the law has against a resolution as it was issued."""
    yield from _authority_flaws(resolution)
    yield from _content_flaws(resolution)
    yield from _share_flaws(resolution)
    yield from _request_flaws(resolution)


def sostenedor_flaw(
    rbd: Rbd, sostenedor: Rut, sostenedores: Iterable[Rut], *, nameless: bool
) -> Obstacle | None:
    """That the school was not held by who is named, where its directory tells of the time.

    `holders` are those whom directories and convenios name; a `nameless` entry of the directory may
    mean a natural person.
    """
    named = sorted(set(sostenedores))
    if sostenedor in named or (nameless and not sostenedor.is_of_body) or not named:
        return None
    return Obstacle(
        "no_la_sostenia",
        f"El establecimiento {rbd} no era de {sostenedor} en el tiempo de la resolución: el "
        f"directorio y sus convenios nombran a {', '.join(named)}.",
    )


def later_flaws(resolution: Resolution) -> Iterator[Obstacle]:
    """What the law has against the steps after it."""
    if late := late_challenge(resolution):
        yield late
    by = resolution_of_challenge_by(resolution)
    resolved = resolution.challenge_resolved_on
    if by is not None and resolved is not None and resolved > by:
        yield Obstacle(
            "decision_tardia",
            f"La impugnación se resolvía a más tardar el {by:%d-%m-%Y} "
            f"({resolution.ground.cited}).",
        )
    if not_lifted := retained_after_rendering(resolution):
        yield not_lifted


def challenge_by(resolution: Resolution) -> date | None:
    """The last day to challenge it; None where no term runs, or none yet."""
    ground = resolution.ground
    issued = ground.challenge_from == "issued"
    return term_end(ground.challenge, resolution.issued_on if issued else resolution.notified_on)


def resolution_of_challenge_by(resolution: Resolution) -> date | None:
    """The last day to decide the challenge: it has the term of the challenge itself."""
    return term_end(resolution.ground.challenge, resolution.challenged_on)


def late_challenge(resolution: Resolution) -> Obstacle | None:
    """The challenge came after its term."""
    by = challenge_by(resolution)
    if by is None or resolution.challenged_on is None or resolution.challenged_on <= by:
        return None
    return Obstacle(
        "impugnacion_tardia",
        f"Se impugnaba a más tardar el {by:%d-%m-%Y} ({resolution.ground.cited}).",
    )


def retained_after_rendering(resolution: Resolution) -> Obstacle | None:
    """It goes on although what it waited for was rendered; which ends it (L21006 art 1)."""
    rendered, last = resolution.rendered_on, holds_until(resolution)
    if rendered is None or resolution.is_void or resolution.lifted_on is not None:
        return None
    if last is not None and last <= rendered:
        return None
    return Obstacle(
        "sin_alzar",
        f"Lo que faltaba se rindió el {rendered:%d-%m-%Y} y no consta que se haya alzado "
        f"({resolution.ground.cited}).",
    )


def holds_from(resolution: Resolution) -> date:
    """The first day on which it holds."""
    first = resolution.from_month
    return resolution.issued_on if first is None else first.first_day


def lapses_on(resolution: Resolution) -> date | None:
    """The last day of a measure that the law lets last no longer, or of the term that it sets."""
    warned = resolution.kind is ResolutionKind.APERCIBIMIENTO_PME
    from_day = resolution.notified_on if warned else resolution.issued_on
    return term_end(resolution.ground.lasts, from_day)


def holds_until(resolution: Resolution) -> date | None:
    """The last day on which it holds, lifted or lapsed; None while it goes on."""
    last = resolution.to_month
    days = (
        None if last is None else last.last_day,
        lapses_on(resolution),
        resolution.lifted_on,
    )
    return min((day for day in days if day is not None), default=None)


def _authority_flaws(resolution: Resolution) -> Iterator[Obstacle]:
    ground = resolution.ground
    if resolution.authority.partition("-")[0] not in ground.authorities:
        yield Obstacle(
            "autoridad_sin_facultad",
            f"La dicta {ground.issuers}, no {office(resolution.authority)} ({ground.cited}).",
        )
    if resolution.issued_on < ground.from_date:
        yield Obstacle(
            "sin_ley_vigente",
            f"Antes del {ground.from_date:%d-%m-%Y} no hay ley que la permita ({ground.cited}).",
        )


def _content_flaws(resolution: Resolution) -> Iterator[Obstacle]:
    for name in resolution.ground.needs:
        if getattr(resolution, name) is None:
            yield Obstacle("falta_" + name, f"La resolución no dice {_SAID[name]}.")
    first, last = resolution.from_month, resolution.to_month
    if first is not None and last is not None and last < first:
        yield Obstacle("meses_al_reves", f"El último mes, {last}, es anterior al primero, {first}.")
    issued = Period.of(resolution.issued_on.year, resolution.issued_on.month)
    if resolution.ground.onward and first is not None and first < issued:
        yield Obstacle(
            "retroactiva",
            f"Alcanza a los pagos desde {issued}, el mes en que se dicta, no desde {first} "
            f"({resolution.ground.cited}).",
        )


def _share_flaws(resolution: Resolution) -> Iterator[Obstacle]:
    ground = resolution.ground
    least = legal_number(ground.least_retained, resolution.issued_on)
    retained = resolution.retained_share
    if least is not None and retained is not None and retained < least.decimal:
        yield Obstacle(
            "retencion_menor",
            f"Se retiene a lo menos {_percent(least.decimal)}, no {_percent(retained)} "
            f"({ground.cited}).",
        )
    below = legal_number(ground.below_paid, resolution.issued_on)
    paid = resolution.paid_share
    if below is not None and paid is not None and paid >= below.decimal:
        yield Obstacle(
            "gasto_suficiente",
            f"Con {_percent(paid)} gastado no procede: la ley exige {_percent(below.decimal)} "
            f"({ground.cited}).",
        )


def _request_flaws(resolution: Resolution) -> Iterator[Obstacle]:
    by = term_end(resolution.ground.request, resolution.ground_notified_on)
    if by is not None and resolution.requested_on is not None and resolution.requested_on > by:
        yield Obstacle(
            "solicitud_tardia",
            f"Se solicitaba a más tardar el {by:%d-%m-%Y} ({resolution.ground.cited}).",
        )


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f} %".replace(".", ",")
