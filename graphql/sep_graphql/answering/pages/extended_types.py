"""Fields that one subject gives to a type of another.

What is known of a school is told by many subjects; each gives the school its own fields, so that
the school needs to know of none of them, and no module of another that imports it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry
from strawberry.types.base import StrawberryObjectDefinition

from sep_graphql.answering.pages.paging import paging_extensions

R = TypeVar("R", bound=Callable[..., Any])


def field_of(owner: type, name: str) -> Callable[[R], R]:
    """Gives a type a field, which is resolved by the function below; its parent comes first."""

    def give(resolver: R) -> R:
        definition: StrawberryObjectDefinition = owner.__strawberry_definition__  # type: ignore[attr-defined]
        if any(field.python_name == name for field in definition.fields):
            raise ValueError(f"{owner.__name__} has a field {name} already")
        field = strawberry.field(resolver=resolver, extensions=paging_extensions(resolver))
        field.python_name = name
        field.origin = owner
        definition.fields.append(field)
        return resolver

    return give
