"""What each kind of resolution rests on, who may issue it, and by which numbers it is held.

`kinds.csv` is the table: the authorities that the law names, what the resolution has to say, the
legal numbers that bound its shares and its terms, and the article. A regional office stands there
without the number of its region.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sep_domain.events.legal.acts import ResolutionKind
from sep_domain.law.data_tables import table_rows
from sep_domain.law.statute import Confidence

_OFFICES = {
    "ministerio": "el Ministerio de Educación",
    "subsecretaria": "la Subsecretaría de Educación",
    "agencia": "la Agencia de Calidad",
    "superintendencia": "la Superintendencia de Educación",
    "seremi": "la SEREMI de la región",
    "direccion_regional": "la Dirección Regional de la Superintendencia",
}
"""The authorities by name, with their article."""


def office(authority: str) -> str:
    """An authority by its name, in Spanish; a regional office with the number of its region."""
    kind, _, region = authority.partition("-")
    return _OFFICES[kind].replace(" de la región", "") + (f" (región {region})" if region else "")


@dataclass(frozen=True, slots=True)
class Ground:
    """On what a kind of resolution rests; names of legal numbers are empty where none binds it."""

    from_date: date
    """No such resolution before this day."""
    authorities: tuple[str, ...]
    needs: tuple[str, ...]
    """Fields without which it orders nothing."""
    least_retained: str
    below_paid: str
    challenge: str
    """The term in which it is challenged, and in which the challenge is decided."""
    challenge_from: str
    """`notified` or `issued`: the day from which that term runs."""
    request: str
    """The term in which it is asked for."""
    lasts: str
    """The term after which it lapses, or in which what it asks for is due."""
    former_holder: bool
    """Whether it may be about what a former holder received, and not about payments to come."""
    onward: bool
    """Whether it reaches payments of the month of its issue and later ones alone."""
    article: str
    law: str
    confidence: Confidence
    text: str
    """What it orders, in Spanish."""

    @property
    def issuers(self) -> str:
        """Who may issue it, in Spanish: "la Subsecretaría o una SEREMI"."""
        *others, last = (_OFFICES[each] for each in self.authorities)
        return f"{', '.join(others)} o {last}" if others else last

    @property
    def cited(self) -> str:
        """The article and its law, as a sentence cites them."""
        return f"{self.law if self.law.startswith('DFL') else f'Ley {self.law}'} {self.article}"


def ground_of(kind: ResolutionKind) -> Ground:
    """The ground of a kind."""
    return _grounds()[kind]


@cache
def _grounds() -> Mapping[ResolutionKind, Ground]:
    return dict(_rows())


def _rows() -> Iterator[tuple[ResolutionKind, Ground]]:
    for row in table_rows("resolucion", "kinds.csv"):
        yield ResolutionKind(row["kind"]), _ground(row)


def _ground(row: Mapping[str, str]) -> Ground:
    return Ground(
        from_date=date.fromisoformat(row["from_date"]),
        authorities=tuple(row["authorities"].split()),
        needs=tuple(row["needs"].split()),
        least_retained=row["least_retained"],
        below_paid=row["below_paid"],
        challenge=row["challenge"],
        challenge_from=row["challenge_from"],
        request=row["request"],
        lasts=row["lasts"],
        former_holder=row["former_holder"] == "1",
        onward=row["onward"] == "1",
        article=row["article"],
        law=row["law"],
        confidence=Confidence(row["confidence"]),
        text=row["text"],
    )
