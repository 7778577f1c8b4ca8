"""Founds the country: holder after holder with its schools, until there are enough.

Numbers are taken from ranges nobody holds: RBD from 50,001 (42,397 had been issued by 2025),
RUT of 57 and 58 millions for institutions and of 30 millions for people.
"""

from random import Random

from sep_domain.values.grades import Grade, LevelBand
from sep_domain.values.identifiers import Rut, check_digit
from sep_sample.country import names
from sep_sample.country.country import Country, Holder, School
from sep_sample.country.noise import Noise
from sep_sample.country.territory import COMUNAS, Comuna

_FIRST_RBD = 50_001
_FIRST_HOLDER_RUT = 57_000_101
_FIRST_PERSON_RUT = 30_000_101
_FIRST_MRUN = 91_000_001

_BASICA = tuple(g for g in Grade if g.band is not LevelBand.M1_4)
_MEDIA = tuple(g for g in Grade if g.band is LevelBand.M1_4)
_SMALL = tuple(g for g in Grade if g.band in {LevelBand.NT1_4B, LevelBand.B5_6})
_FIRST_HOLDERS = (
    ("municipal", 5),
    ("privado", 3),
    ("municipal", 4),
    ("persona", 1),
    ("privado", 3),
    ("pagado", 1),
)

_PLAIN_SCHOOLS = 20
"""The first schools neither close nor join late, so that anomalies find actors among them."""


def build(noise: Noise, schools: int, years: range) -> Country:
    """A country of that many schools, the same for the same seed, number and years."""
    founder = _Founder(noise, years)
    while len(founder.schools) < schools:
        founder.found_holder(schools - len(founder.schools))
    return Country(tuple(founder.schools[:schools]), years)


class _Founder:
    """Founds holder after holder with its schools, numbering them as it goes."""

    def __init__(self, noise: Noise, years: range) -> None:
        self._noise = noise
        self._years = years
        self._next_rbd = _FIRST_RBD
        self._founded = 0
        self._holders = 0
        self._municipal_holders = 0
        self._services: dict[int, Holder] = {}
        self.schools: list[School] = []

    def found_holder(self, room: int) -> None:
        self._founded += 1
        stream = self._noise.stream("holder", self._founded)
        kind, count = self._kind_and_schools(stream)
        comuna = COMUNAS[self._founded % len(COMUNAS)]
        holder = self._holder(stream, kind)
        successor, transfer = self._succession(stream, kind, comuna)
        for _ in range(min(room, count)):
            self.schools.append(self._school(holder, successor, transfer, comuna))

    def _kind_and_schools(self, stream: Random) -> tuple[str, int]:
        """The first holders are fixed, so that the smallest country has every kind."""
        if self._founded <= len(_FIRST_HOLDERS):
            return _FIRST_HOLDERS[self._founded - 1]
        kinds = ("municipal", "privado", "persona", "pagado")
        kind = stream.choices(kinds, weights=(22, 62, 8, 8))[0]
        return kind, _school_count(stream, kind)

    def _holder(self, stream: Random, kind: str) -> Holder:
        depe = {"municipal": stream.choice((1, 2)), "pagado": 4}.get(kind, 3)
        name = {
            "municipal": names.municipal_holder(stream, corporation=depe == 1),
            "persona": names.person(stream),
        }.get(kind, names.foundation(stream))
        return self._numbered_holder(name, depe, natural=kind == "persona")

    def _numbered_holder(self, name: str, depe: int, *, natural: bool) -> Holder:
        number = self._holders
        self._holders += 1
        first_rut = _FIRST_PERSON_RUT if natural else _FIRST_HOLDER_RUT
        return Holder(
            holder_id=number + 1,
            rut=Rut.from_number(first_rut + 7 * number),
            name=name,
            depe=depe,
            mrun=_FIRST_MRUN + 11 * number if natural else None,
        )

    def _succession(
        self, stream: Random, kind: str, comuna: Comuna
    ) -> tuple[Holder | None, int | None]:
        """The Servicio Local that takes a municipality's schools, and from which January."""
        if kind != "municipal":
            return None, None
        self._municipal_holders += 1
        moves = self._municipal_holders == 2 or (
            self._municipal_holders > 2 and stream.random() < 0.3
        )
        candidates = [y for y in self._years[1:] if y >= 2018]
        if not moves or not candidates:
            return None, None
        return self._service(comuna.region), stream.choice(candidates)

    def _service(self, region: int) -> Holder:
        if region not in self._services:
            stream = self._noise.stream("slep", region)
            service = self._numbered_holder(names.local_service(stream), 6, natural=False)
            self._services[region] = service
        return self._services[region]

    def _school(
        self, holder: Holder, successor: Holder | None, transfer: int | None, comuna: Comuna
    ) -> School:
        number = len(self.schools)
        stream = self._noise.stream("school", number)
        rural = stream.random() < 0.25
        grades, size = _grades_and_size(stream, rural=rural)
        priority = _priority_share(stream, holder)
        return School(
            rbd=self._take_rbd(),
            name=names.school(stream, _prefix(grades), number + 1),
            comuna=comuna,
            rural=rural,
            grades=grades,
            grade_size=size,
            priority_bp=priority,
            preferred_bp=min(stream.randint(1500, 2800), 9300 - priority),
            attendance_bp=stream.randint(8900, 9500),
            socioeconomic_group=_socioeconomic_group(priority),
            ability=stream.randint(-14, 14),
            holder=holder,
            next_holder=successor,
            transfer_year=transfer,
            convenio_from=_convenio_from(stream, holder, number, self._years),
            closes_after=_closure(stream, number, transfer, self._years),
            free_from=_free_from(stream, holder),
            classification_until_ordered="autonomo" if stream.random() < 0.15 else "emergente",
        )

    def _take_rbd(self) -> int:
        """The next RBD whose digit is not K: the registry never issues one."""
        while check_digit(self._next_rbd) == "K":
            self._next_rbd += 1
        self._next_rbd += 1
        return self._next_rbd - 1


