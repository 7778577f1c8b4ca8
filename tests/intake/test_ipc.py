"""An index is loaded exactly as published."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sep_domain.events.funds.accounting import IpcPublished
from sep_intake.layouts.reference.ipc import Ipc

Read = Callable[..., Any]


def test_an_index_holds_for_its_month(read: Read) -> None:
    assert read(Ipc, "mes;indice", "2024-06;104.53").facts == [
        IpcPublished(occurred_on=date(2024, 6, 1), month="2024-06", index=Decimal("104.53"))
    ]


@pytest.mark.parametrize(
    ("row", "field"), [("2024-13;1", "mes"), ("2024-06;0", "indice"), ("2024-06;1,5", "indice")]
)
def test_a_malformed_cell_rejects_the_row(read: Read, row: str, field: str) -> None:
    [refused] = read(Ipc, "mes;indice", row).rejected
    assert refused.field == field
