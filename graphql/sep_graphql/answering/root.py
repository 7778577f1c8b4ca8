"""The fields of the root, which each subject declares in a class of its own."""

from typing import TypeVar

import strawberry

C = TypeVar("C", bound=type)

_DECLARED: list[type] = []


def root(cls: C) -> C:
    """Makes the fields of a class fields of the root."""
    _DECLARED.append(strawberry.type(cls))
    return cls


def root_classes() -> tuple[type, ...]:
    """Every class of root fields, in the order of their names."""
    return tuple(sorted(_DECLARED, key=lambda each: (each.__module__, each.__name__)))
