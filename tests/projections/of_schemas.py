"""An event of each kind as plain content, made from its published schema; and what can be wrong
with it that an older version may have stored."""

from collections.abc import Callable, Iterator
from typing import Any

from sep_domain.catalogue import json_schema
from sep_domain.events.base import Event

Json = dict[str, Any]

ABSURD_DAY = "0001-01-01"
ABSURD_MONTH = "0001-01"
ABSURD_INSTANT = "0001-01-01T00:00:00+01:00"

_PLAIN = "1"
"""Where any text will do: also a decimal, also of one character."""
_MONTH, _DAY, _INSTANT = "2024-03", "2024-03-31", "2024-03-31T00:00:00Z"

_PATTERNED = {
    r"^\d{4}-\d{2}$": _MONTH,
    r"^-?\d+(/\d+)?$": "1",
    r"^\d{1,8}-[\dK]$": "62000660-2",
    r"^\d{6}$": "410500",
    r"^RF\d{2}$": "RF01",
    "^[0-9a-f]{64}$": "0" * 64,
    "^(2b|4b|6b|8b|2m)$": "4b",
    "^(payment|document|ate_payment):": "payment:1",
    "^ocds-[a-z0-9]{6}-.+$": "ocds-abcdef-1",
}
_FORMATTED = {
    "date": _DAY,
    "date-time": _INSTANT,
    "uuid": "00000000-0000-4000-8000-000000000001",
}


def content_of(event_type: type[Event]) -> Json:
    """The content of an event of this kind, each of its fields filled."""
    schema = json_schema(event_type)
    made: Json = _example(schema, schema.get("$defs", {}))
    return made


def with_nul(content: Json) -> Json:
    """The same, with a character in its first text that no PostgreSQL text can hold."""
    named = next((name for name, value in content.items() if _is_free(value)), "note")
    return {**content, named: "uno\0dos"}


def with_absurd_dates(content: Json) -> Json:
    """The same, said of the first day of the calendar."""
    absurd = {_DAY: ABSURD_DAY, _INSTANT: ABSURD_INSTANT, _MONTH: ABSURD_MONTH}
    made: Json = _replaced(content, lambda value: absurd.get(value, value))
    return {name: 1 if "year" in name and value == 1980 else value for name, value in made.items()}


def _is_free(value: object) -> bool:
    return value == _PLAIN


def _replaced(value: Any, swap: Callable[[Any], Any]) -> Any:
    match value:
        case dict():
            return {name: _replaced(one, swap) for name, one in value.items()}
        case list():
            return [_replaced(one, swap) for one in value]
        case str():
            return swap(value)
    return value


def _example(schema: Json, definitions: Json) -> Any:
    if "$ref" in schema:
        return _example(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], definitions)
    return _OF_TYPE[schema.get("type", "object")](schema, definitions)


def _object(schema: Json, definitions: Json) -> Json:
    return dict(_properties(schema, definitions))


def _properties(schema: Json, definitions: Json) -> Iterator[tuple[str, Any]]:
    for name, of_it in schema.get("properties", {}).items():
        yield name, False if name == "void" else _example(of_it, definitions)


def _array(schema: Json, definitions: Json) -> list[Any]:
    if "prefixItems" in schema:
        return [_example(each, definitions) for each in schema["prefixItems"]]
    return [_example(schema["items"], definitions)] if "items" in schema else []


def _text(schema: Json, definitions: Json) -> str:
    if "pattern" in schema:
        return _PATTERNED.get(schema["pattern"], _PLAIN)
    return _FORMATTED.get(schema.get("format", ""), _PLAIN)


def _number(schema: Json, definitions: Json) -> int:
    return int(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1))


_OF_TYPE: dict[str, Callable[[Json, Json], Any]] = {
    "object": _object,
    "array": _array,
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": lambda schema, definitions: True,
    "null": lambda schema, definitions: None,
}
