"""Lines of an entitlement: what each article gives, exact, and how they come to whole pesos."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from sep_domain.dates.calendar import Period
from sep_domain.entitlement.inputs import Pupils
from sep_domain.law.statute import Confidence, UseValue
from sep_domain.values.grades import LevelBand
from sep_domain.values.money import Clp, Use

ROUNDING_CONFIDENCE = Confidence.UNVERIFIED
"""That an article's amount for a group is rounded once a month is not written in the law."""


class EntitlementKind(StrEnum):
    MENSUAL = "mensual"
    RELIQUIDACION = "reliquidacion"
    RETROACTIVO = "retroactivo"
    CUOTA = "cuota"


@dataclass(frozen=True, slots=True)
class BandShare:
    """Pupils of a level band and what the table gives for each of them, in USE a month."""

    band: LevelBand
    use: Use
    pupils: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """One article for one group of pupils, valued in one month.

    `share` is the part that is paid of it; `months` are those whose attendance it rests on, one
    twice where it stands in for a suspended month.
    """

    kind: EntitlementKind
    article: str
    pupils: Pupils
    valued: Period
    use: UseValue
    law: str
    confidence: Confidence
    share: Fraction
    months: tuple[Period, ...]
    bands: tuple[BandShare, ...]

    @property
    def exact(self) -> Fraction:
        """Its worth in pesos, not rounded."""
        return _fraction(self.use.clp_per_use) * self.in_use

    @property
    def in_use(self) -> Fraction:
        """Its worth in USE."""
        return self.share * sum(
            (_fraction(band.use) * band.pupils for band in self.bands), Fraction(0)
        )


@lru_cache(maxsize=1_000)
def _fraction(value: Decimal) -> Fraction:
    """A statutory value, of which there are few, as a fraction."""
    return Fraction(value)


def amounts_of(lines: Iterable[Line]) -> dict[str, Clp]:
    """Pesos by article: one rounding for each article and group of pupils in the month."""
    exact: dict[tuple[str, Pupils], Fraction] = defaultdict(Fraction)
    for line in lines:
        exact[line.article, line.pupils] += line.exact
    amounts: dict[str, Clp] = defaultdict(lambda: Clp(0))
    for (article, _), amount in sorted(exact.items()):
        amounts[article] = Clp(amounts[article] + in_pesos(amount))
    return dict(amounts)


def in_pesos(amount: Fraction) -> Clp:
    """The nearest whole peso, halves away from zero."""
    magnitude = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return Clp(magnitude if amount >= 0 else -magnitude)


def weakest(confidences: Iterable[Confidence]) -> Confidence:
    """The least sure of them; verified where there is none to doubt."""
    return max(confidences, key=_ORDER.index, default=Confidence.VERIFIED)


_ORDER = [Confidence.VERIFIED, Confidence.DERIVED, Confidence.UNVERIFIED]
