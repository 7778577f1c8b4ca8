"""JSON as others send it, each name of an object once.

Of two values under one name most readers keep the last, some the first: what was meant is for
whoever sent it to say.
"""

import json
from typing import Any


class RepeatedKeyError(json.JSONDecodeError):
    """An object has a name twice, which RFC 8259 leaves without a meaning."""

    def __init__(self, key: str) -> None:
        super().__init__("a name stands twice in one object", "", 0)
        self.key = printable(key)


def read_json(written: str | bytes) -> Any:
    """What it says. Raises JSONDecodeError, and RepeatedKeyError, which is one."""
    try:
        return json.loads(written, object_pairs_hook=_each_once)
    except (UnicodeDecodeError, RecursionError) as error:
        raise json.JSONDecodeError("neither text nor of a depth that is read", "", 0) from error


def printable(text: str) -> str:
    """A text in a form that can be written in an answer, half characters included."""
    return text.encode(errors="backslashreplace").decode()


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise RepeatedKeyError(next(name for name in names if names.count(name) > 1))
    return found
