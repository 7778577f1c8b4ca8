"""Files of ours that people write by hand, in TOML; what is wrong with them is said in Spanish."""

import re
import tomllib
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sep_intake.banks.text import quotable
from sep_intake.columns.layout import FileRefusedError

Content = TypeVar("Content", bound=BaseModel)

_LINE = re.compile(r"at line (\d+)")
_WRONG_KEY = {
    "missing": "falta",
    "extra_forbidden": "no es una clave que se lea; revise cómo está escrita",
}
_WRONG = {
    "string_type": "se espera un texto entre comillas",
    "string_too_short": "está vacío",
    "string_too_long": "se espera un solo carácter",
    "too_short": "se espera al menos un texto",
    "bool_type": "se espera true o false",
    "bool_parsing": "se espera true o false",
    "int_type": "se espera un número entero",
    "int_parsing": "se espera un número entero",
    "int_from_float": "se espera un número entero",
    "greater_than_equal": "se espera un número desde {ge}",
    "less_than_equal": "se espera un número hasta {le}",
    "tuple_type": "se espera una lista entre corchetes",
    "model_type": "se espera una tabla, con sus claves debajo",
    "is_instance_of": "se espera un RUT con su dígito verificador, como «12345678-5»",
}
"""The only class that a value is asked to be is `Rut`."""
_LITERAL = re.compile(r"""'([^']*)'|"([^"]*)\"""")


class WrongValueError(ValueError):
    """What is expected of a value, in Spanish; raised by the rules of a file."""


def read_toml(content: bytes, name: str, kind: type[Content]) -> Content:
    """What a file says. Raises FileRefusedError, naming the line or the key that is wrong."""
    try:
        return kind.model_validate(tomllib.loads(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise FileRefusedError(f"{name} no está en UTF-8") from None
    except RecursionError:
        raise FileRefusedError(f"{name} no se puede leer: anida demasiadas listas") from None
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        where = f" (línea {line[1]})" if line else ""
        raise FileRefusedError(f"{name} no se puede leer: no es TOML{where}") from None
    except ValidationError as error:
        raise FileRefusedError(f"{name} no se puede leer: {_first_wrong(error)}") from None


def _first_wrong(error: ValidationError) -> str:
    """Which key it is, what it says and what is expected."""
    first = error.errors(include_url=False)[0]
    field, said = _field(first["loc"]), _said(first["input"])
    named = f"«{field}»" if field else "el archivo"
    if first["type"] in _WRONG_KEY:
        return f"{named} {_WRONG_KEY[first['type']]}"
    expected = _expected(first["type"], first.get("ctx", {}))
    return f"{named} dice «{said}»: {expected}" if said else f"{named}: {expected}"


def _field(loc: tuple[int | str, ...]) -> str:
    """The key, without what pydantic tells of the rule, as `is-instance[Rut]`."""
    parts = (str(part + 1) if isinstance(part, int) else part for part in loc)
    return quotable(".".join(part for part in parts if not part.startswith("is-instance[")))


def _said(value: object) -> str:
    """Empty for tables and lists, which are too much to show."""
    if isinstance(value, bool):
        return str(value).lower()
    return quotable(str(value)) if isinstance(value, str | int | float | date) else ""


def _expected(kind: str, context: dict[str, Any]) -> str:
    if isinstance(context.get("error"), WrongValueError):
        return str(context["error"])
    if kind == "literal_error":
        choices = [one or other for one, other in _LITERAL.findall(context["expected"])]
        return f"se espera uno de: {', '.join(f'«{choice}»' for choice in choices)}"
    return _WRONG.get(kind, "no tiene un valor que se lea").format_map(context)
