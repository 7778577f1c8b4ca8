"""The promise: a score is told with the interval that holds the true one in 95 of 100 samples."""

from math import comb

import pytest

from tests.mutation.wilson import wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_what_was_missed_is_the_rest_of_what_was_found() -> None:
    found, missed = wilson(281, 300), wilson(19, 300)
    assert (1 - found.high, 1 - found.low) == pytest.approx(tuple(missed))


def test_all_of_a_few_is_not_certainty() -> None:
    low, high = wilson(10, 10)
    assert 0.7 < low < 0.75
    assert high == 1


def test_it_holds_a_true_score_of_ninety_in_a_hundred_about_as_often_as_it_says() -> None:
    true, of = 0.9, 300
    chances = {k: comb(of, k) * true**k * (1 - true) ** (of - k) for k in range(of + 1)}
    held = sum(p for k, p in chances.items() if wilson(k, of).low <= true <= wilson(k, of).high)
    assert held == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (-1, 5), (6, 5)])
def test_no_proportion_has_no_interval(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="is no proportion"):
        wilson(successes, trials)
