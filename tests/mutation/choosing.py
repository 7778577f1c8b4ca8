"""A plugin of pytest that runs only the tests that a file names, one a line, in its order, each no
longer than it says.

`pytest -p tests.mutation.choosing --chosen-tests FILE test_a.py test_b.py`. Thousands of tests may
be chosen, which named on the command line would each be looked for in turn.
"""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--chosen-tests", type=Path, required=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen: Path = config.getoption("chosen_tests")
    by_name = {item.nodeid: item for item in items}
    items[:] = []
    for line in chosen.read_text(encoding="utf-8").splitlines():
        seconds, _, name = line.partition(" ")
        by_name[name].add_marker(pytest.mark.timeout(float(seconds)))
        items.append(by_name[name])
