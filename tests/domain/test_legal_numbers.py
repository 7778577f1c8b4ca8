"""The promise: a number of the law stands once, with its days, its article and how sure it is."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.law.legal_numbers import (
    LegalNumber,
    Unit,
    legal_number,
    legal_numbers,
    required_number,
)
from sep_domain.law.statute import Confidence, NoStatuteError

WORDS = {
    *(Unit.BASE, Unit.DAY_OF_YEAR, Unit.DAY_OF_NEXT_YEAR, Unit.SUBVENCION, Unit.MEDIUM),
    *(Unit.LETTERS, Unit.KINDS, Unit.REGISTER),
}


@pytest.mark.parametrize("number", legal_numbers(), ids=lambda number: number.name)
def test_each_has_its_article_and_reads_as_what_it_counts(number: LegalNumber) -> None:
    assert number.article
    assert number.law or number.confidence is Confidence.UNVERIFIED
    if number.unit is Unit.SHARE:
        assert 0 < number.fraction <= 1
    elif number.unit not in WORDS:
        assert number.whole > 0


def test_no_two_hold_at_once() -> None:
    found = sorted(legal_numbers(), key=lambda number: (number.name, number.from_date))
    for one, other in pairwise(found):
        if one.name == other.name:
            assert one.to_date is not None
            assert one.to_date < other.from_date


@given(st.sampled_from(legal_numbers()))
def test_it_holds_from_its_first_day_to_its_last(number: LegalNumber) -> None:
    day_before = number.from_date - timedelta(days=1)
    assert legal_number(number.name, number.from_date) == number
    assert legal_number(number.name, day_before) != number
    if number.to_date is not None:
        assert legal_number(number.name, number.to_date) == number
        assert legal_number(number.name, number.to_date + timedelta(days=1)) != number


def test_what_the_law_does_not_fix_yet_is_missed() -> None:
    assert legal_number("execution_at_half_term", date(2017, 4, 3)) is None
    with pytest.raises(NoStatuteError, match="execution_at_half_term on 2017-04-03"):
        required_number("execution_at_half_term", date(2017, 4, 3))
