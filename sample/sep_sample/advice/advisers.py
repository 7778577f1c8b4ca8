"""The market of advisers over all years: who is certified, who hires whom, and what goes wrong.

Every contract comes from `contracts.plain_contract`; a school that plays an ATE rule gets one more,
bent by `twists`.
"""

from dataclasses import dataclass, replace
from datetime import date

from sep_domain.dates.calendar import Period
from sep_domain.law.statute import use_value
from sep_domain.values.grades import LevelBand
from sep_domain.values.identifiers import Rut
from sep_sample.advice import twists
from sep_sample.advice.contracts import Adviser, Contract, plain_contract
from sep_sample.anomalies.answer_key import AnswerKey
from sep_sample.anomalies.casting import (
    FIRST_HIRING_YEAR,
    FIRST_YEAR_BY_CONCURSO,
    Cast,
)
from sep_sample.country import names
from sep_sample.country.country import Country, School
from sep_sample.country.noise import Noise

_FIRST_ADVISER_RUT = 58_900_003
_FIRST_PERSON_RUT = 31_000_007
_FOR_PROFIT = 3
_CONVERTED = date(2018, 10, 1)
_CERTIFICATIONS = (2019, 2022, 2025)
"""Years of the ministry's certifications, after Ley 21.107."""
_JUDGED_ONCE = 1
"""Who was judged deficient once, and not again."""


@dataclass(frozen=True, slots=True)
class Market:
    """All advisers, and all contracts in order of year and school."""

    advisers: tuple[Adviser, ...]
    contracts: tuple[Contract, ...]

    def advised_years(self) -> dict[int, frozenset[int]]:
        """For every school, the years in which somebody advised it."""
        found: dict[int, set[int]] = {}
        for contract in self.contracts:
            found.setdefault(contract.rbd, set()).add(contract.year)
        return {rbd: frozenset(years) for rbd, years in found.items()}


def market(country: Country, noise: Noise, cast: Cast, key: AnswerKey) -> Market:
    """The contracts of every school and year, the anomalous ones recorded in the answer key."""
    certified = _certified(noise, len(country.schools), country.years)
    expired = _expired()
    contracts: list[Contract] = []
    for year in country.years:
        for school in country.in_regime:
            if _hires(noise, school, year, cast):
                amount = _usual_amount(noise, school, year)
                plain = plain_contract(noise, school, year, 1, advisers=certified, amount=amount)
                contracts.append(_as_hired(plain, school))
        for serial, role in enumerate(twists.roles_in(cast, year), start=2):
            amount = _usual_amount(noise, role.school, year)
            clean = plain_contract(
                noise, role.school, year, serial, advisers=certified, amount=amount
            )
            contracts.extend(twists.twisted(role.rule, clean, expired, key))
    return Market((*certified, expired), tuple(contracts))


def _certified(noise: Noise, schools: int, years: range) -> list[Adviser]:
    return [_adviser(noise, number, years) for number in range(max(8, schools // 30))]


def _adviser(noise: Noise, number: int, years: range) -> Adviser:
    """One in five is a person, and one a body for profit until the law of 2018 (art 30 a).

    Each is certified in the registry's first year, and judged by the ministry in some later ones.
    """
    stream = noise.stream("adviser", number)
    natural = number % 5 == 4
    for_profit = number % 5 == _FOR_PROFIT
    first = _FIRST_PERSON_RUT if natural else _FIRST_ADVISER_RUT
    body = "juridica_con_fines_de_lucro" if for_profit else "juridica_sin_fines_de_lucro"
    known = [year for year in _CERTIFICATIONS if year <= years[-1]]
    return Adviser(
        rut=Rut.from_number(first + 13 * number),
        name=names.person(stream) if natural else names.adviser(stream),
        kind="natural" if natural else body,
        certified=date(2008, stream.randint(3, 12), stream.randint(1, 28)),
        valid_until=None,
        without_profit=_CONVERTED if for_profit and years[-1] >= _CONVERTED.year else None,
        judged=tuple((year, number == _JUDGED_ONCE and year == known[0]) for year in known),
    )


def _expired() -> Adviser:
    return Adviser(
        rut=Rut.from_number(_FIRST_ADVISER_RUT - 2),
        name="ATE REGISTRO VENCIDO",
        kind="juridica_sin_fines_de_lucro",
        certified=date(2008, 3, 3),
        valid_until=date(FIRST_HIRING_YEAR - 1, 12, 31),
        removed=date(FIRST_HIRING_YEAR - 1, 12, 31),
        removal_reason="no renovó su certificación",
    )


def _as_hired(contract: Contract, school: School) -> Contract:
    """Private holders hired without a tender while the law did not ask for one."""
    free = contract.year < FIRST_YEAR_BY_CONCURSO and not school.holder_in(contract.year).is_public
    return replace(contract, tender=None) if free else contract


def _hires(noise: Noise, school: School, year: int, cast: Cast) -> bool:
    """One school in seven, unless it plays an ATE rule, its convenio is ending, or there are no
    advisers yet. Who plays RF18 also hires as it should, so that its tenders are in view."""
    if not school.works_in(year) or school.convenio_from is None or year < school.convenio_from:
        return False
    if year < FIRST_HIRING_YEAR:
        return False
    if cast.plays("RF18", school.rbd, year):
        return True
    expiry = cast.expiry_year(school.rbd)
    if expiry is not None and year >= expiry:
        return False
    if any(cast.year_of(rule, school.rbd) for rule in ("RF32", "RF39")):
        return False
    return noise.stream("hires", school.rbd, year).random() < 0.14


def _usual_amount(noise: Noise, school: School, year: int) -> int:
    """Six to nine percent of a rough year's SEP, in whole thousands."""
    percent = noise.stream("adviser-share", school.rbd, year).randint(6, 9)
    return max(300_000, rough_income(school, year) * percent // 100 // 1000 * 1000)


def rough_income(school: School, year: int) -> int:
    """What a year of SEP is worth to a school, near enough to plan with, in CLP."""
    pupils = sum(
        school.grade_size * school.grades_paid_in(band, year) * (13 if band in _UPPER else 20)
        for band in LevelBand
    )
    use = int(use_value(Period.of(year, 6)).clp_per_use)
    return pupils * school.priority_bp * use * 12 // 100_000


_UPPER = frozenset({LevelBand.B7_8, LevelBand.M1_4})
