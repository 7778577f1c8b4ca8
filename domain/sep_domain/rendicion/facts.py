"""Where the facts about a rendición are recorded that files bring."""

from datetime import date
from uuid import UUID

from sep_domain.events.base import Event
from sep_domain.events.funds.accounting import ExpenditureDeclared
from sep_domain.events.funds.rendicion import (
    Allocation,
    RendicionClosed,
    RendicionConsejoInformed,
    RendicionExtended,
    RendicionPresented,
    RendicionReviewed,
    RendicionSigned,
)
from sep_domain.rendicion.state import RendicionKey
from sep_domain.streams import Dataset, fact_stream, twin_stream
from sep_domain.values.money import Clp

_STEPS = (
    RendicionConsejoInformed,
    RendicionSigned,
    RendicionPresented,
    RendicionExtended,
    RendicionReviewed,
    RendicionClosed,
)


def fact_streams(key: RendicionKey, *about: Allocation) -> list[UUID]:
    """The streams of its steps, and of the documents of some allocations."""
    steps = [step_stream(key, step) for step in _STEPS]
    return [*steps, *(document_stream(key, allocation) for allocation in about)]


def step_stream(key: RendicionKey, step: type[Event]) -> UUID:
    """Where a file's word on one of its steps is recorded."""
    return fact_stream(Dataset.RENDICIONES, key.year, 0, (step.NAME, *key.key()))


def document_stream(key: RendicionKey, allocation: Allocation) -> UUID:
    """Where the file's row for an allocation is recorded."""
    document = ExpenditureDeclared(
        occurred_on=date(key.year, 12, 31),
        year=key.year,
        sostenedor=key.sostenedor,
        rbd=key.rbd,
        subvencion=key.subvencion,
        account=allocation.account,
        document_type=allocation.document_type,
        document_number=allocation.document_number,
        issuer=allocation.issuer,
        document_total=Clp(0),
        declared=Clp(0),
    )
    return twin_stream(document.stream(), allocation.twin)
