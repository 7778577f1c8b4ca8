"""The promise: every duty and hindrance says its article and its words, and a renewal's outlook is
that of its worst condition."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from sep_domain.convenio_rules.renewals.renewal import renewal_outlook
from sep_domain.convenio_rules.rulings import ConvenioRule, Verdict
from sep_domain.convenio_rules.terms import ConvenioTerm, RenderedYear, Spent
from sep_domain.dates.business_days import holidays_between, is_business_day
from sep_domain.dates.calendar import SchoolYear
from sep_domain.law.legal_numbers import legal_numbers
from sep_domain.law.statute import Confidence
from sep_domain.obligations.catalogue import Obligation, obligation_on, obligations
from sep_domain.obligations.kinds import Duty, Hindrance, basis_of, basis_of_item
from sep_domain.obligations.numbers import numbers
from sep_domain.obligations.silence import silences, what_lacks
from sep_domain.rendicion.checklist import ChecklistItem
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp

NOTHING = Spent(Clp(0), Clp(0), reviewed=True)
TERM = ConvenioTerm(
    rbd=Rbd(1),
    number=1,
    from_date=date(2020, 3, 1),
    to_date=date(2024, 2, 28),
    last_day=date(2024, 2, 28),
    half_on=date(2022, 2, 28),
    brought=Clp(0),
    paid=Clp(1_000),
    paid_first_half=Clp(500),
    spent=Spent(Clp(700), Clp(0), reviewed=True),
    spent_first_half=NOTHING,
    staff=Clp(0),
    staff_justified=False,
    renewal_requested_on=date(2023, 11, 30),
    years=tuple(
        RenderedYear(SchoolYear(year), date(year + 1, 3, 31), rendered=True)
        for year in range(2020, 2024)
    ),
)
ONE_NOT_RENDERED = (RenderedYear(SchoolYear(2022), date(2023, 3, 31), rendered=False),)
BEFORE, AFTER = date(2024, 1, 15), date(2024, 3, 1)


@pytest.mark.parametrize("kind", [*Duty, *Hindrance])
def test_each_kind_says_on_what_it_rests(kind: Duty | Hindrance) -> None:
    basis = basis_of(kind)
    assert basis.article
    assert basis.law
    assert basis.text[0].isupper()
    if "contrato tipo" in basis.law:
        assert basis.confidence is Confidence.UNVERIFIED


ARTICLES = [
    *(("20.248", f"art {n}") for n in ("6", "7", "7 bis", "8", "8 bis", "12", "21", "26", "27")),
    *(("20.248", f"art {n}") for n in ("29", "30", "31", "33 bis")),
    *(("DFL 2/1998", f"art {n}") for n in ("3", "3 bis", "5")),
]


@pytest.mark.parametrize(("law", "article"), ARTICLES)
def test_each_article_that_obliges_is_in_the_catalogue(law: str, article: str) -> None:
    begins = re.compile(rf"{article}(?! bis)(?!\d)")
    assert [one for one in obligations() if one.law == law and begins.match(one.article)]


@pytest.mark.parametrize("one", obligations(), ids=lambda one: one.name)
def test_each_obligation_says_who_what_by_when_and_what_shows_it(one: Obligation) -> None:
    assert one.text[0].isupper()
    assert one.due_text
    assert one.document
    assert one.to_date is None or one.from_date < one.to_date
    if one.value is not None and one.value.startswith("@"):
        assert one.value[1:] in {number.name for number in legal_numbers()} | {
            number.name for number in numbers()
        }


def test_no_two_rows_of_an_obligation_hold_on_one_day() -> None:
    for one in obligations():
        for day in filter(None, (one.from_date, one.to_date)):
            named = [each for each in obligations() if each.name == one.name]
            assert [each for each in named if each.covers(day)] == [one]


@pytest.mark.parametrize(
    ("name", "first_day"),
    [
        ("cuenta_unica", date(2011, 10, 26)),
        ("ate_por_concurso", date(2016, 6, 8)),
        ("retener_pagos", date(2017, 4, 4)),
        ("oferentes_ate", date(2016, 3, 1)),
        ("plan_saldo", date(2026, 1, 1)),
    ],
)
def test_an_obligation_holds_from_its_day(name: str, first_day: date) -> None:
    """Ley 20.550; Ley 20.845 trans. 34; Ley 21.006; Ley 20.845 trans. 1; Ley 21.796."""
    assert obligation_on(name, first_day - timedelta(days=1)) is None
    assert obligation_on(name, first_day) is not None


@pytest.mark.parametrize("item", ChecklistItem)
def test_each_item_of_a_rendicion_fulfils_an_obligation(item: ChecklistItem) -> None:
    assert basis_of_item(item.value).article


def test_what_is_not_seen_says_what_would_show_it() -> None:
    named = {one.name for one in obligations()} | {each.value for each in Hindrance}
    assert {each.kind for each in silences()} <= named
    assert what_lacks(["pagos_ate 2023", "pagos_ate 2024", "ate_registro 0"]) == [
        "Ningún archivo posterior al plazo trae los pagos a ATE del sostenedor en 2023 y 2024.",
        "Ningún archivo trae el registro de ATE.",
    ]
    assert all(what_lacks([f"{each.dataset} 2024"]) for each in silences())


def test_the_numbers_are_those_of_the_law_and_of_its_plans() -> None:
    given = {each.name: each.value for each in numbers()}
    assert (given["review_days"], given["correction_days"]) == ("10", "5")
    assert (given["renewal_notice"], given["rendicion_deadline"]) == ("60", "03-31")
    assert given["saldo_plan_presentation"] == "2026-04-30"
    assert given["saldo_plan_restitution_on_breach"] == "2026-07-31"


def test_no_national_holiday_is_a_business_day() -> None:
    days = holidays_between(2024, 2025)
    assert date(2024, 9, 18) in days
    assert date(2025, 6, 20) in days
    assert not any(is_business_day(day) for day in days)
    assert {day.year for day in days} == {2024, 2025}


def test_a_renewal_that_meets_all_conditions_has_nothing_in_its_way() -> None:
    outlook = renewal_outlook(TERM, BEFORE)
    assert (outlook.verdict, outlook.unmet) == (Verdict.CUMPLE, ())


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        (replace(TERM, renewal_requested_on=date(2024, 1, 10)), ConvenioRule.PLAZO_RENOVACION),
        (replace(TERM, years=ONE_NOT_RENDERED), ConvenioRule.RENDICION_TOTAL),
        (
            replace(TERM, spent=Spent(Clp(699), Clp(0), reviewed=True)),
            ConvenioRule.EJECUCION_RENOVACION,
        ),
    ],
)
def test_one_condition_that_is_not_met_decides(changed: ConvenioTerm, rule: ConvenioRule) -> None:
    outlook = renewal_outlook(changed, AFTER)
    assert outlook.verdict is Verdict.NO_CUMPLE
    assert [each.rule for each in outlook.unmet] == [rule]


def test_what_can_still_be_met_is_pending() -> None:
    outlook = renewal_outlook(replace(TERM, years=ONE_NOT_RENDERED), BEFORE)
    assert outlook.verdict is Verdict.NO_EXIGIBLE_AUN


def test_what_can_no_longer_be_met_outweighs_what_is_pending() -> None:
    late = replace(TERM, years=ONE_NOT_RENDERED, renewal_requested_on=None)
    assert renewal_outlook(late, BEFORE).verdict is Verdict.NO_CUMPLE
