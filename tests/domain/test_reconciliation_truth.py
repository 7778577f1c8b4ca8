"""The promise: over a year of which the truth is known, what is accepted without a person is right
99 times in 100, and at least 97 of 100 of what could be accepted is.
"""

from sep_domain.reconciliation.matching import match
from sep_sample.reconciliation.score import score
from sep_sample.reconciliation.stories import ADDS_UP, Story
from sep_sample.reconciliation.truth import bank_truth


def test_automatic_matches_are_right_and_nearly_all_there() -> None:
    for seed in (1, 2, 3):
        truth = bank_truth(8_000, seed=seed)
        found = score(truth, match(truth.lines, truth.entries))
        assert found.precision >= 0.99
        assert found.recall >= 0.97


def test_what_does_not_add_up_is_never_accepted() -> None:
    truth = bank_truth(8_000)
    automatic = {one for each in match(truth.lines, truth.entries).automatic for one in each.lines}
    hopeless = {
        one
        for each in truth.belongings
        if each.story not in ADDS_UP and each.story is not Story.NOT_IN_BOOKS
        for one in each.lines
    }
    assert len(automatic & hopeless) <= len(hopeless) // 50


def test_every_story_is_told_and_the_same_seed_tells_it_again() -> None:
    truth = bank_truth(8_000)
    assert {each.story for each in truth.belongings} == set(Story)
    assert truth == bank_truth(8_000)


def test_both_sides_of_what_adds_up_come_to_the_same() -> None:
    truth = bank_truth(8_000)
    lines = {one.id: one.amount for one in truth.lines}
    entries = {one.id: one.amount for one in truth.entries}
    for each in truth.belongings:
        even = sum(lines[one] for one in each.lines) == sum(entries[one] for one in each.entries)
        assert even == (each.story in ADDS_UP)
