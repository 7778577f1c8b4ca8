"""Casting: which school plays which anomaly, and in which year.

Rules about the life of a convenio take a school of their own, since they bend everything it does;
the others share what is left, each in its own year where the range is long enough. A rule whose
story does not fit in the years asked for finds no actor and is left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sep_sample.anomalies.answer_key import RULES
from sep_sample.convenios.convenios import Term, natural_terms
from sep_sample.country.country import Country, School
from sep_sample.country.noise import Noise

SCHOOLS_PER_ROLE = 400
FIRST_HIRING_YEAR = 2010
"""Advisers are certified from 2008 on (Ley 20.248 art 30); one who no longer is, until 2009."""
FIRST_YEAR_BY_CONCURSO = 2017
"""Contracts are signed in February; DFL 2/1998 art 3 v) is in force from 8 June 2016."""

_MEASURED = frozenset({2014, 2015, 2016, 2017, 2018, 2022, 2023, 2024, 2025})
_PLAN = "PLAN"


@dataclass(frozen=True, slots=True)
class Role:
    """A rule played by a school; `year` is the one in which the rule should see it."""

    rule: str
    school: School
    year: int


class Cast:
    """Who plays what; a school asks whether it has a part in a year."""

    def __init__(self, roles: Iterable[Role]) -> None:
        self.roles = tuple(roles)
        self._parts = {(r.rule, r.school.rbd): r.year for r in self.roles}

    def year_of(self, rule: str, rbd: int) -> int | None:
        return self._parts.get((rule, rbd))

    def plays(self, rule: str, rbd: int, year: int) -> bool:
        return self._parts.get((rule, rbd)) == year

    def of(self, rule: str, year: int | None = None) -> list[Role]:
        return [r for r in self.roles if r.rule == rule and year in {None, r.year}]

    def expiry_year(self, rbd: int) -> int | None:
        """The year in whose February its convenio ends for good, None where it is renewed."""
        for rule in ("RF36", "RF29", _PLAN):
            year = self.year_of(rule, rbd)
            if year is not None:
                return year - 1 if rule == "RF29" else year
        return None

    @property
    def recovery_plans(self) -> list[Role]:
        """Not an anomaly: schools whose expired convenio has its recovery plan in time."""
        return self.of(_PLAN)


def cast(country: Country, noise: Noise) -> tuple[Country, Cast]:
    """Roles for every rule that fits, and the country with the closures they need."""
    director = _Director(country, noise)
    rounds = max(1, len(country.schools) // SCHOOLS_PER_ROLE)
    for _ in range(rounds):
        director.cast_lives()
    for _ in range(rounds):
        director.cast_scenes()
    return director.country_as_cast(), Cast(director.roles)


class _Director:
    def __init__(self, country: Country, noise: Noise) -> None:
        self._country = country
        self._years = country.years
        self._noise = noise
        plain = [s for s in country.in_regime if _has_a_plain_life(s, country.years)]
        self._free = list(plain)
        schools_held = Counter(s.holder.holder_id for s in country.schools)
        self._public = [s for s in plain if s.holder.is_public]
        self._alone = [s for s in plain if schools_held[s.holder.holder_id] == 1]
        self._next_scene = 0
        self._without_actor: set[str] = set()
        self._dealt: set[tuple[str, int]] = set()
        self.roles: list[Role] = []

    def cast_lives(self) -> None:
        """The stories that need a school of their own, those hardest to place first."""
        first, last = self._years[0], self._years[-1]
        self._give("RF01", self._term_year(lambda t: t.end_year, first + 2, last))
        self._give("RF36", self._term_year(lambda t: t.end_year, first + 1, last))
        self._give("RF29", self._term_year(lambda t: t.end_year + 1, first + 1, last))
        self._give("RF02", self._term_year(lambda t: t.start_year + 2, first + 1, last))
        self._give("RF32", self._term_year(lambda t: t.start_year + 1, first + 1, last))
        self._give("RF28", lambda _: last if len(self._years) > 1 else None)
        self._give("RF39", self._fading_year)
        if len(self._country.schools) > 40:
            self._give(_PLAN, self._term_year(lambda t: t.end_year, first + 1, last))

    def cast_scenes(self) -> None:
        """The anomalies of one year, dealt out in turn."""
        lives = {"RF01", "RF02", "RF28", "RF29", "RF32", "RF36", "RF39", "RF10"}
        for rule in RULES:
            if rule not in lives:
                self._deal(rule)
        for role in [r for r in self.roles if r.rule == "RF36"]:
            if not any(r.rule == "RF10" and r.school is role.school for r in self.roles):
                self.roles.append(Role("RF10", role.school, role.year))

    def country_as_cast(self) -> Country:
        closing = {r.school.rbd: r.year - 1 for r in self.roles if r.rule == "RF28"}
        emergente = {r.school.rbd for r in self.roles if r.rule == "RF32"}
        schools = (
            replace(s, closes_after=closing.get(s.rbd, s.closes_after))
            for s in self._country.schools
        )
        cast_schools = tuple(_always_emergente(s) if s.rbd in emergente else s for s in schools)
        return Country(cast_schools, self._years)

    def _give(self, rule: str, year_for: Callable[[School], int | None]) -> None:
        if rule in self._without_actor:
            return
        for school in self._free:
            year = year_for(school)
            if year is not None:
                self._free.remove(school)
                self.roles.append(Role(rule, school, year))
                return
        self._without_actor.add(rule)

    def _deal(self, rule: str) -> None:
        actors = self._pool(rule)
        if not actors:
            return
        school = actors[self._next_scene % len(actors)]
        years = [y for y in self._years if _year_suits(rule, y, self._years)]
        self._next_scene += 1
        if years and (rule, school.rbd) not in self._dealt:
            self._dealt.add((rule, school.rbd))
            self.roles.append(Role(rule, school, years[self._next_scene * 5 % len(years)]))

    def _pool(self, rule: str) -> list[School]:
        """RF06 is about a public holder's account and RF14 needs an account of one school: both
        may take any plain school, since so few suit them."""
        pools = {"RF06": self._public, "RF14": self._alone, "RF19": self._by_concurso}
        return pools.get(rule, self._free)

    @property
    def _by_concurso(self) -> list[School]:
        """Who announces in a newspaper: a licitación is published otherwise."""
        return [school for school in self._free if not school.holder.tenders_by_public_law]

    def _term_year(
        self, year_of: Callable[[Term], int], earliest: int, latest: int
    ) -> Callable[[School], int | None]:
        """The last year in range that a term of the school's convenios gives."""

        def find(school: School) -> int | None:
            terms = natural_terms(school, self._years, self._noise)
            years = [year_of(t) for t in terms if earliest <= year_of(t) <= latest]
            return years[-1] if years else None

        return find

    def _fading_year(self, school: School) -> int | None:
        """A contract year with a measurement before, one in it and two after."""
        if school.grade_size < 11 or not _teaches_fourth(school):
            return None
        measured = [y for y in self._years if y in _MEASURED]
        return measured[1] if len(measured) >= 4 else None


def _has_a_plain_life(school: School, years: range) -> bool:
    started = school.convenio_from is not None and school.convenio_from < years[0]
    opened = started or years[0] == 2008
    return opened and school.transfer_year is None and school.closes_after is None


def _always_emergente(school: School) -> School:
    """So middling that no noise of a year takes it out of the middle categories."""
    return replace(school, ability=-7, classification_until_ordered="emergente")


def _teaches_fourth(school: School) -> bool:
    return any(grade.value == "4B" for grade in school.grades)


_HIRING = frozenset(f"RF{number:02d}" for number in (9, 11, 17, 18, 19, 20, 21, 22, 23, 24, 26, 27))
_BY_CONCURSO = frozenset({"RF18", "RF19", "RF20"})


def _year_suits(rule: str, year: int, years: range) -> bool:
    """RF40 needs a year after it for the late payment; a rendition's year is any. Contracts are of
    January on, and those that lack a tender, a notice or the fund of the law of June 2016 later."""
    if rule == "RF40" and len(years) > 1:
        return year < years[-1]
    if rule in _BY_CONCURSO:
        return year >= FIRST_YEAR_BY_CONCURSO
    return year >= FIRST_HIRING_YEAR if rule in _HIRING else True
