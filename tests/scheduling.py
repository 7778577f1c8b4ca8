"""How the tests are dealt out to workers: by file, the long ones first, one country for all."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

COUNTRY = "tests/end_to_end/"
APART = ("test_as_of.py", "test_command_line.py", "test_real_data.py")
"""Those there that load files of their own."""

LONG = (
    COUNTRY,
    "tests/torture/test_killed_process.py",
    "tests/service/test_exports.py",
    "tests/service/test_postgres.py",
    "tests/projections/test_engine.py",
    "tests/evidence/",
    "tests/intake/test_real_data.py",
    "tests/torture/",
    "tests/intake/",
)


def longest_first(items: list[pytest.Item]) -> None:
    """Puts what takes long in front, so that no worker waits for another at the end."""
    items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    ranks = (rank for rank, start in enumerate(LONG) if nodeid.startswith(start))
    return next(ranks, len(LONG))


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # published without types
    """A file goes to one worker; so do all files that ask about the one fictional country."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return COUNTRY if file.startswith(COUNTRY) and not file.endswith(APART) else file
