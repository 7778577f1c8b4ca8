"""What an event's fields say, by path: what could be lost when it is stated again."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

_ZERO = re.compile(r"[+-]?0+(?:\.0+)?")


class Told(NamedTuple):
    """Something that a field of a kind of event says."""

    topic: str
    path: str
    """Such as `components.sned` or, in a list of things, each of which its first text names,
    `results.lect.score`; of a list of codes, each is a path of its own,
    and again where it comes again."""
    more_than_zero: bool
    """False for that it says anything at all, true for that it says more than zero or no."""


def told_by(topic: str, content: Any, path: str = "") -> Iterator[Told]:
    """Everything that an event's content says, given as JSON."""
    match content:
        case dict():
            for name, value in content.items():
                yield from told_by(topic, value, f"{path}.{name}" if path else name)
        case list():
            times: Counter[str] = Counter()
            for item in content:
                times[label := _label(item)] += 1
                again = f".{times[label]}" if times[label] > 1 else ""
                yield from told_by(topic, item, f"{path}.{label}{again}")
        case None | "":
            return
        case _:
            yield Told(topic, path, more_than_zero=False)
            if content and not (isinstance(content, str) and _ZERO.fullmatch(content)):
                yield Told(topic, path, more_than_zero=True)


def _label(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return next((value for value in item.values() if isinstance(value, str)), "")
