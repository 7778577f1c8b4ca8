"""What an event's fields say, by path: what could be lost when it is stated again."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_ZERO = re.compile(r"[+-]?0+(?:\.0+)?")


class Told(NamedTuple):
    """Something that a field says."""

    path: str
    """Such as `components.sned` or, in a list of things, each of which its first text names,
    `results.lect.score`; of a list of codes, each is a path of its own."""
    more_than_zero: bool
    """False for that it says anything at all, true for that it says more than zero or no."""


def told_by(content: Any, path: str = "") -> Iterator[Told]:
    """Everything that an event's content says."""
    match content:
        case dict():
            for name, value in content.items():
                yield from told_by(value, f"{path}.{name}" if path else name)
        case list():
            for item in content:
                yield from told_by(item, f"{path}.{_label(item)}")
        case None | "":
            return
        case _:
            yield Told(path, more_than_zero=False)
            if content and not (isinstance(content, str) and _ZERO.fullmatch(content)):
                yield Told(path, more_than_zero=True)


def _label(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return next((value for value in item.values() if isinstance(value, str)), "")
