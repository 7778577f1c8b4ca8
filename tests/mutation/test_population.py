"""The promise: what is tried is code that runs, each place as likely, and a seed repeats it."""

from pathlib import Path

import pytest

from tests.mutation.population import Mutant, compiles, mutants, sample

MODULE = '''\
"""A module."""

LIMIT: int | None = 3


def over(amount: int | None, *, by: int = 0) -> bool | None:
    """Over the limit."""
    return None if amount is None else amount + by > LIMIT
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "module.py").write_text(MODULE)
    return tmp_path


def text(mutant: Mutant) -> str:
    """What a mutant changes."""
    (start, first), (end, last) = mutant.start, mutant.end
    assert start == end
    return MODULE.splitlines()[start - 1][first:last]


def test_what_runs_is_changed_and_what_only_declares_is_not(package: Path) -> None:
    changed = {(mutant.line, text(mutant)) for mutant in mutants(package)}
    assert {(3, "3"), (6, "0"), (8, "+"), (8, ">"), (8, "is")} <= changed
    assert not {what for _, what in changed} & {"|", "*"}


def test_a_mutant_differs_in_its_place_alone(package: Path) -> None:
    plus = next(each for each in mutants(package) if each.operator.endswith("_Add_Sub"))
    assert plus.code() == MODULE.replace("amount + by", "amount - by")


def test_a_seed_draws_the_same_and_another_seed_others(package: Path) -> None:
    population = mutants(package)
    assert sample(population, 5, seed=1) == sample(reversed(population), 5, seed=1)
    assert sample(population, 5, seed=1) != sample(population, 5, seed=2)


def test_a_smaller_sample_is_the_beginning_of_a_larger(package: Path) -> None:
    population = mutants(package)
    assert sample(population, 8, seed=1)[:3] == sample(population, 3, seed=1)


def test_every_place_is_drawn_before_one_is_drawn_again(package: Path) -> None:
    population = mutants(package)
    places = {mutant.place for mutant in population}
    assert {mutant.place for mutant in sample(population, len(places), seed=1)} == places


def test_more_than_there_are_is_all_that_compile(package: Path) -> None:
    drawn = sample(mutants(package), 10_000, seed=1)
    assert sorted(drawn) == [each for each in mutants(package) if compiles(each.code())]
