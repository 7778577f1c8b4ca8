"""A plugin of pytest that tells coverage which test runs, and notes how long each took.

`coverage run -m pytest -p tests.mutation.contexts --durations-noted FILE`. What a fixture of a file
or a folder does is put down to that place, for only the first of its tests would be seen to do it.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

EVERYBODYS = ("", "tests")
"""Places whose fixtures are the machinery of all tests; these stay with who asks first."""


def switch(context: str) -> None:
    """From now on lines are put down to this one."""
    if measuring := Coverage.current():
        measuring.switch_context(context)


class Noting:
    """Seconds that each test took, written to a file at the end."""

    def __init__(self, file: Path) -> None:
        self.file, self.seconds = file, Counter[str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration  # type: ignore[assignment]  # of a counter

    def pytest_sessionfinish(self) -> None:
        self.file.write_text(json.dumps(self.seconds), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--durations-noted", type=Path, required=True)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Noting(config.getoption("durations_noted")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    switch(item.nodeid)
    try:
        return (yield)
    finally:
        switch("")


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Iterator[None]:
    if fixturedef.scope == "function" or fixturedef.baseid in EVERYBODYS:
        return (yield)
    switch(fixturedef.baseid)
    try:
        return (yield)
    finally:
        switch(request._pyfuncitem.nodeid)  # who asked for it goes on
