"""What an event's fields say, by path: what may change or be lost when it is stated again.

A path is such as `components.sned` or, in a list of things, each of which its first text names,
`results.lect.score`; of a list of codes each is a path of its own, and again where it comes again.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_ZERO = re.compile(r"[+-]?0+(?:\.0+)?")

Leaves = Mapping[str, Any]
"""Values that are there, by their paths."""


class Told(NamedTuple):
    """Something that a field of a kind of event says."""

    topic: str
    path: str
    more_than_zero: bool
    """False for that it says anything at all, true for that it says more than zero or no."""


def leaves(content: Any) -> Leaves:
    """Everything that an event's content says, given as JSON."""
    return dict(_leaves(content, ""))


def told_by(topic: str, said: Leaves) -> Iterator[Told]:
    """What is said, apart from which value it is."""
    for path, value in said.items():
        yield Told(topic, path, more_than_zero=False)
        if value and not (isinstance(value, str) and _ZERO.fullmatch(value)):
            yield Told(topic, path, more_than_zero=True)


def _leaves(content: Any, path: str) -> Iterator[tuple[str, Any]]:
    match content:
        case dict():
            for name, value in content.items():
                yield from _leaves(value, f"{path}.{name}" if path else name)
        case list():
            times: Counter[str] = Counter()
            for item in content:
                times[label := _label(item)] += 1
                again = f".{times[label]}" if times[label] > 1 else ""
                yield from _leaves(item, f"{path}.{label}{again}")
        case None | "":
            return
        case _:
            yield path, content


def _label(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return next((value for value in item.values() if isinstance(value, str)), "")
