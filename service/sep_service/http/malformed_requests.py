"""A request that is not well formed, told field by field: what is wrong, and what may be meant."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from sep_domain.text.nearest import nearest
from sep_service.http.problems import problem

Flaw = Mapping[str, Any]
"""As pydantic tells of one: `type`, `loc`, and in `ctx` what belongs to it."""

_INSTANT = (
    "debe ser un instante RFC 3339 con su desfase, como 2024-03-31T23:59:59-03:00 "
    "(en una dirección, + se escribe %2B)"
)
_WHOLE = "debe ser un número entero, en cifras"

_TOLD: dict[str, tuple[str, str]] = {
    "unknown_parameter": ("UNKNOWN_PARAMETER", "no se conoce"),
    "unknown_header": ("UNKNOWN_HEADER", "no se conoce"),
    "unknown_topic": ("UNKNOWN_TOPIC", "no es un tipo de evento; GET /event-types los enumera"),
    "unknown_value": ("UNKNOWN_VALUE", "no se conoce"),
    "enum": ("UNKNOWN_VALUE", "no es uno de los valores posibles"),
    "literal_error": ("UNKNOWN_VALUE", "no es uno de los valores posibles"),
    "unknown_member": ("UNKNOWN_FIELD", "no se conoce"),
    "repeated_key": ("REPEATED_FIELD", "se da una sola vez"),
    "repeated_parameter": ("REPEATED_PARAMETER", "se da una sola vez"),
    "bad_instant": ("BAD_INSTANT", _INSTANT),
    "future_instant": ("BAD_INSTANT", "aún no llega: se responde de lo que ya se sabe"),
    "bad_day": ("BAD_DATE", "debe ser una fecha AAAA-MM-DD"),
    "bad_number": ("BAD_NUMBER", _WHOLE),
    "int_type": ("BAD_NUMBER", _WHOLE),
    "int_parsing": ("BAD_NUMBER", _WHOLE),
    "bad_rut": ("BAD_RUT", "debe ser un RUT con su dígito verificador, como 62000660-2"),
    "bad_character": ("BAD_CHARACTER", "lleva U+0000, o bytes que no son UTF-8"),
    "missing": ("MISSING", "falta"),
    "extra_forbidden": ("UNKNOWN_FIELD", "no se conoce"),
    "json_invalid": ("BAD_JSON", "no es JSON"),
    "string_pattern_mismatch": ("BAD_VALUE", "no tiene la forma esperada"),
    "string_unicode": ("BAD_CHARACTER", "lleva un carácter a medias"),
    "string_too_long": ("BAD_VALUE", "es demasiado largo"),
    "too_long": ("BAD_VALUE", "son demasiados"),
    "too_short": ("BAD_VALUE", "faltan elementos"),
    "greater_than_equal": ("OUT_OF_RANGE", "es menor de lo permitido"),
    "less_than_equal": ("OUT_OF_RANGE", "es mayor de lo permitido"),
}
"""Code and words of what is found, by pydantic's names of errors and our own."""

_FEW = 20
"""Names that a reader takes in at once."""

_QUOTED = re.compile("'([^']*)'")
"""How pydantic lists the values of an enumeration."""


def malformed_response(flaws: Sequence[Flaw]) -> Response:
    """The answer: 400 where a header is wrong, 422 for a part of the address or the body."""
    about_headers = any(flaw["loc"][:1] == ("header",) for flaw in flaws)
    errors = [
        _told(flaw)
        for flaw in flaws
        if flaw["type"] != "is_instance_of"  # the other branch of our scalars says what is wrong
    ]
    said = dict.fromkeys(f"{error['field']} ({error['detail']})" for error in errors)
    code, _ = _code_and_words(flaws[0])
    return problem(
        "malformed",
        400 if about_headers else 422,
        "La solicitud no está bien formada",
        f"Revise: {', '.join(said)}.",
        code=code,
        errors=errors,
    ).response()


def _told(flaw: Flaw) -> dict[str, str]:
    _, words = _code_and_words(flaw)
    known = _known(flaw)
    meant = nearest(str(flaw.get("input", "")), known) if known else None
    meant = flaw.get("ctx", {}).get("nearest", meant)
    if meant is not None:
        words = f"{words}; ¿quiso decir «{meant}»?"
    elif 0 < len(known) <= _FEW:
        words = f"{words}; se conocen: {', '.join(known)}"
    error = {"field": _field(flaw), "detail": words}
    return error | ({"nearest": meant} if meant is not None else {})


def _code_and_words(flaw: Flaw) -> tuple[str, str]:
    kind, more = flaw["type"], flaw.get("ctx", {})
    if "detail" in more:
        return more.get("code", "BAD_VALUE"), more["detail"]
    if kind.startswith(("datetime", "timezone")):
        return _TOLD["bad_instant"]
    if kind.startswith("date"):
        return _TOLD["bad_day"]
    return _TOLD.get(kind, ("BAD_VALUE", "no es válido"))


def _known(flaw: Flaw) -> list[str]:
    """What it might have been, where that can be listed."""
    more = flaw.get("ctx", {})
    if flaw["type"] in {"enum", "literal_error"}:
        return _QUOTED.findall(str(more.get("expected", "")))
    return list(more.get("known", ()))


def _field(flaw: Flaw) -> str:
    """The path of a field, without the branches of a type, which pydantic adds in brackets."""
    loc = flaw["loc"][:1] if flaw["type"] == "json_invalid" else flaw["loc"]
    return "/".join(str(part) for part in loc if "[" not in str(part))
