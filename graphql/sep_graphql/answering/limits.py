"""What one question may ask for at most."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from strawberry.extensions import (
    AddValidationRules,
    MaxAliasesLimiter,
    MaxTokensLimiter,
    ParserCache,
    QueryDepthLimiter,
    SchemaExtension,
    ValidationCache,
)

from graphql import (
    ASTValidationRule,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    ValidationContext,
    ValidationRule,
)


@dataclass(frozen=True)
class Limits:
    """Bounds of one operation."""

    default_page_size: int = 50
    max_page_size: int = 500
    max_depth: int = 12
    max_aliases: int = 30
    max_tokens: int = 2_000
    max_rows: int = 50_000
    """Rows that all lists of an answer may hold together."""
    cached_documents: int = 256
    """Documents whose parsing and validation is remembered."""


def extensions(limits: Limits) -> list[Callable[[], SchemaExtension]]:
    """The schema extensions that hold the bounds, and remember documents already checked."""
    # Made once: each limiter makes a new rule class, by which a remembered validation is found.
    rules = [
        *map(_where_fragments_are_known, QueryDepthLimiter(limits.max_depth).validation_rules),
        *MaxAliasesLimiter(limits.max_aliases).validation_rules,
    ]
    return [
        lambda: MaxTokensLimiter(limits.max_tokens),
        lambda: AddValidationRules(rules),
        lambda: ParserCache(limits.cached_documents),
        lambda: ValidationCache(limits.cached_documents),
    ]


def _where_fragments_are_known(rule: type[ASTValidationRule]) -> type[ASTValidationRule]:
    """The rule, left out for a document whose fragments are not all defined.

    The depth limiter fails on such a document, and hides what GraphQL's own rule says of it.
    """

    def made_for(context: ValidationContext) -> ASTValidationRule:
        return rule(context) if _fragments_are_known(context) else ValidationRule(context)

    return cast("type[ASTValidationRule]", made_for)  # graphql-core only calls it


def _fragments_are_known(context: ValidationContext) -> bool:
    return all(
        context.get_fragment(spread.name.value)
        for definition in context.document.definitions
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
        for spread in context.get_fragment_spreads(definition.selection_set)
    )
