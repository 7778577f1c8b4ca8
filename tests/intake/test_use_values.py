"""A value of the USE is loaded exactly as published, with how sure one may be of it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sep_domain.events.funds.accounting import UseValuePublished
from sep_domain.law.statute import Confidence
from sep_intake.layouts.reference.use_values import UseValues

Read = Callable[..., Any]

HEADER = "from_month;clp_per_use;confidence"


def test_a_value_holds_from_the_first_day_of_its_month(read: Read) -> None:
    assert read(UseValues, HEADER, "2025-12;35798.0316;V").facts == [
        UseValuePublished(
            occurred_on=date(2025, 12, 1),
            from_month="2025-12",
            clp_per_use=Decimal("35798.0316"),
            confidence=Confidence.VERIFIED,
        )
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2025-13;35798.0316;V", "from_month"),
        ("2025-12;35798,0316;V", "clp_per_use"),
        ("2025-12;0;V", "clp_per_use"),
        ("2025-12;35.798;V", "clp_per_use"),
        ("2025-12;35798.03161;V", "clp_per_use"),
        ("2042-12;35798.0316;V", "from_month"),
        ("2025-12;;V", "clp_per_use"),
        ("2025-12;35798.0316;X", "confidence"),
    ],
)
def test_a_malformed_cell_rejects_the_row(read: Read, row: str, field: str) -> None:
    [refused] = read(UseValues, HEADER, row).rejected
    assert refused.field == field
