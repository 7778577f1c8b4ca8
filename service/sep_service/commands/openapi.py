"""What the OpenAPI document says of a command: every answer it may give, with examples."""

from typing import Any

from sep_service.http.problems import MEDIA_TYPE, Problem, problem

_SCHEMA = Problem.model_json_schema()

_EXAMPLES: dict[int, tuple[str, dict[str, dict[str, Any]]]] = {
    400: (
        "A header is missing or not well formed",
        {
            "malformed": {
                "title": "La solicitud no está bien formada",
                "code": "MISSING",
                "detail": "Revise: header/Idempotency-Key (falta).",
                "errors": [{"field": "header/Idempotency-Key", "detail": "falta"}],
            }
        },
    ),
    409: (
        "The state of the entity does not allow it, or another command was recorded first",
        {
            "refused": {
                "title": "El estado no lo permite",
                "detail": "El Consejo Escolar debe tomar conocimiento antes (Ley 20.248 art 7 a).",
                "code": "consejo_no_informado",
                "allowed": ["inform-consejo", "declare-payroll", "extend"],
                "version": 0,
            },
            "conflict": {
                "title": "Otra orden llegó antes",
                "detail": "Otra orden se registró antes: la entidad está en la versión 4.",
                "version": 4,
            },
        },
    ),
    412: (
        "The entity is not at the version of If-Match",
        {
            "stale-version": {
                "title": "La entidad ha cambiado",
                "detail": "Se esperaba la versión 3 y la entidad está en la 4: "
                "vuelva a leerla antes de decidir.",
                "version": 4,
            }
        },
    ),
    413: (
        "The body is longer than any command is",
        {"too-large": {"title": "La solicitud es demasiado grande", "detail": "A lo más … bytes."}},
    ),
    422: (
        "Something is not well formed, the key belongs to another request, or a document is unkept",
        {
            "malformed": {
                "title": "La solicitud no está bien formada",
                "code": "MISSING",
                "detail": "Revise: body/occurred_on (falta).",
                "errors": [{"field": "body/occurred_on", "detail": "falta"}],
            },
            "key-reused": {
                "title": "Clave de idempotencia repetida",
                "detail": "La clave «a1b2» ya se usó en esta entidad para otra solicitud.",
            },
            "unheld-document": {
                "title": "El respaldo no está guardado así",
                "detail": "El documento «Informe de avance 1» (9f86d0…) no está guardado: "
                "súbalo antes con POST /documents.",
                "errors": [
                    {
                        "field": "body/evidence/0/sha256",
                        "detail": "no está guardado: súbalo antes con POST /documents",
                    }
                ],
            },
        },
    ),
    503: (
        "The log or the documents cannot be reached: repeat it with the same key",
        {
            "unavailable": {
                "title": "El registro no responde",
                "detail": "No se sabe si la orden quedó registrada: repítala con la misma clave.",
            }
        },
    ),
}

_VERSION_HEADER = {
    "description": "The version of the entity, quoted",
    "schema": {"type": "string", "pattern": '^"\\d+"$'},
}

ANSWERED: dict[str, Any] = {
    "description": "Recorded, now or when the same request first came",
    "headers": {
        "ETag": _VERSION_HEADER,
        "Ledger-Position": {
            "description": "Of the last event; a reader may wait for it",
            "schema": {"type": "integer", "minimum": 1},
        },
    },
    "content": {
        "application/json": {
            "example": {
                "positions": [136_241],
                "version": 3,
                "events": ["cl.sep.rendicion.signed.v1"],
                "replayed": False,
            }
        }
    },
}


def responses() -> dict[int | str, dict[str, Any]]:
    """Every answer that a command may give."""
    return {200: ANSWERED, **{status: _described(status) for status in _EXAMPLES}}


def _described(status: int) -> dict[str, Any]:
    description, examples = _EXAMPLES[status]
    shown = {
        kind: {"value": problem(kind, status, **members).model_dump(exclude_none=True)}
        for kind, members in examples.items()
    }
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": _SCHEMA, "examples": shown}},
    }
