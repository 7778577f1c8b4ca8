"""The plan of accounts is read in its three forms, and only for a year that the name tells."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sep_domain.events.funds.accounting import AccountDefined, AccountKind
from sep_intake.columns.layout import FileHead, FileRefusedError
from sep_intake.layouts.money.plan_de_cuentas import PlanDeCuentas

Read = Callable[..., Any]

FULL = "desc_tipo_cuenta;cuenta_alias;desc_cuenta;cuenta_alias_padre;desc_cuenta_padre"
SHORT = "tipo;codigo;codigo_padre;nombre"
OUTSIDE = "cuenta_alias;desc_cuenta"


def test_the_full_form_names_the_parent(read: Read) -> None:
    row = "INGRESO;310301;Subvención SEP;310300;Preferencial"
    assert read(PlanDeCuentas, FULL, row, name="plan_2019.csv").facts == [
        AccountDefined(
            occurred_on=date(2019, 1, 1),
            year=2019,
            account="310301",
            name="Subvención SEP",
            kind=AccountKind.INGRESO,
            parent="310300",
            parent_name="Preferencial",
        )
    ]


def test_the_short_form_gives_the_parents_code_alone(read: Read) -> None:
    [defined] = read(PlanDeCuentas, SHORT, "GASTO;410501;410500;ATE", name="2019.csv").facts
    assert defined.kind is AccountKind.GASTO
    assert (defined.parent, defined.parent_name) == ("410500", None)


@pytest.mark.parametrize(
    ("code", "kind", "parent"),
    [
        ("500001", AccountKind.INGRESO, "500000"),
        ("700001", AccountKind.GASTO, "700000"),
        ("800001", AccountKind.INGRESO, "800000"),
        ("901001", AccountKind.INGRESO, "901000"),
        ("910002", AccountKind.INGRESO, "910000"),
    ],
)
def test_outside_the_tree_kind_and_parent_follow_from_the_code(
    read: Read, code: str, kind: AccountKind, parent: str
) -> None:
    [defined] = read(PlanDeCuentas, OUTSIDE, f"{code};AJUSTE", name="eerr_2021.csv").facts
    assert (defined.kind, defined.parent) == (kind, parent)


@pytest.mark.parametrize("name", ["plan.csv", "20190430_plan.csv", "plan_2019_2020.csv"])
def test_a_name_without_one_year_refuses_the_file_and_asks_for_it(name: str) -> None:
    with pytest.raises(FileRefusedError, match="ponga el año en el nombre"):
        PlanDeCuentas(FileHead(name, tuple(SHORT.split(";"))))


def test_the_same_code_in_two_years_is_two_accounts(read: Read) -> None:
    one, other = (
        read(PlanDeCuentas, SHORT, "GASTO;410501;410500;ATE", name=f"plan_{year}.csv").facts[0]
        for year in (2019, 2020)
    )
    assert one.stream() != other.stream()


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "income", "expense"),
    [("plan_de_cuentas_supereduc_2019_extraido.csv", 73, 129), ("plan_cuentas_2019.csv", 48, 129)],
)
def test_the_official_plans_load_whole(
    read: Read, real_data: Path, name: str, income: int, expense: int
) -> None:
    lines = (real_data / "plan_de_cuentas" / name).read_text("utf-8").splitlines()
    reading = read(PlanDeCuentas, lines[0], *lines[1:], name=name)
    kinds = [account.kind for account in reading.facts]
    assert not reading.rejected
    assert (kinds.count(AccountKind.INGRESO), kinds.count(AccountKind.GASTO)) == (income, expense)
