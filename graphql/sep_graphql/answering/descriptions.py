"""Descriptions in the published schema, from the docstrings of the code behind it.

A type takes its class's docstring, or that of the row it extends; a field the docstring of its
resolver, or the string below its declaration.
"""

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import Any

from strawberry.types.base import StrawberryObjectDefinition, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition


def describe(module: ModuleType) -> None:
    """Describes the types and enumerations that a module defines or registers."""
    for member in vars(module).values():
        if not isinstance(member, type):
            continue
        definition = getattr(member, "__strawberry_definition__", None)
        if isinstance(definition, StrawberryEnumDefinition):
            definition.description = definition.description or inspect.getdoc(member)
        elif has_object_definition(member):
            describe_type(member)


def describe_type(cls: type) -> None:
    """Describes one type."""
    definition: StrawberryObjectDefinition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    definition.description = definition.description or _class_doc(cls)
    notes = {name: note for base in reversed(cls.__mro__) for name, note in _notes(base).items()}
    for field in definition.fields:
        resolver: Any = field.base_resolver
        doc = inspect.getdoc(resolver.wrapped_func) if resolver else notes.get(field.python_name)
        field.description = field.description or doc


def _class_doc(cls: type) -> str | None:
    # dataclasses put the signature where there is no docstring
    docs = (base.__doc__ for base in cls.__mro__ if base is not object)
    doc = next((doc for doc in docs if doc and not doc.startswith(cls.__name__ + "(")), None)
    return inspect.cleandoc(doc) if doc else None


@cache
def _notes(cls: type) -> dict[str, str]:
    """The string that follows each declaration in the body of a class."""
    if cls.__module__.partition(".")[0] not in {"sep_graphql", "sep_projections"}:
        return {}
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    statements = body.body if isinstance(body, ast.ClassDef) else []
    return {
        before.target.id: inspect.cleandoc(after.value.value)
        for before, after in pairwise(statements)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }
