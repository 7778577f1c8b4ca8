"""The fictional country: who holds schools, which schools there are, and what becomes of them."""

from dataclasses import dataclass

from sep_domain.values.grades import Grade, LevelBand
from sep_domain.values.identifiers import Rut, check_digit
from sep_sample.country.territory import Comuna


@dataclass(frozen=True, slots=True)
class Holder:
    """A sostenedor. `depe` is the Directorio's COD_DEPE; `mrun` marks a natural person."""

    holder_id: int
    rut: Rut
    name: str
    depe: int
    mrun: int | None

    @property
    def is_public(self) -> bool:
        return self.depe in {1, 2, 6}

    @property
    def tenders_by_public_law(self) -> bool:
        """Whether it hires by licitación in Mercado Público (Ley 19.886), not by concurso."""
        return self.depe in {2, 6}

    @property
    def account(self) -> str:
        """Number of the current account that holds its SEP money and nothing else."""
        return f"{self.holder_id:05d}-20248"


@dataclass(frozen=True, slots=True)
class School:
    """A school and its life within the sample.

    Shares and attendance are in basis points. `convenio_from` is the school year of the first
    convenio, None for a school outside the regime; `closes_after` its last school year.
    """

    rbd: int
    name: str
    comuna: Comuna
    rural: bool
    grades: tuple[Grade, ...]
    grade_size: int
    priority_bp: int
    preferred_bp: int
    attendance_bp: int
    socioeconomic_group: int
    ability: int
    holder: Holder
    next_holder: Holder | None
    transfer_year: int | None
    convenio_from: int | None
    closes_after: int | None
    free_from: int
    classification_until_ordered: str

    @property
    def digit(self) -> str:
        return check_digit(self.rbd)

    def holder_in(self, year: int) -> Holder:
        moved = self.next_holder and self.transfer_year and year >= self.transfer_year
        return self.next_holder if moved and self.next_holder else self.holder

    def works_in(self, year: int) -> bool:
        return self.closes_after is None or year <= self.closes_after

    def is_free_in(self, year: int) -> bool:
        return year >= self.free_from

    @property
    def is_subsidised(self) -> bool:
        return self.holder.depe != 4

    @property
    def bands(self) -> tuple[LevelBand, ...]:
        return tuple(band for band in LevelBand if any(g.band is band for g in self.grades))

    def grades_paid_in(self, band: LevelBand, year: int) -> int:
        """How many of its grades in a band the regime has reached by a school year."""
        return sum(g.band is band and g.first_sep_year <= year for g in self.grades)


@dataclass(frozen=True, slots=True)
class Country:
    """All schools of a sample, by RBD, over a range of school years."""

    schools: tuple[School, ...]
    years: range

    @property
    def in_regime(self) -> tuple[School, ...]:
        return tuple(s for s in self.schools if s.convenio_from is not None)

    def holders_in(self, year: int) -> tuple[Holder, ...]:
        """Who holds a school of the regime in a year, by id."""
        found = {s.holder_in(year).holder_id: s.holder_in(year) for s in self.in_regime}
        return tuple(found[holder_id] for holder_id in sorted(found))
