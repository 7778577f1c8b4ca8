"""The tables of the law as files: which edition of each is at work here.

A table is data that somebody may correct. What was computed from one names its SHA-256, so that a
correction is seen wherever it should have made a difference.
"""

from functools import cache
from hashlib import sha256
from importlib import resources

OF_ENTITLEMENTS = (
    "legal_numbers.csv",
    "sep_concentration.csv",
    "sep_unit_values.csv",
    "use_clp.csv",
)
"""The tables that entitlements are computed from."""


@cache
def table_hash(table: str) -> str:
    """SHA-256 of a table as it is at work here, in hexadecimal."""
    return sha256((resources.files("sep_domain") / "law/data" / table).read_bytes()).hexdigest()


def of_entitlements() -> dict[str, str]:
    """The editions of the tables that entitlements are computed from, by name."""
    return {table: table_hash(table) for table in OF_ENTITLEMENTS}
