"""`first`, `after`, `last` and `before`, which every connection takes (Relay's specification)."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeVar, cast

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from sep_graphql.answering.context import Info

F = TypeVar("F", bound=Callable[..., Any])

_PAGE = "page"


@dataclass(frozen=True)
class Paging:
    """The page that is asked for."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


FIRST_PAGE = Paging()

_DESCRIPTIONS = {
    "first": "How many rows of the beginning.",
    "after": "The cursor of a row: what follows it.",
    "last": "How many rows of the end, in the same order; not together with `first`.",
    "before": "The cursor of a row: what precedes it.",
}


class Paged(FieldExtension):
    """Gives a field the arguments of a connection, and its resolver the page they ask for."""

    def apply(self, field: StrawberryField) -> None:
        """Puts the four arguments in the place of the resolver's own `page`."""
        field.arguments = [
            *(each for each in field.arguments if each.python_name != _PAGE),
            *(
                StrawberryArgument(
                    python_name=each.name,
                    graphql_name=None,
                    type_annotation=StrawberryAnnotation(each.type),
                    default=None,
                    description=_DESCRIPTIONS[each.name],
                )
                for each in fields(Paging)
            ),
        ]

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any
    ) -> Any:
        """Gathers the four arguments."""
        asked = {each.name: kwargs.pop(each.name, None) for each in fields(Paging)}
        return await next_(source, info, **kwargs, page=Paging(**asked))


def paging_extensions(resolver: Callable[..., Any]) -> list[FieldExtension]:
    """The extension of a resolver that takes a `page`; none for any other."""
    return [Paged()] if _PAGE in inspect.signature(resolver).parameters else []


def connection_field(resolver: F) -> F:
    """A field that is a connection."""
    return cast("F", strawberry.field(resolver, extensions=paging_extensions(resolver)))
