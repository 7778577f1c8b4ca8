"""`asOf` on every view, and the position that an answer reflects in `extensions.ledger`."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar, cast

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension, SchemaExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.pages.paging import paging_extensions

F = TypeVar("F", bound=Callable[..., Any])

FILTER = strawberry.argument(name="filter")
"""The name in the schema of an argument that Python calls `where`."""

AS_OF = (
    "Known time: answer from what had been recorded by this instant (with its offset from UTC, and "
    "not still to come). "
    "Absent: from all that is recorded."
)


class AsOf(FieldExtension):
    """Gives a root field its `asOf` argument, and all below it the position that it names."""

    def apply(self, field: StrawberryField) -> None:
        """Adds the argument to the field."""
        field.arguments = [
            *field.arguments,
            StrawberryArgument(
                python_name="as_of",
                graphql_name=None,
                type_annotation=StrawberryAnnotation(datetime | None),
                default=None,
                description=AS_OF,
            ),
        ]

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any
    ) -> Any:
        """Notes the instant before the resolver reads anything."""
        info.context.operation.begin(view_of(info), kwargs.pop("as_of", None))
        return await next_(source, info, **kwargs)


class LedgerPosition(SchemaExtension):
    """Gives each operation a state of its own, and its answer the position it reflects.

    `extensions.ledger` is `{position, asOf, generation}`, the last of the log; where the views of
    one query name several instants it is that of the latest, and `views` lists them all.
    """

    def on_operation(self) -> Iterator[None]:
        """Starts the operation with nothing known."""
        self.execution_context.context = self.execution_context.context.for_operation()
        yield

    async def get_results(self) -> dict[str, Any]:
        """The extension; nothing for an answer that reads no view, such as introspection."""
        operation = self.execution_context.context.operation
        reflected = await operation.reflected()
        stamps = [
            {"position": known.position, "asOf": known.as_of and known.as_of.isoformat()}
            for known in reflected
        ]
        if not stamps:
            return {}
        views = {"views": stamps} if len(stamps) > 1 else {}
        return {"ledger": stamps[0] | {"generation": str(reflected[0].generation)} | views}


def view(resolver: F) -> F:
    """A field of the query root, with `asOf`."""
    return cast("F", strawberry.field(resolver, extensions=[AsOf(), *paging_extensions(resolver)]))
