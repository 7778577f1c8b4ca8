"""Files of ours that people write by hand, in TOML; what is wrong with them is said in Spanish."""

import re
import tomllib
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.statements.text import shown

Content = TypeVar("Content", bound=BaseModel)

_LINE = re.compile(r"at line (\d+)")
_WRONG = {
    "missing": "falta",
    "extra_forbidden": "no es una clave que se lea; revise cómo está escrita",
    "string_type": "se espera un texto entre comillas",
    "string_too_short": "está vacío",
    "string_too_long": "es demasiado largo",
    "bool_type": "se espera true o false",
    "bool_parsing": "se espera true o false",
    "int_type": "se espera un número entero",
    "int_parsing": "se espera un número entero",
    "tuple_type": "se espera una lista entre corchetes",
}


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
    first = error.errors(include_url=False)[0]
    field = shown(
        ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    )
    return f"«{field}» {_WRONG.get(first['type'], 'no tiene un valor que se entienda')}"
