"""What a table of outcomes can be written as."""

from collections.abc import Callable, Iterator
from enum import StrEnum

from sep_projections.exports.outcomes import Outcomes, render_csv, render_parquet


class OutcomeForm(StrEnum):
    """What a table can be written as, and the version of its data."""

    CSV = "csv"
    PARQUET = "parquet"
    VERSION = "version"


def _version(table: Outcomes) -> Iterator[bytes]:
    yield table.version()


RENDERS: dict[OutcomeForm, tuple[str, str, Callable[[Outcomes], Iterator[bytes]]]] = {
    OutcomeForm.CSV: ("csv", "text/csv; charset=utf-8; header=present", render_csv),
    OutcomeForm.PARQUET: ("parquet", "application/vnd.apache.parquet", render_parquet),
    OutcomeForm.VERSION: ("json", "application/json", _version),
}
