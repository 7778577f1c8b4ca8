"""Which tests reach which line: one run of a suite, measured."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coverage import CoverageData

from tests.mutation.population import Mutant
from tests.mutation.trees import Tree

QUICK = 0.25
"""Seconds that a test may take to be asked where nothing tells which tests to ask."""


@dataclass(frozen=True)
class Suite:
    """The tests of a package, how long each took, and the lines that each came by."""

    seconds: dict[str, float]
    reached: dict[tuple[Path, int], frozenset[str]]

    def covering(self, mutant: Mutant) -> list[str]:
        """The tests that come by a mutant, in the order in which to run them.

        A line that no test comes by may run when its module is imported: then these are all that
        come by the module, and those that come by none and so ask only what is declared; and
        where nothing of the module runs later, all that are quick.
        """
        by_line = self.reached.get((mutant.module, mutant.line), frozenset())
        return self.in_order(by_line or self.by_module.get(mutant.module, self.quick))

    @cached_property
    def by_module(self) -> dict[Path, Set[str]]:
        """The tests that come by each module, and those that come by none."""
        found: dict[Path, Set[str]] = defaultdict(set)
        for (module, _), tests in self.reached.items():
            found[module] |= tests
        idle = self.seconds.keys() - set().union(*found.values())
        return {module: tests | idle for module, tests in found.items() if tests}

    @cached_property
    def quick(self) -> Set[str]:
        """The tests that can be asked about everything."""
        return {test for test, seconds in self.seconds.items() if seconds < QUICK}

    def everything(self) -> list[str]:
        """All tests, in the order in which to run them."""
        return self.in_order(self.seconds)

    def in_order(self, chosen: Iterable[str]) -> list[str]:
        """Files that are done soon come first, for they may settle it."""
        by_file = defaultdict(list)
        for test in sorted(chosen):
            by_file[test.partition("::")[0]].append(test)
        soon = sorted(by_file.values(), key=lambda tests: sum(self.seconds[t] for t in tests))
        return [test for tests in soon for test in tests]

    def duration(self, tests: Iterable[str]) -> float:
        """Seconds that these tests took, unmutated and measured."""
        return sum(self.seconds[test] for test in tests)


def measure(tree: Tree, package: Path, paths: Iterable[str]) -> Suite:
    """Run these tests over a package. Raises CalledProcessError where one fails unmutated."""
    data, noted = tree.beside / "coverage", tree.beside / "seconds.json"
    options = [f"--data-file={data}", f"--source={package}"]
    plugin = ["-p", "tests.mutation.contexts", "--durations-noted", str(noted)]
    command = [sys.executable, "-m", "coverage", "run", *options, "-m", "pytest", *QUIET, *plugin]
    subprocess.run([*command, *paths], cwd=tree.root, env=tree.environment, check=True)
    seconds = json.loads(noted.read_text(encoding="utf-8"))
    return Suite(seconds, lines_reached(data, tree.root, seconds))


def lines_reached(
    data: Path, root: Path, tests: Iterable[str]
) -> dict[tuple[Path, int], frozenset[str]]:
    """The tests of each line of each module, modules named from the root of the tree."""
    measured = CoverageData(str(data))
    measured.read()
    at = Places(tests)
    return {
        (Path(module).relative_to(root), line): frozenset().union(*map(at.tests, contexts))
        for module in measured.measured_files()
        for line, contexts in measured.contexts_by_lineno(module).items()
    }


class Places:
    """Tests by the name of one, of a file or of a folder."""

    def __init__(self, tests: Iterable[str]) -> None:
        self._tests = frozenset(tests)
        self._found: dict[str, frozenset[str]] = {"": frozenset()}

    def tests(self, place: str) -> frozenset[str]:
        """Those at a place; none of what runs outside of tests."""
        if place not in self._found:
            beneath = (place, f"{place}::", f"{place}/")
            self._found[place] = frozenset(
                test for test in self._tests if test == place or test.startswith(beneath[1:])
            )
        return self._found[place]


QUIET = ("--quiet", "--no-header", "-p", "no:cacheprovider", "-p", "no:schemathesis", "-n0")
