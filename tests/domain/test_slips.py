"""The promise: a text of the bank that names a document with one slip of the hand still names it,
and with two it does not; short numbers are too many to be slipped into.
"""

import pytest

from sep_domain.reconciliation.evidence import nearly_cites

NUMBER = "4815162"


@pytest.mark.parametrize(
    "named",
    ["4815163", "481516", "815162", "48151621", "94815162", "4851162", "4815126", "8415162"],
)
def test_one_digit_wrong_missing_added_or_two_exchanged_is_nearly_it(named: str) -> None:
    assert nearly_cites(frozenset({named}), NUMBER)


@pytest.mark.parametrize(
    "named", [NUMBER, "4815183", "48151", "481516211", "4851126", "9815163", "4185612"]
)
def test_the_number_itself_and_two_slips_are_not(named: str) -> None:
    assert not nearly_cites(frozenset({named}), NUMBER)


def test_a_short_number_is_cited_as_it_is_or_not_at_all() -> None:
    assert nearly_cites(frozenset({"1235"}), "1234")
    assert not nearly_cites(frozenset({"124"}), "123")
