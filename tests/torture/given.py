"""What the torture tests append: payments, which the views fold, with the log's own bytes.

Versions after the first restate a payment, so that the folds have rows to end.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sep_domain.events.funds.payments import PaymentDisbursed
from sep_domain.provenance import FileSource, Provenance
from sep_domain.streams import Dataset, fact_stream
from sep_ledger.records.recorded import metadata_bytes, state_bytes
from sep_ledger.records.stored import StoredEvent
from tests.staged import StagedFact

TOPIC = PaymentDisbursed.topic()

_HERE = b"\xc2\xa7"
_STATE = state_bytes(
    PaymentDisbursed.model_validate(
        {
            "occurred_on": date(2024, 3, 31),
            "rbd": 10,
            "month": "2024-03",
            "school_name": _HERE.decode(),
            "region": 13,
            "comuna": 13101,
            "rural": False,
            "dependency": "municipal_daem",
            "sep_total": 20_248,
            "components": {"escolaridad": 20_248},
        }
    )
)
_FILE = FileSource(sha256="0" * 64, name="archivo.csv", dataset="prueba", row=1)
METADATA = metadata_bytes(Provenance(source=_FILE))


def payment(said: str) -> bytes:
    """The stored bytes of a payment, told from others by what it says."""
    return _STATE.replace(_HERE, said.encode())


def events(stream: UUID, *versions: int, said: str = "") -> list[StoredEvent]:
    """These versions of a stream, each of other content."""
    return [
        StoredEvent(stream, version, TOPIC, payment(f"{said}{version}"), metadata=METADATA)
        for version in versions
    ]


def fresh(*versions: int) -> list[StoredEvent]:
    """These versions of a stream that nobody else writes to."""
    return events(uuid4(), *versions)


def fact(row: int, *, key: int | None = None, said: str = "", twins: bool = False) -> StagedFact:
    """A row of a file; rows of the same key are about the same thing."""
    key = row if key is None else key
    stream = fact_stream(Dataset.DOCUMENTOS, 2024, 0, (key,))
    return StagedFact(row, stream, TOPIC, payment(f"{said}{row}"), METADATA, twins=twins)


def facts(rows: Sequence[int], said: str = "") -> list[StagedFact]:
    """Rows of a file, each about a thing of its own."""
    return [fact(row, said=said) for row in rows]
