"""The promise: a fine comes to its UTM at the highest value that may be meant, rounded up, and who
might not have paid too much is not said to have.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from sep_domain.procedimiento.law import Proceeding, payment_flaws
from sep_domain.values.money import Clp

FINE = Proceeding(imposed_utm=Decimal("10.5"), highest_utm=Clp(65_001))
"""682,510.5 pesos."""


def test_a_fine_is_rounded_up_to_the_peso() -> None:
    assert FINE.most_payable == 682_511


@pytest.mark.parametrize(
    ("claimed", "ruled", "fine"), [(None, None, "10.5"), ("8", None, "8"), ("8", "9", "9")]
)
def test_the_fine_is_what_was_decided_last(
    claimed: str | None, ruled: str | None, fine: str
) -> None:
    known = replace(
        FINE,
        claim_utm=None if claimed is None else Decimal(claimed),
        ruled_utm=None if ruled is None else Decimal(ruled),
    )
    assert known.fine_utm == Decimal(fine)


def test_a_fine_in_pesos_is_what_it_says() -> None:
    assert replace(FINE, fixed_clp=Clp(500_000)).most_payable == 500_000


@pytest.mark.parametrize("unknown", ["imposed_utm", "highest_utm"])
def test_without_the_utm_nobody_knows_what_it_comes_to(unknown: str) -> None:
    known = replace(FINE, **{unknown: None}, paid=Clp(10**9))
    assert known.most_payable is None
    assert list(payment_flaws(known)) == []


@pytest.mark.parametrize("paid", [None, 0, 682_510, 682_511])
def test_up_to_the_fine_nothing_is_too_much(paid: int | None) -> None:
    known = replace(FINE, paid=None if paid is None else Clp(paid))
    assert list(payment_flaws(known)) == []


def test_what_was_paid_beyond_is_told_in_pesos_and_utm() -> None:
    [flaw] = payment_flaws(replace(FINE, paid=Clp(682_512)))
    assert flaw.code == "pago_excesivo"
    assert flaw.message == (
        "Se pagó $682.512 por una multa de $682.511, 10,5 UTM de $65.001: "
        "$1 de más (Ley 20.529 art 82)."
    )
    [fixed] = payment_flaws(replace(FINE, fixed_clp=Clp(100), paid=Clp(150)))
    assert fixed.message.startswith("Se pagó $150 por una multa de $100: $50 de más")
