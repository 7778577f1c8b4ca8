"""The engine's own SQL, by the name of its file in this folder."""

import re
from functools import cache
from importlib import resources


@cache
def statement(name: str) -> bytes:
    """The text of `<name>.sql`."""
    return (resources.files("sep_projections") / "engine" / f"{name}.sql").read_bytes()


@cache
def single(text: str) -> list[bytes]:
    """The statements of a text, each ending a line; one by one the database keeps their plans."""
    parts = re.split(r";[ ]*$", re.sub(r"(?m)^[ ]*--.*$", "", text), flags=re.MULTILINE)
    return [part.strip().encode() for part in parts if part.strip()]
