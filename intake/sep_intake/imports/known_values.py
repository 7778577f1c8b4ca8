"""What the log knows already of the datasets and years that a file is about."""

from collections.abc import Iterable
from uuid import UUID

from psycopg import Connection

from sep_ledger.database.statements import statement
from sep_ledger.facts.packed_facts import PackedFacts

_DATASET, _PERIOD = 2, 6
"""Bytes of a stream that tell its dataset, and with it its year and month
(`sep_domain.streams`)."""


class KnownYears:
    """Asks the log once for each dataset and year, as it was before the file: make one per file."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._known: dict[bytes, bool] = {}

    def any_in(self, facts: PackedFacts) -> bool:
        """Whether the log knew anything of a dataset and year that these are about."""
        return any(map(self._knows, spans_of(facts.streams)))

    def any_dataset_in(self, facts: PackedFacts) -> bool:
        """Whether it knew anything, of whatever year, of a dataset that these are about."""
        datasets = {stream[:_DATASET] for stream in facts.streams}
        return any(map(self._knows, sorted(datasets)))

    def _knows(self, prefix: bytes) -> bool:
        if prefix not in self._known:
            first, end = span_bounds(prefix)
            row = self._conn.execute(
                statement("known_in", "sep_intake.imports"), {"first": first, "end": end}
            ).fetchone()
            self._known[prefix] = row == (True,)
        return self._known[prefix]


def spans_of(streams: Iterable[bytes]) -> list[bytes]:
    """The datasets and years that streams are about, as they begin: dataset, then year."""
    periods = {stream[:_PERIOD] for stream in streams}
    return sorted({_of_year(period) for period in periods})


def _of_year(period: bytes) -> bytes:
    year = int.from_bytes(period[_DATASET:], "big") // 100
    return period[:_DATASET] + (year * 100).to_bytes(4, "big")


def span_bounds(prefix: bytes) -> tuple[UUID, UUID]:
    """The first stream that may begin so, and the first beyond: of a dataset, or of its year."""
    width = len(prefix)
    step = 1 if width == _DATASET else 100
    beyond = (int.from_bytes(prefix, "big") + step).to_bytes(width, "big")
    return UUID(bytes=prefix.ljust(16, b"\0")), UUID(bytes=beyond.ljust(16, b"\0"))
