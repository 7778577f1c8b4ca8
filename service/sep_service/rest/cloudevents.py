"""Events of the log as CloudEvents 1.0 (github.com/cloudevents/spec), one JSON object each.

`id` is the position and `type` the topic; `subject` is the stream and `dataschema` the name of the
JSON Schema that `GET /event-types/{topic}` answers with. `sequence` is the extension of that name,
`generation` tells of which generation the log is: in another one the same `id` is another event.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

import orjson

from sep_ledger.records.stored import StoredEvent

SOURCE = "urn:sep-ledger"
CONTENT_TYPE = "application/cloudevents+json"
BATCH_TYPE = "application/cloudevents-batch+json"

_SEQUENCE_DIGITS = 19
"""Sequences compare as text, so every position is written as wide as the greatest one."""


def cloud_event(row: StoredEvent, generation: UUID) -> dict[str, Any]:
    """The event with its content and, as extension attributes, where it comes from."""
    metadata = orjson.loads(row.metadata)
    return {
        "specversion": "1.0",
        "id": str(row.position),
        "source": SOURCE,
        "type": row.topic,
        "subject": str(row.originator_id),
        "time": row.instant.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": f"urn:sep-ledger:event:{row.topic}",
        "sequence": f"{row.position:0{_SEQUENCE_DIGITS}}",
        "streamversion": row.originator_version,
        "generation": str(generation),
        **_provenance(metadata),
        "data": orjson.loads(row.state),
    }


def _evidence(documents: Sequence[Mapping[str, Any]]) -> str | None:
    """The SHA-256 of each document, with spaces between: attributes are plain values."""
    return " ".join(document["sha256"] for document in documents) or None


def _provenance(metadata: dict[str, Any]) -> dict[str, Any]:
    source = metadata.get("source", {})
    attributes = {
        "originkind": source.get("kind"),
        "originfile": source.get("name"),
        "originsha256": source.get("sha256"),
        "origindataset": source.get("dataset"),
        "originrow": source.get("row"),
        "originactor": source.get("actor"),
        "originrule": source.get("rule"),
        "originwhyahead": source.get("why_ahead"),
        "originwhylate": source.get("why_late"),
        "origindirectory": " ".join(source.get("directory", ())) or None,
        "originevidence": _evidence(source.get("evidence", ())),
        "correlationid": metadata.get("correlation_id"),
        "causationid": metadata.get("causation_id"),
    }
    return {name: value for name, value in attributes.items() if value is not None}
