"""The statutory values as tables to join with: USE in 1/100,000 and pesos in 1/10,000, whole."""

from fractions import Fraction

import polars as pl

from sep_domain.dates.calendar import Period
from sep_domain.law.statute import (
    NoStatuteError,
    PupilGroup,
    concentration_values,
    unit_value,
    use_value,
)
from sep_domain.values.grades import LevelBand
from sep_domain.values.schools import SepClassification

VALUE_SCALE = 100_000
USE_SCALE = 10_000

_RATES = {
    SepClassification.AUTONOMO: (
        ("base_priority", "art14", PupilGroup.PRIORITARIO),
        ("base_preferred", "art14bis", PupilGroup.PREFERENTE),
    ),
    SepClassification.EMERGENTE: (
        ("base_priority", "art14", PupilGroup.PRIORITARIO),
        ("base_preferred", "art14bis", PupilGroup.PREFERENTE),
        ("additional_priority", "art20", PupilGroup.PRIORITARIO),
        ("additional_preferred", "art20", PupilGroup.PREFERENTE),
    ),
}


def unit_values(year: int) -> pl.DataFrame:
    """What a pupil is worth by classification, component, band and month: value_e5, use_e4."""
    rows = [
        (classification.value, component, band.value, month, value, _use_e4(year, month))
        for classification, rates in _RATES.items()
        for component, article, group in rates
        for band in LevelBand
        for month in range(1, 13)
        if (value := _value_e5(article, classification, group, band, Period.of(year, month)))
    ]
    schema = dict.fromkeys(("classification", "component", "band"), pl.String) | dict.fromkeys(
        ("valued", "value_e5", "use_e4"), pl.Int64
    )
    return pl.DataFrame(rows, schema=schema, orient="row")


def _value_e5(
    article: str,
    classification: SepClassification,
    group: PupilGroup,
    band: LevelBand,
    month: Period,
) -> int:
    """Zero where the law fixes no value, as for preferentes before March 2016."""
    try:
        value = unit_value(article, classification, group, band, month)
    except NoStatuteError:
        return 0
    return _scaled(Fraction(value.use), VALUE_SCALE)


def concentrations(year: int) -> pl.DataFrame:
    """What any pupil is worth by band, month and share of prioritarios, in percent (art 16)."""
    rows = [
        (
            value.band.value,
            month,
            int(value.share_from),
            int(value.share_below) if value.share_below is not None else 101,
            _scaled(Fraction(value.use), VALUE_SCALE),
            _use_e4(year, month),
        )
        for value in concentration_values()
        for month in range(1, 13)
        if value.in_force.covers(Period.of(year, month))
    ]
    names = ("band", "valued", "share_from", "share_below", "value_e5", "use_e4")
    return pl.DataFrame(rows, schema=names, orient="row")


def _use_e4(year: int, month: int) -> int:
    return _scaled(Fraction(use_value(Period.of(year, month)).clp_per_use), USE_SCALE)


def _scaled(value: Fraction, scale: int) -> int:
    scaled = value * scale
    if scaled.denominator != 1:
        raise ValueError(f"{float(value)} has more decimals than the sample's scale {scale}")
    return int(scaled)
