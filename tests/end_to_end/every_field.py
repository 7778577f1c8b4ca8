"""Questions that ask for every field of the schema, made from the schema itself."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)
from sep_graphql.export import contract

SCHEMA: GraphQLSchema = build_schema(contract())
FEW = 3
"""Rows of each list on the way."""

Step = tuple[str, GraphQLField]
Path = tuple[Step, ...]
Given = Mapping[str, Any]
"""What arguments are given, by `Type.field.argument`, `field.argument` or `argument`."""


@dataclass(frozen=True)
class Asked:
    """A question about the fields of one type, and where in the answer they are."""

    kind: GraphQLObjectType
    path: tuple[str, ...]
    document: str


def object_types() -> list[GraphQLObjectType]:
    return [
        kind
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType)
        and not name.startswith("__")
        and kind not in {SCHEMA.query_type, SCHEMA.subscription_type}
    ]


def questions(kind: GraphQLObjectType, given: Given, most: int = 12) -> Iterator[Asked]:
    """Ways to all fields of a type, the shortest first."""
    for path in _paths()[kind.name][:most]:
        inner = " ".join(_asked(kind.name, name, field, given) for name, field in fields(kind))
        for parent, (name, field) in reversed(list(zip(_parents(path), path, strict=True))):
            inner = f"{_called(parent, name, field, given)} {{ {inner} }}"
        yield Asked(kind, tuple(name for name, _ in path), f"{{ {inner} }}")


def views() -> dict[str, GraphQLField]:
    assert SCHEMA.query_type is not None
    return dict(SCHEMA.query_type.fields)


def view(name: str, given: Given, as_of: str | None = None, depth: int = 3) -> str:
    """A question for one view, with what it leads to, down to a depth."""
    field = views()[name]
    more = {} if as_of is None else {"asOf": as_of}
    called = _called("Query", name, field, {**given, **more}, always=set(more))
    return f"{{ {called} {_selected(field, given, depth)} }}"


def fields(kind: GraphQLObjectType) -> list[Step]:
    return list(kind.fields.items())


def reached(answer: Any, path: tuple[str, ...]) -> bool:
    """Whether an answer has an object at the end of a path."""
    if isinstance(answer, list):
        return any(reached(one, path) for one in answer)
    if answer is None or not path:
        return answer is not None
    return reached(answer.get(path[0]), path[1:])


def _paths() -> dict[str, list[Path]]:
    """Ways from the root to each type, through no type twice."""
    if not _PATHS:
        queue: deque[tuple[GraphQLObjectType, Path, frozenset[str]]] = deque()
        assert SCHEMA.query_type is not None
        queue.append((SCHEMA.query_type, (), frozenset()))
        while queue:
            kind, path, seen = queue.popleft()
            for name, field in kind.fields.items():
                leads_to = get_named_type(field.type)
                if not isinstance(leads_to, GraphQLObjectType) or leads_to.name in seen:
                    continue
                longer = (*path, (name, field))
                if len(_PATHS[leads_to.name]) >= _MOST_PATHS:
                    continue
                _PATHS[leads_to.name].append(longer)
                queue.append((leads_to, longer, seen | {leads_to.name}))
    return _PATHS


_MOST_PATHS = 24
_PATHS: dict[str, list[Path]] = defaultdict(list)


def _parents(path: Path) -> Iterator[str]:
    yield "Query"
    yield from (get_named_type(field.type).name for _, field in path[:-1])


def _asked(parent: str, name: str, field: GraphQLField, given: Given) -> str:
    leads_to = get_named_type(field.type)
    called = _called(parent, name, field, given)
    return called if is_leaf_type(leads_to) else f"{called} {{ __typename }}"


def _selected(field: GraphQLField, given: Given, depth: int) -> str:
    leads_to = get_named_type(field.type)
    if is_leaf_type(leads_to):
        return ""
    assert isinstance(leads_to, GraphQLObjectType | GraphQLInterfaceType)
    parts = []
    for name, inner in leads_to.fields.items():
        is_leaf = is_leaf_type(get_named_type(inner.type))
        if (is_leaf or depth > 1) and not any(map(is_required_argument, inner.args.values())):
            called = _called(leads_to.name, name, inner, given)
            parts.append(f"{called} {_selected(inner, given, depth - (name not in _WRAPS))}")
    return f"{{ {' '.join(parts) or '__typename'} }}"


_WRAPS = ("nodes", "pageInfo", "edges")
"""What stands between a list and its rows; no step of its own."""


def _called(
    parent: str, name: str, field: GraphQLField, given: Given, always: Set[str] = frozenset()
) -> str:
    arguments = []
    for argument, definition in field.args.items():
        keys = (f"{parent}.{name}.{argument}", f"{name}.{argument}", argument)
        known = next((key for key in keys if key in given), None)
        named = known is not None and known != argument
        if argument == "first":
            arguments.append(f"first: {FEW}")
        elif argument in always or named or is_required_argument(definition):
            value = given[known] if known else _made(definition.type, given)
            arguments.append(f"{argument}: {_written(value, definition.type)}")
    return f"{name}({', '.join(arguments)})" if arguments else name


def _made(kind: Any, given: Given) -> Any:
    """A value where none is given: the first of an enumeration, the least of an input."""
    if isinstance(kind, GraphQLNonNull):
        return _made(kind.of_type, given)
    if isinstance(kind, GraphQLList):
        return [_made(kind.of_type, given)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return {
            name: given[name] if name in given else _made(field.type, given)
            for name, field in kind.fields.items()
            if is_required_input_field(field)
        }
    raise AssertionError(f"say what an argument of type {kind} is given")


def _written(value: Any, kind: Any) -> str:
    if isinstance(kind, GraphQLNonNull):
        return _written(value, kind.of_type)
    if value is None:
        return "null"
    if isinstance(kind, GraphQLList):
        values = value if isinstance(value, list) else [value]
        return f"[{', '.join(_written(one, kind.of_type) for one in values)}]"
    if isinstance(kind, GraphQLInputObjectType):
        pairs = (f"{n}: {_written(one, kind.fields[n].type)}" for n, one in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(kind, GraphQLEnumType):
        return str(value)
    return f'"{value}"' if isinstance(value, str) else str(value)
