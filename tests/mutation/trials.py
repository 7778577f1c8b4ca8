"""Trying a mutant: it is killed when a test fails, or when they take far too long."""

import os
import shlex
import sys
from contextlib import chdir
from dataclasses import dataclass

from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_item import TestOutcome, WorkerOutcome

from tests.mutation.covering import QUIET, Suite
from tests.mutation.population import Mutant
from tests.mutation.trees import Tree

A_FEW = 25

STARTING, TIMES_AS_LONG = 20.0, 8
"""Seconds for Python, pytest and their fixtures, and what a loaded machine may make of a test."""


def patience(seconds: float) -> float:
    """How long to wait for what took so long without a mutant."""
    return STARTING + TIMES_AS_LONG * seconds


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    killed: bool
    before: str
    after: str


class Trials:
    """Mutants of a tree, tried one after the other with the tests of a suite."""

    def __init__(self, tree: Tree, suite: Suite) -> None:
        self._tree, self._suite = tree, suite

    def unmutated(self) -> None:
        """Raises AssertionError where the command by which mutants are tried fails without one."""
        tests = self._suite.everything()[:A_FEW]
        with chdir(self._tree.root):
            result = mutate_and_test([], self._command(tests), self._timeout(tests))
        if result.test_outcome != TestOutcome.SURVIVED:
            raise AssertionError(f"tests fail without a mutant: {result.output}")

    def verdict(self, mutant: Mutant) -> Verdict:
        """Ask the tests that come by it."""
        tests = self._suite.covering(mutant)
        with chdir(self._tree.root):
            result = mutate_and_test(
                [mutant.specification()], self._command(tests), self._timeout(tests)
            )
        if result.worker_outcome != WorkerOutcome.NORMAL:
            raise RuntimeError(f"{mutant} was not tried: {result.output}")
        before, after = changed(result.diff)
        killed = result.test_outcome == TestOutcome.KILLED
        return Verdict(mutant, killed, before, after)

    def _timeout(self, tests: list[str]) -> float:
        return patience(self._suite.duration(tests))

    def _command(self, tests: list[str]) -> str:
        chosen = self._tree.beside / "chosen.txt"
        lines = (f"{patience(self._suite.seconds[test]):.0f} {test}" for test in tests)
        chosen.write_text("\n".join(lines), encoding="utf-8")
        new = {k: v for k, v in self._tree.environment.items() if os.environ.get(k) != v}
        files = dict.fromkeys(test.partition("::")[0] for test in tests)
        options = [*QUIET, "--exitfirst", "--tb=no", "--hypothesis-profile=mutants"]
        options += ["--hypothesis-seed=0", "-p", "tests.mutation.choosing"]
        pytest = [sys.executable, "-m", "pytest", *options, "--chosen-tests", str(chosen), *files]
        return shlex.join(["env", *(f"{name}={value}" for name, value in new.items()), *pytest])


def changed(diff: str) -> tuple[str, str]:
    """The lines that a mutant takes away and puts there, without the space around them."""
    lines = diff.splitlines()
    before = [line[1:].strip() for line in lines if line[:1] == "-" and line[:3] != "---"]
    after = [line[1:].strip() for line in lines if line[:1] == "+" and line[:3] != "+++"]
    return "\n".join(before), "\n".join(after)
