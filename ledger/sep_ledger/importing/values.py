"""Which of an event's fields have a value: the places where one could be lost."""

import re
from collections.abc import Iterator
from typing import Any

_ZERO = re.compile(r"[+-]?0+(?:\.0+)?")


def filled_paths(content: Any, path: str = "") -> Iterator[str]:
    """The paths of all values in an event's content, such as `components.sned` or, in a list of
    things, each of which its first text names, `results.lect.score`. Blank, zero and false are no
    values."""
    match content:
        case dict():
            for name, value in content.items():
                yield from filled_paths(value, f"{path}.{name}" if path else name)
        case list():
            for item in content:
                yield from filled_paths(item, f"{path}.{_label(item)}" if _label(item) else path)
        case _ if _says_something(content):
            yield path


def _label(item: Any) -> str | None:
    if not isinstance(item, dict):
        return None
    return next((value for value in item.values() if isinstance(value, str)), None)


def _says_something(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value) and not _ZERO.fullmatch(value)
    return bool(value)
