"""The promise: after a first half not spent each payment is exposed to a cut by the ruling's own
share, and what is not known of it is named.
"""

from dataclasses import replace

import pytest
from tests.domain.test_convenio_rules import TERM, spent

from sep_domain.convenio_rules.renewals.exposed_cut import exposed_cut
from sep_domain.convenio_rules.terms import ConvenioTerm, Spent
from sep_domain.convenio_rules.unknown_money import Gaps
from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.values.money import Clp

DUE = Clp(1_000)
HALF_SPENT = replace(TERM, paid_first_half=Clp(500), spent_first_half=spent(100))
"""A fifth of the first half was spent, up to February 2022."""


@pytest.mark.parametrize(
    ("month", "cut"),
    [("2022-02", 0), ("2022-03", -800), ("2024-02", -800), ("2024-03", 0)],
)
def test_it_is_months_of_the_second_half_that_shrink_to_the_share(month: str, cut: int) -> None:
    assert exposed_cut([HALF_SPENT], Period(month), DUE) == cut


@pytest.mark.parametrize(("accepted", "cut"), [(350, 0), (349, -302), (0, -1_000)])
def test_seventy_in_a_hundred_must_be_spent(accepted: int, cut: int) -> None:
    term = replace(HALF_SPENT, spent_first_half=spent(accepted))
    assert exposed_cut([term], Period("2023-05"), DUE) == cut


def test_a_share_not_known_is_no_cut_of_nothing() -> None:
    unknown = Spent(Clp(0), Clp(0), reviewed=True, known=False)
    term = replace(HALF_SPENT, spent_first_half=unknown)
    assert exposed_cut([term], Period("2023-05"), DUE) is None


def test_each_month_is_asked_of_its_own_convenio() -> None:
    earlier: ConvenioTerm = replace(
        HALF_SPENT,
        number=1,
        half_on=Period("2018-02").last_day,
        last_day=Period("2020-02").last_day,
        spent_first_half=spent(500),
    )
    months = (Period("2019-05"), Period("2023-05"))
    assert [exposed_cut([earlier, HALF_SPENT], one, DUE) for one in months] == [0, -800]


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ([], ()),
        (["2015-01"], ("No hay pagos conocidos de 2015-01.",)),
        (
            ["2015-01", "2014-03", "2014-05", "2014-04"],
            ("No hay pagos conocidos de 2014-03 a 2014-05, 2015-01.",),
        ),
        (["2014-12", "2015-01"], ("No hay pagos conocidos de 2014-12 a 2015-01.",)),
    ],
)
def test_months_without_a_payment_are_told_in_spans(months: list[str], told: tuple[str]) -> None:
    gaps = Gaps(tuple(map(Period, months)), (), brought=True)
    assert (gaps.of_payments, gaps.of_receiving, gaps.of_spending) == (told, told, ())


def test_all_that_lacks_is_told_in_the_order_of_the_money() -> None:
    gaps = Gaps((Period("2015-01"),), (SchoolYear(2014), SchoolYear(2016)), brought=False)
    assert gaps.all == (
        "No se sabe con qué saldo empezó el convenio.",
        "No hay pagos conocidos de 2015-01.",
        "No hay documentos declarados de 2014, 2016.",
    )
