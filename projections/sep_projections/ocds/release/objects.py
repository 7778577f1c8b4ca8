"""What the objects of an OCDS release are made of: fields that say something, days, amounts."""

from typing import Any

from sep_projections.ocds.release.differences import Json

CURRENCY = "CLP"


def filled_object(**fields: Any) -> Json:
    """An object of the fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def first_instant(day: str | None) -> str | None:
    """The first instant of a day, as OCDS wants it where no time is known."""
    return f"{day}T00:00:00Z" if day else None


def last_second(day: str | None) -> str | None:
    """The last second of a day."""
    return f"{day}T23:59:59Z" if day else None


def value(amount: int | None) -> Json | None:
    """An amount of whole pesos."""
    return {"amount": amount, "currency": CURRENCY} if amount is not None else None
