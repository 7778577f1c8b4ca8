"""Evidence that an event points to: a report, an invoice, a certificate, known by its content.

What a document says is kept beside the log, under the SHA-256 of its bytes. The event keeps this
reference, so that a document that was changed or lost can be told.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Sha256Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

MOST_BYTES = (1 << 31) - 1
"""Whole numbers up to here are an Int of GraphQL; no document of ours is half as long."""

_NAME = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"


def _in_lower_case(written: object) -> object:
    # Before the pattern is asked, which knows lower case only.
    return written.lower() if isinstance(written, str) else written


MediaType = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=rf"^{_NAME}/{_NAME}$"),
    BeforeValidator(_in_lower_case),
]
"""Of a document, in lower case and without parameters (RFC 6838 §4.2)."""

Title = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1F\x7F]+$"
    ),
]
"""What a person calls a document, in one line."""


class EvidenceKind(StrEnum):
    """What a document is to the decision that points to it."""

    INFORME = "informe"
    FACTURA = "factura"
    CERTIFICADO = "certificado"
    AVISO = "aviso"
    """The notice of a tender in a newspaper."""
    OFERTA = "oferta"
    CONTRATO = "contrato"
    FUNDAMENTO_LEGAL = "fundamento_legal"
    """Why the law lets a tender be left out: the resolution that invokes a letter of it."""
    OTRO = "otro"


class EvidenceDocument(BaseModel):
    """A reference to a document: its content by SHA-256 and size in bytes, and what it is called.

    An empty document is evidence of nothing and cannot be pointed to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Sha256Hex
    size: Annotated[int, Field(ge=1, le=MOST_BYTES)]
    media_type: MediaType
    title: Title
    kind: EvidenceKind
