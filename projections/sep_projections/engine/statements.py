"""The engine's own SQL, by the name of its file in this folder."""

from functools import cache
from importlib import resources


@cache
def statement(name: str) -> bytes:
    """The text of `<name>.sql`."""
    return (resources.files("sep_projections") / "engine" / f"{name}.sql").read_bytes()
