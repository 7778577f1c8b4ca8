"""The named statements of a room, in files beside the modules that run them."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def sections(text: str) -> dict[str, str]:
    """The statements of a text, each under its line `-- name: …`; none where it begins without."""
    before, *parts = _NAME.split(text)
    if before.strip():
        return {}
    bodies = (f"{part.strip()}\n" for part in parts[1::2])
    return dict(zip(parts[::2], bodies, strict=True))


def statement(name: str) -> bytes:
    """A statement of the engine. Raises KeyError where none has this name."""
    return _own()[name].encode()


@cache
def _own() -> Mapping[str, str]:
    room = resources.files("sep_projections") / "engine"
    files = [each for each in room.iterdir() if each.name.endswith(".sql")]
    return {
        name: text
        for file in files
        for name, text in sections(file.read_text(encoding="utf-8")).items()
    }


@cache
def single(text: str) -> list[bytes]:
    """The statements of a text, each ending a line; one by one the database keeps their plans."""
    parts = re.split(r";[ ]*$", re.sub(r"(?m)^[ ]*--.*$", "", text), flags=re.MULTILINE)
    return [part.strip().encode() for part in parts if part.strip()]
