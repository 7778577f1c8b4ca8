"""Inventory checks: what each school bought to last, and how much of it was found."""

from collections.abc import Iterator
from datetime import date

from sep_sample.anomalies.answer_key import Anomaly, AnswerKey
from sep_sample.anomalies.casting import Cast
from sep_sample.country.country import School
from sep_sample.country.noise import Noise

_ITEM_WORTH = 85_000


def inventories_of(
    schools: list[School], year: int, noise: Noise, cast: Cast, key: AnswerKey
) -> Iterator[tuple[object, ...]]:
    """Rows of `inventario.csv`, one per school, checked in November; values in CLP."""
    for school in schools:
        stream = noise.stream("inventory", school.rbd, year)
        items = stream.randint(60, 400)
        missing = items * stream.randint(0, 2) // 100
        if cast.plays("RF34", school.rbd, year):
            missing = items * 18 // 100
            _record(key, school, year)
        day = date(year, 11, stream.randint(3, 28))
        worth = _ITEM_WORTH
        yield school.rbd, year, day, items, missing, items * worth, missing * worth


def _record(key: AnswerKey, school: School, year: int) -> None:
    rut = school.holder_in(year).rut
    description = "Más del 5 % de los bienes del inventario no fue ubicado"
    found = f"rbd={school.rbd};anio={year}"
    key.record(Anomaly("RF34", school.rbd, rut, year, "inventario.csv", found, description))
