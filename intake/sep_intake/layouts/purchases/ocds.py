"""Records and releases of contracting processes as others publish them (OCDS 1.1)."""

from collections.abc import Mapping, Set
from datetime import UTC, date, datetime
from typing import Any, ClassVar

import orjson

from sep_domain.dates.days import NOW, day_of, instant_of
from sep_domain.events.purchasing.ocds import OcdsRecordPublished, OcdsReleasePublished
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns.layout import Layout
from sep_intake.files.ocds_packages import ITEMS, PACKAGE

Json = dict[str, Any]


class Ocds(Layout):
    """Each record or release is kept word for word, with the package that it came in."""

    dataset = "ocds"
    title = "Registros y entregas de contratación abierta (OCDS)"
    required: ClassVar[Set[str]] = frozenset({PACKAGE})
    optional: ClassVar[Mapping[str, str]] = dict.fromkeys(ITEMS.values(), "")
    filled_from: ClassVar[Mapping[str, str]] = {"ocid": "ocid", "release_id": "id"}

    def facts(self, row: Row) -> list[OcdsRecordPublished] | list[OcdsReleasePublished]:
        package = _object(row, PACKAGE)
        if row.optional_text(ITEMS["releases"]) is None:
            return [_record(package, _object(row, ITEMS["records"]))]
        return [_release(package, _object(row, ITEMS["releases"]))]


def _record(package: Json, record: Json) -> OcdsRecordPublished:
    published = _instant(package, "publishedDate")
    return OcdsRecordPublished(
        occurred_on=published.astimezone(UTC).date(),
        ocid=_name(record, "ocid", "un texto, ocds-xxxxxx-…"),
        published_at=published,
        package=package,
        record=record,
    )


def _release(package: Json, release: Json) -> OcdsReleasePublished:
    released = _instant(release, "date")
    _require_known(released, package)
    return OcdsReleasePublished(
        occurred_on=released.astimezone(UTC).date(),
        ocid=_name(release, "ocid", "un texto, ocds-xxxxxx-…"),
        release_id=_name(release, "id", "un texto, único en su proceso"),
        released_at=released,
        package=package,
        release=release,
    )


def _require_known(released: datetime, package: Json) -> None:
    """A package holds no release of a later day, where it says its own."""
    said = package.get("publishedDate")
    published = instant_of(said) if isinstance(said, str) else None
    if published and NOW.covers(published.date()):
        last = published.astimezone(UTC).date()
        if released.astimezone(UTC).date() > last:
            reason = "es posterior a la publicación del paquete"
            raise RowError("date", released.isoformat(), reason, f"una fecha hasta el {last}")


def _object(row: Row, column: str) -> Json:
    value = orjson.loads(row.text(column))
    if not isinstance(value, dict):
        raise RowError(column, row.text(column)[:80], "no es un objeto", "un objeto JSON")
    return value


def _name(item: Json, field: str, expected: str) -> str:
    name = item.get(field)
    if not isinstance(name, str):
        raise RowError(field, _written(name), f"no tiene {field}", expected)
    return name


def _instant(item: Json, field: str) -> datetime:
    text = item.get(field)
    moment = instant_of(text) if isinstance(text, str) else None
    day = moment.date() if moment else _day(text)
    if day and not NOW.covers(day):
        raise RowError(field, _written(text), "fecha fuera de lo posible", NOW.said)
    if moment is None:
        reason = "fecha inválida" if text else "no dice cuándo se publicó"
        expected = "fecha y hora con huso horario (RFC 3339)"
        raise RowError(field, _written(text), reason, expected)
    return moment


def _written(value: object) -> str:
    """As the file has it; empty where it says nothing."""
    if value is None or isinstance(value, str):
        return value or ""
    return orjson.dumps(value).decode()


def _day(text: object) -> date | None:
    """The day that a text begins with which is no instant: the first and the last hours there are
    are none in UTC."""
    return day_of(text[: len("AAAA-MM-DD")]) if isinstance(text, str) else None
