"""Spans in what a question asks for: two arguments or fields of a filter, a first and a last one.

Told by their names, so that a filter that is added is held to it as well.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sep_graphql.answering.errors import ReversedSpanError

_BEGIN = re.compile(r"^from(?=[A-Z]|$)|From$")
_ENDS = {"from": ("to",), "From": ("To", "Before")}
"""`fromMonth` goes with `toMonth`, `signedFrom` with `signedTo`, `expiringFrom` with
`expiringBefore`."""

_WHEN = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
"""A month or a day, which as texts are in the order of time."""


def check_spans(asked: Mapping[str, Any]) -> None:
    """Raises ReversedSpanError for a span that begins after its end, in a filter as deep as it
    goes."""
    for begin, end in _pairs(asked):
        first, last = asked[begin], asked[end]
        if _are_comparable(first, last) and first > last:
            raise ReversedSpanError(begin, end, (first, last))
    for value in asked.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                check_spans(one)


def _pairs(names: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in names:
        found = _BEGIN.search(name)
        for end in _ENDS[found[0]] if found else ():
            other = _BEGIN.sub(end, name)
            if other in names:
                yield name, other


def _are_comparable(first: object, last: object) -> bool:
    if isinstance(first, str) and isinstance(last, str):
        return bool(_WHEN.fullmatch(first) and _WHEN.fullmatch(last)) and len(first) == len(last)
    return type(first) is int and type(last) is int
