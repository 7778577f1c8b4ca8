"""Holds every document that an event of the log points to against what is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import args_row

from sep_ledger.database.statements import statements_of
from sep_ledger.documents.store import AlteredDocumentError, DocumentStore, UnknownDocumentError

_SQL = statements_of(__name__)
_ROWS = 1_000


class Fault(StrEnum):
    """What can be wrong with a document."""

    MISSING = "missing"
    ALTERED = "altered"
    OTHER_SIZE = "other_size"
    """Kept as it was, but an event states another size."""


class Reference(NamedTuple):
    """What an event says of a document that it points to."""

    sha256: str
    size: int
    title: str
    position: int


@dataclass(frozen=True)
class DocumentFault:
    """A document that is not as an event says; the first such event."""

    fault: Fault
    reference: Reference


@dataclass(frozen=True)
class Checked:
    """How much was looked at."""

    documents: int
    references: int


def references(connection: Connection[Any]) -> Iterator[Reference]:
    """Every reference of the log, by document; a row at a time. Needs a transaction."""
    query = _SQL["references"]
    with connection.cursor("references", row_factory=args_row(Reference)) as cursor:
        cursor.itersize = _ROWS
        yield from cursor.execute(query)


def check(
    connection: Connection[Any], store: DocumentStore, tell: Callable[[DocumentFault], None]
) -> Checked:
    """Hashes every document that an event points to, once. Raises DocumentStoreError."""
    documents = pointed = 0
    for sha256, said in groupby(references(connection), attrgetter("sha256")):
        listed = list(said)
        documents, pointed = documents + 1, pointed + len(listed)
        if finding := _finding(store, sha256, listed):
            tell(finding)
    return Checked(documents, pointed)


def _finding(store: DocumentStore, sha256: str, said: list[Reference]) -> DocumentFault | None:
    try:
        size = store.verify(sha256)
    except UnknownDocumentError:
        return DocumentFault(Fault.MISSING, said[0])
    except AlteredDocumentError:
        return DocumentFault(Fault.ALTERED, said[0])
    wrong = next((one for one in said if one.size != size), None)
    return DocumentFault(Fault.OTHER_SIZE, wrong) if wrong else None
