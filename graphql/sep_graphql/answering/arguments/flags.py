"""Flags: what the law has against something that is recorded all the same."""

from collections.abc import Iterable

import strawberry

from sep_domain.decisions.guards import Obstacle


@strawberry.type
class ActFlag:
    """What the law has against an act; recorded all the same, where a file said it."""

    code: str
    text: str
    """In Spanish."""


def flags_of(flaws: Iterable[Obstacle]) -> list[ActFlag]:
    """The flags of some flaws."""
    return [ActFlag(code=flaw.code, text=flaw.message) for flaw in flaws]
