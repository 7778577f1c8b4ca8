"""The promise: a fund over several years counts what it carries once, and names what changed
between the closing of one year and the opening of the next."""

from hypothesis import given
from hypothesis import strategies as st

from sep_domain.accounting.fund_years import FundYear, fund_total
from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.money import Clp

amounts = st.integers(-(10**9), 10**9).map(Clp)
fund_years = st.builds(FundYear, st.integers(2014, 2025).map(SchoolYear), amounts, amounts, amounts)


def year(number: int, opening: int, income: int, spending: int) -> FundYear:
    return FundYear(SchoolYear(number), Clp(opening), Clp(income), Clp(spending))


def test_what_is_carried_from_year_to_year_counts_once() -> None:
    total = fund_total([year(2014, 10, 5, 3), year(2015, 12, 6, 4), year(2016, 14, 7, 1)])
    assert total is not None
    assert (total.opening, total.income, total.spending) == (10, 18, 8)
    assert (total.unexplained, total.closing, total.carried) == (0, 20, 26)


def test_a_year_that_opens_with_another_balance_is_named() -> None:
    total = fund_total([year(2016, 20, 0, 0), year(2014, 10, 5, 3)])
    assert total is not None
    assert (total.opening, total.unexplained, total.closing) == (10, 8, 20)
    assert total.years == (2014, 2016)


def test_no_year_has_no_total() -> None:
    assert fund_total([]) is None


@given(st.lists(fund_years, min_size=1, unique_by=lambda one: one.year))
def test_the_parts_add_up_to_the_last_closing(years: list[FundYear]) -> None:
    total = fund_total(years)
    assert total is not None
    assert total.opening + total.income - total.spending + total.unexplained == total.closing
    assert total.carried + total.opening == sum(one.opening for one in years)
