"""Related parties of the holders: legal representatives, and relatives that two rules look for."""

from dataclasses import dataclass

from sep_domain.values.identifiers import Rut
from sep_sample.anomalies.casting import Cast
from sep_sample.country.country import Country, Holder, School

_FIRST_REPRESENTATIVE = 32_000_003
_FIRST_RELATIVE = 33_000_009
_FIRST_RELATED_SUPPLIER = 58_700_011


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship declared by a holder, open from 2008."""

    holder_rut: str
    related_rut: str
    kind: str
    capital_percent: int | None


def relations_of(country: Country, cast: Cast) -> list[Relation]:
    """Every holder's legal representative, then the relatives and companies of the anomalies."""
    holders = {h.holder_id: h for year in country.years for h in country.holders_in(year)}
    found = [_representative(holders[number]) for number in sorted(holders)]
    for role in cast.of("RF15"):
        rut = related_supplier(role.school)
        found.append(Relation(role.school.holder_in(role.year).rut, rut, "socio", 40))
    for role in cast.of("RF16"):
        rut = relative(role.school)
        found.append(Relation(role.school.holder_in(role.year).rut, rut, "consanguinidad_1", None))
    return found


def related_supplier(school: School) -> Rut:
    """The company in which somebody of the school's holder has a share."""
    return Rut.from_number(_FIRST_RELATED_SUPPLIER + school.rbd % 50_000)


def relative(school: School) -> Rut:
    """The child of the legal representative of the school's holder."""
    return Rut.from_number(_FIRST_RELATIVE + school.rbd)


def _representative(holder: Holder) -> Relation:
    rut = Rut.from_number(_FIRST_REPRESENTATIVE + 19 * holder.holder_id)
    return Relation(holder.rut, rut, "representante_legal", None)
