"""The statutory tables give what the law and the ministry's own published sums give."""

from decimal import ROUND_DOWN, Decimal

import pytest

from sep_domain.dates.calendar import Period
from sep_domain.law.statute import (
    Confidence,
    NoStatuteError,
    PupilGroup,
    concentration_value,
    unit_value,
    unit_values,
    use_value,
)
from sep_domain.values.grades import Grade, LevelBand
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification

AUTONOMO, EMERGENTE = SepClassification.AUTONOMO, SepClassification.EMERGENTE
PRIORITARIO, PREFERENTE = PupilGroup.PRIORITARIO, PupilGroup.PREFERENTE


def _centavos(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def test_one_prioritario_and_one_preferente_in_june_2026() -> None:
    month = Period("2026-06")
    use = use_value(month).clp_per_use
    prioritario = unit_value("art14", AUTONOMO, PRIORITARIO, LevelBand.NT1_4B, month)
    preferente = unit_value("art14bis", AUTONOMO, PREFERENTE, LevelBand.NT1_4B, month)
    assert _centavos(prioritario.use.in_clp(use)) == Decimal("73789.02")
    assert _centavos(preferente.use.in_clp(use)) == Decimal("36894.51")


def test_a_school_of_forty_prioritarios_and_eight_preferentes_in_december_2025() -> None:
    month = Period("2025-12")
    use = use_value(month).clp_per_use
    prioritario = unit_value("art14", AUTONOMO, PRIORITARIO, LevelBand.NT1_4B, month)
    preferente = unit_value("art14bis", AUTONOMO, PREFERENTE, LevelBand.NT1_4B, month)
    concentration = concentration_value(Decimal(50), LevelBand.NT1_4B, month)
    assert concentration is not None
    base = prioritario.use.in_clp(use) * 40 + preferente.use.in_clp(use) * 8
    assert Clp.rounded(base) == 3_201_891
    assert Clp.rounded(concentration.use.in_clp(use) * 80) == 770_374
    assert Clp.rounded(prioritario.use.in_clp(use) * 90) == 6_549_321


def test_for_an_emergente_the_top_up_of_art_20_makes_up_what_an_autonomo_gets() -> None:
    tops_up = [value for value in unit_values() if value.article == "art20"]
    assert tops_up
    for top_up in tops_up:
        article = "art14" if top_up.group is PRIORITARIO else "art14bis"
        month = top_up.in_force.from_month
        emergente = unit_value(article, EMERGENTE, top_up.group, top_up.band, month)
        autonomo = unit_value(article, AUTONOMO, top_up.group, top_up.band, month)
        assert emergente.use + top_up.use == autonomo.use


def test_no_two_values_of_one_kind_are_in_force_at_once() -> None:
    month = Period("2008-01")
    while month <= "2030-12":
        kinds = [
            (value.article, value.classification, value.group, value.band)
            for value in unit_values()
            if value.in_force.covers(month)
        ]
        assert len(kinds) == len(set(kinds)), month
        month = month.plus(1)


@pytest.mark.parametrize(
    ("share", "use"),
    [("60", "0.302"), ("59.99", "0.269"), ("45", "0.269"), ("30", "0.202"), ("15", "0.118")],
)
def test_concentration_bands_are_closed_below_and_open_above(share: str, use: str) -> None:
    value = concentration_value(Decimal(share), LevelBand.NT1_4B, Period("2024-03"))
    assert value is not None
    assert value.use == Decimal(use)


def test_under_fifteen_percent_there_is_no_concentration() -> None:
    assert concentration_value(Decimal("14.99"), LevelBand.NT1_4B, Period("2024-03")) is None


def test_the_law_knew_no_preferentes_before_march_2016() -> None:
    with pytest.raises(NoStatuteError, match="preferente"):
        unit_value("art14bis", AUTONOMO, PREFERENTE, LevelBand.NT1_4B, Period("2016-02"))


@pytest.mark.parametrize(
    ("month", "value", "confidence"),
    [("2013-12", "21058.273", "V"), ("2026-05", "35798.0316", "V"), ("2020-11", "26152.690", "D")],
)
def test_the_use_in_force_is_the_last_one_published(
    month: str, value: str, confidence: str
) -> None:
    use = use_value(Period(month))
    assert (use.clp_per_use, use.confidence) == (Decimal(value), Confidence(confidence))


def test_there_is_no_use_before_1998() -> None:
    with pytest.raises(NoStatuteError):
        use_value(Period("1997-12"))


def test_grades_enter_the_regime_one_year_after_another() -> None:
    assert [grade.first_sep_year for grade in Grade] == [
        *[2008] * 6, 2009, 2010, 2011, 2012, 2013, 2014, 2015, 2016
    ]  # fmt: skip
