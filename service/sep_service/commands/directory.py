"""What a command's documentation says of how it meets the directory."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from sep_domain.decisions.deciding import Command

_SCHOOL = (
    "The school must stand in the Directorio oficial of that time or an earlier one, or it is "
    "refused (`escuela_desconocida`)."
)
_HOLDER = (
    "The sostenedor must hold a school by the Directorio oficial that tells of that time, or it is "
    "refused (`sostenedor_desconocido`)."
)
_HELD = (
    "The school must be held by the sostenedor at that time, by the Directorio oficial of 30 April "
    "before or after, or by its convenio, or it is refused (`no_la_sostenia`)."
)
_EVER_HELD = (
    "The school must have been held by the sostenedor then or earlier, by the Directorio oficial "
    "or its convenio, or it is refused (`no_la_sostenia`)."
)
_ARRIVING = (
    "A sostenedor who takes the school over and is not in the directory yet is recorded with the "
    "flag `aun_no_en_directorio`."
)
_UNREAD = (
    "Where no directory of the year has been read it is recorded with the flag `sin_directorio`, "
    "and where the directory names no RUT for the school with `sin_rut_en_directorio`."
)
_ADVISER = (
    "An adviser whom no registry that has been read names is recorded with the flag "
    "`asesor_no_inscrito`."
)
_NOTHING = "It names no school, sostenedor or adviser but those of its entity's story."


def directory_rule(key_of: Callable[..., Any], command: type[Command]) -> str:
    """The rule for one command of an entity whose key a function makes, as one paragraph."""
    if not command.MEETS_DIRECTORY:
        return _NOTHING
    key = set(inspect.signature(key_of).parameters)
    return " ".join(_sentences(key, command)) or _NOTHING


def _sentences(key: set[str], command: type[Command]) -> Iterator[str]:
    said = set(command.model_fields) | _of_parts(command)
    named = key | said
    has_school = bool({"rbd", "to_rbd"} & named) or command.OF_SUBJECT
    has_holder = "sostenedor" in named
    if has_school:
        yield _SCHOOL
    if has_school and has_holder:
        yield _held(command)
    elif has_holder:
        yield _HOLDER
    if has_holder and command.SPEAKS_OF:
        yield command.SPEAKS_OF
    if has_school or has_holder:
        yield _UNREAD
    if "ate" in said - key:
        yield _ADVISER


def _held(command: type[Command]) -> str:
    if command.BRINGS_SOSTENEDOR:
        return _ARRIVING
    return _EVER_HELD if command.LOOKS_BACK else _HELD


def _of_parts(command: type[Command]) -> set[str]:
    """The fields of what a command holds several of."""
    held = (getattr(info.annotation, "__args__", ()) for info in command.model_fields.values())
    parts = (each for args in held for each in args if isinstance(each, type))
    return {name for part in parts if issubclass(part, BaseModel) for name in part.model_fields} & {
        "rbd",
        "sostenedor",
    }
