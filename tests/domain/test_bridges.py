"""The promise: between any two amounts there is one way, whose lines add up to the difference."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.accounting.amounts import Amount
from sep_domain.accounting.bridges import STEPS, BridgeLine, bridge, steps_between
from sep_domain.values.money import Clp, UnbalancedBridgeError

every = st.sampled_from(Amount)
pesos = st.integers(-(10**12), 10**12).map(Clp)


def lines_of(amounts: dict[Amount, Clp]) -> list[BridgeLine]:
    """One line for each step, and a pair that cancels out."""
    return [
        BridgeLine(start, end, kind, "", Clp(part))
        for start, end in STEPS
        for kind, part in (
            ("a", 7),
            ("b", amounts[end] - amounts[start] - 7),
        )
    ]


@given(every, every)
def test_a_way_leads_step_by_step_from_one_to_the_other(start: Amount, end: Amount) -> None:
    steps = steps_between(start, end)
    assert all(one[1] is other[0] for one, other in pairwise(steps))
    assert all(step in STEPS or step[::-1] in STEPS for step in steps)
    assert (steps[0][0], steps[-1][1]) == (start, end) if steps else start is end


@given(every, every, st.fixed_dictionaries(dict.fromkeys(Amount, pesos)))
def test_the_lines_add_up_to_the_difference(
    start: Amount, end: Amount, amounts: dict[Amount, Clp]
) -> None:
    found = bridge(start, end, amounts, lines_of(amounts))
    assert amounts[start] + sum(line.amount for line in found) == amounts[end]


@given(every, every, st.fixed_dictionaries(dict.fromkeys(Amount, pesos)))
def test_the_way_back_is_the_same_lines_turned(
    start: Amount, end: Amount, amounts: dict[Amount, Clp]
) -> None:
    lines = lines_of(amounts)
    there = bridge(start, end, amounts, lines)
    back = bridge(end, start, amounts, lines)
    assert sorted((line.kind, line.amount) for line in there) == sorted(
        (line.kind, -line.amount) for line in back
    )


def test_a_line_that_is_missing_is_noticed() -> None:
    amounts = {Amount.COMPUTED: Clp(10), Amount.PAID: Clp(9)}
    with pytest.raises(UnbalancedBridgeError):
        bridge(Amount.COMPUTED, Amount.PAID, amounts, [])
