"""The schema, put together of what every subject declares."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

import sep_graphql
from graphql import GraphQLError
from sep_graphql.answering import root
from sep_graphql.answering.arguments.scalars import SCALARS
from sep_graphql.answering.descriptions import describe
from sep_graphql.answering.errors import ExplainErrors, give_codes
from sep_graphql.answering.known import LedgerPosition
from sep_graphql.answering.known_names import KnownNames
from sep_graphql.answering.limits import Limits, extensions
from sep_graphql.answering.pages.connections import LIST_BOUND
from sep_graphql.log.subscription import Subscription
from sep_projections.reading.aggregates import MOST_GROUPS
from sep_projections.reading.listing import MOST_ROWS

_QUERY = (
    "Every view of the ledger, each as known at any instant (`asOf`). No list is cut: a connection "
    f"is read page by page, a plain list holds up to {LIST_BOUND:,} rows under one parent and "
    f"{MOST_ROWS:,} at the root, totals up to {MOST_GROUPS:,} groups; beyond that the answer is "
    "the error TOO_MANY_ROWS."
)


class LedgerSchema(strawberry.Schema):
    """Strawberry's schema, which leaves the logging of errors to `ExplainErrors`."""

    def process_errors(
        self,
        errors: list[GraphQLError],
        execution_context: ExecutionContext | None = None,  # noqa: ARG002 (the library passes it)
    ) -> None:
        """A code each. What a caller can mend is no incident; the rest is logged when masked."""
        give_codes(errors)

    def _create_execution_context(self, *args: Any, **given: Any) -> ExecutionContext:
        # The library writes a name that it does not find into its answer, which must be text.
        if name := given.get("operation_name"):
            given["operation_name"] = name.encode(errors="backslashreplace").decode()
        return super()._create_execution_context(*args, **given)


def _subjects() -> list[ModuleType]:
    """The modules of every room: what one declares is in the schema, and named nowhere else."""
    found = walk_packages(sep_graphql.__path__, f"{sep_graphql.__name__}.")
    # A room may hold rooms; what stands beside them declares nothing.
    inside = sorted(each.name for each in found if not each.ispkg and each.name.count(".") > 1)
    return [import_module(name) for name in inside]


def _query() -> type:
    query = type("Query", root.root_classes(), {})
    return strawberry.type(query, description=_QUERY)


@cache
def ledger_schema(limits: Limits = Limits()) -> LedgerSchema:  # noqa: B008 (frozen)
    """The schema, holding every operation to these limits."""
    for module in _subjects():
        describe(module)
    return LedgerSchema(
        query=_query(),
        subscription=Subscription,
        config=StrawberryConfig(scalar_map=SCALARS),
        extensions=[*extensions(limits), ExplainErrors, LedgerPosition, KnownNames],
    )
