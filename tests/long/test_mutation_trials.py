"""The promise: a mutant that a test notices is killed, one that none notices survives, and only
in the copy.
"""

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY
from tests.mutation.covering import Suite, measure
from tests.mutation.population import Mutant, mutants
from tests.mutation.trees import Tree, copied
from tests.mutation.trials import Trials

MODULE = Path("domain/sep_domain/text/nearest.py")
"""A small module, in whose place one is laid whose tests are known."""

TEXT = '''\
"""Doubles."""

TWICE = 2


def doubled(amount: int) -> int:
    """Twice as much."""
    return amount * TWICE


def tripled(amount: int) -> int:
    """Three times as much."""
    return amount * 3
'''
TESTS = """\
from sep_domain.text.nearest import doubled, tripled

def test_doubled() -> None:
    assert doubled(5) == 10

def test_tripled() -> None:
    assert tripled(0) == 0
"""


@pytest.fixture(scope="module")
def tree() -> Iterator[Tree]:
    with copied(REPOSITORY) as copy:
        (copy.root / MODULE).write_text(TEXT)
        (copy.root / "tests" / "test_doubles.py").write_text(TESTS)
        yield copy


@pytest.fixture(scope="module")
def suite(tree: Tree) -> Suite:
    return measure(tree, MODULE.parent, ["tests/test_doubles.py"])


def at_line(tree: Tree, number: int, operator: str) -> Mutant:
    with chdir(tree.root):
        population = mutants(MODULE.parent)
    return next(
        each
        for each in population
        if each.module == MODULE and each.line == number and operator in each.operator
    )


def test_a_line_is_known_by_the_tests_that_come_by(tree: Tree, suite: Suite) -> None:
    assert suite.covering(at_line(tree, 8, "Mul_Add")) == ["tests/test_doubles.py::test_doubled"]


def test_what_runs_on_import_is_asked_of_all_that_use_the_module(tree: Tree, suite: Suite) -> None:
    assert len(suite.covering(at_line(tree, 3, "NumberReplacer"))) == 2


def test_the_command_passes_without_a_mutant(tree: Tree, suite: Suite) -> None:
    Trials(tree, suite).unmutated()


def test_what_a_test_notices_is_killed(tree: Tree, suite: Suite) -> None:
    assert Trials(tree, suite).verdict(at_line(tree, 8, "Mul_Add")).killed
    assert Trials(tree, suite).verdict(at_line(tree, 3, "NumberReplacer")).killed


def test_what_no_test_notices_survives_and_is_told(tree: Tree, suite: Suite) -> None:
    verdict = Trials(tree, suite).verdict(at_line(tree, 13, "NumberReplacer"))
    assert not verdict.killed
    assert verdict.before == "return amount * 3"


def test_the_copy_is_mended_and_the_house_untouched(tree: Tree, suite: Suite) -> None:
    before = (REPOSITORY / MODULE).read_text()
    Trials(tree, suite).verdict(at_line(tree, 8, "Mul_Add"))
    assert (tree.root / MODULE).read_text() == TEXT
    assert (REPOSITORY / MODULE).read_text() == before
