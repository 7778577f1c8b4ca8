"""What a question names is known, and what it writes can be meant and kept, or it is not answered.

Looked for in the document and its variables as a whole, so that a field that is added is held to it
as well: an argument, or a field of a filter, that bears one of these names.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from strawberry.extensions import SchemaExtension

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    StringValueNode,
    VariableDefinitionNode,
    Visitor,
    get_operation_ast,
    value_from_ast_untyped,
    visit,
)
from sep_domain.text.nearest import nearest
from sep_domain.text.plain_text import is_writable, unwritable_in
from sep_graphql.answering.context import Context
from sep_graphql.answering.errors import (
    ArgumentError,
    DataArgumentError,
    UndeclaredVariableError,
    told_with,
)
from sep_graphql.answering.first_and_last import check_spans
from sep_projections.log import names
from sep_projections.log.names import Names, UnknownNameError

CHECKED: Mapping[str, Names] = {
    "subvencion": names.SUBVENCIONES,
    "fund": names.SUBVENCIONES,
    "account": names.ACCOUNTS,
    "accounts": names.ACCOUNTS,
    "bankAccount": names.BANK_ACCOUNTS,
    "documentType": names.DOCUMENT_TYPES,
    "contractType": names.CONTRACT_TYPES,
    "grade": names.TESTED,
    "topics": names.TOPICS,
}
"""What the names are of, by the argument or the field of a filter that brings them."""

Named = tuple[Names, str]


async def check_name(context: Context, kind: Names, name: str | None) -> None:
    """Raises UnknownNameError for a name that nobody knows."""
    if name is not None and not kind.is_given(name):
        async with context.operation.reading() as connection:
            await kind.check(connection, name)


class KnownNames(SchemaExtension):
    """Refuses a question that names what nobody knows, and says what may be meant."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Looks before anything is answered; asks the database only for names of sources."""
        asked = self.execution_context
        variables = asked.variables or {}
        found = _Found(variables)
        if asked.graphql_document is not None:
            visit(asked.graphql_document, found)
        if found.unwritable or unwritable_in(dict(variables)) is not None:
            error = DataArgumentError("a text holds U+0000 or half a character")
            raise GraphQLError(str(error), extensions=told_with(error))
        _refuse(asked.graphql_document, asked.operation_name, variables, found)
        await self._check(asked.context, dict.fromkeys(found.named))
        yield

    async def _check(self, context: Context, named: Mapping[Named, None]) -> None:
        for kind, name in named:
            try:
                await check_name(context, kind, name)
            except UnknownNameError as error:
                raise GraphQLError(str(error), extensions=told_with(error)) from error


def _refuse(
    document: DocumentNode | None,
    operation: str | None,
    variables: Mapping[str, Any],
    found: "_Found",
) -> None:
    """What is wrong with the question whatever the ledger knows. Raises GraphQLError."""
    chosen = get_operation_ast(document, operation) if document else None
    try:
        if chosen is not None:
            _check_declared(chosen, variables)
        for asked in found.asked:
            check_spans(asked)
    except ArgumentError as error:
        raise GraphQLError(str(error), extensions=told_with(error)) from error


def _check_declared(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> None:
    """Raises UndeclaredVariableError for a variable that is given and would be passed over."""
    declared = [one.variable.name.value for one in operation.variable_definitions or ()]
    for name in variables:
        if name not in declared:
            raise UndeclaredVariableError(name, nearest(name, declared))


class _Found(Visitor):
    """What a document and its variables name, and whether a text in it cannot be kept."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        super().__init__()
        self.named: list[Named] = []
        self.asked: list[dict[str, Any]] = []
        """The arguments of each field."""
        self.unwritable = False
        self._variables = dict(variables)

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        if node.default_value is not None:
            default = value_from_ast_untyped(node.default_value)
            self._variables.setdefault(node.variable.name.value, default)

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        if node.arguments:
            arguments = {
                one.name.value: value_from_ast_untyped(one.value, self._variables)
                for one in node.arguments
            }
            self.asked.append(arguments)
            for name, value in arguments.items():
                self.named += _named(name, value)

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        self.unwritable = self.unwritable or not is_writable(node.value)


def _named(name: str, value: Any) -> Iterator[Named]:
    """The names in what an argument brings, in a filter as deep as it goes."""
    kind = CHECKED.get(name)
    if kind and isinstance(value, str):
        yield kind, value
    elif isinstance(value, list):
        for one in value:
            yield from _named(name, one)
    elif isinstance(value, dict):
        for field, one in value.items():
            yield from _named(field, one)
