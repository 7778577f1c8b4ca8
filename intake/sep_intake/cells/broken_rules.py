"""What a model says of content that breaks its rules, for a reader of Spanish."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

from pydantic import ValidationError

_WHOLE = "un número entero"
_NUMBER = "un número"
_DAY = "una fecha, AAAA-MM-DD"
_INSTANT = "fecha y hora con huso horario, AAAA-MM-DDThh:mm:ssZ"
_TEXT = "un texto"
_LIST = "una lista"
_OBJECT = "un objeto con sus campos"

_SAID: Mapping[str, tuple[str, str]] = {
    "greater_than": ("valor demasiado bajo", "mayor que {gt}"),
    "greater_than_equal": ("valor demasiado bajo", "{ge} o más"),
    "less_than": ("valor demasiado alto", "menor que {lt}"),
    "less_than_equal": ("valor demasiado alto", "{le} o menos"),
    "multiple_of": ("valor fuera de lo admitido", "un múltiplo de {multiple_of}"),
    "finite_number": ("no es un número finito", _NUMBER),
    "string_too_long": ("texto demasiado largo", "a lo más {max_length} caracteres"),
    "string_too_short": ("texto demasiado corto", "{min_length} caracteres o más"),
    "string_pattern_mismatch": ("forma inesperada", "otra forma de escribirlo"),
    "string_unicode": ("tiene caracteres que no son texto", _TEXT),
    "string_not_ascii": ("tiene letras que no se admiten", "letras sin tilde y cifras"),
    "too_long": ("demasiados elementos", "a lo más {max_length}"),
    "too_short": ("muy pocos elementos", "{min_length} o más"),
    "decimal_max_digits": ("demasiadas cifras", "a lo más {max_digits} cifras"),
    "decimal_max_places": ("demasiados decimales", "a lo más {decimal_places} decimales"),
    "decimal_whole_digits": ("demasiadas cifras", "a lo más {whole_digits} cifras enteras"),
    "missing": ("falta el valor", "un valor"),
    "extra_forbidden": ("dato que no corresponde", "nada en este campo"),
    "frozen_field": ("dato que no cambia", "el valor que ya tiene"),
    "frozen_instance": ("dato que no cambia", "el valor que ya tiene"),
    "none_required": ("dato que no corresponde", "vacío"),
    "enum": ("valor desconocido", "uno de los valores admitidos"),
    "literal_error": ("valor desconocido", "uno de los valores admitidos"),
    "union_tag_invalid": ("valor desconocido", "uno de los valores admitidos"),
    "union_tag_not_found": ("falta el valor que dice qué es", "uno de los valores admitidos"),
    "value_error": ("valor fuera de lo admitido", "un valor que cumpla las reglas de ese dato"),
    "assertion_error": ("valor fuera de lo admitido", "un valor que cumpla las reglas de ese dato"),
    "timezone_naive": ("falta el huso horario", _INSTANT),
    "timezone_aware": ("tiene huso horario", "fecha y hora sin huso horario"),
    "timezone_offset": ("huso horario inesperado", _INSTANT),
    "date_past": ("fecha futura", "una fecha pasada"),
    "date_future": ("fecha pasada", "una fecha futura"),
    "datetime_past": ("fecha futura", "una fecha pasada"),
    "datetime_future": ("fecha pasada", "una fecha futura"),
    "recursion_depth_exceeded": ("dato demasiado anidado", _OBJECT),
    "recursion_loop": ("dato que se contiene a sí mismo", _OBJECT),
}
"""By pydantic's name of the rule."""

_OF_KIND: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("int_",), "no es un número entero", _WHOLE),
    (("float_", "decimal_", "complex_", "fraction_"), "no es un número", _NUMBER),
    (("bool_",), "no es sí ni no", "1 o 0"),
    (("datetime_", "timezone_"), "no es una fecha con hora", _INSTANT),
    (("date_",), "no es una fecha", _DAY),
    (("time_",), "no es una hora", "hh:mm:ss"),
    (("string_", "bytes_"), "no es un texto", _TEXT),
    (("uuid_",), "no es un identificador", "un UUID"),
    (("url_",), "no es una dirección web", "https://…"),
    (("json_",), "no es JSON", "un texto JSON"),
    (
        ("list_", "tuple_", "named_tuple_", "set_", "frozen_set_", "deque_", "iter"),
        "no es una lista",
        _LIST,
    ),
    (
        ("dict_", "frozen_dict_", "ordered_dict_", "counter_", "mapping_", "model_", "dataclass_"),
        "no es lo que se espera",
        _OBJECT,
    ),
    (("is_",), "no es lo que se espera", _OBJECT),
)
"""By how the name of the rule begins, for those that say of what kind a value is not."""

OTHER = ("valor inválido", "otro valor")


class BrokenRule(NamedTuple):
    """The first of the rules that some content breaks."""

    field: str
    """The path of the value in the model; empty where it is of the whole."""
    value: str
    reason: str
    expected: str


def broken_rule(error: ValidationError) -> BrokenRule:
    first = error.errors(include_url=False)[0]
    reason, expected = in_spanish(first["type"], first.get("ctx", {}))
    return BrokenRule(".".join(map(str, first["loc"])), as_cell(first["input"]), reason, expected)


def in_spanish(rule: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """What a value is by pydantic's name of the rule that it breaks, and what is expected."""
    reason, expected = _SAID.get(rule) or _of_kind(rule)
    return reason, expected.format_map({name: as_cell(value) for name, value in context.items()})


def as_cell(value: object) -> str:
    """A value as a cell of a file would write it; nothing for one that no cell holds."""
    match value:
        case Enum():
            return as_cell(value.value)
        case bool():
            return str(int(value))
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case str() | int() | float():
            return f"{value}"
    return ""


def _of_kind(rule: str) -> tuple[str, str]:
    for openings, reason, expected in _OF_KIND:
        if rule.startswith(openings):
            return reason, expected
    return OTHER
