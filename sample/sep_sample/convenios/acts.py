"""What authorities did in the fictional country: rows of the templates about acts, and the UTM.

Only acts that change no payment, since the payments of the country are written without them: a
retention that was annulled, warnings, restitutions, a precautionary retention, fines. The UTM is
fictional too, and near the real one.
"""

from collections.abc import Iterator
from datetime import date

from sep_domain.dates.calendar import Period
from sep_sample.convenios.convenios import Convenio
from sep_sample.country.country import Country, School

Rows = Iterator[tuple[object, ...]]

_UTM_OF_2008, _UTM_A_YEAR = 34_222, 1_950
_REGION_OF_OFFICE = 13


def utm_rows(years: range) -> Rows:
    """Rows of `utm.csv`, a month each: rising by the same pesos every month."""
    for month in (Period.of(year, number) for year in years for number in range(1, 13)):
        passed = (month.year - 2008) * 12 + month.month - 1
        yield month, _UTM_OF_2008 + _UTM_A_YEAR * passed // 12


def resolution_rows(country: Country, convenios: list[Convenio], balances: dict[int, int]) -> Rows:
    """Rows of `resoluciones.csv`; `balances` is what each school was left with, in CLP."""
    for convenio in convenios:
        if convenio.close_reason == "no_renovado":
            yield from _restitution(convenio, balances.get(convenio.rbd, 0), country.years)
    for year, school in _in_turn(country):
        yield from _of_year(year, school)


def proceeding_rows(country: Country) -> Rows:
    """Rows of `procedimientos.csv`: one a year, of which every third is argued to the end."""
    for place, (year, school) in enumerate(_in_turn(country)):
        argued = place % 3 == 0
        yield (
            *(_office(), year, 100 + place, school.holder_in(year).rut, school.rbd),
            *(date(year, 3, 31), date(year, 5, 6), date(year, 5, 13), "menos_grave"),
            *("Ley 20.529 art 77 a)", date(year, 5, 24), None, date(year, 7, 15), "multa", 0),
            *(60 + place, None, None, date(year, 7, 19), date(year, 8, 2) if argued else None),
            *((date(year, 9, 2), "rebajado", 51) if argued else (None, None, None)),
            *((date(year, 9, 6),) if argued else (None,)),
            *(None, None, None, None, None, None),
            *(date(year, 10, 15), date(year, 11, 29), 2_300_000, None),
        )


def application_rows(country: Country) -> Rows:
    """Rows of `postulaciones_elevadas.csv`: of schools that joined, those whose SEREMI was late."""
    for school in country.in_regime:
        joined = school.convenio_from
        if joined is None or joined - 1 not in country.years:
            continue
        year = joined - 1
        answer: tuple[object, ...] = (None, None, None)
        if school.classification_until_ordered != "autonomo":
            answer = (date(year, 11, 18), 1, "EMERGENTE")
        yield school.rbd, year, school.holder_in(year).rut, date(year, 11, 4), *answer


def improvement_rows(country: Country) -> Rows:
    """Rows of `mejoras.csv`: one a year above 1,000 UTM, every other without its consultation."""
    for place, (year, school) in enumerate(_in_turn(country)):
        consulted = (date(year, 4, 8), 1) if place % 2 == 0 else (None, None)
        yield (
            *(school.rbd, 1 + place, school.holder_in(year).rut, "Techumbre del patio"),
            *(date(year, 3, 18), 120_000_000, *consulted, date(year, 6, 3), 118_000_000),
        )


def _restitution(convenio: Convenio, amount: int, years: range) -> Rows:
    """What was left of a convenio that was not renewed is ordered back in the next year."""
    closed = convenio.closed
    if closed is None or closed.year + 1 not in years or amount <= 0:
        return
    year = closed.year + 1
    yield _resolution(
        ("ministerio", year, 900),
        "restitucion",
        (convenio.holder_rut, convenio.rbd, convenio.number),
        date(year, 5, 12),
        amount=amount,
        notified=date(year, 5, 15),
    )


def _of_year(year: int, school: School) -> Rows:
    subject = (school.holder_in(year).rut, school.rbd, None)
    if year >= 2018:
        yield _resolution(
            ("subsecretaria", year, 300),
            "retencion_rendicion",
            subject,
            date(year, 5, 6),
            from_month=f"{year}-05",
            retained=50,
            notified=date(year, 5, 8),
            challenged=date(year, 5, 14),
            annulled=date(year, 5, 20),
        )
    yield _resolution(
        ("ministerio", year, 400),
        "apercibimiento_pme",
        subject,
        date(year, 4, 1),
        notified=date(year, 4, 4),
    )
    # The Superintendencia orders this one; every fourth year's row names another, which is flagged.
    authority = "ministerio" if year % 4 == 0 else "superintendencia"
    yield _resolution(
        (authority, year, 500),
        "retencion_precautoria",
        subject,
        date(year, 8, 1),
        retained=20,
        notified=date(year, 8, 5),
    )


def _resolution(
    named: tuple[str, int, int],
    kind: str,
    subject: tuple[object, int, int | None],
    issued: date,
    *,
    from_month: str | None = None,
    retained: int | None = None,
    amount: int | None = None,
    notified: date | None = None,
    challenged: date | None = None,
    annulled: date | None = None,
) -> tuple[object, ...]:
    """A row: authority, year and number; sostenedor, school and convenio; the rest by its name."""
    return (
        *(*named, kind, *subject, issued, from_month, None, retained, None, amount),
        *(None, None, None, None, notified, challenged, None, None, None, annulled),
    )


def _in_turn(country: Country) -> Iterator[tuple[int, School]]:
    """A school of the regime for each year since the Superintendencia acts, one after the other."""
    schools = [school for school in country.in_regime if school.closes_after is None]
    for place, year in enumerate(year for year in country.years if year >= 2012):
        school = schools[place % len(schools)]
        if school.convenio_from is not None and school.convenio_from <= year:
            yield year, school


def _office() -> str:
    return f"direccion_regional-{_REGION_OF_OFFICE}"