def _school_count(stream: Random, kind: str) -> int:
    return {"municipal": stream.randint(4, 9), "privado": stream.choice((1, 1, 2, 3))}.get(kind, 1)


def _grades_and_size(stream: Random, *, rural: bool) -> tuple[tuple[Grade, ...], int]:
    if rural:
        return stream.choice((_SMALL, _BASICA)), stream.randint(9, 18)
    kind = stream.random()
    if kind < 0.6:
        return _BASICA, stream.randint(22, 55)
    if kind < 0.85:
        return _BASICA + _MEDIA, stream.randint(28, 60)
    return _MEDIA, stream.randint(60, 130)


def _prefix(grades: tuple[Grade, ...]) -> str:
    if Grade.B1 not in grades:
        return "LICEO"
    return "COLEGIO" if Grade.M1 in grades else "ESCUELA"


def _priority_share(stream: Random, holder: Holder) -> int:
    if holder.depe == 4:
        return stream.randint(100, 300)
    low, high = (4500, 8000) if holder.is_public else (2500, 7000)
    return stream.randint(low, high)


def _socioeconomic_group(priority_bp: int) -> int:
    """1 bajo … 5 alto, from the share of prioritarios."""
    return 5 - sum(priority_bp >= edge for edge in (1000, 3000, 5000, 6500))


def _convenio_from(stream: Random, holder: Holder, number: int, years: range) -> int | None:
    """Most schools joined in 2008 to 2011; one in twenty joins within the sample, a few never."""
    if holder.depe == 4 or (number >= _PLAIN_SCHOOLS and stream.random() < 0.06):
        return None
    if number >= _PLAIN_SCHOOLS and years[0] > 2008 and len(years) > 2 and stream.random() < 0.05:
        return stream.choice(years[1:-1])
    return 2008 + stream.choice((0, 0, 1, 2, 3)) if years[0] > 2011 else 2008


def _closure(stream: Random, number: int, transfer: int | None, years: range) -> int | None:
    """The last school year of the few schools that close."""
    closes = stream.random() < 0.012 and number >= _PLAIN_SCHOOLS
    if not closes or transfer is not None or len(years) < 3:
        return None
    return stream.choice(years[1:-1])


def _free_from(stream: Random, holder: Holder) -> int:
    """From which year no family pays: public schools always, the rest mostly since 2016."""
    if holder.is_public:
        return 2008
    if holder.depe == 4:
        return 9999
    return stream.choice((2008, 2016, 2016, 2017, 2018, 9999))
