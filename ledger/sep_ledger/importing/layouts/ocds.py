"""Records of contracting processes as others publish them (OCDS 1.1), such as ChileCompra's."""

from collections.abc import Set
from datetime import UTC, datetime
from typing import Any, ClassVar

import orjson

from sep_domain.events.ocds import OcdsRecordPublished
from sep_ledger.importing.layout import Layout
from sep_ledger.importing.ocds import COLUMNS
from sep_ledger.importing.rows import Row, RowError


class Ocds(Layout):
    """Each record is kept word for word, with the package that it came in."""

    dataset = "ocds"
    title = "Registros de contratación abierta (OCDS)"
    required: ClassVar[Set[str]] = frozenset(COLUMNS)

    def facts(self, row: Row) -> list[OcdsRecordPublished]:
        package, record = (_object(row, column) for column in COLUMNS)
        published = _published(package)
        return [
            OcdsRecordPublished(
                occurred_on=published.astimezone(UTC).date(),
                ocid=_ocid(record),
                published_at=published,
                package=package,
                record=record,
            )
        ]


def _object(row: Row, column: str) -> dict[str, Any]:
    value = orjson.loads(row.text(column))
    if not isinstance(value, dict):
        raise RowError(column, row.text(column)[:80], "no es un objeto", "un objeto JSON")
    return value


def _ocid(record: dict[str, Any]) -> str:
    ocid = record.get("ocid")
    if not isinstance(ocid, str):
        raise RowError("ocid", str(ocid), "el registro no tiene ocid", "un texto, ocds-xxxxxx-…")
    return ocid


def _published(package: dict[str, Any]) -> datetime:
    text = str(package.get("publishedDate", ""))
    try:
        published = datetime.fromisoformat(text)
    except ValueError:
        published = None
    if published is None or published.tzinfo is None:
        expected = "fecha y hora con huso horario (RFC 3339)"
        raise RowError("publishedDate", text, "no dice cuándo se publicó", expected)
    return published
