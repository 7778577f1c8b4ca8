"""Convenios de igualdad de oportunidades: four years, renewed, extended, ended (7, 7 bis).

A term runs from 1 March to the last day of February four years later. One in eight renewals takes
the legal extension of twelve months.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sep_sample.country.country import School
from sep_sample.country.noise import Noise

_TERM_YEARS = 4


@dataclass(frozen=True, slots=True)
class Term:
    """A term by its school years: it starts in March of one and ends in February of the other."""

    number: int
    start_year: int
    end_year: int
    extended: bool

    @property
    def paid_until_year(self) -> int:
        return self.end_year + self.extended


@dataclass(frozen=True, slots=True)
class Convenio:
    """A convenio as `convenios.csv` carries it."""

    rbd: int
    number: int
    holder_rut: str
    requested: date
    signed: date
    start: date
    end: date
    classification: str
    renewal_requested: date | None
    extension_until: date | None
    renewed: date | None
    closed: date | None
    close_reason: str


def natural_terms(school: School, years: range, noise: Noise) -> list[Term]:
    """Its terms up to the last year, were all of them renewed."""
    terms: list[Term] = []
    if school.convenio_from is None:
        return terms
    start, number = school.convenio_from, 1
    while start <= years[-1]:
        stream = noise.stream("term", school.rbd, number)
        term = Term(number, start, start + _TERM_YEARS, stream.random() < 0.12)
        terms.append(term)
        start, number = term.paid_until_year, number + 1
    return terms


def convenios_of(
    school: School,
    years: range,
    noise: Noise,
    expiry_year: int | None,
    classification: dict[int, str],
) -> list[Convenio]:
    """The convenios that touch the years of the sample, the last one closed where it ends early.

    `classification` gives the SEP classification of each school year.
    """
    terms = natural_terms(school, years, noise)
    if expiry_year is not None:
        terms = [t for t in terms if t.start_year < expiry_year]
    if school.closes_after is not None:
        terms = [t for t in terms if t.start_year <= school.closes_after]
    last = terms[-1] if terms else None
    return [
        _convenio(
            school,
            term,
            noise,
            expiry_year=expiry_year if term is last else None,
            classification=classification,
            known_until=february_end(years[-1] + 1),
        )
        for term in terms
        if term.paid_until_year >= years[0]
    ]


def _convenio(
    school: School,
    term: Term,
    noise: Noise,
    *,
    expiry_year: int | None,
    classification: dict[int, str],
    known_until: date,
) -> Convenio:
    stream = noise.stream("convenio", school.rbd, term.number)
    start, end = date(term.start_year, 3, 1), february_end(term.end_year)
    closed, reason = _closing(school, term, expiry_year)
    renewed = closed is None
    extended = term.extended and renewed
    decided = end - timedelta(days=stream.randint(5, 25))
    requested_again = end - timedelta(days=stream.randint(70, 150))
    return Convenio(
        rbd=school.rbd,
        number=term.number,
        holder_rut=school.holder_in(term.start_year).rut,
        requested=date(term.start_year - 1, 8, stream.randint(3, 28)),
        signed=date(term.start_year - 1, 10, stream.randint(3, 28)),
        start=start,
        end=end,
        classification=classification[term.start_year].upper().replace("_", " "),
        renewal_requested=_known(requested_again, renewed, known_until),
        extension_until=_known(february_end(term.end_year + 1), extended, known_until),
        renewed=_known(decided + timedelta(days=300 * extended), renewed, known_until),
        closed=closed,
        close_reason=reason,
    )


def _closing(school: School, term: Term, expiry_year: int | None) -> tuple[date | None, str]:
    if expiry_year is not None:
        return february_end(expiry_year), "no_renovado"
    if school.closes_after is not None and school.closes_after < term.paid_until_year:
        return date(school.closes_after, 12, 31), "renunciado"
    return None, ""


def _known(day: date, happened: bool, known_until: date) -> date | None:
    """A day that the sample, which ends, can know of."""
    return day if happened and day <= known_until else None


def february_end(year: int) -> date:
    return date(year, 3, 1) - timedelta(days=1)
