"""The yearly rendition of every school that had SEP money, and its bank certificate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sep_sample.anomalies.answer_key import Anomaly, AnswerKey
from sep_sample.anomalies.casting import Cast
from sep_sample.country.country import School
from sep_sample.country.noise import Noise

RENDITIONS, CERTIFICATES = "rendiciones.csv", "certificados_saldo.csv"


@dataclass(frozen=True, slots=True)
class Rendition:
    """A filed rendition; amounts in CLP, a missing date where it was never done."""

    rbd: int
    holder_rut: str
    year: int
    filed: date
    council: date | None
    signed: date | None
    closed: date | None
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Certificate:
    rbd: int
    holder_rut: str
    year: int
    account: str
    day: date
    balance: int


def renditions_of(
    schools: list[School],
    year: int,
    *,
    spent: Mapping[int, int],
    noise: Noise,
    cast: Cast,
    key: AnswerKey,
) -> list[Rendition]:
    """One per school, but for those that never rendered (RF03)."""
    found = []
    for school in schools:
        if cast.plays("RF03", school.rbd, year):
            description = "No hay rendición cerrada al 1 de abril"
            _record(key, "RF03", school, year, file=RENDITIONS, description=description)
        else:
            clean = _clean_rendition(school, year, spent.get(school.rbd, 0), noise)
            found.append(_bent(clean, school, cast, key))
    return found


def certificates_of(
    schools: list[School], year: int, balances: Mapping[int, int], cast: Cast, key: AnswerKey
) -> list[Certificate]:
    """One per school with something left, all of it accredited but in RF05."""
    return [
        _certificate(school, year, balances[school.rbd], cast, key)
        for school in schools
        if balances.get(school.rbd, 0) > 0
    ]


def _clean_rendition(school: School, year: int, spent: int, noise: Noise) -> Rendition:
    stream = noise.stream("rendition", school.rbd, year)
    council = date(year + 1, 3, stream.randint(1, 9))
    signed = council + timedelta(days=stream.randint(1, 5))
    filed = signed + timedelta(days=stream.randint(1, 6))
    rejected = spent * stream.randint(1, 4) // 1000 if stream.random() < 0.04 else 0
    return Rendition(
        rbd=school.rbd,
        holder_rut=school.holder_in(year).rut,
        year=year,
        filed=filed,
        council=council,
        signed=signed,
        closed=filed + timedelta(days=stream.randint(0, 8)),
        accepted=spent - rejected,
        rejected=rejected,
    )


def _bent(clean: Rendition, school: School, cast: Cast, key: AnswerKey) -> Rendition:
    if cast.plays("RF04", clean.rbd, clean.year):
        description = "Rendición cerrada después del 31 de marzo"
        _record(key, "RF04", school, clean.year, file=RENDITIONS, description=description)
        return _dated(clean, council=clean.council, signed=clean.signed, late=True)
    if cast.plays("RF35", clean.rbd, clean.year):
        description = "Rendición sin firma del director ni conocimiento del Consejo Escolar"
        _record(key, "RF35", school, clean.year, file=RENDITIONS, description=description)
        return _dated(clean, council=None, signed=None, late=False)
    return clean


def _dated(clean: Rendition, *, council: date | None, signed: date | None, late: bool) -> Rendition:
    return Rendition(
        rbd=clean.rbd,
        holder_rut=clean.holder_rut,
        year=clean.year,
        filed=date(clean.year + 1, 4, 18) if late else clean.filed,
        council=council,
        signed=signed,
        closed=date(clean.year + 1, 4, 24) if late else clean.closed,
        accepted=clean.accepted,
        rejected=clean.rejected,
    )


def _certificate(
    school: School, year: int, balance: int, cast: Cast, key: AnswerKey
) -> Certificate:
    certified = balance
    if cast.plays("RF05", school.rbd, year):
        certified = balance * 6 // 10
        description = "El banco certifica menos que el saldo"
        _record(key, "RF05", school, year, file=CERTIFICATES, description=description)
    holder = school.holder_in(year)
    return Certificate(school.rbd, holder.rut, year, holder.account, date(year, 12, 31), certified)


def _record(
    key: AnswerKey, rule: str, school: School, year: int, *, file: str, description: str
) -> None:
    rut = school.holder_in(year).rut
    found = f"rbd={school.rbd};anio={year};subvencion=SEP"
    key.record(Anomaly(rule, school.rbd, rut, year, file, found, description))
