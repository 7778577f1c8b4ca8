"""The amounts of Ley 20.248 as effective-dated data, each with its article, law and confidence.

Confidence is `V` read in the law or an official table, `D` derived from such values, `U` not
verified. A computation names the row it used, so that an answer can be argued with.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from sep_domain.dates.calendar import Period
from sep_domain.law.data_tables import table_rows
from sep_domain.values.grades import LevelBand
from sep_domain.values.money import Use
from sep_domain.values.schools import SepClassification


class Confidence(StrEnum):
    VERIFIED = "V"
    DERIVED = "D"
    UNVERIFIED = "U"


class PupilGroup(StrEnum):
    """Prioritarios (art 2) and preferentes (art 2 bis)."""

    PRIORITARIO = "prioritario"
    PREFERENTE = "preferente"


@dataclass(frozen=True, slots=True)
class InForce:
    """From and to which month (both included, open where None) a rule holds."""

    from_month: Period
    to_month: Period | None

    def covers(self, month: Period) -> bool:
        return self.from_month <= month and (self.to_month is None or month <= self.to_month)


@dataclass(frozen=True, slots=True)
class UnitValue:
    """USE per pupil and month of arts 14, 14 bis and 20."""

    article: str
    law: str
    classification: SepClassification
    group: PupilGroup
    band: LevelBand
    use: Use
    in_force: InForce
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class ConcentrationValue:
    """USE per pupil and month of art 16, for a share of prioritarios in [from, below) percent."""

    law: str
    band: LevelBand
    share_from: Decimal
    share_below: Decimal | None
    use: Use
    in_force: InForce
    confidence: Confidence

    def covers_share(self, share: Decimal) -> bool:
        return self.share_from <= share and (self.share_below is None or share < self.share_below)


@dataclass(frozen=True, slots=True)
class UseValue:
    """Pesos per USE from a month on (DFL 2/1998 art 10)."""

    from_month: Period
    clp_per_use: Decimal
    confidence: Confidence


_DECEMBER = 12


class NoStatuteError(LookupError):
    """No legal value is in force for what was asked."""


def unit_value(
    article: str,
    classification: SepClassification,
    group: PupilGroup,
    band: LevelBand,
    month: Period,
) -> UnitValue:
    """The value of art 14, 14 bis or 20 (`art14`, `art14bis`, `art20`) in force in a month.

    Raises NoStatuteError where the law fixes none, such as preferentes before March 2016.
    """
    for value in unit_values():
        if (
            value.article == article
            and value.classification is classification
            and value.group is group
            and value.band is band
            and value.in_force.covers(month)
        ):
            return value
    raise NoStatuteError(f"no {article} value for {classification} {group} {band} in {month}")


def concentration_value(
    share: Decimal, band: LevelBand, month: Period
) -> ConcentrationValue | None:
    """The value of art 16 for a share of prioritarios in percent; None where it gives nothing."""
    for value in concentration_values():
        if value.band is band and value.in_force.covers(month) and value.covers_share(share):
            return value
    return None


def use_value(month: Period) -> UseValue:
    """The USE in force in a month.

    It is readjusted with public pay (DFL 2/1998 art 10), and has been in every December since
    1998, so that the last one known says nothing from the December that follows it on: that is
    derived from the series, not written in the law. Raises NoStatuteError there, and before
    January 1998.
    """
    in_force = [value for value in use_values() if value.from_month <= month]
    if not in_force or month >= _next_december(in_force[-1].from_month):
        raise NoStatuteError(f"no value of the USE for {month}")
    return in_force[-1]


def _next_december(month: Period) -> Period:
    return Period.of(month.year + (month.month == _DECEMBER), _DECEMBER)


@cache
def unit_values() -> tuple[UnitValue, ...]:
    """Every row of the tables of arts 14, 14 bis and 20 since 2008."""
    return tuple(
        UnitValue(
            article=row["article"],
            law=row["law"],
            classification=SepClassification(row["category"]),
            group=PupilGroup(row["pupil_group"]),
            band=LevelBand(row["level_band"]),
            use=Use(row["use_per_pupil_month"]),
            in_force=_in_force(row),
            confidence=Confidence(row["confidence"]),
        )
        for row in _rows("sep_unit_values.csv")
    )


@cache
def concentration_values() -> tuple[ConcentrationValue, ...]:
    """Every row of the table of art 16 since 2008."""
    return tuple(
        ConcentrationValue(
            law=row["law"],
            band=LevelBand(row["level_band"]),
            share_from=Decimal(row["priority_pct_from"]),
            share_below=Decimal(below) if (below := row["priority_pct_below"]) else None,
            use=Use(row["use_per_pupil_month"]),
            in_force=_in_force(row),
            confidence=Confidence(row["confidence"]),
        )
        for row in _rows("sep_concentration.csv")
    )


@cache
def use_values() -> tuple[UseValue, ...]:
    """The series of the USE since 1998, oldest first."""
    return tuple(
        UseValue(
            from_month=Period(row["from_month"]),
            clp_per_use=Decimal(row["clp_per_use"]),
            confidence=Confidence(row["confidence"]),
        )
        for row in _rows("use_clp.csv")
    )


def _in_force(row: Mapping[str, str]) -> InForce:
    to_month = Period(row["to_month"]) if row["to_month"] else None
    return InForce(Period(row["from_month"]), to_month)


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    return table_rows("law/data", name)
